//! Photos over the network, one small step at a time: what comes next, and fetching those that were taken elsewhere.
//!
//! A photo that a person waits for goes before small pictures of others' photos, and those before photos of this device, which are
//! large. Whatever is fetched whole counts only with its hash.

use std::sync::Arc;

use model::wire::problem::codes;
use rusqlite::Connection;

use super::SyncError;
use super::blobs::Uploads;
use super::report::SyncReport;
use crate::device::Core;
use crate::http::answer::Failure;
use crate::http::transport::{HttpRequest, HttpResponse, Method};
use crate::identity::Enrolled;
use crate::observe::Notice;
use crate::store::StoreError;
use crate::store::blobs::{self, NextUpload};
use crate::store::remote_photos::{self, Came, WantedPhoto};

/// The largest small picture that is taken, in **bytes**.
const MAX_THUMBNAIL_BYTES: usize = 128 * 1024;
/// After so many downloads whose hash did not match, a photo is given up until a person wants it again.
const MOST_MISMATCHES: u32 = 3;

/// What is known of photos within one sync.
#[derive(Debug, Default)]
pub(super) struct Photos {
    pub(super) uploads: Uploads,
    /// Photos that are not fetched whole (again) in this sync.
    pub(super) not_fetched: Vec<String>,
    /// Photos whose small picture is not fetched (again) in this sync.
    pub(super) not_shown: Vec<String>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PhotoStep {
    /// Fetch the next piece of a photo that a person wants.
    Fetch(WantedPhoto),
    /// Fetch the small picture of the photo with this SHA-256.
    Show(String),
    /// Send the next piece of a picture.
    Send(NextUpload),
}

impl Photos {
    /// The next step, if there is one.
    pub(super) fn next(&self, conn: &Connection) -> Result<Option<PhotoStep>, StoreError> {
        if let Some(wanted) = remote_photos::next_wanted(conn, &self.not_fetched)? {
            return Ok(Some(PhotoStep::Fetch(wanted)));
        }
        if let Some(sha256) = remote_photos::next_thumbnail(conn, &self.not_shown)? {
            return Ok(Some(PhotoStep::Show(sha256)));
        }
        if self.uploads.stopped {
            return Ok(None);
        }
        Ok(blobs::next_upload(conn, &self.uploads.held_back)?.map(PhotoStep::Send))
    }
}

/// Whether something came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fetched {
    /// It did, or never will.
    Done,
    /// The server does not have it for this device now: another device has yet to send it, or the visit is somebody else's.
    NotThere,
}

impl Core {
    /// Fetches the small picture of a photo that was taken elsewhere.
    pub(super) async fn fetch_thumbnail(
        self: &Arc<Self>,
        enrolled: &Enrolled,
        report: &mut SyncReport,
        sha256: &str,
    ) -> Result<Fetched, SyncError> {
        let request = HttpRequest::new(Method::Get, format!("/v1/blobs/{sha256}/thumbnail"), MAX_THUMBNAIL_BYTES);
        let picture = match self.exchange(enrolled, report, request).await {
            // What is no JPEG is no small picture; it is not asked for again.
            Ok(answer) => Some(answer.body).filter(|bytes| bytes.starts_with(&[0xff, 0xd8, 0xff])),
            Err(SyncError::Exchange(failure)) if failure.is(codes::NO_THUMBNAIL) => None,
            Err(SyncError::Exchange(failure)) if failure.status() == Some(404) => return Ok(Fetched::NotThere),
            Err(other) => return Err(other),
        };
        let sha256 = sha256.to_owned();
        self.keep_and_tell(sha256, move |core, sha256| {
            core.store.write(|tx| remote_photos::keep_thumbnail(tx, sha256, picture.as_deref()))
        })
        .await?;
        Ok(Fetched::Done)
    }

    /// Fetches the next piece of a photo that a person wants.
    pub(super) async fn fetch_piece(
        self: &Arc<Self>,
        enrolled: &Enrolled,
        report: &mut SyncReport,
        wanted: &WantedPhoto,
    ) -> Result<Fetched, SyncError> {
        let length = self.pace.piece_bytes();
        let last = wanted.received.saturating_add(length as u64).min(wanted.size).saturating_sub(1);
        let request = HttpRequest::new(Method::Get, format!("/v1/blobs/{}", wanted.sha256), length)
            .header("range", format!("bytes={}-{last}", wanted.received))
            .header("if-range", format!("\"{}\"", wanted.sha256));
        let began = self.clock.monotonic_ms();
        let piece = match self.exchange(enrolled, report, request).await {
            Ok(answer) => piece_in(answer, wanted)?,
            Err(SyncError::Exchange(failure)) if failure.status() == Some(404) => return Ok(Fetched::NotThere),
            Err(other) => return Err(other),
        };
        self.pace.piece_sent(self.clock.monotonic_ms().saturating_sub(began));
        let taken = wanted.clone();
        let came = self
            .keep_and_tell(wanted.sha256.clone(), move |core, sha256| {
                core.store.write(|tx| {
                    let came = remote_photos::take(tx, &taken, &piece)?;
                    if matches!(came, Came::Mismatch(times) if times >= MOST_MISMATCHES) {
                        remote_photos::forget(tx, sha256)?;
                    }
                    Ok::<_, StoreError>(came)
                })
            })
            .await?;
        if matches!(came, Came::Mismatch(times) if times >= MOST_MISMATCHES) {
            report.refused += 1;
        }
        Ok(Fetched::Done)
    }

    async fn keep_and_tell<T: Send + 'static>(
        self: &Arc<Self>,
        sha256: String,
        keep: impl FnOnce(&Self, &str) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (kept, documents) = self
            .blocking(move |core| {
                let kept = keep(core, &sha256)?;
                Ok::<_, StoreError>((kept, core.store.read(|conn| remote_photos::named_by(conn, &sha256))?))
            })
            .await?;
        for id in documents {
            self.tell(&[Notice::Document(id)]);
        }
        Ok(kept)
    }
}

/// The bytes that follow what is here; a server that does not know ranges gives the whole.
fn piece_in(answer: HttpResponse, wanted: &WantedPhoto) -> Result<Vec<u8>, Failure> {
    let at = match answer.status {
        206 => answer.header("content-range").and_then(first_byte),
        _ => Some(0),
    };
    let room = wanted.size.saturating_sub(wanted.received);
    let fits = at == Some(wanted.received) && !answer.body.is_empty() && answer.body.len() as u64 <= room;
    if fits { Ok(answer.body) } else { Err(Failure::Answer("it is another part of the photo".to_owned())) }
}

/// Where the part begins that a `Content-Range` names (RFC 9110 §14.4).
fn first_byte(range: &str) -> Option<u64> {
    range.trim().strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}
