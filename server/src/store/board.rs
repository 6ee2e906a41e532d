//! Being built.

/// Being built.
pub(crate) trait BoardStore: Send + Sync {}
