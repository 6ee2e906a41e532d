//! P-09: who approves which sum of a complaint; the same steps decide on disposals (P-19).

use serde::{Deserialize, Serialize};

use super::findings::{Faults, Open, Row};
use super::unit::Unit;

/// Who approves which sum (P-09, R-175).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Approval {
    /// Steps from the smallest sum to the largest; the last one has no limit.
    pub steps: Vec<ApprovalStep>,
}

/// One step of an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalStep {
    /// Up to and including this sum in **fen**. Absent in the last step: any larger sum. Absent elsewhere: not set yet.
    #[serde(default)]
    pub up_to_fen: Option<i64>,
    /// Who approves.
    pub by: Unit,
}

impl Approval {
    /// Whether every limit is set: until then the row names nobody.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.steps.iter().rev().skip(1).all(|step| step.up_to_fen.is_some())
    }

    /// Who approves a sum of `fen`; nobody while a limit below it is not set.
    #[must_use]
    pub fn approver(&self, fen: i64) -> Option<Unit> {
        let (last, limited) = self.steps.split_last()?;
        for step in limited {
            if fen <= step.up_to_fen? {
                return Some(step.by);
            }
        }
        last.up_to_fen.is_none_or(|most| fen <= most).then_some(last.by)
    }
}

impl Row for Approval {
    fn unset(&self, open: &mut Open) {
        unset_steps(&self.steps, open);
    }

    fn check(&self, faults: &mut Faults) {
        check_steps(&self.steps, faults);
    }
}

/// Steps below the last one need their sums.
pub(super) fn unset_steps(steps: &[ApprovalStep], open: &mut Open) {
    let limited = steps.iter().take(steps.len().saturating_sub(1));
    for (index, step) in limited.enumerate() {
        open.when(step.up_to_fen.is_none(), format_args!("steps.{index}.up_to_fen"), "the sources name the approvers, not their sums");
    }
}

/// Sums ascend, and the last step takes every larger one.
pub(super) fn check_steps(steps: &[ApprovalStep], faults: &mut Faults) {
    for (index, step) in steps.iter().enumerate() {
        faults.amount(step.up_to_fen, format_args!("steps.{index}.up_to_fen"));
    }
    faults.ascending(steps.iter().enumerate().map(|(index, step)| (format!("steps.{index}.up_to_fen"), step.up_to_fen)));
    let last = steps.len().saturating_sub(1);
    let closed = steps.last().is_some_and(|step| step.up_to_fen.is_some());
    faults.when(closed, format_args!("steps.{last}.up_to_fen"), "the last step has no limit: somebody must decide on every sum");
}
