//! Names of things in a visit document. A name here is a promise to every device in the field: add, never rename.

/// The kind every visit document states.
pub(crate) const KIND: &str = "visit";
/// Newest version of the layout written and understood here.
pub(crate) const SCHEMA: u32 = 2;

pub(crate) use crate::documents::reader::{EVENTS, KIND_KEY, SCHEMA_KEY, SIGN_OFFS};

pub(crate) const ID: &str = "id";
pub(crate) const ORGANISATION: &str = "organisation";
pub(crate) const CALL_OUT: &str = "call_out";
pub(crate) const CUSTOMER: &str = "customer";
pub(crate) const ASSET: &str = "asset";
pub(crate) const APPOINTMENT_AT: &str = "appointment_at";
pub(crate) const TERMS: &str = "terms";
pub(crate) const CHECKLIST: &str = "checklist";
pub(crate) const ANSWER: &str = "answer";
pub(crate) const FINDINGS: &str = "findings";
pub(crate) const TREATMENT: &str = "treatment";
pub(crate) const PARTS: &str = "parts";
pub(crate) const STRUCK: &str = "struck";
pub(crate) const PHOTOS: &str = "photos";
