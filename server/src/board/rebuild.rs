//! Reading the board anew from the documents.

use automerge::Automerge;
use model::id::{DocumentId, OrganisationId};

use crate::app::App;
use crate::error::ApiError;
use crate::store::documents::StoredDocument;
use crate::visits::open::{derive, judging, open};

/// Documents read at once.
const AT_ONCE: u32 = 100;

/// What came of reading the board anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RebuiltBoard {
    /// Visits there are.
    pub visits: u64,
    /// Rows that were missing or differed from what their document says, and were written.
    pub rewritten: u64,
}

/// The board could not be read anew; rows written so far are right. The cause is in the log of the process.
#[derive(Debug, thiserror::Error)]
#[error("the board could not be rebuilt: {0}")]
pub struct RebuildError(String);

/// Reads every visit's row anew from its document and writes those that differ. Devices and desk may go on meanwhile.
pub(crate) async fn rebuild(app: &App) -> Result<RebuiltBoard, RebuildError> {
    rebuild_all(app).await.map_err(|error| {
        tracing::error!(error = ?error, "the board could not be rebuilt");
        RebuildError(error.to_string())
    })
}

async fn rebuild_all(app: &App) -> Result<RebuiltBoard, ApiError> {
    let mut rebuilt = RebuiltBoard { visits: 0, rewritten: 0 };
    let mut after: Option<DocumentId> = None;
    loop {
        let documents = app.store.documents_after(after, AT_ONCE).await?;
        let Some((_, last)) = documents.last() else { return Ok(rebuilt) };
        after = Some(last.id);
        for (organisation, StoredDocument { id, .. }) in documents {
            rebuilt.visits += 1;
            rebuilt.rewritten += u64::from(rebuild_one(app, organisation, id).await?);
        }
    }
}

/// Whether the row had to be written.
async fn rebuild_one(app: &App, organisation: OrganisationId, id: DocumentId) -> Result<bool, ApiError> {
    let _locked = app.locks.lock([id]).await;
    // Read again under the lock: it may have changed since.
    let Some(stored) = app.store.document(organisation, id).await? else { return Ok(false) };
    let doc: Automerge = open(app, organisation, &stored).await?;
    let derived = judging(app, move || derive(&doc)).await?.map_err(ApiError::internal)?;
    let written = app.store.rewrite_board_visit(organisation, id, derived.draft).await?;
    app.board_moved(organisation, written);
    Ok(written.is_some())
}
