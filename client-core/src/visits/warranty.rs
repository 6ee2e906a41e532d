//! Who pays, proposed without a signal: the product's file, the contract and what the technician found decide (R-029, R-088,
//! R-229…R-234). The technician takes the proposal over, or decides otherwise with a reason
//! ([`Visits::decide_service_type`](super::Visits::decide_service_type)).

use model::id::DocumentId;
use model::rules::local_day;
use model::rules::warranty::{VoidReason, WarrantyCase, WarrantyDecision, decide};

use super::{ActionError, Visits};
use crate::reference::held;

/// What the technician found on site, beside the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WarrantyFindings {
    /// The component at fault, if the terms name it.
    pub component: Option<String>,
    /// The customer could show a proof of purchase.
    pub proof_seen: bool,
    /// What voids the warranty, if anything does.
    pub void: Option<VoidReason>,
    /// Customer and technician do not agree, or the cause is not clear.
    pub disputed: bool,
}

impl Visits {
    /// Who pays for this visit today, with the rule it rests on. Nothing is kept.
    ///
    /// # Errors
    /// [`ActionError::NotFound`], [`ActionError::Document`], [`ActionError::Store`].
    pub fn warranty(&self, id: DocumentId, findings: &WarrantyFindings) -> Result<WarrantyDecision, ActionError> {
        let now = self.core.clock.now();
        self.core.look(id, |conn, _, stand| {
            let visit = stand.visit();
            let file = held::asset(conn, &visit.asset.serial)?;
            Ok(decide(&WarrantyCase {
                file: file.as_ref(),
                component: findings.component.as_deref(),
                work: visit.call_out.work,
                on: local_day(now, held::policy(conn)?.policy.utc_offset_minutes()),
                proof_seen: findings.proof_seen,
                void: findings.void,
                disputed: findings.disputed,
            }))
        })
    }
}
