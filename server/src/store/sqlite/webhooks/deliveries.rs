//! Deliveries and their tries.

use model::id::{OrganisationId, WebhookId};
use model::time::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};

use super::{endpoint, endpoints, event};
use crate::store::StoreError;
use crate::store::sqlite::row;
use crate::store::webhooks::{Delivery, DeliveryAttempt, DeliveryQuery, DeliveryState, Due, Tried};
use crate::webhooks::endpoint::OffReason;
use crate::webhooks::schedule::{FAILING_MS, Outcome};

/// Tries of a delivery that are shown.
const MOST_SHOWN: u32 = 20;
/// A delivery with its event.
const DELIVERY: &str = "SELECT delivery.id AS delivery, delivery.state, delivery.tries, delivery.next_at, delivery.made_at, event.organisation, \
                        event.seq, event.id, event.type, event.at, event.data \
                        FROM webhook_delivery AS delivery \
                        JOIN webhook_event AS event ON event.organisation = delivery.organisation AND event.seq = delivery.event";

/// See [`crate::store::WebhookStore::webhook_deliveries`].
pub(super) fn page(db: &Connection, id: WebhookId, query: DeliveryQuery) -> Result<Vec<Delivery>, StoreError> {
    let mut find = db.prepare_cached(&format!(
        "{DELIVERY} WHERE delivery.endpoint = ?1 AND (?2 IS NULL OR delivery.id < ?2) AND (?3 IS NULL OR delivery.state = ?3) \
         ORDER BY delivery.id DESC LIMIT ?4"
    ))?;
    let mut found = find.query(params![id.as_bytes(), query.before, query.state.map(DeliveryState::word), query.most])?;
    let mut deliveries = Vec::new();
    while let Some(found) = found.next()? {
        let id = found.get("delivery")?;
        deliveries.push(Delivery {
            id,
            event: event(found)?,
            state: DeliveryState::of(&found.get::<_, String>("state")?).ok_or(StoreError::Damaged("webhook_delivery.state"))?,
            next_at: row::at(found, "next_at")?,
            made_at: row::at(found, "made_at")?,
            attempts: attempts(db, id)?,
        });
    }
    Ok(deliveries)
}

fn attempts(db: &Connection, delivery: i64) -> Result<Vec<DeliveryAttempt>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT number, at, duration_ms, status, error, answer FROM webhook_attempt WHERE delivery = ?1 ORDER BY number DESC LIMIT ?2",
    )?;
    let read = |found: &Row<'_>| {
        Ok(DeliveryAttempt {
            number: found.get("number")?,
            at: row::at(found, "at")?,
            duration_ms: found.get("duration_ms")?,
            status: found.get("status")?,
            error: found.get("error")?,
            answer: found.get("answer")?,
        })
    };
    Ok(find.query_map(params![delivery, MOST_SHOWN], read)?.collect::<Result<_, _>>()?)
}

/// Makes the delivery of an event to one address.
pub(super) fn ask(tx: &Transaction<'_>, organisation: OrganisationId, id: WebhookId, seq: u64, at: Timestamp) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO webhook_delivery (organisation, endpoint, event, state, tries, next_at, made_at) VALUES (?1, ?2, ?3, 'waiting', 0, ?4, ?4)",
    )?
    .execute(params![organisation.as_bytes(), id.as_bytes(), row::stored(seq), at.as_ms()])?;
    Ok(())
}

/// See [`crate::store::WebhookStore::replay_webhook_delivery`].
pub(super) fn replay(tx: &Transaction<'_>, id: WebhookId, delivery: i64, at: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE webhook_delivery SET state = 'waiting', tries = 0, next_at = ?3 WHERE endpoint = ?1 AND id = ?2";
    Ok(tx.execute(sql, params![id.as_bytes(), delivery, at.as_ms()])? == 1)
}

/// What waits is tried at once, as if for the first time.
pub(super) fn take_up(tx: &Transaction<'_>, id: WebhookId, at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE webhook_delivery SET tries = 0, next_at = ?2 WHERE endpoint = ?1 AND state = 'waiting'";
    tx.execute(sql, params![id.as_bytes(), at.as_ms()])?;
    Ok(())
}

/// See [`crate::store::WebhookStore::recover_webhook`].
pub(super) fn recover(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    id: WebhookId,
    since: Timestamp,
    all: bool,
    at: Timestamp,
) -> Result<u64, StoreError> {
    // Tests are nobody's news but those of whom they were for.
    let sql = "INSERT INTO webhook_delivery (organisation, endpoint, event, state, tries, next_at, made_at)
               SELECT ?1, ?2, event.seq, 'waiting', 0, ?5, ?5 FROM webhook_event AS event
               JOIN webhook_endpoint AS endpoint ON endpoint.id = ?2
               WHERE event.organisation = ?1 AND event.at >= ?3 AND event.type <> 'webhook.test'
               AND (endpoint.types IS NULL OR EXISTS (SELECT 1 FROM json_each(endpoint.types) WHERE value = event.type))
               ORDER BY event.seq
               ON CONFLICT (endpoint, event) DO UPDATE SET state = 'waiting', tries = 0, next_at = excluded.next_at
               WHERE ?4 OR webhook_delivery.state <> 'delivered'";
    let count = tx.execute(sql, params![organisation.as_bytes(), id.as_bytes(), since.as_ms(), all, at.as_ms()])?;
    Ok(count as u64)
}

/// See [`crate::store::WebhookStore::due_webhook_deliveries`].
pub(super) fn due(db: &Connection, now: Timestamp, most_each: u32) -> Result<Vec<Due>, StoreError> {
    let mut on = db.prepare_cached(&format!(
        "{} AND endpoint.off_at IS NULL AND EXISTS (SELECT 1 FROM webhook_delivery \
         WHERE endpoint = endpoint.id AND state = 'waiting' AND next_at <= ?1)",
        endpoints("0")
    ))?;
    let mut find = db.prepare_cached(&format!(
        "{DELIVERY} WHERE delivery.endpoint = ?1 AND delivery.state = 'waiting' AND delivery.next_at <= ?2 \
         ORDER BY delivery.next_at, delivery.id LIMIT ?3"
    ))?;
    let mut found = on.query([now.as_ms()])?;
    let mut all = Vec::new();
    while let Some(found) = found.next()? {
        let endpoint = endpoint(db, found)?;
        let mut deliveries = find.query(params![endpoint.id.as_bytes(), now.as_ms(), most_each])?;
        while let Some(found) = deliveries.next()? {
            all.push(Due { id: found.get("delivery")?, endpoint: endpoint.clone(), event: event(found)?, tries: found.get("tries")? });
        }
    }
    Ok(all)
}

/// See [`crate::store::WebhookStore::webhook_tried`].
pub(super) fn tried(tx: &Transaction<'_>, tried: &Tried) -> Result<Option<OffReason>, StoreError> {
    let Tried { delivery, endpoint, url, at, duration_ms, status, error, answer, outcome } = tried;
    let sql = "INSERT INTO webhook_attempt (delivery, number, at, duration_ms, status, error, answer)
               SELECT ?1, 1 + coalesce((SELECT max(number) FROM webhook_attempt WHERE delivery = ?1), 0), ?2, ?3, ?4, ?5, ?6
               WHERE EXISTS (SELECT 1 FROM webhook_delivery WHERE id = ?1)";
    tx.prepare_cached(sql)?.execute(params![delivery, at.as_ms(), duration_ms, status, error, answer])?;
    let is_current = "SELECT EXISTS (SELECT 1 FROM webhook_endpoint WHERE id = ?1 AND url = ?2)";
    let is_current: bool = tx.prepare_cached(is_current)?.query_row(params![endpoint.as_bytes(), url], |found| found.get(0))?;
    if !is_current && *outcome != Outcome::Delivered {
        // What the address before said is nothing about this one, which is tried at once.
        tx.prepare_cached("UPDATE webhook_delivery SET state = 'waiting', tries = 0, next_at = ?2 WHERE id = ?1")?
            .execute(params![delivery, at.as_ms()])?;
        return Ok(None);
    }
    let (state, next_at) = match outcome {
        Outcome::Delivered => (DeliveryState::Delivered, *at),
        Outcome::Again { at } => (DeliveryState::Waiting, *at),
        Outcome::GivenUp => (DeliveryState::Failed, *at),
        // It is held: switched on again, the address is sent it once more.
        Outcome::Gone => (DeliveryState::Waiting, *at),
    };
    tx.prepare_cached("UPDATE webhook_delivery SET state = ?2, tries = tries + 1, next_at = ?3 WHERE id = ?1")?.execute(params![
        delivery,
        state.word(),
        next_at.as_ms()
    ])?;
    if *outcome == Outcome::Delivered {
        tx.prepare_cached("UPDATE webhook_endpoint SET failing_since = NULL, delivered_at = ?2 WHERE id = ?1")?
            .execute(params![endpoint.as_bytes(), at.as_ms()])?;
        return Ok(None);
    }
    tx.prepare_cached("UPDATE webhook_endpoint SET failing_since = coalesce(failing_since, ?2) WHERE id = ?1")?
        .execute(params![endpoint.as_bytes(), at.as_ms()])?;
    let reason = if *outcome == Outcome::Gone { OffReason::Gone } else { OffReason::Failing };
    let sql = "UPDATE webhook_endpoint SET off_at = ?2, off_reason = ?3
               WHERE id = ?1 AND off_at IS NULL AND (?3 = 'gone' OR failing_since <= ?4)";
    let off = tx.prepare_cached(sql)?.execute(params![endpoint.as_bytes(), at.as_ms(), reason.word(), at.as_ms() - FAILING_MS])?;
    Ok((off == 1).then_some(reason))
}
