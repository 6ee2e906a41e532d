//! How the process asks the system for memory.
//!
//! Judging a document is many small pieces of memory that live for a moment, and answering is bodies of a few mebibytes that threads take turns
//! with. mimalloc does the first in less time, and of the second gives back what is free; the allocator of glibc keeps it in a pool for each
//! of many threads. It serves what is written in C too, SQLite above all. Huge pages stay off: with them each thread takes 2 MiB for its first byte.
//!
//! Left out: other systems than Linux; there the system's own serves.

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;
