//! A document born on a device, its copies on other devices and at the desk, for the tests of repairs, old parts and complaints.

#![allow(dead_code, clippy::unwrap_used, reason = "every test file uses its own part, and a test that cannot go on stops")]

use automerge::transaction::{CommitOptions, Transaction};
use automerge::{ActorId, Automerge, AutomergeError, ObjId, ReadDoc};
use model::documents::authority::TechnicianAuthority;
use model::documents::chronicle::{Happening, Opening, append_event, genesis};
use model::documents::stamp::{Origin, Stamp};
use model::gate::{Admission, Limits, admit};
use model::id::{CommandId, DocumentId, EventId};
use model::seal::key::DeviceKey;
use model::time::{ClockEvidence, Timestamp};

use crate::site::{MORNING, Technician, clock, desk, id_from, organisation};

/// Whose hand writes.
#[derive(Clone, Copy)]
pub(crate) enum Hand<'a> {
    Of(&'a Technician),
    Desk,
}

pub(crate) fn document_id() -> DocumentId {
    DocumentId::from_bytes([0xcc; 16])
}

/// One copy of a document, with the changes made on it.
#[derive(Clone)]
pub(crate) struct Copy {
    pub(crate) doc: Automerge,
    pub(crate) raws: Vec<Vec<u8>>,
    counter: u64,
    salt: u8,
}

impl Copy {
    /// A new document on the device of `who`.
    pub(crate) fn opened<O: Opening>(who: &Technician, opening: O) -> Self {
        let mut copy = Self { doc: Automerge::new(), raws: Vec::new(), counter: 0, salt: who.number };
        copy.doc.set_actor(ActorId::from([who.number; 16]));
        let stamp = copy.stamp(Hand::Of(who), 0);
        let change = genesis(&mut copy.doc, document_id(), &organisation(), opening, &stamp).unwrap();
        copy.raws.push(change.raw);
        copy
    }

    /// The same document elsewhere; nothing written there yet.
    pub(crate) fn elsewhere(&self, number: u8) -> Self {
        let mut doc = self.doc.clone();
        doc.set_actor(ActorId::from([number; 16]));
        Self { doc, raws: Vec::new(), counter: 0, salt: number }
    }

    pub(crate) fn next_id(&mut self) -> [u8; 10] {
        self.counter += 1;
        let mut id = id_from(self.counter);
        id[0] = self.salt;
        id
    }

    pub(crate) fn stamp(&mut self, hand: Hand<'_>, minute: i64) -> Stamp {
        let command = CommandId::from_parts(Timestamp::from_ms(MORNING), self.next_id());
        // Minutes count from the morning of the other tests; months before it are days of another start of the device.
        let wall_at = Timestamp::from_ms(MORNING + minute * 60_000);
        let clock = ClockEvidence { wall_at, ..clock(minute.max(0)) };
        match hand {
            Hand::Of(who) => Stamp { person: who.person, origin: Origin::Device(who.device), command, clock },
            Hand::Desk => Stamp { command, clock, ..desk(0) },
        }
    }

    pub(crate) fn event<H: Happening>(&mut self, hand: Hand<'_>, minute: i64, happening: H) -> EventId {
        let id = EventId::from_parts(Timestamp::from_ms(MORNING + minute * 60_000), self.next_id());
        let stamp = self.stamp(hand, minute);
        let change = append_event(&mut self.doc, id, happening, &stamp).unwrap();
        self.raws.push(change.raw);
        id
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.doc.merge(&mut other.doc.clone()).unwrap();
    }

    /// A change that says it is `who`'s and does whatever `write` does.
    pub(crate) fn forge(&mut self, who: &Technician, write: impl FnOnce(&mut Transaction<'_>) -> Result<(), AutomergeError>) {
        let stamp = self.stamp(Hand::Of(who), 60);
        let note = serde_json::json!({ "c": "forged", "id": stamp.command, "by": who.person, "on": who.device }).to_string();
        let options = CommitOptions::default().with_message(note).with_time(1_772_438_400);
        let hash = self.doc.transact_with::<_, _, AutomergeError, _>(|()| options, write).unwrap().hash.unwrap();
        self.raws.push(self.doc.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec());
    }
}

pub(crate) fn authority_of(who: &Technician) -> TechnicianAuthority {
    TechnicianAuthority {
        document: document_id(),
        organisation: organisation().id,
        person: who.person,
        device: who.device,
        device_key: who.key.public_key(),
    }
}

/// What the server makes of `sent`, coming from the device of `who`.
pub(crate) fn push(server: &Automerge, sent: &[Vec<u8>], who: &Technician) -> Admission {
    admit(server, sent, &Limits::default(), &authority_of(who))
}

pub(crate) fn refusal_code(admission: &Admission) -> Option<&'static str> {
    admission.refused.as_ref().map(|refused| refused.refusal.code())
}

/// The map under `key`.
pub(crate) fn map(doc: &impl ReadDoc, parent: &ObjId, key: &str) -> ObjId {
    doc.get(parent, key).unwrap().unwrap().1
}

/// What every kind of document refuses from a device: `opened` is a new one of Ms Zhao's with one event of hers.
pub(crate) fn check_abuses<O: Opening>(opening: O, event: O::Happening, desk_only: O::Happening) {
    use automerge::transaction::Transactable as _;
    let (zhao, chen) = (crate::site::zhao(), crate::site::chen());
    let empty = Automerge::new();
    let mut phone = Copy::opened(&zhao, opening.clone());
    let id = phone.event(Hand::Of(&zhao), 5, event.clone()).to_string();
    let server = push(&empty, &phone.raws, &zhao);
    assert_eq!(refusal_code(&server), None);
    assert_eq!(server.doc.get_heads(), phone.doc.get_heads());
    let server = server.doc;

    // Another person, another device of the same person, another document, another organisation.
    assert_eq!(refusal_code(&push(&empty, &phone.raws, &chen)), Some("not_yours"));
    let moved = Technician { device: chen.device, ..crate::site::zhao() };
    assert_eq!(refusal_code(&push(&empty, &phone.raws, &moved)), Some("not_yours"));
    let other = TechnicianAuthority { document: DocumentId::from_bytes([1; 16]), ..authority_of(&zhao) };
    assert_eq!(refusal_code(&admit(&empty, &phone.raws, &Limits::default(), &other)), Some("other_document"));
    let abroad = TechnicianAuthority { organisation: model::id::OrganisationId::from_bytes([1; 16]), ..authority_of(&zhao) };
    assert_eq!(refusal_code(&admit(&empty, &phone.raws, &Limits::default(), &abroad)), Some("not_yours"));

    // A second opening, one in another's name, one with something beside.
    let twin = Copy::opened(&chen, opening.clone());
    assert!(push(&server, &twin.raws, &chen).refused.is_some());
    let mut posing = Copy { doc: Automerge::new(), raws: Vec::new(), counter: 0, salt: 9 };
    let chens = posing.stamp(Hand::Of(&chen), 0);
    let change = genesis(&mut posing.doc, document_id(), &organisation(), opening.clone(), &chens).unwrap();
    assert_eq!(refusal_code(&push(&empty, &[change.raw], &zhao)), Some("not_yours"));

    // What only the desk writes; what somebody wrote before; what an event must not hold.
    let mut liar = phone.elsewhere(71);
    liar.event(Hand::Of(&zhao), 6, desk_only);
    assert_eq!(refusal_code(&push(&server, &liar.raws, &zhao)), Some("forbidden"));
    let mut liar = phone.elsewhere(72);
    liar.event(Hand::Desk, 6, event);
    assert_eq!(refusal_code(&push(&server, &liar.raws, &zhao)), Some("not_yours"));
    type Forgery<'a> = (&'static str, Box<dyn Fn(&mut Transaction<'_>) -> Result<(), AutomergeError> + 'a>);
    let forgeries: [Forgery<'_>; 6] = [
        ("record_altered", Box::new(|tx| tx.delete(map(tx, &automerge::ROOT, "events"), id.as_str()))),
        ("forbidden", Box::new(|tx| tx.put(map(tx, &map(tx, &automerge::ROOT, "events"), &id), "by", "somebody"))),
        ("forbidden", Box::new(|tx| tx.put(map(tx, &automerge::ROOT, "opened"), "by", "somebody"))),
        ("forbidden", Box::new(|tx| tx.delete(automerge::ROOT, "opened"))),
        ("forbidden", Box::new(|tx| tx.put(automerge::ROOT, "schema", 99_i64))),
        ("forbidden", Box::new(|tx| tx.put(automerge::ROOT, "beside", "something"))),
    ];
    for (number, (code, write)) in (80..).zip(forgeries) {
        let mut liar = phone.elsewhere(number);
        liar.forge(&zhao, write);
        assert_eq!(refusal_code(&push(&server, &liar.raws, &zhao)), Some(code), "{number}");
    }
}
