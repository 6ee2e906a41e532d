//! A document as the desk hands it out: every change, in the order in which the server took them. Who has it needs no server to read the
//! document, to see what was sealed on it, and to see what was written afterwards.
//!
//! One JSON text in canonical form (RFC 8785); any other spelling is refused. The file itself is not signed: what proves something are
//! the records sealed inside the document and the hashes by which each change names the ones before it. Changes that nobody built upon can
//! be left out without a trace in the file, and the times of receipt are what whoever made the file says.

use std::collections::HashMap;

use automerge::{Automerge, ChangeHash};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::DocumentError;
use super::kind::{Assessed, DocumentKind, assess};
use super::sealed::{KeptSeal, Later, change_of, check_kept, kept_seals};
use crate::gate::{AllowAll, Limits, admit};
use crate::id::{DocumentId, OrganisationId, SignOffId};
use crate::seal::SealError;
use crate::seal::verify::VerifiedSeal;
use crate::time::Timestamp;

/// Names the layout of exports written here.
pub const FORMAT: &str = "fieldbook.visit.1";
/// The largest export that is looked at, in **bytes**: every change of the largest document a server holds.
pub const MAX_EXPORT_BYTES: usize = 24 << 20;
/// How every export begins.
const BEGINS: &[u8] = b"{\"changes\":[";

/// A document with every change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// [`FORMAT`].
    pub format: String,
    /// What the document is.
    pub kind: DocumentKind,
    /// The document.
    pub id: DocumentId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// When it was handed out, by the server's clock.
    pub exported_at: Timestamp,
    /// Every change in the order in which the server took them.
    pub changes: Vec<ExportedChange>,
}

/// A change as it was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedChange {
    /// When the server took it, by its clock.
    pub received_at: Timestamp,
    /// The uncompressed change, base64url without padding.
    pub raw: String,
}

/// Why bytes are no export, or its changes not the document it names. Each names exactly what does not match.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// Larger than any export.
    #[error("the export is larger than {MAX_EXPORT_BYTES} bytes")]
    TooLarge,
    /// Not an export of ours, or not in its one spelling.
    #[error("this is not an export: {0}")]
    Unreadable(String),
    /// Made by a newer Fieldbook; verify with a newer version.
    #[error("format {0} is not known here; verify with a newer version")]
    UnknownFormat(String),
    /// A change does not follow the others or is none; changes are counted from 1.
    #[error("change {number} of {of} does not match: {detail}")]
    Change {
        /// Which change, from 1.
        number: usize,
        /// How many there are.
        of: usize,
        /// What does not match.
        detail: String,
    },
    /// The changes make another document than the export says.
    #[error("the changes are of another {0} than the export says")]
    OtherDocument(&'static str),
    /// The document cannot be read.
    #[error("the document cannot be read: {0}")]
    Document(DocumentError),
}

impl ExportError {
    /// The stable word for this error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "export_too_large",
            Self::Unreadable(_) => "export_malformed",
            Self::UnknownFormat(_) => "export_unknown_format",
            Self::Change { .. } => "export_change",
            Self::OtherDocument(_) => "export_other_document",
            Self::Document(_) => "export_document",
        }
    }
}

/// A document that an export makes.
pub struct Rebuilt {
    doc: Automerge,
    assessed: Assessed,
    received: HashMap<ChangeHash, Timestamp>,
}

/// A record sealed inside an exported document.
pub struct ExportedSeal {
    /// The record, byte for byte.
    pub record: Vec<u8>,
    /// The seal; or what does not match, in the record or against the document.
    pub seal: Result<VerifiedSeal, SealError>,
    /// What came after it.
    pub later: Option<Later>,
    /// When it was received, as the export says.
    pub received_at: Option<Timestamp>,
}

impl Rebuilt {
    /// How many changes no signature covers: those that neither a sealed record of the document builds on nor put one into it. Anybody
    /// who has the export can add such changes.
    #[must_use]
    pub fn uncovered(&self) -> usize {
        let kept = kept_seals(&self.assessed);
        let valid: Vec<(SignOffId, &VerifiedSeal)> = kept.iter().filter_map(|kept| Some((kept.id, kept.verified.ok()?))).collect();
        let covered: Vec<ChangeHash> = valid.iter().flat_map(|(_, seal)| seal.heads.iter().copied()).collect();
        let put_in: Vec<ChangeHash> = valid.iter().filter_map(|(id, _)| change_of(&self.doc, *id)).collect();
        self.doc.get_changes(&covered).iter().filter(|change| !put_in.contains(&change.hash())).count()
    }

    /// Every record that the document keeps, in its order.
    #[must_use]
    pub fn seals(&self) -> Vec<ExportedSeal> {
        let one = |kept: KeptSeal<'_>| ExportedSeal {
            record: kept.record.to_vec(),
            // Anew: who reads an export need not trust what this process remembers.
            seal: check_kept(&self.doc, kept.id, kept.record),
            later: kept.verified.ok().map(|seal| Later::than(seal, &self.assessed)),
            received_at: change_of(&self.doc, kept.id).and_then(|change| self.received.get(&change).copied()),
        };
        kept_seals(&self.assessed).into_iter().map(one).collect()
    }
}

impl Export {
    /// The export of a document of which `changes` (time of receipt and bytes) are all.
    #[must_use]
    pub fn of(
        kind: DocumentKind,
        id: DocumentId,
        organisation: OrganisationId,
        exported_at: Timestamp,
        changes: &[(Timestamp, Vec<u8>)],
    ) -> Self {
        let change =
            |(received_at, raw): &(Timestamp, Vec<u8>)| ExportedChange { received_at: *received_at, raw: URL_SAFE_NO_PAD.encode(raw) };
        Self { format: FORMAT.to_owned(), kind, id, organisation, exported_at, changes: changes.iter().map(change).collect() }
    }

    /// Whether `bytes` can be an export rather than a sealed record or a PDF.
    #[must_use]
    pub fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(BEGINS)
    }

    /// The export's one spelling.
    ///
    /// # Errors
    /// [`ExportError::Unreadable`], [`ExportError::TooLarge`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, ExportError> {
        let bytes = crate::seal::canonical(self).map_err(|error| ExportError::Unreadable(error.to_string()))?;
        if bytes.len() > MAX_EXPORT_BYTES { Err(ExportError::TooLarge) } else { Ok(bytes) }
    }

    /// Reads what [`to_bytes`](Self::to_bytes) writes.
    ///
    /// # Errors
    /// [`ExportError::TooLarge`], [`ExportError::Unreadable`], [`ExportError::UnknownFormat`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ExportError> {
        if bytes.len() > MAX_EXPORT_BYTES {
            return Err(ExportError::TooLarge);
        }
        let export: Self = serde_json::from_slice(bytes).map_err(|error| ExportError::Unreadable(error.to_string()))?;
        if export.format != FORMAT {
            return Err(ExportError::UnknownFormat(export.format));
        }
        if export.to_bytes()? != bytes {
            return Err(ExportError::Unreadable("fields were added or written differently".to_owned()));
        }
        Ok(export)
    }

    /// The document that the changes make, each taken through the [gate](crate::gate) within `limits`. No input panics.
    ///
    /// # Errors
    /// [`ExportError::Change`], [`ExportError::OtherDocument`], [`ExportError::Document`].
    pub fn rebuild(&self, limits: &Limits) -> Result<Rebuilt, ExportError> {
        let of = self.changes.len();
        let wrong = |index: usize, detail: String| ExportError::Change { number: index + 1, of, detail };
        let mut raws = Vec::with_capacity(of);
        for (index, change) in self.changes.iter().enumerate() {
            raws.push(URL_SAFE_NO_PAD.decode(&change.raw).map_err(|error| wrong(index, error.to_string()))?);
        }
        let admission = admit(&Automerge::new(), &raws, limits, &AllowAll);
        if let Some(refused) = admission.refused {
            return Err(wrong(refused.index, refused.refusal.to_string()));
        }
        if let Some(twice) = admission.known.first() {
            return Err(wrong(*twice, "it is there twice".to_owned()));
        }
        let received = admission.accepted.iter().filter_map(|accepted| {
            let change = self.changes.get(accepted.index)?;
            Some((accepted.preflight.hash, change.received_at))
        });
        let received = received.collect();
        let assessed = assess(&admission.doc).map_err(ExportError::Document)?;
        let said = [
            (assessed.kind() == self.kind, "kind"),
            (assessed.id() == self.id, "document"),
            (assessed.organisation() == self.organisation, "organisation"),
        ];
        match said.iter().find(|(same, _)| !same) {
            Some((_, what)) => Err(ExportError::OtherDocument(what)),
            None => Ok(Rebuilt { doc: admission.doc, assessed, received }),
        }
    }
}
