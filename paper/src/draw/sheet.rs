//! The sheets of one file: what stands where, page by page, before any of it is written. Lengths are points, from the upper left.

use super::text::{width_of, wrap};
use crate::font::Face;
use crate::font::printed;
use crate::words::{Words, fill};
use crate::{MAX_PAGES, PaperError};

/// A4.
pub(super) const PAGE: (f32, f32) = (595.0, 842.0);
/// The left edge of what is printed.
pub(super) const LEFT: f32 = 48.0;
/// The width of what is printed.
pub(super) const WIDTH: f32 = PAGE.0 - 2.0 * LEFT;
const TOP: f32 = 44.0;
const BOTTOM: f32 = PAGE.1 - 56.0;
/// Space between two columns.
pub(super) const GUTTER: f32 = 14.0;
const LABEL_WIDTH: f32 = 84.0;

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) tone: Tone,
}

/// How dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Ink,
    Label,
    Rule,
    Shade,
}

impl Style {
    pub(super) const BODY: Self = Self { size: 10.5, bold: false, tone: Tone::Ink };
    pub(super) const STRONG: Self = Self { bold: true, ..Self::BODY };
    pub(super) const LABEL: Self = Self { size: 9.0, bold: false, tone: Tone::Label };
    pub(super) const FINE: Self = Self { size: 7.5, bold: false, tone: Tone::Ink };
    pub(super) const FINE_LABEL: Self = Self { size: 7.5, bold: false, tone: Tone::Label };
    pub(super) const HEADING: Self = Self { size: 12.0, bold: true, tone: Tone::Ink };
    pub(super) const TITLE: Self = Self { size: 19.0, bold: true, tone: Tone::Ink };

    /// From one line to the next.
    pub(super) fn line(self) -> f32 {
        self.size * 1.45
    }
}

/// One thing on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// A line of text; `at` is where its box begins, not its base line.
    Text { at: (f32, f32), style: Style, line: String },
    /// A filled box.
    Fill { at: (f32, f32), size: (f32, f32), tone: Tone },
    /// The code of a text that fits one, `side` wide and high. Its squares are found out when it is printed: that costs more than the
    /// whole layout.
    Code { at: (f32, f32), side: f32, said: String },
    /// A box that is drawn around something.
    Frame { at: (f32, f32), size: (f32, f32) },
    /// The path of a pen.
    Pen { strokes: Vec<Vec<(f32, f32)>> },
}

/// What stands on one page.
pub(super) type Page = Vec<Mark>;

/// The sheets while they fill.
pub(super) struct Sheet {
    pub(super) face: &'static Face,
    words: &'static Words,
    pages: Vec<Page>,
    /// Where the next thing goes.
    pub(super) y: f32,
    /// What stands at the foot of each page of the record that is being drawn.
    foot: String,
    feet: Vec<(String, &'static Words)>,
    unsaid: Option<String>,
    /// More was to be printed than [`MAX_PAGES`] hold: nothing is added any more.
    full: bool,
}

impl Sheet {
    pub(super) fn new(face: &'static Face, words: &'static Words) -> Self {
        let (pages, feet) = (Vec::new(), Vec::new());
        Self { face, words, pages, y: TOP, foot: String::new(), feet, unsaid: None, full: false }
    }

    /// Begins a record on a new page: its words, and what stands at the foot of its pages.
    pub(super) fn begin(&mut self, words: &'static Words, foot: String) {
        self.words = words;
        self.foot = foot;
        self.turn();
    }

    /// Goes on on a new page.
    pub(super) fn turn(&mut self) {
        self.y = TOP;
        if self.pages.len() >= MAX_PAGES {
            self.full = true;
            return;
        }
        self.pages.push(Page::new());
        self.feet.push((self.foot.clone(), self.words));
    }

    /// Goes on on a new page unless there is room for `height` on this one.
    pub(super) fn need(&mut self, height: f32) {
        if height > self.room() {
            self.turn();
        }
    }

    /// What is left of the page.
    pub(super) fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    pub(super) fn gap(&mut self, height: f32) {
        self.y += height;
    }

    pub(super) fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut().filter(|_| !self.full) {
            page.push(mark);
        }
    }

    /// What is said for `key`. Without a word the sheet is not finished.
    pub(super) fn word(&mut self, key: &str) -> &'static str {
        match self.words.find(key) {
            Some(word) => word,
            None => {
                self.unsaid.get_or_insert_with(|| key.to_owned());
                ""
            }
        }
    }

    /// What is said for `key`, filled in.
    pub(super) fn said(&mut self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.word(key), values)
    }

    /// What `code` means where codes may be newer than these words; itself if nobody knows.
    pub(super) fn meaning(&self, kind: &str, code: &str) -> String {
        self.words.find(&format!("{kind}-{code}")).map_or_else(|| code.to_owned(), str::to_owned)
    }

    /// The lines of `text`; what cannot be printed stands as its number. None once the pages are used up: nobody will read them.
    pub(super) fn lines(&mut self, text: &str, size: f32, width: f32) -> Vec<String> {
        if self.full {
            return Vec::new();
        }
        wrap(self.face, &printed(text), size, width)
    }

    /// Prints `line` without moving on.
    pub(super) fn line_at(&mut self, at: (f32, f32), style: Style, line: String) {
        if !line.trim().is_empty() {
            self.put(Mark::Text { at, style, line });
        }
    }

    /// Prints `text` over the whole width, over as many pages as it takes.
    pub(super) fn paragraph(&mut self, text: &str, style: Style) {
        self.paragraph_in(text, style, LEFT, WIDTH);
    }

    /// Prints `text` from `left`, `width` wide.
    pub(super) fn paragraph_in(&mut self, text: &str, style: Style, left: f32, width: f32) {
        for line in self.lines(text, style.size, width) {
            self.need(style.line());
            self.line_at((left, self.y), style, line);
            self.y += style.line();
        }
    }

    /// A heading, with room for something below it.
    pub(super) fn heading(&mut self, key: &str) {
        self.gap(9.0);
        self.need(Style::HEADING.line() + 34.0);
        self.put(Mark::Fill { at: (LEFT, self.y), size: (WIDTH, 0.8), tone: Tone::Rule });
        self.gap(4.0);
        let word = self.word(key);
        self.paragraph(word, Style::HEADING);
        self.gap(1.0);
    }

    /// Labels with what they say, two beside each other where both are short. Empty ones are left out.
    pub(super) fn facts(&mut self, facts: &[(&str, String)]) {
        let half = (WIDTH - GUTTER) / 2.0;
        let mut said = facts.iter().filter(|(_, text)| !text.trim().is_empty()).peekable();
        while let Some((label, text)) = said.next() {
            let beside = said.next_if(|(_, next)| self.fits_half(text, half) && self.fits_half(next, half));
            match beside {
                Some((next_label, next)) => {
                    let cells = [(LEFT, *label, text), (LEFT + half + GUTTER, *next_label, next)];
                    self.need(2.0 * Style::LABEL.line());
                    let height = cells.map(|(left, label, text)| self.short_fact(left, label, text)).into_iter().fold(0.0, f32::max);
                    self.y += height;
                }
                None => self.long_fact(label, text),
            }
        }
    }

    fn fits_half(&self, text: &str, half: f32) -> bool {
        !text.contains('\n') && width_of(self.face, text, Style::BODY.size) <= half - LABEL_WIDTH
    }

    /// A fact of one line; answers how high it is with its label.
    fn short_fact(&mut self, left: f32, label: &str, text: &str) -> f32 {
        let below = self.label(left, label);
        for line in self.lines(text, Style::BODY.size, WIDTH) {
            self.line_at((left + LABEL_WIDTH, self.y), Style::BODY, line);
        }
        below.max(Style::BODY.line())
    }

    fn long_fact(&mut self, label: &str, text: &str) {
        self.need(2.0 * Style::LABEL.line());
        let (page, top) = (self.pages.len(), self.y);
        let below = self.label(LEFT, label);
        self.paragraph_in(text, Style::BODY, LEFT + LABEL_WIDTH, WIDTH - LABEL_WIDTH);
        if self.pages.len() == page {
            self.y = self.y.max(top + below);
        }
    }

    /// Prints the label without moving on; answers how high it is.
    fn label(&mut self, left: f32, key: &str) -> f32 {
        let word = self.word(key);
        let lines = self.lines(word, Style::LABEL.size, LABEL_WIDTH - 6.0);
        let mut y = self.y + (Style::BODY.line() - Style::LABEL.line()) / 2.0 + 0.5;
        for line in lines {
            self.line_at((left, y), Style::LABEL, line);
            y += Style::LABEL.line();
        }
        y - self.y
    }

    /// The pages with their feet.
    ///
    /// # Errors
    /// [`PaperError::TooManyPages`]; [`PaperError::Write`] if a word is missing.
    pub(super) fn finish(mut self) -> Result<Vec<Page>, PaperError> {
        if self.full {
            return Err(PaperError::TooManyPages);
        }
        let (pages, feet) = (self.pages.len(), std::mem::take(&mut self.feet));
        for (page, (foot, words)) in feet.into_iter().enumerate() {
            self.words = words;
            let counted = self.said("page", &[("n", &(page + 1).to_string()), ("m", &pages.to_string())]);
            let style = Style::FINE_LABEL;
            let y = PAGE.1 - 40.0;
            let right = LEFT + WIDTH - width_of(self.face, &counted, style.size);
            let foot = wrap(self.face, &printed(&foot), style.size, right - LEFT - GUTTER).into_iter().next().unwrap_or_default();
            if let Some(marks) = self.pages.get_mut(page) {
                marks.push(Mark::Text { at: (LEFT, y), style, line: foot });
                marks.push(Mark::Text { at: (right, y), style, line: counted });
            }
        }
        if let Some(key) = self.unsaid {
            return Err(PaperError::Write(format!("there is no word for {key}")));
        }
        Ok(self.pages)
    }
}
