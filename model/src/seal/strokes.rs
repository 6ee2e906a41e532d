//! Signature strokes: what the pen did, point by point, in a compact encoding that fits inside the seal.
//!
//! Bytes, version 1: `1`, width and height (big-endian u16), number of strokes, then per stroke the number of points and per
//! point the steps in x, y and time from the point before (zigzag) as LEB128 numbers; the first point steps from 0.
//! Carried in JSON as base64url without padding.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::SealError;

/// The most points of one signature.
pub const MAX_POINTS: usize = 4_000;
/// The most strokes of one signature.
pub const MAX_STROKES: usize = 128;
/// The shortest pen path that counts as a signature, as a part of the glass width: one fiftieth.
const MIN_PATH_DIVISOR: f64 = 50.0;
const VERSION: u8 = 1;

/// One position of the pen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Point {
    /// From the left edge, in units of the glass.
    pub x: u16,
    /// From the upper edge, in units of the glass.
    pub y: u16,
    /// **Milliseconds** since the pen first touched.
    pub t_ms: u32,
}

/// A signature on a glass of `width` × `height` units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Strokes {
    /// Width of the glass.
    pub width: u16,
    /// Height of the glass.
    pub height: u16,
    /// Each time the pen touched: its points in order.
    pub strokes: Vec<Vec<Point>>,
}

impl Strokes {
    /// Whether this is a signature: inside the glass, within the limits, and more than a tap.
    ///
    /// # Errors
    /// [`SealError::Strokes`] saying what is wrong.
    pub fn check(&self) -> Result<(), SealError> {
        let points: usize = self.strokes.iter().map(Vec::len).sum();
        if self.strokes.len() > MAX_STROKES || points > MAX_POINTS {
            return Err(SealError::Strokes("too many points"));
        }
        if self.strokes.iter().flatten().any(|point| point.x > self.width || point.y > self.height) {
            return Err(SealError::Strokes("outside the glass"));
        }
        let length: f64 = self.strokes.iter().map(|stroke| path_length(stroke)).sum();
        if self.width == 0 || length < f64::from(self.width) / MIN_PATH_DIVISOR {
            return Err(SealError::Strokes("empty"));
        }
        Ok(())
    }

    /// The compact encoding.
    ///
    /// # Errors
    /// As [`Strokes::check`].
    pub fn encode(&self) -> Result<String, SealError> {
        self.check()?;
        let mut out = vec![VERSION];
        out.extend(self.width.to_be_bytes());
        out.extend(self.height.to_be_bytes());
        put(&mut out, self.strokes.len() as u64);
        for stroke in &self.strokes {
            put(&mut out, stroke.len() as u64);
            let mut from = (0_i64, 0_i64, 0_i64);
            for point in stroke {
                let to = (i64::from(point.x), i64::from(point.y), i64::from(point.t_ms));
                for step in [to.0 - from.0, to.1 - from.1, to.2 - from.2] {
                    put(&mut out, zigzag(step));
                }
                from = to;
            }
        }
        Ok(URL_SAFE_NO_PAD.encode(out))
    }

    /// Reads the compact encoding. There is exactly one encoding of a signature: any other text is refused.
    ///
    /// # Errors
    /// [`SealError::Strokes`].
    pub fn decode(text: &str) -> Result<Self, SealError> {
        let damaged = SealError::Strokes("damaged");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| damaged.clone())?;
        let mut cursor = Cursor(&bytes);
        let strokes = cursor.signature().ok_or_else(|| damaged.clone())?;
        if strokes.encode()? != text {
            return Err(damaged);
        }
        Ok(strokes)
    }
}

fn path_length(stroke: &[Point]) -> f64 {
    stroke.iter().zip(stroke.iter().skip(1)).map(|(a, b)| (f64::from(a.x) - f64::from(b.x)).hypot(f64::from(a.y) - f64::from(b.y))).sum()
}

fn zigzag(step: i64) -> u64 {
    ((step << 1) ^ (step >> 63)).cast_unsigned()
}

fn unzigzag(code: u64) -> i64 {
    (code >> 1).cast_signed() ^ -((code & 1).cast_signed())
}

fn put(out: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes([self.byte()?, self.byte()?]))
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn count(&mut self, limit: usize) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= limit)
    }

    fn signature(&mut self) -> Option<Strokes> {
        if self.byte()? != VERSION {
            return None;
        }
        let (width, height) = (self.u16()?, self.u16()?);
        let mut strokes = Vec::new();
        for _ in 0..self.count(MAX_STROKES)? {
            let mut stroke = Vec::new();
            let mut at = (0_i64, 0_i64, 0_i64);
            for _ in 0..self.count(MAX_POINTS)? {
                at.0 = at.0.checked_add(unzigzag(self.number()?))?;
                at.1 = at.1.checked_add(unzigzag(self.number()?))?;
                at.2 = at.2.checked_add(unzigzag(self.number()?))?;
                stroke.push(Point { x: at.0.try_into().ok()?, y: at.1.try_into().ok()?, t_ms: at.2.try_into().ok()? });
            }
            strokes.push(stroke);
        }
        self.0.is_empty().then_some(Strokes { width, height, strokes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn loop_signature() -> Strokes {
        let stroke = (0..40_u16).map(|i| Point { x: 20 + i * 10, y: 100 + (i % 7) * 9, t_ms: u32::from(i) * 16 }).collect();
        Strokes { width: 600, height: 240, strokes: vec![stroke] }
    }

    #[test]
    fn a_tap_on_the_glass_is_no_signature() {
        let tap = Strokes { strokes: vec![vec![Point { x: 5, y: 5, t_ms: 0 }]], ..loop_signature() };
        assert_eq!(tap.check(), Err(SealError::Strokes("empty")));
        let outside = Strokes { width: 100, ..loop_signature() };
        assert_eq!(outside.check(), Err(SealError::Strokes("outside the glass")));
    }

    proptest! {
        #[test]
        fn every_signature_survives_its_encoding(points in proptest::collection::vec((0..=600_u16, 0..=240_u16, 0..60_000_u32), 2..200)) {
            let stroke = points.into_iter().map(|(x, y, t_ms)| Point { x, y, t_ms }).collect();
            let strokes = Strokes { width: 600, height: 240, strokes: vec![stroke] };
            if let Ok(text) = strokes.encode() {
                prop_assert_eq!(Strokes::decode(&text), Ok(strokes));
            }
        }

        #[test]
        fn no_text_makes_the_decoder_panic(text in "[A-Za-z0-9_-]{0,80}") {
            if let Ok(strokes) = Strokes::decode(&text) {
                prop_assert_eq!(strokes.encode(), Ok(text));
            }
        }
    }

    #[test]
    fn a_cut_encoding_is_refused() {
        let text = loop_signature().encode().unwrap();
        assert!(Strokes::decode(&text[..text.len() - 4]).is_err());
        assert_eq!(Strokes::decode(&text), Ok(loop_signature()));
    }
}
