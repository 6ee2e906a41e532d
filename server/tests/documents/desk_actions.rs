//! What the desk records on a visit: once, by its rules, and never on a visit of another organisation.

use crate::house::{Desk, Device, House, bytes_of};
use model::documents::visit::records::{Asset, CallOut, Customer, Organisation, ServiceType, Urgency, Work};
use model::documents::visit::records::{ChargeKind, Consent, ConsentWay};
use model::documents::visit::records::{DataField, EventKind, FaultClass, PayMethod};
use model::documents::visit::write::{self, Correction, VisitOrder, open_without_order};
use model::id::{CallOutId, DocumentId, EventId};
use model::time::Timestamp;
use model::wire::frame::{gunzip_bounded, gzip};
use serde_json::{Value, json};

fn id(byte: u8) -> EventId {
    EventId::from_bytes([byte; 16])
}

async fn acts(desk: &Desk, visit: DocumentId, event: EventId, mut action: Value) -> (u16, Value) {
    action["id"] = json!(event);
    let (status, body) = desk.post(&format!("/v1/desk/visits/{visit}/actions"), action).await;
    (status.as_u16(), body)
}

/// A desk, a technician's device that has one visit, and the visit.
async fn at_work(house: &House) -> (Desk, Device, DocumentId) {
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    (desk, wang, visit)
}

async fn tasks(desk: &Desk) -> Vec<(String, Value)> {
    let (status, page) = desk.get("/v1/desk/tasks").await;
    assert_eq!(status.as_u16(), 200, "{page}");
    page["tasks"].as_array().unwrap().iter().map(|task| (task["task"].as_str().unwrap().to_owned(), task.clone())).collect()
}

/// another time needs somebody who agreed; sent twice it is one.
#[tokio::test]
async fn an_appointment_is_agreed_by_somebody_and_once() {
    let house = House::open().await;
    let (desk, mut wang, visit) = at_work(&house).await;
    let agreed = |name: &str| json!({ "action": "set_appointment", "agreed_for": 1_795_400_000_000_i64, "consent": { "by_name": name, "how": "phone" } });
    assert_eq!(acts(&desk, visit, id(1), agreed(" ")).await.0, 422);
    let log = house.count("change");
    assert_eq!(acts(&desk, visit, id(1), agreed("陈女士")).await.0, 200);
    let (status, row) = acts(&desk, visit, id(1), agreed("陈女士")).await;
    assert_eq!((status, &row["appointment_at"], house.count("change")), (200, &json!(1_795_400_000_000_i64), log + 1));
    let note = json!({ "action": "approve_report", "note": "" });
    assert_eq!(acts(&desk, visit, id(1), note).await.0, 409, "the id is another event's");
    assert_eq!(acts(&desk, visit, id(1), agreed("李先生")).await.0, 409, "nor is it said that somebody else agreed");
    wang.sync().await;
    wang.begin(visit);
    wang.finish(visit);
    wang.sign(visit);
    wang.sync().await;
    assert_eq!(acts(&desk, visit, id(2), agreed("陈女士")).await.0, 409, "the customer has signed");
}

/// O-06: a part waits for a leader, is issued once, and stands in the van's stock on desk and device.
#[tokio::test]
async fn a_part_from_the_site_is_decided_once_and_issued_once() {
    let house = House::open().await;
    let (desk, mut wang, visit) = at_work(&house).await;
    wang.begin(visit);
    let request = wang.event(
        visit,
        EventKind::PartRequested {
            part_number: "PSU-24".into(),
            name: "电源 24V".into(),
            quantity: 1,
            urgent: true,
            reason: "没有电源".into(),
        },
    );
    wang.sync().await;
    let todo = tasks(&desk).await;
    assert!(matches!(&todo[..], [(kind, task)] if kind == "part_request" && task["event"] == json!(request)), "{todo:?}");
    let issue = format!("/v1/desk/visits/{visit}/part-requests/{request}/issue");
    let from = json!({ "store": "中心库" });
    assert_eq!(desk.post(&issue, from.clone()).await.0, 409, "nobody has approved it (R-074)");
    let decide = |approved: bool| json!({ "action": "decide_request", "request": request, "approved": approved, "by_name": "金经理" });
    assert_eq!(acts(&desk, visit, id(1), decide(false)).await.0, 422, "declined needs a reason");
    assert_eq!(acts(&desk, visit, id(1), decide(true)).await.0, 200);
    assert_eq!(acts(&desk, visit, id(1), decide(true)).await.0, 200, "the same again");
    assert_eq!(acts(&desk, visit, id(2), decide(true)).await.0, 409, "decided already");
    assert_eq!(tasks(&desk).await, []);
    let (status, first) = desk.post(&issue, from.clone()).await;
    assert_eq!((status.as_u16(), &first["known"]), (200, &json!(false)));
    house.clock.pass_ms(60_000);
    let (status, again) = desk.post(&issue, from.clone()).await;
    assert_eq!((status.as_u16(), &again["known"], &again["movement"]), (200, &json!(true), &first["movement"]));
    assert_eq!(desk.post(&issue, json!({ "store": "分库" })).await.0, 409, "issued already from elsewhere");
    let (_, stock) = desk.get(&format!("/v1/desk/technicians/{}/van-stock", wang.person())).await;
    assert_eq!((&stock["lines"][0]["part_number"], &stock["lines"][0]["quantity"]), (&json!("PSU-24"), &json!(1)));
    // It was the wrong store: what was undone is issued again, once, and can be undone in its turn.
    let issued = async || desk.get("/v1/desk/stock/requisitions?all=true").await.1["requisitions"][0]["state"].clone();
    assert_eq!(issued().await, json!("issued"));
    let mut movement = first["movement"]["id"].as_str().unwrap().to_owned();
    for (byte, store) in [(50_u8, "分库"), (51, "中心库")] {
        let undo = json!({ "id": model::id::MovementId::from_bytes([byte; 16]), "reason": "发错库" });
        assert_eq!(desk.post(&format!("/v1/desk/stock/movements/{movement}/counter"), undo).await.0, 200);
        assert_eq!(issued().await, json!("approved"), "it waits for the store again");
        assert_eq!(desk.get("/v1/desk/stock/requisitions").await.1["requisitions"].as_array().unwrap().len(), 1);
        let (status, next) = desk.post(&issue, json!({ "store": store })).await;
        assert_eq!((status.as_u16(), &next["known"]), (200, &json!(false)), "{next}");
        let (_, again) = desk.post(&issue, json!({ "store": store })).await;
        assert_eq!((&again["known"], &again["movement"]), (&json!(true), &next["movement"]));
        assert_eq!(issued().await, json!("issued"));
        next["movement"]["id"].as_str().unwrap().clone_into(&mut movement);
    }
    let (_, stock) = desk.get(&format!("/v1/desk/technicians/{}/van-stock", wang.person())).await;
    assert_eq!(stock["lines"][0]["quantity"], json!(1), "one is in the van however often it was issued");
}

/// E1, O-10: collected money is open until accounting has it; nothing is counted twice.
#[tokio::test]
async fn collected_money_is_open_until_it_is_received_once() {
    let house = House::open().await;
    let (desk, mut wang, visit) = at_work(&house).await;
    wang.begin(visit);
    wang.event(visit, EventKind::FeeAgreed { amount_fen: 8_000, consent: Consent { by_name: "陈女士".into(), how: ConsentWay::InPerson } });
    wang.event(visit, EventKind::Charged { what: ChargeKind::Labour, description: "上门费".into(), amount_fen: 8_000, part_line: None });
    wang.finish(visit);
    let collected = wang.event(visit, EventKind::MoneyCollected { amount_fen: 8_000, method: PayMethod::Cash });
    wang.send().await;
    wang.sync().await;
    let (_, money) = desk.get("/v1/desk/money").await;
    assert_eq!((&money["sums"][0]["open_fen"], &money["collections"][0]["collected"]), (&json!(8_000), &json!(collected)));
    let receive = json!({ "action": "receive_money", "collected": collected });
    assert_eq!(acts(&desk, visit, id(1), json!({ "action": "receive_money", "collected": id(9) })).await.0, 409);
    let log = house.count("change");
    for event in [id(1), id(1), id(2)] {
        assert_eq!(acts(&desk, visit, event, receive.clone()).await.0, 200);
    }
    assert_eq!(house.count("change"), log + 1, "it was received once");
    let (_, money) = desk.get("/v1/desk/money").await;
    assert_eq!((&money["sums"], &money["collections"]), (&json!([]), &json!([])));
    let (_, all) = desk.get(&format!("/v1/desk/money?received=true&person={}", wang.person())).await;
    assert_eq!(all["collections"][0]["received"], json!(true));
}

/// R-251, O-11: between two classes that were set at once the desk decides; it does not lower what stands alone.
#[tokio::test]
async fn the_desk_decides_between_two_classes() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (mut wang, mut li) = (desk.device(desk.technician("Wang").await, 1).await, desk.device(desk.technician("Li").await, 2).await);
    let visit = desk.dispatch(wang.person()).await;
    desk.assign(visit, li.person()).await;
    wang.sync().await;
    li.sync().await;
    let class = |class| EventKind::ClassSet { class, reason: "全厂停电".into(), plan: "换主板".into(), replaces: None };
    wang.documents.insert(visit, li.documents[&visit].clone().with_actor(automerge::ActorId::from([9; 16])));
    li.event(visit, class(FaultClass::Major));
    wang.event(visit, class(FaultClass::Severe));
    li.sync().await;
    let (status, _) = desk.post(&format!("/v1/desk/visits/{visit}/crew"), json!({ "step": "join", "technician": wang.person() })).await;
    assert_eq!(status.as_u16(), 200);
    wang.sync().await;
    assert!(desk.row(visit).await["attention"].as_array().unwrap().contains(&json!("classes_differ")));
    assert!(tasks(&desk).await.iter().any(|(kind, _)| kind == "analysis_report"), "R-159");
    let decide = json!({ "action": "set_class", "class": "severe", "reason": "只停一条线", "plan": "" });
    let (status, row) = acts(&desk, visit, id(1), decide.clone()).await;
    assert_eq!(status, 200, "{row}");
    assert!(!row["attention"].as_array().unwrap().contains(&json!("classes_differ")), "{row}");
    let lower = json!({ "action": "set_class", "class": "general", "reason": "x", "plan": "" });
    assert_eq!(acts(&desk, visit, id(2), lower).await.0, 409);
}

/// R-036, O-13, E3: of two values that were written at once, the desk says which holds; both stay in the history.
#[tokio::test]
async fn the_desk_settles_a_conflict_on_customer_data() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let person = desk.technician("Wang").await;
    let (mut phone, mut tablet) = (desk.device(person, 1).await, desk.device(person, 2).await);
    let visit = desk.dispatch(person).await;
    phone.sync().await;
    tablet.sync().await;
    for (device, event, to) in [(&mut phone, id(1), "0571 1111"), (&mut tablet, id(2), "0571 2222")] {
        let correction =
            Correction { field: DataField::Phone, from: "0571 8801 2233".into(), to: to.into(), confirmed_by: "陈女士".into() };
        device.write(visit, |doc, stamp| write::correct_data(doc, event, &correction, stamp));
        device.sync().await;
    }
    let conflicts = desk.visit(visit).await["conflicts"].clone();
    assert_eq!((conflicts.as_array().unwrap().len(), &conflicts[0]["field"]), (1, &json!("phone")));
    // Each value names who wrote it, where and when.
    let devices = [("0571 1111", phone.identity.device), ("0571 2222", tablet.identity.device)];
    for (value, written) in conflicts[0]["values"].as_array().unwrap().iter().zip(conflicts[0]["written"].as_array().unwrap()) {
        let (_, device) = devices.iter().find(|(each, _)| value == each).unwrap();
        assert_eq!((&written["person_name"], &written["device"]), (&json!("Wang"), &json!(device)));
        assert!(written["at"].is_i64() && written["received_at"].is_i64(), "{written}");
    }
    let settle = json!({ "action": "settle_data", "field": "phone", "to": "0571 2222", "confirmed_by": "陈女士" });
    assert_eq!(acts(&desk, visit, id(3), settle.clone()).await.0, 200);
    assert_eq!(acts(&desk, visit, id(3), settle.clone()).await.0, 200);
    let view = desk.visit(visit).await;
    assert_eq!((&view["conflicts"], &view["customer"]["phone"]), (&json!([]), &json!("0571 2222")));
    assert_eq!(acts(&desk, visit, id(4), settle).await.0, 422, "it says so already");
}

/// R-054, O-05: a leader accepts a correction that nobody signed, and approves the report; nothing signed changes.
#[tokio::test]
async fn a_leader_accepts_a_correction_and_approves_the_report() {
    let house = House::open().await;
    let (desk, mut wang, visit) = at_work(&house).await;
    let approve = json!({ "action": "approve_report", "note": "" });
    assert_eq!(acts(&desk, visit, id(1), approve.clone()).await.0, 409, "the work is not done");
    wang.begin(visit);
    wang.finish(visit);
    let signed = wang.sign(visit);
    let opened = wang.event(visit, EventKind::AmendmentOpened { of: signed, reason: "笔误".into() });
    wang.findings(visit, "roller and belt worn");
    wang.sync().await;
    let kinds: Vec<String> = tasks(&desk).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), ["report_approval", "amendment"]);
    let accept = |opened: EventId| json!({ "action": "accept_amendment", "opened": opened, "note": "" });
    assert_eq!(acts(&desk, visit, id(2), accept(id(9))).await.0, 409);
    let (status, row) = acts(&desk, visit, id(2), accept(opened)).await;
    assert_eq!((status, &row["signature"]), (200, &json!("accepted")));
    assert_eq!(acts(&desk, visit, id(1), approve.clone()).await.0, 200);
    assert_eq!(acts(&desk, visit, id(1), approve).await.0, 200);
    assert_eq!(tasks(&desk).await, []);
    assert_eq!(desk.visit(visit).await["sign_offs"][0]["verified"], json!(true));
}

fn without_order(device: &Device, id: DocumentId, at: Timestamp) -> VisitOrder {
    VisitOrder {
        id,
        organisation: Organisation { id: device.identity.organisation, name: device.identity.organisation_name.clone() },
        call_out: CallOut {
            id: CallOutId::from_bytes([5; 16]),
            number: "T01-X1".into(),
            received_at: at,
            fault: "漏水 leak".into(),
            service_type: ServiceType::C,
            work: Work::Repair,
            urgency: Urgency::Urgent,
        },
        customer: Customer {
            name: "明珠印刷".into(), address: "人民路 12 号".into(), phone: "0571".into(), contact: String::new()
        },
        asset: Asset { product: "Boiler".into(), model: "B2".into(), serial: "B-77".into(), plate: None },
        appointment_at: None,
        terms: None,
        checklist: Vec::new(),
    }
}

/// R-018, E7: the order is entered afterwards and linked; from then on the visit bears its number and its signature clears it.
#[tokio::test]
async fn an_order_is_linked_to_a_visit_that_was_made_before_it() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = wang.expects();
    let order = without_order(&wang, visit, Timestamp::from_ms(crate::house::NOON_MS));
    wang.write(visit, |doc, stamp| open_without_order(doc, &order, id(1), "Wang", "客户家漏水", stamp));
    wang.begin(visit);
    wang.findings(visit, "seal worn");
    wang.write(visit, |doc, stamp| Ok(write::write_treatment(doc, "replaced", stamp)?.unwrap()));
    wang.event(visit, EventKind::Finished);
    wang.sign(visit);
    wang.sync().await;
    assert!(tasks(&desk).await.iter().any(|(kind, _)| kind == "order_missing"));
    let (call_out, number) = desk.call_out().await;
    let path = format!("/v1/desk/visits/{visit}/order");
    let nothing = json!({ "id": id(2), "call_out": CallOutId::from_bytes([8; 16]) });
    assert_eq!(desk.post(&path, nothing).await.0, 422);
    let link = json!({ "id": id(2), "call_out": call_out });
    for _ in 0..2 {
        let (status, row) = desk.post(&path, link.clone()).await;
        assert_eq!((status.as_u16(), &row["number"]), (200, &json!(number)));
    }
    assert_eq!(desk.post(&path, json!({ "id": id(3), "call_out": call_out })).await.0, 409, "it has an order");
    assert!(!tasks(&desk).await.iter().any(|(kind, _)| kind == "order_missing"));
    let status: String = house.database().query_row("SELECT status FROM call_out", [], |row| row.get(0)).unwrap();
    assert_eq!(status, "cleared");
    let dispatch = format!("/v1/desk/call-outs/{call_out}/visits");
    assert_eq!(desk.post(&dispatch, crate::house::order(wang.person())).await.0, 409);
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

#[tokio::test]
async fn another_organisations_documents_are_not_there() {
    let house = House::open().await;
    let (desk, mut wang, visit) = at_work(&house).await;
    let request = wang.event(
        visit,
        EventKind::PartRequested { part_number: String::new(), name: "x".into(), quantity: 1, urgent: false, reason: "x".into() },
    );
    wang.sync().await;
    let there = house.organisation("Ningbo").await;
    let zhao = there.technician("Zhao").await;
    let unknown = DocumentId::from_bytes([9; 16]);
    let dispatch = crate::house::order(zhao);
    for id_ in [visit, unknown] {
        let calls = [
            (format!("visits/{id_}/actions"), json!({ "id": id(1), "action": "approve_report" })),
            (format!("visits/{id_}/part-requests/{request}/issue"), json!({ "store": "x" })),
            (format!("visits/{id_}/follow-ups"), json!({ "purpose": { "what": "go_on" }, "dispatch": dispatch })),
            (format!("repairs/{id_}/events"), json!({ "id": id(1), "kind": "work_noted", "minutes": 5, "text": "x" })),
            (format!("old-parts/{id_}/events"), json!({ "id": id(1), "kind": "labelled", "code": "x" })),
            (format!("complaints/{id_}/events"), json!({ "id": id(1), "kind": "words_added", "words": "x" })),
            (format!("complaints/{id_}/number"), json!({})),
            (format!("days/{id_}/close"), json!({ "id": id(1) })),
        ];
        for (path, body) in calls {
            let (status, problem) = there.post(&format!("/v1/desk/{path}"), body).await;
            assert_eq!((status.as_u16(), &problem["code"]), (404, &json!("not_found")), "{path}");
        }
        for path in ["repairs", "old-parts", "complaints"] {
            assert_eq!(there.get(&format!("/v1/desk/{path}/{id_}")).await.0.as_u16(), 404);
        }
    }
    assert_eq!(there.get(&format!("/v1/desk/technicians/{}/van-stock", wang.person())).await.0.as_u16(), 404);
    for (path, list) in [("tasks", "tasks"), ("money", "collections"), ("part-accounts", "parts"), ("old-parts/due", "parts")] {
        assert_eq!(there.get(&format!("/v1/desk/{path}")).await.1[list], json!([]), "{path}");
    }
    let mut out = desk.clone();
    out.forgets_its_session();
    for path in ["tasks", "money", "part-accounts", "old-parts/due", "conflicts"] {
        assert_eq!(out.get(&format!("/v1/desk/{path}")).await.0.as_u16(), 401, "{path}");
    }
}

fn approval(visit: DocumentId, event: EventId, note: &str) -> Value {
    json!({ "visit": visit, "id": event, "action": "approve_report", "note": note })
}

/// Each action is judged as if it came alone; what one refused does not stop the others.
#[tokio::test]
async fn actions_on_many_visits_are_judged_each_alone() {
    let house = House::open().await;
    let (desk, mut wang, first) = at_work(&house).await;
    let there = house.organisation("Ningbo").await;
    let foreign = there.dispatch(there.technician("Qian").await).await;
    let (second, open) = (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    wang.sync().await;
    for visit in [first, second] {
        wang.begin(visit);
        wang.finish(visit);
        wang.sign(visit);
    }
    wang.sync().await;
    let log = house.count("change");
    let agreed = json!({ "visit": open, "id": id(5), "action": "set_appointment", "agreed_for": 1_795_400_000_000_i64, "consent": { "by_name": "陈女士", "how": "phone" } });
    let body = json!({ "actions": [
        approval(second, id(1), "seen"),
        approval(open, id(2), "too early"),
        approval(foreign, id(3), "not ours"),
        approval(first, id(4), "seen too"),
        agreed,
        approval(second, id(6), "and once more"),
        approval(second, id(1), "seen"),
    ] });
    let (status, answer) = desk.post("/v1/desk/visits/actions", body.clone()).await;
    assert_eq!(status.as_u16(), 200, "{answer}");
    let results = answer["results"].as_array().unwrap();
    let outcomes: Vec<&str> = results.iter().map(|result| result["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["recorded", "refused", "refused", "recorded", "recorded", "recorded", "known"], "{answer}");
    assert_eq!((&results[1]["code"], &results[2]["code"]), (&json!("conflict"), &json!("not_found")));
    assert_eq!(house.count("change"), log + 4);
    assert_eq!(results[0]["change"], results[5]["change"], "both are in the visit once the last of them is");
    let board = desk.board().await;
    assert_eq!(answer["seq"], board["seq"]);
    assert_eq!(desk.row(open).await["appointment_at"], json!(1_795_400_000_000_i64));
    let events = desk.visit(second).await["events"].clone();
    let notes: Vec<&Value> =
        events.as_array().unwrap().iter().filter(|event| event["kind"] == "report_approved").map(|event| &event["note"]).collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(there.visit(foreign).await["events"].as_array().unwrap().iter().all(|event| event["kind"] != "report_approved"));

    // The same again, under gzip, changes nothing.
    let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
    let folded = gzip(body.to_string().as_bytes());
    let again = desk.send_with("POST", "/v1/desk/visits/actions", folded, &headers).await;
    assert_eq!(again.status().as_u16(), 200);
    let again: Value = serde_json::from_slice(&bytes_of(again).await).unwrap();
    let outcomes: Vec<&str> = again["results"].as_array().unwrap().iter().map(|result| result["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["known", "refused", "refused", "known", "known", "known", "known"]);
    assert_eq!((house.count("change"), again.get("seq")), (log + 4, None));

    // What the devices hear is what the desk wrote.
    wang.sync().await;
    let late = wang.sync().await;
    assert!(late.items(second).is_empty());
}

#[tokio::test]
async fn a_visit_that_cannot_be_written_stops_no_other_one() {
    let house = House::open().await;
    let (desk, mut wang, first) = at_work(&house).await;
    let second = desk.dispatch(wang.person()).await;
    wang.sync().await;
    for visit in [first, second] {
        wang.begin(visit);
        wang.finish(visit);
    }
    wang.sync().await;
    let log = house.count("change");
    let full = format!(
        "CREATE TRIGGER full BEFORE INSERT ON change WHEN hex(NEW.document) = '{}' BEGIN SELECT RAISE(ABORT, 'no room'); END",
        hex::encode_upper(first.as_bytes())
    );
    house.database().execute_batch(&full).unwrap();
    let body = json!({ "actions": [approval(first, id(1), "seen"), approval(second, id(2), "seen"), approval(first, id(3), "again")] });
    let (status, answer) = desk.post("/v1/desk/visits/actions", body.clone()).await;
    assert_eq!(status.as_u16(), 200, "{answer}");
    let outcomes = |answer: &Value| -> Vec<String> {
        answer["results"].as_array().unwrap().iter().map(|result| result["outcome"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(outcomes(&answer), ["refused", "recorded", "refused"], "{answer}");
    assert_eq!(house.count("change"), log + 1);

    house.database().execute_batch("DROP TRIGGER full").unwrap();
    let (_, answer) = desk.post("/v1/desk/visits/actions", body).await;
    assert_eq!(outcomes(&answer), ["recorded", "known", "recorded"], "nothing of what failed was kept: {answer}");
    assert_eq!(house.count("change"), log + 3);
}

#[tokio::test]
async fn too_many_actions_or_a_body_that_unfolds_too_far_write_nothing() {
    let house = House::open().await;
    let (desk, _, visit) = at_work(&house).await;
    let log = house.count("change");
    let many: Vec<Value> = (0..1_001).map(|_| approval(visit, id(1), "")).collect();
    let (status, problem) = desk.post("/v1/desk/visits/actions", json!({ "actions": many })).await;
    assert_eq!((status.as_u16(), &problem["code"]), (422, &json!("invalid")));
    let many: Vec<Value> = (0..21).map(|n| approval(visit, id(n), "")).collect();
    assert_eq!(desk.post("/v1/desk/visits/actions", json!({ "actions": many })).await.0, 422, "too many on one visit");
    let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
    let sends = async |body: Vec<u8>| desk.send_with("POST", "/v1/desk/visits/actions", body, &headers).await.status().as_u16();
    assert_eq!(sends(gzip(&vec![b' '; 2 * 1024 * 1024])).await, 413);
    assert_eq!(sends(b"{}".to_vec()).await, 400, "it is no gzip");
    assert_eq!(desk.post("/v1/desk/visits/actions", json!({ "actions": [{ "visit": visit }] })).await.0, 400);
    let (status, answer) = desk.post("/v1/desk/visits/actions", json!({ "actions": [] })).await;
    assert_eq!((status.as_u16(), answer), (200, json!({ "results": [] })));
    assert_eq!(house.count("change"), log);
}

/// Pages of a desk go under gzip to whoever accepts it; short answers, secrets and streams never do.
#[tokio::test]
async fn pages_of_the_desk_are_compressed_for_whoever_accepts_it() {
    let house = House::open().await;
    let (desk, wang, _) = at_work(&house).await;
    for _ in 0..3 {
        desk.dispatch(wang.person()).await;
    }
    let gets = async |path: &str, headers: &[(&str, &str)]| desk.send_with("GET", path, Vec::new(), headers).await;
    let accepts = [("accept-encoding", "br, gzip")];
    for path in ["/v1/desk/visits", "/v1/desk/board"] {
        let plain = gets(path, &[]).await;
        assert!(!plain.headers().contains_key("content-encoding"));
        assert_eq!(plain.headers()["vary"], "accept-encoding");
        let plain = bytes_of(plain).await;
        let folded = gets(path, &accepts).await;
        assert_eq!(
            (&folded.headers()["content-encoding"], &folded.headers()["vary"]),
            (&"gzip".parse().unwrap(), &"accept-encoding".parse().unwrap())
        );
        let folded = bytes_of(folded).await;
        assert!(folded.len() * 2 < plain.len(), "{} of {}", folded.len(), plain.len());
        assert_eq!(gunzip_bounded(&folded, plain.len()).unwrap(), plain);
        assert!(!gets(path, &[("accept-encoding", "gzip;q=0")]).await.headers().contains_key("content-encoding"));
    }
    let short = gets("/v1/desk/visits?after=1000", &accepts).await;
    assert!(!short.headers().contains_key("content-encoding"));
    let stream = gets("/v1/desk/board/events?after=0", &accepts).await;
    assert!(!stream.headers().contains_key("content-encoding"));
    let code = desk.send_with("POST", &format!("/v1/desk/technicians/{}/enrolment-code", wang.person()), Vec::new(), &accepts).await;
    assert!(!code.headers().contains_key("content-encoding") && !code.headers().contains_key("vary"));
}
