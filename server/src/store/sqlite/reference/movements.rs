//! SQL of stock movements: kept for good, known by their id, and given to the people whose van stock they touch.

use model::id::{OrganisationId, PersonId};
use model::reference::Set;
use model::stock::Movement;
use model::time::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::{Content, Shelf, put};
use crate::store::StoreError;
use crate::store::reference::MovementsOutcome;

pub(super) fn keep(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    by: PersonId,
    at: Timestamp,
    movements: &[Movement],
) -> Result<MovementsOutcome, StoreError> {
    let rows = movements.iter().map(|movement| Ok((movement, to_json(movement)?))).collect::<Result<Vec<_>, StoreError>>()?;
    let mut find = tx.prepare_cached("SELECT body FROM stock_movement WHERE organisation = ?1 AND id = ?2")?;
    let (mut taken, mut known) = (Vec::new(), 0);
    for (movement, body) in &rows {
        let found: Option<String> =
            find.query_row(params![organisation.as_bytes(), movement.id.as_bytes()], |found| found.get("body")).optional()?;
        match found {
            Some(found) if found == *body => known += 1,
            Some(_) => taken.push(movement.id),
            None => {}
        }
    }
    if !taken.is_empty() {
        return Ok(MovementsOutcome::Taken(taken));
    }
    let mut insert = tx.prepare_cached(
        "INSERT INTO stock_movement (organisation, id, person, received_at, body) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
    )?;
    for (movement, body) in &rows {
        insert.execute(params![organisation.as_bytes(), movement.id.as_bytes(), by.as_bytes(), at.as_ms(), body])?;
        let key = movement.id.to_string();
        // The desk's own list, and one for each technician concerned. A van of nobody here is a shelf nobody reads.
        let audiences = movement.people().into_iter().map(|person| *person.as_bytes()).chain([*organisation.as_bytes()]);
        for audience in audiences {
            put(tx, Shelf { organisation, set: Set::Movements, audience }, &key, &Content { body: Some(body), source: None })?;
        }
    }
    Ok(MovementsOutcome::Kept { known })
}

fn to_json(movement: &Movement) -> Result<String, StoreError> {
    serde_json::to_string(movement).map_err(|_| StoreError::Damaged("stock_movement.body"))
}
