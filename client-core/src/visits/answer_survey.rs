//! Answer the survey: the customer's grades, on the scale that the visit's terms name (R-067, R-199…R-202).

use model::documents::visit::records::{EventKind, Grades};
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_answer_survey, survey_is_asked};

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

impl Visits {
    /// Writes down the customer's grades; the latest answer counts. `reasons` may be empty only with the full score.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn answer_survey(&self, id: DocumentId, grades: &Grades, reasons: &str, suggestion: &str) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
            scene.stand.still_ours()?;
            can_answer_survey(scene.stand.visit(), scene.stand.person, grades, reasons, suggestion)?;
            let kind = EventKind::SurveyAnswered { grades: grades.clone(), reasons: reasons.to_owned(), suggestion: suggestion.to_owned() };
            let event = scene.new_id(EventId::from_parts)?;
            let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
            Ok(Step::new(change, Intent::AnswerSurvey { grades, reasons, suggestion }, ()))
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    survey_is_asked(stand.visit(), stand.person)
}
