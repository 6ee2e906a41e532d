//! What the desk records on a complaint: whoever decides on a sum has the authority for it, and the case is where the event
//! belongs. By which policy stands in the complaint's row: the one that was in force when it was received.

use model::documents::chronicle::Happening as _;
use model::documents::complaint::assessment::Assessment;
use model::documents::complaint::records::{ComplaintEventKind, Outcome};
use model::documents::complaint::status::ComplaintStage;
use model::id::DocumentId;
use model::policy::{Policy, Unit};
use model::rules::{Approvers, can_record_on_complaint, closes_only_satisfied, complaint_approvers, grade_closes};

use super::as_complaint;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::documents::record::{NewEvent, record_if};
use crate::error::ApiError;
use crate::policies;
use crate::registers::row::{RegisterData, RegisterRow};

/// The row of a complaint; a document of another kind is not found.
pub(super) async fn row_of(app: &App, desk: &DeskAuth, id: DocumentId) -> Result<RegisterRow, ApiError> {
    let row = app.store.register_row(desk.organisation, id).await?;
    row.filter(|row| matches!(row.what, RegisterData::Complaint(_))).ok_or(ApiError::NotFound)
}

/// The policy that the complaint of `row` is judged by.
pub(super) async fn policy_of(app: &App, desk: &DeskAuth, row: &RegisterRow) -> Result<Policy, ApiError> {
    let RegisterData::Complaint(complaint) = &row.what else { return Ok(Policy::default()) };
    let Some(at) = complaint.judged_at() else { return Ok(Policy::default()) };
    Ok(policies::in_force_at(app, desk.organisation, at).await?.map_or_else(Policy::default, |in_force| in_force.policy))
}

/// Whether `desk` may decide on so many **fen**, and as which office.
pub(super) fn authority(desk: &DeskAuth, policy: &Policy, amount_fen: Option<i64>) -> Option<Option<Unit>> {
    complaint_approvers(policy, amount_fen).authority(&desk.offices, desk.may(Permission::DecisionsWrite))
}

/// Records `new` on the complaint; answers its row.
pub(super) async fn record(app: &App, desk: &DeskAuth, id: DocumentId, new: NewEvent<ComplaintEventKind>) -> Result<RegisterRow, ApiError> {
    let row = row_of(app, desk, id).await?;
    let policy = policy_of(app, desk, &row).await?;
    let (event, what) = new.into_parts();
    let what = completed(desk, &policy, what)?;
    let who = desk.clone();
    record_if(app, desk, id, (as_complaint, |assessment| &assessment.complaint), NewEvent::new(event, what), move |assessment, what| {
        if let Some(fen) = undone_sum(assessment, what)
            && authority(&who, &policy, fen).is_none()
        {
            return Err(beyond(&policy, fen));
        }
        if what.strikes().is_some() {
            return match assessment.stage {
                ComplaintStage::Resubmitted => {
                    Err(ApiError::Conflict("Another complaint goes on (R-178). This one stays as it is.".into()))
                }
                _ => Ok(()),
            };
        }
        can_record_on_complaint(&policy, assessment, what).map_err(|obstacle| ApiError::Conflict(obstacle.to_string().into()))
    })
    .await
}

/// The sum of the decision that this event strikes or replaces, or of the proposal that it declines: only who may decide on it may undo it.
fn undone_sum(assessment: &Assessment, what: &ComplaintEventKind) -> Option<Option<i64>> {
    let undone = match what {
        ComplaintEventKind::Decided { replaces, .. } => *replaces,
        ComplaintEventKind::ApprovalDeclined { of, .. } => Some(*of),
        other => other.strikes(),
    };
    assessment.complaint.in_force().find(|event| Some(event.id) == undone).and_then(|event| match (&event.record.kind, what) {
        (ComplaintEventKind::Decided { amount_fen, .. }, _) => Some(*amount_fen),
        (ComplaintEventKind::ApprovalAsked { amount_fen, .. }, ComplaintEventKind::ApprovalDeclined { .. }) => Some(Some(*amount_fen)),
        _ => None,
    })
}

/// The event with what the server knows better than who sent it: who decides as which office, and what a grade comes to.
fn completed(desk: &DeskAuth, policy: &Policy, mut what: ComplaintEventKind) -> Result<ComplaintEventKind, ApiError> {
    match &mut what {
        ComplaintEventKind::Numbered { .. } => {
            return Err(ApiError::Invalid("kind: a number is given by the server; ask for one (R-163)".into()));
        }
        ComplaintEventKind::ReopenedBy { .. } => {
            return Err(ApiError::Invalid("kind: reopening opens the new complaint in the same step; ask for it (R-178)".into()));
        }
        ComplaintEventKind::CallOutEntered { .. } => {
            return Err(ApiError::Invalid("kind: the call-out is entered in the same step; ask for it (R-191)".into()));
        }
        ComplaintEventKind::Decided { outcome: Outcome::Allowance | Outcome::Compensation, amount_fen, .. }
            if amount_fen.is_none_or(|fen| fen <= 0) =>
        {
            return Err(ApiError::Invalid("amount_fen: say how much the customer gets; who may decide depends on it (R-175)".into()));
        }
        ComplaintEventKind::Decided { amount_fen, signed_by, approved_as, .. } => {
            let unit = authority(desk, policy, *amount_fen).ok_or_else(|| beyond(policy, *amount_fen))?;
            *approved_as = unit;
            // Who has the authority is who decides; nobody lends it.
            if amount_fen.is_some_and(|fen| fen != 0) || signed_by.trim().is_empty() {
                signed_by.clone_from(&desk.name);
            }
        }
        ComplaintEventKind::CustomerAsked { grade, satisfied, .. } if closes_only_satisfied(policy) => {
            *satisfied = match grade_closes(policy, grade) {
                Some(closes) => closes,
                // The scale may name only the grades that close.
                None if !*satisfied => false,
                None => return Err(ApiError::Invalid("grade: the organisation's scale has no such grade (R-184)".into())),
            };
        }
        _ => {}
    }
    Ok(what)
}

/// Who may decide instead, in words.
fn beyond(policy: &Policy, amount_fen: Option<i64>) -> ApiError {
    let sum = amount_fen.unwrap_or_default();
    let yuan = format!("{}.{:02} yuan", sum / 100, (sum % 100).abs());
    let who = match complaint_approvers(policy, amount_fen) {
        Approvers::Units(units) => units.iter().map(|unit| unit.to_string().replace('_', " ")).collect::<Vec<_>>().join(", "),
        Approvers::Anyone | Approvers::Deciders => "somebody who may decide (decisions:write)".to_owned(),
    };
    ApiError::Forbidden(format!("{yuan} is beyond your authority (R-175). Who may decide: {who}. Ask for approval.").into())
}
