//! Looking for sign-offs with the same strokes: by the keys of their shapes, so that few of many are compared.

use std::collections::BTreeSet;

use model::id::{DocumentId, OrganisationId};
use rusqlite::{Connection, params};

use super::{ENTRY, Touched, kept, read};
use crate::ledgers::{Body, CopiedStrokes, Entry, KeptEntry, Ledger, Signed};
use crate::store::StoreError;

/// Where so many other documents have the same strokes, one more sign-off changes nothing for the rest: they were shown before.
const ENOUGH: usize = 8;

/// Whether a sign-off of the document has the strokes of another one.
pub(in crate::store::sqlite) fn has_copied_strokes(
    db: &Connection,
    organisation: OrganisationId,
    document: DocumentId,
) -> Result<bool, StoreError> {
    Ok(!copied_strokes(db, organisation, document, 1)?.is_empty())
}

/// The sign-offs of the document that have the strokes of others, with those; at most `most`.
pub(super) fn copied_strokes(
    db: &Connection,
    organisation: OrganisationId,
    document: DocumentId,
    most: usize,
) -> Result<Vec<CopiedStrokes>, StoreError> {
    let mut find = db.prepare_cached(&format!("{ENTRY} WHERE organisation = ?1 AND document = ?2 AND ledger = ?3"))?;
    let own = read(find.query(params![organisation.as_bytes(), document.as_bytes(), Ledger::Strokes.word()])?)?;
    let mut found = Vec::new();
    for entry in own.iter().map(|kept| &kept.entry) {
        let Body::Strokes(signed) = &entry.body else { continue };
        let others = |kept: &KeptEntry| kept.document != document || kept.entry.key != entry.key;
        for KeptEntry { document, entry: other } in copies(db, organisation, entry, most - found.len(), others)? {
            let Body::Strokes(copy) = other.body else { continue };
            let Signed { sign_off, kind, number, .. } = *copy;
            found.push(CopiedStrokes {
                sign_off: signed.sign_off,
                kind: signed.kind,
                other_sign_off: sign_off,
                other_kind: kind,
                other_document: document,
                other_number: number,
                other_signed_at: other.at,
            });
        }
        if found.len() >= most {
            break;
        }
    }
    Ok(found)
}

/// Other documents with the strokes of any of `entries` of the document `own`.
pub(super) fn sharing_strokes(
    db: &Connection,
    organisation: OrganisationId,
    own: DocumentId,
    entries: &[&Entry],
) -> Result<Touched, StoreError> {
    let mut touched = BTreeSet::new();
    for entry in entries {
        touched.extend(copies(db, organisation, entry, ENOUGH, |kept| kept.document != own)?.into_iter().map(|kept| kept.document));
    }
    Ok(touched)
}

/// Those of `others` with the strokes of `entry`, the earliest of a cell first; at most `most`.
fn copies(
    db: &Connection,
    organisation: OrganisationId,
    entry: &Entry,
    most: usize,
    others: impl Fn(&KeptEntry) -> bool,
) -> Result<Vec<KeptEntry>, StoreError> {
    let Body::Strokes(signed) = &entry.body else { return Ok(Vec::new()) };
    let shape = &signed.shape;
    let mut find =
        db.prepare_cached(&format!("{ENTRY} WHERE organisation = ?1 AND ledger = ?2 AND subject = ?3 ORDER BY at, document, key"))?;
    let mut copies = Vec::new();
    for key in shape.keys() {
        let mut near = find.query(params![organisation.as_bytes(), Ledger::Strokes.word(), key])?;
        while copies.len() < most
            && let Some(found) = near.next()?
        {
            let kept = kept(found)?;
            if others(&kept) && matches!(&kept.entry.body, Body::Strokes(other) if other.shape.is_copy_of(shape)) {
                copies.push(kept);
            }
        }
    }
    Ok(copies)
}
