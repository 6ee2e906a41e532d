//! By when what is owed in a complaint is due, and whose it is (R-170…, P-08).
//!
//! Words: a *duty* is one thing owed by an instant: an answer, the report on an investigation, an office's stage, the close. A duty that is
//! not done when the case ends has ended with it. Everything follows from what happened to the complaint and from the policy that was
//! in force when it was received; it counts from when the customer was heard, not from when the server learnt of it.
//!
//! Left out: reminding whoever is late.

use serde::{Deserialize, Serialize};

use super::{due_after, end_of_day};
use crate::documents::complaint::Complaint;
use crate::documents::complaint::records::ComplaintEventKind;
use crate::policy::{ComplaintDeadlines, Days, Policy, Unit};
use crate::time::Timestamp;

/// The report on an investigation is due so long after it: three days.
const REPORT: Days = Days::halves(6);
/// The office's opinion is due so long after the talks: one day.
const OPINION: Days = Days::halves(2);

/// Something that is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ComplaintDuty {
    /// Who came in person is looked after on the same day.
    Look,
    /// The customer has an answer.
    Answer,
    /// An office does its part.
    Stage,
    /// The report on the investigation.
    Report,
    /// The office's opinion on the talks.
    Opinion,
    /// The case is closed.
    Close,
    /// The customer is asked after the solution.
    ReturnVisit,
}

/// One duty of a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Owed {
    /// What is owed.
    pub duty: ComplaintDuty,
    /// Whose it is; absent where the rule names nobody.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<Unit>,
    /// Which stage of the policy, from 0.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stage: Option<u32>,
    /// How often this duty came up before: tells the duties of one complaint apart.
    pub turn: u32,
    /// Since when.
    pub since: Timestamp,
    /// By when; absent where the policy gives no time for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub due_at: Option<Timestamp>,
    /// When it was done, or ended with the case.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub done_at: Option<Timestamp>,
}

impl Owed {
    /// Whether it was late, or is at `now`.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.due_at.is_some_and(|due| due < self.done_at.unwrap_or(now))
    }
}

/// What is owed in a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Course {
    /// Everything that was or is owed, in the order in which it came up.
    pub owed: Vec<Owed>,
    /// When the case ended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ended_at: Option<Timestamp>,
}

impl Course {
    /// What is due next.
    #[must_use]
    pub fn next(&self) -> Option<&Owed> {
        self.owed.iter().filter(|owed| owed.done_at.is_none() && owed.due_at.is_some()).min_by_key(|owed| owed.due_at)
    }

    /// The office that has it now, where it is in one.
    #[must_use]
    pub fn stage(&self) -> Option<&Owed> {
        self.owed.iter().rfind(|owed| owed.duty == ComplaintDuty::Stage && owed.done_at.is_none())
    }
}

/// What is owed in `complaint` by `policy`, the one that was in force when it was received.
#[must_use]
pub fn complaint_course(policy: &Policy, complaint: &Complaint) -> Course {
    let unset = ComplaintDeadlines::default();
    let reading = Reading { policy, row: policy.complaint_deadlines.as_ref().unwrap_or(&unset), complaint };
    let ended_at = reading
        .first(Timestamp::from_ms(0), |kind| matches!(kind, ComplaintEventKind::Closed { .. } | ComplaintEventKind::ReopenedBy { .. }));
    let mut owed = [
        reading.look().into_iter().collect(),
        reading.answer().into_iter().collect(),
        reading.stages(),
        reading.reports(),
        reading.opinions(),
        reading.close().into_iter().collect(),
        reading.return_visit().into_iter().collect::<Vec<_>>(),
    ]
    .concat();
    for one in &mut owed {
        one.done_at = match (one.done_at, ended_at) {
            (Some(done), Some(ended)) => Some(done.min(ended)),
            (done, ended) => done.or(ended),
        };
    }
    owed.sort_by_key(|one| (one.since, one.duty, one.turn));
    Course { owed, ended_at }
}

struct Reading<'a> {
    policy: &'a Policy,
    row: &'a ComplaintDeadlines,
    complaint: &'a Complaint,
}

impl Reading<'_> {
    fn received_at(&self) -> Timestamp {
        self.complaint.opened.clock.best_guess()
    }

    /// When something of this kind first happened, not before `from`.
    fn first(&self, from: Timestamp, wanted: impl Fn(&ComplaintEventKind) -> bool) -> Option<Timestamp> {
        let at = self.complaint.in_force().filter(|event| wanted(&event.record.kind)).map(|event| event.record.clock.best_guess());
        at.filter(|at| *at >= from).min()
    }

    fn after(&self, from: Timestamp, days: Option<i64>) -> Option<Timestamp> {
        due_after(self.policy, from, Days::halves(days?.saturating_mul(2)), self.row.working_days)
    }

    fn owed(duty: ComplaintDuty, since: Timestamp, due_at: Option<Timestamp>, done_at: Option<Timestamp>) -> Owed {
        Owed { duty, by: None, stage: None, turn: 0, since, due_at, done_at }
    }

    fn look(&self) -> Option<Owed> {
        let (_, walk_in) = self.complaint.case();
        let looked = |kind: &ComplaintEventKind| {
            matches!(
                kind,
                ComplaintEventKind::Investigated { .. }
                    | ComplaintEventKind::HandedOn { .. }
                    | ComplaintEventKind::TalksHeld { .. }
                    | ComplaintEventKind::Remedied { .. }
                    | ComplaintEventKind::Decided { .. }
                    | ComplaintEventKind::Answered { .. }
            )
        };
        let at = self.received_at();
        walk_in.then(|| Self::owed(ComplaintDuty::Look, at, Some(end_of_day(at, self.policy.time_zone)), self.first(at, looked)))
    }

    /// The promise and the policy were both given: the earlier one counts.
    fn answer(&self) -> Option<Owed> {
        let at = self.received_at();
        let by_policy = self.after(at, self.row.answer_days);
        let due_at = [self.complaint.answer_promised_for(), by_policy].into_iter().flatten().min();
        let answered = self.first(Timestamp::from_ms(0), |kind| matches!(kind, ComplaintEventKind::Answered { .. }));
        due_at.map(|due_at| Self::owed(ComplaintDuty::Answer, at, Some(due_at), answered))
    }

    /// The office that has it, one after the other: the first stage begins when it is received, the others when it is handed on. What is
    /// decided is handled, so that a decision ends the stage in which it is taken.
    fn stages(&self) -> Vec<Owed> {
        let (foreign, _) = self.complaint.case();
        let budget = |stage: Option<u32>| match stage.and_then(|stage| self.row.stages.get(usize::try_from(stage).ok()?)) {
            Some(stage) if foreign => Some(stage.foreign_days.unwrap_or(stage.days)),
            Some(stage) => Some(stage.days),
            None => self.row.department_days.map(|days| Days::halves(days.saturating_mul(2))),
        };
        let first = self.row.stages.first().map(|stage| (self.received_at(), stage.by, Some(0)));
        let handed = self.complaint.in_force().filter_map(|event| match event.record.kind {
            ComplaintEventKind::HandedOn { to, stage, .. } => Some((event.record.clock.best_guess(), to, stage)),
            _ => None,
        });
        let begun: Vec<_> = first.into_iter().chain(handed).collect();
        let ends = begun.iter().skip(1).map(|(at, ..)| Some(*at)).chain([None]);
        let stages = begun.iter().zip(ends).zip(0_u32..).map(|(((since, by, stage), next), turn)| {
            let decided = self.first(*since, |kind| matches!(kind, ComplaintEventKind::Decided { .. }));
            let due_at = budget(*stage).and_then(|days| due_after(self.policy, *since, days, self.row.working_days));
            let done_at = [decided, next].into_iter().flatten().min();
            Owed { duty: ComplaintDuty::Stage, by: Some(*by), stage: *stage, turn, since: *since, due_at, done_at }
        });
        stages.collect()
    }

    fn reports(&self) -> Vec<Owed> {
        let ended = self.complaint.in_force().filter_map(|event| match event.record.kind {
            ComplaintEventKind::Investigated { on, .. } => Some((event.record.clock.best_guess(), on)),
            _ => None,
        });
        let owed = ended.zip(0_u32..).map(|((at, on), turn)| {
            let midnight_ms = on.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
            let day = Timestamp::from_ms(midnight_ms.saturating_sub(self.policy.time_zone.saturating_mul(60_000)));
            let due_at = due_after(self.policy, day, REPORT, false);
            let given = self.first(at, |kind| matches!(kind, ComplaintEventKind::ReportGiven { .. }));
            Owed { turn, ..Self::owed(ComplaintDuty::Report, at, due_at, given) }
        });
        owed.collect()
    }

    fn opinions(&self) -> Vec<Owed> {
        let held = self.complaint.in_force().filter(|event| matches!(event.record.kind, ComplaintEventKind::TalksHeld { .. }));
        let owed = held.zip(0_u32..).map(|(event, turn)| {
            let at = event.record.clock.best_guess();
            let given = self.first(at, |kind| matches!(kind, ComplaintEventKind::OpinionGiven { .. } | ComplaintEventKind::Decided { .. }));
            let owed = Self::owed(ComplaintDuty::Opinion, at, due_after(self.policy, at, OPINION, false), given);
            Owed { turn, by: Some(Unit::GeneralManagerOffice), ..owed }
        });
        owed.collect()
    }

    fn close(&self) -> Option<Owed> {
        let (foreign, _) = self.complaint.case();
        let days = if foreign { self.row.close_foreign_days.or(self.row.close_days) } else { self.row.close_days };
        let at = self.received_at();
        self.after(at, days).map(|due_at| Self::owed(ComplaintDuty::Close, at, Some(due_at), None))
    }

    /// From the day on which the solution was carried out.
    fn return_visit(&self) -> Option<Owed> {
        self.row.return_visit_days?;
        let remedied = self.complaint.in_force().filter_map(|event| match event.record.kind {
            ComplaintEventKind::Remedied { on, .. } => Some((event.record.clock.best_guess(), on)),
            _ => None,
        });
        let (at, on) = remedied.last()?;
        let midnight_ms = on.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        let day = Timestamp::from_ms(midnight_ms.saturating_sub(self.policy.time_zone.saturating_mul(60_000)));
        let asked = self.first(at, |kind| matches!(kind, ComplaintEventKind::CustomerAsked { .. }));
        Some(Self::owed(ComplaintDuty::ReturnVisit, at, self.after(day, self.row.return_visit_days), asked))
    }
}
