//! The one font on paper: which characters it has, and how wide they are. It is embedded as a subset into each PDF.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use model::rules::is_blank;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider as _};

use crate::PaperError;

/// See `fonts/README.md`.
static FILE: &[u8] = include_bytes!("../fonts/NotoSansSC-Regular.ttf");

static FACE: LazyLock<Option<Face>> = LazyLock::new(Face::parse);

/// The characters of `text` that cannot be printed, each once, in the order of their numbers: those the font does not have, and those
/// that leave no mark but change what others look like. Line ends and tabs are no characters in this sense. Ask before a text is
/// signed: on paper such a character stands as its number, `[U+1F600]`.
#[must_use]
pub fn missing_characters(text: &str) -> Vec<char> {
    let Some(face) = FACE.as_ref() else { return text.chars().collect::<BTreeSet<_>>().into_iter().collect() };
    let printed = text.lines().flat_map(str::chars).filter(|c| *c != '\t');
    printed.filter(|c| face.glyph(*c).is_none()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// `text` as it is printed: what cannot be printed stands as its number.
pub(crate) fn printed(text: &str) -> Cow<'_, str> {
    let missing = missing_characters(text);
    if missing.is_empty() {
        return Cow::Borrowed(text);
    }
    let spelled = |c: char| if missing.contains(&c) { format!("[U+{:04X}]", u32::from(c)) } else { c.to_string() };
    Cow::Owned(text.chars().map(spelled).collect())
}

/// The font, ready to measure and draw.
pub(crate) struct Face {
    pub(crate) font: Font,
    characters: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    units: f32,
}

impl Face {
    /// The embedded font.
    pub(crate) fn embedded() -> Result<&'static Self, PaperError> {
        FACE.as_ref().ok_or_else(|| PaperError::Write("the embedded font is unusable".to_owned()))
    }

    fn parse() -> Option<Self> {
        let file = FontRef::new(FILE).ok()?;
        let font = Font::new(FILE.into(), 0)?;
        let units = font.units_per_em();
        Some(Self { font, characters: file.charmap(), metrics: file.glyph_metrics(Size::unscaled(), LocationRef::default()), units })
    }

    /// Glyph and width in ems, if `c` can be printed.
    fn glyph(&self, c: char) -> Option<(skrifa::GlyphId, f32)> {
        let leaves_no_mark = !c.is_whitespace() && is_blank(c.encode_utf8(&mut [0; 4]));
        let glyph = self.characters.map(c).filter(|_| !c.is_control() && !leaves_no_mark)?;
        Some((glyph, self.metrics.advance_width(glyph)? / self.units))
    }

    /// Width of `c` in ems; none if it cannot be printed.
    pub(crate) fn width(&self, c: char) -> Option<f32> {
        self.glyph(c).map(|(_, width)| width)
    }

    /// The glyphs of one line, left to right. What cannot be printed was spelled out before.
    pub(crate) fn glyphs(&self, line: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, c): (usize, char)| {
            let (id, width) = self.glyph(c)?;
            Some(KrillaGlyph::new(GlyphId::new(id.to_u32()), width, 0.0, 0.0, 0.0, at..at + c.len_utf8(), None))
        };
        line.char_indices().filter_map(glyph).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names, parts and complaints of every day are printable; pictures, control characters and steering marks are named.
    #[test]
    fn what_cannot_be_printed_is_named() {
        assert_eq!(missing_characters("更换搓纸轮，试机正常。\r\nPaper jam — 80.50 元 / ¥, 20 °C\t№ 3"), []);
        assert_eq!(missing_characters("好😀\u{202e}a\u{7}\u{200b}😀"), ['\u{7}', '\u{200b}', '\u{202e}', '😀']);
        assert_eq!(missing_characters("𠮷"), ['𠮷']);
    }
}
