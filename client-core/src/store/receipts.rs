//! The server's receipts, as they were given.

use model::id::DocumentId;
use model::seal::receipt::{Receipt, ReceiptLine};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;
use crate::proof::KeptReceipt;

/// Keeps a receipt that was checked.
pub(crate) fn keep(tx: &Transaction<'_>, receipt: &Receipt, statement: &str, lines: &[ReceiptLine]) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO receipt (at, statement, lines) VALUES (?1, ?2, ?3)")?.execute(params![
        receipt.at.as_ms(),
        statement,
        serde_json::to_string(lines)?
    ])?;
    let receipt = tx.last_insert_rowid();
    let mut name = tx.prepare_cached("INSERT INTO receipt_document (receipt, document) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for line in lines {
        name.execute(params![receipt, line.document.as_bytes()])?;
    }
    Ok(())
}

/// The newest receipt of all.
pub(crate) fn newest(conn: &Connection) -> Result<Option<String>, StoreError> {
    let newest = conn.prepare_cached("SELECT statement FROM receipt ORDER BY id DESC LIMIT 1")?.query_row([], |row| row.get(0));
    Ok(newest.optional()?)
}

/// The receipts that name `document`, oldest first.
pub(crate) fn of(conn: &Connection, document: DocumentId) -> Result<Vec<KeptReceipt>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT r.at, r.statement, r.lines FROM receipt_document d JOIN receipt r ON r.id = d.receipt
         WHERE d.document = ?1 ORDER BY r.id",
    )?;
    let rows =
        select.query_map([document.as_bytes()], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))?;
    rows.map(|row| {
        let (at, statement, lines) = row?;
        Ok(KeptReceipt { at: Timestamp::from_ms(at), statement, lines: serde_json::from_str(&lines)? })
    })
    .collect()
}
