//! Parts that came out, until the storekeeper has them and they are on their way (O-08). Nothing here waits for a network.

use chrono::NaiveDate;
use client_core::old_parts::OldPartRow;
use model::documents::old_part::records::{Disposition, Grounds, Holder};
use model::id::{DocumentId, EventId};

use crate::failures::FieldError;
use crate::records::old_part_sheet::OldPartSheet;

/// The old parts on this device. Each is born with its swap (`Visits.exchange_part`) and ends with it if the line is struck. When an
/// action returns, it is on disk; when it fails, nothing was changed.
#[derive(uniffi::Object)]
pub struct OldParts {
    pub(crate) core: client_core::OldParts,
}

#[uniffi::export]
impl OldParts {
    /// Every old part on this device, the oldest swap first. Loads no document.
    ///
    /// # Errors
    /// [`FieldError::Storage`], [`FieldError::TryAgain`].
    pub fn list(&self) -> Result<Vec<OldPartRow>, FieldError> {
        Ok(self.core.list()?)
    }

    /// The old part as its page shows it.
    ///
    /// # Errors
    /// [`FieldError::NotFound`], [`FieldError::NotEnrolled`], [`FieldError::Storage`].
    pub fn open(&self, old_part: DocumentId) -> Result<OldPartSheet, FieldError> {
        Ok(self.core.open(old_part)?.into())
    }

    /// Promises to hand it over on a day; a day later than required needs a reason and whom it was reported to. It replaces
    /// an earlier promise. Answers the event's id, as all actions here do.
    ///
    /// # Errors
    /// [`FieldError::Refused`] says what stands in the way; others as for [`OldParts::open`].
    pub fn promise_hand_over(
        &self,
        old_part: DocumentId,
        promised_on: NaiveDate,
        reason: &str,
        reported_to: &str,
    ) -> Result<EventId, FieldError> {
        Ok(self.core.promise_hand_over(old_part, promised_on, reason, reported_to)?)
    }

    /// Decides anew what becomes of it; the facts must allow it.
    ///
    /// # Errors
    /// As [`OldParts::promise_hand_over`].
    pub fn change_disposition(&self, old_part: DocumentId, disposition: Disposition, grounds: &Grounds) -> Result<EventId, FieldError> {
        Ok(self.core.change_disposition(old_part, disposition, grounds)?)
    }

    /// Records that it carries its label; `code` is what the label says and may be empty.
    ///
    /// # Errors
    /// As [`OldParts::promise_hand_over`].
    pub fn label(&self, old_part: DocumentId, code: &str) -> Result<EventId, FieldError> {
        Ok(self.core.label(old_part, code)?)
    }

    /// Records that these parts are packed and listed for one shipment, all or none.
    ///
    /// # Errors
    /// As [`OldParts::promise_hand_over`].
    pub fn pack(&self, old_parts: &[DocumentId], shipment: &str, packing_list: &str) -> Result<Vec<EventId>, FieldError> {
        Ok(self.core.pack(old_parts, shipment, packing_list)?)
    }

    /// Asks for the freight of its shipment in **fen** (R-131).
    ///
    /// # Errors
    /// As [`OldParts::promise_hand_over`].
    pub fn request_freight(&self, old_part: DocumentId, shipment: &str, amount_fen: i64) -> Result<EventId, FieldError> {
        Ok(self.core.request_freight(old_part, shipment, amount_fen)?)
    }

    /// Records that these parts are on their way to head office, all or none.
    ///
    /// # Errors
    /// As [`OldParts::promise_hand_over`].
    pub fn ship(&self, old_parts: &[DocumentId], shipment: &str, on: NaiveDate) -> Result<Vec<EventId>, FieldError> {
        Ok(self.core.ship(old_parts, shipment, on)?)
    }

    /// Hands it to somebody, mostly the storekeeper, who acknowledges it from the other side.
    ///
    /// # Errors
    /// As [`OldParts::promise_hand_over`].
    pub fn hand_over(&self, old_part: DocumentId, to: &Holder, note: &str) -> Result<EventId, FieldError> {
        Ok(self.core.hand_over(old_part, to, note)?)
    }

    /// Strikes an own entry that was a mistake; it stays readable (E4).
    ///
    /// # Errors
    /// As [`OldParts::promise_hand_over`].
    pub fn strike_event(&self, old_part: DocumentId, event: EventId, reason: &str) -> Result<(), FieldError> {
        Ok(self.core.strike_event(old_part, event, reason)?)
    }
}
