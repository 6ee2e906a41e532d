//! What an answer to the survey must say (R-067, R-199…R-202).

use super::visit::has_come;
use super::{Refusal, check_text, is_blank};
use crate::documents::visit::Visit;
use crate::documents::visit::records::Grades;
use crate::documents::visit::status::WorkStatus;
use crate::id::PersonId;

/// Whether `person` may write down the customer's grades: at the end of the service, on the scale of the visit's terms. The
/// full score as a whole asks for no reasons, less asks for them. A signature does not stand in the way.
///
/// # Errors
/// [`Refusal`] naming what is missing or out of range.
pub fn can_answer_survey(visit: &Visit, person: PersonId, grades: &Grades, reasons: &str, suggestion: &str) -> Result<(), Refusal> {
    survey_is_asked(visit, person)?;
    check_answer(visit, grades, reasons, suggestion)
}

/// Whether the desk may write down the grades of a customer whom it called: the same as on site, but nobody has to have come.
///
/// # Errors
/// [`Refusal`] naming what is missing or out of range.
pub fn can_answer_survey_by_phone(visit: &Visit, grades: &Grades, reasons: &str, suggestion: &str) -> Result<(), Refusal> {
    if visit.work_status() != WorkStatus::Finished {
        return Err(Refusal::SurveyBeforeFinish);
    }
    check_answer(visit, grades, reasons, suggestion)
}

fn check_answer(visit: &Visit, grades: &Grades, reasons: &str, suggestion: &str) -> Result<(), Refusal> {
    let scale = visit.survey_scale().ok_or(Refusal::NoSurvey)?;
    if !scale.fits(grades) {
        let (low, high) = scale.range();
        return Err(Refusal::GradeOutOfScale(low, high));
    }
    if grades.overall.is_some_and(|overall| overall != scale.full()) && is_blank(reasons) {
        return Err(Refusal::SurveyReasonsMissing);
    }
    check_text(reasons)?;
    check_text(suggestion)
}

/// Whether a survey belongs to this visit and is due now.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn survey_is_asked(visit: &Visit, person: PersonId) -> Result<(), Refusal> {
    has_come(visit, person)?;
    if visit.work_status() != WorkStatus::Finished {
        return Err(Refusal::SurveyBeforeFinish);
    }
    visit.survey_scale().map(|_| ()).ok_or(Refusal::NoSurvey)
}
