//! The same seed is the same run: fifty seeds, each played twice in two processes, come to the same trace.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::process::Command;

/// Steps of each run; `FIELDBOOK_LONG=1` plays all of them.
fn steps() -> &'static str {
    if std::env::var_os("FIELDBOOK_LONG").is_some() { "200" } else { "25" }
}

/// The traces of fifty seeds, in the order of the seeds.
fn traces() -> Vec<String> {
    let simulate = env!("CARGO_BIN_EXE_simulate");
    let played = Command::new(simulate).args(["--seeds", "50", "--first-seed", "9001", "--steps", steps(), "--traces"]).output().unwrap();
    let text = String::from_utf8(played.stdout).unwrap();
    let mut traces: Vec<String> = text.lines().filter(|line| line.starts_with("trace ")).map(str::to_owned).collect();
    traces.sort();
    traces
}

#[test]
fn the_same_seed_is_the_same_run() {
    let once = traces();
    assert_eq!(once.len(), 50, "every seed was played");
    let again = traces();
    let other: Vec<_> = once.iter().zip(&again).filter(|(one, two)| one != two).collect();
    assert!(other.is_empty(), "these runs went another way: {other:?}");
}
