//! After the visit: return visits (P-12), surveys (P-13), grades (P-14).

use serde::{Deserialize, Serialize};

use super::amount::Hours;
use super::findings::{Faults, Open, Row};
use super::unit::Unit;

/// Which services are looked at again (P-12, R-207…R-216).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReturnVisits {
    /// The rules, each on its own.
    pub rules: Vec<ReturnVisitRule>,
}

/// One rule of return visits or calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnVisitRule {
    /// After what.
    pub after: Occasion,
    /// Who goes or calls; absent where the source names nobody.
    #[serde(default)]
    pub by: Option<Unit>,
    /// Not before so many **days**.
    #[serde(default)]
    pub from_days: Option<i64>,
    /// Within so many **days**.
    #[serde(default)]
    pub within_days: Option<i64>,
    /// The days are working days.
    #[serde(default)]
    pub working_days: bool,
    /// So many **hours** afterwards.
    #[serde(default)]
    pub after_hours: Option<Hours>,
    /// At least this share, in **percent**.
    #[serde(default)]
    pub share_percent: Option<i64>,
    /// How often.
    #[serde(default)]
    pub every: Option<Every>,
}

/// What a return visit follows (P-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Occasion {
    /// Repair of safety equipment.
    SafetyEquipmentRepair,
    /// Repair of a leak.
    LeakRepair,
    /// Any (other) repair.
    Repair,
    /// A repair request.
    RepairRequest,
    /// A household that is looked after.
    Household,
    /// The first year of a project.
    ProjectFirstYear,
    /// The later years of a project.
    ProjectLaterYears,
    /// The customer picked the product up.
    PickUp,
    /// Key users.
    UserTour,
    /// The solution of a complaint.
    ComplaintSolution,
    /// Advice by phone that saved a visit.
    PhoneAdvice,
}

impl Occasion {
    /// The stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::SafetyEquipmentRepair => "safety_equipment_repair",
            Self::LeakRepair => "leak_repair",
            Self::Repair => "repair",
            Self::RepairRequest => "repair_request",
            Self::Household => "household",
            Self::ProjectFirstYear => "project_first_year",
            Self::ProjectLaterYears => "project_later_years",
            Self::PickUp => "pick_up",
            Self::UserTour => "user_tour",
            Self::ComplaintSolution => "complaint_solution",
            Self::PhoneAdvice => "phone_advice",
        }
    }
}

/// How often (P-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Every {
    /// Each day.
    Day,
    /// Each month.
    Month,
    /// Each quarter.
    Quarter,
    /// Each half year.
    HalfYear,
    /// Each year.
    Year,
}

impl Row for ReturnVisits {
    fn unset(&self, open: &mut Open) {
        open.when(self.rules.is_empty(), "rules", "no return visit is set");
        for (index, rule) in self.rules.iter().enumerate() {
            let empty = rule.within_days.is_none() && rule.after_hours.is_none() && rule.share_percent.is_none() && rule.every.is_none();
            open.when(empty, format_args!("rules.{index}.every"), "the sources contradict each other about how often; choose (R-215)");
        }
    }

    fn check(&self, faults: &mut Faults) {
        for (index, rule) in self.rules.iter().enumerate() {
            faults.within(rule.from_days, 0, 3660, format_args!("rules.{index}.from_days"));
            faults.within(rule.within_days, 0, 3660, format_args!("rules.{index}.within_days"));
            faults.hours(rule.after_hours, format_args!("rules.{index}.after_hours"));
            faults.percent(rule.share_percent, format_args!("rules.{index}.share_percent"));
            let backwards = matches!((rule.from_days, rule.within_days), (Some(from), Some(to)) if from > to);
            faults.when(backwards, format_args!("rules.{index}.within_days"), "it ends before it begins");
        }
    }
}

/// When customers are asked (P-13, R-198, R-203, R-204).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Surveys {
    /// What starts a survey.
    pub trigger: Option<SurveyTrigger>,
    /// At the earliest after so many **months**, where surveys are periodic.
    pub from_months: Option<i64>,
    /// At the latest after so many **months**, where surveys are periodic.
    pub to_months: Option<i64>,
}

/// What starts a survey (P-13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurveyTrigger {
    /// Every call-out, without sampling.
    EveryCallOut,
    /// Every service, on site.
    EveryServiceOnSite,
    /// A period.
    Period,
    /// A period, and on occasion besides.
    PeriodAndOccasion,
    /// It stands on the sheet that the customer signs.
    OnTheSheet,
    /// Questionnaires by any channel.
    AnyChannel,
}

impl Row for Surveys {
    fn unset(&self, open: &mut Open) {
        open.when(self.trigger.is_none(), "trigger", "when customers are asked is not chosen");
        let periodic = matches!(self.trigger, Some(SurveyTrigger::Period | SurveyTrigger::PeriodAndOccasion));
        open.when(periodic && self.to_months.is_none(), "to_months", "the source names a period and does not give it");
    }

    fn check(&self, faults: &mut Faults) {
        faults.within(self.from_months, 1, 120, "from_months");
        faults.within(self.to_months, 1, 120, "to_months");
        let backwards = matches!((self.from_months, self.to_months), (Some(from), Some(to)) if from > to);
        faults.when(backwards, "to_months", "it ends before it begins");
    }
}

/// The scale of grades (P-14, R-199…R-202).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Grades {
    /// Which scale.
    pub scale: Option<GradeScale>,
    /// The grades from best to worst, where the scale has names.
    pub grades: Vec<Grade>,
}

/// A scale of grades (P-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GradeScale {
    /// Four grades; their names are not given.
    FourGrades,
    /// Named grades with points.
    Points,
    /// A score up to ten.
    ScoreToTen,
    /// One to five stars.
    FiveStars,
    /// Named grades without points.
    Named,
}

impl GradeScale {
    /// The stable code, as it stands in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::FourGrades => "four_grades",
            Self::Points => "points",
            Self::ScoreToTen => "score_to_ten",
            Self::FiveStars => "five_stars",
            Self::Named => "named",
        }
    }
}

/// One named grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Its name, as customers read it.
    pub name: String,
    /// What it counts.
    #[serde(default)]
    pub points: Option<i64>,
    /// A complaint may be closed with it.
    #[serde(default)]
    pub closes_complaint: bool,
}

impl Row for Grades {
    fn unset(&self, open: &mut Open) {
        open.when(self.scale.is_none(), "scale", "the scale of grades is not chosen (R-202)");
        let named = matches!(self.scale, Some(GradeScale::FourGrades | GradeScale::Points | GradeScale::Named));
        open.when(named && self.grades.is_empty(), "grades", "the source does not name the grades (R-199)");
    }

    fn check(&self, faults: &mut Faults) {
        let four = self.scale == Some(GradeScale::FourGrades) && !self.grades.is_empty() && self.grades.len() != 4;
        faults.when(four, "grades", format!("{} grades are named, the scale has four", self.grades.len()));
        let falling =
            self.grades.windows(2).any(|pair| matches!(pair, [better, worse] if better.points <= worse.points && worse.points.is_some()));
        faults.when(falling, "grades", "points must fall from the best grade to the worst");
        for (index, grade) in self.grades.iter().enumerate() {
            faults.when(grade.name.trim().is_empty(), format_args!("grades.{index}.name"), "a grade needs a name");
        }
    }
}
