//! Visits at the desk: dispatch, reassign, cancel, look at.
//!
//! What the desk writes goes the same way as what devices write: a change of the document, in the log, in one transaction with
//! scope and board ([`desk`], and [`documents`](crate::documents) for what all kinds have in common). [`view`] is what the desk sees
//! of a visit.
//!
//! Left out: the call-out register itself.

mod crew;
mod desk;
mod dispatch;
pub(crate) mod handlers;
mod terms;
mod view;

pub(crate) use handlers::routes;
