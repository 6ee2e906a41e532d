//! Strike a part line as wrong. The line stays readable with the reason (E4), and the old part that came with it is withdrawn.

use model::documents::visit::write;
use model::id::{DocumentId, PartLineId};
use model::rules::{Refusal, check_line};

use super::act::{Intent, Step, on_visit};
use super::{ActionError, Visits};
use crate::old_parts;

impl Visits {
    /// Strikes the line `line`; its old part is owed no more, unless others have it already.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn strike_part(&self, id: DocumentId, line: PartLineId, reason: &str) -> Result<(), ActionError> {
        self.core.carry_out(|hand| {
            on_visit(hand, id, |scene| {
                scene.stand.can_work()?;
                if !scene.stand.visit().parts_in_force().any(|part| part.id == line) {
                    return Err(Refusal::NoSuchPartLine.into());
                }
                if reason.trim().is_empty() {
                    return Err(Refusal::ReasonMissing.into());
                }
                check_line(reason)?;
                let change = write::strike_part(scene.doc, line, reason, scene.stamp)?;
                Ok(Step::new(change, Intent::StrikePart { line, reason }, ()))
            })?;
            old_parts::withdraw(hand, id, line, reason)
        })
    }
}
