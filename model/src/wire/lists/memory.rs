//! What both sides remember of a section so far, in the same order.

use std::collections::BTreeMap;
use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::shape::Shape;
use super::values::Template;

/// What was last written under a name.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// The last number.
    pub(super) number: i64,
    /// The last text or bytes.
    pub(super) value: Vec<u8>,
    /// The remembered text that was named last.
    pub(super) named: i64,
}

/// A shape, and what goes with it.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) shape: Rc<Shape>,
    /// The context of each of its values.
    pub(super) contexts: Rc<[usize]>,
    /// Operations of the last change of this shape.
    pub(super) ops: i64,
}

/// An escaped JSON text, and its digest once somebody asked.
#[derive(Debug, Default)]
pub(super) struct Quoted {
    text: Vec<u8>,
    digest: Option<[u8; 32]>,
}

impl Quoted {
    pub(super) fn keep(&mut self, text: &[u8]) {
        self.text.clear();
        self.text.extend_from_slice(text);
        self.digest = None;
    }

    /// SHA-256 of what the text says; of nothing, if it is no JSON text.
    pub(super) fn digest(&mut self) -> [u8; 32] {
        *self.digest.get_or_insert_with(|| {
            let quoted = [b"\"", self.text.as_slice(), b"\""].concat();
            let said: String = serde_json::from_slice(&quoted).unwrap_or_default();
            Sha256::digest(said.as_bytes()).into()
        })
    }
}

/// The memory of one section.
#[derive(Debug, Default)]
pub(super) struct Memory {
    names: BTreeMap<Vec<u8>, usize>,
    contexts: Vec<Context>,
    /// **Bytes** of the last values of all contexts.
    kept: usize,
    /// What shapes and templates weigh.
    pub(super) weight: usize,
    /// Ids, as they came.
    pub(super) ids: Vec<[u8; 16]>,
    /// The last new id.
    pub(super) last_id: u128,
    /// Shapes, as they came.
    pub(super) shapes: Vec<Known>,
    /// Values of shapes so far.
    pub(super) values: usize,
    /// Templates, as they came.
    pub(super) templates: Vec<Rc<Template>>,
    /// Actors, as they came.
    pub(super) actors: Vec<[u8; 16]>,
    /// The last JSON text inside JSON.
    pub(super) quoted: Quoted,
    /// Time of the last change.
    pub(super) time: i64,
}

/// Most that shapes and templates of a section weigh: their bytes, and more for each of their parts.
pub(super) const MAX_WEIGHT: usize = 4 * 1024 * 1024;
/// Most **bytes** of last values, over all contexts.
pub(super) const MAX_KEPT: usize = 4 * 1024 * 1024;

impl Memory {
    /// The context of a name: its number, and whether it is a new one.
    pub(super) fn context(&mut self, name: &[u8]) -> (usize, bool) {
        if let Some(known) = self.names.get(name) {
            return (*known, false);
        }
        let number = self.contexts.len();
        self.names.insert(name.to_vec(), number);
        self.contexts.push(Context::default());
        (number, true)
    }

    /// Whether a name has a context.
    pub(super) fn knows(&self, name: &[u8]) -> bool {
        self.names.contains_key(name)
    }

    /// **Bytes** of the last values of all contexts.
    pub(super) fn kept(&self) -> usize {
        self.kept
    }

    /// Keeps the last value of context `number`.
    pub(super) fn keep(&mut self, number: usize, value: &[u8]) {
        let last = &mut self.last(number).value;
        let before = std::mem::replace(last, value.to_vec()).len();
        self.kept = self.kept.saturating_sub(before).saturating_add(value.len());
    }

    pub(super) fn contexts(&self) -> usize {
        self.contexts.len()
    }

    /// What was last written in context `number`.
    #[expect(clippy::indexing_slicing, reason = "made just before, if it was not there")]
    pub(super) fn last(&mut self, number: usize) -> &mut Context {
        if number >= self.contexts.len() {
            self.contexts.resize_with(number + 1, Context::default);
        }
        &mut self.contexts[number]
    }
}
