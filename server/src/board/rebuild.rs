//! Reading the rows of board and registers anew from the documents.

use automerge::Automerge;
use model::id::{DocumentId, OrganisationId};

use super::projection::VERSION;
use crate::app::App;
use crate::documents::open::{derive, judging, open};
use crate::error::ApiError;

/// Documents listed at once.
const AT_ONCE: u32 = 500;

/// What came of reading board and registers anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RebuiltBoard {
    /// Documents there are, of every kind.
    pub documents: u64,
    /// Rows that were missing or differed from what their document says, and were written.
    pub rewritten: u64,
    /// Documents that could not be read; their rows were left as they are. The causes are in the log of the process.
    pub failed: u64,
}

/// The board could not be read anew; rows written so far are right. The cause is in the log of the process.
#[derive(Debug, thiserror::Error)]
#[error("the board could not be rebuilt: {0}")]
pub struct RebuildError(String);

/// Reads every document's row anew from it and writes those that differ. Devices and desk may go on meanwhile.
pub(crate) async fn rebuild(app: &App) -> Result<RebuiltBoard, RebuildError> {
    rebuild_all(app).await.map_err(|error| {
        tracing::error!(error = ?error, "the board could not be rebuilt");
        RebuildError(error.to_string())
    })
}

/// Rebuilds the board if its rows were written by another version of the projection.
pub(crate) async fn rebuild_if_outdated(app: &App) -> Result<(), RebuildError> {
    let shape = app.store.board_shape().await.map_err(|error| RebuildError(error.to_string()))?;
    if shape == VERSION {
        return Ok(());
    }
    let RebuiltBoard { documents, rewritten, failed } = rebuild(app).await?;
    if documents > 0 {
        tracing::info!(documents, rewritten, failed, "the board was read anew for this version of the server");
    }
    Ok(())
}

async fn rebuild_all(app: &App) -> Result<RebuiltBoard, ApiError> {
    let mut rebuilt = RebuiltBoard { documents: 0, rewritten: 0, failed: 0 };
    let mut after: Option<DocumentId> = None;
    loop {
        let listed = app.store.documents_after(after, AT_ONCE).await?;
        let Some((_, last)) = listed.last() else { break };
        after = Some(*last);
        for (organisation, id) in listed {
            rebuilt.documents += 1;
            match rebuild_one(app, organisation, id).await {
                Ok(written) => rebuilt.rewritten += u64::from(written),
                // The store cannot work now: no document is to blame.
                Err(error @ ApiError::Unavailable { .. }) => return Err(error),
                Err(error) => {
                    tracing::error!(document.id = %id, error = ?error, "a row of the board could not be read anew");
                    rebuilt.failed += 1;
                }
            }
        }
    }
    app.store.keep_board_shape(VERSION).await?;
    Ok(rebuilt)
}

/// Reads the row of one document anew. Whether it had to be written.
pub(crate) async fn rebuild_one(app: &App, organisation: OrganisationId, id: DocumentId) -> Result<bool, ApiError> {
    let _locked = app.locks.lock(id).await;
    let Some(stored) = app.store.document(organisation, id).await? else { return Ok(false) };
    let doc: Automerge = open(app, organisation, &stored).await?;
    let derived = judging(&app.gates.desk, move || derive(&doc, None)).await?.map_err(ApiError::internal)?;
    let written = app.store.rewrite_row(organisation, id, derived).await?;
    app.board_moved(organisation, written);
    Ok(written.is_some())
}
