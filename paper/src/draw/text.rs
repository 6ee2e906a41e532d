//! Text into lines: Chinese breaks between characters, other scripts between words; what is too long for a line is cut.

use crate::font::Face;

/// What may not begin a line.
const CLOSING: &str = "，。、；：！？）》〉」』】〕”’…—·％℃,.;:!?)]}%";
/// What may not end one.
const OPENING: &str = "（《〈「『【〔“‘([{¥￥№";

/// The lines of `text` in letters of `size` points, none wider than `width` points. Line ends of the text end lines here too.
pub(super) fn wrap(face: &Face, text: &str, size: f32, width: f32) -> Vec<String> {
    let ems = width / size;
    text.lines().flat_map(|paragraph| wrap_paragraph(face, &paragraph.replace('\t', " "), ems)).collect()
}

/// Width of `line` in letters of `size` points.
pub(super) fn width_of(face: &Face, line: &str, size: f32) -> f32 {
    ems_of(face, line) * size
}

fn wrap_paragraph(face: &Face, paragraph: &str, ems: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut filled = 0.0;
    for piece in pieces(paragraph) {
        let printed = ems_of(face, piece.trim_end());
        if filled + printed > ems && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            filled = 0.0;
        }
        if printed <= ems {
            line.push_str(piece);
            filled += ems_of(face, piece);
            continue;
        }
        for c in piece.chars() {
            let wide = face.width(c).unwrap_or_default();
            if filled + wide > ems && !line.is_empty() && !c.is_whitespace() {
                lines.push(std::mem::take(&mut line));
                filled = 0.0;
            }
            line.push(c);
            filled += wide;
        }
    }
    lines.push(line);
    lines
}

fn ems_of(face: &Face, text: &str) -> f32 {
    text.chars().filter_map(|c| face.width(c)).sum()
}

/// `paragraph` cut wherever a line may end.
fn pieces(paragraph: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = paragraph;
    let mut before = None;
    for (at, c) in paragraph.char_indices() {
        if before.is_some_and(|before| may_break(before, c)) {
            let (piece, after) = rest.split_at(at - (paragraph.len() - rest.len()));
            pieces.push(piece);
            rest = after;
        }
        before = Some(c);
    }
    pieces.push(rest);
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if after.is_whitespace() || CLOSING.contains(after) || OPENING.contains(before) {
        return false;
    }
    before.is_whitespace() || is_wide(before) || is_wide(after)
}

/// Characters that stand for themselves: Han, kana, hangul, and their punctuation.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, ems: f32) -> Vec<String> {
        wrap(Face::embedded().unwrap(), text, 10.0, ems * 10.0)
    }

    #[test]
    fn chinese_breaks_between_characters_and_never_before_a_full_stop() {
        assert_eq!(lines("更换搓纸轮，试机正常", 4.0), ["更换搓纸", "轮，试机", "正常"]);
        assert_eq!(lines("更换搓纸。", 4.0), ["更换搓", "纸。"]);
    }

    #[test]
    fn words_stay_whole_and_what_is_longer_than_a_line_is_cut() {
        assert_eq!(lines("paper jam\nagain", 4.0), ["paper ", "jam", "again"]);
        assert_eq!(lines("0123456789012345", 4.0).concat(), "0123456789012345");
        assert!(lines("0123456789012345", 4.0).len() > 1);
    }

    /// Nothing of a text gets lost, whatever the width.
    #[test]
    fn the_lines_together_are_the_text() {
        let text = "型号 bizhub 367（A4）：carton feed, 卡纸 3 times—“again” http://example.com/very/long/address/that/never/ends 。";
        for ems in 1..60_u8 {
            assert_eq!(lines(text, f32::from(ems)).concat(), text);
        }
    }
}
