//! SQL of stock at the desk: [`sides`] of movements, [`notes`], [`issues`], [`takes`].

mod issues;
mod notes;
mod sides;
mod takes;

use async_trait::async_trait;
use model::id::{EventId, MovementId, OrganisationId, PersonId, StockNoteId, StockTakeId};
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{Sqlite, ledgers};
use crate::ledgers::Spot;
use crate::store::StoreError;
use crate::store::stock::{
    BalanceQuery, BookOutcome, HistoryQuery, IssueOf, KeptCount, KeptNote, KeptTake, Moved, NewBooking, NewNote, NoteOutcome, NoteQuery,
    PlaceSum, Requisition, Requisitions, Sheet, StockStore, Sums, TakeOutcome,
};

pub(super) use sides::{forget as forget_sides, write as write_sides};

#[async_trait]
impl StockStore for Sqlite {
    async fn stock_places(&self, organisation: OrganisationId) -> Result<Vec<PlaceSum>, StoreError> {
        self.read(move |db| sides::places(db, organisation)).await
    }

    async fn stock_sums(&self, organisation: OrganisationId, query: BalanceQuery) -> Result<Sums, StoreError> {
        self.read(move |db| sides::sums(db, organisation, &query)).await
    }

    async fn stock_history(&self, organisation: OrganisationId, query: HistoryQuery) -> Result<Vec<Moved>, StoreError> {
        self.read(move |db| sides::history(db, organisation, &query)).await
    }

    async fn stock_movement(&self, organisation: OrganisationId, movement: MovementId) -> Result<Option<Moved>, StoreError> {
        self.read(move |db| sides::one(db, organisation, movement)).await
    }

    async fn issue_of(&self, organisation: OrganisationId, request: EventId) -> Result<IssueOf, StoreError> {
        self.read(move |db| issues::of(db, organisation, request)).await
    }

    async fn find_parts(&self, organisation: OrganisationId, find: String, most: u32) -> Result<Vec<String>, StoreError> {
        self.read(move |db| sides::find_parts(db, organisation, &find, most)).await
    }

    async fn keep_note(&self, organisation: OrganisationId, new: NewNote) -> Result<NoteOutcome, StoreError> {
        self.write(move |tx| notes::keep(tx, organisation, new)).await
    }

    async fn stock_note(&self, organisation: OrganisationId, note: StockNoteId) -> Result<Option<KeptNote>, StoreError> {
        self.read(move |db| notes::one(db, organisation, note)).await
    }

    async fn stock_notes(&self, organisation: OrganisationId, query: NoteQuery) -> Result<Vec<KeptNote>, StoreError> {
        self.read(move |db| notes::page(db, organisation, &query)).await
    }

    async fn begin_take(&self, organisation: OrganisationId, take: KeptTake, series: String) -> Result<TakeOutcome, StoreError> {
        self.write(move |tx| takes::begin(tx, organisation, &take, &series)).await
    }

    async fn stock_takes(
        &self,
        organisation: OrganisationId,
        before: Option<(Timestamp, StockTakeId)>,
        most: u32,
    ) -> Result<Vec<KeptTake>, StoreError> {
        self.read(move |db| takes::page(db, organisation, before, most)).await
    }

    async fn stock_sheet(&self, organisation: OrganisationId, take: StockTakeId) -> Result<Option<Sheet>, StoreError> {
        self.read(move |db| takes::sheet(db, organisation, take)).await
    }

    async fn keep_counts(
        &self,
        organisation: OrganisationId,
        take: StockTakeId,
        counts: Vec<KeptCount>,
    ) -> Result<TakeOutcome, StoreError> {
        self.write(move |tx| takes::count(tx, organisation, take, &counts)).await
    }

    async fn close_take(
        &self,
        organisation: OrganisationId,
        take: StockTakeId,
        closed: Option<(Timestamp, PersonId)>,
    ) -> Result<TakeOutcome, StoreError> {
        self.write(move |tx| takes::close(tx, organisation, take, closed)).await
    }

    async fn book_take(&self, organisation: OrganisationId, booking: NewBooking) -> Result<BookOutcome, StoreError> {
        self.write(move |tx| takes::book(tx, organisation, booking)).await
    }

    async fn requisitions(
        &self,
        organisation: OrganisationId,
        all: bool,
        after: Option<Spot>,
        most: u32,
    ) -> Result<Requisitions, StoreError> {
        self.read(move |db| requisitions(db, organisation, all, after.as_ref(), most)).await
    }
}

fn requisitions(
    db: &Connection,
    organisation: OrganisationId,
    all: bool,
    after: Option<&Spot>,
    most: u32,
) -> Result<Requisitions, StoreError> {
    let (order, behind) = if all { ("DESC", "<") } else { ("ASC", ">") };
    let mut find = db.prepare_cached(&format!(
        "SELECT entry.document, entry.key, entry.subject, entry.person, entry.at, entry.open, entry.body FROM ledger_entry AS entry \
         LEFT JOIN stock_movement AS movement ON movement.organisation = entry.organisation \
         AND movement.id = unhex(replace(entry.key, '-', '')) \
         LEFT JOIN stock_movement AS undoing ON undoing.organisation = movement.organisation AND undoing.undoes = entry.key \
         WHERE entry.organisation = ?1 AND entry.ledger = 'requests' \
         AND (?2 OR (entry.open = 1 AND (movement.id IS NULL OR undoing.id IS NOT NULL))) \
         AND (?3 IS NULL OR (entry.at, entry.document, entry.key) {behind} (?3, ?4, ?5)) \
         ORDER BY entry.at {order}, entry.document {order}, entry.key {order} LIMIT ?6"
    ))?;
    let after_at = after.map(|spot| spot.at.as_ms());
    let (after_document, after_key) = after.map(|spot| (*spot.document.as_bytes(), spot.key.as_str())).unzip();
    let mut found = find.query(params![organisation.as_bytes(), all, after_at, after_document, after_key, most.saturating_add(1)])?;
    let (mut rows, mut last, mut seen) = (Vec::new(), None, 0);
    while let Some(found) = found.next()? {
        if seen == most {
            return Ok(Requisitions { rows, next: last });
        }
        let entry = ledgers::kept(found)?;
        (last, seen) = (Some(Spot::behind(&entry)), seen + 1);
        let request = entry.entry.key.parse().map_err(|_| StoreError::Damaged("ledger_entry.key"))?;
        let issue = issues::of(db, organisation, request)?.standing;
        // One that was undone may have been issued again.
        if all || issue.is_none() {
            rows.push(Requisition { entry, issue });
        }
    }
    Ok(Requisitions { rows, next: None })
}

/// The next number of `series`: three digits behind it.
pub(super) fn next_number(tx: &Transaction<'_>, organisation: OrganisationId, series: &str) -> Result<String, StoreError> {
    let mut step = tx.prepare_cached(
        "INSERT INTO stock_series (organisation, series, last) VALUES (?1, ?2, 1) \
         ON CONFLICT (organisation, series) DO UPDATE SET last = last + 1 RETURNING last",
    )?;
    let last: i64 = step.query_row(params![organisation.as_bytes(), series], |found| found.get("last"))?;
    Ok(format!("{series}-{last:03}"))
}

/// The JSON of a row that is there once, if it is there.
fn body_of(db: &Connection, sql: &str, organisation: OrganisationId, id: &[u8; 16]) -> Result<Option<String>, StoreError> {
    Ok(db.prepare_cached(sql)?.query_row(params![organisation.as_bytes(), id], |found| found.get("body")).optional()?)
}
