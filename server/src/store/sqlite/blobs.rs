//! Blobs in SQLite: pieces in rows, so that a piece and the record of its arrival are one commit.

use async_trait::async_trait;
use model::id::{OrganisationId, PersonId};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use sha2::{Digest as _, Sha256};

use super::{Sqlite, board, row};
use crate::store::StoreError;
use crate::store::blobs::{AppendOutcome, BlobHash, BlobProgress, BlobStore, FinishOutcome, Picture};

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

    async fn append_blob(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        blob: BlobHash,
        at: u64,
        bytes: Vec<u8>,
    ) -> Result<AppendOutcome, StoreError> {
        self.write(move |tx| append(tx, organisation, person, &blob, at, &bytes)).await
    }

    async fn finish_blob(&self, organisation: OrganisationId, blob: BlobHash, now: Timestamp) -> Result<FinishOutcome, StoreError> {
        // Hashing megabytes happens on a reader; the writer stays free. A piece once taken is never changed, only dropped.
        let Some(matches) = self.read(move |db| hash_matches(db, organisation, &blob)).await? else {
            return Ok(FinishOutcome::Unfinished);
        };
        self.write(move |tx| if matches { complete(tx, organisation, &blob, now) } else { discard(tx, organisation, &blob) }).await
    }

    async fn picture(&self, organisation: OrganisationId, blob: BlobHash) -> Result<Option<Picture>, StoreError> {
        self.read(move |db| picture(db, organisation, &blob)).await
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
    let sql = "SELECT received, size_bytes, complete_at FROM blob WHERE organisation = ?1 AND sha256 = ?2";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![organisation.as_bytes(), blob])?;
    let Some(found) = rows.next()? else { return Ok(None) };
    Ok(Some(BlobProgress {
        received: row::count(found, "received")?,
        size_bytes: row::count(found, "size_bytes")?,
        complete: row::maybe_at(found, "complete_at")?.is_some(),
    }))
}

fn progress(db: &Connection, organisation: OrganisationId, person: PersonId, blob: &BlobHash) -> Result<Option<BlobProgress>, StoreError> {
    let Some(size_bytes) = announced(db, organisation, person, blob)? else { return Ok(None) };
    let none_yet = BlobProgress { received: 0, size_bytes, complete: false };
    // An upload that was begun for another size can never end well here; the next piece starts over.
    let fits = |found: &BlobProgress| found.complete || found.size_bytes == size_bytes;
    Ok(Some(arrived(db, organisation, blob)?.filter(fits).unwrap_or(none_yet)))
}

fn append(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    person: PersonId,
    blob: &BlobHash,
    at: u64,
    bytes: &[u8],
) -> Result<AppendOutcome, StoreError> {
    let Some(before) = progress(tx, organisation, person, blob)? else { return Ok(AppendOutcome::Unknown) };
    if before.complete || before.received != at {
        return Ok(AppendOutcome::Elsewhere(before));
    }
    let received = at.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    if received > before.size_bytes {
        return Ok(AppendOutcome::TooLong);
    }
    if !bytes.is_empty() {
        if at == 0 {
            drop_unfinished(tx, organisation, blob)?;
        }
        tx.prepare_cached(
            "INSERT INTO blob (organisation, sha256, size_bytes, received) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (organisation, sha256) DO UPDATE SET received = excluded.received",
        )?
        .execute(params![organisation.as_bytes(), blob, row::stored(before.size_bytes), row::stored(received)])?;
        tx.prepare_cached("INSERT INTO blob_chunk (organisation, sha256, at, bytes) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            organisation.as_bytes(),
            blob,
            row::stored(at),
            bytes
        ])?;
    }
    Ok(AppendOutcome::Taken(BlobProgress { received, ..before }))
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

fn picture(db: &Connection, organisation: OrganisationId, blob: &BlobHash) -> Result<Option<Picture>, StoreError> {
    let sql = "SELECT named.media_type FROM blob_reference AS named
               JOIN blob ON blob.organisation = named.organisation AND blob.sha256 = named.sha256
               WHERE named.organisation = ?1 AND named.sha256 = ?2 AND blob.complete_at IS NOT NULL
               ORDER BY named.document LIMIT 1";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_row(params![organisation.as_bytes(), blob], |row| row.get(0)).optional()?;
    let Some(media_type) = found else { return Ok(None) };
    let mut whole = Vec::new();
    each_chunk(db, organisation, blob, |bytes| whole.extend_from_slice(bytes))?;
    Ok(Some(Picture { media_type, bytes: whole }))
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
