//! How the process asks the system for memory.
//!
//! Judging a document is many small pieces of memory that live for a moment: mimalloc takes a fifth of the server's time off
//! (`docs/figures.md`). SQLite and what else is written in C asks the C library. That of GNU keeps freed memory in a pool for each of many
//! threads, eight times as many as there are processors; a server whose threads take turns fills them all one after the other, and holds
//! several times what it uses.

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Bounds the pools to one for each processor, two at least, unless whoever starts the process has set `MALLOC_ARENA_MAX`. To be called
/// before there are threads.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "the C library has no safe face for it; no thread but this one runs yet, and nothing is handed over")]
pub(crate) fn bound_pools() {
    if std::env::var_os("MALLOC_ARENA_MAX").is_some() {
        return;
    }
    let pools = std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
    // It fails only for values it does not know, and then everything stays as it was.
    let _ = unsafe { libc::mallopt(libc::M_ARENA_MAX, libc::c_int::try_from(pools).unwrap_or(libc::c_int::MAX)) };
}

/// Nothing is to be bounded here.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn bound_pools() {}
