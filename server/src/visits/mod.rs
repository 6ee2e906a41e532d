//! Visits at the desk: dispatch, reassign, cancel, look at.
//!
//! What the desk writes goes the same way as what devices write: a change of the document, in the log, in one transaction with
//! scope and board ([`desk`], and [`documents`](crate::documents) for what all kinds have in common). [`view`] is what the desk sees
//! of a visit, [`content`] what a page of many shows of each, [`list`] the way to them, and [`many`] actions on many of them at once.
//!
//! Left out: the call-out register itself.

mod actions;
mod content;
mod crew;
mod desk;
mod dispatch;
mod follow_up;
pub(crate) mod handlers;
mod issue;
mod list;
mod many;
mod order;
mod recording;
mod terms;
mod view;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    handlers::routes().merge(list::routes()).merge(recording::routes()).merge(many::routes())
}
