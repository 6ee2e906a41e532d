//! Note what a return visit found (R-209, O-14).

use model::documents::visit::records::EventKind;
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_note_return_visit, check_return_visit};
use serde::Serialize;

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

/// What a return visit found, as the technician enters it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReturnVisitFindings {
    /// Number of the call-out whose repair was looked at.
    pub of: String,
    /// Whether the repair holds.
    pub repair_holds: bool,
    /// State of the repair as seen.
    pub state: String,
    /// Opinion on the repair worker.
    pub opinion: String,
    /// Suggestions; may be empty.
    pub suggestions: String,
    /// What the customer paid, in **fen**.
    pub paid_fen: i64,
    /// What was due, in **fen** (R-115).
    pub due_fen: i64,
}

impl Visits {
    /// Notes what the return visit found; the latest note counts.
    ///
    /// # Errors
    /// [`ActionError`]; the refusal names the item that is missing. Nothing was changed.
    pub fn note_return_visit(&self, id: DocumentId, findings: &ReturnVisitFindings) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
            decide(&scene.stand)?;
            let kind = EventKind::ReturnVisitNoted {
                of: findings.of.clone(),
                repair_holds: findings.repair_holds,
                state: findings.state.clone(),
                opinion: findings.opinion.clone(),
                suggestions: findings.suggestions.clone(),
                paid_fen: findings.paid_fen,
                due_fen: findings.due_fen,
            };
            check_return_visit(&kind)?;
            let event = scene.new_id(EventId::from_parts)?;
            let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
            Ok(Step::new(change, Intent::NoteReturnVisit { findings }, ()))
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_note_return_visit(stand.visit(), stand.signature(), stand.person)
}
