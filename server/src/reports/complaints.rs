//! Complaints with a proven fault of the service, of services. A complaint that is valid because of the product is no fault of
//! the service; one that is valid and not classified counts until somebody says otherwise, and the report says so. One whose
//! outcome was refused goes on as another one and is counted there.

use model::id::PersonId;
use model::rules::service_rates::PROVEN_COMPLAINTS_TARGET;

use super::ask::{Asked, Pieces, ReportName};
use super::sheet::{Cell, ChartShape, Column, Figure, Kind, People, Report, Table, Tally, share};
use crate::store::reports::{ComplaintFact, ServiceFact};

/// Services, complaints, undecided, not valid, of the product, of the service, valid and not classified.
type Counts = [u64; 7];

const SERVICE: Counts = [1, 0, 0, 0, 0, 0, 0];

fn counts(fact: &ComplaintFact) -> Counts {
    let mut counts = [0, 1, 0, 0, 0, 0, 0];
    let place = match fact.finding.as_str() {
        "undecided" => 2,
        "not_valid" => 3,
        "product" => 4,
        "service" => 5,
        _ => 6,
    };
    if let Some(count) = counts.get_mut(place) {
        *count = 1;
    }
    counts
}

/// Proven faults, of services.
fn proven([services, .., service, unclassified]: Counts) -> (u64, u64) {
    (service + unclassified, services)
}

pub(super) fn report(asked: &Asked, services: &[ServiceFact], complaints: &[ComplaintFact], people: &People) -> Report {
    let pieces = Pieces::new(asked.by, asked.span);
    let mut by_piece = Tally::<usize, 7>::of(pieces.all());
    let mut by_technician = Tally::<Option<PersonId>, 7>::new();
    let facts = services.iter().map(|fact| (fact.at, fact.technician, SERVICE));
    for (at, technician, counts) in facts.chain(complaints.iter().map(|fact| (fact.at, fact.technician, counts(fact)))) {
        by_piece.add(pieces.at(at), counts);
        by_technician.add(technician, counts);
    }
    let total = by_piece.total();
    let [done, received, undecided, not_valid, product, service, unclassified] = total;
    let (faults, _) = proven(total);
    let figures = vec![
        Figure::share("complaint_rate", faults, done, Some(PROVEN_COMPLAINTS_TARGET)),
        Figure::count("services", done),
        Figure::count("received", received),
        Figure::count("undecided", undecided),
        Figure::count("not_valid", not_valid),
        Figure::count("product", product),
        Figure::count("service", service),
        Figure::count("unclassified", unclassified),
    ];
    let mut technicians: Vec<(Option<PersonId>, Counts)> = by_technician.into_rows().collect();
    technicians.sort_by_key(|(_, counts)| {
        let (faults, done) = proven(*counts);
        (u64::MAX - share(faults, done).unwrap_or(0), u64::MAX - faults, u64::MAX - done)
    });
    let technicians = technicians.into_iter().map(|(who, counts)| (who, cells(counts))).collect();
    let periods =
        by_piece.into_rows().map(|(piece, counts)| std::iter::once(Cell::Text(pieces.name(piece))).chain(cells(counts)).collect());
    let columns = || {
        let counts = ["services", "received", "undecided", "not_valid", "product", "service", "unclassified"];
        let counts = counts.map(|key| Column::new(key, Kind::Number));
        [Column::new("period", Kind::Text), Column::new("complaint_rate", Kind::Share)].into_iter().chain(counts).collect::<Vec<_>>()
    };
    let periods = Table { key: "periods", columns: columns(), rows: periods.collect(), chart: None };
    let mut tables = vec![periods.drawn(ChartShape::Periods, vec!["complaint_rate"], Some(PROVEN_COMPLAINTS_TARGET))];
    let drawn = |table: Table| table.drawn(ChartShape::Ranking, vec!["complaint_rate"], Some(PROVEN_COMPLAINTS_TARGET));
    tables.extend(people.table("technicians", columns().split_off(1), technicians).map(drawn));
    let said = [("unclassified_counts", unclassified > 0), ("undecided_apart", undecided > 0)];
    let notes = said.into_iter().filter(|(_, said)| *said).map(|(note, _)| note).collect();
    asked.report(ReportName::Complaints, figures, tables, notes, received)
}

fn cells(counts: Counts) -> Vec<Cell> {
    let (faults, done) = proven(counts);
    std::iter::once(Cell::share(faults, done)).chain(counts.map(Cell::count)).collect()
}
