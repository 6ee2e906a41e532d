//! SQL of stock movements: kept for good, known by their id, and given to the people whose van stock they touch.

use std::collections::BTreeSet;

use model::id::{OrganisationId, PersonId};
use model::reference::Set;
use model::stock::Movement;
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{Content, Shelf, put};
use crate::store::StoreError;
use crate::store::reference::MovementsOutcome;
use crate::store::sqlite::stock;

pub(in crate::store::sqlite) fn keep(
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
    let mut undone = tx.prepare_cached("SELECT 1 FROM stock_movement WHERE organisation = ?1 AND undoes = ?2 AND id <> ?3")?;
    let mut undoing = BTreeSet::new();
    for (movement, _) in &rows {
        let Some(of) = movement.undoes() else { continue };
        if !undoing.insert(of) || undone.exists(params![organisation.as_bytes(), of.to_string(), movement.id.as_bytes()])? {
            taken.push(movement.id);
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
        stock::write_sides(tx, organisation, movement)?;
    }
    Ok(MovementsOutcome::Kept { known })
}

fn to_json(movement: &Movement) -> Result<String, StoreError> {
    serde_json::to_string(movement).map_err(|_| StoreError::Damaged("stock_movement.body"))
}

/// Gives a movement that a document comes to, to the people whose van stock it touches. The desk's own movements stand before it.
pub(in crate::store::sqlite) fn book(tx: &Transaction<'_>, organisation: OrganisationId, movement: &Movement) -> Result<(), StoreError> {
    let body = to_json(movement)?;
    shelve(tx, organisation, movement, Some(&body))
}

/// Takes a movement back that a document does not come to any more.
pub(in crate::store::sqlite) fn take_back(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    movement: &Movement,
) -> Result<(), StoreError> {
    shelve(tx, organisation, movement, None)
}

fn shelve(tx: &Transaction<'_>, organisation: OrganisationId, movement: &Movement, body: Option<&str>) -> Result<(), StoreError> {
    let mut written = tx.prepare_cached("SELECT 1 FROM stock_movement WHERE organisation = ?1 AND id = ?2")?;
    if written.exists(params![organisation.as_bytes(), movement.id.as_bytes()])? {
        return Ok(());
    }
    let key = movement.id.to_string();
    let audiences = movement.people().into_iter().map(|person| *person.as_bytes()).chain([*organisation.as_bytes()]);
    for audience in audiences {
        put(tx, Shelf { organisation, set: Set::Movements, audience }, &key, &Content { body, source: None })?;
    }
    match body {
        Some(_) => stock::write_sides(tx, organisation, movement),
        None => stock::forget_sides(tx, organisation, movement.id),
    }
}

/// Every movement that touches the van stock of `person`.
pub(in crate::store::sqlite) fn of_van(
    db: &Connection,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Vec<Movement>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT body FROM reference_row WHERE organisation = ?1 AND set_name = ?2 AND audience = ?3 AND body IS NOT NULL ORDER BY key",
    )?;
    let bodies =
        find.query_map(params![organisation.as_bytes(), Set::Movements.word(), person.as_bytes()], |found| found.get::<_, String>("body"))?;
    bodies.map(|body| serde_json::from_str(&body?).map_err(|_| StoreError::Damaged("reference_row.body"))).collect()
}
