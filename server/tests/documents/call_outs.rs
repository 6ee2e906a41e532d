//! The call-out register as the desk reads and mends it: order, search, who calls, withdrawing.

use crate::house::{DAY_MS, Desk, House, call_out, order};
use model::id::DocumentId;
use serde_json::{Value, json};

/// Enters a call-out of this customer; answers its id and number.
async fn entered(desk: &Desk, name: &str, phone: &str, serial: &str) -> (String, String) {
    let mut body = call_out();
    body["customer"]["name"] = json!(name);
    body["customer"]["phone"] = json!(phone);
    body["asset"]["serial"] = json!(serial);
    let (status, body) = desk.post("/v1/desk/call-outs", body).await;
    assert_eq!(status, 201, "{body}");
    (body["id"].as_str().unwrap().to_owned(), body["number"].as_str().unwrap().to_owned())
}

async fn list(desk: &Desk, query: &str) -> Value {
    let (status, body) = desk.get(&format!("/v1/desk/call-outs?{query}")).await;
    assert_eq!(status, 200, "{query}: {body}");
    body
}

fn names(page: &Value) -> Vec<&str> {
    page["rows"].as_array().unwrap().iter().map(|row| row["customer"]["name"].as_str().unwrap()).collect()
}

async fn one(desk: &Desk, id: &str) -> Value {
    let (status, body) = desk.get(&format!("/v1/desk/call-outs/{id}")).await;
    assert_eq!(status, 200, "{body}");
    body
}

/// A caller that got no answer sends again: nothing is entered twice, and no entry takes the place of another.
#[tokio::test]
async fn an_entry_that_is_sent_again_is_there_once() {
    let house = House::open().await;
    let (desk, south) = (house.organisation("Hangzhou").await, house.organisation("South").await);
    let mut body = call_out();
    body["id"] = json!("01890000-0000-7000-8000-0000000000a1");
    let (status, first) = desk.post("/v1/desk/call-outs", body.clone()).await;
    assert_eq!(status, 201, "{first}");
    house.clock.pass_ms(3_600_000);
    assert_eq!(desk.post("/v1/desk/call-outs", body.clone()).await, (status, first));
    assert_eq!(south.post("/v1/desk/call-outs", body.clone()).await.0, 409, "another organisation learns nothing and takes nothing");
    body["fault"] = json!("something else");
    assert_eq!(desk.post("/v1/desk/call-outs", body).await.0, 409);
    assert_eq!(house.count("call_out"), 1);
}

/// what nobody was sent to yesterday stands before everything of today, each part by arrival.
#[tokio::test]
async fn left_overs_of_earlier_days_stand_first_and_the_rest_by_arrival() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let wang = desk.technician("Wang").await;
    let (sent, _) = entered(&desk, "sent", "1", "").await;
    house.clock.pass_ms(1_000);
    entered(&desk, "waits", "2", "").await;
    house.clock.pass_ms(1_000);
    entered(&desk, "waits too", "3", "").await;
    assert_eq!(desk.post(&format!("/v1/desk/call-outs/{sent}/visits"), order(wang)).await.0, 201);
    assert!(list(&desk, "").await["rows"].as_array().unwrap().iter().all(|row| row["left_over"] == false), "of today");
    house.clock.pass_ms(DAY_MS);
    desk.sign_in().await;
    entered(&desk, "new", "4", "").await;

    let page = list(&desk, "").await;
    assert_eq!(names(&page), ["waits", "waits too", "sent", "new"]);
    let left: Vec<bool> = page["rows"].as_array().unwrap().iter().map(|row| row["left_over"] == true).collect();
    assert_eq!(left, [true, true, false, false]);
    assert_eq!(page["counts"], json!({ "left_over": 2, "registered": 3, "dispatched": 1 }));
    assert_eq!(names(&list(&desk, "order=newest").await), ["waits", "waits too", "new", "sent"]);
    assert_eq!(names(&list(&desk, "state=dispatched").await), ["sent"]);
    assert_eq!(names(&list(&desk, "state=registered,withdrawn").await), ["waits", "waits too", "new"]);
    assert_eq!(names(&list(&desk, "from=2026-11-23").await), ["new"]);
    assert_eq!(names(&list(&desk, "to=2026-11-22&state=dispatched,cleared").await), ["sent"]);

    for order in ["oldest", "newest"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = list(&desk, &format!("limit=1&order={order}{after}")).await;
            seen.extend(names(&page).into_iter().map(str::to_owned));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        let whole = list(&desk, &format!("order={order}")).await;
        assert_eq!(seen, names(&whole), "page by page it is the same");
    }
    for wrong in ["state=lost", "after=1.2.3", "from=yesterday", "order=random", "colour=red"] {
        assert_eq!(desk.get(&format!("/v1/desk/call-outs?{wrong}")).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn the_search_finds_number_customer_phone_address_model_and_serial() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (_, number) = entered(&desk, "明珠印刷", "0571 8801-2233", "A1UD-0021").await;
    entered(&desk, "100% _Paper\\ Ltd", "139 0000 0000", "ZZ-9").await;
    for text in [number.as_str(), "明珠", "0571", "057188012233", "0571-88012233", "a1ud", "明珠 A1UD"] {
        assert_eq!(names(&list(&desk, &format!("text={}", encoded(text))).await), ["明珠印刷"], "{text}");
    }
    for text in ["人民路", "c4080"] {
        assert_eq!(names(&list(&desk, &format!("text={}", encoded(text))).await).len(), 2, "{text}");
    }
    for text in ["%", "_paper", "\\ ltd", "ZZ-9"] {
        assert_eq!(names(&list(&desk, &format!("text={}", encoded(text))).await), ["100% _Paper\\ Ltd"], "{text}");
    }
    assert!(names(&list(&desk, "text=nobody").await).is_empty());
}

/// cleared by the signed voucher alone; until then the list says what is missing.
#[tokio::test]
async fn an_entry_says_what_it_waits_for_until_the_customer_has_signed() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let (id, _) = entered(&desk, "明珠", "1", "").await;
    let stands = async || {
        let whole = one(&desk, &id).await;
        (whole["state"].as_str().unwrap().to_owned(), whole["waits_for"].as_str().unwrap_or_default().to_owned())
    };
    let is = |state: &str, waits: &str| (state.to_owned(), waits.to_owned());
    assert_eq!(stands().await, is("registered", "dispatch"));
    let (_, sent) = desk.post(&format!("/v1/desk/call-outs/{id}/visits"), order(wang.person())).await;
    let visit: DocumentId = sent["visit"].as_str().unwrap().parse().unwrap();
    assert_eq!(stands().await, is("dispatched", "arrival"));
    wang.sync().await;
    wang.begin(visit);
    wang.sync().await;
    assert_eq!(stands().await, is("dispatched", "work"));
    wang.finish(visit);
    wang.sync().await;
    assert_eq!(stands().await, is("dispatched", "signature"), "finished is not cleared");
    wang.sign(visit);
    wang.sync().await;
    assert_eq!(stands().await, is("cleared", ""));
    let whole = one(&desk, &id).await;
    assert_eq!((whole["visits"][0]["complete"].as_bool(), whole["visits"][0]["technician_name"].as_str()), (Some(true), Some("Wang")));
    let withdraw = desk.post(&format!("/v1/desk/call-outs/{id}/withdraw"), json!({ "reason": "x" })).await;
    assert_eq!(withdraw.0, 409, "what is cleared is not withdrawn");
}

#[tokio::test]
async fn an_entry_made_by_mistake_is_withdrawn_kept_and_taken_back() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.technician("Wang").await;
    let (id, number) = entered(&desk, "twice", "1", "S-1").await;
    let (withdraw, restore) = (format!("/v1/desk/call-outs/{id}/withdraw"), format!("/v1/desk/call-outs/{id}/restore"));
    let visits = format!("/v1/desk/call-outs/{id}/visits");
    assert_eq!(desk.post(&withdraw, json!({ "reason": " " })).await.0, 422);
    assert_eq!(desk.post(&restore, Value::Null).await.0, 409, "there is nothing to take back");
    let (status, whole) = desk.post(&withdraw, json!({ "reason": "entered twice" })).await;
    assert_eq!(
        (status.as_u16(), whole["state"].as_str(), whole["withdrawn"]["reason"].as_str()),
        (200, Some("withdrawn"), Some("entered twice"))
    );
    assert_eq!(whole["withdrawn"]["by"], "desk of Hangzhou");
    assert_eq!(desk.post(&withdraw, json!({ "reason": "again" })).await.0, 409);
    assert_eq!(desk.post(&visits, order(wang)).await.0, 409, "nobody is sent to it");
    assert_eq!(house.count("document"), 0);
    assert_eq!(names(&list(&desk, "state=withdrawn").await), ["twice"], "it is shown");
    assert!(names(&list(&desk, "state=registered,dispatched").await).is_empty());
    let (_, known) = desk.get("/v1/desk/call-outs/lookup?text=S-1").await;
    assert_eq!((known["open"].as_array().unwrap().len(), known["known"].as_array().unwrap().len()), (0, 0), "it hints at nothing");

    let (status, whole) = desk.post(&restore, Value::Null).await;
    assert_eq!((status.as_u16(), whole["state"].as_str(), whole["number"].as_str()), (200, Some("registered"), Some(number.as_str())));
    assert!(whole["withdrawals"][0]["restored_by"].is_string(), "the history stays: {whole}");
    assert_eq!(desk.post(&visits, order(wang)).await.0, 201);
    assert_eq!(desk.post(&withdraw, json!({ "reason": "too late" })).await.0, 409, "somebody is sent");
    assert_eq!(desk.post(&withdraw.replace(&id, &id.replace(|c: char| c != '-', "7")), json!({ "reason": "x" })).await.0, 404);
}

#[tokio::test]
async fn whoever_calls_is_known_by_phone_serial_and_name_with_what_the_asset_file_says() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    entered(&desk, "明珠印刷", "0571 8801 2233", "a1ud-0021").await;
    house.clock.pass_ms(1_000);
    let (_, newest) = entered(&desk, "明珠印刷", "0571-88012233", "A1UD-0021").await;
    let file = |serial: &str, customer: &str| {
        json!({
            "serial": serial, "product": "复印机", "model": "C4080", "customer": customer, "purchased_on": "2026-03-01",
            "warranty": { "unit_months": 12 },
            "contract": { "number": "K-7", "from": "2026-01-01", "to": "2026-06-30", "covers": ["repair"] },
        })
    };
    let rows = json!({ "upsert": [file("A1UD-0021", "明珠印刷"), file("B2-77", "西湖酒店")] });
    let response = desk.send("PUT", "/v1/desk/reference/assets", Some(rows)).await;
    assert_eq!(response.status(), 200, "{}", crate::house::json_of(response).await);

    for text in ["05718801", "0571 8801 2233", "a1ud", "明珠"] {
        let (status, found) = desk.get(&format!("/v1/desk/call-outs/lookup?text={}", encoded(text))).await;
        assert_eq!(status, 200);
        let known = found["known"].as_array().unwrap();
        assert_eq!(known.len(), 1, "one customer with one product, {text}: {found}");
        assert_eq!(known[0]["last"]["number"], newest.as_str(), "{text}");
        assert_eq!(known[0]["cover"]["warranty"], json!({ "from": "2026-03-01", "to": "2027-02-28", "runs": true }));
        assert_eq!((&known[0]["cover"]["contract"]["runs"], &known[0]["cover"]["service_type"]), (&json!(false), &json!("C")));
    }
    let (_, found) = desk.get(&format!("/v1/desk/call-outs/lookup?text={}", encoded("西湖"))).await;
    assert_eq!((&found["known"][0]["customer"]["name"], &found["known"][0]["last"]), (&json!("西湖酒店"), &Value::Null));
    let (_, found) = desk.get("/v1/desk/call-outs/lookup?text=057188012233").await;
    assert_eq!(found["open"].as_array().unwrap().len(), 2, "both calls are open: {found}");
    let (_, found) = desk.get("/v1/desk/call-outs/lookup?text=0571880").await;
    assert!(found["open"].as_array().unwrap().is_empty(), "half a number is nobody's");
    let (_, found) = desk.get("/v1/desk/call-outs/lookup").await;
    assert_eq!(found["needs"], json!(["fault", "service_type", "customer_name", "address", "phone", "model"]));
    assert!(found["known"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn another_organisation_sees_nothing_of_the_register() {
    let house = House::open().await;
    let (here, there) = (house.organisation("Hangzhou").await, house.organisation("Ningbo").await);
    let (id, number) = entered(&here, "明珠", "0571 88012233", "A1UD-0021").await;
    assert!(names(&list(&there, &format!("text={number}")).await).is_empty());
    assert_eq!(list(&there, "").await["counts"], json!({ "left_over": 0, "registered": 0, "dispatched": 0 }));
    let (_, found) = there.get("/v1/desk/call-outs/lookup?text=057188012233").await;
    assert!(found["known"].as_array().unwrap().is_empty() && found["open"].as_array().unwrap().is_empty(), "{found}");
    assert_eq!(there.get(&format!("/v1/desk/call-outs/{id}")).await.0, 404);
    assert_eq!(there.post(&format!("/v1/desk/call-outs/{id}/withdraw"), json!({ "reason": "x" })).await.0, 404);
    here.post(&format!("/v1/desk/call-outs/{id}/withdraw"), json!({ "reason": "x" })).await;
    assert_eq!(there.post(&format!("/v1/desk/call-outs/{id}/restore"), Value::Null).await.0, 404);
    assert_eq!(one(&here, &id).await["state"], "withdrawn");
}

/// Percent-encoding of a value of the query.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
