//! What customers answered (R-199…R-202): satisfied answers of all answers, as a whole and for each question.

use model::documents::visit::survey::Scale;
use model::id::PersonId;
use model::policy::Grade;
use model::rules::is_satisfied;
use model::rules::service_rates::SATISFACTION_TARGET;

use super::ask::{Asked, Pieces, ReportName};
use super::sheet::{Cell, ChartShape, Column, Figure, Kind, People, Report, Table, Tally, share};
use crate::store::reports::AnswerFact;

const QUESTIONS: [&str; 4] = ["attitude", "skill", "punctuality", "promises"];

/// Whether `grade` on the scale of this code is a satisfied one; none where the scale is not known.
pub(super) fn satisfied(scale: &str, grade: u32, named: &[Grade]) -> Option<bool> {
    Scale::from_code(scale).map(|scale| is_satisfied(scale, grade, named))
}

pub(super) fn report(asked: &Asked, answers: &[AnswerFact], named: &[Grade], people: &People) -> Report {
    let pieces = Pieces::new(asked.by, asked.span);
    let mut by_piece = Tally::<usize, 2>::of(pieces.all());
    let mut by_technician = Tally::<Option<PersonId>, 2>::new();
    let mut by_grade = Tally::<(String, u32), 2>::new();
    let mut by_question = Tally::<usize, 2>::of(0..QUESTIONS.len());
    for answer in answers {
        let judged = |grade: u32| satisfied(&answer.scale, grade, named).map(|satisfied| [u64::from(satisfied), 1]);
        let [decides, questions @ ..] = answer.grades;
        for (question, counted) in questions.iter().enumerate().filter_map(|(question, grade)| Some((question, judged((*grade)?)?))) {
            by_question.add(question, counted);
        }
        let Some((grade, counted)) = decides.and_then(|grade| Some((grade, judged(grade)?))) else { continue };
        by_piece.add(pieces.at(answer.at), counted);
        by_technician.add(answer.technician, counted);
        by_grade.add((answer.scale.clone(), grade), counted);
    }
    let [satisfied, answered] = by_piece.total();
    let mut figures = vec![Figure::share("satisfied", satisfied, answered, Some(SATISFACTION_TARGET)), Figure::count("answers", answered)];
    let mut questions = Vec::new();
    for (question, [satisfied, answered]) in by_question.into_rows() {
        let Some(key) = QUESTIONS.get(question).filter(|_| answered > 0) else { continue };
        figures.push(Figure::share(key, satisfied, answered, None));
        questions.push(std::iter::once(Cell::Text((*key).to_owned())).chain(cells([satisfied, answered])).collect());
    }
    let mut technicians: Vec<(Option<PersonId>, [u64; 2])> = by_technician.into_rows().collect();
    technicians.sort_by_key(|(_, [satisfied, answered])| (share(*satisfied, *answered), u64::MAX - answered));
    let technicians = technicians.into_iter().map(|(who, counted)| (who, cells(counted))).collect();
    let periods =
        by_piece.into_rows().map(|(piece, counted)| std::iter::once(Cell::Text(pieces.name(piece))).chain(cells(counted)).collect());
    let periods = Table { key: "periods", columns: columns(Column::new("period", Kind::Text)), rows: periods.collect(), chart: None };
    let grades = by_grade.into_rows().map(|((scale, grade), [satisfied, answers])| {
        vec![Cell::Text(scale), Cell::count(u64::from(grade)), Cell::count(answers), Cell::YesNo(satisfied > 0)]
    });
    let grades_columns = vec![
        Column::new("scale", Kind::Word),
        Column::new("grade", Kind::Number),
        Column::new("answers", Kind::Number),
        Column::new("is_satisfied", Kind::YesNo),
    ];
    let grades = Table { key: "grades", columns: grades_columns, rows: grades.collect(), chart: None };
    let questions = Table { key: "questions", columns: columns(Column::new("question", Kind::Word)), rows: questions, chart: None };
    let mut tables = vec![periods.drawn(ChartShape::Periods, vec!["satisfied"], Some(SATISFACTION_TARGET))];
    let heads = columns(Column::new("period", Kind::Text)).split_off(1);
    let drawn = |table: Table| table.drawn(ChartShape::Ranking, vec!["satisfied"], Some(SATISFACTION_TARGET));
    tables.extend(people.table("technicians", heads, technicians).map(drawn));
    tables.extend([questions, grades]);
    asked.report(ReportName::Satisfaction, figures, tables, Vec::new(), u64::try_from(answers.len()).unwrap_or(u64::MAX))
}

fn columns(first: Column) -> Vec<Column> {
    let counts = ["answers", "satisfied_answers"].map(|key| Column::new(key, Kind::Number));
    [first, Column::new("satisfied", Kind::Share)].into_iter().chain(counts).collect()
}

fn cells([satisfied, answered]: [u64; 2]) -> Vec<Cell> {
    vec![Cell::share(satisfied, answered), Cell::count(answered), Cell::count(satisfied)]
}
