//! The paper that goes with goods: what the customer reads when goods are taken away for repair, and when they come back (F-03,
//! …R-103). A plain value: the room of the repair renders it from its document, the seal binds it.

use serde::{Deserialize, Serialize};

use super::details::VoucherCharge;
use super::statement::SignOffKind;
use super::voucher::{Language, VoucherTechnician};
use super::{SealError, canonical};
use crate::documents::visit::records::{Customer, Organisation};
use crate::id::DocumentId;
use crate::time::Timestamp;

/// The version of goods vouchers written here.
pub const GOODS_VERSION: u32 = 1;

/// A goods voucher. Field names and meaning are a promise for decades: a change is a new `version`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsVoucher {
    /// [`GOODS_VERSION`].
    pub version: u32,
    /// Language of labels and statement.
    pub language: Language,
    /// [`SignOffKind::TakeAway`] or [`SignOffKind::GoodsReturn`].
    pub kind: SignOffKind,
    /// The sentence that is signed.
    pub statement: String,
    /// Who takes the goods.
    pub organisation: Organisation,
    /// The repair.
    pub repair: DocumentId,
    /// The visit at which the goods were taken.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub visit: Option<DocumentId>,
    /// Number of the call-out; may be empty.
    pub call_out_number: String,
    /// Whose goods they are.
    pub customer: Customer,
    /// Number of the goods receipt (E6).
    pub receipt_number: String,
    /// The goods.
    pub item: GoodsItem,
    /// What the customer says is wrong.
    pub fault: String,
    /// Who takes or returns the goods.
    pub technician: VoucherTechnician,
    /// When they were taken, by the device's clock.
    pub taken_at: Timestamp,
    /// When they are promised back.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub promised_for: Option<Timestamp>,
    /// When they were returned, by the device's clock.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub returned_at: Option<Timestamp>,
    /// What was done, or why they could not be repaired; empty when they are taken.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub work_done: String,
    /// Parts fitted.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parts: Vec<GoodsPart>,
    /// What it costs.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub charges: Vec<VoucherCharge>,
    /// Sum of the charges, in **fen**; absent without charges.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub charges_fen: Option<i64>,
    /// The inspection before the return.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inspection: Option<GoodsInspection>,
    /// The organisation's time zone in **minutes** ahead of UTC: how times stand on paper. Absent: in UTC.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub utc_offset_minutes: Option<i32>,
}

/// The goods as they were received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsItem {
    /// What it is.
    pub product: String,
    /// Its model.
    pub model: String,
    /// Its serial number; may be empty.
    pub serial: String,
    /// What came with it; may be empty.
    pub accessories: String,
    /// How it looked, as a stable code such as `scratched`.
    pub appearance: String,
    /// Whether it worked, as a stable code such as `abnormal`.
    pub function: String,
    /// The condition in words; may be empty.
    pub condition: String,
}

/// A part fitted in the workshop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsPart {
    /// Material code; may be empty.
    pub part_number: String,
    /// Name.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Number of the part that was taken out; may be empty.
    pub old_serial: String,
    /// Number of the part that was put in; may be empty.
    pub new_serial: String,
}

/// The inspection before the return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsInspection {
    /// Whether the goods passed.
    pub passed: bool,
    /// Who inspected them.
    pub by_name: String,
    /// A remark; may be empty.
    pub note: String,
}

impl GoodsVoucher {
    /// The voucher's one canonical form (RFC 8785).
    ///
    /// # Errors
    /// [`SealError::NotCanonical`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealError> {
        canonical(self)
    }
}
