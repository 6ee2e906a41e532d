//! The bytes around a change: magic, checksum, type, length; and the integers used inside.
//!
//! Format: Automerge binary format, chunk type 1. `magic(4) checksum(4) type(1) length(LEB128) body`, where the hash is the
//! SHA-256 over type, length and body, and the checksum its first four bytes.

use automerge::ChangeHash;
use sha2::{Digest, Sha256};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE: u8 = 1;
/// Length of an actor id in this house, in **bytes**.
pub(crate) const ACTOR_BYTES: usize = 16;

/// What is wrong with the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Broken(pub(crate) &'static str);

/// Takes the wrapping off one change chunk and checks it: its hash and its body.
pub(crate) fn open(raw: &[u8]) -> Result<(ChangeHash, &[u8]), Broken> {
    let mut reader = Reader::new(raw);
    if reader.array()? != MAGIC {
        return Err(Broken("not a chunk"));
    }
    let checksum: [u8; 4] = reader.array()?;
    let hashed = reader.rest();
    if reader.array()? != [CHANGE] {
        return Err(Broken("not an uncompressed change chunk"));
    }
    let length = reader.unsigned()?;
    let body = reader.rest();
    if u64::try_from(body.len()) != Ok(length) {
        return Err(Broken("the length does not match"));
    }
    let hash: [u8; 32] = Sha256::digest(hashed).into();
    if !hash.starts_with(&checksum) {
        return Err(Broken("the checksum does not match"));
    }
    Ok((ChangeHash(hash), body))
}

/// Wraps a body into a change chunk: its hash and the raw bytes.
pub(crate) fn wrap(body: &[u8]) -> (ChangeHash, Vec<u8>) {
    let mut hashed = Vec::with_capacity(body.len() + 11);
    hashed.push(CHANGE);
    put_unsigned(body.len() as u64, &mut hashed);
    hashed.extend_from_slice(body);
    let hash: [u8; 32] = Sha256::digest(&hashed).into();
    let mut raw = Vec::with_capacity(hashed.len() + 8);
    raw.extend_from_slice(&MAGIC);
    raw.extend(hash.iter().take(4));
    raw.append(&mut hashed);
    (ChangeHash(hash), raw)
}

/// Appends an unsigned LEB128 integer in its shortest form.
pub(crate) fn put_unsigned(mut value: u64, out: &mut Vec<u8>) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            out.push(low & 0x7f);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Reads bytes from the front, and never past the end.
pub(crate) struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// What has not been read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.left
    }

    pub(crate) fn take(&mut self, length: u64) -> Result<&'a [u8], Broken> {
        let (taken, left) =
            usize::try_from(length).ok().and_then(|length| self.left.split_at_checked(length)).ok_or(Broken("it ends too early"))?;
        self.left = left;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Broken> {
        let (taken, left) = self.left.split_first_chunk::<N>().ok_or(Broken("it ends too early"))?;
        self.left = left;
        Ok(*taken)
    }

    /// An unsigned LEB128 integer. Only the shortest form is taken: a second spelling of one value would not survive the
    /// document's own encoding.
    pub(crate) fn unsigned(&mut self) -> Result<u64, Broken> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            if shift == 63 && byte > 1 {
                return Err(Broken("an integer is too large"));
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                if byte == 0 && shift > 0 {
                    return Err(Broken("an integer is written longer than needed"));
                }
                return Ok(value);
            }
        }
        Err(Broken("an integer is too large"))
    }

    /// A signed LEB128 integer.
    pub(crate) fn signed(&mut self) -> Result<i64, Broken> {
        let mut value = 0i64;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            if shift == 63 && !matches!(byte, 0 | 0x7f) {
                return Err(Broken("an integer is too large"));
            }
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                if shift < 57 && byte & 0x40 != 0 {
                    value |= -1i64 << (shift + 7);
                }
                return Ok(value);
            }
        }
        Err(Broken("an integer is too large"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsigned_integers_round_trip_in_their_shortest_form() {
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut bytes = Vec::new();
            put_unsigned(value, &mut bytes);
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.unsigned(), Ok(value));
            assert!(reader.is_empty());
        }
        assert!(Reader::new(&[0x80, 0x00]).unsigned().is_err());
        assert!(Reader::new(&[0xff; 11]).unsigned().is_err());
        assert!(Reader::new(&[0x80]).unsigned().is_err());
    }

    #[test]
    fn signed_integers_cover_the_whole_range() {
        let cases: [(&[u8], i64); 6] = [
            (&[0x00], 0),
            (&[0x7f], -1),
            (&[0xc0, 0x00], 64),
            (&[0x80, 0x7f], -128),
            (&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f], i64::MIN),
            (&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00], i64::MAX),
        ];
        for (bytes, value) in cases {
            assert_eq!(Reader::new(bytes).signed(), Ok(value));
        }
        assert!(Reader::new(&[0xff; 11]).signed().is_err());
    }
}
