//! What of a device's documents differs from what is here.

use std::collections::BTreeMap;

use model::id::DocumentId;
use model::wire::reconcile::{Holding, Leaving, fingerprint};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{epoch, head, heads_of};
use crate::store::StoreError;
use crate::store::documents::{Actor, Compared, Comparison};
use crate::store::sqlite::row;

pub(super) fn reconcile(db: &Connection, comparison: &Comparison) -> Result<Compared, StoreError> {
    let Comparison { organisation, person, named, .. } = comparison;
    let mut compared =
        Compared { epoch: epoch(db)?, head: head(db, *organisation)?, differ: BTreeMap::new(), enter: Vec::new(), leave: BTreeMap::new() };
    let mut step = db.prepare_cached(
        "SELECT s.kind, s.reason, s.successor, d.heads FROM scope s JOIN document d ON d.id = s.document \
         WHERE s.person = ?1 AND s.document = ?2 AND s.latest = 1 AND s.organisation = ?3",
    )?;
    for (document, theirs) in named {
        let found = step
            .query_row(params![person.as_bytes(), document.as_bytes(), organisation.as_bytes()], |row| {
                let kind: String = row.get("kind")?;
                let left = Leaving { reason: row.get("reason")?, successor: row.get("successor")? };
                Ok(((kind == "leave").then_some(left), row.get::<_, Vec<u8>>("heads")?))
            })
            .optional()?;
        // Unknown here, or somebody else's: nothing of it is held, as far as this device may know.
        let Some((left, heads)) = found else {
            compared.differ.insert(*document, Holding::default());
            continue;
        };
        let heads: Vec<[u8; 32]> = heads_of(&heads)?.into_iter().map(|head| head.0).collect();
        if fingerprint(&heads) != *theirs {
            compared.differ.insert(*document, holding(db, comparison, *document, left.is_some())?);
        }
        if let Some(left) = left {
            compared.leave.insert(*document, left);
        }
    }
    let mut find =
        db.prepare_cached("SELECT document FROM scope WHERE person = ?1 AND organisation = ?2 AND latest = 1 AND kind = 'enter'")?;
    let mut rows = find.query(params![person.as_bytes(), organisation.as_bytes()])?;
    while let Some(found) = rows.next()? {
        let document = DocumentId::from_bytes(row::id(found, "document")?);
        if !named.contains_key(&document) {
            compared.enter.push(document);
        }
    }
    Ok(compared)
}

/// How far each actor of the document is here; only what this device made or brought, if the document left.
fn holding(db: &Connection, comparison: &Comparison, document: DocumentId, own_only: bool) -> Result<Holding, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT actor, MAX(actor_seq) AS last FROM change WHERE document = ?1 AND organisation = ?2 AND (?3 = 0 OR device IS ?4 OR relayed_by IS ?4) \
         GROUP BY actor",
    )?;
    let mut rows = find.query(params![document.as_bytes(), comparison.organisation.as_bytes(), own_only, comparison.device.as_bytes()])?;
    let mut holding = Holding::default();
    while let Some(found) = rows.next()? {
        holding.actors.insert(hex::encode(found.get::<_, Actor>("actor")?), row::count(found, "last")?);
    }
    Ok(holding)
}
