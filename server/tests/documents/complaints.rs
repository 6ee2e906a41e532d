//! Complaints at the desk: what is due next, who decides on which sum, who is reminded, and what becomes of a refused outcome.

use model::id::DocumentId;
use serde_json::{Value, json};
use server::policies::PolicyFile;

use crate::house::{DAY_MS, Desk, House, NOON_MS};

const HOUR_MS: i64 = 3_600_000;

/// The house begins on Sunday, 22 November 2026, 20:00 in China. Days of 16:00 UTC are those of China.
const END_OF_SUNDAY: i64 = NOON_MS + 4 * HOUR_MS - 1;

async fn with_policy(source: &str) -> (House, Desk) {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    house.server.set_policy(None, &PolicyFile::read("test.toml", source).unwrap()).await.unwrap();
    (house, desk)
}

/// Six days in five stages, and approval up to 1000 yuan, up to 5000, above.
async fn machinery() -> (House, Desk) {
    with_policy("[presets]\ncomplaint_deadlines = \"machinery\"\napproval = \"machinery\"\ncomplaint_papers = \"machinery\"\n").await
}

fn id(number: u8) -> DocumentId {
    DocumentId::from_bytes([number; 16])
}

fn said(number: u8) -> Value {
    json!({
        "id": id(number), "words": "又坏了", "urgency": "urgent",
        "customer": { "name": "明珠印刷", "address": "人民路", "phone": "0571", "contact": "" },
        "complainant": { "name": "钱先生", "relation": "", "contact": "" },
        "product": { "product": "复印机", "model": "bizhub 367", "serial": format!("A78{number}") },
        "demand": { "text": "退货", "still_processing": false },
        "answer_promised_for": NOON_MS + 5 * DAY_MS,
    })
}

async fn takes_down(desk: &Desk, new: Value) -> Value {
    let (status, row) = desk.post("/v1/desk/complaints", new).await;
    assert_eq!(status.as_u16(), 200, "{row}");
    row
}

async fn records(desk: &Desk, complaint: DocumentId, event: u8, mut what: Value) -> (u16, Value) {
    what["id"] = json!(DocumentId::from_bytes([event; 16]));
    let (status, answer) = desk.post(&format!("/v1/desk/complaints/{complaint}/events"), what).await;
    (status.as_u16(), answer)
}

/// A decision on so much, in **fen**; on nothing for 0.
fn decided(amount_fen: i64) -> Value {
    let outcome = if amount_fen == 0 { "finding" } else { "compensation" };
    json!({
        "kind": "decided", "valid": true, "outcome": outcome, "amount_fen": (amount_fen > 0).then_some(amount_fen),
        "cause": "轴承", "solution": "赔款", "signed_by": "somebody else",
    })
}

async fn list(desk: &Desk, filter: &str) -> Vec<String> {
    let (status, page) = desk.get(&format!("/v1/desk/complaints?filter={filter}")).await;
    assert_eq!(status.as_u16(), 200, "{page}");
    page["rows"].as_array().unwrap().iter().map(|row| row["data"]["label"].as_str().unwrap().to_owned()).collect()
}

async fn case(desk: &Desk, complaint: DocumentId) -> Value {
    let (status, view) = desk.get(&format!("/v1/desk/complaints/{complaint}")).await;
    assert_eq!(status.as_u16(), 200, "{view}");
    view
}

async fn is_office(desk: &Desk, person: model::id::PersonId, offices: &[&str]) {
    let answer = desk.send("PUT", &format!("/v1/desk/users/{person}/offices"), Some(json!({ "offices": offices }))).await;
    assert_eq!(answer.status().as_u16(), 204);
}

/// the register says what is due next and which office has it, sorted by it; late is what is overdue now.
#[tokio::test]
async fn the_register_is_in_the_order_in_which_something_is_due() {
    let (house, desk) = machinery().await;
    let first = takes_down(&desk, said(1)).await;
    assert_eq!((&first["data"]["due"], &first["data"]["office"]), (&json!("stage"), &json!("general_manager_office")));
    assert_eq!(first["data"]["due_at"], json!(END_OF_SUNDAY + DAY_MS));
    house.clock.pass_ms(5 * HOUR_MS);
    let mut soon = said(2);
    soon["answer_promised_for"] = json!(NOON_MS + 6 * HOUR_MS);
    assert_eq!(takes_down(&desk, soon).await["data"]["due"], "answer");
    assert_eq!(list(&desk, "open").await, ["2611-02", "2611-01"], "what was promised first is due first");
    assert_eq!(list(&desk, "late").await, [""; 0]);
    house.clock.pass_ms(2 * HOUR_MS);
    assert_eq!(list(&desk, "late").await, ["2611-02"]);
    let on = json!({ "kind": "handed_on", "to": "quality_department", "stage": 1, "note": "" });
    let (status, row) = records(&desk, id(1), 1, on).await;
    assert_eq!((status, &row["data"]["office"]), (200, &json!("quality_department")), "{row}");
    let wrong = json!({ "kind": "handed_on", "to": "sales", "stage": 1, "note": "" });
    assert_eq!(records(&desk, id(1), 2, wrong).await.0, 409, "the second stage is another office's");
    let (_, found) = desk.get("/v1/desk/complaints?find=a782").await;
    assert_eq!((found["rows"].as_array().unwrap().len(), &found["counts"]["open"], &found["counts"]["late"]), (1, &json!(2), &json!(1)));
    let (_, page) = desk.get("/v1/desk/complaints?limit=1").await;
    let (_, rest) = desk.get(&format!("/v1/desk/complaints?limit=1&after={}", page["next"].as_str().unwrap())).await;
    assert_eq!(rest["rows"][0]["data"]["label"], "2611-01");
    assert_eq!(desk.get("/v1/desk/complaints?after=here").await.0.as_u16(), 400);
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

/// what comes from abroad has its own days, and who comes in person is looked after on the same day.
#[tokio::test]
async fn abroad_and_in_person_are_said_when_it_is_taken_down() {
    let (_house, desk) = with_policy("[presets]\ncomplaint_deadlines = \"manufacturer\"\n").await;
    let close = |row: &Value| {
        let owed = row["data"]["owed"].as_array().unwrap().iter().find(|owed| owed["duty"] == "close").cloned();
        owed.unwrap()["due_at"].as_i64().unwrap()
    };
    assert_eq!(close(&takes_down(&desk, said(1)).await), END_OF_SUNDAY + 15 * DAY_MS);
    let mut abroad = said(2);
    (abroad["foreign"], abroad["walk_in"]) = (json!(true), json!(true));
    let row = takes_down(&desk, abroad).await;
    assert_eq!(close(&row), END_OF_SUNDAY + 20 * DAY_MS);
    assert_eq!((&row["data"]["due"], &row["data"]["due_at"]), (&json!("look"), &json!(END_OF_SUNDAY)));
}

/// a sum is decided by whoever stands for its step or a later one, and by nobody else, whatever the role.
#[tokio::test]
async fn the_sum_decides_who_decides() {
    let (house, desk) = machinery().await;
    let (wang, wangs) = desk.colleague("王芳", "quality").await;
    let (_, boss) = desk.colleague("金总", "supervisor").await;
    takes_down(&desk, said(1)).await;
    assert_eq!(records(&boss, id(1), 1, decided(1)).await.0, 403, "a role is no office");
    is_office(&desk, wang, &["market_department"]).await;
    assert_eq!(desk.get("/v1/desk/session").await.1["offices"], json!([]));
    assert_eq!(wangs.get("/v1/desk/session").await.1["offices"], json!(["market_department"]));
    let (status, refused) = records(&wangs, id(1), 2, decided(100_001)).await;
    assert_eq!((status, &refused["code"]), (403, &json!("forbidden")));
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains("1000.01") && detail.contains("general manager") && detail.contains("chairman"), "{detail}");
    let (status, row) = records(&wangs, id(1), 3, decided(100_000)).await;
    assert_eq!((status, &row["data"]["stage"]), (200, &json!("valid")), "{row}");
    assert_eq!(records(&wangs, id(1), 3, decided(100_000)).await.0, 200, "the same again is the same decision");
    let view = case(&wangs, id(1)).await;
    let decision = view["events"].as_array().unwrap().iter().find(|event| event["kind"] == "decided").unwrap();
    assert_eq!((&decision["signed_by"], &decision["approved_as"]), (&json!("王芳"), &json!("market_department")));
    assert_eq!((&view["own_limit_fen"], view["approval"].as_array().unwrap().len()), (&json!(100_000), 3));
    // Nothing is paid: whoever handles complaints decides, and says which head signed.
    takes_down(&desk, said(2)).await;
    let (status, _) = records(&boss, id(2), 4, decided(0)).await;
    assert_eq!(status, 200);
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

/// without a policy a sum is decided by whoever decides at the desk.
#[tokio::test]
async fn without_a_policy_a_sum_is_the_leaders() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (_, quality) = desk.colleague("王芳", "quality").await;
    let (_, boss) = desk.colleague("金总", "supervisor").await;
    takes_down(&desk, said(1)).await;
    let (status, refused) = records(&quality, id(1), 1, decided(1)).await;
    assert!(status == 403 && refused["detail"].as_str().unwrap().contains("decisions:write"), "{refused}");
    assert_eq!(records(&boss, id(1), 2, decided(10_000_000)).await.0, 200);
}

/// what is beyond somebody's authority is proposed, waits for who may approve it, and is approved or turned down there.
#[tokio::test]
async fn a_proposal_waits_for_whoever_may_approve_it() {
    let (_house, desk) = machinery().await;
    let (wang, wangs) = desk.colleague("王芳", "quality").await;
    let (chairman, chairs) = desk.colleague("金总", "supervisor").await;
    is_office(&desk, wang, &["market_department"]).await;
    is_office(&desk, chairman, &["chairman"]).await;
    takes_down(&desk, said(1)).await;
    let ask = json!({ "kind": "approval_asked", "valid": true, "outcome": "compensation", "amount_fen": 300_000, "cause": "轴承", "solution": "赔款" });
    let (status, row) = records(&wangs, id(1), 1, ask.clone()).await;
    assert_eq!((status, &row["data"]["waits_for"]), (200, &json!(["general_manager", "chairman"])), "{row}");
    assert_eq!((list(&wangs, "waiting").await.len(), list(&chairs, "waiting").await.len()), (0, 1));
    assert_eq!(chairs.get("/v1/desk/complaints").await.1["counts"]["waiting"], 1);
    let approve = |of: u8| {
        let mut decision = decided(300_000);
        decision["approves"] = json!(DocumentId::from_bytes([of; 16]));
        decision
    };
    assert_eq!(records(&wangs, id(1), 2, approve(1)).await.0, 403);
    let no = json!({ "kind": "approval_declined", "of": DocumentId::from_bytes([1; 16]), "reason": "太多" });
    assert_eq!(records(&chairs, id(1), 3, no).await.0, 200);
    assert_eq!(list(&chairs, "waiting").await.len(), 0);
    assert_eq!(records(&chairs, id(1), 4, approve(1)).await.0, 409, "it was turned down");
    assert_eq!(records(&wangs, id(1), 5, ask).await.0, 200);
    let (status, row) = records(&chairs, id(1), 6, approve(5)).await;
    assert_eq!((status, &row["data"]["stage"]), (200, &json!("valid")), "{row}");
    assert_eq!(list(&chairs, "waiting").await.len(), 0);
    // An office's stage waits for it as well.
    let (gm, gms) = desk.colleague("林总", "dispatcher").await;
    is_office(&desk, gm, &["general_manager_office"]).await;
    takes_down(&desk, said(2)).await;
    assert_eq!(list(&gms, "waiting").await, ["2611-02"]);
}

/// what somebody with the authority decided is undone by nobody without it, and no way of saying it leaves the sum out.
#[tokio::test]
async fn a_decision_is_undone_only_by_who_might_have_made_it() {
    let (_house, desk) = machinery().await;
    let (jin, jins) = desk.colleague("金总", "supervisor").await;
    let (_, li) = desk.colleague("李娜", "dispatcher").await;
    is_office(&desk, jin, &["chairman"]).await;
    takes_down(&desk, said(1)).await;
    for amount in [json!(null), json!(0)] {
        let mut silent = decided(1);
        silent["amount_fen"] = amount;
        assert_eq!(records(&li, id(1), 1, silent).await.0, 422, "how much a compensation is");
    }
    let asked = json!({ "kind": "approval_asked", "valid": true, "outcome": "compensation", "amount_fen": 6_000_000, "cause": "轴承", "solution": "赔款" });
    let (status, told) = records(&li, id(1), 2, asked).await;
    assert_eq!(status, 200, "{told}");
    let declined = json!({ "kind": "approval_declined", "of": DocumentId::from_bytes([2; 16]), "reason": "太多" });
    assert_eq!(records(&li, id(1), 3, declined).await.0, 403, "whoever may not approve does not decline");
    assert_eq!(records(&jins, id(1), 4, decided(6_000_000)).await.0, 200);
    let strike = json!({ "kind": "struck", "event": DocumentId::from_bytes([4; 16]), "reason": "x" });
    let mut instead = decided(0);
    instead["replaces"] = json!(DocumentId::from_bytes([4; 16]));
    assert_eq!(records(&li, id(1), 5, strike.clone()).await.0, 403);
    assert_eq!(records(&li, id(1), 6, instead).await.0, 403);
    assert_eq!(records(&jins, id(1), 7, strike).await.0, 200);
}

/// offices are given by whoever keeps people, to others; a key is no office.
#[tokio::test]
async fn nobody_gives_offices_to_themselves() {
    let (_house, desk) = machinery().await;
    let (boss, bosses) = desk.colleague("金总", "supervisor").await;
    let (wang, wangs) = desk.colleague("王芳", "quality").await;
    let give = async |by: &Desk, to: model::id::PersonId| {
        by.send("PUT", &format!("/v1/desk/users/{to}/offices"), Some(json!({ "offices": ["chairman"] }))).await.status().as_u16()
    };
    assert_eq!([give(&bosses, boss).await, give(&wangs, boss).await, give(&bosses, wang).await], [403, 403, 204]);
    let (_, users) = bosses.get("/v1/desk/users").await;
    let given = users.as_array().unwrap().iter().find(|user| user["id"] == json!(wang)).unwrap();
    assert_eq!(given["offices"], json!(["chairman"]));
    let unknown = desk.send("PUT", &format!("/v1/desk/users/{wang}/offices"), Some(json!({ "offices": ["emperor"] }))).await;
    assert_eq!(unknown.status().as_u16(), 400);
    let other = desk.technician("Li").await;
    assert_eq!(give(&desk, other).await, 404, "a technician is no desk user");
}

/// who is late with an open case is reminded once, who was late with a closed one is asked once; somebody says what became of it.
#[tokio::test]
async fn who_is_late_is_reminded_once_and_asked_once() {
    let (house, mut desk) = machinery().await;
    takes_down(&desk, said(1)).await;
    assert_eq!(house.server.make_round().await.reminders_raised, 0);
    house.clock.pass_ms(2 * DAY_MS);
    desk.sign_in().await;
    let (one, other) = tokio::join!(house.server.make_round(), house.server.make_round());
    assert_eq!(one.reminders_raised + other.reminders_raised, 1);
    let notes = async |desk: &Desk| desk.get("/v1/desk/complaints/notes").await.1.as_array().unwrap().clone();
    let raised = notes(&desk).await;
    assert_eq!(
        (&raised[0]["kind"], &raised[0]["duty"], &raised[0]["office"]),
        (&json!("reminder"), &json!("stage"), &json!("general_manager_office"))
    );
    assert_eq!((&raised[0]["label"], raised.len()), (&json!("2611-01"), 1));
    let due_at = END_OF_SUNDAY + DAY_MS;
    let answer = json!({
        "kind": "reminder", "duty": "stage", "turn": 0, "office": "general_manager_office", "due_at": due_at, "text": "在等样品",
    });
    let path = format!("/v1/desk/complaints/{}/notes", id(1));
    assert_eq!(desk.post(&path, answer.clone()).await.0.as_u16(), 204);
    let mut again = answer.clone();
    again["text"] = json!("something else");
    assert_eq!(desk.post(&path, again).await.0.as_u16(), 204, "the first answer stays");
    let mut unknown = answer;
    unknown["turn"] = json!(7);
    assert_eq!(desk.post(&path, unknown).await.0.as_u16(), 404);
    assert!(notes(&desk).await.is_empty());
    assert_eq!(case(&desk, id(1)).await["notes"][0]["answer"], "在等样品");
    // Decided late, answered in time, closed late: the office is asked why, and so is whoever let the case lie.
    assert_eq!(records(&desk, id(1), 1, decided(0)).await.0, 200);
    assert_eq!(records(&desk, id(1), 3, json!({ "kind": "answered", "in_writing": true, "text": "换" })).await.0, 200);
    house.clock.pass_ms(5 * DAY_MS);
    desk.sign_in().await;
    assert_eq!(house.server.make_round().await.reminders_raised, 1, "the close, and not what was done");
    assert_eq!(records(&desk, id(1), 2, json!({ "kind": "closed", "note": "" })).await.0, 200);
    assert_eq!(house.server.make_round().await.reminders_raised, 2);
    let asked: Vec<_> = notes(&desk).await.iter().map(|note| (note["kind"].clone(), note["duty"].clone())).collect();
    assert_eq!(asked, [(json!("inquiry"), json!("stage")), (json!("inquiry"), json!("close"))]);
    assert_eq!(desk.get("/v1/desk/complaints").await.1["counts"]["notes"], 2, "nobody is reminded of what has ended");
    assert_eq!(house.server.make_round().await.reminders_raised, 0);
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

/// an office that was given a case by mistake had its reminder; the one that has it then has its own.
#[tokio::test]
async fn the_office_that_has_it_next_is_reminded_too() {
    let (house, mut desk) = with_policy("[complaint_deadlines]\ndepartment_days = 3\n").await;
    takes_down(&desk, said(1)).await;
    let to = |office: &str| json!({ "kind": "handed_on", "to": office, "stage": Value::Null, "note": "" });
    let reminded = async |desk: &Desk| {
        let notes = desk.get("/v1/desk/complaints/notes").await.1;
        notes.as_array().unwrap().iter().map(|note| note["office"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(records(&desk, id(1), 1, to("sales")).await.0, 200);
    house.clock.pass_ms(9 * DAY_MS);
    desk.sign_in().await;
    house.server.make_round().await;
    let before = reminded(&desk).await;
    assert!(before.contains(&"sales".to_owned()), "{before:?}");
    assert_eq!(records(&desk, id(1), 3, json!({ "kind": "struck", "event": id(1), "reason": "误转" })).await.0, 200);
    assert_eq!(records(&desk, id(1), 4, to("production")).await.0, 200);
    house.clock.pass_ms(9 * DAY_MS);
    desk.sign_in().await;
    house.server.make_round().await;
    let after = reminded(&desk).await;
    assert!(after.contains(&"production".to_owned()), "{after:?}");
    house.server.make_round().await;
    assert_eq!(reminded(&desk).await, after, "once");
}

/// no answer before a decision; a shop closes a complaint only when the customer is satisfied.
#[tokio::test]
async fn a_shop_closes_only_for_a_satisfied_customer() {
    let (_house, desk) = with_policy("[presets]\ngrades = \"retail-chain\"\n").await;
    takes_down(&desk, said(1)).await;
    let answer = json!({ "kind": "answered", "in_writing": false, "text": "换新" });
    let close = json!({ "kind": "closed", "note": "" });
    assert_eq!(records(&desk, id(1), 1, answer.clone()).await.0, 409);
    assert_eq!(records(&desk, id(1), 2, decided(0)).await.0, 200);
    let (status, refused) = records(&desk, id(1), 3, close.clone()).await;
    assert!(status == 409 && refused["detail"].as_str().unwrap().contains("R-190"), "the customer does not know yet: {refused}");
    assert_eq!(records(&desk, id(1), 1, answer).await.0, 200);
    assert_eq!(records(&desk, id(1), 7, json!({ "kind": "no_loss_found", "text": "完好" })).await.0, 200);
    let (status, refused) = records(&desk, id(1), 3, close.clone()).await;
    assert!(status == 409 && refused["detail"].as_str().unwrap().contains("R-184"), "what was decided stays to be asked about: {refused}");
    let asked = |grade: &str, satisfied: bool| json!({ "kind": "customer_asked", "grade": grade, "satisfied": satisfied, "text": "" });
    assert_eq!(records(&desk, id(1), 4, asked("还行", true)).await.0, 422, "a grade that closes nothing does not count as one");
    assert_eq!(records(&desk, id(1), 5, asked("还行", false)).await.0, 200);
    assert_eq!(records(&desk, id(1), 3, close.clone()).await.0, 409);
    assert_eq!(records(&desk, id(1), 6, asked("满意", false)).await.0, 200, "what a grade comes to is the organisation's to say");
    assert_eq!(records(&desk, id(1), 3, close).await.0, 200);
    assert_eq!(list(&desk, "closed").await, ["2611-01"]);
}

/// a refused outcome goes on as a new complaint with the old one attached; the old one stays as it is. Earlier ones are shown.
#[tokio::test]
async fn a_refused_outcome_goes_on_as_a_new_complaint() {
    let (house, desk) = machinery().await;
    takes_down(&desk, said(1)).await;
    let refused = json!({ "id": id(2), "words": "不接受", "answer_promised_for": NOON_MS + DAY_MS });
    let path = format!("/v1/desk/complaints/{}/reopen", id(1));
    assert_eq!(desk.post(&path, refused.clone()).await.0.as_u16(), 409, "there is no outcome yet");
    assert_eq!(records(&desk, id(1), 1, decided(0)).await.0, 200);
    assert_eq!(records(&desk, id(1), 2, json!({ "kind": "answered", "in_writing": true, "text": "换" })).await.0, 200);
    assert_eq!(records(&desk, id(1), 3, json!({ "kind": "closed", "note": "" })).await.0, 200);
    for _ in 0..2 {
        let (status, row) = desk.post(&path, refused.clone()).await;
        assert_eq!((status.as_u16(), &row["data"]["label"], &row["data"]["earlier"]), (200, &json!("2611-02"), &json!(id(1))), "{row}");
        assert_eq!((&row["data"]["words"], &row["data"]["serial"]), (&json!("不接受"), &json!("A781")));
    }
    let other = json!({ "id": id(3), "words": "不接受", "answer_promised_for": NOON_MS + DAY_MS });
    assert_eq!(desk.post(&path, other).await.0.as_u16(), 409, "one goes on already");
    let before = case(&desk, id(1)).await;
    assert_eq!((&before["row"]["data"]["stage"], &before["opened"]["words"]), (&json!("resubmitted"), &json!("又坏了")));
    assert_eq!(before["events"].as_array().unwrap().len(), 5, "numbered, decided, answered, closed, reopened");
    assert_eq!(records(&desk, id(1), 4, json!({ "kind": "words_added", "words": "x" })).await.0, 409, "it stays as it is");
    let sending = json!({
        "id": DocumentId::from_bytes([7; 16]), "event": DocumentId::from_bytes([8; 16]),
        "entry": {
            "fault": "又坏了", "service_type": "C", "work": "repair", "urgency": "urgent",
            "customer": { "name": "明珠印刷", "address": "人民路", "phone": "0571", "contact": "" },
            "asset": { "product": "复印机", "model": "bizhub 367", "serial": "A781" },
        },
    });
    let sent = desk.post(&format!("/v1/desk/complaints/{}/call-outs", id(1)), sending).await.0.as_u16();
    assert_eq!((sent, house.count("call_out")), (409, 0), "nobody is sent for what goes on elsewhere");
    let ending = before["events"].as_array().unwrap().iter().find(|event| event["kind"] == "reopened_by").unwrap()["id"].clone();
    let struck = json!({ "kind": "struck", "event": ending, "reason": "x" });
    assert_eq!(records(&desk, id(1), 6, struck).await.0, 409, "nor is its end taken back");
    let raw = json!({ "kind": "reopened_by", "complaint": id(9) });
    assert_eq!(records(&desk, id(2), 5, raw).await.0, 422, "nobody ends a complaint by naming one that is not there");
    let after = case(&desk, id(2)).await;
    assert_eq!(after["alike"][0]["data"]["label"], "2611-01");
    assert_eq!(house.count("document"), 2);
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

/// what goes on keeps its owner and its days, also when no loss was found.
#[tokio::test]
async fn what_goes_on_is_as_foreign_and_as_much_the_owners_as_before() {
    let (house, desk) = machinery().await;
    let (wang, colleague) = desk.colleague("Wang", "admin").await;
    let mut from_abroad = said(1);
    from_abroad["foreign"] = json!(true);
    let before = takes_down(&colleague, from_abroad).await;
    assert_eq!(records(&desk, id(1), 1, json!({ "kind": "no_loss_found", "text": "完好" })).await.0, 200);
    assert_eq!(records(&desk, id(1), 2, json!({ "kind": "closed", "note": "" })).await.0, 200);
    let refused = json!({ "id": id(2), "words": "不接受", "answer_promised_for": NOON_MS + DAY_MS });
    let (status, row) = desk.post(&format!("/v1/desk/complaints/{}/reopen", id(1)), refused).await;
    assert_eq!(status.as_u16(), 200, "{row}");
    assert_eq!((&row["data"]["foreign"], &before["data"]["foreign"]), (&json!(true), &json!(true)), "{row}");
    assert_eq!(row["data"]["owners"], json!([{ "id": wang, "name": "Wang" }]), "{row}");
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

/// somebody goes to the customer who complains: a call-out, named in the complaint, once.
#[tokio::test]
async fn somebody_goes_to_the_customer_who_complains() {
    let (house, desk) = machinery().await;
    takes_down(&desk, said(1)).await;
    let call_out = DocumentId::from_bytes([7; 16]);
    let sending = json!({
        "id": call_out, "event": DocumentId::from_bytes([8; 16]),
        "entry": {
            "fault": "2611-01 又坏了", "service_type": "C", "work": "repair", "urgency": "urgent",
            "customer": { "name": "明珠印刷", "address": "人民路", "phone": "0571", "contact": "" },
            "asset": { "product": "复印机", "model": "bizhub 367", "serial": "A781" },
        },
    });
    let path = format!("/v1/desk/complaints/{}/call-outs", id(1));
    for _ in 0..2 {
        assert_eq!(desk.post(&path, sending.clone()).await.0.as_u16(), 200);
    }
    assert_eq!(house.count("call_out"), 1);
    let view = case(&desk, id(1)).await;
    let named = view["events"].as_array().unwrap().iter().filter(|event| event["kind"] == "call_out_entered").collect::<Vec<_>>();
    assert_eq!((named.len(), &named[0]["call_out"]), (1, &json!(call_out)));
    let (_, entry) = desk.get(&format!("/v1/desk/call-outs/{call_out}")).await;
    assert_eq!(entry["number"], named[0]["number"]);
    assert_eq!(desk.post(&format!("/v1/desk/complaints/{}/call-outs", id(5)), sending.clone()).await.0.as_u16(), 404);
    takes_down(&desk, said(2)).await;
    let mut other = sending;
    (other["entry"]["fault"], other["event"]) = (json!("另一件"), json!(DocumentId::from_bytes([9; 16])));
    let taken = desk.post(&format!("/v1/desk/complaints/{}/call-outs", id(2)), other).await;
    assert_eq!(taken.0.as_u16(), 409, "the id is another entry's: {}", taken.1);
}
