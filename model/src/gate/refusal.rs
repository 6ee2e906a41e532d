//! Why a change was not taken, and what its sender can do.

use automerge::ChangeHash;

use super::Denial;

/// Why the gate did not take a change.
///
/// [`Refusal::code`] is the stable word of the wire; [`Refusal::retry`] tells whether the same bytes can pass later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The bytes are not a change as a current writer makes it. Write the work again as new changes.
    #[error("the change is malformed: {reason}")]
    Malformed {
        /// What is wrong, for a log.
        reason: &'static str,
    },
    /// A bound of [`super::Limits`] is passed. Split the work into smaller changes, or go on in a successor document.
    #[error("the change passes the limit of {limit} {what}")]
    TooLarge {
        /// What there is too much of, in the plural.
        what: &'static str,
        /// The bound.
        limit: u64,
    },
    /// The change builds on others that are not here. Send those first, then this one again.
    #[error("{} changes it depends on are missing", missing.len())]
    MissingDependency {
        /// The hashes to send first.
        missing: Vec<ChangeHash>,
    },
    /// The actor's sequence has a gap, or the actor already wrote another change with this number (a restored or cloned
    /// device). Write the work again under a new actor.
    #[error("the actor's next sequence is {expected}, the change says {found}")]
    Sequence {
        /// The number the actor's next change must have.
        expected: u64,
        /// The number the change has.
        found: u64,
    },
    /// A document has one genesis and this would be a second. Take the document's own history and write the work again.
    #[error("the document already has its genesis")]
    SecondRoot,
    /// The document engine cannot take the change and stay sound. Write the work again as new changes.
    #[error("the change is unsafe: {reason}")]
    Unsafe {
        /// Which check failed, for a log.
        reason: &'static str,
    },
    /// The [`super::Authority`] says no: the author may not do this. The detail is for the person to read.
    #[error("the change is not allowed ({code}): {detail}")]
    Denied {
        /// The stable word of the room that denied it.
        code: &'static str,
        /// What is not allowed, without customer data.
        detail: String,
    },
}

impl Refusal {
    /// The stable word for the wire: `malformed`, `too_large`, `missing_dependency`, `sequence`, `second_root`, `unsafe`, or
    /// the word of the authority that denied the change.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed",
            Self::TooLarge { .. } => "too_large",
            Self::MissingDependency { .. } => "missing_dependency",
            Self::Sequence { .. } => "sequence",
            Self::SecondRoot => "second_root",
            Self::Unsafe { .. } => "unsafe",
            Self::Denied { code, .. } => code,
        }
    }

    /// Whether the same bytes can be accepted later, once something else has arrived.
    #[must_use]
    pub fn retry(&self) -> bool {
        matches!(self, Self::MissingDependency { .. })
    }
}

impl From<Denial> for Refusal {
    fn from(denial: Denial) -> Self {
        Self::Denied { code: denial.code, detail: denial.detail }
    }
}
