//! The driver's steps with photos, and what becomes of a run when one does not come through.
//!
//! Left out: which photo is next ([`photos`](super::super::photos)), and how its pieces go over the line (`blobs.rs`).

use std::sync::Arc;

use super::super::SyncError;
use super::super::photos::{Fetched, PhotoStep};
use super::super::waits::Item;
use super::{MOST_TROUBLES, Run};
use crate::device::Core;
use crate::http::answer::Failure;
use crate::identity::Enrolled;
use crate::store::blobs::NextUpload;

impl Core {
    /// Moves the next photo a piece further, if there is one.
    pub(super) async fn move_photo(self: &Arc<Self>, enrolled: &Enrolled, run: &mut Run) -> Result<(), SyncError> {
        match self.store.read(|conn| run.photos.next(conn))? {
            None => Ok(()),
            Some(PhotoStep::Fetch(wanted)) => {
                let fetched = self.fetch_piece(enrolled, &mut run.report, &wanted).await;
                self.fetched_photo(fetched, Item::Wanted(wanted.sha256), run)
            }
            Some(PhotoStep::Show(sha256)) => {
                let fetched = self.fetch_thumbnail(enrolled, &mut run.report, &sha256).await;
                self.fetched_photo(fetched, Item::Thumbnail(sha256), run)
            }
            Some(PhotoStep::Send(next)) => self.send_photo(enrolled, run, next).await,
        }
    }

    /// What became of fetching a photo, small or whole. What is not there yet waits for itself and is no trouble.
    fn fetched_photo(&self, fetched: Result<Fetched, SyncError>, item: Item, run: &mut Run) -> Result<(), SyncError> {
        if matches!(fetched, Ok(Fetched::Done)) {
            run.troubles = 0;
            self.waits().passed(&item);
            return Ok(());
        }
        match &item {
            Item::Wanted(sha256) => run.photos.not_fetched.push(sha256.clone()),
            Item::Thumbnail(sha256) => run.photos.not_shown.push(sha256.clone()),
            Item::Document(_) | Item::Photo(_) | Item::Uploads | Item::Set(_) => {}
        }
        match fetched {
            Ok(_) => {
                self.waits().failed(item, self.clock.monotonic_ms());
                Ok(())
            }
            Err(error) => {
                if matches!(error, SyncError::Exchange(Failure::Timeout)) {
                    self.pace.piece_too_slow();
                }
                self.failed_alone(error, item, run)
            }
        }
    }

    async fn send_photo(self: &Arc<Self>, enrolled: &Enrolled, run: &mut Run, next: NextUpload) -> Result<(), SyncError> {
        match self.upload(enrolled, &mut run.report, &mut run.photos.uploads, &next).await {
            Ok(()) if run.photos.uploads.stopped => {
                self.waits().failed(Item::Uploads, self.clock.monotonic_ms());
                Ok(())
            }
            Ok(()) => {
                run.troubles = 0;
                let mut waits = self.waits();
                waits.passed(&Item::Uploads);
                waits.passed(&Item::Photo(next.sha256));
                Ok(())
            }
            // The same piece in smaller parts, after the server was asked how far it has the picture.
            Err(SyncError::Exchange(Failure::Timeout)) if run.troubles + 1 < MOST_TROUBLES && self.pace.piece_too_slow() => {
                run.troubles += 1;
                run.photos.uploads.forget(&next.sha256);
                Ok(())
            }
            Err(error) => {
                run.photos.uploads.held_back.push(next.sha256.clone());
                self.failed_alone(error, Item::Photo(next.sha256), run)
            }
        }
    }
}
