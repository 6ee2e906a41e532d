//! Goods through the page's routes: taken along, signed for, passed on, repaired, given back.

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::world::{World, request};

const PROMISED_FOR: i64 = 1_796_000_000_000;

pub(crate) fn printer() -> Value {
    json!({
        "item": { "product": "Printer 打印机", "model": "P1", "serial": "S-9", "accessories": "power cord", "component": true,
                  "appearance": "scratched", "function": "abnormal", "words": "left side" },
        "fault": "paper jam 卡纸", "reason": "needs the bench", "promised_for": PROMISED_FOR, "promise_document": "", "paid": true,
    })
}

fn allows(sheet: &Value, action: &str) -> bool {
    sheet["allowed"].as_array().unwrap().contains(&json!(action))
}

async fn on_site() -> World {
    let world = World::with_a_visit().await;
    world.done("visits", &world.visit, "arrive", json!({})).await;
    world
}

/// Goods that were taken along, and not signed for yet.
async fn taken(world: &World) -> String {
    world.done("visits", &world.visit, "take_away", printer()).await.as_str().unwrap().to_owned()
}

fn pen() -> Value {
    let points = json!([{ "x": 100, "y": 500, "t_ms": 0 }, { "x": 900, "y": 400, "t_ms": 40 }, { "x": 1500, "y": 700, "t_ms": 90 }]);
    json!({ "width": 2000, "height": 1000, "strokes": [points] })
}

fn signing(kind: &str, digest: &Value, name: &str) -> Value {
    json!({ "kind": kind, "digest": digest, "language": "zh-CN", "signer": { "name": name, "role": "", "remarks": "" }, "strokes": pen() })
}

async fn sign(world: &World, repair: &str, kind: &str) {
    let (_, shown) = world.get(&format!("/api/repairs/{repair}/voucher?language=zh-CN&kind={kind}")).await;
    world.done("repairs", repair, "sign", signing(kind, &shown["digest"], "Li 李")).await;
}

fn workshop() -> Value {
    json!({ "to": { "who": "workshop", "name": "Bench 1" }, "note": "" })
}

/// O-02, R-047, R-091: taking along stops the visit, names the promise and makes out a receipt with a number of this device.
#[tokio::test]
async fn goods_are_taken_along_against_a_numbered_receipt() {
    let world = on_site().await;
    let mut nameless = printer();
    nameless["fault"] = json!(" ");
    let refused = (StatusCode::UNPROCESSABLE_ENTITY, "not_filled_in");
    let body = world.refused("visits", &world.visit, "take_away", nameless, refused).await;
    assert_eq!(body["field"], "fault");
    assert_eq!(world.get("/api/repairs").await.1, json!([]), "no receipt was made out");

    let repair = taken(&world).await;
    let sheet = world.sheet().await;
    assert_eq!((&sheet["status"], &sheet["course"]["promise"]["promised_for"]), (&json!("taken_away"), &json!(PROMISED_FOR)));
    let (_, rows) = world.get("/api/repairs").await;
    assert_eq!((&rows[0]["receipt"], &rows[0]["mine"], &rows[0]["visit"]), (&json!("T07-0001"), &json!(true), &json!(world.visit)));
    for (language, statement) in [("zh-CN", "维修"), ("en", "repair")] {
        let (status, shown) = world.get(&format!("/api/repairs/{repair}/voucher?language={language}&kind=take_away")).await;
        assert_eq!((status, &shown["voucher"]["receipt_number"]), (StatusCode::OK, &json!("T07-0001")));
        assert!(shown["voucher"]["statement"].as_str().unwrap().contains(statement), "{shown}");
    }
}

/// the customer signs the paper that was shown, and the seal can be verified by whoever has the file.
#[tokio::test]
async fn the_customer_signs_for_the_taking_on_the_repairs_own_paper() {
    let world = on_site().await;
    let repair = taken(&world).await;
    world.refused("repairs", &repair, "hand_over", workshop(), (StatusCode::CONFLICT, "taking_not_signed")).await;
    let changed = signing("take_away", &json!("00"), "Li 李");
    world.refused("repairs", &repair, "sign", changed, (StatusCode::CONFLICT, "content_changed")).await;
    let (_, shown) = world.get(&format!("/api/repairs/{repair}/voucher?language=zh-CN&kind=take_away")).await;
    let nobody = signing("take_away", &shown["digest"], " ");
    world.refused("repairs", &repair, "sign", nobody, (StatusCode::UNPROCESSABLE_ENTITY, "signer_missing")).await;
    let (_, early) = world.get(&format!("/api/repairs/{repair}/voucher?language=zh-CN&kind=goods_return")).await;
    assert_eq!(early["code"], "return_first");

    let sign_off = world.done("repairs", &repair, "sign", signing("take_away", &shown["digest"], "Li 李")).await;
    let sheet = world.read("repairs", &repair).await;
    assert_eq!((&sheet["taking_signed"], &sheet["sign_offs"][0]["paper_sha256"]), (&json!(true), &shown["digest"]));
    assert!(!allows(&sheet, "sign_take_away") && allows(&sheet, "hand_over"), "{sheet}");
    let path = format!("/api/repairs/{repair}/sign-offs/{}", sign_off.as_str().unwrap());
    let answer = world.router.clone().oneshot(request("GET", &path).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.headers()["content-disposition"], "attachment");
    let sealed = to_bytes(answer.into_body(), 1024 * 1024).await.unwrap();
    assert_eq!(json!(model::seal::verify::verify(&sealed, None).unwrap().record.body.voucher_sha256), shown["digest"]);
    let receipt = request("GET", &format!("/api/repairs/{repair}/paper.pdf")).body(Body::empty()).unwrap();
    let receipt = to_bytes(world.router.clone().oneshot(receipt).await.unwrap().into_body(), 1024 * 1024).await.unwrap();
    assert_eq!(paper::check(&receipt, None).map(|checked| checked.pages), Ok(paper::Pages::Match));
    assert!(world.get(&format!("{path}/code")).await.1["link"].as_str().unwrap().contains("/check#seal="));
}

/// O-02, R-087, R-095…: every step of the repair through the one door, and what is in the way is named.
#[tokio::test]
async fn goods_are_repaired_inspected_and_given_back() {
    let world = on_site().await;
    let repair = taken(&world).await;
    sign(&world, &repair, "take_away").await;
    let done = async |action: &str, fields: Value| world.done("repairs", &repair, action, fields).await;
    done("hand_over", workshop()).await;
    done("diagnose", json!({ "cause": "machine_fault", "plan": "repair", "note": "worn roller" })).await;
    let noted = done("note_work", json!({ "minutes": 450, "text": "new roller" })).await;
    done("strike_event", json!({ "event": noted, "reason": "typing error" })).await;
    done("note_work", json!({ "minutes": 45, "text": "new roller" })).await;
    let swap = json!({ "kind": "part", "part_number": "", "name": "Roller", "quantity": 1, "reason": "worn", "old_serial": "",
                       "new_serial": "", "label_fault": "" });
    done("use_part", json!({ "swap": swap })).await;
    done("put_promise_at_risk", json!({ "reason": "no roller in stock", "told_customer": true })).await;
    let later = json!({ "promised_for": PROMISED_FOR + 86_400_000, "reason": "no roller in stock", "told_customer": true });
    done("move_promise", later).await;
    done("charge", json!({ "what": "labour", "text": "repair", "amount_fen": 8_000 })).await;

    let back = json!({ "note": "" });
    world.refused("repairs", &repair, "give_back", back.clone(), (StatusCode::CONFLICT, "not_inspected")).await;
    let sheet = world.read("repairs", &repair).await;
    assert!(sheet["refused"].as_array().unwrap().contains(&json!({ "action": "give_back", "code": "not_inspected" })), "{sheet}");
    world.refused("repairs", &repair, "void_receipt", json!({}), (StatusCode::CONFLICT, "return_first")).await;
    let inspection = |passed: bool, note: &str| json!({ "passed": passed, "role": "supervisor", "by_name": "Chen", "note": note });
    let failed = (StatusCode::UNPROCESSABLE_ENTITY, "reason_missing");
    world.refused("repairs", &repair, "inspect", inspection(false, ""), failed).await;
    done("inspect", inspection(true, "")).await;
    done("notify_customer", json!({ "channel": "phone", "reached": true, "good_reason": "" })).await;
    done("hand_over", json!({ "to": { "who": "carrier", "name": "SF", "tracking": "SF-1" }, "note": "" })).await;
    done("give_back", back).await;
    sign(&world, &repair, "goods_return").await;
    done("void_receipt", json!({})).await;
    done("fit_and_test", json!({ "works": true, "note": "" })).await;
    done("request_invoice", json!({ "amount_fen": 8_000 })).await;

    let sheet = world.read("repairs", &repair).await;
    assert_eq!((&sheet["stage"], &sheet["receipt"], &sheet["card"]["minutes"]), (&json!("returned"), &json!("void"), &json!(45)));
    assert_eq!((&sheet["return_signed"], sheet["chain"].as_array().unwrap().len()), (&json!(true), 5));
}

/// the receipt cannot be found; the goods cannot be repaired.
#[tokio::test]
async fn what_does_not_go_well_is_stated() {
    let world = on_site().await;
    let repair = taken(&world).await;
    world.done("repairs", &repair, "call_not_repairable", json!({ "reason": "the board is burnt" })).await;
    assert!(world.read("repairs", &repair).await["flags"].as_array().unwrap().contains(&json!("awaits_decision")));
    let inspected = json!({ "passed": true, "role": "supervisor", "by_name": "Chen", "note": "" });
    world.done("repairs", &repair, "inspect", inspected).await;
    world.done("repairs", &repair, "give_back", json!({ "note": "" })).await;
    let silent = json!({ "statement": " " });
    world.refused("repairs", &repair, "state_receipt_missing", silent, (StatusCode::UNPROCESSABLE_ENTITY, "not_filled_in")).await;
    world.done("repairs", &repair, "state_receipt_missing", json!({ "statement": "lost on the way 丢了" })).await;
    assert_eq!(world.read("repairs", &repair).await["receipt"], "missing");
}

#[tokio::test]
async fn goods_that_are_not_here_are_not_found() {
    let world = World::with_a_visit().await;
    for id in ["01890000-0000-7000-8000-000000000000", "basement", &world.visit] {
        for path in ["", "/voucher?language=en&kind=take_away", "/sign-offs/01890000-0000-7000-8000-000000000000", "/paper.pdf"] {
            let (status, body) = world.get(&format!("/api/repairs/{id}{path}")).await;
            assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{id}{path}");
        }
        let (status, body) = world.act_on("repairs", id, "void_receipt", json!({})).await;
        assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{id}");
    }
    let (status, body) = world.act_on("repairs", &world.visit, "throw_away", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("malformed")));
}
