//! What a document that was opened on a device states otherwise than the server knows it: compared in the transaction that writes its
//! row, with what was there when the server first had it, so that a rebuild says the same.

use model::documents::claims::Claims;
use model::id::{DocumentId, OrganisationId};
use model::reference::number::NumberRange;
use model::rules::{Doubt, Known, doubts};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::store::StoreError;
use crate::store::sqlite::{policies, row};

/// What of `claims` is otherwise than the server knows it; nothing for a document that the desk opened.
pub(in crate::store::sqlite) fn of(
    db: &Connection,
    organisation: OrganisationId,
    document: DocumentId,
    claims: Option<&Claims>,
) -> Result<Vec<Doubt>, StoreError> {
    let Some(claims) = claims else { return Ok(Vec::new()) };
    let mut find = db.prepare_cached(
        "SELECT opened_at, organisation.name AS organisation_name, \
         (SELECT name FROM person WHERE id = ?3 AND organisation = ?1) AS person_name, \
         (SELECT nth FROM number_range WHERE device = document.opened_by AND number_range.organisation = ?1) AS nth \
         FROM document JOIN organisation ON organisation.id = document.organisation \
         WHERE document.id = ?2 AND document.organisation = ?1 AND opened_by IS NOT NULL",
    )?;
    let found = find.query_row(params![organisation.as_bytes(), document.as_bytes(), claims.person.as_bytes()], |found| {
        let range = match found.get_ref("nth")? {
            rusqlite::types::ValueRef::Null => None,
            _ => Some(row::count(found, "nth")),
        };
        Ok((row::at(found, "opened_at")?, found.get("organisation_name")?, found.get("person_name")?, range))
    });
    let Some((opened_at, organisation_name, person_name, range)) = found.optional()? else { return Ok(Vec::new()) };
    let range = range.transpose()?.map(NumberRange::nth);
    let policies = policies::until(db, organisation, opened_at)?;
    Ok(doubts(claims, &Known { organisation_name, person_name, policies, range }))
}
