//! The world harness: named people with devices, a real server in this process, a network that can be cut, repeated and
//! delayed, and a clock that the story moves.
//!
//! Everything but the wire between device and server is the product: real stores on disk, the real router, real tokens. A story
//! reads as sentences: `zhao.goes_offline()`, `zhao.works_through(visit)`, `world.board_row(visit)`. Waits are for states, never
//! for time. [`tell`] tells a story again with its uploads scattered, and compares how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on stops")]
#![allow(clippy::missing_panics_doc, reason = "every step of a story panics when it does not hold")]

mod chance;
mod clock;
mod desk;
mod goods;
mod net;
mod office;
mod scatter;
mod technician;
mod telling;
mod world;

/// A story does not wait longer for what never comes.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);

pub use chance::SeededChance;
pub use clock::WorldClock;
pub use desk::{Desk, Reply};
pub use goods::{desk_event, printer};
pub use net::{Fault, Net};
pub use technician::{InTouch, Technician, picture, roller, signature, terminal, what_it_says};
pub use telling::{NamedWhenItFails, Telling, tell};
pub use world::World;
