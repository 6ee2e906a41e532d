//! The range from which a device numbers papers that it hands to customers (E6): no other device has the same prefix, so a number
//! given without a signal stays right for good.

use serde::{Deserialize, Serialize};

/// A device's range of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NumberRange {
    /// What every number of this device begins with: `T07`.
    pub prefix: String,
}

impl NumberRange {
    /// The `nth` range of an organisation, from 1. Ranges are never given out again.
    #[must_use]
    pub fn nth(nth: u64) -> Self {
        Self { prefix: format!("T{nth:02}") }
    }

    /// The number of the device's paper `serial`, from 1: `T07-0012`.
    #[must_use]
    pub fn number(&self, serial: u32) -> String {
        format!("{}-{serial:04}", self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// E6: numbers of two devices are never the same.
    #[test]
    fn a_number_is_prefix_and_serial_and_no_two_devices_share_one() {
        assert_eq!(NumberRange::nth(7).number(12), "T07-0012");
        assert_eq!(NumberRange::nth(112).number(12_345), "T112-12345");
        assert_ne!(NumberRange::nth(1).number(12), NumberRange::nth(11).number(2));
    }
}
