//! What stays unsent on this phone beside a request, in figures for the desk ([`StillUnsent`]). Read beside the request's changes, from the
//! index over what waits: what the server has is not looked at.

use std::collections::HashSet;

use model::id::DocumentId;
use model::time::Timestamp;
use model::wire::unsent::StillUnsent;
use rusqlite::Connection;

use super::StoreError;

/// A change, by its document and its hash.
pub(crate) type ChangeName = (DocumentId, [u8; 32]);

/// What is unsent beside the changes in `sending`; `None` if nothing is.
///
/// A sign-off is known by the journal, which holds this device's own actions: one that is carried for a colleague counts as a change.
pub(crate) fn beside(conn: &Connection, sending: &HashSet<ChangeName>) -> Result<Option<StillUnsent>, StoreError> {
    let waiting: i64 = conn.prepare_cached("SELECT count(*) FROM change WHERE received = 0")?.query_row([], |row| row.get(0))?;
    let waiting = u64::try_from(waiting).unwrap_or(0);
    let mut unsent = StillUnsent { changes: waiting.saturating_sub(sending.len() as u64), ..StillUnsent::default() };
    if unsent.changes > 0 {
        note_actions(conn, sending, &mut unsent)?;
    }
    note_photos(conn, &mut unsent)?;
    Ok((!unsent.is_nothing()).then_some(unsent))
}

/// Notes what the waiting changes were meant as: how many are sign-offs, and how old the oldest is.
fn note_actions(conn: &Connection, sending: &HashSet<ChangeName>, unsent: &mut StillUnsent) -> Result<(), StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT m.document, m.change, m.at, json_extract(m.intent, '$.action') = 'sign' FROM command m
         JOIN change c ON c.document = m.document AND c.hash = m.change
         WHERE m.document IN (SELECT document FROM change WHERE received = 0) AND c.received = 0",
    )?;
    let mut rows = query.query([])?;
    let mut signed = HashSet::new();
    while let Some(row) = rows.next()? {
        let name: ChangeName = (DocumentId::from_bytes(row.get(0)?), row.get(1)?);
        if sending.contains(&name) {
            continue;
        }
        note_oldest(unsent, Some(row.get(2)?));
        if row.get::<_, Option<bool>>(3)? == Some(true) {
            signed.insert(name);
        }
    }
    unsent.signatures = signed.len() as u64;
    Ok(())
}

/// Notes the photos that the server does not have whole, also those whose changes are in the request: their bytes are not.
fn note_photos(conn: &Connection, unsent: &mut StillUnsent) -> Result<(), StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT max(b.size - b.sent, 0),
             (SELECT min(m.at) FROM photo p JOIN command m ON m.document = p.document AND m.change = p.change WHERE p.sha256 = b.sha256)
         FROM blob b WHERE b.complete = 0 AND EXISTS (SELECT 1 FROM photo p WHERE p.sha256 = b.sha256)",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        unsent.photos += 1;
        unsent.photo_bytes = unsent.photo_bytes.saturating_add(u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0));
        note_oldest(unsent, row.get(1)?);
    }
    Ok(())
}

fn note_oldest(unsent: &mut StillUnsent, at: Option<i64>) {
    let at = at.map(Timestamp::from_ms);
    unsent.oldest_at = match (unsent.oldest_at, at) {
        (Some(before), Some(at)) => Some(before.min(at)),
        (before, at) => before.or(at),
    };
}
