//! From a PDF back to the records in it, and whether its pages say what they say.

mod attachments;

use model::seal::key::PublicKey;
use model::seal::verify::{VerifiedSeal, verify};

use crate::{LAYOUT, MAX_PDF_BYTES, PRODUCER, PaperError, draw};
use attachments::attachments;

/// A PDF whose records are valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPdf {
    /// The records, in the order of the file. They are what counts, whatever the pages say.
    pub seals: Vec<VerifiedSeal>,
    /// Whether the pages say the same.
    pub pages: Pages,
}

/// Whether the pages of a PDF say what its records say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// The records, drawn anew, give this very file, byte for byte.
    Match,
    /// They do not: the file was edited, or saved anew by another program. Only the records count.
    Differ,
    /// The file names another layout than [`LAYOUT`], so that its pages cannot be compared here. Only the records count.
    OtherLayout(u32),
}

/// Finds the records in `pdf`, verifies each (with `expected`, also that this key sealed it), and draws them anew to compare every byte
/// of the file.
///
/// # Errors
/// [`PaperError`]: no PDF, no record in it, a record that does not verify, records that do not belong together.
pub fn check(pdf: &[u8], expected: Option<&PublicKey>) -> Result<CheckedPdf, PaperError> {
    if pdf.len() > MAX_PDF_BYTES {
        return Err(PaperError::TooLarge);
    }
    if !pdf.starts_with(b"%PDF-") {
        return Err(PaperError::NotPdf);
    }
    let records = attachments(pdf);
    if records.is_empty() {
        return Err(PaperError::NoSeal);
    }
    let mut seals = Vec::new();
    for (record, number) in records.iter().zip(1..) {
        seals.push(verify(record, expected).map_err(|error| PaperError::Seal { number, error })?);
    }
    let records: Vec<&[u8]> = records.iter().map(AsRef::as_ref).collect();
    let drawn = match draw(&records) {
        Ok(drawn) => Some(drawn),
        // The records are valid all the same; pages like these are never drawn here.
        Err(PaperError::TooManyPages | PaperError::TooLarge) => None,
        Err(error) => return Err(error),
    };
    let pages = match layout_of(pdf) {
        _ if drawn.is_some_and(|drawn| drawn == pdf) => Pages::Match,
        Some(layout) if layout != LAYOUT => Pages::OtherLayout(layout),
        _ => Pages::Differ,
    };
    Ok(CheckedPdf { seals, pages })
}

/// The layout that `pdf` names as its own.
fn layout_of(pdf: &[u8]) -> Option<u32> {
    let name = format!("{PRODUCER} ");
    let at = attachments::find(pdf, name.as_bytes())? + name.len();
    let digits: String = pdf.get(at..)?.iter().take(9).map(|byte| char::from(*byte)).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
