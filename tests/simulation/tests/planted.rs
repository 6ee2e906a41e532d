//! Planted bugs are found: each within a thousand seeds, and none is found where none is.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::process::Command;

use fieldbook_simulation::bugs::Bug;

/// Found at once by almost any seed: looked for in every run. The others need `FIELDBOOK_LONG=1`.
const QUICK: [Bug; 6] =
    [Bug::AcksBeforeCommit, Bug::DropsNews, Bug::ForgesDigests, Bug::PhoneDropsSyncs, Bug::CutsTheLog, Bug::FailsTheWholeRequest];

/// The seed that finds `bug`.
fn found_by(bug: Bug) -> Option<String> {
    let simulate = env!("CARGO_BIN_EXE_simulate");
    let played =
        Command::new(simulate).args(["--seeds", "1000", "--first-seed", "1", "--jobs", "1", "--bug", bug.word()]).output().unwrap();
    let text = String::from_utf8(played.stderr).unwrap();
    text.lines().find(|line| line.starts_with("bug ")).map(str::to_owned)
}

#[test]
fn every_planted_bug_is_found_within_a_thousand_seeds() {
    let long = std::env::var_os("FIELDBOOK_LONG").is_some();
    let bugs: Vec<Bug> = Bug::ALL.iter().copied().filter(|bug| long || QUICK.contains(bug)).collect();
    assert!(Bug::ALL.len() >= 15);
    let missed: Vec<&str> = bugs.into_iter().filter(|bug| found_by(*bug).is_none()).map(Bug::word).collect();
    assert!(missed.is_empty(), "not found: {missed:?}");
}
