//! The face is whole: what a Rust program can do with `client-core`, a program in Kotlin, Swift or Python can do too.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Handles whose methods cross the border.
const HANDLES: [&str; 8] = ["Device", "Visits", "Repairs", "OldParts", "Complaints", "Days", "Reference", "PeerSession"];

/// What does not cross it, and why.
const LEFT_OUT: [(&str, &str); 3] = [
    ("Device::run_sync", "`Device::start_sync` hands out what stops it"),
    ("Reference::policy_json", "JSON does not cross the border; rules read the policy, documents hold their terms"),
    ("Reference::van_stock", "takes movements from outside; `Device::van_stock` has those of the documents here"),
];

fn sources(folder: PathBuf) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(fs::read_to_string(path).unwrap());
        }
    }
    found
}

/// Public functions of the handles in a crate, as `Visits::arrive`.
fn methods(crate_folder: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for source in sources(Path::new(env!("CARGO_MANIFEST_DIR")).join(crate_folder).join("src")) {
        let mut handle = None;
        for line in source.lines() {
            if let Some(rest) = line.strip_prefix("impl ") {
                handle = rest.strip_suffix(" {").filter(|name| HANDLES.contains(name));
            }
            let function = ["    pub fn ", "    pub async fn "].iter().find_map(|start| line.strip_prefix(start));
            if let (Some(handle), Some(function)) = (handle, function) {
                let name = function.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap();
                found.insert(format!("{handle}::{name}"));
            }
        }
    }
    found
}

#[test]
fn every_method_of_the_device_crosses_the_border_or_is_left_out_with_a_reason() {
    let (inside, face) = (methods("../client-core"), methods("."));
    assert!(inside.len() > 120, "only {} methods were found: the search no longer finds them", inside.len());
    let left_out: BTreeSet<String> = LEFT_OUT.iter().map(|(name, _)| (*name).to_owned()).collect();
    let missing: BTreeSet<String> = inside.difference(&face).cloned().collect();
    assert_eq!(missing, left_out);
}

#[test]
fn the_face_has_nothing_that_the_device_has_not() {
    let own: BTreeSet<String> = methods(".").difference(&methods("../client-core")).cloned().collect();
    assert_eq!(own, BTreeSet::from(["Device::start_sync".to_owned()]));
}
