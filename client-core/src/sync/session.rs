//! One exchange with the server on behalf of the enrolled device: the token is put on, bytes are counted.

use std::sync::Arc;

use model::wire::problem::codes;

use super::SyncError;
use super::report::SyncReport;
use crate::device::Core;
use crate::http::answer::{Failure, expect_success};
use crate::http::transport::{HttpRequest, HttpResponse};
use crate::identity::Enrolled;
use crate::store::StoreError;

impl Core {
    /// Makes a request as this device and answers what came back if it is good. A token that the server does not take any more
    /// is replaced once.
    pub(super) async fn exchange(
        &self,
        enrolled: &Enrolled,
        report: &mut SyncReport,
        request: HttpRequest,
    ) -> Result<HttpResponse, SyncError> {
        match self.with_token(enrolled, report, request.clone()).await {
            Err(SyncError::Exchange(failure)) if failure.status() == Some(401) && !failure.is(codes::DEVICE_REVOKED) => {
                self.tokens.forget();
                self.with_token(enrolled, report, request).await
            }
            other => other,
        }
    }

    async fn with_token(&self, enrolled: &Enrolled, report: &mut SyncReport, request: HttpRequest) -> Result<HttpResponse, SyncError> {
        let token = self.access_token(enrolled).await?;
        let request = request.header("authorization", format!("Bearer {}", token.as_str()));
        let bytes_up = request.body.len() as u64;
        let answer = self.send(&enrolled.identity.server_url, request).await?;
        report.requests += 1;
        report.bytes_up += bytes_up;
        report.bytes_down += answer.body.len() as u64;
        let answer = expect_success(answer);
        if answer.as_ref().is_err_and(|failure: &Failure| failure.is(codes::DEVICE_REVOKED)) {
            self.tokens.forget();
        }
        Ok(answer?)
    }

    /// Runs work on the database where it does not hold up other tasks.
    pub(super) async fn blocking<T, E>(self: &Arc<Self>, work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let core = Arc::clone(self);
        tokio::task::spawn_blocking(move || work(&core)).await.unwrap_or_else(|_| Err(StoreError::Stopped.into()))
    }
}
