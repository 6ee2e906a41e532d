//! Fetching one document whole: when news of it could not be joined to what is here (a change before it is missing, or the device
//! was restored from an older copy).

use std::sync::Arc;

use model::id::DocumentId;
use model::wire::frame::{self, FrameLimits};
use model::wire::sync::{MAX_INFLATED_BYTES, SYNC_MEDIA_TYPE};

use super::SyncError;
use super::apply::Applied;
use super::report::SyncReport;
use crate::device::Core;
use crate::http::answer::Failure;
use crate::http::transport::{HttpRequest, Method};
use crate::identity::Enrolled;
use crate::store::documents;

const FRAME_LIMITS: FrameLimits = FrameLimits { frame_bytes: MAX_INFLATED_BYTES, header_bytes: 64 * 1024, sections: 1 };

impl Core {
    /// Fetches `id` whole and takes it. A document that the server does not give to this device is no longer owed.
    pub(super) async fn fetch(
        self: &Arc<Self>,
        enrolled: &Enrolled,
        report: &mut SyncReport,
        id: DocumentId,
    ) -> Result<Applied, SyncError> {
        let request = HttpRequest::new(Method::Get, format!("/v1/documents/{id}"), MAX_INFLATED_BYTES).header("accept", SYNC_MEDIA_TYPE);
        let answer = match self.exchange(enrolled, report, request).await {
            Err(SyncError::Exchange(failure)) if failure.status() == Some(404) => {
                self.blocking(move |core| core.store.write(|tx| documents::owe_fetch(tx, id, false))).await?;
                return Ok(Applied::default());
            }
            other => other?,
        };
        let unreadable = |error: frame::FrameError| Failure::Answer(error.to_string());
        let body = frame::gunzip_bounded(&answer.body, MAX_INFLATED_BYTES).map_err(unreadable)?;
        let (_, sections) = frame::decode::<serde_json::Value>(&body, FRAME_LIMITS).map_err(unreadable)?;
        let section = sections.into_iter().next().ok_or_else(|| Failure::Answer("it holds no document".to_owned()))?;
        let identity = enrolled.identity.clone();
        self.blocking(move |core| core.apply_whole(&identity, id, &section)).await
    }
}
