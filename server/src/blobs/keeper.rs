//! What goes on beside requests while the server runs: small pictures are made, unfinished uploads that nobody goes on with are dropped.

use std::sync::Arc;
use std::time::Duration;

use model::id::OrganisationId;
use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;

use super::drawing::draw_small;
use crate::app::App;
use crate::error::ApiError;
use crate::store::StoreError;
use crate::store::blobs::{BlobHash, Sight, Thumbnail, day_of};

/// How often unfinished uploads are looked at.
const ROUND: Duration = Duration::from_secs(60 * 60);
/// How much of a photo is read at once, in **bytes**.
const PART_BYTES: u64 = 1024 * 1024;

/// Who makes small pictures, and when.
#[derive(Default)]
pub(crate) struct Thumbnails {
    /// Held while a picture is decoded: there is never a second one in memory.
    turn: Arc<Mutex<()>>,
    owed: Notify,
}

impl Thumbnails {
    /// A photo is complete: its small picture may be made.
    pub(super) fn wake(&self) {
        self.owed.notify_one();
    }
}

/// Makes what is owed and drops what is given up until `stop` fires. Failures are logged; the next round tries again.
pub(crate) async fn keep(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = round(&app) => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.thumbnails.owed.notified() => {}
            () = tokio::time::sleep(ROUND) => {}
        }
    }
}

async fn round(app: &App) {
    if let Err(error) = sweep(app).await {
        tracing::warn!(%error, "unfinished uploads could not be looked at");
    }
    if let Err(error) = make_owed(app).await {
        tracing::warn!(error = ?error, "a small picture could not be made or kept");
    }
}

async fn sweep(app: &App) -> Result<(), StoreError> {
    let now = app.now();
    let dropped = app.store.sweep_uploads(now.plus_ms(-app.config.upload_life_ms()), day_of(now)).await?;
    if dropped > 0 {
        tracing::info!(uploads = dropped, "unfinished uploads were given up");
    }
    Ok(())
}

async fn make_owed(app: &App) -> Result<(), ApiError> {
    while let Some((organisation, blob)) = app.store.owed_thumbnail().await? {
        match provide(app, organisation, blob).await {
            Ok(_) => {}
            Err(passing @ ApiError::Unavailable { .. }) => return Err(passing),
            // Bytes that cannot be read back hold up nobody else's picture.
            Err(error) => {
                tracing::error!(error = ?error, "a photo cannot be read back; it has no small picture");
                app.store.keep_thumbnail(organisation, blob, None).await?;
            }
        }
    }
    Ok(())
}

/// Makes the small picture of a complete photo unless that was done; answers how it is with it then.
pub(super) async fn provide(app: &App, organisation: OrganisationId, blob: BlobHash) -> Result<Thumbnail, ApiError> {
    let turn = Arc::clone(&app.thumbnails.turn).lock_owned().await;
    let seen = app.store.seen_blob(organisation, Sight::Desk, blob).await?.ok_or(ApiError::NotFound)?;
    if seen.thumbnail != Thumbnail::Owed {
        return Ok(seen.thumbnail);
    }
    let mut bytes = Vec::new();
    while (bytes.len() as u64) < seen.size_bytes {
        let part = app.store.blob_part(organisation, blob, bytes.len() as u64, PART_BYTES).await?;
        if part.is_empty() {
            return Err(StoreError::Damaged("blob_chunk.bytes").into());
        }
        bytes.extend_from_slice(&part);
    }
    // The turn goes along: a caller that hangs up does not make room for a second decoder.
    let drawing = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        draw_small(&bytes)
    });
    let picture = match drawing.await {
        Ok(Ok(picture)) => Some(picture),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a photo cannot be drawn small");
            None
        }
        Err(stopped) if stopped.is_panic() => {
            tracing::error!("the decoder of pictures panicked; this photo has no small picture");
            None
        }
        Err(stopped) => return Err(ApiError::internal(stopped)),
    };
    let made = if picture.is_some() { Thumbnail::Made } else { Thumbnail::None };
    app.store.keep_thumbnail(organisation, blob, picture).await?;
    Ok(made)
}
