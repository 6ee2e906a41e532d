//! An organisation's file: what it may say, and what it is told when it is wrong.

use server::policies::PolicyFile;

/// Line and reason of everything that is wrong.
fn wrong(source: &str) -> Vec<(usize, String)> {
    let error = PolicyFile::read("north.toml", source).unwrap_err();
    for (line, problem) in error.to_string().lines().zip(&error.problems) {
        assert!(line.starts_with(&format!("north.toml:{}: ", problem.line)), "{line}");
    }
    error.problems.into_iter().map(|problem| (problem.line, problem.reason)).collect()
}

#[test]
fn presets_are_mixed_per_row_and_own_values_replace_single_ones() {
    let source = r#"
        time_zone = 420
        [presets]
        response = "industrial-products"
        collection = "gps"
        [collection]
        small_fee_limit_fen = 30000
        [retention]
        visits_months = 120
    "#;
    let policy = PolicyFile::read("north.toml", source).unwrap().policy;
    assert_eq!(policy.time_zone, 420);
    assert_eq!(policy.response.unwrap().classes.len(), 3);
    let collection = policy.collection.unwrap();
    assert_eq!(collection.small_fee_limit_fen, Some(30_000));
    assert_eq!(serde_json::to_value(collection.invoice).unwrap(), "on_site", "the preset's value stays");
    assert_eq!(policy.retention.unwrap().visits_months, Some(120), "a row without a preset");
    assert_eq!(policy.charges, None);
    assert_eq!(PolicyFile::read("empty.toml", "").unwrap().policy, model::policy::Policy::default());
}

#[test]
fn each_kind_of_mistake_is_answered_with_its_line_all_at_once() {
    let source = r#"time_zone = "Shanghai"
colour = "red"
[presets]
response = "service-centre"
charges = "telecom"
colours = "red"
grades = 5
[office]
monday = ["17:30-08:30"]
tuesday = ["8:30-17:30"]
[collection]
small_fee_limit_fen = -1
invoice = "pigeon"
small_fee = 7
[part_clearing]
needs = "old_part"
[[response.classes]]
name = "town"
arrive = { hours = 6, minutes = 5 }
"#;
    let problems = wrong(source);
    let expected = [
        (1, "invalid type"),
        (2, "unknown key `colour`"),
        (4, "unknown preset \"service-centre\": for `response` there are appliances, automation"),
        (5, "the preset \"telecom\" says nothing about `charges`"),
        (6, "unknown row `colours`"),
        (7, "a preset is a name in quotes, not integer"),
        (9, "impossible value of `office.monday.0`: 17:30-08:30 closes before it opens"),
        (10, "\"8:30\" is not a time of day"),
        (12, "impossible value of `collection.small_fee_limit_fen`: -1 is not between 0 and"),
        (13, "unknown variant `pigeon`"),
        (14, "unknown key `small_fee`"),
        (16, "invalid type"),
        (19, "unknown key `minutes`"),
    ];
    for (line, reason) in expected {
        assert!(problems.iter().any(|(at, found)| *at == line && found.contains(reason)), "line {line}: {reason}\n{problems:#?}");
    }
    assert_eq!(problems.len(), expected.len(), "{problems:#?}");
}

#[test]
fn impossible_values_are_named_where_they_stand() {
    let source = r#"time_zone = 900
repeat_repair_days = 0
[presets]
exchange_windows = "retail-chain"
[office]
monday = ["08:30-12:00", "11:00-17:30"]
[exchange_windows]
refund_days = 5
[[response.classes]]
name = "near"
within_km = 300
arrive = { hours = -24 }
[[response.classes]]
name = "near"
within_km = 200
arrive = { hours = 48, from = "arrival" }
[return_difference]
over_delivery_percent = 120
[approval]
steps = [{ up_to_fen = 500, by = "leader" }, { up_to_fen = 100, by = "general_manager" }]
"#;
    let lines: Vec<_> = wrong(source).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [1, 2, 6, 8, 12, 14, 15, 16, 18, 20, 20]);
}

#[test]
fn broken_toml_is_answered_with_every_broken_line() {
    let problems = wrong("time_zone = \n[presets]\nresponse = gps\n[office\n");
    let lines: Vec<_> = problems.iter().map(|(line, _)| *line).collect();
    assert!(lines.contains(&1) && lines.contains(&3) && lines.contains(&4), "{problems:?}");
    assert_eq!(wrong("presets = 3")[0].0, 1);
    assert_eq!(wrong("[presets]\nresponse = \"gps\"\nresponse = \"machinery\"\n")[0].0, 3, "twice the same key");
}

#[test]
fn a_class_that_never_applies_is_named_and_separate_ladders_of_distance_are_not() {
    let ladders = r#"
[[response.classes]]
name = "town"
area = "town"
within_km = 30
arrive = { hours = 2 }
[[response.classes]]
name = "suburb_near"
area = "suburb"
within_km = 20
arrive = { hours = 3 }
[[response.classes]]
name = "all"
arrive = { hours = 9 }
"#;
    assert!(PolicyFile::read("north.toml", ladders).is_ok());
    let shadowed = format!("{ladders}[[response.classes]]\nname = \"rest\"\narrive = {{ hours = 12 }}\n");
    let problems = wrong(&shadowed);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].0, 16);
    assert!(problems[0].1.contains("never applies: all takes all of it before"), "{problems:?}");
}
