//! What is kept of other devices: whom this one has met, proofs of authors whose changes came from them, and which devices were put out.

use std::collections::HashMap;

use model::id::{DeviceId, DocumentId, PersonId};
use model::seal::work::{Author, AuthorProof};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::bundles::{self, Kept};
use super::{StoreError, changes};

/// One change as it stands in the log of a document.
pub(crate) struct LoggedChange {
    pub(crate) hash: [u8; 32],
    pub(crate) actor: [u8; 16],
    pub(crate) seq: u64,
    /// Made on this device.
    pub(crate) own: bool,
    /// The server has it.
    pub(crate) received: bool,
    pub(crate) raw: Vec<u8>,
}

/// A line that covers everything of an actor up to `seq`.
pub(crate) struct CoveringLine {
    pub(crate) actor: [u8; 16],
    pub(crate) seq: u64,
    pub(crate) proof: i64,
}

/// Every change of a document, each after those it builds on.
pub(crate) fn log(conn: &Connection, document: DocumentId) -> Result<Vec<LoggedChange>, StoreError> {
    let logged = |change: Kept| LoggedChange {
        hash: change.hash,
        actor: change.actor,
        seq: change.seq.unsigned_abs(),
        own: change.own,
        received: change.received,
        raw: change.raw,
    };
    let (bundled, rows) = (bundles::sound(conn, document)?.changes, bundles::change_rows(conn, document)?);
    Ok(bundled.into_iter().chain(rows).map(logged).collect())
}

/// How far a document is here: the last change of each actor.
pub(crate) fn have(conn: &Connection, document: DocumentId) -> Result<Vec<([u8; 16], u64)>, StoreError> {
    let mut last = bundles::actors(conn, document)?;
    let mut query = conn.prepare_cached("SELECT actor, max(actor_seq) FROM change WHERE document = ?1 GROUP BY actor")?;
    for row in query.query_map([document.as_bytes().as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (actor, seq): ([u8; 16], i64) = row?;
        let last = last.entry(actor).or_default();
        *last = seq.max(*last);
    }
    Ok(last.into_iter().map(|(actor, seq)| (actor, seq.unsigned_abs())).collect())
}

/// Documents that are here and have not left, at most `most`. With a person only those in whose changes the person is named: others cannot
/// be that person's.
pub(crate) fn documents(conn: &Connection, person: Option<PersonId>, most: usize) -> Result<Vec<DocumentId>, StoreError> {
    let named = person.map(|person| person.to_string().into_bytes());
    let mark = person.map(|person| bundles::mark(person.as_bytes()));
    let mut query = conn.prepare_cached(
        "SELECT id FROM document d WHERE length(heads) > 0 AND left_reason IS NULL
         AND (?1 IS NULL OR EXISTS (SELECT 1 FROM bundle b WHERE b.document = d.id AND instr(b.names, ?3) > 0)
              OR EXISTS (SELECT 1 FROM change c WHERE c.document = d.id AND instr(c.raw, ?1) > 0))
         ORDER BY id DESC LIMIT ?2",
    )?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let ids = query.query_map(params![named, most, mark], |row| row.get::<_, [u8; 16]>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(ids.into_iter().map(DocumentId::from_bytes).collect())
}

/// Keeps the proof of an author and what it covers of `document`: of each actor up to a change that is here.
pub(crate) fn keep_proof(tx: &Transaction<'_>, document: DocumentId, author: &Author, proof: &AuthorProof) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO author_proof (certificate, work) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![proof.certificate, proof.work])?;
    let id: i64 = tx.prepare_cached("SELECT id FROM author_proof WHERE work = ?1")?.query_row([&proof.work], |row| row.get(0))?;
    let mut keep = tx.prepare_cached(
        "INSERT INTO author_line (document, actor, seq, proof)
         VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    )?;
    for line in author.work.lines.iter().filter(|line| line.document == document) {
        let (Some(actor), Some(hash)) = (line.actor(), line.hash()) else { continue };
        let seq = i64::try_from(line.seq).map_err(|_| StoreError::Value("the actor's sequence".to_owned()))?;
        if changes::holds_all(tx, document, &[hash])? {
            keep.execute(params![document.as_bytes().as_slice(), actor.as_slice(), seq, id])?;
        }
    }
    Ok(())
}

/// What proofs cover of a document.
pub(crate) fn lines(conn: &Connection, document: DocumentId) -> Result<Vec<CoveringLine>, StoreError> {
    let mut query = conn.prepare_cached("SELECT actor, seq, proof FROM author_line WHERE document = ?1 ORDER BY seq DESC")?;
    let rows = query.query_map([document.as_bytes().as_slice()], |row| {
        Ok(CoveringLine { actor: row.get(0)?, seq: row.get::<_, i64>(1)?.unsigned_abs(), proof: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A proof that is kept.
pub(crate) fn proof(conn: &Connection, id: i64) -> Result<AuthorProof, StoreError> {
    let proof = conn
        .prepare_cached("SELECT certificate, work FROM author_proof WHERE id = ?1")?
        .query_row([id], |row| Ok(AuthorProof { certificate: row.get(0)?, work: row.get(1)? }))?;
    Ok(proof)
}

/// The proofs for what waits of `document` and was made on other devices: of each actor the one that covers most.
pub(crate) fn proofs_for_waiting(conn: &Connection, document: DocumentId) -> Result<Vec<AuthorProof>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT DISTINCT proof FROM author_line l
         WHERE l.document = ?1
           AND EXISTS (SELECT 1 FROM change c WHERE c.document = ?1 AND c.received = 0 AND c.own = 0 AND c.actor = l.actor)
           AND l.seq = (SELECT max(seq) FROM author_line m WHERE m.document = ?1 AND m.actor = l.actor)
         ORDER BY proof",
    )?;
    let ids = query.query_map([document.as_bytes().as_slice()], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    ids.into_iter().map(|id| proof(conn, id)).collect()
}

/// Whether this device has met the other one before.
pub(crate) fn has_met(conn: &Connection, device: DeviceId) -> Result<bool, StoreError> {
    Ok(conn.prepare_cached("SELECT 1 FROM peer_device WHERE device = ?1")?.exists([device.as_bytes().as_slice()])?)
}

/// Notes that the person of this device agreed to exchange with the other one.
pub(crate) fn meet(tx: &Transaction<'_>, device: DeviceId, at: Timestamp) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO peer_device (device, met_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![device.as_bytes().as_slice(), at.as_ms()])?;
    Ok(())
}

/// The organisation's newest statement that came here.
pub(crate) fn statement(conn: &Connection) -> Result<Option<String>, StoreError> {
    let found = conn.prepare_cached("SELECT statement FROM organisation_statement")?.query_row([], |row| row.get(0));
    Ok(found.optional()?)
}

/// Keeps a statement that was checked, unless a newer one is here.
pub(crate) fn keep_statement(tx: &Transaction<'_>, at: Timestamp, statement: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO organisation_statement (one, at, statement) VALUES (1, ?1, ?2)
         ON CONFLICT (one) DO UPDATE SET at = excluded.at, statement = excluded.statement WHERE excluded.at > at",
    )?
    .execute(params![at.as_ms(), statement])?;
    Ok(())
}

/// The last change of each actor that the server has, as [`have`] says what is here.
pub(crate) fn received(log: &[LoggedChange]) -> HashMap<[u8; 16], u64> {
    let mut received: HashMap<[u8; 16], u64> = HashMap::new();
    for change in log.iter().filter(|change| change.received) {
        let last = received.entry(change.actor).or_default();
        *last = change.seq.max(*last);
    }
    received
}
