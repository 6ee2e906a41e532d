//! By when a repair is looked at again, and what a return visit must record (R-209, O-14).

use super::visit::{has_come, unsigned};
use super::{Refusal, check_text, due_after, is_blank};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::records::{EventKind, Targets, Work};
use crate::documents::visit::status::WorkStatus;
use crate::id::PersonId;
use crate::policy::{Days, Occasion, Policy};
use crate::time::Timestamp;

/// What is due for the return visit after a repair of this kind that was finished at `done_at`: to have come by the end of the last
/// day that the policy gives it (R-207, P-12); [`Targets::basis`] says why nothing is due. The policy's rule for any repair stands in
/// for a kind it does not name.
#[must_use]
pub fn return_visit_targets(policy: &Policy, after: Occasion, done_at: Timestamp) -> Targets {
    let rules = policy.return_visits.iter().flat_map(|row| &row.rules).filter(|rule| rule.within_days.is_some());
    let named = rules.clone().find(|rule| rule.after == after).or_else(|| rules.clone().find(|rule| rule.after == Occasion::Repair));
    let due = named.and_then(|rule| Some((rule, rule.within_days?)));
    let Some((rule, days)) = due else { return Targets { basis: "no_target/row_unset".to_owned(), ..Targets::default() } };
    let fix_by = due_after(policy, done_at, Days::halves(days.saturating_mul(2)), rule.working_days);
    let basis = match fix_by {
        Some(_) => format!("P-12/{}/{days}d", rule.after.word()),
        None => "no_target/no_office_hours".to_owned(),
    };
    Targets { basis, fix_by, ..Targets::default() }
}

/// Whether `person` may note what the return visit found.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_note_return_visit(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    unsigned(signature)?;
    if visit.call_out.work != Work::ReturnVisit {
        return Err(Refusal::NotAReturnVisit);
    }
    if visit.work_status() == WorkStatus::Finished && signature != Signature::Amending {
        return Err(Refusal::AlreadyFinished);
    }
    has_come(visit, person)
}

/// Whether `note` has the items of R-209: which repair, its state as seen, the opinion on the repair worker; suggestions may be empty.
///
/// # Errors
/// [`Refusal::ReturnVisitIncomplete`] naming the field, [`Refusal::AmountOutOfRange`], [`Refusal::TextTooLong`].
pub fn check_return_visit(note: &EventKind) -> Result<(), Refusal> {
    super::check_stated(note)?;
    let EventKind::ReturnVisitNoted { of, state, opinion, suggestions, .. } = note else {
        return Err(Refusal::NotAReturnVisit);
    };
    for (field, text) in [("of", of), ("state", state), ("opinion", opinion)] {
        check_text(text)?;
        if is_blank(text) {
            return Err(Refusal::ReturnVisitIncomplete(field));
        }
    }
    check_text(suggestions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Office, ReturnVisitRule, ReturnVisits};

    const HOUR_MS: i64 = 3_600_000;
    /// 2026-03-06, a Friday, 16:00 in China.
    const FRIDAY: i64 = 1_772_784_000_000;

    fn rule(after: Occasion, within_days: Option<i64>, working_days: bool) -> ReturnVisitRule {
        let unset = ReturnVisitRule {
            after,
            by: None,
            from_days: None,
            within_days: None,
            working_days: false,
            after_hours: None,
            share_percent: None,
            every: None,
        };
        ReturnVisitRule { within_days, working_days, ..unset }
    }

    fn policy(rules: Vec<ReturnVisitRule>) -> Policy {
        Policy { return_visits: Some(ReturnVisits { rules }), ..Policy::default() }
    }

    fn due(policy: &Policy, after: Occasion) -> (String, Option<i64>) {
        let targets = return_visit_targets(policy, after, Timestamp::from_ms(FRIDAY));
        (targets.basis, targets.fix_by.map(|by| by.as_ms() + 1 - FRIDAY))
    }

    /// safety equipment 2 days, a leak 3, else 7; the whole of the last day counts.
    #[test]
    fn a_repair_is_looked_at_within_the_days_of_its_kind() {
        let shares = rule(Occasion::Repair, None, false);
        let kinds = [(Occasion::SafetyEquipmentRepair, 2), (Occasion::LeakRepair, 3), (Occasion::Repair, 7)];
        let rules = kinds.map(|(kind, days)| rule(kind, Some(days), false));
        let policy = policy([vec![shares], rules.to_vec()].concat());
        for (kind, days) in kinds {
            assert_eq!(due(&policy, kind), (format!("P-12/{}/{days}d", kind.word()), Some((days * 24 + 8) * HOUR_MS)));
        }
    }

    #[test]
    fn a_kind_that_is_not_named_is_any_repair_and_without_a_rule_nothing_is_due() {
        let any = policy(vec![rule(Occasion::Repair, Some(7), false)]);
        assert_eq!(due(&any, Occasion::LeakRepair), ("P-12/repair/7d".to_owned(), Some((7 * 24 + 8) * HOUR_MS)));
        assert_eq!(due(&Policy::default(), Occasion::LeakRepair), ("no_target/row_unset".to_owned(), None));
    }

    /// working days are those on which the office opens.
    #[test]
    fn working_days_are_those_on_which_the_office_opens() {
        let rules = || policy(vec![rule(Occasion::ComplaintSolution, Some(5), true)]);
        assert_eq!(due(&rules(), Occasion::ComplaintSolution), ("no_target/no_office_hours".to_owned(), None));
        let hours = || vec!["08:00-17:00".parse().unwrap()];
        let office =
            Office { monday: hours(), tuesday: hours(), wednesday: hours(), thursday: hours(), friday: hours(), ..Office::default() };
        let open = Policy { office: Some(office), ..rules() };
        assert_eq!(due(&open, Occasion::ComplaintSolution), ("P-12/complaint_solution/5d".to_owned(), Some((7 * 24 + 8) * HOUR_MS)));
    }
}
