//! The way every action goes: load the document, assess it, let the rules decide, make one change, keep everything in one
//! transaction, tell observers.
//!
//! While an action is carried out, its document is out of the cache. It goes back only once the transaction is committed (or if
//! it was not touched), so that memory never runs ahead of the disk; otherwise the next action loads it from disk again.

use automerge::Automerge;
use model::documents::stamp::{Origin as Hand, Stamp};
use model::documents::visit::Visit;
use model::documents::visit::assessment::{Assessment, Signature, assess};
use model::documents::authority::TechnicianAuthority;
use model::documents::visit::records::{CheckResult, EventKind, PartSwap};
use model::documents::visit::write::WrittenChange;
use model::gate::{Limits, admit};
use model::id::{CommandId, DocumentId, PartLineId, PersonId, PhotoId, SignOffId};
use model::rules::Refusal;
use model::time::Timestamp;
use rusqlite::{Connection, Transaction};
use serde::Serialize;

use super::ActionError;
use crate::chance::{Chance, ChanceError, fresh};
use crate::clock::evidence;
use crate::device::Core;
use crate::identity::Identity;
use crate::observe::Notice;
use crate::store::blobs::NewBlob;
use crate::store::changes::Origin;
use crate::store::{StoreError, blobs, changes, commands, contact, documents, identity, projection};

/// What a person meant to do, as the command journal keeps it.
#[derive(Debug, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub(super) enum Intent<'a> {
    Arrive,
    Start,
    AnswerCheck { item: &'a str, result: CheckResult, note: &'a str },
    WriteFindings { text: &'a str },
    WriteTreatment { text: &'a str },
    SwapPart { line: PartLineId, swap: &'a PartSwap },
    StrikePart { line: PartLineId, reason: &'a str },
    AttachPhoto { photo: PhotoId, sha256: &'a str, caption: &'a str },
    Finish,
    Reopen,
    RecordVoidTrip { reason: &'a str },
    Sign { sign_off: SignOffId },
}

/// The visit as one person on this device stands before it: what rules need to decide.
pub(super) struct Standpoint<'a> {
    pub(super) assessment: &'a Assessment,
    pub(super) person: PersonId,
    /// The document has left this device.
    pub(super) left: bool,
}

impl Standpoint<'_> {
    pub(super) fn visit(&self) -> &Visit {
        &self.assessment.visit
    }

    pub(super) fn signature(&self) -> Signature {
        self.assessment.signature
    }

    /// A visit that has left this device is read-only, except for whoever has come already: the work is done where the
    /// technician stands (O-09).
    pub(super) fn still_ours(&self) -> Result<(), Refusal> {
        if self.left && !self.visit().recorded_by(self.person, &EventKind::Arrived) {
            return Err(Refusal::NotAssigned);
        }
        Ok(())
    }

    /// Whether the person may write to the visit now.
    pub(super) fn can_work(&self) -> Result<(), Refusal> {
        self.still_ours()?;
        model::rules::can_work(self.visit(), self.signature(), self.person)
    }
}

/// A document at the moment of an action.
pub(super) struct Scene<'a> {
    pub(super) stand: Standpoint<'a>,
    pub(super) doc: &'a mut Automerge,
    pub(super) stamp: &'a Stamp,
    chance: &'a dyn Chance,
}

impl Scene<'_> {
    /// A new identifier of the kind that `make` makes.
    pub(super) fn new_id<I>(&self, make: fn(Timestamp, [u8; 10]) -> I) -> Result<I, ChanceError> {
        Ok(make(self.stamp.clock.wall_at, fresh(self.chance)?))
    }
}

/// What an action came to: at most one change, and what goes with it.
pub(super) struct Step<'a, T> {
    /// The change; `None` if everything was so already, and then nothing is kept.
    pub(super) change: Option<WrittenChange>,
    pub(super) intent: Intent<'a>,
    /// A picture that the change names.
    pub(super) blob: Option<NewBlob<'a>>,
    pub(super) done: T,
}

impl<'a, T> Step<'a, T> {
    pub(super) fn new(change: WrittenChange, intent: Intent<'a>, done: T) -> Self {
        Self { change: Some(change), intent, blob: None, done }
    }
}

impl Core {
    /// Carries out one action on a visit. What `step` returns is on disk when this returns.
    pub(super) fn act<'a, T>(
        &self,
        id: DocumentId,
        step: impl FnOnce(&mut Scene<'_>) -> Result<Step<'a, T>, ActionError>,
    ) -> Result<T, ActionError> {
        let outcome = self.try_act(id, step);
        self.ask_for_what_is_damaged(outcome)
    }

    fn try_act<'a, T>(
        &self,
        id: DocumentId,
        step: impl FnOnce(&mut Scene<'_>) -> Result<Step<'a, T>, ActionError>,
    ) -> Result<T, ActionError> {
        let mut writer = self.store.writer();
        let (tx, open) = writer.begin()?;
        let identity = identity::find(&tx)?.ok_or(ActionError::NotEnrolled)?.identity;
        let mut doc = match open.take(id) {
            Some(doc) => doc,
            None => documents::load(&tx, id, self.chance.as_ref())?.ok_or(ActionError::NotFound)?,
        };
        let before = doc.get_heads();
        let carried_out = self.carry_out(&tx, id, &identity, &mut doc, step);
        let outcome = carried_out.and_then(|done| Ok(tx.commit().map(|()| done)?));
        let touched = doc.get_heads() != before;
        if outcome.is_ok() || !touched {
            open.put(id, doc);
        }
        drop(writer);
        if outcome.is_ok() && touched {
            self.tell(&[Notice::Document(id), Notice::Outbox, Notice::Agenda]);
            self.nudge.notify_one();
        }
        outcome
    }

    fn carry_out<'a, T>(
        &self,
        tx: &Transaction<'_>,
        id: DocumentId,
        identity: &Identity,
        doc: &mut Automerge,
        step: impl FnOnce(&mut Scene<'_>) -> Result<Step<'a, T>, ActionError>,
    ) -> Result<T, ActionError> {
        let assessment = assess(doc)?;
        let stamp = self.stamp(tx, identity)?;
        let stand = Standpoint { assessment: &assessment, person: identity.person, left: documents::left(tx, id)?.is_some() };
        let before = doc.clone();
        let Step { change, intent, blob, done } = step(&mut Scene { stand, doc, stamp: &stamp, chance: self.chance.as_ref() })?;
        let Some(WrittenChange { hash, raw }) = change else { return Ok(done) };
        // The server's own judgement, before anything is kept: what it would refuse is refused here, while the person is there.
        let authority = TechnicianAuthority {
            document: id,
            organisation: identity.organisation,
            person: identity.person,
            device: identity.device,
            device_key: self.key.public_key(),
        };
        let admission = admit(&before, std::slice::from_ref(&raw), &Limits::default(), &authority);
        if let Some(refused) = admission.refused {
            return Err(refused.refusal.into());
        }
        let Some(accepted) = admission.accepted.into_iter().next() else { return Ok(done) };
        changes::insert(tx, id, &accepted.preflight, &raw, Origin::OwnUnsent)?;
        documents::keep(tx, id, doc)?;
        projection::keep(tx, id, &assess(doc)?)?;
        commands::record(tx, stamp.command, id, hash, &intent, stamp.clock.wall_at)?;
        if let Some(blob) = blob {
            blobs::keep(tx, id, hash, &blob)?;
        }
        Ok(done)
    }

    pub(super) fn stamp(&self, conn: &Connection, identity: &Identity) -> Result<Stamp, StoreError> {
        let heard = contact::heard(conn)?;
        let clock = evidence(self.clock.as_ref(), heard.as_ref());
        let command = CommandId::from_parts(clock.wall_at, fresh(self.chance.as_ref())?);
        Ok(Stamp { person: identity.person, origin: Hand::Device(identity.device), command, clock })
    }

    /// Looks at a visit without changing it.
    pub(super) fn look<T>(
        &self,
        id: DocumentId,
        look: impl FnOnce(&Connection, &Automerge, &Standpoint<'_>) -> Result<T, ActionError>,
    ) -> Result<T, ActionError> {
        let outcome = self.try_look(id, look);
        self.ask_for_what_is_damaged(outcome)
    }

    fn try_look<T>(
        &self,
        id: DocumentId,
        look: impl FnOnce(&Connection, &Automerge, &Standpoint<'_>) -> Result<T, ActionError>,
    ) -> Result<T, ActionError> {
        let mut writer = self.store.writer();
        let (conn, open) = writer.reading()?;
        let conn = &*conn;
        let person = identity::find(conn)?.ok_or(ActionError::NotEnrolled)?.identity.person;
        let doc = match open.take(id) {
            Some(doc) => doc,
            None => documents::load(conn, id, self.chance.as_ref())?.ok_or(ActionError::NotFound)?,
        };
        let left = documents::left(conn, id)?.is_some();
        let seen = assess(&doc)
            .map_err(ActionError::from)
            .and_then(|assessment| look(conn, &doc, &Standpoint { assessment: &assessment, person, left }));
        open.put(id, doc);
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
