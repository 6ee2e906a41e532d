//! The register of repairs: goods taken along, who has them, and the in/out register of customers' goods (F-04, R-093).

use model::documents::custody::Link;
use model::documents::repair::assessment::{Assessment, RepairFlag};
use model::documents::repair::status::{ReceiptState, Stage};
use model::id::DocumentId;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Goods that were taken along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct RepairRow {
    /// Number of the receipt.
    receipt: String,
    /// What became of the receipt.
    receipt_state: ReceiptState,
    /// The visit on which they were taken.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    visit: Option<DocumentId>,
    /// Number of the call-out.
    call_out: String,
    /// The customer's name.
    customer: String,
    /// Product and model.
    product: String,
    /// Serial; may be empty.
    serial: String,
    /// What an item is known by over several repairs: one open repair for each.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    item_key: Option<String>,
    /// What is wrong.
    fault: String,
    /// How far it is.
    stage: Stage,
    /// Everybody who is said to have them: one, unless that is unclear.
    holders: Vec<Link>,
    /// Who had them, one after the other.
    chain: Vec<Link>,
    /// The day they were taken, `YYYY-MM-DD`.
    taken_on: String,
    /// The day they came back.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    returned_on: Option<String>,
    /// By when the repair is due.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    due_at: Option<Timestamp>,
    /// The day on which the customer is to be told that they are ready.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    notice_due_on: Option<String>,
    /// Real repair time, in **minutes** (R-087).
    minutes: u32,
    /// The customer signed that they were taken.
    taking_signed: bool,
    /// The customer signed that they are back.
    return_signed: bool,
    /// Back, signed for, and the receipt dealt with.
    complete: bool,
    /// What a person should look at.
    flags: Vec<RepairFlag>,
}

impl RepairRow {
    pub(super) fn of(assessment: &Assessment) -> Self {
        let taken = &assessment.repair.opened.kind;
        let register = &assessment.register;
        Self {
            receipt: register.receipt.clone(),
            receipt_state: assessment.receipt,
            visit: taken.visit,
            call_out: taken.call_out.clone(),
            customer: register.customer.clone(),
            product: register.product.clone(),
            serial: register.serial.clone(),
            item_key: assessment.repair.item_key(),
            fault: taken.fault.clone(),
            stage: assessment.stage,
            holders: assessment.custody.ends.clone(),
            chain: assessment.custody.chain.clone(),
            taken_on: register.taken_on.to_string(),
            returned_on: register.returned_on.map(|day| day.to_string()),
            due_at: assessment.repair.due_at(),
            notice_due_on: assessment.repair.notice_due_on().map(|day| day.to_string()),
            minutes: assessment.card.minutes,
            taking_signed: assessment.taking_signed,
            return_signed: assessment.return_signed,
            complete: assessment.is_complete(),
            flags: assessment.flags.clone(),
        }
    }
}

/// The stored word for how far a repair is.
pub(super) fn state(assessment: &Assessment) -> &'static str {
    match assessment.stage {
        Stage::Taken => "taken",
        Stage::InRepair => "in_repair",
        Stage::Inspected => "inspected",
        Stage::Ready => "ready",
        Stage::Returned => "returned",
    }
}
