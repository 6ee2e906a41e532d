//! Being built.

impl crate::store::DocumentStore for super::Sqlite {}
