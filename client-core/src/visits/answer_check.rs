//! Answer a check: what an item of the checklist came to.

use model::documents::visit::records::CheckResult;
use model::documents::visit::write;
use model::id::DocumentId;
use model::rules::{Refusal, check_text};

use super::act::{Intent, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Answers the check `item`, replacing an earlier answer (which stays in the history).
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn answer_check(&self, id: DocumentId, item: &str, result: CheckResult, note: &str) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
            scene.stand.can_work()?;
            if !scene.stand.visit().checklist.iter().any(|check| check.id == item) {
                return Err(Refusal::NoSuchCheck.into());
            }
            check_text(note)?;
            let change = write::answer_check(scene.doc, item, result, note, scene.stamp)?;
            Ok(Step::new(change, Intent::AnswerCheck { item, result, note }, ()))
        })
    }
}
