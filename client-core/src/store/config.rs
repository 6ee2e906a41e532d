//! What the server tells of itself: kept, so that it is asked for only when it changed.

use model::wire::config::SyncConfig;
use model::wire::config::SyncConfigAnswer;
use model::wire::problem::codes;
use rusqlite::{Connection, Transaction};

use super::StoreError;

/// The configuration in force, with its revision: the server's, else what is built in.
pub(crate) fn kept(conn: &Connection) -> Result<SyncConfigAnswer, StoreError> {
    let text: Option<String> = conn.prepare_cached("SELECT config FROM contact")?.query_row([], |row| row.get(0))?;
    match text {
        Some(text) => Ok(serde_json::from_str(&text)?),
        None => Ok(SyncConfig::built_in().told()?),
    }
}

/// Keeps what the server told. What was parked because it was too large is offered again: the limits may be wider now.
pub(crate) fn keep(tx: &Transaction<'_>, config: &SyncConfigAnswer) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE contact SET config = ?1")?.execute([serde_json::to_string(config)?])?;
    tx.prepare_cached("UPDATE document SET refused_code = NULL, refused_detail = NULL WHERE refused_code = ?1 AND refused_retry = 0")?
        .execute([codes::TOO_LARGE])?;
    tx.prepare_cached("UPDATE blob SET parked = NULL WHERE parked = ?1")?.execute([codes::TOO_LARGE])?;
    Ok(())
}
