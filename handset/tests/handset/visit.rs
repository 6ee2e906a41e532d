//! A visit through the page's routes, from the agenda to the receipt.

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::world::{World, request};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot much of a picture";

fn roller() -> Value {
    json!({ "swap": { "kind": "part", "part_number": "", "name": "Pickup roller 搓纸轮", "quantity": 1, "reason": "worn 磨损", "old_serial": "",
            "new_serial": "", "label_fault": "" }, "comes_out": { "comes_out": "nothing" } })
}

/// Arrived, begun, filled in and finished.
pub(crate) async fn work_through(world: &World) {
    for (action, body) in [
        ("arrive", json!({})),
        ("start", json!({})),
        ("answer_check", json!({ "item": "power", "result": "good", "note": "" })),
        ("write_findings", json!({ "text": "Roller worn smooth 打滑" })),
        ("write_treatment", json!({ "text": "Replaced the roller" })),
        ("finish", json!({})),
    ] {
        let (status, body) = world.act(action, body).await;
        assert_eq!(status, StatusCode::OK, "{action}: {body}");
    }
}

pub(crate) fn signing(digest: &Value, name: &str, points: Value) -> Value {
    json!({ "kind": "acceptance", "digest": digest, "language": "zh-CN", "signer": { "name": name, "role": "", "remarks": "" },
            "mark": { "mark": "strokes", "strokes": { "width": 2000, "height": 1000, "strokes": [points] } } })
}

#[tokio::test]
async fn a_visit_that_is_not_here_is_not_found() {
    let world = World::with_a_visit().await;
    for id in ["01890000-0000-7000-8000-000000000000", "basement"] {
        for path in ["", "/voucher?language=en", "/sign-offs/basement", "/sign-offs/basement/code", "/paper.pdf"] {
            let (status, body) = world.get(&format!("/api/visits/{id}{path}")).await;
            assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{path}");
        }
        let (status, body) = world.act_on("visits", id, "arrive", json!({})).await;
        assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    }
    assert_eq!(world.get("/api/photos/00").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_refusal_carries_its_code_and_what_is_missing() {
    let world = World::with_a_visit().await;
    let (status, body) = world.act("start", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("not_arrived")));
    world.act("arrive", json!({})).await;
    world.act("start", json!({})).await;

    let (status, body) = world.act("finish", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("incomplete")));
    assert_eq!(body["missing"], json!([{ "what": "check", "item": "power" }, { "what": "findings" }, { "what": "treatment" }]));

    let mut swap = roller();
    swap["swap"]["reason"] = json!(" ");
    let (status, body) = world.act("exchange_part", swap).await;
    assert_eq!((status, &body["code"], &body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("swap_incomplete"), &json!("reason")));

    let (status, body) = world.act("write_findings", json!({ "text": "字".repeat(1_901) })).await;
    assert_eq!((status, &body["code"], &body["limit"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("text_too_long"), &json!(1_900)));

    let (status, body) = world.get(&format!("/api/visits/{}/voucher?language=en", world.visit)).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("sign_before_finish")));
    assert_eq!(body["type"], "urn:fieldbook:problem:sign_before_finish");
}

#[tokio::test]
async fn a_struck_part_stays_readable_and_no_longer_counts() {
    let world = World::with_a_visit().await;
    world.act("arrive", json!({})).await;
    world.act("start", json!({})).await;
    let (status, made) = world.act("exchange_part", roller()).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let strike = |reason: &str| json!({ "line": made["id"], "reason": reason });
    let (status, body) = world.act("strike_part", strike("")).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason_missing")));
    assert_eq!(world.act("strike_part", strike("typing error")).await.0, StatusCode::OK);
    assert_eq!(world.sheet().await["parts"][0]["struck"]["reason"], "typing error");
}

#[tokio::test]
async fn a_photo_is_kept_with_its_caption_and_read_back_as_what_it_is() {
    let world = World::with_a_visit().await;
    world.act("arrive", json!({})).await;
    world.act("start", json!({})).await;
    let path = format!("/api/visits/{}/photos?caption=%E6%90%93%E7%BA%B8%E8%BD%AE", world.visit);
    let lie = request("POST", &path).header("content-type", "image/jpeg").body(Body::from(PNG)).unwrap();
    let (status, body) = world.send(lie).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("photo_unusable")));

    let photo = request("POST", &path).header("content-type", "image/png").body(Body::from(PNG)).unwrap();
    assert_eq!(world.send(photo).await.0, StatusCode::CREATED);
    let shown = world.sheet().await["photos"][0].clone();
    assert_eq!((&shown["caption"], &shown["upload"]["state"]), (&json!("搓纸轮"), &json!("on_this_phone")));

    let path = format!("/api/photos/{}", shown["sha256"].as_str().unwrap());
    let answer = world.router.clone().oneshot(request("GET", &path).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/png");
    assert_eq!(to_bytes(answer.into_body(), 1024).await.unwrap(), PNG);
}

#[tokio::test]
async fn what_the_customer_read_is_sealed_and_received_after_the_sync() {
    let world = World::with_a_visit().await;
    work_through(&world).await;
    let voucher = format!("/api/visits/{}/voucher?language=zh-CN", world.visit);
    let (_, shown) = world.get(&voucher).await;
    assert_eq!(shown["voucher"]["findings"], "Roller worn smooth 打滑");
    let pen = json!([{ "x": 100, "y": 500, "t_ms": 0 }, { "x": 900, "y": 400, "t_ms": 40 }, { "x": 1500, "y": 700, "t_ms": 90 }]);

    let (status, body) = world.act("sign", signing(&shown["digest"], " ", pen.clone())).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("signer_missing")));
    let tap = json!([{ "x": 100, "y": 500, "t_ms": 0 }]);
    let (status, body) = world.act("sign", signing(&shown["digest"], "Li 李", tap)).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("no_strokes")));
    let (status, body) = world.act("sign", signing(&json!("00"), "Li 李", pen.clone())).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("content_changed")));
    let (status, body) = world.act("sign", signing(&shown["digest"], "Li 李 😀", pen.clone())).await;
    let unprintable = (StatusCode::UNPROCESSABLE_ENTITY, &json!("unprintable_characters"), &json!(["😀"]));
    assert_eq!((status, &body["code"], &body["characters"]), unprintable);
    let paper = format!("/api/visits/{}/paper.pdf", world.visit);
    let (status, body) = world.get(&paper).await;
    assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!("paper_no_records")));

    let (status, made) = world.act("sign", signing(&shown["digest"], "Li 李", pen)).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let sheet = world.sheet().await;
    assert_eq!((&sheet["signature"], &sheet["delivery"]["state"]), (&json!("current"), &json!("on_this_phone")));
    assert_eq!(sheet["sign_offs"][0]["signer"]["name"], "Li 李");

    let seal = format!("/api/visits/{}/sign-offs/{}", world.visit, made["id"].as_str().unwrap());
    let answer = world.router.clone().oneshot(request("GET", &seal).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.headers()["content-disposition"], "attachment");
    let sealed = to_bytes(answer.into_body(), 1024 * 1024).await.unwrap();
    let verified = model::seal::verify::verify(&sealed, None).unwrap();
    assert_eq!(verified.record.body.voucher_sha256, shown["digest"]);
    let answer = world.router.clone().oneshot(request("GET", &paper).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(
        (&answer.headers()["content-type"], &answer.headers()["cache-control"]),
        (&"application/pdf".parse().unwrap(), &"no-store".parse().unwrap())
    );
    let checked = paper::check(&to_bytes(answer.into_body(), 1024 * 1024).await.unwrap(), None).unwrap();
    assert_eq!((checked.pages, checked.seals), (paper::Pages::Match, vec![verified.clone()]));
    let (_, code) = world.get(&format!("{seal}/code")).await;
    assert_eq!(code["link"].as_str(), paper::check_link(&verified, &sealed).as_deref(), "the code on the glass is the one on the paper");
    assert!(code["path"].as_str().unwrap().starts_with("M0 0h7v1h-7z"), "{code}");

    assert_eq!(world.post("/api/sync", json!({})).await.0, StatusCode::OK);
    assert_eq!(world.sheet().await["delivery"]["state"], "complete");
    assert_eq!(world.get("/api/state").await.1["outbox"]["documents"], json!([]));
}

#[tokio::test]
async fn airplane_mode_lets_nothing_out_and_holds_no_work_up() {
    let world = World::with_a_visit().await;
    assert_eq!(world.post("/api/network", json!({ "airplane": true })).await.0, StatusCode::NO_CONTENT);
    work_through(&world).await;
    let (status, body) = world.post("/api/sync", json!({})).await;
    assert_eq!((status, &body["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("offline")));
    assert_eq!(world.sheet().await["delivery"], json!({ "state": "on_this_phone", "changes": 6 }));
    let (_, agenda) = world.get("/api/agenda").await;
    assert_eq!((&agenda[0]["status"], &agenda[0]["delivery"]["changes"]), (&json!("finished"), &json!(6)));
}

#[tokio::test]
async fn the_stream_names_the_document_that_changed() {
    let world = World::with_a_visit().await;
    let answer = world.router.clone().oneshot(request("GET", "/api/events").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut stream = answer.into_body().into_data_stream();
    world.act("arrive", json!({})).await;
    let said = stream.next().await.unwrap().unwrap();
    assert_eq!(said, format!("event: document\ndata: {}\n\n", world.visit));
}
