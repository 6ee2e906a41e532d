//! Which keys somebody trusts, and what follows from them for a record.

use model::id::DeviceId;
use model::seal::SealError;
use model::seal::key::PublicKey;
use model::seal::organisation::OrganisationStatement;
use model::seal::revocation::{DeviceStanding, standing};
use model::seal::verify::VerifiedSeal;
use model::time::Timestamp;
use serde::Serialize;

/// Which keys somebody trusts. Nothing: then the verdict is about change alone.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// The key that must have sealed every record.
    pub device_key: Option<PublicKey>,
    /// Devices of that organisation whose keys are known otherwise than by certificates: to its own server.
    pub devices: Vec<(DeviceId, PublicKey)>,
    /// The organisation that must have certified the device of every record.
    pub organisation: Option<Organisation>,
}

/// An organisation, as somebody knows it.
#[derive(Debug, Clone)]
pub enum Organisation {
    /// By its key alone: which devices were put out is not known.
    Key(PublicKey),
    /// By what it says of itself.
    Statement(Box<OrganisationStatement>),
}

/// The text is neither a key nor a statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("neither a public key (EdDSA:…) nor an organisation's statement: {0}")]
pub struct TrustError(SealError);

impl Organisation {
    /// Reads a public key, or the statement that an organisation's server gives out. A statement is checked with the key that it names:
    /// whether that is the organisation's, whoever got it has to know.
    ///
    /// # Errors
    /// [`TrustError`].
    pub fn parse(text: &str) -> Result<Self, TrustError> {
        let text = text.trim();
        if text.contains('.') {
            let statement = OrganisationStatement::read(text).map_err(TrustError)?;
            return Ok(Self::Statement(Box::new(statement)));
        }
        PublicKey::parse(text).map(Self::Key).map_err(TrustError)
    }

    /// The key that certifies its devices.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        match self {
            Self::Key(key) => key,
            Self::Statement(statement) => &statement.key,
        }
    }
}

/// What a verdict does not show, or shows only so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// Nothing says whose device it was: the record holds no certificate, and no key was given.
    DeviceUnknown {
        /// The key to compare.
        device_key: String,
    },
    /// The record holds a certificate, and no key of the organisation was given to compare it with.
    OrganisationNotCompared {
        /// The key to compare.
        organisation_key: String,
    },
    /// The organisation was known by its key alone: whether it had put the device out, nobody was asked.
    RevocationNotKnown,
    /// The device was in use when the organisation said so last; what came later is not known.
    InUseAsOf {
        /// When it said so.
        at: Timestamp,
    },
    /// The device was put out; that the record was sealed before, only the device's own clock says.
    PutOutLater {
        /// When it was put out.
        revoked_at: Timestamp,
        /// When it was sealed, by the device.
        sealed_at: Timestamp,
        /// When the record was received, as the export says; before `revoked_at`, it speaks for the record.
        #[serde(skip_serializing_if = "Option::is_none")]
        received_at: Option<Timestamp>,
    },
}

impl Trust {
    /// What this trust says of `seal`: what remains open, or why it does not hold.
    pub(super) fn judge(&self, seal: &VerifiedSeal, received_at: Option<Timestamp>) -> Result<Vec<Note>, SealError> {
        let body = &seal.record.body;
        if self.device_key.as_ref().is_some_and(|key| *key != body.device_key) {
            return Err(SealError::OtherKey);
        }
        let Some(organisation) = &self.organisation else {
            return Ok(match (&seal.certificate, &self.device_key) {
                (_, Some(_)) => Vec::new(),
                (Some(certificate), None) => {
                    vec![Note::OrganisationNotCompared { organisation_key: certificate.organisation_key.to_string() }]
                }
                (None, None) => vec![Note::DeviceUnknown { device_key: body.device_key.to_string() }],
            });
        };
        if !self.devices.iter().any(|(device, key)| *device == body.device && *key == body.device_key) {
            seal.certified_by(std::slice::from_ref(organisation.key()))?;
        }
        let Organisation::Statement(statement) = organisation else { return Ok(vec![Note::RevocationNotKnown]) };
        Ok(match standing(seal, statement)? {
            DeviceStanding::InUse => vec![Note::InUseAsOf { at: statement.at }],
            DeviceStanding::PutOutLater { revoked_at } => {
                vec![Note::PutOutLater { revoked_at, sealed_at: body.signed.best_guess(), received_at }]
            }
        })
    }
}
