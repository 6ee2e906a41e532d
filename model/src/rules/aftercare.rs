//! Care after the work: who is asked by phone (P-13, R-198), by when a repair is looked at again while nobody said what kind it was (R-207,
//! ), and how many are to be looked at.

use serde::{Deserialize, Serialize};

use super::end_of_day;
use super::money::check_amount;
use super::return_visit::return_visit_targets;
use super::{Refusal, check_text, is_blank};
use crate::policy::{Every, Occasion, Policy, SurveyTrigger, Unit};
use crate::time::Timestamp;

/// Calls without an answer after which a customer may be given up. No source names a number; it is the house's.
pub const TRIES_BEFORE_GIVING_UP: usize = 3;

const DAY_MS: i64 = 24 * 3_600_000;

/// Kinds of repair that a rule may name, of which the desk says one.
const KINDS: [Occasion; 4] = [Occasion::SafetyEquipmentRepair, Occasion::LeakRepair, Occasion::Repair, Occasion::RepairRequest];

/// Whether each customer who was not asked on site is asked by phone (P-13): always but where surveys are periodic.
#[must_use]
pub fn asks_after_each_call_out(policy: &Policy) -> bool {
    let trigger = policy.surveys.as_ref().and_then(|surveys| surveys.trigger);
    trigger.is_some_and(|trigger| !matches!(trigger, SurveyTrigger::Period | SurveyTrigger::PeriodAndOccasion))
}

/// After how many days customers are asked (P-21, R-198): the next day unless the policy says otherwise.
#[must_use]
pub fn asked_after_days(policy: &Policy) -> i64 {
    policy.cut_offs.as_ref().and_then(|row| row.survey_list_days).unwrap_or(1)
}

/// When a repair is to be looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnWindow {
    /// Not before; absent where nothing says so.
    pub from: Option<Timestamp>,
    /// At the latest: the end of a day.
    pub by: Timestamp,
    /// By the rule for which kind.
    pub after: Occasion,
    /// The policy knows several kinds and nobody said which one it is: the shortest term counts.
    pub is_open: bool,
}

/// When a repair that was done at `done_at` is to be looked at again, by the kind that the desk chose; `None` if the policy asks for nothing.
/// As long as nobody chose one, the shortest term of those that the policy knows counts, so that no kind comes too late.
#[must_use]
pub fn return_window(policy: &Policy, chosen: Option<Occasion>, done_at: Timestamp) -> Option<ReturnWindow> {
    let kinds = return_kinds(policy);
    let is_open = chosen.is_none() && kinds.len() > 1;
    let wanted = chosen.map_or(kinds, |chosen| vec![chosen]);
    let windows = wanted.into_iter().filter_map(|after| {
        let from = rules(policy).find(|rule| rule.after == after).and_then(|rule| rule.from_days);
        let from = from.map(|days| end_of_day(done_at.plus_ms(days.saturating_sub(1).saturating_mul(DAY_MS)), policy.time_zone).plus_ms(1));
        Some(ReturnWindow { from, by: due(policy, after, done_at)?, after, is_open })
    });
    windows.min_by_key(|window| window.by)
}

/// The kinds of repair for which the policy has a term of its own, in the order of their terms' strictness in the rules.
#[must_use]
pub fn return_kinds(policy: &Policy) -> Vec<Occasion> {
    let has_term = |kind: &Occasion| rules(policy).any(|rule| rule.after == *kind && (rule.within_days.is_some() || is_daily(rule.every)));
    KINDS.into_iter().filter(has_term).collect()
}

fn due(policy: &Policy, after: Occasion, done_at: Timestamp) -> Option<Timestamp> {
    // Each request is called each day: until the end of the day after the work.
    let daily = rules(policy).any(|rule| rule.after == after && is_daily(rule.every));
    let next_day = daily.then(|| end_of_day(done_at.plus_ms(DAY_MS), policy.time_zone));
    return_visit_targets(policy, after, done_at).fix_by.into_iter().chain(next_day).min()
}

fn is_daily(every: Option<Every>) -> bool {
    every == Some(Every::Day)
}

fn rules(policy: &Policy) -> impl Iterator<Item = &crate::policy::ReturnVisitRule> {
    policy.return_visits.iter().flat_map(|row| &row.rules)
}

/// A share of the repairs that somebody is to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnShare {
    /// Who; absent where the policy names nobody: it does not matter who.
    pub by: Option<Unit>,
    /// At least so many **percent**.
    pub percent: i64,
    /// Of the repairs of what time: of a month unless the policy says otherwise.
    pub every: Every,
}

/// The shares that the policy asks for, in its order.
#[must_use]
pub fn return_shares(policy: &Policy) -> Vec<ReturnShare> {
    let of_repairs = rules(policy).filter(|rule| KINDS.contains(&rule.after));
    of_repairs
        .filter_map(|rule| Some(ReturnShare { by: rule.by, percent: rule.share_percent?, every: rule.every.unwrap_or(Every::Month) }))
        .collect()
}

/// How many of `repairs` a share of so many **percent** comes to: at least, so part of one counts whole.
#[must_use]
pub fn share_needed(repairs: u64, percent: i64) -> u64 {
    let percent = u64::try_from(percent.clamp(0, 100)).unwrap_or(0);
    repairs.saturating_mul(percent).div_ceil(100)
}

/// Whose share each of `due` pieces of work should go into, those due first first: of whoever has most left to make, in the policy's order
/// where two have the same. `missing` is what each has left. What is left over goes into nobody's share.
#[must_use]
pub fn suggested_shares(missing: &[u64], due: usize) -> Vec<Option<usize>> {
    let mut left = missing.to_vec();
    let mut next = || {
        let most = left.iter().copied().max().filter(|most| *most > 0)?;
        let place = left.iter().position(|left| *left == most)?;
        *left.get_mut(place)? -= 1;
        Some(place)
    };
    (0..due).map(|_| next()).collect()
}

/// What a call after a repair came to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnCall {
    /// The customer answered the phone.
    pub reached: bool,
    /// The customer had nothing to say: the record says that.
    pub nothing_said: bool,
    /// Whether the repair holds, as the customer says.
    pub repair_holds: bool,
    /// State of the repair in the customer's words.
    pub state: String,
    /// Opinion on the repair worker.
    pub opinion: String,
    /// Suggestions; may be empty.
    pub suggestions: String,
    /// What the customer says was paid, in **fen**; absent where it was not asked.
    pub paid_fen: Option<i64>,
    /// What was due, in **fen** (R-115).
    pub due_fen: Option<i64>,
    /// What could not be answered at once; may be empty.
    pub question: String,
    /// By when it is answered.
    pub answer_by: Option<Timestamp>,
    /// The customer was told whom to call and where to complain.
    pub told_contacts: bool,
    /// A remark; may be empty.
    pub note: String,
}

/// Whether `call` has what must stand in its record: the items of R-209 or that nothing was said, and for a question the time of
/// its answer.
///
/// # Errors
/// [`Refusal::ReturnVisitIncomplete`] naming the field, [`Refusal::AmountOutOfRange`], [`Refusal::TextTooLong`].
pub fn check_return_call(call: &ReturnCall) -> Result<(), Refusal> {
    for text in [&call.state, &call.opinion, &call.suggestions, &call.question, &call.note] {
        check_text(text)?;
    }
    for fen in call.paid_fen.into_iter().chain(call.due_fen) {
        check_amount(fen)?;
    }
    if !is_blank(&call.question) && call.answer_by.is_none() {
        return Err(Refusal::ReturnVisitIncomplete("answer_by"));
    }
    if call.paid_fen.is_some() != call.due_fen.is_some() {
        return Err(Refusal::ReturnVisitIncomplete("due_fen"));
    }
    let says = call.reached && !call.nothing_said;
    for (field, text) in [("state", &call.state), ("opinion", &call.opinion)] {
        if says && is_blank(text) {
            return Err(Refusal::ReturnVisitIncomplete(field));
        }
    }
    Ok(())
}

impl ReturnCall {
    /// Whether the customer told of a defect: the repair worker has a notice in writing.
    #[must_use]
    pub fn finds_defect(&self) -> bool {
        self.reached && !self.nothing_said && !self.repair_holds
    }

    /// Whether what was paid differs from what was due.
    #[must_use]
    pub fn charges_differ(&self) -> bool {
        self.paid_fen != self.due_fen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{ReturnVisitRule, ReturnVisits, Surveys};

    /// 2026-03-06, a Friday, 16:00 in China.
    const FRIDAY_MS: i64 = 1_772_784_000_000;
    const HOUR_MS: i64 = 3_600_000;

    fn friday() -> Timestamp {
        Timestamp::from_ms(FRIDAY_MS)
    }

    fn rule(after: Occasion) -> ReturnVisitRule {
        ReturnVisitRule {
            after,
            by: None,
            from_days: None,
            within_days: None,
            working_days: false,
            after_hours: None,
            share_percent: None,
            every: None,
        }
    }

    fn policy(rules: Vec<ReturnVisitRule>) -> Policy {
        Policy { return_visits: Some(ReturnVisits { rules }), ..Policy::default() }
    }

    fn property() -> Policy {
        let kinds = [(Occasion::SafetyEquipmentRepair, 2), (Occasion::LeakRepair, 3), (Occasion::Repair, 7)];
        let terms = kinds.map(|(kind, days)| ReturnVisitRule { within_days: Some(days), ..rule(kind) });
        let shares = [(Unit::Manager, 10), (Unit::Supervisor, 30), (Unit::RepairHead, 60)];
        let shares = shares.map(|(by, percent)| ReturnVisitRule { by: Some(by), share_percent: Some(percent), ..rule(Occasion::Repair) });
        policy([terms, shares].concat())
    }

    fn days_after(window: Option<ReturnWindow>) -> Option<(i64, bool)> {
        let window = window?;
        Some(((window.by.as_ms() + 1 - FRIDAY_MS - 8 * HOUR_MS) / DAY_MS, window.is_open))
    }

    /// the kind decides; while nobody said which, the shortest term does, and it is said to be open.
    #[test]
    fn a_repair_that_nobody_classified_is_due_by_the_shortest_term() {
        let property = property();
        assert_eq!(days_after(return_window(&property, None, friday())), Some((2, true)));
        assert_eq!(days_after(return_window(&property, Some(Occasion::LeakRepair), friday())), Some((3, false)));
        assert_eq!(days_after(return_window(&property, Some(Occasion::Repair), friday())), Some((7, false)));
        let only = policy(vec![ReturnVisitRule { within_days: Some(7), ..rule(Occasion::Repair) }]);
        assert_eq!(days_after(return_window(&only, None, friday())), Some((7, false)), "one kind needs no choice");
        assert_eq!(return_window(&Policy::default(), None, friday()), None);
    }

    /// every request is called each day. R-213: five to seven days after the customer took it.
    #[test]
    fn a_daily_call_is_due_the_next_day_and_a_pick_up_has_a_first_day() {
        let desk = policy(vec![ReturnVisitRule { every: Some(Every::Day), share_percent: Some(100), ..rule(Occasion::RepairRequest) }]);
        assert_eq!(days_after(return_window(&desk, None, friday())), Some((1, false)));
        let maker = policy(vec![ReturnVisitRule { from_days: Some(5), within_days: Some(7), ..rule(Occasion::PickUp) }]);
        let window = return_window(&maker, Some(Occasion::PickUp), friday()).unwrap();
        assert_eq!(days_after(Some(window)), Some((7, false)));
        assert_eq!(window.from.map(|from| from.as_ms()), Some(FRIDAY_MS + 8 * HOUR_MS + 4 * DAY_MS), "the fifth day begins");
        assert_eq!(return_window(&maker, None, friday()), None, "a repair on site is not picked up");
    }

    /// at least the share, so 30 % of 7 is 3.
    #[test]
    fn a_share_is_never_rounded_down() {
        let needed = |repairs| [10, 30, 60, 100].map(|percent| share_needed(repairs, percent));
        assert_eq!(needed(7), [1, 3, 5, 7]);
        assert_eq!(needed(10), [1, 3, 6, 10]);
        assert_eq!(needed(0), [0, 0, 0, 0]);
        for repairs in 0..300 {
            for percent in 0..=100 {
                let needed = share_needed(repairs, percent);
                let percent = u64::try_from(percent).unwrap();
                assert!(needed * 100 >= repairs * percent && needed <= repairs);
                assert!(needed == 0 || (needed - 1) * 100 < repairs * percent, "{percent} % of {repairs}: one less would do");
            }
        }
    }

    /// Nothing is drawn by chance: the same list gives the same suggestion.
    #[test]
    fn whoever_has_most_left_is_suggested_first_and_nobody_more_than_is_missing() {
        assert_eq!(suggested_shares(&[1, 3, 0], 6), [Some(1), Some(1), Some(0), Some(1), None, None]);
        assert_eq!(suggested_shares(&[2, 2], 3), [Some(0), Some(1), Some(0)]);
        assert_eq!(suggested_shares(&[], 2), [None, None]);
    }

    #[test]
    fn shares_are_of_a_month_unless_the_policy_says_otherwise() {
        let shares = return_shares(&property());
        assert_eq!(
            shares.iter().map(|share| (share.by, share.percent)).collect::<Vec<_>>(),
            [(Some(Unit::Manager), 10), (Some(Unit::Supervisor), 30), (Some(Unit::RepairHead), 60)]
        );
        assert!(shares.iter().all(|share| share.every == Every::Month));
    }

    /// P-13: where surveys are periodic, or nothing is set, no single call-out is asked about.
    #[test]
    fn only_a_policy_that_asks_after_services_makes_a_list() {
        let with = |trigger| Policy { surveys: Some(Surveys { trigger, ..Surveys::default() }), ..Policy::default() };
        assert!(asks_after_each_call_out(&with(Some(SurveyTrigger::EveryCallOut))));
        assert!(asks_after_each_call_out(&with(Some(SurveyTrigger::OnTheSheet))));
        assert!(!asks_after_each_call_out(&with(Some(SurveyTrigger::Period))));
        assert!(!asks_after_each_call_out(&with(None)));
        assert!(!asks_after_each_call_out(&Policy::default()));
        assert_eq!(asked_after_days(&Policy::default()), 1);
    }

    /// a call that reached somebody has its items or says that there were none; a question has its time.
    #[test]
    fn a_call_has_its_items_or_says_that_nothing_was_said() {
        let said = ReturnCall { reached: true, repair_holds: true, state: "好".into(), opinion: "好".into(), ..ReturnCall::default() };
        assert_eq!(check_return_call(&said), Ok(()));
        assert_eq!(check_return_call(&ReturnCall::default()), Ok(()), "nobody answered");
        assert_eq!(check_return_call(&ReturnCall { nothing_said: true, reached: true, ..ReturnCall::default() }), Ok(()));
        let missing = |call: ReturnCall| match check_return_call(&call) {
            Err(Refusal::ReturnVisitIncomplete(field)) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(missing(ReturnCall { state: " ".into(), ..said.clone() }), "state");
        assert_eq!(missing(ReturnCall { opinion: String::new(), ..said.clone() }), "opinion");
        assert_eq!(missing(ReturnCall { question: "何时安装?".into(), ..said.clone() }), "answer_by");
        assert_eq!(missing(ReturnCall { paid_fen: Some(5_000), ..said.clone() }), "due_fen");
        let other = ReturnCall { paid_fen: Some(5_000), due_fen: Some(4_500), repair_holds: false, ..said };
        assert!(check_return_call(&other).is_ok() && other.charges_differ() && other.finds_defect());
        assert!(!ReturnCall { nothing_said: true, reached: true, ..ReturnCall::default() }.finds_defect());
    }
}
