//! Visits at the desk: dispatch, reassign, cancel, look at.
//!
//! What the desk writes goes the same way as what devices write: a change of the document, in the log, in one transaction with
//! scope and board ([`desk`]). [`open`] turns a stored document into one that can be worked on; [`view`] is what the desk sees of
//! a visit.
//!
//! Left out: the call-out register itself.

pub(crate) mod desk;
mod dispatch;
pub(crate) mod handlers;
pub(crate) mod open;
mod view;

pub(crate) use handlers::routes;
