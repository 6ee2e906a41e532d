//! Sync: push and pull of a device in one round trip.
//!
//! In order: the body is taken apart, bounded, before anything is believed ([`body`]); each pushed document is judged alone by the
//! gate ([`judge`]), one that was born on the device as well ([`birth`]); what is good is written, a transaction per document, then acknowledged ([`service`]); what came too long after
//! the visit was given to somebody else is kept aside ([`quarantine`]); what one device brings of another is judged as its author's
//! ([`relayed`]); what is new since the [`cursor`] is packed into the answer
//! ([`pull`]). [`locks`] keep two requests from judging one document at once.
//!
//! Repeating a request changes nothing: changes are known by their hash. One bad document never holds back the others.
//!
//! Left out: photos, which travel as blobs.

mod birth;
mod body;
mod cursor;
pub(crate) mod handlers;
mod judge;
pub(crate) mod locks;
mod pull;
pub(crate) mod quarantine;
mod receipt;
mod relayed;
mod service;

pub(crate) use handlers::routes;
