//! Fetching one document whole: when news of it could not be joined to what is here (a change before it is missing, or the device
//! was restored from an older copy).

use std::sync::Arc;

use model::id::DocumentId;
use model::wire::frame::{self, FrameLimits};
use model::wire::lists::Section;
use model::wire::problem::codes;
use model::wire::sync::{MAX_INFLATED_BYTES, SYNC_MEDIA_TYPE};
use rusqlite::Transaction;

use super::SyncError;
use super::apply::Applied;
use super::report::SyncReport;
use crate::device::Core;
use crate::http::answer::Failure;
use crate::http::transport::{HttpRequest, Method};
use crate::identity::Enrolled;
use crate::observe::Notice;
use crate::store::{StoreError, documents};

const FRAME_LIMITS: FrameLimits = FrameLimits { frame_bytes: MAX_INFLATED_BYTES, header_bytes: 64 * 1024, sections: 1 };

impl Core {
    /// Fetches `id` whole and takes it. A document that the server does not give to this device, or that is too large for it, is no
    /// longer owed.
    pub(super) async fn fetch(
        self: &Arc<Self>,
        enrolled: &Enrolled,
        report: &mut SyncReport,
        id: DocumentId,
    ) -> Result<Applied, SyncError> {
        let request = HttpRequest::new(Method::Get, format!("/v1/documents/{id}"), MAX_INFLATED_BYTES).header("accept", SYNC_MEDIA_TYPE);
        let answer = match self.exchange(enrolled, report, request).await {
            Err(SyncError::Exchange(failure)) if failure.status() == Some(404) => {
                self.settle(id, documents::not_given).await?;
                return Ok(Applied::default());
            }
            Err(error) if is_too_large(&error) => {
                self.park_too_large(id).await?;
                return Ok(Applied::refused_one());
            }
            other => other?,
        };
        let section = match section_of(&answer.body) {
            Err(Failure::AnswerTooLarge) => {
                self.park_too_large(id).await?;
                return Ok(Applied::refused_one());
            }
            other => other?,
        };
        let identity = enrolled.identity.clone();
        self.blocking(move |core| core.apply_whole(&identity, id, &Section::Packed(section))).await
    }

    /// A history that is too large stays too large: it is not asked for again until a person tries.
    async fn park_too_large(self: &Arc<Self>, id: DocumentId) -> Result<(), StoreError> {
        self.settle(id, |tx, id| {
            documents::owe_fetch(tx, id, false)?;
            documents::park_unreadable(tx, id, codes::TOO_LARGE, "its history is larger than what this device takes")
        })
        .await
    }

    async fn settle(
        self: &Arc<Self>,
        id: DocumentId,
        settle: impl FnOnce(&Transaction<'_>, DocumentId) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        self.blocking(move |core| core.store.write(|tx| settle(tx, id))).await?;
        self.tell(&[Notice::Document(id), Notice::Agenda, Notice::Outbox]);
        Ok(())
    }
}

fn is_too_large(error: &SyncError) -> bool {
    let SyncError::Exchange(failure) = error else { return false };
    failure.status() == Some(413) || matches!(failure, Failure::AnswerTooLarge)
}

fn section_of(body: &[u8]) -> Result<Vec<u8>, Failure> {
    let body = frame::gunzip_bounded(body, MAX_INFLATED_BYTES)?;
    let (_, sections) = frame::decode::<serde_json::Value>(&body, FRAME_LIMITS)?;
    sections.into_iter().next().ok_or_else(|| Failure::Answer("it holds no document".to_owned()))
}
