//! Which devices were put out, as far as this one has heard: the organisation says so in a signed statement, which anybody may carry.

use model::id::DeviceId;
use model::seal::organisation::OrganisationStatement;

use super::{Me, PeerError};
use crate::SyncError;
use crate::device::{Core, Device};
use crate::http::answer::{Failure, expect_success};
use crate::http::transport::{HttpRequest, Method};
use crate::store::{StoreError, identity, peers};

/// The longest statement that is kept, in **bytes**.
const MAX_STATEMENT_BYTES: usize = 1024 * 1024;

impl Device {
    /// Asks the server which devices were put out, so that they are refused without it too. Best done while there is a signal; a session
    /// with somebody who has heard later brings it as well.
    ///
    /// # Errors
    /// [`SyncError`]; what was known stays.
    pub async fn hear_who_was_put_out(&self) -> Result<(), SyncError> {
        let enrolled = self.core.store.read(identity::find)?.ok_or(SyncError::NotEnrolled)?;
        let path = format!("/v1/organisations/{}/statement", enrolled.identity.organisation);
        let request = HttpRequest::new(Method::Get, path, MAX_STATEMENT_BYTES);
        let answer = expect_success(self.core.send(&enrolled.identity.server_url, request).await?)?;
        let text = String::from_utf8(answer.body).map_err(|_| Failure::Answer("the statement is no text".to_owned()))?;
        let me = self.core.me().map_err(|_| Failure::Answer("this device has no certificate to compare it with".to_owned()))?;
        let known = self.core.learn_statement(&me, &text)?;
        if known { Ok(()) } else { Err(Failure::Answer("the statement is not by this organisation's key".to_owned()).into()) }
    }
}

impl Core {
    /// This device, where it is certified.
    pub(super) fn me(&self) -> Result<Me, PeerError> {
        let enrolled = self.store.read(identity::find)?.ok_or(PeerError::NotEnrolled)?;
        let certificate = enrolled.certificate.clone().ok_or(PeerError::NoCertificate)?;
        let read = model::seal::certificate::Certificate::read(&certificate);
        let organisation_key = read.map_err(|error| StoreError::Value(error.to_string()))?.organisation_key;
        Ok(Me { enrolled, certificate, organisation_key })
    }

    /// Keeps what the organisation says of itself, if it is its word and newer. Answers whether it is its word.
    pub(super) fn learn_statement(&self, me: &Me, text: &str) -> Result<bool, StoreError> {
        let Ok(said) = OrganisationStatement::read(text) else { return Ok(false) };
        if said.key != me.organisation_key || said.organisation != me.enrolled.identity.organisation {
            return Ok(false);
        }
        self.store.write::<_, StoreError>(|tx| peers::keep_statement(tx, said.at, text))?;
        Ok(true)
    }

    /// Whether `device` is not known to be put out.
    pub(super) fn check_standing(&self, me: &Me, device: DeviceId) -> Result<(), PeerError> {
        let Some(text) = self.store.read::<_, StoreError>(peers::statement)? else { return Ok(()) };
        let said = OrganisationStatement::read(&text).ok().filter(|said| said.key == me.organisation_key);
        match said.and_then(|said| said.revoked_at(device)) {
            Some(since) => Err(PeerError::Revoked { since }),
            None => Ok(()),
        }
    }
}
