//! The verdict on a file that somebody holds: a sealed record, a PDF of records, or an exported document. The command line and the
//! server's public page say the same, because both ask here; it stands in this crate, because a PDF is checked by drawing it anew.
//!
//! In two steps: [`Checked::of`] takes the file apart and looks for what does not match in it (the costly step), [`Checked::verdict`]
//! says what that means for somebody who trusts certain keys ([`Trust`]).
//!
//! Left out: where keys and statements come from, and what only a server knows (whether it holds the record, what it holds besides).

mod file;
mod said;
mod trust;

use model::documents::kind::DocumentKind;
use model::documents::sealed::Later;
use model::id::{DocumentId, OrganisationId};
use model::time::Timestamp;
use serde::Serialize;

pub use file::Checked;
pub use said::{CertificateSaid, Said};
pub use trust::{Note, Organisation, Trust, TrustError};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A sealed record.
    Record,
    /// A PDF.
    Pdf,
    /// An exported visit or repair.
    Export,
}

/// Whether the pages of a PDF say what its records say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PagesVerdict {
    /// Byte for byte.
    Match,
    /// The file was edited or saved anew.
    Differ,
    /// Of another layout, which cannot be compared here.
    OtherLayout,
}

/// The verdict on a file.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// Whether every part matches: each record, the pages of a PDF, each change of an export, and the keys that are trusted.
    pub valid: bool,
    /// What the file is.
    pub file: FileKind,
    /// The first part that does not match, as a stable word; absent if all do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Of a PDF: whether its pages say what its records say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<PagesVerdict>,
    /// Of a PDF of another layout: which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<u32>,
    /// Of an export: what it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub export: Option<ExportVerdict>,
    /// Each sealed record in the file, in its order.
    pub seals: Vec<SealVerdict>,
}

/// What an export holds.
#[derive(Debug, Clone, Serialize)]
pub struct ExportVerdict {
    /// What the document is.
    pub kind: DocumentKind,
    /// The document.
    pub id: DocumentId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// How many changes.
    pub changes: usize,
    /// How many of them no signature covers: entries that came after what was signed, or beside it. Anybody can have added them.
    pub uncovered: usize,
    /// When it was handed out, as it says itself.
    pub exported_at: Timestamp,
    /// When the newest change was received, as it says itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Timestamp>,
}

/// The verdict on one sealed record.
#[derive(Debug, Clone, Serialize)]
pub struct SealVerdict {
    /// Whether the record is unchanged, belongs where it is, and is by keys that are trusted.
    pub valid: bool,
    /// SHA-256 of the record, 64 hex digits, as the code on the paper has it.
    pub sha256: String,
    /// What does not match, as a stable word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What the verdict does not show, or shows only so far.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// In an export: what came after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later: Option<Later>,
    /// What the record says; absent if it was changed.
    #[serde(flatten)]
    pub said: Option<Box<Said>>,
}
