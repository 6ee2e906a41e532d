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
    /// A sync came to its end with `report`.
    pub(super) async fn bundle_after(self: &Arc<Self>, report: &SyncReport) -> Result<(), SyncError> {
        let now = self.clock.monotonic_ms();
        if report.changes_sent > 0 || report.changes_received > 0 {
            self.moved_at.store(now, Ordering::Relaxed);
        } else if now.saturating_sub(self.moved_at.load(Ordering::Relaxed)) >= MOMENT_MS {
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
