//! Names of things in the document of a day. A name here is a promise to every device in the field: add, never rename.

/// The kind every such document states.
pub(crate) const KIND: &str = "day";
/// Newest version of the layout written and understood here.
pub(crate) const SCHEMA: u32 = 1;

pub(crate) const ID: &str = "id";
pub(crate) const ORGANISATION: &str = "organisation";
pub(crate) const PERSON: &str = "person";
pub(crate) const PERSON_NAME: &str = "person_name";
pub(crate) const DATE: &str = "date";
pub(crate) const UTC_OFFSET_MINUTES: &str = "utc_offset_minutes";
