//! Findings and treatment: free text that two people may write at once; each writing is kept as the smallest edit.

use model::documents::visit::write;
use model::id::DocumentId;
use model::rules::check_text;

use super::act::{Intent, Scene, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Makes `text` the findings. If they say so already, nothing happens.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn write_findings(&self, id: DocumentId, text: &str) -> Result<(), ActionError> {
        self.core.act(id, |scene| findings(scene, text))
    }

    /// Makes `text` the treatment. If it says so already, nothing happens.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn write_treatment(&self, id: DocumentId, text: &str) -> Result<(), ActionError> {
        self.core.act(id, |scene| treatment(scene, text))
    }
}

pub(super) fn findings<'a>(scene: &mut Scene<'_>, text: &'a str) -> Result<Step<'a, ()>, ActionError> {
    scene.stand.can_work()?;
    check_text(text)?;
    let change = write::write_findings(scene.doc, text, scene.stamp)?;
    Ok(Step { change, intent: Intent::WriteFindings { text }, blob: None, closes: false, done: () })
}

pub(super) fn treatment<'a>(scene: &mut Scene<'_>, text: &'a str) -> Result<Step<'a, ()>, ActionError> {
    scene.stand.can_work()?;
    check_text(text)?;
    let change = write::write_treatment(scene.doc, text, scene.stamp)?;
    Ok(Step { change, intent: Intent::WriteTreatment { text }, blob: None, closes: false, done: () })
}
