//! The customer's grades (R-067, R-199…R-202): which scale, which answer counts.

use super::Visit;
use super::records::{EventKind, Grades};
use crate::id::EventId;

/// A scale of grades (P-14), as the visit's terms name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Four grades, counted from the best: 1 to 4.
    FourGrades,
    /// Points up to a hundred, such as 100, 90, 80.
    Points,
    /// A score from 0 to 10.
    ScoreToTen,
    /// One to five stars.
    FiveStars,
    /// Named grades, counted from the best: 1 to 20.
    Named,
}

/// An answer to the survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurveyAnswer<'a> {
    /// The event that recorded it.
    pub event: EventId,
    /// Grade per question.
    pub grades: &'a Grades,
    /// Why not the full score.
    pub reasons: &'a str,
    /// A suggestion, kept apart from the grades.
    pub suggestion: &'a str,
}

impl Scale {
    /// The scale of this stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "four_grades" => Some(Self::FourGrades),
            "points" => Some(Self::Points),
            "score_to_ten" => Some(Self::ScoreToTen),
            "five_stars" => Some(Self::FiveStars),
            "named" => Some(Self::Named),
            _ => None,
        }
    }

    /// The grades there are, as lowest and highest number.
    #[must_use]
    pub fn range(self) -> (u32, u32) {
        match self {
            Self::FourGrades => (1, 4),
            Self::Points => (0, 100),
            Self::ScoreToTen => (0, 10),
            Self::FiveStars => (1, 5),
            Self::Named => (1, 20),
        }
    }

    /// The full score: the first of grades that are counted from the best, else the highest.
    #[must_use]
    pub fn full(self) -> u32 {
        match self {
            Self::FourGrades | Self::Named => self.range().0,
            Self::Points | Self::ScoreToTen | Self::FiveStars => self.range().1,
        }
    }

    /// Whether every given grade is on this scale, and at least one is given.
    #[must_use]
    pub fn fits(self, grades: &Grades) -> bool {
        let (low, high) = self.range();
        let given: Vec<u32> = given(grades).collect();
        !given.is_empty() && given.iter().all(|grade| (low..=high).contains(grade))
    }
}

impl Visit {
    /// The scale that the visit's terms name; `None` if there is no survey for this visit.
    #[must_use]
    pub fn survey_scale(&self) -> Option<Scale> {
        self.terms.as_ref().and_then(|terms| Scale::from_code(&terms.sign_off.survey_scale))
    }

    /// The answer that counts: the latest that fits the scale.
    #[must_use]
    pub fn survey(&self) -> Option<SurveyAnswer<'_>> {
        let scale = self.survey_scale()?;
        self.survey_answers().into_iter().rev().find(|answer| scale.fits(answer.grades))
    }

    /// Every answer, in order of time.
    #[must_use]
    pub fn survey_answers(&self) -> Vec<SurveyAnswer<'_>> {
        self.events
            .iter()
            .filter_map(|event| match &event.record.kind {
                EventKind::SurveyAnswered { grades, reasons, suggestion } => {
                    Some(SurveyAnswer { event: event.id, grades, reasons, suggestion })
                }
                _ => None,
            })
            .collect()
    }
}

fn given(grades: &Grades) -> impl Iterator<Item = u32> {
    [grades.attitude, grades.skill, grades.punctuality, grades.promises, grades.overall].into_iter().flatten()
}
