//! Records that documents of every kind are made of: events, ids as keys, who struck what, whose document it is.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, OrganisationId, PersonId, SignOffId};
use crate::seal::SealError;
use crate::seal::memory::{self, Known};
use crate::seal::verify::VerifiedSeal;
use crate::time::{ClockEvidence, Timestamp};

/// A text in several languages, by BCP 47 tag (`zh-CN`, `en`).
pub type Localised = BTreeMap<String, String>;

/// The text in `language`, else in any language there is.
#[must_use]
pub fn localised<'a>(text: &'a Localised, language: &str) -> &'a str {
    text.get(language).or_else(|| text.values().next()).map_or("", String::as_str)
}

/// The organisation that sends the technician.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name as the customer knows it.
    pub name: String,
}

/// Something that happened. Status is folded from events; none is ever changed. `K` says what can happen to the kind of document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event<K> {
    /// What happened.
    #[serde(flatten)]
    pub kind: K,
    /// Who made it happen.
    pub by: PersonId,
    /// On which device; absent when the desk acted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<DeviceId>,
    /// When, and how far the clock can be believed.
    pub clock: ClockEvidence,
}

/// Whose hand may write an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// Only the desk, through the server.
    Desk,
    /// Only a technician's device.
    Device,
    /// Both.
    Either,
}

/// Why and by whom a line was struck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Struck {
    /// Why.
    pub reason: String,
    /// Who.
    pub by: PersonId,
    /// When, by the device's clock.
    pub at: Timestamp,
}

/// A sign-off as the document holds it: the sealed record, byte for byte.
#[derive(Debug, Clone)]
pub struct SignOffRecord {
    /// Its id.
    pub id: SignOffId,
    /// The sealed record (see [`crate::seal`]).
    pub seal: Vec<u8>,
    /// What came of verifying it, found out once for all copies.
    verified: Arc<OnceLock<Result<Arc<Known>, SealError>>>,
}

impl SignOffRecord {
    /// The record `seal` under the key `id`; nothing is verified yet.
    #[must_use]
    pub fn new(id: SignOffId, seal: Vec<u8>) -> Self {
        Self { id, seal, verified: Arc::default() }
    }

    /// The record verified by itself, whoever sealed it ([`verify`](crate::seal::verify::verify)).
    ///
    /// # Errors
    /// [`SealError`] naming the first part that does not match.
    pub fn verified(&self) -> Result<&VerifiedSeal, &SealError> {
        self.known().map(|known| known.seal().as_ref())
    }

    /// As [`verified`](Self::verified), with what else is known of it.
    pub(crate) fn known(&self) -> Result<&Arc<Known>, &SealError> {
        self.verified.get_or_init(|| memory::verified(&self.seal)).as_ref()
    }
}

impl PartialEq for SignOffRecord {
    fn eq(&self, other: &Self) -> bool {
        (self.id, &self.seal) == (other.id, &other.seal)
    }
}

impl Eq for SignOffRecord {}

/// A record with its id, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyed<I, T> {
    /// The id, the record's key in the document.
    pub id: I,
    /// The record.
    #[serde(flatten)]
    pub record: T,
}
