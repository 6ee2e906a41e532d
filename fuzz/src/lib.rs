//! What must hold for hostile input: one function for each kind. It takes any bytes, and panics when something does not hold.
//!
//! libFuzzer calls them (`fuzz/targets`), and so do plain tests over everything that was ever found (`fuzz/corpus`, `fuzz/crashers`).
//! docs/fuzzing.md says how.
//!
//! Where bytes alone would end at a checksum or a signature, they are read as a [`script`](damage) of damages to something good, and the
//! checksum is mended after.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a property that does not hold ends in a panic: that is how a fuzzer hears of it"
)]

mod connection;
pub mod damage;
mod door;
mod gate;
mod import;
mod paperwork;
mod peers;
mod wire;

pub use connection::framing;
pub use door::{token, upload};
pub use gate::gate;
pub use import::{GOOD_IMPORTS, import};
pub use paperwork::{pdf, policy, seal, statement, strokes};
pub use peers::{peer_message, peer_session};
pub use wire::{lists, packed, sync_body};

/// A property by the name of its corpus.
pub type Target = (&'static str, fn(&[u8]));

/// Every property.
pub const TARGETS: [Target; 15] = [
    ("framing", framing),
    ("gate", gate),
    ("import", import),
    ("lists", lists),
    ("packed", packed),
    ("pdf", pdf),
    ("peer_message", peer_message),
    ("peer_session", peer_session),
    ("policy", policy),
    ("seal", seal),
    ("statement", statement),
    ("strokes", strokes),
    ("sync_body", sync_body),
    ("token", token),
    ("upload", upload),
];
