//! Documents that are born on a device: the first change of the list opens the document, if the room of its kind lets a device do so.
//!
//! Nothing tells an id that is free from one that somebody else has: what is pushed is judged before the id is looked up, and a list
//! that opens nothing is answered as for any unknown document.
//!
//! Left out: how an id that is taken is found out. That is the commit's affair, in the transaction that would open the document.

use std::sync::Arc;

use automerge::Automerge;
use model::gate::{Limits, preflight};
use model::id::DocumentId;

use super::judge::{self, Judged};
use super::service::Sender;
use crate::app::App;
use crate::documents::open::judging;
use crate::error::ApiError;
use crate::store::documents::{Batch, DocumentWrite, Opening, ScopeStep};
use crate::store::reference::Reader;

/// Most documents one device brings in [`WINDOW_MS`]: several times what the busiest technician opens in a day.
pub(super) const MOST_BIRTHS: u64 = 200;
/// A day, in **milliseconds**.
pub(super) const WINDOW_MS: i64 = 24 * 3_600_000;

/// Judges `raws` as a new document of the sender and puts what was accepted into the batch. `None` if they open nothing.
pub(super) async fn judge_new(
    app: &App,
    sender: &Sender,
    id: DocumentId,
    raws: Arc<Vec<Vec<u8>>>,
    batch: &mut Batch,
) -> Result<Option<Judged>, ApiError> {
    if !raws.first().is_some_and(|raw| is_first(raw)) {
        return Ok(None);
    }
    give_range(app, sender).await?;
    if app.store.births(sender.device, batch.at.plus_ms(-WINDOW_MS)).await? >= MOST_BIRTHS {
        return Ok(Some(Judged::refused(judge::too_many_documents(MOST_BIRTHS))));
    }
    let authority = sender.authority(id);
    let mut judged = judging(&app.gates.devices, move || judge::judge(&Automerge::new(), &raws, &[], &authority)).await?;
    if let Some((changes, derived)) = judged.accepted.take() {
        batch.documents.push(DocumentWrite {
            document: id,
            opens: Some(Opening { kind: derived.projection.kind(), call_out: None, follows: None }),
            person: sender.person,
            device: Some(sender.device),
            relayed_by: sender.relayed_by,
            changes,
            late: false,
            base: Vec::new(),
            derived,
            scope: vec![ScopeStep::Enter { person: sender.person }],
            serves: None,
        });
    }
    Ok(Some(judged))
}

/// Makes sure that the device has its range of numbers before what it numbered is judged: after a restore from a copy it may have
/// none here, and must not get its row judged before it has one.
async fn give_range(app: &App, sender: &Sender) -> Result<(), ApiError> {
    let reader = Reader { organisation: sender.organisation, person: sender.person, device: sender.device };
    if app.store.reference_standing(reader).await?.outdated {
        app.store.refresh_reference(reader).await?;
    }
    Ok(())
}

/// Whether the change builds on nothing.
fn is_first(raw: &[u8]) -> bool {
    preflight(raw, &Limits::default()).is_ok_and(|flight| flight.deps.is_empty())
}
