//! On site: the site record, and values of customer or product that turn out different (R-036, O-13).

use model::documents::visit::records::{DataField, EventKind, SiteLine};
use model::documents::visit::write::{self, Correction};
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_note_site, check_correction, check_site_note};

use super::act::{Intent, Scene, Standpoint, Step};
use super::{ActionError, Visits, appointment};

impl Visits {
    /// Writes a line of the site record; the latest value of each line counts.
    ///
    /// # Errors
    /// [`ActionError`]; [`Refusal::NotANumber`] for running time or mileage. Nothing was changed.
    pub fn note_site(&self, id: DocumentId, line: SiteLine, value: &str) -> Result<EventId, ActionError> {
        self.record(id, &EventKind::SiteNoted { line, value: value.to_owned() }, |stand| {
            decide(stand)?;
            check_site_note(line, value)
        })
    }

    /// Corrects a value of customer or product that was confirmed with the customer. Where people wrote several values at once, this
    /// decides between them; the value that is shown may be written again then.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn correct_data(&self, id: DocumentId, field: DataField, to: &str, confirmed_by: &str) -> Result<EventId, ActionError> {
        self.core.act(id, |scene| correct(scene, field, to, confirmed_by))
    }
}

pub(super) fn correct<'a>(
    scene: &mut Scene<'_>,
    field: DataField,
    to: &'a str,
    confirmed_by: &'a str,
) -> Result<Step<'a, EventId>, ActionError> {
    appointment::decide(&scene.stand)?;
    let visit = scene.stand.visit();
    let from = visit.value_of(field).to_owned();
    let correction = Correction { field, from, to: to.to_owned(), confirmed_by: confirmed_by.to_owned() };
    let path = field.path();
    let contested = scene.stand.assessment.conflicts.iter().any(|conflict| conflict.path == path);
    check_correction(visit, &correction, contested)?;
    let event = scene.new_id(EventId::from_parts)?;
    let write = if contested { write::settle } else { write::correct_data };
    let change = write(scene.doc, event, &correction, scene.stamp)?;
    Ok(Step::new(change, Intent::CorrectData { event, field, to, confirmed_by }, event))
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_note_site(stand.visit(), stand.signature(), stand.person)
}
