//! The page's HTTP face over a real device whose server is scripted: what the door turns away, and what the routes answer.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

mod actions;
mod complaints;
mod door;
mod exchange;
mod goods;
mod hand_in;
mod old_parts;
mod visit;
mod world;
