//! Documents at rest: their changes lie in one piece, and nothing that can be asked of them, or has to become of them, is other than before.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use client_core::visits::Delivery;
use model::documents::visit::assessment::Signature;
use model::seal::voucher::Language;
use model::time::Timestamp;
use model::wire::packed;
use model::wire::problem::codes;
use model::wire::reconcile::{Holding, ReconcileResponse};
use model::wire::sync::{LaterRefusal, LaterVerdict, Placed, Pulled};
use serde_json::Value;

use crate::stage::*;

/// Changes of the desk and of Ben in a visit that was worked through and signed.
const OF_DESK: i64 = 2;
const OWN: i64 = 8;

const BUNDLES: &str = "SELECT count(*) FROM bundle";
const ROWS: &str = "SELECT count(*) FROM change";

/// A visit that was worked through, signed and received; Ben's changes as they went up.
async fn signed() -> (Stage, DeskVisit, Vec<Vec<u8>>) {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    signs(&stage, &desk);
    let sent = Arc::<Mutex<Vec<Vec<u8>>>>::default();
    let kept = Arc::clone(&sent);
    stage.script.next_sync(move |heard| {
        *kept.lock().unwrap() = heard.changes[0].clone();
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!((stage.count(BUNDLES), stage.count(ROWS)), (0, OF_DESK + OWN), "the server has just received it");
    let sent = sent.lock().unwrap().clone();
    (stage, desk, sent)
}

fn signs(stage: &Stage, desk: &DeskVisit) {
    let visits = stage.device.visits();
    let shown = visits.show_voucher(desk.id, Language::English).unwrap();
    visits.sign(desk.id, &shown.digest, Language::English, ms_li(), &strokes()).unwrap();
}

/// A sync with nothing new, some time after the last one.
async fn idles(stage: &Stage) {
    stage.clock.advance(60_000);
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
}

/// As [`signed`], and in a bundle.
async fn bundled() -> (Stage, DeskVisit, Vec<Vec<u8>>) {
    let (stage, desk, sent) = signed().await;
    idles(&stage).await;
    assert_eq!((stage.count(BUNDLES), stage.count(ROWS)), (1, 0));
    (stage.killed_and_reopened(), desk, sent)
}

fn export(stage: &Stage, desk: &DeskVisit) -> Value {
    serde_json::from_slice(&stage.device.visits().export_parked(desk.id).unwrap()).unwrap()
}

fn delivery(stage: &Stage, desk: &DeskVisit) -> Delivery {
    stage.device.visits().open(desk.id).unwrap().delivery
}

fn file_bytes(stage: &Stage) -> i64 {
    stage.count("SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)")
}

#[tokio::test]
async fn a_signed_visit_says_the_same_from_its_bundle_and_leaves_the_phone_as_the_same_file() {
    let (stage, desk, _) = signed().await;
    let stage = stage.killed_and_reopened();
    let before = (format!("{:?}", stage.device.visits().open(desk.id).unwrap()), export(&stage, &desk));
    assert_eq!(before.1["journal"].as_array().unwrap().len(), 8);
    idles(&stage).await;
    assert_eq!((stage.count(BUNDLES), stage.count(ROWS)), (1, 0));
    let stage = stage.killed_and_reopened();
    assert_eq!((format!("{:?}", stage.device.visits().open(desk.id).unwrap()), export(&stage, &desk)), before);
    assert!(stage.count("SELECT count(*) FROM command") <= 1, "what was meant is in the bundle, all but the newest entry");
}

#[tokio::test]
async fn what_comes_after_a_bundle_lies_beside_it_and_goes_into_it_later() {
    let (stage, mut desk, sent) = bundled().await;
    let visits = stage.device.visits();
    visits.open_amendment(desk.id, "typing error").unwrap();
    visits.write_findings(desk.id, "roller worn out").unwrap();
    assert_eq!(stage.count("SELECT (SELECT last FROM bundle) < (SELECT min(id) FROM change)"), 1, "no number is given out again");
    assert_eq!(delivery(&stage, &desk), Delivery::OnThisPhone { changes: 2 });
    stage.script.next_sync(|heard| {
        assert_eq!(heard.changes[0].len(), 2, "what the server has is not sent again");
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    idles(&stage).await;
    assert_eq!((stage.count(BUNDLES), stage.count(ROWS)), (1, 2), "it is worked on");
    signs(&stage, &desk);
    desk.write_findings("by the desk");
    let (id, last) = (desk.id, desk.last(1));
    stage.script.next_sync(move |heard| Page { cursor: "c2", ..heard.take_all() }.changes(id, last));
    stage.device.sync_now().await.unwrap();
    let stage = stage.killed_and_reopened();
    assert_eq!(stage.device.visits().open(desk.id).unwrap().sign_offs.len(), 2);
    stage.device.visits().export_parked(desk.id).unwrap();
    let changes = export(&stage, &desk)["changes"].as_array().unwrap().len();
    assert_eq!(changes, sent.len() + 3, "from the bundle and beside it");
}

#[tokio::test]
async fn a_bundle_that_grew_is_packed_again_with_what_lay_beside_it() {
    let (stage, desk, _) = bundled().await;
    let visits = stage.device.visits();
    visits.open_amendment(desk.id, "typing error").unwrap();
    visits.write_findings(desk.id, "roller worn out").unwrap();
    visits.write_treatment(desk.id, "roller and belt").unwrap();
    signs(&stage, &desk);
    idles(&stage).await;
    let before = (stage.device.visits().open(desk.id).unwrap().findings, export(&stage, &desk));
    idles(&stage).await;
    assert_eq!((stage.count(BUNDLES), stage.count(ROWS)), (1, 0));
    let stage = stage.killed_and_reopened();
    assert_eq!((stage.device.visits().open(desk.id).unwrap().findings, export(&stage, &desk)), before);
    assert_eq!(stage.count("SELECT changes FROM bundle"), OF_DESK + OWN + 4);
}

#[tokio::test]
async fn of_a_server_that_was_set_back_a_bundle_is_offered_whole_and_as_it_was_signed() {
    let (stage, desk, sent) = bundled().await;
    let id = desk.id;
    stage.script.next_problem(409, codes::EPOCH_CHANGED);
    stage.script.next_comparison(move |asked| {
        assert_eq!(asked.documents.len(), 1);
        compared(BTreeMap::from([(id, Holding::default())]))
    });
    stage.script.next_sync(move |heard| {
        assert_eq!(heard.changes, [sent], "byte for byte");
        Page { epoch: epoch(2), cursor: "c2", ..heard.take_all() }
    });
    assert_eq!(i64::from(stage.device.sync_now().await.unwrap().changes_sent), OWN);
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
    assert_eq!(stage.device.visits().open(id).unwrap().signature, Signature::Current);
    stage.clock.advance(60_000);
    stage.script.next_sync(|heard| Page { epoch: epoch(2), cursor: "c3", ..heard.take_all() });
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.count(BUNDLES), 1, "and it rests again");
}

#[tokio::test]
async fn where_the_new_history_has_all_of_a_bundle_nothing_of_it_is_sent() {
    let (stage, desk, _) = bundled().await;
    stage.script.next_problem(409, codes::EPOCH_CHANGED);
    stage.script.next_comparison(|_| compared(BTreeMap::new()));
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents, []);
        Page { epoch: epoch(2), cursor: "c2", ..heard.take_all() }
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
}

fn compared(differ: BTreeMap<model::id::DocumentId, Holding>) -> ReconcileResponse {
    ReconcileResponse {
        protocol: 1,
        epoch: epoch(2),
        cursor: "compared".into(),
        server_time: Timestamp::from_ms(NOON),
        differ,
        enter: vec![],
        leave: BTreeMap::new(),
    }
}

/// The visit as the server has it, with Ben's changes.
fn whole_visit(desk: &DeskVisit, sent: &[Vec<u8>]) -> Vec<u8> {
    packed::encode(&[desk.raws(), sent.to_vec()].concat()).unwrap()
}

#[tokio::test]
async fn a_damaged_bundle_is_found_and_fetched_anew() {
    let (stage, desk, sent) = bundled().await;
    let before = format!("{:?}", stage.device.visits().open(desk.id).unwrap());
    stage.sql("UPDATE bundle SET packed = CAST(substr(packed, 1, 200) || x'00' || substr(packed, 202) AS BLOB)");
    let stage = stage.killed_and_reopened();
    assert_eq!(stage.device.visits().arrive(desk.id).unwrap_err().code(), "document_damaged");
    let file = export(&stage, &desk);
    assert_eq!(file["set_aside"].as_array().unwrap().len(), 1, "what is left of it leaves the phone");
    let section = whole_visit(&desk, &sent);
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(move |_| Ok(whole(section)));
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done());
    assert_eq!(format!("{:?}", stage.device.visits().open(desk.id).unwrap()), before);
    assert_eq!(stage.count("SELECT count(*) FROM set_aside"), 0, "nothing is lacking");
    assert_eq!(stage.count("SELECT count(*) FROM change WHERE own = 1 AND received = 1"), OWN);
}

#[tokio::test]
async fn of_a_damaged_bundle_that_the_server_lacks_something_of_the_rest_is_kept_and_shown() {
    let (stage, desk, _) = bundled().await;
    stage.sql("UPDATE bundle SET packed = x'00'");
    let stage = stage.killed_and_reopened();
    assert_eq!(stage.device.visits().open(desk.id).unwrap_err().code(), "document_damaged");
    let (id, section) = (desk.id, desk.section());
    stage.script.next_sync(move |heard| heard.take_all().item(id, Pulled::Own { last: vec!["ab".repeat(32)] }));
    stage.script.next(move |_| Ok(whole(section)));
    stage.device.sync_now().await.unwrap();
    assert!(matches!(delivery(&stage, &desk), Delivery::Parked { code, .. } if code == "work_set_aside"));
    assert_eq!(export(&stage, &desk)["set_aside"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refusal_that_comes_after_all_is_dealt_with_as_if_there_were_no_bundle() {
    let (stage, desk, sent) = bundled().await;
    let guilty = model::gate::named(&sent[2]).unwrap().hash;
    let refused = LaterRefusal { hash: hex(&guilty.0), code: "forbidden".into(), detail: "as judged".into(), retry: false };
    let verdict = LaterVerdict { number: 9, id: desk.id, placed: Placed::Document, refused: Some(refused) };
    stage.script.next_sync(move |heard| Page { later: vec![verdict], ..heard.take_all() });
    stage.script.next_sync(|heard| heard.take_all());
    assert_eq!(stage.device.sync_now().await.unwrap().refused, 1);
    let what: Vec<_> = stage.device.not_accepted().unwrap().into_iter().map(|entry| entry.command).collect();
    assert_eq!(what[0], "answer_check");
    assert_eq!(stage.count(&format!("SELECT count(*) FROM refused_change WHERE hash = x'{}'", hex(&guilty.0))), 1);
    assert_eq!(stage.count(BUNDLES), 0);
    let visits = stage.device.visits();
    assert_eq!(visits.open(desk.id).unwrap().signature, Signature::None, "a signature is not carried over");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn what_the_server_names_of_a_bundle_is_known() {
    let (stage, desk, sent) = bundled().await;
    let names: Vec<String> = sent.iter().map(|raw| hex(&model::gate::named(raw).unwrap().hash.0)).collect();
    let id = desk.id;
    stage.script.next_sync(move |heard| Page { cursor: "c2", ..heard.take_all() }.item(id, Pulled::Own { last: names }));
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done(), "nothing is fetched");
    assert_eq!(stage.count("SELECT fetch_owed FROM document"), 0);
}

#[tokio::test]
async fn soon_after_work_was_moved_nothing_is_put_into_a_bundle() {
    let (stage, _, _) = signed().await;
    for (ms, bundles) in [(59_999, 0), (1, 1)] {
        stage.clock.advance(ms);
        stage.script.next_sync(|heard| heard.take_all());
        stage.device.sync_now().await.unwrap();
        assert_eq!(stage.count(BUNDLES), bundles);
    }
}

#[tokio::test]
async fn a_bundle_that_is_stopped_halfway_left_no_trace() {
    let (stage, desk, _) = signed().await;
    for table in ["change", "command", "bundle"] {
        let event = if table == "bundle" { "INSERT" } else { "DELETE" };
        stage.sql(&format!("CREATE TRIGGER fault BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, 'fault'); END"));
        idles(&stage).await;
        assert_eq!((stage.count(BUNDLES), stage.count(ROWS)), (0, OF_DESK + OWN), "{table}");
        stage.sql("DROP TRIGGER fault");
    }
    idles(&stage).await;
    assert_eq!((stage.count(BUNDLES), stage.count(ROWS)), (1, 0));
    assert_eq!(delivery(&stage, &desk), Delivery::Complete);
}

#[tokio::test]
async fn what_waits_or_is_refused_is_not_put_into_a_bundle() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    work_through(&stage.device, desk.id);
    signs(&stage, &desk);
    stage.clock.advance(60_000);
    stage.script.next_sync(|heard| Page { verdicts: heard.take(0), ..Page::default() });
    stage.device.sync_now().await.unwrap();
    assert_eq!((stage.count(BUNDLES), stage.count(ROWS)), (0, OF_DESK + OWN));
}

#[tokio::test]
async fn the_file_gives_back_the_room_of_what_went_into_bundles() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.device.visits().arrive(desk.id).unwrap();
    stage.device.visits().start(desk.id).unwrap();
    for n in 0..300 {
        stage
            .device
            .visits()
            .write_findings(desk.id, &format!("try {n}, as if the roller were worn out {}", "more ".repeat(n % 40)))
            .unwrap();
    }
    let findings = stage.device.visits().open(desk.id).unwrap().findings;
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    let before = file_bytes(&stage);
    idles(&stage).await;
    assert_eq!(stage.count(BUNDLES), 1, "it is long, though nobody signed");
    assert!(file_bytes(&stage) * 2 < before, "{} of {before}", file_bytes(&stage));
    let stage = stage.killed_and_reopened();
    assert_eq!(stage.device.visits().open(desk.id).unwrap().findings, findings);
}
