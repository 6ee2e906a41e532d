//! Sync: push and pull of a device in one round trip.
//!
//! In order: the body is taken apart, bounded, before anything is believed ([`body`]); everything pushed is made durable in the inbox and
//! acknowledged ([`receive`]); off the request's path judges take from the [`inbox`] whose turn it is and write what is good ([`believe`]).
//! Each document is judged alone by the gate ([`judge`]), one that was born on the device as well ([`birth`]); what came too long after
//! the visit was given to somebody else is kept aside ([`quarantine`]), as is what a device that was put out hands in ([`hand_in`]), until
//! the desk decides ([`decisions`]), as on what was [refused](mod@refused). What one device brings of another is judged as its author's ([`relayed`]). What is new since the
//! [`cursor`] is packed into the answer
//! ([`pull`]). [`locks`] keep two judges from one document. A request of protocol 1 is judged before it is answered ([`service`]).
//! [`config`] tells devices the limits, [`mod@reconcile`] which side lacks what, [`load`] when to stay away; [`mod@incarnation`] notes a copied database.
//!
//! Repeating a request changes nothing: changes are known by their hash. One bad document never holds back the others.
//!
//! Left out: photos, which travel as blobs.

pub(crate) mod believe;
mod birth;
mod body;
mod config;
mod cursor;
mod decisions;
mod desk;
mod hand_in;
pub(crate) mod handlers;
pub(crate) mod inbox;
mod incarnation;
mod judge;
pub(crate) mod load;
pub(crate) mod locks;
mod pull;
pub(crate) mod quarantine;
mod receipt;
mod receive;
mod reconcile;
mod refused;
mod relayed;
mod service;

pub(crate) use handlers::routes;
pub(crate) use service::has_news;
