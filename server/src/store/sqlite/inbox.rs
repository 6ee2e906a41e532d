//! SQL of the inbox: receiving, and what is read of it. [`settle`] runs inside the commit of a document.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use automerge::ChangeHash;
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::seal::work::AuthorProof;
use model::time::Timestamp;
use model::wire::packed::{self, PackedLimits};
use model::wire::sync::{LaterRefusal, LaterVerdict, MAX_CHANGES, MAX_INFLATED_BYTES, MAX_LATER_VERDICTS, Placed};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{Sqlite, board, devices, documents, row};
use crate::store::StoreError;
use crate::store::documents::Actor;
use crate::store::inbox::{
    Arrival, Arriving, ArrivingList, InboxMarks, InboxStanding, InboxStore, Kept, KeptList, Refusal, RefusedRest, RefusedWork, Settlement,
    Stop, Waiting, WaitingList,
};

/// What a stored list may unfold into: what one request may bring.
const LIST_LIMITS: PackedLimits = PackedLimits { changes: MAX_CHANGES, bytes: MAX_INFLATED_BYTES };

#[async_trait]
impl InboxStore for Sqlite {
    async fn receive(&self, arrival: Arrival) -> Result<Kept, StoreError> {
        self.write(move |tx| receive(tx, &arrival)).await
    }

    async fn inbox_marks(&self, device: DeviceId, since: Timestamp) -> Result<InboxMarks, StoreError> {
        self.read(move |db| {
            let refused_bytes = refused_bytes(db, device, since)?;
            let unheard = db.prepare_cached("SELECT 1 FROM later_verdict WHERE device = ?1")?.exists([device.as_bytes()])?;
            Ok(InboxMarks { lists: newest(db, "inbox")?, verdicts: newest(db, "later_verdict")?, refused_bytes, unheard })
        })
        .await
    }

    async fn waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        self.read(waiting).await
    }

    async fn waiting_list(&self, id: u64) -> Result<Option<WaitingList>, StoreError> {
        self.read(move |db| waiting_list(db, id)).await
    }

    async fn inbox_standing(&self, organisation: OrganisationId, most: u32) -> Result<InboxStanding, StoreError> {
        self.read(move |db| standing(db, organisation, most)).await
    }
}

/// The highest number that `table` ever gave out.
fn newest(db: &Connection, table: &str) -> Result<u64, StoreError> {
    let mut find = db.prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = ?1")?;
    find.query_row([table], |row| Ok(row::count(row, "seq"))).optional()?.unwrap_or(Ok(0))
}

fn waiting(db: &Connection) -> Result<Vec<Waiting>, StoreError> {
    let mut find = db.prepare_cached("SELECT id, document, device, bytes FROM inbox ORDER BY id")?;
    let mut rows = find.query([])?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next()? {
        waiting.push(Waiting {
            id: row::count(row, "id")?,
            document: DocumentId::from_bytes(row::id(row, "document")?),
            device: DeviceId::from_bytes(row::id(row, "device")?),
            bytes: row::count(row, "bytes")?,
        });
    }
    Ok(waiting)
}

fn waiting_list(db: &Connection, id: u64) -> Result<Option<WaitingList>, StoreError> {
    let mut find = db.prepare_cached("SELECT organisation, document, person, device, received_at, packed FROM inbox WHERE id = ?1")?;
    let found = find
        .query_row([row::stored(id)], |row| {
            let list = WaitingList {
                id,
                organisation: OrganisationId::from_bytes(row::id(row, "organisation")?),
                document: DocumentId::from_bytes(row::id(row, "document")?),
                person: PersonId::from_bytes(row::id(row, "person")?),
                device: DeviceId::from_bytes(row::id(row, "device")?),
                received_at: row::at(row, "received_at")?,
                raws: Vec::new(),
                proofs: Vec::new(),
            };
            Ok((list, row.get::<_, Vec<u8>>("packed")?))
        })
        .optional()?;
    let Some((list, packed)) = found else { return Ok(None) };
    Ok(Some(WaitingList { raws: unpacked(&packed)?, proofs: proofs(db, id)?, ..list }))
}

/// The proofs that stand beside a list.
fn proofs(db: &Connection, list: u64) -> Result<Vec<AuthorProof>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT p.certificate, p.work FROM inbox_author a JOIN inbox_proof p ON p.id = a.proof WHERE a.list = ?1 ORDER BY p.id",
    )?;
    let proofs =
        find.query_map([row::stored(list)], |row| Ok(AuthorProof { certificate: row.get("certificate")?, work: row.get("work")? }))?;
    Ok(proofs.collect::<Result<_, _>>()?)
}

fn unpacked(packed: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
    packed::decode(packed, LIST_LIMITS).map_err(|_| StoreError::Damaged("inbox.packed"))
}

fn standing(db: &Connection, organisation: OrganisationId, most: u32) -> Result<InboxStanding, StoreError> {
    let mut find = db.prepare_cached("SELECT COUNT(*) AS waiting, MIN(received_at) AS oldest_at FROM inbox WHERE organisation = ?1")?;
    let (waiting, oldest_at) =
        find.query_row([organisation.as_bytes()], |row| Ok((row::count(row, "waiting"), row::maybe_at(row, "oldest_at")?)))?;
    let mut find = db.prepare_cached(
        "SELECT r.document, r.person, p.name AS person_name, r.device, COUNT(*) AS changes, MAX(r.received_at) AS received_at, \
         MAX(r.refused_at) AS refused_at, r.code, r.detail, r.retry FROM refused_change r \
         JOIN person p ON p.organisation = r.organisation AND p.id = r.person \
         WHERE r.organisation = ?1 GROUP BY r.verdict, r.document, r.device ORDER BY refused_at DESC, MAX(r.id) DESC LIMIT ?2",
    )?;
    let mut rows = find.query(params![organisation.as_bytes(), most])?;
    let mut refused = Vec::new();
    while let Some(row) = rows.next()? {
        refused.push(RefusedWork {
            document: DocumentId::from_bytes(row::id(row, "document")?),
            person: PersonId::from_bytes(row::id(row, "person")?),
            person_name: row.get("person_name")?,
            device: DeviceId::from_bytes(row::id(row, "device")?),
            changes: row::count(row, "changes")?,
            received_at: row::at(row, "received_at")?,
            refused_at: row::at(row, "refused_at")?,
            refusal: Refusal { code: row.get("code")?, detail: row.get("detail")?, retry: row.get("retry")? },
        });
    }
    Ok(InboxStanding { waiting: waiting?, oldest_at, refused })
}

fn receive(tx: &Transaction<'_>, arrival: &Arrival) -> Result<Kept, StoreError> {
    tx.prepare_cached("DELETE FROM later_verdict WHERE device = ?1 AND number <= ?2")?
        .execute(params![arrival.device.as_bytes(), row::stored(arrival.judged)])?;
    tx.prepare_cached("DELETE FROM brought WHERE device = ?1 AND last <= ?2")?
        .execute(params![arrival.device.as_bytes(), row::stored(arrival.served)])?;
    devices::heard(tx, arrival.organisation, arrival.device, arrival.at)?;
    let board = board::device_changed(tx, arrival.organisation, arrival.device)?;
    let mut kept = Kept { lists: Vec::with_capacity(arrival.lists.len()), waiting: Vec::new(), later: later(tx, arrival)?, board };
    let mut births = None;
    let mut proofs = HashMap::new();
    for list in &arrival.lists {
        let judgement = look(tx, arrival, list, &mut births)?;
        if let Some(new) = judgement.new {
            let waiting = keep(tx, arrival, list, &new)?;
            keep_proofs(tx, arrival, list, waiting.id, &mut proofs)?;
            kept.waiting.push(waiting);
        }
        kept.lists.push(judgement.kept);
    }
    Ok(kept)
}

fn refused_bytes(db: &Connection, device: DeviceId, since: Timestamp) -> Result<u64, StoreError> {
    let mut find =
        db.prepare_cached("SELECT COALESCE(SUM(length(raw)), 0) AS bytes FROM refused_change WHERE device = ?1 AND refused_at > ?2")?;
    find.query_row(params![device.as_bytes(), since.as_ms()], |row| Ok(row::count(row, "bytes")))?
}

/// Later verdicts that the device has not stored.
fn later(tx: &Transaction<'_>, arrival: &Arrival) -> Result<Vec<LaterVerdict>, StoreError> {
    let mut find = tx.prepare_cached(
        "SELECT number, document, placed, hash, code, detail, retry FROM later_verdict WHERE device = ?1 AND number > ?2 \
         ORDER BY number LIMIT ?3",
    )?;
    let most = row::stored(MAX_LATER_VERDICTS as u64);
    let mut rows = find.query(params![arrival.device.as_bytes(), row::stored(arrival.judged), most])?;
    let mut later = Vec::new();
    while let Some(row) = rows.next()? {
        let hash: Option<[u8; 32]> = row.get("hash")?;
        let refused = match hash {
            None => None,
            Some(hash) => {
                Some(LaterRefusal { hash: hex::encode(hash), code: row.get("code")?, detail: row.get("detail")?, retry: row.get("retry")? })
            }
        };
        later.push(LaterVerdict {
            number: row::count(row, "number")?,
            id: DocumentId::from_bytes(row::id(row, "document")?),
            placed: placed_of(&row.get::<_, String>("placed")?)?,
            refused,
        });
    }
    Ok(later)
}

/// What is known of a list before it is kept.
struct Look {
    kept: KeptList,
    /// Places in the list of what is new, if anything is.
    new: Option<Vec<usize>>,
}

impl Look {
    fn stopped(stop: Stop) -> Self {
        Self { kept: KeptList { received: 0, placed: Placed::Nowhere, stop: Some(stop), stopped_at: 0 }, new: None }
    }
}

/// What waits for a document already.
#[derive(Default)]
struct Before {
    /// Changes of this device.
    own: HashSet<ChangeHash>,
    /// This device, or an author of what it brings, is about to open the document.
    opened: bool,
    /// Changes of others.
    others: HashSet<ChangeHash>,
    /// Actors of others.
    foreign: HashSet<Actor>,
}

/// Looks at what is new of `list`, and what stops it. `births` counts the device's new documents, once somebody has asked.
fn look(tx: &Transaction<'_>, arrival: &Arrival, list: &ArrivingList, births: &mut Option<u64>) -> Result<Look, StoreError> {
    let Some(first) = list.changes.first() else {
        return Ok(Look { kept: KeptList { received: 0, placed: Placed::Nowhere, stop: None, stopped_at: 0 }, new: None });
    };
    let scope = scope(tx, arrival, list)?;
    let before = before(tx, arrival, list)?;
    if scope.is_none() && !before.opened {
        if !first.deps.is_empty() {
            return Ok(Look::stopped(Stop::NotFound));
        }
        let born = match *births {
            Some(born) => born,
            None => all_births(tx, arrival)?,
        };
        *births = Some(born + 1);
        if born >= arrival.most_births {
            return Ok(Look::stopped(Stop::TooManyBirths));
        }
    }
    let refused = refused(tx, arrival.device, list.document)?;
    let mut look = Looking {
        tx,
        arrival,
        list,
        before: &before,
        refused: &refused,
        in_log: scope.is_some(),
        new: Vec::new(),
        seen: HashSet::new(),
        bound: HashMap::new(),
    };
    let mut stop = None;
    let mut received = 0;
    let mut waits = false;
    for (index, change) in list.changes.iter().enumerate() {
        match look.at(change)? {
            Found::InLog => {}
            Found::Waits => waits = true,
            Found::New => look.new.push(index),
            Found::Stops(found) => {
                stop = Some(found);
                break;
            }
        }
        look.seen.insert(change.hash);
        received = index + 1;
    }
    let mut new = look.new;
    let stopped_at = received;
    received = proven_front(&list.changes, received);
    new.retain(|index| *index < received);
    let placed = match scope {
        _ if received == 0 => Placed::Nowhere,
        _ if waits || !new.is_empty() => Placed::Received,
        Some(Some(_)) => Placed::AfterReassignment,
        _ => Placed::Document,
    };
    Ok(Look { kept: KeptList { received, placed, stop, stopped_at }, new: (!new.is_empty()).then_some(new) })
}

/// How many of the first `received` changes are proven without any of those after them: an author's signature is over the last of them.
fn proven_front(changes: &[Arriving], mut received: usize) -> usize {
    while let Some(unproven) = changes.iter().take(received).position(|change| change.proven_at.is_some_and(|signed| signed >= received)) {
        received = unproven;
    }
    received
}

/// How one change stands.
enum Found {
    InLog,
    Waits,
    New,
    Stops(Stop),
}

/// A list on its way through.
struct Looking<'a, 'tx> {
    tx: &'a Transaction<'tx>,
    arrival: &'a Arrival,
    list: &'a ArrivingList,
    before: &'a Before,
    refused: &'a HashMap<ChangeHash, (u64, Refusal)>,
    /// Whether the log may hold changes of the document that this person may know of.
    in_log: bool,
    /// What is new so far.
    new: Vec<usize>,
    /// What was looked at so far.
    seen: HashSet<ChangeHash>,
    /// Actors that were looked up: whether they are somebody else's.
    bound: HashMap<Actor, bool>,
}

impl Looking<'_, '_> {
    fn at(&mut self, change: &Arriving) -> Result<Found, StoreError> {
        if self.before.own.contains(&change.hash) {
            return Ok(Found::Waits);
        }
        if self.in_log && in_log(self.tx, self.list.document, &change.hash)? {
            return Ok(Found::InLog);
        }
        if !self.refused.is_empty()
            && let Some(refusal) = self.refused_before(change)
        {
            return Ok(Found::Stops(Stop::Refused(refusal)));
        }
        let missing = self.missing(change)?;
        if !missing.is_empty() {
            return Ok(Found::Stops(Stop::Missing(missing)));
        }
        let foreign = match self.bound.get(&change.actor) {
            Some(foreign) => *foreign,
            None => {
                let foreign = self.is_foreign(&change.actor)?;
                self.bound.insert(change.actor, foreign);
                foreign
            }
        };
        Ok(if foreign { Found::Stops(Stop::ActorConflict) } else { Found::New })
    }

    /// Whether the actor is of a device that neither brings the list nor is named by a proof as the one that wrote under it.
    fn is_foreign(&self, actor: &Actor) -> Result<bool, StoreError> {
        let bound_elsewhere = |device| if self.in_log { is_bound_elsewhere(self.tx, self.list.document, actor, device) } else { Ok(false) };
        let mut authors = self.list.authors.iter().filter(|author| author.actors.contains(actor)).peekable();
        if authors.peek().is_none() {
            return Ok(self.before.foreign.contains(actor) || bound_elsewhere(self.arrival.device)?);
        }
        for author in authors {
            if !bound_elsewhere(author.device)? {
                return Ok(false);
            }
        }
        bound_elsewhere(self.arrival.device)
    }

    /// What the change builds on and is not here: neither before it in the list, nor waiting, nor in the log, nor kept aside.
    fn missing(&self, change: &Arriving) -> Result<Vec<ChangeHash>, StoreError> {
        let mut missing = Vec::new();
        for dep in &change.deps {
            let near = self.seen.contains(dep) || self.before.own.contains(dep) || self.before.others.contains(dep);
            if !near && !(self.in_log && (in_log(self.tx, self.list.document, dep)? || is_aside(self.tx, self.list.document, dep)?)) {
                missing.push(*dep);
            }
        }
        Ok(missing)
    }

    /// The refusal that the device has not heard of, of this change, or the one of a change that it builds on and that is not offered
    /// again with it.
    fn refused_before(&self, change: &Arriving) -> Option<Refusal> {
        if let Some((verdict, refusal)) = self.refused.get(&change.hash)
            && *verdict > self.arrival.judged
        {
            return Some(refusal.clone());
        }
        let lacking = change
            .deps
            .iter()
            .find(|dep| self.refused.contains_key(*dep) && !self.before.own.contains(*dep) && !self.seen.contains(*dep))?;
        self.refused.get(lacking).map(|(_, refusal)| refusal.clone())
    }
}

/// The newest step of the document in the scope of the person who brings the list, else in that of one of its authors: until when late work
/// is taken if it has left.
fn scope(tx: &Transaction<'_>, arrival: &Arrival, list: &ArrivingList) -> Result<Option<Option<Timestamp>>, StoreError> {
    let mut find =
        tx.prepare_cached("SELECT grace_until FROM scope WHERE person = ?1 AND document = ?2 AND latest = 1 AND organisation = ?3")?;
    for person in std::iter::once(arrival.person).chain(list.authors.iter().map(|author| author.person)) {
        let key = params![person.as_bytes(), list.document.as_bytes(), arrival.organisation.as_bytes()];
        let found = find.query_row(key, |row| row::maybe_at(row, "grace_until")).optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn before(tx: &Transaction<'_>, arrival: &Arrival, list: &ArrivingList) -> Result<Before, StoreError> {
    let mut find = tx.prepare_cached("SELECT device, born, hashes, actors FROM inbox WHERE document = ?1 AND organisation = ?2")?;
    let mut rows = find.query(params![list.document.as_bytes(), arrival.organisation.as_bytes()])?;
    let mut before = Before::default();
    while let Some(row) = rows.next()? {
        let device = DeviceId::from_bytes(row::id(row, "device")?);
        if device == arrival.device || list.authors.iter().any(|author| author.device == device) {
            before.opened |= row.get::<_, bool>("born")?;
        }
        if device == arrival.device {
            before.own.extend(documents::heads_of(&row.get::<_, Vec<u8>>("hashes")?)?);
        } else {
            before.others.extend(documents::heads_of(&row.get::<_, Vec<u8>>("hashes")?)?);
            before.foreign.extend(row.get::<_, Vec<u8>>("actors")?.as_chunks::<16>().0);
        }
    }
    Ok(before)
}

/// New documents of the device: opened since the day began, and about to be opened.
fn all_births(tx: &Transaction<'_>, arrival: &Arrival) -> Result<u64, StoreError> {
    let mut find = tx.prepare_cached("SELECT COUNT(*) AS births FROM inbox WHERE device = ?1 AND born = 1")?;
    let waiting = find.query_row([arrival.device.as_bytes()], |row| Ok(row::count(row, "births")))??;
    Ok(documents::births(tx, arrival.device, arrival.births_since)? + waiting)
}

/// Refused changes of the device for the document, with the later verdict that says so.
fn refused(tx: &Transaction<'_>, device: DeviceId, document: DocumentId) -> Result<HashMap<ChangeHash, (u64, Refusal)>, StoreError> {
    let mut find =
        tx.prepare_cached("SELECT hash, verdict, code, detail, retry FROM refused_change WHERE device = ?1 AND document = ?2")?;
    let mut rows = find.query(params![device.as_bytes(), document.as_bytes()])?;
    let mut refused = HashMap::new();
    while let Some(row) = rows.next()? {
        let refusal = Refusal { code: row.get("code")?, detail: row.get("detail")?, retry: row.get("retry")? };
        refused.insert(ChangeHash(row.get("hash")?), (row::count(row, "verdict")?, refusal));
    }
    Ok(refused)
}

fn in_log(tx: &Transaction<'_>, document: DocumentId, hash: &ChangeHash) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("SELECT 1 FROM change WHERE document = ?1 AND hash = ?2")?.exists(params![document.as_bytes(), hash.0])?)
}

fn is_aside(tx: &Transaction<'_>, document: DocumentId, hash: &ChangeHash) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("SELECT 1 FROM quarantine WHERE document = ?1 AND hash = ?2")?.exists(params![document.as_bytes(), hash.0])?)
}

/// Whether the actor is another device's, or the desk's.
fn is_bound_elsewhere(tx: &Transaction<'_>, document: DocumentId, actor: &Actor, device: DeviceId) -> Result<bool, StoreError> {
    let mut find = tx.prepare_cached("SELECT 1 FROM actor WHERE document = ?1 AND actor = ?2 AND device IS NOT ?3")?;
    Ok(find.exists(params![document.as_bytes(), actor, device.as_bytes()])?)
}

/// Keeps what is new of a list.
fn keep(tx: &Transaction<'_>, arrival: &Arrival, list: &ArrivingList, new: &[usize]) -> Result<Waiting, StoreError> {
    let changes: Vec<&Arriving> = new.iter().filter_map(|place| list.changes.get(*place)).collect();
    let repacked;
    let packed = if changes.len() == list.changes.len() {
        &list.packed
    } else {
        let raws: Vec<&[u8]> = changes.iter().map(|change| change.raw.as_slice()).collect();
        repacked = packed::encode(&raws).map_err(|_| StoreError::Damaged("a list that was unpacked"))?;
        &repacked
    };
    // An actor that a proof names is the author's, who may send the same work: it stands in nobody's way here.
    let is_authors = |actor: &Actor| list.authors.iter().any(|author| author.actors.contains(actor));
    let mut actors: Vec<Actor> = changes.iter().map(|change| change.actor).filter(|actor| !is_authors(actor)).collect();
    actors.sort_unstable();
    actors.dedup();
    let bytes: usize = changes.iter().map(|change| change.raw.len()).sum();
    let hashes: Vec<u8> = changes.iter().flat_map(|change| change.hash.0).collect();
    let mut insert = tx.prepare_cached(
        "INSERT INTO inbox (organisation, document, person, device, received_at, born, bytes, hashes, actors, packed) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
    )?;
    let id = insert.query_row(
        params![
            arrival.organisation.as_bytes(),
            list.document.as_bytes(),
            arrival.person.as_bytes(),
            arrival.device.as_bytes(),
            arrival.at.as_ms(),
            changes.first().is_some_and(|first| first.deps.is_empty()),
            row::stored(bytes as u64),
            hashes,
            actors.concat(),
            packed,
        ],
        |row| Ok(row::count(row, "id")),
    )??;
    Ok(Waiting { id, document: list.document, device: arrival.device, bytes: bytes as u64 })
}

/// Keeps the proofs of those who wrote what the list brings for others. `kept` says which of the request's are kept, and where.
fn keep_proofs(
    tx: &Transaction<'_>,
    arrival: &Arrival,
    list: &ArrivingList,
    id: u64,
    kept: &mut HashMap<usize, i64>,
) -> Result<(), StoreError> {
    for author in &list.authors {
        let Some(AuthorProof { certificate, work }) = arrival.proofs.get(author.proof) else { continue };
        let proof = match kept.get(&author.proof) {
            Some(proof) => *proof,
            None => {
                let mut insert = tx.prepare_cached("INSERT INTO inbox_proof (certificate, work) VALUES (?1, ?2) RETURNING id")?;
                let proof = insert.query_row(params![certificate, work], |row| row.get("id"))?;
                kept.insert(author.proof, proof);
                proof
            }
        };
        tx.prepare_cached("INSERT INTO inbox_author (list, proof) VALUES (?1, ?2)")?.execute(params![row::stored(id), proof])?;
    }
    Ok(())
}

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

/// Takes a list that was judged out of the inbox, tells its device what it has to hear, and keeps what was refused. Answers the lists
/// that wait no more.
pub(super) fn settle(tx: &Transaction<'_>, organisation: OrganisationId, settlement: &Settlement) -> Result<Vec<u64>, StoreError> {
    let told = settlement.refused.is_some() || matches!(settlement.placed, Placed::AfterReassignment | Placed::Quarantine);
    let number = if told { Some(tell(tx, settlement)?) } else { None };
    let mut settled = vec![settlement.id];
    if let (Some(RefusedRest { refusal, changes }), Some(number)) = (&settlement.refused, number) {
        let mut keep = Keeping { tx, organisation, settlement, refusal, number };
        for (hash, raw) in changes {
            keep.refused(*hash, raw, settlement.received_at)?;
        }
        settled.extend(keep.whatever_follows()?);
    }
    let mut remove = tx.prepare_cached("DELETE FROM inbox WHERE id = ?1")?;
    for id in &settled {
        forget_proofs(tx, *id)?;
        remove.execute([row::stored(*id)])?;
    }
    Ok(settled)
}

/// Writes the later verdict; answers its number.
fn tell(tx: &Transaction<'_>, settlement: &Settlement) -> Result<u64, StoreError> {
    let refused = settlement.refused.as_ref().and_then(|rest| Some((&rest.refusal, rest.changes.first()?.0)));
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
}

impl Keeping<'_, '_> {
    fn refused(&mut self, hash: ChangeHash, raw: &[u8], received_at: Timestamp) -> Result<(), StoreError> {
        let Settlement { document, person, device, judged_at, .. } = self.settlement;
        let mut keep = self.tx.prepare_cached(
            "INSERT INTO refused_change \
             (organisation, document, person, device, hash, received_at, refused_at, verdict, code, detail, retry, raw) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) \
             ON CONFLICT (device, document, hash) DO UPDATE SET refused_at = excluded.refused_at, verdict = excluded.verdict, \
             code = excluded.code, detail = excluded.detail, retry = excluded.retry",
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
        ])?;
        Ok(())
    }

    /// Refuses what else of this device waits for the document: it builds on what was refused.
    fn whatever_follows(&mut self) -> Result<Vec<u64>, StoreError> {
        let mut find = self.tx.prepare_cached(
            "SELECT id, received_at, hashes, packed FROM inbox WHERE document = ?1 AND device = ?2 AND organisation = ?3 AND id > ?4 ORDER BY id",
        )?;
        let mut rows = find.query(params![
            self.settlement.document.as_bytes(),
            self.settlement.device.as_bytes(),
            self.organisation.as_bytes(),
            row::stored(self.settlement.id)
        ])?;
        let mut settled = Vec::new();
        while let Some(row) = rows.next()? {
            let hashes = documents::heads_of(&row.get::<_, Vec<u8>>("hashes")?)?;
            let raws = unpacked(&row.get::<_, Vec<u8>>("packed")?)?;
            let received_at = row::at(row, "received_at")?;
            for (hash, raw) in hashes.into_iter().zip(&raws) {
                self.refused(hash, raw, received_at)?;
            }
            settled.push(row::count(row, "id")?);
        }
        Ok(settled)
    }
}

/// Notes that the places `first` to `last` in the log are what `device` brought by `list`.
pub(super) fn brought(tx: &Transaction<'_>, device: DeviceId, first: u64, last: u64, list: u64) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO brought (device, first, last, list) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        device.as_bytes(),
        row::stored(first),
        row::stored(last),
        row::stored(list)
    ])?;
    Ok(())
}

/// A change of a document is in the log: nobody's copy of it is refused any more.
pub(super) fn taken_after_all(tx: &Transaction<'_>, document: DocumentId, hash: &ChangeHash) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM refused_change WHERE document = ?1 AND hash = ?2")?.execute(params![document.as_bytes(), hash.0])?;
    Ok(())
}

fn word_of(placed: Placed) -> Result<&'static str, StoreError> {
    match placed {
        Placed::Document => Ok("document"),
        Placed::AfterReassignment => Ok("after_reassignment"),
        Placed::Quarantine => Ok("quarantine"),
        Placed::Nowhere => Ok("nowhere"),
        Placed::Received | Placed::Unknown => Err(StoreError::Damaged("a place that is none to be told later")),
    }
}

fn placed_of(word: &str) -> Result<Placed, StoreError> {
    match word {
        "document" => Ok(Placed::Document),
        "after_reassignment" => Ok(Placed::AfterReassignment),
        "quarantine" => Ok(Placed::Quarantine),
        "nowhere" => Ok(Placed::Nowhere),
        _ => Err(StoreError::Damaged("later_verdict.placed")),
    }
}
