//! Hands: people who sign, each in a way of their own and never twice alike.

use model::seal::strokes::{Point, Strokes};

/// Numbers that follow from a seed (SplitMix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Evenly between `low` and `high`.
    pub(crate) fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// About zero, with this standard deviation.
    fn around(&mut self, deviation: f64) -> f64 {
        (0..12).map(|_| self.within(-0.5, 0.5)).sum::<f64>() * deviation
    }
}

/// What somebody's signature is meant to be: through which places each stroke goes, in heights of a letter.
pub(crate) struct Person {
    strokes: Vec<Vec<(f64, f64)>>,
}

impl Person {
    /// Two to eight strokes from left to right, each a curve that bends and loops; now and then a line under the name.
    pub(crate) fn of(chance: &mut Chance) -> Self {
        let count = 2 + chance.below(7);
        let mut left = 0.0;
        let mut strokes = Vec::new();
        for _ in 0..count {
            let width = chance.within(0.4, 1.6);
            let turns = 4 + chance.below(5);
            let through = (0..turns).map(|turn| {
                let along = turn as f64 / (turns - 1) as f64;
                let height = if turn % 2 == 0 { chance.within(0.0, 0.5) } else { chance.within(0.5, 1.0) };
                (left + width * along + chance.within(-0.35, 0.35), height)
            });
            strokes.push(through.collect());
            left += width * chance.within(0.3, 1.1);
        }
        if chance.below(4) == 0 {
            strokes.push(vec![(0.0, 1.2 + chance.within(0.0, 0.2)), (left / 2.0, 1.2), (left + 0.3, 1.1 + chance.within(0.0, 0.3))]);
        }
        Self { strokes }
    }

    /// Signs on a glass: every place is missed by this part of a letter's height, every stroke begins and every letter leans a little
    /// otherwise, and the pen is faster or slower than the last time.
    pub(crate) fn signs(&self, chance: &mut Chance, missed: f64) -> Strokes {
        let (width, height) = if chance.below(2) == 0 { (2_000, 1_000) } else { (640, 240) };
        let extent = self.strokes.iter().flatten().map(|(x, _)| *x).fold(1.0, f64::max) + 1.0;
        let letter = (f64::from(width) * chance.within(0.5, 0.9) / extent).min(f64::from(height) * 0.5);
        let (lean, stretch) = (chance.around(missed), 1.0 + chance.around(missed));
        let (left, top) = (0.5 * letter + chance.within(0.0, 0.05) * f64::from(width), chance.within(0.12, 0.25) * f64::from(height));
        let mut now = 0.0;
        let strokes = self.strokes.iter().map(|through| {
            let (right, down) = (chance.around(missed), chance.around(missed));
            let places: Vec<(f64, f64)> = through
                .iter()
                .map(|(x, y)| {
                    let (x, y) = (x + right + chance.around(missed), y + down + chance.around(missed));
                    (left + letter * (x * stretch + lean * y), top + letter * y)
                })
                .collect();
            now += chance.within(80.0, 300.0);
            let speed = chance.within(0.8, 1.2);
            drawn(&places, speed, &mut now, (width, height))
        });
        Strokes { width, height, strokes: strokes.collect() }
    }
}

/// The pen's path through `places`, as a glass reports it every twelve milliseconds or so: dense in bends, where a pen is slow.
fn drawn(places: &[(f64, f64)], speed: f64, now: &mut f64, (width, height): (u16, u16)) -> Vec<Point> {
    let mut points = Vec::new();
    let at = |index: isize| places[usize::try_from(index).unwrap_or(0).min(places.len() - 1)];
    for index in 0..places.len() as isize - 1 {
        let steps = (14.0 / speed) as u32;
        for step in 0..steps {
            // Slow at both ends of each piece.
            let part = f64::from(step) / f64::from(steps);
            let eased = part - (part * std::f64::consts::TAU).sin() / 10.0;
            let spline = |axis: fn((f64, f64)) -> f64| {
                let [a, b, c, d] = [at(index - 1), at(index), at(index + 1), at(index + 2)].map(axis);
                let (square, cube) = (eased * eased, eased * eased * eased);
                0.5 * (2.0 * b + (c - a) * eased + (2.0 * a - 5.0 * b + 4.0 * c - d) * square + (3.0 * b - a - 3.0 * c + d) * cube)
            };
            *now += 12.0;
            let on_glass = |at: f64, end: u16| at.round().clamp(0.0, f64::from(end)) as u16;
            let (x, y) = (spline(|place| place.0), spline(|place| place.1));
            points.push(Point { x: on_glass(x, width), y: on_glass(y, height), t_ms: *now as u32 });
        }
    }
    points
}
