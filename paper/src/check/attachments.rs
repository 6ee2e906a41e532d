//! Finds attached files in the bytes of a PDF. Made for what this crate writes, and for what other programs make of it when they save
//! it anew; it is no reader of PDF: what it finds is verified, what it overlooks is missing.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::ZlibDecoder;
use model::seal::verify::MAX_RECORD_BYTES;

use crate::MAX_RECORDS;

const KIND: &[u8] = b"/EmbeddedFile";
/// The dictionary of a stream is looked for in so many **bytes** before and after its kind.
const DICTIONARY: usize = 1024;
/// So many places that look like an attachment are looked at.
const MAX_PLACES: usize = 16 * MAX_RECORDS;

/// The attached files in the order they stand in, each at most one byte longer than a record may be.
pub(super) fn attachments(pdf: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let mut found = Vec::new();
    let mut at = 0;
    for _ in 0..MAX_PLACES {
        let Some(next) = pdf.get(at..).and_then(|rest| find(rest, KIND)) else { break };
        let place = at + next;
        at = place + KIND.len();
        let Some((file, end)) = attached(pdf, place) else { continue };
        found.push(file);
        at = end;
        // One more than can be drawn, so that drawing refuses.
        if found.len() > MAX_RECORDS {
            break;
        }
    }
    found
}

/// The file whose dictionary names its kind at `place`, and where it ends.
fn attached(pdf: &[u8], place: usize) -> Option<(Cow<'_, [u8]>, usize)> {
    let after = pdf.get(place..)?;
    if after.get(KIND.len())?.is_ascii_alphanumeric() {
        return None;
    }
    let stream = find(after.get(..DICTIONARY).unwrap_or(after), b"stream")?;
    let rest = after.get(..stream)?;
    if !rest.trim_ascii_end().ends_with(b">>") || find(rest, b"endobj").is_some() {
        return None;
    }
    let before = pdf.get(place.saturating_sub(DICTIONARY)..place)?;
    let start = place - before.len() + find_last(before, b"obj")?;
    let dictionary = pdf.get(start..place + stream)?;
    let mut begin = place + stream + b"stream".len();
    if pdf.get(begin) == Some(&b'\r') {
        begin += 1;
    }
    if pdf.get(begin) == Some(&b'\n') {
        begin += 1;
    }
    let body = pdf.get(begin..)?;
    let length = length_of(dictionary, body)?;
    let bytes = body.get(..length)?;
    Some((decoded(dictionary, bytes)?, begin + length))
}

/// How long the stream is: as its dictionary says, or up to its end mark.
fn length_of(dictionary: &[u8], body: &[u8]) -> Option<usize> {
    let said = number_after(dictionary, b"/Length ").filter(|length| {
        let after = body.get(*length..).unwrap_or_default();
        let blank = after.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        after.get(blank..).is_some_and(|after| after.starts_with(b"endstream"))
    });
    said.or_else(|| find(body.get(..MAX_RECORD_BYTES + DICTIONARY).unwrap_or(body), b"endstream"))
}

fn number_after(dictionary: &[u8], key: &[u8]) -> Option<usize> {
    let at = find(dictionary, key)? + key.len();
    let digits: String = dictionary.get(at..)?.iter().take(9).map(|byte| char::from(*byte)).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn decoded<'a>(dictionary: &[u8], bytes: &'a [u8]) -> Option<Cow<'a, [u8]>> {
    if bytes.len() > MAX_RECORD_BYTES + DICTIONARY {
        return None;
    }
    let most = MAX_RECORD_BYTES + 1;
    if find(dictionary, b"/Filter").is_none() {
        return Some(Cow::Borrowed(bytes.get(..most).unwrap_or(bytes)));
    }
    find(dictionary, b"/FlateDecode")?;
    let mut file = Vec::new();
    ZlibDecoder::new(bytes).take(most as u64).read_to_end(&mut file).ok()?;
    Some(Cow::Owned(file))
}

/// Where `wanted` first stands in `bytes`.
pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}
