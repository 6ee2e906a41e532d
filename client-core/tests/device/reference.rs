//! Reference data comes page by page, survives cuts and restarts, and is searched without a network.

use client_core::ActionError;
use client_core::http::transport::{HttpResponse, TransportError};
use client_core::reference::SetState;
use client_core::visits::{Delivery, NewCharge, NewVisit};
use model::documents::visit::records::{Asset, ChargeKind, Customer, ServiceType, Work};
use model::id::{DocumentId, MovementId};
use model::policy::{Charges, Policy};
use model::reference::Set;
use model::reference::policy::PolicyVersion;
use model::rules::Refusal;
use model::stock::{Because, Movement, Place};
use model::time::Timestamp;
use model::wire::frame::gzip;
use model::wire::reference::{ReferencePage, ReferenceRow};
use serde_json::{Value, json};

use crate::stage::*;

fn part(number: &str, name: &str, initials: &str) -> Value {
    json!({ "number": number, "name": { "zh-CN": name }, "unit": "个", "unit_price_fen": 1200, "kind": "ordinary", "serialised": false,
        "old_part": { "allowed": ["return"], "default": "return" }, "models": [], "initials": initials })
}

fn row(version: u64, key: &str, body: Option<Value>) -> ReferenceRow {
    ReferenceRow { key: key.into(), version, body }
}

fn page(set: Set, version: u64, rows: Vec<ReferenceRow>, next: Option<u64>) -> HttpResponse {
    answer(200, gzip(&serde_json::to_vec(&ReferencePage { set, version, rows, next }).unwrap()))
}

impl Stage {
    /// The next sync names these versions.
    fn next_names(&self, reference: &'static [(&'static str, u64)]) {
        self.script.next_sync(move |heard| Page { reference: reference.to_vec(), ..heard.take_all() });
    }

    /// The next request is for `path` and is answered so.
    fn next_page(&self, path: &'static str, answered: Result<HttpResponse, TransportError>) {
        self.script.next(move |request| {
            assert_eq!(request.path, path);
            answered
        });
    }

    fn found(&self, query: &str) -> Vec<String> {
        let parts = self.device.reference().search_parts(query, 10).unwrap();
        parts.into_iter().map(|part| part.number).collect()
    }
}

#[tokio::test]
async fn a_catalogue_comes_page_by_page_and_goes_on_after_a_cut_and_a_restart() {
    let stage = Stage::enrolled().await;
    let rows = [row(1, "A-1", Some(part("A-1", "搓纸轮", "czl"))), row(2, "B-2", Some(part("B-2", "分离爪", "flz")))];
    let [first, second] = rows.clone();
    stage.next_names(&[("parts", 2)]);
    stage.next_page("/v1/reference/parts?since=0", Ok(page(Set::Parts, 2, vec![first], Some(1))));
    stage.next_page("/v1/reference/parts?since=1", Err(TransportError::Offline));
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "offline");
    let stage = stage.killed_and_reopened();
    assert_eq!(stage.found("czl"), ["A-1"], "what is here can be used");
    assert_eq!(stage.device.reference().sets().unwrap(), [SetState { set: Set::Parts, version: 1, behind: true }]);

    stage.next_names(&[("parts", 2)]);
    stage.next_page("/v1/reference/parts?since=1", Ok(page(Set::Parts, 2, vec![second], None)));
    assert_eq!(stage.device.sync_now().await.unwrap().reference_rows, 1);
    assert_eq!(stage.count("SELECT count(*) FROM reference_row"), 2, "nothing is doubled");
    assert_eq!(stage.found("爪"), ["B-2"]);

    stage.next_names(&[("parts", 2)]);
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done(), "what is here is not asked for again");
}

/// a visit that is opened on the device has the terms of the policy as the server sends it.
#[tokio::test]
async fn the_policy_that_the_server_sends_gives_the_terms() {
    let stage = Stage::enrolled().await;
    let policy = PolicyVersion {
        version: 12,
        policy: Policy { charges: Some(Charges { leader_consent: true, ..Charges::default() }), ..Policy::default() },
    };
    stage.next_names(&[("policy", 40)]);
    let rows = vec![row(40, "effective", Some(serde_json::to_value(&policy).unwrap()))];
    stage.next_page("/v1/reference/policy?since=0", Ok(page(Set::Policy, 40, rows, None)));
    stage.device.sync_now().await.unwrap();
    let new = NewVisit {
        reason: "flooded".into(),
        fault: "pipe burst".into(),
        customer: Customer { name: "Harbour Ltd".into(), address: "Pier 4".into(), phone: String::new(), contact: String::new() },
        asset: Asset { product: "Pump".into(), model: String::new(), serial: String::new(), plate: None },
        service_type: ServiceType::A,
        work: Work::Repair,
    };
    let id = stage.device.visits().open_without_order(&new).unwrap();
    let visits = stage.device.visits();
    visits.arrive(id).unwrap();
    let charge = NewCharge { what: ChargeKind::Labour, text: "call-out".into(), amount_fen: 8_000, part_line: None };
    let refused = visits.charge(id, &charge).unwrap_err();
    assert!(matches!(refused, ActionError::Refused(Refusal::LeaderConsentMissing)), "R-109: {refused:?}");
}

#[tokio::test]
async fn a_changed_row_replaces_the_old_one_and_a_deleted_one_goes() {
    let stage = Stage::enrolled().await;
    let rows = vec![row(1, "A-1", Some(part("A-1", "搓纸轮", "czl"))), row(2, "B-2", Some(part("B-2", "分离爪", "flz")))];
    stage.next_names(&[("parts", 2)]);
    stage.next_page("/v1/reference/parts?since=0", Ok(page(Set::Parts, 2, rows, None)));
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.found("czl"), ["A-1"]);
    let rows = vec![row(3, "A-1", Some(part("A-1", "进纸轮", "jzl"))), row(4, "B-2", None)];
    stage.next_names(&[("parts", 4)]);
    stage.next_page("/v1/reference/parts?since=2", Ok(page(Set::Parts, 4, rows, None)));
    stage.device.sync_now().await.unwrap();
    assert_eq!((stage.found("czl"), stage.found("jzl"), stage.found("flz")), (vec![], vec!["A-1".to_owned()], vec![]));
    assert_eq!(stage.device.reference().part(" A-1 ").unwrap().unwrap().chinese_name(), "进纸轮");
    assert_eq!(stage.device.reference().part("B-2").unwrap(), None);
}

#[tokio::test]
async fn a_set_that_fails_holds_up_neither_visits_nor_the_other_sets() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.device.visits().arrive(desk.id).unwrap();
    stage.next_names(&[("parts", 1), ("prices", 1)]);
    stage.next_page("/v1/reference/prices?since=0", Ok(problem(500, "internal")));
    stage.next_page("/v1/reference/parts?since=0", Ok(page(Set::Parts, 1, vec![row(1, "A-1", Some(part("A-1", "轮", "l")))], None)));
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!((report.changes_sent, report.reference_rows, report.refused), (1, 1, 1));
    assert_eq!(stage.device.visits().open(desk.id).unwrap().delivery, Delivery::Complete);
    assert_eq!(stage.found("A-1"), ["A-1"]);
}

#[tokio::test]
async fn visits_are_pushed_before_reference_data_is_asked_for() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    stage.next_names(&[("parts", 2)]);
    let device = stage.device.clone();
    let visit = desk.id;
    stage.script.next(move |request| {
        assert_eq!(request.path, "/v1/reference/parts?since=0");
        device.visits().arrive(visit).unwrap();
        Ok(page(Set::Parts, 2, vec![row(1, "A-1", Some(part("A-1", "轮", "l")))], Some(1)))
    });
    stage.next_names(&[("parts", 2)]);
    stage.next_page("/v1/reference/parts?since=1", Ok(page(Set::Parts, 2, vec![row(2, "B-2", Some(part("B-2", "爪", "z")))], None)));
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!((report.changes_sent, report.reference_rows), (1, 2));
    assert_eq!(stage.script.take_paths(), ["/v1/sync", "/v1/reference/parts?since=0", "/v1/sync", "/v1/reference/parts?since=1"]);
}

#[tokio::test]
async fn a_page_that_does_not_answer_is_not_taken() {
    let stage = Stage::enrolled().await;
    let one = || row(1, "A-1", Some(part("A-1", "轮", "l")));
    let wrong = [
        page(Set::Prices, 1, vec![one()], None),
        page(Set::Parts, 1, vec![one(), one()], None),
        page(Set::Parts, 1, vec![], Some(0)),
        page(Set::Parts, 2, vec![one()], Some(2)),
        answer(200, gzip(b"[]")),
        answer(200, b"not gzip".to_vec()),
        answer(200, gzip(&vec![b' '; 3 << 20])),
    ];
    for wrong in wrong {
        stage.next_names(&[("parts", 1)]);
        stage.next_page("/v1/reference/parts?since=0", Ok(wrong));
        assert_eq!(stage.device.sync_now().await.unwrap().refused, 1);
        assert_eq!(stage.count("SELECT count(*) FROM reference_row"), 0);
        assert!(stage.script.is_done());
    }
}

#[tokio::test]
async fn sets_of_newer_servers_are_left_alone() {
    let stage = Stage::enrolled().await;
    stage.next_names(&[("weather", 7)]);
    assert_eq!(stage.device.sync_now().await.unwrap().requests, 1);
    assert_eq!(stage.device.reference().sets().unwrap(), []);
}

#[tokio::test]
async fn after_a_restore_of_the_server_the_set_is_fetched_anew_and_stays_usable_meanwhile() {
    let stage = Stage::enrolled().await;
    let rows = vec![row(5, "A-1", Some(part("A-1", "搓纸轮", "czl"))), row(6, "B-2", Some(part("B-2", "分离爪", "flz")))];
    stage.next_names(&[("parts", 6)]);
    stage.next_page("/v1/reference/parts?since=0", Ok(page(Set::Parts, 6, rows, None)));
    stage.device.sync_now().await.unwrap();

    stage.next_names(&[("parts", 2)]);
    stage.next_page("/v1/reference/parts?since=0", Ok(page(Set::Parts, 2, vec![row(1, "C-3", Some(part("C-3", "灯", "d")))], Some(1))));
    stage.next_page("/v1/reference/parts?since=1", Ok(problem(500, "internal")));
    stage.device.sync_now().await.unwrap();
    assert_eq!((stage.found("czl"), stage.found("灯")), (vec!["A-1".to_owned()], vec!["C-3".to_owned()]));

    stage.next_names(&[("parts", 2)]);
    stage.next_page("/v1/reference/parts?since=1", Ok(page(Set::Parts, 2, vec![row(2, "A-1", Some(part("A-1", "搓纸轮", "czl")))], None)));
    stage.device.sync_now().await.unwrap();
    assert_eq!((stage.found("czl"), stage.found("flz"), stage.found("灯")), (vec!["A-1".to_owned()], vec![], vec!["C-3".to_owned()]));
    assert_eq!(stage.device.reference().part("B-2").unwrap(), None, "the server does not know it any more");
}

/// the van is what was issued less what was used, whichever of the two came first.
#[tokio::test]
async fn van_stock_is_the_sum_of_what_the_desk_issued_and_what_was_used() {
    let stage = Stage::enrolled().await;
    let van = Place::Van { person: ben() };
    let movement = |id: u8, quantity, from: Place, to: Place| Movement {
        id: MovementId::from_bytes([id; 16]),
        part_number: "A-1".into(),
        name: "搓纸轮".into(),
        quantity,
        serial: None,
        from,
        to,
        why: Because::Used,
        at: Timestamp::from_ms(NOON),
    };
    let used = movement(2, 3, van.clone(), Place::Visit { visit: DocumentId::from_bytes([1; 16]) });
    let before = stage.device.reference().van_stock([used.clone()]).unwrap();
    assert_eq!((before.lines[0].quantity, before.lines[0].is_short()), (-3, true));
    let issued = movement(1, 5, Place::Store { name: "main".into() }, van);
    let rows = vec![
        row(1, &issued.id.to_string(), Some(serde_json::to_value(&issued).unwrap())),
        row(2, &used.id.to_string(), Some(serde_json::to_value(&used).unwrap())),
        row(3, "later", Some(json!({ "kind": "teleported" }))),
    ];
    stage.next_names(&[("movements", 3)]);
    stage.next_page("/v1/reference/movements?since=0", Ok(page(Set::Movements, 3, rows, None)));
    stage.device.sync_now().await.unwrap();
    let after = stage.device.reference().van_stock([used]).unwrap();
    assert_eq!((after.lines[0].quantity, after.unreadable, after.contradictions.len()), (2, 1, 0));
}

/// the server booked the line before it was struck; the document here knows better.
#[tokio::test]
async fn a_line_struck_offline_is_back_in_the_van_at_once() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    visits.start(desk.id).unwrap();
    let line = visits.swap_part(desk.id, roller()).unwrap();
    let booked = Movement {
        id: MovementId::from_bytes(*line.as_bytes()),
        part_number: "A03U".into(),
        name: "Pickup roller 搓纸轮".into(),
        quantity: 1,
        serial: None,
        from: Place::Van { person: ben() },
        to: Place::Visit { visit: desk.id },
        why: Because::Used,
        at: Timestamp::from_ms(NOON),
    };
    stage.next_names(&[("movements", 1)]);
    let rows = vec![row(1, &booked.id.to_string(), Some(serde_json::to_value(&booked).unwrap()))];
    stage.next_page("/v1/reference/movements?since=0", Ok(page(Set::Movements, 1, rows, None)));
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.van_stock().unwrap().lines[0].quantity, -1);
    stage.device.visits().strike_part(desk.id, line, "wrong roller").unwrap();
    assert_eq!(stage.device.van_stock().unwrap().lines, []);
}

#[tokio::test]
async fn what_is_little_comes_with_the_answer_and_needs_no_request() {
    let stage = Stage::enrolled().await;
    stage.script.next_sync(|heard| {
        assert!(heard.request.reference.is_empty(), "the first answer brings the documents");
        Page { reference: vec![("parts", 1)], ..heard.take_all() }
    });
    stage.next_page("/v1/reference/parts?since=0", Ok(page(Set::Parts, 1, vec![row(1, "A-1", Some(part("A-1", "轮", "l")))], None)));
    stage.device.sync_now().await.unwrap();
    stage.script.take_paths();
    stage.script.next_sync(|heard| {
        assert_eq!((heard.request.reference["parts"], heard.request.reference["movements"]), (1, 0));
        let rows = vec![row(2, "B-2", Some(part("B-2", "爪", "z")))];
        let news = ReferencePage { set: Set::Parts, version: 2, rows, next: None };
        Page { reference: vec![("parts", 2)], reference_pages: vec![news], ..heard.take_all() }
    });
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!((report.requests, report.reference_rows), (1, 1));
    assert_eq!((stage.found("z"), stage.script.take_paths()), (vec!["B-2".to_owned()], vec!["/v1/sync".to_owned()]));
    assert_eq!(stage.device.reference().sets().unwrap(), [SetState { set: Set::Parts, version: 2, behind: false }]);
}

#[tokio::test]
async fn a_page_in_an_answer_that_does_not_follow_is_fetched_instead() {
    let stage = Stage::enrolled().await;
    stage.next_names(&[]);
    stage.device.sync_now().await.unwrap();
    stage.script.next_sync(|heard| {
        let rows = vec![row(2, "B-2", Some(part("B-2", "爪", "z"))), row(1, "A-1", None)];
        let wrong = ReferencePage { set: Set::Parts, version: 2, rows, next: None };
        Page { reference: vec![("parts", 2)], reference_pages: vec![wrong], ..heard.take_all() }
    });
    stage.next_page("/v1/reference/parts?since=0", Ok(page(Set::Parts, 2, vec![row(2, "B-2", Some(part("B-2", "爪", "z")))], None)));
    assert_eq!(stage.device.sync_now().await.unwrap().reference_rows, 1);
    assert_eq!(stage.found("z"), ["B-2"]);
    assert!(stage.script.is_done());
}
