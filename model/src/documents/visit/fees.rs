//! What a dispatcher or accountant should look at about money (R-024, R-029, R-107… ). Money that came is never refused:
//! it was taken, and the flag says what is wrong about it.

use super::Visit;
use super::assessment::Attention;
use super::records::{EventKind, FeeTerms, ServiceType};
use crate::time::Timestamp;

/// What the customer agreed to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AgreedFee {
    /// The highest sum, by word or by signature, in **fen**.
    pub(super) fen: Option<i64>,
    /// Whether a consent was signed before the work began.
    pub(super) signed_first: bool,
}

/// The flags about money.
pub(super) fn money_attention(visit: &Visit, agreed: AgreedFee) -> Vec<Attention> {
    let fees = visit.terms.as_ref().map(|terms| &terms.fees);
    let (charges_fen, collected_fen) = (visit.charges_fen(), visit.collected_fen());
    let owed = charges_fen > 0 || collected_fen > 0;
    let consent_first = fees.is_some_and(|fees| fees.consent_first);
    let decisions = visit.service_decisions();
    let differ = decisions.first().is_some_and(|first| decisions.iter().any(|other| other.service_type != first.service_type));
    let raised = [
        (
            consent_first && owed && (agreed.fen < Some(charges_fen) || (!agreed.signed_first && agreed_late(visit))),
            Attention::FeeWithoutConsent,
        ),
        (owed && fees.is_some_and(lacks_leader), Attention::FeeWithoutLeader),
        (visit.charges().any(|charge| !visit.may_charge(charge.what)), Attention::ChargeNotDue),
        (collected_fen > charges_fen, Attention::CollectedBeyondCharges),
        (collected_fen > fees.and_then(|fees| fees.small_fee_limit_fen).unwrap_or_default(), Attention::CollectedAboveLimit),
        (!visit.open_money().is_empty(), Attention::MoneyOpen),
        (differ, Attention::ServiceTypesDiffer),
        (visit.is_fee_open(), Attention::FeeDisputed),
    ];
    raised.into_iter().filter(|(raised, _)| *raised).map(|(_, attention)| attention).collect()
}

/// Whether no fee may be taken because no leader consented.
pub(crate) fn lacks_leader(fees: &FeeTerms) -> bool {
    fees.leader_consent_needed && fees.leader_consent_by.as_deref().is_none_or(crate::rules::is_blank)
}

/// Whether work that was ordered as paid began before the customer agreed by word to any fee.
fn agreed_late(visit: &Visit) -> bool {
    let first = |wanted: fn(&EventKind) -> bool| -> Option<Timestamp> {
        visit.events.iter().find(|event| wanted(&event.record.kind)).map(|event| event.record.clock.best_guess())
    };
    let agreed = first(|kind| matches!(kind, EventKind::FeeAgreed { .. }));
    let begun = first(|kind| matches!(kind, EventKind::Started));
    let late = matches!((agreed, begun), (Some(agreed), Some(begun)) if begun < agreed);
    late && visit.call_out.service_type == ServiceType::A
}
