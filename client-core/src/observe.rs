//! Notices: what changed on this device. Sent only after the transaction is committed, so whoever looks then sees it.

use model::id::DocumentId;
use model::reference::Set;

/// Something changed; read again what you show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// This document.
    Document(DocumentId),
    /// What waits to be sent, or what the last contact came to.
    Outbox,
    /// The list of visits.
    Agenda,
    /// The network switch.
    Network,
    /// Who this device is.
    Identity,
    /// Rows of this set of reference data.
    Reference(Set),
}

/// How many notices a slow observer may be behind before it is told that it missed some.
pub(crate) const NOTICES_KEPT: usize = 256;
