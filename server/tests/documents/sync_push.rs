//! What devices push: taken once, refused one by one, never half written.

use crate::house::{House, roller};
use automerge::ActorId;
use model::documents::visit::records::{EventKind, PartSwap};
use model::id::DocumentId;
use model::wire::frame::{self, gzip};
use model::wire::sync::{MAX_BODY_BYTES, Placed, PushedDocument, received_digest};

#[tokio::test]
async fn pushing_twice_gives_the_same_log_and_the_same_verdict() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let first = wang.send().await;
    let log = house.count("change");
    let again = wang.send().await;
    assert_eq!(house.count("change"), log);
    let (first, again) = (first.verdict(visit).clone(), again.verdict(visit).clone());
    assert_eq!(first.received, 2);
    assert_eq!(first.placed, Placed::Document);
    assert!(first.seq.is_some() && again.seq.is_none(), "the second time nothing is new");
    assert_eq!(model::wire::sync::DocumentVerdict { seq: None, ..first.clone() }, again);
    let hashes: Vec<[u8; 32]> = wang.documents[&visit].get_changes(&[]).iter().rev().take(2).rev().map(|change| change.hash().0).collect();
    assert_eq!(first.digest, received_digest(&hashes));
}

#[tokio::test]
async fn a_request_that_arrived_by_half_is_completed_by_the_whole() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    wang.findings(visit, "dust");
    let whole = wang.unsent[&visit].clone();
    wang.unsent.insert(visit, whole[..1].to_vec());
    assert_eq!(wang.send().await.verdict(visit).received, 1);
    let log = house.count("change");
    wang.unsent.insert(visit, whole);
    assert_eq!(wang.sync().await.verdict(visit).received, 3);
    assert_eq!(house.count("change"), log + 2);
    assert_eq!(desk.row(visit).await["status"], "working");
}

#[tokio::test]
async fn two_devices_of_one_person_interleave_and_end_alike() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let person = desk.technician("Wang").await;
    let (mut phone, mut tablet) = (desk.device(person, 1).await, desk.device(person, 2).await);
    let visit = desk.dispatch(person).await;
    phone.sync().await;
    tablet.sync().await;
    phone.begin(visit);
    tablet.findings(visit, "from the tablet");
    phone.sync().await;
    tablet.sync().await;
    phone.findings(visit, "from the phone");
    phone.sync().await;
    tablet.sync().await;
    assert_eq!(phone.documents[&visit].get_heads(), tablet.documents[&visit].get_heads());
    let findings = desk.visit(visit).await["findings"].as_str().unwrap().to_owned();
    assert!(findings.contains("phone") || findings.contains("tablet"), "{findings}");
}

#[tokio::test]
async fn concurrent_pushes_to_one_document_are_all_kept() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let person = desk.technician("Wang").await;
    let visit = desk.dispatch(person).await;
    let mut devices = Vec::new();
    for secret in 1..=6 {
        let mut device = desk.device(person, secret).await;
        device.sync().await;
        device.swap(visit, roller());
        devices.push(device);
    }
    let sent = futures_util::future::join_all(devices.iter().map(|device| device.send())).await;
    assert!(sent.iter().all(|answer| answer.verdict(visit).received == 1), "{sent:?}");
    assert_eq!(desk.row(visit).await["parts"], 6);
}

#[tokio::test]
async fn one_bad_document_does_not_hold_back_the_others() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let (good, early) = (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    wang.sync().await;
    wang.begin(good);
    wang.finish(good);
    wang.sign(good);
    wang.begin(early);
    wang.sign(early);
    let answer = wang.sync().await;
    assert_eq!(answer.refusal(early), (2, "sign_before_finish"));
    assert_eq!(answer.verdict(early).received, 2);
    assert!(answer.verdict(good).refused.is_none());
    assert_eq!(desk.row(good).await["signature"], "current");
    assert_eq!(desk.row(early).await["signature"], "none");
}

/// R-073: also when a device sends it.
#[tokio::test]
async fn a_swap_without_a_reason_or_with_one_number_twice_is_refused_by_name() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let (silent, same) = (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    wang.sync().await;
    wang.begin(silent);
    wang.swap(silent, PartSwap { reason: " ".to_owned(), ..roller() });
    wang.begin(same);
    wang.swap(same, PartSwap { old_serial: "SN-1".to_owned(), new_serial: "sn-1".to_owned(), ..roller() });
    wang.findings(same, "waits behind the refused change");
    let answer = wang.sync().await;
    assert_eq!(answer.refusal(silent), (2, "swap_incomplete"));
    assert_eq!(answer.refusal(same), (2, "swap_same_serial"));
    assert_eq!(answer.verdict(same).received, 2);
}

#[tokio::test]
async fn a_document_of_another_organisation_is_refused_like_one_that_does_not_exist() {
    let house = House::open().await;
    let (here, there) = (house.organisation("Hangzhou").await, house.organisation("Ningbo").await);
    let mut wang = here.device(here.technician("Wang").await, 1).await;
    let mut zhao = there.device(there.technician("Zhao").await, 2).await;
    let theirs = there.dispatch(zhao.person()).await;
    let colleagues = here.dispatch(here.technician("Li").await).await;
    zhao.sync().await;
    zhao.begin(theirs);
    let unknown = DocumentId::from_bytes([9; 16]);
    let raws = zhao.unsent[&theirs].clone();
    let mut verdicts = Vec::new();
    for document in [theirs, colleagues, unknown] {
        wang.unsent = [(document, raws.clone())].into();
        let answer = wang.send().await;
        assert_eq!(answer.refusal(document), (0, "not_found"));
        verdicts.push(serde_json::to_string(answer.verdict(document)).unwrap().replace(&document.to_string(), ""));
        let whole = wang.get(&format!("/v1/documents/{document}")).await;
        assert_eq!(whole.status(), 404);
    }
    assert!(verdicts.iter().all(|verdict| *verdict == verdicts[0]), "{verdicts:?}");
    wang.unsent.clear();
    assert!(wang.sync().await.header.items.is_empty());
}

#[tokio::test]
async fn nobody_writes_under_the_actor_of_another_device_or_of_the_desk() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let person = desk.technician("Wang").await;
    let (mut phone, mut tablet) = (desk.device(person, 1).await, desk.device(person, 2).await);
    let visit = desk.dispatch(person).await;
    phone.sync().await;
    phone.begin(visit);
    phone.sync().await;
    tablet.sync().await;
    let desk_actor = tablet.documents[&visit].get_changes(&[])[0].actor_id().clone();
    let phones_actor: ActorId = phone.documents[&visit].get_actor().clone();
    let log = house.count("change");
    for actor in [phones_actor, desk_actor] {
        let mut squatter = tablet.documents[&visit].clone();
        squatter.set_actor(actor);
        let kept = tablet.documents.insert(visit, squatter).unwrap();
        tablet.event(visit, EventKind::VoidTrip { reason: "squatting".to_owned() });
        assert_eq!(tablet.send().await.refusal(visit), (0, "actor_conflict"));
        tablet.documents.insert(visit, kept);
        tablet.unsent.clear();
    }
    assert_eq!(house.count("change"), log);
    // Handing on what another device wrote is no squatting.
    tablet.unsent.insert(visit, tablet.documents[&visit].get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect());
    assert_eq!(tablet.send().await.verdict(visit).received, 4);
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_one_problem_and_leaves_the_log_alone() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let (header, sections) = wang.request();
    let framed = |header: &_, sections: &[Vec<u8>]| gzip(&frame::encode::<model::wire::sync::SyncRequest>(header, sections).unwrap());
    let good = framed(&header, &sections);
    let log = house.count("change");

    let mut cases: Vec<(&str, Vec<u8>, (u16, &str))> = vec![
        ("nothing", Vec::new(), (400, "malformed")),
        ("garbage", b"not a sync body at all".to_vec(), (400, "malformed")),
        ("gzip of garbage", gzip(b"not a frame"), (400, "malformed")),
        ("something after the end", [good.as_slice(), b"!"].concat(), (400, "malformed")),
        ("too large", vec![0x1f; MAX_BODY_BYTES + 1], (413, "too_large")),
        ("a bomb", gzip(&vec![0; 32 << 20]), (413, "too_large")),
        ("a section too few", framed(&header, &[]), (400, "malformed")),
    ];
    for cut in [1, good.len() / 2, good.len() - 1] {
        cases.push(("cut short", good[..cut].to_vec(), (400, "malformed")));
    }
    let mut twice = header.clone();
    twice.documents.push(PushedDocument { id: visit, changes: 2 });
    cases.push(("a document twice", framed(&twice, &[sections[0].clone(), sections[0].clone()]), (400, "malformed")));

    for (case, body, (status, code)) in cases {
        assert_eq!(wang.problem(body).await, (status, code.to_owned()), "{case}");
    }
    assert_eq!(wang.post_as(good.clone(), "application/json", "gzip").await.status(), 415);
    assert_eq!(wang.post_as(good, model::wire::sync::SYNC_MEDIA_TYPE, "br").await.status(), 400);
    assert_eq!(house.count("change"), log);
    assert_eq!(wang.sync().await.verdict(visit).received, 2);
}

#[tokio::test]
async fn late_work_is_taken_and_flagged_and_after_the_grace_set_aside() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut li = desk.device(desk.technician("Li").await, 2).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    wang.finish(visit);
    wang.sign(visit);
    desk.assign(visit, li.person()).await;
    assert_eq!(li.sync().await.items(visit).len(), 1);

    let answer = wang.sync().await;
    let verdict = answer.verdict(visit);
    assert_eq!((verdict.received, verdict.placed), (7, Placed::AfterReassignment));
    assert_eq!(wang.left[&visit], ("no sign of life".to_owned(), Some("Li".to_owned())));
    let row = desk.row(visit).await;
    assert_eq!(row["attention"], serde_json::json!(["worked_after_reassignment"]));
    assert_eq!((row["signature"].as_str(), row["technician_name"].as_str()), (Some("current"), Some("Li")));
    li.sync().await;
    assert_eq!(li.documents[&visit].get_heads(), {
        let mut whole = wang.documents[&visit].clone();
        whole.merge(&mut li.documents[&visit].clone()).unwrap();
        whole.get_heads()
    });

    house.clock.pass_ms(8 * crate::house::DAY_MS);
    wang.renew().await;
    desk.sign_in().await;
    wang.event(visit, EventKind::VoidTrip { reason: "came again".to_owned() });
    let log = house.count("change");
    let first = wang.send().await;
    let verdict = first.verdict(visit);
    assert_eq!((verdict.received, verdict.placed), (1, Placed::Quarantine));
    assert_eq!(wang.sync().await.verdict(visit), verdict);
    assert_eq!((house.count("change"), house.count("quarantine")), (log, 1));
    let late = desk.visit(visit).await["late_work"].clone();
    let places: Vec<_> = late.as_array().unwrap().iter().map(|work| (work["changes"].as_u64(), work["quarantined"].as_bool())).collect();
    assert_eq!(places, [(Some(7), Some(false)), (Some(1), Some(true))]);
}

#[tokio::test]
async fn a_document_that_another_process_wrote_is_not_overwritten() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let log = house.count("change");
    // Between judging and writing somebody else moves the document on.
    let meddler = "CREATE TRIGGER meddler AFTER UPDATE ON log_position BEGIN UPDATE document SET heads = randomblob(32); END";
    house.database().execute_batch(meddler).unwrap();
    let (header, sections) = wang.request();
    let body = gzip(&frame::encode(&header, &sections).unwrap());
    assert_eq!(wang.problem(body).await, (503, "unavailable".to_owned()));
    assert_eq!(house.count("change"), log, "nothing of it was written");
    house.database().execute_batch("DROP TRIGGER meddler").unwrap();
    assert_eq!(wang.sync().await.verdict(visit).received, 2);
    assert_eq!(desk.row(visit).await["status"], "working");
}

#[tokio::test]
async fn of_a_long_list_the_front_is_taken_and_the_rest_is_sent_next_time() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let (long, short) = (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    wang.sync().await;
    for trip in 0..520 {
        wang.event(long, EventKind::VoidTrip { reason: format!("trip {trip}") });
    }
    wang.begin(short);
    wang.renew().await;
    let all = wang.unsent[&long].clone();
    let answer = wang.sync().await;
    let verdict = answer.verdict(long);
    assert_eq!((verdict.received, &verdict.refused, verdict.placed), (500, &None, Placed::Document));
    assert_eq!(answer.verdict(short).received, 2);
    // What is known already is not judged again and does not count.
    wang.unsent.insert(long, all);
    let verdict = wang.sync().await.verdict(long).clone();
    assert_eq!((verdict.received, verdict.refused), (520, None));
}

#[tokio::test]
async fn a_device_is_answered_when_its_contact_cannot_be_written_down() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    house.database().execute_batch("CREATE TRIGGER full BEFORE UPDATE ON device BEGIN SELECT RAISE(ABORT, 'no room'); END").unwrap();
    assert_eq!(wang.sync().await.items(visit).len(), 1);
}

#[tokio::test]
async fn work_set_aside_enters_when_the_visit_comes_back() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let li = desk.technician("Li").await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    desk.assign(visit, li).await;
    house.clock.pass_ms(8 * crate::house::DAY_MS);
    wang.renew().await;
    desk.sign_in().await;
    wang.begin(visit);
    assert_eq!(wang.sync().await.verdict(visit).placed, Placed::Quarantine);
    assert_eq!(desk.row(visit).await["status"], "assigned");

    let row = desk.assign(visit, wang.person()).await;
    assert_eq!(row["status"], "working");
    assert_eq!(house.count("quarantine"), 0);
    let late = desk.visit(visit).await["late_work"].clone();
    assert_eq!((&late[0]["changes"], &late[0]["quarantined"], late.as_array().unwrap().len()), (&2.into(), &false.into(), 1));
    wang.sync().await;
    wang.findings(visit, "goes on where it was");
    assert_eq!(wang.sync().await.verdict(visit).received, 1);
}

#[tokio::test]
async fn only_so_much_is_set_aside_of_one_device_and_visit() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let li = desk.technician("Li").await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    desk.assign(visit, li).await;
    house.clock.pass_ms(8 * crate::house::DAY_MS);
    wang.renew().await;
    desk.sign_in().await;
    wang.begin(visit);
    // One less than there is room for.
    let fill = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1999) \
                INSERT INTO quarantine (organisation, document, hash, person, device, received_at, raw) \
                SELECT ?1, ?2, randomblob(32), ?3, ?4, 0, x'00' FROM n";
    let (organisation, person, device) = (wang.identity.organisation, wang.person(), wang.id());
    let values = rusqlite::params![organisation.as_bytes(), visit.as_bytes(), person.as_bytes(), device.as_bytes()];
    house.database().execute(fill, values).unwrap();
    let answer = wang.send().await;
    assert_eq!(answer.refusal(visit), (1, "quarantine_full"));
    assert_eq!((answer.verdict(visit).received, house.count("quarantine")), (1, 2_000));
    assert_eq!(wang.send().await.verdict(visit), answer.verdict(visit), "the same however often it is sent");
}
