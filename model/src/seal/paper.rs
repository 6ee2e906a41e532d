//! The paper a sign-off is given on: what the customer read, as one value with canonical bytes.

use serde::{Deserialize, Serialize};

use super::SealError;
use super::goods::{GOODS_VERSION, GoodsVoucher};
use super::statement::{PaperKind, SignOffKind, statement};
use super::voucher::{Language, VERSION, Voucher};
use crate::id::{DocumentId, OrganisationId};

/// What the customer read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "a paper is read one at a time, and most are vouchers of visits")]
pub enum Paper {
    /// The voucher of a visit.
    Visit(Voucher),
    /// The receipt of goods.
    Goods(GoodsVoucher),
}

impl Paper {
    /// The document the paper was rendered from.
    #[must_use]
    pub fn document(&self) -> DocumentId {
        match self {
            Self::Visit(voucher) => voucher.visit,
            Self::Goods(voucher) => voucher.repair,
        }
    }

    /// Whose paper it is.
    #[must_use]
    pub fn organisation(&self) -> OrganisationId {
        match self {
            Self::Visit(voucher) => voucher.organisation.id,
            Self::Goods(voucher) => voucher.organisation.id,
        }
    }

    /// What a sign-off on it stands for.
    #[must_use]
    pub fn kind(&self) -> SignOffKind {
        match self {
            Self::Visit(voucher) => voucher.kind,
            Self::Goods(voucher) => voucher.kind,
        }
    }

    /// The language it was shown in.
    #[must_use]
    pub fn language(&self) -> Language {
        match self {
            Self::Visit(voucher) => voucher.language,
            Self::Goods(voucher) => voucher.language,
        }
    }

    /// The sentence that is signed.
    #[must_use]
    pub fn statement(&self) -> &str {
        match self {
            Self::Visit(voucher) => &voucher.statement,
            Self::Goods(voucher) => &voucher.statement,
        }
    }

    /// The paper's one canonical form (RFC 8785).
    ///
    /// # Errors
    /// [`SealError::NotCanonical`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealError> {
        match self {
            Self::Visit(voucher) => voucher.to_bytes(),
            Self::Goods(voucher) => voucher.to_bytes(),
        }
    }

    /// Reads the canonical form of a paper for `kind`: of a version known here, with the sentence that belongs to it.
    pub(super) fn parse(kind: SignOffKind, text: &str) -> Result<Self, SealError> {
        let unreadable = |error: serde_json::Error| SealError::Unreadable(error.to_string());
        let (paper, known, version) = match kind.paper() {
            PaperKind::Visit => {
                let voucher: Voucher = serde_json::from_str(text).map_err(unreadable)?;
                let version = voucher.version;
                (Self::Visit(voucher), (1..=VERSION).contains(&version), version)
            }
            PaperKind::Goods => {
                let voucher: GoodsVoucher = serde_json::from_str(text).map_err(unreadable)?;
                let version = voucher.version;
                (Self::Goods(voucher), version == GOODS_VERSION, version)
            }
        };
        if !known {
            return Err(SealError::UnknownFormat(format!("voucher {version}")));
        }
        if paper.to_bytes()? != text.as_bytes() {
            return Err(SealError::NotCanonical("the voucher".to_owned()));
        }
        if paper.kind() != kind {
            return Err(SealError::OtherVisit);
        }
        if paper.statement() != statement(kind, paper.language()) {
            return Err(SealError::VoucherChanged);
        }
        Ok(paper)
    }
}

impl From<Voucher> for Paper {
    fn from(voucher: Voucher) -> Self {
        Self::Visit(voucher)
    }
}

impl From<GoodsVoucher> for Paper {
    fn from(voucher: GoodsVoucher) -> Self {
        Self::Goods(voucher)
    }
}
