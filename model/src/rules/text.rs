//! How long texts may be, and when one says nothing.

use super::Refusal;

/// The longest free text a field of a visit holds, in **characters**: findings, treatment, remarks.
pub const MAX_TEXT_CHARS: usize = 1_900;
/// The longest text of one line, in **characters**: names, numbers, reasons, notes, captions.
pub const MAX_LINE_CHARS: usize = 200;

/// Whether `text` fits a free text of a visit.
///
/// # Errors
/// [`Refusal::TextTooLong`].
pub fn check_text(text: &str) -> Result<(), Refusal> {
    at_most(text, MAX_TEXT_CHARS)
}

/// Whether `text` fits one line.
///
/// # Errors
/// [`Refusal::TextTooLong`].
pub fn check_line(text: &str) -> Result<(), Refusal> {
    at_most(text, MAX_LINE_CHARS)
}

/// Whether `text` shows nothing: only white space and characters that are not drawn.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

fn at_most(text: &str, limit: usize) -> Result<(), Refusal> {
    if text.chars().count() > limit { Err(Refusal::TextTooLong(limit)) } else { Ok(()) }
}

/// Format characters and fillers of Unicode that leave no mark.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::is_blank;

    #[test]
    fn a_text_that_shows_nothing_is_blank() {
        for blank in ["", "  ", "\u{3000}", "\u{200b}", "\t\u{feff}\n", "\u{2060}\u{ad}"] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for text in ["a", " 零 ", "\u{200b}x", "。"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
