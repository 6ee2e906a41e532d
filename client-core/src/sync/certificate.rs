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
    /// Asks for the certificate, if a receipt came that none here vouches for: the device was enrolled before there were any, or its
    /// organisation has a new key. Sync goes on without one; the next receipt makes the device ask again.
    pub(super) async fn fetch_certificate(&self, enrolled: &Enrolled, report: &mut SyncReport) -> Result<(), SyncError> {
        if !self.certificate_wanted.swap(false, Ordering::Relaxed) {
            return Ok(());
        }
        let request = HttpRequest::new(Method::Get, CERTIFICATE_PATH, MAX_ANSWER_BYTES);
        let answer = match self.exchange(enrolled, report, request).await {
            Err(SyncError::Exchange(failure)) if failure.status() == Some(404) => return Ok(()),
            Err(error) => {
                self.certificate_wanted.store(true, Ordering::Relaxed);
                return Err(error);
            }
            Ok(answer) => answer,
        };
        let certificate = expect_json(answer).map(|CertificateResponse { certificate }| certificate);
        let usable = certificate.ok().filter(|text| check_certificate(text, &enrolled.identity, &enrolled.public_key).is_ok());
        let Some(usable) = usable else {
            tracing::warn!("the server's certificate of this device cannot be used; seals are made without it");
            return Ok(());
        };
        Ok(self.store.write(|tx| identity::keep_certificate(tx, &usable))?)
    }
}
