//! The board: what a dispatcher sees of every visit and device, live.
//!
//! In order: every change of a visit is assessed ([`projection`]) and its row written in the same transaction as the change; after
//! the commit the [`feed`] says how far the board has come; each open page reads the rows after the last one it has seen
//! ([`handlers`]) and patches them. [`view`] holds what goes over the wire.
//!
//! Rows can be thrown away: they are read from the documents, and [`rebuild`](rebuild::rebuild) reads them again.
//!
//! Left out: what the page looks like.

pub(crate) mod feed;
pub(crate) mod handlers;
pub(crate) mod moments;
pub(crate) mod projection;
pub(crate) mod rebuild;
pub(crate) mod view;

pub(crate) use handlers::routes;
