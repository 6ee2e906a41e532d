//! Note work that belongs to no visit, and strike what was noted wrongly (E4).

use model::documents::day::records::DayEventKind;
use model::documents::day::write;
use model::documents::visit::records::ServiceType;
use model::id::{DocumentId, EventId};
use model::rules::{can_strike_work, check_work};

use super::{Days, Intent, own_day};
use crate::actions::{ActionError, Step};

impl Days {
    /// Notes work of a kind with the time used in **minutes**; answers its id. Also after the report was confirmed: the day is
    /// corrected then.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn note_work(&self, id: DocumentId, service_type: ServiceType, minutes: u32, text: &str) -> Result<EventId, ActionError> {
        self.core.carry_out(|hand| {
            let event = hand.new_id(EventId::from_parts)?;
            hand.write(id, |scene| {
                own_day(scene)?;
                check_work(minutes, text)?;
                let kind = DayEventKind::WorkNoted { service_type, minutes, text: text.to_owned() };
                let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
                Ok(Step::new(change, Intent::NoteWork { event, service_type, minutes, text }, event))
            })
        })
    }

    /// Strikes work, or something handed in, with a reason; it stays readable.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn strike_work(&self, id: DocumentId, work: EventId, reason: &str) -> Result<(), ActionError> {
        self.core.carry_out(|hand| {
            let event = hand.new_id(EventId::from_parts)?;
            hand.write(id, |scene| {
                can_strike_work(own_day(scene)?, scene.person, work, reason)?;
                let kind = DayEventKind::Struck { event: work, reason: reason.to_owned() };
                let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
                Ok(Step::new(change, Intent::StrikeWork { event: work, reason }, ()))
            })
        })
    }
}
