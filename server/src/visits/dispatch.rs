//! Sending a technician: dispatch, reassign, cancel (R-006, O-09).

use automerge::Automerge;
use model::documents::kind::DocumentKind;
use model::documents::visit::assessment::{Assessment, Signature};
use model::documents::visit::records::{CheckStage, ChecklistItem, EventKind, Keyed, Localised, Organisation};
use model::documents::visit::status::WorkStatus;
use model::documents::visit::write::{VisitOrder, append_event, genesis};
use model::id::{CallOutId, DocumentId, EventId, PersonId};
use model::rules::check_text;
use model::seal::voucher::Language;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::desk::{Step, act};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::board::view::BoardVisit;
use crate::documents::desk::{Hand, commit};
use crate::documents::open::judging;
use crate::error::ApiError;
use crate::store::documents::{DocumentWrite, Opening, ScopeStep};
use crate::store::identity::TechnicianRow;
use crate::sync::quarantine::readmit;

/// Most checks of one visit.
const MAX_CHECKS: usize = 200;
/// Longest key of a check, in **bytes**.
const MAX_KEY_BYTES: usize = 64;
/// Longest label of a check in one language, in **characters**.
const MAX_LABEL_CHARS: usize = 200;

/// Whom to send, when, and what to check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DispatchRequest {
    /// Whom to send.
    technician: PersonId,
    /// When the customer expects somebody.
    #[serde(default)]
    appointment_at: Option<Timestamp>,
    /// What to check on site, in this order; at most 200.
    #[serde(default)]
    checklist: Vec<NewCheck>,
}

/// One thing to check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCheck {
    /// A short stable key: lower-case letters, digits, `-` and `_`, at most 64.
    key: String,
    /// Must be answered before the visit can be finished.
    required: bool,
    /// What to check, by language (`zh-CN`, `en`), at most 200 characters each.
    label: Localised,
    /// When it is to be checked.
    #[serde(default)]
    stage: CheckStage,
}

/// The visit that was opened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Dispatched {
    /// Its id.
    visit: DocumentId,
}

/// To whom a visit goes now, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AssignRequest {
    /// To whom.
    technician: PersonId,
    /// Why it changes hands.
    reason: String,
}

/// Why a visit is called off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CancelRequest {
    /// Why.
    reason: String,
}

/// Opens a visit for a call-out and gives it to a technician.
pub(super) async fn dispatch(app: &App, desk: &DeskAuth, call_out: CallOutId, request: DispatchRequest) -> Result<Dispatched, ApiError> {
    let checklist = checklist(request.checklist)?;
    let technician = technician(app, desk, request.technician).await?;
    let entry = app.store.call_out(desk.organisation, call_out).await?.ok_or(ApiError::NotFound)?;
    let now = app.now();
    let visit = DocumentId::from_parts(now, app.random()?);
    let event = EventId::from_parts(now, app.random()?);
    let hand = Hand::new(app, desk, now)?;
    let order = VisitOrder {
        id: visit,
        organisation: Organisation { id: desk.organisation, name: desk.organisation_name.clone() },
        call_out: entry.call_out,
        customer: entry.customer,
        asset: entry.asset,
        appointment_at: request.appointment_at,
        terms: None,
        checklist,
    };
    let person = technician.id;
    let assigned =
        EventKind::Assigned { technician: technician.id, technician_name: technician.name, replaces: None, reason: String::new() };
    let work = move || {
        hand.write(visit, &mut Automerge::new(), |doc, stamp| {
            Ok(vec![genesis(doc, &order, stamp)?, append_event(doc, event, assigned, stamp)?])
        })
    };
    let write = judging(&app.gates.desk, work).await?.map_err(ApiError::internal)?;
    let opens = Some(Opening { kind: DocumentKind::Visit, call_out: Some(call_out) });
    let write = DocumentWrite { opens, scope: vec![ScopeStep::Enter { person }], ..write };
    commit(app, desk, now, write).await?;
    Ok(Dispatched { visit })
}

/// Gives a visit to another technician. Whoever had it may still send work until the grace ends (O-09).
pub(super) async fn assign(app: &App, desk: &DeskAuth, visit: DocumentId, request: AssignRequest) -> Result<BoardVisit, ApiError> {
    let reason = stated(request.reason)?;
    let technician = technician(app, desk, request.technician).await?;
    let grace_ms = i64::try_from(app.config.reassignment_grace_s.saturating_mul(1000)).unwrap_or(i64::MAX);
    let grace_until = app.now().plus_ms(grace_ms);
    let (organisation, person) = (desk.organisation, technician.id);
    let row = act(app, desk, visit, move |assessment| {
        open_still(assessment)?;
        let current = assessment.visit.assignment();
        if current.as_ref().is_some_and(|current| current.technician == technician.id) {
            return Err(ApiError::Conflict("This technician has the visit already.".into()));
        }
        let leave = current.as_ref().map(|current| ScopeStep::Leave {
            person: current.technician,
            reason: reason.clone(),
            successor: Some(technician.name.clone()),
            grace_until,
        });
        Ok(Step {
            scope: leave.into_iter().chain([ScopeStep::Enter { person: technician.id }]).collect(),
            kind: EventKind::Assigned {
                technician: technician.id,
                technician_name: technician.name,
                replaces: current.map(|current| current.event),
                reason,
            },
        })
    })
    .await?;
    // Work that came while the visit was somebody else's for too long lies in quarantine; it is the technician's again.
    match tokio::spawn(readmit(app.clone(), organisation, person, visit)).await.map_err(ApiError::internal)? {
        Ok(false) => Ok(row),
        Ok(true) => app.store.board_visit(organisation, visit).await?.ok_or(ApiError::NotFound),
        Err(error) => {
            // The visit has changed hands all the same, and the work still lies where the desk sees it.
            tracing::error!(document.id = %visit, error = ?error, "work in quarantine could not be judged");
            Ok(row)
        }
    }
}

/// Calls a visit off that nobody has come for. The technician keeps it, to see that it was cancelled.
pub(super) async fn cancel(app: &App, desk: &DeskAuth, visit: DocumentId, request: CancelRequest) -> Result<BoardVisit, ApiError> {
    let reason = stated(request.reason)?;
    act(app, desk, visit, move |assessment| {
        open_still(assessment)?;
        if assessment.visit.has_been_attended() || assessment.status == WorkStatus::Finished {
            return Err(ApiError::Conflict("Somebody has come; the visit cannot be cancelled any more.".into()));
        }
        Ok(Step { kind: EventKind::Cancelled { reason }, scope: Vec::new() })
    })
    .await
}

/// Neither cancelled nor signed as it stands: what was written after a signature is not covered by it.
fn open_still(assessment: &Assessment) -> Result<(), ApiError> {
    if matches!(assessment.signature, Signature::Current | Signature::Accepted) {
        return Err(ApiError::Conflict("The customer has signed; the visit is closed.".into()));
    }
    if assessment.status == WorkStatus::Cancelled {
        return Err(ApiError::Conflict("The visit was cancelled.".into()));
    }
    Ok(())
}

async fn technician(app: &App, desk: &DeskAuth, id: PersonId) -> Result<TechnicianRow, ApiError> {
    let technicians = app.store.technicians(desk.organisation).await?;
    technicians.into_iter().find(|row| row.id == id).ok_or_else(|| ApiError::Invalid("technician: there is no such technician".into()))
}

fn stated(reason: String) -> Result<String, ApiError> {
    if reason.trim().is_empty() {
        return Err(ApiError::Invalid("reason: give a reason".into()));
    }
    check_text(&reason).map_err(|refusal| ApiError::Invalid(format!("reason: {refusal}").into()))?;
    Ok(reason)
}

fn checklist(checks: Vec<NewCheck>) -> Result<Vec<Keyed<String, ChecklistItem>>, ApiError> {
    if checks.len() > MAX_CHECKS {
        return Err(ApiError::Invalid(format!("checklist: at most {MAX_CHECKS} checks").into()));
    }
    let mut items: Vec<Keyed<String, ChecklistItem>> = Vec::with_capacity(checks.len());
    for (order, check) in (0..).zip(checks) {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
        if check.key.is_empty() || check.key.len() > MAX_KEY_BYTES || !check.key.bytes().all(plain) {
            return Err(ApiError::Invalid("checklist: a key is 1 to 64 lower-case letters, digits, '-' or '_'".into()));
        }
        if items.iter().any(|item| item.id == check.key) {
            return Err(ApiError::Invalid("checklist: a key is there twice".into()));
        }
        let known = |(language, text): (&String, &String)| {
            Language::from_tag(language).is_some_and(|known| known.tag() == language)
                && !text.trim().is_empty()
                && text.chars().count() <= MAX_LABEL_CHARS
        };
        if check.label.is_empty() || !check.label.iter().all(known) {
            return Err(ApiError::Invalid("checklist: a label has zh-CN or en text of 1 to 200 characters".into()));
        }
        let record = ChecklistItem { order, required: check.required, label: check.label, stage: check.stage, answer: None };
        items.push(Keyed { id: check.key, record });
    }
    Ok(items)
}
