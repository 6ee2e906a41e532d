//! The shape of a signature: what stays of the strokes when place, size, time, pen lifts and the number of recorded points are taken
//! away. Nobody signs twice alike; two sign-offs of one shape were made from one drawing, so that a person has to look.
//!
//! The path of all strokes is walked at even steps, moved to its centre and scaled by its spread (the root mean square distance from
//! the centre; unlike the sides of a box it hardly moves with the outermost points), with its proportions kept. Two shapes are copies if
//! each point of one lies on the path of the other, about as far along, but for rounding. Measured over 10,000 signatures
//! (`model/tests/stroke_shapes.rs`): copies lie at most 0.02 spreads apart, people who sign anew further.
//!
//! Left out: marks that are alike by chance. A dot, a line, a tick, a ring, or strokes smaller than can be measured have no shape. A
//! drawing that was mirrored, turned, drawn over by hand or bent by more than the tolerance is another shape.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::strokes::{Point, Strokes};

/// Points of a shape. Fewer would cut corners otherwise in a copy whose points were recorded elsewhere.
const POINTS: usize = 256;
/// Units of a shape in one spread. What lies more than four spreads out is kept at the edge.
const UNITS: f64 = 30.0;
/// How far two copies lie apart at most, as root mean square, in units of a shape.
const TOLERANCE: f64 = 0.6;
/// How many points earlier or later the other path passes a place at most.
const SLIP: usize = 6;
/// The smallest spread that is measured, in units of the glass: below it rounding alone moves points by more than the tolerance.
const MIN_SPREAD: f64 = 24.0;
/// How much a pen turns at least on its way, in radians, pen lifts included: twice around.
const MIN_TURNING: f64 = 2.0 * std::f64::consts::TAU;
/// Directions are taken over stretches of at least this part of the spread.
const STRETCH: f64 = 0.25;
/// Recorded points closer than this part of the spread say more of the glass than of the pen.
const STEP: f64 = 0.01;
/// Points of a quarter of the path.
const QUARTER: usize = POINTS / 4;
/// Cells of the key, as (width, how far copies lie apart at most as measured). Of the way across and down, in thousandths of its natural
/// logarithm; of the sums over the first and the second quarter, across and down, in units of a shape.
const CELLS: [(i32, i32); 6] = [(80, 35), (80, 35), (384, 77), (384, 77), (384, 77), (384, 77)];

/// What is left of strokes without place, size, time and pen lifts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape([[i8; 2]; POINTS]);

impl Shape {
    /// The shape of `strokes`; `None` if they are too small or turn too little to be told from others like them.
    #[must_use]
    pub fn of(strokes: &Strokes) -> Option<Self> {
        let drawn: Vec<Vec<Spot>> = strokes.strokes.iter().map(|stroke| stroke.iter().map(Spot::of).collect()).collect();
        let (_, spread) = centre_and_spread(&walked(&drawn)?);
        if spread < MIN_SPREAD {
            return None;
        }
        let path: Vec<Vec<Spot>> = drawn.iter().map(|stroke| thinned(stroke, spread * STEP)).collect();
        let stretches = thinned(&path.concat(), spread * STRETCH);
        if turning(&stretches) < MIN_TURNING {
            return None;
        }
        let spots = walked(&path)?;
        let (centre, spread) = centre_and_spread(&spots);
        Some(Self(spots.map(|spot| [units((spot.x - centre.x) / spread), units((spot.y - centre.y) / spread)])))
    }

    /// Whether both were made from one drawing: they lie on each other but for rounding.
    #[must_use]
    pub fn is_copy_of(&self, other: &Self) -> bool {
        self.lies_on(other) && other.lies_on(self)
    }

    /// Whether the points lie on the path of `other`.
    fn lies_on(&self, other: &Self) -> bool {
        let mut left = TOLERANCE * TOLERANCE * POINTS as f64;
        self.0.iter().enumerate().all(|(index, point)| {
            left -= other.distance_squared(*point, index);
            left >= 0.0
        })
    }

    /// The square of the distance of `point` from the path about `index`: from the pieces before and after the nearest point.
    fn distance_squared(&self, point: [i8; 2], index: usize) -> f64 {
        let first = index.saturating_sub(SLIP);
        let about = self.0.get(first..(index + SLIP + 1).min(POINTS)).unwrap_or_default();
        let (mut nearest, mut least) = (index, i32::MAX);
        // Most of the work of looking for copies is done here.
        for (after, [x, y]) in (first..).zip(about) {
            let (across, down) = (i32::from(*x) - i32::from(point[0]), i32::from(*y) - i32::from(point[1]));
            let square = across * across + down * down;
            if square < least {
                (nearest, least) = (after, square);
            }
        }
        let pieces = self.0.get(nearest.saturating_sub(1)..(nearest + 2).min(POINTS)).unwrap_or_default();
        pieces.windows(2).map(|piece| apart(point, piece)).fold(f64::INFINITY, f64::min)
    }

    /// The cell this shape is looked for in: of many shapes only few share one.
    #[must_use]
    pub fn key(&self) -> String {
        let cells: Vec<i32> = self.measures().iter().zip(CELLS).map(|(measure, (width, _))| measure.div_euclid(width)).collect();
        named(&cells)
    }

    /// Every cell in which a copy of this shape is looked for, its own among them.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let mut cells = vec![Vec::new()];
        for (measure, (width, reach)) in self.measures().into_iter().zip(CELLS) {
            let (first, last) = ((measure - reach).div_euclid(width), (measure + reach).div_euclid(width));
            let extended = |cell: &Vec<i32>| (first..=last).map(|next| [cell.as_slice(), &[next]].concat()).collect::<Vec<_>>();
            cells = cells.iter().flat_map(extended).collect();
        }
        cells.iter().map(|cell| named(cell)).collect()
    }

    /// What [`CELLS`] divides.
    fn measures(&self) -> [i32; 6] {
        let (mut across, mut down) = (1, 1);
        for ([x, y], [next_x, next_y]) in self.0.iter().zip(self.0.iter().skip(2)) {
            across += u32::from(x.abs_diff(*next_x));
            down += u32::from(y.abs_diff(*next_y));
        }
        let sums = |from: usize| {
            let quarter = self.0.iter().skip(from).take(QUARTER);
            quarter.fold((0, 0), |(across, down), [x, y]| (across + i32::from(*x), down + i32::from(*y)))
        };
        let (first, second) = (sums(0), sums(QUARTER));
        [thousandths_of_log(across), thousandths_of_log(down), first.0, first.1, second.0, second.1]
    }
}

impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.0.as_flattened().iter().map(|at| at.cast_unsigned()).collect();
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(D::Error::custom)?;
        let (pairs, rest) = bytes.as_chunks::<2>();
        let points: Vec<[i8; 2]> = pairs.iter().map(|pair| pair.map(u8::cast_signed)).collect();
        let points = points.try_into().ok().filter(|_| rest.is_empty());
        points.map(Self).ok_or_else(|| D::Error::custom("not a shape"))
    }
}

/// A place on the glass.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spot {
    x: f64,
    y: f64,
}

impl Spot {
    fn of(point: &Point) -> Self {
        Self { x: f64::from(point.x), y: f64::from(point.y) }
    }

    fn to(self, other: Self) -> Self {
        Self { x: other.x - self.x, y: other.y - self.y }
    }

    fn length(self) -> f64 {
        (self.x * self.x + self.y * self.y).sqrt()
    }
}

/// Spots at even steps along everything that was drawn; `None` if nothing was.
fn walked(path: &[Vec<Spot>]) -> Option<[Spot; POINTS]> {
    let pieces: Vec<(Spot, Spot, f64)> = path
        .iter()
        .flat_map(|stroke| stroke.iter().zip(stroke.iter().skip(1)))
        .map(|(from, to)| (*from, from.to(*to), from.to(*to).length()))
        .filter(|(_, _, length)| *length > 0.0)
        .collect();
    let step = pieces.iter().map(|(_, _, length)| length).sum::<f64>() / POINTS as f64;
    let mut rest = pieces.iter();
    let (mut piece, mut gone) = (rest.next()?, 0.0);
    // The first spot lies half a step from the beginning, the last one as far from the end.
    let mut at = step / 2.0;
    let mut spots = [piece.0; POINTS];
    for spot in &mut spots {
        while at - gone > piece.2 {
            let Some(next) = rest.next() else { break };
            gone += piece.2;
            piece = next;
        }
        let part = ((at - gone) / piece.2).min(1.0);
        *spot = Spot { x: piece.0.x + piece.1.x * part, y: piece.0.y + piece.1.y * part };
        at += step;
    }
    Some(spots)
}

/// The mean of the spots, and their root mean square distance from it.
fn centre_and_spread(spots: &[Spot; POINTS]) -> (Spot, f64) {
    let (mut centre, mut square) = (Spot { x: 0.0, y: 0.0 }, 0.0);
    for spot in spots {
        centre.x += spot.x / POINTS as f64;
        centre.y += spot.y / POINTS as f64;
    }
    for spot in spots {
        square += centre.to(*spot).length().powi(2) / POINTS as f64;
    }
    (centre, square.sqrt())
}

/// Without the spots that are closer than `step` to the one before; the last one stays.
fn thinned(spots: &[Spot], step: f64) -> Vec<Spot> {
    let mut kept: Vec<Spot> = Vec::new();
    for spot in spots {
        if kept.last().is_none_or(|last| last.to(*spot).length() >= step) {
            kept.push(*spot);
        }
    }
    if let Some(last) = spots.last().filter(|last| kept.last() != Some(last)) {
        kept.push(*last);
    }
    kept
}

/// The sum of all turns on the way, in radians.
fn turning(spots: &[Spot]) -> f64 {
    let ways: Vec<Spot> = spots.iter().zip(spots.iter().skip(1)).map(|(from, to)| from.to(*to)).collect();
    let turn = |(one, next): (&Spot, &Spot)| (one.x * next.y - one.y * next.x).atan2(one.x * next.x + one.y * next.y).abs();
    ways.iter().zip(ways.iter().skip(1)).map(turn).sum()
}

/// The square of the distance of `point` from a straight `piece` of a path.
fn apart(point: [i8; 2], piece: &[[i8; 2]]) -> f64 {
    let &[from, to] = piece else { return f64::INFINITY };
    let way = |from: [i8; 2], to: [i8; 2]| Spot { x: f64::from(to[0]) - f64::from(from[0]), y: f64::from(to[1]) - f64::from(from[1]) };
    let (along, off) = (way(from, to), way(from, point));
    let square = along.x * along.x + along.y * along.y;
    let part = if square > 0.0 { ((along.x * off.x + along.y * off.y) / square).clamp(0.0, 1.0) } else { 0.0 };
    let (x, y) = (off.x - part * along.x, off.y - part * along.y);
    x * x + y * y
}

#[expect(clippy::cast_possible_truncation, reason = "kept in bounds")]
fn units(spreads: f64) -> i8 {
    (spreads * UNITS).round().clamp(f64::from(i8::MIN), f64::from(i8::MAX)) as i8
}

#[expect(clippy::cast_possible_truncation, reason = "the logarithm of any u32 is below 23")]
fn thousandths_of_log(of: u32) -> i32 {
    (f64::from(of).ln() * 1_000.0).round() as i32
}

fn named(cells: &[i32]) -> String {
    cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strokes(places: &[&[(u16, u16)]]) -> Strokes {
        let stroke = |places: &&[(u16, u16)]| places.iter().map(|(x, y)| Point { x: *x, y: *y, t_ms: 0 }).collect();
        Strokes { width: 640, height: 240, strokes: places.iter().map(stroke).collect() }
    }

    #[test]
    fn a_dot_a_line_a_tick_and_a_ring_have_no_shape() {
        let ring: Vec<(u16, u16)> = (0..=60)
            .map(|at| f64::from(at) / 60.0 * std::f64::consts::TAU)
            .map(|at| ((100.0 + 80.0 * at.cos()) as u16, (100.0 + 80.0 * at.sin()) as u16))
            .collect();
        let trembling: Vec<(u16, u16)> = (0..200).map(|at| (20 + at * 2, 100 + at % 2)).collect();
        let marks: [&[&[(u16, u16)]]; 6] =
            [&[], &[&[(5, 5)]], &[&[(0, 9), (600, 9)]], &[&trembling], &[&[(10, 100), (60, 180), (300, 10)]], &[&ring]];
        for mark in marks {
            assert_eq!(Shape::of(&strokes(mark)), None, "{mark:?}");
        }
    }

    #[test]
    fn a_shape_reads_back_as_it_was_kept() {
        let zigzag: Vec<(u16, u16)> = (0..40).map(|at| (20 + at * 10, 100 + at * 29 % 60)).collect();
        let shape = Shape::of(&strokes(&[&zigzag])).unwrap();
        let text = serde_json::to_string(&shape).unwrap();
        assert_eq!(serde_json::from_str::<Shape>(&text).unwrap(), shape);
        for damaged in ["\"\"", "\"AAAA\"", "\"*\"", "7", &format!("{}AA\"", &text[..text.len() - 1])] {
            assert!(serde_json::from_str::<Shape>(damaged).is_err(), "{damaged}");
        }
    }
}
