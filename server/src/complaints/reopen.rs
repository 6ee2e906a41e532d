//! The outcome was refused: a new complaint with the old one attached, and the old one stays as it is. Both are written or neither.

use model::documents::complaint::assessment::Assessment;
use model::documents::complaint::intake::Intake;
use model::documents::complaint::records::{ComplaintEventKind, Demand, Owner, Received};
use model::documents::complaint::status::ComplaintStage;
use model::documents::complaint::{append_event, genesis};
use model::documents::kind::{DocumentKind, assess};
use model::id::{DocumentId, EventId};
use model::policy::{Policy, local_date};
use model::rules::can_receive_complaint;
use model::time::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{as_complaint, number};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::desk::{Hand, commit_together};
use crate::documents::open::{judging, open};
use crate::documents::opening::{new_document, once, own_name};
use crate::documents::record::unfit;
use crate::error::ApiError;
use crate::policies;
use crate::registers::row::RegisterRow;
use crate::store::documents::DocumentWrite;

/// A refused outcome.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Refused {
    /// The new complaint, made once and kept when it is sent again.
    id: DocumentId,
    /// The customer's own words: why the outcome is not accepted.
    words: String,
    /// What the customer wants now; as before unless said otherwise.
    #[serde(default)]
    demand: Option<Demand>,
    /// By when the customer was promised an answer.
    answer_promised_for: Timestamp,
}

/// Opens the new complaint and ends the old one; answers the new one's row. The same again changes nothing.
pub(super) async fn reopen(app: &App, desk: &DeskAuth, earlier: DocumentId, refused: Refused) -> Result<RegisterRow, ApiError> {
    let id = refused.id;
    if id == earlier {
        return Err(ApiError::Conflict("This id belongs to another document. Make a new one.".into()));
    }
    once(app, desk, id, DocumentKind::Complaint, move |app, desk| async move {
        let _locked = app.locks.lock(earlier).await;
        let stored = app.store.document(desk.organisation, earlier).await?.ok_or(ApiError::NotFound)?;
        let mut doc = open(&app, desk.organisation, &stored).await?;
        let now = app.now();
        let (hand, event) = (Hand::new(&app, &desk, now)?, EventId::from_parts(now, app.random()?));
        let base = stored.heads;
        let work = move || {
            let assessment = as_complaint(assess(&doc).map_err(ApiError::internal)?).ok_or(ApiError::NotFound)?;
            if assessment.stage == ComplaintStage::Resubmitted {
                return Err(ApiError::Conflict("Another complaint goes on already (R-178). Look at it.".into()));
            }
            if assessment.complaint.decisions().is_empty() && !assessment.complaint.is_without_loss() {
                return Err(ApiError::Conflict("There is no outcome yet that could be refused (R-178).".into()));
            }
            let reopened = ComplaintEventKind::ReopenedBy { complaint: id };
            let write = hand.write(earlier, &mut doc, |doc, stamp| Ok(vec![append_event(doc, event, reopened, stamp)?]));
            Ok((Before::of(assessment), DocumentWrite { base, ..write.map_err(ApiError::internal)? }))
        };
        let (before, ended) = judging(&app.gates.desk, work).await??;
        let opened = opened(&app, &desk, earlier, before, refused, now).await?;
        commit_together(&app, &desk, now, vec![opened, ended]).await?;
        Ok(())
    })
    .await
}

/// What the new complaint takes over.
struct Before {
    received: Received,
    /// From abroad.
    foreign: bool,
    /// Its number, or the provisional label.
    label: String,
    /// Whose matter it is, and stays.
    owner: Option<Owner>,
}

impl Before {
    fn of(assessment: Assessment) -> Self {
        let (foreign, _) = assessment.complaint.case();
        Self { label: assessment.label, received: assessment.complaint.opened.kind, foreign, owner: assessment.owners.into_iter().next() }
    }
}

/// What has to be written of the new complaint. The caller has the organisation's turn.
async fn opened(
    app: &App,
    desk: &DeskAuth,
    earlier: DocumentId,
    before: Before,
    refused: Refused,
    now: Timestamp,
) -> Result<DocumentWrite, ApiError> {
    let policy = policies::in_force_at(app, desk.organisation, now).await?.map_or_else(Policy::default, |in_force| in_force.policy);
    let number = number::next(app, desk, local_date(now, policy.time_zone)).await?;
    let Refused { id, words, demand, answer_promised_for } = refused;
    let Before { received: before, foreign, label, owner } = before;
    let intake = Intake {
        visit: before.visit,
        earlier: Some(earlier),
        customer: before.customer,
        complainant: before.complainant,
        product: before.product,
        order_number: before.order_number,
        part_number: before.part_number,
        delivered_on: before.delivered_on,
        quantity: before.quantity,
        defective_quantity: before.defective_quantity,
        demand: demand.unwrap_or(before.demand),
        samples: before.samples,
        words,
        urgency: before.urgency,
        serious: before.serious,
        answer_promised_for: Some(answer_promised_for),
    };
    let received = intake.received(number.clone(), own_name(app, desk).await?, policy.utc_offset_minutes());
    can_receive_complaint(&received).map_err(unfit)?;
    let mut events = vec![ComplaintEventKind::Numbered { number }];
    if foreign {
        events.push(ComplaintEventKind::CaseSet { foreign, walk_in: false });
    }
    if let Some(Owner { id: to, name: to_name }) = owner.filter(|owner| owner.id != desk.person) {
        events.push(ComplaintEventKind::OwnerPassed { to, to_name, reason: label, replaces: None });
    }
    let mut named = Vec::new();
    for event in events {
        named.push((EventId::from_parts(now, app.random()?), event));
    }
    new_document(app, desk, id, DocumentKind::Complaint, move |doc, stamp, organisation| {
        let mut changes = vec![genesis(doc, id, organisation, received, stamp)?];
        for (event, kind) in named {
            changes.push(append_event(doc, event, kind, stamp)?);
        }
        Ok(changes)
    })
    .await
}
