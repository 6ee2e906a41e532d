//! Strokes that were used again are found, and people who sign anew are not: over ten thousand signatures.
use std::collections::{BTreeMap, HashMap};

use crate::hand::{Chance, Person};
use model::seal::shape::Shape;
use model::seal::strokes::{Point, Strokes};

const SIGNATURES: u64 = 10_000;

/// Shapes as a server finds them: by their keys.
#[derive(Default)]
struct Kept {
    cells: HashMap<String, Vec<(u64, Shape)>>,
    compared: u64,
}

impl Kept {
    fn keep(&mut self, of: u64, shape: Shape) {
        self.cells.entry(shape.key()).or_default().push((of, shape));
    }

    fn copies(&mut self, shape: &Shape) -> Vec<u64> {
        let keys = shape.keys();
        let near: Vec<_> = keys.iter().filter_map(|key| self.cells.get(key)).flatten().collect();
        self.compared += near.len() as u64;
        near.into_iter().filter(|(_, kept)| kept.is_copy_of(shape)).map(|(of, _)| *of).collect()
    }
}

#[derive(Default)]
struct Tally {
    tried: u64,
    found: u64,
}

impl Tally {
    fn percent(&self) -> f64 {
        self.found as f64 * 100.0 / self.tried as f64
    }
}

fn moved(strokes: &Strokes, place: impl Fn(u16, u16) -> (f64, f64), time: impl Fn(u32) -> u32) -> Strokes {
    let point = |point: &Point| {
        let (x, y) = place(point.x, point.y);
        Point { x: x.round() as u16, y: y.round() as u16, t_ms: time(point.t_ms) }
    };
    Strokes { width: 4_000, height: 2_400, strokes: strokes.strokes.iter().map(|stroke| stroke.iter().map(point).collect()).collect() }
}

fn shifted(strokes: &Strokes, chance: &mut Chance) -> Strokes {
    let (right, down) = (chance.within(0.0, 300.0).round(), chance.within(0.0, 300.0).round());
    moved(strokes, |x, y| (f64::from(x) + right, f64::from(y) + down), |t_ms| t_ms)
}

fn scaled(strokes: &Strokes, chance: &mut Chance) -> Strokes {
    let by = chance.within(0.4, 1.9);
    moved(strokes, |x, y| (f64::from(x) * by, f64::from(y) * by), |t_ms| t_ms)
}

fn timed_anew(strokes: &Strokes, chance: &mut Chance) -> Strokes {
    let by = chance.within(0.3, 3.0);
    moved(strokes, |x, y| (x.into(), y.into()), |t_ms| (f64::from(t_ms) * by) as u32)
}

/// With other points of the same path: some left out, some put in between.
fn sampled_anew(strokes: &Strokes, chance: &mut Chance) -> Strokes {
    let mut anew = strokes.clone();
    for stroke in &mut anew.strokes {
        let last = stroke.len() - 1;
        let mut points = Vec::new();
        for (index, pair) in stroke.windows(2).enumerate() {
            if index == 0 || chance.below(3) > 0 {
                points.push(pair[0]);
            }
            if chance.below(3) == 0 {
                let between = |one: u16, other: u16| ((u32::from(one) + u32::from(other)) / 2) as u16;
                let (x, y) = (between(pair[0].x, pair[1].x), between(pair[0].y, pair[1].y));
                points.push(Point { x, y, t_ms: u32::midpoint(pair[0].t_ms, pair[1].t_ms) });
            }
        }
        points.push(stroke[last]);
        *stroke = points;
    }
    anew
}

/// With the pen lifted in the middle of a stroke.
fn lifted(strokes: &Strokes, chance: &mut Chance) -> Strokes {
    let mut anew = strokes.clone();
    let index = chance.below(anew.strokes.len() as u64) as usize;
    let stroke = anew.strokes.remove(index);
    let middle = stroke.len() / 2;
    anew.strokes.insert(index, stroke[middle..].to_vec());
    anew.strokes.insert(index, stroke[..=middle].to_vec());
    anew
}

/// The abuse "strokes copied from another visit": the same drawing, however it is disguised.
#[test]
fn copied_strokes_are_found_and_people_who_sign_anew_are_not() {
    let mut chance = Chance::of(20_260_302);
    let people: Vec<Person> = (0..SIGNATURES).map(|_| Person::of(&mut chance)).collect();
    let signed: Vec<Strokes> = people.iter().map(|person| person.signs(&mut chance, 0.03)).collect();
    let shapes: Vec<Option<Shape>> = signed.iter().map(Shape::of).collect();
    let mut kept = Kept::default();
    let mut others = 0;
    for (of, shape) in (0..).zip(&shapes).filter_map(|(of, shape)| Some((of, shape.as_ref()?))) {
        others += u64::from(!kept.copies(shape).is_empty());
        kept.keep(of, *shape);
    }
    let with_shape = shapes.iter().flatten().count() as u64;
    let compared = kept.compared as f64 / with_shape as f64;
    let mut anew = 0;
    for person in &people {
        let missed = chance.within(0.03, 0.06);
        let again = Shape::of(&person.signs(&mut chance, missed));
        anew += u64::from(again.is_some_and(|again| !kept.copies(&again).is_empty()));
    }
    type Disguise = fn(&Strokes, &mut Chance) -> Strokes;
    let disguises: [(&str, Disguise); 6] = [
        ("shifted", shifted),
        ("scaled", scaled),
        ("timed anew", timed_anew),
        ("sampled anew", sampled_anew),
        ("pen lifted", lifted),
        ("all at once", |strokes, chance| {
            let strokes = lifted(&sampled_anew(&shifted(strokes, chance), chance), chance);
            timed_anew(&scaled(&strokes, chance), chance)
        }),
    ];
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for ((of, strokes), (name, disguise)) in (0..).zip(&signed).zip(disguises.iter().cycle()) {
        if shapes[of as usize].is_none() {
            continue;
        }
        for (name, copy) in [("exact", strokes.clone()), (name, disguise(strokes, &mut chance))] {
            let tally = tallies.entry(name).or_default();
            tally.tried += 1;
            tally.found += u64::from(Shape::of(&copy).is_some_and(|shape| kept.copies(&shape).contains(&of)));
        }
    }
    let found: Vec<String> = tallies.iter().map(|(name, tally)| format!("{name} {:.2} % of {}", tally.percent(), tally.tried)).collect();
    println!("found: {}", found.join(", "));
    println!(
        "false alarms: {others} of {with_shape} others, {anew} of {SIGNATURES} who signed anew; compared with {compared:.1} on average"
    );
    for (name, tally) in &tallies {
        let least = if *name == "exact" { 100.0 } else { 99.0 };
        assert!(tally.percent() >= least, "{name}: {:.2} %", tally.percent());
    }
    assert!((others + anew) * 1_000 < SIGNATURES, "{others} and {anew} false alarms");
    assert!(with_shape * 1_000 >= SIGNATURES * 995, "only {with_shape} signatures have a shape");
    assert!(compared < 50.0, "compared with {compared} on average");
}
