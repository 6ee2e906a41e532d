//! The body of a sync request or answer: a JSON header and binary sections.
//!
//! The header says what the sections are, the sections carry packed changes and documents as they are. The whole goes over the
//! network under gzip.
//!
//! ```text
//! frame = "FBS1"  header length:u32  header:JSON  section count:u32  section length:u32 *  sections
//! ```
//!
//! Integers are little-endian. Nothing follows the last section. Left out: what header and sections mean.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::lists;

/// First bytes of every frame: the protocol's name and the frame's version.
pub const MAGIC: [u8; 4] = *b"FBS1";

/// Room for a body that says it is empty, in **bytes**.
const FIRST_ROOM: usize = 64 * 1024;

/// Shortest part that gets blocks of its own, in **bytes**.
const MIN_PART: usize = 1024;

/// How large a frame may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameLimits {
    /// Longest frame, in **bytes**.
    pub frame_bytes: usize,
    /// Longest header, in **bytes** of JSON.
    pub header_bytes: usize,
    /// Most sections.
    pub sections: usize,
}

/// Why bytes are not a frame, or a frame cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// The bytes are not a frame of this version, or were damaged. The same bytes will never pass.
    #[error("the frame is malformed: {0}")]
    Malformed(String),
    /// The frame passes a bound. Send it in smaller parts.
    #[error("the frame passes the limit of {limit} {what}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
}

/// Builds a frame.
///
/// # Errors
/// [`FrameError::Malformed`] when the header has no JSON form, [`FrameError::TooLarge`] when a length does not fit 32 bits.
pub fn encode<H: Serialize>(header: &H, sections: &[Vec<u8>]) -> Result<Vec<u8>, FrameError> {
    let header = serde_json::to_vec(header).map_err(|error| FrameError::Malformed(format!("the header cannot be written: {error}")))?;
    let content: usize = sections.iter().map(Vec::len).sum();
    let mut out = Vec::with_capacity(12 + header.len() + 4 * sections.len() + content);
    out.extend_from_slice(&MAGIC);
    put_length(header.len(), &mut out)?;
    out.extend_from_slice(&header);
    put_length(sections.len(), &mut out)?;
    for section in sections {
        put_length(section.len(), &mut out)?;
    }
    for section in sections {
        out.extend_from_slice(section);
    }
    Ok(out)
}

/// Takes a frame apart.
///
/// # Errors
/// [`FrameError::TooLarge`] when a bound of `limits` is passed, [`FrameError::Malformed`] for everything else that is not a
/// frame, also when the header is not an `H`.
pub fn decode<H: DeserializeOwned>(bytes: &[u8], limits: FrameLimits) -> Result<(H, Vec<Vec<u8>>), FrameError> {
    let (header, sections) = parts(bytes, limits)?;
    Ok((header, sections.into_iter().map(<[u8]>::to_vec).collect()))
}

/// Takes a frame apart and leaves the sections where they are: for whoever reads them once, a copy would be as large as the frame.
///
/// # Errors
/// As [`decode`].
pub fn parts<H: DeserializeOwned>(bytes: &[u8], limits: FrameLimits) -> Result<(H, Vec<&[u8]>), FrameError> {
    at_most(bytes.len(), limits.frame_bytes, "bytes")?;
    let rest = bytes.strip_prefix(&MAGIC).ok_or_else(|| malformed("it does not start as one"))?;
    let (length, rest) = length(rest)?;
    at_most(length, limits.header_bytes, "bytes in the header")?;
    let (header, rest) = split(rest, length)?;
    let header = serde_json::from_slice(header).map_err(|error| FrameError::Malformed(format!("the header cannot be read: {error}")))?;
    let (count, mut rest) = self::length(rest)?;
    at_most(count, limits.sections, "sections")?;
    let mut lengths = Vec::new();
    for _ in 0..count {
        let (length, left) = self::length(rest)?;
        lengths.push(length);
        rest = left;
    }
    let mut sections = Vec::with_capacity(lengths.len());
    for length in lengths {
        let (section, left) = split(rest, length)?;
        sections.push(section);
        rest = left;
    }
    if !rest.is_empty() {
        return Err(malformed("something follows the last section"));
    }
    Ok((header, sections))
}

/// Compresses a body (RFC 1952, one member, no name and no time in its header: equal input gives equal output).
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    gzip_in_parts(bytes, &[])
}

/// Builds a frame with the sections of [`lists::pack`] and compresses it.
///
/// # Errors
/// As [`encode`].
pub fn gzip_lists<H: Serialize>(header: &H, sections: &[Vec<u8>]) -> Result<Vec<u8>, FrameError> {
    let frame = encode(header, sections)?;
    let Some(section) = sections.first().filter(|section| section.first() == Some(&lists::FORMAT)) else { return Ok(gzip(&frame)) };
    let begins = frame.len() - section.len();
    Ok(gzip_in_parts(&frame, &lists::seams(section).iter().map(|seam| begins + seam).collect::<Vec<_>>()))
}

/// One gzip member in which a block ends at each seam.
#[expect(clippy::expect_used, reason = "the encoder's only errors are the writer's, and a Vec has none")]
fn gzip_in_parts(bytes: &[u8], seams: &[usize]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let mut from = 0;
    for seam in seams.iter().copied().filter(|seam| *seam <= bytes.len()) {
        // Between the seams there is more than a block's beginning costs, or nothing is gained.
        if let Some(part) = bytes.get(from..seam).filter(|part| part.len() >= MIN_PART) {
            encoder.write_all(part).and_then(|()| encoder.flush()).expect("writing to memory");
            from = seam;
        }
    }
    encoder.write_all(bytes.get(from..).unwrap_or_default()).and_then(|()| encoder.finish()).expect("writing to memory")
}

/// Undoes [`gzip`] up to a bound: never holds more than `max_inflated` **bytes** and one more, and while they are moved to a larger
/// place half as much again.
///
/// # Errors
/// [`FrameError::TooLarge`] past the bound; [`FrameError::Malformed`] when the bytes are not one whole gzip member and nothing
/// else.
pub fn gunzip_bounded(bytes: &[u8], max_inflated: usize) -> Result<Vec<u8>, FrameError> {
    let mut decoder = GzDecoder::new(bytes);
    let most = max_inflated.saturating_add(1);
    // The member says at its end how long it is (RFC 1952 §2.3.1): room for that at once, and twice as much whenever it was not true.
    let said = bytes.last_chunk().map_or(0, |said| u32::from_le_bytes(*said));
    let mut room = usize::try_from(said).unwrap_or(most).saturating_add(1).clamp(FIRST_ROOM.min(most), most);
    let mut inflated = Vec::new();
    loop {
        inflated.reserve_exact(room - inflated.len());
        let left = (room - inflated.len()) as u64;
        let read = (&mut decoder).take(left).read_to_end(&mut inflated);
        read.map_err(|error| FrameError::Malformed(format!("it does not inflate: {error}")))?;
        if inflated.len() < room || room == most {
            break;
        }
        room = room.saturating_mul(2).min(most);
    }
    at_most(inflated.len(), max_inflated, "inflated bytes")?;
    if !decoder.into_inner().is_empty() {
        return Err(malformed("something follows the compressed body"));
    }
    Ok(inflated)
}

fn put_length(length: usize, out: &mut Vec<u8>) -> Result<(), FrameError> {
    let length = u32::try_from(length).map_err(|_| FrameError::TooLarge { what: "bytes in a part", limit: u32::MAX as usize })?;
    out.extend_from_slice(&length.to_le_bytes());
    Ok(())
}

fn length(bytes: &[u8]) -> Result<(usize, &[u8]), FrameError> {
    let (length, rest) = bytes.split_first_chunk().ok_or_else(|| malformed("it ends too early"))?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| malformed("a part is longer than this machine can hold"))?;
    Ok((length, rest))
}

fn split(bytes: &[u8], at: usize) -> Result<(&[u8], &[u8]), FrameError> {
    bytes.split_at_checked(at).ok_or_else(|| malformed("it ends too early"))
}

fn at_most(found: usize, limit: usize, what: &'static str) -> Result<(), FrameError> {
    if found > limit {
        return Err(FrameError::TooLarge { what, limit });
    }
    Ok(())
}

fn malformed(reason: &str) -> FrameError {
    FrameError::Malformed(reason.to_owned())
}
