//! Answer a check: what an item of the checklist came to. The kit is checked before setting out, everything else at
//! work.

use model::documents::visit::records::{CheckResult, EventKind};
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{can_answer, check_text};

use super::act::{Intent, Scene, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Answers the check `item`. An earlier answer stays readable; the latest counts.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn answer_check(&self, id: DocumentId, item: &str, result: CheckResult, note: &str) -> Result<(), ActionError> {
        self.core.act(id, |scene| step(scene, item, result, note))
    }
}

pub(super) fn step<'a>(scene: &mut Scene<'_>, item: &'a str, result: CheckResult, note: &'a str) -> Result<Step<'a, ()>, ActionError> {
    scene.stand.still_ours()?;
    can_answer(scene.stand.visit(), scene.stand.signature(), scene.stand.person, item)?;
    check_text(note)?;
    let event = scene.new_id(EventId::from_parts)?;
    let kind = EventKind::CheckAnswered { item: item.to_owned(), result, note: note.to_owned() };
    let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
    Ok(Step::new(change, Intent::AnswerCheck { item, result, note }, ()).closing())
}

/// Whether any check can be answered now.
pub(super) fn decide_any(stand: &Standpoint<'_>) -> bool {
    let answerable = |item: &str| can_answer(stand.visit(), stand.signature(), stand.person, item).is_ok();
    stand.still_ours().is_ok() && stand.visit().checklist.iter().any(|item| answerable(&item.id))
}
