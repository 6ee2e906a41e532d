//! Handing in: a device that was put out gets no token and no news any more, but what was entered on it is not lost. It goes, under an
//! assertion of the device's key, where the desk looks at it (`model::wire::hand_in`). Photos stay here.

use std::sync::Arc;

use model::wire::PROTOCOL;
use model::wire::frame::{self, FrameLimits};
use model::wire::hand_in::{HAND_IN_PATH, HandInResponse};
use model::wire::reference::Versions;
use model::wire::sync::{MAX_INFLATED_BYTES, SYNC_MEDIA_TYPE, SyncRequest};

use super::SyncError;
use super::push::{Budget, plan};
use crate::device::Core;
use crate::http::answer::{Failure, expect_success};
use crate::http::transport::{HttpRequest, Method};
use crate::identity::Enrolled;
use crate::store::outbox::Offer;
use crate::store::{StoreError, config, outbox};

const FRAME_LIMITS: FrameLimits = FrameLimits { frame_bytes: MAX_INFLATED_BYTES, header_bytes: 4 * 1024 * 1024, sections: 1 };

impl Core {
    /// Hands in everything that waits, request by request. Answers how many changes the server named as durable.
    pub(super) async fn hand_in(self: &Arc<Self>, enrolled: &Enrolled) -> Result<u32, SyncError> {
        let mut handed = 0;
        let mut held_back = Vec::new();
        loop {
            let except = held_back.clone();
            let batch = self
                .blocking(move |core| {
                    core.store.read::<_, StoreError>(|conn| {
                        let budget = Budget::share(1, &config::kept(conn)?.config.limits);
                        // What it carries for others, they or a colleague hand over themselves.
                        Ok(plan(&outbox::unsent(conn, budget.changes, &except, Offer::OwnChanges)?, budget))
                    })
                })
                .await?;
            held_back.extend(batch.damaged.iter().chain(&batch.too_large).copied());
            if batch.documents.is_empty() {
                return Ok(handed);
            }
            let header = SyncRequest {
                protocol: PROTOCOL,
                application: self.application.clone(),
                cursor: None,
                want_bytes: 0,
                client_time: self.clock.now(),
                judged: 0,
                documents: batch.documents.iter().map(|pushed| pushed.announced()).collect(),
                reference: Versions::new(),
                incarnation: None,
                authors: Vec::new(),
                unsent: None,
            };
            let body = batch.body(&header)?;
            let request = HttpRequest::new(Method::Post, HAND_IN_PATH, MAX_INFLATED_BYTES)
                .header("content-type", SYNC_MEDIA_TYPE)
                .header("content-encoding", "gzip")
                .header("accept", SYNC_MEDIA_TYPE)
                .header("authorization", format!("Bearer {}", self.assertion(enrolled).await?))
                .body(body);
            let answer = expect_success(self.send(&enrolled.identity.server_url, request).await?)?;
            let body = frame::gunzip_bounded(&answer.body, MAX_INFLATED_BYTES).map_err(Failure::from)?;
            let (response, _): (HandInResponse, _) = frame::decode(&body, FRAME_LIMITS).map_err(Failure::from)?;
            let identity = enrolled.identity.clone();
            let applied = self.blocking(move |core| core.apply_handed_in(&identity, &batch.documents, &response.verdicts)).await?;
            handed += applied.changes_sent;
            held_back.extend(applied.held_back);
        }
    }
}
