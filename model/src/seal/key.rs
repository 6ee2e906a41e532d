//! Device keys: who signs seals and token requests. The host may keep the key in hardware; [`SoftwareKey`] is the default.
//!
//! Only Ed25519 (RFC 8032) for now; every signature carries its algorithm, so that P-256 can stand beside it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::SealError;

/// The algorithm word of Ed25519 (RFC 8037).
pub const ED25519: &str = "EdDSA";

/// A public key with its algorithm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicKey {
    /// `EdDSA`.
    pub algorithm: String,
    /// 32 bytes, base64url without padding.
    pub key: String,
}

impl PublicKey {
    /// The Ed25519 key with these 32 bytes.
    #[must_use]
    pub fn ed25519(bytes: &[u8; 32]) -> Self {
        Self { algorithm: ED25519.to_owned(), key: URL_SAFE_NO_PAD.encode(bytes) }
    }

    /// The 32 bytes of an Ed25519 key that can be used: known algorithm, right length, not weak.
    ///
    /// # Errors
    /// [`SealError::UnknownAlgorithm`], [`SealError::Signature`].
    pub fn ed25519_bytes(&self) -> Result<[u8; 32], SealError> {
        Ok(self.verifying_key()?.to_bytes())
    }

    /// Whether `signature` (64 bytes) is this key's over `message`.
    ///
    /// # Errors
    /// [`SealError::UnknownAlgorithm`], [`SealError::Signature`].
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SealError> {
        let signature = Signature::from_slice(signature).map_err(|_| SealError::Signature)?;
        self.verifying_key()?.verify_strict(message, &signature).map_err(|_| SealError::Signature)
    }

    fn verifying_key(&self) -> Result<VerifyingKey, SealError> {
        if self.algorithm != ED25519 {
            return Err(SealError::UnknownAlgorithm(self.algorithm.clone()));
        }
        let bytes = URL_SAFE_NO_PAD.decode(&self.key).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let key = bytes.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok()).filter(|key| !key.is_weak());
        key.ok_or(SealError::Signature)
    }
}

/// A key that signs for a device. Hardware may refuse (locked, cancelled): then nothing is sealed and the caller tries again.
pub trait DeviceKey: Send + Sync {
    /// The public half.
    fn public_key(&self) -> PublicKey;

    /// The signature over `message`.
    ///
    /// # Errors
    /// [`SealError::KeyRefused`] if the key cannot sign now.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SealError>;
}

/// An Ed25519 key in memory. Its `Debug` shows only the public half; the secret is wiped when dropped.
pub struct SoftwareKey(SigningKey);

impl SoftwareKey {
    /// The key that these 32 secret bytes make.
    #[must_use]
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }
}

impl std::fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SoftwareKey").field(&self.public_key()).finish()
    }
}

impl DeviceKey for SoftwareKey {
    fn public_key(&self) -> PublicKey {
        PublicKey::ed25519(self.0.verifying_key().as_bytes())
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SealError> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}
