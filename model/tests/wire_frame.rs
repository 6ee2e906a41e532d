//! The frame of a sync body, and its compression.

use model::wire::frame::{FrameError, FrameLimits, MAGIC, decode, encode, gunzip_bounded, gzip};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

const LIMITS: FrameLimits = FrameLimits { frame_bytes: 1 << 20, header_bytes: 1 << 16, sections: 100 };

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Header {
    proto: u32,
    note: String,
}

fn header(note: &str) -> Header {
    Header { proto: 1, note: note.to_owned() }
}

fn malformed<T>(result: Result<T, FrameError>) -> bool {
    matches!(result, Err(FrameError::Malformed(_)))
}

fn too_large<T>(result: Result<T, FrameError>) -> bool {
    matches!(result, Err(FrameError::TooLarge { .. }))
}

#[test]
fn the_format_is_a_promise() {
    let bytes = encode(&7u8, &[b"ab".to_vec(), Vec::new()]).unwrap();
    assert_eq!(bytes, b"FBS1\x01\0\0\x007\x02\0\0\0\x02\0\0\0\0\0\0\0ab", "magic, header length, header, count, lengths, sections");
}

#[test]
fn a_frame_with_something_wrong_is_malformed() {
    let good = encode(&header("x"), &[b"one".to_vec(), b"two".to_vec()]).unwrap();
    for cut in 0..good.len() {
        assert!(malformed(decode::<Header>(&good[..cut], LIMITS)), "cut at {cut}");
    }
    assert!(malformed(decode::<Header>(&[&good[..], b"!"].concat(), LIMITS)));
    let mut other_version = good.clone();
    other_version[3] = b'2';
    assert!(malformed(decode::<Header>(&other_version, LIMITS)));
    assert!(malformed(decode::<Vec<u8>>(&good, LIMITS)), "another header");
}

#[test]
fn a_frame_past_a_bound_is_too_large() {
    let good = encode(&header("x"), &[b"one".to_vec(), b"two".to_vec()]).unwrap();
    for limits in [
        FrameLimits { frame_bytes: good.len() - 1, ..LIMITS },
        FrameLimits { header_bytes: 10, ..LIMITS },
        FrameLimits { sections: 1, ..LIMITS },
    ] {
        assert!(too_large(decode::<Header>(&good, limits)));
    }
    let many = [&MAGIC[..], &1u32.to_le_bytes(), b"7", &u32::MAX.to_le_bytes()].concat();
    assert!(too_large(decode::<u8>(&many, LIMITS)));
}

#[test]
fn inflating_stops_at_the_bound() {
    let zeros = vec![0u8; 1 << 20];
    let packed = gzip(&zeros);
    assert!(packed.len() < 4_000);
    assert_eq!(gunzip_bounded(&packed, 1 << 20).unwrap(), zeros);
    assert!(too_large(gunzip_bounded(&packed, (1 << 20) - 1)));
    assert!(too_large(gunzip_bounded(&packed, 0)));
    assert_eq!(gunzip_bounded(&gzip(&[]), 0).unwrap(), Vec::<u8>::new());
}

#[test]
fn only_one_whole_gzip_member_is_taken() {
    let packed = gzip(b"hello hello hello");
    for cut in 0..packed.len() {
        assert!(malformed(gunzip_bounded(&packed[..cut], 100)), "cut at {cut}");
    }
    assert!(malformed(gunzip_bounded(&[&packed[..], &[0]].concat(), 100)));
    assert!(malformed(gunzip_bounded(&[&packed[..], &packed[..]].concat(), 100)));
    let mut wrong_sum = packed.clone();
    let at = packed.len() - 6;
    wrong_sum[at] ^= 1;
    assert!(malformed(gunzip_bounded(&wrong_sum, 100)));
    assert!(malformed(gunzip_bounded(b"plain text", 100)));
}

proptest! {
    #[test]
    fn frames_come_back_as_they_were(
        note in ".{0,40}",
        sections in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..50), 0..10),
    ) {
        let bytes = encode(&header(&note), &sections).unwrap();
        let body = gunzip_bounded(&gzip(&bytes), bytes.len()).unwrap();
        let (back, parts): (Header, _) = decode(&body, LIMITS).unwrap();
        prop_assert_eq!(back, header(&note));
        prop_assert_eq!(parts, sections);
    }

    #[test]
    fn no_input_panics(
        noise in proptest::collection::vec(any::<u8>(), 0..120),
        cut in any::<prop::sample::Index>(),
    ) {
        let good = encode(&header("x"), &[b"one".to_vec()]).unwrap();
        let spliced = [&good[..cut.index(good.len())], &noise].concat();
        let _ = decode::<Header>(&spliced, LIMITS);
        let _ = decode::<Header>(&noise, LIMITS);
        let zipped = gzip(&good);
        let spliced = [&zipped[..cut.index(zipped.len())], &noise].concat();
        let _ = gunzip_bounded(&spliced, 1_000);
    }
}
