//! Parts that were used, as stock follows them: by part, technician and model.

use model::id::PersonId;

use super::ask::{Asked, Pieces, ReportName};
use super::sheet::{Cell, ChartShape, Column, Figure, Kind, People, Report, Table, Tally};
use crate::store::reports::PartFact;

pub(super) fn report(asked: &Asked, parts: &[PartFact], people: &People) -> Report {
    let pieces = Pieces::new(asked.by, asked.span);
    let mut by_piece = Tally::<usize, 2>::of(pieces.all());
    let mut by_part = Tally::<(String, String), 2>::new();
    let mut by_technician = Tally::<Option<PersonId>, 2>::new();
    let mut by_model = Tally::<String, 2>::new();
    for fact in parts {
        let counts = [fact.quantity, 1];
        by_piece.add(pieces.at(fact.at), counts);
        by_part.add((fact.part_number.clone(), fact.name.clone()), counts);
        by_technician.add(fact.technician, counts);
        by_model.add(fact.model.clone(), counts);
    }
    let [used, swaps] = by_piece.total();
    let mut parts: Vec<((String, String), [u64; 2])> = by_part.into_rows().collect();
    let figures = vec![
        Figure::count("pieces", used),
        Figure::count("swaps", swaps),
        Figure::count("parts", u64::try_from(parts.len()).unwrap_or(u64::MAX)),
    ];
    let most = |counts: [u64; 2]| (u64::MAX - counts[0], u64::MAX - counts[1]);
    parts.sort_by_key(|(_, counts)| most(*counts));
    let mut technicians: Vec<(Option<PersonId>, [u64; 2])> = by_technician.into_rows().collect();
    technicians.sort_by_key(|(_, counts)| most(*counts));
    let mut models: Vec<(String, [u64; 2])> = by_model.into_rows().collect();
    models.sort_by_key(|(_, counts)| most(*counts));
    let counted = |first: Vec<Column>| {
        let counts = ["pieces", "swaps"].map(|key| Column::new(key, Kind::Number));
        first.into_iter().chain(counts).collect::<Vec<_>>()
    };
    let cells = |counts: [u64; 2]| counts.map(Cell::count);
    let rows =
        parts.into_iter().map(|((number, name), counts)| [Cell::Text(name), Cell::Text(number)].into_iter().chain(cells(counts)).collect());
    let heads = counted(vec![Column::new("part", Kind::Text), Column::new("part_number", Kind::Text)]);
    let by_part = Table { key: "parts", columns: heads, rows: rows.collect(), chart: None };
    let rows = models.into_iter().map(|(model, counts)| std::iter::once(Cell::Text(model)).chain(cells(counts)).collect());
    let models = Table { key: "models", columns: counted(vec![Column::new("model", Kind::Text)]), rows: rows.collect(), chart: None };
    let rows = by_piece.into_rows().map(|(piece, counts)| std::iter::once(Cell::Text(pieces.name(piece))).chain(cells(counts)).collect());
    let periods = Table { key: "periods", columns: counted(vec![Column::new("period", Kind::Text)]), rows: rows.collect(), chart: None };
    let technicians = technicians.into_iter().map(|(who, counts)| (who, cells(counts).to_vec())).collect();
    let mut tables =
        vec![by_part.drawn(ChartShape::Ranking, vec!["pieces"], None), periods.drawn(ChartShape::Periods, vec!["pieces"], None)];
    tables.extend(people.table("technicians", counted(Vec::new()), technicians));
    tables.push(models);
    asked.report(ReportName::PartsUse, figures, tables, Vec::new(), swaps)
}
