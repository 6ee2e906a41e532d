//! Stock at the desk: what is where, and the papers by which it gets there (3.13; …R-245; F-70…F-78, F-87).
//!
//! * [`balances`]: places, what is in them, and the search in the catalogue.
//! * [`movements`]: those behind a figure, the one that undoes another, and many at once.
//! * [`notes`]: receive, issue, hand back, transfer, write off, each on a paper with a number and its copies.
//! * [`requisitions`]: parts that were asked for from the site, with what is at hand.
//! * [`takes`]: a place is counted, and its differences are booked.
//!
//! A balance may be below zero: the work was done, and book and shelf have to be compared. It is shown and never refused.
//!
//! Left out: what is on a technician's account and how far it is cleared, which is a [ledger](crate::ledgers); prices.

mod balances;
mod movements;
mod names;
pub(crate) mod notes;
mod requisitions;
mod takes;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(balances::routes())
        .merge(movements::routes())
        .merge(notes::routes())
        .merge(requisitions::routes())
        .merge(takes::routes())
}
