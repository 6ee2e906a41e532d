//! The technician's days: internal work, the daily report, what is handed in (F-06). Nothing here waits for a network.

use chrono::NaiveDate;
use client_core::days::{DayRow, HandBack, MoneyInHand};
use model::documents::visit::records::ServiceType;
use model::id::{DocumentId, EventId};

use crate::failures::FieldError;
use crate::records::day::DaySheet;

/// The days on this device. When an action returns, it is on disk; when it fails, nothing was changed.
#[derive(uniffi::Object)]
pub struct Days {
    pub(crate) core: client_core::Days,
}

#[uniffi::export]
impl Days {
    /// Every day on this device, the newest first. Loads no document.
    ///
    /// # Errors
    /// [`FieldError::Storage`], [`FieldError::TryAgain`].
    pub fn list(&self) -> Result<Vec<DayRow>, FieldError> {
        Ok(self.core.list()?)
    }

    /// The technician's day of `date`, made now if this device has none. `utc_offset_minutes` says when the day begins and ends: the
    /// time zone's **minutes** ahead of UTC.
    ///
    /// # Errors
    /// [`FieldError::NotEnrolled`], [`FieldError::Refused`], [`FieldError::Storage`].
    pub fn open_day(&self, date: NaiveDate, utc_offset_minutes: i32) -> Result<DocumentId, FieldError> {
        Ok(self.core.open_day(date, utc_offset_minutes)?)
    }

    /// The day and its report as they stand now.
    ///
    /// # Errors
    /// [`FieldError::NotFound`], [`FieldError::NotEnrolled`], [`FieldError::Storage`].
    pub fn report(&self, day: DocumentId) -> Result<DaySheet, FieldError> {
        Ok(self.core.report(day)?.into())
    }

    /// Confirms the report with this `digest`; answers the confirmation's id. A report that was confirmed before is replaced.
    ///
    /// # Errors
    /// [`FieldError::Refused`], `report_changed` if the day no longer says what was shown; others as for [`Days::report`].
    pub fn confirm(&self, day: DocumentId, digest: &str) -> Result<EventId, FieldError> {
        Ok(self.core.confirm(day, digest)?)
    }

    /// Notes work of a kind with the time used in **minutes** (R-149, R-152); answers its id. Also after the report was confirmed: the
    /// day is corrected then.
    ///
    /// # Errors
    /// [`FieldError::Refused`] says what stands in the way; others as for [`Days::report`].
    pub fn note_work(&self, day: DocumentId, service_type: ServiceType, minutes: u32, text: &str) -> Result<EventId, FieldError> {
        Ok(self.core.note_work(day, service_type, minutes, text)?)
    }

    /// Strikes work, or something handed in, with a reason; it stays readable (E4).
    ///
    /// # Errors
    /// As [`Days::note_work`].
    pub fn strike_work(&self, day: DocumentId, work: EventId, reason: &str) -> Result<(), FieldError> {
        Ok(self.core.strike_work(day, work, reason)?)
    }

    /// Records that unused parts went back to a store; they leave the van stock. Answers the event's id.
    ///
    /// # Errors
    /// As [`Days::note_work`].
    pub fn hand_back_parts(&self, day: DocumentId, parts: &HandBack) -> Result<EventId, FieldError> {
        Ok(self.core.hand_back_parts(day, parts)?)
    }

    /// Records that the money of one collection was handed in, whole. Answers the event's id.
    ///
    /// # Errors
    /// As [`Days::note_work`]: `no_such_entry` if this technician does not have that money.
    pub fn hand_in_money(&self, day: DocumentId, visit: DocumentId, collection: EventId, to_name: &str) -> Result<EventId, FieldError> {
        Ok(self.core.hand_in_money(day, visit, collection, to_name)?)
    }

    /// Money that this technician took on visits on this device and that was neither handed in nor received by accounting.
    ///
    /// # Errors
    /// [`FieldError::Storage`], [`FieldError::TryAgain`].
    pub fn money_in_hand(&self) -> Result<Vec<MoneyInHand>, FieldError> {
        Ok(self.core.money_in_hand()?)
    }
}
