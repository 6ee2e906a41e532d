//! What of a list that arrives is new, and what stops it at the first look.

use std::collections::{HashMap, HashSet};

use automerge::ChangeHash;
use model::id::{DeviceId, DocumentId, PersonId};
use model::time::Timestamp;
use model::wire::sync::Placed;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::store::StoreError;
use crate::store::documents::Actor;
use crate::store::inbox::{Arrival, Arriving, ArrivingList, KeptList, Refusal, Stop};
use crate::store::sqlite::{documents, row};

/// What is known of a list before it is kept.
pub(super) struct Look {
    pub(super) kept: KeptList,
    /// Places in the list of what is new, if anything is.
    pub(super) new: Option<Vec<usize>>,
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
    /// This person, or an author of what the device brings, is about to open the document.
    opened: bool,
    /// Changes of others.
    others: HashSet<ChangeHash>,
    /// Actors of others.
    foreign: HashSet<Actor>,
}

/// Looks at what is new of `list`, and what stops it. `births` counts the device's new documents, once somebody has asked.
pub(super) fn look(tx: &Transaction<'_>, arrival: &Arrival, list: &ArrivingList, births: &mut Option<u64>) -> Result<Look, StoreError> {
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
    let left_out = scope.is_some() && has_left_out(tx, list.document)?;
    let mut look = Looking {
        tx,
        arrival,
        list,
        before: &before,
        refused: &refused,
        left_out,
        in_log: scope.is_some(),
        new: Vec::new(),
        seen: HashSet::new(),
        bound: HashMap::new(),
        reached: HashMap::new(),
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
    refused: &'a HashMap<ChangeHash, RefusedBefore>,
    /// Whether the desk left anything out of the document that lies in quarantine.
    left_out: bool,
    /// Whether the log may hold changes of the document that this person may know of.
    in_log: bool,
    /// What is new so far.
    new: Vec<usize>,
    /// What was looked at so far.
    seen: HashSet<ChangeHash>,
    /// Actors that were looked up: whether they are somebody else's.
    bound: HashMap<Actor, bool>,
    /// Actors that were looked up: the highest number of theirs in the log.
    reached: HashMap<Actor, u64>,
}

impl Looking<'_, '_> {
    fn at(&mut self, change: &Arriving) -> Result<Found, StoreError> {
        if self.before.own.contains(&change.hash) {
            return Ok(Found::Waits);
        }
        if self.in_log && self.may_be_in_log(change)? && in_log(self.tx, self.list.document, &change.hash)? {
            return Ok(Found::InLog);
        }
        if self.left_out
            && let Some(reason) = left_out_because(self.tx, self.list.document, &change.hash)?
        {
            return Ok(Found::Stops(Stop::Refused(Refusal::discarded(reason))));
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

    /// Whether the log reaches as far as the number that the change bears: one that goes further is not in it, whatever it is called.
    fn may_be_in_log(&mut self, change: &Arriving) -> Result<bool, StoreError> {
        let reached = match self.reached.get(&change.actor) {
            Some(reached) => *reached,
            None => {
                let reached = reached_by(self.tx, self.list.document, &change.actor)?;
                self.reached.insert(change.actor, reached);
                reached
            }
        };
        Ok(change.actor_seq <= reached)
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
        if let Some(before) = self.refused.get(&change.hash) {
            if before.left_out {
                return Some(Refusal::discarded(before.reason.clone()));
            }
            if before.unheard {
                return Some(before.refusal.clone());
            }
        }
        // What builds on work that the desk left out lacks it: all of the document is offered again then, and that work named.
        let here = |dep: &ChangeHash| self.before.own.contains(dep) || self.seen.contains(dep);
        let lacking =
            change.deps.iter().filter(|dep| !here(dep)).find_map(|dep| self.refused.get(dep).filter(|before| !before.left_out))?;
        Some(lacking.refusal.clone())
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
    let mut find = tx.prepare_cached("SELECT person, device, born, hashes, actors FROM inbox WHERE document = ?1 AND organisation = ?2")?;
    let mut rows = find.query(params![list.document.as_bytes(), arrival.organisation.as_bytes()])?;
    let mut before = Before::default();
    while let Some(row) = rows.next()? {
        let device = DeviceId::from_bytes(row::id(row, "device")?);
        let person = PersonId::from_bytes(row::id(row, "person")?);
        if person == arrival.person || list.authors.iter().any(|author| author.device == device) {
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

/// A change that was refused before.
struct RefusedBefore {
    /// The later verdict that says so waits to be heard. Where the device has heard it, what it offers again is judged again, also if it
    /// started over since and knows no number any more.
    unheard: bool,
    refusal: Refusal,
    /// The desk leaves it out, for this reason.
    left_out: bool,
    reason: String,
}

/// Refused changes of the device for the document.
fn refused(tx: &Transaction<'_>, device: DeviceId, document: DocumentId) -> Result<HashMap<ChangeHash, RefusedBefore>, StoreError> {
    let mut find = tx.prepare_cached(
        "SELECT hash, EXISTS (SELECT 1 FROM later_verdict WHERE number = refused_change.verdict AND device = ?1) AS unheard, \
         code, detail, retry, discarded_at IS NOT NULL AS left_out, coalesce(discard_reason, '') AS reason \
         FROM refused_change WHERE device = ?1 AND document = ?2",
    )?;
    let mut rows = find.query(params![device.as_bytes(), document.as_bytes()])?;
    let mut refused = HashMap::new();
    while let Some(row) = rows.next()? {
        let refusal = Refusal { code: row.get("code")?, detail: row.get("detail")?, retry: row.get("retry")? };
        let before = RefusedBefore { unheard: row.get("unheard")?, refusal, left_out: row.get("left_out")?, reason: row.get("reason")? };
        refused.insert(ChangeHash(row.get("hash")?), before);
    }
    Ok(refused)
}

/// Whether anything lies in quarantine of the document that the desk left out.
fn has_left_out(tx: &Transaction<'_>, document: DocumentId) -> Result<bool, StoreError> {
    let mut find = tx.prepare_cached("SELECT 1 FROM quarantine WHERE document = ?1 AND discarded_at IS NOT NULL")?;
    Ok(find.exists([document.as_bytes()])?)
}

/// Why the desk leaves a change out that lies in quarantine, if it does.
fn left_out_because(tx: &Transaction<'_>, document: DocumentId, hash: &ChangeHash) -> Result<Option<String>, StoreError> {
    let mut find = tx.prepare_cached(
        "SELECT coalesce(discard_reason, '') AS reason FROM quarantine WHERE document = ?1 AND hash = ?2 AND discarded_at IS NOT NULL",
    )?;
    Ok(find.query_row(params![document.as_bytes(), hash.0], |row| row.get("reason")).optional()?)
}

/// Whether the change is in its document.
pub(super) fn in_log(db: &Connection, document: DocumentId, hash: &ChangeHash) -> Result<bool, StoreError> {
    Ok(db.prepare_cached("SELECT 1 FROM change WHERE document = ?1 AND hash = ?2")?.exists(params![document.as_bytes(), hash.0])?)
}

/// The highest number of a change of the actor in the log; 0 if there is none.
fn reached_by(tx: &Transaction<'_>, document: DocumentId, actor: &Actor) -> Result<u64, StoreError> {
    let mut find = tx.prepare_cached("SELECT COALESCE(MAX(actor_seq), 0) AS reached FROM change WHERE document = ?1 AND actor = ?2")?;
    find.query_row(params![document.as_bytes(), actor], |row| Ok(row::count(row, "reached")))?
}

fn is_aside(tx: &Transaction<'_>, document: DocumentId, hash: &ChangeHash) -> Result<bool, StoreError> {
    Ok(tx
        .prepare_cached("SELECT 1 FROM quarantine WHERE document = ?1 AND hash = ?2 AND discarded_at IS NULL")?
        .exists(params![document.as_bytes(), hash.0])?)
}

/// Whether the actor is another device's, or the desk's.
fn is_bound_elsewhere(tx: &Transaction<'_>, document: DocumentId, actor: &Actor, device: DeviceId) -> Result<bool, StoreError> {
    let mut find = tx.prepare_cached("SELECT 1 FROM actor WHERE document = ?1 AND actor = ?2 AND device IS NOT ?3")?;
    Ok(find.exists(params![document.as_bytes(), actor, device.as_bytes()])?)
}
