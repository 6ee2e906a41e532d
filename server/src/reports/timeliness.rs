//! Arrivals and repairs against their targets: in time of those that were due. What a device's clock cannot prove is counted
//! apart, never for or against anybody; what is overdue and not known to have happened counts as not in time until it is known.

use model::id::PersonId;
use model::rules::service_rates::TIMELINESS_TARGET;
use model::time::Timestamp;

use super::ask::{Asked, Pieces, ReportName};
use super::sheet::{Cell, ChartShape, Column, Figure, Kind, People, Report, Table, Tally, share};
use crate::store::reports::TargetFact;

/// In time, too late, overdue, unproven, not due yet, excused among those too late.
type Counts = [u64; 6];

/// The facts of both targets.
pub(super) struct Facts {
    pub(super) arrivals: Vec<TargetFact>,
    pub(super) fixes: Vec<TargetFact>,
}

/// What came of a target, as a word: what is pending is overdue once it is due.
pub(super) fn outcome(kept: &str, due_at: Timestamp, now: Timestamp) -> &str {
    match kept {
        "pending" if due_at < now => "overdue",
        "pending" => "waiting",
        known => known,
    }
}

fn counts(fact: &TargetFact, now: Timestamp) -> Counts {
    match outcome(&fact.kept, fact.due_at, now) {
        "met" => [1, 0, 0, 0, 0, 0],
        "missed" => [0, 1, 0, 0, 0, u64::from(fact.excepted)],
        "overdue" => [0, 0, 1, 0, 0, u64::from(fact.excepted)],
        "unproven" => [0, 0, 0, 1, 0, 0],
        _ => [0, 0, 0, 0, 1, 0],
    }
}

/// In time, of those that are judged.
fn judged([met, missed, overdue, ..]: Counts) -> (u64, u64) {
    (met, met + missed + overdue)
}

pub(super) fn report(asked: &Asked, facts: &Facts, people: &People) -> Report {
    let Facts { arrivals, fixes } = facts;
    let pieces = Pieces::new(asked.by, asked.span);
    let (mut arrivals_by_piece, mut fixes_by_piece) = (Tally::<usize, 6>::of(pieces.all()), Tally::<usize, 6>::of(pieces.all()));
    let (mut by_technician, mut by_class) = (Tally::<Option<PersonId>, 12>::new(), Tally::<String, 12>::new());
    for (facts, by_piece, first) in [(arrivals, &mut arrivals_by_piece, true), (fixes, &mut fixes_by_piece, false)] {
        for fact in facts {
            let counts = counts(fact, asked.now);
            by_piece.add(pieces.at(fact.due_at), counts);
            by_technician.add(fact.technician, both(counts, first));
            by_class.add(fact.class.clone(), both(counts, first));
        }
    }
    let (arrived, fixed) = (arrivals_by_piece.total(), fixes_by_piece.total());
    let ((in_time, due), (fixed_in_time, fixes_due)) = (judged(arrived), judged(fixed));
    let [_, missed, overdue, unproven, waiting, excused] = arrived;
    let figures = vec![
        Figure::share("arrivals_in_time", in_time, due, Some(TIMELINESS_TARGET)),
        Figure::count("missed", missed),
        Figure::count("overdue", overdue),
        Figure::count("unproven", unproven),
        Figure::count("waiting", waiting),
        Figure::count("excused", excused),
        Figure::share("fixes_in_time", fixed_in_time, fixes_due, None),
        Figure::count("fixes_unproven", fixed[3]),
    ];
    let mut technicians: Vec<(Option<PersonId>, Counts, Counts)> =
        by_technician.into_rows().map(|(who, sums)| (who, split(sums).0, split(sums).1)).collect();
    // Whoever is furthest from the goal first; who has nothing judged last.
    technicians.sort_by_key(|(_, arrived, _)| (share(judged(*arrived).0, judged(*arrived).1).unwrap_or(u64::MAX), judged(*arrived).1));
    let technicians = technicians.into_iter().map(|(who, arrived, fixed)| (who, cells(arrived, fixed))).collect();
    let periods = arrivals_by_piece
        .into_rows()
        .zip(fixes_by_piece.into_rows())
        .map(|((piece, arrived), (_, fixed))| std::iter::once(Cell::Text(pieces.name(piece))).chain(cells(arrived, fixed)).collect());
    let period = Column::new("period", Kind::Text);
    let periods = Table { key: "periods", columns: columns(period), rows: periods.collect(), chart: None };
    let class = by_class.into_rows().map(|(class, sums)| {
        let (arrived, fixed) = split(sums);
        let class = if class.is_empty() { "none".to_owned() } else { class };
        std::iter::once(Cell::Text(class)).chain(cells(arrived, fixed)).collect()
    });
    let class = Table { key: "classes", columns: columns(Column::new("class", Kind::Word)), rows: class.collect(), chart: None };
    let mut tables = vec![periods.drawn(ChartShape::Periods, vec!["arrivals_in_time"], Some(TIMELINESS_TARGET))];
    let heads = columns(period).split_off(1);
    let drawn = |table: Table| table.drawn(ChartShape::Ranking, vec!["arrivals_in_time"], Some(TIMELINESS_TARGET));
    tables.extend(people.table("technicians", heads, technicians).map(drawn));
    tables.push(class);
    let said = [("unproven_apart", unproven + fixed[3] > 0), ("overdue_counts", overdue + fixed[2] > 0)];
    let notes = said.into_iter().filter(|(_, said)| *said).map(|(note, _)| note).collect();
    let rows_total = u64::try_from(arrivals.len() + fixes.len()).unwrap_or(u64::MAX);
    asked.report(ReportName::Timeliness, figures, tables, notes, rows_total)
}

fn both(counts: Counts, is_arrival: bool) -> [u64; 12] {
    let mut sums = [0; 12];
    let (arrived, fixed) = sums.split_at_mut(6);
    (if is_arrival { arrived } else { fixed }).copy_from_slice(&counts);
    sums
}

fn split(sums: [u64; 12]) -> (Counts, Counts) {
    let [a, b, c, d, e, f, g, h, i, j, k, l] = sums;
    ([a, b, c, d, e, f], [g, h, i, j, k, l])
}

fn columns(first: Column) -> Vec<Column> {
    let counts = ["due", "in_time", "missed", "overdue", "unproven", "excused", "fixes_due"].map(|key| Column::new(key, Kind::Number));
    let mut columns = vec![first, Column::new("arrivals_in_time", Kind::Share)];
    columns.extend(counts);
    columns.push(Column::new("fixes_in_time", Kind::Share));
    columns
}

fn cells(arrived: Counts, fixed: Counts) -> Vec<Cell> {
    let ((in_time, due), (fixed_in_time, fixes_due)) = (judged(arrived), judged(fixed));
    let [met, missed, overdue, unproven, _, excused] = arrived;
    let mut cells = vec![Cell::share(in_time, due)];
    cells.extend([due, met, missed, overdue, unproven, excused, fixes_due].map(Cell::count));
    cells.push(Cell::share(fixed_in_time, fixes_due));
    cells
}
