//! What a hostile or broken device of a colleague tries on a visit, and what an honest one must still be able to do beside it.

use crate::site::*;
use automerge::legacy::{Key, ObjectId, OpId};
use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{ActorId, AutomergeError, Change, ObjId, ObjType, ROOT, ReadDoc};
use model::documents::authority::TechnicianAuthority;
use model::documents::visit::Visit;
use model::documents::visit::assessment::{Attention, Signature};
use model::documents::visit::records::{CheckResult, EventKind, PartSwap};
use model::documents::visit::status::WorkStatus;
use model::documents::visit::write::{self, WrittenChange};
use model::gate::{Admission, Limits, admit};
use model::id::{DocumentId, EventId, SignOffId};
use model::rules::{self, MAX_LINE_CHARS, MAX_TEXT_CHARS, Refusal};
use model::seal::Mark;
use model::seal::key::DeviceKey;
use model::seal::record::{Backing, SealRequest, Signer, seal};
use model::seal::verify::verify;
use model::seal::voucher::{Language, SignOffKind, Voucher};

fn push(server: &mut Replica, sent: &Replica, who: &Technician) -> Option<&'static str> {
    let authority = TechnicianAuthority {
        document: DocumentId::from_bytes([3; 16]),
        organisation: organisation().id,
        person: who.person,
        device: who.device,
        device_key: who.key.public_key(),
    };
    let raws: Vec<Vec<u8>> = sent.written.iter().map(|change| change.raw.clone()).collect();
    let Admission { doc, refused, .. } = admit(&server.doc, &raws, &Limits::default(), &authority);
    server.doc = doc;
    refused.map(|refused| refused.refusal.code())
}

fn forge(phone: &mut Replica, who: &Technician, write: impl FnOnce(&mut Transaction<'_>) -> Result<(), AutomergeError>) {
    let note = serde_json::json!({ "c": "forged", "id": phone.stamp(who, 60).command, "by": who.person, "on": who.device }).to_string();
    let options = CommitOptions::default().with_message(note).with_time(1_772_438_400);
    let hash = phone.doc.transact_with::<_, _, AutomergeError, _>(|()| options, write).unwrap().hash.unwrap();
    let raw = phone.doc.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec();
    phone.written.push(WrittenChange { hash, raw });
}

fn map(doc: &impl ReadDoc, parent: &ObjId, key: &str) -> ObjId {
    doc.get(parent, key).unwrap().unwrap().1
}

fn answer(tx: &mut Transaction<'_>, by: &Technician) -> Result<(), AutomergeError> {
    let item = map(tx, &map(tx, &ROOT, "checklist"), "power");
    let answer = tx.put_object(&item, "answer", ObjType::Map)?;
    tx.put(&answer, "result", "defect")?;
    tx.put(&answer, "note", "")?;
    tx.put(&answer, "by", by.person.to_string())?;
    tx.put(&answer, "at", MORNING)
}

#[test]
fn many_old_versions_written_on_do_not_close_the_visit_for_the_others() {
    let (zhao, chen) = (zhao(), chen());
    let mut server = opened_for(&zhao);
    let mut honest = server.on(&zhao);
    let base = server.on(&chen);
    let mut codes = Vec::new();
    for n in 0..70 {
        let mut branch = base.on(&chen);
        branch.doc.set_actor(ActorId::from([100 + n; 16]));
        branch.check_as_0_1(&chen, 1, "power", CheckResult::Good);
        codes.extend(push(&mut server, &branch, &chen));
    }
    assert!(codes.contains(&"too_many_branches"));
    assert!(server.doc.get_heads().len() <= 10, "{} heads", server.doc.get_heads().len());
    honest.work_to_finish(&zhao);
    honest.sign(&zhao, 140);
    assert_eq!(push(&mut server, &honest, &zhao), None);
    let mut later = server.on(&chen);
    later.event(&chen, 150, EventKind::Arrived);
    assert_eq!(push(&mut server, &later, &chen), None);
}

#[test]
fn an_entry_under_another_spelling_of_an_id_is_refused() {
    let zhao = zhao();
    let mut server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    phone.work_to_finish(&zhao);
    let sign_off = phone.sign(&zhao, 140).to_string();
    assert_eq!(push(&mut server, &phone, &zhao), None);
    let seal = phone.assess().visit.sign_offs.first().unwrap().seal.clone();
    for key in [sign_off.to_uppercase(), sign_off.replace('-', ""), "no id".into()] {
        let mut liar = server.on(&zhao);
        liar.doc.set_actor(ActorId::from([77; 16]));
        forge(&mut liar, &zhao, |tx| {
            let record = tx.put_object(map(tx, &ROOT, "sign_offs"), key.as_str(), ObjType::Map)?;
            tx.put(&record, "seal", seal.clone())
        });
        assert_eq!(push(&mut server, &liar, &zhao), Some("malformed"), "{key}");
        let mut liar = server.on(&zhao);
        liar.doc.set_actor(ActorId::from([78; 16]));
        forge(&mut liar, &zhao, |tx| tx.put_object(map(tx, &ROOT, "parts"), key.as_str(), ObjType::Map).map(|_| ()));
        assert_eq!(push(&mut server, &liar, &zhao), Some("malformed"), "{key}");
    }
}

#[test]
fn nobody_answers_or_strikes_in_anothers_name_also_not_beside_an_own_entry() {
    let (zhao, chen) = (zhao(), chen());
    let mut server = opened_for(&zhao);
    let old = server.on(&zhao);
    let mut honest = server.on(&zhao);
    honest.check_as_0_1(&zhao, 10, "power", CheckResult::Good);
    assert_eq!(push(&mut server, &honest, &zhao), None);

    let mut side_branch = old.on(&zhao);
    side_branch.doc.set_actor(ActorId::from([250; 16]));
    forge(&mut side_branch, &zhao, |tx| answer(tx, &chen));
    assert_eq!(push(&mut server, &side_branch, &zhao), Some("not_yours"));

    let mut twice = server.on(&zhao);
    twice.doc.set_actor(ActorId::from([251; 16]));
    forge(&mut twice, &zhao, |tx| {
        answer(tx, &zhao)?;
        answer(tx, &chen)
    });
    assert!(push(&mut server, &twice, &zhao).is_some());

    let mut struck = server.on(&zhao);
    struck.doc.set_actor(ActorId::from([252; 16]));
    let line = serde_json::to_value(roller()).unwrap();
    forge(&mut struck, &zhao, |tx| {
        let part = tx.put_object(map(tx, &ROOT, "parts"), EventId::from_bytes([9; 16]).to_string(), ObjType::Map)?;
        for (key, value) in line.as_object().unwrap() {
            match value.as_str() {
                Some(text) => tx.put(&part, key.as_str(), text)?,
                None => tx.put(&part, key.as_str(), 1_i64)?,
            }
        }
        tx.put(&part, "by", zhao.person.to_string())?;
        tx.put(&part, "device", zhao.device.to_string())?;
        tx.put(&part, "at", MORNING)?;
        let struck = tx.put_object(&part, "struck", ObjType::Map)?;
        tx.put(&struck, "reason", "")?;
        tx.put(&struck, "by", chen.person.to_string())?;
        tx.put(&struck, "at", MORNING)
    });
    assert_eq!(push(&mut server, &struck, &zhao), Some("malformed"));
}

/// Of two maps under one key each has a part of a record: only together they state all that an entry must.
#[test]
fn an_entry_in_two_pieces_under_one_key_is_refused() {
    let zhao = zhao();
    let mut server = opened_for(&zhao);
    let mut liar = server.on(&zhao);
    liar.event(&zhao, 60, EventKind::Arrived);
    let honest = liar.written.pop().unwrap();
    let mut change = liar.doc.get_change_by_hash(&honest.hash).unwrap().decode();
    let device = change.operations.iter().position(|op| op.key == Key::Map("device".into())).unwrap();
    let (start, actor) = (change.start_op.get(), change.actor_id.clone());
    let place = |index: usize| OpId::new(start + index as u64, &actor);
    // First a map with the device alone, then one with everything else.
    let mut operations = vec![change.operations[0].clone(), change.operations[device].clone()];
    operations.extend(change.operations.iter().enumerate().filter(|(index, _)| *index != device).map(|(_, op)| {
        let mut op = op.clone();
        if let ObjectId::Id(id) = &op.obj
            && let Some(index) = (0..change.operations.len()).find(|index| place(*index) == *id)
        {
            op.obj = ObjectId::Id(place(if index < device { index + 2 } else { index + 1 }));
        }
        op
    }));
    change.operations = operations;
    let change = Change::from(change);
    liar.written.push(WrittenChange { hash: change.hash(), raw: change.raw_bytes().to_vec() });
    assert_eq!(push(&mut server, &liar, &zhao), Some("malformed"));
}

#[test]
fn anothers_long_text_does_not_hold_up_an_honest_day() {
    let (zhao, chen) = (zhao(), chen());
    let mut server = opened_for(&zhao);
    let base = server.on(&chen);
    for n in 0..7 {
        let mut branch = base.on(&chen);
        branch.doc.set_actor(ActorId::from([150 + n; 16]));
        branch.texts(&chen, 1, &"长".repeat(MAX_TEXT_CHARS), "x");
        assert_eq!(push(&mut server, &branch, &chen), None);
    }
    let mut honest = opened_for(&zhao).on(&zhao);
    honest.work_to_finish(&zhao);
    honest.sign(&zhao, 140);
    assert_eq!(push(&mut server, &honest, &zhao), None);
}

#[test]
fn a_text_that_two_people_filled_can_still_be_rewritten() {
    let (zhao, chen) = (zhao(), chen());
    let mut server = opened_for(&zhao);
    let (mut one, mut two) = (server.on(&zhao), server.on(&chen));
    one.texts(&zhao, 1, &"甲".repeat(MAX_TEXT_CHARS), "a");
    two.texts(&chen, 1, &"乙".repeat(MAX_TEXT_CHARS), "b");
    assert_eq!((push(&mut server, &one, &zhao), push(&mut server, &two, &chen)), (None, None));
    let mut both = server.on(&zhao);
    both.doc.set_actor(ActorId::from([91; 16]));
    both.texts(&zhao, 2, &"丙".repeat(MAX_TEXT_CHARS), "c");
    assert_eq!(push(&mut server, &both, &zhao), None);
    assert_eq!(server.assess().visit.findings.chars().count(), MAX_TEXT_CHARS);
}

#[test]
fn a_text_of_invisible_or_endless_elements_is_refused() {
    let zhao = zhao();
    for element in ["", "xxxxxxxxxxxxxxxxx"] {
        let mut server = opened_for(&zhao);
        let mut phone = server.on(&zhao);
        forge(&mut phone, &zhao, |tx| {
            let findings = map(tx, &ROOT, "findings");
            tx.insert(&findings, 0, element)
        });
        assert_eq!(push(&mut server, &phone, &zhao), Some("forbidden"), "{element:?}");
    }
}

#[test]
fn a_document_has_bounds_in_operations_and_bytes() {
    let zhao = zhao();
    let server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    for round in 0..12 {
        phone.texts(&zhao, round, &round.to_string().repeat(200), "x");
    }
    let raws: Vec<Vec<u8>> = phone.written.iter().map(|change| change.raw.clone()).collect();
    let small = |limits: Limits| admit(&server.doc, &raws, &limits, &model::gate::AllowAll).refused.map(|refused| refused.refusal.code());
    assert_eq!(small(Limits::default()), None);
    assert_eq!(small(Limits { document_ops: 1_000, ..Limits::default() }), Some("too_large"));
    assert_eq!(small(Limits { document_bytes: 3_000, ..Limits::default() }), Some("too_large"));
}

#[test]
fn entries_with_junk_long_texts_or_impossible_times_are_refused() {
    let zhao = zhao();
    let event = |tx: &mut Transaction<'_>, at: i64, junk: Option<&str>| {
        let event = tx.put_object(map(tx, &ROOT, "events"), EventId::from_bytes([8; 16]).to_string(), ObjType::Map)?;
        tx.put(&event, "kind", "arrived")?;
        tx.put(&event, "by", zhao.person.to_string())?;
        tx.put(&event, "device", zhao.device.to_string())?;
        if let Some(junk) = junk {
            tx.put(&event, "junk", junk)?;
        }
        let clock = tx.put_object(&event, "clock", ObjType::Map)?;
        tx.put(&clock, "wall_at", at)?;
        tx.put(&clock, "monotonic_ms", 1_i64)?;
        tx.put(&clock, "boot", if junk == Some("") { "b".repeat(MAX_TEXT_CHARS + 1) } else { "b".into() })
    };
    let cases: [(i64, Option<&str>, Option<&str>); 5] = [
        (MORNING, None, None),
        (-1, None, Some("malformed")),
        (i64::MAX, None, Some("malformed")),
        (MORNING, Some("x"), Some("malformed")),
        (MORNING, Some(""), Some("malformed")),
    ];
    for (at, junk, expected) in cases {
        let mut server = opened_for(&zhao);
        let mut phone = server.on(&zhao);
        forge(&mut phone, &zhao, |tx| event(tx, at, junk));
        assert_eq!(push(&mut server, &phone, &zhao), expected, "{at} {junk:?}");
    }
    let mut server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    phone.swap(&zhao, 1, PartSwap { name: "长".repeat(MAX_LINE_CHARS + 1), ..roller() });
    assert_eq!(push(&mut server, &phone, &zhao), Some("text_too_long"));
}

#[test]
fn a_later_sign_off_over_the_same_content_never_takes_the_first_ones_place() {
    let zhao = zhao();
    let mut server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    phone.work_to_finish(&zhao);
    let heads = phone.doc.get_heads();
    let paper = Voucher::of(&phone.assess().visit, SignOffKind::Acceptance, Language::Chinese).into();
    phone.sign(&zhao, 140);
    let request = SealRequest {
        sign_off: SignOffId::from_bytes([1; 16]),
        paper: &paper,
        heads: &heads,
        signer: Signer { name: "路人".into(), role: String::new(), remarks: "all perfect".into() },
        mark: Mark::Strokes { strokes: pen() },
        signed: clock(-50),
        device: zhao.device,
        backing: Backing::default(),
    };
    let forged = seal(request, &zhao.key).unwrap();
    phone.keep(&zhao, 141, SignOffId::from_bytes([1; 16]), &forged);
    assert_eq!(push(&mut server, &phone, &zhao), None);
    let now = server.assess();
    assert_eq!(now.signature, Signature::Current);
    assert_eq!(now.acceptance().unwrap().record.body.signer, customer());
    assert_eq!(now.attention, [Attention::SignedTwice]);
}

/// of two seals the one counts whose content the visit still has.
#[test]
fn what_counts_as_signed_says_what_the_visit_says() {
    let (zhao, chen) = (zhao(), chen());
    let desk_copy = opened_for(&zhao);
    let mut first = desk_copy.on(&zhao);
    first.work_to_finish(&zhao);
    let mut second = first.on(&chen);
    first.sign(&zhao, 140);
    second.event(&chen, 150, EventKind::Arrived);
    let finish = rules::can_reopen(&second.assess().visit, Signature::None, chen.person).unwrap();
    second.event(&chen, 151, EventKind::Reopened { finish });
    second.swap(&chen, 152, roller());
    second.event(&chen, 160, EventKind::Finished);
    second.sign(&chen, 161);
    first.merge(&second);
    let now = first.assess();
    assert_eq!(now.signature, Signature::Current);
    let counting = now.acceptance().unwrap();
    let kind = SignOffKind::Acceptance;
    let covered = Visit::read_at(&first.doc, &counting.heads).unwrap();
    assert_eq!(Voucher::substance(&now.visit, kind), Voucher::substance(&covered, kind));
    assert!(now.attention.contains(&Attention::SignedTwice));
}

#[test]
fn a_visit_that_changed_after_signing_can_be_put_right_and_signed_again() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let mut other = phone.on(&chen);
    phone.sign(&zhao, 140);
    other.event(&chen, 141, EventKind::Arrived);
    let finish = rules::can_reopen(&other.assess().visit, Signature::None, chen.person).unwrap();
    other.event(&chen, 142, EventKind::Reopened { finish });
    phone.merge(&other);
    let now = phone.assess();
    assert_eq!((now.status, now.signature), (WorkStatus::Working, Signature::ChangedSince));
    assert_eq!(rules::can_finish(&now.visit, now.signature, zhao.person), Err(Refusal::Signed));
    let of = now.acceptance().unwrap().record.body.sign_off;
    phone.event(&zhao, 149, EventKind::AmendmentOpened { of, reason: "陈刚补做".into() });
    let now = phone.assess();
    assert_eq!(rules::can_finish(&now.visit, now.signature, zhao.person), Ok(()));
    phone.event(&zhao, 150, EventKind::Finished);
    let finished = phone.assess();
    assert_eq!(rules::can_sign(&finished.visit, finished.signature), Ok(()));
    phone.sign(&zhao, 151);
    let signed = phone.assess();
    assert_eq!(signed.signature, Signature::Current);
    assert!(!signed.attention.contains(&Attention::SignedTwice), "the first signature covers the earlier content");
    assert_eq!(signed.sign_offs.len(), 2);
}

/// blank characters are no report, and nobody signs for a visit that nobody made.
#[test]
fn a_signature_needs_an_attended_visit_real_words_and_a_named_signer() {
    let zhao = zhao();
    let mut server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    for check in ["power", "test"] {
        phone.check_as_0_1(&zhao, 1, check, CheckResult::Good);
    }
    phone.texts(&zhao, 2, "a", "b");
    phone.event(&zhao, 3, EventKind::Finished);
    phone.sign(&zhao, 4);
    assert_eq!(push(&mut server, &phone, &zhao), Some("sign_before_finish"));

    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    phone.texts(&zhao, 86, "\u{200b}", "\u{3000}");
    assert!(matches!(rules::can_sign(&phone.assess().visit, Signature::None), Err(Refusal::Incomplete(missing)) if missing.len() == 2));

    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let paper = Voucher::of(&phone.assess().visit, SignOffKind::Acceptance, Language::English).into();
    let heads = phone.doc.get_heads();
    let nameless = SealRequest {
        sign_off: SignOffId::from_bytes([1; 16]),
        paper: &paper,
        heads: &heads,
        signer: Signer { name: "\u{200b}".into(), role: String::new(), remarks: String::new() },
        mark: Mark::Strokes { strokes: pen() },
        signed: clock(140),
        device: zhao.device,
        backing: Backing::default(),
    };
    assert_eq!(verify(&seal(nameless, &zhao.key).unwrap(), None).unwrap_err().code(), "seal_signer");
}

#[test]
fn a_seal_covers_only_what_its_author_had_seen() {
    let zhao = zhao();
    let mut server = opened_for(&zhao);
    let mut blind = server.on(&zhao);
    let mut phone = server.on(&zhao);
    phone.work_to_finish(&zhao);
    let (id, record) = phone.seal_now(&zhao, 140);
    assert_eq!(push(&mut server, &phone, &zhao), None);
    blind.doc.set_actor(ActorId::from([93; 16]));
    blind.keep(&zhao, 141, id, &record);
    assert_eq!(push(&mut server, &blind, &zhao), Some("seal_unknown_heads"));
}

#[test]
fn work_the_desk_knew_of_when_it_gave_the_visit_away_is_no_news() {
    let (zhao, chen) = (zhao(), chen());
    let mut desk_copy = opened_for(&zhao);
    let mut phone = desk_copy.on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    desk_copy.merge(&phone);
    let kind = EventKind::Assigned {
        technician: chen.person,
        technician_name: chen.name.into(),
        replaces: Some(EventId::from_bytes([60; 16])),
        reason: "ill".into(),
    };
    write::append_event(&mut desk_copy.doc, EventId::from_bytes([61; 16]), kind, &desk(60)).unwrap();
    assert_eq!(desk_copy.assess().attention, []);
    phone.event(&zhao, 61, EventKind::Started);
    desk_copy.merge(&phone);
    assert_eq!(desk_copy.assess().attention, [Attention::WorkedAfterReassignment]);
}

#[test]
fn work_known_to_the_desk_is_no_news_however_often_the_visit_changes_hands() {
    let (zhao, chen) = (zhao(), chen());
    let mut desk_copy = opened_for(&zhao);
    let gives = |desk_copy: &mut Replica, to: &Technician, replaces: u8, minute: i64| {
        let kind = EventKind::Assigned {
            technician: to.person,
            technician_name: to.name.into(),
            replaces: Some(EventId::from_bytes([replaces; 16])),
            reason: "ill".into(),
        };
        write::append_event(&mut desk_copy.doc, EventId::from_bytes([replaces + 1; 16]), kind, &desk(minute)).unwrap();
    };
    gives(&mut desk_copy, &chen, 60, 10);
    let mut phone = desk_copy.on(&chen);
    phone.event(&chen, 20, EventKind::Arrived);
    desk_copy.merge(&phone);
    gives(&mut desk_copy, &zhao, 61, 30);
    assert_eq!(desk_copy.assess().attention, []);
    phone.event(&chen, 31, EventKind::Started);
    desk_copy.merge(&phone);
    assert_eq!(desk_copy.assess().attention, [Attention::WorkedAfterReassignment]);
}

#[test]
fn a_visit_of_many_events_and_reassignments_is_read_in_time_that_grows_with_their_number() {
    let (zhao, chen) = (zhao(), chen());
    let read = |events: i64| {
        let mut desk_copy = opened_for(&zhao);
        let mut phone = desk_copy.on(&zhao);
        for minute in 0..events {
            phone.event(&zhao, minute, EventKind::Arrived);
        }
        desk_copy.merge(&phone);
        let kind = EventKind::Assigned {
            technician: chen.person,
            technician_name: chen.name.into(),
            replaces: Some(EventId::from_bytes([60; 16])),
            reason: "ill".into(),
        };
        write::append_event(&mut desk_copy.doc, EventId::from_bytes([61; 16]), kind, &desk(1)).unwrap();
        let from = std::time::Instant::now();
        assert_eq!(desk_copy.assess().attention, []);
        from.elapsed()
    };
    let (few, many) = (read(100), read(800));
    assert!(many < few * 8 * 6, "100 events took {few:?}, 800 took {many:?}: that is no longer near a straight line");
}

#[test]
fn what_the_server_took_is_never_too_much_for_the_next_device() {
    let zhao = zhao();
    let server = opened_for(&zhao);
    let mut phone = server.on(&zhao);
    for round in 0..150 {
        phone.check_as_0_1(&zhao, round, "power", CheckResult::Good);
    }
    let raws: Vec<Vec<u8>> = phone.written.iter().map(|change| change.raw.clone()).collect();
    let sum: usize = raws.iter().map(Vec::len).sum();
    let limits = Limits { document_bytes: sum / 2, ..Limits::default() };
    let (mut held, mut taken) = (server.doc.clone(), 0);
    for batch in raws.chunks(30) {
        let admission = admit(&held, batch, &limits, &model::gate::AllowAll);
        taken += admission.accepted.len();
        held = admission.doc;
    }
    assert!(taken < raws.len(), "like changes are counted as they travel, not as they are saved");
    let usual = (Limits::default(), Limits::of_own_server());
    assert!(usual.1.document_changes > usual.0.document_changes && usual.1.document_bytes > usual.0.document_bytes);
}

#[test]
fn another_devices_photos_are_not_held_against_ones_own() {
    let (zhao, chen) = (zhao(), chen());
    let mut server = opened_for(&zhao);
    let photos = |who: &Technician, replica: &mut Replica, count: u8| {
        for n in 0..count {
            let stamp = replica.stamp(who, 1);
            let photo = model::documents::visit::records::Photo {
                sha256: format!("{n:064x}"),
                size_bytes: 1,
                media_type: "image/png".into(),
                caption: String::new(),
                by: who.person,
                at: stamp.clock.wall_at,
            };
            let id = model::id::PhotoId::from_parts(stamp.clock.wall_at, replica.next_id());
            let change = write::attach_photo(&mut replica.doc, id, &photo, &stamp).unwrap();
            replica.written.push(change);
        }
    };
    let (mut one, mut two) = (server.on(&zhao), server.on(&chen));
    photos(&zhao, &mut one, 100);
    photos(&chen, &mut two, 101);
    assert_eq!(push(&mut server, &one, &zhao), None);
    assert_eq!(push(&mut server, &two, &chen), Some("too_large"));
    assert_eq!(server.assess().visit.photos.len(), 200);
}

/// the time on site, put right by what the device knew of its clock.
#[test]
fn an_arrival_told_by_a_wrong_clock_is_ordered_by_the_servers() {
    let (zhao, chen) = (zhao(), chen());
    let desk_copy = opened_for(&zhao);
    let (mut right, mut wrong) = (desk_copy.on(&zhao), desk_copy.on(&chen));
    right.event(&zhao, 50, EventKind::Arrived);
    let mut stamp = wrong.stamp(&chen, 60);
    stamp.clock.wall_at = stamp.clock.wall_at.plus_ms(-3 * 365 * 86_400_000);
    stamp.clock.server_offset_ms = Some(3 * 365 * 86_400_000);
    write::append_event(&mut wrong.doc, EventId::from_bytes([5; 16]), EventKind::Arrived, &stamp).unwrap();
    right.merge(&wrong);
    assert_eq!(right.assess().visit.arrival().unwrap().by, zhao.person);
}

#[test]
fn the_sentences_of_voucher_version_1_are_what_they_were() {
    use model::seal::voucher::statement;
    assert_eq!(
        statement(SignOffKind::Acceptance, Language::English),
        "I have read the above. The service is finished and I accept it. My signature covers exactly what is shown here."
    );
    assert_eq!(
        statement(SignOffKind::Acceptance, Language::Chinese),
        "本人已阅读以上服务内容，确认服务已完成并予以验收。本签名仅对以上所示内容有效。"
    );
}
