//! Care after the work: customers are asked once for each call-out, repairs are looked at again, shares are counted.

use crate::house::{DAY_MS, Desk, House, order};
use model::documents::visit::records::{Consent, ConsentWay, EventKind, Grades, StopReason};
use model::id::{CallOutId, DocumentId, EventId};
use model::seal::statement::SignOffKind;
use model::seal::strokes::{Point, Strokes};
use model::time::Timestamp;
use serde_json::{Value, json};

const POLICY: &str = r#"
[surveys]
trigger = "every_call_out"
[grades]
scale = "five_stars"
[return_visits]
rules = [
    { after = "safety_equipment_repair", within_days = 2 },
    { after = "leak_repair", within_days = 3 },
    { after = "repair", within_days = 7 },
    { after = "repair", by = "manager", share_percent = 10 },
    { after = "repair", by = "supervisor", share_percent = 30 },
    { after = "repair", by = "repair_head", share_percent = 60 },
]
"#;
const SURVEYS: &str = "/v1/desk/aftercare/surveys";
const RETURNS: &str = "/v1/desk/aftercare/returns";

async fn with_policy(house: &House) {
    let file = server::policies::PolicyFile::read("aftercare.toml", POLICY).unwrap();
    house.server.set_policy(Some("Hangzhou"), &file).await.unwrap();
}

fn id(place: u8) -> EventId {
    EventId::from_bytes([place; 16])
}

fn stars(overall: u32) -> Grades {
    Grades { attitude: Some(5), overall: Some(overall), ..Grades::default() }
}

fn visits(list: &Value) -> Vec<DocumentId> {
    list["rows"].as_array().unwrap().iter().map(|row| row["visit"].as_str().unwrap().parse().unwrap()).collect()
}

fn satisfaction(report: &Value) -> (Value, usize) {
    let answers = report["figures"].as_array().unwrap().iter().find(|figure| figure["key"] == "answers").unwrap();
    (answers["count"].clone(), report["rows"]["rows"].as_array().unwrap().len())
}

/// R-198, R-199, R-201, P-13: each call-out is on the list from the next day on until its customer was asked, and its answer counts once
/// in the report, wherever and however often it was given.
#[tokio::test]
async fn each_call_out_is_asked_about_once_from_the_next_day_on() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    with_policy(&house).await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let (asked, first, second) =
        (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    wang.sync().await;
    for visit in [asked, first, second] {
        wang.begin(visit);
        wang.finish(visit);
    }
    wang.sign(first);
    wang.event(asked, EventKind::SurveyAnswered { grades: stars(5), reasons: String::new(), suggestion: String::new() });
    wang.sync().await;
    let (_, list) = desk.get(SURVEYS).await;
    assert_eq!((visits(&list), &list["asks"]), (vec![], &json!(true)), "today's work is asked about tomorrow");

    house.clock.pass_ms(DAY_MS);
    desk.sign_in().await;
    let (_, list) = desk.get(SURVEYS).await;
    let mut both = visits(&list);
    both.sort();
    let mut expected = vec![first, second];
    expected.sort();
    assert_eq!((both, &list["to_ask"]), (expected, &json!(2)), "who was asked on site is not called");
    let row = &list["rows"][0];
    assert!(
        !row["customer"]["phone"].as_str().unwrap().is_empty() && row["scale"] == "five_stars" && row["technician_name"] == "Wang",
        "{row}"
    );

    let calls = format!("{SURVEYS}/{first}/calls");
    let answered = |place: u8, grades: Grades, reasons: &str| json!({ "id": id(place), "outcome": "answered", "grades": grades, "reasons": reasons, "suggestion": "早点来" });
    assert_eq!(desk.post(&calls, answered(1, stars(4), "")).await.0, 422, "less than the full score asks for reasons (R-201)");
    assert_eq!(desk.post(&calls, answered(1, stars(6), "x")).await.0, 422, "six of five stars");
    for _ in 0..2 {
        let (status, one) = desk.post(&calls, answered(1, stars(4), "来得晚")).await;
        assert_eq!((status.as_u16(), &one["answer"]["grade"], &one["answer"]["by_phone"]), (200, &json!(4), &json!(true)), "{one}");
    }
    let (_, list) = desk.get(SURVEYS).await;
    assert_eq!((visits(&list), &list["today"]["answered"]), (vec![second], &json!(1)));
    assert_eq!(desk.post(&calls, answered(1, stars(5), "")).await.0, 409, "the id is another answer's");
    // A correction is another answer.
    assert_eq!(desk.post(&calls, answered(2, stars(5), "")).await.0, 200);
    wang.renew().await;
    wang.sync().await;
    let signed = desk.visit(first).await;
    assert_eq!(
        (&signed["signature"], &signed["attention"]),
        (&json!("current"), &json!([])),
        "what is said afterwards leaves the signature"
    );
    let (_, report) = desk.get("/v1/desk/reports/satisfaction?from=2026-11-01&to=2026-12-31").await;
    assert_eq!(satisfaction(&report), (json!(2), 2), "the answer of a call-out counts once: {report}");
    let (_, month) = desk.get(&format!("/v1/desk/aftercare/months/{}", house_month(&list))).await;
    let figures = &month["surveys"];
    assert_eq!(
        (&figures["served"], &figures["on_site"], &figures["by_phone"], &figures["not_asked"], &figures["satisfied"]),
        (&json!(3), &json!(1), &json!(1), &json!(1), &json!(2)),
        "{month}"
    );
    assert_eq!(month["suggestions"][0]["text"], json!("早点来"), "kept apart from the grades (R-200)");
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0, "a rebuild makes the same rows");
}

/// R-061, R-198: a call-out that took two visits is served when the second one is done, asked about once, and counted once.
#[tokio::test]
async fn a_call_out_of_two_visits_is_one_customer_and_one_answer() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    with_policy(&house).await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let (first, other) = (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    wang.sync().await;
    for visit in [first, other] {
        wang.begin(visit);
        wang.finish(visit);
        wang.refused(visit, "噪音仍在", "还是响");
    }
    wang.event(first, EventKind::SurveyAnswered { grades: stars(5), reasons: String::new(), suggestion: String::new() });
    wang.sync().await;
    let mut second = Vec::new();
    for visit in [first, other] {
        let go_on = json!({ "purpose": { "what": "go_on" }, "dispatch": order(wang.person()) });
        let (status, opened) = desk.post(&format!("/v1/desk/visits/{visit}/follow-ups"), go_on).await;
        assert_eq!(status.as_u16(), 201, "{opened}");
        second.push(opened["visit"].as_str().unwrap().parse::<DocumentId>().unwrap());
    }
    house.clock.pass_ms(DAY_MS);
    desk.sign_in().await;
    assert_eq!(visits(&desk.get(SURVEYS).await.1), [], "somebody comes again: it is not served yet");
    wang.renew().await;
    wang.sync().await;
    for visit in &second {
        wang.begin(*visit);
        wang.finish(*visit);
    }
    wang.sync().await;
    house.clock.pass_ms(DAY_MS);
    desk.sign_in().await;
    assert_eq!(visits(&desk.get(SURVEYS).await.1), [second[1]], "the other customer was asked on the first visit");
    let month = async |desk: &Desk| {
        let figures = desk.get("/v1/desk/aftercare/months/2026-11").await.1["surveys"].clone();
        ["served", "on_site", "by_phone", "satisfied", "not_asked"].map(|key| figures[key].as_u64().unwrap())
    };
    assert_eq!(month(&desk).await, [2, 1, 0, 1, 1], "what was answered on the first visit is an answer of the call-out");
    let answer = json!({ "id": id(1), "outcome": "answered", "grades": stars(2), "reasons": "慢" });
    assert_eq!(desk.post(&format!("{SURVEYS}/{first}/calls"), answer.clone()).await.0, 404, "not the last visit of its call-out");
    assert_eq!(desk.post(&format!("{SURVEYS}/{}/calls", second[0]), answer).await.0, 200);
    let (_, report) = desk.get("/v1/desk/reports/satisfaction?from=2026-11-01&to=2026-12-31").await;
    assert_eq!(satisfaction(&report), (json!(1), 1), "two answers of one call-out count once, by the last: {report}");
    assert_eq!(report["figures"][0]["part"], json!(0), "{report}");
    assert_eq!(month(&desk).await, [2, 0, 1, 0, 1], "the month says what the report says");
}

/// R-061, R-198, R-207: who left a stopped visit and what was finished by another one: the call-out is served with the finish. Left again
/// afterwards, it is not.
#[tokio::test]
async fn a_visit_that_was_left_holds_nothing_up_once_another_one_did_the_work() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    with_policy(&house).await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let first = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(first);
    let waits = || EventKind::Suspended { why: StopReason::WaitingForParts, reason: "缺主板".into(), next_at: None, consent: None };
    wang.event(first, waits());
    wang.sync().await;
    let mut follow = async |of: DocumentId, desk: &Desk| {
        house.clock.pass_ms(60_000);
        let go_on = json!({ "purpose": { "what": "go_on" }, "dispatch": order(wang.person()) });
        let (status, opened) = desk.post(&format!("/v1/desk/visits/{of}/follow-ups"), go_on).await;
        assert_eq!(status.as_u16(), 201, "{opened}");
        wang.sync().await;
        opened["visit"].as_str().unwrap().parse::<DocumentId>().unwrap()
    };
    let second = follow(first, &desk).await;
    wang.begin(second);
    wang.finish(second);
    wang.refused(second, "噪音仍在", "还是响");
    wang.sync().await;
    assert_eq!(desk.get(RETURNS).await.1["rows"][0]["work"], json!(second), "the repair is looked at again");
    house.clock.pass_ms(DAY_MS);
    desk.sign_in().await;
    assert_eq!(visits(&desk.get(SURVEYS).await.1), [second]);
    wang.renew().await;
    let third = {
        let go_on = json!({ "purpose": { "what": "go_on" }, "dispatch": order(wang.person()) });
        let (_, opened) = desk.post(&format!("/v1/desk/visits/{second}/follow-ups"), go_on).await;
        opened["visit"].as_str().unwrap().parse::<DocumentId>().unwrap()
    };
    wang.sync().await;
    wang.begin(third);
    wang.event(third, waits());
    wang.sync().await;
    assert_eq!(visits(&desk.get(SURVEYS).await.1), [], "somebody came again and left: it is not served");
    assert_eq!(desk.get(RETURNS).await.1["due"], json!(0));
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0, "a rebuild makes the same rows");
}

/// R-035, R-061: a visit that was left with a time agreed for going on is still to be done, whatever another visit did.
#[tokio::test]
async fn a_visit_that_goes_on_at_an_agreed_time_holds_its_call_out_up() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    with_policy(&house).await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let first = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(first);
    let next_at = Some(Timestamp::from_ms(crate::house::NOON_MS + 3 * DAY_MS));
    let consent = Some(Consent { by_name: "赵敏".into(), how: ConsentWay::InPerson });
    wang.event(first, EventKind::Suspended { why: StopReason::Unfinished, reason: "明天再来".into(), next_at, consent });
    wang.sync().await;
    house.clock.pass_ms(60_000);
    let go_on = json!({ "purpose": { "what": "go_on" }, "dispatch": order(wang.person()) });
    let (_, opened) = desk.post(&format!("/v1/desk/visits/{first}/follow-ups"), go_on).await;
    let second: DocumentId = opened["visit"].as_str().unwrap().parse().unwrap();
    wang.sync().await;
    wang.begin(second);
    wang.finish(second);
    wang.sync().await;
    house.clock.pass_ms(DAY_MS);
    desk.sign_in().await;
    assert_eq!(visits(&desk.get(SURVEYS).await.1), [], "somebody comes again on the third day");
    assert_eq!(desk.get(RETURNS).await.1["due"], json!(0));
}

fn house_month(list: &Value) -> String {
    list["to"].as_str().unwrap()[..7].to_owned()
}

/// Three calls that nobody answers allow to give up, with a reason; each can be taken back. Who declines is not called three times.
#[tokio::test]
async fn a_customer_who_is_not_reached_may_be_given_up_after_three_calls() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    with_policy(&house).await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    wang.finish(visit);
    wang.sync().await;
    house.clock.pass_ms(DAY_MS);
    desk.sign_in().await;
    let calls = format!("{SURVEYS}/{visit}/calls");
    let give_up = |place: u8, reason: &str| json!({ "id": id(place), "outcome": "given_up", "reason": reason });
    for place in 1..=3 {
        assert_eq!(desk.post(&calls, give_up(9, "无人接听")).await.0, 409, "not after {} calls", place - 1);
        let (status, one) = desk.post(&calls, json!({ "id": id(place), "outcome": "not_reached", "note": "关机" })).await;
        assert_eq!((status.as_u16(), one["tries"].as_array().unwrap().len()), (200, usize::from(place)));
    }
    let (_, one) = desk.post(&format!("{calls}/{}/undo", id(3)), json!({})).await;
    assert_eq!(one["may_give_up"], json!(false), "a call that was taken back does not count");
    assert_eq!(desk.post(&calls, json!({ "id": id(4), "outcome": "not_reached" })).await.0, 200);
    assert_eq!(desk.post(&calls, give_up(9, " ")).await.0, 422, "why?");
    let answered = |place: u8| json!({ "id": id(place), "outcome": "answered", "grades": stars(5) });
    for place in [1, 3] {
        assert_eq!(desk.post(&calls, answered(place)).await.0, 409, "the id is that of a call that came to something else");
    }
    assert_eq!(desk.visit(visit).await["survey"], Value::Null, "and nothing was written");
    assert_eq!(desk.post(&calls, give_up(9, "无人接听")).await.0, 200);
    assert_eq!(desk.get(SURVEYS).await.1["to_ask"], json!(0));
    assert_eq!(desk.post(&format!("{calls}/{}/undo", id(9)), json!({})).await.0, 200);
    assert_eq!(desk.get(SURVEYS).await.1["to_ask"], json!(1), "taken back, the customer is on the list again");
    let declined = json!({ "id": id(10), "outcome": "given_up", "reason": "不愿评价", "declined": true, "complaint": DocumentId::from_bytes([7; 16]) });
    assert_eq!(desk.post(&calls, declined).await.0, 422, "there is no such complaint");
    let other = house.organisation("Ningbo").await;
    assert_eq!(other.post(&calls, give_up(11, "x")).await.0, 404, "another organisation's customer");
}

/// R-207, R-208, R-209, R-210, R-211, R-213: the kind decides by when; a call counts in the share of who made it; a defect asks for a
/// notice within 24 hours, a question for its answer; a return visit counts when it is signed.
#[tokio::test]
async fn a_repair_is_looked_at_again_by_call_or_visit_and_counts_in_its_share() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    with_policy(&house).await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let (called, visited) = (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    wang.sync().await;
    for visit in [called, visited] {
        wang.begin(visit);
        wang.finish(visit);
    }
    wang.sync().await;
    let (_, list) = desk.get(RETURNS).await;
    // Noon UTC is evening in China; its day ends four hours later.
    let end = |days: i64| json!(crate::house::NOON_MS + 4 * 3_600_000 - 1 + days * DAY_MS);
    assert_eq!((&list["due"], &list["rows"][0]["due_at"], &list["rows"][0]["is_kind_open"]), (&json!(2), &end(2), &json!(true)), "{list}");
    let needed: Vec<_> = list["shares"].as_array().unwrap().iter().map(|share| share["needed"].as_u64().unwrap()).collect();
    assert_eq!(needed, [1, 1, 2], "10, 30 and 60 % of two, never rounded down");
    assert_eq!((&list["rows"][0]["suggested"], &list["rows"][1]["suggested"]), (&json!("repair_head"), &json!("manager")));

    let kind = |kind: &str| json!({ "kind": kind });
    assert_eq!(desk.post(&format!("{RETURNS}/{called}/kind"), kind("pick_up")).await.0, 422);
    let (_, one) = desk.post(&format!("{RETURNS}/{called}/kind"), kind("leak_repair")).await;
    assert_eq!((&one["due_at"], &one["is_kind_open"]), (&end(3), &json!(false)));

    let content = json!({ "reached": true, "repair_holds": false, "state": "又漏水", "opinion": "态度好", "question": "何时再来?", "paid_fen": 5_000, "due_fen": 4_500 });
    let path = format!("{RETURNS}/{called}/calls");
    assert_eq!(
        desk.post(&path, json!({ "id": id(1), "by": "supervisor", "content": content })).await.0,
        422,
        "a question needs its time (R-211)"
    );
    let mut content = content;
    content["answer_by"] = json!(crate::house::NOON_MS + DAY_MS);
    let claimed = desk.post(&path, json!({ "id": id(1), "by": "supervisor", "content": content })).await;
    assert_eq!(claimed.0, 403, "nobody counts in the share of an office that is another's: {}", claimed.1);
    let (person, supervisor) = desk.colleague("金总", "supervisor").await;
    let offices = json!({ "offices": ["supervisor"] });
    let given = desk.send("PUT", &format!("/v1/desk/users/{person}/offices"), Some(offices)).await;
    assert_eq!(given.status().as_u16(), 204);
    for _ in 0..2 {
        let (status, one) = supervisor.post(&path, json!({ "id": id(1), "by": "supervisor", "content": content })).await;
        assert_eq!((status.as_u16(), &one["state"]), (200, &json!("done")), "{one}");
        assert_eq!(one["calls"].as_array().unwrap().len(), 1, "sent twice it is one");
    }
    let (_, list) = desk.get(RETURNS).await;
    let open = &list["open_calls"][0]["call"];
    assert_eq!(open["notice_by"].as_i64().unwrap() - open["at"].as_i64().unwrap(), DAY_MS, "R-210");
    assert_eq!((&list["shares"][1]["made"], &list["shares"][0]["made"], &list["due"]), (&json!(1), &json!(0), &json!(1)));
    let end_of = format!("/v1/desk/aftercare/return-calls/{}/end", id(1));
    assert_eq!(desk.post(&end_of, json!({ "what": "noticed", "text": "书面通知" })).await.0, 204);
    assert_eq!(desk.get(RETURNS).await.1["open_calls"].as_array().unwrap().len(), 1, "the question is open still");
    assert_eq!(desk.post(&end_of, json!({ "what": "answered", "text": "明天上午" })).await.0, 204);
    assert_eq!(desk.get(RETURNS).await.1["open_calls"], json!([]));

    let look_again = json!({
        "purpose": { "what": "return_visit", "call_out": CallOutId::from_bytes([1; 16]), "after": "repair", "by": "repair_head" },
        "dispatch": order(wang.person()),
    });
    let (status, opened) = desk.post(&format!("/v1/desk/visits/{visited}/follow-ups"), look_again).await;
    assert_eq!(status.as_u16(), 201, "{opened}");
    let looked: DocumentId = opened["visit"].as_str().unwrap().parse().unwrap();
    let state = desk.get(RETURNS).await.1["rows"][0].clone();
    assert_eq!((&state["state"], &state["due_at"], &state["sent"][0]["by"]), (&json!("sent"), &end(7), &json!("repair_head")));
    wang.sync().await;
    wang.begin(looked);
    wang.event(
        looked,
        EventKind::ReturnVisitNoted {
            of: "1".into(),
            repair_holds: true,
            state: "好".into(),
            opinion: "好".into(),
            suggestions: String::new(),
            paid_fen: 0,
            due_fen: 0,
        },
    );
    wang.finish(looked);
    wang.sync().await;
    let (_, list) = desk.get(RETURNS).await;
    assert_eq!((&list["rows"][0]["state"], &list["shares"][2]["made"]), (&json!("not_signed"), &json!(0)), "nobody signed: not counted");
    let point = |x, t_ms| Point { x, y: 100, t_ms };
    let strokes = Strokes { width: 600, height: 300, strokes: vec![vec![point(10, 0), point(200, 40), point(400, 90)]] };
    wang.signs_with(looked, SignOffKind::ReturnVisit, strokes);
    wang.sync().await;
    let (_, list) = desk.get(RETURNS).await;
    assert_eq!((&list["due"], &list["shares"][2]["made"]), (&json!(0), &json!(1)), "{list}");
    house.clock.pass_ms(DAY_MS);
    desk.sign_in().await;
    assert!(!visits(&desk.get(SURVEYS).await.1).contains(&looked), "a return visit is not asked about");
    assert_eq!(desk.post(&end_of, json!({ "what": "undone" })).await.0, 204);
    let (_, list) = desk.get(RETURNS).await;
    assert_eq!((&list["due"], &list["shares"][1]["made"]), (&json!(1), &json!(0)), "noted by mistake: it is due again");
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0, "a rebuild makes the same rows");
}

/// R-213: who has the goods back is called from the fifth to the seventh day; a call before is written down and is none of these.
#[tokio::test]
async fn a_call_before_the_fifth_day_is_not_the_call_after_the_pick_up() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let policy = "[return_visits]\nrules = [{ after = \"pick_up\", from_days = 5, within_days = 7 }]\n";
    let file = server::policies::PolicyFile::read("aftercare.toml", policy).unwrap();
    house.server.set_policy(Some("Hangzhou"), &file).await.unwrap();
    let goods = DocumentId::from_bytes([1; 16]);
    let taken = crate::ledgers::printer("T01-0001");
    let (status, brought) =
        desk.post("/v1/desk/repairs", json!({ "id": goods, "customer": taken.customer, "item": taken.item, "fault": taken.fault })).await;
    assert_eq!(status.as_u16(), 200, "{brought}");
    let passed = json!({ "id": id(8), "kind": "inspected", "passed": true, "role": "supervisor", "by_name": "李娜", "note": "" });
    assert_eq!(desk.post(&format!("/v1/desk/repairs/{goods}/events"), passed).await.0, 200);
    let back = json!({ "id": id(9), "kind": "handed_over", "to": { "who": "customer" }, "given_by": "counter", "note": "" });
    let (status, row) = desk.post(&format!("/v1/desk/repairs/{goods}/events"), back).await;
    assert_eq!(status.as_u16(), 200, "{row}");
    let content = json!({ "reached": true, "nothing_said": true, "told_contacts": true });
    let called = async |desk: &Desk, place: u8| {
        let (status, one) = desk.post(&format!("{RETURNS}/{goods}/calls"), json!({ "id": id(place), "content": content.clone() })).await;
        assert_eq!(status.as_u16(), 200, "{one}");
        one["state"].clone()
    };
    house.clock.pass_ms(2 * DAY_MS);
    desk.sign_in().await;
    assert_eq!(called(&desk, 1).await, json!("due"), "the second day");
    house.clock.pass_ms(4 * DAY_MS);
    desk.sign_in().await;
    assert_eq!(called(&desk, 2).await, json!("done"), "the sixth day");
    let (_, month) = desk.get("/v1/desk/aftercare/months/2026-11").await;
    assert_eq!((&month["returns"]["done"], &month["returns"]["in_time"]), (&json!(1), &json!(1)), "{month}");
    assert_eq!(desk.get(&format!("{RETURNS}?from=2020-01-01")).await.0, 422, "a year is looked back over, no more");
}
