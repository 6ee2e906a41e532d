//! SQL of old parts by the day on which something is due, and of their shipments.

use async_trait::async_trait;
use model::id::{DocumentId, OrganisationId, PersonId, ShipmentId};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::{Sqlite, registers, row, stock};
use crate::store::StoreError;
use crate::store::old_parts::{KeptShipment, OldPartQuery, OldPartStore, OldParts, ShipmentOutcome};

#[async_trait]
impl OldPartStore for Sqlite {
    async fn old_parts(&self, organisation: OrganisationId, query: OldPartQuery) -> Result<OldParts, StoreError> {
        self.read(move |db| page(db, organisation, &query)).await
    }

    async fn keep_shipment(&self, organisation: OrganisationId, new: KeptShipment, series: String) -> Result<ShipmentOutcome, StoreError> {
        self.write(move |tx| keep(tx, organisation, new, &series)).await
    }

    async fn shipment(&self, organisation: OrganisationId, id: ShipmentId) -> Result<Option<KeptShipment>, StoreError> {
        self.read(move |db| one(db, organisation, id)).await
    }

    async fn shipments(
        &self,
        organisation: OrganisationId,
        before: Option<(Timestamp, ShipmentId)>,
        most: u32,
    ) -> Result<Vec<KeptShipment>, StoreError> {
        self.read(move |db| {
            let mut find = db.prepare_cached(&format!(
                "{SHIPMENT} WHERE organisation = ?1 AND (?2 IS NULL OR (at, id) < (?2, ?3)) ORDER BY at DESC, id DESC LIMIT ?4"
            ))?;
            let (at, id) = before.map(|(at, id)| (at.as_ms(), *id.as_bytes())).unzip();
            let found = find.query_map(params![organisation.as_bytes(), at, id, most], shipment)?;
            Ok(found.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// The day on which something is due, as the index has it; what is never due comes last.
const DUE: &str = "coalesce(row ->> '$.data.due_on', '9999')";

fn page(db: &Connection, organisation: OrganisationId, query: &OldPartQuery) -> Result<OldParts, StoreError> {
    let OldPartQuery { open, state, technician, disposition, shipment, find, after, most } = query;
    let mut select = db.prepare_cached(&format!(
        "SELECT document, {DUE} AS due, row FROM register_row WHERE organisation = ?1 AND kind = 'old_part' \
         AND (NOT ?2 OR row ->> '$.data.next_step' IS NOT NULL) AND (?3 IS NULL OR state = ?3) \
         AND (?4 IS NULL OR row ->> '$.data.technician' = ?4) AND (?5 IS NULL OR row ->> '$.data.disposition' = ?5) \
         AND (?6 IS NULL OR row ->> '$.data.shipment' = ?6) \
         AND (?7 IS NULL OR instr(upper((row ->> '$.data.order_number') || ' ' || (row ->> '$.data.equipment_number') || ' ' \
         || (row ->> '$.data.part_number') || ' ' || (row ->> '$.data.name') || ' ' || (row ->> '$.data.reason')), upper(?7))) \
         AND (?8 IS NULL OR ({DUE}, document) > (?8, ?9)) ORDER BY {DUE}, document LIMIT ?10"
    ))?;
    let (after_due, after_document) = after.as_ref().map(|(due, document)| (due.as_str(), *document.as_bytes())).unzip();
    let mut found = select.query(params![
        organisation.as_bytes(),
        open,
        state,
        technician,
        disposition,
        shipment,
        find,
        after_due,
        after_document,
        most
    ])?;
    let (mut rows, mut last, mut seen) = (Vec::new(), None, 0);
    while let Some(found) = found.next()? {
        let document = DocumentId::from_bytes(row::id(found, "document")?);
        (last, seen) = (Some((found.get("due")?, document)), seen + 1);
        match registers::read(found.get_ref("row")?.as_str().ok()) {
            Some(row) => rows.push(row),
            None => tracing::error!(document.id = %document, "a row of a register cannot be read; rebuild the board"),
        }
    }
    Ok(OldParts { rows, next: last.filter(|_| seen == *most) })
}

const SHIPMENT: &str = "SELECT id, number, at, person, body FROM old_part_shipment";

fn keep(tx: &Transaction<'_>, organisation: OrganisationId, new: KeptShipment, series: &str) -> Result<ShipmentOutcome, StoreError> {
    if let Some(known) = one(tx, organisation, new.id)? {
        return Ok(if known.body == new.body { ShipmentOutcome::Kept(known) } else { ShipmentOutcome::Taken });
    }
    let new = KeptShipment { number: stock::next_number(tx, organisation, series)?, ..new };
    tx.prepare_cached("INSERT INTO old_part_shipment (organisation, id, number, at, person, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![organisation.as_bytes(), new.id.as_bytes(), new.number, new.at.as_ms(), new.by.as_bytes(), new.body])?;
    Ok(ShipmentOutcome::Kept(new))
}

fn one(db: &Connection, organisation: OrganisationId, id: ShipmentId) -> Result<Option<KeptShipment>, StoreError> {
    let mut find = db.prepare_cached(&format!("{SHIPMENT} WHERE organisation = ?1 AND id = ?2"))?;
    Ok(find.query_row(params![organisation.as_bytes(), id.as_bytes()], shipment).optional()?)
}

fn shipment(found: &Row<'_>) -> rusqlite::Result<KeptShipment> {
    Ok(KeptShipment {
        id: ShipmentId::from_bytes(row::id(found, "id")?),
        number: found.get("number")?,
        at: row::at(found, "at")?,
        by: PersonId::from_bytes(row::id(found, "person")?),
        body: found.get("body")?,
    })
}
