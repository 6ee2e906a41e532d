//! The code (QR, ISO/IEC 18004) by which a paper is found again: on the paper itself, and on a screen that a customer reads it from.

use model::seal::verify::VerifiedSeal;
use qrcode::bits::encode_auto;
use qrcode::{Color, EcLevel, QrCode};

use crate::PaperError;
use crate::draw::record::{digest_of, number_of};

/// How much of a code may be damaged: a seventh.
const LEVEL: EcLevel = EcLevel::M;

/// The squares of a code, without the white around it: four squares wide on every side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// How many squares it is wide and high.
    pub across: u16,
    /// Whether each square is dark, row by row from the upper left; `across` times `across` of them.
    pub squares: Vec<bool>,
}

impl Code {
    /// The code of `text`, readable with a seventh of it damaged (level M).
    ///
    /// # Errors
    /// [`PaperError::Write`] if the text does not fit.
    pub fn of(text: &str) -> Result<Self, PaperError> {
        let unfit = |reason: String| PaperError::Write(reason);
        let code = QrCode::with_error_correction_level(text, LEVEL).map_err(|error| unfit(error.to_string()))?;
        let across = u16::try_from(code.width()).map_err(|error| unfit(error.to_string()))?;
        Ok(Self { across, squares: code.to_colors().into_iter().map(|color| color == Color::Dark).collect() })
    }

    /// Whether [`Code::of`] would find room for `text`, without drawing it.
    ///
    /// # Errors
    /// As [`Code::of`].
    pub(crate) fn fits(text: &str) -> Result<(), PaperError> {
        encode_auto(text.as_bytes(), LEVEL).map(drop).map_err(|error| PaperError::Write(error.to_string()))
    }

    /// Where the dark squares are: column and row from the upper left.
    pub fn dark(&self) -> impl Iterator<Item = (u16, u16)> {
        let dark = self.squares.iter().zip(0_u16..).filter(|(dark, _)| **dark);
        dark.map(|(_, n)| (n % self.across, n / self.across))
    }
}

/// The address at which a stranger has this `record` checked: the same that the code on its paper holds. None if the record names no
/// address.
#[must_use]
pub fn check_link(seal: &VerifiedSeal, record: &[u8]) -> Option<String> {
    seal.record.body.check_at.is_some().then(|| said(seal, record))
}

/// What the code says: number and digest of the record, behind the address if the record names one. What follows `#` does not leave the
/// telephone.
pub(crate) fn said(seal: &VerifiedSeal, record: &[u8]) -> String {
    let said = format!("seal={}&sha256={}", escaped(number_of(&seal.paper)), digest_of(record));
    match &seal.record.body.check_at {
        Some(address) => format!("{address}#{said}"),
        None => format!("fieldbook:{said}"),
    }
}

/// `text` as it may stand behind the `#` of an address (RFC 3986).
fn escaped(text: &str) -> String {
    let one = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(one).collect()
}
