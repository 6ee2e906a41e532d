//! Secrets that addresses share with this server, and signatures by them (Standard Webhooks).
//!
//! A secret is HMAC-SHA256 over the address's id and a salt, keyed with something that follows from the server's key. The salt is in the
//! database, the server's key is a file beside it: a copy of the database alone signs nothing, as with the keys of organisations. Who loses
//! the server's key gives each address a new secret; until then nothing is sent under a secret that nobody was shown.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use hmac::{Hmac, Mac as _};
use model::id::WebhookId;
use model::time::Timestamp;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::endpoint::{Endpoint, Secret};

/// What every secret begins with.
const PREFIX: &str = "whsec_";

/// What secrets are made with.
pub(crate) struct Keys {
    /// Makes secrets.
    secrets: Zeroizing<[u8; 32]>,
    /// Names the key without telling it.
    check: [u8; 8],
}

impl Keys {
    /// What follows from the server's key.
    pub(crate) fn of(server: &SigningKey) -> Self {
        let seed = Zeroizing::new(server.to_bytes());
        let secrets = Zeroizing::new(mac(seed.as_ref(), &[b"fieldbook webhook secrets"]));
        let mut check = [0; 8];
        let named = mac(secrets.as_ref(), &[b"check"]);
        check.iter_mut().zip(named).for_each(|(to, from)| *to = from);
        Self { secrets, check }
    }

    /// A new secret with this salt.
    pub(crate) fn secret(&self, salt: [u8; 24]) -> Secret {
        Secret { salt, key_check: self.check }
    }

    /// The secret as it is shown, once.
    pub(crate) fn shown(&self, id: WebhookId, salt: &[u8; 24]) -> String {
        format!("{PREFIX}{}", STANDARD.encode(self.bytes(id, salt)))
    }

    /// Whether the key with which the address's secret was made is another one.
    pub(crate) fn lost(&self, endpoint: &Endpoint) -> bool {
        endpoint.secret.key_check != self.check
    }

    /// The header `webhook-signature` over a message: by the secret, and by those before while they count.
    pub(crate) fn sign(&self, endpoint: &Endpoint, id: &str, at: Timestamp, body: &[u8]) -> String {
        let seconds = at.as_seconds().to_string();
        let by = |salt: &[u8; 24]| {
            let key = Zeroizing::new(self.bytes(endpoint.id, salt));
            let signature = mac(key.as_ref(), &[id.as_bytes(), b".", seconds.as_bytes(), b".", body]);
            format!("v1,{}", STANDARD.encode(signature))
        };
        let old = endpoint.old_secrets.iter().filter(|(_, until)| at < *until).map(|(salt, _)| by(salt));
        std::iter::once(by(&endpoint.secret.salt)).chain(old).collect::<Vec<_>>().join(" ")
    }

    fn bytes(&self, id: WebhookId, salt: &[u8; 24]) -> [u8; 32] {
        mac(self.secrets.as_ref(), &[id.as_bytes(), salt])
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { unreachable!("HMAC takes keys of any length") };
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mac_is_that_of_rfc_4231() {
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex::encode(mac(b"Jefe", &[b"what do ya want ", b"for nothing?"])), expected);
    }

    #[test]
    fn secrets_differ_by_address_salt_and_server() {
        let one = Keys::of(&SigningKey::from_bytes(&[1; 32]));
        let other = Keys::of(&SigningKey::from_bytes(&[2; 32]));
        let (a, b) = (WebhookId::from_bytes([1; 16]), WebhookId::from_bytes([2; 16]));
        let all = [one.shown(a, &[0; 24]), one.shown(b, &[0; 24]), one.shown(a, &[1; 24]), other.shown(a, &[0; 24])];
        for (place, secret) in all.iter().enumerate() {
            assert_eq!(secret.len(), PREFIX.len() + 44);
            assert!(!all[..place].contains(secret));
        }
        assert_ne!(one.check, other.check);
    }
}
