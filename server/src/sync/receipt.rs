//! The organisation's receipt for what one request brought: signed when it is durable, so that the device can show it to anybody.

use model::seal::receipt::{Receipt, ReceiptLine, batch_digest};
use model::wire::sync::{DocumentVerdict, receipt_lines};

use crate::app::App;
use crate::auth::DeviceAuth;
use crate::error::ApiError;

/// A receipt for what `verdicts` name as received; none if nothing was. Also for work that was known before: its receipt may have got
/// lost. The work is durable whatever comes of the receipt: without one the device hears so all the same.
pub(super) async fn receipt(app: &App, auth: &DeviceAuth, verdicts: &[DocumentVerdict]) -> Option<String> {
    let lines = receipt_lines(verdicts);
    if lines.is_empty() {
        return None;
    }
    let signed = sign(app, auth, &lines).await;
    signed.inspect_err(|error| tracing::error!(%error, "no receipt could be signed for work that was taken")).ok()
}

async fn sign(app: &App, auth: &DeviceAuth, lines: &[ReceiptLine]) -> Result<String, ApiError> {
    let organisation = auth.organisation;
    let head = app.store.log_head(organisation).await?;
    let key = app.organisation_keys.of(organisation).map_err(ApiError::internal)?;
    let receipt = Receipt {
        organisation,
        device: auth.device,
        at: app.now(),
        batch: batch_digest(lines),
        size: head.size,
        head: head.link.to_string(),
    };
    receipt.sign(key.as_ref()).map_err(ApiError::internal)
}
