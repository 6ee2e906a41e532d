//! Sections that ask for far more than they say, made by hand.

/// Sheets by their names, in their order.
pub(crate) const FIXED: [&str; 18] = [
    "random",
    "blob",
    "pen",
    "count",
    "shape",
    "ops",
    "deps",
    "actors",
    "seq",
    "start",
    "time",
    "id",
    "step",
    "ms",
    "plain",
    "shapes",
    "templates",
    "text",
];

pub(crate) fn uleb(mut value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

/// So many things, as runs have it.
fn positive(value: usize) -> Vec<u8> {
    let mut out = uleb(value);
    if out.last().is_some_and(|last| last & 0x40 != 0) {
        *out.last_mut().unwrap() |= 0x80;
        out.push(0);
    }
    out
}

fn with_length(bytes: &[u8]) -> Vec<u8> {
    [&uleb(bytes.len()), bytes].concat()
}

/// The sheets of a section.
pub(crate) struct Sheets {
    pub(crate) fixed: [Vec<u8>; 18],
    pub(crate) codes: Vec<Vec<u8>>,
    pub(crate) letters: Vec<Vec<u8>>,
}

impl Sheets {
    /// So many changes without dependencies of one actor, the first of a new shape each of which `shapes` has one, the others of the last.
    pub(crate) fn new(changes: usize, shapes: &[Vec<u8>], contexts: usize) -> Self {
        let mut sheets =
            Self { fixed: std::array::from_fn(|_| Vec::new()), codes: vec![Vec::new(); contexts], letters: vec![Vec::new(); contexts] };
        *sheets.on("random") = vec![7; 16];
        *sheets.on("count") = uleb(changes);
        for name in ["ops", "deps", "seq", "start", "time", "actors"] {
            *sheets.on(name) = vec![0; changes];
        }
        sheets.on("actors")[0] = 1;
        *sheets.on("shape") = (0..changes).flat_map(|at| if at < shapes.len() { vec![1] } else { uleb(shapes.len() + 1) }).collect();
        *sheets.on("shapes") = shapes.iter().flat_map(|shape| with_length(shape)).collect();
        sheets
    }

    pub(crate) fn on(&mut self, name: &str) -> &mut Vec<u8> {
        &mut self.fixed[FIXED.iter().position(|fixed| *fixed == name).unwrap()]
    }

    pub(crate) fn section(&self) -> Vec<u8> {
        let mut section = vec![2, 0, 0, 0, 0, 0, 0, 0, 0];
        section.extend(uleb(self.codes.len()));
        let all = || self.fixed[..15].iter().chain(&self.codes).chain(&self.letters).chain(&self.fixed[15..]);
        section.extend(all().flat_map(|sheet| uleb(sheet.len())));
        section.extend(all().flatten());
        section
    }
}

/// A shape with these columns.
fn shape(columns: &[Vec<u8>]) -> Vec<u8> {
    [vec![0], uleb(columns.len()), columns.concat()].concat()
}

/// The columns of `count` nulls that all stand under one key.
fn keyed(key: usize, count: usize) -> Vec<u8> {
    let keys = [positive(count), with_length(&vec![b'k'; key])].concat();
    shape(&[[vec![0x15, 5, 1], with_length(&keys)].concat(), [vec![0x56, 7], with_length(&vec![0; count])].concat()])
}

/// One change of a shape that has no value.
fn of_shape(shape: Vec<u8>) -> Vec<u8> {
    let mut sheets = Sheets::new(1, &[shape], 1);
    sheets.codes[0] = vec![0];
    sheets.section()
}

/// Changes whose messages are these templates, empty wherever there is a hole for a text.
fn of_templates(templates: &[Vec<u8>], contexts: usize) -> Vec<u8> {
    let mut sheets = Sheets::new(templates.len(), &[shape(&[])], contexts);
    sheets.codes[0] = [3, 0].repeat(templates.len());
    *sheets.on("templates") = templates.iter().flat_map(|template| with_length(template)).collect();
    if let Some(codes) = sheets.codes.get_mut(1) {
        *codes = vec![0; templates.iter().flatten().filter(|byte| **byte == 1).count()];
    }
    sheets.section()
}

/// What is refused, and the bound that refuses it.
pub(crate) fn refused() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let runs = |count: usize| [vec![0x02, 6], uleb(count), [2, 0].repeat(count)].concat();
    // Shapes of 6,000 runs, each another one by the column's number.
    let heavy: Vec<Vec<u8>> = (0..60).map(|at| shape(&[[vec![at, 6], uleb(6_000), [2, 0].repeat(6_000)].concat()])).collect();
    let mut all_heavy = Sheets::new(heavy.len(), &heavy, 2);
    all_heavy.codes[0] = vec![0; heavy.len()];
    let holes: Vec<Vec<u8>> = (0..100_u8).map(|at| [vec![b'a', b' ', at + 33], vec![1; 9_000]].concat()).collect();
    let mut letters = Sheets::new(1, &[shape(&[vec![0x56, 8]])], 1);
    letters.codes[0] = vec![0];
    *letters.on("ops") = uleb(2_000_000);
    *letters.on("text") = vec![b'x'; 1_000_000];
    vec![
        ("a long key for many values", of_shape(keyed(60_000, 4_000)), "bytes of a name"),
        ("a key for very many values", of_shape(keyed(200, 60_000)), "values of a shape"),
        ("a shape that is long", of_shape(keyed(10, 1_000_000)), "bytes of a shape"),
        ("a word for many holes", of_templates(&[[vec![b'a'; 60_000], vec![1; 4_000]].concat()], 2), "bytes of a name"),
        ("very many holes", of_templates(&[[vec![b'a'], vec![1; 60_000]].concat()], 2), "holes of a template"),
        ("a template that is long", of_templates(&[vec![b'a'; 70_000]], 2), "bytes of a template"),
        ("many templates with many holes", of_templates(&holes, 2), "bytes of shapes and templates"),
        ("empty pieces", of_shape(shape(&[[vec![0x15, 5], uleb(60_000), vec![0; 60_000]].concat()])), "pieces of a shape"),
        ("empty runs", of_shape(shape(&[runs(30_000)])), "runs of a shape"),
        ("empty columns", of_shape(shape(&vec![vec![1, 0, 0]; 20_000])), "columns of a shape"),
        ("many shapes of many runs", all_heavy.section(), "bytes of shapes and templates"),
        ("very many letters", letters.section(), "letters of a change"),
        ("long last values in many contexts", last_values(), "bytes of last values"),
    ]
}

/// One template of 60,000 letters in each of 160 contexts, in changes of 16 values: 9.6 MB to remember in 67 KB.
fn last_values() -> Vec<u8> {
    let shapes: Vec<Vec<u8>> = (0..10_u8)
        .map(|at| {
            let keys: Vec<u8> = [vec![0x70], (0..16).flat_map(|key| [2, b'a' + at, b'a' + key]).collect()].concat();
            shape(&[[vec![0x15, 5, 1], with_length(&keys)].concat(), [vec![0x56, 7], with_length(&[6; 16])].concat()])
        })
        .collect();
    let mut sheets = Sheets::new(10, &shapes, 161);
    // The message's context comes up after those of the first shape.
    for (at, codes) in sheets.codes.iter_mut().enumerate() {
        *codes = match at {
            0 => vec![3, 0],
            16 => vec![0; 10],
            _ => vec![3, 1],
        };
    }
    *sheets.on("templates") = with_length(&vec![b'-'; 60_000]);
    sheets.section()
}

/// What is within every bound, and costs as much as may be for a mebibyte.
pub(crate) fn dear() -> Vec<(&'static str, Vec<u8>)> {
    // 250,000 short texts in templates of 9,000 holes.
    let template = [vec![b'a', b' '], vec![1; 9_000]].concat();
    let mut texts = Sheets::new(28, &[shape(&[])], 2);
    texts.codes[0] = [vec![3, 0], [3, 1].repeat(27)].concat();
    texts.codes[1] = [1, 2].repeat(28 * 9_000);
    texts.letters[1] = b"xy".repeat(28 * 9_000);
    *texts.on("templates") = with_length(&template);
    // 36,000 ids, each one more than the one before.
    let mut ids = Sheets::new(4, &[shape(&[])], 2);
    ids.codes[0] = [vec![3, 0], [3, 1].repeat(3)].concat();
    ids.codes[1] = vec![2; 4 * 9_000];
    *ids.on("id") = vec![5; 4 * 9_000];
    *ids.on("step") = vec![1; 4 * 9_000];
    *ids.on("templates") = with_length(&template);
    // Four million nulls.
    let mut nulls = Sheets::new(699, &[keyed(200, 6_000)], 3);
    nulls.codes[1] = vec![0; 699];
    // Shapes just below the bound of what they weigh.
    let runs = |at: u8| shape(&[[vec![at, 6], uleb(6_000), [2, 0].repeat(6_000)].concat()]);
    let mut shapes = Sheets::new(20, &(0..20).map(runs).collect::<Vec<_>>(), 2);
    shapes.codes[0] = vec![0; 20];
    vec![("short texts", texts.section()), ("ids", ids.section()), ("nulls", nulls.section()), ("shapes", shapes.section())]
}
