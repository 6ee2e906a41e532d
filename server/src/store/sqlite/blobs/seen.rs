//! Complete photos as they are looked at: whole, in part, small.

use model::id::OrganisationId;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::store::StoreError;
use crate::store::blobs::{BlobHash, SeenBlob, Sight, Thumbnail};
use crate::store::sqlite::row;

pub(super) fn find(db: &Connection, organisation: OrganisationId, sight: Sight, blob: &BlobHash) -> Result<Option<SeenBlob>, StoreError> {
    let sql = "SELECT named.media_type, blob.size_bytes, blob.thumbnail FROM blob_reference AS named
               JOIN blob ON blob.organisation = named.organisation AND blob.sha256 = named.sha256
               WHERE named.organisation = ?1 AND named.sha256 = ?2 AND blob.complete_at IS NOT NULL
                 AND (?3 IS NULL OR EXISTS (SELECT 1 FROM scope WHERE scope.organisation = named.organisation AND scope.person = ?3
                                            AND scope.document = named.document AND scope.latest = 1 AND scope.kind = 'enter'))
               ORDER BY named.document LIMIT 1";
    let person = match &sight {
        Sight::Desk => None,
        Sight::Person(person) => Some(person.as_bytes()),
    };
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![organisation.as_bytes(), blob, person])?;
    let Some(found) = rows.next()? else { return Ok(None) };
    let thumbnail = match found.get_ref("thumbnail")?.as_str().map_err(|_| StoreError::Damaged("blob.thumbnail"))? {
        "made" => Thumbnail::Made,
        "none" => Thumbnail::None,
        _ => Thumbnail::Owed,
    };
    Ok(Some(SeenBlob { media_type: found.get("media_type")?, size_bytes: row::count(found, "size_bytes")?, thumbnail }))
}

/// Bytes from `at` on: what is left of the piece they lie in, at most `most`.
pub(super) fn part(db: &Connection, organisation: OrganisationId, blob: &BlobHash, at: u64, most: u64) -> Result<Vec<u8>, StoreError> {
    let sql = "SELECT substr(bytes, ?3 - at + 1, ?4) FROM blob_chunk
               WHERE organisation = ?1 AND sha256 = ?2 AND at <= ?3 ORDER BY at DESC LIMIT 1";
    let mut statement = db.prepare_cached(sql)?;
    let asked = params![organisation.as_bytes(), blob, row::stored(at), row::stored(most)];
    let part: Option<Vec<u8>> = statement.query_row(asked, |row| row.get(0)).optional()?;
    Ok(part.unwrap_or_default())
}

pub(super) fn thumbnail(db: &Connection, organisation: OrganisationId, blob: &BlobHash) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = db.prepare_cached("SELECT bytes FROM thumbnail WHERE organisation = ?1 AND sha256 = ?2")?;
    Ok(statement.query_row(params![organisation.as_bytes(), blob], |row| row.get(0)).optional()?)
}

pub(super) fn owed_thumbnail(db: &Connection) -> Result<Option<(OrganisationId, BlobHash)>, StoreError> {
    let sql = "SELECT organisation, sha256 FROM blob WHERE complete_at IS NOT NULL AND thumbnail = 'owed' ORDER BY complete_at LIMIT 1";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_row([], |row| Ok((OrganisationId::from_bytes(row::id(row, "organisation")?), row.get("sha256")?)));
    Ok(found.optional()?)
}

pub(super) fn keep_thumbnail(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    blob: &BlobHash,
    picture: Option<&[u8]>,
) -> Result<(), StoreError> {
    let word = if picture.is_some() { "made" } else { "none" };
    let sql = "UPDATE blob SET thumbnail = ?3
               WHERE organisation = ?1 AND sha256 = ?2 AND complete_at IS NOT NULL AND thumbnail = 'owed'";
    let first = tx.prepare_cached(sql)?.execute(params![organisation.as_bytes(), blob, word])? == 1;
    if let Some(bytes) = picture.filter(|_| first) {
        tx.prepare_cached("INSERT INTO thumbnail (organisation, sha256, bytes) VALUES (?1, ?2, ?3)")?.execute(params![
            organisation.as_bytes(),
            blob,
            bytes
        ])?;
    }
    Ok(())
}
