//! Asking for the organisation's certificate of this device, where enrolment brought none.

use std::sync::atomic::Ordering;

use model::wire::enrolment::CertificateResponse;

use super::SyncError;
use super::report::SyncReport;
use crate::device::Core;
use crate::http::answer::expect_json;
use crate::http::transport::{HttpRequest, Method};
use crate::identity::{Enrolled, check_certificate};
use crate::store::identity;

const CERTIFICATE_PATH: &str = "/v1/devices/certificate";
const MAX_ANSWER_BYTES: usize = 64 * 1024;

impl Core {
    /// Asks for the certificate, if the device has none: it was enrolled before there were any, or its organisation has a new key. Sync
    /// goes on without one: a server that gives none, or an unusable one, is not asked again before the next start.
    pub(super) async fn fetch_certificate(&self, enrolled: &Enrolled, report: &mut SyncReport) -> Result<(), SyncError> {
        if enrolled.certificate.is_some() || self.certificate_refused.load(Ordering::Relaxed) {
            return Ok(());
        }
        let request = HttpRequest::new(Method::Get, CERTIFICATE_PATH, MAX_ANSWER_BYTES);
        let answer = match self.exchange(enrolled, report, request).await {
            Err(SyncError::Exchange(failure)) if failure.status() == Some(404) => {
                self.certificate_refused.store(true, Ordering::Relaxed);
                return Ok(());
            }
            other => other?,
        };
        let certificate = expect_json(answer).map(|CertificateResponse { certificate }| certificate);
        let usable = certificate.ok().filter(|text| check_certificate(text, &enrolled.identity, &enrolled.public_key).is_ok());
        if usable.is_none() {
            tracing::warn!("the server's certificate of this device cannot be used; seals are made without one");
            self.certificate_refused.store(true, Ordering::Relaxed);
            return Ok(());
        }
        Ok(self.store.write(|tx| identity::keep_certificate(tx, usable.as_deref()))?)
    }
}
