//! What the list of repairs shows of one.

use model::documents::custody::Holder;
use model::documents::repair::assessment::{Assessment, RepairFlag};
use model::documents::repair::status::Stage;
use model::id::DocumentId;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RepairCard {
    /// The visit on which the goods were taken.
    pub(crate) visit: Option<DocumentId>,
    /// The customer signed for the return.
    pub(crate) return_signed: bool,
    pub(crate) receipt: String,
    pub(crate) customer: String,
    pub(crate) product: String,
    pub(crate) stage: Stage,
    /// Everybody who is said to have it: one, unless that is unclear.
    pub(crate) holders: Vec<Holder>,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) flags: Vec<RepairFlag>,
}

impl RepairCard {
    pub(crate) fn of(assessment: &Assessment) -> Self {
        Self {
            visit: assessment.repair.opened.kind.visit,
            return_signed: assessment.return_signed,
            receipt: assessment.register.receipt.clone(),
            customer: assessment.register.customer.clone(),
            product: assessment.register.product.clone(),
            stage: assessment.stage,
            holders: assessment.custody.ends.iter().map(|end| end.holder.clone()).collect(),
            due_at: assessment.repair.due_at(),
            flags: assessment.flags.clone(),
        }
    }
}
