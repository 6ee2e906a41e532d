//! `fieldbook bench`: the workload through the product, and the two programs as a harness drives them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod process;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use process::fieldbook;
use serde_json::{Value, json};

const WORKLOAD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench-workload.json");

/// A program of the bench; ended when dropped.
struct Program {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    asked: u64,
}

impl Program {
    fn start(which: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fieldbook"));
        let mut child = command.args(["bench", which]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, input, output, asked: 0 }
    }

    fn tries(&mut self, op: &str, mut request: Value) -> Value {
        self.asked += 1;
        request["id"] = json!(self.asked);
        request["op"] = json!(op);
        writeln!(self.input, "{request}").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(answer["id"], self.asked);
        answer
    }

    fn ask(&mut self, op: &str, request: Value) -> Value {
        let answer = self.tries(op, request);
        assert_eq!(answer["ok"], true, "{op}: {answer}");
        answer
    }

    /// Starts a host of devices that talk to `url`.
    fn devices(folder: &Path, url: &str, names: &[&str], all: bool) -> Self {
        let mut host = Self::start("device");
        host.ask("open", json!({ "dir": folder, "devices": names, "url": url, "all": all }));
        host
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn open_server(server: &mut Program, folder: &Path) -> String {
    let opened = server.ask("open", json!({ "dir": folder }));
    format!("{}://127.0.0.1:{}", opened["scheme"].as_str().unwrap(), opened["port"])
}

/// The edits that two technicians make of one visit, each without knowing of the other's.
fn edits(visit: &str, tag: &str, path: &[&str], at: u64) -> Value {
    let part =
        json!({ "part_no": tag, "name": tag, "qty": 1, "reason": tag, "old_serial": tag, "new_serial": tag, "old_part_disposition": tag });
    json!([{ "doc": visit, "ops": [
        { "op": "set", "path": path, "value": format!("{tag} value") },
        { "op": "set", "path": ["status"], "value": format!("status from {tag}") },
        { "op": "push", "path": ["parts"], "value": part },
        { "op": "splice", "path": ["notes"], "at": at, "text": format!("[note {tag}]") },
    ] }])
}

#[test]
fn a_workload_is_played_and_every_visit_survives_the_kill_of_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let played = fieldbook(&["bench", "--workload", WORKLOAD, "--data", data.to_str().unwrap(), "--no-edits"]);
    let out = String::from_utf8_lossy(&played.stdout).into_owned();
    assert!(played.status.success(), "{out}\n{}", String::from_utf8_lossy(&played.stderr));
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let steps: Vec<_> = lines.iter().map(|line| line["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["offline", "reconnect", "after judging", "idle", "at rest", "dispatcher"]);
    assert_eq!(lines[0]["commits"], 2 * 11);
    assert!(lines[0]["actions"].as_u64() > lines[0]["commits"].as_u64());
    assert_eq!((&lines[1]["visits"], &lines[1]["whole_after_kill"]), (&json!(2), &json!(2)));
    assert_eq!(lines[1]["report"]["requests"], 2, "one request a device: {out}");
    assert_eq!(lines[1]["report"]["refused"], 0);
    assert_eq!(lines[2]["report"]["changes_sent"], 0);

    let again = fieldbook(&["bench", "--workload", WORKLOAD, "--data", data.to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(2), "a folder that is there already is left alone");
}

#[test]
fn the_two_programs_answer_a_harness_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let workload: Value = serde_json::from_str(&std::fs::read_to_string(WORKLOAD).unwrap()).unwrap();
    let visit = workload["devices"][0]["visits"][0]["id"].as_str().unwrap();
    let mut server = Program::start("server");
    assert_eq!(server.tries("bogus", json!({}))["ok"], false);
    let url = open_server(&mut server, &place("server"));

    let mut a = Program::devices(&place("a"), &url, &["D000"], false);
    let worked = a.ask("phase1", json!({ "workload": WORKLOAD, "devices": ["D000"] }));
    assert_eq!(worked["us"].as_array().unwrap().len(), 12);
    let refs = &worked["refs"];
    let synced = a.ask("sync", json!({ "devices": ["D000"] }));
    server.ask("await", json!({ "expect": synced["expect"], "refs": refs }));
    let on_device = a.ask("read", json!({ "device": "D000", "docs": [visit] }));
    let at_server = server.ask("read", json!({ "docs": [visit], "refs": refs }));
    let document = &at_server["docs"][visit];
    assert_eq!(&on_device["docs"][visit], document);
    assert_eq!((&document["id"], &document["status"]), (&json!(visit), &json!("completed")));
    assert_eq!(document["notes"].as_str().unwrap().chars().count(), 300);
    assert_eq!(document["signoff"]["strokes"].as_str().unwrap().len(), 3_000);

    let mut desk = Program::devices(&place("desk"), &url, &["dispatcher"], true);
    let seen = desk.ask("bootstrap", json!({ "device": "dispatcher", "docs": [visit], "refs": refs, "owners": ["D000"] }));
    assert_eq!(seen["visits"], 1);
    let priority = json!([{ "doc": visit, "device": "D000", "key": "priority", "value": "urgent", "ops": [] }]);
    desk.ask("edit", json!({ "device": "dispatcher", "edits": priority }));
    a.ask("sync", json!({ "devices": ["D000"] }));
    a.ask("waitfor", json!({ "edits": priority }));

    let mut b = Program::devices(&place("b"), &url, &["B000"], true);
    b.ask("bootstrap", json!({ "device": "B000", "docs": [visit], "refs": refs }));
    a.ask("offline", json!({ "devices": ["D000"] }));
    b.ask("offline", json!({ "devices": ["B000"] }));
    a.ask("edit", json!({ "device": "D000", "edits": edits(visit, "A", &["customer", "phone"], 0), "push": false }));
    b.ask("edit", json!({ "device": "B000", "edits": edits(visit, "B", &["asset", "serial"], 300), "push": false }));
    // Each sees what the other one brought once it is judged.
    a.ask("sync", json!({ "devices": ["D000"], "live": false }));
    server.ask("await", json!({}));
    b.ask("sync", json!({ "devices": ["B000"], "live": false }));
    server.ask("await", json!({}));
    a.ask("sync", json!({ "devices": ["D000"], "live": false }));
    let at_a = a.ask("read", json!({ "device": "D000", "docs": [visit] }))["docs"][visit].clone();
    assert_eq!(at_a, b.ask("read", json!({ "device": "B000", "docs": [visit] }))["docs"][visit]);
    assert_eq!(at_a, server.ask("read", json!({ "docs": [visit], "refs": refs }))["docs"][visit]);
    assert_eq!((&at_a["customer"]["phone"], &at_a["asset"]["serial"]), (&json!("A value"), &json!("B value")));
    assert_eq!(at_a["priority"], "urgent");
    let parts: Vec<_> = at_a["parts"].as_array().unwrap().iter().map(|part| part["part_no"].as_str().unwrap()).collect();
    assert!(parts.contains(&"A") && parts.contains(&"B"), "{parts:?}");
    let notes = at_a["notes"].as_str().unwrap();
    assert!(notes.contains("[note A]") && notes.contains("[note B]"), "{notes}");
    let losers = a.ask("losers", json!({ "device": "D000", "docs": [visit], "key": "status" }));
    assert_eq!(losers["losers"][visit].as_array().unwrap().len(), 1, "{losers}");

    a.ask("close", json!({}));
    let store = place("a").join("D000");
    let cold = fieldbook(&["bench", "device", "coldstart", store.to_str().unwrap(), "2026-11-23"]);
    let cold: Value = serde_json::from_slice(&cold.stdout).unwrap();
    assert_eq!(cold["rows"].as_array().unwrap().len(), 1);
    assert_eq!(cold["rows"][0]["id"], visit);
    server.ask("close", json!({}));
}
