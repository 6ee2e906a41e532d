//! `fieldbook bench herd`: many devices come back at the same moment, each with one visit's changes, to one real server over HTTP.
//!
//! What is measured is the server. Devices are made cheaply: keys, enrolments and changes are prepared before, and a device here is no
//! more than the request it sends, again after each `Retry-After`, until all its changes are received.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use automerge::{ActorId, Automerge, Change};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::documents::stamp::{Origin, Stamp};
use model::documents::visit::records::EventKind;
use model::documents::visit::write::{self, WrittenChange};
use model::id::{CommandId, DocumentId, EventId};
use model::seal::key::{DeviceKey as _, SoftwareKey};
use model::time::{ClockEvidence, Timestamp};
use model::wire::PROTOCOL;
use model::wire::enrolment::{AssertionClaims, EnrolRequest, EnrolResponse, JWT_BEARER_GRANT, TokenResponse, enrol_message};
use model::wire::frame::{self, FrameLimits, gunzip_bounded, gzip};
use model::wire::lists;
use model::wire::packed::{self, PackedLimits};
use model::wire::sync::{MAX_INFLATED_BYTES, SYNC_MEDIA_TYPE};
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::play::Peer;
use super::{DESK_PASSWORD, DESK_USER, usage};
use crate::desk::Desk;
use crate::outcome::{Failure, say};

/// Devices that are prepared at the same time.
const PREPARED_AT_ONCE: usize = 16;
/// Answers are small here; more than this is a fault of the server.
const ANSWER: FrameLimits = FrameLimits { frame_bytes: MAX_INFLATED_BYTES, header_bytes: MAX_INFLATED_BYTES, sections: 1_000 };

#[derive(clap::Args)]
pub(super) struct Options {
    /// How many devices.
    #[arg(long, default_value_t = 1_000)]
    devices: usize,
    /// Changes each of them brings.
    #[arg(long, default_value_t = 50)]
    changes: usize,
    /// Folder for the server; must not exist yet, and stays.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
}

/// A device, ready to send.
struct Ready {
    token: String,
    body: Vec<u8>,
}

/// What became of one device.
struct Arrived {
    /// From the common start until everything was received.
    after: Duration,
    /// From sending the request that was taken until its answer.
    took: Duration,
    /// How long each request took that was turned away.
    shed: Vec<Duration>,
    statuses: Vec<u16>,
    received: u64,
}

/// Prepares the devices, lets them come at once, and prints one line of figures. Exit code 0 only if every change of every device was
/// received and nothing was answered but 200, 429 and 503.
pub(super) async fn run(options: Options) -> Result<ExitCode, Failure> {
    std::fs::create_dir(&options.data).map_err(|error| {
        Failure::Usage(format!("cannot make the folder {}: {error}; give one that does not exist yet", options.data.display()))
    })?;
    let mut server = Peer::start("server")?;
    let url = server.opens_for(&options.data.join("server"), options.devices)?;
    let http = Client::builder().tls_backend_rustls().build().map_err(|error| Failure::step("preparing connections")(&error))?;
    let begun = Instant::now();
    let ready = prepare(&http, &url, &options).await?;
    let prepare_s = begun.elapsed().as_secs_f64();
    let bytes: usize = ready.iter().map(|ready| ready.body.len()).sum();
    let cpu_before = usage::cpu_s(server.pid());

    let (start, started) = watch::channel(false);
    let mut coming = JoinSet::new();
    for device in ready {
        coming.spawn(come(http.clone(), url.clone(), device, started.clone()));
    }
    let begun = Instant::now();
    start.send(true).map_err(|error| Failure::step("starting the devices")(&error))?;
    let mut arrived = Vec::new();
    while let Some(one) = coming.join_next().await {
        arrived.push(one.map_err(|error| Failure::step("waiting for a device")(&error))??);
    }
    let wall_s = begun.elapsed().as_secs_f64();
    let cpu_s = usage::cpu_s(server.pid()).zip(cpu_before).map(|(after, before)| after - before);
    let peak_mb = usage::peak_mb(server.pid());
    server.close()?;
    let (figures, good) = figures(&arrived, &options);
    let mut line = json!({
        "step": "herd", "devices": options.devices, "changes": options.changes, "prepare_s": prepare_s, "bytes": bytes,
        "wall_s": wall_s, "server_cpu_s": cpu_s, "server_peak_mb": peak_mb,
    });
    if let (Value::Object(line), Value::Object(figures)) = (&mut line, figures) {
        line.extend(figures);
    }
    say(&line.to_string());
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn figures(arrived: &[Arrived], options: &Options) -> (Value, bool) {
    let mut statuses = BTreeMap::<u16, usize>::new();
    for status in arrived.iter().flat_map(|one| &one.statuses) {
        *statuses.entry(*status).or_default() += 1;
    }
    let sorted = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times
    };
    let after = sorted(arrived.iter().map(|one| one.after).collect());
    let took = sorted(arrived.iter().map(|one| one.took).collect());
    let shed = sorted(arrived.iter().flat_map(|one| one.shed.iter().copied()).collect());
    let whole = arrived.iter().filter(|one| one.received == options.changes as u64).count();
    let good = whole == options.devices && statuses.keys().all(|status| matches!(status, 200 | 429 | 503));
    let figures = json!({
        "received": whole,
        "statuses": statuses,
        "accepted_ms": { "p50": part(&took, 50), "p99": part(&took, 99), "max": part(&took, 100) },
        "shed_ms": { "p50": part(&shed, 50), "p99": part(&shed, 99) },
        "done_s": { "p50": part(&after, 50).map(|ms| ms / 1e3), "p99": part(&after, 99).map(|ms| ms / 1e3), "max": part(&after, 100).map(|ms| ms / 1e3) },
        "tries_max": arrived.iter().map(|one| one.statuses.len()).max(),
    });
    (figures, good)
}

/// The value below which so many percent lie, in **milliseconds**.
fn part(sorted: &[Duration], percent: usize) -> Option<f64> {
    let at = (sorted.len() * percent / 100).min(sorted.len().checked_sub(1)?);
    sorted.get(at).map(|time| time.as_secs_f64() * 1e3)
}

/// Sends until everything is received.
async fn come(http: Client, url: String, device: Ready, mut started: watch::Receiver<bool>) -> Result<Arrived, Failure> {
    started.wait_for(|started| *started).await.map_err(|error| Failure::step("waiting for the start")(&error))?;
    let begun = Instant::now();
    let mut arrived = Arrived { after: Duration::ZERO, took: Duration::ZERO, shed: Vec::new(), statuses: Vec::new(), received: 0 };
    loop {
        let sent = Instant::now();
        let answer = sync(&http, &url, &device.token, device.body.clone()).await?;
        let (status, wait) = (answer.status(), answer.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok()));
        let bytes = answer.bytes().await.map_err(|error| Failure::step("reading an answer")(&error))?;
        arrived.statuses.push(status.as_u16());
        if status == StatusCode::OK {
            let (header, _) = unframe(&bytes)?;
            let verdicts = header.get("verdicts").and_then(Value::as_array).into_iter().flatten();
            arrived.received = verdicts.filter_map(|verdict| verdict.get("received")?.as_u64()).sum();
            (arrived.after, arrived.took) = (begun.elapsed(), sent.elapsed());
            return Ok(arrived);
        }
        arrived.shed.push(sent.elapsed());
        let Some(wait) = wait.filter(|_| matches!(status.as_u16(), 429 | 503)) else { return Ok(arrived) };
        // As a device does: what was asked for, and up to as much again.
        tokio::time::sleep(Duration::from_secs(wait) + jitter(Duration::from_secs(wait))?).await;
    }
}

fn jitter(most: Duration) -> Result<Duration, Failure> {
    Ok(most.mul_f64(f64::from(u32::from_le_bytes(random()?)) / f64::from(u32::MAX)))
}

fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Failure::step("asking for random numbers")(&error))?;
    Ok(bytes)
}

async fn sync(http: &Client, url: &str, token: &str, body: Vec<u8>) -> Result<reqwest::Response, Failure> {
    let request = http.post(format!("{url}/v1/sync")).header(AUTHORIZATION, format!("Bearer {token}"));
    let request = request.header(CONTENT_TYPE, SYNC_MEDIA_TYPE).header(CONTENT_ENCODING, "gzip").body(body);
    request.send().await.map_err(|error| Failure::step("asking the server")(&error))
}

fn unframe(bytes: &[u8]) -> Result<(Value, Vec<Vec<u8>>), Failure> {
    let inflated = gunzip_bounded(bytes, MAX_INFLATED_BYTES).map_err(|error| Failure::step("reading an answer")(&error))?;
    frame::decode(&inflated, ANSWER).map_err(|error| Failure::step("reading an answer")(&error))
}

/// Every device with a token, one visit, and its changes packed.
async fn prepare(http: &Client, url: &str, options: &Options) -> Result<Vec<Ready>, Failure> {
    let desk = Desk::sign_in(url, DESK_USER, DESK_PASSWORD).await?;
    let places = Arc::new(Semaphore::new(PREPARED_AT_ONCE));
    let mut preparing = JoinSet::new();
    for number in 0..options.devices {
        let (http, url, desk, places, changes) = (http.clone(), url.to_owned(), desk.clone(), Arc::clone(&places), options.changes);
        preparing.spawn(async move {
            let _place = places.acquire_owned().await.map_err(|error| Failure::step("preparing a device")(&error))?;
            device(&http, &url, &desk, number, changes).await
        });
    }
    let mut enrolled = Vec::new();
    while let Some(one) = preparing.join_next().await {
        enrolled.push(one.map_err(|error| Failure::step("preparing a device")(&error))??);
    }
    // Tokens last: they live for ten minutes.
    let mut ready = Vec::new();
    for (identity, key, body) in enrolled {
        let token = token(http, url, &identity, &key).await?;
        ready.push(Ready { token, body });
    }
    Ok(ready)
}

async fn device(
    http: &Client,
    url: &str,
    desk: &Desk,
    number: usize,
    changes: usize,
) -> Result<(EnrolResponse, SoftwareKey, Vec<u8>), Failure> {
    let person = desk.add_technician(&format!("Technician {number}")).await?;
    let code = desk.enrolment_code(person.id).await?;
    let key = SoftwareKey::from_secret(&random()?);
    let proof = key.sign(&enrol_message(&code)).map_err(|error| Failure::step("signing an enrolment")(&error))?;
    let enrol =
        EnrolRequest { code, public_key: key.public_key(), device_name: format!("phone {number}"), proof: URL_SAFE_NO_PAD.encode(proof) };
    let answer = http.post(format!("{url}/v1/devices/enrol")).json(&enrol).send().await;
    let answer = answer.and_then(reqwest::Response::error_for_status).map_err(|error| Failure::step("enrolling a device")(&error))?;
    let identity: EnrolResponse = answer.json().await.map_err(|error| Failure::step("enrolling a device")(&error))?;
    let call_out = json!({
        "fault": "feeds nothing", "service_type": "C", "work": "repair", "urgency": "general",
        "customer": { "name": "Pearl Printing", "address": "12 People's Road", "phone": "0571 8801 2233", "contact": "Ms Chen" },
        "asset": { "product": "Printer", "model": "C4080", "serial": format!("A1UD-{number:04}") },
    });
    let order = json!({
        "technician": person.id,
        "checklist": [{ "key": "power", "required": true, "label": { "en": "Power", "zh-CN": "电源" } }],
    });
    let visit = desk.dispatch(&call_out, &order).await?;
    let token = token(http, url, &identity, &key).await?;
    let answer = sync(http, url, &token, request(&[], &[])?).await?;
    let bytes = answer.bytes().await.map_err(|error| Failure::step("fetching a visit")(&error))?;
    let (header, sections) = unframe(&bytes)?;
    let mut doc = visit_of(&header, &sections, visit)?;
    let raws = work(&mut doc, &identity, changes)?;
    let section = packed::encode(&raws).map_err(|error| Failure::step("packing changes")(&error))?;
    let body = request(&[json!({ "id": visit, "changes": raws.len() })], &[section])?;
    Ok((identity, key, body))
}

fn request(documents: &[Value], sections: &[Vec<u8>]) -> Result<Vec<u8>, Failure> {
    let header = json!({
        "protocol": PROTOCOL, "application": "bench herd", "want_bytes": 65_536, "client_time": now(), "documents": documents,
    });
    Ok(gzip(&frame::encode(&header, sections).map_err(|error| Failure::step("packing a request")(&error))?))
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Timestamp::from_ms(i64::try_from(since).unwrap_or(i64::MAX))
}

async fn token(http: &Client, url: &str, identity: &EnrolResponse, key: &SoftwareKey) -> Result<String, Failure> {
    let device = identity.device.to_string();
    let iat = now().as_seconds();
    let claims = AssertionClaims {
        iss: device.clone(),
        sub: device,
        aud: identity.audience.clone(),
        iat,
        exp: iat + 60,
        jti: URL_SAFE_NO_PAD.encode(random::<16>()?),
    };
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(json!({ "alg": "EdDSA", "typ": "JWT" })), part(json!(claims)));
    let signature = key.sign(signed.as_bytes()).map_err(|error| Failure::step("signing an assertion")(&error))?;
    let form = [("grant_type", JWT_BEARER_GRANT.to_owned()), ("assertion", format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))];
    let answer = http.post(format!("{url}/v1/token")).form(&form).send().await;
    let answer = answer.and_then(reqwest::Response::error_for_status).map_err(|error| Failure::step("asking for a token")(&error))?;
    let answer: TokenResponse = answer.json().await.map_err(|error| Failure::step("asking for a token")(&error))?;
    Ok(answer.access_token)
}

/// The visit as it came, under an actor of its own.
fn visit_of(header: &Value, sections: &[Vec<u8>], visit: DocumentId) -> Result<Automerge, Failure> {
    let missing = || Failure::Step("the visit did not come with the first sync".into());
    let items = header.get("items").and_then(Value::as_array).ok_or_else(missing)?;
    let item = items.iter().find(|item| item.get("document") == Some(&json!(visit))).ok_or_else(missing)?;
    let limits = PackedLimits { changes: 1_000, bytes: MAX_INFLATED_BYTES };
    let lists = lists::documents(header).and_then(|documents| lists::sections(sections.to_vec(), &documents, limits));
    let lists = lists.map_err(|error| Failure::step("unpacking an answer")(&error))?;
    let section = item.get("section").and_then(Value::as_u64).and_then(|at| lists.get(usize::try_from(at).ok()?)).ok_or_else(missing)?;
    let raws = section.raws(limits).map_err(|error| Failure::step("unpacking a visit")(&error))?;
    let changes: Result<Vec<Change>, _> = raws.into_iter().map(Change::from_bytes).collect();
    let mut doc = Automerge::new().with_actor(ActorId::from(random::<16>()?));
    doc.apply_changes(changes.map_err(|error| Failure::step("reading a visit")(&error))?)
        .map_err(|error| Failure::step("reading a visit")(&error))?;
    Ok(doc)
}

/// So many changes as a technician on site makes them: arrival, begin, then words as they are typed.
fn work(doc: &mut Automerge, identity: &EnrolResponse, changes: usize) -> Result<Vec<Vec<u8>>, Failure> {
    let mut raws = Vec::new();
    let mut typed = String::new();
    for number in 0..changes {
        let at = now();
        let clock = ClockEvidence {
            wall_at: at,
            monotonic_ms: 1,
            boot: "herd".to_owned(),
            server_offset_ms: Some(0),
            server_heard_monotonic_ms: Some(1),
            server_heard_at: None,
        };
        let command = CommandId::from_parts(at, random()?);
        let stamp = Stamp { person: identity.person, origin: Origin::Device(identity.device), command, clock };
        let event = |doc: &mut Automerge, kind| write::append_event(doc, EventId::from_parts(at, random()?), kind, &stamp).map_err(failed);
        let written: WrittenChange = match number {
            0 => event(doc, EventKind::Arrived)?,
            1 => event(doc, EventKind::Started)?,
            number => {
                typed.push_str(&format!("Step {number}: cleaned and checked. "));
                let written =
                    if number % 2 == 0 { write::write_findings(doc, &typed, &stamp) } else { write::write_treatment(doc, &typed, &stamp) };
                written.map_err(failed)?.ok_or_else(|| Failure::Step("a change wrote nothing".into()))?
            }
        };
        raws.push(written.raw);
    }
    Ok(raws)
}

fn failed(error: impl std::error::Error) -> Failure {
    Failure::step("writing to a visit")(&error)
}
