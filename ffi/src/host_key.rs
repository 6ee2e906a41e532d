//! A device key that the host keeps, in Android's Keystore or Apple's keychain: the secret never enters this library.
//!
//! P-256 (what Keystore, StrongBox and Secure Enclave have) or Ed25519. A device stays with the key it was enrolled with: hand in the
//! same key at every opening.

use std::sync::Arc;

use model::seal::SealError;
use model::seal::key::{DeviceKey, PublicKey};

use crate::failures::FieldError;

/// What the host implements to keep the device's key.
#[uniffi::export(with_foreign)]
pub trait HostKey: Send + Sync {
    /// The public half; see [`p256_public_key`]. Asked once, when the device is opened.
    ///
    /// # Errors
    /// [`KeyRefusal`] if the key cannot be reached; the device is then not opened.
    fn public_key(&self) -> Result<PublicKey, KeyRefusal>;

    /// The signature over `message`. On P-256: of its SHA-256, in ASN.1 (DER) as keystores give it (`SHA256withECDSA`,
    /// `ecdsaSignatureMessageX962SHA256`) or as 64 bytes. Ed25519: 64 bytes. May ask the person; called on the thread of the action that needs it, and on a
    /// thread of the sync when the server wants proof.
    ///
    /// # Errors
    /// [`KeyRefusal`] if the key is locked or the person says no. Nothing is sealed or sent then, and it can be tried again.
    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, KeyRefusal>;
}

/// A P-256 key as the keystore hands it out: what Android's `PublicKey.getEncoded()` gives (SubjectPublicKeyInfo, RFC 5480), or Apple's
/// `SecKeyCopyExternalRepresentation` (X9.63).
///
/// # Errors
/// [`FieldError::Unusable`] with the code `host_key` if it is neither.
#[uniffi::export]
pub fn p256_public_key(encoded: Vec<u8>) -> Result<PublicKey, FieldError> {
    PublicKey::p256(&encoded).map_err(|_| unusable("this is no key on P-256"))
}

fn unusable(detail: &str) -> FieldError {
    FieldError::Unusable { code: "host_key".to_owned(), detail: detail.to_owned() }
}

/// The host's key cannot be used now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum KeyRefusal {
    /// Locked, cancelled, or gone.
    #[error("{detail}")]
    Unavailable {
        /// Why, for a person.
        detail: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for KeyRefusal {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable { detail: error.reason }
    }
}

/// The host's key as the device uses it.
pub(crate) struct HostBackedKey {
    host: Arc<dyn HostKey>,
    public: PublicKey,
}

impl HostBackedKey {
    /// Asks the host's key who it is, and makes sure that its signatures can be checked.
    pub(crate) fn ask(host: Arc<dyn HostKey>) -> Result<Self, FieldError> {
        let refused = |refusal: KeyRefusal| FieldError::from(SealError::KeyRefused(refusal.to_string()));
        let public = host.public_key().map_err(refused)?;
        public.check().map_err(|error| unusable(&error.to_string()))?;
        Ok(Self { host, public })
    }
}

impl DeviceKey for HostBackedKey {
    fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SealError> {
        let signature = self.host.sign(message.to_vec()).map_err(|refusal| SealError::KeyRefused(refusal.to_string()))?;
        self.public.spelled(&signature)
    }
}

#[cfg(test)]
mod tests {
    use model::seal::key::SoftwareKey;
    use p256::ecdsa::signature::Signer as _;

    use super::*;

    /// A keystore that can be locked.
    struct Keystore {
        key: SoftwareKey,
        locked: bool,
        claims: Option<PublicKey>,
    }

    impl HostKey for Keystore {
        fn public_key(&self) -> Result<PublicKey, KeyRefusal> {
            Ok(self.claims.clone().unwrap_or_else(|| self.key.public_key()))
        }

        fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, KeyRefusal> {
            if self.locked {
                return Err(KeyRefusal::Unavailable { detail: "the phone is locked".to_owned() });
            }
            self.key.sign(&message).map_err(|error| KeyRefusal::Unavailable { detail: error.to_string() })
        }
    }

    fn keystore() -> Keystore {
        Keystore { key: SoftwareKey::from_secret(&[3; 32]), locked: false, claims: None }
    }

    #[test]
    fn what_the_host_signs_is_checked_with_the_key_it_showed() {
        let key = HostBackedKey::ask(Arc::new(keystore())).unwrap();
        let signature = key.sign(b"voucher").unwrap();
        assert_eq!(key.public_key().verify(b"voucher", &signature), Ok(()));
        assert!(key.public_key().verify(b"another", &signature).is_err());
    }

    /// What a P-256 keystore gives is ASN.1; in seals and tokens it has its one spelling.
    #[test]
    fn a_key_in_hardware_answers_in_its_own_way() {
        struct Enclave(p256::ecdsa::SigningKey);
        impl HostKey for Enclave {
            fn public_key(&self) -> Result<PublicKey, KeyRefusal> {
                Ok(p256_public_key(self.0.verifying_key().to_encoded_point(false).as_bytes().to_vec()).unwrap())
            }
            fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, KeyRefusal> {
                let signature: p256::ecdsa::Signature = self.0.sign(&message);
                Ok(signature.to_der().as_bytes().to_vec())
            }
        }
        let key = HostBackedKey::ask(Arc::new(Enclave(p256::ecdsa::SigningKey::from_slice(&[5; 32]).unwrap()))).unwrap();
        let signature = key.sign(b"voucher").unwrap();
        assert_eq!(signature.len(), 64);
        assert_eq!(key.public_key().verify(b"voucher", &signature), Ok(()));
        assert!(p256_public_key(b"not a key".to_vec()).is_err());
    }

    #[test]
    fn a_locked_keystore_refuses_to_sign() {
        let key = HostBackedKey::ask(Arc::new(Keystore { locked: true, ..keystore() })).unwrap();
        assert_eq!(key.sign(b"voucher"), Err(SealError::KeyRefused("the phone is locked".to_owned())));
    }

    #[test]
    fn a_key_that_cannot_be_checked_is_turned_away_at_the_door() {
        let claims = [
            PublicKey { algorithm: "ES256".to_owned(), ..PublicKey::ed25519(&[9; 32]) },
            PublicKey { algorithm: "EdDSA".to_owned(), key: "c2hvcnQ".to_owned() },
            PublicKey::ed25519(&[0; 32]),
        ];
        for claim in claims {
            let refused = HostBackedKey::ask(Arc::new(Keystore { claims: Some(claim), ..keystore() })).err();
            assert!(matches!(refused, Some(FieldError::Unusable { code, .. }) if code == "host_key"));
        }
    }
}
