//! When documents at rest are put into bundles ([`bundles`](crate::store::bundles)): some when the application rests, and some after a sync
//! that moved no work, unless one before it did a moment ago. Whoever moves work moves more soon, and the phone is in somebody's hand then.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::SyncError;
use super::report::SyncReport;
use crate::device::Core;

/// So many documents go into bundles after a sync.
const AFTER_SYNC: usize = 8;
/// So many do when the application rests.
const AT_REST: usize = 32;
/// A moment, in **milliseconds**.
const MOMENT_MS: u64 = 60_000;

impl Core {
    /// Notes whether the sync that came to its end with `report` moved work.
    pub(super) fn note_moved(&self, report: &SyncReport) -> bool {
        let moved = report.changes_sent > 0 || report.changes_received > 0;
        if moved {
            self.moved_at.store(self.clock.monotonic_ms(), Ordering::Relaxed);
        }
        moved
    }

    /// Puts some documents into bundles, unless work was moved a moment ago.
    pub(super) async fn bundle_some(self: &Arc<Self>) -> Result<(), SyncError> {
        let moved_at = self.moved_at.load(Ordering::Relaxed);
        if moved_at == u64::MAX || self.clock.monotonic_ms().saturating_sub(moved_at) >= MOMENT_MS {
            self.blocking(|core| {
                core.bundle(AFTER_SYNC);
                Ok::<_, SyncError>(())
            })
            .await?;
        }
        Ok(())
    }

    /// The application rests.
    pub(super) fn bundle_at_rest(&self) {
        self.bundle(AT_REST);
    }

    /// Puts at most `most` documents that are at rest into bundles, and gives back the room. Nothing depends on it: where it does not work
    /// out now (a full disk), the next time does.
    fn bundle(&self, most: usize) {
        if let Err(error) = self.store.bundle(most).and_then(|_| self.store.shrink()) {
            tracing::warn!(code = error.code(), "documents at rest were not put into bundles");
        }
    }
}
