//! Taking a sync body apart: bounded inflate, frame, header, packed lists. A fault of frame or header refuses the whole request, and
//! nothing of it has been believed by then; a section that is no packed list refuses its document.

use std::collections::BTreeSet;

use axum::body::Body;
use http::{HeaderMap, HeaderValue, Response, header};
use model::id::DocumentId;
use model::wire::config::SyncLimits;
use model::wire::frame::{self, FrameError, FrameLimits, gunzip_bounded, gzip};
use model::wire::lists::{self, Section};
use model::wire::packed::{PackedError, PackedLimits};
use model::wire::problem::codes;
use model::wire::sync::{MAX_AUTHORS, MAX_RAW_BYTES, PushedDocument, RefusedChange, SYNC_MEDIA_TYPE, SyncRequest};
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
    /// The changes in the device's order, as far as they can be judged.
    pub(super) raws: Vec<Vec<u8>>,
    /// Why the rest cannot: a section that is no list, a change that is too large.
    pub(super) stopped: Option<RefusedChange>,
}

impl PushedChanges {
    /// What the section of `document` holds. What is wrong with it is this document's affair alone.
    ///
    /// # Errors
    /// [`ApiError::TooLarge`] if the request as a whole unfolds past its bounds.
    fn of(document: &PushedDocument, section: Section<&[u8]>, left: PackedLimits, change_bytes: usize) -> Result<Self, ApiError> {
        let id = document.id;
        let none = |detail: String| {
            let refused = RefusedChange { index: 0, hash: None, code: codes::MALFORMED.to_owned(), detail, retry: false };
            Ok(Self { id, raws: Vec::new(), stopped: Some(refused) })
        };
        let mut raws = match section.into_raws(left) {
            Ok(raws) => raws,
            Err(PackedError::TooLarge { .. }) => return Err(ApiError::TooLarge),
            Err(error @ (PackedError::Malformed(_) | PackedError::NotAChange { .. })) => return none(error.to_string()),
        };
        if u32::try_from(raws.len()) != Ok(document.changes) {
            return none("the section holds another number of changes than the header says".to_owned());
        }
        let too_large = raws.iter().position(|raw| raw.len() > change_bytes);
        let stopped = too_large.map(|index| {
            raws.truncate(index);
            RefusedChange {
                index: u32::try_from(index).unwrap_or(u32::MAX),
                hash: None,
                code: codes::TOO_LARGE.to_owned(),
                detail: format!("a change has at most {change_bytes} bytes here"),
                retry: false,
            }
        });
        Ok(Self { id, raws, stopped })
    }
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
pub(super) fn decode(body: &[u8], most: SyncLimits) -> Result<Push, ApiError> {
    let bound = |limit: u32| usize::try_from(limit).unwrap_or(usize::MAX);
    if body.len() > bound(most.body_bytes) {
        return Err(ApiError::TooLarge);
    }
    let inflated = gunzip_bounded(body, bound(most.inflated_bytes)).map_err(not_a_frame)?;
    let limits = FrameLimits { frame_bytes: bound(most.inflated_bytes), header_bytes: MAX_HEADER_BYTES, sections: bound(most.documents) };
    // The version is looked at before anything else: a header of another version need not have the fields of this one.
    let (header, sections): (Value, _) = frame::parts(&inflated, limits).map_err(not_a_frame)?;
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
    let named: Vec<DocumentId> = header.documents.iter().map(|document| document.id).collect();
    let distinct: BTreeSet<DocumentId> = named.iter().copied().collect();
    if distinct.len() != header.documents.len() {
        return Err(malformed("A document is named twice."));
    }
    let mut left = PackedLimits { changes: bound(most.changes), bytes: bound(most.inflated_bytes).min(MAX_RAW_BYTES) };
    let sections = lists::sections(sections, &named, left).map_err(|error| match error {
        PackedError::TooLarge { .. } => ApiError::TooLarge,
        error => ApiError::Malformed(error.to_string().into()),
    })?;
    let mut documents = Vec::with_capacity(sections.len());
    for (document, section) in header.documents.iter().zip(sections) {
        let pushed = PushedChanges::of(document, section, left, bound(most.change_bytes))?;
        left.changes -= pushed.raws.len();
        left.bytes -= pushed.raws.iter().map(Vec::len).sum::<usize>();
        documents.push(pushed);
    }
    Ok(Push { header, documents })
}

/// An answer: header and sections as a compressed frame.
pub(super) fn encode<H: Serialize>(header: &H, sections: &[Vec<u8>]) -> Result<Response<Body>, ApiError> {
    Ok(response(gzip(&frame::encode(header, sections).map_err(ApiError::internal)?)))
}

/// An answer with the sections of [`model::wire::lists::pack`].
pub(super) fn encode_lists<H: Serialize>(header: &H, sections: &[Vec<u8>]) -> Result<Response<Body>, ApiError> {
    Ok(response(frame::gzip_lists(header, sections).map_err(ApiError::internal)?))
}

fn response(body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(SYNC_MEDIA_TYPE));
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
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
