//! Comparing with the server instead of sending everything again: after its history was replaced, and once a week as an audit.

use std::sync::Arc;

use model::wire::PROTOCOL;
use model::wire::config::RECONCILE;
use model::wire::frame::{gunzip_bounded, gzip};
use model::wire::reconcile::{MAX_RECONCILED, RECONCILE_PATH, ReconcileRequest, ReconcileResponse};
use model::wire::sync::MAX_INFLATED_BYTES;

use super::report::SyncReport;
use super::{SyncError, understood};
use crate::clock::ServerHeard;
use crate::device::Core;
use crate::http::answer::Failure;
use crate::http::transport::{HttpRequest, Method};
use crate::identity::Enrolled;
use crate::observe::Notice;
use crate::store::{StoreError, config, contact, reconcile};

impl Core {
    /// Compares, if it is owed. A server that cannot is offered everything: what was marked as unsent stays so. An audit that breaks keeps
    /// nothing from being sent: it is done again in a week.
    pub(super) async fn reconcile_if_owed(self: &Arc<Self>, enrolled: &Enrolled, report: &mut SyncReport) -> Result<(), SyncError> {
        if !self.store.read(reconcile::is_owed)? {
            return Ok(());
        }
        let is_audit = self.store.read(contact::cursor)?.is_some();
        match self.compare(enrolled, report).await {
            Err(SyncError::Exchange(failure))
                if is_audit && (failure.status() == Some(500) || matches!(failure, Failure::Answer(_) | Failure::AnswerTooLarge)) =>
            {
                tracing::warn!(code = failure.code(), "the two sides could not be compared; sending goes on");
                let now = self.clock.now();
                Ok(self.store.write(|tx| reconcile::put_off(tx, now))?)
            }
            other => other,
        }
    }

    async fn compare(self: &Arc<Self>, enrolled: &Enrolled, report: &mut SyncReport) -> Result<(), SyncError> {
        let named = self.blocking(|core| core.store.read(reconcile::named)).await?;
        let can = self.store.read(config::kept)?.config.has(RECONCILE);
        if !can || named.documents.is_empty() || named.documents.len() > MAX_RECONCILED {
            return Ok(self.store.write(|tx| reconcile::owe(tx, false))?);
        }
        let request = ReconcileRequest {
            protocol: PROTOCOL,
            application: self.application.clone(),
            client_time: self.clock.now(),
            documents: named.documents.clone(),
        };
        let body = gzip(&serde_json::to_vec(&request).map_err(StoreError::from)?);
        let request = HttpRequest::new(Method::Post, RECONCILE_PATH, MAX_INFLATED_BYTES)
            .header("content-type", "application/json")
            .header("content-encoding", "gzip")
            .header("accept", "application/json")
            .body(body);
        let answer = match self.exchange(enrolled, report, request).await {
            Err(SyncError::Exchange(failure)) if matches!(failure.status(), Some(404 | 405 | 413)) => {
                tracing::info!(code = failure.code(), "the server does not compare; everything is offered");
                return Ok(self.store.write(|tx| reconcile::owe(tx, false))?);
            }
            other => other?,
        };
        let body = gunzip_bounded(&answer.body, MAX_INFLATED_BYTES).map_err(Failure::from)?;
        let answer: ReconcileResponse = serde_json::from_slice(&body).map_err(|error| Failure::Answer(error.to_string()))?;
        understood(answer.protocol)?;
        let heard = ServerHeard::now(self.clock.as_ref(), answer.server_time);
        let at = self.clock.now();
        let reconciled = self
            .blocking(move |core| {
                core.store.write::<_, StoreError>(|tx| {
                    contact::hear(tx, &heard)?;
                    reconcile::take(tx, &named, &answer, at)
                })
            })
            .await?;
        if reconciled.lost > 0 {
            tracing::warn!(changes = reconciled.lost, "the server lacks what it once received; it is sent again");
        }
        for document in reconciled.touched {
            self.tell(&[Notice::Document(document)]);
        }
        self.tell(&[Notice::Agenda, Notice::Outbox]);
        Ok(())
    }
}
