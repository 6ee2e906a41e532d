//! Malformed bodies over real HTTP, of every route that the OpenAPI document says takes one: no panic, no 5xx, no memory that grows.
//!
//! The server has a process of its own: this test starts itself once more. So its memory is counted without the callers'.
//!
//! `FIELDBOOK_MALFORMED_CASES` sets the number of cases (2,000), `FIELDBOOK_MALFORMED_SEED` the seed.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Lines, Read as _};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use model::wire::sync::SYNC_MEDIA_TYPE;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use server::Config;

use crate::bodies::{Dice, described, hostile_json, random_body, sync_body, uuid};
use crate::caller::{Answer, Caller};
use crate::house::House;
use crate::port::listen;

/// Callers at the same time.
const CALLERS: u64 = 6;
/// With fewer cases the first round does not fill what fills anyway: pools of threads and of the allocator.
const SETTLED: u64 = 50_000;
/// Memory is looked at so many times. The first round fills caches and pools; what grows after it is a leak.
const ROUNDS: u64 = 10;

/// What stands before the [`Ground`] on the server's output.
const GROUND: &str = "ground: ";
/// What stands before the number of panics there.
const PANICS: &str = "panics: ";

/// A route that takes a body.
#[derive(Debug, Serialize, Deserialize)]
struct Route {
    method: String,
    path: String,
    media_type: String,
    schema: Value,
}

/// What a case needs to come close to being good.
#[derive(Serialize, Deserialize)]
struct Ground {
    address: SocketAddr,
    document: Value,
    routes: Vec<Route>,
    /// One for each caller: a device has one request at a time.
    tokens: Vec<String>,
    cookie: String,
    /// Ids that are somebody's.
    ids: Vec<String>,
    header: Value,
    sections: Vec<Vec<u8>>,
}

fn routes(document: &Value) -> Vec<Route> {
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let content = operation["requestBody"]["content"].as_object();
            let body = content.and_then(|content| content.iter().next());
            if matches!(method.as_str(), "post" | "put" | "patch") || body.is_some() {
                let (media_type, schema) = body.map_or(("application/json", Value::Null), |(kind, body)| (kind, body["schema"].clone()));
                let method = method.to_uppercase();
                routes.push(Route { method, path: path.clone(), media_type: media_type.to_owned(), schema });
            }
        }
    }
    routes
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().expect(name))
}

/// The server in its process. It goes on while its input is open.
struct Attacked {
    process: Child,
    says: Lines<BufReader<ChildStdout>>,
}

impl Attacked {
    fn start() -> (Self, Ground) {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "malformed::the_server_that_is_attacked", "--ignored", "--nocapture"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let says = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut attacked = Self { process, says };
        let ground = serde_json::from_str(&attacked.hears(GROUND)).unwrap();
        (attacked, ground)
    }

    /// The rest of the next line that has `word`.
    fn hears(&mut self, word: &str) -> String {
        let mut said = self.says.by_ref().map(|line| line.expect("the server speaks"));
        said.find_map(|line| Some(line.split_once(word)?.1.to_owned())).expect("the server says it")
    }

    /// Memory of the server in **KiB**.
    fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Lets the server end; answers how often it panicked.
    fn end(mut self) -> u64 {
        drop(self.process.stdin.take());
        let panics = self.hears(PANICS).parse().unwrap();
        assert!(self.process.wait().unwrap().success());
        panics
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the server of the test below, which starts it"]
async fn the_server_that_is_attacked() {
    let panics = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&panics);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        counted.fetch_add(1, Ordering::SeqCst);
        before(info);
    }));
    // The handlers are what is to be seen here, not the limits before them.
    let house = House::with(|config| Config {
        enrolments_per_minute: 1_000_000,
        tokens_per_minute: 1_000_000,
        sign_ins_per_minute: 600,
        checks_per_minute: 1_000_000,
        ..config
    })
    .await;
    let ground = ground(&house).await;
    println!("{GROUND}{}", serde_json::to_string(&ground).unwrap());
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await.unwrap().unwrap();
    println!("{PANICS}{}", panics.load(Ordering::SeqCst));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_bodies_of_every_route_are_refused_by_name_and_cost_no_memory() {
    let cases = number("FIELDBOOK_MALFORMED_CASES", 2_000);
    let seed = number("FIELDBOOK_MALFORMED_SEED", 0x0bad_b0d1);
    let (attacked, ground) = Attacked::start();
    let ground = Arc::new(ground);
    let began = Instant::now();
    let mut resident = vec![attacked.resident_kib()];
    let mut counts = BTreeMap::<u16, u64>::new();
    for round in 0..ROUNDS {
        let callers = (0..CALLERS).map(|number| {
            let ground = Arc::clone(&ground);
            let seed = seed ^ ((round * CALLERS + number + 1) << 40);
            tokio::spawn(async move {
                let (mut dice, mut caller) = (Dice(seed), Caller::of(ground.address));
                let mut counts = BTreeMap::<u16, u64>::new();
                for _ in 0..cases.div_ceil(CALLERS * ROUNDS) {
                    *counts.entry(attack(&ground, number as usize, &mut dice, &mut caller).await.status).or_default() += 1;
                }
                counts
            })
        });
        for counted in futures_util::future::join_all(callers).await {
            for (status, count) in counted.unwrap() {
                *counts.entry(status).or_default() += count;
            }
        }
        resident.push(attacked.resident_kib());
    }
    println!("resident KiB before the first round and after each: {resident:?}");
    let grown = attacked.resident_kib().saturating_sub(resident[1]);
    let panics = attacked.end();
    println!(
        "{} malformed bodies to {} routes in {:.0} s: {counts:?}; {panics} panics, memory grew by {grown} KiB",
        counts.values().sum::<u64>(),
        ground.routes.len(),
        began.elapsed().as_secs_f64(),
    );
    assert_eq!(panics, 0);
    if cases >= SETTLED {
        assert!(grown < 64 * 1024, "{grown} KiB");
    }
    let (refused, all) = (counts.range(400..).map(|(_, count)| count).sum::<u64>(), counts.values().sum::<u64>());
    assert!(refused > all / 2, "most of it must be bad: {counts:?}");
    assert!(ground.routes.len() > 20, "{}", ground.routes.len());
}

async fn ground(house: &House) -> Ground {
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    wang.findings(visit, "dust");
    let (header, sections) = wang.request();
    let (_, document) = desk.get("/openapi.json").await;
    let mut tokens = vec![format!("Bearer {}", wang.token())];
    for secret in 2..=CALLERS as u8 {
        tokens.push(format!("Bearer {}", desk.device(wang.person(), secret).await.token()));
    }
    Ground {
        address: listen(house).await,
        tokens,
        routes: routes(&document),
        document,
        cookie: desk.cookie().to_owned(),
        ids: vec![visit.to_string(), wang.person().to_string()],
        header: serde_json::to_value(&header).unwrap(),
        sections,
    }
}

/// One request of one route; every answer that is an error has to be a problem with a code.
async fn attack(ground: &Ground, number: usize, dice: &mut Dice, caller: &mut Caller) -> Answer {
    let route = dice.one_of(&ground.routes);
    // Half of the requests are for the route that strangers' bodies matter most to.
    let route = if dice.below(2) == 0 { route } else { ground.routes.iter().find(|route| route.path == "/v1/sync").unwrap() };
    let path = filled(ground, dice, &route.path);
    let mut headers = vec![("Sec-Fetch-Site", "same-origin")];
    // A good sign-in or sign-out would end what the others need.
    let at_desk = route.path.starts_with("/v1/desk/") && !route.path.ends_with("/session");
    match dice.below(40) {
        0 => {}
        1 => headers.push(("Authorization", "Bearer x.y.z")),
        _ if at_desk => headers.push(("Cookie", &ground.cookie)),
        _ => headers.push(("Authorization", &ground.tokens[number])),
    }
    match dice.below(40) {
        0 => {}
        1 => headers.push(("Content-Type", "text/plain; charset=\"")),
        _ => headers.push(("Content-Type", &route.media_type)),
    }
    let offset = dice.one_of(&["0", "1", "18446744073709551615", "-1", "x"]).to_owned();
    if route.path.contains("blobs") {
        headers.push(("Upload-Offset", offset));
        headers.push(("Tus-Resumable", "1.0.0"));
    }
    let body = match route.media_type.as_str() {
        SYNC_MEDIA_TYPE => {
            headers.push(("Content-Encoding", if dice.below(40) == 0 { "br" } else { "gzip" }));
            sync_body(dice, &ground.header, &ground.sections)
        }
        "application/json" => json_body(ground, dice, &route.schema),
        "application/x-www-form-urlencoded" => {
            let mut form =
                b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=eyJhbGciOiJFZERTQSJ9.e30.AA".to_vec();
            dice.damage(&mut form);
            form
        }
        _ => random_body(dice),
    };
    let answer = caller.ask(&route.method, &path, &headers, &body).await;
    let told = || format!("{} {path}: {} {}", route.method, answer.status, String::from_utf8_lossy(&answer.body));
    if answer.status >= 400 {
        let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", told()));
        // 503: turned away by admission.
        let fine = answer.status < 500 || answer.status == 503;
        assert!(fine && problem["code"].is_string(), "{}\n{}", told(), hex::encode(body.get(..2_000).unwrap_or(&body)));
    }
    answer
}

fn json_body(ground: &Ground, dice: &mut Dice, schema: &Value) -> Vec<u8> {
    if dice.below(4) == 0 {
        return hostile_json(dice);
    }
    let mut body = described(dice, &ground.document, schema, 0).to_string().into_bytes();
    if dice.below(2) == 0 {
        dice.damage(&mut body);
    }
    body
}

/// The path with ids that somebody has, nobody has, or that are none. No device is named: one of them is the caller.
fn filled(ground: &Ground, dice: &mut Dice, path: &str) -> String {
    let mut filled = String::new();
    for part in path.split('/').skip(1) {
        filled.push('/');
        if !part.starts_with('{') {
            filled.push_str(part);
            continue;
        }
        let nobody = uuid(dice);
        let hash = "0".repeat(64);
        let choice = [dice.one_of(&ground.ids).as_str(), &nobody, &hash, "parts", "%00", "x"];
        let one: &&str = dice.one_of(&choice);
        filled.push_str(one);
    }
    filled
}
