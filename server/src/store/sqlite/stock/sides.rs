//! SQL of the sides of movements: what is where, and the movements behind a figure.

use model::id::{DocumentId, MovementId, OrganisationId, PersonId, StockNoteId};
use model::stock::{Movement, serial_key};
use rusqlite::{Connection, Row, Transaction, params};

use crate::store::StoreError;
use crate::store::sqlite::row;
use crate::store::stock::{BalanceQuery, HistoryQuery, Moved, PlaceSum, Sum, Sums};

/// Places where parts are kept: what a storekeeper or a technician answers for.
const KEPT: &str = "(place LIKE 'store/%' OR place LIKE 'station/%' OR place LIKE 'van/%')";

/// Writes both sides of a movement in place of those it had.
pub(in crate::store::sqlite) fn write(tx: &Transaction<'_>, organisation: OrganisationId, movement: &Movement) -> Result<(), StoreError> {
    forget(tx, organisation, movement.id)?;
    let mut keep = tx.prepare_cached(
        "INSERT INTO stock_side (organisation, movement, place, part, serial_key, at, quantity, part_number, name, serial) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (place, side) in movement.sides() {
        keep.execute(params![
            organisation.as_bytes(),
            movement.id.as_bytes(),
            place.key(),
            side.part,
            side.serial.as_deref().map(serial_key).unwrap_or_default(),
            side.at.as_ms(),
            side.quantity,
            side.part_number,
            side.name,
            side.serial,
        ])?;
    }
    Ok(())
}

/// Takes the sides of a movement away that is none any more.
pub(in crate::store::sqlite) fn forget(tx: &Transaction<'_>, organisation: OrganisationId, movement: MovementId) -> Result<(), StoreError> {
    let mut forget = tx.prepare_cached("DELETE FROM stock_side WHERE organisation = ?1 AND movement = ?2")?;
    forget.execute(params![organisation.as_bytes(), movement.as_bytes()])?;
    Ok(())
}

pub(super) fn places(db: &Connection, organisation: OrganisationId) -> Result<Vec<PlaceSum>, StoreError> {
    let mut find = db.prepare_cached(&format!(
        "WITH piece AS (SELECT place, part, SUM(quantity) AS quantity FROM stock_side WHERE organisation = ?1 AND {KEPT} \
         GROUP BY place, part, serial_key), \
         line AS (SELECT place, SUM(quantity) AS quantity, MIN(quantity) AS least, MAX(quantity) AS most FROM piece GROUP BY place, part) \
         SELECT place, SUM(least <> 0 OR most <> 0) AS parts, SUM(quantity < 0 OR least < 0) AS short FROM line GROUP BY place ORDER BY place"
    ))?;
    let mut found = find.query([organisation.as_bytes()])?;
    let mut places = Vec::new();
    while let Some(found) = found.next()? {
        places.push(PlaceSum { place: found.get("place")?, parts: row::count(found, "parts")?, short: row::count(found, "short")? });
    }
    Ok(places)
}

pub(super) fn sums(db: &Connection, organisation: OrganisationId, query: &BalanceQuery) -> Result<Sums, StoreError> {
    let BalanceQuery { place, part, find, after, most } = query;
    let narrowed = match (place, part) {
        (Some(_), _) => "place = ?2 AND (?3 IS NULL OR part = ?3)",
        (None, Some(_)) => "?2 IS NULL AND part = ?3",
        (None, None) => "?2 IS NULL AND ?3 IS NULL",
    };
    // A part is found as a whole: papers call it by other names, and all of them are in its sum.
    let mut select = db.prepare_cached(&format!(
        "SELECT place, part, SUM(quantity) AS quantity, MAX(at) AS at, part_number, name, serial FROM stock_side \
         WHERE organisation = ?1 AND {narrowed} AND {KEPT} AND (?4 IS NULL OR (place, part) > (?4, ?5)) \
         AND (?6 IS NULL OR instr(serial_key, upper(?6)) \
         OR part IN (SELECT part FROM stock_side WHERE organisation = ?1 AND (instr(upper(part_number), upper(?6)) OR instr(upper(name), upper(?6)))) \
         OR part IN (SELECT 'number ' || upper(key) FROM ({FOUND}))) \
         GROUP BY place, part, serial_key HAVING SUM(quantity) <> 0 ORDER BY place, part, serial_key",
        FOUND = FOUND_PARTS.replace("?2", "?6")
    ))?;
    let (after_place, after_part) = after.as_ref().map(|(place, part)| (place.as_str(), part.as_str())).unzip();
    let mut found = select.query(params![organisation.as_bytes(), place, part, after_place, after_part, find])?;
    let (mut sums, mut lines) = (Sums { sums: Vec::<Sum>::new(), more: false }, 0);
    while let Some(found) = found.next()? {
        let sum = Sum {
            place: found.get("place")?,
            part: found.get("part")?,
            part_number: found.get("part_number")?,
            name: found.get("name")?,
            serial: found.get("serial")?,
            quantity: found.get("quantity")?,
        };
        let same = sums.sums.last().is_some_and(|last| last.place == sum.place && last.part == sum.part);
        lines += usize::from(!same);
        if lines > *most {
            sums.more = true;
            break;
        }
        sums.sums.push(sum);
    }
    Ok(sums)
}

/// Rows of the catalogue whose number, name or initials contain ?2.
const FOUND_PARTS: &str = "SELECT key, body FROM reference_row AS listed WHERE listed.organisation = ?1 AND listed.set_name = 'parts' \
     AND listed.audience = ?1 AND listed.body IS NOT NULL AND (instr(upper(listed.key), upper(?2)) \
     OR instr(upper(listed.body ->> '$.initials'), upper(?2)) \
     OR EXISTS (SELECT 1 FROM json_each(listed.body, '$.name') WHERE instr(upper(value), upper(?2))))";

pub(super) fn find_parts(db: &Connection, organisation: OrganisationId, find: &str, most: u32) -> Result<Vec<String>, StoreError> {
    let mut select = db.prepare_cached(&format!(
        "SELECT body FROM ({FOUND_PARTS}) ORDER BY upper(key) <> upper(?2), instr(upper(key), upper(?2)) <> 1, key LIMIT ?3"
    ))?;
    let found = select.query_map(params![organisation.as_bytes(), find, most], |found| found.get("body"))?;
    Ok(found.collect::<Result<_, _>>()?)
}

const MOVED: &str = "SELECT listed.body, movement.person, note.id AS note, note.number, entry.document, undoing.id AS undone_by \
     FROM reference_row AS listed \
     LEFT JOIN stock_movement AS movement ON movement.organisation = ?1 AND movement.id = unhex(replace(listed.key, '-', '')) \
     LEFT JOIN stock_note AS note ON note.organisation = ?1 AND note.id = movement.note \
     LEFT JOIN stock_movement AS undoing ON undoing.organisation = ?1 AND undoing.undoes = listed.key \
     LEFT JOIN ledger_entry AS entry ON entry.organisation = ?1 AND entry.ledger = 'stock' AND entry.subject = listed.key \
     WHERE listed.organisation = ?1 AND listed.set_name = 'movements' AND listed.audience = ?1 AND listed.body IS NOT NULL AND listed.key = ?2";

pub(super) fn history(db: &Connection, organisation: OrganisationId, query: &HistoryQuery) -> Result<Vec<Moved>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT movement FROM stock_side WHERE organisation = ?1 AND place = ?2 AND (?3 IS NULL OR part = ?3) \
         AND (?4 IS NULL OR (at, movement) < (?4, ?5)) ORDER BY at DESC, movement DESC LIMIT ?6",
    )?;
    let (before_at, before_id) = query.before.map(|(at, id)| (at.as_ms(), *id.as_bytes())).unzip();
    let ids = find.query_map(params![organisation.as_bytes(), query.place, query.part, before_at, before_id, query.most], |found| {
        row::id(found, "movement")
    })?;
    let mut history = Vec::new();
    for id in ids {
        history.extend(one(db, organisation, MovementId::from_bytes(id?))?);
    }
    Ok(history)
}

pub(super) fn one(db: &Connection, organisation: OrganisationId, id: MovementId) -> Result<Option<Moved>, StoreError> {
    let mut find = db.prepare_cached(MOVED)?;
    let mut found = find.query(params![organisation.as_bytes(), id.to_string()])?;
    found.next()?.map(moved).transpose()
}

fn moved(found: &Row<'_>) -> Result<Moved, StoreError> {
    let body = found.get_ref("body")?.as_str().ok().and_then(|json| serde_json::from_str(json).ok());
    let (note, number): (Option<[u8; 16]>, Option<String>) = (found.get("note")?, found.get("number")?);
    Ok(Moved {
        movement: body.ok_or(StoreError::Damaged("reference_row.body"))?,
        by: found.get::<_, Option<[u8; 16]>>("person")?.map(PersonId::from_bytes),
        document: found.get::<_, Option<[u8; 16]>>("document")?.map(DocumentId::from_bytes),
        note: note.map(StockNoteId::from_bytes).zip(number),
        undone_by: found.get::<_, Option<[u8; 16]>>("undone_by")?.map(MovementId::from_bytes),
    })
}
