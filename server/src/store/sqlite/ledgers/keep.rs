//! Writing the entries of a document, and what follows from them in the same transaction: movements on the shelves of the people whose
//! van stock they touch, and the documents whose row depends on them: those that share a serial or strokes with this one, and the
//! visit on which goods were taken.

use std::collections::{BTreeMap, BTreeSet};

use model::id::{DocumentId, OrganisationId};
use rusqlite::{Connection, Transaction, params};

use super::strokes::sharing_strokes;
use super::{ENTRY, read};
use crate::ledgers::{Entry, Ledger};
use crate::store::StoreError;
use crate::store::sqlite::{reference, row};

/// Other documents whose row may say something else now.
pub(in crate::store::sqlite) type Touched = BTreeSet<DocumentId>;

/// Whether exactly `entries` are kept of the document.
pub(in crate::store::sqlite) fn is_kept(
    db: &Connection,
    organisation: OrganisationId,
    document: DocumentId,
    entries: &[Entry],
) -> Result<bool, StoreError> {
    let Some(kept) = known(db, organisation, document)? else { return Ok(false) };
    Ok(kept.len() == entries.len() && entries.iter().all(|entry| kept.get(&place(entry)) == Some(entry)))
}

/// Makes `entries` those of the document. Answers which other documents depend on them, or did before.
pub(in crate::store::sqlite) fn keep(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    document: DocumentId,
    entries: &[Entry],
) -> Result<Touched, StoreError> {
    let before = match known(tx, organisation, document)? {
        Some(before) => before,
        None => {
            let all = "DELETE FROM ledger_entry WHERE organisation = ?1 AND document = ?2";
            tx.execute(all, params![organisation.as_bytes(), document.as_bytes()])?;
            BTreeMap::new()
        }
    };
    let after: BTreeMap<_, _> = entries.iter().map(|entry| (place(entry), entry)).collect();
    let gone: Vec<&Entry> = before.iter().filter(|(place, _)| !after.contains_key(*place)).map(|(_, entry)| entry).collect();
    let news: Vec<&Entry> = after.iter().filter(|(place, entry)| before.get(*place) != Some(**entry)).map(|(_, entry)| *entry).collect();
    let mut forget =
        tx.prepare_cached("DELETE FROM ledger_entry WHERE organisation = ?1 AND document = ?2 AND ledger = ?3 AND key = ?4")?;
    for entry in &gone {
        forget.execute(params![organisation.as_bytes(), document.as_bytes(), entry.body.ledger().word(), entry.key])?;
    }
    let mut put = tx.prepare_cached(
        "INSERT INTO ledger_entry (organisation, document, ledger, key, subject, person, at, open, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (organisation, document, ledger, key) DO UPDATE SET \
         subject = excluded.subject, person = excluded.person, at = excluded.at, open = excluded.open, body = excluded.body",
    )?;
    for entry in &news {
        let body = serde_json::to_string(&entry.body).map_err(|_| StoreError::Damaged("ledger_entry.body"))?;
        put.execute(params![
            organisation.as_bytes(),
            document.as_bytes(),
            entry.body.ledger().word(),
            entry.key,
            entry.subject,
            entry.person.map(|person| *person.as_bytes()),
            entry.at.as_ms(),
            entry.open,
            body,
        ])?;
    }
    for entry in news.iter().filter_map(|entry| before.get(&place(entry))).chain(gone.iter().copied()) {
        if let Some(movement) = entry.movement() {
            reference::take_back(tx, organisation, movement)?;
        }
    }
    for movement in news.iter().filter_map(|entry| entry.movement()) {
        reference::book(tx, organisation, movement)?;
    }
    let replaced = news.iter().filter_map(|entry| before.get(&place(entry)));
    let changed = news.iter().copied().chain(gone.iter().copied()).chain(replaced);
    let (mut serials, mut signed, mut touched) = (BTreeSet::new(), Vec::new(), Touched::new());
    for entry in changed {
        match entry.body.ledger() {
            Ledger::Serials => {
                serials.insert(entry.subject.as_str());
            }
            Ledger::Strokes => signed.push(entry),
            Ledger::Goods => touched.extend(entry.subject.parse::<DocumentId>().ok()),
            _ => {}
        }
    }
    touched.extend(sharing(tx, organisation, document, &serials)?);
    touched.extend(sharing_strokes(tx, organisation, document, &signed)?);
    Ok(touched)
}

type Place = (Ledger, String);

fn place(entry: &Entry) -> Place {
    (entry.body.ledger(), entry.key.clone())
}

/// What is kept of the document; `None` if an entry cannot be read, so that all have to be written anew.
fn known(db: &Connection, organisation: OrganisationId, document: DocumentId) -> Result<Option<BTreeMap<Place, Entry>>, StoreError> {
    let mut find = db.prepare_cached(&format!("{ENTRY} WHERE organisation = ?1 AND document = ?2"))?;
    match read(find.query(params![organisation.as_bytes(), document.as_bytes()])?) {
        Ok(kept) => Ok(Some(kept.into_iter().map(|kept| (place(&kept.entry), kept.entry)).collect())),
        Err(StoreError::Damaged(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn sharing(db: &Connection, organisation: OrganisationId, own: DocumentId, serials: &BTreeSet<&str>) -> Result<Touched, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT DISTINCT document FROM ledger_entry WHERE organisation = ?1 AND ledger = 'serials' AND subject = ?2 AND document <> ?3",
    )?;
    let mut touched = Touched::new();
    for serial in serials {
        let found = find.query_map(params![organisation.as_bytes(), serial, own.as_bytes()], |found| row::id(found, "document"))?;
        for document in found {
            touched.insert(DocumentId::from_bytes(document?));
        }
    }
    Ok(touched)
}
