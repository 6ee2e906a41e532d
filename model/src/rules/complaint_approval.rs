//! Who may decide on the sum of a complaint (R-175, R-176, P-09).

use crate::policy::{Policy, Unit};

/// Who may decide on a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approvers {
    /// Whoever handles complaints: nothing is paid.
    Anyone,
    /// Whoever decides at the desk: the policy names nobody for this sum.
    Deciders,
    /// People of these offices: the one of the sum's step, and those of later steps.
    Units(Vec<Unit>),
}

/// Who may decide on `amount_fen`, in **fen**. A policy without this row, or one that leaves a limit open, names nobody.
#[must_use]
pub fn complaint_approvers(policy: &Policy, amount_fen: Option<i64>) -> Approvers {
    let Some(fen) = amount_fen.filter(|fen| *fen != 0) else { return Approvers::Anyone };
    let Some(approval) = policy.approval.as_ref().filter(|row| row.is_whole()) else { return Approvers::Deciders };
    let Some(first) = approval.approver(fen) else { return Approvers::Deciders };
    let reaches = |limit: Option<i64>| limit.is_none_or(|limit| fen <= limit);
    let steps = approval.steps.iter().skip_while(|step| !(step.by == first && reaches(step.up_to_fen)));
    let mut units = Vec::new();
    for step in steps {
        if !units.contains(&step.by) {
            units.push(step.by);
        }
    }
    Approvers::Units(units)
}

impl Approvers {
    /// Whether somebody of `offices` may decide, and as which office; `may_decide` says whether this person decides at the desk.
    #[must_use]
    pub fn authority(&self, offices: &[Unit], may_decide: bool) -> Option<Option<Unit>> {
        match self {
            Self::Anyone => Some(None),
            Self::Deciders => may_decide.then_some(None),
            Self::Units(units) => units.iter().find(|unit| offices.contains(unit)).map(|unit| Some(*unit)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::policy::{Approval, ApprovalStep};

    fn machinery() -> Policy {
        let step = |up_to_fen, by| ApprovalStep { up_to_fen, by };
        let steps =
            vec![step(Some(100_000), Unit::MarketDepartment), step(Some(500_000), Unit::GeneralManager), step(None, Unit::Chairman)];
        Policy { approval: Some(Approval { steps }), ..Policy::default() }
    }

    /// up to 1000 yuan the market department, up to 5000 the general manager, above that the chairman; a later step may what an
    /// earlier one may.
    #[test]
    fn the_sum_decides_who_may_and_later_steps_may_it_too() {
        let all = [Unit::MarketDepartment, Unit::GeneralManager, Unit::Chairman];
        for (yuan, from) in [(1, 0), (1000, 0), (1001, 1), (5000, 1), (5001, 2)] {
            assert_eq!(complaint_approvers(&machinery(), Some(yuan * 100)), Approvers::Units(all[from..].to_vec()), "{yuan}");
        }
        let large = complaint_approvers(&machinery(), Some(200_000));
        assert_eq!(large.authority(&[Unit::MarketDepartment], true), None, "a role gives no office");
        assert_eq!(large.authority(&[Unit::MarketDepartment, Unit::Chairman], false), Some(Some(Unit::Chairman)));
    }

    /// nothing is paid: whoever handles it; no row, or limits that are not set: whoever decides at the desk.
    #[test]
    fn without_a_sum_anyone_and_without_a_row_who_decides() {
        assert_eq!(complaint_approvers(&machinery(), None), Approvers::Anyone);
        assert_eq!(complaint_approvers(&machinery(), Some(0)), Approvers::Anyone);
        assert_eq!(complaint_approvers(&Policy::default(), Some(1)), Approvers::Deciders);
        let step = |by| ApprovalStep { up_to_fen: None, by };
        let open = Approval { steps: vec![step(Unit::SalesManager), step(Unit::GeneralManager)] };
        assert_eq!(complaint_approvers(&Policy { approval: Some(open), ..Policy::default() }, Some(1)), Approvers::Deciders);
        let mut half = machinery();
        half.approval.as_mut().unwrap().steps[1].up_to_fen = None;
        assert_eq!(complaint_approvers(&half, Some(1)), Approvers::Deciders, "a row that is not whole names nobody, for no sum");
        assert_eq!(Approvers::Deciders.authority(&[Unit::Chairman], false), None);
        assert_eq!(Approvers::Deciders.authority(&[], true), Some(None));
    }

    proptest! {
        /// who may decide on a sum may decide on every smaller one.
        #[test]
        fn authority_never_ends_below_a_sum_it_reaches(large in 1_i64..2_000_000, less in 0_i64..2_000_000, office in 0_usize..3) {
            let office = [[Unit::MarketDepartment, Unit::GeneralManager, Unit::Chairman][office]];
            let may = |fen| complaint_approvers(&machinery(), Some(fen)).authority(&office, false).is_some();
            prop_assert!(!may(large) || may((large - less).max(1)));
        }
    }
}
