//! Following the log as one device: which rows concern it, and as much of them as it asked for.
//!
//! Only the newest scope step of a document counts: a document that entered and left while a device was away is named once. A
//! document that is there has its later changes read by document, so the work is bounded by what the person has and what is new,
//! not by how much the organisation wrote.

use std::collections::{BTreeMap, BTreeSet};

use automerge::ChangeHash;
use model::id::DocumentId;
use model::wire::sync::MAX_INFLATED_BYTES;
use rusqlite::{Connection, params};

use super::{epoch, head, heads_of, history};
use crate::store::StoreError;
use crate::store::documents::{Actor, News, PullQuery, PulledEntry, PulledPage};
use crate::store::sqlite::row;

/// Most log rows looked at for one page.
const MAX_ROWS: usize = 5_000;
/// Most entries of one page.
const MAX_ENTRIES: usize = 500;

/// Largest document that is sent whole, in **bytes** of its changes: with a page of others and the header it still unpacks within
/// what a device takes.
const MAX_WHOLE_BYTES: u64 = MAX_INFLATED_BYTES as u64 - 2 * 1024 * 1024;

const ROWS: &str = "\
    SELECT c.seq AS seq, c.document AS document, 'change' AS kind, (c.device IS ?4 OR c.relayed_by IS ?4) AS own, length(c.raw) AS bytes \
    FROM scope s JOIN change c ON c.document = s.document AND c.seq > ?3 \
    WHERE s.organisation = ?1 AND s.person = ?2 AND s.latest = 1 AND s.kind = 'enter' AND s.seq <= ?3 \
      AND (s.seq <= ?5 OR c.seq > ?6) AND NOT ((c.device IS ?4 OR c.relayed_by IS ?4) AND (c.seq BETWEEN ?7 AND ?8 \
        OR EXISTS (SELECT 1 FROM brought b WHERE b.device = ?4 AND b.first <= c.seq AND b.last >= c.seq AND b.list <= ?11))) \
    UNION ALL \
    SELECT s.seq, s.document, s.kind, 0, CASE WHEN s.kind = 'enter' AND d.raw_bytes <= ?10 THEN d.raw_bytes ELSE 0 END \
    FROM scope s JOIN document d ON d.id = s.document \
    WHERE s.organisation = ?1 AND s.person = ?2 AND s.latest = 1 AND s.seq > ?3 \
    ORDER BY 1 LIMIT ?9";

/// The rows of one document that fall into the page, folded.
#[derive(Default)]
struct Gathered {
    others: Vec<u64>,
    own: Vec<u64>,
    step: Option<u64>,
}

pub(super) fn pull(db: &Connection, query: &PullQuery) -> Result<PulledPage, StoreError> {
    let head = head(db, query.organisation)?;
    let mut page = PulledPage { epoch: epoch(db)?, head, position: head, entries: Vec::new() };
    let gathered = gather(db, query, &mut page.position)?;
    for (document, gathered) in gathered {
        if let Some(seq) = gathered.step {
            page.entries.push(PulledEntry { seq, document, news: step(db, query, document, seq)? });
        }
        if let (Some(first), Some(last)) = (gathered.others.first(), gathered.others.last()) {
            let raws = changes(db, query, document, *first, *last)?;
            page.entries.push(PulledEntry { seq: *last, document, news: News::Changed(raws) });
        }
        if let (Some(first), Some(last)) = (gathered.own.first(), gathered.own.last()) {
            let hashes = own(db, query, document, *first, *last)?;
            page.entries.push(PulledEntry { seq: *last, document, news: News::Own(hashes) });
        }
    }
    page.entries.sort_by_key(|entry| entry.seq);
    Ok(page)
}

/// Which rows fall into the page, by document. Moves `position` back if not everything does.
fn gather(db: &Connection, query: &PullQuery, position: &mut u64) -> Result<BTreeMap<DocumentId, Gathered>, StoreError> {
    let (sent_from, sent_to) = query.just_sent.unwrap_or((1, 0));
    let mut find = db.prepare_cached(ROWS)?;
    let mut rows = find.query(params![
        query.organisation.as_bytes(),
        query.person.as_bytes(),
        row::stored(query.after),
        query.device.as_bytes(),
        row::stored(query.began),
        row::stored(query.whole_to),
        row::stored(sent_from),
        row::stored(sent_to),
        row::stored(MAX_ROWS as u64 + 1),
        row::stored(MAX_WHOLE_BYTES),
        row::stored(query.brought_to),
    ])?;
    let mut gathered: BTreeMap<DocumentId, Gathered> = BTreeMap::new();
    let mut entries: BTreeSet<(DocumentId, u8)> = BTreeSet::new();
    let (mut bytes, mut taken, mut last) = (0_u64, 0_usize, query.after);
    while let Some(row) = rows.next()? {
        let seq = row::count(row, "seq")?;
        let document = DocumentId::from_bytes(row::id(row, "document")?);
        let is_change = row.get::<_, String>("kind")? == "change";
        let own: bool = row.get("own")?;
        let cost = if own { 0 } else { row::count(row, "bytes")? };
        let entry = (document, if is_change { u8::from(own) } else { 2 });
        let full = taken >= MAX_ROWS
            || bytes.saturating_add(cost) > query.want_bytes
            || (entries.len() >= MAX_ENTRIES && !entries.contains(&entry));
        if taken > 0 && full {
            *position = last;
            break;
        }
        entries.insert(entry);
        let gathered = gathered.entry(document).or_default();
        match (is_change, own) {
            (false, _) => gathered.step = Some(seq),
            (true, true) => gathered.own.push(seq),
            (true, false) => gathered.others.push(seq),
        }
        bytes = bytes.saturating_add(cost);
        taken += 1;
        last = seq;
    }
    Ok(gathered)
}

fn step(db: &Connection, query: &PullQuery, document: DocumentId, seq: u64) -> Result<News, StoreError> {
    let mut find = db.prepare_cached("SELECT kind, reason, successor FROM scope WHERE organisation = ?1 AND seq = ?2")?;
    let (kind, reason, successor): (String, String, Option<String>) = find
        .query_row(params![query.organisation.as_bytes(), row::stored(seq)], |row| {
            Ok((row.get("kind")?, row.get("reason")?, row.get("successor")?))
        })?;
    if kind == "leave" {
        return Ok(News::Left { reason, successor });
    }
    let mut find = db.prepare_cached("SELECT raw_bytes, heads FROM document WHERE id = ?1")?;
    let (bytes, heads): (i64, Vec<u8>) = find.query_row([document.as_bytes()], |row| Ok((row.get("raw_bytes")?, row.get("heads")?)))?;
    if bytes > row::stored(MAX_WHOLE_BYTES) {
        return Ok(News::Own(heads_of(&heads)?));
    }
    Ok(News::Entered(history(db, query.organisation, document)?))
}

/// Changes by others of a document within the page.
fn changes(db: &Connection, query: &PullQuery, document: DocumentId, first: u64, last: u64) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT raw FROM change WHERE document = ?1 AND seq BETWEEN ?2 AND ?3 AND device IS NOT ?4 AND relayed_by IS NOT ?4 ORDER BY seq",
    )?;
    let raws =
        find.query_map(params![document.as_bytes(), row::stored(first), row::stored(last), query.device.as_bytes()], |row| row.get("raw"))?;
    Ok(raws.collect::<Result<_, _>>()?)
}

/// The last change of each actor among the device's own changes of a document within the page, and among those that it brought for others.
fn own(db: &Connection, query: &PullQuery, document: DocumentId, first: u64, last: u64) -> Result<Vec<ChangeHash>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT actor, hash FROM change WHERE document = ?1 AND seq BETWEEN ?2 AND ?3 AND (device IS ?4 OR relayed_by IS ?4) ORDER BY seq",
    )?;
    let rows = find.query_map(params![document.as_bytes(), row::stored(first), row::stored(last), query.device.as_bytes()], |row| {
        Ok((row.get::<_, Actor>("actor")?, ChangeHash(row.get("hash")?)))
    })?;
    let mut newest: BTreeMap<Actor, ChangeHash> = BTreeMap::new();
    for row in rows {
        let (actor, hash) = row?;
        newest.insert(actor, hash);
    }
    Ok(newest.into_values().collect())
}
