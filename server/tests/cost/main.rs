//! What one body of a mebibyte costs the server at most, in memory and processor time, with everything allocated in this process counted.
//!
//! A binary of its own with one test: the allocator and the processor's clock count the whole process.

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

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use model::wire::frame::{self, gzip};
use model::wire::sync::{MAX_BODY_BYTES, MAX_INFLATED_BYTES};
use serde_json::{Value, json};

use crate::house::{House, bytes_of};

/// What one body may cost in memory, in **bytes**.
const MEMORY: usize = 16 << 20;
/// What one body may cost in processor time.
const TIME: Duration = Duration::from_millis(if cfg!(debug_assertions) { 1_000 } else { 250 });

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
        // While the bytes are moved, both are there.
        grown(size);
        let moved = unsafe { System.realloc(at, layout, size) };
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        moved
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

/// Processor time of this process.
fn processor() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
}

/// Bytes that do not compress, the same in every run.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        bytes.extend_from_slice(&state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

fn bomb(byte: u8, bytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let piece = vec![byte; 1 << 20];
    for _ in 0..bytes / piece.len() {
        encoder.write_all(&piece).unwrap();
    }
    encoder.finish().unwrap()
}

/// A frame whose header is this text.
fn headed(header: &str, rest: &[u8]) -> Vec<u8> {
    let length = u32::try_from(header.len()).unwrap().to_le_bytes();
    gzip(&[b"FBS1".as_slice(), &length, header.as_bytes(), rest].concat())
}

/// A packed list of `count` changes, each with `deps` references to the one before: a byte each that becomes 32.
fn unfolding(count: u8, deps: u32) -> Vec<u8> {
    let mut list = vec![1, count];
    for number in 0..count {
        let mut left = if number == 0 { 0 } else { deps };
        let references = left;
        loop {
            let byte = (left & 0x7f) as u8;
            left >>= 7;
            list.push(if left == 0 { byte } else { byte | 0x80 });
            if left == 0 {
                break;
            }
        }
        list.extend(std::iter::repeat_n(1, references as usize));
        list.push(u8::from(number > 0));
        if number == 0 {
            list.extend([7; 16]);
        }
        list.push(0);
    }
    list
}

/// A packed list of one change that is `length` bytes of noise.
fn noisy(length: usize) -> Vec<u8> {
    let mut list = vec![1, 1, 0, 0];
    list.extend([7; 16]);
    let mut left = length;
    while left >= 0x80 {
        list.push((left & 0x7f) as u8 | 0x80);
        left >>= 7;
    }
    list.push(left as u8);
    list.extend(noise(length));
    list
}

#[tokio::test]
async fn no_body_of_a_mebibyte_costs_more_than_sixteen_and_a_quarter_of_a_second() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let (header, _) = wang.request();
    let with = |documents: Value| {
        let mut header = serde_json::to_value(&header).unwrap();
        header["documents"] = documents;
        header
    };
    let frame = |documents: Value, sections: &[Vec<u8>]| gzip(&frame::encode(&with(documents), sections).unwrap());
    let one = |changes: u32| json!([{ "id": visit, "changes": changes }]);
    let long = 256 * 1024 - 100;
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("a bomb of a gibibyte", bomb(0, 1 << 30)),
        ("as much as may be inflated, and no frame", bomb(b'F', MAX_INFLATED_BYTES)),
        ("noise that is no gzip", noise(MAX_BODY_BYTES)),
        ("noise under gzip", gzip(&noise(MAX_BODY_BYTES - 1_000))),
        ("a header of brackets", headed(&"[".repeat(long), &[])),
        ("a header of numbers", headed(&format!("[{}0]", "0,".repeat(long / 2 - 2)), &[])),
        ("a header of empty lists", headed(&format!("[{}[]]", "[],".repeat(long / 3 - 2)), &[])),
        ("a header of names", headed(&format!("{{{}\"z\":0}}", (0..long / 10).map(|n| format!("\"{n:x}\":0,")).collect::<String>()), &[])),
        ("a header of documents", headed(&with(json!(vec![json!({ "id": visit, "changes": 0 }); 3_000])).to_string(), &[0; 4])),
        ("many sections of one size", frame(json!([]), &vec![vec![1, 0]; 500])),
        ("references that unfold", frame(one(40), &[unfolding(40, 6_000)])),
        ("references that unfold past the bound", frame(one(100), &[unfolding(100, 60_000)])),
        ("a section as large as may be", frame(one(1), &[vec![1; MAX_INFLATED_BYTES - 1_000]])),
        ("a change of noise", frame(one(1), &[noisy(MAX_BODY_BYTES - 2_000)])),
        ("a change of zeros as large as may be", frame(one(1), &[[noisy(0).as_slice(), &vec![0; MAX_INFLATED_BYTES - 2_000]].concat()])),
    ];
    let mut worst = (0, Duration::ZERO);
    let mut failed = Vec::new();
    for (what, body) in cases {
        assert!(body.len() <= MAX_BODY_BYTES, "{what}: {}", body.len());
        let length = body.len();
        let (before, began) = (LIVE.load(Ordering::Relaxed), processor());
        PEAK.store(before, Ordering::Relaxed);
        let answer = wang.post(body).await;
        let status = answer.status();
        bytes_of(answer).await;
        let (memory, time) = (PEAK.load(Ordering::Relaxed) - before, processor() - began);
        println!("{what}: {length} bytes, {status}, {} KiB, {} ms", memory >> 10, time.as_millis());
        assert!(!status.is_server_error(), "{what}: {status}");
        if memory > MEMORY || time > TIME {
            failed.push(what);
        }
        worst = (worst.0.max(memory), worst.1.max(time));
    }
    println!("at most {} KiB and {} ms", worst.0 >> 10, worst.1.as_millis());
    assert!(failed.is_empty(), "{failed:?}");
}
