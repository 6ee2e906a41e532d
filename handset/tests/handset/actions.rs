//! Every action by its name through the one door of its document, and what is not an action.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::visit::{signing, work_through};
use crate::world::{World, words_for};

fn consent() -> Value {
    json!({ "by_name": "Ms Li", "how": "phone" })
}

/// Carries out `action` and answers what it made.
async fn done(world: &World, action: &str, fields: Value) -> Value {
    let (status, body) = world.act(action, fields).await;
    assert_eq!(status, StatusCode::OK, "{action}: {body}");
    body["id"].clone()
}

async fn course(world: &World) -> Value {
    world.sheet().await["course"].clone()
}

#[tokio::test]
async fn what_is_no_action_is_told_and_nothing_is_done() {
    let world = World::with_a_visit().await;
    let wrong = [
        json!({}),
        json!({ "action": "depart_by_rocket" }),
        json!({ "action": "arrive", "reason": "in time" }),
        json!({ "action": "write_findings" }),
        json!({ "action": "write_findings", "text": "worn", "language": "en" }),
        json!({ "action": "attempt_contact", "channel": "pigeon", "reached": true, "note": "" }),
        json!({ "action": "set_appointment", "agreed_for": "tomorrow", "consent": consent() }),
        json!({ "action": "strike_part", "line": "the first", "reason": "typing error" }),
        json!({ "action": ["arrive"] }),
    ];
    for body in wrong {
        let (status, answer) = world.post(&format!("/api/visits/{}/actions", world.visit), body.clone()).await;
        assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("malformed")), "{body}: {answer}");
        assert!(!answer["detail"].as_str().unwrap().is_empty(), "{body}");
    }
    let (status, _) = world.post(&format!("/api/visits/{}/arrive", world.visit), json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "there is one way to do it");
    let sheet = world.sheet().await;
    assert_eq!((&sheet["status"], &sheet["delivery"]["state"]), (&json!("assigned"), &json!("complete")));
}

/// R-033…: calls, appointments, delay and departure before the visit.
#[tokio::test]
async fn before_you_go() {
    let world = World::with_a_visit().await;
    let missed = done(&world, "attempt_contact", json!({ "channel": "phone", "reached": false, "note": "" })).await;
    done(&world, "strike_event", json!({ "event": missed, "reason": "tapped by mistake" })).await;
    done(&world, "attempt_contact", json!({ "channel": "text_message", "reached": true, "note": "at the gate" })).await;
    done(&world, "refuse_appointment", json!({ "proposed_at": 1_795_320_000_000_i64, "words": "only today", "next": "other_technician" }))
        .await;
    done(&world, "set_appointment", json!({ "agreed_for": 1_795_316_400_000_i64, "consent": consent() })).await;
    done(&world, "foresee_delay", json!({ "until": 1_795_318_200_000_i64, "told_customer": true, "reason": "traffic" })).await;
    let told = course(&world).await;
    assert_eq!(told["contact_attempts"].as_array().map(Vec::len), Some(1), "{told}");
    assert_eq!(told["appointment"]["at"], 1_795_316_400_000_i64);
    assert_eq!(told["delay"]["reason"], "traffic");
    done(&world, "depart", json!({})).await;
    assert_eq!(world.sheet().await["status"], "travelling");
}

/// …: what is found and said on site.
#[tokio::test]
async fn on_site() {
    let world = World::with_a_visit().await;
    done(&world, "arrive", json!({})).await;
    done(&world, "start", json!({})).await;
    let actions = [
        ("note_site", json!({ "line": "running_hours", "value": "1200" })),
        ("correct_data", json!({ "field": "address", "to": "50 Xianggang Road", "confirmed_by": "Ms Li" })),
        ("set_class", json!({ "class": "major", "reason": "everything stands still", "plan": "restore the core first" })),
        ("promise_completion", json!({ "promised_for": 1_795_399_200_000_i64, "document": "" })),
        ("put_promise_at_risk", json!({ "reason": "no roller", "told_customer": true })),
        ("request_part", json!({ "part_number": "A03U", "name": "Roller", "quantity": 1, "urgent": true, "reason": "worn" })),
        ("note_permission", json!({ "by_name": "Head", "what": "use the lighter type", "said_at": 1_795_312_800_000_i64 })),
        ("report", json!({ "what": "larger_problem", "text": "the frame is bent", "proposal": "exchange", "demand": "a new one" })),
        ("note_disagreement", json!({ "matter": "cause", "words": "it fell by itself" })),
        ("note_wish", json!({ "wish": "exchange", "words": "a new one" })),
        ("name_dealer", json!({ "name": "Harbour Trade" })),
        ("inform_dealer", json!({ "note": "by phone" })),
        ("note_repeat", json!({ "earlier": "C261101-004" })),
    ];
    for (action, fields) in actions {
        done(&world, action, fields).await;
    }
    let told = course(&world).await;
    assert_eq!((&told["site"][0]["value"], &told["class"]), (&json!("1200"), &json!("major")));
    assert_eq!((&told["promise"]["at_risk"], &told["part_requests"][0]["state"]), (&json!("no roller"), &json!("pending")));
    assert_eq!(world.sheet().await["customer"]["address"], "50 Xianggang Road");
}

/// a stop with an agreed time, and going on.
#[tokio::test]
async fn stopped_and_resumed() {
    let world = World::with_a_visit().await;
    done(&world, "arrive", json!({})).await;
    done(&world, "start", json!({})).await;
    let stop = json!({ "why": "waiting_for_parts", "reason": "no roller", "next_at": 1_795_399_200_000_i64, "consent": consent() });
    done(&world, "suspend", stop).await;
    assert_eq!(world.sheet().await["status"], "waiting_for_parts");
    done(&world, "resume", json!({})).await;
    assert_eq!(world.sheet().await["status"], "working");
}

/// Carries out `action` and answers why it was refused.
async fn refused(world: &World, action: &str, fields: Value) -> Value {
    let (status, body) = world.act(action, fields).await;
    assert!(status.is_client_error(), "{action}: {status} {body}");
    body["code"].clone()
}

/// who pays, what, with whose consent.
#[tokio::test]
async fn money() {
    let world = World::with_a_visit().await;
    done(&world, "arrive", json!({})).await;
    let paid = json!({ "service_type": "A", "basis": "out_of_warranty/ended", "reason": "the contract has ended" });
    done(&world, "decide_service_type", paid).await;
    let charge = |amount_fen: i64| json!({ "what": "labour", "text": "call-out", "amount_fen": amount_fen, "part_line": null });
    let wrong = done(&world, "charge", charge(80_000)).await;
    done(&world, "strike_charge", json!({ "charge": wrong, "reason": "typing error" })).await;
    done(&world, "charge", charge(8_000)).await;
    done(&world, "agree_fee", json!({ "amount_fen": 8_000, "consent": consent() })).await;
    assert_eq!(refused(&world, "charge", charge(0)).await, "amount_out_of_range");
    done(&world, "start", json!({})).await;
    done(&world, "answer_check", json!({ "item": "power", "result": "good", "note": "" })).await;
    done(&world, "write_findings", json!({ "text": "Roller worn smooth" })).await;
    done(&world, "write_treatment", json!({ "text": "Replaced the roller" })).await;
    let taken = json!({ "amount_fen": 8_000, "method": "cash" });
    let early = refused(&world, "collect_money", taken.clone()).await;
    assert_eq!(early, "collect_before_finish");
    for (language, word) in [("zh-CN", "收款"), ("en", "Money")] {
        assert!(words_for(language, &early).contains(word), "{language}: it speaks of money, not of signing");
    }
    done(&world, "finish", json!({})).await;
    assert_eq!(refused(&world, "collect_money", taken).await, "above_fee_limit", "the visit carries no limit");
    done(&world, "request_invoice", json!({ "amount_fen": 8_000 })).await;
    let money = world.sheet().await["money"].clone();
    assert_eq!((&money["charges_fen"], &money["agreed_fen"], &money["invoiced_fen"]), (&json!(8_000), &json!(8_000), &json!(8_000)));
}

/// not signed is an outcome with a reason, and the visit stays open to be signed.
#[tokio::test]
async fn nobody_signed() {
    let world = World::with_a_visit().await;
    work_through(&world).await;
    let asked = json!({ "name": "Ms Li", "role": "", "remarks": "" });
    let refusal = |words: &str| json!({ "language": "en", "asked": asked, "reason": "noise", "words": words });
    assert_eq!(refused(&world, "record_refusal", refusal(" ")).await, "words_missing");
    done(&world, "record_refusal", refusal("it still rattles")).await;
    done(&world, "record_absence", json!({ "language": "en", "reason": "the office is closed" })).await;
    let sheet = world.sheet().await;
    assert_eq!((&sheet["sign_offs"][0]["kind"], &sheet["status"]), (&json!("refused"), &json!("finished")));
    assert!(sheet["allowed"].as_array().unwrap().contains(&json!("sign")), "{}", sheet["allowed"]);
}

/// a mark that does not fit the paper can be mended by whoever holds the phone: it is told in words and nothing is kept.
#[tokio::test]
async fn a_mark_that_does_not_fit_the_paper() {
    let world = World::with_a_visit().await;
    work_through(&world).await;
    let (_, shown) = world.get(&format!("/api/visits/{}/voucher?language=en&kind=acceptance", world.visit)).await;
    let mut unsigned = signing(&shown["digest"], "Li 李", json!([]));
    unsigned["mark"] = json!({ "mark": "unsigned", "reason": "no time", "words": "later" });
    let (status, body) = world.act("sign", unsigned).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("seal_mark")), "{body}");
    for language in ["zh-CN", "en"] {
        assert!(!words_for(language, &body["code"]).is_empty(), "{language}");
    }
    assert_eq!(world.sheet().await["sign_offs"], json!([]));
}

/// a signed visit is corrected under an amendment and is a second revision then.
#[tokio::test]
async fn an_amendment() {
    let world = World::with_a_visit().await;
    work_through(&world).await;
    let (_, shown) = world.get(&format!("/api/visits/{}/voucher?language=zh-CN&kind=acceptance", world.visit)).await;
    let pen = json!([{ "x": 100, "y": 500, "t_ms": 0 }, { "x": 900, "y": 400, "t_ms": 40 }, { "x": 1500, "y": 700, "t_ms": 90 }]);
    done(&world, "sign", signing(&shown["digest"], "Li 李", pen)).await;
    assert_eq!(refused(&world, "write_treatment", json!({ "text": "two rollers" })).await, "signed");
    done(&world, "open_amendment", json!({ "reason": "typing error" })).await;
    done(&world, "write_treatment", json!({ "text": "Replaced two rollers" })).await;
    let revisions = world.sheet().await["revisions"].clone();
    assert_eq!((&revisions[0]["basis"], &revisions[1]["basis"]), (&json!("signed"), &json!("unsigned")), "{revisions}");
}

/// grades and return visits are taken only where they belong to the visit.
#[tokio::test]
async fn what_does_not_belong_to_this_visit() {
    let world = World::with_a_visit().await;
    work_through(&world).await;
    let survey = json!({ "grades": { "overall": 5 }, "reasons": "", "suggestion": "" });
    assert_eq!(refused(&world, "answer_survey", survey).await, "no_survey");
    let findings =
        json!({ "of": "C1", "repair_holds": true, "state": "dry", "opinion": "fine", "suggestions": "", "paid_fen": 0, "due_fen": 0 });
    assert_eq!(refused(&world, "note_return_visit", findings).await, "not_a_return_visit");
}

/// in an emergency the visit comes before its order.
#[tokio::test]
async fn without_an_order() {
    let world = World::with_a_visit().await;
    let mut asked = json!({
        "reason": "the customer called directly", "fault": "no power", "service_type": "A", "work": "repair",
        "customer": { "name": "Hotel", "address": "48 Xianggang Road", "phone": "", "contact": "" },
        "asset": { "product": "Copier", "model": "", "serial": "" },
    });
    let (status, made) = world.post("/api/visits", asked.clone()).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let (_, sheet) = world.get(&format!("/api/visits/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(sheet["course"]["order"]["provisional"], true, "{sheet}");
    asked["reason"] = json!(" ");
    let (status, body) = world.post("/api/visits", asked).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason_missing")));
}

/// a day is made by asking for it, noted, struck and confirmed.
#[tokio::test]
async fn a_day() {
    let world = World::with_a_visit().await;
    assert_eq!(world.get("/api/days").await.1, json!([]), "looking makes none");
    let asked = json!({ "date": "2026-11-22", "utc_offset_minutes": 480 });
    let (status, made) = world.post("/api/days", asked.clone()).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    assert_eq!(world.post("/api/days", asked).await.1, made, "there is one day of each date");
    let id = made["id"].as_str().unwrap().to_owned();
    let work = json!({ "service_type": "D", "minutes": 45, "text": "sorted the van" });
    let (status, noted) = world.act_on("days", &id, "note_work", work.clone()).await;
    assert_eq!(status, StatusCode::OK, "{noted}");
    let (_, twice) = world.act_on("days", &id, "note_work", work).await;
    let (status, body) = world.act_on("days", &id, "strike_work", json!({ "event": twice["id"], "reason": "entered twice" })).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let (_, report) = world.get(&format!("/api/days/{id}")).await;
    assert_eq!((&report["totals"]["d_minutes"], &report["standing"]), (&json!(45), &json!("open")));
    let (status, body) = world.act_on("days", &id, "confirm_report", json!({ "digest": "00" })).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("report_changed")));
    let (status, body) = world.act_on("days", &id, "confirm_report", json!({ "digest": report["digest"] })).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(world.get("/api/days").await.1[0]["standing"], "confirmed");
    let (status, body) = world.act_on("days", &id, "sleep", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("malformed")));
}

/// Reference data is asked for by name; without a sync that brought some there is none.
#[tokio::test]
async fn reference_data() {
    let world = World::with_a_visit().await;
    for path in ["/api/parts?search=A03U", "/api/reference/prices", "/api/reference/people"] {
        let (status, body) = world.get(path).await;
        assert_eq!((status, &body), (StatusCode::OK, &json!([])), "{path}");
    }
    assert_eq!(world.get("/api/reference/assets/A03U-118").await, (StatusCode::OK, Value::Null));
    assert_eq!(world.get("/api/van-stock").await.1["lines"], json!([]));
    let (status, body) = world.get("/api/parts?find=A03U").await;
    assert_eq!((status, &body["code"]), (StatusCode::BAD_REQUEST, &json!("malformed")));
}
