//! A document as it stood at one version: what an authority reads. The document itself may hold later changes, of which nothing is seen.

use automerge::iter::Keys;
use automerge::{Automerge, AutomergeError, ChangeHash, ObjId, Prop, ReadDoc as _, Value};

/// A document at one version of it.
#[derive(Debug, Clone)]
pub struct Version<'a> {
    doc: &'a Automerge,
    /// `None`: everything that the document holds.
    heads: Option<Vec<ChangeHash>>,
}

impl<'a> Version<'a> {
    /// The document with everything that it holds.
    #[must_use]
    pub fn now(doc: &'a Automerge) -> Self {
        Self { doc, heads: None }
    }

    /// The document as it stood at `heads`, all of which it holds.
    #[must_use]
    pub fn at(doc: &'a Automerge, heads: Vec<ChangeHash>) -> Self {
        Self { doc, heads: Some(heads) }
    }

    /// The document, which holds at least this version: for what later changes do not touch, such as who wrote a change.
    #[must_use]
    pub fn holder(&self) -> &'a Automerge {
        self.doc
    }

    /// The heads to read at; `None` if the document holds nothing later.
    #[must_use]
    pub fn past(&self) -> Option<&[ChangeHash]> {
        self.heads.as_deref()
    }

    /// The heads of this version, ascending.
    #[must_use]
    pub fn heads(&self) -> Vec<ChangeHash> {
        let mut heads = self.heads.clone().unwrap_or_else(|| self.doc.get_heads());
        heads.sort_unstable();
        heads
    }

    /// What is shown under `key` of `object`.
    ///
    /// # Errors
    /// [`AutomergeError`] if there is no such object.
    pub fn get(&self, object: &ObjId, key: impl Into<Prop>) -> Result<Option<(Value<'a>, ObjId)>, AutomergeError> {
        match &self.heads {
            Some(heads) => self.doc.get_at(object, key, heads),
            None => self.doc.get(object, key),
        }
    }

    /// Every concurrent value under `key` of `object`; the one that is shown is the last.
    ///
    /// # Errors
    /// As [`Version::get`].
    pub fn get_all(&self, object: &ObjId, key: impl Into<Prop>) -> Result<Vec<(Value<'a>, ObjId)>, AutomergeError> {
        match &self.heads {
            Some(heads) => self.doc.get_all_at(object, key, heads),
            None => self.doc.get_all(object, key),
        }
    }

    /// The keys of the map `object`; none if there is no such map.
    #[must_use]
    pub fn keys(&self, object: &ObjId) -> Keys<'a> {
        match &self.heads {
            Some(heads) => self.doc.keys_at(object, heads),
            None => self.doc.keys(object),
        }
    }

    /// How long the text or list `object` is.
    #[must_use]
    pub fn length(&self, object: &ObjId) -> usize {
        match &self.heads {
            Some(heads) => self.doc.length_at(object, heads),
            None => self.doc.length(object),
        }
    }
}
