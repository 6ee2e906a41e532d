//! Papers and dates: where the signed sheet is filed (P-04), how long records are kept (P-20), when reports are due (P-21).

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::calendar::TimeOfDay;
use super::findings::{Faults, Open, Row};
use super::unit::Unit;

/// What becomes of the signed sheet (P-04, R-062, R-065).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filing {
    /// Where it is filed.
    pub filed_by: Option<Unit>,
    /// Who logs it before that, where that is somebody else.
    pub logged_by: Option<Unit>,
    /// Who approves it before it is filed.
    pub approved_by: Option<Unit>,
    /// Signature and stamp are both needed; otherwise a stamp counts as a signature.
    pub stamp_required: bool,
}

impl Row for Filing {
    fn unset(&self, open: &mut Open) {
        open.when(self.filed_by.is_none(), "filed_by", "the office that files the signed sheet is not named (R-065)");
    }
}

/// How long records are kept at least, in **months** (P-20, R-248). The sources give one figure; the rest must be set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Visits with their sign-offs and photos.
    pub visits_months: Option<i64>,
    /// Complaints.
    pub complaints_months: Option<i64>,
    /// Problem records.
    pub problems_months: Option<i64>,
}

impl Row for Retention {
    fn unset(&self, open: &mut Open) {
        let rows = [
            ("visits_months", self.visits_months),
            ("complaints_months", self.complaints_months),
            ("problems_months", self.problems_months),
        ];
        for (key, months) in rows {
            open.when(months.is_none(), key, "no source says how long these are kept; until it is set they are kept without end (R-248)");
        }
    }

    fn check(&self, faults: &mut Faults) {
        faults.within(self.visits_months, 1, 1200, "visits_months");
        faults.within(self.complaints_months, 1, 1200, "complaints_months");
        faults.within(self.problems_months, 1, 1200, "problems_months");
    }
}

/// When reports and lists are due (P-21). What a company has no rule for is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CutOffs {
    /// Each technician reports each day.
    pub daily_report: bool,
    /// Call-outs left over stand before all new ones of the next day.
    pub leftovers_first: bool,
    /// So many **days** after the call-out the survey list is sent.
    pub survey_list_days: Option<i64>,
    /// New customers of a day reach after-sales by this time of the next day.
    pub customer_list_by: Option<TimeOfDay>,
    /// Statistics of a month are due by this day of the next.
    pub statistics_by_day: Option<i64>,
    /// Day of the weekly meeting.
    pub weekly_on: Option<Weekday>,
    /// The supervision report is due at the end of each month.
    pub supervision_at_month_end: bool,
    /// An analysis each half year.
    pub half_yearly: bool,
    /// A summary each year.
    pub yearly: bool,
}

impl Row for CutOffs {
    fn check(&self, faults: &mut Faults) {
        faults.within(self.survey_list_days, 0, 366, "survey_list_days");
        faults.within(self.statistics_by_day, 1, 28, "statistics_by_day");
    }
}
