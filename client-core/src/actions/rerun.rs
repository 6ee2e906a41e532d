//! A branch that the server refused for good (docs/sync.md, Recoveries): the refused change and everything of this device that was built
//! on it is put aside as a saved copy, and each of its actions is carried out again where its author stood, without what was refused.
//! What is not allowed there any more, or cannot be done again, is kept as not accepted.
//!
//! One transaction for each document: it happened, or it did not and happens at the next sync. A change that was put aside is no longer
//! among the document's rows, so that the same verdict a second time finds nothing to do.
//!
//! What a person at the desk left out is not carried out again, wherever in the branch it stands.
//!
//! A signature is never carried over: it is over exactly what was read. It is shown, to be asked for anew.

use std::collections::{HashMap, HashSet};

use automerge::{ActorId, Automerge, ChangeHash, ReadDoc as _};
use model::documents::authority::TechnicianAuthority;
use model::documents::kind::{Assessed, assess};
use model::documents::rerun::{Deed, Obstacle};
use model::documents::stamp::ChangeNote;
use model::gate::{Limits, preflight};
use model::id::DocumentId;
use model::rules::OwnWork;
use model::time::Timestamp;
use model::wire::sync::Placed;
use rusqlite::Transaction;

use crate::chance::fresh;
use crate::days;
use crate::device::Core;
use crate::identity::Identity;
use crate::observe::Notice;
use crate::store::changes::Origin;
use crate::store::left_out::{self, DISCARDED};
use crate::store::open_documents::OpenDocument;
use crate::store::refused::{self, NotAccepted, Pending, Row};
use crate::store::{StoreError, bundles, changes, commands, documents, identity, outbox, projection};
use crate::visits;

/// Refusals of the form of a change and not of what it says: written anew, the same entry can pass.
const OF_FORM: [&str; 4] = ["actor_conflict", "sequence", "malformed", "unsafe"];
/// Refusals of the whole document, or that the server takes back: there is nothing to build on, so everything stays as it is.
const OF_DOCUMENT: [&str; 5] = ["not_found", "kind_unknown", "second_root", "other_document", "quarantine_full"];

/// What became of one action of the branch.
enum Outcome {
    /// It was carried out again.
    Became(ChangeHash, Vec<u8>),
    /// Everything was so already.
    Already,
    /// It does not stand.
    Not { code: String, detail: String },
}

impl Outcome {
    fn builds_on_refused() -> Self {
        Self::Not { code: "builds_on_refused".to_owned(), detail: "what it refers to was not accepted".to_owned() }
    }
}

impl From<Obstacle> for Outcome {
    fn from(obstacle: Obstacle) -> Self {
        Self::Not { code: obstacle.code().to_owned(), detail: obstacle.to_string() }
    }
}

impl Core {
    /// Deals with every branch that the server refused for good. Answers the documents that were changed by it: what of them could be
    /// entered again waits to be sent.
    pub(crate) fn rerun_refused(&self) -> Result<Vec<DocumentId>, StoreError> {
        if self.store.read(refused::pending)?.is_empty() {
            return Ok(Vec::new());
        }
        let mut writer = self.store.writer();
        let mut done = Vec::new();
        let pending = {
            let (tx, _) = writer.reading()?;
            refused::pending(&tx)?
        };
        for branch in pending {
            let (tx, open) = writer.begin()?;
            let _stale = open.take(branch.document);
            let outcome = self.rerun(&tx, &branch)?;
            tx.commit()?;
            if let Some(doc) = outcome {
                open.put(branch.document, OpenDocument::new(doc));
                done.push(branch.document);
            }
        }
        drop(writer);
        for id in &done {
            self.tell(&[Notice::Document(*id)]);
        }
        if !done.is_empty() {
            self.tell(&[Notice::Agenda, Notice::Outbox]);
        }
        Ok(done)
    }

    /// Deals with one branch; `None` if it stays parked as it is.
    fn rerun(&self, tx: &Transaction<'_>, pending: &Pending) -> Result<Option<Automerge>, StoreError> {
        let id = pending.document;
        let Some(identity) = identity::find(tx)?.map(|enrolled| enrolled.identity) else { return Ok(None) };
        bundles::open(tx, id)?;
        let rows = match refused::rows(tx, id) {
            Ok(rows) => rows,
            // It is fetched and made whole first; the refused change stays noted.
            Err(StoreError::DocumentDamaged(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let whole = match documents::load(tx, id, self.chance.as_ref()) {
            Ok(Some(whole)) => whole,
            Ok(None) | Err(StoreError::DocumentDamaged(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        // From here on it is looked at once, whatever comes of it.
        refused::note(tx, id, None)?;
        if OF_DOCUMENT.contains(&pending.code.as_str()) {
            return Ok(None);
        }
        let branch = branch(&rows, pending.hash);
        let Some(refused_row) = rows.iter().find(|row| row.change.hash() == pending.hash) else {
            // It was dealt with before.
            outbox::unpark(tx, id)?;
            return Ok(None);
        };
        let written_anew = OF_FORM.contains(&pending.code.as_str()) && !refused::is_repeat(tx, id, pending.hash)?;
        let opens = refused_row.change.deps().is_empty();
        let others = rows.iter().any(|row| branch.contains(&row.change.hash()) && !row.own);
        if others || (opens && !written_anew) {
            return Ok(None);
        }
        let actor = ActorId::from(fresh::<16>(self.chance.as_ref())?);
        let mut scene = Scene {
            id,
            identity: &identity,
            authority: self.authority(id, &identity),
            open: OpenDocument::new(Automerge::new().with_actor(actor)),
            own: OwnWork::default(),
            left: documents::left(tx, id)?.is_some(),
            dropped: HashSet::new(),
        };
        let left_out = left_out::of(tx, id)?;
        let by_desk = Pending { code: DISCARDED.to_owned(), detail: "the desk left it out".to_owned(), ..pending.clone() };
        let mut outcomes: HashMap<ChangeHash, Outcome> = HashMap::new();
        for row in &rows {
            let hash = row.change.hash();
            if !branch.contains(&hash) {
                if !scene.join(row) {
                    return Ok(None);
                }
                continue;
            }
            let by_server =
                if hash == pending.hash && !written_anew { Some(pending) } else { left_out.contains(&hash).then_some(&by_desk) };
            let outcome = scene.again(&whole, hash, by_server)?;
            outcomes.insert(hash, outcome);
        }
        if scene.open.doc.get_heads().is_empty() {
            return Ok(None);
        }
        let Ok(assessed) = assess(&scene.open.doc) else { return Ok(None) };
        let journal = commands::of(tx, id)?;
        for row in &rows {
            let hash = row.change.hash();
            let Some(outcome) = outcomes.remove(&hash) else { continue };
            let became = match &outcome {
                Outcome::Became(new, _) => Some(*new),
                _ => None,
            };
            refused::save(tx, pending, row, became, self.clock.now())?;
            match outcome {
                Outcome::Became(new, raw) => {
                    let flight = preflight(&raw, &Limits::default()).map_err(|error| StoreError::Value(error.to_string()))?;
                    changes::insert(tx, id, &flight, &raw, Origin::OwnUnsent)?;
                    if let Some(entry) = journal.iter().find(|entry| entry.change == hash) {
                        commands::repeat(tx, entry, new)?;
                    }
                }
                Outcome::Already => {}
                Outcome::Not { code, detail } => refused::keep_not_accepted(tx, hash, &entry(id, &whole, row, code, detail))?,
            }
        }
        outbox::unpark(tx, id)?;
        if pending.code == DISCARDED {
            // Nothing of it lies apart any more: the desk has decided.
            documents::mark_placed(tx, id, Placed::Document)?;
        }
        refused::forget_snapshot(tx, id)?;
        documents::keep(tx, id, &scene.open.doc)?;
        projection::keep(tx, id, &assessed)?;
        Ok(Some(scene.open.doc))
    }

    fn authority(&self, document: DocumentId, identity: &Identity) -> TechnicianAuthority {
        TechnicianAuthority {
            document,
            organisation: identity.organisation,
            person: identity.person,
            device: identity.device,
            device_key: self.key.public_key(),
        }
    }
}

/// The document as its author would have had it without what was refused, one action after the other.
struct Scene<'a> {
    id: DocumentId,
    identity: &'a Identity,
    authority: TechnicianAuthority,
    open: OpenDocument,
    own: OwnWork,
    left: bool,
    /// What the actions that do not stand had made.
    dropped: HashSet<String>,
}

impl Scene<'_> {
    /// Takes a change that is not of the branch.
    fn join(&mut self, row: &Row) -> bool {
        // What was found out about it holds no more.
        let mut doc = std::mem::replace(&mut self.open.doc, Automerge::new());
        if doc.apply_changes([row.change.clone()]).is_err() {
            return false;
        }
        self.open = OpenDocument::new(doc);
        if row.own
            && let Ok(flight) = preflight(&row.raw, &Limits::of_own_server())
        {
            self.own.add(&flight, row.raw.len());
        }
        true
    }

    /// Carries out the action of the change `hash` of `whole` again, unless the server refused this very one (`by_server`).
    fn again(&mut self, whole: &Automerge, hash: ChangeHash, by_server: Option<&Pending>) -> Result<Outcome, StoreError> {
        let deed = match Deed::of(whole, hash) {
            Ok(deed) => deed,
            Err(obstacle) => return Ok(by_server.map_or_else(|| obstacle.into(), refused_by_server)),
        };
        let outcome = match by_server {
            Some(pending) if !deed.seals() => refused_by_server(pending),
            _ => self.carry_out(whole, hash, &deed)?,
        };
        if matches!(outcome, Outcome::Not { .. }) {
            self.dropped.extend(deed.made().map(ToOwned::to_owned));
        }
        Ok(outcome)
    }

    fn carry_out(&mut self, whole: &Automerge, hash: ChangeHash, deed: &Deed) -> Result<Outcome, StoreError> {
        if deed.seals() {
            let detail = "a signature is over exactly what was read; have it signed again".to_owned();
            return Ok(Outcome::Not { code: "seal_not_kept".to_owned(), detail });
        }
        if deed.refers_to(&self.dropped) {
            return Ok(Outcome::builds_on_refused());
        }
        let before = self.open.doc.clone();
        if !before.get_heads().is_empty() {
            let Ok((assessed, _)) = self.open.for_writing() else { return Ok(Obstacle::Unreadable.into()) };
            let command = whole.get_change_by_hash(&hash).and_then(|change| ChangeNote::of(&change)).map(|note| note.command);
            if let Err(refusal) = allowed(command.as_deref().unwrap_or_default(), assessed, self.identity, self.left) {
                return Ok(Outcome::Not { code: refusal.code().to_owned(), detail: refusal.to_string() });
            }
        }
        let mut own = self.own;
        let written = match deed.carry_out(&mut self.open.doc) {
            Ok(Some(written)) => written,
            Ok(None) => return Ok(Outcome::Already),
            Err(obstacle) => return Ok(obstacle.into()),
        };
        // As in every action: the server's own judgement before anything is kept.
        let judged = self.open.admit_own(&before, &written.raw, &self.authority).map_err(|refusal| (refusal.code(), refusal.to_string()));
        let judged = judged.and_then(|flight| {
            own.add(&flight, written.raw.len());
            own.has_room(true).map_err(|refusal| (refusal.code(), refusal.to_string()))
        });
        let readable = judged.and_then(|()| self.open.assess().map(drop).map_err(|error| ("document_unreadable", error.to_string())));
        if let Err((code, detail)) = readable {
            self.open = OpenDocument::new(before);
            tracing::info!(document = %self.id, code, "an action of a refused branch was not carried out again");
            return Ok(Outcome::Not { code: code.to_owned(), detail });
        }
        self.own = own;
        Ok(Outcome::Became(written.hash, written.raw))
    }
}

/// Whether the rules of the document's kind allow an action of this name now.
fn allowed(command: &str, assessed: &Assessed, identity: &Identity, left: bool) -> Result<(), model::rules::Refusal> {
    match assessed {
        Assessed::Visit(assessment) => visits::may_repeat(command, assessment, identity.person, left),
        Assessed::Day(assessment) => days::may_repeat(&assessment.day, identity.person, left),
        // Their facts are judged one by one, by the kind's authority, as the gate asks it.
        Assessed::Repair(_) | Assessed::OldPart(_) | Assessed::Complaint(_) => Ok(()),
    }
}

fn refused_by_server(pending: &Pending) -> Outcome {
    Outcome::Not { code: pending.code.clone(), detail: pending.detail.clone() }
}

/// The refused change and everything that builds on it.
fn branch(rows: &[Row], refused: ChangeHash) -> HashSet<ChangeHash> {
    let mut branch = HashSet::new();
    for row in rows {
        let hash = row.change.hash();
        if hash == refused || row.change.deps().iter().any(|dep| branch.contains(dep)) {
            branch.insert(hash);
        }
    }
    branch
}

/// What a person is shown of an action that does not stand.
fn entry(document: DocumentId, whole: &Automerge, row: &Row, code: String, detail: String) -> NotAccepted {
    let deed = Deed::of(whole, row.change.hash()).ok();
    NotAccepted {
        id: 0,
        document,
        command: ChangeNote::of(&row.change).map(|note| note.command).unwrap_or_default(),
        code,
        detail,
        sign_anew: deed.as_ref().is_some_and(Deed::seals),
        // The bytes of a seal say nothing to a person; they are in the saved copy.
        values: deed.filter(|deed| !deed.seals()).map(|deed| deed.values()).unwrap_or_default(),
        entered_at: Timestamp::from_ms(row.change.timestamp().saturating_mul(1000)),
    }
}
