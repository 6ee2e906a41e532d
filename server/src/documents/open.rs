//! From a stored document to one that can be worked on, and back.

use std::sync::Arc;

use automerge::{Automerge, Change};
use model::documents::DocumentError;
use model::documents::kind::assess;
use model::id::OrganisationId;
use tokio::sync::Semaphore;

use super::projection::{Projection, holders};
use crate::aftercare::line::WorkLine;
use crate::app::App;
use crate::error::ApiError;
use crate::ledgers::Entry;
use crate::reports::lines::ReportLines;
use crate::store::documents::{Derived, StoredDocument};
use crate::store::seals::KeptRecord;

/// The document, from its snapshot; if that does not load, from the change log, which is the truth.
pub(crate) async fn open(app: &App, organisation: OrganisationId, stored: &StoredDocument) -> Result<Automerge, ApiError> {
    let StoredDocument { snapshot, heads, id, .. } = stored.clone();
    let loaded = tokio::task::spawn_blocking(move || {
        Automerge::load(&snapshot).ok().filter(|doc| {
            let mut found = doc.get_heads();
            found.sort_unstable();
            found == heads
        })
    });
    // A panic of the engine is a snapshot that does not load.
    if let Ok(Some(doc)) = loaded.await {
        return Ok(doc);
    }
    tracing::warn!(document.id = %id, "a snapshot does not load; the document is rebuilt from the change log");
    let raws = app.store.history(organisation, id).await?;
    tokio::task::spawn_blocking(move || replay(raws)).await.map_err(ApiError::internal)?.map_err(ApiError::internal)
}

/// What is kept of `doc` besides its changes. `saved` is the document saved without compression, where that was done already.
///
/// # Errors
/// [`DocumentError`] if the document is of no kind that can be read.
pub(crate) fn derive(doc: &Automerge, saved: Option<Vec<u8>>) -> Result<Derived, DocumentError> {
    let assessed = assess(doc)?;
    let mut heads = doc.get_heads();
    heads.sort_unstable();
    Ok(Derived {
        heads,
        // Uncompressed: it is written and read with every change, and compressing would cost more than the rest of saving it.
        snapshot: saved.unwrap_or_else(|| doc.save_nocompress()),
        projection: Projection::of(&assessed, doc),
        entries: Entry::of(&assessed),
        reports: ReportLines::of(&assessed),
        aftercare: WorkLine::of(&assessed),
        seals: KeptRecord::of(&assessed),
        holders: holders(&assessed),
    })
}

/// Runs `work` on documents where blocking is allowed, once `gate` lets it through. The work has its place until it is done, also if the
/// caller hangs up meanwhile.
pub(crate) async fn judging<T: Send + 'static>(gate: &Arc<Semaphore>, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    let place = Arc::clone(gate).acquire_owned().await.map_err(ApiError::internal)?;
    let work = move || {
        let _place = place;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(ApiError::internal)
}

/// The change log does not make a document: the database was damaged.
#[derive(Debug, thiserror::Error)]
enum ReplayError {
    #[error("change {index} of the log cannot be read: {reason}")]
    Change { index: usize, reason: String },
    #[error("the log does not apply: {0}")]
    Apply(#[from] automerge::AutomergeError),
}

fn replay(raws: Vec<Vec<u8>>) -> Result<Automerge, ReplayError> {
    let changes = raws
        .into_iter()
        .enumerate()
        .map(|(index, raw)| Change::from_bytes(raw).map_err(|error| ReplayError::Change { index, reason: error.to_string() }))
        .collect::<Result<Vec<_>, _>>()?;
    let mut doc = Automerge::new();
    doc.apply_changes(changes)?;
    Ok(doc)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[tokio::test]
    async fn work_keeps_its_place_until_it_is_done_also_if_the_caller_hangs_up() {
        let gate = Arc::new(Semaphore::new(1));
        let ((began, has_begun), (finish, may_finish)) = (channel(), channel::<()>());
        let held = Arc::clone(&gate);
        let caller = tokio::spawn(async move {
            let work = move || {
                began.send(()).unwrap();
                may_finish.recv().unwrap();
            };
            judging(&held, work).await
        });
        tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        assert!(gate.try_acquire().is_err(), "the work goes on");
        finish.send(()).unwrap();
        drop(gate.acquire().await.unwrap());
    }
}
