//! What lies in quarantine.

use automerge::ChangeHash;
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use rusqlite::{Connection, params};

use crate::store::StoreError;
use crate::store::documents::{QuarantineSize, SetAside};
use crate::store::sqlite::row;

/// Which of `hashes` lie there.
pub(super) fn known(db: &Connection, document: DocumentId, hashes: Vec<ChangeHash>) -> Result<Vec<ChangeHash>, StoreError> {
    let mut find = db.prepare_cached("SELECT 1 FROM quarantine WHERE document = ?1 AND hash = ?2")?;
    let mut found = Vec::new();
    for hash in hashes {
        if find.exists(params![document.as_bytes(), hash.0])? {
            found.push(hash);
        }
    }
    Ok(found)
}

/// How much of a device lies there.
pub(super) fn size(db: &Connection, document: DocumentId, device: DeviceId) -> Result<QuarantineSize, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT COUNT(*) AS changes, COALESCE(SUM(length(raw)), 0) AS bytes FROM quarantine WHERE document = ?1 AND device = ?2",
    )?;
    find.query_row(params![document.as_bytes(), device.as_bytes()], |row| {
        Ok(row::count(row, "changes").and_then(|changes| Ok(QuarantineSize { changes, bytes: row::count(row, "bytes")? })))
    })?
}

/// How much of a device lies there over all documents.
pub(super) fn size_of_device(db: &Connection, device: DeviceId) -> Result<QuarantineSize, StoreError> {
    let mut find =
        db.prepare_cached("SELECT COUNT(*) AS changes, COALESCE(SUM(length(raw)), 0) AS bytes FROM quarantine WHERE device = ?1")?;
    find.query_row(params![device.as_bytes()], |row| {
        Ok(row::count(row, "changes").and_then(|changes| Ok(QuarantineSize { changes, bytes: row::count(row, "bytes")? })))
    })?
}

/// What lies there of a person, by device, each in the order of arrival; what the desk left out only if `left_out_too`.
pub(super) fn of_person(
    db: &Connection,
    organisation: OrganisationId,
    person: PersonId,
    document: DocumentId,
    left_out_too: bool,
) -> Result<Vec<SetAside>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT device, relayed_by IS NOT NULL AS relayed, raw FROM quarantine \
         WHERE organisation = ?1 AND person = ?2 AND document = ?3 AND (?4 OR discarded_at IS NULL) ORDER BY device, id",
    )?;
    let mut rows = find.query(params![organisation.as_bytes(), person.as_bytes(), document.as_bytes(), left_out_too])?;
    let mut found: Vec<SetAside> = Vec::new();
    while let Some(row) = rows.next()? {
        let device = DeviceId::from_bytes(row::id(row, "device")?);
        let (relayed, raw) = (row.get("relayed")?, row.get("raw")?);
        match found.last_mut() {
            Some(last) if last.device == device => {
                last.relayed |= relayed;
                last.raws.push(raw);
            }
            _ => found.push(SetAside { device, relayed, raws: vec![raw] }),
        }
    }
    Ok(found)
}
