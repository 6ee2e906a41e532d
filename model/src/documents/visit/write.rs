//! Writing to a visit: one function per command, each making exactly one change. Nothing is checked here; the caller asks
//! [`crate::rules`] first, in the same step. The document's actor must be set by the caller and never reused elsewhere.

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, AutomergeError, ChangeHash, ObjId, ObjType, ROOT, ReadDoc};
use serde::Serialize;
use serde_json::Value;

use super::records::*;
use super::schema;
use crate::documents::DocumentError;
use crate::documents::stamp::{Origin, Stamp};
use crate::documents::tree::put_fields;
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
    /// What to check: a short stable key and the item.
    pub checklist: Vec<Keyed<String, ChecklistItem>>,
}

/// One change as it is stored and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenChange {
    /// Names the change.
    pub hash: ChangeHash,
    /// The uncompressed change chunk.
    pub raw: Vec<u8>,
}

/// Fills the empty `doc` with a new visit, assigned to nobody yet: the document's one change without a predecessor.
///
/// # Errors
/// [`DocumentError::Engine`]; the document must then be thrown away.
pub fn genesis(doc: &mut Automerge, order: &VisitOrder, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    commit(doc, "open_visit", stamp, |tx| {
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
    })?
    .ok_or_else(|| DocumentError::Engine("an empty genesis".to_owned()))
}

/// Appends the event `kind`.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn append_event(doc: &mut Automerge, id: EventId, kind: EventKind, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    let command = match kind {
        EventKind::Assigned { .. } => "assign",
        EventKind::Cancelled { .. } => "cancel",
        EventKind::Arrived => "arrive",
        EventKind::Started => "start",
        EventKind::Finished => "finish",
        EventKind::Reopened { .. } => "reopen",
        EventKind::VoidTrip { .. } => "void_trip",
    };
    let event = Event { kind, by: stamp.person, device: stamp.device(), clock: stamp.clock.clone() };
    changed(commit(doc, command, stamp, |tx| {
        let events = child(tx, &ROOT, schema::EVENTS)?;
        record(tx, &events, &id.to_string(), &event)
    })?)
}

/// Answers the check `item`, replacing an earlier answer (which stays in the history).
///
/// # Errors
/// [`DocumentError`] if there is no such item or the engine refuses; nothing was changed.
pub fn answer_check(
    doc: &mut Automerge,
    item: &str,
    result: CheckResult,
    note: &str,
    stamp: &Stamp,
) -> Result<WrittenChange, DocumentError> {
    let answer = ChecklistAnswer { result, note: note.to_owned(), by: stamp.person, at: stamp.clock.wall_at };
    changed(commit(doc, "answer_check", stamp, |tx| {
        let checklist = child(tx, &ROOT, schema::CHECKLIST)?;
        let item = child(tx, &checklist, item)?;
        record(tx, &item, schema::ANSWER, &answer)
    })?)
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
    changed(commit(doc, "swap_part", stamp, |tx| {
        let parts = child(tx, &ROOT, schema::PARTS)?;
        record(tx, &parts, &id.to_string(), &line)
    })?)
}

/// Strikes the line `id` with a reason; the line stays readable (E4).
///
/// # Errors
/// [`DocumentError`] if there is no such line or the engine refuses; nothing was changed.
pub fn strike_part(doc: &mut Automerge, id: PartLineId, reason: &str, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    let struck = Struck { reason: reason.to_owned(), by: stamp.person, at: stamp.clock.wall_at };
    changed(commit(doc, "strike_part", stamp, |tx| {
        let parts = child(tx, &ROOT, schema::PARTS)?;
        let line = child(tx, &parts, &id.to_string())?;
        record(tx, &line, schema::STRUCK, &struck)
    })?)
}

/// Names a photo that is stored elsewhere by its hash.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn attach_photo(doc: &mut Automerge, id: PhotoId, photo: &Photo, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    changed(commit(doc, "attach_photo", stamp, |tx| {
        let photos = child(tx, &ROOT, schema::PHOTOS)?;
        record(tx, &photos, &id.to_string(), photo)
    })?)
}

/// Keeps a sealed sign-off, byte for byte.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn keep_sign_off(doc: &mut Automerge, id: SignOffId, seal: &[u8], stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    changed(commit(doc, "sign", stamp, |tx| {
        let sign_offs = child(tx, &ROOT, schema::SIGN_OFFS)?;
        let sign_off = tx.put_object(&sign_offs, id.to_string(), ObjType::Map)?;
        tx.put(&sign_off, schema::SEAL, seal.to_vec())
    })?)
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

/// Runs `write` in one transaction; on an error nothing of it remains.
fn commit<F>(doc: &mut Automerge, command: &'static str, stamp: &Stamp, write: F) -> Result<Option<WrittenChange>, DocumentError>
where
    F: FnOnce(&mut Transaction<'_>) -> Result<(), AutomergeError>,
{
    let options = stamp.commit_options(command)?;
    let done = doc.transact_with::<_, _, AutomergeError, _>(|()| options, write);
    let hash = done.map_err(|failure| DocumentError::from(failure.error))?.hash;
    Ok(hash
        .and_then(|hash| doc.get_change_by_hash(&hash))
        .map(|change| WrittenChange { hash: change.hash(), raw: change.raw_bytes().to_vec() }))
}

fn changed(written: Option<WrittenChange>) -> Result<WrittenChange, DocumentError> {
    written.ok_or_else(|| DocumentError::Engine("the command changed nothing".to_owned()))
}

fn child<T: Transactable>(tx: &T, parent: &ObjId, key: &str) -> Result<ObjId, AutomergeError> {
    match tx.get(parent, key)? {
        Some((automerge::Value::Object(_), id)) => Ok(id),
        _ => Err(AutomergeError::InvalidObjId(key.to_owned())),
    }
}

fn record<T: Transactable, R: Serialize>(tx: &mut T, parent: &ObjId, key: &str, record: &R) -> Result<(), AutomergeError> {
    let map = tx.put_object(parent, key, ObjType::Map)?;
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => put_fields(tx, &map, &fields),
        _ => Err(AutomergeError::InvalidObjId(key.to_owned())),
    }
}
