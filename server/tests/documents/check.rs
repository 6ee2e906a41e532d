//! Papers checked in public, and exports of the desk.

use std::collections::BTreeSet;

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Request, StatusCode, header};
use model::documents::export::{Export, MAX_EXPORT_BYTES};
use model::documents::visit::records::EventKind;
use model::gate::Limits;
use model::id::{DocumentId, SignOffId};
use model::seal::organisation::OrganisationStatement;
use paper::verdict::{Checked, Organisation, Trust};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::house::{DAY_MS, Desk, Device, House, bytes_of, json_of};

/// A stranger: no cookie, no token.
async fn ask(house: &House, path: &str) -> (StatusCode, Vec<u8>) {
    let request = Request::get(path).header(header::HOST, "fieldbook.test").body(Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(house.router.clone(), request).await.unwrap();
    (response.status(), bytes_of(response).await.to_vec())
}

async fn told(house: &House, sha256: &str) -> Value {
    let (status, body) = ask(house, &format!("/v1/check/{sha256}")).await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_slice(&body).unwrap()
}

async fn checked(house: &House, file: &[u8]) -> (StatusCode, Value) {
    let request = Request::post("/v1/check")
        .header(header::HOST, "fieldbook.test")
        .header(header::CONTENT_LENGTH, file.len())
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .body(Body::from(file.to_vec()))
        .unwrap();
    let response = tower::ServiceExt::oneshot(house.router.clone(), request).await.unwrap();
    (response.status(), json_of(response).await)
}

fn digest(record: &[u8]) -> String {
    hex::encode(Sha256::digest(record))
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// A house with a signed visit that the server has.
async fn signed() -> (House, Desk, Device, DocumentId, SignOffId) {
    let house = House::open().await;
    let desk = house.organisation("North").await;
    let wang = desk.technician("王伟").await;
    let visit = desk.dispatch(wang).await;
    let mut phone = desk.device(wang, 1).await;
    phone.sync().await;
    phone.begin(visit);
    phone.finish(visit);
    let sign_off = phone.sign(visit);
    phone.sync().await;
    (house, desk, phone, visit, sign_off)
}

async fn file(desk: &Desk, path: &str) -> Vec<u8> {
    let response = desk.send("GET", path, None).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    bytes_of(response).await.to_vec()
}

async fn record(desk: &Desk, visit: DocumentId, sign_off: SignOffId) -> Vec<u8> {
    file(desk, &format!("/v1/desk/visits/{visit}/sign-offs/{sign_off}")).await
}

async fn export(desk: &Desk, visit: DocumentId) -> Vec<u8> {
    file(desk, &format!("/v1/desk/visits/{visit}/export")).await
}

/// The visit is opened again, says something else and is signed again.
fn amend(phone: &mut Device, visit: DocumentId, of: SignOffId) -> SignOffId {
    phone.event(visit, EventKind::AmendmentOpened { of, reason: "笔误".into() });
    phone.findings(visit, "belt worn 皮带磨损");
    phone.sign(visit)
}

const HELD: [&str; 10] = [
    "amended",
    "device_certified",
    "device_revoked_at",
    "kind",
    "known",
    "number",
    "organisation",
    "organisation_name",
    "received_at",
    "signed_at",
];

#[tokio::test]
async fn a_stranger_is_told_what_may_be_said_of_a_record_and_nothing_else() {
    let (house, desk, _, visit, sign_off) = signed().await;
    let sha256 = digest(&record(&desk, visit, sign_off).await);
    let answer = told(&house, &sha256).await;
    assert_eq!(keys(&answer), HELD.into());
    assert_eq!((&answer["known"], &answer["organisation_name"], &answer["kind"]), (&json!(true), &json!("North"), &json!("acceptance")));
    assert_eq!((&answer["device_certified"], &answer["device_revoked_at"], &answer["amended"]), (&json!(true), &Value::Null, &json!([])));
    assert!(answer["received_at"].as_i64() >= answer["signed_at"].as_i64());
    let text = answer.to_string();
    for personal in ["陈女士", "王伟", "明珠印刷", "人民路", "8801", "A1UD-0021", "搓纸轮", &visit.to_string(), &sign_off.to_string()]
    {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    // Unknown is unknown, whatever is near it.
    let unknown = told(&house, &digest(b"another")).await;
    assert_eq!(unknown, json!({ "known": false }));
    for wrong in ["x", &sha256[1..], &sha256.to_uppercase()] {
        assert_eq!(ask(&house, &format!("/v1/check/{wrong}")).await.0, StatusCode::NOT_FOUND, "{wrong}");
    }
    assert_eq!(ask(&house, &format!("/v1/check/{}/paper.pdf", digest(b"another"))).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_has_the_code_learns_of_an_amendment_and_gets_the_newest_paper() {
    let (house, desk, mut phone, visit, first) = signed().await;
    let sha256 = digest(&record(&desk, visit, first).await);
    let before = ask(&house, &format!("/v1/check/{sha256}/paper.pdf")).await;
    assert_eq!(before, (StatusCode::OK, file(&desk, &format!("/v1/desk/visits/{visit}/paper.pdf")).await));
    let second = amend(&mut phone, visit, first);
    phone.sync().await;
    let answer = told(&house, &sha256).await;
    let amended = answer["amended"].as_array().unwrap();
    assert_eq!((amended.len(), &amended[0]["what"]), (1, &json!("signed")), "{answer}");
    assert_eq!(keys(&amended[0]), ["at", "what"].into());
    let newest = told(&house, &digest(&record(&desk, visit, second).await)).await;
    assert_eq!((&newest["amended"], &newest["number"]), (&json!([]), &answer["number"]));
    let (status, pdf) = ask(&house, &format!("/v1/check/{sha256}/paper.pdf")).await;
    assert_eq!((status, pdf == before.1), (StatusCode::OK, false));
    let (status, verdict) = checked(&house, &pdf).await;
    assert_eq!((status, &verdict["valid"], &verdict["pages"]), (StatusCode::OK, &json!(true), &json!("match")), "{verdict}");
    assert_eq!(verdict["seals"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn records_are_found_by_their_digest_again_when_the_board_is_read_anew() {
    let (house, desk, _, visit, sign_off) = signed().await;
    let sha256 = digest(&record(&desk, visit, sign_off).await);
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0, "what is kept is what a rebuild makes");
    house.database().execute("DELETE FROM seal", []).unwrap();
    assert_eq!(told(&house, &sha256).await["known"], json!(false));
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 1);
    assert_eq!(told(&house, &sha256).await["known"], json!(true));
}

/// A device that was put out later: the server had the record before, and says so.
#[tokio::test]
async fn what_came_before_a_device_was_put_out_stays_valid_and_what_it_seals_afterwards_is_not() {
    let (house, desk, mut phone, visit, sign_off) = signed().await;
    let before = record(&desk, visit, sign_off).await;
    house.clock.pass_ms(DAY_MS / 24);
    let path = format!("/v1/desk/devices/{}/revoke", phone.id());
    assert!(desk.post(&path, json!({})).await.0.is_success());
    let answer = told(&house, &digest(&before)).await;
    assert!(answer["device_revoked_at"].as_i64() > answer["received_at"].as_i64(), "{answer}");
    let (_, verdict) = checked(&house, &before).await;
    assert_eq!((&verdict["valid"], &verdict["seals"][0]["notes"][0]["note"]), (&json!(true), &json!("put_out_later")), "{verdict}");
    house.clock.pass_ms(1_000);
    let later = amend(&mut phone, visit, sign_off);
    let doc = model::documents::visit::Visit::read(&phone.documents[&visit]).unwrap();
    let later = &doc.sign_offs.iter().find(|kept| kept.id == later).unwrap().seal;
    let (_, verdict) = checked(&house, later).await;
    assert_eq!((&verdict["valid"], &verdict["code"]), (&json!(false), &json!("seal_revoked_device")), "{verdict}");
    assert_eq!(told(&house, &digest(later)).await["known"], json!(false), "and it never reached the server");
}

#[tokio::test]
async fn a_file_is_checked_as_the_command_line_does_it() {
    let (house, desk, _, visit, sign_off) = signed().await;
    let seal = record(&desk, visit, sign_off).await;
    let (status, verdict) = checked(&house, &seal).await;
    assert_eq!((status, &verdict["valid"], &verdict["file"]), (StatusCode::OK, &json!(true), &json!("record")), "{verdict}");
    assert_eq!(verdict["seals"][0]["sha256"], json!(digest(&seal)));
    let (_, statement) =
        ask(&house, &format!("/v1/organisations/{}/statement", verdict["seals"][0]["organisation"].as_str().unwrap())).await;
    let statement = OrganisationStatement::read(std::str::from_utf8(&statement).unwrap()).unwrap();
    let trust = Trust { organisation: Some(Organisation::Statement(Box::new(statement))), ..Trust::default() };
    let own = Checked::of(&seal, &Limits::of_own_server()).verdict(&trust);
    assert_eq!(serde_json::to_value(&own).unwrap(), verdict, "one function");

    let mut altered = seal.clone();
    let at = altered.len() / 2;
    altered[at] ^= 1;
    assert_eq!(checked(&house, &altered).await.1["valid"], json!(false));
    for hostile in [&b""[..], b"%PDF-", b"{\"changes\":[", b"{\"body\":"] {
        let (status, verdict) = checked(&house, hostile).await;
        assert_eq!((status, &verdict["valid"]), (StatusCode::OK, &json!(false)), "{verdict}");
    }
    assert_eq!(checked(&house, &vec![b' '; MAX_EXPORT_BYTES + 1]).await.0, StatusCode::PAYLOAD_TOO_LARGE);

    // Of an organisation of another server nothing is known but that nothing was changed.
    let (elsewhere, ..) = signed().await;
    let (_, verdict) = checked(&elsewhere, &seal).await;
    assert_eq!((&verdict["valid"], &verdict["seals"][0]["notes"][0]["note"]), (&json!(true), &json!("organisation_not_compared")));
}

/// An export says what was signed and what came later, and which change is not what it was.
#[tokio::test]
async fn an_exported_visit_is_checked_change_by_change() {
    let (house, desk, mut phone, visit, first) = signed().await;
    let second = amend(&mut phone, visit, first);
    phone.sync().await;
    let bytes = export(&desk, visit).await;
    let (_, verdict) = checked(&house, &bytes).await;
    assert_eq!(
        (&verdict["valid"], &verdict["file"], &verdict["export"]["kind"]),
        (&json!(true), &json!("export"), &json!("visit")),
        "{verdict}"
    );
    let seal_of = |verdict: &Value, id: SignOffId| {
        verdict["seals"].as_array().unwrap().iter().find(|seal| seal["sign_off"] == id.to_string()).cloned().unwrap()
    };
    let amendment = &seal_of(&verdict, first)["later"]["amendments"][0];
    assert_eq!((&amendment["number"], &amendment["reasons"]), (&json!(2), &json!(["笔误"])), "{verdict}");
    assert_eq!(amendment["changes"][0]["change"], json!("findings"));
    assert_eq!(seal_of(&verdict, second)["later"], json!({}), "nothing came after the second");

    // A flipped bit is found in the change it is in.
    let whole = Export::parse(&bytes).unwrap();
    let mut flipped = whole.clone();
    let mut raw = URL_SAFE_NO_PAD.decode(&flipped.changes[4].raw).unwrap();
    let middle = raw.len() / 2;
    raw[middle] ^= 1;
    flipped.changes[4].raw = URL_SAFE_NO_PAD.encode(raw);
    let (_, verdict) = checked(&house, &flipped.to_bytes().unwrap()).await;
    assert_eq!(verdict["code"], json!("export_change"));
    assert!(verdict["detail"].as_str().unwrap().starts_with("change 5 of "), "{verdict}");

    // Left out in the middle: what builds on it says so. Left out at the end: no trace in the file, and the server tells.
    let mut gap = whole.clone();
    gap.changes.remove(4);
    assert_eq!(checked(&house, &gap.to_bytes().unwrap()).await.1["code"], json!("export_change"));
    let mut cut = whole.clone();
    cut.changes.truncate(whole.changes.len() - 3);
    let (_, verdict) = checked(&house, &cut.to_bytes().unwrap()).await;
    assert_eq!(verdict["valid"], json!(true), "{verdict}");
    let only = &verdict["seals"][0];
    assert_eq!((verdict["seals"].as_array().unwrap().len(), &only["later"]), (1, &json!({})));
    assert_eq!(told(&house, only["sha256"].as_str().unwrap()).await["amended"][0]["what"], json!("signed"));

    // Under another name it is another document.
    let lying = Export { id: "01890000-0000-7000-8000-000000000009".parse().unwrap(), ..whole };
    assert_eq!(checked(&house, &lying.to_bytes().unwrap()).await.1["code"], json!("export_other_document"));
}

#[tokio::test]
async fn only_the_desk_of_the_organisation_exports_its_visits() {
    let (house, desk, _, visit, _) = signed().await;
    let path = format!("/v1/desk/visits/{visit}/export");
    assert_eq!(ask(&house, &path).await.0, StatusCode::UNAUTHORIZED);
    let south = house.organisation("South").await;
    assert_eq!(south.send("GET", &path, None).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(desk.send("GET", &format!("/v1/desk/repairs/{visit}/export"), None).await.status(), StatusCode::NOT_FOUND);
    let response = desk.send("GET", &path, None).await;
    assert!(response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().contains("visit-"));
}

/// Guessing digests and sending files is limited for each address.
#[tokio::test]
async fn a_stranger_who_asks_too_often_has_to_wait() {
    let house = House::open().await;
    let path = format!("/v1/check/{}", digest(b"guess"));
    let mut answers = Vec::new();
    for _ in 0..=120 {
        answers.push(ask(&house, &path).await.0);
    }
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::OK).count(), 120);
    assert_eq!(answers.last(), Some(&StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(checked(&house, b"{}").await.0, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ask(&house, &format!("{path}/paper.pdf")).await.0, StatusCode::TOO_MANY_REQUESTS);
}

/// Files are checked a few at a time: whoever comes when all places are taken is asked to come again, and the desk waits for nobody.
#[tokio::test]
async fn a_stranger_waits_while_others_send_files_and_the_desk_does_not() {
    let (house, desk, _, visit, sign_off) = signed().await;
    let seal = record(&desk, visit, sign_off).await;
    let slow = || {
        let body = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
        let request = Request::post("/v1/check").header(header::HOST, "fieldbook.test").body(body).unwrap();
        tokio::spawn(tower::ServiceExt::oneshot(house.router.clone(), request))
    };
    let sending = [slow(), slow(), slow(), slow()];
    // Each takes its place before anybody else asks for one.
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert!(sending.iter().all(|one| !one.is_finished()));
    let (status, problem) = checked(&house, &seal).await;
    assert_eq!((status, &problem["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("unavailable")));
    assert!(told(&house, &digest(&seal)).await["known"] == json!(true) && desk.visit(visit).await["id"].is_string());
    for one in sending {
        one.abort();
        assert!(one.await.unwrap_err().is_cancelled());
    }
    assert_eq!(checked(&house, &seal).await.0, StatusCode::OK);
}

/// The page, and the way to it from the code of older papers.
#[tokio::test]
async fn the_page_is_for_everybody() {
    let house = House::open().await;
    let (status, page) = ask(&house, "/check").await;
    assert_eq!(status, StatusCode::OK);
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("/assets/check/check.js") && !page.contains("<script>") && !page.contains("style="));
    for asset in ["check.js", "check.css", "api.js", "paper.js", "verdict.js"] {
        assert_eq!(ask(&house, &format!("/assets/check/{asset}")).await.0, StatusCode::OK, "{asset}");
    }
}
