//! The pen's path as SVG writes it (`M120,40l3,-2l4,1…`), and as the points of a signature.

use std::fmt::Write as _;

use model::seal::strokes::{Point, Strokes};

/// The glass: the workload's pen wanders off its own, by less than this on each side.
const MARGIN: i32 = 500;
const GLASS: u16 = 1_500;
/// **Milliseconds** between two points of a pen.
const STEP_MS: u32 = 8;

/// The points of `path`, and what is left of it after the last whole step.
pub(super) fn to_strokes(path: &str) -> (Strokes, &str) {
    let mut strokes: Vec<Vec<Point>> = Vec::new();
    let (mut rest, mut x, mut y, mut t_ms) = (path, 0, 0, 0);
    while let Some((is_start, to_x, to_y, after)) = step(rest) {
        (x, y) = if is_start { (to_x, to_y) } else { (x + to_x, y + to_y) };
        let (Ok(glass_x), Ok(glass_y)) = (u16::try_from(x + MARGIN), u16::try_from(y + MARGIN)) else { break };
        if is_start {
            strokes.push(Vec::new());
        }
        let Some(stroke) = strokes.last_mut() else { break };
        stroke.push(Point { x: glass_x, y: glass_y, t_ms });
        t_ms += STEP_MS;
        rest = after;
    }
    (Strokes { width: GLASS, height: GLASS, strokes }, rest)
}

/// The path of `strokes`.
pub(super) fn from_strokes(strokes: &Strokes) -> String {
    let mut path = String::new();
    for stroke in &strokes.strokes {
        let mut before: Option<(i32, i32)> = None;
        for point in stroke {
            let (x, y) = (i32::from(point.x) - MARGIN, i32::from(point.y) - MARGIN);
            let written = match before {
                None => write!(path, "M{x},{y}"),
                Some((from_x, from_y)) => write!(path, "l{},{}", x - from_x, y - from_y),
            };
            debug_assert!(written.is_ok(), "a String takes everything");
            before = Some((x, y));
        }
    }
    path
}

/// One step: whether it starts a stroke, its two numbers, and what follows.
fn step(path: &str) -> Option<(bool, i32, i32, &str)> {
    let is_start = match path.chars().next()? {
        'M' => true,
        'l' => false,
        _ => return None,
    };
    let (x, rest) = number(path.get(1..)?)?;
    let (y, rest) = number(rest.strip_prefix(',')?)?;
    Some((is_start, x, y, rest))
}

fn number(text: &str) -> Option<(i32, &str)> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let signed = text.len() - digits.len();
    let end = signed + digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (number, rest) = text.split_at(end);
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cut_in_the_middle_of_a_step_comes_back_whole() {
        for path in ["M12,30l4,-3l-1,0M319,1l0,4l-", "M1,2l3,4l3", "M1,2l3,4M31", "M1,2l-4,-4l-4,-4l-4,-4l-4,", ""] {
            let (strokes, rest) = to_strokes(path);
            assert_eq!(from_strokes(&strokes) + rest, path);
        }
    }
}
