//! The voucher: everything the customer reads before signing, as one self-contained value with canonical bytes (RFC 8785).
//!
//! The same visit at the same version always gives the same bytes. Left out: layout; a page shows these fields, nothing else.

use serde::{Deserialize, Serialize};

use super::{SealError, canonical};
use crate::documents::visit::Visit;
use crate::documents::visit::records::{Asset, CallOut, CheckResult, Customer, Organisation, PartSwap, localised};
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

/// The version of vouchers written here.
pub const VERSION: u32 = 1;

/// What a sign-off stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SignOffKind {
    /// The customer accepts the work.
    Acceptance,
}

/// The sentence a customer signs. Part of voucher version 1: another wording is another version, or old seals would no longer verify.
#[must_use]
pub fn statement(kind: SignOffKind, language: Language) -> &'static str {
    match (kind, language) {
        (SignOffKind::Acceptance, Language::Chinese) => "本人已阅读以上服务内容，确认服务已完成并予以验收。本签名仅对以上所示内容有效。",
        (SignOffKind::Acceptance, Language::English) => {
            "I have read the above. The service is finished and I accept it. My signature covers exactly what is shown here."
        }
    }
}

/// A voucher. Field names and meaning are a promise for decades: a change is a new `version`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    /// [`VERSION`].
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
        let finish = visit.finishes().last();
        let person = finish.map(|event| event.record.by).or_else(|| visit.assignment().map(|assignment| assignment.technician));
        let id = person.unwrap_or_else(|| PersonId::from_bytes([0; 16]));
        Self {
            version: VERSION,
            language,
            kind,
            statement: statement(kind, language).to_owned(),
            organisation: visit.organisation.clone(),
            visit: visit.id,
            call_out: visit.call_out.clone(),
            customer: visit.customer.clone(),
            asset: visit.asset.clone(),
            technician: VoucherTechnician { id, name: visit.technician_name(id).unwrap_or_default().to_owned() },
            times: VoucherTimes {
                arrived_at: visit.arrival().map(|event| event.clock.wall_at),
                started_at: visit.started_at(),
                finished_at: finish.map(|event| event.record.clock.wall_at),
            },
            checklist: visit.checklist.iter().map(|item| VoucherCheck::of(&item.record, language)).collect(),
            findings: visit.findings.clone(),
            treatment: visit.treatment.clone(),
            parts: visit.parts_in_force().map(|line| line.record.swap.clone()).collect(),
            photos: visit
                .photos
                .iter()
                .map(|photo| VoucherPhoto { sha256: photo.record.sha256.clone(), caption: photo.record.caption.clone() })
                .collect(),
        }
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
    fn of(item: &crate::documents::visit::records::ChecklistItem, language: Language) -> Self {
        Self {
            label: localised(&item.label, language.tag()).to_owned(),
            result: item.answer.as_ref().map(|answer| answer.result),
            note: item.answer.as_ref().map(|answer| answer.note.clone()).unwrap_or_default(),
        }
    }
}
