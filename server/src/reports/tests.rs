//! The arithmetic of reports: whatever the facts, what the tables cut comes to what the figures say.

use chrono::NaiveDate;
use model::id::{OrganisationId, PersonId};
use model::time::Timestamp;
use proptest::prelude::*;

use super::ask::{Asked, By, Span};
use super::sheet::{Cell, FigureValue, People, Report};
use super::{complaints, daily, old_parts, parts, repeats, satisfaction, timeliness};
use crate::store::reports::{AnswerFact, ComplaintFact, DayFact, OldPartFact, PartFact, RepairFact, ServiceFact, TargetFact, WorkFact};

const TECHNICIANS: u8 = 4;

fn asked(by: By) -> Asked {
    let day = |text: &str| text.parse().unwrap();
    let span = Span::new(day("2026-10-05"), day("2027-01-20"), 480).unwrap();
    Asked { organisation: OrganisationId::from_bytes([1; 16]), span, by, technician: None, now: Timestamp::from_ms(1_796_000_000_000) }
}

fn everybody() -> People {
    let person = |n| (PersonId::from_bytes([n; 16]), format!("T{n}"));
    People { names: (0..TECHNICIANS).map(person).collect(), shown: true }
}

/// The sum of a column of a table, nothing for a missing table.
fn sum(report: &Report, table: &str, column: &str) -> i64 {
    let table = report.tables.iter().find(|found| found.key == table).unwrap();
    let place = table.columns.iter().position(|found| found.key == column).unwrap();
    table.rows.iter().map(|row| if let Cell::Number(number) = row[place] { number } else { 0 }).sum()
}

fn figure(report: &Report, key: &str) -> i64 {
    match report.figures.iter().find(|figure| figure.key == key).unwrap().value {
        FigureValue::Share { part, .. } => part as i64,
        FigureValue::Count { count } => count as i64,
        FigureValue::Minutes { minutes } => minutes as i64,
    }
}

fn assert_sums(report: &Report, tables: &[&str], figures: &[(&str, &str)]) {
    for table in tables {
        for (figure_key, column) in figures {
            assert_eq!(sum(report, table, column), figure(report, figure_key), "{:?}: {table}.{column} is not {figure_key}", report.name);
        }
    }
}

fn technician() -> impl Strategy<Value = Option<PersonId>> {
    proptest::option::weighted(0.9, (0..TECHNICIANS).prop_map(|n| PersonId::from_bytes([n; 16])))
}

/// An instant of the span, edges included.
fn instant() -> impl Strategy<Value = Timestamp> {
    let (begins, ends) = asked(By::Day).span.instants();
    prop_oneof![Just(begins.as_ms()), Just(ends.as_ms() - 1), begins.as_ms()..ends.as_ms()].prop_map(Timestamp::from_ms)
}

fn day() -> impl Strategy<Value = NaiveDate> {
    instant().prop_map(|at| asked(By::Day).span.day_of(at))
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(words).prop_map(str::to_owned)
}

fn cut() -> impl Strategy<Value = By> {
    proptest::sample::select(&[By::Day, By::Week, By::Month][..])
}

fn many<T: std::fmt::Debug>(one: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    proptest::collection::vec(one, 0..60)
}

fn target() -> impl Strategy<Value = TargetFact> {
    (instant(), one_of(&["met", "missed", "pending", "unproven"]), technician(), one_of(&["", "general", "major"]), any::<bool>())
        .prop_map(|(due_at, kept, technician, class, excepted)| TargetFact { due_at, kept, technician, class, excepted })
}

proptest! {
    /// every arrival that was due stands once in each table.
    #[test]
    fn arrivals_by_technician_period_and_class_come_to_the_same(arrivals in many(target()), fixes in many(target()), by in cut()) {
        let facts = timeliness::Facts { arrivals, fixes };
        let report = timeliness::report(&asked(by), &facts, &everybody());
        let figures = [("arrivals_in_time", "in_time"), ("missed", "missed"), ("overdue", "overdue"), ("unproven", "unproven"), ("excused", "excused")];
        assert_sums(&report, &["periods", "technicians", "classes"], &figures);
        let all: i64 = ["arrivals_in_time", "missed", "overdue", "unproven", "waiting"].iter().map(|key| figure(&report, key)).sum();
        prop_assert_eq!(all, facts.arrivals.len() as i64);
    }

    /// so does every answer on a known scale.
    #[test]
    fn answers_by_technician_period_and_grade_come_to_the_same(
        answers in many((instant(), technician(), one_of(&["four_grades", "five_stars", "of another version"]), proptest::option::of(1..5_u32))),
        by in cut(),
    ) {
        let answers: Vec<AnswerFact> = answers
            .into_iter()
            .map(|(at, technician, scale, grade)| AnswerFact { at, technician, scale, grades: [grade, grade, None, None, grade] })
            .collect();
        let report = satisfaction::report(&asked(by), &answers, &[], &everybody());
        let figures = [("satisfied", "satisfied_answers"), ("answers", "answers")];
        assert_sums(&report, &["periods", "technicians"], &figures);
        prop_assert_eq!(sum(&report, "grades", "answers"), figure(&report, "answers"));
    }

    #[test]
    fn complaints_and_services_by_technician_and_period_come_to_the_same(
        services in many((instant(), technician())),
        complaints in many((instant(), technician(), one_of(&["undecided", "not_valid", "product", "service", "unclassified"]))),
        by in cut(),
    ) {
        let services: Vec<_> = services.into_iter().map(|(at, technician)| ServiceFact { at, technician }).collect();
        let complaints: Vec<_> =
            complaints.into_iter().map(|(at, technician, finding)| ComplaintFact { at, technician, finding }).collect();
        let report = complaints::report(&asked(by), &services, &complaints, &everybody());
        let figures = ["services", "received", "undecided", "not_valid", "product", "service", "unclassified"].map(|key| (key, key));
        assert_sums(&report, &["periods", "technicians"], &figures);
        prop_assert_eq!(figure(&report, "complaint_rate"), figure(&report, "service") + figure(&report, "unclassified"));
    }

    #[test]
    fn repeats_and_parts_by_everything_come_to_the_same(
        repairs in many((instant(), technician(), one_of(&["C4080", "367"]), any::<bool>())),
        used in many((instant(), technician(), one_of(&["A", "B"]), one_of(&["C4080", "367"]), 1..5_u64)),
        by in cut(),
    ) {
        let repairs: Vec<_> =
            repairs.into_iter().map(|(at, technician, model, is_repeat)| RepairFact { at, technician, model, is_repeat }).collect();
        let report = repeats::report(&asked(by), &repairs, &everybody());
        assert_sums(&report, &["periods", "technicians", "models"], &[("repeats", "repeats"), ("repairs", "repairs")]);
        let used: Vec<_> = used
            .into_iter()
            .map(|(at, technician, name, model, quantity)| PartFact { at, technician, part_number: name.clone(), name, model, quantity })
            .collect();
        let report = parts::report(&asked(by), &used, &everybody());
        assert_sums(&report, &["periods", "technicians", "models", "parts"], &[("pieces", "pieces"), ("swaps", "swaps")]);
    }

    /// the supervisor's report is the sum of the technicians'.
    #[test]
    fn the_supervisors_report_is_the_sum_of_the_technicians_reports(
        works in many((day(), technician(), one_of(&["A", "B", "C", "D"]), 0..600_u64)),
        days in many((day(), technician(), one_of(&["open", "confirmed", "changed_since_confirmed"]), any::<bool>())),
        by in cut(),
    ) {
        let works: Vec<_> = works
            .into_iter()
            .map(|(day, technician, service_type, minutes)| WorkFact { day, technician, service_type, minutes })
            .collect();
        let days: Vec<_> = days
            .into_iter()
            .map(|(day, technician, standing, closed)| DayFact { day, technician, standing, closed, corrected: closed })
            .collect();
        let technicians = daily::technicians(&asked(by), &days, &works, &everybody());
        let supervisor = daily::supervisor(&asked(by), &days, &works);
        let minutes = ["all_minutes", "a_minutes", "b_minutes", "c_minutes", "d_minutes"].map(|key| (key, key));
        assert_sums(&technicians, &["technicians", "periods"], &minutes);
        assert_sums(&supervisor, &["days", "periods"], &minutes);
        prop_assert_eq!(&technicians.figures, &supervisor.figures);
        prop_assert_eq!(sum(&supervisor, "days", "unconfirmed"), figure(&supervisor, "unconfirmed"));
        // One technician alone, each in turn, comes to all of them.
        let mut alone = 0;
        for who in (0..TECHNICIANS).map(|n| Some(PersonId::from_bytes([n; 16]))).chain([None]) {
            let own: Vec<_> = works.iter().filter(|fact| fact.technician == who).cloned().collect();
            alone += figure(&daily::technicians(&asked(by), &[], &own, &everybody()), "all_minutes");
        }
        prop_assert_eq!(alone, figure(&technicians, "all_minutes"));
    }

    #[test]
    fn old_parts_by_technician_and_period_come_to_the_same(
        parts in many((day(), technician(), proptest::option::of(0..20_u64), proptest::option::of(0..20_u64), any::<bool>())),
        by in cut(),
    ) {
        let later = |day: NaiveDate, days: u64| day.checked_add_days(chrono::Days::new(days));
        let parts: Vec<_> = parts
            .into_iter()
            .map(|(completed_on, technician, promised, handed, excused)| OldPartFact {
                technician,
                progress: "completed".into(),
                completed_on,
                required_on: later(completed_on, 7),
                promised_on: promised.and_then(|days| later(completed_on, days)),
                excused,
                handed_over_on: handed.and_then(|days| later(completed_on, days)),
                judge_by: later(completed_on, 10),
                judged_on: handed.and_then(|days| later(completed_on, days + 2)),
            })
            .collect();
        let report = old_parts::report(&asked(by), &parts, &everybody());
        let figures = [("old_parts", "old_parts"), ("overdue", "overdue"), ("handed_over_late", "handed_over_late"), ("overdue_days", "overdue_days")];
        assert_sums(&report, &["periods", "technicians"], &figures);
        let stages: i64 = ["handed_over_in_time", "handed_over_late", "overdue", "waiting"].iter().map(|key| figure(&report, key)).sum();
        prop_assert_eq!(stages, figure(&report, "owed"));
    }
}

/// Whoever may not know names sees no figures of single people.
#[test]
fn without_names_there_is_nothing_about_single_people() {
    let people = People { shown: false, ..everybody() };
    let fact = TargetFact {
        due_at: asked(By::Day).span.instants().0,
        kept: "met".into(),
        technician: Some(PersonId::from_bytes([1; 16])),
        class: String::new(),
        excepted: false,
    };
    let facts = timeliness::Facts { arrivals: vec![fact], fixes: Vec::new() };
    let report = timeliness::report(&asked(By::Day), &facts, &people);
    assert_eq!(figure(&report, "arrivals_in_time"), 1);
    assert!(!serde_json::to_string(&report).unwrap().contains("T1"));
    assert!(report.tables.iter().all(|table| table.key != "technicians"));
}
