//! SQL of webhooks: addresses and deliveries. Writing events is [`tell`].

mod deliveries;
pub(super) mod tell;

use async_trait::async_trait;
use model::id::{OrganisationId, PersonId, WebhookId};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde_json::{Map, json};

use super::{Sqlite, row};
use crate::store::StoreError;
use crate::store::webhooks::{Creation, Delivery, DeliveryQuery, Due, EndpointChange, NewEndpoint, Tried, WebhookStore};
use crate::webhooks::endpoint::{Endpoint, OffReason, Secret, Types};
use crate::webhooks::event::{Event, EventType};

const EVENT: &str = "SELECT organisation, seq, id, type, at, data FROM webhook_event";
/// How many deliveries wait for an address; counted only where somebody looks at it.
const WAITING: &str = "(SELECT COUNT(*) FROM webhook_delivery WHERE endpoint = endpoint.id AND state = 'waiting')";

/// Addresses that are there, with `waiting` counted so.
fn endpoints(waiting: &str) -> String {
    format!(
        "SELECT endpoint.*, maker.name AS made_by_name, changer.name AS changed_by_name, {waiting} AS waiting \
         FROM webhook_endpoint AS endpoint JOIN person AS maker ON maker.id = endpoint.made_by \
         JOIN person AS changer ON changer.id = endpoint.changed_by WHERE endpoint.removed_at IS NULL"
    )
}

#[async_trait]
impl WebhookStore for Sqlite {
    async fn webhook_events(
        &self,
        organisation: OrganisationId,
        after: Option<String>,
        most: u32,
    ) -> Result<Option<Vec<Event>>, StoreError> {
        self.read(move |db| events(db, organisation, after.as_deref(), most)).await
    }

    async fn forget_webhook_events(&self, until: Timestamp, most: u32) -> Result<usize, StoreError> {
        self.write(move |tx| {
            // The last event stays: behind it goes on who has read everything and heard nothing for long.
            let sql = "DELETE FROM webhook_event WHERE (organisation, seq) IN
                       (SELECT event.organisation, event.seq FROM webhook_event AS event
                        JOIN webhook_position AS position ON position.organisation = event.organisation
                        WHERE event.at < ?1 AND event.seq < position.last ORDER BY event.at LIMIT ?2)";
            let gone = tx.execute(sql, params![until.as_ms(), most])?;
            let sql = "DELETE FROM webhook_delivery WHERE (organisation, event) IN
                       (SELECT organisation, seq FROM webhook_event WHERE at < ?1 ORDER BY at LIMIT ?2)";
            tx.execute(sql, params![until.as_ms(), most])?;
            let sql = "DELETE FROM webhook_endpoint WHERE removed_at IS NOT NULL
                       AND NOT EXISTS (SELECT 1 FROM webhook_delivery WHERE endpoint = webhook_endpoint.id)";
            tx.execute(sql, [])?;
            Ok(gone)
        })
        .await
    }

    async fn webhooks(&self, organisation: OrganisationId) -> Result<Vec<Endpoint>, StoreError> {
        self.read(move |db| {
            let sql = format!("{} AND endpoint.organisation = ?1 ORDER BY endpoint.made_at, endpoint.id", endpoints(WAITING));
            let mut find = db.prepare_cached(&sql)?;
            let mut found = find.query([organisation.as_bytes()])?;
            let mut all = Vec::new();
            while let Some(found) = found.next()? {
                all.push(endpoint(db, found)?);
            }
            Ok(all)
        })
        .await
    }

    async fn webhook(&self, organisation: OrganisationId, id: WebhookId) -> Result<Option<Endpoint>, StoreError> {
        self.read(move |db| one(db, organisation, id)).await
    }

    async fn create_webhook(&self, new: NewEndpoint, most: u32) -> Result<Creation, StoreError> {
        self.write(move |tx| create(tx, &new, most)).await
    }

    async fn change_webhook(&self, organisation: OrganisationId, id: WebhookId, change: EndpointChange) -> Result<bool, StoreError> {
        self.write(move |tx| self::change(tx, organisation, id, &change)).await
    }

    async fn rotate_webhook(
        &self,
        organisation: OrganisationId,
        id: WebhookId,
        secret: Secret,
        old_until: Timestamp,
        by: PersonId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            if !exists(tx, organisation, id)? {
                return Ok(false);
            }
            // A secret that was made with another key cannot be told any more: nothing is signed with it.
            let sql = "DELETE FROM webhook_secret_before WHERE endpoint = ?1
                       AND (until <= ?2 OR (SELECT key_check FROM webhook_endpoint WHERE id = ?1) <> ?3)";
            tx.execute(sql, params![id.as_bytes(), at.as_ms(), secret.key_check])?;
            let sql = "INSERT INTO webhook_secret_before (endpoint, salt, until)
                       SELECT id, salt, ?2 FROM webhook_endpoint WHERE id = ?1 AND key_check = ?3";
            tx.execute(sql, params![id.as_bytes(), old_until.as_ms(), secret.key_check])?;
            let sql = "UPDATE webhook_endpoint SET salt = ?2, key_check = ?3, changed_by = ?4, changed_at = ?5 WHERE id = ?1";
            tx.execute(sql, params![id.as_bytes(), secret.salt, secret.key_check, by.as_bytes(), at.as_ms()])?;
            Ok(true)
        })
        .await
    }

    async fn remove_webhook(&self, organisation: OrganisationId, id: WebhookId, at: Timestamp) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let sql = "UPDATE webhook_endpoint SET removed_at = ?3 WHERE organisation = ?1 AND id = ?2 AND removed_at IS NULL";
            Ok(tx.execute(sql, params![organisation.as_bytes(), id.as_bytes(), at.as_ms()])? == 1)
        })
        .await
    }

    async fn test_webhook(&self, organisation: OrganisationId, id: WebhookId, at: Timestamp) -> Result<Option<i64>, StoreError> {
        self.write(move |tx| {
            if !exists(tx, organisation, id)? {
                return Ok(None);
            }
            let data = Map::from_iter([("webhook".to_owned(), json!(id))]);
            let seq = tell::keep(tx, organisation, at, EventType::Test, data)?;
            deliveries::ask(tx, organisation, id, seq, at)?;
            Ok(Some(tx.last_insert_rowid()))
        })
        .await
    }

    async fn webhook_deliveries(
        &self,
        organisation: OrganisationId,
        id: WebhookId,
        query: DeliveryQuery,
    ) -> Result<Option<Vec<Delivery>>, StoreError> {
        self.read(move |db| {
            if !exists(db, organisation, id)? {
                return Ok(None);
            }
            deliveries::page(db, id, query).map(Some)
        })
        .await
    }

    async fn replay_webhook_delivery(
        &self,
        organisation: OrganisationId,
        id: WebhookId,
        delivery: i64,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| Ok(exists(tx, organisation, id)? && deliveries::replay(tx, id, delivery, at)?)).await
    }

    async fn recover_webhook(
        &self,
        organisation: OrganisationId,
        id: WebhookId,
        since: Timestamp,
        all: bool,
        at: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        self.write(move |tx| {
            if !exists(tx, organisation, id)? {
                return Ok(None);
            }
            deliveries::recover(tx, organisation, id, since, all, at).map(Some)
        })
        .await
    }

    async fn due_webhook_deliveries(&self, now: Timestamp, most_each: u32) -> Result<Vec<Due>, StoreError> {
        self.read(move |db| deliveries::due(db, now, most_each)).await
    }

    async fn webhook_tried(&self, tried: Tried) -> Result<Option<OffReason>, StoreError> {
        self.write(move |tx| deliveries::tried(tx, &tried)).await
    }
}

fn events(db: &Connection, organisation: OrganisationId, after: Option<&str>, most: u32) -> Result<Option<Vec<Event>>, StoreError> {
    let after = match after {
        None => 0,
        Some(id) => {
            let mut find = db.prepare_cached("SELECT seq FROM webhook_event WHERE organisation = ?1 AND id = ?2")?;
            let found: Option<i64> = find.query_row(params![organisation.as_bytes(), id], |found| found.get("seq")).optional()?;
            let Some(seq) = found else { return Ok(None) };
            seq
        }
    };
    let mut find = db.prepare_cached(&format!("{EVENT} WHERE organisation = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3"))?;
    let mut found = find.query(params![organisation.as_bytes(), after, most])?;
    let mut events = Vec::new();
    while let Some(found) = found.next()? {
        events.push(event(found)?);
    }
    Ok(Some(events))
}

/// The event in a row that has its columns.
fn event(found: &Row<'_>) -> Result<Event, StoreError> {
    Ok(Event {
        seq: row::count(found, "seq")?,
        id: found.get("id")?,
        kind: EventType::of(&found.get::<_, String>("type")?).ok_or(StoreError::Damaged("webhook_event.type"))?,
        at: row::at(found, "at")?,
        organisation: OrganisationId::from_bytes(row::id(found, "organisation")?),
        data: serde_json::from_str(&found.get::<_, String>("data")?).map_err(|_| StoreError::Damaged("webhook_event.data"))?,
    })
}

fn one(db: &Connection, organisation: OrganisationId, id: WebhookId) -> Result<Option<Endpoint>, StoreError> {
    let mut find = db.prepare_cached(&format!("{} AND endpoint.organisation = ?1 AND endpoint.id = ?2", endpoints(WAITING)))?;
    let mut found = find.query(params![organisation.as_bytes(), id.as_bytes()])?;
    found.next()?.map(|found| endpoint(db, found)).transpose()
}

fn exists(db: &Connection, organisation: OrganisationId, id: WebhookId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM webhook_endpoint WHERE organisation = ?1 AND id = ?2 AND removed_at IS NULL";
    Ok(db.prepare_cached(sql)?.exists(params![organisation.as_bytes(), id.as_bytes()])?)
}

fn endpoint(db: &Connection, found: &Row<'_>) -> Result<Endpoint, StoreError> {
    let id: [u8; 16] = row::id(found, "id")?;
    let mut before = db.prepare_cached("SELECT salt, until FROM webhook_secret_before WHERE endpoint = ?1 ORDER BY until DESC")?;
    let before = before.query_and_then([id], |found| Ok((found.get("salt")?, row::at(found, "until")?)))?;
    let types = found.get::<_, Option<String>>("types")?;
    let types = types.map(|types| serde_json::from_str(&types).map_err(|_| StoreError::Damaged("webhook_endpoint.types"))).transpose()?;
    let reason = found.get::<_, Option<String>>("off_reason")?;
    let reason = reason.map(|word| OffReason::of(&word).ok_or(StoreError::Damaged("webhook_endpoint.off_reason"))).transpose()?;
    Ok(Endpoint {
        id: WebhookId::from_bytes(id),
        url: found.get("url")?,
        description: found.get("description")?,
        types,
        secret: Secret { salt: found.get("salt")?, key_check: found.get("key_check")? },
        old_secrets: before.collect::<Result<_, StoreError>>()?,
        made_by_name: found.get("made_by_name")?,
        made_at: row::at(found, "made_at")?,
        changed_by_name: found.get("changed_by_name")?,
        changed_at: row::at(found, "changed_at")?,
        off: reason.zip(row::maybe_at(found, "off_at")?),
        failing_since: row::maybe_at(found, "failing_since")?,
        delivered_at: row::maybe_at(found, "delivered_at")?,
        waiting: row::count(found, "waiting")?,
    })
}

fn create(tx: &Transaction<'_>, new: &NewEndpoint, most: u32) -> Result<Creation, StoreError> {
    if tx.prepare_cached("SELECT 1 FROM webhook_endpoint WHERE id = ?1")?.exists([new.id.as_bytes()])? {
        return Ok(Creation::Known);
    }
    let sql = "SELECT COUNT(*) FROM webhook_endpoint WHERE organisation = ?1 AND removed_at IS NULL";
    let there: u32 = tx.query_row(sql, [new.organisation.as_bytes()], |found| found.get(0))?;
    if there >= most {
        return Ok(Creation::TooMany);
    }
    let sql = "INSERT INTO webhook_endpoint
                   (id, organisation, url, description, types, salt, key_check, made_by, made_at, changed_by, changed_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?8, ?9)";
    tx.execute(
        sql,
        params![
            new.id.as_bytes(),
            new.organisation.as_bytes(),
            new.url,
            new.description,
            stored(&new.types)?,
            new.secret.salt,
            new.secret.key_check,
            new.by.as_bytes(),
            new.at.as_ms(),
        ],
    )?;
    Ok(Creation::Made)
}

fn change(tx: &Transaction<'_>, organisation: OrganisationId, id: WebhookId, change: &EndpointChange) -> Result<bool, StoreError> {
    let EndpointChange { url, description, types, on, by, at } = change;
    let key = (organisation.as_bytes(), id.as_bytes());
    // Nothing was tried at another address yet: what waits is sent there at once.
    let sql = "UPDATE webhook_endpoint SET url = ?3, failing_since = NULL WHERE organisation = ?1 AND id = ?2 AND removed_at IS NULL AND url <> ?3";
    if let Some(url) = url
        && tx.execute(sql, params![key.0, key.1, url])? == 1
    {
        deliveries::take_up(tx, id, *at)?;
    }
    let sql = "UPDATE webhook_endpoint SET description = coalesce(?3, description), changed_by = ?4, changed_at = ?5
               WHERE organisation = ?1 AND id = ?2 AND removed_at IS NULL";
    if tx.execute(sql, params![key.0, key.1, description, by.as_bytes(), at.as_ms()])? == 0 {
        return Ok(false);
    }
    if let Some(types) = types {
        let sql = "UPDATE webhook_endpoint SET types = ?3 WHERE organisation = ?1 AND id = ?2";
        tx.execute(sql, params![key.0, key.1, stored(types)?])?;
    }
    match on {
        Some(true) => {
            let sql = "UPDATE webhook_endpoint SET off_at = NULL, off_reason = NULL, failing_since = NULL
                       WHERE organisation = ?1 AND id = ?2 AND off_at IS NOT NULL";
            if tx.execute(sql, params![key.0, key.1])? == 1 {
                deliveries::take_up(tx, id, *at)?;
            }
        }
        Some(false) => {
            let sql =
                "UPDATE webhook_endpoint SET off_at = ?3, off_reason = 'person' WHERE organisation = ?1 AND id = ?2 AND off_at IS NULL";
            tx.execute(sql, params![key.0, key.1, at.as_ms()])?;
        }
        None => {}
    }
    Ok(true)
}

fn stored(types: &Types) -> Result<Option<String>, StoreError> {
    types.as_ref().map(|types| serde_json::to_string(types).map_err(|_| StoreError::Damaged("webhook_endpoint.types"))).transpose()
}
