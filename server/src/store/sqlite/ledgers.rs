//! SQL of ledgers: what is read. Writing is [`keep`].

mod keep;
mod strokes;

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use model::id::{DocumentId, OrganisationId, PersonId};
use model::stock::Movement;
use rusqlite::{Connection, Row, params};

use super::{Sqlite, reference, row};
use crate::ledgers::{CopiedStrokes, Entry, KeptEntry, Ledger, Spot};
use crate::store::StoreError;
use crate::store::ledgers::{LedgerPage, LedgerQuery, LedgerStore};

pub(super) use keep::{Touched, is_kept, keep};
pub(super) use strokes::has_copied_strokes;

/// Most copies of strokes that are named in one document: more than anybody looks at.
const MOST_COPIES: usize = 20;

const ENTRY: &str = "SELECT document, key, subject, person, at, open, body FROM ledger_entry";

/// The sign-offs of the document that have the strokes of others, with those.
pub(super) fn all_copied_strokes(
    db: &Connection,
    organisation: OrganisationId,
    document: DocumentId,
) -> Result<Vec<CopiedStrokes>, StoreError> {
    strokes::copied_strokes(db, organisation, document, MOST_COPIES)
}

#[async_trait]
impl LedgerStore for Sqlite {
    async fn ledger(&self, organisation: OrganisationId, query: LedgerQuery) -> Result<LedgerPage, StoreError> {
        self.read(move |db| page(db, organisation, &query)).await
    }

    async fn ledger_about(
        &self,
        organisation: OrganisationId,
        ledger: Ledger,
        subjects: Vec<String>,
    ) -> Result<Vec<KeptEntry>, StoreError> {
        self.read(move |db| {
            let mut find = db.prepare_cached(&format!("{ENTRY} WHERE organisation = ?1 AND ledger = ?2 AND subject = ?3"))?;
            let mut found = Vec::new();
            for subject in subjects {
                found.extend(read(find.query(params![organisation.as_bytes(), ledger.word(), subject])?)?);
            }
            Ok(found)
        })
        .await
    }

    async fn ledger_twice(&self, organisation: OrganisationId, ledger: Ledger, most: u32) -> Result<Vec<KeptEntry>, StoreError> {
        self.read(move |db| {
            let mut find = db.prepare_cached(&format!(
                "{ENTRY} WHERE organisation = ?1 AND ledger = ?2 AND subject IN (SELECT subject FROM ledger_entry \
                 WHERE organisation = ?1 AND ledger = ?2 AND subject <> '' GROUP BY subject HAVING COUNT(*) > 1) \
                 ORDER BY subject, at, document, key LIMIT ?3"
            ))?;
            read(find.query(params![organisation.as_bytes(), ledger.word(), most])?)
        })
        .await
    }

    async fn ledger_subjects(&self, organisation: OrganisationId, ledger: Ledger, prefix: String) -> Result<Vec<String>, StoreError> {
        self.read(move |db| {
            let mut find = db.prepare_cached(
                "SELECT DISTINCT subject FROM ledger_entry WHERE organisation = ?1 AND ledger = ?2 AND substr(subject, 1, length(?3)) = ?3",
            )?;
            let found = find.query_map(params![organisation.as_bytes(), ledger.word(), prefix], |found| found.get("subject"))?;
            Ok(found.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn of_cleared_orders(
        &self,
        organisation: OrganisationId,
        documents: Vec<DocumentId>,
    ) -> Result<BTreeSet<DocumentId>, StoreError> {
        self.read(move |db| {
            let mut find = db.prepare_cached(
                "SELECT 1 FROM document JOIN call_out ON call_out.id = document.call_out \
                 WHERE document.id = ?1 AND document.organisation = ?2 AND call_out.status = 'cleared'",
            )?;
            let mut cleared = BTreeSet::new();
            for document in documents {
                if find.exists(params![document.as_bytes(), organisation.as_bytes()])? {
                    cleared.insert(document);
                }
            }
            Ok(cleared)
        })
        .await
    }

    async fn open_money(&self, organisation: OrganisationId) -> Result<BTreeMap<PersonId, i64>, StoreError> {
        self.read(move |db| {
            let mut find = db.prepare_cached(
                "SELECT person, SUM(json_extract(body, '$.says.amount_fen')) AS open_fen FROM ledger_entry \
                 WHERE organisation = ?1 AND ledger = 'money' AND open = 1 AND person IS NOT NULL GROUP BY person",
            )?;
            let found = find.query_map([organisation.as_bytes()], |found| {
                Ok((PersonId::from_bytes(row::id(found, "person")?), found.get("open_fen")?))
            })?;
            Ok(found.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn copied_strokes(&self, organisation: OrganisationId, document: DocumentId) -> Result<Vec<CopiedStrokes>, StoreError> {
        self.read(move |db| all_copied_strokes(db, organisation, document)).await
    }

    async fn van_movements(&self, organisation: OrganisationId, person: PersonId) -> Result<Vec<Movement>, StoreError> {
        self.read(move |db| reference::van_movements(db, organisation, person)).await
    }
}

fn page(db: &Connection, organisation: OrganisationId, query: &LedgerQuery) -> Result<LedgerPage, StoreError> {
    let LedgerQuery { ledger, person, settled, after, most } = query;
    let mut find = db.prepare_cached(&format!(
        "{ENTRY} WHERE organisation = ?1 AND ledger = ?2 AND (?3 OR open = 1) AND (?4 IS NULL OR person = ?4) \
         AND (?5 IS NULL OR (at, document, key) > (?5, ?6, ?7)) ORDER BY at, document, key LIMIT ?8"
    ))?;
    let found = find.query(params![
        organisation.as_bytes(),
        ledger.word(),
        settled,
        person.map(|person| *person.as_bytes()),
        after.as_ref().map(|after| after.at.as_ms()),
        after.as_ref().map(|after| *after.document.as_bytes()),
        after.as_ref().map(|after| after.key.as_str()),
        most,
    ])?;
    let entries = read(found)?;
    let full = entries.len() == usize::try_from(*most).unwrap_or(usize::MAX);
    Ok(LedgerPage { next: entries.last().filter(|_| full).map(Spot::behind), entries })
}

fn read(mut rows: rusqlite::Rows<'_>) -> Result<Vec<KeptEntry>, StoreError> {
    let mut entries = Vec::new();
    while let Some(found) = rows.next()? {
        entries.push(kept(found)?);
    }
    Ok(entries)
}

/// The entry in a row that has the columns of one.
pub(super) fn kept(found: &Row<'_>) -> Result<KeptEntry, StoreError> {
    Ok(KeptEntry { document: DocumentId::from_bytes(row::id(found, "document")?), entry: entry(found)? })
}

fn entry(found: &Row<'_>) -> Result<Entry, StoreError> {
    let person: Option<[u8; 16]> = found.get("person")?;
    let body = found.get_ref("body")?.as_str().ok().and_then(|json| serde_json::from_str(json).ok());
    Ok(Entry {
        key: found.get("key")?,
        subject: found.get("subject")?,
        person: person.map(PersonId::from_bytes),
        at: row::at(found, "at")?,
        open: found.get("open")?,
        body: body.ok_or(StoreError::Damaged("ledger_entry.body"))?,
    })
}
