//! `fieldbook bench`: the workload through both programs, each a process of its own, and a line of figures for each step.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::time::Instant;

use serde_json::{Map, Value, json};

use super::usage;
use super::workload::{Document, Edit, Workload, splice};
use crate::outcome::{Failure, say};

/// So many idle syncs bring thirty visits of a device to rest.
const SYNCS_UNTIL_REST: usize = 4;

/// One of the two programs, running.
pub(super) struct Peer {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    asked: u64,
}

/// What a program had cost at some moment.
struct Costs {
    cpu_s: f64,
    written: u64,
}

/// Plays the workload; `edits`: with the dispatcher's edits.
pub(super) fn play(workload: &Path, data: &Path, edits: bool) -> Result<ExitCode, Failure> {
    let read = Workload::read(workload)?;
    std::fs::create_dir(data)
        .map_err(|error| Failure::Usage(format!("cannot make the folder {}: {error}; give one that does not exist yet", data.display())))?;
    let workload = std::path::absolute(workload).map_err(|error| Failure::step("finding the workload")(&error))?;
    let expected = finished(&read)?;
    let names: Vec<&str> = read.devices.iter().map(|device| device.id.as_str()).collect();
    let (server_dir, device_dir) = (data.join("server"), data.join("devices"));
    let mut server = Peer::start("server")?;
    let mut url = server.opens(&server_dir)?;
    let mut devices = Peer::start("device")?;
    devices.ask("open", json!({ "dir": device_dir, "devices": names, "url": url }))?;

    let work = devices.ask("phase1", json!({ "workload": workload, "devices": names }))?;
    let refs = work.get("refs").cloned().unwrap_or_default();
    let mut offline = offline_figures(&work, &names, &read);
    offline.insert("devices_disk_bytes".into(), json!(usage::folder_bytes(&device_dir)));
    offline.insert("disk_bytes_per_visit".into(), json!(usage::folder_bytes(&device_dir) / (expected.len().max(1) as u64)));
    tell("offline", Value::Object(offline));

    let (before, devices_before, begun) = (server.costs(), devices.costs(), Instant::now());
    let synced = devices.ask("sync", json!({ "devices": names }))?;
    let wall_ms = millis(begun);
    let received = server.costs();
    server.ask("await", json!({}))?;
    let judged_ms = millis(begun);
    let mut figures = cost_figures(&before, &server.costs(), "server");
    figures.extend(cost_figures(&before, &received, "server_until_received"));
    figures.extend(cost_figures(&devices_before, &devices.costs(), "devices"));
    figures.insert("server_peak_mb".into(), json!(usage::peak_mb(server.child.id())));
    devices.ask("offline", json!({ "devices": names }))?;
    server.kill()?;
    server = Peer::start("server")?;
    // The address is a new one: the devices are opened anew, as after a restart of their own.
    url = server.opens(&server_dir)?;
    let docs: Vec<&String> = expected.keys().collect();
    let found = server.ask("read", json!({ "docs": docs, "refs": refs }))?;
    let found = found.get("docs").and_then(Value::as_object);
    let whole = expected.iter().filter(|(name, document)| found.and_then(|found| found.get(*name)) == Some(*document)).count();
    figures.insert("wall_ms".into(), json!(wall_ms));
    figures.insert("judged_ms".into(), json!(judged_ms));
    figures.insert("report".into(), synced.get("report").cloned().unwrap_or_default());
    figures.insert("visits".into(), json!(expected.len()));
    figures.insert("whole_after_kill".into(), json!(whole));
    tell("reconnect", Value::Object(figures));

    devices.close()?;
    devices = Peer::start("device")?;
    devices.ask("open", json!({ "dir": device_dir, "devices": names, "url": url }))?;
    // What follows from the judging (movements of the van stock) comes now, and is no idling.
    let after = devices.ask("sync", json!({ "devices": names }))?;
    tell("after judging", json!({ "report": after.get("report") }));
    let begun = Instant::now();
    let idle = devices.ask("sync", json!({ "devices": names }))?;
    tell("idle", json!({ "wall_ms": millis(begun), "report": idle.get("report") }));
    // Each sync that moves no work leaves some more documents at rest.
    for _ in 0..SYNCS_UNTIL_REST {
        devices.ask("sync", json!({ "devices": names }))?;
    }
    let on_disk = usage::folder_bytes(&device_dir) / (expected.len().max(1) as u64);
    tell("at rest", json!({ "disk_bytes_per_visit": on_disk }));

    let mut desk = Peer::start("device")?;
    desk.ask("open", json!({ "dir": data.join("desk"), "devices": ["dispatcher"], "url": url, "all": true }))?;
    let begun = Instant::now();
    desk.ask("bootstrap", json!({ "device": "dispatcher", "docs": docs, "refs": refs, "owners": names }))?;
    tell("dispatcher", json!({ "wall_ms": millis(begun) }));
    if edits {
        let edits = priorities(&read);
        let begun = Instant::now();
        desk.ask("edit", json!({ "device": "dispatcher", "edits": edits }))?;
        let edit_ms = millis(begun);
        devices.ask("waitfor", json!({ "edits": edits }))?;
        tell("edits", json!({ "wall_ms": millis(begun), "edit_ms": edit_ms, "edits": edits.len() }));
    }
    for peer in [desk, devices, server] {
        peer.close()?;
    }
    let all_whole = whole == expected.len();
    Ok(if all_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(step: &str, figures: Value) {
    let mut line = Map::from_iter([("step".to_owned(), json!(step))]);
    if let Value::Object(figures) = figures {
        line.extend(figures);
    }
    say(&Value::Object(line).to_string());
}

fn offline_figures(work: &Value, names: &[&str], workload: &Workload) -> Map<String, Value> {
    let all: Vec<f64> = work.get("us").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_f64).collect();
    // Device by device: first the visits that the desk opened, then the commits of the device.
    let (mut opened, mut worked, mut rest) = (Vec::new(), Vec::new(), all.as_slice());
    for device in workload.devices.iter().filter(|device| names.contains(&device.id.as_str())) {
        let commits: usize = device.visits.iter().map(|visit| visit.commits.len().saturating_sub(1)).sum();
        let (of_desk, others) = rest.split_at(device.visits.len().min(rest.len()));
        let (of_device, others) = others.split_at(commits.min(others.len()));
        opened.extend_from_slice(of_desk);
        worked.extend_from_slice(of_device);
        rest = others;
    }
    let commits = worked.len();
    let cpu_us = work.get("replay_cpu_s").and_then(Value::as_f64).map(|cpu_s| cpu_s * 1e6);
    let actions = work.get("actions").and_then(Value::as_u64).unwrap_or_default();
    let figures = json!({
        "commits": commits,
        "actions": actions,
        "commit_us_p50": quantile(&mut worked, 0.5),
        "commit_us_p99": quantile(&mut worked, 0.99),
        "cpu_us_per_commit": cpu_us.map(|us| us / (commits.max(1) as f64)),
        "cpu_us_per_action": cpu_us.map(|us| us / (actions.max(1) as f64)),
        "open_at_desk_us_p50": quantile(&mut opened, 0.5),
    });
    figures.as_object().cloned().unwrap_or_default()
}

fn cost_figures(before: &Option<Costs>, after: &Option<Costs>, whose: &str) -> Map<String, Value> {
    let Some((before, after)) = before.as_ref().zip(after.as_ref()) else { return Map::new() };
    Map::from_iter([
        (format!("{whose}_cpu_s"), json!(after.cpu_s - before.cpu_s)),
        (format!("{whose}_written_bytes"), json!(after.written.saturating_sub(before.written))),
    ])
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short list")]
fn quantile(values: &mut [f64], part: f64) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(((values.len() as f64 * part) as usize).min(values.len().saturating_sub(1))).copied()
}

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}

/// What every visit must say in the end, by its name.
fn finished(workload: &Workload) -> Result<Map<String, Value>, Failure> {
    let mut finished = Map::new();
    for visit in workload.devices.iter().flat_map(|device| &device.visits) {
        let mut document = json!(visit.beginning()?);
        for edit in visit.commits.iter().skip(1).flatten() {
            apply(&mut document, edit).ok_or_else(|| Failure::Usage(format!("visit {}: {edit:?} does not fit", visit.id)))?;
        }
        let document: Document =
            serde_json::from_value(document).map_err(|error| Failure::Usage(format!("visit {} of the workload: {error}", visit.id)))?;
        finished.insert(visit.id.clone(), json!(document));
    }
    Ok(finished)
}

fn apply(document: &mut Value, edit: &Edit) -> Option<()> {
    match edit {
        Edit::Create { value } => *document = json!(value),
        Edit::Set { path, value } => *at(document, path)? = value.clone(),
        Edit::Push { path, value } => at(document, path)?.as_array_mut()?.push(value.clone()),
        Edit::Splice { path, at: place, text } => {
            let into = at(document, path)?;
            let mut spliced = into.as_str()?.to_owned();
            splice(&mut spliced, *place, text);
            *into = spliced.into();
        }
        Edit::Check { path, done, value } => {
            let check = at(document, path)?.as_object_mut()?;
            check.insert("done".into(), json!(done));
            check.insert("value".into(), json!(value));
        }
    }
    Some(())
}

fn at<'a>(document: &'a mut Value, path: &[Value]) -> Option<&'a mut Value> {
    path.iter().try_fold(document, |value, step| match step {
        Value::String(key) => value.get_mut(key),
        step => value.get_mut(usize::try_from(step.as_u64()?).ok()?),
    })
}

/// One edit of the dispatcher for each visit.
fn priorities(workload: &Workload) -> Vec<Value> {
    let visits = workload.devices.iter().flat_map(|device| device.visits.iter().map(move |visit| (&device.id, &visit.id)));
    let edit = |(index, (device, visit)): (usize, (&String, &String))| {
        let value = if index % 2 == 0 { "emergency" } else { "urgent" };
        json!({ "doc": visit, "device": device, "key": "priority", "value": value })
    };
    visits.enumerate().map(edit).collect()
}

impl Peer {
    pub(super) fn start(program: &str) -> Result<Self, Failure> {
        let starting = Failure::step("starting a program of the bench");
        let this = std::env::current_exe().map_err(|error| starting(&error))?;
        let mut command = Command::new(this);
        let mut child =
            command.args(["bench", program]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|error| starting(&error))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Failure::Step("a program of the bench has no input or output".into()));
        };
        Ok(Self { child, input, output: BufReader::new(output), asked: 0 })
    }

    fn opens(&mut self, dir: &Path) -> Result<String, Failure> {
        self.opens_for(dir, 0)
    }

    /// Opens the server for so many callers from this machine at once, and answers its address.
    pub(super) fn opens_for(&mut self, dir: &Path, callers: usize) -> Result<String, Failure> {
        let answer = self.ask("open", json!({ "dir": dir, "callers": callers }))?;
        let port = answer.get("port").and_then(Value::as_u64);
        port.map(|port| format!("http://127.0.0.1:{port}")).ok_or_else(|| Failure::Step("the server names no port".into()))
    }

    fn ask(&mut self, op: &str, mut request: Value) -> Result<Value, Failure> {
        let talking = Failure::step("talking to a program of the bench");
        self.asked += 1;
        if let Value::Object(fields) = &mut request {
            fields.insert("id".into(), json!(self.asked));
            fields.insert("op".into(), json!(op));
        }
        writeln!(self.input, "{request}").map_err(|error| talking(&error))?;
        let mut line = String::new();
        self.output.read_line(&mut line).map_err(|error| talking(&error))?;
        let answer: Value = serde_json::from_str(&line).map_err(|error| talking(&error))?;
        if answer.get("ok") == Some(&json!(true)) {
            return Ok(answer);
        }
        let error = answer.get("error").and_then(Value::as_str).unwrap_or_default();
        Err(Failure::Step(format!("{op}: {error}")))
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    fn costs(&self) -> Option<Costs> {
        let pid = self.child.id();
        Some(Costs { cpu_s: usage::cpu_s(pid)?, written: usage::written_bytes(pid)? })
    }

    /// `kill -9`.
    fn kill(mut self) -> Result<(), Failure> {
        let killing = Failure::step("killing a program of the bench");
        self.child.kill().map_err(|error| killing(&error))?;
        self.child.wait().map(drop).map_err(|error| killing(&error))
    }

    pub(super) fn close(mut self) -> Result<(), Failure> {
        self.ask("close", json!({}))?;
        self.child.wait().map(drop).map_err(|error| Failure::step("ending a program of the bench")(&error))
    }
}
