//! Complaints: deadlines (P-08), numbers and copies (P-10), returned quantities that differ (P-11).

use serde::{Deserialize, Serialize};

use super::amount::Days;
use super::findings::{Faults, Open, Row};
use super::unit::Unit;

/// By when a complaint is answered and closed (P-08, R-172, R-173).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ComplaintDeadlines {
    /// **Days** count only when the office is open.
    pub working_days: bool,
    /// **Days** until a domestic case is closed.
    pub close_days: Option<i64>,
    /// **Days** until a foreign case is closed.
    pub close_foreign_days: Option<i64>,
    /// **Days** until the customer has an answer.
    pub answer_days: Option<i64>,
    /// **Days** until the responsible department answers.
    pub department_days: Option<i64>,
    /// **Days** from the solution to the first return visit.
    pub return_visit_days: Option<i64>,
    /// The customer is promised an answer time before the call ends, and that time counts.
    pub promised_time: bool,
    /// Budgets of the stages in their order.
    pub stages: Vec<ComplaintStage>,
}

/// The budget of one stage of a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintStage {
    /// Whose stage it is.
    pub by: Unit,
    /// Budget in **days**.
    pub days: Days,
    /// Budget in a foreign case in **days**, where it differs.
    #[serde(default)]
    pub foreign_days: Option<Days>,
}

impl Row for ComplaintDeadlines {
    fn unset(&self, open: &mut Open) {
        let some = self.close_days.is_some() || self.answer_days.is_some() || self.promised_time;
        open.when(!some, "close_days", "a complaint needs a deadline: to close, to answer, or the time promised to the customer (R-172)");
    }

    fn check(&self, faults: &mut Faults) {
        let spans = [
            ("close_days", self.close_days),
            ("close_foreign_days", self.close_foreign_days),
            ("answer_days", self.answer_days),
            ("department_days", self.department_days),
            ("return_visit_days", self.return_visit_days),
        ];
        for (key, days) in spans {
            faults.within(days, 1, 3660, key);
        }
        for (index, stage) in self.stages.iter().enumerate() {
            faults.within(Some(stage.days.as_halves()), 1, 7320, format_args!("stages.{index}.days"));
            faults.within(stage.foreign_days.map(Days::as_halves), 1, 7320, format_args!("stages.{index}.foreign_days"));
        }
        let domestic = self.stages.iter().fold(0_i64, |sum, stage| sum.saturating_add(stage.days.as_halves()));
        let foreign = self.stages.iter().fold(0_i64, |sum, stage| sum.saturating_add(stage.foreign_days.unwrap_or(stage.days).as_halves()));
        for (key, sum, total) in [("close_days", domestic, self.close_days), ("close_foreign_days", foreign, self.close_foreign_days)] {
            let over = total.is_some_and(|total| sum > total.saturating_mul(2));
            faults.when(over, key, format!("the stages together take {} half days, more than the whole", sum));
        }
    }
}

/// Numbers and copies of a complaint (P-10, R-163, R-164, R-179).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ComplaintPapers {
    /// How complaints are numbered.
    pub number: Option<ComplaintNumber>,
    /// How the closed form is handed on.
    pub copies: Option<CopyWay>,
    /// Who gets a copy, in the order of the copies' numbers; the first holds the original where there is one.
    pub holders: Vec<Unit>,
    /// So many papers bear the same number.
    pub papers_with_one_number: Option<i64>,
}

/// How complaints are numbered (P-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintNumber {
    /// Two digits of the year, two of the month, then a serial that starts anew each month.
    YearMonthSerial,
    /// A file number and a date.
    FileNumberAndDate,
}

/// How the closed form is handed on (P-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyWay {
    /// Numbered copies, one for each holder.
    NumberedCopies,
    /// One original, copies for the others.
    OriginalAndDistribution,
}

impl Row for ComplaintPapers {
    fn unset(&self, open: &mut Open) {
        open.when(self.number.is_none(), "number", "how complaints are numbered is not chosen (R-163)");
    }

    fn check(&self, faults: &mut Faults) {
        faults.within(self.papers_with_one_number, 1, 20, "papers_with_one_number");
    }
}

/// What is booked when the returned quantity is not the approved one (P-11, R-196).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReturnDifference {
    /// Less came back.
    pub less: Option<Booking>,
    /// More came back.
    pub more: Option<Booking>,
    /// How much more than approved may be booked, in **percent** of the order. No source gives it.
    pub over_delivery_percent: Option<i64>,
}

/// What is booked (P-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Booking {
    /// The real quantity.
    RealQuantity,
    /// The real quantity within the over-delivery ratio, nothing beyond it.
    RealQuantityWithinRatio,
    /// Nothing: booking is refused.
    Refused,
}

impl Row for ReturnDifference {
    fn unset(&self, open: &mut Open) {
        open.when(self.less.is_none(), "less", "what is booked when less comes back is not chosen (R-196)");
        open.when(self.more.is_none(), "more", "what is booked when more comes back is not chosen (R-196)");
        let ratio = self.more == Some(Booking::RealQuantityWithinRatio) && self.over_delivery_percent.is_none();
        open.when(ratio, "over_delivery_percent", "the sources name an over-delivery ratio and do not give it (R-196)");
    }

    fn check(&self, faults: &mut Faults) {
        faults.percent(self.over_delivery_percent, "over_delivery_percent");
    }
}
