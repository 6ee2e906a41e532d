//! One-time codes that let a device in: 140 random bits as Crockford base32, in groups for reading aloud.
//!
//! Only the SHA-256 is kept. With that much chance in it no slow hash is needed.

use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::host::ChanceError;
use crate::store::identity::SecretHash;

const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Five bits each: 140 bits.
const LENGTH: usize = 28;
const GROUP: usize = 4;

/// A fresh code, such as `7F3K-0V9M-…`.
pub(super) fn make(app: &App) -> Result<String, ChanceError> {
    readable::<LENGTH>(app)
}

/// `COUNT` random symbols of five bits each, in groups.
pub(super) fn readable<const COUNT: usize>(app: &App) -> Result<String, ChanceError> {
    let chance: [u8; COUNT] = app.random()?;
    let mut code = String::with_capacity(COUNT + COUNT / GROUP);
    for (index, byte) in chance.iter().enumerate() {
        if index > 0 && index % GROUP == 0 {
            code.push('-');
        }
        // 256 is a multiple of 32: every symbol is equally likely.
        code.extend(SYMBOLS.get(usize::from(byte % 32)).copied().map(char::from));
    }
    Ok(code)
}

/// The hash of a code as somebody typed it: case, hyphens and spaces do not matter, nor O for 0 and I or L for 1.
pub(super) fn hash(typed: &str) -> SecretHash {
    let symbols = typed.chars().filter(|symbol| *symbol != '-' && !symbol.is_whitespace());
    let symbols = symbols.map(|symbol| match symbol.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    Sha256::digest(symbols.collect::<String>()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_the_way_people_type() {
        assert_eq!(hash("7F3K-0V1M"), hash(" 7f3k ov-lM\n"));
        assert_ne!(hash("7F3K-0V1M"), hash("7F3K-0V1N"));
    }
}
