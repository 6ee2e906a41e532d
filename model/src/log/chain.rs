//! The chain: how an entry is bound to all before it.
//!
//! `link(0) = SHA-256("fieldbook/log/1\0" ‖ id of the organisation as text)`,
//! `link(n) = SHA-256("fieldbook/log/1\0" ‖ link(n-1) ‖ SHA-256(entry n as canonical JSON))`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Fact, LogEntry, LogError};
use crate::id::OrganisationId;
use crate::time::Timestamp;

/// Stands before everything that is hashed into a link, so that a link is nothing else.
const DOMAIN: &[u8] = b"fieldbook/log/1\0";

/// What binds an entry to all before it: SHA-256, written as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Link([u8; 32]);

impl Link {
    /// The link before the first entry of an organisation's log.
    #[must_use]
    pub fn before_all(organisation: OrganisationId) -> Self {
        Self(Sha256::new().chain_update(DOMAIN).chain_update(organisation.to_string()).finalize().into())
    }

    /// The link of the entry with these canonical bytes, after this one.
    #[must_use]
    pub fn after(&self, entry: &[u8]) -> Self {
        Self(Sha256::new().chain_update(DOMAIN).chain_update(self.0).chain_update(Sha256::digest(entry)).finalize().into())
    }

    /// The link with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes of the link.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Link({self})")
    }
}

impl From<Link> for String {
    fn from(link: Link) -> Self {
        link.to_string()
    }
}

/// The text is not 64 hex digits in lower case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a link: expected 64 hex digits in lower case")]
pub struct LinkError;

impl FromStr for Link {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, LinkError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| LinkError)?;
        // One spelling for each link.
        Some(Self(bytes)).filter(|link| link.to_string() == text).ok_or(LinkError)
    }
}

impl TryFrom<String> for Link {
    type Error = LinkError;

    fn try_from(text: String) -> Result<Self, LinkError> {
        text.parse()
    }
}

/// The head of a log: how many entries it has, and the link of the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogHead {
    /// Number of entries: also the place of the last one, as places count from 1.
    pub size: u64,
    /// The link of the last entry.
    pub link: Link,
}

/// An entry that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The entry as canonical JSON: keep these bytes.
    pub text: String,
    /// The head of the log with it.
    pub head: LogHead,
}

impl LogHead {
    /// The head of a log without entries.
    #[must_use]
    pub fn before_all(organisation: OrganisationId) -> Self {
        Self { size: 0, link: Link::before_all(organisation) }
    }

    /// The next entry: at `at`, `what` happened.
    ///
    /// # Errors
    /// [`LogError::Signature`] if the entry has no canonical bytes, which no fact of this version lacks.
    pub fn append(&self, at: Timestamp, what: Fact) -> Result<Appended, LogError> {
        let text = LogEntry { position: self.size + 1, at, what }.canonical()?;
        let head = Self { size: self.size + 1, link: self.link.after(text.as_bytes()) };
        Ok(Appended { text, head })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_one_spelling() {
        let link = Link([0xab; 32]);
        assert_eq!(link.to_string().parse(), Ok(link));
        for spelling in [link.to_string().to_uppercase(), format!(" {link}"), link.to_string()[2..].to_owned()] {
            assert_eq!(spelling.parse::<Link>(), Err(LinkError), "{spelling}");
        }
    }

    #[test]
    fn links_stay_as_they_were_when_the_format_was_made() {
        let organisation = OrganisationId::from_bytes([7; 16]);
        let begun = Fact::Begun { epoch: crate::id::EpochId::from_bytes([1; 16]) };
        let first = LogHead::before_all(organisation).append(Timestamp::from_ms(1_795_348_800_000), begun).unwrap();
        let text = r#"{"at":1795348800000,"position":1,"what":{"epoch":"01010101-0101-0101-0101-010101010101","fact":"begun"}}"#;
        assert_eq!(first.text, text);
        assert_eq!(first.head.link.to_string(), "c03b14c1f9f475e5e45be59f20bc89f057d5ed7c5193ed13a27be4adfb092b56");
    }
}
