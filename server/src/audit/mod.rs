//! The check of a data directory against its logs, and the export of a log. Only reads, in one state of the database, whether a server
//! runs on it or not.
//!
//! [`verify`] follows the chain of each organisation's log, compares it with checkpoints, and compares with its entries the rows that they
//! tell of: changes, quarantine, documents, devices. [`export`] writes the log as a file that anybody can check with nothing but
//! [`model::log::export`].
//!
//! Left out: what the log does not tell of (docs/audit.md names it), and the saved documents, which are caches of the changes.

mod database;
mod rows;

use std::io;
use std::path::{Path, PathBuf};

use model::id::OrganisationId;
use model::log::check::Extent;
use model::log::export::{EntryLine, FORMAT, Header, Line, verified};
use model::log::{ChainCheck, Checkpoint, Finding, Link, LogEntry, LogError, LogHead, Place, Row, Signed, Wrong};
use model::seal::key::{DeviceKey as _, PublicKey};
use model::time::Timestamp;

use self::database::Database;
use self::rows::Rows;
use crate::tokens::key_file::KeyFileError;
use crate::tokens::organisation_keys;

/// Why a data directory could not be checked or exported. Nothing was written to it.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// There is no database.
    #[error("there is no database {0}")]
    Missing(PathBuf),
    /// The database cannot be read.
    #[error("the database cannot be read: {0}")]
    Database(#[from] rusqlite::Error),
    /// An older server wrote the database, without a log. Start the server once: it begins the log.
    #[error("the database is of an older server, without a log; start the server once")]
    Older,
    /// Name one of those there are.
    #[error("there is no organisation called {0}")]
    NoSuchOrganisation(String),
    /// Say which.
    #[error("there are several organisations; name one of: {}", .0.join(", "))]
    SeveralOrganisations(Vec<String>),
    /// The organisation's key cannot be read. It is beside the database; to check without it, name the public key.
    #[error("the organisation's key: {0}")]
    Key(#[from] KeyFileError),
    /// An entry is no JSON any more and cannot be written as a line, or the checkpoint cannot be signed. Verify the directory itself.
    #[error("{0}; verify the data directory itself")]
    Log(#[from] LogError),
    /// The file cannot be written.
    #[error("writing: {0}")]
    Write(#[from] io::Error),
}

/// What the check of one organisation came to.
#[derive(Debug)]
pub struct Audited {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// What the log comes to.
    pub extent: Extent,
    /// Rows of changes, in documents and in quarantine, that were compared with it.
    pub changes: u64,
    /// What is wrong, in the order of the log where it has a place there.
    pub findings: Vec<Finding>,
}

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// How many entries.
    pub entries: u64,
}

/// Checks the data directory: the organisation called `name`, or all. `key` is the organisation's key as the caller knows it; without it
/// the one in the directory is believed. `outside` are checkpoints that were kept elsewhere.
///
/// # Errors
/// [`AuditError`] if it cannot be read.
pub fn verify(data_dir: &Path, name: Option<&str>, key: Option<&PublicKey>, outside: &[Signed]) -> Result<Vec<Audited>, AuditError> {
    let database = Database::open(data_dir)?;
    let organisations = database.organisations(name)?;
    let mut keys = Vec::new();
    for (organisation, _) in &organisations {
        keys.push(match key {
            Some(key) => key.clone(),
            None => organisation_keys::read(data_dir, *organisation)?.public_key(),
        });
    }
    let mut audited: Vec<Audited> = Vec::new();
    for ((organisation, name), key) in organisations.iter().zip(&keys) {
        // With several organisations, a checkpoint is for the one whose key signed it; what no key signed is a finding of the first.
        let own = outside.iter().filter(|signed| {
            let signed_by = |key: &PublicKey| Checkpoint::verify(&signed.token, key).is_ok();
            signed_by(key) || (audited.is_empty() && !keys.iter().any(signed_by))
        });
        audited.push(verify_one(&database, *organisation, name, key, own.cloned().collect())?);
    }
    Ok(audited)
}

fn verify_one(
    database: &Database,
    organisation: OrganisationId,
    name: &str,
    key: &PublicKey,
    outside: Vec<Signed>,
) -> Result<Audited, AuditError> {
    let mut chain = ChainCheck::new(organisation);
    let mut rows = Rows::default();
    database.entries(organisation, |kept| {
        let row = Row { position: Some(kept.position), at_ms: Some(kept.at_ms), text: &kept.text, link: &kept.link };
        if let Some(entry) = chain.row(&row) {
            rows.expect(entry);
        }
        Ok(())
    })?;
    let mut checkpoints = Vec::new();
    for (size, at_ms, token) in database.checkpoints(organisation)? {
        let place = Place { row: Some(format!("checkpoint {size}")), ..Place::default() };
        if let Ok(stated) = Checkpoint::verify(&token, key)
            && (i64::try_from(stated.size) != Ok(size) || stated.at.as_ms() != at_ms)
        {
            chain.find(place, Wrong::CheckpointRow { size: stated.size });
        }
        checkpoints.push(Signed { token, source: format!("the row checkpoint {size}"), outside: false });
    }
    checkpoints.extend(outside);
    let given = verified(&mut chain, checkpoints, key);
    let (extent, mut findings) = chain.finish(given);
    let (changes, of_rows) = rows.compare(database, organisation)?;
    findings.extend(of_rows);
    findings.sort_by_key(|finding| finding.place.position.unwrap_or(u64::MAX));
    Ok(Audited { organisation, name: name.to_owned(), extent, changes, findings })
}

/// Writes the log of the organisation called `name`, or of the only one there is, as an export with a checkpoint as of `at`. The log is
/// written as it is kept, also if it was altered: what reads the file finds that.
///
/// # Errors
/// [`AuditError`]; what was written so far is no whole export.
pub fn export(data_dir: &Path, name: Option<&str>, at: Timestamp, out: &mut dyn io::Write) -> Result<Exported, AuditError> {
    let database = Database::open(data_dir)?;
    let organisations = database.organisations(name)?;
    let [(organisation, name)] = organisations.as_slice() else {
        return Err(AuditError::SeveralOrganisations(organisations.into_iter().map(|(_, name)| name).collect()));
    };
    let key = organisation_keys::read(data_dir, *organisation)?;
    let mut write = |line: &Line| -> Result<(), AuditError> { Ok(writeln!(out, "{}", line.text()?)?) };
    let header = Header { format: FORMAT.to_owned(), organisation: *organisation, name: name.clone(), key: key.public_key() };
    write(&Line::Header(header))?;
    let mut head = LogHead::before_all(*organisation);
    let mut entries = 0;
    database.entries(*organisation, |kept| {
        let link = Link::from_bytes(kept.link.as_slice().try_into().unwrap_or_default());
        // An entry that was altered is exported as it is; its changes are not looked for.
        let changes = match LogEntry::read(&kept.text) {
            Ok(entry) => database.hashes_of(*organisation, &entry.what)?,
            Err(_) => Vec::new(),
        };
        write(&Line::Entry(EntryLine { entry: kept.text, link, changes }))?;
        entries += 1;
        head = LogHead { size: u64::try_from(kept.position).unwrap_or_default(), link };
        Ok(())
    })?;
    for (_, _, token) in database.checkpoints(*organisation)? {
        write(&Line::Checkpoint(token))?;
    }
    write(&Line::Checkpoint(Checkpoint::of(*organisation, head, at).sign(&key)?))?;
    Ok(Exported { organisation: *organisation, name: name.clone(), entries })
}
