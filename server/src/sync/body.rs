//! Taking a sync body apart: bounded inflate, frame, header, packed lists. Any fault refuses the whole request, and nothing of it
//! has been believed by then.

use std::collections::BTreeSet;

use axum::body::Body;
use http::{HeaderMap, HeaderValue, Response, header};
use model::id::DocumentId;
use model::wire::frame::{self, FrameError, FrameLimits, gunzip_bounded, gzip};
use model::wire::packed::{self, PackedError, PackedLimits};
use model::wire::sync::{MAX_AUTHORS, MAX_CHANGES, MAX_DOCUMENTS, MAX_INFLATED_BYTES, SYNC_MEDIA_TYPE, SyncRequest};
use model::wire::{OLDEST_PROTOCOL, PROTOCOL};
use serde::Serialize;
use serde_json::Value;

use crate::error::ApiError;

/// Longest header, in **bytes**: room for every document a request may name.
const MAX_HEADER_BYTES: usize = 256 * 1024;

/// A request taken apart.
#[derive(Debug)]
pub(super) struct Push {
    /// The header.
    pub(super) header: SyncRequest,
    /// The raw changes of each document, in the header's order.
    pub(super) documents: Vec<PushedChanges>,
}

/// The raw changes of one document.
#[derive(Debug)]
pub(super) struct PushedChanges {
    /// Which document.
    pub(super) id: DocumentId,
    /// The changes in the device's order.
    pub(super) raws: Vec<Vec<u8>>,
}

/// Whether the headers announce a sync body.
pub(super) fn check_headers(headers: &HeaderMap) -> Result<(), ApiError> {
    if !says(headers, header::CONTENT_TYPE, SYNC_MEDIA_TYPE) {
        return Err(ApiError::UnsupportedMedia);
    }
    if !says(headers, header::CONTENT_ENCODING, "gzip") {
        return Err(malformed("The body has to be sent with Content-Encoding: gzip."));
    }
    Ok(())
}

/// Takes `body` apart. Takes CPU time in proportion to the bounds; run it where blocking is allowed.
pub(super) fn decode(body: &[u8]) -> Result<Push, ApiError> {
    let inflated = gunzip_bounded(body, MAX_INFLATED_BYTES).map_err(not_a_frame)?;
    let limits = FrameLimits { frame_bytes: MAX_INFLATED_BYTES, header_bytes: MAX_HEADER_BYTES, sections: MAX_DOCUMENTS };
    // The version is looked at before anything else: a header of another version need not have the fields of this one.
    let (header, sections): (Value, _) = frame::decode(&inflated, limits).map_err(not_a_frame)?;
    match header.get("protocol").and_then(Value::as_u64) {
        Some(version) if version < u64::from(OLDEST_PROTOCOL) => return Err(ApiError::UpgradeApplication),
        Some(version) if version > u64::from(PROTOCOL) => return Err(ApiError::UpgradeServer),
        Some(_) => {}
        None => return Err(malformed("The header names no protocol version.")),
    }
    let header: SyncRequest =
        serde_json::from_value(header).map_err(|error| ApiError::Malformed(format!("The header cannot be read: {error}").into()))?;
    if header.authors.len() > MAX_AUTHORS {
        return Err(malformed("The header names too many authors."));
    }
    if header.documents.len() != sections.len() {
        return Err(malformed("The header names another number of documents than there are sections."));
    }
    let distinct: BTreeSet<DocumentId> = header.documents.iter().map(|document| document.id).collect();
    if distinct.len() != header.documents.len() {
        return Err(malformed("A document is named twice."));
    }
    let mut left = PackedLimits { changes: MAX_CHANGES, bytes: MAX_INFLATED_BYTES };
    let mut documents = Vec::with_capacity(sections.len());
    for (document, section) in header.documents.iter().zip(&sections) {
        let raws = packed::decode(section, left).map_err(not_packed)?;
        if u32::try_from(raws.len()) != Ok(document.changes) {
            return Err(malformed("A section holds another number of changes than the header says."));
        }
        left.changes -= raws.len();
        left.bytes -= raws.iter().map(Vec::len).sum::<usize>();
        documents.push(PushedChanges { id: document.id, raws });
    }
    Ok(Push { header, documents })
}

/// An answer: header and sections as a compressed frame.
pub(super) fn encode<H: Serialize>(header: &H, sections: &[Vec<u8>]) -> Result<Response<Body>, ApiError> {
    let body = gzip(&frame::encode(header, sections).map_err(ApiError::internal)?);
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(SYNC_MEDIA_TYPE));
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn says(headers: &HeaderMap, name: header::HeaderName, value: &str) -> bool {
    headers.get(name).and_then(|found| found.to_str().ok()).is_some_and(|found| found.eq_ignore_ascii_case(value))
}

fn malformed(detail: &'static str) -> ApiError {
    ApiError::Malformed(detail.into())
}

fn not_a_frame(error: FrameError) -> ApiError {
    match error {
        FrameError::TooLarge { .. } => ApiError::TooLarge,
        FrameError::Malformed(_) => ApiError::Malformed(error.to_string().into()),
    }
}

fn not_packed(error: PackedError) -> ApiError {
    match error {
        PackedError::TooLarge { .. } => ApiError::TooLarge,
        PackedError::Malformed(_) | PackedError::NotAChange { .. } => ApiError::Malformed(error.to_string().into()),
    }
}
