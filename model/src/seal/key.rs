//! Keys and signatures: who signs seals, token requests, certificates and receipts. The host may keep a device's key in hardware;
//! [`SoftwareKey`] is the default.
//!
//! Two algorithms, by the words of JOSE: `EdDSA` is Ed25519 (RFC 8032, checked strictly), `ES256` is ECDSA on P-256 with SHA-256
//! (FIPS 186-5), which is what Android's Keystore and Apple's Secure Enclave offer. One key and one signature have one spelling each:
//! points are compressed, the second half of an ES256 signature is the lower one of the two that hold.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use p256::ecdsa::signature::Verifier as _;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::pkcs8::DecodePublicKey as _;
use serde::{Deserialize, Serialize};

use super::SealError;

/// The algorithm word of Ed25519 (RFC 8037).
pub const ED25519: &str = "EdDSA";
/// The algorithm word of ECDSA on P-256 with SHA-256 (RFC 7518).
pub const P256: &str = "ES256";

/// A public key with its algorithm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicKey {
    /// `EdDSA` or `ES256`.
    pub algorithm: String,
    /// base64url without padding: of the 32 bytes of an Ed25519 key (RFC 8032), or of the 33 bytes of a compressed point on P-256
    /// (SEC 1).
    pub key: String,
}

/// A key that can be used.
enum Usable {
    Ed25519(VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
}

impl PublicKey {
    /// The Ed25519 key with these 32 bytes.
    #[must_use]
    pub fn ed25519(bytes: &[u8; 32]) -> Self {
        Self { algorithm: ED25519.to_owned(), key: URL_SAFE_NO_PAD.encode(bytes) }
    }

    /// The P-256 key as a keystore hands it out: the point, compressed or not (SEC 1, X9.63), or SubjectPublicKeyInfo in DER (RFC 5480).
    ///
    /// # Errors
    /// [`SealError::Signature`] if it is no key on the curve.
    pub fn p256(encoded: &[u8]) -> Result<Self, SealError> {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(encoded).ok();
        let key = key.or_else(|| p256::ecdsa::VerifyingKey::from_public_key_der(encoded).ok()).ok_or(SealError::Signature)?;
        Ok(Self { algorithm: P256.to_owned(), key: URL_SAFE_NO_PAD.encode(key.to_encoded_point(true).as_bytes()) })
    }

    /// Reads what [`Display`](std::fmt::Display) writes: `EdDSA:…` or `ES256:…`; without a word, the 43 or 44 characters of either key.
    ///
    /// # Errors
    /// [`SealError::UnknownAlgorithm`], [`SealError::Signature`].
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let (algorithm, key) = match text.trim().split_once(':') {
            Some((algorithm, key)) => (algorithm, key),
            None if text.trim().len() == 44 => (P256, text.trim()),
            None => (ED25519, text.trim()),
        };
        let key = Self { algorithm: algorithm.to_owned(), key: key.to_owned() };
        key.check().map(|()| key)
    }

    /// Whether the key can be used: a known algorithm, a valid point in its one spelling, not weak.
    ///
    /// # Errors
    /// [`SealError::UnknownAlgorithm`], [`SealError::Signature`].
    pub fn check(&self) -> Result<(), SealError> {
        self.usable().map(|_| ())
    }

    /// Whether `signature` (64 bytes) is this key's over `message`.
    ///
    /// # Errors
    /// [`SealError::UnknownAlgorithm`], [`SealError::Signature`].
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SealError> {
        let holds = match self.usable()? {
            Usable::Ed25519(key) => {
                ed25519_dalek::Signature::from_slice(signature).is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
            }
            Usable::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| signature.normalize_s().is_none() && key.verify(message, &signature).is_ok()),
        };
        if holds { Ok(()) } else { Err(SealError::Signature) }
    }

    /// The two coordinates of a P-256 key, base64url without padding, as a JSON Web Key has them (RFC 7518 §6.2); `None` for other keys.
    ///
    /// # Errors
    /// [`SealError::UnknownAlgorithm`], [`SealError::Signature`].
    pub fn coordinates(&self) -> Result<Option<(String, String)>, SealError> {
        let Usable::P256(key) = self.usable()? else { return Ok(None) };
        let point = key.as_affine().to_encoded_point(false);
        let encoded = |half: Option<&p256::FieldBytes>| half.map(|half| URL_SAFE_NO_PAD.encode(half)).ok_or(SealError::Signature);
        Ok(Some((encoded(point.x())?, encoded(point.y())?)))
    }

    /// The signature in its one spelling (64 bytes), from what a keystore gives: the same 64 bytes, or, for `ES256`, ASN.1 (DER) and
    /// either of the two halves that hold.
    ///
    /// # Errors
    /// [`SealError::KeyRefused`] if it is no signature of this algorithm.
    pub fn spelled(&self, signature: &[u8]) -> Result<Vec<u8>, SealError> {
        let unusable = || SealError::KeyRefused("what it gave is no signature of its algorithm".to_owned());
        if self.algorithm != P256 {
            return if signature.len() == 64 { Ok(signature.to_vec()) } else { Err(unusable()) };
        }
        let parsed = p256::ecdsa::Signature::from_slice(signature).or_else(|_| p256::ecdsa::Signature::from_der(signature));
        let parsed = parsed.map_err(|_| unusable())?;
        Ok(parsed.normalize_s().unwrap_or(parsed).to_vec())
    }

    fn usable(&self) -> Result<Usable, SealError> {
        let bytes = || URL_SAFE_NO_PAD.decode(&self.key).map_err(|_| SealError::Signature);
        match self.algorithm.as_str() {
            ED25519 => {
                let key = <[u8; 32]>::try_from(bytes()?).ok().and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
                key.filter(|key| !key.is_weak()).map(Usable::Ed25519).ok_or(SealError::Signature)
            }
            P256 => {
                let bytes = bytes()?;
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&bytes).map_err(|_| SealError::Signature)?;
                let compressed = bytes.len() == 33 && matches!(bytes.first(), Some(2 | 3));
                if compressed { Ok(Usable::P256(key)) } else { Err(SealError::Signature) }
            }
            other => Err(SealError::UnknownAlgorithm(other.to_owned())),
        }
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.algorithm, self.key)
    }
}

/// A key that signs for a device. Hardware may refuse (locked, cancelled): then nothing is sealed and the caller tries again.
pub trait DeviceKey: Send + Sync {
    /// The public half.
    fn public_key(&self) -> PublicKey;

    /// The signature over `message`, 64 bytes, as [`PublicKey::verify`] takes it.
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
