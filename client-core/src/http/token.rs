//! Access tokens (RFC 7523): the device signs a short assertion with its key and gets an access token, which is kept in memory
//! only and wiped when dropped.
//!
//! The assertion is signed through [`DeviceKey`], so that a key in hardware can do it. If the server says that the device's
//! clock is wrong, the offset is corrected and the request made once more; the wall clock itself is left alone.
//!
//! [`DeviceKey`]: model::seal::key::DeviceKey

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::wire::enrolment::{ASSERTION_LIFE_S, AssertionClaims, JWT_BEARER_GRANT, TokenResponse};
use model::wire::problem::codes;
use zeroize::Zeroizing;

use super::answer::{Failure, expect_json};
use super::transport::{HttpRequest, Method};
use crate::chance::fresh;
use crate::clock::ServerHeard;
use crate::device::Core;
use crate::identity::Enrolled;
use crate::store::{StoreError, contact};
use crate::sync::SyncError;

const TOKEN_PATH: &str = "/v1/token";
const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// A token is not used in the last part of its life, in **milliseconds**.
const SPARE_MS: u64 = 30_000;

/// The access token in use, if there is one.
#[derive(Default)]
pub(crate) struct Tokens(Mutex<Option<Access>>);

struct Access {
    token: Zeroizing<String>,
    /// Monotonic time from which a new one is needed.
    until_ms: u64,
}

impl Tokens {
    /// Forgets the token: the server did not take it.
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn current(&self, now_ms: u64) -> Option<Zeroizing<String>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|access| now_ms < access.until_ms).map(|access| access.token.clone())
    }

    fn keep(&self, token: Zeroizing<String>, until_ms: u64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Access { token, until_ms });
    }
}

impl Core {
    /// An access token that can be used now.
    pub(crate) async fn access_token(&self, enrolled: &Enrolled) -> Result<Zeroizing<String>, SyncError> {
        if let Some(token) = self.tokens.current(self.clock.monotonic_ms()) {
            return Ok(token);
        }
        match self.ask_for_token(enrolled).await {
            Err(SyncError::Exchange(Failure::Problem(problem))) if problem.code == codes::CLOCK_SKEW => {
                self.hear(problem.server_time)?;
                self.ask_for_token(enrolled).await
            }
            other => other,
        }
    }

    async fn ask_for_token(&self, enrolled: &Enrolled) -> Result<Zeroizing<String>, SyncError> {
        let assertion = self.assertion(enrolled)?;
        // An assertion holds only letters, digits, `-`, `_` and `.`, which stand for themselves in a form.
        let form = format!("grant_type={}&assertion={assertion}", JWT_BEARER_GRANT.replace(':', "%3A"));
        let request = HttpRequest::new(Method::Post, TOKEN_PATH, MAX_ANSWER_BYTES)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.into_bytes());
        let asked_ms = self.clock.monotonic_ms();
        let answer: TokenResponse = expect_json(self.send(&enrolled.identity.server_url, request).await?)?;
        let token = Zeroizing::new(answer.access_token);
        self.hear(answer.server_time)?;
        let life_ms = answer.expires_in.saturating_mul(1000);
        self.tokens.keep(token.clone(), asked_ms.saturating_add(life_ms).saturating_sub(SPARE_MS));
        Ok(token)
    }

    /// A JWS in compact form (RFC 7515) over the claims of RFC 7523 §3.
    fn assertion(&self, enrolled: &Enrolled) -> Result<String, SyncError> {
        let offset_ms = self.store.read(contact::heard)?.map_or(0, |heard| heard.offset_ms);
        let iat = self.clock.now().plus_ms(offset_ms).as_seconds();
        let device = enrolled.identity.device.to_string();
        let claims = AssertionClaims {
            iss: device.clone(),
            sub: device,
            aud: enrolled.audience.clone(),
            iat,
            exp: iat + ASSERTION_LIFE_S,
            jti: hex::encode(fresh::<16>(self.chance.as_ref()).map_err(StoreError::from)?),
        };
        let header = serde_json::json!({ "alg": self.key.public_key().algorithm, "typ": "JWT" });
        let claims = serde_json::to_vec(&claims).map_err(StoreError::from)?;
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims));
        let signature = self.key.sign(signed.as_bytes()).map_err(SyncError::Key)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    fn hear(&self, server_time: model::time::Timestamp) -> Result<(), StoreError> {
        let heard = ServerHeard::now(self.clock.as_ref(), server_time);
        self.store.write(|tx| contact::hear(tx, &heard))
    }
}
