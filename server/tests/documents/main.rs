//! Documents through the public router: what devices push and pull, what the board shows, what the desk does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod aftercare;
mod beside;
mod births;
mod board_live;
mod call_out_import;
mod call_outs;
mod check;
mod checklists;
mod claims;
mod contracts;
mod crew;
mod desk_actions;
mod follow_ups;
mod history;
mod house;
mod kinds;
mod ledgers;
mod live;
mod log;
mod old_parts;
mod received;
mod recoveries;
mod reference;
mod relayed;
mod reports;
mod season;
mod stock;
mod strokes;
mod sync_pull;
mod sync_push;
mod upgrade;
mod versions;
mod visits_desk;
mod webhooks;
mod wire;
