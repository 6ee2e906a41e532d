//! Contracts and maintenance plans: what is covered until when, the notice before the end, call-outs that come by themselves.

use http::StatusCode;
use serde_json::{Value, json};

use crate::house::{DAY_MS, Desk, House, order};
use crate::received::starts_again;

const CONTRACT: &str = "01890000-0000-7000-8000-0000000000c1";
const PLAN: &str = "01890000-0000-7000-8000-0000000000d1";

/// The house begins on 22 November 2026 at noon UTC, which is 20:00 in China.
fn contract(ends_on: &str) -> Value {
    json!({
        "id": CONTRACT,
        "number": "HT-2026-018",
        "term": { "starts_on": "2026-01-01", "ends_on": ends_on },
        "details": {
            "customer": { "name": "杭州恒达电子", "address": "杭州市滨江区 1 号", "phone": "0571-1234", "contact": "陈先生" },
            "assets": [
                { "product": "复印机", "model": "MX-5", "serial": "SN-1" },
                { "product": "复印机", "model": "MX-5", "serial": "SN-2" },
            ],
            "covers": ["labour", "travel"],
            "price_class": "配件八折",
            "cycle": "B",
        },
    })
}

fn plan(first_on: &str) -> Value {
    json!({
        "id": PLAN,
        "first_on": first_on,
        "details": {
            "name": "月度保养",
            "recurrence": { "every": "months", "months": 1 },
            "assets": [{ "product": "复印机", "model": "MX-5", "serial": "SN-1" }, { "product": "复印机", "model": "MX-5", "serial": "SN-2" }],
            "days_ahead": 7,
        },
    })
}

async fn with_contract(ends_on: &str) -> (House, Desk) {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (status, made) = desk.post("/v1/desk/contracts", contract(ends_on)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    (house, desk)
}

async fn planned(desk: &Desk, first_on: &str) -> Value {
    let (status, made) = desk.post(&format!("/v1/desk/contracts/{CONTRACT}/plans"), plan(first_on)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made
}

/// Days of the house's clock go by, as the customers' calendar counts them.
fn pass_days(house: &House, days: i64) {
    house.clock.pass_ms(days * DAY_MS);
}

/// The days of the plan for which call-outs were entered, by the register.
fn entered(house: &House) -> Vec<String> {
    let database = house.database();
    let mut find = database.prepare("SELECT due_on FROM plan_day WHERE state = 'entered' ORDER BY due_on").unwrap();
    find.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

async fn shown(desk: &mut Desk) -> Value {
    desk.sign_in().await;
    let (status, shown) = desk.get(&format!("/v1/desk/contracts/{CONTRACT}")).await;
    assert_eq!(status, StatusCode::OK, "{shown}");
    shown
}

#[tokio::test]
async fn a_contract_is_found_by_customer_and_by_serial_and_only_at_home() {
    let (house, desk) = with_contract("2027-06-30").await;
    for (query, count) in [
        ("", 1),
        ("?customer=恒达", 1),
        ("?serial=SN-2", 1),
        ("?serial=SN-9", 0),
        ("?customer=nobody", 0),
        ("?customer=恒达&serial=SN-1", 1),
    ] {
        let query = query.replace("恒达", "%E6%81%92%E8%BE%BE");
        let (status, found) = desk.get(&format!("/v1/desk/contracts{query}")).await;
        assert_eq!((status, found.as_array().map(Vec::len)), (StatusCode::OK, Some(count)), "{query}");
    }
    assert_eq!(desk.post("/v1/desk/contracts", contract("2027-06-30")).await.0, 201, "the same again is the same contract");
    assert_eq!(house.count("contract"), 1);
    let mut other = contract("2027-06-30");
    other["id"] = json!("01890000-0000-7000-8000-0000000000c2");
    assert_eq!(desk.post("/v1/desk/contracts", other).await.0, 409, "the number is taken");
    planned(&desk, "2026-12-31").await;
    let stranger = house.organisation("Ningbo").await;
    assert_eq!(stranger.get("/v1/desk/contracts").await.1, json!([]));
    assert_eq!(stranger.get("/v1/desk/contracts?serial=SN-1").await.1, json!([]));
    let term = json!({ "starts_on": "2027-07-01", "ends_on": "2028-06-30" });
    let ending = json!({ "on": "2026-12-01", "reason": "sold" });
    assert_eq!(stranger.get(&format!("/v1/desk/contracts/{CONTRACT}")).await.0, 404);
    assert_eq!(stranger.post(&format!("/v1/desk/contracts/{CONTRACT}/terms"), term).await.0, 404);
    assert_eq!(stranger.post(&format!("/v1/desk/contracts/{CONTRACT}/end"), ending.clone()).await.0, 404);
    assert_eq!(stranger.post(&format!("/v1/desk/contracts/{CONTRACT}/plans"), plan("2026-12-31")).await.0, 404);
    assert_eq!(stranger.post(&format!("/v1/desk/plans/{PLAN}/end"), ending).await.0, 404);
    let skip = json!({ "what": "skip", "reason": "no" });
    assert_eq!(stranger.post(&format!("/v1/desk/plans/{PLAN}/days/2026-12-31"), skip).await.0, 404);
}

/// the notice comes up a month before the end, once; renewing the contract takes it away and begins the next.
#[tokio::test]
async fn a_month_before_the_end_the_customer_is_to_be_told_once() {
    let (house, mut desk) = with_contract("2026-12-31").await;
    pass_days(&house, 7); // 29 November
    assert_eq!(house.server.make_round().await.notices_raised, 0);
    assert_eq!(shown(&mut desk).await["contract"]["to_tell"], json!(false));
    // 30 November begins in China at 16:00 UTC of the 29th.
    house.clock.pass_ms(4 * 3_600_000 - 1);
    assert_eq!(house.server.make_round().await.notices_raised, 0, "a millisecond before midnight in China");
    house.clock.pass_ms(1);
    assert_eq!(house.server.make_round().await.notices_raised, 1);
    assert_eq!(house.server.make_round().await.notices_raised, 0);
    let contract = shown(&mut desk).await["contract"].clone();
    assert_eq!((&contract["state"], &contract["to_tell"]), (&json!("ending"), &json!(true)), "{contract}");
    assert_eq!(contract["notices"][0]["due_on"], json!("2026-11-30"));
    let told = json!({ "ends_on": "2026-12-31", "told": { "on": "2026-11-30", "how": "letter", "sent": "李主管" } });
    let path = format!("/v1/desk/contracts/{CONTRACT}/notices");
    let (status, contract) = desk.post(&path, told).await;
    assert_eq!((status, &contract["to_tell"]), (StatusCode::OK, &json!(false)), "{contract}");
    assert_eq!(contract["notices"][0]["told"]["sent"], json!("李主管"));
    let path = format!("/v1/desk/contracts/{CONTRACT}/terms");
    let overlapping = json!({ "starts_on": "2026-12-31", "ends_on": "2027-12-31" });
    assert_eq!(desk.post(&path, overlapping).await.0, 422);
    let next = json!({ "starts_on": "2027-01-01", "ends_on": "2027-12-31" });
    let (status, contract) = desk.post(&path, next).await;
    assert_eq!((status, &contract["state"], &contract["ends_on"]), (StatusCode::OK, &json!("running"), &json!("2027-12-31")));
    pass_days(&house, 366);
    assert_eq!(house.server.make_round().await.notices_raised, 1, "the next end is told of as well");
}

/// a day of the calendar becomes one call-out for each asset, once, whatever is repeated.
#[tokio::test]
async fn due_days_become_call_outs_once_over_doubled_rounds_and_restarts() {
    let (house, desk) = with_contract("2027-12-31").await;
    let made = planned(&desk, "2026-12-31").await;
    assert_eq!(made["next"][0]["on"], json!("2026-12-31"));
    assert_eq!(made["next"][2]["on"], json!("2027-02-28"), "the month's last day, where it has no 31st: {made}");
    assert_eq!(made["next"][3]["on"], json!("2027-03-31"));
    assert_eq!(house.count("call_out"), 0, "seven days before is not now");
    pass_days(&house, 32); // 24 December
    let (one, other) = tokio::join!(house.server.make_round(), house.server.make_round());
    assert_eq!(one.days_entered + other.days_entered, 1, "two rounds at once do the same as one");
    assert_eq!(house.count("call_out"), 2, "one for each asset");
    let mut desk = desk;
    let house = starts_again(house, &mut desk, &mut []).await;
    assert_eq!(house.server.make_round().await.days_entered, 0);
    assert_eq!(entered(&house), ["2026-12-31"]);
    let shown = shown(&mut desk).await;
    let call_outs = shown["plans"][0]["days"][0]["call_outs"].clone();
    assert_eq!((&call_outs[0]["status"], &call_outs[1]["place"]), (&json!("registered"), &json!(1)), "{shown}");
    // It is a call-out as any other.
    let wang = desk.technician("Wang").await;
    let path = format!("/v1/desk/call-outs/{}/visits", call_outs[0]["id"].as_str().unwrap());
    let (status, opened) = desk.post(&path, order(wang)).await;
    assert_eq!(status, StatusCode::CREATED, "{opened}");
    let (_, visit) = desk.get(&format!("/v1/desk/visits/{}", opened["visit"].as_str().unwrap())).await;
    assert_eq!(visit["asset"]["serial"], json!("SN-1"), "{visit}");
}

/// A server that stood still for months catches up, over a leap day, and stops where the contract ends.
#[tokio::test]
async fn a_stopped_server_catches_up_and_ends_with_the_contract() {
    let (house, desk) = with_contract("2028-03-15").await;
    planned(&desk, "2027-11-30").await;
    pass_days(&house, 800); // the end of January 2029
    assert_eq!(house.server.make_round().await.days_entered, 4);
    assert_eq!(entered(&house), ["2027-11-30", "2027-12-30", "2028-01-30", "2028-02-29"], "not the 30th of March: the contract is over");
    assert_eq!(house.server.make_round().await.days_entered, 0);
}

/// who calls about a product under a contract is told so, also where no file of the product says it.
#[tokio::test]
async fn whoever_takes_a_call_sees_the_contract_of_the_product() {
    let (house, desk) = with_contract("2027-12-31").await;
    let mut call = crate::house::call_out();
    call["asset"]["serial"] = json!("SN-2");
    call["customer"]["phone"] = json!("0571-1234");
    assert_eq!(desk.post("/v1/desk/call-outs", call).await.0, StatusCode::CREATED);
    let cover = async |desk: &Desk| desk.get("/v1/desk/call-outs/lookup?text=SN-2").await.1["known"][0]["cover"].clone();
    let covered = cover(&desk).await;
    assert_eq!((&covered["contract_number"], &covered["service_type"]), (&json!("HT-2026-018"), &json!("B")));
    assert_eq!(covered["contract"], json!({ "from": "2026-01-01", "to": "2027-12-31", "runs": true }));
    pass_days(&house, 450);
    let mut later = desk.clone();
    later.sign_in().await;
    let covered = cover(&later).await;
    assert_eq!((&covered["contract"]["runs"], covered.get("service_type")), (&json!(false), None), "it is over: {covered}");
}

/// One plan that cannot be entered is told of and tried again; the others of the organisation go on.
#[tokio::test]
async fn a_plan_that_fails_holds_up_no_other() {
    let (house, desk) = with_contract("2027-12-31").await;
    planned(&desk, "2026-12-10").await;
    let mut other = plan("2026-12-10");
    other["id"] = json!("01890000-0000-7000-8000-0000000000d2");
    let (status, made) = desk.post(&format!("/v1/desk/contracts/{CONTRACT}/plans"), other).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let full = format!(
        "CREATE TRIGGER full BEFORE INSERT ON plan_day WHEN NEW.plan = x'{}' BEGIN SELECT RAISE(ABORT, 'full'); END",
        PLAN.replace('-', "")
    );
    house.database().execute_batch(&full).unwrap();
    pass_days(&house, 20);
    let round = house.server.make_round().await;
    assert_eq!((round.days_entered, round.failed), (1, 1));
    house.database().execute_batch("DROP TRIGGER full").unwrap();
    let round = house.server.make_round().await;
    assert_eq!((round.days_entered, round.failed), (1, 0), "the next round tries again");
    assert_eq!(house.count("call_out"), 4);
}

#[tokio::test]
async fn a_day_is_skipped_or_moved_with_a_reason_until_it_is_entered() {
    let (house, mut desk) = with_contract("2027-12-31").await;
    planned(&desk, "2026-12-10").await;
    let day = |due_on: &str| format!("/v1/desk/plans/{PLAN}/days/{due_on}");
    assert_eq!(desk.post(&day("2026-12-10"), json!({ "what": "skip", "reason": " " })).await.0, 422, "a reason is asked for");
    assert_eq!(desk.post(&day("2026-12-11"), json!({ "what": "skip", "reason": "x" })).await.0, 404, "no day of the calendar");
    let outside = json!({ "what": "move", "to": "2028-01-01", "reason": "x" });
    assert_eq!(desk.post(&day("2026-12-10"), outside).await.0, 422, "the contract is over then");
    let (status, plan) = desk.post(&day("2026-12-10"), json!({ "what": "skip", "reason": "客户停产" })).await;
    assert_eq!((status, &plan["next"][0]["due_on"]), (StatusCode::OK, &json!("2027-01-10")), "{plan}");
    let (status, _) = desk.post(&day("2027-01-10"), json!({ "what": "move", "to": "2027-01-20", "reason": "客户年会" })).await;
    assert_eq!(status, StatusCode::OK);
    pass_days(&house, 51); // 12 January: eight days before the 20th
    assert_eq!(house.server.make_round().await.days_entered, 0);
    pass_days(&house, 1);
    assert_eq!(house.server.make_round().await.days_entered, 1);
    assert_eq!(entered(&house), ["2027-01-10"], "by the day of the calendar");
    let plan = shown(&mut desk).await["plans"][0].clone();
    assert_eq!((&plan["days"][0]["moved_to"], &plan["days"][1]["reason"]), (&json!("2027-01-20"), &json!("客户停产")), "{plan}");
    assert_eq!(desk.post(&day("2027-01-10"), json!({ "what": "skip", "reason": "x" })).await.0, 409, "it is entered");
    let ending = json!({ "on": "2027-02-01", "reason": "换成季度保养" });
    let (status, plan) = desk.post(&format!("/v1/desk/plans/{PLAN}/end"), ending).await;
    assert_eq!((status, &plan["next"]), (StatusCode::OK, &json!([])), "{plan}");
    pass_days(&house, 100);
    assert_eq!(house.server.make_round().await.days_entered, 0);
}
