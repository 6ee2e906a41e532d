//! Bytes read as a script: small damages to something good.

/// The most damages that are done: what is left of a thing after more of them is noise.
const MOST: usize = 24;

/// `good` after the damages of `script`: four bytes each, what to do, where (two), and with which byte.
#[must_use]
pub fn damaged(good: &[u8], script: &[u8]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for step in script.chunks_exact(4).take(MOST) {
        let [what, high, low, byte] = step else { continue };
        // Whatever the number, it is a place in what is there; those near the end are as near as those at the beginning.
        let at = usize::from(u16::from_be_bytes([*high, *low])) % (bytes.len() + 1);
        let at = if what & 0x80 == 0 { at } else { bytes.len() - at };
        match what & 7 {
            0 => bytes.insert(at, *byte),
            1 if at < bytes.len() => {
                bytes.remove(at);
            }
            2 if at < bytes.len() => bytes[at] = *byte,
            3 if at < bytes.len() => bytes[at] = bytes[at].wrapping_add(*byte),
            4 => bytes.truncate(at.max(bytes.len().saturating_sub(usize::from(*byte)))),
            5 => {
                let again: Vec<u8> = bytes[at.min(bytes.len())..].iter().take(usize::from(*byte)).copied().collect();
                bytes.extend(again);
            }
            6 => {
                let gone = at + usize::from(*byte).min(bytes.len().saturating_sub(at));
                bytes.drain(at.min(bytes.len())..gone.min(bytes.len()));
            }
            _ if at < bytes.len() => bytes[at] ^= 1 << (byte & 7),
            _ => {}
        }
    }
    bytes
}
