//! What a sealed record looks like on paper, and back from paper to the record.
//!
//! [`unprintable()`] says before the signature what could not be printed. [`draw()`] lays the records of one document out as PDF (A4, one
//! embedded font, no pictures) and puts the records themselves in as attachments. [`check()`] takes such a file apart again, verifies
//! each record and draws it anew: only if every byte is the same, the pages say what was signed. Nothing about the file has to be trusted,
//! and nothing in it is signed but the records. [`Code`] is the code that leads from a paper, or from a screen, to its check. [`verdict`]
//! says of any file that somebody holds what came of checking it, with the keys that somebody trusts.
//!
//! [`draw_tables()`] prints plain tables, for reports: of those nothing is signed and nothing is checked.
//!
//! Pure: no clock, no randomness, no files. The same records give the same bytes on every machine; [`LAYOUT`] counts up whenever one
//! byte would change.
//!
//! Left out: reading PDF in general, photos (a voucher names them by hash), printing.

mod check;
mod code;
mod draw;
mod error;
mod font;
mod instant;
mod printable;
pub mod verdict;
mod words;

pub use check::{CheckedPdf, Pages, check};
pub use code::{Code, check_link};
pub use draw::record::number_of;
pub use draw::tables::{PlainColumn, PlainTable, Tables, draw_tables};
pub use draw::{draw, fits};
pub use error::PaperError;
pub use font::missing_characters;
pub use printable::unprintable;

/// The layout that is drawn here, as it stands in each PDF: `Fieldbook paper 1`.
pub const LAYOUT: u32 = 1;

/// What stands before the number of the layout in each PDF.
const PRODUCER: &str = "Fieldbook paper";

/// The most records one PDF holds.
pub const MAX_RECORDS: usize = 64;

/// The most pages one PDF has. A visit with a checklist of 500 points and long notes takes under a tenth of it; a record that takes more
/// says nothing on most of them.
pub const MAX_PAGES: usize = 500;

/// The largest PDF that is drawn or looked at, in **bytes**: every record at its largest, and the whole font.
pub const MAX_PDF_BYTES: usize = 24 << 20;
