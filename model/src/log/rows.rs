//! What a server had written down about changes that it held before its log began.

use sha2::{Digest as _, Sha256};

use crate::id::{DeviceId, PersonId};

/// What a server writes down about one change beside its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeRow {
    /// Sequence number in the organisation's history.
    pub seq: u64,
    /// The change's hash.
    pub hash: [u8; 32],
    /// Who acted.
    pub person: PersonId,
    /// On which device; `None` where the desk acted.
    pub device: Option<DeviceId>,
    /// When the server took it, in **milliseconds** since 1970.
    pub received_ms: i64,
    /// Whether the visit had been given to somebody else by then.
    pub late: bool,
}

/// SHA-256 over rows in their order: of each the sequence number (8 bytes, big-endian), hash (32), person (16), 1 and device (17) or 0,
/// instant in milliseconds (8, big-endian), late (1).
#[derive(Debug, Clone, Default)]
pub struct RowsDigest(Sha256);

impl RowsDigest {
    /// Takes the next row in.
    pub fn add(&mut self, row: &ChangeRow) {
        self.0.update(row.seq.to_be_bytes());
        self.0.update(row.hash);
        self.0.update(row.person.as_bytes());
        match row.device {
            Some(device) => {
                self.0.update([1]);
                self.0.update(device.as_bytes());
            }
            None => self.0.update([0]),
        }
        self.0.update(row.received_ms.to_be_bytes());
        self.0.update([u8::from(row.late)]);
    }

    /// The digest of all rows, 64 hex digits.
    #[must_use]
    pub fn hex(self) -> String {
        hex::encode(self.0.finalize())
    }
}
