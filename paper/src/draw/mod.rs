//! From sealed records to a PDF.
//!
//! In two steps: `record` and its neighbours say what stands where (`sheet`), then `pdf` writes it. Everything a voucher says is
//! printed, each record on pages of its own; photos by the beginning of their hashes, ids and digests in small print at the end.

mod goods;
mod pdf;
mod proof;
pub(crate) mod record;
mod sheet;
mod signature;
mod table;
pub(crate) mod tables;
mod text;
mod visit;

use model::seal::verify::{VerifiedSeal, verify};

use crate::font::Face;
use crate::words::Words;
use crate::{MAX_PDF_BYTES, MAX_RECORDS, PaperError};
use record::{Placed, record};
use sheet::{Page, Sheet};

/// Draws sealed records of one document as PDF, in the order given: the first, then its amendments and other sign-offs. Each is
/// verified, printed in its own language on its own pages, and attached byte for byte. The same records give the same bytes.
///
/// # Errors
/// [`PaperError`]: a record that does not verify, records of several documents, characters that cannot be printed, more pages or bytes
/// than one file has.
pub fn draw(records: &[&[u8]]) -> Result<Vec<u8>, PaperError> {
    let seals = verified(records)?;
    let placed = place(records, &seals);
    let pdf = pdf::write(Face::embedded()?, &lay_out(&placed)?, &placed)?;
    if pdf.len() > MAX_PDF_BYTES { Err(PaperError::TooLarge) } else { Ok(pdf) }
}

/// Whether [`draw`] would find room and characters for these records, without writing the file.
///
/// # Errors
/// As [`draw`].
pub fn fits(records: &[&[u8]]) -> Result<(), PaperError> {
    lay_out(&place(records, &verified(records)?)).map(drop)
}

fn place<'a>(records: &[&'a [u8]], seals: &'a [VerifiedSeal]) -> Vec<Placed<'a>> {
    let of = records.len();
    records.iter().zip(seals).zip(1..).map(|((bytes, seal), number)| Placed { seal, bytes, number, of }).collect()
}

fn lay_out(records: &[Placed<'_>]) -> Result<Vec<Page>, PaperError> {
    let language = records.first().ok_or(PaperError::NoRecords)?.seal.paper.language();
    let mut sheet = Sheet::new(Face::embedded()?, Words::of(language));
    for placed in records {
        record(&mut sheet, placed)?;
    }
    sheet.finish()
}

/// The seals of `records`, if they belong together.
fn verified(records: &[&[u8]]) -> Result<Vec<VerifiedSeal>, PaperError> {
    if records.len() > MAX_RECORDS {
        return Err(PaperError::TooManyRecords);
    }
    let mut seals: Vec<VerifiedSeal> = Vec::new();
    for (record, number) in records.iter().zip(1..) {
        let seal = verify(record, None).map_err(|error| PaperError::Seal { number, error })?;
        let body = &seal.record.body;
        if let Some(first) = seals.first()
            && (first.paper.document() != seal.paper.document() || first.record.body.organisation != body.organisation)
        {
            return Err(PaperError::OtherDocument(number));
        }
        if seals.iter().any(|other| other.record == seal.record) {
            return Err(PaperError::Twice(number));
        }
        seals.push(seal);
    }
    Ok(seals)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#[path = "../../tests/records/mod.rs"]
mod records;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

    use super::sheet::Mark;
    use super::*;

    /// Codes that are printed as words.
    const CODES: [&str; 12] =
        ["language", "kind", "result", "service_type", "work", "urgency", "scale", "line", "what", "sha256", "appearance", "function"];

    /// What stands on all pages; each ends with the two lines of its foot.
    fn pages(records: &[Vec<u8>]) -> Vec<Vec<String>> {
        let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
        let seals = verified(&records).unwrap();
        let text = |mark: &Mark| match mark {
            Mark::Text { line, .. } => Some(line.chars().filter(|c| !c.is_whitespace()).collect()),
            _ => None,
        };
        lay_out(&place(&records, &seals)).unwrap().iter().map(|page| page.iter().filter_map(text).collect()).collect()
    }

    const HEAD: &str = "检查项结果备注";

    /// Every text in `value`, with the name of its field.
    fn texts(name: &str, value: &serde_json::Value, found: &mut Vec<(String, String)>) {
        match value {
            serde_json::Value::String(text) => found.push((name.to_owned(), text.clone())),
            serde_json::Value::Array(items) => items.iter().for_each(|item| texts(name, item, found)),
            serde_json::Value::Object(fields) => fields.iter().for_each(|(name, value)| texts(name, value, found)),
            _ => {}
        }
    }

    /// the customer has on paper what was signed: each text of voucher and seal stands on the pages.
    #[test]
    fn everything_a_voucher_says_is_on_the_page() {
        for (name, records) in records::all() {
            let pages = pages(&records);
            // What goes on on the next page goes on there under foot and head.
            let printed: String = pages.iter().flat_map(|page| &page[..page.len() - 2]).map(String::as_str).collect();
            let printed = printed.replace(HEAD, "");
            for record in &records {
                let seal = verify(record, None).unwrap();
                let mut found = Vec::new();
                texts("", &serde_json::to_value(&seal.paper).unwrap(), &mut found);
                texts("", &serde_json::to_value(&seal.record.body.signer).unwrap(), &mut found);
                texts("", &serde_json::to_value(seal.mark.unsigned()).unwrap(), &mut found);
                let others = [seal.mark.stamp(), seal.record.body.check_at.as_deref(), Some(&seal.record.body.device_key.key)];
                found.extend(others.into_iter().flatten().map(|text| (String::new(), text.to_owned())));
                for (field, text) in found.iter().filter(|(field, _)| !CODES.contains(&field.as_str())) {
                    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                    assert!(printed.contains(&text), "{name}: {field} {text:?} is not in {printed}");
                }
            }
        }
    }

    /// A box is never printed in place of a character, nor is one left out: its number stands there.
    #[test]
    fn what_the_font_does_not_have_is_printed_by_its_number() {
        let mut voucher = records::voucher(model::seal::voucher::Language::Chinese, model::seal::voucher::SignOffKind::Acceptance);
        voucher.findings = "好 😀 𠮷\u{202e}".into();
        let printed = pages(&[records::sealed(voucher, records::pen(), 1)]).concat().concat();
        assert!(printed.contains("好[U+1F600][U+20BB7][U+202E]"), "{printed}");
    }

    /// A table goes on on the next page under the same head, and every page counts itself.
    #[test]
    fn a_long_checklist_goes_on_under_the_same_head() {
        let pages = pages(&[records::long()]);
        let with_head = pages.iter().filter(|page| page.concat().contains(HEAD)).count();
        assert!(with_head >= 5, "{with_head} of {}", pages.len());
        for (page, number) in pages.iter().zip(1..) {
            assert_eq!(page.last().unwrap(), &format!("第{number}页，共{}页", pages.len()));
        }
    }

    /// Nothing stands outside the page, whatever the record says.
    #[test]
    fn nothing_stands_outside_the_page() {
        for (name, records) in records::all() {
            let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
            let seals = verified(&records).unwrap();
            let face = Face::embedded().unwrap();
            for mark in lay_out(&place(&records, &seals)).unwrap().iter().flatten() {
                let (left, top, right, bottom) = match mark {
                    Mark::Text { at, style, line } => {
                        (at.0, at.1, at.0 + text::width_of(face, line.trim_end(), style.size), at.1 + style.line())
                    }
                    Mark::Fill { at, size, .. } | Mark::Frame { at, size } => (at.0, at.1, at.0 + size.0, at.1 + size.1),
                    Mark::Code { at, side, .. } => (at.0, at.1, at.0 + side, at.1 + side),
                    Mark::Pen { .. } => continue,
                };
                let inside =
                    left >= sheet::LEFT - 0.1 && top >= 0.0 && right <= sheet::LEFT + sheet::WIDTH + 0.1 && bottom <= sheet::PAGE.1;
                assert!(inside, "{name}: {mark:?}");
            }
        }
    }
}
