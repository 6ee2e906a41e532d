//! From a document's tree to plain records. One bad entry never hides the rest: it is named in `unreadable` and left out.

use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::DocumentError;
use super::records::{Event, Keyed, SignOffRecord};
use super::tree::Tree;
use crate::id::{EventId, SignOffId};

/// The key under which every document states what kind it is.
pub(crate) const KIND_KEY: &str = "kind";
/// The key under which every document states the version of its layout.
pub(crate) const SCHEMA_KEY: &str = "schema";
/// The collection of events, in documents of every kind.
pub(crate) const EVENTS: &str = "events";
/// The collection of sign-offs, in documents that have them.
pub(crate) const SIGN_OFFS: &str = "sign_offs";
/// Where a sign-off keeps its sealed record.
pub(crate) const SEAL: &str = "seal";

/// Reads one document of one kind.
pub(crate) struct Reader<'a> {
    kind: &'static str,
    tree: &'a Tree,
    /// Paths of entries that cannot be understood, ascending.
    pub(crate) unreadable: Vec<String>,
}

impl<'a> Reader<'a> {
    /// A reader of `tree`, which must say it is a `kind` of at most `schema`.
    ///
    /// # Errors
    /// [`DocumentError`] if it is another kind or newer.
    pub(crate) fn new(tree: &'a Tree, kind: &'static str, schema: u32) -> Result<Self, DocumentError> {
        let reader = Self { kind, tree, unreadable: Vec::new() };
        if reader.one::<String>(KIND_KEY)? != kind {
            return Err(reader.not_this_kind("it says it is of another kind"));
        }
        let found: u32 = reader.one(SCHEMA_KEY)?;
        if found > schema {
            return Err(DocumentError::Newer { found, known: schema });
        }
        Ok(reader)
    }

    /// The value that every such document has.
    pub(crate) fn one<T: DeserializeOwned>(&self, key: &str) -> Result<T, DocumentError> {
        let value = self.tree.root.get(key).ok_or_else(|| self.not_this_kind(&format!("`{key}` is missing")))?;
        T::deserialize(value).map_err(|_| self.not_this_kind(&format!("`{key}` cannot be understood")))
    }

    /// A value that may be absent.
    pub(crate) fn optional<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let value = self.tree.root.get(key)?;
        let read = T::deserialize(value).ok();
        if read.is_none() {
            self.unreadable.push(key.to_owned());
        }
        read
    }

    /// The records of a collection, in no order.
    pub(crate) fn collection<I: FromStr, T: DeserializeOwned>(&mut self, name: &str) -> Vec<Keyed<I, T>> {
        let mut records = Vec::new();
        let Some(Value::Object(map)) = self.tree.root.get(name) else {
            self.unreadable.push(name.to_owned());
            return records;
        };
        for (key, value) in map {
            let id = key.parse().ok();
            let record = Some(value).filter(|value| value.is_object()).and_then(|value| T::deserialize(value).ok());
            match (id, record) {
                (Some(id), Some(record)) => records.push(Keyed { id, record }),
                _ => self.unreadable.push(format!("{name}/{key}")),
            }
        }
        self.unreadable.sort();
        records
    }

    /// What happened, ordered by time as well as it can be told ([`best_guess`](crate::time::ClockEvidence::best_guess)), then id.
    pub(crate) fn events<K: DeserializeOwned>(&mut self) -> Vec<Keyed<EventId, Event<K>>> {
        let mut events: Vec<Keyed<EventId, Event<K>>> = self.collection(EVENTS);
        events.sort_by_key(|event| (event.record.clock.best_guess(), event.id));
        events
    }

    /// Sign-offs as they are kept, ordered by id.
    pub(crate) fn sign_offs(&mut self) -> Vec<SignOffRecord> {
        let mut records = Vec::new();
        let Some(Value::Object(map)) = self.tree.root.get(SIGN_OFFS) else {
            self.unreadable.push(SIGN_OFFS.to_owned());
            return records;
        };
        for key in map.keys() {
            let seal = self.tree.bytes.get([SIGN_OFFS, key, SEAL].map(str::to_owned).as_slice());
            match (key.parse::<SignOffId>(), seal) {
                (Ok(id), Some(seal)) => records.push(SignOffRecord::new(id, seal.clone())),
                _ => self.unreadable.push(format!("{SIGN_OFFS}/{key}")),
            }
        }
        records.sort_by_key(|record| record.id);
        records
    }

    fn not_this_kind(&self, detail: &str) -> DocumentError {
        DocumentError::NotThisKind { expected: self.kind, detail: detail.to_owned() }
    }
}
