//! A real port under attack: bodies that are none, of every route, and a device that floods.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed; clippy.toml covers test functions, not their helpers"
)]

/// The product's own (`cli/src/memory.rs`): what an attack leaves behind is its memory's to give back.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod bodies;
mod caller;
mod flood;
#[path = "../documents/house/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the house of the tests of documents, which use more of it")]
mod house;
mod malformed;
mod port;
