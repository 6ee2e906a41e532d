//! The technician's actions: durable when they return, refused by name, whole or not at all.

use client_core::visits::{ActionError, ActionName, Delivery, PageEntry};
use client_core::{NetworkSwitch, Notice};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::{CheckResult, EventKind, PartSwap};
use model::documents::visit::status::WorkStatus;
use model::id::{DocumentId, PartLineId, PersonId};
use model::rules::Refusal;
use model::seal::voucher::Language;
use model::wire::sync::Pulled;

use crate::stage::*;

fn refusal<T: std::fmt::Debug>(outcome: Result<T, ActionError>) -> Refusal {
    match outcome {
        Err(ActionError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn what_was_entered_is_there_after_the_process_was_killed() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    let before = stage.device.visits().open(desk.id).unwrap();
    let stage = stage.killed_and_reopened();
    let sheet = stage.device.visits().open(desk.id).unwrap();
    assert_eq!(sheet.status, WorkStatus::Finished);
    assert_eq!((sheet.events, sheet.parts, sheet.findings), (before.events, before.parts, before.findings));
    assert_eq!(sheet.delivery, Delivery::OnThisPhone { changes: 7 });
    let agenda = stage.device.visits().agenda().unwrap();
    assert_eq!((agenda[0].status, agenda[0].number.as_str()), (WorkStatus::Finished, "C260922-001"));
    assert_eq!(stage.count("SELECT count(*) FROM command"), 7);
}

#[tokio::test]
async fn a_page_is_saved_whole_in_one_transaction_with_a_command_for_each_entry() {
    let desk = DeskVisit::for_ben(1);
    let id = desk.id;
    let stage = Stage::with(&desk).await;
    let answer = PageEntry::AnswerCheck { item: "power".into(), result: CheckResult::Good, note: String::new() };
    let text = PageEntry::WriteTreatment { text: "oiled".into() };
    let page = [PageEntry::Arrive, PageEntry::Start, answer, text, PageEntry::SwapPart { swap: roller() }];
    stage.device.visits().save_page(id, &page).unwrap();
    let commands = stage.count("SELECT count(DISTINCT id) FROM command");
    assert_eq!((commands, stage.count("SELECT count(*) FROM change WHERE own = 1")), (5, 5));
    let stage = stage.killed_and_reopened();
    let sheet = stage.device.visits().open(id).unwrap();
    assert_eq!((sheet.status, sheet.treatment.as_str(), sheet.parts.len()), (WorkStatus::Working, "oiled", 1));

    // Each entry is decided after the ones before it; one that is refused takes all of them back.
    let visits = stage.device.visits();
    let refused = visits.save_page(id, &[PageEntry::WriteTreatment { text: "oiled twice".into() }, PageEntry::Start]);
    assert_eq!(refusal(refused), Refusal::AlreadyStarted);
    assert_eq!(visits.open(id).unwrap().treatment, "oiled");
    assert_eq!(stage.count("SELECT count(*) FROM command"), 5);
    visits.save_page(id, &[]).unwrap();
    assert_eq!(stage.count("SELECT count(*) FROM command"), 5);
}

#[tokio::test]
async fn each_refusal_comes_by_its_name() {
    let desk = DeskVisit::for_ben(1);
    let id = desk.id;
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    assert_eq!(refusal(visits.start(id)), Refusal::NotArrived);
    assert_eq!(refusal(visits.write_findings(id, "x")), Refusal::NotArrived);
    assert_eq!(refusal(visits.record_void_trip(id, " ")), Refusal::ReasonMissing);
    visits.arrive(id).unwrap();
    assert_eq!(refusal(visits.arrive(id)), Refusal::AlreadyArrived);
    assert_eq!(refusal(visits.answer_check(id, "power", CheckResult::Good, "")), Refusal::NotStarted);
    visits.start(id).unwrap();
    assert_eq!(refusal(visits.start(id)), Refusal::AlreadyStarted);
    assert_eq!(refusal(visits.answer_check(id, "nonsense", CheckResult::Good, "")), Refusal::NoSuchCheck);
    assert_eq!(refusal(visits.write_treatment(id, &"长".repeat(1_901))), Refusal::TextTooLong(1_900));
    assert_eq!(refusal(visits.swap_part(id, PartSwap { quantity: 0, ..roller() })), Refusal::SwapIncomplete("quantity"));
    assert_eq!(refusal(visits.strike_part(id, PartLineId::from_bytes([9; 16]), "wrong")), Refusal::NoSuchPartLine);
    let line = visits.swap_part(id, roller()).unwrap();
    assert_eq!(refusal(visits.strike_part(id, line, "")), Refusal::ReasonMissing);
    assert!(matches!(refusal(visits.finish(id)), Refusal::Incomplete(missing) if missing.len() == 3));
    assert_eq!(refusal(visits.reopen(id)), Refusal::NotFinished);
    assert_eq!(refusal(visits.record_void_trip(id, "nobody there")), Refusal::AlreadyStarted);
    assert!(matches!(visits.arrive(DocumentId::from_bytes([7; 16])), Err(ActionError::NotFound)));
    assert_eq!(stage.count("SELECT count(*) FROM command"), 3, "refused actions leave nothing");
}

#[tokio::test]
async fn what_is_entered_within_one_millisecond_keeps_its_order() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    visits.start(desk.id).unwrap();
    let names: Vec<String> = (0..12).map(|n| format!("part {n}")).collect();
    for name in &names {
        visits.swap_part(desk.id, PartSwap { name: name.clone(), ..roller() }).unwrap();
    }
    let shown: Vec<String> = visits.open(desk.id).unwrap().parts.into_iter().map(|line| line.record.swap.name).collect();
    assert_eq!(shown, names);
}

#[tokio::test]
async fn the_sheet_allows_exactly_what_the_rules_allow() {
    use ActionName::*;
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    let steps = [
        Arrive,
        Start,
        AnswerCheck,
        WriteFindings,
        WriteTreatment,
        SwapPart,
        StrikePart,
        AttachPhoto,
        Finish,
        Reopen,
        RecordVoidTrip,
        Sign,
    ];
    let allowed = || -> Vec<ActionName> {
        let sheet = visits.open(desk.id).unwrap();
        sheet.allowed.into_iter().filter(|action| steps.contains(action)).collect()
    };
    assert_eq!(allowed(), [Arrive, RecordVoidTrip]);
    visits.arrive(desk.id).unwrap();
    assert_eq!(allowed(), [Start, RecordVoidTrip]);
    visits.start(desk.id).unwrap();
    assert_eq!(allowed(), [AnswerCheck, WriteFindings, WriteTreatment, SwapPart, AttachPhoto]);
    visits.answer_check(desk.id, "power", CheckResult::Good, "").unwrap();
    visits.write_findings(desk.id, "a").unwrap();
    visits.write_treatment(desk.id, "b").unwrap();
    assert_eq!(visits.open(desk.id).unwrap().missing, []);
    assert_eq!(allowed(), [AnswerCheck, WriteFindings, WriteTreatment, SwapPart, AttachPhoto, Finish]);
    visits.finish(desk.id).unwrap();
    assert_eq!(allowed(), [AttachPhoto, Reopen, Sign]);
    visits.reopen(desk.id).unwrap();
    assert_eq!(visits.open(desk.id).unwrap().status, WorkStatus::Working);
}

#[tokio::test]
async fn an_action_that_cannot_be_kept_leaves_nothing_and_the_next_one_works() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    let rows = "SELECT (SELECT count(*) FROM change) * 1000000 + (SELECT count(*) FROM command) * 1000 + (SELECT sum(length(card)) FROM projection)";
    for table in ["change", "command", "projection"] {
        let before = (stage.count(rows), visits.open(desk.id).unwrap().events);
        let operation = if table == "projection" { "UPDATE" } else { "INSERT" };
        stage.sql(&format!("CREATE TRIGGER fault BEFORE {operation} ON {table} BEGIN SELECT RAISE(ABORT, 'fault'); END"));
        assert_eq!(visits.record_void_trip(desk.id, "gate locked").unwrap_err().code(), "store", "{table}");
        assert_eq!((stage.count(rows), visits.open(desk.id).unwrap().events), before, "{table}");
        stage.sql("DROP TRIGGER fault");
    }
    visits.record_void_trip(desk.id, "gate locked").unwrap();
    visits.start(desk.id).unwrap();
    let stage = stage.killed_and_reopened();
    let sheet = stage.device.visits().open(desk.id).unwrap();
    assert_eq!(sheet.status, WorkStatus::Working);
    assert_eq!(sheet.events.len(), 4);
}

#[tokio::test]
async fn no_actor_is_used_by_two_process_starts() {
    let desk = DeskVisit::for_ben(1);
    let mut stage = Stage::with(&desk).await;
    stage.device.visits().arrive(desk.id).unwrap();
    stage = stage.killed_and_reopened();
    stage.device.visits().start(desk.id).unwrap();
    stage.device.visits().write_findings(desk.id, "x").unwrap();
    assert_eq!(stage.count("SELECT count(DISTINCT actor) FROM change WHERE own = 1"), 2);
    assert_eq!(stage.count("SELECT max(actor_seq) FROM change WHERE own = 1"), 2);
}

#[tokio::test]
async fn writing_what_already_stands_there_changes_nothing() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    visits.start(desk.id).unwrap();
    visits.write_findings(desk.id, "same").unwrap();
    let mut notices = stage.device.observe();
    visits.write_findings(desk.id, "same").unwrap();
    assert_eq!(stage.count("SELECT count(*) FROM command"), 3);
    assert!(notices.try_recv().is_err());
    visits.write_findings(desk.id, "other").unwrap();
    assert_eq!(notices.try_recv(), Ok(Notice::Document(desk.id)));
}

/// A program that runs away leaves room for everybody else, and the visit can still be brought to its end.
#[tokio::test]
async fn a_device_that_writes_without_end_is_stopped_before_the_document_is_full() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let (visits, id) = (stage.device.visits(), desk.id);
    visits.arrive(id).unwrap();
    visits.start(id).unwrap();
    visits.write_treatment(id, "replaced").unwrap();
    let long = "修".repeat(1_900);
    let texts = [long.as_str(), "x"];
    let refused = (0..100).find(|round| visits.write_findings(id, texts[round % 2]).is_err()).unwrap();
    let kept = stage.count("SELECT count(*) FROM change WHERE own = 1");
    assert_eq!(refusal(visits.write_findings(id, texts[refused % 2])), Refusal::DocumentFull);
    assert_eq!(stage.count("SELECT count(*) FROM change WHERE own = 1"), kept, "nothing of what was refused is kept");

    let stage = stage.killed_and_reopened();
    let visits = stage.device.visits();
    assert_eq!(refusal(visits.write_findings(id, texts[refused % 2])), Refusal::DocumentFull, "nor after a restart");
    visits.answer_check(id, "power", CheckResult::Good, "").unwrap();
    visits.finish(id).unwrap();
    let shown = visits.show_voucher(id, Language::English).unwrap();
    visits.sign(id, &shown.digest, Language::English, ms_li(), &strokes()).unwrap();
}

#[tokio::test]
async fn airplane_mode_lets_nothing_out_and_stops_no_work() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.device.set_network(NetworkSwitch::Airplane);
    work_through(&stage.device, desk.id);
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "offline");
    assert_eq!(stage.script.requests.lock().unwrap().len(), 0);
    stage.device.set_network(NetworkSwitch::Connected);
    stage.script.next_sync(|heard| heard.take_all());
    assert_eq!(stage.device.sync_now().await.unwrap().changes_sent, 7);
}

#[tokio::test]
async fn a_visit_that_left_is_read_only_for_whoever_has_not_come() {
    let (mut first, second) = (DeskVisit::for_ben(1), DeskVisit::for_ben(2));
    let stage = Stage::with(&first).await;
    let (id, section) = (second.id, second.section());
    stage.script.next_sync(move |heard| heard.take_all().enter(id, section));
    stage.device.sync_now().await.unwrap();
    let visits = stage.device.visits();
    visits.arrive(first.id).unwrap();
    first.append(EventKind::Assigned {
        technician: PersonId::from_bytes([5; 16]),
        technician_name: "Ada".into(),
        replaces: None,
        reason: "ill".into(),
    });
    let (a, b) = (first.id, second.id);
    stage.script.next_sync(move |heard| {
        let leave = || Pulled::Leave { reason: "given to Ada".into(), successor: Some("Ada".into()) };
        heard.take_all().item(a, leave()).item(b, leave())
    });
    assert_eq!(stage.device.sync_now().await.unwrap().documents_left, 2);
    visits.start(first.id).unwrap();
    assert_eq!(refusal(visits.arrive(second.id)), Refusal::NotAssigned);
    visits.record_void_trip(second.id, "I was there, 到过现场").unwrap();
    let left = visits.agenda().unwrap()[1].left.clone().unwrap();
    assert_eq!((left.reason.as_str(), left.successor.as_deref()), ("given to Ada", Some("Ada")));
    stage.script.next_sync(|heard| heard.take_all());
    assert_eq!(stage.device.sync_now().await.unwrap().changes_sent, 2, "what is unsent is still sent");
    assert_eq!(visits.open(first.id).unwrap().signature, Signature::None);
}
