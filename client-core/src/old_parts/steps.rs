//! What a technician does with an old part.

use chrono::NaiveDate;
use model::documents::old_part::records::{Disposition, Grounds, Holder, OldPartEventKind};
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, check_way};

use super::{OldParts, old_part_in};
use crate::actions::ActionError;
use crate::reference::held;

impl OldParts {
    /// Promises to hand it over on a day; a day later than required needs a reason and whom it was reported to. It replaces an
    /// earlier promise.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn promise_hand_over(
        &self,
        id: DocumentId,
        promised_on: NaiveDate,
        reason: &str,
        reported_to: &str,
    ) -> Result<EventId, ActionError> {
        self.record(id, |now, _| {
            let replaces = now.old_part.in_force().filter(|event| matches!(event.record.kind, OldPartEventKind::Promised { .. })).last();
            Ok(OldPartEventKind::Promised {
                promised_on,
                reason: reason.to_owned(),
                reported_to: reported_to.to_owned(),
                replaces: replaces.map(|event| event.id),
            })
        })
    }

    /// Decides anew what becomes of it; the facts and, if it is in the catalogue, its kind must allow it.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn change_disposition(&self, id: DocumentId, disposition: Disposition, grounds: &Grounds) -> Result<EventId, ActionError> {
        let known = self.core.look_at(id, |conn, _, seen| {
            let removed = &old_part_in(seen.assessed)?.old_part.opened.kind;
            Ok(held::part(conn, &removed.part_number)?)
        })?;
        self.record(id, |now, _| {
            known.as_ref().map_or(Ok(()), |part| check_way(part, disposition, grounds))?;
            let changed = |kind: &OldPartEventKind| matches!(kind, OldPartEventKind::DispositionChanged { .. });
            let replaces = now.old_part.in_force().filter(|event| changed(&event.record.kind)).last().map(|event| event.id);
            Ok(OldPartEventKind::DispositionChanged { disposition, grounds: grounds.clone(), replaces })
        })
    }

    /// Records that it carries its label; `code` is what the label says and may be empty.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn label(&self, id: DocumentId, code: &str) -> Result<EventId, ActionError> {
        self.record(id, |_, _| Ok(OldPartEventKind::Labelled { code: code.to_owned() }))
    }

    /// Records that these parts are packed and listed for one shipment, all at once.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed on any of them.
    pub fn pack(&self, ids: &[DocumentId], shipment: &str, packing_list: &str) -> Result<Vec<EventId>, ActionError> {
        self.record_all(ids, |_, _| Ok(OldPartEventKind::Packed { shipment: shipment.to_owned(), packing_list: packing_list.to_owned() }))
    }

    /// Asks for the freight of its shipment in **fen** (R-131).
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn request_freight(&self, id: DocumentId, shipment: &str, amount_fen: i64) -> Result<EventId, ActionError> {
        self.record(id, |_, _| Ok(OldPartEventKind::FreightRequested { shipment: shipment.to_owned(), amount_fen }))
    }

    /// Records that these parts are on their way to head office, all at once.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed on any of them.
    pub fn ship(&self, ids: &[DocumentId], shipment: &str, on: NaiveDate) -> Result<Vec<EventId>, ActionError> {
        self.record_all(ids, |_, _| Ok(OldPartEventKind::Shipped { shipment: shipment.to_owned(), on }))
    }

    /// Hands it to somebody, mostly the storekeeper, who acknowledges it from the other side.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn hand_over(&self, id: DocumentId, to: &Holder, note: &str) -> Result<EventId, ActionError> {
        self.record(id, |now, me| {
            let holder = now.custody.holder().ok_or(Refusal::HolderUnclear)?;
            let given_by = holder.giver(to, me.person, &me.person_name).to_owned();
            Ok(OldPartEventKind::HandedOver { to: to.clone(), follows: holder.hand_over, given_by, note: note.to_owned() })
        })
    }

    /// Strikes an own entry that was a mistake (E4); it stays readable.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn strike_event(&self, id: DocumentId, event: EventId, reason: &str) -> Result<(), ActionError> {
        self.record(id, |_, _| Ok(OldPartEventKind::Struck { event, reason: reason.to_owned() })).map(drop)
    }
}
