//! Registers: what the desk sees of every document that is no visit, one list per kind, the newest first.
//!
//! A document's [`row`] is written in the same transaction as its changes, read from its assessment, and read anew with the board.
//! [`handlers`] serve the lists. A new kind is one arm in [`row::RegisterData`] and its draft.
//!
//! Left out: writing to these documents, which goes through [`documents::desk`](crate::documents::desk).

mod complaint;
mod day;
mod handlers;
pub(crate) mod old_part;
mod repair;
pub(crate) mod row;

pub(crate) use handlers::routes;
