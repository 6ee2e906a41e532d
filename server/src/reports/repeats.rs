//! Repairs that did not hold: repeats of repairs that were asked for. A repeat counts for whoever did the earlier repair.

use model::id::PersonId;

use super::ask::{Asked, Pieces, ReportName};
use super::sheet::{Cell, ChartShape, Column, Figure, Kind, People, Report, Table, Tally, share};
use crate::store::reports::RepairFact;

pub(super) fn report(asked: &Asked, repairs: &[RepairFact], people: &People) -> Report {
    let pieces = Pieces::new(asked.by, asked.span);
    let mut by_piece = Tally::<usize, 2>::of(pieces.all());
    let mut by_technician = Tally::<Option<PersonId>, 2>::new();
    let mut by_model = Tally::<String, 2>::new();
    for fact in repairs {
        let counts = [u64::from(fact.is_repeat), u64::from(!fact.is_repeat)];
        by_piece.add(pieces.at(fact.at), counts);
        by_technician.add(fact.technician, counts);
        by_model.add(fact.model.clone(), counts);
    }
    let [repeats, done] = by_piece.total();
    let figures =
        vec![Figure::share("repeat_rate", repeats, done, None), Figure::count("repairs", done), Figure::count("repeats", repeats)];
    let worst = |counts: [u64; 2]| (u64::MAX - counts[0], u64::MAX - share(counts[0], counts[1]).unwrap_or(0), counts[1]);
    let mut technicians: Vec<(Option<PersonId>, [u64; 2])> = by_technician.into_rows().collect();
    technicians.sort_by_key(|(_, counts)| worst(*counts));
    let technicians = technicians.into_iter().map(|(who, counts)| (who, cells(counts))).collect();
    let mut models: Vec<(String, [u64; 2])> = by_model.into_rows().collect();
    models.sort_by_key(|(_, counts)| worst(*counts));
    let models = models.into_iter().map(|(model, counts)| std::iter::once(Cell::Text(model)).chain(cells(counts)).collect());
    let periods =
        by_piece.into_rows().map(|(piece, counts)| std::iter::once(Cell::Text(pieces.name(piece))).chain(cells(counts)).collect());
    let columns = |first| {
        let counts = ["repairs", "repeats"].map(|key| Column::new(key, Kind::Number));
        [first, Column::new("repeat_rate", Kind::Share)].into_iter().chain(counts).collect::<Vec<_>>()
    };
    let period = Column::new("period", Kind::Text);
    let periods = Table { key: "periods", columns: columns(period), rows: periods.collect(), chart: None };
    let models = Table { key: "models", columns: columns(Column::new("model", Kind::Text)), rows: models.collect(), chart: None };
    let mut tables = vec![periods.drawn(ChartShape::Periods, vec!["repeats"], None)];
    let drawn = |table: Table| table.drawn(ChartShape::Ranking, vec!["repeats"], None);
    tables.extend(people.table("technicians", columns(period).split_off(1), technicians).map(drawn));
    tables.push(models);
    asked.report(ReportName::RepeatRepairs, figures, tables, Vec::new(), repeats)
}

fn cells([repeats, repairs]: [u64; 2]) -> Vec<Cell> {
    vec![Cell::share(repeats, repairs), Cell::count(repairs), Cell::count(repeats)]
}
