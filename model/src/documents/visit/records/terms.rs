//! The terms of a visit: what the organisation's policy said when the visit was opened. They stay with the visit, so that
//! anyone can judge it later without the policy, and a changed policy changes no visit that is under way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::FaultClass;
use crate::policy::Exception;
use crate::time::Timestamp;

/// What applies to one visit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Terms {
    /// Which policy at which version, for people who ask why.
    pub policy: String,
    /// By when what is due (P-02).
    pub targets: Targets,
    /// What paid work asks for (P-05, P-06).
    pub fees: FeeTerms,
    /// What a sign-off asks for (P-13, P-14, R-062).
    pub sign_off: SignOffTerms,
    /// Whether a completion date may be named on site (P-22, R-048).
    pub promise: MayPromise,
    /// Days from completion until an old part is handed over; absent where the organisation sets no date.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub old_part_days: Option<u32>,
    /// The organisation's time zone in **minutes** ahead of UTC, for what is printed; absent in terms of older versions.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub utc_offset_minutes: Option<i32>,
}

/// By when what is due (P-02). Absent targets do not apply.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Targets {
    /// Which row of the policy gave them, or why there are none, as a stable code such as `service-center/town`.
    pub basis: String,
    /// The customer has an answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub answer_by: Option<Timestamp>,
    /// A technician is on site.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub arrive_by: Option<Timestamp>,
    /// There is a plan.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plan_by: Option<Timestamp>,
    /// The fault is gone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fix_by: Option<Timestamp>,
    /// So many **milliseconds** after the arrival there is a plan.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plan_after_arrival_ms: Option<i64>,
    /// So many **milliseconds** after the arrival the fault is gone, and not later than `fix_by` if that is set.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fix_after_arrival_ms: Option<i64>,
    /// When the fault is gone if its class is set on the way, for the classes where that differs; counted from the
    /// request like the rest. Documents hold no lists.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub by_class: BTreeMap<FaultClass, ClassTargets>,
    /// The answer is owed in writing.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub answer_in_writing: bool,
    /// What follows is owed to the customer as feedback.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub feedback_to_customer: bool,
    /// Whether an exception may be noted beside a missed target; those that are absent may not. Documents hold no lists.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub exceptions: BTreeMap<Exception, bool>,
}

/// When the fault is gone, for one class of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClassTargets {
    /// By then.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fix_by: Option<Timestamp>,
    /// So many **milliseconds** after the arrival, and not later than `fix_by` if that is set.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fix_after_arrival_ms: Option<i64>,
}

/// What paid work asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeeTerms {
    /// Paid work starts only after the customer agreed to the fee.
    pub consent_first: bool,
    /// No fee of any kind without a leader's consent.
    pub leader_consent_needed: bool,
    /// Who gave the leader's consent with the order; absent if nobody did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub leader_consent_by: Option<String>,
    /// Up to this sum the technician collects on the spot; absent where nothing is collected on site.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub small_fee_limit_fen: Option<i64>,
    /// How the invoice reaches the customer.
    pub invoice: InvoiceWay,
    /// What each type of service charges (P-05); without it, paid and contract service charge parts and labour, the others nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub charges: Option<ChargeTerms>,
}

/// What each type of service charges the customer (P-05, R-029).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChargeTerms {
    /// Paid service.
    pub a: Charging,
    /// Contract service.
    pub b: Charging,
    /// Free service.
    pub c: Charging,
    /// Internal and other service.
    pub d: Charging,
}

/// What one type of service charges the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Charging {
    /// Parts.
    pub parts: bool,
    /// Labour and the way.
    pub labour: bool,
}

/// How the invoice reaches the customer (P-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum InvoiceWay {
    /// By mail after collection, else made the same day.
    #[default]
    Mailed,
    /// Handed over on site.
    OnSite,
}

/// What a sign-off asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignOffTerms {
    /// Whether the customer's stamp is asked for.
    pub stamp: StampUse,
    /// The customer fills in the satisfaction sheet at the end of the visit.
    pub survey_on_site: bool,
    /// Grade scale of the survey (P-14), as a stable code.
    pub survey_scale: String,
}

/// Whether the customer's stamp is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StampUse {
    /// A stamp counts as a signature.
    #[default]
    Counts,
    /// Signature and stamp are both needed.
    Required,
}

/// Whether a completion date may be named on site (P-22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MayPromise {
    /// It may.
    #[default]
    Yes,
    /// It must.
    Must,
    /// Only with a document behind it.
    WithDocument,
}
