//! Blobs in SQLite: pieces in rows, so that a piece and the record of its arrival are one commit.
//!
//! Documents may announce different sizes for one hash, of which one alone can be right. Until bytes have the hash nobody knows which: an
//! upload of another size than the one that is there lies beside it, under a key of its own ([`side`]), and neither disturbs the other. The
//! first that has the hash is the blob; the others are dropped.

mod allowance;
mod seen;

use async_trait::async_trait;
use model::id::{DeviceId, OrganisationId, PersonId};
use model::time::Timestamp;
use rusqlite::{Connection, Transaction, params};
use sha2::{Digest as _, Sha256};

use self::allowance::Added;
use super::{Sqlite, board, row, unsent};
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
        length: Option<u64>,
    ) -> Result<Option<BlobProgress>, StoreError> {
        self.read(move |db| progress(db, organisation, person, &blob, length)).await
    }

    async fn append_blob(&self, sender: Sender, blob: BlobHash, piece: Piece, allowance: Allowance) -> Result<AppendOutcome, StoreError> {
        self.write(move |tx| append(tx, &sender, &blob, &piece, &allowance)).await
    }

    async fn finish_blob(
        &self,
        organisation: OrganisationId,
        device: DeviceId,
        blob: BlobHash,
        size_bytes: u64,
        now: Timestamp,
    ) -> Result<FinishOutcome, StoreError> {
        // Hashing megabytes happens on a reader; the writer stays free. Meanwhile the upload may be dropped and begun again by another
        // caller: what was found counts for the upload that was hashed, and for no other.
        let Some(hashed) = self.read(move |db| hash_whole(db, organisation, &blob, size_bytes)).await? else {
            // Another caller may have completed it meanwhile.
            let there = self.read(move |db| arrived(db, organisation, &blob)).await?;
            let complete = there.is_some_and(|progress| progress.complete);
            return Ok(if complete { FinishOutcome::Complete(None) } else { FinishOutcome::Unfinished });
        };
        self.write(move |tx| {
            let outcome = finish(tx, organisation, &blob, &hashed, now)?;
            let FinishOutcome::Complete(Some(_)) = outcome else { return Ok(outcome) };
            let told = unsent::photo_arrived(tx, organisation, device, size_bytes)?;
            if told { Ok(FinishOutcome::Complete(Some(board::device_changed(tx, organisation, device)?))) } else { Ok(outcome) }
        })
        .await
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

/// The sizes that documents in the person's scope (now or formerly) announce for the blob, the smallest first.
fn announced(db: &Connection, organisation: OrganisationId, person: PersonId, blob: &BlobHash) -> Result<Vec<u64>, StoreError> {
    let sql = "SELECT DISTINCT size_bytes FROM blob_reference AS named
               WHERE named.organisation = ?1 AND named.sha256 = ?2
                 AND EXISTS (SELECT 1 FROM scope WHERE scope.organisation = named.organisation
                             AND scope.person = ?3 AND scope.document = named.document)
               ORDER BY size_bytes";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![organisation.as_bytes(), blob, person.as_bytes()])?;
    let mut sizes = Vec::new();
    while let Some(found) = rows.next()? {
        sizes.push(row::count(found, "size_bytes")?);
    }
    Ok(sizes)
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

/// The key under which an upload lies while one of another size lies under the blob's own.
fn side(blob: &BlobHash, size_bytes: u64) -> BlobHash {
    Sha256::new().chain_update(b"fieldbook/upload/1\0").chain_update(blob).chain_update(size_bytes.to_le_bytes()).finalize().into()
}

/// Where the upload of this size lies, or would.
fn key_of(db: &Connection, organisation: OrganisationId, blob: &BlobHash, size_bytes: u64) -> Result<BlobHash, StoreError> {
    let own = arrived(db, organisation, blob)?;
    if own.as_ref().is_some_and(|own| own.complete || own.size_bytes == size_bytes) {
        return Ok(*blob);
    }
    let beside = side(blob, size_bytes);
    Ok(if own.is_none() && arrived(db, organisation, &beside)?.is_none() { *blob } else { beside })
}

/// How far the upload is for this person. Documents may announce different sizes, of which one alone can be right: the caller's `length`
/// decides, then the upload that is there, then the smallest. A length that nobody announces decides nothing.
fn progress(
    db: &Connection,
    organisation: OrganisationId,
    person: PersonId,
    blob: &BlobHash,
    length: Option<u64>,
) -> Result<Option<BlobProgress>, StoreError> {
    let sizes = announced(db, organisation, person, blob)?;
    let Some(smallest) = sizes.first() else { return Ok(None) };
    let own = arrived(db, organisation, blob)?;
    if own.as_ref().is_some_and(|own| own.complete) {
        return Ok(own);
    }
    let meant = length.filter(|length| sizes.contains(length));
    let there = own.map(|own| own.size_bytes).filter(|there| sizes.contains(there));
    let size_bytes = meant.or(there).unwrap_or(*smallest);
    let key = key_of(db, organisation, blob, size_bytes)?;
    let none_yet = BlobProgress { received: 0, size_bytes, complete: false, touched_at: None };
    Ok(Some(arrived(db, organisation, &key)?.unwrap_or(none_yet)))
}

fn append(
    tx: &Transaction<'_>,
    sender: &Sender,
    blob: &BlobHash,
    piece: &Piece,
    allowance: &Allowance,
) -> Result<AppendOutcome, StoreError> {
    let organisation = sender.organisation;
    let Some(before) = progress(tx, organisation, sender.person, blob, piece.length)? else { return Ok(AppendOutcome::Unknown) };
    if before.complete || before.received != piece.at {
        return Ok(AppendOutcome::Elsewhere(before));
    }
    if piece.length.is_some_and(|length| length != before.size_bytes) {
        return Ok(AppendOutcome::OtherSize);
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
    let key = &key_of(tx, organisation, blob, before.size_bytes)?;
    if begins.is_some() {
        drop_unfinished(tx, organisation, key)?;
    }
    tx.prepare_cached(
        "INSERT INTO blob (organisation, sha256, size_bytes, received, touched_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (organisation, sha256) DO UPDATE SET received = excluded.received, touched_at = excluded.touched_at",
    )?
    .execute(params![
        organisation.as_bytes(),
        key,
        row::stored(before.size_bytes),
        row::stored(received),
        piece.received_at.as_ms()
    ])?;
    keep_piece(tx, organisation, key, piece)?;
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

/// Which upload of a blob this is: another one has another size, or other rows of pieces, or was added to at another time.
#[derive(Debug, PartialEq, Eq)]
struct Upload {
    size_bytes: u64,
    touched_at: Option<Timestamp>,
    /// Rows of its first and of its last piece.
    pieces: (Option<i64>, Option<i64>),
}

/// A whole upload, and whether its bytes have the hash.
#[derive(Debug)]
struct Hashed {
    /// Where it lies.
    key: BlobHash,
    upload: Upload,
    matches: bool,
}

/// The upload of a blob that is whole and not complete, if there is one.
fn whole_upload(db: &Connection, organisation: OrganisationId, blob: &BlobHash) -> Result<Option<Upload>, StoreError> {
    let whole = |found: &BlobProgress| !found.complete && found.received == found.size_bytes;
    let Some(found) = arrived(db, organisation, blob)?.filter(whole) else { return Ok(None) };
    let sql = "SELECT MIN(rowid), MAX(rowid) FROM blob_chunk WHERE organisation = ?1 AND sha256 = ?2";
    let pieces = db.prepare_cached(sql)?.query_row(params![organisation.as_bytes(), blob], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Some(Upload { size_bytes: found.size_bytes, touched_at: found.touched_at, pieces }))
}

/// Hashes a whole upload; `None` if there is none that waits for it.
fn hash_whole(db: &Connection, organisation: OrganisationId, blob: &BlobHash, size_bytes: u64) -> Result<Option<Hashed>, StoreError> {
    let key = key_of(db, organisation, blob, size_bytes)?;
    let Some(upload) = whole_upload(db, organisation, &key)? else { return Ok(None) };
    let mut digest = Sha256::new();
    each_chunk(db, organisation, &key, |bytes| digest.update(bytes))?;
    Ok(Some(Hashed { key, upload, matches: <BlobHash>::from(digest.finalize()) == *blob }))
}

/// Marks the upload that was hashed complete, or drops it. An upload that took its place meanwhile is left as it is.
fn finish(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    blob: &BlobHash,
    hashed: &Hashed,
    now: Timestamp,
) -> Result<FinishOutcome, StoreError> {
    if whole_upload(tx, organisation, &hashed.key)?.as_ref() != Some(&hashed.upload) {
        return Ok(match arrived(tx, organisation, blob)? {
            Some(progress) if progress.complete => FinishOutcome::Complete(None),
            _ => FinishOutcome::Unfinished,
        });
    }
    if !hashed.matches {
        drop_unfinished(tx, organisation, &hashed.key)?;
        return Ok(FinishOutcome::Mismatch);
    }
    if hashed.key != *blob {
        drop_unfinished(tx, organisation, blob)?;
        adopt(tx, organisation, blob, &hashed.key)?;
    }
    drop_others(tx, organisation, blob)?;
    let sql = "UPDATE blob SET complete_at = ?3 WHERE organisation = ?1 AND sha256 = ?2";
    tx.execute(sql, params![organisation.as_bytes(), blob, now.as_ms()])?;
    Ok(FinishOutcome::Complete(board::blob_completed(tx, organisation, blob)?))
}

/// Lets the upload that lies under `key` be the one under the blob's own.
fn adopt(tx: &Transaction<'_>, organisation: OrganisationId, blob: &BlobHash, key: &BlobHash) -> Result<(), StoreError> {
    let names = params![organisation.as_bytes(), blob, key];
    tx.prepare_cached(
        "INSERT INTO blob (organisation, sha256, size_bytes, received, touched_at)
         SELECT organisation, ?2, size_bytes, received, touched_at FROM blob WHERE organisation = ?1 AND sha256 = ?3",
    )?
    .execute(names)?;
    tx.prepare_cached("UPDATE blob_chunk SET sha256 = ?2 WHERE organisation = ?1 AND sha256 = ?3")?.execute(names)?;
    drop_unfinished(tx, organisation, key)
}

/// Drops the uploads of other sizes: they cannot have the hash any more.
fn drop_others(tx: &Transaction<'_>, organisation: OrganisationId, blob: &BlobHash) -> Result<(), StoreError> {
    let mut find = tx.prepare_cached("SELECT DISTINCT size_bytes FROM blob_reference WHERE organisation = ?1 AND sha256 = ?2")?;
    let mut rows = find.query(params![organisation.as_bytes(), blob])?;
    while let Some(found) = rows.next()? {
        drop_unfinished(tx, organisation, &side(blob, row::count(found, "size_bytes")?))?;
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::migrate;

    const BLOB: BlobHash = [9; 32];

    fn organisation() -> OrganisationId {
        OrganisationId::from_bytes([1; 16])
    }

    fn database() -> Connection {
        let mut db = Connection::open_in_memory().unwrap();
        migrate::to_newest(&mut db).unwrap();
        db.pragma_update(None, "foreign_keys", 0).unwrap();
        db
    }

    /// As if a caller had sent the whole of what another announced, in place of what was there.
    fn arrives(db: &mut Connection, bytes: &'static [u8], at_ms: i64) {
        let tx = db.transaction().unwrap();
        tx.execute("DELETE FROM blob", []).unwrap();
        tx.execute("DELETE FROM blob_chunk", []).unwrap();
        let size = row::stored(bytes.len() as u64);
        tx.execute(
            "INSERT INTO blob (organisation, sha256, size_bytes, received, touched_at) VALUES (?1, ?2, ?3, ?3, ?4)",
            params![organisation().as_bytes(), BLOB, size, at_ms],
        )
        .unwrap();
        let piece = Piece { at: 0, length: None, bytes: bytes.into(), received_at: Timestamp::from_ms(at_ms) };
        keep_piece(&tx, organisation(), &BLOB, &piece).unwrap();
        tx.commit().unwrap();
    }

    #[test]
    fn what_was_hashed_says_nothing_of_an_upload_that_took_its_place_meanwhile() {
        let mut db = database();
        for (other, at_ms) in [(&b"another size"[..], 1), (&b"SAME SIZE"[..], 2)] {
            for matches in [true, false] {
                arrives(&mut db, b"same size", 1);
                let hashed = hash_whole(&db, organisation(), &BLOB, 9).unwrap().unwrap();
                assert!(!hashed.matches);
                let hashed = Hashed { matches, ..hashed };
                arrives(&mut db, other, at_ms);
                let tx = db.transaction().unwrap();
                let outcome = finish(&tx, organisation(), &BLOB, &hashed, Timestamp::from_ms(3)).unwrap();
                assert_eq!(outcome, FinishOutcome::Unfinished);
                let left = arrived(&tx, organisation(), &BLOB).unwrap().unwrap();
                assert_eq!((left.complete, left.size_bytes), (false, other.len() as u64), "it is neither believed nor dropped");
            }
        }
    }

    #[test]
    fn the_upload_that_was_hashed_is_marked_or_dropped() {
        let mut db = database();
        arrives(&mut db, b"bytes", 1);
        let hashed = hash_whole(&db, organisation(), &BLOB, 5).unwrap().unwrap();
        let tx = db.transaction().unwrap();
        let now = Timestamp::from_ms(3);
        assert_eq!(finish(&tx, organisation(), &BLOB, &hashed, now).unwrap(), FinishOutcome::Mismatch);
        assert_eq!(arrived(&tx, organisation(), &BLOB).unwrap(), None);
        tx.commit().unwrap();
        arrives(&mut db, b"bytes", 1);
        let hashed = Hashed { matches: true, ..hash_whole(&db, organisation(), &BLOB, 5).unwrap().unwrap() };
        let tx = db.transaction().unwrap();
        assert!(matches!(finish(&tx, organisation(), &BLOB, &hashed, now).unwrap(), FinishOutcome::Complete(_)));
        assert_eq!(
            finish(&tx, organisation(), &BLOB, &hashed, now).unwrap(),
            FinishOutcome::Complete(None),
            "repeating it changes nothing"
        );
    }
}
