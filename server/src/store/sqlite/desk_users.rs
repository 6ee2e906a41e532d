//! Desk users and keys of other systems in SQLite.

use async_trait::async_trait;
use model::id::{OrganisationId, PersonId};
use model::log::{Account, AccountChange, Fact};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::log::Log;
use super::{Sqlite, identity, row};
use crate::auth::permission::Permission;
use crate::people::role::Role;
use crate::store::StoreError;
use crate::store::desk_users::{ApiKeyRow, DeskUser, DeskUserChange, DeskUserOutcome, DeskUserStore, KeyIdentity, NewApiKey, NewDeskUser};
use crate::store::identity::SecretHash;

#[async_trait]
impl DeskUserStore for Sqlite {
    async fn desk_users(&self, organisation: OrganisationId) -> Result<Vec<DeskUser>, StoreError> {
        self.read(move |db| {
            let sql = "SELECT user.person, person.name, user.login, person.role, user.password_given, user.disabled_at,
                           (SELECT json_group_array(office) FROM desk_office
                            WHERE organisation = user.organisation AND person = user.person) AS offices
                       FROM desk_user AS user
                       JOIN person ON person.organisation = user.organisation AND person.id = user.person
                       WHERE user.organisation = ?1 ORDER BY person.name, user.login";
            let mut statement = db.prepare_cached(sql)?;
            let mut found = statement.query([organisation.as_bytes()])?;
            let mut users = Vec::new();
            while let Some(found) = found.next()? {
                users.push(DeskUser {
                    person: PersonId::from_bytes(row::id(found, "person")?),
                    name: found.get("name")?,
                    login: found.get("login")?,
                    role: role(found)?,
                    offices: identity::offices(found)?,
                    password_given: found.get("password_given")?,
                    disabled_at: row::maybe_at(found, "disabled_at")?,
                });
            }
            Ok(users)
        })
        .await
    }

    async fn create_desk_user(&self, new: NewDeskUser) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let taken: bool =
                tx.query_row("SELECT EXISTS (SELECT 1 FROM desk_user WHERE login = ?1)", [&new.login], |found| found.get(0))?;
            if taken {
                return Ok(false);
            }
            identity::create_person(tx, new.organisation, new.person, &new.name, new.role, new.at)?;
            let sql = "INSERT INTO desk_user (organisation, person, login, password_hash, password_given) VALUES (?1, ?2, ?3, ?4, 1)";
            tx.execute(sql, params![new.organisation.as_bytes(), new.person.as_bytes(), new.login, new.password_hash])?;
            let change = AccountChange::Added(new.role.word().to_owned());
            tell(tx, new.organisation, new.at, Account { person: new.person, by: new.by, change })?;
            Ok(true)
        })
        .await
    }

    async fn change_desk_user(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        change: DeskUserChange,
        by: PersonId,
        at: Timestamp,
    ) -> Result<DeskUserOutcome, StoreError> {
        self.write(move |tx| change_user(tx, organisation, person, change, by, at)).await
    }

    async fn password_hash(&self, organisation: OrganisationId, person: PersonId) -> Result<Option<String>, StoreError> {
        self.read(move |db| {
            let sql = "SELECT password_hash FROM desk_user WHERE organisation = ?1 AND person = ?2";
            let key = params![organisation.as_bytes(), person.as_bytes()];
            Ok(db.prepare_cached(sql)?.query_row(key, |found| found.get(0)).optional()?)
        })
        .await
    }

    async fn change_own_password(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        before: String,
        password_hash: String,
        kept: SecretHash,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let sql = "UPDATE desk_user SET password_hash = ?3, password_given = 0
                       WHERE organisation = ?1 AND person = ?2 AND password_hash = ?4";
            if tx.execute(sql, params![organisation.as_bytes(), person.as_bytes(), password_hash, before])? == 0 {
                return Ok(false);
            }
            let sql = "DELETE FROM desk_session WHERE organisation = ?1 AND person = ?2 AND token_hash <> ?3";
            tx.execute(sql, params![organisation.as_bytes(), person.as_bytes(), kept])?;
            Ok(true)
        })
        .await
    }

    async fn api_keys(&self, organisation: OrganisationId) -> Result<Vec<ApiKeyRow>, StoreError> {
        self.read(move |db| {
            let sql = "SELECT key.person, person.name, key.scopes, maker.name AS made_by_name, key.made_at, key.expires_at,
                           key.last_used_at, key.revoked_at
                       FROM api_key AS key
                       JOIN person ON person.id = key.person
                       JOIN person AS maker ON maker.id = key.made_by
                       WHERE key.organisation = ?1 ORDER BY key.made_at DESC, key.person";
            let mut statement = db.prepare_cached(sql)?;
            let mut found = statement.query([organisation.as_bytes()])?;
            let mut keys = Vec::new();
            while let Some(found) = found.next()? {
                keys.push(ApiKeyRow {
                    person: PersonId::from_bytes(row::id(found, "person")?),
                    name: found.get("name")?,
                    scopes: scopes(found)?,
                    made_by_name: found.get("made_by_name")?,
                    made_at: row::at(found, "made_at")?,
                    expires_at: row::maybe_at(found, "expires_at")?,
                    last_used_at: row::maybe_at(found, "last_used_at")?,
                    revoked_at: row::maybe_at(found, "revoked_at")?,
                });
            }
            Ok(keys)
        })
        .await
    }

    async fn create_api_key(&self, new: NewApiKey) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let signs_in = "SELECT EXISTS (SELECT 1 FROM desk_user WHERE organisation = ?1 AND person = ?2 AND disabled_at IS NULL)";
            let maker = params![new.organisation.as_bytes(), new.made_by.as_bytes()];
            if !tx.query_row(signs_in, maker, |found| found.get::<_, bool>(0))? {
                return Ok(false);
            }
            identity::create_person(tx, new.organisation, new.person, &new.name, Role::Service, new.made_at)?;
            let scopes = serde_json::to_string(&new.scopes).map_err(|_| StoreError::Damaged("api_key.scopes"))?;
            let sql = "INSERT INTO api_key (person, organisation, key_hash, scopes, made_by, made_at, expires_at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let (made_by, made_at) = (new.made_by.as_bytes(), new.made_at.as_ms());
            let ends = new.expires_at.map(Timestamp::as_ms);
            tx.execute(sql, params![new.person.as_bytes(), new.organisation.as_bytes(), new.key_hash, scopes, made_by, made_at, ends])?;
            let change = AccountChange::KeyMade(serde_json::from_str(&scopes).map_err(|_| StoreError::Damaged("api_key.scopes"))?);
            tell(tx, new.organisation, new.made_at, Account { person: new.person, by: new.made_by, change })?;
            Ok(true)
        })
        .await
    }

    async fn revoke_api_key(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        by: PersonId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let sql = "UPDATE api_key SET revoked_at = ?3 WHERE organisation = ?1 AND person = ?2 AND revoked_at IS NULL";
            if tx.execute(sql, params![organisation.as_bytes(), person.as_bytes(), at.as_ms()])? == 1 {
                tell(tx, organisation, at, Account { person, by, change: AccountChange::KeyRevoked })?;
                return Ok(true);
            }
            let known = "SELECT EXISTS (SELECT 1 FROM api_key WHERE organisation = ?1 AND person = ?2)";
            Ok(tx.query_row(known, params![organisation.as_bytes(), person.as_bytes()], |found| found.get(0))?)
        })
        .await
    }

    async fn api_key(&self, key_hash: SecretHash, now: Timestamp) -> Result<Option<KeyIdentity>, StoreError> {
        self.read(move |db| find_key(db, &key_hash, now)).await
    }

    async fn note_key_used(&self, person: PersonId, at: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| {
            tx.execute("UPDATE api_key SET last_used_at = ?2 WHERE person = ?1", params![person.as_bytes(), at.as_ms()])?;
            Ok(())
        })
        .await
    }
}

fn change_user(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    person: PersonId,
    change: DeskUserChange,
    by: PersonId,
    at: Timestamp,
) -> Result<DeskUserOutcome, StoreError> {
    let key = params![organisation.as_bytes(), person.as_bytes()];
    let known = "SELECT EXISTS (SELECT 1 FROM desk_user WHERE organisation = ?1 AND person = ?2)";
    if !tx.query_row(known, key, |found| found.get::<_, bool>(0))? {
        return Ok(DeskUserOutcome::Unknown);
    }
    let takes_an_admin = matches!(change, DeskUserChange::Disable) || matches!(change, DeskUserChange::Role(role) if role != Role::Admin);
    if takes_an_admin {
        let others = "SELECT EXISTS (SELECT 1 FROM desk_user AS user
                          JOIN person ON person.organisation = user.organisation AND person.id = user.person
                          WHERE user.organisation = ?1 AND user.person <> ?2 AND user.disabled_at IS NULL AND person.role = 'admin')";
        if !tx.query_row(others, key, |found| found.get::<_, bool>(0))? {
            return Ok(DeskUserOutcome::LastAdmin);
        }
    }
    let told = match change {
        DeskUserChange::Role(role) => {
            let sql = "UPDATE person SET role = ?3 WHERE organisation = ?1 AND id = ?2";
            tx.execute(sql, params![organisation.as_bytes(), person.as_bytes(), role.word()])?;
            AccountChange::Role(role.word().to_owned())
        }
        DeskUserChange::Offices(offices) => {
            tx.execute("DELETE FROM desk_office WHERE organisation = ?1 AND person = ?2", key)?;
            for office in &offices {
                let sql = "INSERT OR IGNORE INTO desk_office (organisation, person, office) VALUES (?1, ?2, ?3)";
                tx.execute(sql, params![organisation.as_bytes(), person.as_bytes(), office.to_string()])?;
            }
            AccountChange::Offices(offices)
        }
        DeskUserChange::Disable => {
            let sql = "UPDATE desk_user SET disabled_at = coalesce(disabled_at, ?3) WHERE organisation = ?1 AND person = ?2";
            tx.execute(sql, params![organisation.as_bytes(), person.as_bytes(), at.as_ms()])?;
            end_sessions(tx, organisation, person)?;
            let sql = "UPDATE api_key SET revoked_at = coalesce(revoked_at, ?3) WHERE organisation = ?1 AND made_by = ?2";
            tx.execute(sql, params![organisation.as_bytes(), person.as_bytes(), at.as_ms()])?;
            AccountChange::Disabled
        }
        DeskUserChange::Enable => {
            tx.execute("UPDATE desk_user SET disabled_at = NULL WHERE organisation = ?1 AND person = ?2", key)?;
            AccountChange::Enabled
        }
        DeskUserChange::GivePassword(password_hash) => {
            let sql = "UPDATE desk_user SET password_hash = ?3, password_given = 1 WHERE organisation = ?1 AND person = ?2";
            tx.execute(sql, params![organisation.as_bytes(), person.as_bytes(), password_hash])?;
            end_sessions(tx, organisation, person)?;
            AccountChange::PasswordGiven
        }
    };
    tell(tx, organisation, at, Account { person, by, change: told })?;
    Ok(DeskUserOutcome::Changed)
}

fn tell(tx: &Transaction<'_>, organisation: OrganisationId, at: Timestamp, account: Account) -> Result<(), StoreError> {
    Log::open(tx, organisation)?.append(at, Fact::Account(account))
}

fn end_sessions(tx: &Transaction<'_>, organisation: OrganisationId, person: PersonId) -> Result<(), StoreError> {
    let sql = "DELETE FROM desk_session WHERE organisation = ?1 AND person = ?2";
    tx.execute(sql, params![organisation.as_bytes(), person.as_bytes()])?;
    Ok(())
}

fn find_key(db: &Connection, key_hash: &SecretHash, now: Timestamp) -> Result<Option<KeyIdentity>, StoreError> {
    let sql =
        "SELECT key.organisation, organisation.name AS organisation_name, key.person, person.name, key.scopes, key.last_used_at, maker.role
               FROM api_key AS key
               JOIN organisation ON organisation.id = key.organisation
               JOIN person ON person.id = key.person
               JOIN person AS maker ON maker.id = key.made_by
               WHERE key.key_hash = ?1 AND key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > ?2)";
    let mut statement = db.prepare_cached(sql)?;
    let mut found = statement.query(params![key_hash, now.as_ms()])?;
    let Some(found) = found.next()? else { return Ok(None) };
    // Never more than its maker may, also after the maker's role has changed.
    let most = role(found)?.permissions();
    let scopes = scopes(found)?.into_iter().filter(|scope| most.contains(scope)).collect();
    Ok(Some(KeyIdentity {
        organisation: OrganisationId::from_bytes(row::id(found, "organisation")?),
        organisation_name: found.get("organisation_name")?,
        person: PersonId::from_bytes(row::id(found, "person")?),
        name: found.get("name")?,
        scopes,
        last_used_at: row::maybe_at(found, "last_used_at")?,
    }))
}

fn role(found: &Row<'_>) -> Result<Role, StoreError> {
    found.get::<_, String>("role")?.parse().map_err(|_| StoreError::Damaged("person.role"))
}

fn scopes(found: &Row<'_>) -> Result<Vec<Permission>, StoreError> {
    serde_json::from_str(&found.get::<_, String>("scopes")?).map_err(|_| StoreError::Damaged("api_key.scopes"))
}
