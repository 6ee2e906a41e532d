//! What a return visit found (R-209, O-14): the five items, whether it came in time, and until when a defect must reach the repair
//! worker.

use super::Visit;
use super::records::EventKind;
use crate::id::EventId;
use crate::seal::details::VoucherReturnVisit;
use crate::time::Timestamp;

/// A defect found reaches the repair worker in writing within this time, in **milliseconds** (R-210).
const NOTICE_MS: i64 = 24 * 3_600_000;
const DAY_MS: i64 = 24 * 3_600_000;

/// Until when the repair worker has a written notice of a defect that was found at `found_at`.
#[must_use]
pub fn rework_notice_by(found_at: Timestamp) -> Timestamp {
    found_at.plus_ms(NOTICE_MS)
}

/// What a return visit found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnVisitNote<'a> {
    /// The event that recorded it.
    pub event: EventId,
    /// When, as well as it can be told.
    pub at: Timestamp,
    /// Number of the call-out whose repair was looked at.
    pub of: &'a str,
    /// Whether the repair holds.
    pub repair_holds: bool,
    /// State of the repair as seen.
    pub state: &'a str,
    /// Opinion on the repair worker.
    pub opinion: &'a str,
    /// Suggestions; may be empty.
    pub suggestions: &'a str,
    /// What the customer paid, in **fen**.
    pub paid_fen: i64,
    /// What was due, in **fen**.
    pub due_fen: i64,
}

impl ReturnVisitNote<'_> {
    /// Paid minus due, in **fen** (R-115).
    #[must_use]
    pub fn difference_fen(&self) -> i64 {
        self.paid_fen.saturating_sub(self.due_fen)
    }

    /// Until when the repair worker has a written notice, if a defect was found: counted from the visit, not from when it became
    /// known.
    #[must_use]
    pub fn notice_by(&self) -> Option<Timestamp> {
        (!self.repair_holds).then(|| rework_notice_by(self.at))
    }

    pub(crate) fn paper(&self) -> VoucherReturnVisit {
        VoucherReturnVisit {
            of: self.of.to_owned(),
            repair_holds: self.repair_holds,
            state: self.state.to_owned(),
            opinion: self.opinion.to_owned(),
            suggestions: self.suggestions.to_owned(),
            paid_fen: self.paid_fen,
            due_fen: self.due_fen,
        }
    }
}

impl Visit {
    /// What the return visit found; the latest note counts.
    #[must_use]
    pub fn return_visit(&self) -> Option<ReturnVisitNote<'_>> {
        self.events.iter().rev().find_map(|event| match &event.record.kind {
            EventKind::ReturnVisitNoted { of, repair_holds, state, opinion, suggestions, paid_fen, due_fen } => Some(ReturnVisitNote {
                event: event.id,
                at: event.record.clock.best_guess(),
                of,
                repair_holds: *repair_holds,
                state,
                opinion,
                suggestions,
                paid_fen: *paid_fen,
                due_fen: *due_fen,
            }),
            _ => None,
        })
    }

    /// By how many begun days the return visit came later than it was due; 0 if it was in time or nothing is due.
    #[must_use]
    pub fn return_visit_days_late(&self) -> i64 {
        let due = self.terms.as_ref().and_then(|terms| terms.targets.fix_by);
        match (due, self.arrival(), self.return_visit()) {
            (Some(due), Some(arrival), Some(_)) => {
                let late_ms = arrival.clock.best_guess().as_ms().saturating_sub(due.as_ms()).max(0);
                late_ms.saturating_add(DAY_MS - 1) / DAY_MS
            }
            _ => 0,
        }
    }
}
