//! A list that was judged leaves the inbox: its device is told, what was refused is kept.

use automerge::ChangeHash;
use model::id::{DeviceId, DocumentId, OrganisationId};
use model::time::Timestamp;
use rusqlite::{Transaction, params};

use super::{contents, word_of};
use crate::store::StoreError;
use crate::store::inbox::{Refusal, RefusedRest, Settlement, TurnedAway};
use crate::store::sqlite::row;

/// Takes the proofs away that stood beside a list, unless they stand beside another one.
fn forget_proofs(tx: &Transaction<'_>, list: u64) -> Result<(), StoreError> {
    let mut remove = tx.prepare_cached("DELETE FROM inbox_author WHERE list = ?1 RETURNING proof")?;
    let proofs = remove.query_map([row::stored(list)], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    let mut forget =
        tx.prepare_cached("DELETE FROM inbox_proof WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM inbox_author WHERE proof = ?1)")?;
    for proof in proofs {
        forget.execute([proof])?;
    }
    Ok(())
}

/// What left the inbox.
#[derive(Debug, Default)]
pub(in crate::store::sqlite) struct Settled {
    /// Lists that wait no more.
    pub(in crate::store::sqlite) lists: Vec<u64>,
    /// Hashes of what was refused, 64 hex digits each, in their order.
    pub(in crate::store::sqlite) refused: Vec<String>,
}

/// Takes a list that was judged out of the inbox, tells its device what it has to hear, and keeps what was refused.
pub(in crate::store::sqlite) fn settle(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    settlement: &Settlement,
) -> Result<Settled, StoreError> {
    let number = if settlement.is_told() { Some(tell(tx, settlement)?) } else { None };
    let mut settled = Settled { lists: vec![settlement.id], refused: Vec::new() };
    if let (Some(RefusedRest { refusal, changes }), Some(number)) = (&settlement.refused, number) {
        let mut keep = Keeping { tx, organisation, settlement, refusal, number, settled: &mut settled };
        for change in changes {
            keep.refused(change, settlement.received_at)?;
        }
        keep.whatever_follows()?;
    }
    let mut remove = tx.prepare_cached("DELETE FROM inbox WHERE id = ?1")?;
    for id in &settled.lists {
        forget_proofs(tx, *id)?;
        remove.execute([row::stored(*id)])?;
    }
    Ok(settled)
}

/// Writes the later verdict; answers its number.
fn tell(tx: &Transaction<'_>, settlement: &Settlement) -> Result<u64, StoreError> {
    let refused = settlement.refused.as_ref().and_then(|rest| Some((&rest.refusal, rest.changes.first()?.hash)));
    let mut insert = tx.prepare_cached(
        "INSERT INTO later_verdict (device, document, placed, hash, code, detail, retry) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING number",
    )?;
    let key = params![
        settlement.device.as_bytes(),
        settlement.document.as_bytes(),
        word_of(settlement.placed)?,
        refused.map(|(_, hash)| hash.0),
        refused.map(|(refusal, _)| &refusal.code),
        refused.map(|(refusal, _)| &refusal.detail),
        refused.map(|(refusal, _)| refusal.retry),
    ];
    insert.query_row(key, |row| Ok(row::count(row, "number")))?
}

/// Keeping what was refused.
struct Keeping<'a, 'tx> {
    tx: &'a Transaction<'tx>,
    organisation: OrganisationId,
    settlement: &'a Settlement,
    refusal: &'a Refusal,
    number: u64,
    settled: &'a mut Settled,
}

impl Keeping<'_, '_> {
    fn refused(&mut self, change: &TurnedAway, received_at: Timestamp) -> Result<(), StoreError> {
        let TurnedAway { hash, raw, author } = change;
        let Settlement { document, person, device, judged_at, .. } = self.settlement;
        let mut keep = self.tx.prepare_cached(
            "INSERT INTO refused_change \
             (organisation, document, person, device, hash, received_at, refused_at, verdict, code, detail, retry, raw, author_person, \
             author_device) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) \
             ON CONFLICT (device, document, hash) DO UPDATE SET refused_at = excluded.refused_at, verdict = excluded.verdict, \
             code = excluded.code, detail = excluded.detail, retry = excluded.retry, raw = excluded.raw, \
             author_person = excluded.author_person, author_device = excluded.author_device",
        )?;
        keep.execute(params![
            self.organisation.as_bytes(),
            document.as_bytes(),
            person.as_bytes(),
            device.as_bytes(),
            hash.0,
            received_at.as_ms(),
            judged_at.as_ms(),
            row::stored(self.number),
            self.refusal.code,
            self.refusal.detail,
            self.refusal.retry,
            raw,
            author.map(|(person, _)| *person.as_bytes()),
            author.map(|(_, device)| *device.as_bytes()),
        ])?;
        self.settled.refused.push(hex::encode(hash.0));
        Ok(())
    }

    /// Refuses what else of this device waits for the document: it builds on what was refused.
    fn whatever_follows(&mut self) -> Result<(), StoreError> {
        let mut find = self.tx.prepare_cached(
            "SELECT id, received_at, hashes, packed FROM inbox WHERE document = ?1 AND device = ?2 AND organisation = ?3 AND id > ?4 ORDER BY id",
        )?;
        let mut rows = find.query(params![
            self.settlement.document.as_bytes(),
            self.settlement.device.as_bytes(),
            self.organisation.as_bytes(),
            row::stored(self.settlement.id)
        ])?;
        while let Some(row) = rows.next()? {
            let received_at = row::at(row, "received_at")?;
            for change in contents(self.tx, self.settlement.document, &row.get::<_, Vec<u8>>("hashes")?, row.get("packed")?)? {
                self.refused(&change, received_at)?;
            }
            self.settled.lists.push(row::count(row, "id")?);
        }
        Ok(())
    }
}

/// Notes that the places `first` to `last` in the log are what `device` brought by `list`.
pub(in crate::store::sqlite) fn brought(
    tx: &Transaction<'_>,
    device: DeviceId,
    first: u64,
    last: u64,
    list: u64,
) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO brought (device, first, last, list) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        device.as_bytes(),
        row::stored(first),
        row::stored(last),
        row::stored(list)
    ])?;
    Ok(())
}

/// Whether a change of the document is kept that was refused.
pub(in crate::store::sqlite) fn any_refused(tx: &Transaction<'_>, document: DocumentId) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("SELECT 1 FROM refused_change WHERE document = ?1")?.exists([document.as_bytes()])?)
}

/// A change of a document is in the log: nobody's copy of it is refused any more.
pub(in crate::store::sqlite) fn taken_after_all(tx: &Transaction<'_>, document: DocumentId, hash: &ChangeHash) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM refused_change WHERE document = ?1 AND hash = ?2")?.execute(params![document.as_bytes(), hash.0])?;
    Ok(())
}
