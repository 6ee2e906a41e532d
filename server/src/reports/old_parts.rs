//! Progress of old parts (F-83): what is due, what is overdue and by how many days on the day of the report, and what was
//! judged in time. Days are counted by the rules of the trade, not here.

use chrono::NaiveDate;
use model::id::PersonId;
use model::rules::{HandOverPromise, days_late, overdue_days};

use super::ask::{Asked, Pieces, ReportName};
use super::sheet::{Cell, ChartShape, Column, Figure, Kind, People, Report, Table, Tally};
use crate::store::reports::OldPartFact;

/// All, to be handed over, handed over in time, handed over late, overdue, not due yet, overdue days, to be judged, judged in time, judging late.
type Counts = [u64; 10];

/// Days that the hand-over is late on `today`.
pub(super) fn overdue(
    required_on: Option<NaiveDate>,
    promised_on: Option<NaiveDate>,
    excused: bool,
    handed_over_on: Option<NaiveDate>,
    today: NaiveDate,
) -> u32 {
    let promise = promised_on.map(|promised_on| HandOverPromise { promised_on, is_excused: excused });
    required_on.map_or(0, |required| overdue_days(required, promise, handed_over_on, today))
}

fn counts(fact: &OldPartFact, today: NaiveDate) -> Counts {
    let days = overdue(fact.required_on, fact.promised_on, fact.excused, fact.handed_over_on, today);
    let (owed, handed, is_late) = (fact.required_on.is_some(), fact.handed_over_on.is_some(), days > 0);
    let judging_late = fact.judge_by.is_some_and(|due| days_late(due, fact.judged_on.unwrap_or(today)) > 0);
    let judged = fact.judge_by.is_some() && fact.judged_on.is_some();
    let flags =
        [true, owed, owed && handed && !is_late, owed && handed && is_late, owed && !handed && is_late, owed && !handed && !is_late];
    let [all, owed, in_time, late, overdue, waiting] = flags.map(u64::from);
    let judging = [fact.judge_by.is_some(), judged && !judging_late, judging_late].map(u64::from);
    let [to_judge, judged_in_time, judged_late] = judging;
    [all, owed, in_time, late, overdue, waiting, u64::from(days), to_judge, judged_in_time, judged_late]
}

/// Handed over in time, of those whose time is up or that came before.
fn kept([_, _, in_time, late, overdue, ..]: Counts) -> (u64, u64) {
    (in_time, in_time + late + overdue)
}

pub(super) fn report(asked: &Asked, parts: &[OldPartFact], people: &People) -> Report {
    let today = asked.span.day_of(asked.now);
    let pieces = Pieces::new(asked.by, asked.span);
    let mut by_piece = Tally::<usize, 10>::of(pieces.all());
    let mut by_technician = Tally::<Option<PersonId>, 10>::new();
    let mut by_progress = Tally::<String, 1>::new();
    for fact in parts {
        by_progress.add(fact.progress.clone(), [1]);
        let counts = counts(fact, today);
        by_piece.add(pieces.on(fact.completed_on), counts);
        by_technician.add(fact.technician, counts);
    }
    let total = by_piece.total();
    let [all, owed, _, late, overdue, waiting, days, to_judge, judged, judging_late] = total;
    let (in_time, due) = kept(total);
    let figures = vec![
        Figure::share("handed_over_in_time", in_time, due, None),
        Figure::count("old_parts", all),
        Figure::count("owed", owed),
        Figure::count("waiting", waiting),
        Figure::count("overdue", overdue),
        Figure::count("handed_over_late", late),
        Figure::count("overdue_days", days),
        Figure::share("judged_in_time", judged, judged + judging_late, None),
        Figure::count("to_judge", to_judge),
    ];
    let mut technicians: Vec<(Option<PersonId>, Counts)> = by_technician.into_rows().collect();
    technicians.sort_by_key(|(_, counts)| (u64::MAX - counts[4], u64::MAX - counts[6], u64::MAX - counts[0]));
    let technicians = technicians.into_iter().map(|(who, counts)| (who, cells(counts))).collect();
    let periods =
        by_piece.into_rows().map(|(piece, counts)| std::iter::once(Cell::Text(pieces.name(piece))).chain(cells(counts)).collect());
    let columns = || {
        let counts = [
            "old_parts",
            "owed",
            "in_time",
            "handed_over_late",
            "overdue",
            "waiting",
            "overdue_days",
            "to_judge",
            "judged",
            "judging_late",
        ];
        let counts = counts.map(|key| Column::new(key, Kind::Number));
        [Column::new("period", Kind::Text), Column::new("handed_over_in_time", Kind::Share)].into_iter().chain(counts).collect::<Vec<_>>()
    };
    let periods = Table { key: "periods", columns: columns(), rows: periods.collect(), chart: None };
    let progress = by_progress.into_rows().map(|(progress, [count])| vec![Cell::Text(progress), Cell::count(count)]);
    let heads = vec![Column::new("progress", Kind::Word), Column::new("old_parts", Kind::Number)];
    let progress = Table { key: "progress", columns: heads, rows: progress.collect(), chart: None };
    let mut tables = vec![progress, periods.drawn(ChartShape::Periods, vec!["overdue"], None)];
    let drawn = |table: Table| table.drawn(ChartShape::Ranking, vec!["overdue"], None);
    tables.extend(people.table("technicians", columns().split_off(1), technicians).map(drawn));
    asked.report(ReportName::OldParts, figures, tables, Vec::new(), all)
}

fn cells(counts: Counts) -> Vec<Cell> {
    let (in_time, due) = kept(counts);
    std::iter::once(Cell::share(in_time, due)).chain(counts.map(Cell::count)).collect()
}
