//! What the desk may record on a complaint as it stands. What others wrote stays and is flagged; what
//! the desk would do by mistake is refused here.

use crate::documents::complaint::assessment::Assessment;
use crate::documents::complaint::records::ComplaintEventKind;
use crate::documents::complaint::status::ComplaintStage;
use crate::policy::Policy;

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ComplaintObstacle {
    /// The outcome was refused.
    #[error("The outcome was refused and another complaint goes on; this one stays as it is (R-178).")]
    Resubmitted,
    /// It is closed.
    #[error("The complaint is closed. Reopen it if the customer does not accept the outcome.")]
    Closed,
    /// Nothing is decided.
    #[error("There is no decision yet; nobody answers or closes before there is one (R-176, R-194).")]
    Undecided,
    /// The customer was not asked, or is not satisfied.
    #[error("The customer has to be asked after the solution and be satisfied before it is closed (R-184).")]
    NotSatisfied,
    /// The customer does not know the outcome.
    #[error("The customer has to be told the outcome before the complaint is closed (R-182, R-190).")]
    Unanswered,
    /// The proposal is not the one that waits.
    #[error("This proposal does not wait for a decision any more. Look at the complaint again.")]
    NotProposed,
    /// The policy has no such stage, or it is another office's.
    #[error("The policy has no such stage of this office (R-173).")]
    NoSuchStage,
}

/// Whether `kind` may be recorded now. `policy` is the one that the complaint is judged by.
///
/// # Errors
/// [`ComplaintObstacle`].
pub fn can_record_on_complaint(policy: &Policy, assessment: &Assessment, kind: &ComplaintEventKind) -> Result<(), ComplaintObstacle> {
    use ComplaintEventKind as Kind;
    match assessment.stage {
        ComplaintStage::Resubmitted => return Err(ComplaintObstacle::Resubmitted),
        // What comes to light afterwards is still written down.
        ComplaintStage::Closed => {
            let afterwards = matches!(
                kind,
                Kind::WordsAdded { .. }
                    | Kind::Corrected { .. }
                    | Kind::CustomerAsked { .. }
                    | Kind::Objected { .. }
                    | Kind::CallOutEntered { .. }
            );
            if !afterwards {
                return Err(ComplaintObstacle::Closed);
            }
        }
        ComplaintStage::Received | ComplaintStage::Valid | ComplaintStage::NotValid | ComplaintStage::Answered => {}
    }
    let complaint = &assessment.complaint;
    let waits = |of| complaint.proposal().is_some_and(|proposal| proposal.id == of);
    match kind {
        Kind::Answered { .. } if complaint.decisions().is_empty() => Err(ComplaintObstacle::Undecided),
        Kind::Closed { .. } => {
            // Nothing to decide on, nothing to ask about: it ends with what was found.
            if complaint.decisions().is_empty() {
                return if complaint.is_without_loss() { Ok(()) } else { Err(ComplaintObstacle::Undecided) };
            }
            if !complaint.is_answered() {
                return Err(ComplaintObstacle::Unanswered);
            }
            let satisfied = complaint.asked().is_some_and(|(_, satisfied)| satisfied);
            if closes_only_satisfied(policy) && !satisfied { Err(ComplaintObstacle::NotSatisfied) } else { Ok(()) }
        }
        Kind::Decided { approves: Some(of), .. } | Kind::ApprovalDeclined { of, .. } if !waits(*of) => Err(ComplaintObstacle::NotProposed),
        Kind::HandedOn { to, stage, .. } => {
            let stages = policy.complaint_deadlines.as_ref().map(|row| row.stages.as_slice()).unwrap_or_default();
            let named = stage.map(|stage| usize::try_from(stage).ok().and_then(|stage| stages.get(stage)));
            if named.is_none_or(|named| named.is_some_and(|named| named.by == *to)) { Ok(()) } else { Err(ComplaintObstacle::NoSuchStage) }
        }
        _ => Ok(()),
    }
}

/// Whether some grades of the organisation close a complaint, so that the others do not (R-184, P-14).
#[must_use]
pub fn closes_only_satisfied(policy: &Policy) -> bool {
    policy.grades.iter().flat_map(|row| &row.grades).any(|grade| grade.closes_complaint)
}

/// Whether a grade of this name closes a complaint; `None` if the organisation's scale does not have it, or decides nothing by it.
#[must_use]
pub fn grade_closes(policy: &Policy, name: &str) -> Option<bool> {
    if !closes_only_satisfied(policy) {
        return None;
    }
    policy.grades.iter().flat_map(|row| &row.grades).find(|grade| grade.name == name).map(|grade| grade.closes_complaint)
}
