//! Writing a batch: log, actors, snapshots, photo references, scope, board and register in one transaction.

use std::collections::BTreeSet;

use automerge::ChangeHash;
use model::id::{CallOutId, DocumentId, OrganisationId};
use model::log::{Changes, Decision, Fact, LogHead, Quarantined, Refused};
use model::rules::GoodsOfVisit;
use model::wire::sync::received_digest;
use rusqlite::{Connection, Transaction, params};

use crate::board::projection::{Draft, Facts};
use crate::documents::projection::Projection;
use crate::store::StoreError;
use crate::store::documents::{Batch, Committed, DocumentWrite, Outcome, QuarantineWrite, ScopeStep};
use crate::store::inbox::Settlement;
use crate::store::sqlite::log::Log;
use crate::store::sqlite::{aftercare, beside, board, devices, inbox, ledgers, registers, reports, row, seals, webhooks};

use super::{doubts, moments};

/// Writes `batch`. A batch for a call-out that is not waiting for a visit writes nothing, and neither does one for a document that
/// is no longer what the batch was decided on ([`StoreError::Moved`]) or a new one whose id is taken ([`StoreError::Taken`]).
pub(super) fn commit(tx: &Transaction<'_>, batch: &Batch) -> Result<Outcome, StoreError> {
    for write in &batch.documents {
        let Some(opening) = write.opens else { continue };
        if tx.prepare_cached("SELECT 1 FROM document WHERE id = ?1")?.exists([write.document.as_bytes()])? {
            return Err(StoreError::Taken);
        }
        if let Some(call_out) = opening.call_out
            && !is_free(tx, batch.organisation, call_out, opening.follows)?
        {
            return Ok(Outcome::CallOutTaken);
        }
    }
    for call_out in batch.documents.iter().filter_map(|write| write.serves) {
        if !is_free(tx, batch.organisation, call_out, None)? {
            return Ok(Outcome::CallOutTaken);
        }
    }
    let board_before = board::head(tx, batch.organisation)?;
    let total: usize = batch.documents.iter().map(|write| write.changes.len()).sum();
    let last = if total == 0 { 0 } else { advance(tx, batch.organisation, total as u64)? };
    let changes = (total > 0).then(|| (last + 1 - total as u64, last));
    let mut next = last + 1 - total as u64;
    let mut documents = Vec::with_capacity(batch.documents.len());
    for write in &batch.documents {
        let first = next;
        next += write.changes.len() as u64;
        keep_document(tx, batch, write, next - 1)?;
        keep_changes(tx, batch, write, first)?;
        keep_photo_references(tx, batch.organisation, write.document, &write.derived.projection)?;
        if let (Some(list), Some(device)) = (batch.list, write.relayed_by.or(write.device)) {
            inbox::brought(tx, device, first, next - 1, list)?;
        }
        documents.push((write.document, next - 1));
    }
    for write in &batch.documents {
        for step in &write.scope {
            let seq = advance(tx, batch.organisation, 1)?;
            keep_scope_step(tx, batch.organisation, write.document, step, seq)?;
        }
        give_to_holders(tx, batch.organisation, write)?;
    }
    let mut board = None;
    for write in &batch.documents {
        seals::keep(tx, batch.organisation, write.document, &write.derived.seals)?;
        let touched = ledgers::keep(tx, batch.organisation, write.document, &write.derived.entries)?;
        reports::keep(tx, batch.organisation, write.document, &write.derived.reports)?;
        aftercare::keep(tx, batch.organisation, write.document, write.derived.aftercare.as_ref())?;
        board = Some(write_row(tx, batch.organisation, write.document, &write.derived.projection)?);
        board = board::others_changed(tx, batch.organisation, &touched)?.or(board);
        update_call_out(tx, write.document)?;
    }
    let decided = match &batch.decided {
        Some(decision) if decision.decision == Decision::LeftOut => beside::leave_out(tx, batch.organisation, decision, batch.at)?,
        Some(_) => batch.documents.iter().flat_map(|write| &write.changes).map(|change| change.hash.0).collect(),
        None => Vec::new(),
    };
    let mut aside = Vec::with_capacity(batch.quarantined.len());
    for write in &batch.quarantined {
        aside.push(keep_quarantined(tx, batch, write)?);
        board = Some(write_row(tx, batch.organisation, write.document, &write.projection)?);
    }
    webhooks::tell::batch(tx, batch, board_before)?;
    if let Some(device) = batch.heard {
        devices::heard(tx, batch.organisation, device, batch.at)?;
        board = Some(board::device_changed(tx, batch.organisation, device)?);
    }
    let settled = match &batch.settles {
        Some(settlement) => inbox::settle(tx, batch.organisation, settlement)?,
        None => inbox::Settled::default(),
    };
    let left_out = if total == 0 { decided.len() as u64 } else { 0 };
    let log = tell(tx, batch, &documents, Beside { aside, refused: settled.refused, decided })?;
    Ok(Outcome::Committed(Committed { board, changes, documents, log, settled: settled.lists, left_out }))
}

/// What was kept or decided beside documents.
struct Beside {
    /// Hashes of what is new in quarantine, for each of the batch's writes there.
    aside: Vec<Vec<String>>,
    /// Hashes of what was refused.
    refused: Vec<String>,
    /// Hashes of what the desk decided on.
    decided: Vec<[u8; 32]>,
}

/// Writes into the log what was kept; `documents` says up to which sequence number.
fn tell(tx: &Transaction<'_>, batch: &Batch, documents: &[(DocumentId, u64)], beside: Beside) -> Result<Option<LogHead>, StoreError> {
    let Beside { aside, refused, decided } = beside;
    if documents.is_empty() && aside.iter().all(Vec::is_empty) && refused.is_empty() && decided.is_empty() {
        return Ok(None);
    }
    let mut log = Log::open(tx, batch.organisation)?;
    for (write, (document, last)) in batch.documents.iter().zip(documents) {
        let changes = write.changes.len() as u64;
        log.append(
            batch.at,
            Fact::Changes(Changes {
                document: *document,
                kind: write.opens.map(|opening| opening.kind),
                person: write.person,
                device: write.device,
                relayed_by: write.relayed_by,
                late: write.late,
                first: last + 1 - changes,
                changes,
                digest: received_digest(write.changes.iter().map(|change| &change.hash.0)),
            }),
        )?;
    }
    for (write, changes) in batch.quarantined.iter().zip(aside) {
        if !changes.is_empty() {
            let QuarantineWrite { document, person, device, relayed_by, .. } = *write;
            log.append(batch.at, Fact::Quarantined(Quarantined { document, person, device, relayed_by, changes }))?;
        }
    }
    if let Some(settlement) = batch.settles.as_ref().filter(|_| !refused.is_empty())
        && let Some(rest) = &settlement.refused
    {
        let author = rest.changes.first().and_then(|first| first.author).map(|(_, device)| device);
        let Settlement { document, person, device, judged_at, .. } = *settlement;
        let code = rest.refusal.code.clone();
        log.append(judged_at, Fact::Refused(Refused { document, person, device, author, code, changes: refused }))?;
    }
    if let Some(decision) = batch.decided.as_ref().filter(|_| !decided.is_empty()) {
        log.append(batch.at, Fact::Decided(beside::told(decision, &decided)))?;
    }
    Ok(Some(log.head()))
}

/// Whether a visit may be opened for the call-out: nobody is sent yet, or the new visit goes on with what the newest one left.
fn is_free(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    call_out: CallOutId,
    follows: Option<DocumentId>,
) -> Result<bool, StoreError> {
    let mut find = tx.prepare_cached(
        "SELECT 1 FROM call_out WHERE id = ?1 AND organisation = ?2 AND ((status = 'registered' AND withdrawal IS NULL) OR (status = 'dispatched' \
         AND ?3 = (SELECT id FROM document WHERE call_out = ?1 ORDER BY opened_at DESC, id DESC LIMIT 1)))",
    )?;
    Ok(find.exists(params![call_out.as_bytes(), organisation.as_bytes(), follows.map(|follows| *follows.as_bytes())])?)
}

/// Lets the document enter the scope of everybody in the organisation who holds it and does not have it.
fn give_to_holders(tx: &Transaction<'_>, organisation: OrganisationId, write: &DocumentWrite) -> Result<(), StoreError> {
    let mut lacks = tx.prepare_cached(
        "SELECT 1 FROM person WHERE id = ?1 AND organisation = ?2 AND NOT EXISTS \
         (SELECT 1 FROM scope WHERE person = ?1 AND document = ?3 AND latest = 1 AND kind = 'enter')",
    )?;
    for person in &write.derived.holders {
        if lacks.exists(params![person.as_bytes(), organisation.as_bytes(), write.document.as_bytes()])? {
            let seq = advance(tx, organisation, 1)?;
            keep_scope_step(tx, organisation, write.document, &ScopeStep::Enter { person: *person }, seq)?;
        }
    }
    Ok(())
}

/// Gives out the next `count` sequence numbers of the organisation; answers the last of them.
fn advance(tx: &Transaction<'_>, organisation: OrganisationId, count: u64) -> Result<u64, StoreError> {
    let mut step = tx.prepare_cached(
        "INSERT INTO log_position (organisation, last) VALUES (?1, ?2) \
         ON CONFLICT (organisation) DO UPDATE SET last = last + excluded.last RETURNING last",
    )?;
    step.query_row(params![organisation.as_bytes(), row::stored(count)], |row| Ok(row::count(row, "last")))?
}

/// Writes the row of a document as its `projection` and the store say; answers its number on the board.
pub(in crate::store::sqlite) fn write_row(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    document: DocumentId,
    projection: &Projection,
) -> Result<u64, StoreError> {
    match projection {
        Projection::Board(draft) => write_board_row(tx, organisation, document, draft),
        Projection::Register(draft) => registers::write(tx, organisation, document, draft),
    }
}

fn write_board_row(tx: &Transaction<'_>, organisation: OrganisationId, document: DocumentId, draft: &Draft) -> Result<u64, StoreError> {
    let seq = board::advance(tx, organisation)?;
    let doubts = doubts::of(tx, organisation, document, draft.claims())?;
    let moments = moments::judged(tx, document, draft.moments())?;
    let row = draft.with(row_facts(tx, organisation, document, seq)?, &doubts, &moments);
    board::put(tx, organisation, document, &row)?;
    Ok(seq)
}

/// What only the store knows of a document's row.
pub(in crate::store::sqlite) fn row_facts(
    db: &Connection,
    organisation: OrganisationId,
    document: DocumentId,
    seq: u64,
) -> Result<Facts, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT (SELECT received_at FROM change WHERE document = ?2 ORDER BY seq DESC LIMIT 1) AS received_at, \
         EXISTS (SELECT 1 FROM change WHERE document = ?2 AND late = 1) \
         OR EXISTS (SELECT 1 FROM quarantine WHERE document = ?2 AND discarded_at IS NULL) AS late_work, \
         EXISTS (SELECT 1 FROM ledger_entry mine JOIN ledger_entry other ON other.organisation = mine.organisation \
          AND other.ledger = mine.ledger AND other.subject = mine.subject \
          AND (other.document <> mine.document OR other.key <> mine.key) \
          WHERE mine.organisation = ?1 AND mine.document = ?2 AND mine.ledger = 'serials') AS serial_used_twice, \
         (SELECT COUNT(*) FROM blob_reference JOIN blob USING (organisation, sha256) \
          WHERE organisation = ?1 AND document = ?2 AND complete_at IS NOT NULL) AS photos_complete, \
         (SELECT opened_at FROM document WHERE id = ?2) AS first_had_at, \
         (SELECT COUNT(*) FROM ledger_entry WHERE organisation = ?1 AND ledger = 'goods' AND subject = ?3) AS repairs, \
         (SELECT COUNT(*) FROM ledger_entry WHERE organisation = ?1 AND ledger = 'goods' AND subject = ?3 AND open = 0) AS signed_back",
    )?;
    let strokes_copied = ledgers::has_copied_strokes(db, organisation, document)?;
    find.query_row(params![organisation.as_bytes(), document.as_bytes(), document.to_string()], |row| {
        Ok(Facts {
            seq,
            received_at: row::at(row, "received_at")?,
            first_had_at: row::at(row, "first_had_at")?,
            photos_complete: row.get("photos_complete")?,
            late_work: row.get("late_work")?,
            serial_used_twice: row.get("serial_used_twice")?,
            strokes_copied,
            goods: GoodsOfVisit { repairs: row.get("repairs")?, signed_back: row.get("signed_back")? },
        })
    })
    .map_err(StoreError::from)
}

/// Brings the status of a document's call-out up to date: cleared once one of its visits is complete and on none of them goods are out
/// dispatched while one is open or the goods are awaited, else waiting again.
pub(in crate::store::sqlite) fn update_call_out(tx: &Transaction<'_>, document: DocumentId) -> Result<(), StoreError> {
    let mut update = tx.prepare_cached(
        "UPDATE call_out SET status = CASE \
         WHEN EXISTS (SELECT 1 FROM board_visit WHERE call_out = call_out.id AND state = 'signed') \
          AND NOT EXISTS (SELECT 1 FROM board_visit WHERE call_out = call_out.id AND json_extract(row, '$.goods_out')) THEN 'cleared' \
         WHEN EXISTS (SELECT 1 FROM board_visit WHERE call_out = call_out.id AND state IN ('open', 'signed')) THEN 'dispatched' \
         ELSE 'registered' END \
         WHERE id = (SELECT call_out FROM document WHERE id = ?1)",
    )?;
    update.execute([document.as_bytes()])?;
    Ok(())
}

/// Keeps the document's row; before its changes, which name it.
fn keep_document(tx: &Transaction<'_>, batch: &Batch, write: &DocumentWrite, seq: u64) -> Result<(), StoreError> {
    let heads = hashes(&write.derived.heads);
    let bytes: usize = write.changes.iter().map(|change| change.raw.len()).sum();
    if let Some(opening) = write.opens {
        tx.prepare_cached(
            "INSERT INTO document \
             (id, organisation, kind, call_out, opened_at, opened_by, heads, snapshot, changes, raw_bytes, last_seq) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            write.document.as_bytes(),
            batch.organisation.as_bytes(),
            opening.kind.word(),
            opening.call_out.map(|call_out| *call_out.as_bytes()),
            batch.at.as_ms(),
            write.device.map(|device| *device.as_bytes()),
            heads,
            write.derived.snapshot,
            row::stored(write.changes.len() as u64),
            row::stored(bytes as u64),
            row::stored(seq),
        ])?;
        return Ok(());
    }
    let updated = tx
        .prepare_cached(
            "UPDATE document SET heads = ?3, snapshot = ?4, changes = changes + ?5, raw_bytes = raw_bytes + ?6, last_seq = ?7 \
             WHERE id = ?1 AND organisation = ?2 AND heads = ?8",
        )?
        .execute(params![
            write.document.as_bytes(),
            batch.organisation.as_bytes(),
            heads,
            write.derived.snapshot,
            row::stored(write.changes.len() as u64),
            row::stored(bytes as u64),
            row::stored(seq),
            hashes(&write.base),
        ])?;
    if let Some(call_out) = write.serves {
        tx.prepare_cached("UPDATE document SET call_out = ?2 WHERE id = ?1")?
            .execute(params![write.document.as_bytes(), call_out.as_bytes()])?;
    }
    if updated == 1 { Ok(()) } else { Err(StoreError::Moved) }
}

/// Hashes one after the other, as they are stored.
fn hashes(heads: &[ChangeHash]) -> Vec<u8> {
    heads.iter().flat_map(|head| head.0).collect()
}

/// Keeps the changes in the log. What was in quarantine or refused of them is there no more.
fn keep_changes(tx: &Transaction<'_>, batch: &Batch, write: &DocumentWrite, first: u64) -> Result<(), StoreError> {
    let device = write.device.map(|device| *device.as_bytes());
    let relayed_by = write.relayed_by.map(|device| *device.as_bytes());
    let in_quarantine = tx.prepare_cached("SELECT 1 FROM quarantine WHERE document = ?1")?.exists([write.document.as_bytes()])?;
    let was_refused = inbox::any_refused(tx, write.document)?;
    let mut bound = BTreeSet::new();
    let mut bind = tx.prepare_cached("INSERT INTO actor (document, actor, device) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?;
    let mut keep = tx.prepare_cached(
        "INSERT INTO change (organisation, seq, document, hash, actor, actor_seq, person, device, received_at, late, raw, \
          relayed_by) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    let mut release = tx.prepare_cached("DELETE FROM quarantine WHERE document = ?1 AND hash = ?2")?;
    for (seq, change) in (first..).zip(&write.changes) {
        if in_quarantine {
            release.execute(params![write.document.as_bytes(), change.hash.0])?;
        }
        if was_refused {
            inbox::taken_after_all(tx, write.document, &change.hash)?;
        }
        if bound.insert(change.actor) {
            bind.execute(params![write.document.as_bytes(), change.actor, device])?;
        }
        keep.execute(params![
            batch.organisation.as_bytes(),
            row::stored(seq),
            write.document.as_bytes(),
            change.hash.0,
            change.actor,
            row::stored(change.actor_seq),
            write.person.as_bytes(),
            device,
            batch.at.as_ms(),
            write.late,
            change.raw,
            relayed_by,
        ])?;
    }
    Ok(())
}

/// Keeps what `projection` says of photos, so that their bytes may come.
pub(in crate::store::sqlite) fn keep_photo_references(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    document: DocumentId,
    projection: &Projection,
) -> Result<(), StoreError> {
    let mut keep = tx.prepare_cached(
        "INSERT INTO blob_reference (organisation, sha256, document, media_type, size_bytes) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT DO NOTHING",
    )?;
    for photo in projection.photos() {
        keep.execute(
            params![organisation.as_bytes(), photo.sha256, document.as_bytes(), photo.media_type, row::stored(photo.size_bytes),],
        )?;
    }
    Ok(())
}

fn keep_scope_step(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    document: DocumentId,
    step: &ScopeStep,
    seq: u64,
) -> Result<(), StoreError> {
    let (person, kind, reason, successor, grace_until) = match step {
        ScopeStep::Enter { person } => (person, "enter", "", None, None),
        ScopeStep::Leave { person, reason, successor, grace_until } => {
            (person, "leave", reason.as_str(), successor.as_deref(), Some(grace_until.as_ms()))
        }
    };
    tx.prepare_cached("UPDATE scope SET latest = 0 WHERE person = ?1 AND document = ?2 AND latest = 1")?
        .execute(params![person.as_bytes(), document.as_bytes()])?;
    tx.prepare_cached(
        "INSERT INTO scope (organisation, seq, person, document, kind, reason, successor, grace_until, latest) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)",
    )?
    .execute(params![
        organisation.as_bytes(),
        row::stored(seq),
        person.as_bytes(),
        document.as_bytes(),
        kind,
        reason,
        successor,
        grace_until,
    ])?;
    Ok(())
}

/// Keeps changes aside; answers the hashes of those that were not there yet, as the log writes them.
fn keep_quarantined(tx: &Transaction<'_>, batch: &Batch, write: &QuarantineWrite) -> Result<Vec<String>, StoreError> {
    let mut new = Vec::with_capacity(write.changes.len());
    let mut keep = tx.prepare_cached(
        "INSERT INTO quarantine (organisation, document, hash, person, device, received_at, raw, relayed_by) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (document, hash) DO NOTHING",
    )?;
    for (hash, raw) in &write.changes {
        let kept = keep.execute(params![
            batch.organisation.as_bytes(),
            write.document.as_bytes(),
            hash.0,
            write.person.as_bytes(),
            write.device.as_bytes(),
            batch.at.as_ms(),
            raw,
            write.relayed_by.map(|device| *device.as_bytes()),
        ])?;
        if kept == 1 {
            new.push(hex::encode(hash.0));
        }
    }
    Ok(new)
}
