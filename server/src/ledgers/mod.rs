//! Ledgers: what many documents say about one matter, in one list. Which serial was fitted where, what is fitted
//! in which product, what stock moved,
//! which part is on whose account, which old part is owed, whose money is open, what the supervisor has to
//! do, which papers and cards there are, which signatures have the same strokes.
//!
//! Words: an *entry* is one fact of one document; its *subject* is what it shares with entries of other documents. A document's
//! entries are [read](Entry::of) from its assessment, written in the same transaction as its changes, and read anew with the board,
//! so that the same documents always make the same ledgers.
//!
//! Left out: what a single document says of itself, which is its row on the board or in its register.

mod accounts;
mod conflicts;
mod cursor;
mod entries;
mod entry;
mod fitted;
mod money;
mod old_parts;
mod strokes;
mod tasks;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(crate) use cursor::Spot;
pub(crate) use entry::{Body, Entry, KeptEntry, Ledger, PaperKind, Signed};
pub(crate) use strokes::CopiedStrokes;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(accounts::routes())
        .merge(conflicts::routes())
        .merge(fitted::routes())
        .merge(money::routes())
        .merge(old_parts::routes())
        .merge(tasks::routes())
}
