//! On site: checks, site record, corrected data, class, what is told; and a visit without an order.

use crate::site::*;
use automerge::transaction::{CommitOptions, Transactable as _, Transaction};
use automerge::{ActorId, Automerge, AutomergeError, ObjId, ObjType, ROOT};
use model::documents::authority::TechnicianAuthority;
use model::documents::visit::Visit;
use model::documents::visit::assessment::{Attention, Signature, assess};
use model::documents::visit::order::may_open_without_order;
use model::documents::visit::records::*;
use model::documents::visit::write::{self, Correction, NewClass, VisitOrder};
use model::gate::{Limits, admit};
use model::id::{CallOutId, DocumentId, EventId, OrganisationId};
use model::rules::{self, Missing, Refusal};
use model::seal::key::DeviceKey as _;
use model::time::Timestamp;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_ms(MORNING + minute * 60_000)
}

fn at_work(who: &Technician) -> Replica {
    let mut phone = opened_for(who).on(who);
    phone.event(who, 50, EventKind::Arrived);
    phone.event(who, 55, EventKind::Started);
    phone
}

fn correct(phone: &mut Replica, who: &Technician, minute: i64, field: DataField, to: &str) -> EventId {
    let id = EventId::from_parts(at(minute), phone.next_id());
    let stamp = phone.stamp(who, minute);
    let from = phone.assess().visit.value_of(field).to_owned();
    let correction = Correction { field, from, to: to.into(), confirmed_by: "李女士".into() };
    let change = write::correct_data(&mut phone.doc, id, &correction, &stamp).unwrap();
    phone.written.push(change);
    id
}

/// R-219, O-12: the latest answer counts, all stay; different people who differ are flagged.
#[test]
fn the_latest_answer_counts_and_all_stay() {
    let (zhao, chen) = (zhao(), chen());
    let desk_copy = opened_for(&zhao);
    let (mut one, mut two) = (desk_copy.on(&zhao), desk_copy.on(&chen));
    one.check(&zhao, 60, "power", CheckResult::Good);
    one.check(&zhao, 61, "power", CheckResult::NotApplicable);
    assert!(!one.assess().visit.checks_differ(), "one person who changes an answer agrees with themselves");
    two.check(&chen, 62, "power", CheckResult::Defect);
    one.merge(&two);
    two.merge(&one);
    for replica in [&one, &two] {
        let now = replica.assess();
        assert_eq!(now.attention, [Attention::ChecksDiffer]);
        assert_eq!(now.conflicts, []);
        assert_eq!(now.visit.checklist.first().unwrap().record.answer.as_ref().unwrap().result, CheckResult::Defect);
        let all: Vec<_> = now.visit.answers("power").iter().map(|answer| (answer.by, answer.result)).collect();
        assert_eq!(all, [(zhao.person, CheckResult::Good), (zhao.person, CheckResult::NotApplicable), (chen.person, CheckResult::Defect)]);
    }
}

/// an answer that stands in the item, as 0.1 wrote it, is the oldest.
#[test]
fn an_answer_of_version_0_1_is_the_oldest() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.check_as_0_1(&zhao, 60, "power", CheckResult::Good);
    assert_eq!(phone.assess().visit.checklist.first().unwrap().record.answer.as_ref().unwrap().result, CheckResult::Good);
    let wrong = phone.event(&chen, 59, EventKind::CheckAnswered { item: "power".into(), result: CheckResult::Defect, note: "x".into() });
    let visit = phone.assess().visit;
    assert_eq!(visit.answers("power").iter().map(|answer| answer.result).collect::<Vec<_>>(), [CheckResult::Good, CheckResult::Defect]);
    assert_eq!(visit.checklist.first().unwrap().record.answer.as_ref().unwrap().note, "x");
    // Struck, it counts no more, and the older one does again.
    phone.event(&chen, 61, EventKind::Struck { event: wrong, reason: "other cabinet".into() });
    assert_eq!(phone.assess().visit.checklist.first().unwrap().record.answer.as_ref().unwrap().result, CheckResult::Good);
}

/// R-219, O-12: 140 points, divided between two people, merge whole and within the limits; missing ones block the finish.
#[test]
fn a_hundred_and_forty_points_merge_whole() {
    let (zhao, chen) = (zhao(), chen());
    let mut order = order();
    order.checklist = (0..140)
        .map(|point| {
            let label = [("zh-CN".to_owned(), format!("{point} 号摄像机")), ("en".to_owned(), format!("Camera {point}"))].into();
            let record = ChecklistItem { order: point, required: true, label, stage: CheckStage::Work, answer: None };
            Keyed { id: format!("point-{point:03}"), record }
        })
        .collect();
    let desk_copy = opened(&order, &zhao);
    let (mut one, mut two) = (desk_copy.on(&zhao), desk_copy.on(&chen));
    one.event(&zhao, 50, EventKind::Arrived);
    one.event(&zhao, 55, EventKind::Started);
    for point in 0..139 {
        let (phone, who) = if point % 2 == 0 { (&mut one, &zhao) } else { (&mut two, &chen) };
        phone.check(who, 60 + point, &format!("point-{point:03}"), CheckResult::Good);
    }
    let mut server = Automerge::new();
    for changes in [&desk_copy.written, &one.written, &two.written] {
        let raws: Vec<_> = changes.iter().map(|change| change.raw.clone()).collect();
        let admission = admit(&server, &raws, &Limits::default(), &model::gate::AllowAll);
        assert!(admission.refused.is_none());
        server = admission.doc;
    }
    let now = assess(&server).unwrap();
    one.merge(&two);
    assert_eq!(now.visit, one.assess().visit);
    assert_eq!(now.visit.checklist.iter().filter(|item| item.record.answer.is_some()).count(), 139);
    assert!(rules::missing_to_finish(&now.visit).contains(&Missing::Check { item: "point-139".into() }));
}

/// the latest value of each line counts.
#[test]
fn the_site_record_holds_the_latest_value_of_each_line() {
    let zhao = zhao();
    let mut phone = at_work(&zhao);
    for (minute, line, value) in
        [(60, SiteLine::Cause, "dust"), (61, SiteLine::RunningHours, "31200"), (62, SiteLine::Cause, "worn roller")]
    {
        phone.event(&zhao, minute, EventKind::SiteNoted { line, value: value.into() });
    }
    let visit = phone.assess().visit;
    let record: Vec<_> = visit.site_record().into_iter().map(|entry| (entry.line, entry.value)).collect();
    assert_eq!(record, [(SiteLine::RunningHours, "31200".into()), (SiteLine::Cause, "worn roller".to_owned())]);
    assert_eq!(rules::can_note_site(&visit, Signature::None, zhao.person), Ok(()));
    assert_eq!(rules::can_note_site(&visit, Signature::None, chen().person), Err(Refusal::NotArrived));
    assert_eq!(rules::can_note_site(&visit, Signature::Current, zhao.person), Err(Refusal::Signed));
}

/// R-036, O-13: address and model from the site, phone from the desk: fields merge one by one.
#[test]
fn corrections_of_different_fields_merge() {
    let zhao = zhao();
    let mut desk_copy = opened_for(&zhao);
    let mut phone = desk_copy.on(&zhao);
    correct(&mut phone, &zhao, 60, DataField::Address, "中山路 81 号");
    correct(&mut phone, &zhao, 61, DataField::Plate, "苏E·00117");
    let change = Correction { field: DataField::Phone, from: String::new(), to: "0512 555 0999".into(), confirmed_by: "desk".into() };
    write::correct_data(&mut desk_copy.doc, EventId::from_bytes([77; 16]), &change, &desk(59)).unwrap();
    desk_copy.merge(&phone);
    let now = desk_copy.assess();
    assert_eq!((now.visit.customer.address.as_str(), now.visit.customer.phone.as_str()), ("中山路 81 号", "0512 555 0999"));
    assert_eq!(now.visit.asset.plate.as_deref(), Some("苏E·00117"));
    assert_eq!((now.conflicts, now.attention), (vec![], vec![]));
}

/// R-036, O-13: for the name, if both changed it, one is shown and the other offered for decision; writing the decided one settles it.
#[test]
fn corrections_of_one_field_are_decided_by_writing_the_value_again() {
    let zhao = zhao();
    let mut desk_copy = opened_for(&zhao);
    let mut phone = desk_copy.on(&zhao);
    correct(&mut phone, &zhao, 60, DataField::Name, "东方律师行");
    let change = Correction { field: DataField::Name, from: String::new(), to: "东方律所".into(), confirmed_by: "desk".into() };
    write::correct_data(&mut desk_copy.doc, EventId::from_bytes([77; 16]), &change, &desk(59)).unwrap();
    desk_copy.merge(&phone);
    let now = desk_copy.assess();
    assert_eq!(now.attention, [Attention::Conflict]);
    assert_eq!(now.conflicts.first().unwrap().path, DataField::Name.path());
    let shown = now.visit.customer.name.clone();
    let decided = Correction { field: DataField::Name, from: shown.clone(), to: shown.clone(), confirmed_by: "李女士".into() };
    assert_eq!(rules::check_correction(&now.visit, &decided, false), Err(Refusal::NothingToCorrect));
    assert_eq!(rules::check_correction(&now.visit, &decided, true), Ok(()));
    write::settle(&mut desk_copy.doc, EventId::from_bytes([78; 16]), &decided, &desk(90)).unwrap();
    let now = desk_copy.assess();
    assert_eq!((now.visit.customer.name, now.conflicts), (shown, vec![]));
    assert_eq!(now.visit.events.iter().filter(|event| matches!(event.record.kind, EventKind::DataCorrected { .. })).count(), 3);
}

/// a correction says who confirmed it.
#[test]
fn a_correction_says_who_confirmed_it() {
    let visit = opened_for(&zhao()).assess().visit;
    let correction =
        |to: &str, by: &str| Correction { field: DataField::Serial, from: String::new(), to: to.into(), confirmed_by: by.into() };
    assert_eq!(rules::check_correction(&visit, &correction("", "x"), false), Err(Refusal::EntryIncomplete("to")));
    assert_eq!(rules::check_correction(&visit, &correction("x", " "), false), Err(Refusal::EntryIncomplete("confirmed_by")));
    assert_eq!(rules::check_correction(&visit, &correction("x", "y"), false), Ok(()));
}

fn set_class(phone: &mut Replica, who: &Technician, minute: i64, class: FaultClass) {
    let settles: Vec<EventId> = phone.assess().visit.class_history().iter().filter(|entry| entry.open).map(|entry| entry.event).collect();
    let ids: Vec<EventId> = (0..settles.len().max(1)).map(|_| EventId::from_parts(at(minute), phone.next_id())).collect();
    let entry = NewClass { class, reason: "all services down".into(), plan: "restore the core first".into() };
    let stamp = phone.stamp(who, minute);
    let change = write::set_class(&mut phone.doc, &ids, &settles, &entry, &stamp).unwrap();
    phone.written.push(change);
}

/// R-251, O-11, R-159: the class is raised, the first one stays in the history with the time on site; a major fault owes its analysis.
#[test]
fn a_raised_class_keeps_its_history() {
    let zhao = zhao();
    let mut phone = at_work(&zhao);
    set_class(&mut phone, &zhao, 60, FaultClass::General);
    set_class(&mut phone, &zhao, 75, FaultClass::Major);
    let now = phone.assess();
    assert_eq!(now.visit.fault_class(), Some(FaultClass::Major));
    assert_eq!(now.attention, [Attention::AnalysisDue]);
    let history: Vec<_> = now.visit.class_history().iter().map(|entry| (entry.class, entry.at, entry.open)).collect();
    assert_eq!(history, [(FaultClass::General, at(60), false), (FaultClass::Major, at(75), true)]);
    let entry = |class, reason: &str, plan: &str| NewClass { class, reason: reason.into(), plan: plan.into() };
    assert_eq!(rules::check_class(&now.visit, &entry(FaultClass::Severe, "x", "")), Err(Refusal::ClassLowered));
    assert_eq!(rules::check_class(&now.visit, &entry(FaultClass::Major, "", "x")), Err(Refusal::ReasonMissing));
    // those who are told of a major fault need the plan.
    assert_eq!(rules::check_class(&now.visit, &entry(FaultClass::Major, "x", "")), Err(Refusal::EntryIncomplete("plan")));
}

/// R-251, O-11: two classes set at once both stay; the higher one is shown until a person decides.
#[test]
fn of_two_classes_set_at_once_the_higher_is_shown_until_a_person_decides() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = at_work(&zhao);
    set_class(&mut phone, &zhao, 60, FaultClass::General);
    let mut other = phone.on(&chen);
    set_class(&mut phone, &zhao, 70, FaultClass::Major);
    set_class(&mut other, &chen, 80, FaultClass::Severe);
    phone.merge(&other);
    other.merge(&phone);
    for replica in [&phone, &other] {
        let now = replica.assess();
        assert_eq!(now.visit.fault_class(), Some(FaultClass::Major));
        assert_eq!(now.attention, [Attention::ClassesDiffer, Attention::AnalysisDue]);
    }
    set_class(&mut phone, &zhao, 90, FaultClass::Severe);
    let now = phone.assess();
    assert_eq!((now.visit.fault_class(), now.attention), (Some(FaultClass::Severe), vec![]));
}

/// R-043…: what was reported and what the customer says is flagged and stays.
#[test]
fn what_is_reported_and_what_the_customer_says_is_flagged() {
    let zhao = zhao();
    let cases = [
        (
            EventKind::Reported {
                what: ReportKind::LargerProblem,
                text: "frame cracked".into(),
                proposal: "exchange".into(),
                demand: "today".into(),
            },
            vec![Attention::ProblemReported],
        ),
        (EventKind::Reported { what: ReportKind::Result, text: "done".into(), proposal: String::new(), demand: String::new() }, vec![]),
        (EventKind::DisagreementNoted { matter: "cause".into(), words: "不是我们弄的".into() }, vec![Attention::Disagreement]),
        (EventKind::WishNoted { wish: Wish::Refund, words: "退货".into() }, vec![Attention::CustomerWish]),
        (EventKind::RepeatNoted { earlier: "C260201-007".into() }, vec![Attention::RepeatRepair]),
    ];
    for (kind, flags) in cases {
        let mut phone = at_work(&zhao);
        phone.event(&zhao, 60, kind);
        assert_eq!(phone.assess().attention, flags);
    }
    let visit = at_work(&zhao).assess().visit;
    assert_eq!(rules::can_tell(&visit, zhao.person), Ok(()));
    assert_eq!(rules::can_tell(&visit, chen().person), Err(Refusal::NotAssigned));
    assert_eq!(rules::check_words(&[("matter", "x"), ("words", " ")]), Err(Refusal::EntryIncomplete("words")));
}

/// the result is reported after the customer signed; the signature stays.
#[test]
fn a_report_after_the_signature_leaves_it_as_it_is() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    phone.sign(&zhao, 140);
    let report = EventKind::Reported { what: ReportKind::Result, text: "done".into(), proposal: String::new(), demand: String::new() };
    phone.event(&zhao, 145, report);
    assert_eq!(phone.assess().signature, Signature::Current);
}

/// R-018, E7: work before there is an order: opened on the device with a provisional number; the order is linked afterwards and a
/// signature given meanwhile stays.
#[test]
fn work_without_an_order_is_linked_afterwards() {
    let zhao = zhao();
    let mut doc = Automerge::new().with_actor(ActorId::from([zhao.number; 16]));
    let mut first = order();
    first.call_out.number = "T07 (provisional)".into();
    let mut fresh = opened_for(&zhao).on(&zhao);
    let stamp = fresh.stamp(&zhao, 40);
    write::open_without_order(&mut doc, &first, EventId::from_bytes([60; 16]), zhao.name, "pipe burst", &stamp).unwrap();
    let opened = Visit::read(&doc).unwrap();
    assert_eq!(may_open_without_order(&opened, zhao.person, zhao.device), Ok(()));
    fresh.doc = doc;
    let now = fresh.assess();
    assert_eq!((now.visit.order().provisional, now.attention), (true, vec![Attention::OrderMissing]));
    assert!(now.visit.in_crew(zhao.person));
    fresh.work_to_finish(&zhao);
    fresh.sign(&zhao, 140);
    fresh.desk_event(200, EventKind::OrderLinked { call_out: CallOutId::from_bytes([5; 16]), number: "C260302-044".into() });
    let now = fresh.assess();
    assert_eq!((now.visit.order().number.as_str(), now.visit.order().provisional), ("C260302-044", false));
    assert_eq!((now.signature, now.attention), (Signature::Current, vec![]));
}

/// Writes `tree` as maps and plain values, texts included.
fn put(tx: &mut Transaction<'_>, object: &ObjId, tree: &serde_json::Value) -> Result<(), AutomergeError> {
    for (key, value) in tree.as_object().unwrap() {
        match value {
            serde_json::Value::Object(_) => {
                let map = tx.put_object(object, key.as_str(), ObjType::Map)?;
                put(tx, &map, value)?;
            }
            serde_json::Value::String(text) => tx.put(object, key.as_str(), text.as_str())?,
            serde_json::Value::Number(number) => tx.put(object, key.as_str(), number.as_i64().unwrap())?,
            _ => tx.put(object, key.as_str(), value.as_bool().unwrap())?,
        }
    }
    Ok(())
}

/// a device opens a visit only for its own person, empty, and says why; the gate believes exactly that.
#[test]
fn a_visit_without_an_order_is_opened_empty_and_for_oneself() {
    let (zhao, chen) = (zhao(), chen());
    let open = |reason: &str, order: &VisitOrder| {
        let mut doc = Automerge::new().with_actor(ActorId::from([1; 16]));
        let stamp = opened_for(&zhao).stamp(&zhao, 40);
        let change = write::open_without_order(&mut doc, order, EventId::from_bytes([60; 16]), zhao.name, reason, &stamp).unwrap();
        (Visit::read(&doc).unwrap(), change.raw)
    };
    let judge = |who: &Technician, raw: &[u8]| {
        let authority = TechnicianAuthority {
            document: order().id,
            organisation: organisation().id,
            person: who.person,
            device: who.device,
            device_key: who.key.public_key(),
        };
        let admission = admit(&Automerge::new(), &[raw.to_vec()], &Limits::default(), &authority);
        admission.refused.map(|refused| refused.refusal.code())
    };
    let (visit, raw) = open("pipe burst", &order());
    assert_eq!(judge(&zhao, &raw), None);
    assert_eq!(judge(&chen, &raw), Some("not_yours"));
    assert!(may_open_without_order(&visit, chen.person, chen.device).is_err());
    assert!(may_open_without_order(&visit, zhao.person, chen.device).is_err());
    let (silent, raw) = open(" ", &order());
    assert!(may_open_without_order(&silent, zhao.person, zhao.device).is_err());
    assert_eq!(judge(&zhao, &raw), Some("forbidden"));
    let (_, raw) = open("x", &VisitOrder { id: DocumentId::from_bytes([99; 16]), ..order() });
    assert_eq!(judge(&zhao, &raw), Some("other_document"));
    let foreign = Organisation { id: OrganisationId::from_bytes([8; 16]), ..organisation() };
    let (_, raw) = open("x", &VisitOrder { organisation: foreign, ..order() });
    assert_eq!(judge(&zhao, &raw), Some("not_yours"));
    let (_, raw) = open("x", &VisitOrder { customer: Customer { name: "x".repeat(2_000), ..order().customer }, ..order() });
    assert_eq!(judge(&zhao, &raw), Some("text_too_long"));
    let with_terms = VisitOrder { terms: Some(Terms::default()), ..order() };
    assert_eq!(judge(&zhao, &open("x", &with_terms).1), None);
    let mut real = Automerge::new().with_actor(ActorId::from([1; 16]));
    let stamp = opened_for(&zhao).stamp(&zhao, 40);
    write::open_without_order(&mut real, &order(), EventId::from_bytes([60; 16]), zhao.name, "x", &stamp).unwrap();
    let tree = serde_json::to_value(automerge::AutoSerde::from(&real)).unwrap();
    let note = serde_json::json!({ "c": "x", "id": stamp.command, "by": zhao.person, "on": zhao.device }).to_string();
    let mut flat = Automerge::new().with_actor(ActorId::from([1; 16]));
    let options = CommitOptions::default().with_message(note);
    flat.transact_with::<_, _, AutomergeError, _>(|()| options, |tx| put(tx, &ROOT, &tree)).unwrap();
    assert!(Visit::read(&flat).is_ok());
    assert_eq!(judge(&zhao, flat.get_last_local_change().unwrap().raw_bytes()), Some("malformed"), "nobody could write to its texts");
    let mut worked = visit.clone();
    worked.findings = "already".into();
    assert!(may_open_without_order(&worked, zhao.person, zhao.device).is_err());
    let desks = opened_for(&zhao).assess().visit;
    assert!(may_open_without_order(&desks, zhao.person, zhao.device).is_err(), "the desk's visit is not a device's");
    let desks = opened_for(&zhao).written.remove(0).raw;
    assert_eq!(judge(&zhao, &desks), Some("not_yours"));
}
