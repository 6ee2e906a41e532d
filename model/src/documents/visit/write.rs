//! Writing to a visit: one function per command, each making exactly one change. Nothing is checked here; the caller asks
//! [`crate::rules`] first, in the same step. The document's actor must be set by the caller and never reused elsewhere.

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, AutomergeError, ObjType, ROOT};

use super::records::*;
use super::schema;
use crate::documents::DocumentError;
use crate::documents::stamp::{Origin, Stamp};
pub use crate::documents::writing::WrittenChange;
use crate::documents::writing::{child, commit, commit_change, event, put_event, put_sign_off, record};
use crate::id::{DocumentId, EventId, PartLineId, PhotoId, SignOffId};
use crate::time::Timestamp;

/// Everything the desk knows when it opens a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitOrder {
    /// The new document's id.
    pub id: DocumentId,
    /// Whose visit it is.
    pub organisation: Organisation,
    /// What the customer asked for.
    pub call_out: CallOut,
    /// Where to go.
    pub customer: Customer,
    /// What to serve.
    pub asset: Asset,
    /// When the customer expects somebody.
    pub appointment_at: Option<Timestamp>,
    /// What policy says for this visit.
    pub terms: Option<Terms>,
    /// What to check: a short stable key and the item.
    pub checklist: Vec<Keyed<String, ChecklistItem>>,
}

/// Fills the empty `doc` with a new visit, assigned to nobody yet: the document's one change without a predecessor.
///
/// # Errors
/// [`DocumentError::Engine`]; the document must then be thrown away.
pub fn genesis(doc: &mut Automerge, order: &VisitOrder, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    commit_change(doc, "open_visit", stamp, |tx| put_order(tx, order))
}

fn put_order(tx: &mut Transaction<'_>, order: &VisitOrder) -> Result<(), AutomergeError> {
    tx.put(ROOT, schema::KIND_KEY, schema::KIND)?;
    tx.put(ROOT, schema::SCHEMA_KEY, i64::from(schema::SCHEMA))?;
    tx.put(ROOT, schema::ID, order.id.to_string())?;
    record(tx, &ROOT, schema::ORGANISATION, &order.organisation)?;
    record(tx, &ROOT, schema::CALL_OUT, &order.call_out)?;
    record(tx, &ROOT, schema::CUSTOMER, &order.customer)?;
    record(tx, &ROOT, schema::ASSET, &order.asset)?;
    if let Some(at) = order.appointment_at {
        tx.put(ROOT, schema::APPOINTMENT_AT, at.as_ms())?;
    }
    if let Some(terms) = &order.terms {
        record(tx, &ROOT, schema::TERMS, terms)?;
    }
    for text in [schema::FINDINGS, schema::TREATMENT] {
        tx.put_object(ROOT, text, ObjType::Text)?;
    }
    for map in [schema::EVENTS, schema::PARTS, schema::PHOTOS, schema::SIGN_OFFS] {
        tx.put_object(ROOT, map, ObjType::Map)?;
    }
    let checklist = tx.put_object(ROOT, schema::CHECKLIST, ObjType::Map)?;
    for item in &order.checklist {
        record(tx, &checklist, &item.id, &item.record)?;
    }
    Ok(())
}

/// Appends the event `kind`.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn append_event(doc: &mut Automerge, id: EventId, kind: EventKind, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    let command = kind.command();
    let event = event(kind, stamp);
    commit_change(doc, command, stamp, |tx| put_event(tx, id, &event))
}

/// Fills the empty `doc` with a visit that a technician opens before there is an order: the visit and its assignment to
/// whoever opens it, in one change. The call-out in `order` carries the device's provisional number (E7); `reason` says why there
/// is no order. See [`may_open_without_order`](super::order::may_open_without_order).
///
/// # Errors
/// [`DocumentError::Engine`]; the document must then be thrown away.
pub fn open_without_order(
    doc: &mut Automerge,
    order: &VisitOrder,
    first: EventId,
    technician_name: &str,
    reason: &str,
    stamp: &Stamp,
) -> Result<WrittenChange, DocumentError> {
    let assigned = EventKind::Assigned {
        technician: stamp.person,
        technician_name: technician_name.to_owned(),
        replaces: None,
        reason: reason.to_owned(),
    };
    let assigned = event(assigned, stamp);
    commit_change(doc, "open_without_order", stamp, |tx| {
        put_order(tx, order)?;
        put_event(tx, first, &assigned)
    })
}

/// A value of customer or product as it was confirmed on site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Which value.
    pub field: DataField,
    /// What it said.
    pub from: String,
    /// What it says.
    pub to: String,
    /// Who at the customer's confirmed it.
    pub confirmed_by: String,
}

/// Corrects a value of customer or product: the value and the event that says who confirmed it, in one change. Where two
/// people correct one value at once, both stay and are shown as a conflict; corrections of different values merge (O-13).
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn correct_data(doc: &mut Automerge, id: EventId, correction: &Correction, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    put_correction(doc, "correct_data", id, correction, stamp)
}

/// Decides between several values of one field: the decided one is written again, and what competed stays in the history (E3).
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn settle(doc: &mut Automerge, id: EventId, decided: &Correction, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    put_correction(doc, "settle", id, decided, stamp)
}

/// Sets the class of the fault. It settles every entry in `settles`, with one event each; `ids` are those of the new events, one for
/// each settled entry, one if there is none.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn set_class(
    doc: &mut Automerge,
    ids: &[EventId],
    settles: &[EventId],
    entry: &NewClass,
    stamp: &Stamp,
) -> Result<WrittenChange, DocumentError> {
    let replaced = settles.iter().copied().map(Some).chain(settles.is_empty().then_some(None));
    let events: Vec<_> = ids
        .iter()
        .zip(replaced)
        .map(|(id, replaces)| {
            let NewClass { class, reason, plan } = entry.clone();
            (*id, event(EventKind::ClassSet { class, reason, plan, replaces }, stamp))
        })
        .collect();
    commit_change(doc, "set_class", stamp, |tx| events.iter().try_for_each(|(id, event)| put_event(tx, *id, event)))
}

/// A class of the fault as a person sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClass {
    /// The class.
    pub class: FaultClass,
    /// Why.
    pub reason: String,
    /// What is to be done; may be empty unless the fault is major.
    pub plan: String,
}

fn put_correction(
    doc: &mut Automerge,
    command: &'static str,
    id: EventId,
    correction: &Correction,
    stamp: &Stamp,
) -> Result<WrittenChange, DocumentError> {
    let Correction { field, from, to, confirmed_by } = correction.clone();
    let event = event(EventKind::DataCorrected { field, from, to, confirmed_by }, stamp);
    commit_change(doc, command, stamp, |tx| {
        let (place, key) = field.place();
        let place = child(tx, &ROOT, place)?;
        tx.put(&place, key, correction.to.as_str())?;
        put_event(tx, id, &event)
    })
}

/// Makes `text` the findings, as the smallest edit of what stands there. `None` if it says so already.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn write_findings(doc: &mut Automerge, text: &str, stamp: &Stamp) -> Result<Option<WrittenChange>, DocumentError> {
    write_text(doc, "write_findings", schema::FINDINGS, text, stamp)
}

/// Makes `text` the treatment, as the smallest edit of what stands there. `None` if it says so already.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn write_treatment(doc: &mut Automerge, text: &str, stamp: &Stamp) -> Result<Option<WrittenChange>, DocumentError> {
    write_text(doc, "write_treatment", schema::TREATMENT, text, stamp)
}

/// Adds a line to the parts table. The desk does not swap parts: `stamp` must name a device.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn swap_part(doc: &mut Automerge, id: PartLineId, swap: PartSwap, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    let Origin::Device(device) = stamp.origin else {
        return Err(DocumentError::Engine("a part is swapped on a device".to_owned()));
    };
    let line = PartLine { swap, by: stamp.person, device, at: stamp.clock.wall_at, struck: None };
    commit_change(doc, "swap_part", stamp, |tx| {
        let parts = child(tx, &ROOT, schema::PARTS)?;
        record(tx, &parts, &id.to_string(), &line)
    })
}

/// Strikes the line `id` with a reason; the line stays readable (E4).
///
/// # Errors
/// [`DocumentError`] if there is no such line or the engine refuses; nothing was changed.
pub fn strike_part(doc: &mut Automerge, id: PartLineId, reason: &str, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    let struck = Struck { reason: reason.to_owned(), by: stamp.person, at: stamp.clock.wall_at };
    commit_change(doc, "strike_part", stamp, |tx| {
        let parts = child(tx, &ROOT, schema::PARTS)?;
        let line = child(tx, &parts, &id.to_string())?;
        record(tx, &line, schema::STRUCK, &struck)
    })
}

/// Names a photo that is stored elsewhere by its hash.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn attach_photo(doc: &mut Automerge, id: PhotoId, photo: &Photo, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    commit_change(doc, "attach_photo", stamp, |tx| {
        let photos = child(tx, &ROOT, schema::PHOTOS)?;
        record(tx, &photos, &id.to_string(), photo)
    })
}

/// Keeps a sealed sign-off, byte for byte.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn keep_sign_off(doc: &mut Automerge, id: SignOffId, seal: &[u8], stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    commit_change(doc, "sign", stamp, |tx| put_sign_off(tx, id, seal))
}

fn write_text(
    doc: &mut Automerge,
    command: &'static str,
    key: &'static str,
    text: &str,
    stamp: &Stamp,
) -> Result<Option<WrittenChange>, DocumentError> {
    commit(doc, command, stamp, |tx| {
        let object = child(tx, &ROOT, key)?;
        tx.update_text(&object, text)
    })
}
