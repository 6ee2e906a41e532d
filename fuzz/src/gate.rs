//! The gate for changes: no panic gets out, what is refused changes nothing, what is taken can be saved, loaded and worked on.

// The encoder of the gate's tests, which shares no code with the gate.
#[path = "../../model/tests/gate_chunks/mod.rs"]
#[allow(unreachable_pub, reason = "the tests' own encoder")]
mod chunks;

use automerge::transaction::Transactable as _;
use automerge::{AutoCommit, Automerge, ROOT};
use model::gate::{AllowAll, Limits, admit};

use self::chunks::{CHANGE, Parts, base, body_of, honest_session, wrap};
use crate::damage::damaged;

/// An honest session, and the document as it is before each of its changes.
struct Ground {
    session: Vec<Vec<u8>>,
    stages: Vec<Automerge>,
}

thread_local! {
    static GROUND: Ground = {
        let server = base();
        let session = honest_session(&server);
        let stages = (0..session.len()).map(|at| admit(&server, &session[..at], &Limits::default(), &AllowAll).doc).collect();
        Ground { session, stages }
    };
}

/// `data`: which change of an honest session, which part of it, and a script of damages to that part. Length, checksum and hash are put
/// right after. The rest of the session follows it.
pub fn gate(data: &[u8]) {
    let Some(([which, part], script)) = data.split_first_chunk::<2>() else { return };
    GROUND.with(|ground| {
        let at = usize::from(*which) % ground.session.len();
        let raw = spoiled(&ground.session[at], *part, script);
        let mut list = vec![raw];
        list.extend_from_slice(&ground.session[at..]);
        judge(&ground.stages[at], &list);
    });
}

fn spoiled(raw: &[u8], part: u8, script: &[u8]) -> Vec<u8> {
    let mut parts = Parts::of(raw);
    let number = script.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    match part % 16 {
        0 => return mended(raw, script),
        1 => return damaged(raw, script),
        2 => parts.seq = number,
        3 => parts.start_op = number,
        4 => parts.time = number.cast_signed(),
        5 => parts.message = damaged(&parts.message, script),
        6 => parts.footer = damaged(&parts.footer, script),
        7 => parts.actor = damaged(&parts.actor, script),
        8 => parts.deps = parts.deps.iter().map(|dep| damaged(dep, script).try_into().unwrap_or(*dep)).collect(),
        9 => parts.others.push(damaged(&parts.actor, script)),
        _ => {
            let column = usize::from(part / 16) % parts.columns.len();
            parts.columns[column].1 = damaged(&parts.columns[column].1, script);
        }
    }
    parts.raw()
}

/// A change after a script of damages to its body, with length, checksum and hash put right.
pub(crate) fn mended(raw: &[u8], script: &[u8]) -> Vec<u8> {
    wrap(CHANGE, &damaged(body_of(raw), script))
}

fn judge(before: &Automerge, list: &[Vec<u8>]) {
    let heads_before = before.get_heads();
    let admission = admit(before, list, &Limits::default(), &AllowAll);
    assert_eq!(before.get_heads(), heads_before, "the document it was judged against has moved");
    if admission.accepted.is_empty() {
        assert_eq!(admission.doc.get_heads(), heads_before, "refused, and something was taken");
        return;
    }
    let saved = admission.doc.save();
    let back = Automerge::load(&saved).expect("what was taken does not load again");
    assert_eq!(back.get_heads(), admission.doc.get_heads(), "loaded with other heads");
    assert_eq!(back.hydrate(None), admission.doc.hydrate(None), "loaded with other content");
    let mut next = AutoCommit::load(&saved).expect("what was taken does not load again");
    next.put(ROOT, "after", 1).expect("nothing more can be written");
    assert!(AutoCommit::load(&next.save()).is_ok(), "the next change does not load again");
}
