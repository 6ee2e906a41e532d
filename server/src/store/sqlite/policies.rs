//! Policies in SQLite.

use async_trait::async_trait;
use model::id::OrganisationId;
use model::policy::Policy;
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Sqlite, reference, row};
use crate::store::StoreError;
use crate::store::policies::{NewPolicy, PolicyRow, PolicyStore};

#[async_trait]
impl PolicyStore for Sqlite {
    async fn organisations(&self) -> Result<Vec<(OrganisationId, String)>, StoreError> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT id, name FROM organisation ORDER BY name")?;
            let rows = statement.query_map([], |found| Ok((OrganisationId::from_bytes(row::id(found, "id")?), found.get("name")?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn keep_policy(&self, new: NewPolicy) -> Result<u64, StoreError> {
        self.write(move |tx| {
            let newest = newest(tx, new.organisation)?;
            if let Some(same) = newest.as_ref().filter(|newest| newest.policy == new.policy) {
                return Ok(same.version);
            }
            let version = newest.map_or(0, |newest| newest.version) + 1;
            let sql = "INSERT INTO organisation_policy (organisation, version, policy, source, set_at) VALUES (?1, ?2, ?3, ?4, ?5)";
            tx.execute(sql, params![new.organisation.as_bytes(), row::stored(version), new.policy, new.source, new.at.as_ms()])?;
            // In the same transaction: devices never hold another policy than the one in force.
            reference::put_policy(tx, new.organisation, version, &new.policy)?;
            Ok(version)
        })
        .await
    }

    async fn policy_at(&self, organisation: OrganisationId, at: Timestamp) -> Result<Option<PolicyRow>, StoreError> {
        self.read(move |db| in_force_at(db, organisation, at)).await
    }

    async fn policy(&self, organisation: OrganisationId) -> Result<Option<PolicyRow>, StoreError> {
        self.read(move |db| newest(db, organisation)).await
    }
}

/// Every version that had come into force by `at`, the first one first, each with the time at which it did.
pub(super) fn until(db: &Connection, organisation: OrganisationId, at: Timestamp) -> Result<Vec<(Timestamp, Policy)>, StoreError> {
    let sql = "SELECT set_at, policy FROM organisation_policy WHERE organisation = ?1 AND set_at <= ?2 ORDER BY version";
    let mut find = db.prepare_cached(sql)?;
    let mut found = find.query(params![organisation.as_bytes(), at.as_ms()])?;
    let mut policies = Vec::new();
    while let Some(found) = found.next()? {
        let policy = serde_json::from_str(found.get_ref("policy")?.as_str().map_err(rusqlite::Error::from)?);
        policies.push((row::at(found, "set_at")?, policy.map_err(|_| StoreError::Damaged("organisation_policy.policy"))?));
    }
    Ok(policies)
}

/// What was in force at `at`; the default if nothing was.
pub(super) fn at(db: &Connection, organisation: OrganisationId, at: Timestamp) -> Result<Policy, StoreError> {
    let Some(row) = in_force_at(db, organisation, at)? else { return Ok(Policy::default()) };
    serde_json::from_str(&row.policy).map_err(|_| StoreError::Damaged("organisation_policy.policy"))
}

fn newest(db: &Connection, organisation: OrganisationId) -> Result<Option<PolicyRow>, StoreError> {
    in_force_at(db, organisation, Timestamp::from_ms(i64::MAX))
}

fn in_force_at(db: &Connection, organisation: OrganisationId, at: Timestamp) -> Result<Option<PolicyRow>, StoreError> {
    let sql = "SELECT version, policy FROM organisation_policy WHERE organisation = ?1 AND set_at <= ?2 ORDER BY version DESC LIMIT 1";
    let mut statement = db.prepare_cached(sql)?;
    let key = params![organisation.as_bytes(), at.as_ms()];
    let found = statement.query_row(key, |found| Ok((row::count(found, "version"), found.get("policy")?)));
    let Some((version, policy)) = found.optional()? else { return Ok(None) };
    Ok(Some(PolicyRow { version: version?, policy }))
}
