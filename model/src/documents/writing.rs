//! How every command writes: one transaction, one change, nothing of it left on an error. Nothing is checked here; the caller asks
//! [`crate::rules`] first, in the same step. The document's actor must be set by the caller and never reused elsewhere.

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, AutomergeError, ChangeHash, ObjId, ObjType, ROOT, ReadDoc};
use serde::Serialize;
use serde_json::Value;

use super::DocumentError;
use super::reader::{EVENTS, SEAL, SIGN_OFFS};
use super::records::Event;
use super::stamp::Stamp;
use super::tree::put_map;
use crate::id::{EventId, SignOffId};

/// One change as it is stored and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenChange {
    /// Names the change.
    pub hash: ChangeHash,
    /// The uncompressed change chunk.
    pub raw: Vec<u8>,
}

/// Runs `write` in one transaction; on an error nothing of it remains. `None` if it changed nothing.
pub(crate) fn commit<F>(doc: &mut Automerge, command: &'static str, stamp: &Stamp, write: F) -> Result<Option<WrittenChange>, DocumentError>
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

/// As [`commit`], for commands that always change something.
pub(crate) fn commit_change<F>(doc: &mut Automerge, command: &'static str, stamp: &Stamp, write: F) -> Result<WrittenChange, DocumentError>
where
    F: FnOnce(&mut Transaction<'_>) -> Result<(), AutomergeError>,
{
    commit(doc, command, stamp, write)?.ok_or_else(|| DocumentError::Engine("the command changed nothing".to_owned()))
}

/// The event of `kind` as `stamp` makes it.
pub(crate) fn event<K>(kind: K, stamp: &Stamp) -> Event<K> {
    Event { kind, by: stamp.person, device: stamp.device(), clock: stamp.clock.clone() }
}

/// Puts an event into the document's events.
pub(crate) fn put_event<K: Serialize>(tx: &mut Transaction<'_>, id: EventId, event: &Event<K>) -> Result<(), AutomergeError> {
    let events = child(tx, &ROOT, EVENTS)?;
    record(tx, &events, &id.to_string(), event)
}

/// Keeps a sealed sign-off, byte for byte.
pub(crate) fn put_sign_off(tx: &mut Transaction<'_>, id: SignOffId, seal: &[u8]) -> Result<(), AutomergeError> {
    let sign_offs = child(tx, &ROOT, SIGN_OFFS)?;
    let sign_off = tx.put_object(&sign_offs, id.to_string(), ObjType::Map)?;
    tx.put(&sign_off, SEAL, seal.to_vec())
}

/// The object under `key`.
pub(crate) fn child<T: Transactable>(tx: &T, parent: &ObjId, key: &str) -> Result<ObjId, AutomergeError> {
    match tx.get(parent, key)? {
        Some((automerge::Value::Object(_), id)) => Ok(id),
        _ => Err(AutomergeError::InvalidObjId(key.to_owned())),
    }
}

/// Puts `record` under `key` as a new map.
pub(crate) fn record<T: Transactable, R: Serialize>(tx: &mut T, parent: &ObjId, key: &str, record: &R) -> Result<(), AutomergeError> {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => put_map(tx, parent, key, &fields),
        _ => Err(AutomergeError::InvalidObjId(key.to_owned())),
    }
}
