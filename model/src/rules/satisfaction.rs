//! Which answers to the survey are those of a satisfied customer (R-148, R-199…R-202).

use crate::documents::visit::records::Grades;
use crate::documents::visit::survey::Scale;
use crate::policy::Grade;

/// The grade that decides whether an answer is a satisfied one: that of the visit as a whole, else the worst of those given.
#[must_use]
pub fn deciding_grade(scale: Scale, grades: &Grades) -> Option<u32> {
    let given = [grades.attitude, grades.skill, grades.punctuality, grades.promises].into_iter().flatten();
    grades.overall.or_else(|| if is_counted_from_best(scale) { given.max() } else { given.min() })
}

/// Whether `grade` says that the customer is satisfied. Where the organisation says with which of its `named` grades a complaint may be
/// closed, those; else the best two grades, never the worst; of ten points eight, of five stars four, of a hundred points ninety.
#[must_use]
pub fn is_satisfied(scale: Scale, grade: u32, named: &[Grade]) -> bool {
    let best = named.len().saturating_sub(1).clamp(1, 2);
    let says_which = named.iter().any(|grade| grade.closes_complaint);
    let counts = |(place, named): (usize, &Grade)| if says_which { named.closes_complaint } else { place < best };
    match scale {
        Scale::FourGrades | Scale::Named if named.is_empty() => grade <= 2,
        Scale::FourGrades | Scale::Named => {
            let place = usize::try_from(grade).unwrap_or(usize::MAX).wrapping_sub(1);
            named.get(place).is_some_and(|named| counts((place, named)))
        }
        Scale::Points => {
            let counting = named.iter().enumerate().filter(|place| counts(*place)).filter_map(|(_, named)| named.points);
            i64::from(grade) >= counting.min().unwrap_or(90)
        }
        Scale::ScoreToTen => grade >= 8,
        Scale::FiveStars => grade >= 4,
    }
}

fn is_counted_from_best(scale: Scale) -> bool {
    matches!(scale, Scale::FourGrades | Scale::Named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(grades: &[(&str, Option<i64>, bool)]) -> Vec<Grade> {
        grades.iter().map(|(name, points, closes)| Grade { name: (*name).into(), points: *points, closes_complaint: *closes }).collect()
    }

    /// R-199…: every scale has its own best end, and the organisation may say which grades are good enough.
    #[test]
    fn a_grade_is_a_satisfied_one_by_its_scale_and_by_what_the_organisation_says() {
        let of = |scale, names: &[Grade]| (0..=100).filter(|grade| is_satisfied(scale, *grade, names)).collect::<Vec<u32>>();
        assert_eq!(of(Scale::FourGrades, &[])[1..], [1, 2]);
        assert_eq!(of(Scale::ScoreToTen, &[])[..2], [8, 9]);
        assert_eq!(of(Scale::FiveStars, &[])[..2], [4, 5]);
        assert_eq!(of(Scale::Points, &[])[0], 90);
        let sheet = named(&[("满意", Some(100), false), ("比较满意", Some(90), false), ("不满意", Some(80), false)]);
        assert_eq!(of(Scale::Points, &sheet)[0], 90);
        let shop = named(&[("非常满意", None, true), ("满意", None, true), ("一般", None, false), ("不满意", None, false)]);
        assert_eq!(of(Scale::Named, &shop), [1, 2]);
        assert_eq!(of(Scale::Named, &named(&[("满意", None, false), ("不满意", None, false)])), [1], "the worst is never a satisfied one");
    }

    #[test]
    fn without_a_grade_for_the_whole_the_worst_one_decides() {
        let grades = Grades { attitude: Some(1), skill: Some(3), ..Grades::default() };
        assert_eq!(deciding_grade(Scale::FourGrades, &grades), Some(3));
        assert_eq!(deciding_grade(Scale::FiveStars, &grades), Some(1));
        assert_eq!(deciding_grade(Scale::FiveStars, &Grades { overall: Some(5), ..grades }), Some(5));
        assert_eq!(deciding_grade(Scale::FiveStars, &Grades::default()), None);
    }
}
