//! Searching the parts catalogue on the device: by material code, by name, by the initials of the Chinese name in pinyin, and with
//! one slip of the finger.
//!
//! The searched text of all parts lies in one string, and a search reads it from front to back. That was chosen by measurement
//! (`docs/figures.md`): a catalogue of 100,000 parts is 6 MB of text and is read in a few milliseconds, whatever is typed. An index of
//! trigrams (FTS5) finds nothing for two Chinese characters, which is what people type, knows no slips, and is several times as large
//! as the catalogue on the phone.
//!
//! Left out: where the text is kept between starts.

use std::collections::{BTreeMap, BTreeSet};

use super::part::Part;

/// Ends a field of a part in the searched text; cannot be typed.
const FIELD: char = '\u{1f}';
/// Ends a part in the searched text.
const PART: char = '\u{1e}';
/// The longest query that is searched, in **characters**; more is no name and no number.
const MAX_QUERY_CHARS: usize = 60;
/// Shorter queries, in **characters**, are not searched with a slip: nearly everything would be found.
const MIN_SLIP_CHARS: usize = 4;
/// The same for queries with other than ASCII characters: each says more.
const MIN_SLIP_WIDE_CHARS: usize = 3;

/// The text of all parts of a catalogue, ready to be searched.
#[derive(Debug, Default)]
pub struct PartIndex {
    /// Number, initials and names of every part, each ended by [`FIELD`], each part by [`PART`].
    text: String,
    /// Where each part begins in `text`, ascending.
    starts: Vec<u32>,
    /// The numbers as they are spelt, one after the other, and where each ends.
    numbers: String,
    number_ends: Vec<u32>,
}

/// How well a part fits; the first is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Number,
    NumberPrefix,
    Initials,
    NamePrefix,
    InName,
    InNumberOrInitials,
    Slip,
}

/// What of a part is searched, as a device keeps it beside the row.
#[must_use]
pub fn searched_text(part: &Part) -> String {
    let names: BTreeSet<String> = part.name.values().map(|name| folded(name)).collect();
    let fields = [bare(&folded(&part.number)), folded(&part.initials)].into_iter().chain(names);
    fields.map(|field| field.replace([FIELD, PART], "")).collect::<Vec<_>>().join("\u{1f}")
}

impl PartIndex {
    /// An index of the parts with these numbers and [`searched_text`]s. Parts that fit equally well are found in this order.
    #[must_use]
    pub fn of<'a>(parts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut index = Self::default();
        for (number, text) in parts {
            index.push(number, text);
        }
        index
    }

    /// Adds a part.
    pub fn push(&mut self, number: &str, text: &str) {
        let (Ok(start), Ok(end)) = (u32::try_from(self.text.len()), u32::try_from(self.numbers.len() + number.len())) else { return };
        self.starts.push(start);
        self.text.push_str(text);
        self.text.push(FIELD);
        self.text.push(PART);
        self.numbers.push_str(number);
        self.number_ends.push(end);
    }

    /// How many parts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Numbers of the parts that fit `query`, the best first, at most `limit`. One slip (a letter wrong, missing, too many, or two
    /// swapped) is forgiven when there is room for more and `query` is no whole number.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<&str> {
        let query = folded(query.trim());
        if limit == 0 || query.is_empty() || query.contains([FIELD, PART]) || query.chars().count() > MAX_QUERY_CHARS {
            return Vec::new();
        }
        let mut needles = vec![query.clone()];
        let number = bare(&query);
        if number != query && !number.is_empty() {
            needles.push(number);
        }
        let mut best = Best::of(limit);
        for needle in &needles {
            self.exact(needle, &mut best);
        }
        // Who typed a whole number made no slip.
        if !best.is_full() && !best.has(Fit::Number) {
            for needle in &needles {
                self.slips(needle, &mut best);
            }
        }
        best.parts().into_iter().filter_map(|part| self.number(part)).collect()
    }

    fn number(&self, part: u32) -> Option<&str> {
        let part = usize::try_from(part).ok()?;
        let start = part.checked_sub(1).map_or(Some(0), |before| self.number_ends.get(before).copied())?;
        self.numbers.get(usize::try_from(start).ok()?..usize::try_from(*self.number_ends.get(part)?).ok()?)
    }

    /// Every part that holds `needle`, with how it fits best.
    fn exact(&self, needle: &str, best: &mut Best) {
        let mut part = 0;
        let mut fits: Option<Fit> = None;
        for (at, _) in self.text.match_indices(needle) {
            // Matches come in order, so the part they lie in only moves on.
            while self.start(part + 1).is_some_and(|next| next <= at) {
                if let Some(fit) = fits.take() {
                    best.add(fit, part);
                }
                part += 1;
            }
            let Some(before) = self.start(part).and_then(|start| self.text.get(start..at)) else { continue };
            let after = self.text.get(at + needle.len()..).and_then(|rest| rest.chars().next());
            let fit = fit(before, after);
            fits = Some(fits.map_or(fit, |known| known.min(fit)));
        }
        if let Some(fit) = fits {
            best.add(fit, part);
        }
    }

    fn start(&self, part: u32) -> Option<usize> {
        let start = self.starts.get(usize::try_from(part).ok()?)?;
        usize::try_from(*start).ok()
    }

    /// Every part of which a field holds `needle` but for one slip (bit-parallel, after Wu and Manber, with swapped neighbours).
    fn slips(&self, needle: &str, best: &mut Best) {
        let length = needle.chars().count();
        let shortest = if needle.is_ascii() { MIN_SLIP_CHARS } else { MIN_SLIP_WIDE_CHARS };
        if length < shortest || length > MAX_QUERY_CHARS {
            return;
        }
        let masks = Masks::of(needle);
        let whole = 1_u64 << (length - 1);
        let (mut part, mut hit) = (0_u32, false);
        let mut state = Slip::START;
        for c in self.text.chars() {
            match c {
                PART => {
                    if hit {
                        best.add(Fit::Slip, part);
                    }
                    part = part.saturating_add(1);
                    (state, hit) = (Slip::START, false);
                }
                FIELD => state = Slip::START,
                c => {
                    state.read(masks.get(c));
                    hit |= state.one & whole != 0;
                }
            }
        }
    }
}

/// How a match fits that has `before` in front of it in its part and `after` behind it.
fn fit(before: &str, after: Option<char>) -> Fit {
    let field = before.matches(FIELD).count();
    let leads = before.is_empty() || before.ends_with(FIELD);
    match (field, leads) {
        (0, true) if after == Some(FIELD) => Fit::Number,
        (0, true) => Fit::NumberPrefix,
        (1, true) => Fit::Initials,
        (0 | 1, false) => Fit::InNumberOrInitials,
        (_, true) => Fit::NamePrefix,
        (_, false) => Fit::InName,
    }
}

/// The best parts so far. Parts are added in ascending order, so nothing has to be sorted, and of each fit no more are kept than can be
/// shown.
struct Best {
    limit: usize,
    by_fit: BTreeMap<Fit, Vec<u32>>,
}

impl Best {
    fn of(limit: usize) -> Self {
        Self { limit, by_fit: BTreeMap::new() }
    }

    fn add(&mut self, fit: Fit, part: u32) {
        let parts = self.by_fit.entry(fit).or_default();
        // Twice the limit: some of these may fit better otherwise.
        if parts.len() < self.limit.saturating_mul(2) {
            parts.push(part);
        }
    }

    fn has(&self, fit: Fit) -> bool {
        self.by_fit.contains_key(&fit)
    }

    fn is_full(&self) -> bool {
        self.parts().len() >= self.limit
    }

    /// The best, each part once.
    fn parts(&self) -> Vec<u32> {
        let mut seen = BTreeSet::new();
        self.by_fit.values().flatten().copied().filter(|part| seen.insert(*part)).take(self.limit).collect()
    }
}

/// Where in the needle each character stands, one bit a place.
struct Masks {
    ascii: [u64; 128],
    wide: Vec<(char, u64)>,
}

impl Masks {
    fn of(needle: &str) -> Self {
        let mut masks = Self { ascii: [0; 128], wide: Vec::new() };
        for (place, c) in needle.chars().enumerate() {
            let bit = 1_u64 << place;
            match masks.ascii.get_mut(c as usize) {
                Some(mask) => *mask |= bit,
                None => match masks.wide.iter_mut().find(|(known, _)| *known == c) {
                    Some((_, mask)) => *mask |= bit,
                    None => masks.wide.push((c, bit)),
                },
            }
        }
        masks
    }

    fn get(&self, c: char) -> u64 {
        match self.ascii.get(c as usize) {
            Some(mask) => *mask,
            None => self.wide.iter().find(|(known, _)| *known == c).map_or(0, |(_, mask)| *mask),
        }
    }
}

/// Which beginnings of the needle end at the last character read: bit `n` for the first `n + 1` characters.
struct Slip {
    /// Without a slip.
    none: u64,
    /// With at most one.
    one: u64,
    /// `none` one character earlier.
    none_before: u64,
    /// The mask of the character before.
    last: u64,
}

impl Slip {
    /// Before the first character: the first one of the needle may be missing there.
    const START: Self = Self { none: 0, one: 1, none_before: 0, last: 0 };

    fn read(&mut self, mask: u64) {
        let none = ((self.none << 1) | 1) & mask;
        let kept = ((self.one << 1) | 1) & mask;
        let wrong = (self.none << 1) | 1;
        let missing = (none << 1) | 1;
        let too_many = self.none;
        let swapped = ((((self.none_before << 1) | 1) & mask) << 1) & self.last;
        self.one = kept | wrong | missing | too_many | swapped;
        (self.none_before, self.none, self.last) = (self.none, none, mask);
    }
}

/// `text` as it is compared: small letters, wide letters and digits of Chinese keyboards as narrow ones.
fn folded(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    };
    text.chars().map(narrow).flat_map(char::to_lowercase).filter(|c| !c.is_control()).collect()
}

/// A folded number without what people leave out or add when they read it off a label.
fn bare(number: &str) -> String {
    number.chars().filter(|c| !matches!(c, '-' | ' ' | '.' | '/' | '_')).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::part::{OldPartRule, OldPartWay, PartKind};
    use super::*;
    use crate::documents::visit::records::Localised;

    fn part(number: &str, chinese: &str, english: &str, initials: &str) -> Part {
        Part {
            number: number.into(),
            name: Localised::from([("zh-CN".into(), chinese.into()), ("en".into(), english.into())]),
            unit: "个".into(),
            unit_price_fen: None,
            preferential_price_fen: None,
            kind: PartKind::Ordinary,
            serialised: false,
            old_part: OldPartRule { allowed: vec![OldPartWay::Return], default: OldPartWay::Return },
            supplier: None,
            models: Vec::new(),
            initials: initials.into(),
        }
    }

    fn catalogue() -> PartIndex {
        let parts = [
            part("A03U-7209", "搓纸轮", "Pickup roller", "czl"),
            part("A03U-7210", "搓纸轮组件", "Pickup roller assembly", "czlzj"),
            part("B1-00720", "分离爪", "Separation claw", "flz"),
            part("GT-06", "GPS终端", "GPS terminal", "gpszd"),
            part("7209", "螺丝", "Screw", "ls"),
        ];
        let mut index = PartIndex::default();
        for part in &parts {
            index.push(&part.number, &searched_text(part));
        }
        index
    }

    #[test]
    fn a_part_is_found_by_number_name_and_initials() {
        let cases: [(&str, &[&str]); 12] = [
            ("A03U-7209", &["A03U-7209"]),
            ("a03u72", &["A03U-7209", "A03U-7210"]),
            ("ａ０３ｕ　７２０９", &["A03U-7209"]),
            ("7209", &["7209", "A03U-7209"]),
            ("搓纸", &["A03U-7209", "A03U-7210"]),
            ("纸轮组", &["A03U-7210"]),
            ("czl", &["A03U-7209", "A03U-7210"]),
            ("CZLZ", &["A03U-7210"]),
            ("Roller A", &["A03U-7210"]),
            ("终端", &["GT-06"]),
            ("  ", &[]),
            ("carburettor", &[]),
        ];
        let index = catalogue();
        for (query, expected) in cases {
            let found = index.search(query, 2);
            assert_eq!(&found.get(..expected.len()).unwrap_or(&found), &expected, "{query}");
            assert!(!expected.is_empty() || found.is_empty(), "{query}: {found:?}");
        }
        assert_eq!(index.search("roller", 1), ["A03U-7209"]);
        assert!(index.search("roller", 0).is_empty());
    }

    #[test]
    fn one_slip_is_forgiven_and_two_are_not() {
        let index = catalogue();
        for slip in ["seperation", "separtion", "separration", "sepraation", "separatoin claw"] {
            assert_eq!(index.search(slip, 5), ["B1-00720"], "{slip}");
        }
        assert_eq!(index.search("分理爪", 5), ["B1-00720"]);
        assert_eq!(index.search("xseparation", 5), ["B1-00720"], "also in front of the first letter");
        assert_eq!(index.search("A03U-7290", 1), ["A03U-7209"]);
        assert!(index.search("saperetion", 5).is_empty());
        assert_eq!(index.search("flx", 5), Vec::<&str>::new(), "three letters are too few to guess");
    }

    /// The number of slips between `needle` and the nearest piece of `text`, worked out the long way.
    fn slips(needle: &[char], text: &[char]) -> usize {
        let mut rows = vec![vec![0_usize; text.len() + 1]; needle.len() + 1];
        for i in 0..=needle.len() {
            for j in 0..=text.len() {
                if i == 0 {
                    continue;
                }
                let mut least = rows[i - 1][j] + 1;
                if j > 0 {
                    least = least.min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + usize::from(needle[i - 1] != text[j - 1]));
                }
                if i > 1 && j > 1 && needle[i - 1] == text[j - 2] && needle[i - 2] == text[j - 1] {
                    least = least.min(rows[i - 2][j - 2] + 1);
                }
                rows[i][j] = least;
            }
        }
        rows[needle.len()].iter().copied().min().unwrap_or(needle.len())
    }

    proptest! {
        #[test]
        fn what_is_found_with_a_slip_is_what_differs_by_one(needle in "[abc]{4,7}", text in "[abc]{0,12}") {
            let index = PartIndex::of([("1", text.as_str())]);
            let (letters, hay): (Vec<char>, Vec<char>) = (needle.chars().collect(), text.chars().collect());
            prop_assert_eq!(!index.search(&needle, 1).is_empty(), slips(&letters, &hay) <= 1);
        }

        #[test]
        fn no_query_breaks_the_search(query in ".{0,80}", limit in 0_usize..4) {
            prop_assert!(catalogue().search(&query, limit).len() <= limit);
        }
    }
}
