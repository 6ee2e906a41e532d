//! Sending pictures: piece by piece, resumable (the core of tus 1.0.0, with a checksum for each piece), each picture after the change
//! that names it was received: the change makes the upload.
//!
//! The server's word counts for how far it has a picture: it is asked once per sync and picture, and again when the offsets
//! disagree. A picture that the server cannot take is parked and holds nothing up.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::wire::problem::codes;
use sha2::{Digest as _, Sha256};

use super::SyncError;
use super::report::SyncReport;
use crate::device::Core;
use crate::http::answer::Failure;
use crate::http::transport::{HttpRequest, HttpResponse, Method};
use crate::identity::Enrolled;
use crate::observe::Notice;
use crate::store::blobs::{self, NextUpload};
use crate::store::config;

/// After so many uploads whose hash did not match, a picture is parked.
const MOST_MISMATCHES: u32 = 3;
/// After so many disagreements about the offset in one sync, a picture waits for the next.
const MOST_DISAGREEMENTS: u32 = 3;
const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// The version of tus that is spoken.
const TUS_VERSION: &str = "1.0.0";

/// What is known of uploads within one sync.
#[derive(Debug, Default)]
pub(super) struct Uploads {
    /// How far the server has a picture, as it said in this sync.
    offsets: HashMap<String, u64>,
    disagreements: HashMap<String, u32>,
    /// Pictures that wait for the next sync.
    pub(super) held_back: Vec<String>,
    /// The server takes no more pictures in this sync.
    pub(super) stopped: bool,
}

impl Uploads {
    /// A sync in which these pictures are left alone, or all.
    pub(super) fn without(held_back: Vec<String>, stopped: bool) -> Self {
        Self { held_back, stopped, ..Self::default() }
    }

    /// The server is asked again how far it has the picture.
    pub(super) fn forget(&mut self, sha256: &str) {
        self.offsets.remove(sha256);
    }
}

/// What became of one piece.
enum Piece {
    /// The server has the picture up to here.
    Sent(u64),
    /// The server has it up to somewhere else, or the piece was damaged on its way; ask.
    OtherOffset,
    /// The whole does not have its hash; it starts over.
    Mismatch,
    /// The server does not take it, with the stable word for why.
    Refused(String),
    /// The server takes no pictures at all for now, with the stable word for why.
    NoneNow(String),
}

impl Core {
    /// Sends the next piece of `next`.
    pub(super) async fn upload(
        self: &Arc<Self>,
        enrolled: &Enrolled,
        report: &mut SyncReport,
        uploads: &mut Uploads,
        next: &NextUpload,
    ) -> Result<(), SyncError> {
        let sha256 = next.sha256.clone();
        let limits = self.store.read(config::kept)?.config.limits;
        if next.size > limits.blob_bytes {
            return self.park_photo(report, sha256, codes::TOO_LARGE.to_owned()).await;
        }
        let asked = match uploads.offsets.get(&sha256) {
            Some(offset) => Ok(*offset),
            None => self.ask_offset(enrolled, report, next).await?,
        };
        let piece = match asked {
            Ok(offset) if offset < next.size => self.send_piece(enrolled, report, next, offset, limits.blob_piece_bytes).await?,
            Ok(offset) => Piece::Sent(offset),
            Err(refused) => refused,
        };
        match piece {
            Piece::Sent(offset) => {
                uploads.offsets.insert(sha256.clone(), offset);
                let whole = offset == next.size;
                let documents = self
                    .blocking(move |core| {
                        core.store.write(|tx| {
                            blobs::progressed(tx, &sha256, offset, whole)?;
                            blobs::named_by(tx, &sha256)
                        })
                    })
                    .await?;
                if whole {
                    self.tell_documents(documents.into_iter());
                }
            }
            Piece::OtherOffset => {
                uploads.offsets.remove(&sha256);
                let disagreements = uploads.disagreements.entry(sha256.clone()).or_default();
                *disagreements += 1;
                if *disagreements >= MOST_DISAGREEMENTS {
                    uploads.held_back.push(sha256);
                }
            }
            Piece::Mismatch => {
                uploads.offsets.remove(&sha256);
                let (code, counted) = (codes::HASH_MISMATCH.to_owned(), sha256.clone());
                let mismatches = self.blocking(move |core| core.store.write(|tx| blobs::mismatched(tx, &counted))).await?;
                if mismatches >= MOST_MISMATCHES {
                    self.park_photo(report, sha256, code).await?;
                }
            }
            Piece::Refused(code) => self.park_photo(report, sha256, code).await?,
            Piece::NoneNow(code) => {
                uploads.stopped = true;
                report.refused += 1;
                let documents = self
                    .blocking(move |core| {
                        core.store.write(|tx| {
                            blobs::hold_all(tx, &code)?;
                            blobs::named_by_unsent(tx)
                        })
                    })
                    .await?;
                self.tell_documents(documents.into_iter());
            }
        }
        Ok(())
    }

    async fn ask_offset(&self, enrolled: &Enrolled, report: &mut SyncReport, next: &NextUpload) -> Result<Result<u64, Piece>, SyncError> {
        let request = HttpRequest::new(Method::Head, path(next), MAX_ANSWER_BYTES).header("tus-resumable", TUS_VERSION);
        match self.exchange(enrolled, report, request).await {
            Ok(answer) => Ok(Ok(offset_in(&answer, next)?)),
            Err(SyncError::Exchange(failure)) if failure.status() == Some(404) => Ok(Err(Piece::Refused(codes::NOT_FOUND.to_owned()))),
            Err(other) => Err(other),
        }
    }

    async fn send_piece(
        self: &Arc<Self>,
        enrolled: &Enrolled,
        report: &mut SyncReport,
        next: &NextUpload,
        offset: u64,
        most: u32,
    ) -> Result<Piece, SyncError> {
        let (sha256, length) = (next.sha256.clone(), self.pace.piece_bytes().min(usize::try_from(most).unwrap_or(usize::MAX)));
        let piece = self.blocking(move |core| core.store.read(|conn| blobs::piece(conn, &sha256, offset, length))).await?;
        let end = offset + piece.len() as u64;
        let request = HttpRequest::new(Method::Patch, path(next), MAX_ANSWER_BYTES)
            .header("content-type", "application/offset+octet-stream")
            .header("tus-resumable", TUS_VERSION)
            .header("upload-offset", offset.to_string())
            .header("upload-checksum", format!("sha256 {}", STANDARD.encode(Sha256::digest(&piece))))
            .body(piece);
        let began = self.clock.monotonic_ms();
        match self.exchange(enrolled, report, request).await {
            Ok(answer) if offset_in(&answer, next)? == end => {
                self.pace.piece_sent(self.clock.monotonic_ms().saturating_sub(began));
                Ok(Piece::Sent(end))
            }
            Ok(_) => Ok(Piece::OtherOffset),
            Err(SyncError::Exchange(failure)) if failure.is(codes::OFFSET) || failure.is(codes::CHECKSUM_MISMATCH) => {
                Ok(Piece::OtherOffset)
            }
            Err(SyncError::Exchange(failure)) if failure.is(codes::PHOTO_DAY_FULL) || failure.is(codes::PHOTO_SPACE_FULL) => {
                Ok(Piece::NoneNow(failure.code().to_owned()))
            }
            Err(SyncError::Exchange(failure)) if failure.is(codes::HASH_MISMATCH) => Ok(Piece::Mismatch),
            Err(SyncError::Exchange(failure)) if matches!(failure.status(), Some(404 | 413 | 415 | 422)) => {
                Ok(Piece::Refused(failure.code().to_owned()))
            }
            Err(other) => Err(other),
        }
    }

    async fn park_photo(self: &Arc<Self>, report: &mut SyncReport, sha256: String, code: String) -> Result<(), SyncError> {
        report.refused += 1;
        let documents = self
            .blocking(move |core| {
                core.store.write(|tx| {
                    blobs::park(tx, &sha256, &code)?;
                    blobs::named_by(tx, &sha256)
                })
            })
            .await?;
        self.tell_documents(documents.into_iter());
        Ok(())
    }

    fn tell_documents(&self, documents: impl Iterator<Item = model::id::DocumentId>) {
        for id in documents {
            self.tell(&[Notice::Document(id)]);
        }
        self.tell(&[Notice::Agenda, Notice::Outbox]);
    }
}

fn path(next: &NextUpload) -> String {
    format!("/v1/blobs/{}", next.sha256)
}

/// How far the server says it has the picture.
fn offset_in(answer: &HttpResponse, next: &NextUpload) -> Result<u64, Failure> {
    let offset = answer.header("upload-offset").and_then(|text| text.trim().parse().ok());
    offset.filter(|offset| *offset <= next.size).ok_or_else(|| Failure::Answer("its upload offset makes no sense".to_owned()))
}
