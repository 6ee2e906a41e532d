//! The code in the corner: by it a paper is found again, and a telephone gets to the place where the record can be checked.

use model::seal::verify::VerifiedSeal;
use qrcode::{Color, EcLevel, QrCode};

use super::record::{digest_of, number_of};
use super::sheet::{Mark, Sheet};
use crate::PaperError;

/// How large the code is, without the white around it.
pub(super) const SIDE: f32 = 82.0;

/// What the code says: call-out number and digest of the record, behind the address if the record names one. What follows `#` does
/// not leave the telephone.
pub(super) fn text_of(seal: &VerifiedSeal, record: &[u8]) -> String {
    let said = format!("seal={}&sha256={}", escaped(number_of(&seal.paper)), digest_of(record));
    match &seal.record.body.check_at {
        Some(address) => format!("{address}#{said}"),
        None => format!("fieldbook:{said}"),
    }
}

/// Draws the code of `text`, its upper left corner at `at`.
pub(super) fn code(sheet: &mut Sheet, text: &str, at: (f32, f32)) -> Result<(), PaperError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| PaperError::Write(error.to_string()))?;
    let across = u16::try_from(code.width()).unwrap_or(u16::MAX);
    let side = SIDE / f32::from(across);
    let dark = code.to_colors().into_iter().zip(0_u16..).filter(|(color, _)| *color == Color::Dark);
    let squares = dark.map(|(_, n)| (at.0 + f32::from(n % across) * side, at.1 + f32::from(n / across) * side)).collect();
    sheet.put(Mark::Squares { at: squares, side });
    Ok(())
}

/// `text` as it may stand behind the `#` of an address (RFC 3986).
fn escaped(text: &str) -> String {
    let one = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(one).collect()
}
