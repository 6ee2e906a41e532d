//! Numbers of goods receipts: given on the device from a range that no other device can use, so that paper in the customer's hand
//! stays true (R-091, E6).

use super::Refusal;

/// Fewest digits of the serial of a receipt.
const MIN_DIGITS: usize = 4;
/// Longest receipt number, in **characters**.
const MAX_CHARS: usize = 24;

/// The receipt number with this serial of the range `prefix`: `T07-0012`.
#[must_use]
pub fn receipt_number(prefix: &str, serial: u32) -> String {
    format!("{prefix}-{serial:0MIN_DIGITS$}")
}

/// Whether `number` is a receipt number: a range, a hyphen and four or more digits.
///
/// # Errors
/// [`Refusal::ReceiptNumber`].
pub fn check_receipt_number(number: &str) -> Result<(), Refusal> {
    let parts = number.split_once('-').filter(|(prefix, serial)| {
        let range = !prefix.is_empty() && prefix.chars().all(|c| c.is_ascii_alphanumeric());
        range && serial.len() >= MIN_DIGITS && serial.chars().all(|c| c.is_ascii_digit())
    });
    if parts.is_some() && number.len() <= MAX_CHARS { Ok(()) } else { Err(Refusal::ReceiptNumber) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R-091, E6: range of the device, then its serial.
    #[test]
    fn a_receipt_number_is_range_and_serial() {
        assert_eq!(receipt_number("T07", 12), "T07-0012");
        assert_eq!(receipt_number("T07", 10_012), "T07-10012");
        assert_eq!(check_receipt_number("T07-0012"), Ok(()));
        for wrong in ["", "T07", "T07-12", "-0012", "T07-00x2", "T07 0012", "T07-0012-1", "T-000000000000000000000000012"] {
            assert_eq!(check_receipt_number(wrong), Err(Refusal::ReceiptNumber), "{wrong}");
        }
    }
}
