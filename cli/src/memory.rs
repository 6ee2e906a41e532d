//! How the process asks the system for memory.
//!
//! The allocator of glibc keeps freed memory in a pool for each of many threads, eight times as many as there are processors. A server whose
//! threads take turns with bodies of a few mebibytes fills them all one after the other, and holds several times what it uses.
//!
//! Left out: other allocators; what is set is the GNU C library's own.

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
