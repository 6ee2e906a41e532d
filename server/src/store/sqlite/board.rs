//! SQL of the board.

use std::collections::BTreeMap;

use async_trait::async_trait;
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, Transaction, params};

use super::{Sqlite, aftercare, blobs, documents, ledgers, registers, reports, row, seals, unsent};
use crate::board::projection::VisitState;
use crate::board::view::{BoardDevice, BoardVisit};
use crate::documents::projection::Projection;
use crate::store::board::{BoardRows, EarlierRepair, StoredContent, StoredVisit, StoredVisits};
use crate::store::documents::Derived;
use crate::store::{BoardStore, StoreError};

#[async_trait]
impl BoardStore for Sqlite {
    async fn board(&self, organisation: OrganisationId, since: Timestamp) -> Result<BoardRows, StoreError> {
        self.read(move |db| {
            Ok(BoardRows {
                seq: head(db, organisation)?,
                visits: visits(
                    db,
                    // Each half by its own index, then row by row: by the order of `seq` every row there is would be looked at.
                    "organisation = ?1 AND document IN ( \
                     SELECT document FROM board_visit INDEXED BY board_visit_open WHERE organisation = ?1 AND state = 'open' UNION ALL \
                     SELECT document FROM board_visit INDEXED BY board_visit_done \
                     WHERE organisation = ?1 AND state <> 'open' AND received_at >= ?2) ORDER BY +seq DESC",
                    params![organisation.as_bytes(), since.as_ms()],
                )?,
                devices: all_devices(db, organisation)?,
            })
        })
        .await
    }

    async fn board_devices(&self, organisation: OrganisationId) -> Result<Vec<BoardDevice>, StoreError> {
        self.read(move |db| all_devices(db, organisation)).await
    }

    async fn board_after(&self, organisation: OrganisationId, seq: u64, most: u32) -> Result<BoardRows, StoreError> {
        self.read(move |db| {
            let after = params![organisation.as_bytes(), row::stored(seq), most];
            Ok(BoardRows {
                seq: head(db, organisation)?,
                visits: visits(db, "organisation = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3", after)?,
                devices: devices(db, "device.organisation = ?1 AND board_device.seq > ?2 ORDER BY board_device.seq LIMIT ?3", after)?,
            })
        })
        .await
    }

    async fn visits_after(&self, organisation: OrganisationId, seq: u64, most: u32) -> Result<StoredVisits, StoreError> {
        self.read(move |db| visits_after(db, organisation, seq, most)).await
    }

    async fn stored_visit(&self, organisation: OrganisationId, document: DocumentId) -> Result<Option<StoredVisit>, StoreError> {
        self.read(move |db| stored_visit(db, organisation, document)).await
    }

    async fn board_visit(&self, organisation: OrganisationId, document: DocumentId) -> Result<Option<BoardVisit>, StoreError> {
        self.read(move |db| visit(db, organisation, document)).await
    }

    async fn board_end(&self, organisation: OrganisationId) -> Result<u64, StoreError> {
        self.read(move |db| head(db, organisation)).await
    }

    async fn board_shape(&self) -> Result<u32, StoreError> {
        self.read(|db| Ok(db.query_row("SELECT version FROM board_shape", [], |row| row.get("version"))?)).await
    }

    async fn keep_board_shape(&self, version: u32) -> Result<(), StoreError> {
        self.write(move |tx| {
            tx.execute("UPDATE board_shape SET version = ?1", [version])?;
            Ok(())
        })
        .await
    }

    async fn documents_after(&self, after: Option<DocumentId>, most: u32) -> Result<Vec<(OrganisationId, DocumentId)>, StoreError> {
        self.read(move |db| {
            let sql = "SELECT id, organisation FROM document WHERE ?1 IS NULL OR id > ?1 ORDER BY id LIMIT ?2";
            let mut find = db.prepare_cached(sql)?;
            let found = find.query_map(params![after.map(|after| *after.as_bytes()), most], |row| {
                Ok((OrganisationId::from_bytes(row::id(row, "organisation")?), DocumentId::from_bytes(row::id(row, "id")?)))
            })?;
            Ok(found.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn rewrite_row(&self, organisation: OrganisationId, document: DocumentId, derived: Derived) -> Result<Option<u64>, StoreError> {
        self.write(move |tx| rewrite(tx, organisation, document, &derived)).await
    }

    async fn earlier_repairs(
        &self,
        organisation: OrganisationId,
        serial: String,
        since: Timestamp,
    ) -> Result<Vec<EarlierRepair>, StoreError> {
        self.read(move |db| {
            let mut find = db.prepare_cached(
                "SELECT json_extract(row, '$.number') AS number, json_extract(row, '$.fault') AS fault FROM board_visit \
                 WHERE organisation = ?1 AND asset_key = upper(trim(?2)) AND state = 'signed' \
                 AND json_extract(row, '$.work') = 'repair' \
                 AND COALESCE(json_extract(row, '$.signed_at'), json_extract(row, '$.finished_at')) >= ?3 \
                 ORDER BY COALESCE(json_extract(row, '$.signed_at'), json_extract(row, '$.finished_at')) DESC",
            )?;
            let found = find.query_map(params![organisation.as_bytes(), serial, since.as_ms()], |found| {
                Ok(EarlierRepair { number: found.get("number")?, fault: found.get("fault")? })
            })?;
            Ok(found.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn names(&self, organisation: OrganisationId) -> Result<BTreeMap<PersonId, String>, StoreError> {
        self.read(move |db| {
            let mut find = db.prepare_cached("SELECT id, name FROM person WHERE organisation = ?1")?;
            let names =
                find.query_map([organisation.as_bytes()], |row| Ok((PersonId::from_bytes(row::id(row, "id")?), row.get("name")?)))?;
            Ok(names.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// Gives out the next number of the organisation's board.
pub(super) fn advance(tx: &Transaction<'_>, organisation: OrganisationId) -> Result<u64, StoreError> {
    let mut step = tx.prepare_cached(
        "INSERT INTO board_position (organisation, last) VALUES (?1, 1) \
         ON CONFLICT (organisation) DO UPDATE SET last = last + 1 RETURNING last",
    )?;
    step.query_row([organisation.as_bytes()], |row| Ok(row::count(row, "last")))?
}

/// The last number the organisation's board has given out.
pub(super) fn head(db: &Connection, organisation: OrganisationId) -> Result<u64, StoreError> {
    let mut find = db.prepare_cached("SELECT last FROM board_position WHERE organisation = ?1")?;
    let found = find.query_row([organisation.as_bytes()], |row| Ok(row::count(row, "last"))).optional()?;
    found.unwrap_or(Ok(0))
}

/// Notes that a device changed on the board (enrolled, heard, revoked); answers its sequence number. The caller publishes it on
/// the [feed](crate::board::feed) after the commit.
pub(super) fn device_changed(tx: &Transaction<'_>, organisation: OrganisationId, device: DeviceId) -> Result<u64, StoreError> {
    let seq = advance(tx, organisation)?;
    tx.prepare_cached(
        "INSERT INTO board_device (organisation, device, seq) VALUES (?1, ?2, ?3) \
         ON CONFLICT (organisation, device) DO UPDATE SET seq = excluded.seq",
    )?
    .execute(params![organisation.as_bytes(), device.as_bytes(), row::stored(seq)])?;
    Ok(seq)
}

/// Counts a photo that has arrived whole in the rows of the documents that name it; answers the last row's sequence number. The
/// caller publishes it on the [feed](crate::board::feed) after the commit.
pub(super) fn blob_completed(tx: &Transaction<'_>, organisation: OrganisationId, blob: &[u8; 32]) -> Result<Option<u64>, StoreError> {
    let naming = tx
        .prepare_cached("SELECT document FROM blob_reference WHERE organisation = ?1 AND sha256 = ?2")?
        .query_map(params![organisation.as_bytes(), blob], |row| row::id(row, "document").map(DocumentId::from_bytes))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut last = None;
    for document in naming {
        let Some(mut row) = visit(tx, organisation, document)? else {
            last = registers::photo_arrived(tx, organisation, document)?.or(last);
            continue;
        };
        row.head.seq = advance(tx, organisation)?;
        row.head.photos_complete = documents::row_facts(tx, organisation, document, row.head.seq)?.photos_complete;
        put(tx, organisation, document, &row)?;
        last = Some(row.head.seq);
    }
    Ok(last)
}

/// Writes the row of a visit.
pub(super) fn put(tx: &Transaction<'_>, organisation: OrganisationId, document: DocumentId, row: &BoardVisit) -> Result<(), StoreError> {
    let json = serde_json::to_string(row).map_err(|_| StoreError::Damaged("board_visit.row"))?;
    tx.prepare_cached(
        "INSERT INTO board_visit (organisation, document, seq, call_out, state, received_at, row) \
         SELECT ?1, ?2, ?3, call_out, ?4, ?5, ?6 FROM document WHERE id = ?2 \
         ON CONFLICT (organisation, document) DO UPDATE SET seq = excluded.seq, call_out = excluded.call_out, state = excluded.state, \
         received_at = excluded.received_at, row = excluded.row",
    )?
    .execute(params![
        organisation.as_bytes(),
        document.as_bytes(),
        row::stored(row.head.seq),
        VisitState::of(row).word(),
        row.head.received_at.as_ms(),
        json,
    ])?;
    Ok(())
}

/// Reads anew, in the rows of `touched`, what depends on other documents: whether a piece fitted there was fitted elsewhere too,
/// whether a signature there has the strokes of another one, and whether the goods that were taken there are back, which may
/// clear the call-out. Answers the last row's number.
pub(super) fn others_changed(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    touched: &ledgers::Touched,
) -> Result<Option<u64>, StoreError> {
    let mut last = None;
    for document in touched {
        let Some(mut row) = visit(tx, organisation, *document)? else {
            last = registers::others_changed(tx, organisation, *document)?.or(last);
            continue;
        };
        let before = row.clone();
        row.depend_on(documents::row_facts(tx, organisation, *document, row.head.seq)?);
        if row == before {
            continue;
        }
        row.head.seq = advance(tx, organisation)?;
        put(tx, organisation, *document, &row)?;
        documents::update_call_out(tx, *document)?;
        last = Some(row.head.seq);
    }
    Ok(last)
}

fn rewrite(tx: &Transaction<'_>, organisation: OrganisationId, document: DocumentId, derived: &Derived) -> Result<Option<u64>, StoreError> {
    let Derived { projection, entries, reports: lines, aftercare: work, seals: records, .. } = derived;
    let mut last = seals::keep(tx, organisation, document, records)?.then(|| head(tx, organisation)).transpose()?;
    if reports::keep(tx, organisation, document, lines)? {
        last = Some(head(tx, organisation)?);
    }
    if aftercare::keep(tx, organisation, document, work.as_ref())? {
        last = Some(head(tx, organisation)?);
    }
    if !ledgers::is_kept(tx, organisation, document, entries)? {
        let touched = ledgers::keep(tx, organisation, document, entries)?;
        last = others_changed(tx, organisation, &touched)?.or(Some(head(tx, organisation)?));
    }
    documents::keep_photo_references(tx, organisation, document, projection)?;
    // A row that cannot be read is one that has to be written anew.
    let is_right = match projection {
        Projection::Board(draft) => match visit(tx, organisation, document)? {
            Some(stored) => {
                let doubts = documents::doubts(tx, organisation, document, draft.claims())?;
                let moments = documents::judged_moments(tx, document, draft.moments())?;
                draft.with(documents::row_facts(tx, organisation, document, stored.head.seq)?, &doubts, &moments) == stored
            }
            None => false,
        },
        Projection::Register(draft) => match registers::find(tx, organisation, document)? {
            Some(stored) => registers::made(tx, organisation, document, draft, stored.seq)? == stored,
            None => false,
        },
    };
    if is_right {
        return Ok(last);
    }
    let seq = documents::write_row(tx, organisation, document, projection)?;
    documents::update_call_out(tx, document)?;
    Ok(Some(seq))
}

fn visit(db: &Connection, organisation: OrganisationId, document: DocumentId) -> Result<Option<BoardVisit>, StoreError> {
    let found = visits(db, "organisation = ?1 AND document = ?2", params![organisation.as_bytes(), document.as_bytes()])?;
    Ok(found.into_iter().next())
}

fn visits_after(db: &Connection, organisation: OrganisationId, seq: u64, most: u32) -> Result<StoredVisits, StoreError> {
    let mut find = db.prepare_cached("SELECT document, seq FROM board_visit WHERE organisation = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3")?;
    let found = find.query_map(params![organisation.as_bytes(), row::stored(seq), i64::from(most) + 1], |found| {
        Ok((DocumentId::from_bytes(row::id(found, "document")?), row::count(found, "seq")))
    })?;
    let mut found = found.collect::<Result<Vec<_>, _>>()?;
    let more = found.len() > usize::try_from(most).unwrap_or(usize::MAX);
    if more {
        found.pop();
    }
    let mut reached = head(db, organisation)?;
    let mut visits = Vec::with_capacity(found.len());
    for (document, seq) in found {
        let seq = seq?;
        if more {
            reached = seq;
        }
        visits.push(stored_content(db, organisation, document)?.ok_or(StoreError::Damaged("board_visit.document"))?);
    }
    Ok(StoredVisits { visits, seq: reached, more })
}

fn stored_content(db: &Connection, organisation: OrganisationId, id: DocumentId) -> Result<Option<StoredContent>, StoreError> {
    let Some(document) = documents::load(db, organisation, id)? else { return Ok(None) };
    Ok(Some(StoredContent {
        document,
        row: visit(db, organisation, id)?,
        complete_photos: blobs::complete_in_document(db, organisation, id.as_bytes())?,
        late_work: documents::late_work(db, organisation, id)?,
    }))
}

fn stored_visit(db: &Connection, organisation: OrganisationId, id: DocumentId) -> Result<Option<StoredVisit>, StoreError> {
    let Some(document) = documents::load(db, organisation, id)? else { return Ok(None) };
    Ok(Some(StoredVisit {
        document,
        row: visit(db, organisation, id)?,
        complete_photos: blobs::complete_in_document(db, organisation, id.as_bytes())?,
        received: documents::received(db, organisation, id)?,
        late_work: documents::late_work(db, organisation, id)?,
        copied_strokes: ledgers::all_copied_strokes(db, organisation, id)?,
    }))
}

/// The rows that can be read. One that cannot be read does not take the others with it: it is told in the log, and the document has
/// all it takes to write it anew.
fn visits(db: &Connection, which: &str, values: impl Params) -> Result<Vec<BoardVisit>, StoreError> {
    let mut find = db.prepare_cached(&format!("SELECT document, row FROM board_visit WHERE {which}"))?;
    let mut rows = find.query(values)?;
    let mut visits = Vec::new();
    while let Some(row) = rows.next()? {
        match row.get_ref("row")?.as_str().ok().and_then(|json| serde_json::from_str(json).ok()) {
            Some(visit) => visits.push(visit),
            None => {
                let document = DocumentId::from_bytes(row::id(row, "document")?);
                tracing::error!(document.id = %document, "a row of the board cannot be read; rebuild the board");
            }
        }
    }
    Ok(visits)
}

fn all_devices(db: &Connection, organisation: OrganisationId) -> Result<Vec<BoardDevice>, StoreError> {
    devices(db, "device.organisation = ?1 ORDER BY device.enrolled_at, device.id", params![organisation.as_bytes()])
}

fn devices(db: &Connection, which: &str, values: impl Params) -> Result<Vec<BoardDevice>, StoreError> {
    let mut find = db.prepare_cached(&format!(
        "SELECT device.id, device.name, device.person, person.name AS person_name, enrolled_at, last_seen_at, revoked_at, \
         COALESCE(board_device.seq, 0) AS seq, said_at, changes, signatures, photos, photo_bytes, oldest_at FROM device \
         JOIN person ON person.id = device.person AND person.organisation = device.organisation \
         LEFT JOIN board_device ON board_device.device = device.id AND board_device.organisation = device.organisation \
         LEFT JOIN device_unsent ON device_unsent.device = device.id AND device_unsent.organisation = device.organisation \
         WHERE {which}"
    ))?;
    let mut rows = find.query(values)?;
    let mut devices = Vec::new();
    while let Some(row) = rows.next()? {
        devices.push(device(row)?);
    }
    Ok(devices)
}

fn device(row: &Row<'_>) -> Result<BoardDevice, StoreError> {
    Ok(BoardDevice {
        id: DeviceId::from_bytes(row::id(row, "id")?),
        seq: row::count(row, "seq")?,
        name: row.get("name")?,
        person: PersonId::from_bytes(row::id(row, "person")?),
        person_name: row.get("person_name")?,
        enrolled_at: row::at(row, "enrolled_at")?,
        last_seen_at: row::maybe_at(row, "last_seen_at")?,
        revoked: row::maybe_at(row, "revoked_at")?.is_some(),
        unsent: unsent::said(row)?,
    })
}
