//! A technician's day: what it comes to, in any order and mix of replicas, and what a device may make of it.

use std::collections::BTreeMap;

use crate::site::{MORNING, Technician, chen, clock, id_from, opened_for, organisation, zhao};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, AutomergeError, ObjId, ObjType, ROOT, ReadDoc};
use chrono::NaiveDate;
use model::documents::DocumentError;
use model::documents::authority::TechnicianAuthority;
use model::documents::day::assessment::Assessment;
use model::documents::day::records::{DayEventKind, ReportLine};
use model::documents::day::report::{Report, Totals, minutes_on_site};
use model::documents::day::status::ReportStanding;
use model::documents::day::write::{DayOpening, append_event, genesis};
use model::documents::kind::{Assessed, DocumentKind, assess, kind_of};
use model::documents::stamp::{Origin, Stamp};
use model::documents::visit::records::{EventKind, ServiceType};
use model::gate::{Admission, Limits, admit};
use model::id::{CommandId, DocumentId, EventId, OrganisationId, PersonId};
use model::seal::key::DeviceKey;
use model::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

const MONDAY: NaiveDate = match NaiveDate::from_ymd_opt(2026, 3, 2) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

fn day_id() -> DocumentId {
    DocumentId::from_bytes([0xda; 16])
}

fn stamp(who: &Technician, counter: u64) -> Stamp {
    let command = CommandId::from_parts(Timestamp::from_ms(MORNING), id_from(counter));
    Stamp { person: who.person, origin: Origin::Device(who.device), command, clock: clock(i64::try_from(counter).unwrap()) }
}

fn opening() -> DayOpening {
    DayOpening { id: day_id(), organisation: organisation(), person_name: "赵敏".into(), date: MONDAY, utc_offset_minutes: 480 }
}

/// A replica of Ms Zhao's Monday, with the changes made on it.
#[derive(Clone)]
struct Sheet {
    doc: Automerge,
    raws: Vec<Vec<u8>>,
    counter: u64,
}

impl Sheet {
    fn opened() -> Self {
        let mut doc = Automerge::new().with_actor(ActorId::from([1; 16]));
        let opened = genesis(&mut doc, &opening(), &stamp(&zhao(), 1)).unwrap();
        Self { doc, raws: vec![opened.raw], counter: 1 }
    }

    /// The same day on another device of hers.
    fn on_another_device(&self, number: u8) -> Self {
        let mut other = Self { doc: self.doc.clone(), raws: Vec::new(), counter: u64::from(number) * 1_000 };
        other.doc.set_actor(ActorId::from([number; 16]));
        other
    }

    fn event(&mut self, kind: DayEventKind) -> EventId {
        self.counter += 1;
        let id = EventId::from_parts(Timestamp::from_ms(MORNING), id_from(self.counter));
        let change = append_event(&mut self.doc, id, kind, &stamp(&zhao(), self.counter)).unwrap();
        self.raws.push(change.raw);
        id
    }

    fn note(&mut self, service_type: ServiceType, minutes: u32) -> EventId {
        self.event(DayEventKind::WorkNoted { service_type, minutes, text: "整理仓库 sorting the store".into() })
    }

    fn confirm(&mut self, visits: &[(u8, ReportLine)]) -> EventId {
        let day = self.assess().day;
        let replaces = day.confirmation().map(|counting| counting.id);
        let visits = visits.iter().map(|(id, line)| (DocumentId::from_bytes([*id; 16]), *line)).collect();
        self.event(DayEventKind::ReportConfirmed { works: Report::works_of(&day), visits, handed_in: day.handed_in(), replaces })
    }

    fn assess(&self) -> Assessment {
        assess(&self.doc).unwrap().into_day().unwrap()
    }

    fn push(&self) -> Admission {
        admit(&Automerge::new(), &self.raws, &Limits::default(), &authority_of(&zhao()))
    }
}

fn authority_of(who: &Technician) -> TechnicianAuthority {
    TechnicianAuthority {
        document: day_id(),
        organisation: organisation().id,
        person: who.person,
        device: who.device,
        device_key: who.key.public_key(),
    }
}

fn code(admission: &Admission) -> Option<&'static str> {
    admission.refused.as_ref().map(|refused| refused.refusal.code())
}

/// kind and time of each job, internal work like work on site.
#[test]
fn internal_work_counts_beside_work_on_site_by_kind() {
    let mut day = Sheet::opened();
    day.note(ServiceType::D, 30);
    let wrong = day.note(ServiceType::D, 500);
    day.note(ServiceType::A, 15);
    day.event(DayEventKind::Struck { event: wrong, reason: "记错".into() });
    day.confirm(&[(3, ReportLine { service_type: ServiceType::C, minutes: 75 })]);
    let read = day.assess();
    assert_eq!(read.totals, Totals { a_minutes: 15, b_minutes: 0, c_minutes: 75, d_minutes: 30 });
    assert_eq!(read.standing, ReportStanding::Confirmed);
    assert_eq!(read.works.len(), 3, "struck work stays readable");
    assert!(code(&day.push()).is_none());
}

/// what comes after the confirmation corrects the day, and a new confirmation covers it.
#[test]
fn work_after_the_confirmation_changes_the_day_until_it_is_confirmed_again() {
    let mut day = Sheet::opened();
    assert_eq!(day.assess().standing, ReportStanding::Open);
    day.note(ServiceType::B, 20);
    let first = day.confirm(&[]);
    day.note(ServiceType::D, 45);
    let changed = day.assess();
    assert!(changed.changed_since_confirmed());
    assert_eq!((changed.confirmation.unwrap().id, changed.totals.d_minutes), (first, 45), "the sum is corrected at once");
    let second = day.confirm(&[]);
    let read = day.assess();
    assert_eq!((read.standing, read.confirmation.unwrap().id), (ReportStanding::Confirmed, second));
    assert_eq!(read.confirmations.len(), 2, "both stay");
}

/// time on site is read from the visit and cut at midnight of the organisation's time zone.
#[test]
fn time_on_site_falls_into_the_day_it_was_worked_on() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let finish = phone.assess().visit.finishes().last().unwrap().id;
    phone.event(&zhao, 200, EventKind::Reopened { finish });
    phone.event(&zhao, 230, EventKind::Finished);
    let visit = phone.assess().visit;
    let day = Sheet::opened().assess().day;
    assert_eq!(minutes_on_site(&visit, zhao.person, day.span()), 80 + 30);
    assert_eq!(minutes_on_site(&visit, chen().person, day.span()), 0);
    let (_, ends) = day.span();
    assert_eq!(minutes_on_site(&visit, zhao.person, (ends, ends.plus_ms(86_400_000))), 0);
    let cut = Timestamp::from_ms(MORNING + 100 * 60_000);
    assert_eq!(minutes_on_site(&visit, zhao.person, (day.span().0, cut)), 50, "cut at the end of the span");
    let report = Report::of(&day, [&visit]);
    assert_eq!(report.totals(), Totals { c_minutes: 110, ..Totals::default() });
}

proptest! {
    /// any order, any repetition, any mix of two devices gives the same day.
    #[test]
    fn two_devices_in_any_order_come_to_one_day(
        deeds in prop::collection::vec((any::<bool>(), 0_u8..4, 1_u32..600), 1..12),
        order in any::<prop::sample::Index>(),
    ) {
        let start = Sheet::opened();
        let mut devices = [start.on_another_device(11), start.on_another_device(12)];
        for (on_first, deed, minutes) in deeds {
            let device = &mut devices[usize::from(on_first)];
            let noted: Vec<EventId> = device.assess().works.iter().filter(|work| work.struck.is_none()).map(|work| work.id).collect();
            match (deed, noted.first()) {
                (0, Some(work)) => { device.event(DayEventKind::Struck { event: *work, reason: "x".into() }); }
                (1, _) => { device.confirm(&[]); }
                (2, _) => { device.note(ServiceType::A, minutes); }
                _ => { device.note(ServiceType::D, minutes); }
            }
        }
        let [first, second] = devices;
        let changes: Vec<_> = first.raws.iter().chain(&second.raws).map(|raw| automerge::Change::from_bytes(raw.clone()).unwrap()).collect();
        let mut straight = start.doc.clone();
        straight.apply_changes(changes.clone()).unwrap();
        let mut turned = start.doc.clone();
        let at = order.index(changes.len());
        let rotated: Vec<_> = changes[at..].iter().chain(&changes[..at]).chain(&changes).cloned().collect();
        turned.apply_changes(rotated).unwrap();
        prop_assert_eq!(assess(&straight).unwrap().into_day(), assess(&turned).unwrap().into_day());
    }
}

fn put(tx: &mut impl Transactable, object: &ObjId, fields: &Value) -> Result<(), AutomergeError> {
    for (key, value) in fields.as_object().unwrap() {
        match value {
            Value::Object(_) => {
                let map = tx.put_object(object, key.as_str(), ObjType::Map)?;
                put(tx, &map, value)?;
            }
            Value::String(text) => tx.put(object, key.as_str(), text.as_str())?,
            Value::Number(number) => tx.put(object, key.as_str(), number.as_i64().unwrap())?,
            _ => tx.put(object, key.as_str(), true)?,
        }
    }
    Ok(())
}

/// A change that says it is `who`'s and does whatever `write` does.
fn forged(
    doc: &mut Automerge,
    who: &Technician,
    write: impl FnOnce(&mut automerge::transaction::Transaction<'_>) -> Result<(), AutomergeError>,
) -> Vec<u8> {
    let note = json!({ "c": "forged", "id": stamp(who, 9).command, "by": who.person, "on": who.device }).to_string();
    let options = CommitOptions::default().with_message(note).with_time(1_772_438_400);
    let hash = doc.transact_with::<_, _, AutomergeError, _>(|()| options, write).unwrap().hash.unwrap();
    doc.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec()
}

fn honest_root() -> Value {
    json!({
        "kind": "day", "schema": 1, "id": day_id(), "organisation": { "id": organisation().id, "name": "恒通" },
        "person": zhao().person, "person_name": "赵敏", "date": "2026-03-02", "utc_offset_minutes": 480, "events": {},
    })
}

fn born_as(root: &Value) -> Option<&'static str> {
    let mut doc = Automerge::new().with_actor(ActorId::from([1; 16]));
    let raw = forged(&mut doc, &zhao(), |tx| put(tx, &ROOT, root));
    code(&admit(&Automerge::new(), &[raw], &Limits::default(), &authority_of(&zhao())))
}

fn with(changes: Value) -> Value {
    let mut root = honest_root();
    for (key, value) in changes.as_object().unwrap() {
        root[key] = value.clone();
    }
    root
}

#[test]
fn a_device_opens_only_a_day_of_its_own_person() {
    assert_eq!(born_as(&honest_root()), None);
    let stranger = PersonId::from_bytes([99; 16]);
    let cases = [
        ("another id than it was sent under", with(json!({ "id": DocumentId::from_bytes([9; 16]) })), "other_document"),
        ("another person", with(json!({ "person": stranger })), "not_yours"),
        ("another organisation", with(json!({ "organisation": { "id": OrganisationId::from_bytes([8; 16]), "name": "x" } })), "not_yours"),
        ("a kind nobody knows", with(json!({ "kind": "diary" })), "kind_unknown"),
        ("no kind at all", with(json!({ "kind": 7 })), "kind_unknown"),
        ("a visit", with(json!({ "kind": "visit" })), "malformed"),
        ("something beside", with(json!({ "extra": "x" })), "malformed"),
        ("a layout of tomorrow", with(json!({ "schema": 2 })), "malformed"),
        ("no date", with(json!({ "date": "someday" })), "malformed"),
        ("a time zone there is not", with(json!({ "utc_offset_minutes": 6_000 })), "malformed"),
        ("nobody's name", with(json!({ "person_name": " " })), "malformed"),
        ("events that have happened already", with(json!({ "events": { "x": { "kind": "struck" } } })), "malformed"),
        ("a name as long as a book", with(json!({ "person_name": "x".repeat(201) })), "malformed"),
    ];
    for (name, root, refused) in cases {
        assert_eq!(born_as(&root), Some(refused), "{name}");
    }
}

#[test]
fn a_text_object_or_a_list_is_no_plain_value_of_a_new_document() {
    for kind in [ObjType::Text, ObjType::List] {
        let mut doc = Automerge::new().with_actor(ActorId::from([1; 16]));
        let raw = forged(&mut doc, &zhao(), |tx| {
            put(tx, &ROOT, &honest_root())?;
            tx.put_object(ROOT, "more", kind).map(|_| ())
        });
        assert_eq!(code(&admit(&Automerge::new(), &[raw], &Limits::default(), &authority_of(&zhao()))), Some("forbidden"));
    }
}

#[test]
fn a_document_has_one_genesis() {
    let day = Sheet::opened();
    let mut again = Automerge::new().with_actor(ActorId::from([2; 16]));
    let second = genesis(&mut again, &opening(), &stamp(&zhao(), 2)).unwrap();
    let raws = [day.raws.first().unwrap().clone(), second.raw];
    assert_eq!(code(&admit(&Automerge::new(), &raws, &Limits::default(), &authority_of(&zhao()))), Some("second_root"));
}

#[test]
fn a_day_is_written_by_its_own_technician_and_only_added_to() {
    let day = Sheet::opened();
    let judged = |who: &Technician, write: &dyn Fn(&mut automerge::transaction::Transaction<'_>) -> Result<(), AutomergeError>| {
        let mut doc = day.doc.clone();
        doc.set_actor(ActorId::from([77; 16]));
        let raw = forged(&mut doc, who, write);
        code(&admit(&day.doc, &[raw], &Limits::default(), &authority_of(who)))
    };
    let event = |who: &Technician, kind: Value| {
        let mut event = json!({ "by": who.person, "device": who.device, "clock": { "wall_at": MORNING, "monotonic_ms": 1, "boot": "b" } });
        event.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
        let key = EventId::from_bytes([5; 16]).to_string();
        let who = if who.number == 1 { zhao() } else { chen() };
        judged(&who, &|tx| {
            let events = tx.get(ROOT, "events")?.unwrap().1;
            let map = tx.put_object(&events, key.as_str(), ObjType::Map)?;
            put(tx, &map, &event)
        })
    };
    let noted = |minutes: i64, text: &str| json!({ "kind": "work_noted", "service_type": "D", "minutes": minutes, "text": text });
    assert_eq!(event(&zhao(), noted(30, "培训 training")), None);
    assert_eq!(event(&chen(), noted(30, "培训 training")), Some("not_yours"));
    assert_eq!(event(&zhao(), noted(0, "nothing")), Some("minutes_out_of_range"));
    assert_eq!(event(&zhao(), noted(30, " ")), Some("work_text_missing"));
    assert_eq!(event(&zhao(), json!({ "kind": "praised" })), Some("malformed"));
    let visit = DocumentId::from_bytes([4; 16]).to_string();
    let report = |minutes: i64| {
        let visits = serde_json::Map::from_iter([(visit.clone(), json!({ "service_type": "A", "minutes": minutes }))]);
        json!({ "kind": "report_confirmed", "works": {}, "visits": visits })
    };
    assert_eq!(event(&zhao(), report(24 * 60)), None);
    assert_eq!(event(&zhao(), report(24 * 60 + 1)), Some("minutes_out_of_range"));
    assert_eq!(event(&zhao(), json!({ "kind": "struck", "event": EventId::from_bytes([1; 16]), "reason": "" })), Some("reason_missing"));
    assert_eq!(judged(&zhao(), &|tx| tx.put(ROOT, "date", "2026-03-03")), Some("forbidden"));
    assert_eq!(judged(&zhao(), &|tx| tx.delete(ROOT, "events")), Some("forbidden"));
}

#[test]
fn a_kind_that_nobody_knows_waits_for_a_newer_program() {
    let mut doc = Automerge::new();
    forged(&mut doc, &zhao(), |tx| put(tx, &ROOT, &with(json!({ "kind": "diary" }))));
    let error = assess(&doc).unwrap_err();
    assert_eq!(error, DocumentError::UnknownKind { found: "diary".into() });
    assert!(error.is_of_newer_program());
    assert!(kind_of(&Automerge::new()).is_err_and(|error| !error.is_of_newer_program()));
    let words: BTreeMap<&str, DocumentKind> = DocumentKind::ALL.into_iter().map(|kind| (kind.word(), kind)).collect();
    assert_eq!(words.len(), DocumentKind::ALL.len());
    assert!(words.iter().all(|(word, kind)| DocumentKind::from_word(word) == Some(*kind)));
    assert!(matches!(assess(&Sheet::opened().doc).unwrap(), Assessed::Day(_)));
}

/// Everybody who reads the day reads all of it.
#[test]
fn a_device_writes_a_bounded_number_of_events_to_a_day() {
    let mut sheet = Sheet::opened();
    for _ in 0..301 {
        sheet.note(ServiceType::D, 1);
    }
    let admission = sheet.push();
    assert_eq!((code(&admission), admission.accepted.len()), (Some("too_large"), 301), "the opening and 300 events");
}
