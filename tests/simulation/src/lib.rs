//! The simulator: phones, desk and server in one thread, with a clock and chance of their own, and every fault that can be thought of.
//!
//! Everything but time, chance, disk and wire is the product: real façades, real stores on files, the real router. [`run::run`] plays one
//! seed; the same seed comes to the same trace. In order: [`template`] is the organisation that every run begins with; [`rates`] says what
//! goes wrong how often; [`disk`] and [`vfs`] lose what was not synced; [`wire`] loses, repeats and damages requests; [`deeds`] is what
//! people do; [`books`] reads what the stores hold; [`findings`] are broken promises, [`panics`] among them; [`bugs`] are planted to see that they are found.
//!
//! Left out: several threads at work at once, and whatever the operating system does beside files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a simulator that cannot go on stops")]

pub mod books;
pub mod bugs;
pub mod clock;
pub mod deeds;
pub mod disk;
pub mod findings;
pub mod panics;
pub mod poison;
pub mod rates;
pub mod run;
pub mod template;
pub mod trace;
pub mod vfs;
pub mod wire;
