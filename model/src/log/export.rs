//! A log as a file: lines of canonical JSON. First whose log it is, then the entries in their order, each with its link and the hashes of
//! the changes it is about, then checkpoints, the newest last.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::check::{Extent, list_of};
use super::entry::text;
use super::{ChainCheck, Checkpoint, Finding, Given, Link, LogError, Place, Row, Signed, Wrong};
use crate::id::OrganisationId;
use crate::seal::key::PublicKey;

/// The format of the file.
pub const FORMAT: &str = "fieldbook.log.1";

/// The first line: whose log it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// [`FORMAT`].
    pub format: String,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The key that checkpoints are signed with.
    pub key: PublicKey,
}

/// A line for one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLine {
    /// The entry as canonical JSON.
    pub entry: String,
    /// Its link.
    pub link: Link,
    /// Hashes of the changes it is about, 64 hex digits each.
    pub changes: Vec<String>,
}

/// One line of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Whose log it is.
    Header(Header),
    /// An entry.
    Entry(EntryLine),
    /// A checkpoint's token.
    Checkpoint(String),
}

impl Line {
    /// The line's text, without the line's end.
    ///
    /// # Errors
    /// [`LogError::Unreadable`] if the entry is not JSON, [`LogError::Signature`] if something has no canonical bytes.
    pub fn text(&self) -> Result<String, LogError> {
        match self {
            Self::Header(header) => text(header),
            Self::Entry(EntryLine { entry, link, changes }) => {
                let entry: Value = serde_json::from_str(entry).map_err(unreadable)?;
                text(&serde_json::json!({ "changes": changes, "entry": entry, "link": link }))
            }
            Self::Checkpoint(token) => text(&serde_json::json!({ "checkpoint": token })),
        }
    }

    /// Reads a line.
    ///
    /// # Errors
    /// [`LogError::UnknownFormat`], [`LogError::Unreadable`], [`LogError::NotCanonical`].
    pub fn read(source: &str) -> Result<Self, LogError> {
        let mut value: Value = serde_json::from_str(source).map_err(unreadable)?;
        if text(&value)? != source {
            return Err(LogError::NotCanonical);
        }
        if let Some(format) = value.get("format") {
            if format != FORMAT {
                return Err(LogError::UnknownFormat(format.as_str().unwrap_or_default().chars().take(40).collect()));
            }
            return Ok(Self::Header(serde_json::from_value(value).map_err(unreadable)?));
        }
        if let Some(token) = value.get("checkpoint").and_then(Value::as_str) {
            return Ok(Self::Checkpoint(token.to_owned()));
        }
        let mut take =
            |name: &str| value.get_mut(name).map(Value::take).ok_or_else(|| LogError::Unreadable(format!("`{name}` is missing")));
        let entry = text(&take("entry")?)?;
        let link = serde_json::from_value(take("link")?).map_err(unreadable)?;
        let changes = serde_json::from_value(take("changes")?).map_err(unreadable)?;
        Ok(Self::Entry(EntryLine { entry, link, changes }))
    }
}

fn unreadable(error: serde_json::Error) -> LogError {
    LogError::Unreadable(error.to_string())
}

/// The check of an export, line by line.
#[derive(Debug)]
pub struct ExportCheck {
    header: Header,
    key: PublicKey,
    chain: ChainCheck,
    checkpoints: Vec<Signed>,
}

impl ExportCheck {
    /// Begins with the first line. `expected` is the organisation's key as the reader knows it; without it, the one that the file names is
    /// believed.
    ///
    /// # Errors
    /// [`LogError::Unreadable`] and the like if the line is not the first of an export.
    pub fn begin(first: &str, expected: Option<&PublicKey>) -> Result<Self, LogError> {
        let Line::Header(header) = Line::read(first)? else {
            return Err(LogError::Unreadable("the first line does not say whose log it is".to_owned()));
        };
        let key = expected.unwrap_or(&header.key).clone();
        let chain = ChainCheck::new(header.organisation);
        Ok(Self { header, key, chain, checkpoints: Vec::new() })
    }

    /// Whose log it is.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Takes the next line; `number` is its number in the file, from 1.
    pub fn line(&mut self, number: u64, source: &str) {
        let place = || Place { row: Some(format!("line {number}")), ..Place::default() };
        match Line::read(source) {
            Ok(Line::Entry(EntryLine { entry, link, changes })) => {
                let row = Row { position: None, at_ms: None, text: &entry, link: link.as_bytes() };
                let Some(entry) = self.chain.row(&row) else { return };
                let hashes: Vec<_> = changes.iter().filter_map(|hash| hash.parse::<Link>().ok()).map(|hash| *hash.as_bytes()).collect();
                let wrong = if hashes.len() == changes.len() { list_of(&entry.what, &hashes) } else { list_of(&entry.what, &[]) };
                if let Some(wrong) = wrong {
                    let (position, at, document) = (Some(entry.position), Some(entry.at), entry.what.document());
                    self.chain.find(Place { position, at, document, ..place() }, wrong);
                }
            }
            Ok(Line::Checkpoint(token)) => {
                self.checkpoints.push(Signed { token, source: format!("line {number} of the export"), outside: false });
            }
            Ok(Line::Header(_)) => self.chain.find(place(), Wrong::OutOfOrder),
            Err(error) => self.chain.find(place(), Wrong::EntryUnreadable(error.to_string())),
        }
    }

    /// Ends with the checkpoints that were kept elsewhere. Answers what the log comes to, and everything found.
    #[must_use]
    pub fn finish(mut self, outside: Vec<Signed>) -> (Extent, Vec<Finding>) {
        self.checkpoints.extend(outside);
        let given = verified(&mut self.chain, self.checkpoints, &self.key);
        self.chain.finish(given)
    }
}

/// Those of `checkpoints` that `key` signed; the others are findings.
pub fn verified(chain: &mut ChainCheck, checkpoints: Vec<Signed>, key: &PublicKey) -> Vec<Given> {
    let mut given = Vec::new();
    for Signed { token, source, outside } in checkpoints {
        match Checkpoint::verify(&token, key) {
            Ok(checkpoint) => given.push(Given { checkpoint, source, outside }),
            Err(_) => chain.find(Place::default(), Wrong::CheckpointForged { source_name: source }),
        }
    }
    given
}
