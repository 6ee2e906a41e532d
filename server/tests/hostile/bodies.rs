//! Bodies that are none: drawn from a seed, close enough to good ones to get past the first check.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use model::wire::frame::{self, gzip};
use serde_json::{Map, Value, json};

/// xorshift64*: the cases of a seed are the same everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    pub(crate) fn one_of<'a, T>(&mut self, choice: &'a [T]) -> &'a T {
        &choice[self.below(choice.len())]
    }

    fn random(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next() as u8).collect()
    }

    /// Bits turned over, bytes put in and taken out, the end cut off.
    pub(crate) fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len().max(1));
            match self.below(5) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at.min(bytes.len()), self.next() as u8),
                2 if !bytes.is_empty() => {
                    bytes.remove(at);
                }
                3 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                _ => {
                    let piece = bytes[at.min(bytes.len())..].iter().take(64).copied().collect::<Vec<u8>>();
                    bytes.extend(piece);
                }
            }
        }
    }
}

/// A value as a schema of the OpenAPI document describes it, with strings and numbers that stand up or do not.
pub(crate) fn described(dice: &mut Dice, document: &Value, schema: &Value, depth: usize) -> Value {
    if depth > 12 {
        return Value::Null;
    }
    if let Some(name) = schema["$ref"].as_str() {
        let target = document.pointer(name.trim_start_matches('#')).cloned().unwrap_or_default();
        return described(dice, document, &target, depth + 1);
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(choice) = schema[choice].as_array() {
            let one = dice.one_of(choice).clone();
            return described(dice, document, &one, depth + 1);
        }
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = Map::new();
        for part in parts {
            if let Value::Object(part) = described(dice, document, part, depth + 1) {
                whole.extend(part);
            }
        }
        return Value::Object(whole);
    }
    if let Some(values) = schema["enum"].as_array() {
        return dice.one_of(values).clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"].as_array()?.first()?.as_str());
    match kind {
        Some("object") => {
            let empty = Map::new();
            let properties = schema["properties"].as_object().unwrap_or(&empty);
            let described = properties.iter().map(|(name, schema)| (name.clone(), described(dice, document, schema, depth + 1)));
            Value::Object(described.collect())
        }
        Some("array") => {
            let items = schema["items"].clone();
            (0..dice.below(4)).map(|_| described(dice, document, &items, depth + 1)).collect()
        }
        Some("integer" | "number") => number(dice),
        Some("boolean") => json!(dice.below(2) == 0),
        Some("null") => Value::Null,
        _ => text(dice),
    }
}

fn number(dice: &mut Dice) -> Value {
    dice.one_of(&[
        json!(0),
        json!(1),
        json!(-1),
        json!(42),
        json!(1_795_348_800_000_i64),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e308),
        json!(0.5),
    ])
    .clone()
}

fn text(dice: &mut Dice) -> Value {
    let long = "长".repeat(dice.below(3_000));
    dice.one_of(&[
        json!(""),
        json!("x"),
        json!("01890000-0000-7000-8000-000000000000"),
        json!("2026-11-22"),
        json!("=cmd|' /C calc'!A0"),
        json!("\u{0}\u{202e}\u{feff}"),
        json!("<script>alert(1)</script>"),
        json!("A1UD-0021"),
        json!(long),
        json!("../../etc/passwd"),
    ])
    .clone()
}

/// JSON that no schema describes: deep, wide, with numbers and names that parsers trip over.
pub(crate) fn hostile_json(dice: &mut Dice) -> Vec<u8> {
    let many = 1 + dice.below(20_000);
    match dice.below(10) {
        0 => "[".repeat(many).into_bytes(),
        1 => format!("{}{}", "[".repeat(many), "]".repeat(many)).into_bytes(),
        2 => "{\"a\":".repeat(many).into_bytes(),
        3 => format!("[{}0]", "0,".repeat(many)).into_bytes(),
        4 => format!("{{\"a\":{}}}", "9".repeat(many)).into_bytes(),
        5 => b"{\"a\":1e999999999,\"a\":-0,\"a\":0x1}".to_vec(),
        6 => b"{\"a\":\"\\ud800\",\"b\":\"\\u0000\",\"__proto__\":null}".to_vec(),
        7 => [b"{\"a\":\"".as_slice(), &dice.random(200), b"\"}"].concat(),
        8 => (0..many.min(5_000)).map(|n| format!("\"k{n}\":{n},")).fold("{".to_owned(), |all, one| all + &one).into_bytes(),
        _ => b"\xef\xbb\xbf{}\0".to_vec(),
    }
}

/// A sync body from a good header and good packed lists, spoiled in one of its layers.
pub(crate) fn sync_body(dice: &mut Dice, header: &Value, sections: &[Vec<u8>]) -> Vec<u8> {
    let mut header = header.clone();
    let mut sections = sections.to_vec();
    match dice.below(14) {
        0 => return random_body(dice),
        1 => {
            let mut body = gzip(&frame::encode(&header, &sections).unwrap());
            dice.damage(&mut body);
            return body;
        }
        2 => {
            let mut frame = frame::encode(&header, &sections).unwrap();
            dice.damage(&mut frame);
            return gzip(&frame);
        }
        3 if !sections.is_empty() => {
            let at = dice.below(sections.len());
            dice.damage(&mut sections[at]);
        }
        4 => {
            let extra = dice.below(1_000);
            sections.extend(std::iter::repeat_n(vec![1, 0], extra));
        }
        5 => header["documents"] = (0..dice.below(2_000)).map(|_| json!({ "id": uuid(dice), "changes": 0 })).collect(),
        6 => {
            let counts = [0, 1, 5_001, u32::MAX];
            if let Some(document) = header["documents"].get_mut(0) {
                document["changes"] = json!(dice.one_of(&counts));
            }
        }
        7 => header["cursor"] = text(dice),
        8 => header["want_bytes"] = number(dice),
        9 => header["client_time"] = number(dice),
        10 => return gzip(&[b"FBS1".as_slice(), &(dice.next() as u32).to_le_bytes(), &hostile_json(dice)].concat()),
        11 => {
            let json = hostile_json(dice);
            let length = u32::try_from(json.len()).unwrap().to_le_bytes();
            return gzip(&[b"FBS1".as_slice(), &length, &json, &(dice.next() as u32).to_le_bytes()].concat());
        }
        12 => return bomb(dice),
        _ => header["protocol"] = number(dice),
    }
    gzip(&frame::encode(&header, &sections).unwrap())
}

/// Little that inflates to much, one gzip in another, or two in a row.
fn bomb(dice: &mut Dice) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![0; 1 << 20];
    for _ in 0..dice.below(24) {
        encoder.write_all(&zeros).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    match dice.below(3) {
        0 => gzip(&bomb),
        1 => [gzip(b"FBS1"), bomb].concat(),
        _ => bomb,
    }
}

/// Bytes from nowhere.
pub(crate) fn random_body(dice: &mut Dice) -> Vec<u8> {
    let length = dice.below(2_000);
    dice.random(length)
}

/// An id that nobody has.
pub(crate) fn uuid(dice: &mut Dice) -> String {
    let hex = hex::encode(dice.random(16));
    format!("{}-{}-7{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}
