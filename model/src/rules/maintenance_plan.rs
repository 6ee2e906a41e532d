//! What of a maintenance plan is still to be entered as a call-out: the days of its calendar, without those that the desk skipped or that
//! were entered, on the day the desk moved them to, as long as plan and contract last.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::contract::{ContractTerm, contract_covers};
use super::maintenance::Recurrence;

/// What is settled about one day of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// Its call-outs are in the register.
    Entered,
    /// The desk leaves it out.
    Skipped,
    /// The desk does it on another day.
    Moved {
        /// On which.
        to: NaiveDate,
    },
}

/// A plan with all that decides on which days it is due.
#[derive(Debug, Clone, Copy)]
pub struct PlanCalendar<'a> {
    /// How often.
    pub recurrence: &'a Recurrence,
    /// The first day of the plan; months are counted from it.
    pub first_on: NaiveDate,
    /// Nothing of before this day is entered: the day on which the plan was made.
    pub made_on: NaiveDate,
    /// The last day of the plan, if it was ended.
    pub ended_on: Option<NaiveDate>,
    /// What is settled, by the day of the calendar.
    pub decided: &'a BTreeMap<NaiveDate, Decided>,
    /// The terms of its contract.
    pub terms: &'a [ContractTerm],
    /// The last day of the contract, if it was ended before its term.
    pub contract_ended_on: Option<NaiveDate>,
}

/// A day of a plan that is still to be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlannedDay {
    /// The day it is done on.
    pub on: NaiveDate,
    /// The day of the calendar: it names the occurrence.
    pub due_on: NaiveDate,
}

impl PlanCalendar<'_> {
    /// Whether the calendar has this day.
    #[must_use]
    pub fn has(&self, due_on: NaiveDate) -> bool {
        due_on >= self.made_on && !self.recurrence.due_between(self.first_on, due_on, due_on).is_empty()
    }

    /// Whether something of the plan may be done on this day: plan and contract cover it.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.ended_on.is_none_or(|ended| day <= ended) && contract_covers(self.terms, self.contract_ended_on, day)
    }

    /// What is to be done until a day and was not entered yet, also what was missed before; in the order of the days.
    #[must_use]
    pub fn open_until(&self, until: NaiveDate) -> Vec<PlannedDay> {
        let from = self.first_on.max(self.made_on);
        let mut days: BTreeSet<NaiveDate> = self.recurrence.due_between(self.first_on, from, until).into_iter().collect();
        // What was moved to an earlier day has its own day of the calendar later.
        days.extend(self.decided.iter().filter(|(_, decided)| matches!(decided, Decided::Moved { .. })).map(|(day, _)| *day));
        let open = days.into_iter().filter_map(|due_on| match self.decided.get(&due_on) {
            None => Some(PlannedDay { on: due_on, due_on }),
            Some(Decided::Moved { to }) => Some(PlannedDay { on: *to, due_on }),
            Some(Decided::Entered | Decided::Skipped) => None,
        });
        let mut open: Vec<PlannedDay> = open.filter(|day| day.on <= until && self.covers(day.on)).collect();
        open.sort_unstable();
        open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn skipped_days_are_left_out_and_moved_ones_come_on_their_new_day() {
        let monthly = Recurrence::Months { months: 1 };
        let terms = [ContractTerm { starts_on: day("2026-01-01"), ends_on: day("2026-12-31") }];
        let decided = BTreeMap::from([
            (day("2026-02-10"), Decided::Skipped),
            (day("2026-03-10"), Decided::Moved { to: day("2026-03-20") }),
            (day("2026-05-10"), Decided::Moved { to: day("2026-04-02") }),
            (day("2026-01-10"), Decided::Entered),
        ]);
        let plan = PlanCalendar {
            recurrence: &monthly,
            first_on: day("2026-01-10"),
            made_on: day("2026-01-01"),
            ended_on: None,
            decided: &decided,
            terms: &terms,
            contract_ended_on: None,
        };
        let open: Vec<_> = plan.open_until(day("2026-04-15")).into_iter().map(|day| (day.on, day.due_on)).collect();
        let expected = [("2026-03-20", "2026-03-10"), ("2026-04-02", "2026-05-10"), ("2026-04-10", "2026-04-10")];
        assert_eq!(open, expected.map(|(on, due)| (day(on), day(due))));
        assert!(plan.open_until(day("2027-06-01")).iter().all(|planned| planned.on <= day("2026-12-31")), "it ends with the contract");
        let ended = PlanCalendar { ended_on: Some(day("2026-04-05")), ..plan };
        assert_eq!(ended.open_until(day("2027-06-01")).len(), 2);
    }

    proptest! {
        /// A planner that looks every so many days, with stops of any length, enters every covered day once and no other.
        #[test]
        fn however_often_a_planner_looks_every_day_is_entered_once(
            months in 1_u32..14, first in 0_u64..60, looks in proptest::collection::vec(0_u64..200, 1..20), ahead in 0_u64..40,
        ) {
            let begin = day("2026-01-31");
            let recurrence = Recurrence::Months { months };
            let terms = [ContractTerm { starts_on: begin, ends_on: begin + Days::new(900) }];
            let mut decided = BTreeMap::new();
            let mut entered = Vec::new();
            let mut today = begin;
            for look in looks {
                today = today + Days::new(look);
                let open = PlanCalendar {
                    recurrence: &recurrence, first_on: begin + Days::new(first), made_on: begin, ended_on: None,
                    decided: &decided, terms: &terms, contract_ended_on: None,
                }.open_until(today + Days::new(ahead));
                for planned in open {
                    entered.push(planned.due_on);
                    decided.insert(planned.due_on, Decided::Entered);
                }
            }
            let until = (today + Days::new(ahead)).min(begin + Days::new(900));
            prop_assert_eq!(entered, recurrence.due_between(begin + Days::new(first), begin, until));
        }
    }
}
