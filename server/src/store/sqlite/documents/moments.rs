//! When the server took the changes that bound a visit's moments, and what the moments come to by them: read in the transaction that
//! writes the row.

use std::collections::HashMap;

use automerge::ChangeHash;
use model::id::DocumentId;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::board::moments::{JudgedMoment, Moment};
use crate::store::StoreError;
use crate::store::sqlite::row;

/// `moments` of `document`, judged by its change log.
pub(in crate::store::sqlite) fn judged(db: &Connection, document: DocumentId, moments: &[Moment]) -> Result<Vec<JudgedMoment>, StoreError> {
    let mut find = db.prepare_cached("SELECT received_at FROM change WHERE document = ?1 AND hash = ?2")?;
    let mut received = HashMap::new();
    for ChangeHash(hash) in moments.iter().flat_map(Moment::changes) {
        let known = find.query_row(params![document.as_bytes(), hash], |row| Ok(row::at(row, "received_at"))).optional()?;
        if let Some(at) = known {
            received.insert(ChangeHash(*hash), at?);
        }
    }
    Ok(moments.iter().filter_map(|moment| moment.judged(&received)).collect())
}
