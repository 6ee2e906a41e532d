//! The packed change list: lossless, small, bounded.

use crate::gate_chunks::*;
use automerge::transaction::Transactable;
use automerge::{AutoCommit, ROOT};
use model::wire::packed::{PackedError, PackedLimits, decode, encode};
use proptest::prelude::*;

const LIMITS: PackedLimits = PackedLimits { changes: 5_000, bytes: 8 << 20 };

/// A history with two devices that merge now and then.
fn history(rounds: &[u8]) -> Vec<Vec<u8>> {
    let mut ben = on_the_device(&base(), BEN);
    let mut cleo = on_the_device(&base(), CLEO);
    for (n, round) in rounds.iter().enumerate() {
        let (writer, reader): (&mut AutoCommit, &mut AutoCommit) =
            if round & 1 == 0 { (&mut ben, &mut cleo) } else { (&mut cleo, &mut ben) };
        if round & 2 == 0 {
            writer.merge(reader).unwrap();
        }
        writer.put(ROOT, format!("key {}", round >> 4), n as i64).unwrap();
        writer.commit();
    }
    ben.merge(&mut cleo).unwrap();
    ben.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect()
}

#[test]
fn a_session_comes_back_byte_for_byte_and_smaller() {
    let raws = honest_session(&base());
    let packed = encode(&raws).unwrap();
    assert_eq!(decode(&packed, LIMITS).unwrap(), raws);
    let raw_bytes: usize = raws.iter().map(Vec::len).sum();
    assert!(packed.len() + 50 * (raws.len() - 1) < raw_bytes + 64);
}

#[test]
fn an_empty_list_is_a_list() {
    let packed = encode(&[] as &[Vec<u8>]).unwrap();
    assert_eq!(decode(&packed, LIMITS).unwrap(), Vec::<Vec<u8>>::new());
}

#[test]
fn the_format_is_a_promise() {
    let raw = wrap(CHANGE, &[&[0, 16][..], &BEN, &[1, 1, 0, 0, 0, 0]].concat());
    let packed = encode(&[&raw]).unwrap();
    let expected = [&[1, 1, 0, 0][..], &BEN, &[6, 1, 1, 0, 0, 0, 0]].concat();
    assert_eq!(packed[..packed.len() - 8], expected);
    assert_eq!(decode(&packed, LIMITS).unwrap(), [raw]);
}

#[test]
fn what_is_no_raw_change_is_not_packed() {
    let good = honest_session(&base());
    let compressed = wrap(2, body_of(&good[0]));
    let mut damaged = good[0].clone();
    damaged[20] ^= 1;
    let mut short_actor = Parts::of(&good[0]);
    short_actor.actor.pop();
    for bad in [compressed, damaged, short_actor.raw(), Vec::new()] {
        let error = encode(&[good[0].clone(), bad]).unwrap_err();
        assert!(matches!(error, PackedError::NotAChange { index: 1, .. }), "{error}");
    }
}

#[test]
fn bounds_are_kept() {
    let raws = honest_session(&base());
    let packed = encode(&raws).unwrap();
    let bytes = raws.iter().map(Vec::len).sum();
    let exact = PackedLimits { changes: raws.len(), bytes };
    assert!(decode(&packed, exact).is_ok());
    for limits in [PackedLimits { changes: raws.len() - 1, ..exact }, PackedLimits { bytes: bytes - 1, ..exact }] {
        assert!(matches!(decode(&packed, limits), Err(PackedError::TooLarge { .. })));
    }
}

#[test]
fn a_list_of_back_references_does_not_unfold_past_the_bound() {
    // One real change, then one that claims a million dependencies on it at one byte each.
    let first = honest_session(&base()).remove(0);
    let mut packed = encode(&[first]).unwrap();
    packed.truncate(packed.len() - 8);
    packed[1] = 2;
    put_uleb(1_000_000, &mut packed);
    packed.extend(std::iter::repeat_n(1u8, 1_000_000));
    let limits = PackedLimits { changes: 10, bytes: 1 << 20 };
    assert!(matches!(decode(&packed, limits), Err(PackedError::TooLarge { what: "bytes", .. })));
}

#[test]
fn every_single_damaged_byte_is_noticed() {
    let packed = encode(&honest_session(&base())).unwrap();
    for at in 0..packed.len() {
        let mut damaged = packed.clone();
        damaged[at] ^= 1;
        assert!(decode(&damaged, LIMITS).is_err(), "byte {at}");
        assert!(decode(&packed[..at], LIMITS).is_err(), "cut at {at}");
    }
    assert!(decode(&[&packed[..], &[0]].concat(), LIMITS).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_history_comes_back_byte_for_byte(
        rounds in proptest::collection::vec(any::<u8>(), 0..24),
        skip in 0usize..6,
    ) {
        let raws = history(&rounds);
        let raws = &raws[skip.min(raws.len())..];
        prop_assert_eq!(decode(&encode(raws).unwrap(), LIMITS).unwrap(), raws);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_input_panics_and_what_unpacks_packs_again(
        noise in proptest::collection::vec(any::<u8>(), 0..200),
        cut in any::<prop::sample::Index>(),
        start in any::<bool>(),
    ) {
        let mut bytes = noise;
        if start {
            let packed = encode(&honest_session(&base())[..1]).unwrap();
            let mut spliced = packed[..cut.index(packed.len())].to_vec();
            spliced.append(&mut bytes);
            bytes = spliced;
        }
        let limits = PackedLimits { changes: 100, bytes: 10_000 };
        if let Ok(raws) = decode(&bytes, limits) {
            prop_assert!(raws.iter().map(Vec::len).sum::<usize>() <= limits.bytes);
        }
    }
}
