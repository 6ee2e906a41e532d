//! The list: left-overs first, then the others by arrival. Each of the two is read along an index, so that a page costs what it holds.

use std::fmt::Write as _;

use model::id::{CallOutId, OrganisationId, PersonId};
use model::time::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};

use super::{entry_of, state_of};
use crate::board::view::BoardVisit;
use crate::store::StoreError;
use crate::store::call_outs::{CallOutPage, CallOutQuery, CallOutState, KeptCallOut, OpenCounts, Place, Withdrawal, digits_of};
use crate::store::sqlite::row;

const COLUMNS: &str = "id, entry, state, registered_by, imported IS NOT NULL AS imported, received_at";
/// Nobody was sent, and it is of an earlier day.
const LEFT_OVER: &str = "status = 'registered' AND withdrawal IS NULL AND received_at < ?2";
/// Where words are looked for.
const SEARCHED: &str = "lower(number || char(10) || json_extract(entry, '$.customer.name') || char(10) || json_extract(entry, '$.customer.address') \
     || char(10) || json_extract(entry, '$.customer.phone') || char(10) || json_extract(entry, '$.customer.contact') || char(10) \
     || json_extract(entry, '$.asset.product') || char(10) || json_extract(entry, '$.asset.model') || char(10) \
     || json_extract(entry, '$.asset.serial'))";

/// A part of the list.
pub(super) fn page(db: &Connection, query: &CallOutQuery) -> Result<CallOutPage, StoreError> {
    let mut rows = Vec::new();
    let among_left_overs = query.after.is_none_or(|place| place.left_over);
    if among_left_overs && (query.states.is_empty() || query.states.contains(&CallOutState::Registered)) {
        part(db, query, true, query.after, &mut rows)?;
    }
    if rows.len() < query.most as usize {
        part(db, query, false, query.after.filter(|place| !place.left_over), &mut rows)?;
    }
    let full = rows.len() >= query.most as usize;
    let next = rows.last().map(|(place, _)| *place).filter(|_| full);
    let rows = rows.into_iter().map(|(_, kept)| kept).collect();
    Ok(CallOutPage { rows, next, counts: counts(db, query.organisation, query.today)? })
}

fn part(
    db: &Connection,
    query: &CallOutQuery,
    left_over: bool,
    after: Option<Place>,
    rows: &mut Vec<(Place, KeptCallOut)>,
) -> Result<(), StoreError> {
    let mut values: Vec<Value> = vec![Value::Blob(query.organisation.as_bytes().to_vec()), Value::Integer(query.today.as_ms())];
    let mut bind = |value: Value| {
        values.push(value);
        format!("?{}", values.len())
    };
    let mut sql = format!("SELECT {COLUMNS} FROM call_out WHERE organisation = ?1 AND ");
    let not = if left_over { "" } else { "NOT " };
    let _ = write!(sql, "{not}({LEFT_OVER})");
    if !left_over && !query.states.is_empty() && !query.states.contains(&CallOutState::Cleared) {
        // As the index of what is open says it.
        sql.push_str(" AND status <> 'cleared'");
    }
    if !left_over && !query.states.is_empty() {
        let words: Vec<String> = query.states.iter().map(|state| format!("'{}'", state.word())).collect();
        let _ = write!(sql, " AND state IN ({})", words.join(", "));
    }
    for (sign, at) in [(">=", query.from), ("<", query.until)] {
        if let Some(at) = at {
            let _ = write!(sql, " AND received_at {sign} {}", bind(Value::Integer(at.as_ms())));
        }
    }
    for word in &query.words {
        let _ = write!(sql, " AND (instr({SEARCHED}, {}) > 0", bind(Value::Text(word.clone())));
        let digits = digits_of(word);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let _ = write!(sql, " OR instr(phone_key, {}) > 0", bind(Value::Text(digits)));
        }
        sql.push(')');
    }
    let (sign, order) = if query.newest_first && !left_over { ("<", " DESC") } else { (">", "") };
    if let Some(Place { at, id, .. }) = after {
        let (at, id) = (bind(Value::Integer(at.as_ms())), bind(Value::Blob(id.as_bytes().to_vec())));
        let _ = write!(sql, " AND (received_at, id) {sign} ({at}, {id})");
    }
    let left = query.most as usize - rows.len();
    let _ = write!(sql, " ORDER BY received_at{order}, id{order} LIMIT {left}");
    let mut find = db.prepare_cached(&sql)?;
    let mut found = find.query(params_from_iter(values))?;
    while let Some(found) = found.next()? {
        let id = CallOutId::from_bytes(row::id(found, "id")?);
        rows.push((Place { left_over, at: row::at(found, "received_at")?, id }, kept(db, id, found)?));
    }
    Ok(())
}

/// One entry.
pub(super) fn one(db: &Connection, organisation: OrganisationId, id: CallOutId) -> Result<Option<KeptCallOut>, StoreError> {
    let mut find = db.prepare_cached(&format!("SELECT {COLUMNS} FROM call_out WHERE id = ?1 AND organisation = ?2"))?;
    let found = find.query_row(params![id.as_bytes(), organisation.as_bytes()], |found| Ok(kept(db, id, found))).optional()?;
    found.transpose()
}

fn kept(db: &Connection, id: CallOutId, found: &Row<'_>) -> Result<KeptCallOut, StoreError> {
    Ok(KeptCallOut {
        entry: entry_of(found)?,
        state: state_of(found)?,
        registered_by: PersonId::from_bytes(row::id(found, "registered_by")?),
        imported: found.get("imported")?,
        withdrawals: withdrawals(db, id)?,
        visits: visits(db, id)?,
    })
}

fn withdrawals(db: &Connection, id: CallOutId) -> Result<Vec<Withdrawal>, StoreError> {
    let mut find =
        db.prepare_cached("SELECT at, by, reason, restored_at, restored_by FROM call_out_withdrawal WHERE call_out = ?1 ORDER BY id")?;
    let rows = find.query_map([id.as_bytes()], |found| {
        let restored_by = found.get::<_, Option<[u8; 16]>>("restored_by")?.map(PersonId::from_bytes);
        Ok(Withdrawal {
            at: row::at(found, "at")?,
            by: PersonId::from_bytes(row::id(found, "by")?),
            reason: found.get("reason")?,
            restored: row::maybe_at(found, "restored_at")?.zip(restored_by),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The rows of its visits on the board; ids of documents grow with time. One that cannot be read is left out.
fn visits(db: &Connection, id: CallOutId) -> Result<Vec<BoardVisit>, StoreError> {
    let mut find = db.prepare_cached("SELECT row FROM board_visit WHERE call_out = ?1 ORDER BY document")?;
    let mut found = find.query([id.as_bytes()])?;
    let mut visits = Vec::new();
    while let Some(found) = found.next()? {
        match found.get_ref("row")?.as_str().ok().and_then(|json| serde_json::from_str(json).ok()) {
            Some(visit) => visits.push(visit),
            None => tracing::error!(call_out.id = %id, "a row of the board cannot be read; rebuild the board"),
        }
    }
    Ok(visits)
}

fn counts(db: &Connection, organisation: OrganisationId, today: Timestamp) -> Result<OpenCounts, StoreError> {
    // From two indexes, without a look at an entry: what is open and not registered is dispatched.
    let mut find = db.prepare_cached(
        "SELECT COUNT(*) FILTER (WHERE withdrawal IS NULL AND received_at < ?2) AS left_over, \
         COUNT(*) FILTER (WHERE withdrawal IS NULL) AS registered, \
         (SELECT COUNT(*) FROM call_out INDEXED BY call_out_open WHERE organisation = ?1 AND status <> 'cleared') - COUNT(*) AS dispatched \
         FROM call_out INDEXED BY call_out_waiting WHERE organisation = ?1 AND status = 'registered'",
    )?;
    find.query_row(params![organisation.as_bytes(), today.as_ms()], |found| {
        let count = |column| row::count(found, column);
        Ok(count("left_over")
            .and_then(|left_over| Ok(OpenCounts { left_over, registered: count("registered")?, dispatched: count("dispatched")? })))
    })?
}
