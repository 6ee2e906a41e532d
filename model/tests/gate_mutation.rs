//! Random damage to honest changes, with checksum and hash put right: no panic gets out, and what is taken is sound.
//!
//! `FIELDBOOK_GATE_CASES` sets the number of cases, `FIELDBOOK_GATE_SEED` the seed.

use crate::gate_chunks::*;
use automerge::transaction::Transactable;
use automerge::{AutoCommit, Automerge, ROOT};
use model::gate::{AllowAll, Limits, admit};

/// xorshift64*: the cases of a seed are the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn byte(&mut self) -> u8 {
        match self.below(4) {
            0 => self.below(8) as u8,
            1 => 0x7f - self.below(4) as u8,
            _ => self.next() as u8,
        }
    }

    /// One to three small damages.
    fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len() + 1);
            match self.below(4) {
                0 => bytes.insert(at, self.byte()),
                1 if at < bytes.len() => {
                    bytes.remove(at);
                }
                2 if at < bytes.len() => bytes[at] = bytes[at].wrapping_add(1),
                _ if at < bytes.len() => bytes[at] = self.byte(),
                _ => {}
            }
        }
    }

    /// Damages a change: its body as it comes, or one column or one field, so that the rest stays readable.
    fn spoil(&mut self, raw: &[u8]) -> Vec<u8> {
        let mut parts = Parts::of(raw);
        match self.below(8) {
            0 | 1 => {
                let mut body = body_of(raw).to_vec();
                self.damage(&mut body);
                return wrap(CHANGE, &body);
            }
            2 => match self.below(6) {
                0 => parts.seq = self.below(6) as u64,
                1 => parts.start_op = self.below(60) as u64,
                2 => parts.time = self.next() as i64 >> self.below(40),
                3 => self.damage(&mut parts.message),
                4 => self.damage(&mut parts.footer),
                _ => parts.actor = CLEO.to_vec(),
            },
            _ => {
                let at = self.below(parts.columns.len());
                let mut column = std::mem::take(&mut parts.columns[at].1);
                self.damage(&mut column);
                parts.columns[at].1 = column;
            }
        }
        parts.raw()
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().expect(name))
}

#[test]
fn damaged_changes_never_panic_and_never_poison_a_document() {
    let cases = number("FIELDBOOK_GATE_CASES", 2_000);
    let mut dice = Dice(number("FIELDBOOK_GATE_SEED", 0x0f1e_1d80_0c00_ffee));
    let server = base();
    let session = honest_session(&server);
    let stages: Vec<Automerge> = (0..session.len()).map(|at| admit(&server, &session[..at], &Limits::default(), &AllowAll).doc).collect();
    let (mut taken, mut refused) = (0u64, 0u64);
    for case in 0..cases {
        let at = dice.below(session.len());
        let raw = dice.spoil(&session[at]);
        if raw == session[at] {
            continue;
        }
        let mut list = vec![raw.clone()];
        list.extend_from_slice(&session[at..]);
        let admission = admit(&stages[at], &list, &Limits::default(), &AllowAll);
        if admission.accepted.is_empty() {
            refused += 1;
            assert_eq!(admission.doc.get_heads(), stages[at].get_heads());
        } else {
            taken += 1;
            let heads = admission.doc.get_heads();
            let back = Automerge::load(&admission.doc.save()).unwrap_or_else(|error| panic!("case {case}: {error}: {raw:02x?}"));
            assert_eq!(back.get_heads(), heads, "case {case}: {raw:02x?}");
            assert_eq!(back.hydrate(None), admission.doc.hydrate(None), "case {case}");
            let mut next = AutoCommit::load(&admission.doc.save()).unwrap();
            next.put(ROOT, "after", 1).unwrap();
            assert!(AutoCommit::load(&next.save()).is_ok(), "case {case}: {raw:02x?}");
        }
    }
    assert!(refused > cases / 2, "the damage must be damage: {refused}");
    assert!(taken > 0, "some damage is harmless and is taken");
}
