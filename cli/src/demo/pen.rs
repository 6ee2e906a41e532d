//! A hand on the glass, for the story that is told without a browser: loops and a closing line, as people sign.

use model::seal::strokes::{Point, Strokes};

/// The points of one stroke: where it begins, how wide, how high, how many loops.
struct Flourish {
    from: (f64, f64),
    width: f64,
    height: f64,
    loops: f64,
}

/// A signature of three strokes on a glass of 640 × 240 units.
pub(super) fn signature() -> Strokes {
    let flourishes = [
        Flourish { from: (60.0, 130.0), width: 170.0, height: 62.0, loops: 2.0 },
        Flourish { from: (250.0, 120.0), width: 220.0, height: 44.0, loops: 3.5 },
        Flourish { from: (90.0, 196.0), width: 430.0, height: 7.0, loops: 0.5 },
    ];
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
    #[test]
    fn the_drawn_signature_is_one() {
        assert_eq!(super::signature().check(), Ok(()));
    }
}
