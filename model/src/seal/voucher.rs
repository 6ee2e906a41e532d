//! The voucher: everything the customer reads before signing, as one self-contained value with canonical bytes (RFC 8785).
//!
//! The same visit at the same version always gives the same bytes. A voucher is compared at the version it was written in
//! ([`Voucher::at`]), so that old seals stay valid; what they say is never rendered anew. Left out: layout; a page shows these fields,
//! nothing else.

use serde::{Deserialize, Serialize};

pub use super::statement::{SignOffKind, statement};

use super::details::{VoucherDetails, name_of};
use super::{SealError, canonical};
use crate::documents::visit::Visit;
use crate::documents::visit::records::{
    Asset, CallOut, CheckResult, CheckStage, ChecklistItem, Customer, EventKind, Organisation, PartSwap, localised,
};
use crate::id::{DocumentId, PersonId};
use crate::time::Timestamp;

/// The language a voucher is shown and signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Language {
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The language of this BCP 47 tag, if vouchers are written in it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag {
            "zh-CN" | "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }
}

/// The version of vouchers written here. Version 1 knew none of the [details](VoucherDetails).
pub const VERSION: u32 = 2;

/// A voucher. Field names and meaning are a promise for decades: a change is a new `version`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    /// [`VERSION`], or the one it was written in.
    pub version: u32,
    /// Language of labels and statement.
    pub language: Language,
    /// What the signature stands for.
    pub kind: SignOffKind,
    /// The sentence that is signed.
    pub statement: String,
    /// Who sends the technician.
    pub organisation: Organisation,
    /// The visit.
    pub visit: DocumentId,
    /// The call-out: number, fault as reported, who pays.
    pub call_out: CallOut,
    /// The customer.
    pub customer: Customer,
    /// The product.
    pub asset: Asset,
    /// Who worked.
    pub technician: VoucherTechnician,
    /// Times as told on site.
    pub times: VoucherTimes,
    /// What was checked.
    pub checklist: Vec<VoucherCheck>,
    /// What was found.
    pub findings: String,
    /// What was done.
    pub treatment: String,
    /// What was exchanged; struck lines are left out.
    pub parts: Vec<PartSwap>,
    /// Photos, by hash.
    pub photos: Vec<VoucherPhoto>,
    /// What vouchers of version 2 say besides.
    #[serde(flatten)]
    pub details: VoucherDetails,
}

/// The technician who finished the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherTechnician {
    /// Id of the person.
    pub id: PersonId,
    /// Name.
    pub name: String,
}

/// Times on the voucher, by the device's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherTimes {
    /// Arrival on site.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub arrived_at: Option<Timestamp>,
    /// Start of the work.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub started_at: Option<Timestamp>,
    /// End of the work.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub finished_at: Option<Timestamp>,
}

/// One check on the voucher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherCheck {
    /// What was checked, in the voucher's language.
    pub label: String,
    /// What it came to; absent if it was not required and not answered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub result: Option<CheckResult>,
    /// The technician's note; may be empty.
    pub note: String,
}

/// One photo on the voucher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherPhoto {
    /// SHA-256 of the file, 64 hex digits.
    pub sha256: String,
    /// Caption.
    pub caption: String,
}

impl Voucher {
    /// The voucher of `visit` as it reads.
    #[must_use]
    pub fn of(visit: &Visit, kind: SignOffKind, language: Language) -> Self {
        Self::at(VERSION, visit, kind, language)
    }

    /// The voucher of `visit` as `version` renders it.
    #[must_use]
    pub fn at(version: u32, visit: &Visit, kind: SignOffKind, language: Language) -> Self {
        let finish = visit.finishes().last();
        let person = finish.map(|event| event.record.by).or_else(|| visit.assignment().map(|assignment| assignment.technician));
        let id = person.unwrap_or_else(|| PersonId::from_bytes([0; 16]));
        let name = if version == 1 { assigned_name(visit, id) } else { name_of(visit, id) };
        Self {
            version,
            language,
            kind,
            statement: statement(kind, language).to_owned(),
            organisation: visit.organisation.clone(),
            visit: visit.id,
            call_out: visit.call_out.clone(),
            customer: visit.customer.clone(),
            asset: visit.asset.clone(),
            technician: VoucherTechnician { id, name },
            times: VoucherTimes {
                arrived_at: visit.arrival().map(|event| event.clock.wall_at),
                started_at: visit.started_at(),
                finished_at: finish.map(|event| event.record.clock.wall_at),
            },
            // The kit is the technician's own matter.
            checklist: visit
                .checklist
                .iter()
                .filter(|item| item.record.stage != CheckStage::Preparation)
                .map(|item| VoucherCheck::of(&item.record, language))
                .collect(),
            findings: visit.findings.clone(),
            treatment: visit.treatment.clone(),
            parts: visit.parts_in_force().map(|line| line.record.swap.clone()).collect(),
            photos: visit
                .photos
                .iter()
                .map(|photo| VoucherPhoto { sha256: photo.record.sha256.clone(), caption: photo.record.caption.clone() })
                .collect(),
            details: if version == 1 { VoucherDetails::default() } else { VoucherDetails::of(visit, id) },
        }
    }

    /// What a change makes another revision of: the voucher without what only counts revisions or follows the work by its
    /// nature, such as the survey and the money that is paid afterwards.
    #[must_use]
    pub fn substance(visit: &Visit, kind: SignOffKind) -> Self {
        let mut voucher = Self::of(visit, kind, Language::Chinese);
        voucher.details = voucher.details.substance();
        voucher
    }

    /// The voucher's one canonical form (RFC 8785).
    ///
    /// # Errors
    /// [`SealError::NotCanonical`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealError> {
        canonical(self)
    }
}

impl VoucherCheck {
    fn of(item: &ChecklistItem, language: Language) -> Self {
        Self {
            label: localised(&item.label, language.tag()).to_owned(),
            result: item.answer.as_ref().map(|answer| answer.result),
            note: item.answer.as_ref().map(|answer| answer.note.clone()).unwrap_or_default(),
        }
    }
}

/// The name as version 1 found it: of whoever is or was assigned.
fn assigned_name(visit: &Visit, person: PersonId) -> String {
    let named = visit.events.iter().rev().find_map(|event| match &event.record.kind {
        EventKind::Assigned { technician, technician_name, .. } if *technician == person => Some(technician_name.clone()),
        _ => None,
    });
    named.unwrap_or_default()
}
