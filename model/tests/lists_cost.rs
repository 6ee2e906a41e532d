//! What reading one section of at most a mebibyte costs, in memory and processor time, with everything allocated in this process counted.
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

mod lists_attacks;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use automerge::transaction::Transactable;
use automerge::{AutoCommit, ROOT};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lists_attacks::{dear, refused, uleb};
use model::id::DocumentId;
use model::wire::lists::{List, decode, encode};
use model::wire::packed::{PackedError, PackedLimits};

const LIMITS: PackedLimits = PackedLimits { changes: 5_000, bytes: 8 << 20 };
/// What one section may cost in memory, in **bytes**: also what comes out of it.
const MEMORY: usize = 16 << 20;
/// What one section may cost in processor time.
const TIME: Duration = Duration::from_millis(if cfg!(debug_assertions) { 2_500 } else { 250 });

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

/// A path of so many equal points: a signature that comes to next to nothing.
fn still_pen(points: usize, width: u16) -> String {
    let [high, low] = width.to_be_bytes();
    URL_SAFE_NO_PAD.encode([vec![1, high, low, 1, 0, 1], uleb(points), vec![0; 3 * points]].concat())
}

/// Signatures of tens of thousands of points that do not move: next to nothing, until they are written out.
fn still_pens() -> Vec<u8> {
    let mut doc = AutoCommit::new().with_actor(automerge::ActorId::from([7; 16]));
    for width in 0..34 {
        doc.put(ROOT, "seal", still_pen(60_000, width)).unwrap();
        doc.commit();
    }
    let raws: Vec<_> = doc.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect();
    encode(&[List { document: DocumentId::from_bytes([1; 16]), raws: &raws }]).unwrap()
}

#[test]
fn no_section_of_a_mebibyte_costs_more_than_the_bounds() {
    let mut cases: Vec<_> = refused().into_iter().map(|(name, section, what)| (name, section, Some(what))).collect();
    cases.extend(dear().into_iter().map(|(name, section)| (name, section, None)));
    cases.push(("pens that stand still", still_pens(), None));
    for (name, section, what) in cases {
        assert!(section.len() <= 2 << 20, "{name}");
        let (begun, live) = (processor(), LIVE.load(Ordering::Relaxed));
        PEAK.store(live, Ordering::Relaxed);
        let read = decode(&section, &[DocumentId::from_bytes([1; 16])], LIMITS);
        let (took, memory) = (processor() - begun, PEAK.load(Ordering::Relaxed) - live);
        println!("{name}: {} bytes, {} KiB, {took:?}", section.len(), memory >> 10);
        match (&read, what) {
            (Err(PackedError::TooLarge { what: found, .. }), Some(what)) => assert_eq!(*found, what, "{name}"),
            // Made by hand, it has no check that would match; everything before was read.
            (Err(PackedError::Malformed("the check does not match")) | Ok(_), None) => {}
            (Err(PackedError::TooLarge { what: "bytes", .. } | PackedError::Malformed(_)), None) if name.starts_with("pens") => {}
            _ => panic!("{name}: {:?}", read.err()),
        }
        assert!(memory <= MEMORY, "{name}: {memory} bytes");
        assert!(took <= TIME, "{name}: {took:?}");
    }
}
