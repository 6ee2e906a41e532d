//! Lines on a terminal: a name, and text of somebody else that can neither look like another line nor steer the terminal.

use crate::outcome::{harmless, say};

/// How many columns of a terminal a line may take beside its name.
const COLUMNS: usize = 66;

/// One line for each line of `text`, the first with its name. What stands in a record can neither look like another line nor
/// steer the terminal.
pub(super) fn line(name: &str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    let parts = text.lines().flat_map(|part| cut(&harmless(part)));
    for (at, part) in parts.enumerate() {
        let start = if at == 0 { format!("{name:<10} ") } else { " ".repeat(13) };
        say(format!("{start}{part}").trim_end());
    }
}

/// `text` in pieces that a terminal does not break by itself, cut between words where there are any: what it would put at the start of a
/// line could pass for one of ours.
fn cut(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let (mut piece, mut columns) = (String::new(), 0);
    for c in text.chars() {
        if columns + width(c) > COLUMNS {
            let word = piece.rfind(' ').map(|space| piece.split_off(space + 1)).unwrap_or_default();
            pieces.push(std::mem::replace(&mut piece, word));
            columns = piece.chars().map(width).sum();
        }
        columns += width(c);
        piece.push(c);
    }
    pieces.push(piece);
    pieces
}

/// Columns of `c` on a terminal, at most.
fn width(c: char) -> usize {
    if c < '\u{1100}' { 1 } else { 2 }
}
