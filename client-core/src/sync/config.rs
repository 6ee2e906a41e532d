//! Asking what the server takes, when it says that it told something else before.

use std::sync::Arc;

use model::wire::config::{CONFIG_PATH, SyncConfigAnswer};

use super::SyncError;
use super::report::SyncReport;
use crate::device::Core;
use crate::http::answer::expect_json;
use crate::http::transport::{HttpRequest, Method};
use crate::identity::Enrolled;
use crate::observe::Notice;
use crate::store::{StoreError, config};

const MAX_ANSWER_BYTES: usize = 64 * 1024;

impl Core {
    /// Asks for the configuration if `revision` is not the kept one's. Sync goes on with the kept one if it does not come: the next
    /// answer makes the device ask again.
    pub(super) async fn fetch_config(
        self: &Arc<Self>,
        enrolled: &Enrolled,
        report: &mut SyncReport,
        revision: Option<&str>,
    ) -> Result<(), StoreError> {
        let Some(revision) = revision else { return Ok(()) };
        if self.store.read(config::kept)?.revision == revision {
            return Ok(());
        }
        let request = HttpRequest::new(Method::Get, CONFIG_PATH, MAX_ANSWER_BYTES).header("accept", "application/json");
        let answer: Result<SyncConfigAnswer, SyncError> = match self.exchange(enrolled, report, request).await {
            Ok(answer) => expect_json(answer).map_err(SyncError::from),
            Err(error) => Err(error),
        };
        let mut told = match answer {
            Ok(told) => told,
            Err(error) => {
                tracing::warn!(code = error.code(), "what the server takes could not be asked for; it stays as it was");
                return Ok(());
            }
        };
        // What no device can live with is not believed, and nothing beyond the protocol is sent.
        told.config.limits = told.config.limits.within_protocol();
        self.blocking(move |core| {
            core.store.write(|tx| config::keep(tx, &told))?;
            core.follow_pace(told.config.pace);
            Ok::<_, StoreError>(())
        })
        .await?;
        self.tell(&[Notice::Agenda, Notice::Outbox]);
        Ok(())
    }
}
