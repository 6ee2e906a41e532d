//! A change that the server refuses for good: what was built on it is entered again without it, and what cannot be is shown. Nothing is
//! dropped, and it happens once.

use client_core::visits::{ActionName, Delivery, NotAccepted};
use model::documents::authority::TechnicianAuthority;
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::CheckResult;
use model::documents::visit::status::WorkStatus;
use model::gate::{Limits, admit, preflight};
use model::seal::voucher::Language;
use model::wire::sync::{DocumentVerdict, RefusedChange};

use crate::stage::*;

fn delivery(stage: &Stage, desk: &DeskVisit) -> Delivery {
    stage.device.visits().open(desk.id).unwrap().delivery
}

/// Takes what comes before the change at `index` and refuses that one for good.
fn refuse(heard: &Heard, index: u32, code: &str) -> Vec<DocumentVerdict> {
    let mut verdicts = heard.take(index as usize);
    let hash = heard.changes[0].get(index as usize).map(|raw| hex::encode(preflight(raw, &Limits::default()).unwrap().hash.0));
    verdicts[0].refused = Some(RefusedChange { index, hash, code: code.into(), detail: "because".into(), retry: false });
    verdicts
}

fn refused_at(index: u32, code: &'static str) -> impl FnOnce(&Heard) -> Page {
    move |heard| Page { verdicts: refuse(heard, index, code), ..Page::default() }
}

fn codes(entries: &[NotAccepted]) -> Vec<(&str, &str)> {
    entries.iter().map(|entry| (entry.command.as_str(), entry.code.as_str())).collect()
}

fn acknowledge_all(stage: &Stage) {
    for entry in stage.device.not_accepted().unwrap() {
        stage.device.acknowledge(entry.id).unwrap();
    }
}

#[tokio::test]
async fn what_was_entered_after_a_refused_change_is_entered_again_without_it() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    let (at_desk, key, id) = (desk.doc.clone(), stage.device.public_key(), desk.id);
    let (sent, seen) = std::sync::mpsc::channel();
    stage.script.next_sync(move |heard| {
        sent.send(heard.changes[0][..2].to_vec()).unwrap();
        refused_at(2, "forbidden")(heard)
    });
    stage.script.next_sync(move |heard| {
        assert_eq!(heard.request.documents[0].changes, 3, "findings, treatment and part; the check was refused, so there is no finish");
        // The server judges them as it judges everything: on the document without what it refused.
        let authority =
            TechnicianAuthority { document: id, organisation: organisation(), person: ben(), device: bens_phone(), device_key: key };
        let taken = admit(&at_desk, &seen.recv().unwrap(), &Limits::default(), &authority);
        let again = admit(&taken.doc, &heard.changes[0], &Limits::default(), &authority);
        assert!(again.refused.is_none() && again.accepted.len() == 3, "{:?}", again.refused);
        heard.take_all()
    });
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!((report.changes_sent, report.refused), (5, 1));

    let stage = stage.killed_and_reopened();
    let entries = stage.device.not_accepted().unwrap();
    assert_eq!(codes(&entries), [("answer_check", "forbidden"), ("finish", "incomplete")]);
    assert_eq!((entries[0].detail.as_str(), entries[0].sign_anew, entries[0].document), ("because", false, desk.id));
    assert!(entries[0].values.iter().any(|value| value.became.as_deref() == Some("good")), "{:?}", entries[0].values);
    assert!(matches!(delivery(&stage, &desk), Delivery::Parked { code, .. } if code == "not_accepted"));
    let sheet = stage.device.visits().open(desk.id).unwrap();
    assert_eq!((sheet.findings.as_str(), sheet.treatment.as_str(), sheet.parts.len()), ("roller worn 搓纸轮磨损", "roller replaced", 1));
    assert!(sheet.checklist.iter().all(|check| check.record.answer.is_none()));

    let file: serde_json::Value = serde_json::from_slice(&stage.device.visits().export_parked(desk.id).unwrap()).unwrap();
    assert_eq!(file["refused"].as_array().unwrap().len(), 5, "the whole branch is kept");
    acknowledge_all(&stage);
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
    stage.device.visits().answer_check(desk.id, "power", CheckResult::Good, "").unwrap();
    stage.device.visits().finish(desk.id).unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    assert_eq!(stage.device.sync_now().await.unwrap().changes_sent, 2);
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
}

#[tokio::test]
async fn it_happens_once_also_if_the_process_ends_between_the_verdict_and_the_new_entries() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    // The disk fails after most of it was written.
    stage.sql("CREATE TRIGGER full BEFORE INSERT ON not_accepted WHEN NEW.command = 'finish' BEGIN SELECT RAISE(FAIL, 'full'); END");
    stage.script.next_sync(|heard| refused_at(2, "forbidden")(heard));
    stage.device.sync_now().await.unwrap_err();
    assert!(matches!(delivery(&stage, &desk), Delivery::Parked { code, .. } if code == "forbidden"));
    assert_eq!(stage.count("SELECT count(*) FROM refused_change"), 0);

    stage.sql("DROP TRIGGER full");
    let stage = stage.killed_and_reopened();
    // The new entries are made, but the request with them is lost.
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap_err();
    let first = stage.device.visits().export_parked(desk.id).unwrap();
    let stage = stage.killed_and_reopened();
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents[0].changes, 3);
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    let file = |bytes: &[u8]| -> serde_json::Value { serde_json::from_slice(bytes).unwrap() };
    let (first, second) = (file(&first), file(&stage.device.visits().export_parked(desk.id).unwrap()));
    assert_eq!((&first["refused"], &first["journal"]), (&second["refused"], &second["journal"]));
    assert_eq!(stage.device.not_accepted().unwrap().len(), 2);
    assert_eq!(stage.device.visits().open(desk.id).unwrap().parts.len(), 1, "not doubled");
}

#[tokio::test]
async fn what_was_refused_for_its_form_is_written_anew_and_only_once() {
    for code in ["actor_conflict", "sequence"] {
        let desk = DeskVisit::for_ben(1);
        let stage = Stage::with(&desk).await;
        work_through(&stage.device, desk.id);
        let (sent, seen) = std::sync::mpsc::channel();
        stage.script.next_sync(move |heard| {
            sent.send(heard.changes[0].clone()).unwrap();
            refused_at(2, code)(heard)
        });
        stage.script.next_sync(move |heard| {
            assert_eq!(heard.request.documents[0].changes, 5, "all of them");
            let old = seen.recv().unwrap();
            let actor = |raw: &Vec<u8>| preflight(raw, &Limits::default()).unwrap().actor;
            assert!(heard.changes[0].iter().all(|raw| actor(raw) != actor(&old[6])), "by a new actor");
            heard.take_all()
        });
        stage.device.sync_now().await.unwrap();
        assert_eq!(stage.device.not_accepted().unwrap(), []);
        assert_eq!(delivery(&stage, &desk), Delivery::Complete);
        assert_eq!(stage.device.visits().open(desk.id).unwrap().status, WorkStatus::Finished);
    }

    // A server that says so every time gets each action twice and no more.
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    for _ in 0..14 {
        stage.script.next_sync(|heard| if heard.changes.is_empty() { heard.take_all() } else { refused_at(0, "sequence")(heard) });
    }
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.count("SELECT count(*) FROM change WHERE own = 1"), 0);
    assert_eq!(stage.device.not_accepted().unwrap().len(), 7);
    assert!(!stage.script.is_done(), "it came to an end by itself");
}

#[tokio::test]
async fn a_signature_is_never_carried_over_and_is_asked_for_anew() {
    for code in ["photo_unusable", "actor_conflict"] {
        let desk = DeskVisit::for_ben(1);
        let stage = Stage::with(&desk).await;
        let (visits, id) = (stage.device.visits(), desk.id);
        visits.arrive(id).unwrap();
        visits.start(id).unwrap();
        visits.attach_photo(id, b"\x89PNG\r\n\x1a\n-a picture", "image/png", "before").unwrap();
        visits.answer_check(id, "power", CheckResult::Good, "").unwrap();
        visits.write_findings(id, "roller worn").unwrap();
        visits.write_treatment(id, "roller replaced").unwrap();
        visits.finish(id).unwrap();
        let sign = || {
            let shown = visits.show_voucher(id, Language::English).unwrap();
            visits.sign(id, &shown.digest, Language::English, ms_li(), &strokes()).unwrap()
        };
        let sealed = sign();
        stage.script.next_sync(move |heard| refused_at(2, code)(heard));
        stage.script.next_sync(|heard| heard.take_all());
        let _pictures_find_nobody = stage.device.sync_now().await;
        let entries = stage.device.not_accepted().unwrap();
        let signature = entries.iter().find(|entry| entry.sign_anew).unwrap();
        assert_eq!((signature.command.as_str(), signature.code.as_str()), ("sign", "seal_not_kept"));
        let sheet = visits.open(id).unwrap();
        assert_ne!(sheet.signature, Signature::Current, "{code}");
        assert!(sheet.sign_offs.is_empty() && sheet.allowed.contains(&ActionName::Sign), "{code}: {:?}", sheet.allowed);
        assert_eq!(sheet.photos.len(), usize::from(code == "actor_conflict"));
        assert_eq!(stage.device.outbox().unwrap().photos_pending, u32::from(code == "actor_conflict"), "a picture goes with its entry");
        let anew = sign();
        assert_ne!(anew, sealed);
        assert_eq!(visits.open(id).unwrap().signature, Signature::Current);
    }
}

#[tokio::test]
async fn what_refers_to_something_refused_is_not_entered_again() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let (visits, id) = (stage.device.visits(), desk.id);
    visits.arrive(id).unwrap();
    visits.start(id).unwrap();
    let line = visits.swap_part(id, roller()).unwrap();
    visits.strike_part(id, line, "the wrong one").unwrap();
    visits.swap_part(id, roller()).unwrap();
    stage.script.next_sync(|heard| refused_at(2, "swap_incomplete")(heard));
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents[0].changes, 1);
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    let entries = stage.device.not_accepted().unwrap();
    assert_eq!(codes(&entries), [("swap_part", "swap_incomplete"), ("strike_part", "builds_on_refused")]);
    assert_eq!(visits.open(id).unwrap().parts.len(), 1);
}

#[tokio::test]
async fn what_others_wrote_meanwhile_stays_beside_what_is_entered_again() {
    let mut desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    desk.write_findings("dust inside. ");
    let (id, news) = (desk.id, desk.last(1));
    stage.script.next_sync(move |heard| Page { verdicts: refuse(heard, 2, "forbidden"), ..Page::default() }.changes(id, news));
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    let findings = stage.device.visits().open(id).unwrap().findings;
    assert!(findings.contains("dust inside. ") && findings.contains("roller worn 搓纸轮磨损"), "{findings}");
    let stage = stage.killed_and_reopened();
    assert_eq!(stage.device.visits().open(id).unwrap().findings, findings, "from disk it is the same");
}

#[tokio::test]
async fn where_there_is_nothing_to_build_on_the_work_stays_parked_as_it_is() {
    for code in ["not_found", "kind_unknown"] {
        let desk = DeskVisit::for_ben(1);
        let stage = Stage::with(&desk).await;
        work_through(&stage.device, desk.id);
        stage.script.next_sync(move |heard| refused_at(0, code)(heard));
        stage.device.sync_now().await.unwrap();
        assert_eq!(delivery(&stage, &desk), Delivery::Parked { code: code.into(), detail: "because".into() });
        assert_eq!(stage.device.outbox().unwrap().documents[0].changes, 7);
        stage.device.try_again(desk.id).unwrap();
        stage.script.next_sync(|heard| heard.take_all());
        stage.device.sync_now().await.unwrap();
        assert_eq!(delivery(&stage, &desk), Delivery::Complete);
    }
}

#[tokio::test]
async fn a_day_is_entered_again_too() {
    let stage = Stage::enrolled().await;
    let days = stage.device.days();
    let day = days.open_day(chrono::NaiveDate::from_ymd_opt(2026, 9, 21).unwrap(), 480).unwrap();
    let kind = model::documents::visit::records::ServiceType::D;
    days.note_work(day, kind, 30, "tidied the van").unwrap();
    days.note_work(day, kind, 45, "training").unwrap();
    stage.script.next_sync(|heard| refused_at(1, "minutes_out_of_range")(heard));
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    assert_eq!(days.report(day).unwrap().totals.d_minutes, 45);
    assert_eq!(codes(&stage.device.not_accepted().unwrap()), [("note_work", "minutes_out_of_range")]);
}
