//! A hand on the glass, for the story that is told without a browser: loops and a closing line, as people sign.

use model::seal::strokes::{Point, Strokes};

/// The points of one stroke: where it begins, how wide, how high, how many loops.
struct Flourish {
    from: (f64, f64),
    width: f64,
    height: f64,
    loops: f64,
}

/// Whose hand it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hand {
    /// The customer of the story.
    First,
    /// The customer whom the second technician was with.
    Second,
}

/// A signature of three strokes on a glass of 640 × 240 units.
pub(super) fn signature(hand: Hand) -> Strokes {
    let flourishes = match hand {
        Hand::First => [
            Flourish { from: (60.0, 130.0), width: 170.0, height: 62.0, loops: 2.0 },
            Flourish { from: (250.0, 120.0), width: 220.0, height: 44.0, loops: 3.5 },
            Flourish { from: (90.0, 196.0), width: 430.0, height: 7.0, loops: 0.5 },
        ],
        Hand::Second => [
            Flourish { from: (80.0, 140.0), width: 260.0, height: 80.0, loops: 4.5 },
            Flourish { from: (320.0, 130.0), width: 120.0, height: 56.0, loops: 1.5 },
            Flourish { from: (470.0, 150.0), width: 90.0, height: 70.0, loops: 2.0 },
        ],
    };
    let mut t_ms = 0;
    let strokes = flourishes
        .iter()
        .map(|flourish| {
            t_ms += 180;
            (0..60).map(|step| point(flourish, f64::from(step) / 59.0, &mut t_ms)).collect()
        })
        .collect();
    Strokes { width: 640, height: 240, strokes }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the curve stays inside the glass")]
fn point(flourish: &Flourish, part: f64, t_ms: &mut u32) -> Point {
    *t_ms += 11;
    let turn = part * flourish.loops * std::f64::consts::TAU;
    let x = flourish.from.0 + part * flourish.width - 14.0 * turn.sin();
    let y = flourish.from.1 - flourish.height * 0.5 * (1.0 - turn.cos());
    Point { x: x.round() as u16, y: y.round() as u16, t_ms: *t_ms }
}

#[cfg(test)]
mod tests {
    use super::{Hand, signature};
    use model::seal::shape::Shape;

    #[test]
    fn two_hands_draw_two_signatures() {
        let shape = |hand| Shape::of(&signature(hand)).unwrap();
        assert_eq!((signature(Hand::First).check(), signature(Hand::Second).check()), (Ok(()), Ok(())));
        assert!(!shape(Hand::First).is_copy_of(&shape(Hand::Second)));
    }
}
