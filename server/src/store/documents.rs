//! Being built.

/// Being built.
pub(crate) trait DocumentStore: Send + Sync {}
