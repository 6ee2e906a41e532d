//! When an order is complete: signed for, and everything that was taken along is back and signed for.
//!
//! Left out: an order of several visits. Each visit is judged with the goods that were taken on it; the register clears an order once
//! one of its visits is complete and on none of them [goods are out](OrderOfVisit::goods_are_out).

use crate::documents::visit::assessment::{Assessment, Signature};
use crate::documents::visit::records::StopReason;
use crate::documents::visit::status::WorkStatus;

/// Goods that were taken along on one visit, as far as their repairs are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GoodsOfVisit {
    /// Repairs that were opened from it.
    pub repairs: u32,
    /// Those of them that are back and signed for.
    pub signed_back: u32,
}

/// What a visit says of whether its order is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderOfVisit {
    /// How far the work is.
    pub status: WorkStatus,
    /// Whether the customer has signed the visit's own voucher.
    pub signature: Signature,
    /// Parts in force, in lines: repaired on the spot.
    pub parts: u32,
    /// How often goods were taken along.
    pub taken_away: u32,
}

impl GoodsOfVisit {
    /// Whether goods are not back, or not signed for.
    #[must_use]
    pub fn are_out(self) -> bool {
        self.signed_back < self.repairs
    }
}

impl OrderOfVisit {
    /// What the assessed visit says of it.
    #[must_use]
    pub fn of(assessment: &Assessment) -> Self {
        let visit = &assessment.visit;
        let taken_away = visit.stops().iter().filter(|stop| stop.why == StopReason::TakenAway).count();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            status: assessment.status,
            signature: assessment.signature,
            parts: count(visit.parts_in_force().count()),
            taken_away: count(taken_away),
        }
    }

    /// Whether something that the visit says was taken along is not back, not signed for, or not known yet.
    #[must_use]
    pub fn goods_are_out(self, goods: GoodsOfVisit) -> bool {
        self.taken_away > 0 && (goods.are_out() || goods.signed_back < self.taken_away)
    }
}

/// Whether the order is complete.
///
/// * The customer signed the visit as it stands, or a leader accepted what was corrected since; and nothing that
///   was taken along is still out.
/// * Or the work is finished, and for all that was taken along on it the customer signed the return: the second signature completes the
///   order. What was repaired on the spot has a signature of its own, and what was corrected after one is signed again
///   or accepted.
///
/// Goods count only where the visit says that they were taken: a repair that merely names a visit says nothing of it.
#[must_use]
pub fn is_order_complete(visit: OrderOfVisit, goods: GoodsOfVisit) -> bool {
    let is_out = visit.goods_are_out(goods);
    match visit.signature {
        Signature::Current | Signature::Accepted => !is_out,
        Signature::ChangedSince | Signature::Amending => false,
        Signature::None => visit.status == WorkStatus::Finished && visit.taken_away > 0 && !is_out && visit.parts == 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETURNED: OrderOfVisit = OrderOfVisit { status: WorkStatus::Finished, signature: Signature::None, parts: 0, taken_away: 1 };
    const BACK: GoodsOfVisit = GoodsOfVisit { repairs: 1, signed_back: 1 };
    const OUT: GoodsOfVisit = GoodsOfVisit { repairs: 1, signed_back: 0 };

    /// the second of two signatures completes the order; the first does not.
    #[test]
    fn the_signed_return_completes_the_order() {
        assert!(is_order_complete(RETURNED, BACK));
        assert!(!is_order_complete(RETURNED, OUT));
        assert!(!is_order_complete(RETURNED, GoodsOfVisit::default()), "the repair is not known yet");
        assert!(!is_order_complete(OrderOfVisit { status: WorkStatus::Working, ..RETURNED }, BACK), "there is still work to do");
    }

    /// of several goods the last one back completes the order, also while the repair of another one is not known yet.
    #[test]
    fn all_goods_are_back() {
        let two = OrderOfVisit { taken_away: 2, ..RETURNED };
        assert!(!is_order_complete(two, BACK));
        assert!(!is_order_complete(two, GoodsOfVisit { repairs: 2, signed_back: 1 }));
        assert!(is_order_complete(two, GoodsOfVisit { repairs: 2, signed_back: 2 }));
    }

    /// without goods the voucher is signed, and parts that were fitted on the spot ask for it too.
    #[test]
    fn what_was_done_on_the_spot_is_signed_on_the_voucher() {
        let on_the_spot = OrderOfVisit { taken_away: 0, ..RETURNED };
        assert!(!is_order_complete(on_the_spot, GoodsOfVisit::default()));
        assert!(!is_order_complete(on_the_spot, BACK), "a repair that only names the visit");
        let signed = OrderOfVisit { signature: Signature::Current, ..on_the_spot };
        assert!(is_order_complete(signed, GoodsOfVisit::default()));
        assert!(is_order_complete(signed, OUT), "a repair that only names the visit");
        assert!(!is_order_complete(OrderOfVisit { parts: 1, ..RETURNED }, BACK));
        assert!(is_order_complete(OrderOfVisit { parts: 1, signature: Signature::Current, ..RETURNED }, BACK));
    }

    /// a voucher that was signed while goods are out, or changed since, does not complete the order.
    #[test]
    fn a_voucher_does_not_stand_in_for_the_return() {
        for signature in [Signature::Current, Signature::Accepted] {
            assert!(!is_order_complete(OrderOfVisit { signature, ..RETURNED }, OUT));
            assert!(!is_order_complete(OrderOfVisit { signature, ..RETURNED }, GoodsOfVisit::default()), "the repair is not known yet");
            assert!(is_order_complete(OrderOfVisit { signature, ..RETURNED }, BACK));
        }
        for signature in [Signature::ChangedSince, Signature::Amending] {
            assert!(!is_order_complete(OrderOfVisit { signature, ..RETURNED }, BACK));
        }
    }
}
