//! Sending a technician: dispatch, reassign, cancel (R-006, O-09).

use automerge::Automerge;
use model::documents::kind::DocumentKind;
use model::documents::visit::assessment::{Assessment, Signature};
use model::documents::visit::records::{CheckStage, ChecklistItem, EventKind, Keyed, Localised, Organisation, Targets, Terms, Work};
use model::documents::visit::status::WorkStatus;
use model::documents::visit::write::{VisitOrder, append_event, genesis};
use model::id::{CallOutId, DocumentId, EventId, OrganisationId, PersonId};
use model::reference::checklist::{ChecklistTemplate, TemplateItem, check_key, check_label, checks_of};
use model::rules::{check_text, is_blank};
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::desk::{Step, act};
use super::terms::{Service, terms};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::board::view::BoardVisit;
use crate::checklists::{fitting, named};
use crate::documents::desk::{Hand, commit};
use crate::documents::open::judging;
use crate::error::ApiError;
use crate::policies;
use crate::store::documents::{CallOutEntry, DocumentWrite, Opening, ScopeStep};
use crate::store::identity::TechnicianRow;
use crate::sync::quarantine::readmit;

/// Most checks of one visit: an inspection of 140 points with kit and closing, and room for an organisation's own.
const MAX_CHECKS: usize = 250;
/// A day, in **milliseconds**.
const DAY_MS: i64 = 24 * 3_600_000;

/// Whom to send, when, and what to check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DispatchRequest {
    /// Whom to send.
    pub(super) technician: PersonId,
    /// When the customer expects somebody.
    #[serde(default)]
    appointment_at: Option<Timestamp>,
    /// What to check, in this order, at most 250 checks; absent for what the organisation's templates ask for.
    #[serde(default)]
    checklist: Option<Vec<NewCheck>>,
    /// What is known of the service and decides by when what is due.
    #[serde(default)]
    service: Service,
    /// Keys of the templates to use instead of those that fit the work and the product; absent for those. Not together with
    /// `checklist`.
    #[serde(default)]
    templates: Option<Vec<String>>,
}

/// One thing to check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCheck {
    /// A short stable key: lower-case letters, digits, `-` and `_`, at most 64.
    key: String,
    /// Must be answered before the visit can be finished.
    required: bool,
    /// When it is checked; at work unless said otherwise.
    #[serde(default)]
    stage: CheckStage,
    /// What to check, by language (`zh-CN`, `en`), at most 200 characters each.
    label: Localised,
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
    /// Who has it, as far as whoever asks has seen; if it is somebody else by now, nothing changes. Absent: whoever has it.
    #[serde(default)]
    from: Option<PersonId>,
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
    let entry = app.store.call_out(desk.organisation, call_out).await?.ok_or(ApiError::NotFound)?;
    let repeats = repeated(app, desk, &entry).await?;
    open_visit(app, desk, entry, request, Past { repeats, ..Past::default() }).await
}

/// What came before a new visit.
#[derive(Debug, Default)]
pub(super) struct Past {
    /// The visit of the same call-out that it goes on with.
    pub(super) follows: Option<DocumentId>,
    /// Number of the call-out on which the same fault was repaired before.
    pub(super) repeats: Option<String>,
    /// What is due for a return visit, in place of what is due after a request.
    pub(super) targets: Option<Targets>,
}

/// Opens a visit for the entry and gives it to a technician.
pub(super) async fn open_visit(
    app: &App,
    desk: &DeskAuth,
    entry: CallOutEntry,
    request: DispatchRequest,
    past: Past,
) -> Result<Dispatched, ApiError> {
    let technician = technician(app, desk, request.technician).await?;
    let call_out = entry.call_out.id;
    let checklist = checklist(match (request.checklist, request.templates) {
        (Some(_), Some(_)) => return Err(ApiError::Invalid("templates: give templates or a checklist, not both".into())),
        (Some(own), None) => own,
        (None, Some(keys)) => new_checks(&named(app, desk.organisation, &keys).await?),
        (None, None) => new_checks(&fitting(app, desk.organisation, entry.call_out.work, &entry.asset.product).await?),
    })?;
    let Past { follows, repeats, targets } = past;
    let terms = terms(app, desk.organisation, &entry.call_out, request.appointment_at, request.service).await?;
    let terms = terms.map(|terms| Terms { targets: targets.unwrap_or(terms.targets), ..terms });
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
        terms,
        checklist,
    };
    let person = technician.id;
    let assigned =
        EventKind::Assigned { technician: technician.id, technician_name: technician.name, replaces: None, reason: String::new() };
    let repeat = repeats.map(|earlier| Ok::<_, ApiError>((EventId::from_parts(now, app.random()?), earlier))).transpose()?;
    let work = move || {
        hand.write(visit, &mut Automerge::new(), |doc, stamp| {
            let mut changes = vec![genesis(doc, &order, stamp)?, append_event(doc, event, assigned, stamp)?];
            if let Some((event, earlier)) = repeat {
                changes.push(append_event(doc, event, EventKind::RepeatNoted { earlier }, stamp)?);
            }
            Ok(changes)
        })
    };
    let write = judging(&app.gates.desk, work).await?.map_err(ApiError::internal)?;
    let opens = Some(Opening { kind: DocumentKind::Visit, call_out: Some(call_out), follows });
    let write = DocumentWrite { opens, scope: vec![ScopeStep::Enter { person }], ..write };
    commit(app, desk, now, write).await?;
    Ok(Dispatched { visit })
}

/// Number of the call-out on which the same fault was repaired on the same product, if that is no longer ago than policy says.
async fn repeated(app: &App, desk: &DeskAuth, entry: &CallOutEntry) -> Result<Option<String>, ApiError> {
    let call_out = &entry.call_out;
    if call_out.work != Work::Repair || is_blank(&entry.asset.serial) {
        return Ok(None);
    }
    let Some(in_force) = policies::in_force_at(app, desk.organisation, call_out.received_at).await? else { return Ok(None) };
    let Some(days) = in_force.policy.repeat_repair_days else { return Ok(None) };
    let since = call_out.received_at.plus_ms(-days.saturating_mul(DAY_MS));
    let earlier = app.store.earlier_repairs(desk.organisation, entry.asset.serial.clone(), since).await?;
    let same = |fault: &str| fault.trim().to_lowercase() == call_out.fault.trim().to_lowercase();
    Ok(earlier.into_iter().find(|earlier| same(&earlier.fault)).map(|earlier| earlier.number))
}

/// Gives a visit to another technician. Whoever had it may still send work until the grace ends (O-09).
pub(super) async fn assign(app: &App, desk: &DeskAuth, visit: DocumentId, request: AssignRequest) -> Result<BoardVisit, ApiError> {
    let reason = stated(request.reason)?;
    let technician = technician(app, desk, request.technician).await?;
    let grace_until = grace_until(app);
    let (organisation, person) = (desk.organisation, technician.id);
    let row = act(app, desk, visit, move |assessment| {
        open_still(assessment)?;
        let current = assessment.visit.assignment();
        if request.from.is_some_and(|seen| current.as_ref().is_none_or(|current| current.technician != seen)) {
            let name = current.map_or_else(|| "nobody".to_owned(), |current| current.technician_name);
            return Err(ApiError::Conflict(format!("{name} has this visit by now. Look at it again.").into()));
        }
        if current.as_ref().is_some_and(|current| current.technician == technician.id) {
            return Err(ApiError::Conflict("This technician has the visit already.".into()));
        }
        // Whoever was sent along goes along still.
        let loses_it = current.as_ref().filter(|current| !assessment.visit.goes_along(current.technician));
        let leave = loses_it.map(|current| ScopeStep::Leave {
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
    admitted_again(app, organisation, person, visit, row).await
}

/// Until when work of somebody who loses a visit now still goes into it (O-09).
pub(super) fn grace_until(app: &App) -> Timestamp {
    app.now().plus_ms(app.config.grace_ms())
}

/// Work of `person` that came while the visit was not theirs for too long lies in quarantine; the visit is theirs again. Answers its
/// row.
pub(super) async fn admitted_again(
    app: &App,
    organisation: OrganisationId,
    person: PersonId,
    visit: DocumentId,
    row: BoardVisit,
) -> Result<BoardVisit, ApiError> {
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
pub(super) fn open_still(assessment: &Assessment) -> Result<(), ApiError> {
    if matches!(assessment.signature, Signature::Current | Signature::Accepted) {
        return Err(ApiError::Conflict("The customer has signed; the visit is closed.".into()));
    }
    if assessment.status == WorkStatus::Cancelled {
        return Err(ApiError::Conflict("The visit was cancelled.".into()));
    }
    Ok(())
}

pub(super) async fn technician(app: &App, desk: &DeskAuth, id: PersonId) -> Result<TechnicianRow, ApiError> {
    let technicians = app.store.technicians(desk.organisation).await?;
    technicians.into_iter().find(|row| row.id == id).ok_or_else(|| ApiError::Invalid("technician: there is no such technician".into()))
}

pub(super) fn stated(reason: String) -> Result<String, ApiError> {
    if reason.trim().is_empty() {
        return Err(ApiError::Invalid("reason: give a reason".into()));
    }
    check_text(&reason).map_err(|refusal| ApiError::Invalid(format!("reason: {refusal}").into()))?;
    Ok(reason)
}

fn new_checks(templates: &[ChecklistTemplate]) -> Vec<NewCheck> {
    let check = |item: TemplateItem| NewCheck { key: item.key, required: item.required, stage: item.stage, label: item.label };
    checks_of(templates).into_iter().map(check).collect()
}

fn checklist(checks: Vec<NewCheck>) -> Result<Vec<Keyed<String, ChecklistItem>>, ApiError> {
    if checks.len() > MAX_CHECKS {
        return Err(ApiError::Invalid(format!("checklist: at most {MAX_CHECKS} checks").into()));
    }
    let mut items: Vec<Keyed<String, ChecklistItem>> = Vec::with_capacity(checks.len());
    for (order, check) in (0..).zip(checks) {
        check_key(&check.key).map_err(|why| ApiError::Invalid(format!("checklist: a key {why}").into()))?;
        if items.iter().any(|item| item.id == check.key) {
            return Err(ApiError::Invalid("checklist: a key is there twice".into()));
        }
        check_label(&check.label).map_err(|why| ApiError::Invalid(format!("checklist: a label {why}").into()))?;
        let record = ChecklistItem { order, required: check.required, label: check.label, stage: check.stage, answer: None };
        items.push(Keyed { id: check.key, record });
    }
    Ok(items)
}
