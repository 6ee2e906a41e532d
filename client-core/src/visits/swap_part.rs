//! Swap a part: a line of the parts table (R-073, R-078…R-081).

use model::documents::visit::records::PartSwap;
use model::documents::visit::write;
use model::id::{DocumentId, PartLineId};
use model::rules::check_swap;

use super::act::{Intent, Scene, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Adds a line to the parts table; answers its id.
    ///
    /// # Errors
    /// [`ActionError`]; the refusal names the field that is missing. Nothing was changed.
    pub fn swap_part(&self, id: DocumentId, swap: PartSwap) -> Result<PartLineId, ActionError> {
        self.core.act(id, |scene| step(scene, &swap))
    }
}

pub(super) fn step<'a>(scene: &mut Scene<'_>, swap: &'a PartSwap) -> Result<Step<'a, PartLineId>, ActionError> {
    scene.stand.can_work()?;
    check_swap(swap)?;
    let line = scene.new_id(PartLineId::from_parts)?;
    let change = write::swap_part(scene.doc, line, swap.clone(), scene.stamp)?;
    Ok(Step::new(change, Intent::SwapPart { line, swap }, line))
}
