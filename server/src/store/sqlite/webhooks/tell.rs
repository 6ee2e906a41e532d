//! Writes events in the transaction of the change that they tell of.
//!
//! An event is the difference between what a row of a projection or of the call-out register shows and what was last told of it. So there is
//! one for whatever changes the row, and none for what shows nothing new; and what is rolled back was never told.

use std::collections::BTreeSet;

use model::documents::kind::DocumentKind;
use model::id::{CallOutId, DocumentId, OrganisationId};
use model::time::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, params};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::store::StoreError;
use crate::store::documents::Batch;
use crate::store::sqlite::history_mark::epoch;
use crate::store::sqlite::row;
use crate::webhooks::event::EventType;

/// What was told of a call-out, as a JSON object.
const CALL_OUT: &str = "SELECT json_object('number', number, 'status', CASE WHEN withdrawal IS NULL THEN status ELSE 'withdrawn' END) \
                        FROM call_out WHERE organisation = ?1 AND id = ?2";
/// Of visits whose row changed after a number of the board: the visit, its call-out, and what is told of it.
const VISITS: &str = "SELECT document, call_out, json_object('number', row ->> '$.number', 'status', row ->> '$.status', \
                      'signature', row ->> '$.signature', \
                      'complete', json(CASE row ->> '$.complete' WHEN 1 THEN 'true' ELSE 'false' END), \
                      'technician', row ->> '$.technician', 'appointment_at', row ->> '$.appointment_at', \
                      'sign_off_refused', json(CASE WHEN EXISTS (SELECT 1 FROM json_each(row, '$.attention') \
                      WHERE value = 'signature_refused') THEN 'true' ELSE 'false' END)) AS shown \
                      FROM board_visit WHERE organisation = ?1 AND seq > ?2 ORDER BY seq";
/// Of a repair or a complaint: its visit, and what is told of it.
const REGISTERED: &str = "SELECT row ->> '$.data.visit' AS visit, json_object('number', CASE WHEN kind = 'repair' THEN row ->> '$.data.receipt' \
                          WHEN row ->> '$.data.numbered' THEN row ->> '$.data.label' END, 'status', state) AS shown \
                          FROM register_row WHERE organisation = ?1 AND document = ?2";

/// What a subject is, with the event of its beginning, of a change, and of values that are worth an event of their own.
struct Kind {
    begun: EventType,
    changed: EventType,
    reached: &'static [(&'static str, &'static str, EventType)],
}

const OF_CALL_OUTS: Kind = Kind {
    begun: EventType::CallOutEntered,
    changed: EventType::CallOutChanged,
    reached: &[("status", "cleared", EventType::CallOutCleared)],
};
const OF_VISITS: Kind = Kind {
    begun: EventType::VisitCreated,
    changed: EventType::VisitChanged,
    reached: &[("signature", "current", EventType::VisitSigned), ("sign_off_refused", "true", EventType::VisitSignOffRefused)],
};
const OF_REPAIRS: Kind = Kind {
    begun: EventType::RepairTaken,
    changed: EventType::RepairChanged,
    reached: &[("status", "returned", EventType::RepairReturned)],
};
const OF_COMPLAINTS: Kind = Kind {
    begun: EventType::ComplaintReceived,
    changed: EventType::ComplaintChanged,
    reached: &[("status", "closed", EventType::ComplaintClosed)],
};

/// Something that is told of.
struct Subject<'a> {
    kind: &'a Kind,
    id: [u8; 16],
    /// It begins with this change.
    is_new: bool,
    /// Its ids and address.
    names: Map<String, Value>,
    /// What is to be told of it.
    shown: Map<String, Value>,
}

/// Tells what `batch` changed: of the visits whose row has a number of the board above `board`, of their call-outs, and of the batch's
/// repairs and complaints.
pub(in crate::store::sqlite) fn batch(tx: &Transaction<'_>, batch: &Batch, board: u64) -> Result<(), StoreError> {
    let organisation = batch.organisation;
    let opened: BTreeSet<_> = batch.documents.iter().filter(|write| write.opens.is_some()).map(|write| write.document).collect();
    let mut call_outs = BTreeSet::new();
    let visits = tx
        .prepare_cached(VISITS)?
        .query_map(params![organisation.as_bytes(), row::stored(board)], |found| {
            let call_out: Option<[u8; 16]> = found.get("call_out")?;
            Ok((DocumentId::from_bytes(row::id(found, "document")?), call_out.map(CallOutId::from_bytes), found.get("shown")?))
        })?
        .collect::<Result<Vec<(_, _, String)>, _>>()?;
    for (visit, call_out, shown) in visits {
        call_outs.extend(call_out);
        let names = object(json!({ "visit": visit, "call_out": call_out, "url": format!("/v1/desk/visits/{visit}") }));
        let subject = Subject { kind: &OF_VISITS, id: *visit.as_bytes(), is_new: opened.contains(&visit), names, shown: read(&shown)? };
        tell(tx, organisation, batch.at, subject)?;
    }
    for write in &batch.documents {
        let (kind, word, place) = match write.derived.projection.kind() {
            DocumentKind::Repair => (&OF_REPAIRS, "repair", "repairs"),
            DocumentKind::Complaint => (&OF_COMPLAINTS, "complaint", "complaints"),
            _ => continue,
        };
        let id = write.document;
        let found = tx
            .prepare_cached(REGISTERED)?
            .query_row(params![organisation.as_bytes(), id.as_bytes()], |found| {
                Ok((found.get::<_, Option<String>>("visit")?, found.get::<_, String>("shown")?))
            })
            .optional()?;
        let Some((visit, shown)) = found else { continue };
        let names = object(json!({ word: id, "visit": visit, "url": format!("/v1/desk/{place}/{id}") }));
        let subject = Subject { kind, id: *id.as_bytes(), is_new: opened.contains(&id), names, shown: read(&shown)? };
        tell(tx, organisation, batch.at, subject)?;
    }
    for id in call_outs {
        call_out(tx, organisation, id, batch.at, false)?;
    }
    Ok(())
}

/// Tells what changed about a call-out, or with `is_new` that it was entered.
pub(in crate::store::sqlite) fn call_out(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    id: CallOutId,
    at: Timestamp,
    is_new: bool,
) -> Result<(), StoreError> {
    let shown: Option<String> =
        tx.prepare_cached(CALL_OUT)?.query_row(params![organisation.as_bytes(), id.as_bytes()], |found| found.get(0)).optional()?;
    let Some(shown) = shown else { return Ok(()) };
    let names = object(json!({ "call_out": id, "url": format!("/v1/desk/call-outs/{id}") }));
    tell(tx, organisation, at, Subject { kind: &OF_CALL_OUTS, id: *id.as_bytes(), is_new, names, shown: read(&shown)? })
}

fn tell(tx: &Transaction<'_>, organisation: OrganisationId, at: Timestamp, subject: Subject<'_>) -> Result<(), StoreError> {
    let Subject { kind, id, is_new, names, shown } = subject;
    let before: Option<String> = tx
        .prepare_cached("SELECT shown FROM webhook_told WHERE organisation = ?1 AND subject = ?2")?
        .query_row(params![organisation.as_bytes(), id], |found| found.get("shown"))
        .optional()?;
    let before = before.as_deref().map(read).transpose()?.unwrap_or_default();
    if before == shown {
        return Ok(());
    }
    let text = serde_json::to_string(&shown).map_err(|_| StoreError::Damaged("webhook_told.shown"))?;
    tx.prepare_cached(
        "INSERT INTO webhook_told (organisation, subject, shown) VALUES (?1, ?2, ?3) \
         ON CONFLICT (organisation, subject) DO UPDATE SET shown = excluded.shown",
    )?
    .execute(params![organisation.as_bytes(), id, text])?;
    let told: Map<_, _> = names.into_iter().chain(shown.clone()).collect();
    if is_new && before.is_empty() {
        append(tx, organisation, at, kind.begun, told.clone())?;
    } else {
        let changed: Vec<&String> = shown.iter().filter(|(name, value)| before.get(*name) != Some(*value)).map(|(name, _)| name).collect();
        let was: Map<_, _> = changed.iter().map(|name| ((*name).clone(), before.get(*name).cloned().unwrap_or_default())).collect();
        let mut told = told.clone();
        told.insert("changed".to_owned(), json!(changed));
        told.insert("before".to_owned(), Value::Object(was));
        append(tx, organisation, at, kind.changed, told)?;
    }
    for (field, word, event) in kind.reached {
        let is = |shown: &Map<String, Value>| match shown.get(*field) {
            Some(Value::String(text)) => text == word,
            Some(Value::Bool(flag)) => flag.to_string() == *word,
            _ => false,
        };
        if is(&shown) && !is(&before) {
            append(tx, organisation, at, *event, told.clone())?;
        }
    }
    Ok(())
}

/// Writes an event, and a delivery for each address that is told of its type; answers its number.
fn append(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    at: Timestamp,
    kind: EventType,
    data: Map<String, Value>,
) -> Result<(), StoreError> {
    let seq = keep(tx, organisation, at, kind, data)?;
    tx.prepare_cached(
        "INSERT INTO webhook_delivery (organisation, endpoint, event, state, tries, next_at, made_at) \
         SELECT ?1, id, ?2, 'waiting', 0, ?3, ?3 FROM webhook_endpoint \
         WHERE organisation = ?1 AND removed_at IS NULL AND off_at IS NULL \
         AND (types IS NULL OR EXISTS (SELECT 1 FROM json_each(types) WHERE value = ?4))",
    )?
    .execute(params![organisation.as_bytes(), row::stored(seq), at.as_ms(), kind.word()])?;
    Ok(())
}

/// Writes an event that nobody is told of yet; answers its number.
pub(super) fn keep(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    at: Timestamp,
    kind: EventType,
    data: Map<String, Value>,
) -> Result<u64, StoreError> {
    let seq = tx
        .prepare_cached(
            "INSERT INTO webhook_position (organisation, last) VALUES (?1, 1) \
             ON CONFLICT (organisation) DO UPDATE SET last = last + 1 RETURNING last",
        )?
        .query_row([organisation.as_bytes()], |found| Ok(row::count(found, "last")))??;
    let data = serde_json::to_string(&data).map_err(|_| StoreError::Damaged("webhook_event.data"))?;
    tx.prepare_cached("INSERT INTO webhook_event (organisation, seq, id, type, at, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![organisation.as_bytes(), row::stored(seq), name(tx, organisation, seq)?, kind.word(), at.as_ms(), data])?;
    Ok(seq)
}

/// The id of an event. A restored database begins another history, in which the same number is another event and has another id.
fn name(tx: &Transaction<'_>, organisation: OrganisationId, seq: u64) -> Result<String, StoreError> {
    let mut hash = Sha256::new();
    hash.update(b"fieldbook event");
    hash.update(epoch(tx)?.as_bytes());
    hash.update(organisation.as_bytes());
    hash.update(seq.to_be_bytes());
    let mut hex = hex::encode(hash.finalize());
    hex.truncate(32);
    Ok(format!("evt_{hex}"))
}

fn read(text: &str) -> Result<Map<String, Value>, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Damaged("webhook_told.shown"))
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(object) = value { object } else { Map::new() }
}
