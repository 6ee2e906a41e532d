//! Sync: push and pull of a device in one round trip.
//!
//! In order: the body is taken apart, bounded, before anything is believed ([`body`]); each pushed document is judged alone by the
//! gate ([`judge`]), one that was born on the device as well ([`birth`]); what is good is written, a transaction per document, then acknowledged ([`service`]); what came too long after
//! the visit was given to somebody else is kept aside ([`quarantine`]); what is new since the [`cursor`] is packed into the answer
//! ([`pull`]). [`config`] tells devices the limits, [`mod@reconcile`] which side lacks what, [`load`] when to stay away. [`locks`] keep two requests from judging one document at once.
//!
//! Repeating a request changes nothing: changes are known by their hash. One bad document never holds back the others.
//!
//! Left out: photos, which travel as blobs.

mod birth;
mod body;
mod config;
mod cursor;
pub(crate) mod handlers;
mod judge;
pub(crate) mod load;
pub(crate) mod locks;
mod pull;
pub(crate) mod quarantine;
mod receipt;
mod reconcile;
mod service;

pub(crate) use handlers::routes;
pub(crate) use service::has_news;
