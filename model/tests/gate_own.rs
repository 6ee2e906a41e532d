//! The cheaper gate for a program's own changes says what the full gate says: whatever this engine writes, honest or not.

use crate::site::*;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, AutomergeError, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use model::documents::authority::TechnicianAuthority;
use model::documents::reading::Reading;
use model::documents::visit::Visit;
use model::documents::visit::records::{CheckResult, EventKind};
use model::documents::visit::write;
use model::gate::{AllowAll, Authority, History, Limits, Refusal, admit, admit_own};
use model::id::DocumentId;
use model::seal::key::DeviceKey;
use model::time::Timestamp;
use proptest::prelude::*;

/// What is written to a document in one step.
#[derive(Debug, Clone)]
enum Act {
    /// An event that a technician may record, by its number.
    Event(u8),
    Swap,
    Strike,
    Findings(String),
    Sign,
    /// An event of the desk, under the technician's stamp.
    DesksEvent,
    /// An event under another person's stamp.
    AsSomebodyElse,
    /// A value at any place of the document.
    Put(usize, String),
    PutMap(usize, String),
    Delete(usize),
    Counter(usize),
    List(usize),
    /// More than a change may hold.
    Huge,
    Empty,
    /// Another device's work comes in.
    Meet,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (0..7_u8).prop_map(Act::Event),
        2 => Just(Act::Swap),
        1 => Just(Act::Strike),
        3 => "\\PC{0,40}".prop_map(Act::Findings),
        1 => Just(Act::Findings("\u{fffc}\u{0}\u{202e}👩‍🔧\n".into())),
        1 => Just(Act::Sign),
        1 => Just(Act::DesksEvent),
        1 => Just(Act::AsSomebodyElse),
        2 => (any::<usize>(), "[a-z]{0,8}").prop_map(|(place, text)| Act::Put(place, text)),
        1 => (any::<usize>(), "[a-z]{1,8}").prop_map(|(place, key)| Act::PutMap(place, key)),
        2 => any::<usize>().prop_map(Act::Delete),
        1 => any::<usize>().prop_map(Act::Counter),
        1 => any::<usize>().prop_map(Act::List),
        1 => Just(Act::Huge),
        1 => Just(Act::Empty),
        3 => Just(Act::Meet),
    ]
}

/// What another device may have kept.
fn honest() -> impl Strategy<Value = Act> {
    prop_oneof![(0..7_u8).prop_map(Act::Event), Just(Act::Swap), "\\PC{0,40}".prop_map(Act::Findings)]
}

fn event(number: u8) -> EventKind {
    match number {
        0 => EventKind::Departed,
        1 => EventKind::Arrived,
        2 => EventKind::Started,
        3 => EventKind::Finished,
        4 => EventKind::CheckAnswered { item: "power".into(), result: CheckResult::Good, note: "好 ok".into() },
        5 => EventKind::CheckAnswered { item: "no such item".into(), result: CheckResult::Defect, note: String::new() },
        _ => EventKind::VoidTrip { reason: String::new() },
    }
}

/// Every map of the document with its keys.
fn places(doc: &Automerge) -> Vec<(ObjId, String)> {
    let (mut open, mut found) = (vec![ROOT], Vec::new());
    while let Some(object) = open.pop() {
        for key in doc.keys(&object) {
            if let Ok(Some((automerge::Value::Object(ObjType::Map), inner))) = doc.get(&object, key.as_str()) {
                open.push(inner);
            }
            found.push((object.clone(), key));
        }
    }
    found
}

fn forge(phone: &mut Replica, who: &Technician, write: impl FnOnce(&mut automerge::transaction::Transaction<'_>, &ObjId, &str), at: usize) {
    let stamp = phone.stamp(who, 60);
    let note = serde_json::json!({ "c": "forged", "id": stamp.command, "by": who.person, "on": who.device }).to_string();
    let options = CommitOptions::default().with_message(note).with_time(1_772_438_400);
    let places = places(&phone.doc);
    let (object, key) = places[at % places.len()].clone();
    let done = phone
        .doc
        .transact_with::<_, _, AutomergeError, _>(
            |()| options,
            |tx| {
                write(tx, &object, &key);
                Ok(())
            },
        )
        .unwrap();
    if let Some(hash) = done.hash {
        let raw = phone.doc.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec();
        phone.written.push(write::WrittenChange { hash, raw });
    }
}

fn carry_out(phone: &mut Replica, act: &Act, minute: i64, who: &Technician, other: &Technician) {
    let at = Timestamp::from_ms(MORNING + minute * 60_000);
    match act {
        Act::Event(number) => {
            phone.event(who, minute, event(*number));
        }
        Act::Swap => {
            phone.swap(who, minute, roller());
        }
        Act::Strike => {
            let visit = phone.assess().visit;
            if let Some(line) = visit.parts.first().map(|line| line.id) {
                let stamp = phone.stamp(who, minute);
                let change = write::strike_part(&mut phone.doc, line, "x", &stamp).unwrap();
                phone.written.push(change);
            }
        }
        Act::Findings(text) => phone.texts(who, minute, text, "x"),
        Act::Sign => {
            phone.sign(who, minute);
        }
        Act::DesksEvent => {
            phone.event(who, minute, EventKind::Cancelled { reason: "x".into() });
        }
        Act::AsSomebodyElse => {
            phone.event(other, minute, EventKind::Started);
        }
        Act::Put(place, text) => forge(phone, who, |tx, object, key| _ = tx.put(object, key, text.as_str()), *place),
        Act::PutMap(place, new) => forge(
            phone,
            who,
            |tx, object, _| {
                let inner = tx.put_object(object, new.as_str(), ObjType::Map).unwrap();
                tx.put(&inner, "x", at.as_ms()).unwrap();
            },
            *place,
        ),
        Act::Delete(place) => forge(phone, who, |tx, object, key| _ = tx.delete(object, key), *place),
        Act::Counter(place) => forge(phone, who, |tx, object, key| _ = tx.put(object, key, ScalarValue::counter(3)), *place),
        Act::List(place) => forge(
            phone,
            who,
            |tx, object, key| {
                let list = tx.put_object(object, key, ObjType::List).unwrap();
                tx.insert(&list, 0, "x").unwrap();
            },
            *place,
        ),
        Act::Huge => phone.texts(who, minute, &"長い x ".repeat(1_000), "x"),
        Act::Empty | Act::Meet => {}
    }
}

fn authority_of(who: &Technician) -> TechnicianAuthority {
    TechnicianAuthority {
        document: DocumentId::from_bytes([3; 16]),
        organisation: organisation().id,
        person: who.person,
        device: who.device,
        device_key: who.key.public_key(),
    }
}

/// Both gates on the changes that lead from `before` to `after`, one after the other: what the full gate says of each, and what the
/// own gate says.
fn both(
    before: &Automerge,
    raw: &[u8],
    after: &Automerge,
    history: &mut History,
    limits: &Limits,
    authority: &dyn Authority,
) -> [Option<Refusal>; 2] {
    let full = admit(before, &[raw.to_vec()], limits, authority);
    let own = admit_own(before, after, history, raw, limits, authority);
    if let Ok(own) = &own {
        assert_eq!(Some(&own.preflight), full.accepted.first().map(|accepted| &accepted.preflight));
        assert_eq!(full.doc.get_heads(), after.get_heads());
    }
    [full.refused.map(|refused| refused.refusal), own.err()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_reading_that_follows_every_change_says_what_a_new_one_says(acts in proptest::collection::vec((act(), honest()), 1..24)) {
        let (zhao, chen) = (zhao(), chen());
        let base = opened_for(&zhao);
        let (mut phone, mut server) = (base.on(&zhao), base.on(&chen));
        let mut history = History::of(&phone.doc);
        let mut reading = Reading::of(&phone.doc);
        for (minute, (act, elsewhere)) in (1..).zip(&acts) {
            if let Act::Meet = act {
                carry_out(&mut server, elsewhere, minute, &chen, &zhao);
                phone.merge(&server);
                history = History::of(&phone.doc);
                reading = Reading::of(&phone.doc);
                continue;
            }
            let mut before = phone.doc.clone();
            let written = phone.written.len();
            carry_out(&mut phone, act, minute, &zhao, &chen);
            for change in &phone.written[written..] {
                let mut after = before.clone();
                after.apply_changes([phone.doc.get_change_by_hash(&change.hash).unwrap()]).unwrap();
                let Ok(own) = admit_own(&before, &after, &mut history, &change.raw, &Limits::default(), &AllowAll) else { break };
                reading.follow(&after, &own.effects);
                prop_assert!(reading == Reading::of(&after), "{:?}", act);
                let is_text = |key: &str| matches!(after.get(ROOT, key), Ok(Some((automerge::Value::Object(ObjType::Text), _))));
                let reads = Visit::read(&after).is_ok_and(|visit| visit.unreadable.is_empty());
                if !(reads && is_text("findings") && is_text("treatment")) {
                    // Nothing can be written to it any more.
                    (history, reading) = (History::of(&before), Reading::of(&before));
                    break;
                }
                before = after;
            }
            if before.get_heads() != phone.doc.get_heads() {
                before.set_actor(phone.doc.get_actor().clone());
                phone.doc = before;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_the_own_gate_keeps_the_full_gate_takes_and_what_one_refuses_the_other_does(
        acts in proptest::collection::vec((act(), honest()), 1..24),
    ) {
        let (zhao, chen) = (zhao(), chen());
        let authority = authority_of(&zhao);
        let limits = Limits { document_changes: 40, ..Limits::default() };
        let base = opened_for(&zhao);
        let (mut phone, mut server) = (base.on(&zhao), base.on(&chen));
        let mut history = History::of(&phone.doc);
        for (minute, (act, elsewhere)) in (1..).zip(&acts) {
            if let Act::Meet = act {
                carry_out(&mut server, elsewhere, minute, &chen, &zhao);
                phone.merge(&server);
                history = History::of(&phone.doc);
                continue;
            }
            let mut before = phone.doc.clone();
            let written = phone.written.len();
            carry_out(&mut phone, act, minute, &zhao, &chen);
            for change in &phone.written[written..] {
                let mut after = before.clone();
                after.apply_changes([phone.doc.get_change_by_hash(&change.hash).unwrap()]).unwrap();
                let [full, own] = both(&before, &change.raw, &after, &mut history, &limits, &authority);
                prop_assert_eq!(&full, &own, "{:?}", act);
                if own.is_some() {
                    break;
                }
                before = after;
            }
            if before.get_heads() != phone.doc.get_heads() {
                // Refused: the document is thrown away, as it was kept is loaded again.
                before.set_actor(phone.doc.get_actor().clone());
                phone.doc = before;
            }
        }
    }
}

/// The history that is held beside a document refuses the change that is one too many, exactly where the full gate does.
#[test]
fn the_held_history_counts_like_the_one_that_is_made_anew() {
    let zhao = zhao();
    let base = opened_for(&zhao);
    for limits in [Limits { document_changes: 12, ..Limits::default() }, Limits { document_ops: 170, ..Limits::default() }] {
        let mut phone = base.on(&zhao);
        let mut history = History::of(&phone.doc);
        let refused = (0..40).find_map(|minute| {
            let before = phone.doc.clone();
            phone.swap(&zhao, minute, roller());
            let raw = phone.written.last().unwrap().raw.clone();
            let [full, own] = both(&before, &raw, &phone.doc, &mut history, &limits, &AllowAll);
            assert_eq!(full, own);
            own
        });
        assert_eq!(refused.map(|refusal| refusal.code()), Some("too_large"));
    }
}

/// A change that is not what was written to the document is refused, though it would pass by itself.
#[test]
fn a_change_that_did_not_make_the_document_is_refused() {
    let zhao = zhao();
    let before = opened_for(&zhao).on(&zhao);
    let (mut one, mut two) = (before.on(&zhao), before.on(&zhao));
    one.event(&zhao, 1, EventKind::Arrived);
    two.event(&zhao, 2, EventKind::Arrived);
    let mut history = History::of(&before.doc);
    let raw = &two.written[0].raw;
    let refusal = admit_own(&before.doc, &one.doc, &mut history, raw, &Limits::default(), &authority_of(&zhao)).unwrap_err();
    assert_eq!(refusal.code(), "unsafe");
    assert!(
        admit_own(&before.doc, &two.doc, &mut history, raw, &Limits::default(), &authority_of(&zhao)).is_ok(),
        "nothing was noted of it"
    );
    let again = admit_own(&two.doc, &two.doc, &mut history, raw, &Limits::default(), &authority_of(&zhao)).unwrap_err();
    assert_eq!(again.code(), "sequence", "the same change twice");
}
