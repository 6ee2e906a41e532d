//! SQL of stock-takes.

use std::collections::BTreeSet;

use model::id::{MovementId, OrganisationId, PersonId, StockTakeId};
use model::stock::Side;
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::{body_of, next_number};
use crate::store::StoreError;
use crate::store::reference::MovementsOutcome;
use crate::store::sqlite::{reference, row};
use crate::store::stock::{BookOutcome, KeptBooking, KeptCount, KeptTake, NewBooking, Sheet, TakeOutcome};

const TAKE: &str = "SELECT id, number, place, blind, began_at, began_by, closed_at, closed_by FROM stock_take";

pub(super) fn begin(tx: &Transaction<'_>, organisation: OrganisationId, take: &KeptTake, series: &str) -> Result<TakeOutcome, StoreError> {
    if let Some(known) = one(tx, organisation, take.id)? {
        let same = known.place == take.place && known.blind == take.blind;
        return Ok(if same { TakeOutcome::Done } else { TakeOutcome::Taken });
    }
    let open = "SELECT 1 FROM stock_take WHERE organisation = ?1 AND place = ?2 AND closed_at IS NULL";
    if tx.prepare_cached(open)?.exists(params![organisation.as_bytes(), take.place])? {
        return Ok(TakeOutcome::Underway);
    }
    let number = next_number(tx, organisation, series)?;
    tx.prepare_cached(
        "INSERT INTO stock_take (organisation, id, number, place, blind, began_at, began_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        organisation.as_bytes(),
        take.id.as_bytes(),
        number,
        take.place,
        take.blind,
        take.began_at.as_ms(),
        take.began_by.as_bytes(),
    ])?;
    Ok(TakeOutcome::Done)
}

pub(super) fn page(
    db: &Connection,
    organisation: OrganisationId,
    before: Option<(Timestamp, StockTakeId)>,
    most: u32,
) -> Result<Vec<KeptTake>, StoreError> {
    let mut find = db.prepare_cached(&format!(
        "{TAKE} WHERE organisation = ?1 AND (?2 IS NULL OR (began_at, id) < (?2, ?3)) ORDER BY began_at DESC, id DESC LIMIT ?4"
    ))?;
    let (at, id) = before.map(|(at, id)| (at.as_ms(), *id.as_bytes())).unzip();
    let found = find.query_map(params![organisation.as_bytes(), at, id, most], kept)?;
    Ok(found.collect::<Result<_, _>>()?)
}

pub(super) fn one(db: &Connection, organisation: OrganisationId, id: StockTakeId) -> Result<Option<KeptTake>, StoreError> {
    let mut find = db.prepare_cached(&format!("{TAKE} WHERE organisation = ?1 AND id = ?2"))?;
    Ok(find.query_row(params![organisation.as_bytes(), id.as_bytes()], kept).optional()?)
}

fn kept(found: &Row<'_>) -> rusqlite::Result<KeptTake> {
    let closed_by: Option<[u8; 16]> = found.get("closed_by")?;
    Ok(KeptTake {
        id: StockTakeId::from_bytes(row::id(found, "id")?),
        number: found.get("number")?,
        place: found.get("place")?,
        blind: found.get("blind")?,
        began_at: row::at(found, "began_at")?,
        began_by: PersonId::from_bytes(row::id(found, "began_by")?),
        closed: row::maybe_at(found, "closed_at")?.zip(closed_by.map(PersonId::from_bytes)),
    })
}

pub(super) fn sheet(db: &Connection, organisation: OrganisationId, id: StockTakeId) -> Result<Option<Sheet>, StoreError> {
    let Some(take) = one(db, organisation, id)? else { return Ok(None) };
    let counts = counts(db, organisation, id)?;
    let bookings = bookings(db, organisation, id)?;
    let sides = all_sides(db, organisation, &take.place)?;
    Ok(Some(Sheet { take, counts, bookings, sides }))
}

fn all_sides(db: &Connection, organisation: OrganisationId, place: &str) -> Result<Vec<Side>, StoreError> {
    let mut find =
        db.prepare_cached("SELECT part, part_number, name, serial, quantity, at FROM stock_side WHERE organisation = ?1 AND place = ?2")?;
    let found = find.query_map(params![organisation.as_bytes(), place], |found| {
        Ok(Side {
            part: found.get("part")?,
            part_number: found.get("part_number")?,
            name: found.get("name")?,
            serial: found.get("serial")?,
            quantity: found.get("quantity")?,
            at: row::at(found, "at")?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn counts(db: &Connection, organisation: OrganisationId, take: StockTakeId) -> Result<Vec<KeptCount>, StoreError> {
    let mut find = db.prepare_cached("SELECT at, person, body FROM stock_count WHERE organisation = ?1 AND take = ?2 ORDER BY at, id")?;
    let mut found = find.query(params![organisation.as_bytes(), take.as_bytes()])?;
    let mut counts = Vec::new();
    while let Some(found) = found.next()? {
        let body = found.get_ref("body")?.as_str().ok().and_then(|json| serde_json::from_str(json).ok());
        counts.push(KeptCount {
            at: row::at(found, "at")?,
            by: PersonId::from_bytes(row::id(found, "person")?),
            count: body.ok_or(StoreError::Damaged("stock_count.body"))?,
        });
    }
    Ok(counts)
}

fn bookings(db: &Connection, organisation: OrganisationId, take: StockTakeId) -> Result<Vec<KeptBooking>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT id, at, person, reason, movements FROM stock_booking \
         WHERE organisation = ?1 AND take = ?2 AND movements <> '[]' ORDER BY at, id",
    )?;
    let mut found = find.query(params![organisation.as_bytes(), take.as_bytes()])?;
    let mut bookings = Vec::new();
    while let Some(found) = found.next()? {
        let movements = found.get_ref("movements")?.as_str().ok().and_then(|json| serde_json::from_str(json).ok());
        bookings.push(KeptBooking {
            id: row::id(found, "id")?,
            at: row::at(found, "at")?,
            by: PersonId::from_bytes(row::id(found, "person")?),
            reason: found.get("reason")?,
            movements: movements.ok_or(StoreError::Damaged("stock_booking.movements"))?,
        });
    }
    Ok(bookings)
}

pub(super) fn count(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    take: StockTakeId,
    counts: &[KeptCount],
) -> Result<TakeOutcome, StoreError> {
    let Some(known) = one(tx, organisation, take)? else { return Ok(TakeOutcome::Unknown) };
    let mut new = Vec::new();
    for counted in counts {
        let body = serde_json::to_string(&counted.count).map_err(|_| StoreError::Damaged("stock_count.body"))?;
        let find = "SELECT CASE take WHEN ?3 THEN body ELSE '' END AS body FROM stock_count WHERE organisation = ?1 AND id = ?2";
        let id = counted.count.id;
        let key = params![organisation.as_bytes(), id.as_bytes(), take.as_bytes()];
        let kept: Option<String> = tx.prepare_cached(find)?.query_row(key, |found| found.get("body")).optional()?;
        match kept {
            Some(same) if same == body => {}
            Some(_) => return Ok(TakeOutcome::Taken),
            None => new.push((counted, body)),
        }
    }
    let ids: BTreeSet<_> = new.iter().map(|(counted, _)| counted.count.id).collect();
    if ids.len() < new.len() {
        return Ok(TakeOutcome::Taken);
    }
    if !new.is_empty() && known.closed.is_some() {
        return Ok(TakeOutcome::Closed);
    }
    let mut keep = tx.prepare_cached(
        "INSERT INTO stock_count (organisation, id, take, at, person, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
    )?;
    for (counted, body) in new {
        let id = counted.count.id;
        let bound = params![organisation.as_bytes(), id.as_bytes(), take.as_bytes(), counted.at.as_ms(), counted.by.as_bytes(), body];
        keep.execute(bound)?;
    }
    Ok(TakeOutcome::Done)
}

pub(super) fn close(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    take: StockTakeId,
    closed: Option<(Timestamp, PersonId)>,
) -> Result<TakeOutcome, StoreError> {
    let Some(known) = one(tx, organisation, take)? else { return Ok(TakeOutcome::Unknown) };
    if known.closed.is_some() == closed.is_some() {
        return Ok(TakeOutcome::Done);
    }
    let (at, by) = closed.map(|(at, by)| (at.as_ms(), *by.as_bytes())).unzip();
    tx.prepare_cached("UPDATE stock_take SET closed_at = ?3, closed_by = ?4 WHERE organisation = ?1 AND id = ?2")?.execute(params![
        organisation.as_bytes(),
        take.as_bytes(),
        at,
        by
    ])?;
    Ok(TakeOutcome::Done)
}

/// Whether another stock-take of the place was counted after this one and is booked: its corrections are later than the counts here, so that
/// these cannot see them.
fn is_overtaken(tx: &Transaction<'_>, organisation: OrganisationId, take: &KeptTake) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM stock_take other \
               JOIN stock_booking booking ON booking.organisation = other.organisation AND booking.take = other.id AND booking.movements <> '[]' \
               WHERE other.organisation = ?1 AND other.place = ?2 AND other.id <> ?3 \
               AND (SELECT max(at) FROM stock_count WHERE organisation = ?1 AND take = other.id) \
               > (SELECT min(at) FROM stock_count WHERE organisation = ?1 AND take = ?3))";
    let bound = params![organisation.as_bytes(), take.place, take.id.as_bytes()];
    Ok(tx.prepare_cached(sql)?.query_row(bound, |found| found.get(0))?)
}

pub(super) fn book(tx: &Transaction<'_>, organisation: OrganisationId, booking: NewBooking) -> Result<BookOutcome, StoreError> {
    let NewBooking { id, take, at, by, reason, corrections } = booking;
    let find = "SELECT hex(take) || reason AS body FROM stock_booking WHERE organisation = ?1 AND id = ?2";
    if let Some(known) = body_of(tx, find, organisation, &id)? {
        let same = known == format!("{}{reason}", hex::encode_upper(take.as_bytes()));
        return Ok(BookOutcome::Not(if same { TakeOutcome::Done } else { TakeOutcome::Taken }));
    }
    let Some(sheet) = sheet(tx, organisation, take)? else { return Ok(BookOutcome::Not(TakeOutcome::Unknown)) };
    if sheet.take.closed.is_none() {
        return Ok(BookOutcome::Not(TakeOutcome::Counting));
    }
    let movements = match corrections(&sheet) {
        Ok(movements) => movements,
        Err(outcome) => return Ok(BookOutcome::Not(outcome)),
    };
    if !movements.is_empty() && is_overtaken(tx, organisation, &sheet.take)? {
        return Ok(BookOutcome::Not(TakeOutcome::Overtaken));
    }
    if !matches!(reference::keep_movements(tx, organisation, by, at, &movements)?, MovementsOutcome::Kept { .. }) {
        return Ok(BookOutcome::Not(TakeOutcome::Taken));
    }
    let ids: Vec<MovementId> = movements.iter().map(|movement| movement.id).collect();
    let ids = serde_json::to_string(&ids).map_err(|_| StoreError::Damaged("stock_booking.movements"))?;
    tx.prepare_cached(
        "INSERT INTO stock_booking (organisation, id, take, at, person, reason, movements) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![organisation.as_bytes(), id, take.as_bytes(), at.as_ms(), by.as_bytes(), reason, ids])?;
    Ok(BookOutcome::Booked(movements))
}
