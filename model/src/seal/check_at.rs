//! The address at which a stranger can have a seal checked, as it stands on the paper.

use super::SealError;

/// The longest address, in **characters**: it has to fit a code that a telephone reads from paper.
pub const MAX_ADDRESS_CHARS: usize = 200;

/// Whether `text` can be such an address: `http` or `https`, a host, perhaps a path; no credentials, no query, nothing that is not
/// drawn.
///
/// # Errors
/// [`SealError::CheckAddress`] saying what is wrong.
pub fn check_address(text: &str) -> Result<(), SealError> {
    if text.chars().count() > MAX_ADDRESS_CHARS {
        return Err(SealError::CheckAddress("it is too long"));
    }
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let rest = rest.ok_or(SealError::CheckAddress("it is neither http nor https"))?;
    if rest.is_empty() || rest.starts_with('/') {
        return Err(SealError::CheckAddress("it names no host"));
    }
    if rest.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '@')) {
        return Err(SealError::CheckAddress("it holds more than host and path"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_scheme_and_host_and_no_credentials() {
        assert_eq!(check_address("https://desk.example:8443/check"), Ok(()));
        let long = format!("https://{}", "a".repeat(MAX_ADDRESS_CHARS));
        let wrong = ["desk.example", "https://", "https:///x", "ftp://a", "https://me:secret@a", "https://a b", "https://a#b", &long];
        for wrong in wrong {
            assert!(matches!(check_address(wrong), Err(SealError::CheckAddress(_))), "{wrong}");
        }
    }
}
