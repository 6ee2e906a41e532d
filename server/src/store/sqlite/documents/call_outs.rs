//! Entering into the call-out register, and what a visit takes over from it. Listing it is the room `call_outs` beside this one.

use model::id::{CallOutId, OrganisationId, PersonId};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::store::StoreError;
use crate::store::documents::CallOutEntry;
use crate::store::sqlite::webhooks;

/// Enters `entry` at `at` under the next number of `day`: C, day, serial of at least three digits. The same entry again is the one that is
/// there; another one under its id is [`StoreError::Taken`].
pub(in crate::store::sqlite) fn register(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    by: PersonId,
    day: &str,
    at: Timestamp,
    mut entry: CallOutEntry,
) -> Result<CallOutEntry, StoreError> {
    if let Some(known) = load(tx, organisation, entry.call_out.id)? {
        entry.call_out.number.clone_from(&known.call_out.number);
        entry.call_out.received_at = known.call_out.received_at;
        return if known == entry { Ok(known) } else { Err(StoreError::Taken) };
    }
    if tx.prepare_cached("SELECT 1 FROM call_out WHERE id = ?1")?.exists([entry.call_out.id.as_bytes()])? {
        return Err(StoreError::Taken);
    }
    let serial: i64 = tx
        .prepare_cached("SELECT COALESCE(MAX(serial), 0) + 1 FROM call_out WHERE organisation = ?1 AND day = ?2")?
        .query_row(params![organisation.as_bytes(), day], |row| row.get(0))?;
    entry.call_out.number = format!("C{day}-{serial:03}");
    let json = serde_json::to_string(&entry).map_err(|_| StoreError::Damaged("call_out.entry"))?;
    tx.prepare_cached(
        "INSERT INTO call_out (id, organisation, number, day, serial, received_at, registered_by, entry, status) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'registered')",
    )?
    .execute(params![
        entry.call_out.id.as_bytes(),
        organisation.as_bytes(),
        entry.call_out.number,
        day,
        serial,
        entry.call_out.received_at.as_ms(),
        by.as_bytes(),
        json,
    ])?;
    webhooks::tell::call_out(tx, organisation, entry.call_out.id, at, true)?;
    Ok(entry)
}

/// The call-out with this id, if the organisation has it.
pub(super) fn load(db: &Connection, organisation: OrganisationId, id: CallOutId) -> Result<Option<CallOutEntry>, StoreError> {
    let entry: Option<String> = db
        .prepare_cached("SELECT entry FROM call_out WHERE id = ?1 AND organisation = ?2")?
        .query_row(params![id.as_bytes(), organisation.as_bytes()], |row| row.get("entry"))
        .optional()?;
    entry.map(|json| serde_json::from_str(&json).map_err(|_| StoreError::Damaged("call_out.entry"))).transpose()
}
