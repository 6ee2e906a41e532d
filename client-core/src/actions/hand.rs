//! The technician's hand: one action, at most one change for each step of it, on as many documents as the action needs, everything in
//! one transaction. Documents may be born in it.
//!
//! While an action is carried out, its documents are out of the cache. They go back only once the transaction is committed (or if
//! they were not touched), so that memory never runs ahead of the disk; otherwise the next action loads them from disk again.

use std::sync::PoisonError;

use automerge::{ActorId, Automerge, ChangeHash};
use model::documents::authority::TechnicianAuthority;
use model::documents::kind::Assessed;
use model::documents::stamp::{Origin as Maker, Stamp};
use model::documents::{DocumentError, WrittenChange};
use model::id::{CommandId, DocumentId, PersonId};
use model::time::Timestamp;
use rusqlite::{Connection, Transaction};
use serde::Serialize;

use super::ActionError;
use crate::chance::{Chance, ChanceError, Ids, fresh};
use crate::clock::evidence;
use crate::device::Core;
use crate::identity::Identity;
use crate::observe::Notice;
use crate::store::blobs::NewBlob;
use crate::store::changes::Origin;
use crate::store::open_documents::{OpenDocument, OpenDocuments};
use crate::store::{StoreError, blobs, changes, commands, contact, documents, identity, projection};

/// One action under way.
pub(crate) struct Hand<'a> {
    core: &'a Core,
    /// Everything the action reads and writes.
    pub(crate) tx: &'a Transaction<'a>,
    open: &'a mut OpenDocuments,
    /// Who acts, on which device.
    pub(crate) identity: Identity,
    /// Written into every change of the action.
    pub(crate) stamp: Stamp,
    /// Identifiers of what the action makes.
    ids: Ids<'a>,
    held: Vec<Held>,
}

/// A document that the action has taken out of the cache or made.
struct Held {
    id: DocumentId,
    open: OpenDocument,
    /// As it was before the action; empty if it is new.
    heads: Vec<ChangeHash>,
}

impl Held {
    fn is_touched(&self) -> bool {
        self.open.doc.get_heads() != self.heads
    }
}

/// A document at the moment of a step.
pub(crate) struct Scene<'a> {
    /// What it says, and what it comes to.
    pub(crate) assessed: &'a Assessed,
    /// The document has left this device.
    pub(crate) left: bool,
    /// Who acts.
    pub(crate) person: PersonId,
    /// To be written to.
    pub(crate) doc: &'a mut Automerge,
    pub(crate) stamp: &'a Stamp,
    pub(crate) ids: &'a Ids<'a>,
}

/// What a step came to: at most one change, and what goes with it.
pub(crate) struct Step<'a, I, T> {
    /// The change; `None` if everything was so already, and then nothing is kept.
    pub(crate) change: Option<WrittenChange>,
    /// What the person meant, as the command journal keeps it.
    pub(crate) intent: I,
    /// A picture that the change names.
    pub(crate) blob: Option<NewBlob<'a>>,
    /// It brings the document to an end: there is room for it when there is none for anything else.
    pub(crate) closes: bool,
    pub(crate) done: T,
}

impl<I, T> Step<'_, I, T> {
    pub(crate) fn new(change: WrittenChange, intent: I, done: T) -> Self {
        Self { change: Some(change), intent, blob: None, closes: false, done }
    }

    pub(crate) fn closing(self) -> Self {
        Self { closes: true, ..self }
    }
}

impl Hand<'_> {
    /// Takes one step on the document `id`.
    pub(crate) fn write<'b, I: Serialize, T>(
        &mut self,
        id: DocumentId,
        step: impl FnOnce(&mut Scene<'_>) -> Result<Step<'b, I, T>, ActionError>,
    ) -> Result<T, ActionError> {
        let mut held = self.take(id)?;
        let done = self.step(&mut held, step);
        self.held.push(held);
        done
    }

    /// Makes a new document: `genesis` fills it. Further steps may follow in the same action.
    pub(crate) fn create<I: Serialize>(
        &mut self,
        intent: I,
        genesis: impl FnOnce(&mut Automerge, DocumentId, &Stamp) -> Result<WrittenChange, DocumentError>,
    ) -> Result<DocumentId, ActionError> {
        let id = self.new_id(DocumentId::from_parts)?;
        let actor = ActorId::from(fresh::<16>(self.core.chance.as_ref())?);
        let mut doc = Automerge::new().with_actor(actor);
        let change = genesis(&mut doc, id, &self.stamp)?;
        documents::enter(self.tx, id)?;
        let mut open = OpenDocument::new(doc);
        self.keep(id, &Automerge::new(), &mut open, Step::new(change, intent, ()))?;
        self.held.push(Held { id, open, heads: Vec::new() });
        Ok(id)
    }

    /// What follows is a command of its own in the journal, though of the same transaction.
    pub(crate) fn next_command(&mut self) -> Result<(), ChanceError> {
        self.stamp.command = self.new_id(CommandId::from_parts)?;
        Ok(())
    }

    /// A new identifier of the kind that `make` makes.
    pub(crate) fn new_id<I>(&self, make: fn(Timestamp, [u8; 10]) -> I) -> Result<I, ChanceError> {
        Ok(make(self.stamp.clock.wall_at, self.ids.draw()?))
    }

    fn take(&mut self, id: DocumentId) -> Result<Held, ActionError> {
        if let Some(index) = self.held.iter().position(|held| held.id == id) {
            return Ok(self.held.swap_remove(index));
        }
        let open = open(self.tx, self.open, id, self.core.chance.as_ref())?;
        Ok(Held { id, heads: open.doc.get_heads(), open })
    }

    fn step<'b, I: Serialize, T>(
        &self,
        held: &mut Held,
        step: impl FnOnce(&mut Scene<'_>) -> Result<Step<'b, I, T>, ActionError>,
    ) -> Result<T, ActionError> {
        let Held { id, open, .. } = held;
        let before = open.doc.clone();
        let (assessed, doc) = open.for_writing()?;
        let mut scene = Scene {
            assessed,
            left: documents::left(self.tx, *id)?.is_some(),
            person: self.identity.person,
            doc,
            stamp: &self.stamp,
            ids: &self.ids,
        };
        let step = step(&mut scene)?;
        self.keep(*id, &before, open, step)
    }

    /// Keeps the change of a step with everything that goes with it alone; the rest is kept when the action is through ([`Hand::settle`]).
    fn keep<I: Serialize, T>(
        &self,
        id: DocumentId,
        before: &Automerge,
        open: &mut OpenDocument,
        step: Step<'_, I, T>,
    ) -> Result<T, ActionError> {
        let Step { change, intent, blob, closes, done } = step;
        let Some(WrittenChange { hash, raw }) = change else { return Ok(done) };
        // The server's own judgement, before anything is kept: what it would refuse is refused here, while the person is there.
        let authority = TechnicianAuthority {
            document: id,
            organisation: self.identity.organisation,
            person: self.identity.person,
            device: self.identity.device,
            device_key: self.core.key.public_key(),
        };
        let flight = open.admit_own(before, &raw, &authority)?;
        let own = open.own_work(|| changes::own_work(self.tx, id))?;
        own.add(&flight, raw.len());
        own.has_room(closes)?;
        changes::insert(self.tx, id, &flight, &raw, Origin::OwnUnsent)?;
        commands::record(self.tx, self.stamp.command, id, hash, &intent, self.stamp.clock.wall_at)?;
        if let Some(blob) = blob {
            blobs::keep(self.tx, id, hash, &blob)?;
        }
        Ok(done)
    }

    /// Keeps what the changes of the whole action come to, once for each document.
    fn settle(&mut self) -> Result<(), ActionError> {
        for held in self.held.iter_mut().filter(|held| held.is_touched()) {
            documents::keep(self.tx, held.id, &held.open.doc)?;
            projection::keep(self.tx, held.id, held.open.assess()?)?;
        }
        Ok(())
    }
}

impl Core {
    /// Carries out one action, or several that are one tap. What it wrote is on disk when this returns, all of it; on an error nothing of it happened.
    pub(crate) fn carry_out<T>(&self, action: impl FnOnce(&mut Hand<'_>) -> Result<T, ActionError>) -> Result<T, ActionError> {
        let outcome = self.try_carry_out(action);
        self.ask_for_what_is_damaged(outcome)
    }

    fn try_carry_out<T>(&self, action: impl FnOnce(&mut Hand<'_>) -> Result<T, ActionError>) -> Result<T, ActionError> {
        let mut writer = self.store.writer();
        let (tx, open) = writer.begin()?;
        let identity = identity::find(&tx)?.ok_or(ActionError::NotEnrolled)?.identity;
        let mut stamp = self.stamp(&tx, &identity)?;
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let ids = Ids::new(self.chance.as_ref(), stamp.clock.wall_at, *drawn);
        stamp.command = CommandId::from_parts(stamp.clock.wall_at, ids.draw()?);
        let mut hand = Hand { core: self, tx: &tx, open: &mut *open, identity, stamp, ids, held: Vec::new() };
        let done = action(&mut hand).and_then(|done| hand.settle().map(|()| done));
        *drawn = hand.ids.drawn();
        let held = hand.held;
        let outcome = done.and_then(|done| Ok(tx.commit().map(|()| done)?));
        let mut notices: Vec<Notice> = Vec::new();
        for held in held {
            let touched = held.is_touched();
            if touched {
                notices.push(Notice::Document(held.id));
            }
            if outcome.is_ok() || !touched {
                open.put(held.id, held.open);
            }
        }
        drop(writer);
        if outcome.is_ok() && !notices.is_empty() {
            notices.extend([Notice::Outbox, Notice::Agenda]);
            self.tell(&notices);
            self.nudge.notify_one();
        }
        outcome
    }

    pub(crate) fn stamp(&self, conn: &Connection, identity: &Identity) -> Result<Stamp, StoreError> {
        let heard = contact::heard(conn)?;
        let clock = evidence(self.clock.as_ref(), heard.as_ref());
        let command = CommandId::from_parts(clock.wall_at, fresh(self.chance.as_ref())?);
        Ok(Stamp { person: identity.person, origin: Maker::Device(identity.device), command, clock })
    }

    /// Looks at a document without changing it: what it comes to, and whether it has left this device.
    pub(crate) fn look_at<T>(
        &self,
        id: DocumentId,
        look: impl FnOnce(&Connection, &Automerge, Seen<'_>) -> Result<T, ActionError>,
    ) -> Result<T, ActionError> {
        let outcome = self.try_look_at(id, look);
        self.ask_for_what_is_damaged(outcome)
    }

    fn try_look_at<T>(
        &self,
        id: DocumentId,
        look: impl FnOnce(&Connection, &Automerge, Seen<'_>) -> Result<T, ActionError>,
    ) -> Result<T, ActionError> {
        let mut writer = self.store.writer();
        let (conn, held) = writer.reading()?;
        let conn = &*conn;
        let person = identity::find(conn)?.ok_or(ActionError::NotEnrolled)?.identity.person;
        let left = documents::left(conn, id)?.is_some();
        let mut open = open(conn, held, id, self.chance.as_ref())?;
        let seen = match open.for_writing() {
            Ok((assessed, doc)) => look(conn, doc, Seen { assessed, person, left }),
            Err(error) => Err(error.into()),
        };
        held.put(id, open);
        seen
    }

    /// The server may still have what this file has lost: the next sync asks for the whole document. Nobody is nudged, so that a page
    /// that looks again and again does not become requests.
    fn ask_for_what_is_damaged<T>(&self, outcome: Result<T, ActionError>) -> Result<T, ActionError> {
        if let Err(ActionError::Store(StoreError::DocumentDamaged(id))) = &outcome {
            self.store.write(|tx| documents::owe_fetch(tx, *id, true))?;
        }
        outcome
    }
}

/// The document, out of the cache if it is held open, else from disk.
fn open(conn: &Connection, held: &mut OpenDocuments, id: DocumentId, chance: &dyn Chance) -> Result<OpenDocument, ActionError> {
    match held.take(id) {
        Some(open) => Ok(open),
        None => Ok(OpenDocument::new(documents::load(conn, id, chance)?.ok_or(ActionError::NotFound)?)),
    }
}

/// A document that is looked at.
pub(crate) struct Seen<'a> {
    pub(crate) assessed: &'a Assessed,
    /// Whose device it is.
    pub(crate) person: PersonId,
    /// The document has left this device.
    pub(crate) left: bool,
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use model::documents::day::records::DayEventKind;
    use model::documents::day::write::{self, DayOpening};
    use model::documents::records::Organisation;
    use model::documents::visit::records::ServiceType;
    use model::id::{DeviceId, EventId, OrganisationId};
    use model::rules::Refusal;

    use super::*;
    use crate::identity::Enrolled;
    use crate::{Device, DeviceConfig, Host};

    fn enrolled(folder: &tempfile::TempDir) -> Device {
        let config = DeviceConfig { path: folder.path().join("device.db"), application: "test".into() };
        let device = Device::open(config, Host::system()).unwrap();
        let identity = Identity {
            device: DeviceId::from_bytes([1; 16]),
            person: PersonId::from_bytes([2; 16]),
            person_name: "Ben".into(),
            organisation: OrganisationId::from_bytes([3; 16]),
            organisation_name: "Lifts".into(),
            server_url: "https://desk.example".into(),
        };
        let public_key = device.core.key.public_key();
        let enrolled = Enrolled { identity, audience: "https://desk.example".into(), public_key, certificate: None };
        device.core.store.write(|tx| identity::keep(tx, &enrolled)).unwrap();
        device
    }

    fn open_day(hand: &mut Hand<'_>, day: u32) -> Result<DocumentId, ActionError> {
        let date = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let organisation = Organisation { id: hand.identity.organisation, name: "Lifts".into() };
        hand.create("open", |doc, id, stamp| {
            write::genesis(doc, &DayOpening { id, organisation, person_name: "Ben".into(), date, utc_offset_minutes: 0 }, stamp)
        })
    }

    fn note(hand: &mut Hand<'_>, id: DocumentId, minutes: u32) -> Result<(), ActionError> {
        let event = hand.new_id(EventId::from_parts)?;
        hand.write(id, |scene| {
            let kind = DayEventKind::WorkNoted { service_type: ServiceType::D, minutes, text: "x".into() };
            Ok(Step::new(write::append_event(scene.doc, event, kind, scene.stamp)?, "note", ()))
        })
    }

    fn count(device: &Device, query: &str) -> u32 {
        device.core.store.read(|conn| Ok::<_, StoreError>(conn.query_row(query, [], |row| row.get(0))?)).unwrap()
    }

    #[test]
    fn one_action_on_several_documents_is_one_command_and_one_transaction() {
        let folder = tempfile::tempdir().unwrap();
        let device = enrolled(&folder);
        let (first, second) = device
            .core
            .carry_out(|hand| {
                let (first, second) = (open_day(hand, 21)?, open_day(hand, 22)?);
                note(hand, first, 10)?;
                note(hand, second, 20)?;
                note(hand, first, 30)?;
                Ok((first, second))
            })
            .unwrap();
        assert_eq!(count(&device, "SELECT count(*) FROM change WHERE own = 1 AND received = 0"), 5);
        assert_eq!(count(&device, "SELECT count(*) FROM command"), 5);
        assert_eq!(count(&device, "SELECT count(DISTINCT id) FROM command"), 1);
        assert_eq!(device.days().report(first).unwrap().totals.d_minutes, 40);
        assert_eq!(device.days().report(second).unwrap().totals.d_minutes, 20);
    }

    #[test]
    fn an_action_that_fails_half_way_leaves_nothing_of_any_document() {
        let folder = tempfile::tempdir().unwrap();
        let device = enrolled(&folder);
        let kept = device.core.carry_out(|hand| open_day(hand, 21)).unwrap();
        let refused = device.core.carry_out(|hand| {
            note(hand, kept, 10)?;
            let born = open_day(hand, 22)?;
            note(hand, born, 20)?;
            note(hand, kept, 0)
        });
        assert!(matches!(refused, Err(ActionError::Change(_))), "the gate does not take work of no time");
        let refused: Result<(), _> = device.core.carry_out(|hand| {
            note(hand, kept, 10)?;
            Err(Refusal::NotYourDay.into())
        });
        assert!(refused.is_err());
        assert_eq!((count(&device, "SELECT count(*) FROM document"), count(&device, "SELECT count(*) FROM change")), (1, 1));
        assert_eq!(device.days().report(kept).unwrap().works, [], "nor in memory");
        device.core.carry_out(|hand| note(hand, kept, 30)).unwrap();
        assert_eq!(device.days().report(kept).unwrap().totals.d_minutes, 30);
    }
}
