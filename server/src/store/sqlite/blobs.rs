//! Blobs in SQLite: pieces in rows, so that a piece and the record of its arrival are one commit.

mod allowance;
mod seen;

use async_trait::async_trait;
use model::id::{OrganisationId, PersonId};
use model::time::Timestamp;
use rusqlite::{Connection, Transaction, params};
use sha2::{Digest as _, Sha256};

use self::allowance::Added;
use super::{Sqlite, board, row};
use crate::store::StoreError;
use crate::store::blobs::{Allowance, AppendOutcome, BlobHash, BlobProgress, BlobStore, FinishOutcome, Piece, SeenBlob, Sender, Sight};

/// A row of pieces takes further ones until it is this long, in **bytes**: a caller with tiny pieces fills neither the table nor the log.
const JOINED_BYTES: usize = 16 * 1024;

#[async_trait]
impl BlobStore for Sqlite {
    async fn blob_progress(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        blob: BlobHash,
    ) -> Result<Option<BlobProgress>, StoreError> {
        self.read(move |db| progress(db, organisation, person, &blob)).await
    }

    async fn append_blob(&self, sender: Sender, blob: BlobHash, piece: Piece, allowance: Allowance) -> Result<AppendOutcome, StoreError> {
        self.write(move |tx| append(tx, &sender, &blob, &piece, &allowance)).await
    }

    async fn finish_blob(&self, organisation: OrganisationId, blob: BlobHash, now: Timestamp) -> Result<FinishOutcome, StoreError> {
        // Hashing megabytes happens on a reader; the writer stays free. A whole upload is never changed, only dropped.
        let Some(matches) = self.read(move |db| hash_matches(db, organisation, &blob)).await? else {
            return Ok(FinishOutcome::Unfinished);
        };
        self.write(move |tx| if matches { complete(tx, organisation, &blob, now) } else { discard(tx, organisation, &blob) }).await
    }

    async fn sweep_uploads(&self, touched_before: Timestamp, day: i64) -> Result<u64, StoreError> {
        let mut swept = 0;
        loop {
            let dropped = self.write(move |tx| allowance::sweep(tx, touched_before, day)).await?;
            if dropped == 0 {
                return Ok(swept);
            }
            swept += dropped as u64;
        }
    }

    async fn seen_blob(&self, organisation: OrganisationId, sight: Sight, blob: BlobHash) -> Result<Option<SeenBlob>, StoreError> {
        self.read(move |db| seen::find(db, organisation, sight, &blob)).await
    }

    async fn blob_part(&self, organisation: OrganisationId, blob: BlobHash, at: u64, most: u64) -> Result<Vec<u8>, StoreError> {
        self.read(move |db| seen::part(db, organisation, &blob, at, most)).await
    }

    async fn thumbnail(&self, organisation: OrganisationId, blob: BlobHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(move |db| seen::thumbnail(db, organisation, &blob)).await
    }

    async fn owed_thumbnail(&self) -> Result<Option<(OrganisationId, BlobHash)>, StoreError> {
        self.read(seen::owed_thumbnail).await
    }

    async fn keep_thumbnail(&self, organisation: OrganisationId, blob: BlobHash, picture: Option<Vec<u8>>) -> Result<(), StoreError> {
        self.write(move |tx| seen::keep_thumbnail(tx, organisation, &blob, picture.as_deref())).await
    }
}

/// How many of the blobs that `document` names are complete.
pub(crate) fn complete_in_document(
    db: &Connection,
    organisation: OrganisationId,
    document: &[u8; 16],
) -> Result<Vec<BlobHash>, StoreError> {
    let sql = "SELECT blob.sha256 FROM blob_reference AS named
               JOIN blob ON blob.organisation = named.organisation AND blob.sha256 = named.sha256
               WHERE named.organisation = ?1 AND named.document = ?2 AND blob.complete_at IS NOT NULL";
    let mut statement = db.prepare_cached(sql)?;
    let hashes = statement.query_map(params![organisation.as_bytes(), document], |row| row.get(0))?;
    Ok(hashes.collect::<Result<_, _>>()?)
}

/// The size that a document in the person's scope (now or formerly) announces for the blob.
fn announced(db: &Connection, organisation: OrganisationId, person: PersonId, blob: &BlobHash) -> Result<Option<u64>, StoreError> {
    let sql = "SELECT size_bytes FROM blob_reference AS named
               WHERE named.organisation = ?1 AND named.sha256 = ?2
                 AND EXISTS (SELECT 1 FROM scope WHERE scope.organisation = named.organisation
                             AND scope.person = ?3 AND scope.document = named.document)
               ORDER BY named.document LIMIT 1";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![organisation.as_bytes(), blob, person.as_bytes()])?;
    rows.next()?.map(|found| row::count(found, "size_bytes")).transpose()
}

/// What has arrived of the blob, whoever sent it.
fn arrived(db: &Connection, organisation: OrganisationId, blob: &BlobHash) -> Result<Option<BlobProgress>, StoreError> {
    let sql = "SELECT received, size_bytes, complete_at, touched_at FROM blob WHERE organisation = ?1 AND sha256 = ?2";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![organisation.as_bytes(), blob])?;
    let Some(found) = rows.next()? else { return Ok(None) };
    Ok(Some(BlobProgress {
        received: row::count(found, "received")?,
        size_bytes: row::count(found, "size_bytes")?,
        complete: row::maybe_at(found, "complete_at")?.is_some(),
        touched_at: row::maybe_at(found, "touched_at")?,
    }))
}

fn progress(db: &Connection, organisation: OrganisationId, person: PersonId, blob: &BlobHash) -> Result<Option<BlobProgress>, StoreError> {
    let Some(size_bytes) = announced(db, organisation, person, blob)? else { return Ok(None) };
    let none_yet = BlobProgress { received: 0, size_bytes, complete: false, touched_at: None };
    // An upload that was begun for another size can never end well here; the next piece starts over.
    let fits = |found: &BlobProgress| found.complete || found.size_bytes == size_bytes;
    Ok(Some(arrived(db, organisation, blob)?.filter(fits).unwrap_or(none_yet)))
}

fn append(
    tx: &Transaction<'_>,
    sender: &Sender,
    blob: &BlobHash,
    piece: &Piece,
    allowance: &Allowance,
) -> Result<AppendOutcome, StoreError> {
    let organisation = sender.organisation;
    let Some(before) = progress(tx, organisation, sender.person, blob)? else { return Ok(AppendOutcome::Unknown) };
    if before.complete || before.received != piece.at {
        return Ok(AppendOutcome::Elsewhere(before));
    }
    if before.size_bytes > allowance.blob_bytes {
        return Ok(AppendOutcome::TooLarge);
    }
    let bytes = u64::try_from(piece.bytes.len()).unwrap_or(u64::MAX);
    let received = piece.at.saturating_add(bytes);
    if received > before.size_bytes {
        return Ok(AppendOutcome::TooLong);
    }
    if bytes == 0 {
        return Ok(AppendOutcome::Taken(before));
    }
    let begins = (piece.at == 0).then_some(before.size_bytes);
    let added = Added { bytes, begins };
    if let Some(refusal) = allowance::refusal(tx, sender, piece, &added, allowance)? {
        return Ok(refusal);
    }
    allowance::count(tx, sender, piece, &added)?;
    if begins.is_some() {
        drop_unfinished(tx, organisation, blob)?;
    }
    tx.prepare_cached(
        "INSERT INTO blob (organisation, sha256, size_bytes, received, touched_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (organisation, sha256) DO UPDATE SET received = excluded.received, touched_at = excluded.touched_at",
    )?
    .execute(params![
        organisation.as_bytes(),
        blob,
        row::stored(before.size_bytes),
        row::stored(received),
        piece.received_at.as_ms()
    ])?;
    keep_piece(tx, organisation, blob, piece)?;
    Ok(AppendOutcome::Taken(BlobProgress { received, touched_at: Some(piece.received_at), ..before }))
}

/// Keeps the bytes of a piece: in a row of their own, or at the end of the last one if that is short.
fn keep_piece(tx: &Transaction<'_>, organisation: OrganisationId, blob: &BlobHash, piece: &Piece) -> Result<(), StoreError> {
    let sql = "SELECT rowid, bytes FROM blob_chunk WHERE organisation = ?1 AND sha256 = ?2 ORDER BY at DESC LIMIT 1";
    let mut find = tx.prepare_cached(sql)?;
    let mut rows = find.query(params![organisation.as_bytes(), blob])?;
    if let Some(last) = rows.next()? {
        let held = last.get_ref("bytes")?.as_blob().map_err(|_| StoreError::Damaged("blob_chunk.bytes"))?;
        if held.len() < JOINED_BYTES {
            let joined = [held, &piece.bytes].concat();
            tx.prepare_cached("UPDATE blob_chunk SET bytes = ?2 WHERE rowid = ?1")?
                .execute(params![last.get::<_, i64>("rowid")?, joined])?;
            return Ok(());
        }
    }
    tx.prepare_cached("INSERT INTO blob_chunk (organisation, sha256, at, bytes) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        organisation.as_bytes(),
        blob,
        row::stored(piece.at),
        piece.bytes.as_ref()
    ])?;
    Ok(())
}

/// Whether the bytes of a whole upload have the hash; `None` if the upload is not whole.
fn hash_matches(db: &Connection, organisation: OrganisationId, blob: &BlobHash) -> Result<Option<bool>, StoreError> {
    let Some(progress) = arrived(db, organisation, blob)? else { return Ok(None) };
    if progress.received != progress.size_bytes {
        return Ok(None);
    }
    let mut digest = Sha256::new();
    each_chunk(db, organisation, blob, |bytes| digest.update(bytes))?;
    Ok(Some(<BlobHash>::from(digest.finalize()) == *blob))
}

fn complete(tx: &Transaction<'_>, organisation: OrganisationId, blob: &BlobHash, now: Timestamp) -> Result<FinishOutcome, StoreError> {
    let sql = "UPDATE blob SET complete_at = ?3 WHERE organisation = ?1 AND sha256 = ?2 AND received = size_bytes
               AND complete_at IS NULL";
    let newly = tx.execute(sql, params![organisation.as_bytes(), blob, now.as_ms()])?;
    if newly == 1 {
        return Ok(FinishOutcome::Complete(board::blob_completed(tx, organisation, blob)?));
    }
    match arrived(tx, organisation, blob)? {
        Some(progress) if progress.complete => Ok(FinishOutcome::Complete(None)),
        _ => Ok(FinishOutcome::Unfinished),
    }
}

fn discard(tx: &Transaction<'_>, organisation: OrganisationId, blob: &BlobHash) -> Result<FinishOutcome, StoreError> {
    drop_unfinished(tx, organisation, blob)?;
    Ok(FinishOutcome::Mismatch)
}

/// Drops what has arrived of an upload that is not complete.
fn drop_unfinished(tx: &Transaction<'_>, organisation: OrganisationId, blob: &BlobHash) -> Result<(), StoreError> {
    let sql = "DELETE FROM blob WHERE organisation = ?1 AND sha256 = ?2 AND complete_at IS NULL";
    tx.prepare_cached(sql)?.execute(params![organisation.as_bytes(), blob])?;
    Ok(())
}

/// Hands over the pieces in order. They have no gap: each is taken only where the last one ended.
fn each_chunk(db: &Connection, organisation: OrganisationId, blob: &BlobHash, mut take: impl FnMut(&[u8])) -> Result<(), StoreError> {
    let sql = "SELECT bytes FROM blob_chunk WHERE organisation = ?1 AND sha256 = ?2 ORDER BY at";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![organisation.as_bytes(), blob])?;
    while let Some(found) = rows.next()? {
        let bytes = found.get_ref("bytes")?.as_blob().map_err(|_| StoreError::Damaged("blob_chunk.bytes"))?;
        take(bytes);
    }
    Ok(())
}
