//! The customer on the phone: attempts, another time with consent or a refusal, a delay.

use model::documents::visit::records::{AfterRefusal, Channel, Consent, EventKind};
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_prepare, check_consent, check_delay, check_refused_appointment, check_text};
use model::time::Timestamp;

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Records an attempt to reach the customer; `note` may be empty.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn attempt_contact(&self, id: DocumentId, channel: Channel, reached: bool, note: &str) -> Result<EventId, ActionError> {
        self.record(id, &attempt(channel, reached, note), |stand| decide_attempt(stand, note))
    }

    /// Records that the appointment was agreed anew. It replaces the one in force.
    ///
    /// # Errors
    /// [`ActionError`]; [`Refusal::ConsentMissing`] without the name of whoever agreed. Nothing was changed.
    pub fn set_appointment(&self, id: DocumentId, agreed_for: Timestamp, consent: Consent) -> Result<EventId, ActionError> {
        self.core.act(id, |scene| {
            decide(&scene.stand)?;
            check_consent(&consent)?;
            let replaces = scene.stand.visit().appointment().and_then(|appointment| appointment.event);
            let event = scene.new_id(EventId::from_parts)?;
            let kind = EventKind::AppointmentSet { agreed_for, consent: consent.clone(), replaces };
            let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
            Ok(Step::new(change, Intent::SetAppointment { event, agreed_for, consent }, event))
        })
    }

    /// Records that the customer did not agree to another time, and what happens instead; the desk sees it.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn refuse_appointment(
        &self,
        id: DocumentId,
        proposed_at: Timestamp,
        words: &str,
        next: AfterRefusal,
    ) -> Result<EventId, ActionError> {
        self.record(id, &EventKind::AppointmentRefused { proposed_at, words: words.to_owned(), next }, |stand| {
            decide(stand)?;
            check_refused_appointment(words)
        })
    }

    /// Records that it will become later than agreed; `until` is absent if nobody can say. The desk sees it until somebody arrives.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn foresee_delay(
        &self,
        id: DocumentId,
        until: Option<Timestamp>,
        told_customer: bool,
        reason: &str,
    ) -> Result<EventId, ActionError> {
        self.record(id, &EventKind::DelayForeseen { until, told_customer, reason: reason.to_owned() }, |stand| {
            decide(stand)?;
            check_delay(reason)
        })
    }
}

/// The event of an attempt to reach the customer.
pub(super) fn attempt(channel: Channel, reached: bool, note: &str) -> EventKind {
    EventKind::ContactAttempted { channel, reached, note: note.to_owned() }
}

pub(super) fn decide_attempt(stand: &Standpoint<'_>, note: &str) -> Result<(), Refusal> {
    decide(stand)?;
    check_text(note)
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_prepare(stand.visit(), stand.signature(), stand.person)
}
