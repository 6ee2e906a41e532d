//! The call-out register: what customers ask for, in the order they asked.
//!
//! A call-out waits until a visit is dispatched, and is cleared only by the customer's signature; its status follows the
//! visits in the same transaction that changes them. What waits from earlier days is a *left-over* and stands first. An entry
//! made by mistake is *withdrawn*: it is kept and shown, and can be taken back.
//!
//! In order: `register` enters one, `list` shows them, `lookup` tells who calls, `withdraw` takes out what was a mistake, [`import`]
//! enters a file of them.
//!
//! Left out: dispatching, which opens a visit.

mod day;
pub mod field;
mod handlers;
pub mod import;
mod list;
mod lookup;
mod register;
mod view;
mod withdraw;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(crate) use register::{NewCallOut, day_of_number, register_as};

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    handlers::routes().merge(list::routes()).merge(lookup::routes()).merge(withdraw::routes()).merge(import::routes())
}
