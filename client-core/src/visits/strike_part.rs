//! Strike a part line as wrong. The line stays readable with the reason (E4).

use model::documents::visit::write;
use model::id::{DocumentId, PartLineId};
use model::rules::{Refusal, check_line};

use super::act::{Intent, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Strikes the line `line`.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn strike_part(&self, id: DocumentId, line: PartLineId, reason: &str) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
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
        })
    }
}
