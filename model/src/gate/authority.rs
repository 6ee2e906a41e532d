//! Who may do what: asked once per change, with what the change would do.

use automerge::Change;

use super::{Effect, Version};

/// Decides whether a change may have its effects. Asked after structure and trial, so the documents are sound to read; asked a second time
/// for a change of a list that was not taken as a whole.
pub trait Authority {
    /// Allows the step or says why not.
    ///
    /// # Errors
    /// A [`Denial`] refuses the change; the sender parks the work with its code and detail.
    fn authorise(&self, step: &Step<'_>) -> Result<(), Denial>;
}

/// One change, judged alone: the document before and after it, and what it does.
#[derive(Clone)]
pub struct Step<'a> {
    /// The document as it was, with every change accepted before this one.
    pub before: Version<'a>,
    /// The same document with the change.
    pub after: Version<'a>,
    /// The change.
    pub change: &'a Change,
    /// One entry per operation, in the change's order.
    pub effects: &'a [Effect],
}

/// An authority's no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// The stable word for the wire.
    pub code: &'static str,
    /// What is not allowed, for a person to read, without customer data.
    pub detail: String,
}

/// Allows everything: for sources whose effects are already authorised, as a device's own server. The structural gate still
/// applies.
#[derive(Debug, Clone, Copy, Default)]
pub struct AllowAll;

impl Authority for AllowAll {
    fn authorise(&self, _step: &Step<'_>) -> Result<(), Denial> {
        Ok(())
    }
}
