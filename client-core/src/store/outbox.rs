//! The outbox: what waits to be sent, what the server said to it, and where each document therefore stands.

use model::documents::kind::DocumentKind;
use model::id::DocumentId;
use model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::Serialize;

use super::{StoreError, blobs, changes, contact, documents, refused, salvage};

/// Where the work on a document is. Only a server's receipt can say *received*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Delivery {
    /// So many changes wait on this phone for the server, with what it carries for a colleague.
    OnThisPhone {
        /// How many.
        changes: u32,
    },
    /// The server holds every change; photos are still on their way.
    Received,
    /// The server holds every change and every photo.
    Complete,
    /// Something was not taken; a person has to look. The work is kept.
    Parked {
        /// The stable word for why.
        code: String,
        /// Why, for a person.
        detail: String,
    },
}

impl Delivery {
    /// Whether anything is left to do on this phone.
    fn waits(&self) -> bool {
        match self {
            Self::Complete => false,
            Self::Parked { code, .. } => code != QUARANTINED,
            Self::OnThisPhone { .. } | Self::Received => true,
        }
    }
}

/// What waits on this phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutboxView {
    /// Every document of which something waits on this phone or was not taken, the longest waiting first. Work that the server
    /// holds apart (`quarantined`) is not among them: nothing of it waits here, the desk decides.
    pub documents: Vec<OutboxDocument>,
    /// Photos that the server does not have whole.
    pub photos_pending: u32,
    /// When the server last answered well, by this device's clock.
    pub last_contact_at: Option<Timestamp>,
    /// What went wrong since, as a stable code.
    pub last_error: Option<String>,
    /// The highest place in the server's log that a checked backup of it holds, as it last said: what lies up to it outlives the loss of
    /// the server's disk. `None`: it has said of none. Nothing is deleted here for it.
    pub durable_pos: Option<u64>,
}

/// One document in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutboxDocument {
    /// Which document.
    pub id: DocumentId,
    /// What lists call it: number of the call-out, date of the day; empty if the document cannot be read.
    pub number: String,
    /// What it is, if that is known.
    pub kind: Option<DocumentKind>,
    /// Changes that wait.
    pub changes: u32,
    /// Photos that wait.
    pub photos_pending: u32,
    /// Where it stands.
    pub state: Delivery,
}

/// Columns that [`standing`] reads, from `document d`.
pub(crate) const STANDING: &str = "d.refused_code, d.refused_detail, d.unreadable_code, d.unreadable_detail,
    (SELECT count(*) FROM change c WHERE c.document = d.id AND c.received = 0),
    (SELECT count(*) FROM photo p JOIN blob b ON b.sha256 = p.sha256 WHERE p.document = d.id AND b.complete = 0),
    (SELECT min(b.parked) FROM photo p JOIN blob b ON b.sha256 = p.sha256 WHERE p.document = d.id AND b.complete = 0),
    d.placed, (SELECT count(*) FROM set_aside a WHERE a.document = d.id AND a.own = 1 AND a.seen = 0),
    (SELECT count(*) FROM not_accepted n WHERE n.document = d.id AND n.seen = 0)";

/// The stable word for a document that the server does not have for this person.
const NOT_FOUND: &str = "not_found";

/// The stable word for work that the server holds apart.
const QUARANTINED: &str = "quarantined";

/// The stable word for work of which something does not stand.
const NOT_ACCEPTED: &str = "not_accepted";

/// Where a document stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) delivery: Delivery,
    pub(crate) changes: u32,
    pub(crate) photos_pending: u32,
}

/// Reads the columns [`STANDING`], the first at `first`.
pub(crate) fn standing(row: &Row<'_>, first: usize) -> rusqlite::Result<Standing> {
    let why = |code: Option<String>, detail: Option<String>| code.map(|code| (code, detail.unwrap_or_default()));
    let refused = why(row.get(first)?, row.get(first + 1)?);
    let unreadable = why(row.get(first + 2)?, row.get(first + 3)?);
    let changes: u32 = row.get(first + 4)?;
    let photos_pending: u32 = row.get(first + 5)?;
    let photo: Option<String> = row.get(first + 6)?;
    let placed: Option<String> = row.get(first + 7)?;
    let set_aside: u32 = row.get(first + 8)?;
    let not_accepted: u32 = row.get(first + 9)?;
    let parked = |code: &str, detail: &str| Delivery::Parked { code: code.to_owned(), detail: detail.to_owned() };
    let delivery = if let Some((code, detail)) = refused.or(unreadable) {
        Delivery::Parked { code, detail }
    } else if set_aside > 0 {
        parked("work_set_aside", "some of what was entered here was damaged and could not be joined; export it and tell the desk")
    } else if not_accepted > 0 {
        parked(NOT_ACCEPTED, "something that was entered here was not accepted; look at it, and enter it or have it signed anew")
    } else if changes > 0 {
        Delivery::OnThisPhone { changes }
    } else if placed.as_deref() == Some(documents::QUARANTINE) {
        parked(QUARANTINED, "the server holds this work apart from the visit; the desk decides")
    } else if let Some(code) = photo {
        parked(&code, "the server does not take a photo")
    } else if photos_pending > 0 {
        Delivery::Received
    } else {
        Delivery::Complete
    };
    Ok(Standing { delivery, changes, photos_pending })
}

/// Where one document stands.
pub(crate) fn delivery(conn: &Connection, id: DocumentId) -> Result<Option<Delivery>, StoreError> {
    let found = conn
        .prepare_cached(&format!("SELECT {STANDING} FROM document d WHERE d.id = ?1"))?
        .query_row([id.as_bytes().as_slice()], |row| standing(row, 0))
        .optional()?;
    Ok(found.map(|standing| standing.delivery))
}

/// Everything that waits.
pub(crate) fn view(conn: &Connection) -> Result<OutboxView, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "SELECT d.id, v.label, d.kind, {STANDING}
         FROM document d LEFT JOIN projection v ON v.document = d.id
         ORDER BY (SELECT min(c.id) FROM change c WHERE c.document = d.id AND c.received = 0) NULLS LAST, d.id"
    ))?;
    let rows = query.query_map([], |row| {
        let Standing { delivery, changes, photos_pending } = standing(row, 3)?;
        Ok(OutboxDocument {
            id: DocumentId::from_bytes(row.get(0)?),
            number: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
            kind: row.get::<_, Option<String>>(2)?.as_deref().and_then(DocumentKind::from_word),
            changes,
            photos_pending,
            state: delivery,
        })
    })?;
    let documents = rows.filter(|row| row.as_ref().map_or(true, |row| row.state.waits())).collect::<Result<_, _>>()?;
    let (last_contact_at, last_error) = contact::last(conn)?;
    let durable_pos = contact::durable_pos(conn)?;
    Ok(OutboxView { documents, photos_pending: blobs::pending(conn)?, last_contact_at, last_error, durable_pos })
}

/// One change that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unsent {
    /// Its document.
    pub(crate) document: DocumentId,
    /// Its hash.
    pub(crate) hash: [u8; 32],
    /// The uncompressed change chunk.
    pub(crate) raw: Vec<u8>,
    /// The document waits with changes of other devices, which go up with their authors' proofs and all at once.
    pub(crate) relays: bool,
}

/// What may be sent of documents that wait with changes of other devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offer {
    /// All of it: their authors' proofs go with it.
    WithProofs,
    /// Nothing of such documents: the server would not understand the proofs.
    OwnDocuments,
    /// What this device made, and nothing of others.
    OwnChanges,
}

/// At most `changes` changes that wait and may be sent (more only to have a document whole that is carried for others), document by
/// document, the longest waiting document first, each in order. Documents whose next change was refused for good are left out, and those
/// in `except`.
pub(crate) fn unsent(conn: &Connection, changes: usize, except: &[DocumentId], offer: Offer) -> Result<Vec<Unsent>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT c.document, c.hash, c.raw, c.own, w.relays FROM change c
         JOIN (SELECT document, min(id) AS first, min(own) = 0 AS relays FROM change WHERE received = 0 GROUP BY document) w
           ON w.document = c.document
         JOIN document d ON d.id = c.document
         WHERE c.received = 0 AND (d.refused_code IS NULL OR d.refused_retry = 1)
         ORDER BY w.first, c.id",
    )?;
    let rows = query.query_map([], |row| {
        let unsent = Unsent { document: DocumentId::from_bytes(row.get(0)?), hash: row.get(1)?, raw: row.get(2)?, relays: row.get(4)? };
        Ok((unsent, row.get::<_, bool>(3)?))
    })?;
    let mut unsent: Vec<Unsent> = Vec::new();
    for row in rows {
        let (mut row, own) = row?;
        let offered = match offer {
            Offer::WithProofs => true,
            Offer::OwnDocuments => !row.relays,
            Offer::OwnChanges => {
                row.relays = false;
                own
            }
        };
        if !offered || except.contains(&row.document) {
            continue;
        }
        let of_a_whole = row.relays && unsent.last().is_some_and(|last| last.document == row.document);
        if unsent.len() >= changes && !of_a_whole {
            break;
        }
        unsent.push(row);
    }
    Ok(unsent)
}

/// Notes that the server did not take the next change of a document. If it never will, `hash` says which change that is
/// ([`refused::pending`]).
pub(crate) fn park(
    tx: &Transaction<'_>,
    id: DocumentId,
    code: &str,
    detail: &str,
    retry: bool,
    hash: Option<&[u8; 32]>,
) -> Result<(), StoreError> {
    refused::note(tx, id, hash.filter(|_| !retry))?;
    tx.prepare_cached("UPDATE document SET refused_code = ?2, refused_detail = ?3, refused_retry = ?4 WHERE id = ?1")?.execute(params![
        id.as_bytes().as_slice(),
        code,
        detail,
        retry
    ])?;
    Ok(())
}

/// Notes that nothing of a document is refused.
pub(crate) fn unpark(tx: &Transaction<'_>, id: DocumentId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE document SET refused_code = NULL, refused_detail = NULL, refused_retry = 0, refused_hash = NULL WHERE id = ?1",
    )?
    .execute([id.as_bytes().as_slice()])?;
    Ok(())
}

/// The server has the document now, or again: what was refused because it had none waits to be sent.
pub(crate) fn found(tx: &Transaction<'_>, id: DocumentId) -> Result<(), StoreError> {
    let mut refused = tx.prepare_cached("SELECT 1 FROM document WHERE id = ?1 AND refused_code = ?2")?;
    if refused.exists(params![id.as_bytes().as_slice(), NOT_FOUND])? {
        unpark(tx, id)?;
    }
    Ok(())
}

/// A person asks to try a parked document again: what was refused is offered from the start, what could not be read is fetched
/// whole, and its photos start over.
pub(crate) fn try_again(tx: &Transaction<'_>, id: DocumentId) -> Result<(), StoreError> {
    let unreadable: Option<String> = tx
        .prepare_cached("SELECT unreadable_code FROM document WHERE id = ?1")?
        .query_row([id.as_bytes().as_slice()], |row| row.get(0))
        .optional()?
        .flatten();
    if unreadable.is_some() {
        documents::owe_fetch(tx, id, true)?;
    }
    changes::mark_unsent(tx, Some(id))?;
    unpark(tx, id)?;
    salvage::mark_seen(tx, id)?;
    refused::mark_all_seen(tx, id)?;
    blobs::unpark(tx, id)
}
