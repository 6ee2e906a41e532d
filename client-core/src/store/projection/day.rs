//! What the list of days shows of a day.

use chrono::NaiveDate;
use model::documents::day::assessment::Assessment;
use model::documents::day::report::Totals;
use model::documents::day::status::ReportStanding;
use model::id::PersonId;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DayCard {
    pub(crate) date: NaiveDate,
    pub(crate) person: PersonId,
    pub(crate) standing: ReportStanding,
    pub(crate) totals: Totals,
}

impl DayCard {
    pub(crate) fn of(assessment: &Assessment) -> Self {
        Self { date: assessment.day.date, person: assessment.day.person, standing: assessment.standing, totals: assessment.totals }
    }
}
