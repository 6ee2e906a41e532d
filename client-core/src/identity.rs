//! Enrolment: how a device becomes somebody's. The device shows the desk's one-time code and its public key, and learns who it
//! is. Left out: making codes, revoking (the desk's).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::id::{DeviceId, OrganisationId, PersonId};
use model::seal::SealError;
use model::seal::certificate::Certificate;
use model::seal::check_at::check_address;
use model::seal::key::PublicKey;
use model::wire::enrolment::{EnrolRequest, EnrolResponse, enrol_message};
use serde::Serialize;

use crate::clock::ServerHeard;
use crate::device::Device;
use crate::http::answer::{Failure, expect_json};
use crate::http::transport::{HttpRequest, Method};
use crate::observe::Notice;
use crate::store::{StoreError, contact, identity};

/// The longest name of a device, in **characters**.
const MAX_DEVICE_NAME: usize = 80;
const ENROL_PATH: &str = "/v1/devices/enrol";
/// Where a server has its public check page.
const CHECK_PATH: &str = "/check";
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// Who this device is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The device.
    pub device: DeviceId,
    /// Whose device it is.
    pub person: PersonId,
    /// That person's name.
    pub person_name: String,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Where the server is, without a slash at the end.
    pub server_url: String,
}

impl Identity {
    /// The page where a stranger has this organisation's seals checked. None if the address is too long to stand on paper.
    pub(crate) fn check_at(&self) -> Option<String> {
        Some(check_page(&self.server_url)).filter(|address| check_address(address).is_ok())
    }
}

/// The identity and what proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enrolled {
    pub(crate) identity: Identity,
    pub(crate) audience: String,
    pub(crate) public_key: PublicKey,
    /// The organisation's certificate, checked; absent until the server gave one.
    pub(crate) certificate: Option<String>,
}

/// The device was not enrolled; nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The device is somebody's already; use another file for another enrolment.
    #[error("this device is enrolled already")]
    AlreadyEnrolled,
    /// The address is not `http://` or `https://` and a host; correct it.
    #[error("this is not the address of a server")]
    Address,
    /// The name is empty or longer than 80 characters; choose another.
    #[error("a device's name has 1 to {MAX_DEVICE_NAME} characters")]
    DeviceName,
    /// The device is nobody's yet; enrol it first.
    #[error("enrol this device first")]
    NotEnrolled,
    /// The code is unknown, used or past its time; ask the desk for a new one.
    #[error("the code is not valid (any more); ask the desk for a new one")]
    Code,
    /// The device's key could not sign; try again.
    #[error(transparent)]
    Key(SealError),
    /// The exchange with the server failed. If the code was used up by it, ask the desk for a new one.
    #[error(transparent)]
    Exchange(Failure),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EnrolError {
    /// The stable word for this error, for programs.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::AlreadyEnrolled => "already_enrolled",
            Self::NotEnrolled => "not_enrolled",
            Self::Address => "address",
            Self::DeviceName => "device_name",
            Self::Code => model::wire::problem::codes::ENROLMENT_CODE,
            Self::Key(error) => error.code(),
            Self::Exchange(failure) => failure.code(),
            Self::Store(error) => error.code(),
        }
    }
}

impl From<Failure> for EnrolError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Problem(problem) if problem.code == model::wire::problem::codes::ENROLMENT_CODE => Self::Code,
            other => Self::Exchange(other),
        }
    }
}

impl Device {
    /// Enrols this device at the server with the desk's one-time code.
    ///
    /// # Errors
    /// [`EnrolError`]; nothing was kept.
    pub async fn enrol(&self, server_url: &str, code: &str, device_name: &str) -> Result<Identity, EnrolError> {
        let core = &self.core;
        let _turn = core.turn.lock().await;
        if core.store.read(identity::find)?.is_some() {
            return Err(EnrolError::AlreadyEnrolled);
        }
        let server_url = address(server_url).ok_or(EnrolError::Address)?;
        let device_name = device_name.trim();
        if device_name.is_empty() || device_name.chars().count() > MAX_DEVICE_NAME {
            return Err(EnrolError::DeviceName);
        }
        let code = code.trim();
        let public_key = core.key.public_key();
        let proof = core.sign_apart(enrol_message(code)).await?.map_err(EnrolError::Key)?;
        let request = EnrolRequest {
            code: code.to_owned(),
            public_key: public_key.clone(),
            device_name: device_name.to_owned(),
            proof: URL_SAFE_NO_PAD.encode(proof),
        };
        let body = serde_json::to_vec(&request).map_err(StoreError::from)?;
        let request = HttpRequest::new(Method::Post, ENROL_PATH, MAX_ANSWER_BYTES).header("content-type", "application/json").body(body);
        let response: EnrolResponse = expect_json(core.send(&server_url, request).await?)?;
        let heard = ServerHeard::now(core.clock.as_ref(), response.server_time);
        let identity = Identity {
            device: response.device,
            person: response.person,
            person_name: response.person_name,
            organisation: response.organisation,
            organisation_name: response.organisation_name,
            server_url,
        };
        if let Some(certificate) = &response.certificate {
            check_certificate(certificate, &identity, &public_key).map_err(|error| Failure::Answer(error.to_string()))?;
        }
        let enrolled = Enrolled { identity: identity.clone(), audience: response.audience, public_key, certificate: response.certificate };
        core.store.write::<_, StoreError>(|tx| {
            identity::keep(tx, &enrolled)?;
            contact::hear(tx, &heard)
        })?;
        core.tell(&[Notice::Identity]);
        core.nudge.notify_one();
        Ok(identity)
    }
}

impl Device {
    /// Tells an enrolled device that its server has moved: everything it keeps stays, the next request goes to the new address with a
    /// token of its own, and what the old address said (to wait, or that the device is turned away) counts no more.
    ///
    /// # Errors
    /// [`EnrolError::Address`] if this is no address, [`EnrolError::NotEnrolled`] if the device is nobody's yet.
    pub fn use_server(&self, server_url: &str) -> Result<(), EnrolError> {
        let server_url = address(server_url).ok_or(EnrolError::Address)?;
        let moved = self.core.store.write(|tx| identity::move_server(tx, &server_url))?;
        if !moved {
            return Err(EnrolError::NotEnrolled);
        }
        self.core.waits().end_all();
        self.core.server_moved();
        self.core.tell(&[Notice::Identity]);
        self.core.nudge.notify_one();
        Ok(())
    }

    /// The public half of the key this device signs with.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.core.key.public_key()
    }
}

/// Whether `statement` certifies this device and key for its organisation.
pub(crate) fn check_certificate(statement: &str, identity: &Identity, key: &PublicKey) -> Result<Certificate, SealError> {
    let certificate = Certificate::read(statement)?;
    let own = certificate.device == identity.device && certificate.organisation == identity.organisation && certificate.key == *key;
    if own { Ok(certificate) } else { Err(SealError::Certificate("it is of another device, key or organisation")) }
}

/// The address without a slash at the end, if it can be one; with the check page behind it, it stands on sealed papers.
fn address(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('/');
    (check_address(text).is_ok() && check_address(&check_page(text)).is_ok()).then(|| text.to_owned())
}

fn check_page(server_url: &str) -> String {
    format!("{server_url}{CHECK_PATH}")
}

#[cfg(test)]
mod tests {
    use model::seal::check_at::MAX_ADDRESS_CHARS;

    use super::*;

    #[test]
    fn an_address_names_scheme_and_host_and_no_credentials() {
        assert_eq!(address(" https://desk.example:8443/ ").as_deref(), Some("https://desk.example:8443"));
        for wrong in ["desk.example", "https://", "ftp://desk.example", "https://me:secret@desk.example", "https://a b"] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }

    /// The address of the check page has to fit a paper's code too.
    #[test]
    fn an_address_leaves_room_for_the_check_page() {
        let of_length = |chars: usize| format!("https://{}", "a".repeat(chars - "https://".len()));
        assert!(address(&of_length(MAX_ADDRESS_CHARS - CHECK_PATH.len())).is_some());
        assert_eq!(address(&of_length(MAX_ADDRESS_CHARS - CHECK_PATH.len() + 1)), None);
    }
}
