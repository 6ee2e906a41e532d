//! A pen's path ([`crate::seal::strokes`]) by a range coder that learns how this pen moves: the steps are small numbers, which gzip
//! writes with a fifth more.
//!
//! The coder is LZMA's binary range coder (range of 32 bits, carry propagated, first byte 0, five bytes at the end). The chance of a 0 is kept
//! in 16 bits, starts at one half, and goes a 32nd of the way to 0 or to 65,535 with each bit; its upper twelve bits, at least 1 and at
//! most 4,095, are the part of 4,096 that is used. All paths of a section are one stream.
//!
//! ```text
//! number(model) = five bits from the root of a tree: 0 … 30, or 31 and then n = value − 31 + 1:
//!                 six bits of a tree: how many bits n has below its highest; these, from the top: up to three of a tree for this number of
//!                 bits, the others evenly, but the last by a chance of its own
//! path = 32 bits: width, height;  number: strokes;  stroke*
//! stroke = number: points;  numbers: x, y, t of the first point (t from the end of the last stroke);  point*
//! point  = numbers: step in x, y, t, zigzag, each by the model of its axis and of the last step on it: none, or one of four: its sign
//!          (zigzag odd or even), whether it was at most 6
//! ```

use super::sheets::{unzigzag, zigzag};
use crate::gate::chunk::{Broken, Reader, put_unsigned};

/// Version of strokes that is known here, their first byte.
const STROKES: u8 = 1;
const SMALL: usize = 32;
const BITS: usize = 64;
const UPPER: usize = 8;
const CLASSES: usize = 5;
const LOWEST: u32 = 1 << 24;

/// One point: steps from the point before, zigzag.
type Step = [u64; 3];

/// A path taken apart.
#[derive(Debug)]
pub(super) struct Path {
    glass: u32,
    strokes: Vec<Vec<Step>>,
}

impl Path {
    /// A path, if `bytes` are exactly one.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let [version, a, b, c, d] = reader.array().ok()?;
        if version != STROKES {
            return None;
        }
        let count = reader.unsigned().ok()?;
        let mut strokes = Vec::new();
        for _ in 0..count {
            let points = reader.unsigned().ok()?;
            let mut steps = Vec::new();
            for _ in 0..points {
                steps.push([reader.unsigned().ok()?, reader.unsigned().ok()?, reader.unsigned().ok()?]);
            }
            strokes.push(steps);
        }
        reader.is_empty().then_some(Self { glass: u32::from_be_bytes([a, b, c, d]), strokes })
    }
}

/// That the next bit is 0, in 65,536ths.
#[derive(Debug, Clone, Copy)]
struct Chance(u16);

impl Default for Chance {
    fn default() -> Self {
        Self(1 << 15)
    }
}

impl Chance {
    /// The part of `range` that stands for 0: at least one, and not all of it.
    fn part(self, range: u32) -> u32 {
        (range >> 12) * u32::from(self.0 >> 4).clamp(1, 4_095)
    }

    fn learn(&mut self, bit: bool) {
        if bit {
            self.0 -= self.0 >> 5;
        } else {
            self.0 += (u16::MAX - self.0) >> 5;
        }
    }
}

/// How numbers of one kind are spread.
#[derive(Debug, Clone)]
struct Model {
    small: [Chance; SMALL],
    bits: [Chance; BITS],
    upper: [[Chance; UPPER]; BITS],
    lowest: Chance,
}

impl Default for Model {
    fn default() -> Self {
        let chance = Chance::default();
        Self { small: [chance; SMALL], bits: [chance; BITS], upper: [[chance; UPPER]; BITS], lowest: chance }
    }
}

/// Everything that is learnt.
#[derive(Debug, Default)]
struct Models {
    strokes: Model,
    points: Model,
    first: [Model; 3],
    steps: [[Model; CLASSES]; 3],
}

/// Which model of a step's axis: by the step before.
fn class(last: Option<u64>) -> usize {
    match last {
        None => 0,
        Some(step) => 1 + usize::from(step & 1 == 1) + 2 * usize::from(step > 6),
    }
}

/// What writes and reads bits alike.
trait Coder {
    type Error;
    /// One bit: `bit` when writing; what was read when reading.
    fn bit(&mut self, chance: &mut Chance, bit: bool) -> Result<bool, Self::Error>;
    /// One bit of two that are as likely.
    fn even(&mut self, bit: bool) -> Result<bool, Self::Error>;
}

fn tree<C: Coder>(coder: &mut C, chances: &mut [Chance], depth: u32, value: u64) -> Result<u64, C::Error> {
    let mut node = 1;
    for at in (0..depth).rev() {
        let mut unused = Chance::default();
        let chance = chances.get_mut(node).unwrap_or(&mut unused);
        let bit = coder.bit(chance, value >> at & 1 == 1)?;
        node = 2 * node + usize::from(bit);
    }
    Ok(node as u64 - (1 << depth))
}

fn number<C: Coder>(coder: &mut C, model: &mut Model, value: u64) -> Result<u64, C::Error> {
    const ESCAPE: u64 = SMALL as u64 - 1;
    let small = tree(coder, &mut model.small, 5, value.min(ESCAPE))?;
    if small < ESCAPE {
        return Ok(small);
    }
    let above = value.saturating_sub(ESCAPE).saturating_add(1).max(1);
    let bits = tree(coder, &mut model.bits, 6, u64::from(above.ilog2()))?;
    let of_tree = bits.min(3);
    let mut unused = [Chance::default(); UPPER];
    let upper = usize::try_from(bits).ok().and_then(|bits| model.upper.get_mut(bits)).unwrap_or(&mut unused);
    let depth = u32::try_from(of_tree).unwrap_or_default();
    let mut read = 1 << of_tree | tree(coder, upper, depth, above >> (bits - of_tree) & ((1 << of_tree) - 1))?;
    for at in (0..bits - of_tree).rev() {
        let bit = above >> at & 1 == 1;
        let bit = if at == 0 { coder.bit(&mut model.lowest, bit)? } else { coder.even(bit)? };
        read = read << 1 | u64::from(bit);
    }
    Ok((read - 1).saturating_add(ESCAPE))
}

/// The rest of a stroke's first time from the end of the stroke before.
fn since(t: u64, end: i64) -> u64 {
    zigzag(unzigzag(t).wrapping_sub(end))
}

fn until(code: u64, end: i64) -> u64 {
    zigzag(unzigzag(code).wrapping_add(end))
}

#[derive(Debug)]
struct Encoder {
    low: u64,
    range: u32,
    cache: u8,
    waiting: u64,
    out: Vec<u8>,
}

impl Default for Encoder {
    fn default() -> Self {
        Self { low: 0, range: u32::MAX, cache: 0, waiting: 1, out: Vec::new() }
    }
}

impl Encoder {
    fn shift(&mut self) {
        if self.low < 0xff00_0000 || self.low > u64::from(u32::MAX) {
            let carry = (self.low >> 32) as u8;
            let mut byte = self.cache;
            while self.waiting > 0 {
                self.out.push(byte.wrapping_add(carry));
                byte = 0xff;
                self.waiting -= 1;
            }
            self.cache = (self.low >> 24) as u8;
        }
        self.waiting += 1;
        self.low = (self.low & 0x00ff_ffff) << 8;
    }

    fn normal(&mut self) {
        while self.range < LOWEST {
            self.range <<= 8;
            self.shift();
        }
    }
}

impl Coder for Encoder {
    type Error = std::convert::Infallible;

    fn bit(&mut self, chance: &mut Chance, bit: bool) -> Result<bool, Self::Error> {
        let part = chance.part(self.range);
        if bit {
            self.low += u64::from(part);
            self.range -= part;
        } else {
            self.range = part;
        }
        chance.learn(bit);
        self.normal();
        Ok(bit)
    }

    fn even(&mut self, bit: bool) -> Result<bool, Self::Error> {
        self.range >>= 1;
        if bit {
            self.low += u64::from(self.range);
        }
        self.normal();
        Ok(bit)
    }
}

struct Decoder<'a> {
    code: u32,
    range: u32,
    input: Reader<'a>,
}

impl<'a> Decoder<'a> {
    fn new(bytes: &'a [u8]) -> Result<Self, Broken> {
        let mut input = Reader::new(bytes);
        let [zero, a, b, c, d] = input.array()?;
        if zero != 0 {
            return Err(Broken("a pen's path does not begin with 0"));
        }
        Ok(Self { code: u32::from_be_bytes([a, b, c, d]), range: u32::MAX, input })
    }

    fn normal(&mut self) -> Result<(), Broken> {
        while self.range < LOWEST {
            let [byte] = self.input.array()?;
            self.range <<= 8;
            self.code = self.code << 8 | u32::from(byte);
        }
        Ok(())
    }
}

impl Coder for Decoder<'_> {
    type Error = Broken;

    fn bit(&mut self, chance: &mut Chance, _: bool) -> Result<bool, Broken> {
        let part = chance.part(self.range);
        let bit = self.code >= part;
        if bit {
            self.code -= part;
            self.range -= part;
        } else {
            self.range = part;
        }
        chance.learn(bit);
        self.normal()?;
        Ok(bit)
    }

    fn even(&mut self, _: bool) -> Result<bool, Broken> {
        self.range >>= 1;
        let bit = self.code >= self.range;
        if bit {
            self.code -= self.range;
        }
        self.normal()?;
        Ok(bit)
    }
}

/// Writes paths.
#[derive(Debug, Default)]
pub(super) struct Writer {
    models: Models,
    coder: Encoder,
    used: bool,
}

impl Writer {
    pub(super) fn path(&mut self, path: &Path) {
        self.used = true;
        let Self { models, coder, .. } = self;
        let Ok(()) = put(models, coder, path);
    }

    /// The stream: nothing, if there was no path.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if !self.used {
            return Vec::new();
        }
        for _ in 0..5 {
            self.coder.shift();
        }
        self.coder.out
    }
}

fn put(models: &mut Models, coder: &mut Encoder, path: &Path) -> Result<(), std::convert::Infallible> {
    for at in (0..32).rev() {
        coder.even(path.glass >> at & 1 == 1)?;
    }
    number(coder, &mut models.strokes, path.strokes.len() as u64)?;
    let mut end = 0_i64;
    for stroke in &path.strokes {
        number(coder, &mut models.points, stroke.len() as u64)?;
        let mut last = [None; 3];
        for (place, step) in stroke.iter().enumerate() {
            let [x, y, t] = *step;
            if place == 0 {
                let [of_x, of_y, of_t] = &mut models.first;
                number(coder, of_x, x)?;
                number(coder, of_y, y)?;
                number(coder, of_t, since(t, end))?;
                end = unzigzag(t);
                continue;
            }
            for ((models, value), last) in models.steps.iter_mut().zip([x, y, t]).zip(&mut last) {
                if let Some(model) = models.get_mut(class(*last)) {
                    number(coder, model, value)?;
                }
                *last = Some(value);
            }
            end = end.wrapping_add(unzigzag(t));
        }
    }
    Ok(())
}

/// Reads paths.
pub(super) struct Paths<'a> {
    models: Models,
    coder: Option<Decoder<'a>>,
    sheet: &'a [u8],
}

impl<'a> Paths<'a> {
    pub(super) fn new(sheet: &'a [u8]) -> Self {
        Self { models: Models::default(), coder: None, sheet }
    }

    /// Whether the stream was read to its end.
    pub(super) fn is_empty(&self) -> bool {
        self.coder.as_ref().map_or(self.sheet.is_empty(), |coder| coder.input.is_empty())
    }

    /// The next path as strokes are written, at most `most` bytes of it.
    pub(super) fn path(&mut self, most: usize) -> Result<Vec<u8>, Broken> {
        let Self { models, coder, sheet } = self;
        let coder = match coder {
            Some(coder) => coder,
            None => coder.insert(Decoder::new(sheet)?),
        };
        let mut glass = 0_u32;
        for _ in 0..32 {
            glass = glass << 1 | u32::from(coder.even(false)?);
        }
        let mut out = vec![STROKES];
        out.extend_from_slice(&glass.to_be_bytes());
        let count = number(coder, &mut models.strokes, 0)?;
        put_unsigned(count, &mut out);
        let mut end = 0_i64;
        for _ in 0..count {
            let points = number(coder, &mut models.points, 0)?;
            put_unsigned(points, &mut out);
            let mut last = [None; 3];
            for place in 0..points {
                if out.len() > most {
                    return Err(Broken("a pen's path is longer than the list may be"));
                }
                if place == 0 {
                    let [of_x, of_y, of_t] = &mut models.first;
                    put_unsigned(number(coder, of_x, 0)?, &mut out);
                    put_unsigned(number(coder, of_y, 0)?, &mut out);
                    let t = until(number(coder, of_t, 0)?, end);
                    put_unsigned(t, &mut out);
                    end = unzigzag(t);
                    continue;
                }
                let mut t = 0;
                for (models, last) in models.steps.iter_mut().zip(&mut last) {
                    let model = models.get_mut(class(*last)).ok_or(Broken("a step of no kind"))?;
                    t = number(coder, model, 0)?;
                    put_unsigned(t, &mut out);
                    *last = Some(t);
                }
                end = end.wrapping_add(unzigzag(t));
            }
            if out.len() > most {
                return Err(Broken("a pen's path is longer than the list may be"));
            }
        }
        Ok(out)
    }
}
