//! What a sign-off stands for, and the sentence that goes with it. The sentences are part of the paper: another wording is another
//! version of the voucher, or old seals would no longer verify.

use serde::{Deserialize, Serialize};

use super::voucher::Language;

/// What a sign-off stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SignOffKind {
    /// The customer accepts the work.
    Acceptance,
    /// The customer agrees to the charges before the work.
    FeeConsent,
    /// The person visited confirms what a return visit recorded.
    ReturnVisit,
    /// The customer hands goods over for repair.
    TakeAway,
    /// The customer has the goods back and accepts the result.
    GoodsReturn,
    /// The customer was asked and did not sign.
    Refused,
    /// Nobody was there to sign.
    Absent,
}

/// Which kind of paper a sign-off is given on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// The voucher of a visit.
    Visit,
    /// The receipt of goods.
    Goods,
}

impl SignOffKind {
    /// The paper it is given on.
    #[must_use]
    pub fn paper(self) -> PaperKind {
        match self {
            Self::TakeAway | Self::GoodsReturn => PaperKind::Goods,
            Self::Acceptance | Self::FeeConsent | Self::ReturnVisit | Self::Refused | Self::Absent => PaperKind::Visit,
        }
    }

    /// Whether somebody of the customer's signs. The other kinds record that nobody did; no mark is ever put under them.
    #[must_use]
    pub fn is_signed(self) -> bool {
        !matches!(self, Self::Refused | Self::Absent)
    }
}

/// The sentence a customer signs, or the one that stands where nobody signed.
#[must_use]
pub fn statement(kind: SignOffKind, language: Language) -> &'static str {
    match language {
        Language::Chinese => chinese(kind),
        Language::English => english(kind),
    }
}

fn chinese(kind: SignOffKind) -> &'static str {
    match kind {
        SignOffKind::Acceptance => "本人已阅读以上服务内容，确认服务已完成并予以验收。本签名仅对以上所示内容有效。",
        SignOffKind::FeeConsent => "服务开始前已向本人说明以上收费，本人同意按此收费。除以上所列费用外，无须支付其他费用。",
        SignOffKind::ReturnVisit => "以上回访内容与本人所见、所述相符。本签名仅对以上所示内容有效。",
        SignOffKind::TakeAway => "本人将以上物品交给服务人员带走维修，以上所列外观、功能和附件属实。本签名不是对维修结果的验收。",
        SignOffKind::GoodsReturn => "本人已收回以上物品及附件，并对以上所述结果予以验收。本签名仅对以上所示内容有效。",
        SignOffKind::Refused => "已请客户阅读以上内容，客户没有签字。原因和客户的原话由服务人员如实记录。",
        SignOffKind::Absent => "当时没有人可以签字。原因由服务人员如实记录。",
    }
}

fn english(kind: SignOffKind) -> &'static str {
    match kind {
        SignOffKind::Acceptance => {
            "I have read the above. The service is finished and I accept it. My signature covers exactly what is shown here."
        }
        SignOffKind::FeeConsent => {
            "I was told the above charges before the work and agree to them. I owe nothing beyond what is listed here."
        }
        SignOffKind::ReturnVisit => {
            "The above is what was seen and what I said at this return visit. My signature covers exactly what is shown here."
        }
        SignOffKind::TakeAway => {
            "I hand over the goods above to be taken away for repair. Their condition and accessories are as described. With this \
             signature I do not accept any repair."
        }
        SignOffKind::GoodsReturn => {
            "I have the goods and accessories above back and accept the result as described. My signature covers exactly what is \
             shown here."
        }
        SignOffKind::Refused => {
            "The customer was asked to read the above and did not sign. The reason and the customer's words are recorded by the \
             technician."
        }
        SignOffKind::Absent => "Nobody was there to sign. The reason is recorded by the technician.",
    }
}
