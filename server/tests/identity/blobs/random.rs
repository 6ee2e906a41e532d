//! Whatever callers send, in whatever order: what the server holds is what it took, byte for byte, without a gap, and never more than
//! announced.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::{Upload, hash, offset_of, picture};

/// Chance that repeats (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}

/// What the server should hold.
struct Held<'a> {
    photo: &'a [u8],
    bytes: Vec<u8>,
    complete: bool,
}

impl Held<'_> {
    /// The status that a piece has to be answered with, after which the model holds what the server does.
    fn takes(&mut self, at: usize, piece: &[u8]) -> u16 {
        if self.complete || at != self.bytes.len() {
            return 409;
        }
        if at + piece.len() > self.photo.len() {
            return 422;
        }
        self.bytes.extend_from_slice(piece);
        if self.bytes.len() < self.photo.len() {
            return 204;
        }
        if self.bytes == self.photo {
            self.complete = true;
            return 204;
        }
        self.bytes.clear();
        422
    }
}

#[tokio::test]
async fn random_uploads_hold_what_was_taken_and_end_in_the_photo() {
    for seed in 0..12_u64 {
        let mut dice = Dice(seed);
        let photo = picture(1 + dice.below(40_000));
        let sha256 = hash(&photo);
        let upload = Upload::begin(&sha256, photo.len()).await;
        let mut held = Held { photo: &photo, bytes: Vec::new(), complete: false };
        for step in 0..60 {
            let place = held.bytes.len();
            let at = match dice.below(6) {
                0 => dice.below(photo.len() + 2),
                1 => place.saturating_sub(1),
                _ => place,
            };
            let length = dice.below(12_000);
            let mut piece = photo[at.min(photo.len())..(at + length).min(photo.len())].to_vec();
            match dice.below(8) {
                0 if !piece.is_empty() => {
                    let place = dice.below(piece.len());
                    piece[place] ^= 1;
                }
                1 => piece.resize(piece.len() + 1 + dice.below(3), 9),
                _ => {}
            }
            let said = format!("seed {seed}, step {step}: {} bytes at {at} of {}, {place} held", piece.len(), photo.len());
            let place = at.to_string();
            let mut headers =
                vec![("tus-resumable", "1.0.0"), ("content-type", "application/offset+octet-stream"), ("upload-offset", &*place)];
            let sum = format!("sha256 {}", STANDARD.encode(Sha256::digest(&piece)));
            let broken = dice.below(8) == 0;
            if broken || dice.below(2) == 0 {
                headers.push(("upload-checksum", &sum));
            }
            let body = if broken { [&piece[..], b"x"].concat() } else { piece.clone() };
            let answer = upload.ask(Method::PATCH, &sha256, &headers, body).await;
            let expected = if broken { 460 } else { held.takes(at, &piece) };
            assert_eq!(answer.status.as_u16(), expected, "{said}");
            if matches!(expected, 204 | 409) {
                assert_eq!(offset_of(&answer), held.bytes.len().to_string(), "{said}");
            }
            assert_eq!(offset_of(&upload.offset(&sha256).await), held.bytes.len().to_string(), "{said}");
            let seen = upload.ask(Method::GET, &sha256, &[], Body::empty()).await;
            assert_eq!(seen.status == StatusCode::OK, held.complete, "{said}");
        }
        let rest = held.bytes.len();
        if !held.complete {
            let answer = upload.send(&sha256, rest, &photo[rest..]).await;
            if answer.status != StatusCode::NO_CONTENT {
                // What was damaged before shows with the last piece.
                answer.refused(422, "hash_mismatch");
                assert_eq!(upload.send(&sha256, 0, &photo).await.status, StatusCode::NO_CONTENT);
            }
        }
        assert!(upload.ask(Method::GET, &sha256, &[], Body::empty()).await.body == photo, "seed {seed}");
    }
}
