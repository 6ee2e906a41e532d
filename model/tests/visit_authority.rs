//! What a technician's device may write to a visit, judged change by change at the gate.

use crate::site::*;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{AutomergeError, ObjId, ObjType, ROOT, ReadDoc};
use model::documents::authority::TechnicianAuthority;
use model::documents::visit::records::{CheckResult, DataField, EventKind, PartSwap, SwapKind};
use model::documents::visit::write::{self, Correction};
use model::gate::{Admission, Limits, admit};
use model::id::{DocumentId, EventId, PersonId};
use model::seal::key::DeviceKey;

fn authority_of(who: &Technician) -> TechnicianAuthority {
    TechnicianAuthority {
        document: DocumentId::from_bytes([3; 16]),
        organisation: organisation().id,
        person: who.person,
        device: who.device,
        device_key: who.key.public_key(),
    }
}

fn push(server: &Replica, sent: &Replica, who: &Technician) -> Admission {
    let raws: Vec<Vec<u8>> = sent.written.iter().map(|change| change.raw.clone()).collect();
    admit(&server.doc, &raws, &Limits::default(), &authority_of(who))
}

fn refusal_code(admission: &Admission) -> Option<&'static str> {
    admission.refused.as_ref().map(|refused| refused.refusal.code())
}

/// A change that says it is `who`'s and does whatever `write` does.
fn forge(
    phone: &mut Replica,
    who: &Technician,
    write: impl FnOnce(&mut automerge::transaction::Transaction<'_>) -> Result<(), AutomergeError>,
) {
    let stamp = phone.stamp(who, 60);
    let note = serde_json::json!({ "c": "forged", "id": stamp.command, "by": who.person, "on": who.device }).to_string();
    let options = CommitOptions::default().with_message(note).with_time(1_772_438_400);
    let hash = phone.doc.transact_with::<_, _, AutomergeError, _>(|()| options, write).unwrap().hash.unwrap();
    let change = phone.doc.get_change_by_hash(&hash).unwrap();
    phone.written.push(write::WrittenChange { hash, raw: change.raw_bytes().to_vec() });
}

fn map(doc: &impl ReadDoc, parent: &ObjId, key: &str) -> ObjId {
    doc.get(parent, key).unwrap().unwrap().1
}

#[test]
fn an_honest_day_is_believed_whole() {
    let zhao = zhao();
    let server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    phone.work_to_finish(&zhao);
    phone.sign(&zhao, 140);
    let admission = push(&server, &phone, &zhao);
    assert_eq!(refusal_code(&admission), None);
    assert_eq!(admission.accepted.len(), phone.written.len());
    assert_eq!(admission.doc.get_heads(), phone.doc.get_heads());
}

#[test]
fn two_people_who_answer_one_check_at_once_are_both_believed() {
    let (zhao, chen) = (zhao(), chen());
    let mut server = opened_for(&zhao);
    let (mut one, mut two) = (server.on(&zhao), server.on(&chen));
    one.check_as_0_1(&zhao, 60, "power", CheckResult::Good);
    two.check_as_0_1(&chen, 61, "power", CheckResult::Defect);
    server.doc = push(&server, &one, &zhao).doc;
    assert_eq!(refusal_code(&push(&server, &two, &chen)), None);
}

#[test]
fn nobody_writes_in_another_name() {
    let (zhao, chen) = (zhao(), chen());
    let server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    assert_eq!(refusal_code(&push(&server, &phone, &chen)), Some("not_yours"));

    let mut liar = server.on(&zhao);
    forge(&mut liar, &zhao, |tx| {
        let events = map(tx, &ROOT, "events");
        let event = tx.put_object(&events, EventId::from_bytes([8; 16]).to_string(), ObjType::Map)?;
        tx.put(&event, "kind", "arrived")?;
        tx.put(&event, "by", PersonId::from_bytes([2; 16]).to_string())?;
        tx.put(&event, "device", zhao.device.to_string())?;
        let clock = tx.put_object(&event, "clock", ObjType::Map)?;
        tx.put(&clock, "wall_at", MORNING)?;
        tx.put(&clock, "monotonic_ms", 1_i64)?;
        tx.put(&clock, "boot", "b")
    });
    assert_eq!(refusal_code(&push(&server, &liar, &zhao)), Some("not_yours"));
}

/// neither who goes nor whether anybody goes is the technician's to say.
#[test]
fn what_the_desk_wrote_is_not_a_technicians_to_change() {
    let zhao = zhao();
    let server = opened_for(&zhao);
    for key in ["customer", "asset", "call_out", "organisation"] {
        let mut phone = server.on(&zhao);
        forge(&mut phone, &zhao, |tx| {
            let object = map(tx, &ROOT, key);
            tx.put(&object, "name", "somebody else")
        });
        assert_eq!(refusal_code(&push(&server, &phone, &zhao)), Some("forbidden"), "{key}");
    }
    let mut phone = server.on(&zhao);
    forge(&mut phone, &zhao, |tx| tx.put(ROOT, "schema", 99_i64));
    assert_eq!(refusal_code(&push(&server, &phone, &zhao)), Some("forbidden"));
    let mut phone = server.on(&zhao);
    phone.event(&zhao, 51, EventKind::Cancelled { reason: "no wish to go".into() });
    assert_eq!(refusal_code(&push(&server, &phone, &zhao)), Some("forbidden"));
    let mut phone = server.on(&zhao);
    let kind = EventKind::Assigned {
        technician: chen().person,
        technician_name: chen().name.into(),
        replaces: None,
        reason: "no wish to go".into(),
    };
    phone.event(&zhao, 51, kind);
    assert_eq!(refusal_code(&push(&server, &phone, &zhao)), Some("forbidden"));
}

/// what was signed least of all.
#[test]
fn records_are_added_to_and_never_altered() {
    let zhao = zhao();
    let mut server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    phone.work_to_finish(&zhao);
    let sign_off = phone.sign(&zhao, 140).to_string();
    server.doc = push(&server, &phone, &zhao).doc;
    let part = phone.assess().visit.parts.first().unwrap().id.to_string();
    let arrived = phone.assess().visit.events.iter().find(|event| event.record.kind == EventKind::Arrived).unwrap().id.to_string();

    type Forgery<'a> = (&'static str, Box<dyn Fn(&mut automerge::transaction::Transaction<'_>) -> Result<(), AutomergeError> + 'a>);
    let forgeries: [Forgery<'_>; 6] = [
        ("sign_off_altered", Box::new(|tx| tx.delete(map(tx, &ROOT, "sign_offs"), sign_off.as_str()))),
        ("sign_off_altered", Box::new(|tx| tx.put(map(tx, &ROOT, "sign_offs"), sign_off.as_str(), "gone"))),
        (
            "forbidden",
            Box::new(|tx| {
                let record = map(tx, &map(tx, &ROOT, "sign_offs"), &sign_off);
                tx.put(&record, "seal", vec![1_u8, 2, 3])
            }),
        ),
        ("record_altered", Box::new(|tx| tx.delete(map(tx, &ROOT, "parts"), part.as_str()))),
        (
            "forbidden",
            Box::new(|tx| {
                let line = map(tx, &map(tx, &ROOT, "parts"), &part);
                tx.put(&line, "quantity", 9_i64)
            }),
        ),
        (
            "forbidden",
            Box::new(|tx| {
                let clock = map(tx, &map(tx, &map(tx, &ROOT, "events"), &arrived), "clock");
                tx.put(&clock, "wall_at", 0_i64)
            }),
        ),
    ];
    for (code, write) in forgeries {
        let mut liar = server.on(&zhao);
        liar.doc.set_actor(automerge::ActorId::from([77; 16]));
        forge(&mut liar, &zhao, write);
        assert_eq!(refusal_code(&push(&server, &liar, &zhao)), Some(code));
    }
}

/// a sign-off is written once.
#[test]
fn a_concurrent_rewrite_of_a_sign_off_is_refused_even_where_it_would_lose() {
    let zhao = zhao();
    let mut server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    phone.work_to_finish(&zhao);
    let mut before_signing = phone.on(&zhao);
    before_signing.doc.set_actor(automerge::ActorId::from([0; 16]));
    let sign_off = phone.sign(&zhao, 140);
    server.doc = push(&server, &phone, &zhao).doc;
    forge(&mut before_signing, &zhao, |tx| {
        let sign_offs = map(tx, &ROOT, "sign_offs");
        tx.put_object(&sign_offs, sign_off.to_string(), ObjType::Map).map(|_| ())
    });
    assert_eq!(refusal_code(&push(&server, &before_signing, &zhao)), Some("sign_off_altered"));
}

/// a device that lets the customer sign too early is not believed.
#[test]
fn a_signature_before_the_work_is_refused_by_its_code() {
    let zhao = zhao();
    let server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    phone.event(&zhao, 51, EventKind::Started);
    phone.sign(&zhao, 52);
    let admission = push(&server, &phone, &zhao);
    assert_eq!(refusal_code(&admission), Some("sign_before_finish"));
    assert_eq!(admission.accepted.len(), 2);
}

#[test]
fn a_seal_of_another_key_or_visit_is_refused() {
    let (zhao, mut chen) = (zhao(), chen());
    let server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    phone.work_to_finish(&zhao);
    chen.device = zhao.device;
    let (id, record) = phone.seal_now(&chen, 140);
    phone.keep(&zhao, 140, id, &record);
    assert_eq!(refusal_code(&push(&server, &phone, &zhao)), Some("seal_other_key"));

    let mut phone = server.on(&zhao);
    phone.work_to_finish(&zhao);
    phone.sign(&zhao, 140);
    let elsewhere = TechnicianAuthority { document: DocumentId::from_bytes([99; 16]), ..authority_of(&zhao) };
    let raws: Vec<Vec<u8>> = phone.written.iter().map(|change| change.raw.clone()).collect();
    let admission = admit(&server.doc, &raws, &Limits::default(), &elsewhere);
    assert_eq!(refusal_code(&admission), Some("seal_other_visit"));
}

/// reason, name and quantity; two different card numbers.
#[test]
fn a_swap_that_no_honest_device_makes_is_refused_by_its_code() {
    let zhao = zhao();
    let server = opened_for(&zhao);
    let same = PartSwap { kind: SwapKind::Sim, old_serial: "3391".into(), new_serial: "3391".into(), ..roller() };
    for (code, swap) in [
        ("swap_incomplete", PartSwap { reason: String::new(), ..roller() }),
        ("swap_incomplete", PartSwap { name: " ".into(), ..roller() }),
        ("swap_incomplete", PartSwap { quantity: 0, ..roller() }),
        ("swap_same_serial", same),
    ] {
        let mut phone = server.on(&zhao);
        phone.swap(&zhao, 60, swap);
        assert_eq!(refusal_code(&push(&server, &phone, &zhao)), Some(code));
    }
}

fn corrected(phone: &mut Replica, who: &Technician, field: DataField, to: &str) {
    let id = EventId::from_parts(clock(60).wall_at, phone.next_id());
    let correction = Correction { field, from: String::new(), to: to.into(), confirmed_by: "李女士".into() };
    let stamp = phone.stamp(who, 60);
    let change = write::correct_data(&mut phone.doc, id, &correction, &stamp).unwrap();
    phone.written.push(change);
}

/// R-036, O-13: of two names written at once, the one that is shown can be decided for on a device too.
#[test]
fn a_device_may_decide_for_the_value_that_is_shown() {
    let zhao = zhao();
    let mut server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    corrected(&mut phone, &zhao, DataField::Name, "东方律师行");
    let other = Correction { field: DataField::Name, from: String::new(), to: "东方律所".into(), confirmed_by: "desk".into() };
    write::correct_data(&mut server.doc, EventId::from_bytes([77; 16]), &other, &desk(59)).unwrap();
    server.merge(&phone);
    let mut decider = server.on(&zhao);
    let assessment = decider.assess();
    assert_eq!(assessment.conflicts.len(), 1);
    let shown = assessment.visit.customer.name.clone();
    let decided = Correction { field: DataField::Name, from: shown.clone(), to: shown.clone(), confirmed_by: "李女士".into() };
    let stamp = decider.stamp(&zhao, 90);
    let id = EventId::from_parts(clock(90).wall_at, decider.next_id());
    let change = write::settle(&mut decider.doc, id, &decided, &stamp).unwrap();
    decider.written.push(change);
    assert_eq!(refusal_code(&push(&server, &decider, &zhao)), None);
    let after = decider.assess();
    assert_eq!((after.visit.customer.name, after.conflicts), (shown, vec![]));
}

/// a correction is believed as a pair: the value, and who confirmed it.
#[test]
fn a_value_is_corrected_only_together_with_who_confirmed_it() {
    let zhao = zhao();
    let server = opened_for(&zhao);
    for (field, to) in [(DataField::Address, "中山路 81 号"), (DataField::Plate, "苏E·00117"), (DataField::Model, "bizhub 368")] {
        let mut phone = server.on(&zhao);
        corrected(&mut phone, &zhao, field, to);
        assert_eq!(refusal_code(&push(&server, &phone, &zhao)), None, "{field:?}");
    }
    // The value alone, the event alone, another value than the event says, another field, a second value beside it, a deletion.
    let state = |tx: &mut automerge::transaction::Transaction<'_>, field: &str, to: &str| -> Result<(), AutomergeError> {
        let events = map(tx, &ROOT, "events");
        let event = tx.put_object(&events, EventId::from_bytes([8; 16]).to_string(), ObjType::Map)?;
        for (key, value) in [("kind", "data_corrected"), ("field", field), ("from", "x"), ("to", to), ("confirmed_by", "y")] {
            tx.put(&event, key, value)?;
        }
        tx.put(&event, "by", zhao.person.to_string())?;
        tx.put(&event, "device", zhao.device.to_string())?;
        let clock = tx.put_object(&event, "clock", ObjType::Map)?;
        tx.put(&clock, "wall_at", MORNING)?;
        tx.put(&clock, "monotonic_ms", 1_i64)?;
        tx.put(&clock, "boot", "b")
    };
    type Forgery<'a> = Box<dyn Fn(&mut automerge::transaction::Transaction<'_>) -> Result<(), AutomergeError> + 'a>;
    let forgeries: [Forgery<'_>; 6] = [
        Box::new(|tx| tx.put(map(tx, &ROOT, "customer"), "address", "elsewhere")),
        Box::new(|tx| state(tx, "address", "elsewhere")),
        Box::new(|tx| {
            state(tx, "address", "elsewhere")?;
            tx.put(map(tx, &ROOT, "customer"), "address", "another")
        }),
        Box::new(|tx| {
            state(tx, "address", "elsewhere")?;
            tx.put(map(tx, &ROOT, "customer"), "name", "elsewhere")
        }),
        Box::new(|tx| {
            state(tx, "address", "elsewhere")?;
            tx.put(map(tx, &ROOT, "customer"), "address", "elsewhere")?;
            tx.put(map(tx, &ROOT, "asset"), "serial", "elsewhere")
        }),
        Box::new(|tx| {
            state(tx, "address", "elsewhere")?;
            tx.delete(map(tx, &ROOT, "customer"), "address")
        }),
    ];
    for (number, write) in forgeries.iter().enumerate() {
        let mut liar = server.on(&zhao);
        forge(&mut liar, &zhao, write);
        assert_eq!(refusal_code(&push(&server, &liar, &zhao)), Some("forbidden"), "{number}");
    }
}

/// E4: a strike is believed only for an own note; the steps of the work are nobody's to strike.
#[test]
fn only_an_own_note_is_struck() {
    let (zhao, chen) = (zhao(), chen());
    let mut server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    let arrived = phone.event(&zhao, 50, EventKind::Arrived);
    let note = phone.event(&zhao, 51, EventKind::RepeatNoted { earlier: "C260201-007".into() });
    server.doc = push(&server, &phone, &zhao).doc;
    let strike = |who: &Technician, event| {
        let mut replica = server.on(who);
        replica.doc.set_actor(automerge::ActorId::from([90 + who.number; 16]));
        replica.event(who, 60, EventKind::Struck { event, reason: "mistake".into() });
        refusal_code(&push(&server, &replica, who))
    };
    assert_eq!(strike(&zhao, note), None);
    assert_eq!(strike(&chen, note), Some("not_yours"));
    assert_eq!(strike(&zhao, arrived), Some("forbidden"));
    assert_eq!(strike(&zhao, EventId::from_bytes([60; 16])), Some("forbidden"), "the desk's assignment");
}

/// crew, lead, decisions and the order behind a visit are the desk's.
#[test]
fn what_only_the_desk_decides_is_refused_from_a_device() {
    let zhao = zhao();
    let server = opened_for(&zhao);
    let id = EventId::from_bytes([60; 16]);
    for kind in [
        EventKind::CrewJoined { technician: zhao.person, technician_name: "x".into() },
        EventKind::CrewLeft { joined: id, reason: "x".into() },
        EventKind::LeadNamed { technician: zhao.person, replaces: None },
        EventKind::RequestDecided { request: id, approved: true, by_name: "x".into(), reason: String::new() },
        EventKind::OrderLinked { call_out: model::id::CallOutId::from_bytes([1; 16]), number: "x".into() },
    ] {
        let mut phone = server.on(&zhao);
        phone.event(&zhao, 50, kind.clone());
        assert_eq!(refusal_code(&push(&server, &phone, &zhao)), Some("forbidden"), "{kind:?}");
    }
}
