//! Taking a file apart: which records are in it, and what does not match in them.

use std::collections::BTreeSet;

use model::documents::export::{Export, ExportError, ExportedSeal};
use model::documents::sealed::Later;
use model::gate::Limits;
use model::id::{DeviceId, OrganisationId};
use model::seal::SealError;
use model::seal::verify::{VerifiedSeal, verify};
use model::time::Timestamp;

use super::{ExportVerdict, FileKind, PagesVerdict, Said, SealVerdict, Trust, Verdict};
use crate::draw::record::digest_of;
use crate::{CheckedPdf, Pages, check};

/// A file that was taken apart.
pub struct Checked {
    file: FileKind,
    /// What is wrong with the file as a whole: code and words.
    refused: Option<(String, String)>,
    pages: Option<Pages>,
    export: Option<ExportVerdict>,
    seals: Vec<Found>,
}

/// A record that was found.
struct Found {
    sha256: String,
    seal: Result<VerifiedSeal, SealError>,
    later: Option<Later>,
    received_at: Option<Timestamp>,
}

impl Checked {
    /// Takes `bytes` apart; of an export, no more than `limits` allow. Any bytes do.
    #[must_use]
    pub fn of(bytes: &[u8], limits: &Limits) -> Self {
        if bytes.starts_with(b"%PDF-") {
            return Self::pdf(bytes);
        }
        if Export::begins(bytes) {
            return Self::export(bytes, limits).unwrap_or_else(|error| Self::refused(FileKind::Export, error.code(), &error));
        }
        match verify(bytes, None) {
            Ok(seal) => {
                let found = Found { sha256: digest_of(bytes), seal: Ok(seal), later: None, received_at: None };
                Self { file: FileKind::Record, refused: None, pages: None, export: None, seals: vec![found] }
            }
            Err(error) => Self::refused(FileKind::Record, error.code(), &error),
        }
    }

    fn refused(file: FileKind, code: &str, error: &dyn std::error::Error) -> Self {
        Self { file, refused: Some((code.to_owned(), error.to_string())), pages: None, export: None, seals: Vec::new() }
    }

    fn pdf(bytes: &[u8]) -> Self {
        let CheckedPdf { seals, pages } = match check(bytes, None) {
            Ok(checked) => checked,
            Err(error) => return Self::refused(FileKind::Pdf, error.code(), &error),
        };
        let said = match pages {
            Pages::Match => None,
            Pages::Differ => {
                Some(("paper_pages", "the pages were edited or saved anew; what counts are the records in the file".to_owned()))
            }
            Pages::OtherLayout(layout) => Some((
                "paper_other_layout",
                format!("the pages are of layout {layout}, which cannot be compared here; what counts are the records in the file"),
            )),
        };
        let found = |seal: VerifiedSeal| Found { sha256: digest(&seal), seal: Ok(seal), later: None, received_at: None };
        Self {
            file: FileKind::Pdf,
            refused: said.map(|(code, detail)| (code.to_owned(), detail)),
            pages: Some(pages),
            export: None,
            seals: seals.into_iter().map(found).collect(),
        }
    }

    fn export(bytes: &[u8], limits: &Limits) -> Result<Self, ExportError> {
        let export = Export::parse(bytes)?;
        let rebuilt = export.rebuild(limits)?;
        let found = |kept: ExportedSeal| {
            let ExportedSeal { record, seal, later, received_at } = kept;
            Found { sha256: digest_of(&record), seal, later, received_at }
        };
        let seals: Vec<Found> = rebuilt.seals().into_iter().map(found).collect();
        let told = ExportVerdict {
            kind: export.kind,
            id: export.id,
            organisation: export.organisation,
            changes: export.changes.len(),
            uncovered: rebuilt.uncovered(),
            exported_at: export.exported_at,
            received_at: export.changes.iter().map(|change| change.received_at).max(),
        };
        // Without a seal, nothing in the file is by anybody.
        let nothing = "nothing is sealed in this export: whoever holds it can have written all of it".to_owned();
        let refused = seals.is_empty().then(|| ("export_nothing_sealed".to_owned(), nothing));
        Ok(Self { file: FileKind::Export, refused, pages: None, export: Some(told), seals })
    }

    /// The organisation that the first record in the file names, or the export; nobody has compared its key yet.
    #[must_use]
    pub fn organisation(&self) -> Option<OrganisationId> {
        let first = self.seals.iter().find_map(|found| found.seal.as_ref().ok()).map(|seal| seal.record.body.organisation);
        first.or(self.export.as_ref().map(|export| export.organisation))
    }

    /// The devices that the records in the file name, each once.
    #[must_use]
    pub fn devices(&self) -> Vec<DeviceId> {
        let named = self.seals.iter().filter_map(|found| found.seal.as_ref().ok()).map(|seal| seal.record.body.device);
        named.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// What that means for somebody who trusts `trust`.
    #[must_use]
    pub fn verdict(self, trust: &Trust) -> Verdict {
        let seals: Vec<SealVerdict> = self.seals.into_iter().map(|found| found.judged(trust)).collect();
        let first = seals.iter().zip(1..).find(|(seal, _)| !seal.valid).map(|(seal, number)| {
            let detail = seal.detail.clone().unwrap_or_default();
            let detail = if seals.len() > 1 { format!("record {number}: {detail}") } else { detail };
            (seal.code.clone().unwrap_or_default(), detail)
        });
        let wrong = self.refused.or(first);
        let (pages, layout) = match self.pages {
            None => (None, None),
            Some(Pages::Match) => (Some(PagesVerdict::Match), None),
            Some(Pages::Differ) => (Some(PagesVerdict::Differ), None),
            Some(Pages::OtherLayout(layout)) => (Some(PagesVerdict::OtherLayout), Some(layout)),
        };
        let (code, detail) = wrong.unzip();
        Verdict { valid: code.is_none(), file: self.file, code, detail, pages, layout, export: self.export, seals }
    }
}

impl Found {
    fn judged(self, trust: &Trust) -> SealVerdict {
        let Self { sha256, seal, later, received_at } = self;
        let (said, judged) = match &seal {
            Ok(seal) => (Some(Box::new(Said::of(seal))), trust.judge(seal, received_at)),
            Err(error) => (None, Err(error.clone())),
        };
        let (notes, error) = match judged {
            Ok(notes) => (notes, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        SealVerdict {
            valid: error.is_none(),
            sha256,
            code: error.as_ref().map(|error| error.code().to_owned()),
            detail: error.map(|error| error.to_string()),
            notes,
            later,
            said,
        }
    }
}

fn digest(seal: &VerifiedSeal) -> String {
    seal.record.to_bytes().map(|record| digest_of(&record)).unwrap_or_default()
}
