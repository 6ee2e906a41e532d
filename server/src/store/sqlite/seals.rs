//! SQL of sealed records by their digest.

use async_trait::async_trait;
use model::id::{DocumentId, OrganisationId, SignOffId};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{Sqlite, row};
use crate::store::seals::{KeptRecord, Whereabouts};
use crate::store::{SealStore, StoreError};

#[async_trait]
impl SealStore for Sqlite {
    async fn sealed(&self, sha256: [u8; 32]) -> Result<Option<Whereabouts>, StoreError> {
        self.read(move |db| {
            let mut find = db.prepare_cached("SELECT organisation, document, sign_off FROM seal WHERE sha256 = ?1 LIMIT 1")?;
            let found = find.query_row([sha256], |found| {
                Ok(Whereabouts {
                    organisation: OrganisationId::from_bytes(row::id(found, "organisation")?),
                    document: DocumentId::from_bytes(row::id(found, "document")?),
                    sign_off: SignOffId::from_bytes(row::id(found, "sign_off")?),
                })
            });
            Ok(found.optional()?)
        })
        .await
    }
}

/// Makes `records` those of the document; answers whether they were not so before.
pub(super) fn keep(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    document: DocumentId,
    records: &[KeptRecord],
) -> Result<bool, StoreError> {
    if known(tx, document)? == records {
        return Ok(false);
    }
    tx.prepare_cached("DELETE FROM seal WHERE document = ?1")?.execute([document.as_bytes()])?;
    let mut put = tx.prepare_cached("INSERT INTO seal (sha256, document, organisation, sign_off) VALUES (?1, ?2, ?3, ?4)")?;
    for record in records {
        put.execute(params![record.sha256, document.as_bytes(), organisation.as_bytes(), record.sign_off.as_bytes()])?;
    }
    Ok(true)
}

/// What is kept of the document, in the order of the digests.
fn known(db: &Connection, document: DocumentId) -> Result<Vec<KeptRecord>, StoreError> {
    let mut find = db.prepare_cached("SELECT sha256, sign_off FROM seal WHERE document = ?1 ORDER BY sha256")?;
    let rows = find.query_map([document.as_bytes()], |found| {
        Ok(KeptRecord { sha256: found.get("sha256")?, sign_off: SignOffId::from_bytes(row::id(found, "sign_off")?) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
