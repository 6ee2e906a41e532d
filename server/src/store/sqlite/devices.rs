//! Devices in SQLite: codes, enrolment, revocation, last contact.

use model::id::{DeviceId, OrganisationId, PersonId};
use model::log::{Enrolled, Fact};
use model::seal::key::PublicKey;
use model::seal::organisation::RevokedDevice;
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::log::Log;
use super::{board, row};
use crate::store::StoreError;
use crate::store::identity::{DeviceIdentity, EnrolOutcome, EnrolmentCodeRow, EnrolmentRow, OrganisationDevices, Revocation};

/// Columns of a [`DeviceIdentity`].
const SELECT: &str = "SELECT device.organisation, organisation.name AS organisation_name, device.id, device.person,
        person.name AS person_name, device.name, device.algorithm, device.public_key, device.revoked_at
    FROM device
    JOIN organisation ON organisation.id = device.organisation
    JOIN person ON person.organisation = device.organisation AND person.id = device.person";

/// The device with this id, of whatever organisation.
pub(crate) fn find(db: &Connection, device: DeviceId) -> Result<Option<DeviceIdentity>, StoreError> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE device.id = ?1"))?;
    Ok(statement.query_row([device.as_bytes()], identity).optional()?)
}

/// Notes that the device was heard at `at`.
pub(crate) fn heard(tx: &Transaction<'_>, organisation: OrganisationId, device: DeviceId, at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE device SET last_seen_at = ?3 WHERE organisation = ?1 AND id = ?2";
    tx.prepare_cached(sql)?.execute(params![organisation.as_bytes(), device.as_bytes(), at.as_ms()])?;
    Ok(())
}

pub(super) fn create_code(tx: &Transaction<'_>, new: &EnrolmentCodeRow) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO enrolment_code (code_hash, organisation, person, issued_by, issued_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            new.code_hash,
            new.organisation.as_bytes(),
            new.person.as_bytes(),
            new.issued_by.as_bytes(),
            new.issued_at.as_ms(),
            new.expires_at.as_ms()
        ],
    )?;
    Ok(())
}

pub(super) fn enrol(tx: &Transaction<'_>, new: &EnrolmentRow) -> Result<EnrolOutcome, StoreError> {
    let sql = "SELECT organisation, person, expires_at, device FROM enrolment_code WHERE code_hash = ?1";
    let code = tx.prepare_cached(sql)?.query_row([new.code_hash], |found| {
        let organisation = OrganisationId::from_bytes(row::id(found, "organisation")?);
        let person = PersonId::from_bytes(row::id(found, "person")?);
        let device: Option<[u8; 16]> = found.get("device")?;
        Ok((organisation, person, row::at(found, "expires_at")?, device.map(DeviceId::from_bytes)))
    });
    let Some((organisation, person, expires_at, used_by)) = code.optional()? else {
        return Ok(EnrolOutcome::CodeRefused);
    };
    if new.at >= expires_at {
        return Ok(EnrolOutcome::CodeRefused);
    }
    if let Some(used_by) = used_by {
        // The same key with the same code asks again because the first answer got lost: it gets that answer.
        let known = find(tx, used_by)?.filter(|known| known.public_key == new.public_key && known.revoked_at.is_none());
        return Ok(known.map_or(EnrolOutcome::CodeRefused, |known| EnrolOutcome::Enrolled { device: Box::new(known), seq: None }));
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM device WHERE public_key = ?1)";
    if tx.query_row(sql, [&new.public_key.key], |row| row.get(0))? {
        return Ok(EnrolOutcome::KeyTaken);
    }
    tx.execute(
        "INSERT INTO device (organisation, id, person, name, algorithm, public_key, enrolled_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            organisation.as_bytes(),
            new.device.as_bytes(),
            person.as_bytes(),
            new.name,
            new.public_key.algorithm,
            new.public_key.key,
            new.at.as_ms()
        ],
    )?;
    let sql = "UPDATE enrolment_code SET device = ?2 WHERE code_hash = ?1";
    tx.execute(sql, params![new.code_hash, new.device.as_bytes()])?;
    let told = Enrolled { device: new.device, person, key: new.public_key.clone() };
    Log::open(tx, organisation)?.append(new.at, Fact::Enrolled(told))?;
    let seq = board::device_changed(tx, organisation, new.device)?;
    let device = find(tx, new.device)?.ok_or(StoreError::Damaged("device"))?;
    Ok(EnrolOutcome::Enrolled { device: Box::new(device), seq: Some(seq) })
}

/// Name and revoked devices of an organisation, by id.
pub(super) fn of_organisation(db: &Connection, organisation: OrganisationId) -> Result<Option<OrganisationDevices>, StoreError> {
    let mut select = db.prepare_cached("SELECT name FROM organisation WHERE id = ?1")?;
    let Some(name) = select.query_row([organisation.as_bytes()], |found| found.get(0)).optional()? else { return Ok(None) };
    let sql = "SELECT id, revoked_at FROM device WHERE organisation = ?1 AND revoked_at IS NOT NULL ORDER BY id";
    let mut select = db.prepare_cached(sql)?;
    let rows = select.query_map([organisation.as_bytes()], |found| {
        Ok(RevokedDevice { device: DeviceId::from_bytes(row::id(found, "id")?), at: row::at(found, "revoked_at")? })
    })?;
    Ok(Some(OrganisationDevices { name, revoked: rows.collect::<Result<_, _>>()? }))
}

pub(super) fn revoke(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    device: DeviceId,
    at: Timestamp,
) -> Result<Revocation, StoreError> {
    let Some(known) = find(tx, device)?.filter(|known| known.organisation == organisation) else {
        return Ok(Revocation::Unknown);
    };
    if known.revoked_at.is_some() {
        return Ok(Revocation::Before);
    }
    let sql = "UPDATE device SET revoked_at = ?3 WHERE organisation = ?1 AND id = ?2";
    tx.execute(sql, params![organisation.as_bytes(), device.as_bytes(), at.as_ms()])?;
    Log::open(tx, organisation)?.append(at, Fact::Revoked { device })?;
    Ok(Revocation::Now { seq: board::device_changed(tx, organisation, device)? })
}

/// Notes which copy of its database the device writes to; answers whether it said another one before.
pub(super) fn note_incarnation(tx: &Transaction<'_>, device: DeviceId, incarnation: &str, at: Timestamp) -> Result<bool, StoreError> {
    let mut find = tx.prepare_cached("SELECT organisation, incarnation FROM device WHERE id = ?1")?;
    let found = find
        .query_row([device.as_bytes()], |found| {
            Ok((OrganisationId::from_bytes(row::id(found, "organisation")?), found.get::<_, Option<String>>("incarnation")?))
        })
        .optional()?;
    let Some((organisation, before)) = found else { return Ok(false) };
    if before.as_deref() == Some(incarnation) {
        return Ok(false);
    }
    tx.prepare_cached("UPDATE device SET incarnation = ?2 WHERE id = ?1")?.execute(params![device.as_bytes(), incarnation])?;
    if before.is_none() {
        return Ok(false);
    }
    Log::open(tx, organisation)?.append(at, Fact::Copied { device, incarnation: incarnation.to_owned() })?;
    Ok(true)
}

fn identity(found: &Row<'_>) -> rusqlite::Result<DeviceIdentity> {
    Ok(DeviceIdentity {
        device: DeviceId::from_bytes(row::id(found, "id")?),
        person: PersonId::from_bytes(row::id(found, "person")?),
        person_name: found.get("person_name")?,
        organisation: OrganisationId::from_bytes(row::id(found, "organisation")?),
        organisation_name: found.get("organisation_name")?,
        name: found.get("name")?,
        public_key: PublicKey { algorithm: found.get("algorithm")?, key: found.get("public_key")? },
        revoked_at: row::maybe_at(found, "revoked_at")?,
    })
}
