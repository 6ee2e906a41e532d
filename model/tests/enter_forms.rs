//! A document that enters a device: its changes packed, or a snapshot of it. What either costs (docs/adr/0013). Prints figures; run by
//! hand: `cargo test -p model --test enter_forms -- --ignored --nocapture`.
use std::time::Instant;

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, AutoCommit, Automerge, ObjType, ROOT};
use model::gate::{AllowAll, Limits, admit};
use model::id::{CommandId, DeviceId, PersonId};
use model::time::Timestamp;
use model::wire::frame::gzip;
use model::wire::packed::{self, PackedLimits};
use sha2::{Digest as _, Sha256};

/// Bytes that look like chance and are the same in every run.
fn noise<const N: usize>(n: usize) -> [u8; N] {
    let digest: [u8; 32] = Sha256::digest(n.to_le_bytes()).into();
    std::array::from_fn(|at| digest[at])
}

/// A visit as devices write it: a large first change, then events, each by a command of its own, an actor for every twelve.
fn visit(changes: usize) -> AutoCommit {
    let mut doc = AutoCommit::new();
    let (person, device) = (PersonId::from_bytes(noise(1)), DeviceId::from_bytes(noise(2)));
    let mut events = ROOT;
    for n in 0..changes {
        if n % 12 == 0 {
            doc.set_actor(ActorId::from(noise::<16>(1_000_000 + n)));
        }
        if n == 0 {
            events = doc.put_object(ROOT, "events", ObjType::Map).unwrap();
            for field in 0..100 {
                doc.put(ROOT, format!("field_{field}"), format!("电梯 customer text {}", hex::encode(noise::<8>(field)))).unwrap();
            }
        } else {
            let at = 1_772_409_600_000 + 60_000 * n as i64;
            let event = doc.put_object(&events, CommandId::from_parts(Timestamp::from_ms(at), noise(n)).to_string(), ObjType::Map).unwrap();
            doc.put(&event, "kind", ["arrived", "started", "check", "finding", "part"][n % 5]).unwrap();
            doc.put(&event, "at", at).unwrap();
            doc.put(&event, "text", format!("搓纸轮磨损 worn {}", n % 17)).unwrap();
        }
        let command = CommandId::from_parts(Timestamp::from_ms(1_772_409_600_000), noise(7_000_000 + n));
        let message = format!("{{\"by\":\"{person}\",\"c\":\"append_event\",\"id\":\"{command}\",\"on\":\"{device}\"}}");
        doc.commit_with(CommitOptions::default().with_time(1_772_409_600 + 60 * n as i64).with_message(message)).unwrap();
    }
    doc
}

/// The best of a few, in microseconds.
fn best<T>(mut work: impl FnMut() -> T) -> u128 {
    let mut times: Vec<u128> = (0..5)
        .map(|_| {
            let began = Instant::now();
            std::hint::black_box(work());
            began.elapsed().as_micros()
        })
        .collect();
    times.sort_unstable();
    times[0]
}

#[test]
#[ignore = "prints figures and proves nothing"]
fn what_a_document_costs_that_enters() {
    let limits = PackedLimits { changes: 20_000, bytes: 64 << 20 };
    println!("changes | raw B | packed+gzip B | snapshot+gzip B | decode+gate us | load us | load and take apart us");
    for changes in [25, 100, 500, 2_000, 4_000] {
        let mut doc = visit(changes);
        let raws: Vec<Vec<u8>> = doc.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect();
        let list = packed::encode(&raws).unwrap();
        let snapshot = doc.document().save_nocompress();
        let gate = best(|| {
            let raws = packed::decode(&list, limits).unwrap();
            let admission = admit(&Automerge::new(), &raws, &Limits::of_own_server(), &AllowAll);
            assert_eq!(admission.accepted.len(), changes);
        });
        let load = best(|| Automerge::load(&snapshot).unwrap());
        let apart = best(|| {
            let loaded = Automerge::load(&snapshot).unwrap();
            loaded.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect::<Vec<_>>()
        });
        let raw: usize = raws.iter().map(Vec::len).sum();
        println!("{changes} | {raw} | {} | {} | {gate} | {load} | {apart}", gzip(&list).len(), gzip(&snapshot).len());
    }
}
