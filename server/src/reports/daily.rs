//! The daily reports: what each technician did by kind of work and time (F-06, R-149, R-152), and the supervisor's, which is their sum and
//! is never typed anew (F-07, R-150). A report that came after the close corrects its own day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use model::id::PersonId;

use super::ask::{Asked, Pieces, ReportName};
use super::sheet::{Cell, ChartShape, Column, Figure, Kind, People, Report, Table, Tally};
use crate::store::reports::{DayFact, WorkFact};

const KINDS: [&str; 4] = ["A", "B", "C", "D"];
const MINUTES: [&str; 4] = ["a_minutes", "b_minutes", "c_minutes", "d_minutes"];

/// Minutes by kind of work, then lines.
type Counts = [u64; 5];
/// Reports, not confirmed, changed since, closed, corrected since the close.
type Standing = [u64; 5];

fn minutes(fact: &WorkFact) -> Counts {
    let [a, b, c, d] = KINDS.map(|kind| if fact.service_type == kind { fact.minutes } else { 0 });
    [a, b, c, d, 1]
}

fn standing(fact: &DayFact) -> Standing {
    let is = |standing| u64::from(fact.standing == standing);
    [1, is("open"), is("changed_since_confirmed"), u64::from(fact.closed), u64::from(fact.corrected)]
}

fn sum([a, b, c, d, _]: Counts) -> u64 {
    a + b + c + d
}

fn columns(first: Column) -> Vec<Column> {
    let kinds = MINUTES.map(|key| Column::new(key, Kind::Minutes));
    [first, Column::new("all_minutes", Kind::Minutes)].into_iter().chain(kinds).chain([Column::new("lines", Kind::Number)]).collect()
}

fn cells(counts: Counts) -> Vec<Cell> {
    std::iter::once(Cell::count(sum(counts))).chain(counts.map(Cell::count)).collect()
}

fn figures(counts: Counts, reports: Standing) -> Vec<Figure> {
    let [a, b, c, d, lines] = counts;
    let [all, open, changed, _, corrected] = reports;
    let minutes = MINUTES.into_iter().zip([a, b, c, d]).map(|(key, minutes)| Figure::minutes(key, minutes));
    let rest = [("lines", lines), ("day_reports", all), ("unconfirmed", open + changed), ("corrected", corrected)];
    let rest = rest.map(|(key, count)| Figure::count(key, count));
    std::iter::once(Figure::minutes("all_minutes", sum(counts))).chain(minutes).chain(rest).collect()
}

fn notes(reports: Standing) -> Vec<&'static str> {
    let [_, open, changed, _, corrected] = reports;
    let said = [("unconfirmed_count", open + changed > 0), ("corrected_days", corrected > 0)];
    said.into_iter().filter(|(_, said)| *said).map(|(note, _)| note).collect()
}

/// The technicians' reports (F-06).
pub(super) fn technicians(asked: &Asked, days: &[DayFact], works: &[WorkFact], people: &People) -> Report {
    let pieces = Pieces::new(asked.by, asked.span);
    let mut by_technician = Tally::<Option<PersonId>, 5>::new();
    let mut by_piece = Tally::<usize, 5>::of(pieces.all());
    let mut reports = Tally::<(), 5>::new();
    for fact in works {
        by_technician.add(fact.technician, minutes(fact));
        by_piece.add(pieces.on(fact.day), minutes(fact));
    }
    for fact in days {
        by_technician.add(fact.technician, [0; 5]);
        reports.add((), standing(fact));
    }
    let (total, reports) = (by_piece.total(), reports.total());
    let mut technicians: Vec<(Option<PersonId>, Counts)> = by_technician.into_rows().collect();
    technicians.sort_by_key(|(_, counts)| u64::MAX - sum(*counts));
    let technicians = technicians.into_iter().map(|(who, counts)| (who, cells(counts))).collect();
    let period = Column::new("period", Kind::Text);
    let periods =
        by_piece.into_rows().map(|(piece, counts)| std::iter::once(Cell::Text(pieces.name(piece))).chain(cells(counts)).collect());
    let periods = Table { key: "periods", columns: columns(period), rows: periods.collect(), chart: None };
    let drawn = |table: Table| table.drawn(ChartShape::Ranking, MINUTES.to_vec(), None);
    let mut tables: Vec<Table> = people.table("technicians", columns(period).split_off(1), technicians).map(drawn).into_iter().collect();
    tables.push(periods.drawn(ChartShape::Periods, MINUTES.to_vec(), None));
    asked.report(ReportName::TechnicianDaily, figures(total, reports), tables, notes(reports), total[4])
}

/// The supervisor's report (F-07): a line for each day with the time and the people by kind of work.
pub(super) fn supervisor(asked: &Asked, days: &[DayFact], works: &[WorkFact]) -> Report {
    let pieces = Pieces::new(asked.by, asked.span);
    let mut by_day = Tally::<NaiveDate, 5>::new();
    let mut by_piece = Tally::<usize, 5>::of(pieces.all());
    let mut reports = Tally::<NaiveDate, 5>::new();
    let mut people: BTreeMap<NaiveDate, [BTreeSet<Option<PersonId>>; 5]> = BTreeMap::new();
    for fact in works {
        by_day.add(fact.day, minutes(fact));
        by_piece.add(pieces.on(fact.day), minutes(fact));
        let sets = people.entry(fact.day).or_default();
        for (set, _) in sets.iter_mut().zip(KINDS).filter(|(_, kind)| fact.service_type == *kind && fact.minutes > 0) {
            set.insert(fact.technician);
        }
    }
    for fact in days {
        by_day.add(fact.day, [0; 5]);
        reports.add(fact.day, standing(fact));
        let [.., everybody] = people.entry(fact.day).or_default();
        everybody.insert(fact.technician);
    }
    let (total, all_reports) = (by_piece.total(), reports.total());
    let mut standings: BTreeMap<NaiveDate, Standing> = reports.into_rows().collect();
    let rows = by_day.into_rows().map(|(day, counts)| {
        let sets = people.remove(&day).unwrap_or_default();
        let [a, b, c, d, everybody] = sets.map(|set| u64::try_from(set.len()).unwrap_or(u64::MAX));
        let [_, open, changed, closed, corrected] = standings.remove(&day).unwrap_or_default();
        let [a_minutes, b_minutes, c_minutes, d_minutes, _] = counts;
        let numbers = [a_minutes, a, b_minutes, b, c_minutes, c, d_minutes, d, sum(counts), everybody, open + changed, closed, corrected];
        std::iter::once(Cell::Day(day)).chain(numbers.map(Cell::count)).collect()
    });
    let kinds = [
        ("a_minutes", Kind::Minutes),
        ("a_people", Kind::Number),
        ("b_minutes", Kind::Minutes),
        ("b_people", Kind::Number),
        ("c_minutes", Kind::Minutes),
        ("c_people", Kind::Number),
        ("d_minutes", Kind::Minutes),
        ("d_people", Kind::Number),
        ("all_minutes", Kind::Minutes),
        ("people", Kind::Number),
        ("unconfirmed", Kind::Number),
        ("closed", Kind::Number),
        ("corrected", Kind::Number),
    ];
    let heads = std::iter::once(("day", Kind::Day)).chain(kinds).map(|(key, kind)| Column::new(key, kind)).collect();
    let by_day = Table { key: "days", columns: heads, rows: rows.collect(), chart: None };
    let period = Column::new("period", Kind::Text);
    let periods =
        by_piece.into_rows().map(|(piece, counts)| std::iter::once(Cell::Text(pieces.name(piece))).chain(cells(counts)).collect());
    let periods = Table { key: "periods", columns: columns(period), rows: periods.collect(), chart: None };
    let tables = vec![periods.drawn(ChartShape::Periods, MINUTES.to_vec(), None), by_day];
    let [reported, ..] = all_reports;
    asked.report(ReportName::SupervisorDaily, figures(total, all_reports), tables, notes(all_reports), reported)
}
