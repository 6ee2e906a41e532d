//! Everything that was entered on this device for one document, as one file that a person can carry to the desk.
//!
//! Made from rows only, so that it also works for a document that cannot be loaded any more.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::id::{CommandId, DocumentId};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};
use serde::Serialize;
use serde_json::Value;

use super::StoreError;
use super::bundles::{self, Bundle, Bundled, Meant};

/// Names the layout of the file.
const FORMAT: &str = "fieldbook.parked.1";

#[derive(Serialize)]
struct Export {
    format: &'static str,
    document: DocumentId,
    /// What it is, such as `visit`; absent if it was never readable here.
    kind: Option<String>,
    /// What lists call it: number of the call-out, date of the day; absent if it was never readable here.
    number: Option<String>,
    /// Changes made on this device, in order.
    changes: Vec<ExportedChange>,
    /// Rows of a damaged document that could not be joined, and a bundle of it that cannot be read, named by what was in it.
    set_aside: Vec<ExportedChange>,
    /// The saved copy of what the server refused for good.
    refused: Vec<ExportedChange>,
    /// What the person meant by each action, in order.
    journal: Vec<ExportedCommand>,
}

#[derive(Serialize)]
struct ExportedChange {
    /// 64 hex digits.
    hash: String,
    /// Whether the server has named it as durable.
    received: bool,
    /// The raw change, base64.
    raw: String,
}

#[derive(Serialize)]
struct ExportedCommand {
    command: CommandId,
    /// Hash of the change it became, 64 hex digits.
    change: String,
    /// By this device's clock.
    at: Timestamp,
    intent: Value,
}

/// The file for `id`, if there is such a document here.
pub(crate) fn parked(conn: &Connection, id: DocumentId) -> Result<Option<Vec<u8>>, StoreError> {
    let key = id.as_bytes().as_slice();
    let found: Option<(Option<String>, Option<String>)> = conn
        .prepare_cached("SELECT d.kind, v.label FROM document d LEFT JOIN projection v ON v.document = d.id WHERE d.id = ?1")?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((kind, number)) = found else { return Ok(None) };
    let mut set_aside = changes(conn, "SELECT hash, 0, raw FROM set_aside WHERE document = ?1 ORDER BY id", key)?;
    let bundle = match bundles::of(conn, id)? {
        Bundled::No => Bundle::default(),
        Bundled::Yes(bundle) => bundle,
        Bundled::Damaged(remains) => {
            set_aside.push(exported(&remains.heads, true, &remains.packed));
            Bundle::default()
        }
    };
    let own = bundle.changes.iter().filter(|change| change.own).map(|change| exported(&change.hash, true, &change.raw));
    let rows = changes(conn, "SELECT hash, received, raw FROM change WHERE document = ?1 AND own = 1 ORDER BY id", key)?;
    let later = bundles::journal_rows(conn, id)?.into_iter().map(|(_, meant)| meant);
    let export = Export {
        format: FORMAT,
        document: id,
        kind,
        number,
        changes: own.chain(rows).collect(),
        set_aside,
        refused: changes(conn, "SELECT hash, 0, raw FROM refused_change WHERE document = ?1 ORDER BY id", key)?,
        journal: bundle.journal.into_iter().chain(later).map(command).collect::<Result<_, _>>()?,
    };
    Ok(Some(serde_json::to_vec(&export)?))
}

fn changes(conn: &Connection, query: &str, key: &[u8]) -> Result<Vec<ExportedChange>, StoreError> {
    let mut query = conn.prepare_cached(query)?;
    let rows = query.query_map([key], |row| {
        let (hash, raw): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(2)?);
        Ok(exported(&hash, row.get(1)?, &raw))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn exported(hash: &[u8], received: bool, raw: &[u8]) -> ExportedChange {
    ExportedChange { hash: hex::encode(hash), received, raw: STANDARD.encode(raw) }
}

fn command(meant: Meant) -> Result<ExportedCommand, StoreError> {
    let (command, at) = (CommandId::from_bytes(meant.command), Timestamp::from_ms(meant.at));
    Ok(ExportedCommand { command, change: hex::encode(meant.change), at, intent: serde_json::from_str(&meant.intent)? })
}
