//! Access tokens (RFC 7523): the device signs a short assertion with its key and gets an access token, which is kept in memory
//! only and wiped when dropped.
//!
//! The assertion is signed through [`DeviceKey`], so that a key in hardware can do it. If the server says that the device's
//! clock is wrong, the offset is corrected and the request made once more; the wall clock itself is left alone.
//!
//! [`DeviceKey`]: model::seal::key::DeviceKey

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::seal::SealError;
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
    /// The server that gave it, and that alone gets it.
    server_url: String,
    token: Zeroizing<String>,
    /// Monotonic time from which a new one is needed.
    until_ms: u64,
}

impl Tokens {
    /// Forgets the token: the server did not take it.
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn current(&self, server_url: &str, now_ms: u64) -> Option<Zeroizing<String>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|access| access.server_url == server_url && now_ms < access.until_ms).map(|access| access.token.clone())
    }

    fn keep(&self, access: Access) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(access);
    }
}

impl Core {
    /// An access token that can be used now.
    pub(crate) async fn access_token(&self, enrolled: &Enrolled) -> Result<Zeroizing<String>, SyncError> {
        if let Some(token) = self.tokens.current(&enrolled.identity.server_url, self.clock.monotonic_ms()) {
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
        let assertion = self.assertion(enrolled).await?;
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
        let until_ms = asked_ms.saturating_add(life_ms).saturating_sub(SPARE_MS);
        self.tokens.keep(Access { server_url: enrolled.identity.server_url.clone(), token: token.clone(), until_ms });
        Ok(token)
    }

    /// A JWS in compact form (RFC 7515) over the claims of RFC 7523 §3.
    pub(crate) async fn assertion(&self, enrolled: &Enrolled) -> Result<String, SyncError> {
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
        let signature = self.sign_apart(signed.clone().into_bytes()).await?.map_err(SyncError::Key)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// Signs where it holds up no other task: a key in hardware may ask the person first.
    pub(crate) async fn sign_apart(&self, message: Vec<u8>) -> Result<Result<Vec<u8>, SealError>, StoreError> {
        let key = Arc::clone(&self.key);
        tokio::task::spawn_blocking(move || key.sign(&message)).await.map_err(|_| StoreError::Stopped)
    }

    fn hear(&self, server_time: model::time::Timestamp) -> Result<(), StoreError> {
        let heard = ServerHeard::now(self.clock.as_ref(), server_time);
        self.store.write(|tx| contact::hear(tx, &heard))
    }
}
