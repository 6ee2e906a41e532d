//! Identity in SQLite: organisations, people, sessions, technicians. Devices are in [`super::devices`].

use async_trait::async_trait;
use model::id::{DeviceId, OrganisationId, PersonId};
use model::policy::Unit;
use model::time::Timestamp;
use model::wire::unsent::StillUnsent;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::{Sqlite, board, devices, log, row, unsent};
use crate::people::role::Role;
use crate::store::StoreError;
use crate::store::identity::{
    DeskIdentity, DeskUserRow, DeviceIdentity, EnrolOutcome, EnrolmentCodeRow, EnrolmentRow, Entry, IdentityStore, OrganisationDevices,
    OrganisationOutcome, OrganisationRow, Revocation, SecretHash, SessionRow, TechnicianRow,
};

#[async_trait]
impl IdentityStore for Sqlite {
    async fn audience(&self, fresh: String) -> Result<String, StoreError> {
        self.write(move |tx| {
            tx.execute("INSERT INTO server (only_one, audience) VALUES (1, ?1) ON CONFLICT DO NOTHING", [fresh])?;
            Ok(tx.query_row("SELECT audience FROM server", [], |row| row.get(0))?)
        })
        .await
    }

    async fn is_set_up(&self) -> Result<bool, StoreError> {
        self.read(|db| Ok(db.query_row("SELECT EXISTS (SELECT 1 FROM organisation)", [], |row| row.get(0))?)).await
    }

    async fn create_organisation(&self, new: OrganisationRow) -> Result<OrganisationOutcome, StoreError> {
        self.write(move |tx| create_organisation(tx, &new)).await
    }

    async fn desk_user(&self, login: String) -> Result<Option<DeskUserRow>, StoreError> {
        self.read(move |db| {
            let sql = "SELECT organisation, person, password_hash FROM desk_user WHERE login = ?1 AND disabled_at IS NULL";
            let found = db.prepare_cached(sql)?.query_row([login], |found| {
                Ok(DeskUserRow {
                    organisation: OrganisationId::from_bytes(row::id(found, "organisation")?),
                    person: PersonId::from_bytes(row::id(found, "person")?),
                    password_hash: found.get("password_hash")?,
                })
            });
            Ok(found.optional()?)
        })
        .await
    }

    async fn create_session(&self, new: SessionRow) -> Result<bool, StoreError> {
        self.write(move |tx| {
            tx.execute("DELETE FROM desk_session WHERE expires_at <= ?1", [new.created_at.as_ms()])?;
            let (created_at, expires_at) = (new.created_at.as_ms(), new.expires_at.as_ms());
            let kept = tx.execute(
                "INSERT INTO desk_session (token_hash, organisation, person, created_at, expires_at)
                 SELECT ?1, organisation, person, ?4, ?5 FROM desk_user
                 WHERE organisation = ?2 AND person = ?3 AND password_hash = ?6 AND disabled_at IS NULL",
                params![new.token_hash, new.organisation.as_bytes(), new.person.as_bytes(), created_at, expires_at, new.password_hash],
            )?;
            Ok(kept == 1)
        })
        .await
    }

    async fn session(&self, token_hash: SecretHash, now: Timestamp) -> Result<Option<DeskIdentity>, StoreError> {
        self.read(move |db| session(db, &token_hash, now)).await
    }

    async fn end_session(&self, token_hash: SecretHash) -> Result<(), StoreError> {
        self.write(move |tx| {
            tx.execute("DELETE FROM desk_session WHERE token_hash = ?1", [token_hash])?;
            Ok(())
        })
        .await
    }

    async fn technicians(&self, organisation: OrganisationId) -> Result<Vec<TechnicianRow>, StoreError> {
        self.read(move |db| {
            let sql = "SELECT id, name FROM person WHERE organisation = ?1 AND role = ?2 ORDER BY name, id";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map(params![organisation.as_bytes(), Role::Technician.word()], technician)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn create_technician(&self, organisation: OrganisationId, new: TechnicianRow, at: Timestamp) -> Result<Entry, StoreError> {
        self.write(move |tx| {
            let sql = "SELECT organisation = ?2 AND role = ?3 AND name = ?4 AS same FROM person WHERE id = ?1";
            let known = params![new.id.as_bytes(), organisation.as_bytes(), Role::Technician.word(), new.name];
            let same = tx.prepare_cached(sql)?.query_row(known, |found| found.get("same")).optional()?;
            if same.is_none() {
                create_person(tx, organisation, new.id, &new.name, Role::Technician, at)?;
            }
            Ok(match same {
                None => Entry::New,
                Some(true) => Entry::Known,
                Some(false) => Entry::Taken,
            })
        })
        .await
    }

    async fn create_enrolment_code(&self, new: EnrolmentCodeRow) -> Result<bool, StoreError> {
        self.write(move |tx| {
            if find_technician(tx, new.organisation, new.person)?.is_none() {
                return Ok(false);
            }
            devices::create_code(tx, &new)?;
            Ok(true)
        })
        .await
    }

    async fn enrol(&self, new: EnrolmentRow) -> Result<EnrolOutcome, StoreError> {
        self.write(move |tx| devices::enrol(tx, &new)).await
    }

    async fn device(&self, device: DeviceId) -> Result<Option<DeviceIdentity>, StoreError> {
        self.read(move |db| devices::find(db, device)).await
    }

    async fn organisation_devices(&self, organisation: OrganisationId) -> Result<Option<OrganisationDevices>, StoreError> {
        self.read(move |db| devices::of_organisation(db, organisation)).await
    }

    async fn revoke_device(&self, organisation: OrganisationId, device: DeviceId, at: Timestamp) -> Result<Revocation, StoreError> {
        self.write(move |tx| devices::revoke(tx, organisation, device, at)).await
    }

    async fn note_incarnation(&self, device: DeviceId, incarnation: String, at: Timestamp) -> Result<bool, StoreError> {
        self.write(move |tx| devices::note_incarnation(tx, device, &incarnation, at)).await
    }

    async fn note_unsent(
        &self,
        organisation: OrganisationId,
        device: DeviceId,
        unsent: Option<StillUnsent>,
        at: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        self.write(move |tx| {
            let told = unsent::keep(tx, organisation, device, unsent, at)?;
            if told { board::device_changed(tx, organisation, device).map(Some) } else { Ok(None) }
        })
        .await
    }

    async fn use_assertion(&self, device: DeviceId, jti: String, expires_at: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        self.write(move |tx| {
            tx.execute("DELETE FROM used_assertion WHERE expires_at < ?1", [now.as_ms()])?;
            let sql = "INSERT INTO used_assertion (device, jti, expires_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
            Ok(tx.execute(sql, params![device.as_bytes(), jti, expires_at.as_ms()])? == 1)
        })
        .await
    }
}

/// The technician of the organisation with this id.
pub(crate) fn find_technician(
    db: &Connection,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Option<TechnicianRow>, StoreError> {
    let sql = "SELECT id, name FROM person WHERE organisation = ?1 AND id = ?2 AND role = ?3";
    let mut statement = db.prepare_cached(sql)?;
    let key = params![organisation.as_bytes(), person.as_bytes(), Role::Technician.word()];
    Ok(statement.query_row(key, technician).optional()?)
}

fn technician(found: &Row<'_>) -> rusqlite::Result<TechnicianRow> {
    Ok(TechnicianRow { id: PersonId::from_bytes(row::id(found, "id")?), name: found.get("name")? })
}

fn create_organisation(tx: &Transaction<'_>, new: &OrganisationRow) -> Result<OrganisationOutcome, StoreError> {
    let taken = |sql: &str, name: &str| tx.query_row(sql, [name], |row| row.get::<_, bool>(0));
    if taken("SELECT EXISTS (SELECT 1 FROM organisation WHERE name = ?1)", &new.name)? {
        return Ok(OrganisationOutcome::NameTaken);
    }
    if taken("SELECT EXISTS (SELECT 1 FROM desk_user WHERE login = ?1)", &new.login)? {
        return Ok(OrganisationOutcome::LoginTaken);
    }
    let sql = "INSERT INTO organisation (id, name, created_at) VALUES (?1, ?2, ?3)";
    tx.execute(sql, params![new.id.as_bytes(), new.name, new.at.as_ms()])?;
    create_person(tx, new.id, new.person, &new.desk_name, Role::Admin, new.at)?;
    let sql = "INSERT INTO desk_user (organisation, person, login, password_hash) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, params![new.id.as_bytes(), new.person.as_bytes(), new.login, new.password_hash])?;
    log::begin(tx, new.id, new.at)?;
    Ok(OrganisationOutcome::Created)
}

pub(super) fn create_person(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    person: PersonId,
    name: &str,
    role: Role,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO person (organisation, id, name, role, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.execute(sql, params![organisation.as_bytes(), person.as_bytes(), name, role.word(), at.as_ms()])?;
    Ok(())
}

fn session(db: &Connection, token_hash: &SecretHash, now: Timestamp) -> Result<Option<DeskIdentity>, StoreError> {
    let sql =
        "SELECT session.organisation, organisation.name AS organisation_name, session.person, person.name, person.role, user.password_given,
                   (SELECT json_group_array(office) FROM desk_office WHERE organisation = session.organisation AND person = session.person) AS offices
               FROM desk_session AS session
               JOIN organisation ON organisation.id = session.organisation
               JOIN person ON person.organisation = session.organisation AND person.id = session.person
               JOIN desk_user AS user ON user.organisation = session.organisation AND user.person = session.person
               WHERE session.token_hash = ?1 AND session.expires_at > ?2 AND user.disabled_at IS NULL";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![token_hash, now.as_ms()])?;
    let Some(found) = rows.next()? else { return Ok(None) };
    let role: String = found.get("role")?;
    Ok(Some(DeskIdentity {
        organisation: OrganisationId::from_bytes(row::id(found, "organisation")?),
        organisation_name: found.get("organisation_name")?,
        person: PersonId::from_bytes(row::id(found, "person")?),
        name: found.get("name")?,
        role: role.parse().map_err(|_| StoreError::Damaged("person.role"))?,
        offices: offices(found)?,
        password_given: found.get("password_given")?,
    }))
}

/// The offices of a person, as a JSON array in the column `offices`.
pub(super) fn offices(found: &Row<'_>) -> Result<Vec<Unit>, StoreError> {
    serde_json::from_str(&found.get::<_, String>("offices")?).map_err(|_| StoreError::Damaged("desk_office.office"))
}
