//! An author's signature over changes: it covers the author's own changes up to the one it names, and nothing else.
use std::collections::HashMap;

use automerge::transaction::Transactable as _;
use automerge::{ActorId, Automerge, ROOT};
use model::documents::relayed::{ACTOR_CONFLICT, OfDocument, UNPROVEN, attribute};
use model::gate::{Limits, Preflight, preflight};
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::seal::SealError;
use model::seal::certificate::Certificate;
use model::seal::key::{DeviceKey as _, SoftwareKey};
use model::seal::work::{Author, AuthorProof, MAX_LINES, WorkLine, WorkStatement, signed_by};
use model::time::Timestamp;
use model::wire::peer::{Have, Hello, Message};
use proptest::prelude::*;

fn document() -> DocumentId {
    DocumentId::from_bytes([1; 16])
}

fn organisation() -> OrganisationId {
    OrganisationId::from_bytes([2; 16])
}

fn organisation_key() -> SoftwareKey {
    SoftwareKey::from_secret(&[3; 32])
}

fn device(number: u8) -> DeviceId {
    DeviceId::from_bytes([number; 16])
}

fn key(number: u8) -> SoftwareKey {
    SoftwareKey::from_secret(&[number + 100; 32])
}

fn certificate(number: u8) -> String {
    let certificate = Certificate {
        organisation: organisation(),
        organisation_name: "恒通".into(),
        organisation_key: organisation_key().public_key(),
        device: device(number),
        device_name: "phone".into(),
        person: PersonId::from_bytes([number + 50; 16]),
        key: key(number).public_key(),
        at: Timestamp::from_ms(1),
    };
    certificate.issue(&organisation_key()).unwrap()
}

fn statement(number: u8, lines: Vec<WorkLine>) -> WorkStatement {
    WorkStatement { organisation: organisation(), device: device(number), at: Timestamp::from_ms(2), lines }
}

fn proof(number: u8, lines: Vec<WorkLine>) -> AuthorProof {
    AuthorProof { certificate: certificate(number), work: statement(number, lines).sign(&key(number)).unwrap() }
}

fn author(number: u8, lines: Vec<WorkLine>) -> Author {
    proof(number, lines).read(organisation(), &organisation_key().public_key()).unwrap()
}

/// A list of changes: of each the device that makes it, and whether it builds on everything or only on its own and the first.
fn history(makers: &[(u8, bool)]) -> (Vec<Vec<u8>>, Vec<Preflight>) {
    let mut whole = Automerge::new();
    let mut own: HashMap<u8, Automerge> = HashMap::new();
    let mut raws: Vec<Vec<u8>> = Vec::new();
    for (index, (maker, sees_all)) in makers.iter().enumerate() {
        let mut doc = match own.remove(maker) {
            Some(doc) => doc,
            None => {
                let mut doc = Automerge::new().with_actor(ActorId::from([*maker; 16]));
                doc.apply_changes(raws.first().map(|raw| automerge::Change::from_bytes(raw.clone()).unwrap())).unwrap();
                doc
            }
        };
        if *sees_all {
            doc.merge(&mut whole).unwrap();
        }
        let message = serde_json::json!({ "c": "x", "id": DocumentId::from_bytes([7; 16]), "by": PersonId::from_bytes([maker + 50; 16]), "on": device(*maker) });
        let options = automerge::transaction::CommitOptions::default().with_message(message.to_string());
        doc.transact_with::<_, _, automerge::AutomergeError, _>(|_| options, |tx| tx.put(ROOT, format!("k{index}"), index as u64)).unwrap();
        let change = doc.get_last_local_change().unwrap();
        raws.push(change.raw_bytes().to_vec());
        whole.apply_changes([change]).unwrap();
        own.insert(*maker, doc);
    }
    let flights = raws.iter().map(|raw| preflight(raw, &Limits::default()).unwrap()).collect();
    (raws, flights)
}

fn line(flight: &Preflight) -> WorkLine {
    WorkLine::new(document(), &flight.actor, flight.seq, &flight.hash.0)
}

fn makers() -> impl Strategy<Value = Vec<(u8, bool)>> {
    proptest::collection::vec((1..4_u8, any::<bool>()), 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_line_covers_the_authors_changes_up_to_the_one_it_names(makers in makers(), at in any::<prop::sample::Index>()) {
        let (_, flights) = history(&makers);
        let head = &flights[at.index(flights.len())];
        let number = head.actor[0];
        let covered = signed_by(document(), &[author(number, vec![line(head)])], &flights);
        for flight in &flights {
            let wanted = flight.actor == head.actor && flight.seq <= head.seq;
            prop_assert_eq!(covered.get(&flight.hash).is_some_and(|by| by.contains(&device(number))), wanted);
        }
        let elsewhere = signed_by(DocumentId::from_bytes([9; 16]), &[author(number, vec![line(head)])], &flights);
        prop_assert!(elsewhere.is_empty(), "the document is signed for");
    }

    #[test]
    fn a_list_is_attributed_as_far_as_everybody_signed(makers in makers(), unsigned in 1..5_u8) {
        let (raws, flights) = history(&makers);
        let mut last: HashMap<u8, WorkLine> = HashMap::new();
        for flight in &flights {
            last.insert(flight.actor[0], line(flight));
        }
        let authors: Vec<Author> = last.into_iter().filter(|(number, _)| *number != unsigned).map(|(number, line)| author(number, vec![line])).collect();
        let attributed = attribute(document(), &raws, &authors, None, &Limits::default(), &OfDocument::default());
        let first = makers.iter().position(|(maker, _)| *maker == unsigned);
        prop_assert_eq!(attributed.authors.len(), first.unwrap_or(makers.len()));
        prop_assert_eq!(attributed.stopped.map(|stopped| (stopped.index, stopped.code)), first.map(|index| (index, UNPROVEN)));
        for (author, (maker, _)) in attributed.authors.iter().zip(&makers) {
            prop_assert_eq!(*author, Some(device(*maker)));
        }
    }

    #[test]
    fn no_changed_character_of_a_proof_holds(at in any::<prop::sample::Index>(), with in 0..64_usize, in_certificate in any::<bool>()) {
        let (_, flights) = history(&[(1, true), (1, true)]);
        let mut proof = proof(1, vec![line(&flights[1])]);
        let text = if in_certificate { &mut proof.certificate } else { &mut proof.work };
        let mut bytes = text.clone().into_bytes();
        let at = at.index(bytes.len());
        let with = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[with];
        prop_assume!(bytes[at] != with);
        bytes[at] = with;
        *text = String::from_utf8(bytes).unwrap();
        prop_assert!(proof.read(organisation(), &organisation_key().public_key()).is_err());
    }

    #[test]
    fn messages_between_devices_come_back_as_they_went(
        documents in proptest::collection::vec((any::<[u8; 16]>(), proptest::collection::vec((any::<[u8; 16]>(), any::<u64>()), 0..5)), 0..5),
        section in proptest::collection::vec(any::<u8>(), 0..500),
    ) {
        let have = documents.into_iter().map(|(id, actors)| Have { document: DocumentId::from_bytes(id), actors }).collect();
        let hello = Hello { certificate: "a.b.c".into(), binding: "xy".into(), statement: None };
        let messages = [
            Message::Have(have),
            Message::Hello(hello),
            Message::Changes { document: document(), section },
            Message::Proof(AuthorProof { certificate: "c".into(), work: "w".into() }),
            Message::Done,
            Message::Received,
            Message::Refused("peer_closed".into()),
        ];
        for message in messages {
            let bytes = message.encode();
            let (length, body) = bytes.split_first_chunk::<4>().unwrap();
            prop_assert_eq!(u32::from_le_bytes(*length) as usize, body.len());
            prop_assert_eq!(Message::decode(body), Ok(message));
        }
    }

    #[test]
    fn whatever_stands_in_a_message_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Message::decode(&bytes);
        for kind in 1..8 {
            let _ = Message::decode(&[&[kind], bytes.as_slice()].concat());
        }
    }
}

#[test]
fn an_actor_is_one_devices() {
    let (raws, flights) = history(&[(1, true), (2, true), (1, true)]);
    // Device 2 signs for the actor of device 1; the change names device 1.
    let stolen = [author(2, vec![line(&flights[1]), line(&flights[2])]), author(1, vec![line(&flights[0])])];
    let attributed = attribute(document(), &raws, &stolen, None, &Limits::default(), &OfDocument::default());
    assert_eq!(attributed.stopped.map(|stopped| (stopped.index, stopped.code)), Some((2, UNPROVEN)));
    // A document in which actor 2 is device 1's.
    let mut doc = Automerge::new().with_actor(ActorId::from([2; 16]));
    let options = automerge::transaction::CommitOptions::default()
        .with_message(serde_json::json!({ "c": "x", "id": document(), "by": document(), "on": device(1) }).to_string());
    doc.transact_with::<_, _, automerge::AutomergeError, _>(|_| options, |tx| tx.put(ROOT, "k", 1)).unwrap();
    let authors = [author(1, vec![line(&flights[0]), line(&flights[1])]), author(2, vec![line(&flights[1])])];
    let attributed = attribute(document(), &raws[1..2], &authors, None, &Limits::default(), &OfDocument::of(&doc));
    assert_eq!(attributed.stopped.map(|stopped| stopped.code), Some(ACTOR_CONFLICT));
}

#[test]
fn a_proof_belongs_to_one_organisation_and_one_device() {
    let (_, flights) = history(&[(1, true)]);
    let good = proof(1, vec![line(&flights[0])]);
    let other_key = SoftwareKey::from_secret(&[44; 32]).public_key();
    assert_eq!(good.read(organisation(), &other_key), Err(SealError::OtherOrganisation));
    assert_eq!(good.read(OrganisationId::from_bytes([8; 16]), &organisation_key().public_key()), Err(SealError::OtherOrganisation));
    let swapped = AuthorProof { certificate: certificate(2), ..good.clone() };
    assert_eq!(swapped.read(organisation(), &organisation_key().public_key()), Err(SealError::Signature));
    let of_another = AuthorProof { certificate: certificate(1), work: statement(2, vec![line(&flights[0])]).sign(&key(1)).unwrap() };
    assert!(matches!(of_another.read(organisation(), &organisation_key().public_key()), Err(SealError::Work(_))));
}

#[test]
fn a_statement_names_each_actor_once_and_not_too_many() {
    let one = WorkLine::new(document(), &[1; 16], 1, &[2; 32]);
    let sign = |lines: Vec<WorkLine>| statement(1, lines).sign(&key(1));
    assert!(matches!(sign(Vec::new()), Err(SealError::Work(_))));
    assert!(matches!(sign(vec![one.clone(), WorkLine { seq: 2, ..one.clone() }]), Err(SealError::Work(_))));
    assert!(matches!(sign(vec![WorkLine { seq: 0, ..one.clone() }]), Err(SealError::Work(_))));
    assert!(matches!(sign(vec![WorkLine { change: "AB".repeat(32), ..one.clone() }]), Err(SealError::Work(_))));
    let many = |count: usize| (0..count).map(|n| WorkLine { actor: format!("{n:032x}"), ..one.clone() }).collect::<Vec<_>>();
    assert!(sign(many(MAX_LINES)).is_ok());
    assert!(matches!(sign(many(MAX_LINES + 1)), Err(SealError::Work(_))));
}
