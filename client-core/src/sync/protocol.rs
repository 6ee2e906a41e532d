//! Which protocol the server is spoken to in: the newest known here, or an older one where the server says that it is older. Kept in
//! memory: after the next start the newest is tried again.

use std::sync::atomic::{AtomicU32, Ordering};

use model::wire::{OLDEST_PROTOCOL, PROTOCOL};

/// The protocol of the next request.
#[derive(Debug)]
pub(crate) struct Spoken(AtomicU32);

impl Default for Spoken {
    fn default() -> Self {
        Self(AtomicU32::new(PROTOCOL))
    }
}

impl Spoken {
    /// The version that requests name.
    pub(crate) fn now(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// The server is older than the last request; answers whether there is an older version to try.
    pub(crate) fn step_back(&self) -> bool {
        let now = self.now();
        if now <= OLDEST_PROTOCOL {
            return false;
        }
        self.0.store(now - 1, Ordering::Relaxed);
        true
    }
}
