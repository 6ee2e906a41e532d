//! What reports and the board cost over a year of 100,000 visits and 200 technicians, as JSON lines; and that a report opens in under a second
//! and a workbook of all rows stays small in memory.
//!
//! A few weeks are played with real documents through the real projection; their rows are then written again and again with new ids, other
//! people and other days, until there are enough. A binary of its own with one test: the allocator counts the whole process.
//!
//!     cargo test --release -p server --test year -- --ignored --nocapture
//!
//! With `FIELDBOOK_PAINT=1` pages are opened in Chromium too; `tests/browser/run` has brought what that needs.

#![allow(
    unsafe_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "an allocator is unsafe by its trait; a test that cannot go on has failed"
)]

#[path = "../documents/house/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the house of the tests of documents, which use more of it")]
mod house;
#[path = "../documents/season.rs"]
#[allow(dead_code, reason = "as above")]
mod season;

mod live;
mod multiply;
mod pages;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use http::StatusCode;
use rusqlite::{Connection, params};
use serde_json::json;

use crate::house::{DAY_MS, Desk};
use crate::multiply::multiply;
use crate::season::Season;

const VISITS: usize = 100_000;
const TECHNICIANS: usize = 200;
const RUNS: usize = 21;
/// Changes whose way to an open board is timed.
const CHANGES: usize = 200;
const YEAR: &str = "from=2026-01-01&to=2026-12-31";
/// How long a report of the year may take. A build without optimisation is given more.
const OPENS_IN: Duration = Duration::from_millis(if cfg!(debug_assertions) { 4_000 } else { 1_000 });
/// What a workbook of all rows may take in memory, in **bytes**.
const WORKBOOK_MEMORY: usize = 200 << 20;

/// The system's allocator, counted.
struct Counted;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn grown(bytes: usize) {
    let live = LIVE.fetch_add(bytes, Ordering::Relaxed) + bytes;
    PEAK.fetch_max(live, Ordering::Relaxed);
}

// SAFETY: every call goes to the system's allocator as it came; beside it only numbers are kept.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grown(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        grown(size);
        let moved = unsafe { System.realloc(at, layout, size) };
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        moved
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

/// Half and all but one in a hundred of the times it took.
fn middle(mut took: Vec<Duration>) -> (Duration, Duration) {
    took.sort();
    (took[took.len() / 2], took[(took.len() * 99 / 100).min(took.len() - 1)])
}

fn ms(took: Duration) -> f64 {
    (took.as_secs_f64() * 10_000.0).round() / 10.0
}

/// Asks until it is known how long it takes; answers that and the bytes of the answer.
async fn timed(desk: &Desk, path: &str, runs: usize) -> (Vec<Duration>, usize) {
    let (mut took, mut bytes) = (Vec::new(), 0);
    for _ in 0..runs {
        let began = Instant::now();
        let response = desk.send("GET", path, None).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().len();
        took.push(began.elapsed());
    }
    (took, bytes)
}

/// What keeping the rows of a visit costs one commit: finding that nothing changed, and writing them anew.
fn cost_of_a_commit(database: &Connection) {
    let documents: Vec<Vec<u8>> = {
        let mut find = database.prepare("SELECT document FROM report_visit ORDER BY serial, document LIMIT 2000").unwrap();
        find.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    database.execute_batch("PRAGMA foreign_keys = OFF; BEGIN").unwrap();
    let organisation: Vec<u8> = database.query_row("SELECT organisation FROM report_visit LIMIT 1", [], |row| row.get(0)).unwrap();
    let mut find = database.prepare("SELECT * FROM report_visit WHERE organisation = ?1 AND document = ?2").unwrap();
    let mut parts = database.prepare("SELECT * FROM report_part WHERE organisation = ?1 AND document = ?2").unwrap();
    let began = Instant::now();
    for document in &documents {
        for find in [&mut find, &mut parts] {
            let mut found = find.query(params![organisation, document]).unwrap();
            while let Some(row) = found.next().unwrap() {
                row.get::<_, Vec<u8>>(1).unwrap();
            }
        }
    }
    let unchanged = began.elapsed() / u32::try_from(documents.len()).unwrap();
    let columns = find.column_count();
    let places = vec!["?"; columns].join(", ");
    let mut delete = database.prepare("DELETE FROM report_visit WHERE organisation = ?1 AND document = ?2").unwrap();
    let mut put = database.prepare(&format!("INSERT INTO report_visit VALUES ({places})")).unwrap();
    let mut took = Duration::ZERO;
    for document in &documents {
        let values = find.query_row(params![organisation, document], |row| {
            (0..columns).map(|column| row.get::<_, rusqlite::types::Value>(column)).collect::<Result<Vec<_>, _>>()
        });
        let values = values.unwrap();
        let began = Instant::now();
        delete.execute(params![organisation, document]).unwrap();
        put.execute(rusqlite::params_from_iter(values)).unwrap();
        took += began.elapsed();
    }
    let changed = took / u32::try_from(documents.len()).unwrap();
    database.execute_batch("ROLLBACK").unwrap();
    println!("{}", json!({ "what": "commit", "unchanged_us": unchanged.as_micros() as u64, "changed_us": changed.as_micros() as u64 }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; prints figures"]
async fn reports_of_a_year_open_in_under_a_second() {
    let mut season = Season::open(4).await;
    season.goes_on(10, 5).await;
    season.morning().await;
    for number in 4..TECHNICIANS {
        season.desk.technician(&format!("T{number}")).await;
    }
    let began = Instant::now();
    multiply(&season.house.database());
    let rows = |table: &str| season.house.count(table);
    println!(
        "{}",
        json!({
            "what": "filled", "seconds": began.elapsed().as_secs(), "visits": rows("report_visit"), "parts": rows("report_part"),
            "days": rows("report_day"), "works": rows("report_work"), "old_parts": rows("report_old_part"),
            "complaints": rows("report_complaint"), "technicians": rows("person WHERE role = 'technician'"),
            "database_mb": std::fs::metadata(season.house.folder().join("fieldbook.db")).unwrap().len() >> 20,
        })
    );
    cost_of_a_commit(&season.house.database());
    season.house.clock.pass_ms(28 * DAY_MS);
    season.morning().await;
    let desk = &season.desk;
    let mut slow = Vec::new();
    let names =
        ["technician-daily", "supervisor-daily", "timeliness", "satisfaction", "complaints", "repeat-repairs", "old-parts", "parts-use"];
    for name in names {
        let (took, bytes) = timed(desk, &format!("/v1/desk/reports/{name}?{YEAR}"), RUNS).await;
        let (p50, p99) = middle(took);
        println!("{}", json!({ "what": "report", "name": name, "p50_ms": ms(p50), "p99_ms": ms(p99), "bytes": bytes }));
        if p99 > OPENS_IN {
            slow.push(name);
        }
    }
    let (took, bytes) = timed(desk, "/v1/desk/board", RUNS).await;
    let (p50, p99) = middle(took);
    println!("{}", json!({ "what": "board", "p50_ms": ms(p50), "p99_ms": ms(p99), "bytes": bytes }));
    for (name, path) in [
        ("register, what is open", "/v1/desk/call-outs?state=registered,dispatched"),
        ("register, everything", "/v1/desk/call-outs"),
        ("complaints", "/v1/desk/complaints"),
        ("surveys", "/v1/desk/aftercare/surveys"),
    ] {
        let (took, bytes) = timed(desk, path, RUNS).await;
        let (p50, p99) = middle(took);
        println!("{}", json!({ "what": "list", "name": name, "p50_ms": ms(p50), "p99_ms": ms(p99), "bytes": bytes }));
    }
    let (p50, p99) = middle(live::change_to_board(desk, CHANGES).await);
    println!("{}", json!({ "what": "change to board", "changes": CHANGES, "p50_ms": ms(p50), "p99_ms": ms(p99) }));
    if std::env::var_os("FIELDBOOK_PAINT").is_some() {
        pages::paint(&season).await;
    }
    let mut heavy = Vec::new();
    for ending in ["xlsx", "csv", "pdf"] {
        let before = LIVE.load(Ordering::Relaxed);
        PEAK.store(before, Ordering::Relaxed);
        let began = Instant::now();
        let response = desk.send("GET", &format!("/v1/desk/reports/timeliness.{ending}?{YEAR}"), None).await;
        assert_eq!(response.status(), StatusCode::OK);
        let bytes: u64 = response.headers()["content-length"].to_str().unwrap().parse().unwrap();
        let (took, peak) = (began.elapsed(), PEAK.load(Ordering::Relaxed) - before);
        drop(response);
        println!("{}", json!({ "what": "file", "kind": ending, "ms": ms(took), "bytes": bytes, "peak_mb": peak >> 20 }));
        if peak > WORKBOOK_MEMORY {
            heavy.push(ending);
        }
    }
    assert!(slow.is_empty() && heavy.is_empty(), "slower than {OPENS_IN:?}: {slow:?}; heavier than {WORKBOOK_MEMORY}: {heavy:?}");
}
