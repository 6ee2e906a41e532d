//! SQL of the call-out register as the desk reads it.

mod known;
mod list;

use async_trait::async_trait;
use model::id::{CallOutId, OrganisationId, PersonId};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::{Sqlite, documents, row, webhooks};
use crate::store::StoreError;
use crate::store::call_outs::{
    CallOutImport, CallOutPage, CallOutQuery, CallOutState, CallOutStore, FoundCallOut, Imported, KeptCallOut, Known, Same, Turned,
};
use crate::store::documents::CallOutEntry;

#[async_trait]
impl CallOutStore for Sqlite {
    async fn call_outs(&self, query: CallOutQuery) -> Result<CallOutPage, StoreError> {
        self.read(move |db| list::page(db, &query)).await
    }

    async fn kept_call_out(&self, organisation: OrganisationId, id: CallOutId) -> Result<Option<KeptCallOut>, StoreError> {
        self.read(move |db| list::one(db, organisation, id)).await
    }

    async fn known_callers(&self, organisation: OrganisationId, text: String) -> Result<Known, StoreError> {
        self.read(move |db| known::find(db, organisation, &text)).await
    }

    async fn open_like(
        &self,
        organisation: OrganisationId,
        keys: Vec<(Same, String)>,
    ) -> Result<Vec<(Same, String, FoundCallOut)>, StoreError> {
        self.read(move |db| known::open_like(db, organisation, keys)).await
    }

    async fn withdraw_call_out(
        &self,
        organisation: OrganisationId,
        id: CallOutId,
        by: PersonId,
        at: Timestamp,
        reason: String,
    ) -> Result<Turned, StoreError> {
        self.write(move |tx| withdraw(tx, organisation, id, by, at, &reason)).await
    }

    async fn restore_call_out(
        &self,
        organisation: OrganisationId,
        id: CallOutId,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Turned, StoreError> {
        self.write(move |tx| restore(tx, organisation, id, by, at)).await
    }

    async fn imported(&self, organisation: OrganisationId, sha256: [u8; 32]) -> Result<Option<Imported>, StoreError> {
        self.read(move |db| imported(db, organisation, sha256)).await
    }

    async fn import_call_outs(&self, import: CallOutImport) -> Result<Imported, StoreError> {
        self.write(move |tx| take(tx, import)).await
    }
}

/// The entry in column `entry`.
fn entry_of(found: &Row<'_>) -> Result<CallOutEntry, StoreError> {
    let json: String = found.get("entry")?;
    serde_json::from_str(&json).map_err(|_| StoreError::Damaged("call_out.entry"))
}

/// The state in column `state`.
fn state_of(found: &Row<'_>) -> Result<CallOutState, StoreError> {
    let word: String = found.get("state")?;
    CallOutState::of(&word).ok_or(StoreError::Damaged("call_out.state"))
}

/// How far an entry is, if the organisation has it.
fn state(db: &Connection, organisation: OrganisationId, id: CallOutId) -> Result<Option<CallOutState>, StoreError> {
    let mut find = db.prepare_cached("SELECT state FROM call_out WHERE id = ?1 AND organisation = ?2")?;
    let found = find.query_row(params![id.as_bytes(), organisation.as_bytes()], |found| Ok(state_of(found))).optional()?;
    found.transpose()
}

fn withdraw(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    id: CallOutId,
    by: PersonId,
    at: Timestamp,
    reason: &str,
) -> Result<Turned, StoreError> {
    match state(tx, organisation, id)? {
        None => return Ok(Turned::Unknown),
        Some(CallOutState::Registered) => {}
        Some(other) => return Ok(Turned::Is(other)),
    }
    tx.prepare_cached("INSERT INTO call_out_withdrawal (organisation, call_out, at, by, reason) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![organisation.as_bytes(), id.as_bytes(), at.as_ms(), by.as_bytes(), reason])?;
    tx.prepare_cached("UPDATE call_out SET withdrawal = ?2 WHERE id = ?1")?.execute(params![id.as_bytes(), tx.last_insert_rowid()])?;
    webhooks::tell::call_out(tx, organisation, id, at, false)?;
    Ok(Turned::Done)
}

fn restore(tx: &Transaction<'_>, organisation: OrganisationId, id: CallOutId, by: PersonId, at: Timestamp) -> Result<Turned, StoreError> {
    match state(tx, organisation, id)? {
        None => return Ok(Turned::Unknown),
        Some(CallOutState::Withdrawn) => {}
        Some(other) => return Ok(Turned::Is(other)),
    }
    tx.prepare_cached(
        "UPDATE call_out_withdrawal SET restored_at = ?2, restored_by = ?3 WHERE id = (SELECT withdrawal FROM call_out WHERE id = ?1)",
    )?
    .execute(params![id.as_bytes(), at.as_ms(), by.as_bytes()])?;
    tx.prepare_cached("UPDATE call_out SET withdrawal = NULL WHERE id = ?1")?.execute([id.as_bytes()])?;
    webhooks::tell::call_out(tx, organisation, id, at, false)?;
    Ok(Turned::Done)
}

fn imported(db: &Connection, organisation: OrganisationId, sha256: [u8; 32]) -> Result<Option<Imported>, StoreError> {
    let mut find = db.prepare_cached("SELECT at, by, entries FROM call_out_import WHERE organisation = ?1 AND sha256 = ?2")?;
    let found = find
        .query_row(params![organisation.as_bytes(), sha256], |found| {
            Ok((row::at(found, "at")?, PersonId::from_bytes(row::id(found, "by")?), row::count(found, "entries")))
        })
        .optional()?;
    found.map(|(at, by, entries)| Ok(Imported { at, by, entries: entries?, before: true })).transpose()
}

fn take(tx: &Transaction<'_>, import: CallOutImport) -> Result<Imported, StoreError> {
    let CallOutImport { organisation, by, at, sha256, entries } = import;
    if let Some(before) = imported(tx, organisation, sha256)? {
        return Ok(before);
    }
    let count = entries.len() as u64;
    tx.prepare_cached("INSERT INTO call_out_import (organisation, sha256, at, by, entries) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![organisation.as_bytes(), sha256, at.as_ms(), by.as_bytes(), row::stored(count)])?;
    let mut mark = tx.prepare_cached("UPDATE call_out SET imported = ?2 WHERE id = ?1")?;
    for (day, entry) in entries {
        let entry = documents::register_call_out(tx, organisation, by, &day, at, entry)?;
        mark.execute(params![entry.call_out.id.as_bytes(), sha256])?;
    }
    Ok(Imported { at, by, entries: count, before: false })
}
