//! Documents at rest. The changes of a document that the server has all received, and the journal of what was meant by them, are kept in one
//! compressed piece instead of a row each: a *bundle*.
//!
//! A bundle is read back before the rows go, and must come to the same bytes; both happen in one transaction. What comes later is kept in
//! rows beside it. Whoever has to change what is known of a change in it (it is offered again, it was refused after all) has the bundle
//! opened first ([`open`]): everything is in rows again, under the same numbers. A bundle that cannot be read is damage of its document, which is
//! then fetched whole: nothing is in a bundle that the server did not have.
//!
//! Left out: when there is time for it (`sync/at_rest.rs`).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use automerge::ChangeHash;
use model::gate::{Limits, named, preflight};
use model::id::DocumentId;
use model::wire::frame::{FrameLimits, gunzip_bounded, gzip_lists, parts};
use model::wire::lists::{self, List};
use model::wire::packed::PackedLimits;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{StoreError, documents, refused};

/// A document with fewer rows is left as it is.
const FEWEST_ROWS: i64 = 4;
/// With so many rows a document goes into a bundle also while it is worked on: they are most of what it takes.
const MANY_ROWS: i64 = 64;
/// A document is at rest when so many changes came after its last.
const RESTS_AFTER: i64 = 256;
/// Documents with more are left as they are, in **bytes** of changes: they are read back whole.
const MAX_BYTES: usize = 16 << 20;
/// More than a bundle ever holds: [`MAX_BYTES`], and what was meant by them.
const FRAME: FrameLimits = FrameLimits { frame_bytes: 8 * MAX_BYTES, header_bytes: 4 * MAX_BYTES, sections: 1 };
const PACKED: PackedLimits = PackedLimits { changes: 1 << 20, bytes: MAX_BYTES };

/// A change as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Its number among all changes of this device.
    pub(crate) id: i64,
    pub(crate) hash: [u8; 32],
    pub(crate) actor: [u8; 16],
    pub(crate) seq: i64,
    /// Made on this device.
    pub(crate) own: bool,
    /// The server has it.
    pub(crate) received: bool,
    pub(crate) raw: Vec<u8>,
}

/// An entry of the journal as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meant {
    pub(crate) command: [u8; 16],
    pub(crate) change: [u8; 32],
    /// JSON.
    pub(crate) intent: String,
    pub(crate) at: i64,
}

/// What is in a bundle.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Bundle {
    pub(crate) changes: Vec<Kept>,
    pub(crate) journal: Vec<Meant>,
}

/// What a document is kept as.
pub(crate) enum Bundled {
    /// In rows alone.
    No,
    /// So much of it is in a bundle.
    Yes(Bundle),
    /// So much of it cannot be read any more.
    Damaged(Remains),
}

/// What is left of a bundle that cannot be read.
pub(crate) struct Remains {
    pub(crate) heads: Vec<u8>,
    pub(crate) packed: Vec<u8>,
}

impl Remains {
    /// Whether everything that was in it is among `whole`, which has all that its changes build on.
    pub(crate) fn are_in(&self, whole: &HashSet<ChangeHash>) -> bool {
        let (heads, rest) = self.heads.as_chunks::<32>();
        !heads.is_empty() && rest.is_empty() && heads.iter().all(|head| whole.contains(&ChangeHash(*head)))
    }
}

#[derive(Serialize, Deserialize)]
struct Header {
    /// Of each change: its number, as the distance from the last one, and whether it was made here.
    rows: Vec<(i64, bool)>,
    journal: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    /// 32 hex digits.
    id: String,
    /// Which change of the bundle it became.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    n: Option<usize>,
    /// The change, if it is not in the bundle: 64 hex digits.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    hash: Option<String>,
    /// As the distance from the last one, in ms.
    at: i64,
    intent: String,
}

/// What of a document is in a bundle.
pub(crate) fn of(conn: &Connection, document: DocumentId) -> Result<Bundled, StoreError> {
    let found: Option<(Vec<u8>, Vec<u8>)> = conn
        .prepare_cached("SELECT heads, packed FROM bundle WHERE document = ?1")?
        .query_row([document.as_bytes().as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((heads, packed)) = found else { return Ok(Bundled::No) };
    Ok(match unpack(document, &packed).filter(|bundle| heads_of(&bundle.changes) == heads) {
        Some(bundle) => Bundled::Yes(bundle),
        None => Bundled::Damaged(Remains { heads, packed }),
    })
}

/// As [`of`], for whoever needs all of the document.
///
/// # Errors
/// [`StoreError::DocumentDamaged`] if the bundle cannot be read.
pub(crate) fn sound(conn: &Connection, document: DocumentId) -> Result<Bundle, StoreError> {
    match of(conn, document)? {
        Bundled::No => Ok(Bundle::default()),
        Bundled::Yes(bundle) => Ok(bundle),
        Bundled::Damaged(_) => Err(StoreError::DocumentDamaged(document)),
    }
}

/// The highest number of a change in the bundle of a document; 0 if there is none.
pub(crate) fn last(conn: &Connection, document: DocumentId) -> Result<i64, StoreError> {
    let mut query = conn.prepare_cached("SELECT last FROM bundle WHERE document = ?1")?;
    Ok(query.query_row([document.as_bytes().as_slice()], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// What the changes in the bundle of a document come to.
pub(crate) fn heads(conn: &Connection, document: DocumentId) -> Result<Vec<[u8; 32]>, StoreError> {
    let mut query = conn.prepare_cached("SELECT heads FROM bundle WHERE document = ?1")?;
    let heads: Option<Vec<u8>> = query.query_row([document.as_bytes().as_slice()], |row| row.get(0)).optional()?;
    Ok(heads.map(|heads| heads.as_chunks::<32>().0.to_vec()).unwrap_or_default())
}

/// The last change of each actor in the bundle of a document.
pub(crate) fn actors(conn: &Connection, document: DocumentId) -> Result<BTreeMap<[u8; 16], i64>, StoreError> {
    let mut query = conn.prepare_cached("SELECT actors FROM bundle WHERE document = ?1")?;
    let actors: Option<Vec<u8>> = query.query_row([document.as_bytes().as_slice()], |row| row.get(0)).optional()?;
    let actors = actors.unwrap_or_default();
    let (lines, _) = actors.as_chunks::<24>();
    let line = |line: &[u8; 24]| Some((*line.first_chunk::<16>()?, i64::from_be_bytes(*line.last_chunk::<8>()?)));
    Ok(lines.iter().filter_map(line).collect())
}

/// Opens the bundle of a document: all of it is in rows again. One that cannot be read stays, and the document is to be fetched whole.
pub(crate) fn open(tx: &Transaction<'_>, document: DocumentId) -> Result<(), StoreError> {
    let key = document.as_bytes().as_slice();
    let bundle = match of(tx, document)? {
        Bundled::No => return Ok(()),
        Bundled::Yes(bundle) => bundle,
        Bundled::Damaged(_) => {
            // A snapshot would hide the damage from whoever fetches the document whole.
            refused::forget_snapshot(tx, document)?;
            return documents::owe_fetch(tx, document, true);
        }
    };
    let mut put = tx.prepare_cached(
        "INSERT INTO change (id, document, hash, actor, actor_seq, own, received, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for change in &bundle.changes {
        put.execute(params![change.id, key, change.hash, change.actor, change.seq, change.own, change.received, change.raw])?;
    }
    // What was meant later stays behind what was meant earlier.
    let later = journal_rows(tx, document)?;
    tx.prepare_cached("DELETE FROM command WHERE document = ?1")?.execute([key])?;
    let mut put = tx.prepare_cached("INSERT INTO command (id, document, change, intent, at) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for meant in bundle.journal.iter().chain(later.iter().map(|(_, meant)| meant)) {
        put.execute(params![meant.command, key, meant.change, meant.intent, meant.at])?;
    }
    tx.prepare_cached("DELETE FROM bundle WHERE document = ?1")?.execute([key])?;
    Ok(())
}

/// Opens every bundle.
pub(crate) fn open_all(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let documents = tx
        .prepare_cached("SELECT document FROM bundle ORDER BY last")?
        .query_map([], |row| row.get::<_, [u8; 16]>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    documents.into_iter().try_for_each(|document| open(tx, DocumentId::from_bytes(document)))
}

/// A bundle that is ready to be kept.
pub(crate) struct Ready {
    document: DocumentId,
    /// What it is made of: nothing else may be there when it is kept.
    rows: Bundle,
    whole: Bundle,
    packed: Vec<u8>,
}

/// Packs at most `most` documents that are at rest; nothing is written. A document that would not come back as it is is left as it is.
pub(crate) fn prepare(conn: &Connection, most: usize) -> Result<Vec<Ready>, StoreError> {
    let mut ready = Vec::new();
    for document in at_rest(conn)? {
        if ready.len() >= most {
            break;
        }
        if bytes(conn, document)? > MAX_BYTES {
            continue;
        }
        let rows = rows(conn, document)?;
        let Ok(before) = sound(conn, document) else { continue };
        let mut whole = before;
        whole.changes.extend(rows.changes.iter().cloned());
        whole.journal.extend(rows.journal.iter().cloned());
        let packed = pack(document, &whole);
        match packed.filter(|packed| unpack(document, packed).as_ref() == Some(&whole)) {
            Some(packed) => ready.push(Ready { document, rows, whole, packed }),
            None => tracing::warn!(%document, "the changes of a document would not come back as they are; they stay in rows"),
        }
    }
    Ok(ready)
}

/// Keeps a bundle instead of the rows that it was made of; nothing happens if anything was written to the document since.
pub(crate) fn keep(tx: &Transaction<'_>, ready: &Ready) -> Result<bool, StoreError> {
    let (document, key) = (ready.document, ready.document.as_bytes().as_slice());
    let unchanged = rows(tx, document)? == ready.rows
        && is_settled(tx, document)?
        && sound(tx, document).is_ok_and(|before| before.changes.len() + ready.rows.changes.len() == ready.whole.changes.len());
    let Some(last) = ready.whole.changes.iter().map(|change| change.id).max().filter(|_| unchanged) else { return Ok(false) };
    tx.prepare_cached("DELETE FROM bundle WHERE document = ?1")?.execute([key])?;
    tx.prepare_cached("INSERT INTO bundle (last, document, changes, heads, actors, names, packed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            last,
            key,
            i64::try_from(ready.whole.changes.len()).map_err(|_| StoreError::Value("a number of changes".to_owned()))?,
            heads_of(&ready.whole.changes),
            actors_of(&ready.whole.changes),
            names_of(&ready.whole.changes),
            ready.packed
        ])?;
    let quiet = is_quiet(tx, document)?;
    tx.prepare_cached("DELETE FROM change WHERE document = ?1")?.execute([key])?;
    let mut drop = tx.prepare_cached("DELETE FROM command WHERE place = ?1")?;
    for (place, _) in journal_to_go(tx, document)? {
        drop.execute([place])?;
    }
    // What is worked on is loaded often, and from its snapshot.
    if quiet {
        refused::forget_snapshot(tx, document)?;
    }
    Ok(true)
}

// Nothing of `document d` waits, is owed, was refused or set aside.
macro_rules! settled {
    () => {
        "d.refused_code IS NULL AND d.refused_hash IS NULL AND d.unreadable_code IS NULL AND d.fetch_owed = 0 AND length(d.heads) > 0
         AND NOT EXISTS (SELECT 1 FROM change c WHERE c.document = d.id AND c.received = 0)
         AND NOT EXISTS (SELECT 1 FROM set_aside a WHERE a.document = d.id)"
    };
}

// Nobody works on `document d` any more: it left, it is signed, or much came since.
macro_rules! quiet {
    () => {
        "(d.left_reason IS NOT NULL
          OR EXISTS (SELECT 1 FROM projection p WHERE p.document = d.id AND json_extract(p.card, '$.signature') IN ('current', 'accepted'))
          OR (SELECT max(id) FROM change WHERE document = d.id) + ?1 <= (SELECT max(id) FROM change))"
    };
}

/// Documents of which rows should go into a bundle, those that rest longest first.
fn at_rest(conn: &Connection) -> Result<Vec<DocumentId>, StoreError> {
    let mut query = conn.prepare_cached(concat!(
        "SELECT d.id FROM (SELECT document, count(*) AS waiting, max(id) AS newest FROM change GROUP BY document HAVING waiting >= ?2) r
         JOIN document d ON d.id = r.document
         WHERE ",
        settled!(),
        " AND (r.waiting >= max(?3, coalesce((SELECT b.changes / 2 FROM bundle b WHERE b.document = d.id), 0)) OR ",
        quiet!(),
        ") ORDER BY r.newest"
    ))?;
    let found =
        query.query_map(params![RESTS_AFTER, FEWEST_ROWS, MANY_ROWS], |row| row.get::<_, [u8; 16]>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(found.into_iter().map(DocumentId::from_bytes).collect())
}

/// How much is in the change rows of a document. Asked of those alone that are to be packed: it looks at every row.
fn bytes(conn: &Connection, document: DocumentId) -> Result<usize, StoreError> {
    let mut query = conn.prepare_cached("SELECT sum(length(raw)) FROM change WHERE document = ?1")?;
    let bytes: Option<i64> = query.query_row([document.as_bytes().as_slice()], |row| row.get(0))?;
    Ok(bytes.map_or(0, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX)))
}

fn is_settled(conn: &Connection, document: DocumentId) -> Result<bool, StoreError> {
    let mut query = conn.prepare_cached(concat!("SELECT 1 FROM document d WHERE d.id = ?1 AND ", settled!()))?;
    Ok(query.exists([document.as_bytes().as_slice()])?)
}

fn is_quiet(conn: &Connection, document: DocumentId) -> Result<bool, StoreError> {
    let mut query = conn.prepare_cached(concat!("SELECT 1 FROM document d WHERE d.id = ?2 AND ", quiet!()))?;
    Ok(query.exists(params![RESTS_AFTER, document.as_bytes().as_slice()])?)
}

/// The rows of a document that go into a bundle.
fn rows(conn: &Connection, document: DocumentId) -> Result<Bundle, StoreError> {
    let journal = journal_to_go(conn, document)?.into_iter().map(|(_, meant)| meant).collect();
    Ok(Bundle { changes: change_rows(conn, document)?, journal })
}

/// The entries of a document's journal that go into a bundle: not the newest of all, so that no place is given out again, and none of a
/// document whose number this device gave, because such entries are looked for among all (`commands.rs`).
fn journal_to_go(conn: &Connection, document: DocumentId) -> Result<Vec<(i64, Meant)>, StoreError> {
    let mut gives = conn.prepare_cached(
        "SELECT 1 FROM command WHERE document = ?1 AND json_extract(intent, '$.action') IN ('open_repair', 'receive_complaint')",
    )?;
    if gives.exists([document.as_bytes().as_slice()])? {
        return Ok(Vec::new());
    }
    let newest: Option<i64> = conn.prepare_cached("SELECT max(place) FROM command")?.query_row([], |row| row.get(0))?;
    Ok(journal_rows(conn, document)?.into_iter().filter(|(place, _)| Some(*place) < newest).collect())
}

/// The change rows of a document, in order.
pub(crate) fn change_rows(conn: &Connection, document: DocumentId) -> Result<Vec<Kept>, StoreError> {
    let mut query =
        conn.prepare_cached("SELECT id, hash, actor, actor_seq, own, received, raw FROM change WHERE document = ?1 ORDER BY id")?;
    let rows = query.query_map([document.as_bytes().as_slice()], |row| {
        Ok(Kept {
            id: row.get(0)?,
            hash: row.get(1)?,
            actor: row.get(2)?,
            seq: row.get(3)?,
            own: row.get(4)?,
            received: row.get(5)?,
            raw: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The journal of a document as far as it is in rows, each with its place, in order.
pub(crate) fn journal_rows(conn: &Connection, document: DocumentId) -> Result<Vec<(i64, Meant)>, StoreError> {
    let mut query = conn.prepare_cached("SELECT place, id, change, intent, at FROM command WHERE document = ?1 ORDER BY place")?;
    let rows = query.query_map([document.as_bytes().as_slice()], |row| {
        Ok((row.get(0)?, Meant { command: row.get(1)?, change: row.get(2)?, intent: row.get(3)?, at: row.get(4)? }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn pack(document: DocumentId, bundle: &Bundle) -> Option<Vec<u8>> {
    let raws: Vec<&[u8]> = bundle.changes.iter().map(|change| change.raw.as_slice()).collect();
    if raws.iter().map(|raw| raw.len()).sum::<usize>() > MAX_BYTES {
        return None;
    }
    let sections = lists::pack(&[List { document, raws: &raws }]).ok()?;
    let places: BTreeMap<[u8; 32], usize> = bundle.changes.iter().zip(0..).map(|(change, place)| (change.hash, place)).collect();
    let mut header = Header { rows: Vec::new(), journal: Vec::new() };
    let (mut id, mut at) = (0, 0);
    for change in &bundle.changes {
        header.rows.push((change.id.checked_sub(id)?, change.own));
        id = change.id;
    }
    for meant in &bundle.journal {
        let n = places.get(&meant.change).copied();
        header.journal.push(Line {
            id: hex::encode(meant.command),
            n,
            hash: n.is_none().then(|| hex::encode(meant.change)),
            at: meant.at.checked_sub(at)?,
            intent: meant.intent.clone(),
        });
        at = meant.at;
    }
    gzip_lists(&header, &sections).ok()
}

fn unpack(document: DocumentId, packed: &[u8]) -> Option<Bundle> {
    let frame = gunzip_bounded(packed, FRAME.frame_bytes).ok()?;
    let (header, sections) = parts::<Header>(&frame, FRAME).ok()?;
    let mut sections = lists::sections(sections, &[document], PACKED).ok()?;
    let raws = sections.pop()?.into_raws(PACKED).ok()?;
    if raws.len() != header.rows.len() {
        return None;
    }
    let mut bundle = Bundle::default();
    let (mut id, mut at) = (0_i64, 0_i64);
    for (raw, (step, own)) in raws.into_iter().zip(header.rows) {
        let flight = preflight(&raw, &Limits::of_own_server()).ok()?;
        id = id.checked_add(step)?;
        let (hash, seq) = (flight.hash.0, i64::try_from(flight.seq).ok()?);
        bundle.changes.push(Kept { id, hash, actor: flight.actor, seq, own, received: true, raw });
    }
    for line in header.journal {
        at = at.checked_add(line.at)?;
        let change = match (line.n, line.hash) {
            (Some(n), None) => bundle.changes.get(n)?.hash,
            (None, Some(hash)) => hex::decode(hash).ok()?.try_into().ok()?,
            _ => return None,
        };
        let command = hex::decode(line.id).ok()?.try_into().ok()?;
        bundle.journal.push(Meant { command, change, intent: line.intent, at });
    }
    Some(bundle)
}

/// What changes come to: those on which none of them builds, ascending.
fn heads_of(changes: &[Kept]) -> Vec<u8> {
    let mut heads: BTreeSet<[u8; 32]> = changes.iter().map(|change| change.hash).collect();
    for named in changes.iter().filter_map(|change| named(&change.raw).ok()) {
        for dep in &named.deps {
            heads.remove(&dep.0);
        }
    }
    heads.into_iter().flatten().collect()
}

fn actors_of(changes: &[Kept]) -> Vec<u8> {
    let mut last: BTreeMap<[u8; 16], i64> = BTreeMap::new();
    for change in changes {
        let last = last.entry(change.actor).or_default();
        *last = change.seq.max(*last);
    }
    last.into_iter().flat_map(|(actor, seq)| actor.into_iter().chain(seq.to_be_bytes())).collect()
}

/// The mark of a name: the last two bytes of an id, which are of chance. Another id has the same in one of 65,536 cases.
pub(crate) fn mark(id: &[u8; 16]) -> [u8; 2] {
    let [.., a, b] = *id;
    [a, b]
}

fn names_of(changes: &[Kept]) -> Vec<u8> {
    const LENGTH: usize = 36;
    let mut marks = BTreeSet::new();
    for change in changes {
        for text in change.raw.windows(LENGTH) {
            let dashed = (0..LENGTH).zip(text).all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => *byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
            let end = text.last_chunk::<4>().filter(|_| dashed).and_then(|end| hex::decode(end).ok());
            marks.extend(end.and_then(|end| <[u8; 2]>::try_from(end).ok()));
        }
    }
    marks.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
