//! Asking for the organisation's certificate of this device, where enrolment brought none.

use std::sync::atomic::Ordering;

use model::wire::enrolment::{CERTIFICATE_PATH, CertificateResponse};

use super::SyncError;
use super::report::SyncReport;
use crate::device::Core;
use crate::http::answer::expect_json;
use crate::http::transport::{HttpRequest, Method};
use crate::identity::{Enrolled, check_certificate};
use crate::store::{StoreError, identity};

const MAX_ANSWER_BYTES: usize = 64 * 1024;

impl Core {
    /// Asks for the certificate, if one is wanted: the device was enrolled before there were any, or its organisation has a new key. Sync
    /// goes on without one, whatever comes of it: what the next answer brings makes the device ask again.
    pub(super) async fn fetch_certificate(&self, enrolled: &Enrolled, report: &mut SyncReport) -> Result<(), StoreError> {
        if !self.certificate_wanted.swap(false, Ordering::Relaxed) {
            return Ok(());
        }
        let request = HttpRequest::new(Method::Get, CERTIFICATE_PATH, MAX_ANSWER_BYTES);
        let answer = match self.exchange(enrolled, report, request).await {
            Ok(answer) => expect_json(answer).map_err(SyncError::from),
            Err(error) => Err(error),
        };
        let text = match answer {
            Ok(CertificateResponse { certificate }) => certificate,
            Err(error) => {
                tracing::warn!(code = error.code(), "the certificate of this device did not come; seals are made without a new one");
                return Ok(());
            }
        };
        if check_certificate(&text, &enrolled.identity, &enrolled.public_key).is_err() {
            tracing::warn!("the server's certificate of this device cannot be used; seals are made without it");
            return Ok(());
        }
        self.store.write(|tx| identity::keep_certificate(tx, &text))
    }
}
