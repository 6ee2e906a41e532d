//! Why a record could not be drawn, or a PDF not be checked.

use model::seal::SealError;

use crate::{MAX_PAGES, MAX_PDF_BYTES, MAX_RECORDS};

/// Why a record could not be drawn, or a PDF not be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// There is nothing to draw.
    #[error("there is no record to draw")]
    NoRecords,
    /// More records than one PDF holds.
    #[error("more than {MAX_RECORDS} records")]
    TooManyRecords,
    /// A record does not verify; records are counted from 1.
    #[error("record {number}: {error}")]
    Seal {
        /// Which record, from 1.
        number: usize,
        /// What does not match.
        error: SealError,
    },
    /// The records are of different visits or repairs; the first that does not belong to record 1.
    #[error("record {0} is of another document than record 1")]
    OtherDocument(usize),
    /// A record was given twice; the second place.
    #[error("record {0} was given before")]
    Twice(usize),
    /// More pages than a PDF drawn here has.
    #[error("more than {MAX_PAGES} pages")]
    TooManyPages,
    /// The page writer refused; no input is known that makes it.
    #[error("the page could not be written: {0}")]
    Write(String),
    /// Larger than any PDF drawn here.
    #[error("the file is larger than {MAX_PDF_BYTES} bytes")]
    TooLarge,
    /// Not a PDF.
    #[error("this is not a PDF")]
    NotPdf,
    /// A PDF without sealed records in it.
    #[error("there is no sealed record in this PDF")]
    NoSeal,
}

impl PaperError {
    /// The stable word for this error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRecords => "paper_no_records",
            Self::TooManyRecords => "paper_too_many_records",
            Self::Seal { error, .. } => error.code(),
            Self::OtherDocument(_) => "paper_other_document",
            Self::Twice(_) => "paper_twice",
            Self::TooManyPages => "paper_too_many_pages",
            Self::Write(_) => "paper_write",
            Self::TooLarge => "paper_too_large",
            Self::NotPdf => "paper_not_pdf",
            Self::NoSeal => "paper_no_seal",
        }
    }
}
