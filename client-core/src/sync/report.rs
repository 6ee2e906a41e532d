//! What one sync came to, in figures.

use serde::Serialize;

/// What one sync came to. Token requests are not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    /// Requests made.
    pub requests: u32,
    /// **Bytes** of bodies sent.
    pub bytes_up: u64,
    /// **Bytes** of bodies received.
    pub bytes_down: u64,
    /// Own changes that the server named as received.
    pub changes_sent: u32,
    /// Changes of others that were taken.
    pub changes_received: u32,
    /// Documents that became this device's.
    pub documents_entered: u32,
    /// Documents that are no longer this device's.
    pub documents_left: u32,
    /// Rows of reference data that were taken.
    pub reference_rows: u32,
    /// Documents, photos and sets of reference data that one side did not take.
    pub refused: u32,
}
