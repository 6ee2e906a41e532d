//! Complaints that come to the desk: by phone, at the counter, or out of a visit whose customer refused to sign (O-04). They are
//! numbered at once, in the same write.

use model::documents::complaint::intake::Intake;
use model::documents::complaint::records::{ComplaintEventKind, Demand};
use model::documents::complaint::{append_event, genesis};
use model::documents::kind::{Assessed, DocumentKind, assess};
use model::documents::visit::records::Urgency;
use model::id::{DocumentId, EventId};
use model::policy::{Policy, local_date};
use model::rules::can_receive_complaint;
use model::seal::statement::SignOffKind;
use model::time::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::number;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::open::{judging, open};
use crate::documents::opening::{once, own_name, write_new};
use crate::documents::record::unfit;
use crate::error::ApiError;
use crate::policies;
use crate::registers::row::{RegisterData, RegisterRow};
use crate::store::complaints::{Asking, ComplaintFilter, ComplaintQuery};

/// So many complaints of one visit are looked at for the same words.
const MOST_OF_VISIT: u32 = 100;

/// A complaint to take down.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewComplaint {
    /// The complaint, made once and kept when it is sent again.
    id: DocumentId,
    /// What the customer says.
    #[serde(flatten)]
    intake: Intake,
    /// From abroad.
    #[serde(default)]
    foreign: bool,
    /// The customer came in person: it is looked into on the same day.
    #[serde(default)]
    walk_in: bool,
}

/// A refusal to sign that becomes a complaint.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RefusalAccepted {
    /// The complaint, made once and kept when it is sent again.
    id: DocumentId,
    /// By when the customer was promised an answer.
    answer_promised_for: Timestamp,
    /// What the customer wants; nothing yet unless said otherwise.
    #[serde(default)]
    demand: Option<Demand>,
    /// How soon it is to be looked at; as the call-out unless said otherwise.
    #[serde(default)]
    urgency: Option<Urgency>,
    /// Serious: it is answered in writing by the head.
    #[serde(default)]
    serious: bool,
}

/// Opens the complaint with the next number of the month; answers its row. The same again changes nothing.
pub(super) async fn take_down(app: &App, desk: &DeskAuth, new: NewComplaint) -> Result<RegisterRow, ApiError> {
    once(app, desk, new.id, DocumentKind::Complaint, move |app, desk| async move { open_new(&app, &desk, new).await }).await
}

/// Opens the complaint. The caller has the organisation's turn.
async fn open_new(app: &App, desk: &DeskAuth, new: NewComplaint) -> Result<(), ApiError> {
    let NewComplaint { id, intake, foreign, walk_in } = new;
    let now = app.now();
    let in_force = policies::in_force_at(app, desk.organisation, now).await?;
    let policy = in_force.map_or_else(Policy::default, |in_force| in_force.policy);
    let number = number::next(app, desk, local_date(now, policy.time_zone)).await?;
    let received = intake.received(number.clone(), own_name(app, desk).await?, policy.utc_offset_minutes());
    can_receive_complaint(&received).map_err(unfit)?;
    let (event, set) = (EventId::from_parts(now, app.random()?), EventId::from_parts(now, app.random()?));
    write_new(app, desk, id, DocumentKind::Complaint, move |doc, stamp, organisation| {
        let opened = genesis(doc, id, organisation, received, stamp)?;
        let mut changes = vec![opened, append_event(doc, event, ComplaintEventKind::Numbered { number }, stamp)?];
        if foreign || walk_in {
            changes.push(append_event(doc, set, ComplaintEventKind::CaseSet { foreign, walk_in }, stamp)?);
        }
        Ok(changes)
    })
    .await
}

/// Opens a complaint out of the refusal that no signature has cleared, with the customer's words as the original (O-04, R-165). Two who
/// do it at once make one complaint: the refusal is looked at in the organisation's turn.
pub(super) async fn accept(app: &App, desk: &DeskAuth, visit: DocumentId, accepted: RefusalAccepted) -> Result<RegisterRow, ApiError> {
    once(app, desk, accepted.id, DocumentKind::Complaint, move |app, desk| async move {
        let stored = app.store.document(desk.organisation, visit).await?.ok_or(ApiError::NotFound)?;
        let doc = open(&app, desk.organisation, &stored).await?;
        let assessed = judging(&app.gates.desk, move || assess(&doc)).await?.map_err(ApiError::internal)?;
        let assessment = Assessed::into_visit(assessed).ok_or(ApiError::NotFound)?;
        if !assessment.not_signed().is_some_and(|seal| seal.kind() == SignOffKind::Refused) {
            return Err(ApiError::Conflict("The customer did not refuse to sign, or has signed since.".into()));
        }
        let mut intake = Intake::proposed_by(&assessment);
        let of_visit = ComplaintQuery {
            filter: ComplaintFilter::All,
            asking: Asking { offices: Vec::new(), decides: false, now: app.now() },
            visit: Some(visit),
            find: None,
            after: None,
            most: MOST_OF_VISIT,
        };
        let known = app.store.complaints_due(desk.organisation, of_visit).await?.rows;
        let known = known.iter().find_map(|row| match &row.what {
            RegisterData::Complaint(complaint) => complaint.number_if_said(&intake.words),
            RegisterData::Day(_) | RegisterData::Repair(_) | RegisterData::OldPart(_) => None,
        });
        if let Some(number) = known {
            return Err(ApiError::Conflict(format!("These words of the customer are complaint {number} already. Go on there.").into()));
        }
        intake.answer_promised_for = Some(accepted.answer_promised_for);
        intake.serious = accepted.serious;
        intake.demand = accepted.demand.unwrap_or(intake.demand);
        intake.urgency = accepted.urgency.unwrap_or(intake.urgency);
        open_new(&app, &desk, NewComplaint { id: accepted.id, intake, foreign: false, walk_in: false }).await
    })
    .await
}
