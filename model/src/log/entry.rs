//! What an entry of the log says.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LogError;
use crate::documents::kind::DocumentKind;
use crate::id::{DeviceId, DocumentId, EpochId, PersonId};
use crate::policy::Unit;
use crate::seal::canonical;
use crate::seal::key::PublicKey;
use crate::time::Timestamp;

/// One entry: what happened when. Its place in the log is part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Its place in the log of the organisation: from 1, without gaps.
    pub position: u64,
    /// When the server took it, by its own clock.
    pub at: Timestamp,
    /// What happened.
    pub what: Fact,
}

/// What happened. Later versions add kinds of facts; they never change what a kind means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// The log begins. Always the first entry, and followed by what was there before it.
    Begun {
        /// The history the server's database is in.
        epoch: EpochId,
    },
    /// The server's database was set back to an older copy: entries after that copy are gone from here, with what they told of.
    Restored {
        /// The history that begins with it.
        epoch: EpochId,
    },
    /// A document that was there before the log began.
    Found(Found),
    /// A device that was there before the log began.
    FoundDevice {
        /// The device.
        #[serde(flatten)]
        device: Enrolled,
        /// When it came in.
        enrolled_at: Timestamp,
        /// When it was put out, if it was.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        revoked_at: Option<Timestamp>,
    },
    /// Changes went into a document.
    Changes(Changes),
    /// Changes went into quarantine, beside their document.
    Quarantined(Quarantined),
    /// Changes were received and then refused. They are kept beside the log.
    Refused(Refused),
    /// A person at the desk decided on work that lies beside its document.
    Decided(Decided),
    /// A device came in.
    Enrolled(Enrolled),
    /// A device was put out.
    Revoked {
        /// Which device.
        device: DeviceId,
    },
    /// A device's database was copied or set back: it says that it writes to another copy than before.
    Copied {
        /// Which device.
        device: DeviceId,
        /// Names the copy, 32 hex digits.
        incarnation: String,
    },
    /// Who may do what at the desk was changed.
    Account(Account),
}

/// Changes that went into one document in one step, by one author. The server took them at the entry's instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Which document.
    pub document: DocumentId,
    /// What it is; only where the document is new.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<DocumentKind>,
    /// Who acted.
    pub person: PersonId,
    /// On which device; absent where the desk acted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<DeviceId>,
    /// The device that brought them, where that was another one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub relayed_by: Option<DeviceId>,
    /// The visit had been given to somebody else by then (O-09).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub late: bool,
    /// Sequence number of the first change; the others follow without a gap.
    pub first: u64,
    /// How many changes, at least one.
    pub changes: u64,
    /// [`received_digest`](crate::wire::sync::received_digest) of them in their order.
    pub digest: String,
}

/// Changes that were set aside. Those that a document takes in later are told of again then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// Of which document.
    pub document: DocumentId,
    /// Who acted.
    pub person: PersonId,
    /// On which device.
    pub device: DeviceId,
    /// The device that brought them, where that was another one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub relayed_by: Option<DeviceId>,
    /// The hash of each, 64 hex digits.
    pub changes: Vec<String>,
}

/// Changes that were received and refused when they were judged, the refused one first, then what came after it. Refused at the entry's
/// instant. Those that a document takes in later are told of again then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Of which document; there may be none.
    pub document: DocumentId,
    /// Who brought them.
    pub person: PersonId,
    /// On which device.
    pub device: DeviceId,
    /// The device that the refused one was made on, where that was another one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub author: Option<DeviceId>,
    /// The stable word for why.
    pub code: String,
    /// The hash of each, 64 hex digits.
    pub changes: Vec<String>,
}

/// What a person at the desk decided, at the entry's instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Of which document.
    pub document: DocumentId,
    /// Who decided.
    pub person: PersonId,
    /// Whose work: the device that quarantine or refusal names.
    pub device: DeviceId,
    /// Where the work lies.
    pub beside: Beside,
    /// What was decided.
    pub decision: Decision,
    /// SHA-256 of the reason as that person gave it, 64 hex digits; absent where none is needed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// The hash of each change that the decision is about, 64 hex digits.
    pub changes: Vec<String>,
}

/// Where work lies that is not in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beside {
    /// In quarantine.
    Quarantine,
    /// Among what was refused.
    Refused,
}

/// A decision on such work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It goes into the document, as far as it is good.
    TakenIn,
    /// It stays out, until a person takes it in.
    LeftOut,
}

/// What was changed about a desk user or a key of another system, at the entry's instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Whose account: the desk user, or the person of the key.
    pub person: PersonId,
    /// Who changed it.
    pub by: PersonId,
    /// What is so from then on.
    pub change: AccountChange,
}

/// A change of who may do what at the desk. Words are those of the interface for other systems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountChange {
    /// Somebody may sign in, in this role.
    Added(String),
    /// Another role.
    Role(String),
    /// These offices of the policy, and no others.
    Offices(Vec<Unit>),
    /// May not sign in any more; sessions and keys ended.
    Disabled,
    /// May sign in again.
    Enabled,
    /// Somebody else made a password for them; sessions ended.
    PasswordGiven,
    /// A key with these scopes opens the interface.
    KeyMade(Vec<String>),
    /// The key opens nothing any more.
    KeyRevoked,
}

/// A document as it was when the log began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Which document.
    pub document: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// Sequence number of its newest change.
    pub last: u64,
    /// How many changes it had.
    pub changes: u64,
    /// [`received_digest`](crate::wire::sync::received_digest) of them in their order.
    pub digest: String,
    /// [`RowsDigest`](super::rows::RowsDigest) of what the server had written down about each.
    pub rows: String,
    /// What lay in quarantine of it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub aside: Vec<Aside>,
}

/// A change that lay in quarantine when the log began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Its hash, 64 hex digits.
    pub change: String,
    /// Who acted.
    pub person: PersonId,
    /// On which device.
    pub device: DeviceId,
    /// When the server took it.
    pub at: Timestamp,
}

/// A device that may speak for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Which device.
    pub device: DeviceId,
    /// Whose.
    pub person: PersonId,
    /// Its key.
    pub key: PublicKey,
}

/// Words of the facts known here.
const KNOWN: [&str; 12] = [
    "begun",
    "restored",
    "found",
    "found_device",
    "changes",
    "quarantined",
    "refused",
    "decided",
    "enrolled",
    "revoked",
    "copied",
    "account",
];

impl LogEntry {
    /// The entry as canonical JSON (RFC 8785): the bytes that its link is taken over.
    ///
    /// # Errors
    /// [`LogError::Signature`] if it has none, which no fact of this version lacks.
    pub fn canonical(&self) -> Result<String, LogError> {
        text(self)
    }

    /// Reads an entry that is written as [`LogEntry::canonical`] writes it.
    ///
    /// # Errors
    /// [`LogError::UnknownFact`] if a newer program wrote it, [`LogError::Unreadable`], [`LogError::NotCanonical`].
    pub fn read(source: &str) -> Result<Self, LogError> {
        let unreadable = |error: serde_json::Error| LogError::Unreadable(error.to_string());
        let value: Value = serde_json::from_str(source).map_err(unreadable)?;
        if let Some(word) = value.get("what").and_then(|what| what.get("fact")).and_then(Value::as_str)
            && !KNOWN.contains(&word)
        {
            return Err(LogError::UnknownFact(word.chars().take(40).collect()));
        }
        let entry: Self = serde_json::from_value(value).map_err(unreadable)?;
        if entry.canonical()? == source { Ok(entry) } else { Err(LogError::NotCanonical) }
    }
}

impl Fact {
    /// The document it tells of, if it tells of one.
    #[must_use]
    pub fn document(&self) -> Option<DocumentId> {
        match self {
            Self::Found(found) => Some(found.document),
            Self::Changes(changes) => Some(changes.document),
            Self::Quarantined(aside) => Some(aside.document),
            Self::Refused(refused) => Some(refused.document),
            Self::Decided(decided) => Some(decided.document),
            Self::Begun { .. }
            | Self::Restored { .. }
            | Self::FoundDevice { .. }
            | Self::Enrolled(_)
            | Self::Revoked { .. }
            | Self::Copied { .. }
            | Self::Account(_) => None,
        }
    }
}

/// Canonical JSON of `value` as text.
pub(super) fn text<T: Serialize>(value: &T) -> Result<String, LogError> {
    // Canonical JSON is UTF-8.
    String::from_utf8(canonical(value)?).map_err(|_| LogError::NotCanonical)
}
