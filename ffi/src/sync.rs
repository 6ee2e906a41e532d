//! Enrolment and exchange with the server: the methods that wait for a network.
//!
//! They run on a runtime that this library brings along; the host awaits them in its own way (`suspend`, `async`, `await`) and
//! may cancel them: what was not named as received is sent again next time.

use std::sync::Arc;

use client_core::{Identity, SyncReport};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::device::Device;
use crate::failures::FieldError;

/// What one sync came to. Token requests are not counted.
#[uniffi::remote(Record)]
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

#[uniffi::export(async_runtime = "tokio")]
impl Device {
    /// Enrols this device at the server with the desk's one-time code.
    ///
    /// # Errors
    /// [`FieldError::Refused`] with the code `enrolment_code`: ask the desk for a new one. [`FieldError::Unusable`] for an address
    /// or a name that cannot be, or if the device is enrolled already. Nothing was kept.
    pub async fn enrol(&self, server_url: &str, code: &str, device_name: &str) -> Result<Identity, FieldError> {
        Ok(self.core.enrol(server_url, code, device_name).await?)
    }

    /// Exchanges with the server now: everything unsent goes up, everything new comes down, then photos.
    ///
    /// # Errors
    /// [`FieldError`]; what was exchanged before it is kept, the rest is sent again next time.
    pub async fn sync_now(&self) -> Result<SyncReport, FieldError> {
        Ok(self.core.sync_now().await?)
    }

    /// Syncs in the background from now on: when something is entered, when the routine comes, and after failures in growing
    /// intervals. What goes wrong is in [`Device::outbox`]. Goes on for as long as the answer is held and not stopped.
    pub async fn start_sync(&self) -> Arc<BackgroundSync> {
        BackgroundSync::begin(self.core.clone())
    }
}

/// A sync that goes on in the background. Ends when it is stopped and when it is dropped.
#[derive(uniffi::Object)]
pub struct BackgroundSync {
    stop: CancellationToken,
    ended: CancellationToken,
    _stops_when_dropped: DropGuard,
}

#[uniffi::export(async_runtime = "tokio")]
impl BackgroundSync {
    /// Stops the sync and waits until it has ended: afterwards no request of it is under way. What was not named as received is
    /// sent again next time.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.ended.cancelled().await;
    }
}

impl BackgroundSync {
    fn begin(device: client_core::Device) -> Arc<Self> {
        let (stop, ended) = (CancellationToken::new(), CancellationToken::new());
        let (until, has_ended) = (stop.clone(), ended.clone().drop_guard());
        tokio::spawn(async move {
            let _has_ended = has_ended;
            device.run_sync(until).await;
        });
        Arc::new(Self { _stops_when_dropped: stop.clone().drop_guard(), stop, ended })
    }
}
