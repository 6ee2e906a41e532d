//! Being built.

impl crate::store::BoardStore for super::Sqlite {}
