//! Which copy of its database a device writes to, as it says (`model::wire::sync::SyncRequest`): a change of it is told to the log.

use crate::app::App;
use crate::auth::DeviceAuth;

/// Hex digits of an incarnation.
const DIGITS: usize = 32;

/// Notes what the device says. It is told once: what cannot be written down now is lost, and with it one line of the log; the sync goes on.
pub(super) async fn note(app: &App, auth: &DeviceAuth, incarnation: Option<String>) {
    let plain = |text: &String| text.len() == DIGITS && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let Some(incarnation) = incarnation.filter(plain) else { return };
    match app.store.note_incarnation(auth.device, incarnation, app.now()).await {
        Ok(true) => tracing::warn!(device.id = %auth.device, "a device writes to another copy of its database than before"),
        Ok(false) => {}
        Err(error) => tracing::error!(device.id = %auth.device, %error, "which copy a device writes to was not written down"),
    }
}
