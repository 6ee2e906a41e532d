//! How long a search of a parts catalogue takes: `cargo run --release -p model --example catalogue_search`.
//!
//! 100,000 made-up parts with Chinese and English names; queries as people type them. Prints the median and the 95th percentile of
//! each kind. The figures are kept in `docs/figures.md`.
#![allow(clippy::print_stdout, reason = "figures are what it is for")]

use std::time::{Duration, Instant};

use model::reference::index::PartIndex;

const PARTS: u64 = 100_000;
const QUERIES: u64 = 200;
const CHINESE: &str = "搓纸轮分离爪压缩机电源板终端螺丝轴承皮带齿轮传感器显示屏主板风扇电机滤芯阀门密封圈组件上下左右前后大小";
const ENGLISH: [&str; 12] =
    ["roller", "claw", "compressor", "board", "terminal", "screw", "bearing", "belt", "gear", "sensor", "display", "filter"];

/// Chance that repeats from run to run (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap_or(0)
    }

    fn of<T: Copy>(&mut self, choice: &[T]) -> Option<T> {
        choice.get(self.below(choice.len())).copied()
    }
}

/// A part: number, initials, Chinese and English name.
fn part(dice: &mut Dice) -> [String; 4] {
    let letters: Vec<char> = ('a'..='z').chain('0'..='9').collect();
    let characters: Vec<char> = CHINESE.chars().collect();
    let number: String = (0..9).filter_map(|_| dice.of(&letters)).collect();
    let length = 3 + dice.below(5);
    let chinese: String = (0..length).filter_map(|_| dice.of(&characters)).collect();
    let initials: String = (0..length).filter_map(|_| dice.of(&letters)).collect();
    let english = (0..2 + dice.below(2)).filter_map(|_| dice.of(&ENGLISH)).collect::<Vec<_>>().join(" ");
    [number, initials, chinese, english]
}

fn main() {
    let mut dice = Dice(7);
    let parts: Vec<[String; 4]> = (0..PARTS).map(|_| part(&mut dice)).collect();
    let texts: Vec<(&str, String)> = parts
        .iter()
        .map(|[number, initials, chinese, english]| (number.as_str(), format!("{number}\u{1f}{initials}\u{1f}{english}\u{1f}{chinese}")))
        .collect();
    let began = Instant::now();
    let index = PartIndex::of(texts.iter().map(|(number, text)| (*number, text.as_str())));
    println!("{} parts read in {:?}", index.len(), began.elapsed());
    type Query = fn(&[String; 4]) -> String;
    let kinds: [(&str, Query); 8] = [
        ("whole number", |[number, ..]| number.clone()),
        ("four characters of a number", |[number, ..]| number.chars().take(4).collect()),
        ("two Chinese characters", |[_, _, chinese, _]| chinese.chars().take(2).collect()),
        ("initials", |[_, initials, ..]| initials.clone()),
        ("an English word", |[_, _, _, english]| english.split(' ').take(1).collect()),
        ("one letter", |[number, ..]| number.chars().take(1).collect()),
        ("a number with a slip", |[number, ..]| format!("{}#{}", number.get(..4).unwrap_or(number), number.get(5..).unwrap_or_default())),
        ("nothing like it", |[number, ..]| format!("~~{number}~~")),
    ];
    let mut all = Vec::new();
    for (kind, query) in kinds {
        let mut took: Vec<Duration> = (0..QUERIES)
            .filter_map(|_| {
                let part = parts.get(dice.below(parts.len()))?;
                let query = query(part);
                let began = Instant::now();
                let found = std::hint::black_box(index.search(&query, 20)).len();
                (found <= 20).then(|| began.elapsed())
            })
            .collect();
        all.extend(took.iter().copied());
        println!("{kind:30} {}", figures(&mut took));
    }
    println!("{:30} {}", "all", figures(&mut all));
}

fn figures(took: &mut [Duration]) -> String {
    took.sort_unstable();
    let at = |percent: usize| took.get(took.len() * percent / 100).copied().unwrap_or_default();
    format!("median {:?}, p95 {:?}", at(50), at(95))
}
