//! Stock at the desk: papers of the store, what is where, requisitions, stock-takes. Everything by the routes a page uses.

use crate::house::{DAY_MS, Desk, Device, House, NOON_MS, roller};
use model::documents::visit::records::{EventKind, PartSwap};
use model::id::{CountId, DocumentId, EventId, MovementId, PersonId, StockNoteId, StockTakeId};
use model::stock::{Balance, Movement, Place};
use serde_json::{Value, json};

fn note_id(byte: u8) -> StockNoteId {
    StockNoteId::from_bytes([byte; 16])
}

fn movement_id(byte: u8) -> MovementId {
    MovementId::from_bytes([byte; 16])
}

fn line(byte: u8, part: &str, quantity: u32) -> Value {
    json!({ "id": movement_id(byte), "part_number": part, "name": format!("part {part}"), "quantity": quantity })
}

fn main_store() -> Value {
    json!({ "place": "store", "name": "中心库" })
}

fn van(person: PersonId) -> Value {
    json!({ "place": "van", "person": person })
}

fn receipt(byte: u8, lines: &[Value]) -> Value {
    json!({ "id": note_id(byte), "kind": "received", "from": { "place": "supplier" }, "to": main_store(), "lines": lines })
}

async fn writes(desk: &Desk, note: Value) -> (u16, Value) {
    let (status, body) = desk.post("/v1/desk/stock/notes", note).await;
    (status.as_u16(), body)
}

async fn got(desk: &Desk, path: &str) -> Value {
    let (status, body) = desk.get(path).await;
    assert_eq!(status.as_u16(), 200, "{path}: {body}");
    body
}

/// Part and quantity of every balance, by place.
async fn balances(desk: &Desk, query: &str) -> Vec<(String, String, i64)> {
    let page = got(desk, &format!("/v1/desk/stock/balances?{query}")).await;
    let line = |line: &Value| {
        let text = |field: &str| line[field].as_str().unwrap().to_owned();
        (text("place_label"), text("part_number"), line["quantity"].as_i64().unwrap())
    };
    page["lines"].as_array().unwrap().iter().map(line).collect()
}

fn told(figures: &[(&str, &str, i64)]) -> Vec<(String, String, i64)> {
    figures.iter().map(|(place, part, quantity)| ((*place).to_owned(), (*part).to_owned(), *quantity)).collect()
}

/// From now on this desk's person has another role.
fn becomes(house: &House, role: &str) {
    assert_eq!(house.database().execute("UPDATE person SET role = ?1 WHERE name LIKE 'desk of %'", [role]).unwrap(), 1);
}

async fn at_work(house: &House) -> (Desk, Device) {
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.device(desk.technician("Wang").await, 1).await;
    (desk, wang)
}

/// received with a number and its copies, once; a difference from the invoice says what is done about it.
#[tokio::test]
async fn parts_are_received_once_under_a_number_and_a_difference_is_registered() {
    let house = House::open().await;
    let (desk, _) = at_work(&house).await;
    let paper = receipt(1, &[line(1, "PSU-24", 5), line(2, "DR-1", 2)]);
    let (status, first) = writes(&desk, paper.clone()).await;
    assert_eq!((status, &first["number"], &first["copies"]), (201, &json!("RK261122-001"), &json!(["store", "deliverer"])), "{first}");
    house.clock.pass_ms(60_000);
    let (status, again) = writes(&desk, paper.clone()).await;
    assert_eq!((status, &again), (200, &first), "sent twice it is one");
    assert_eq!(balances(&desk, "").await, told(&[("中心库", "DR-1", 2), ("中心库", "PSU-24", 5)]));
    let mut other = paper.clone();
    other["remark"] = json!("else");
    assert_eq!(writes(&desk, other).await.0, 409, "the id is another paper's");
    assert_eq!(writes(&desk, receipt(2, &[line(1, "PSU-24", 5)])).await.0, 409, "the line is another movement's");
    let mut short = receipt(3, &[line(3, "DR-1", 2)]);
    short["lines"][0]["invoiced"] = json!(3);
    assert_eq!(writes(&desk, short.clone()).await.0, 422, "R-245");
    short["lines"][0]["solution"] = json!("供方补发");
    short["delivery_note_brought"] = json!(true);
    let (status, short) = writes(&desk, short).await;
    assert_eq!(
        (status, &short["number"], &short["copies"]),
        (201, &json!("RK261122-002"), &json!(["store"])),
        "refused papers take no number"
    );
    let register = got(&desk, "/v1/desk/stock/notes?differing=true").await;
    assert_eq!((register["notes"].as_array().unwrap().len(), &register["notes"][0]["number"]), (1, &json!("RK261122-002")));
    let all = got(&desk, "/v1/desk/stock/notes?limit=1").await;
    let next = all["next"].as_str().unwrap();
    assert_eq!(got(&desk, &format!("/v1/desk/stock/notes?limit=1&before={next}")).await["notes"][0]["number"], json!("RK261122-001"));
    house.clock.pass_ms(DAY_MS);
    let mut desk = desk;
    desk.sign_in().await;
    assert_eq!(writes(&desk, receipt(4, &[line(4, "DR-1", 1)])).await.1["number"], json!("RK261123-001"));
}

/// issued on a requisition, handed back, transferred between vans; each way its own paper.
#[tokio::test]
async fn parts_go_to_vans_on_a_requisition_and_come_back() {
    let house = House::open().await;
    let (desk, mut wang) = at_work(&house).await;
    let li = desk.technician("Li").await;
    writes(&desk, receipt(1, &[line(1, "PSU-24", 5)])).await;
    let issue = |byte: u8, requisition: &str| json!({ "id": note_id(byte), "kind": "issued", "from": main_store(), "to": van(wang.person()), "rests_on": requisition, "lines": [line(byte, "PSU-24", 3)] });
    assert_eq!(writes(&desk, issue(2, " ")).await.0, 422, "R-074: no requisition");
    assert_eq!(writes(&desk, issue(2, "LL-7")).await.1["number"], json!("CK261122-001"));
    let way = |byte: u8, kind: &str, from: Value, to: Value, quantity: u32| json!({ "id": note_id(byte), "kind": kind, "from": from, "to": to, "lines": [line(byte, "PSU-24", quantity)] });
    assert_eq!(writes(&desk, way(3, "transferred", main_store(), van(li), 1)).await.0, 422, "what goes to a van is an issue");
    let nobody = PersonId::from_bytes([9; 16]);
    assert_eq!(writes(&desk, way(3, "handed_back", van(nobody), main_store(), 1)).await.0, 422);
    assert_eq!(writes(&desk, way(3, "transferred", van(wang.person()), van(li), 1)).await.0, 201);
    assert_eq!(writes(&desk, way(4, "handed_back", van(wang.person()), main_store(), 1)).await.0, 201);
    let mut found = balances(&desk, "find=psu").await;
    found.sort();
    assert_eq!(found, told(&[("Li", "PSU-24", 1), ("Wang", "PSU-24", 1), ("中心库", "PSU-24", 3)]));
    wang.sync().await;
    assert_eq!(on_device(&wang).await, on_desk(&desk, wang.person()).await, "device and desk have the same van");
    let over = way(5, "handed_back", van(wang.person()), main_store(), 4);
    assert_eq!(writes(&desk, over).await.0, 201, "R-239: below zero is taken");
    let places = got(&desk, "/v1/desk/stock/places").await;
    let short: Vec<&Value> =
        places["places"].as_array().unwrap().iter().filter(|place| place["short"] != 0).map(|place| &place["label"]).collect();
    assert_eq!(short, [&json!("Wang")], "and shown");
}

async fn on_device(device: &Device) -> Vec<(String, i64)> {
    let rows = device.reads("movements", 0).await;
    let movements = rows.into_iter().filter_map(|(_, body)| body).map(|body| serde_json::from_value::<Movement>(body).unwrap());
    let balance: Balance = movements.collect();
    balance.at(&Place::Van { person: device.person() }).into_iter().map(|line| (line.part_number, line.quantity)).collect()
}

async fn on_desk(desk: &Desk, person: PersonId) -> Vec<(String, i64)> {
    balances(desk, &format!("place=van/{person}")).await.into_iter().map(|(_, part, quantity)| (part, quantity)).collect()
}

/// a wrong movement is undone by one that names it, once; what a document says is corrected in the document.
#[tokio::test]
async fn a_wrong_movement_is_undone_by_one_that_names_it() {
    let house = House::open().await;
    let (desk, mut wang) = at_work(&house).await;
    writes(&desk, receipt(1, &[line(1, "PSU-24", 5)])).await;
    let undo = format!("/v1/desk/stock/movements/{}/counter", movement_id(1));
    let body = |byte: u8, reason: &str| json!({ "id": movement_id(byte), "reason": reason });
    assert_eq!(desk.post(&undo, body(2, "")).await.0.as_u16(), 422);
    for _ in 0..2 {
        let (status, undone) = desk.post(&undo, body(2, "数错了")).await;
        assert_eq!((status.as_u16(), &undone["why"]["of"], &undone["quantity"]), (200, &json!(movement_id(1)), &json!(5)), "{undone}");
    }
    assert_eq!(desk.post(&undo, body(3, "数错了")).await.0.as_u16(), 409, "it is undone once");
    assert_eq!(balances(&desk, "").await, []);
    let history = got(&desk, "/v1/desk/stock/movements?place=store/%E4%B8%AD%E5%BF%83%E5%BA%93&part=number%20PSU-24").await;
    let shown: Vec<(&Value, &Value)> =
        history["movements"].as_array().unwrap().iter().map(|moved| (&moved["id"], &moved["may_undo"])).collect();
    assert_eq!(shown, [(&json!(movement_id(2)), &json!(false)), (&json!(movement_id(1)), &json!(false))], "both stay");
    let undo_undone = format!("/v1/desk/stock/movements/{}/counter", movement_id(2));
    assert_eq!(desk.post(&undo_undone, body(3, "没有数错")).await.0.as_u16(), 409, "what moved is written anew");
    assert_eq!(history["movements"][1]["note_number"], json!("RK261122-001"));
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let used = wang.swap(visit, PartSwap { part_number: "PSU-24".into(), ..roller() });
    wang.sync().await;
    let theirs = got(&desk, &format!("/v1/desk/stock/movements?place=van/{}", wang.person())).await;
    assert_eq!((&theirs["movements"][0]["document"], &theirs["movements"][0]["may_undo"]), (&json!(visit), &json!(false)));
    assert_eq!(desk.post(&format!("/v1/desk/stock/movements/{used}/counter"), body(4, "x")).await.0.as_u16(), 409);
    assert_eq!(desk.post(&format!("/v1/desk/stock/movements/{}/counter", movement_id(9)), body(4, "x")).await.0.as_u16(), 404);
    // Among many movements, too, only the same the other way round undoes one.
    let (_, mine) = writes(&desk, receipt(2, &[line(7, "PSU-24", 2)])).await;
    let many = async |byte: u8, quantity: u32, of: u8| {
        let row = json!({ "id": movement_id(byte), "part_number": "PSU-24", "name": "part PSU-24", "quantity": quantity, "from": main_store(),
            "to": { "place": "supplier" }, "why": { "because": "corrected", "reason": "数错了", "of": movement_id(of) }, "at": mine["at"] });
        desk.post("/v1/desk/stock/movements", json!({ "movements": [row] })).await.0.as_u16()
    };
    assert_eq!((many(8, 1, 7).await, many(8, 2, 70).await), (422, 422));
    assert_eq!(many(8, 2, 7).await, 200);
}

async fn asks(wang: &mut Device, visit: DocumentId) -> EventId {
    let request = wang.event(
        visit,
        EventKind::PartRequested {
            part_number: "psu-24".into(),
            name: "电源 24V".into(),
            quantity: 1,
            urgent: true,
            reason: "没有电源".into(),
        },
    );
    wang.sync().await;
    request
}

/// O-06: all open requests in one list with what is at hand; a leader approves, the store issues on a paper.
#[tokio::test]
async fn requisitions_of_all_visits_are_listed_with_what_is_at_hand() {
    let house = House::open().await;
    let (desk, mut wang) = at_work(&house).await;
    writes(&desk, receipt(1, &[line(1, "PSU-24", 5)])).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let (one, two) = (asks(&mut wang, visit).await, asks(&mut wang, visit).await);
    let list =
        async |all: bool| got(&desk, &format!("/v1/desk/stock/requisitions?all={all}")).await["requisitions"].as_array().unwrap().clone();
    let open = list(false).await;
    assert_eq!(open.iter().map(|asked| &asked["state"]).collect::<Vec<_>>(), ["pending", "pending"]);
    assert_eq!(
        (&open[0]["by_name"], &open[0]["at_hand"][0]["quantity"], &open[0]["request"]["event"]),
        (&json!("Wang"), &json!(5), &json!(one))
    );
    let decide = |id: u8, request: EventId, approved: bool| json!({ "id": EventId::from_bytes([id; 16]), "action": "decide_request", "request": request, "approved": approved, "by_name": "金经理", "reason": "用库存" });
    let actions = format!("/v1/desk/visits/{visit}/actions");
    let issue = format!("/v1/desk/visits/{visit}/part-requests/{one}/issue");
    becomes(&house, "storekeeper");
    assert_eq!(desk.post(&actions, decide(1, one, true)).await.0.as_u16(), 403, "a storekeeper does not approve");
    becomes(&house, "supervisor");
    assert_eq!(desk.post(&actions, decide(1, one, true)).await.0.as_u16(), 200);
    assert_eq!(desk.post(&actions, decide(2, two, false)).await.0.as_u16(), 200);
    assert_eq!(desk.post(&issue, json!({ "store": "中心库" })).await.0.as_u16(), 403, "a leader does not hand out");
    assert_eq!(list(false).await.iter().map(|asked| &asked["state"]).collect::<Vec<_>>(), ["approved"]);
    becomes(&house, "storekeeper");
    for known in [false, true] {
        let (status, issued) = desk.post(&issue, json!({ "store": "中心库" })).await;
        assert_eq!((status.as_u16(), &issued["note"], &issued["known"]), (200, &json!("CK261122-001"), &json!(known)), "{issued}");
    }
    assert_eq!(list(false).await, Vec::<Value>::new());
    let all = list(true).await;
    assert_eq!(all.iter().map(|asked| &asked["state"]).collect::<Vec<_>>(), ["declined", "issued"]);
    assert_eq!((&all[1]["note"], &all[0]["request"]["decision"]["reason"]), (&json!("CK261122-001"), &json!("用库存")));
    wang.sync().await;
    assert_eq!(on_device(&wang).await, on_desk(&desk, wang.person()).await);
    let live = house.count("ledger_entry");
    house.database().execute("DELETE FROM ledger_entry", []).unwrap();
    assert!(house.server.rebuild_board().await.unwrap().rewritten > 0);
    assert_eq!((house.count("ledger_entry"), list(true).await), (live, all), "live and rebuilt they are equal");
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
}

/// parts are written off by a leader; a storekeeper does everything else, a dispatcher looks.
#[tokio::test]
async fn each_role_does_its_part_in_the_store() {
    let house = House::open().await;
    let (desk, wang) = at_work(&house).await;
    let off = json!({ "id": note_id(2), "kind": "written_off", "from": van(wang.person()), "to": { "place": "outside" }, "remark": "水浸", "lines": [line(2, "PSU-24", 1)] });
    let take = json!({ "id": StockTakeId::from_bytes([1; 16]), "place": main_store() });
    let moved = |byte: u8, from: Value, to: Value| {
        json!({ "movements": [{ "id": movement_id(byte), "part_number": "FAN", "name": "fan", "quantity": 1, "from": from, "to": to,
            "why": { "because": "corrected", "reason": "开账" }, "at": NOON_MS }] })
    };
    let outside = || json!({ "place": "outside" });
    let (found, lost) = (moved(90, outside(), main_store()), moved(91, main_store(), outside()));
    for (role, received, written_off, begun, taken_out) in [
        ("storekeeper", 201, 403, 200, 403),
        ("supervisor", 403, 201, 403, 403),
        ("dispatcher", 403, 403, 403, 403),
        ("admin", 200, 200, 200, 200),
    ] {
        becomes(&house, role);
        assert_eq!(writes(&desk, receipt(1, &[line(1, "PSU-24", 5)])).await.0, received, "{role}");
        assert_eq!(writes(&desk, off.clone()).await.0, written_off, "{role}");
        assert_eq!(desk.post("/v1/desk/stock/takes", take.clone()).await.0.as_u16(), begun, "{role}");
        assert_eq!(desk.post("/v1/desk/stock/movements", found.clone()).await.0.as_u16(), begun, "{role}");
        assert_eq!(desk.post("/v1/desk/stock/movements", lost.clone()).await.0.as_u16(), taken_out, "{role}");
        assert_eq!(desk.get("/v1/desk/stock/balances").await.0.as_u16(), 200, "{role}");
    }
    assert_eq!(balances(&desk, "").await, told(&[("中心库", "PSU-24", 5), ("Wang", "PSU-24", -1)]));
}

/// a part that papers call by other names is found by any of them, with all there is of it.
#[tokio::test]
async fn a_search_by_one_name_of_a_part_sums_what_moved_under_the_others() {
    let house = House::open().await;
    let (desk, _) = at_work(&house).await;
    let named = |byte: u8, name: &str| json!({ "id": movement_id(byte), "part_number": "PSU-24", "name": name, "quantity": 2 });
    writes(&desk, receipt(1, &[named(1, "电源 24V")])).await;
    writes(&desk, receipt(2, &[named(2, "开关电源")])).await;
    for find in ["24V", "%E5%BC%80%E5%85%B3", "psu"] {
        assert_eq!(balances(&desk, &format!("find={find}")).await, told(&[("中心库", "PSU-24", 4)]), "{find}");
    }
}

/// what goes out of the books, or comes back into them, is a leader's, by whichever door.
#[tokio::test]
async fn a_storekeeper_takes_nothing_out_of_the_books_by_undoing_or_counting() {
    let house = House::open().await;
    let (desk, _) = at_work(&house).await;
    writes(&desk, receipt(1, &[line(1, "PSU-24", 5)])).await;
    let off = json!({ "id": note_id(2), "kind": "written_off", "from": main_store(), "to": { "place": "outside" }, "remark": "水浸", "lines": [line(2, "PSU-24", 1)] });
    assert_eq!(writes(&desk, off).await.0, 201);
    let take = StockTakeId::from_bytes([1; 16]);
    let path = format!("/v1/desk/stock/takes/{take}");
    becomes(&house, "storekeeper");
    let begin = json!({ "id": take, "place": main_store(), "blind": true });
    assert_eq!(desk.post("/v1/desk/stock/takes", begin).await.0, 200);
    house.clock.pass_ms(1_000);
    assert_eq!(desk.post(&format!("{path}/counts"), json!({ "counts": [counted(1, "PSU-24", 3)] })).await.0, 200);
    let closing = async |closed: bool| desk.post(&format!("{path}/closing"), json!({ "closed": closed })).await.0.as_u16();
    let at = got(&desk, "/v1/desk/stock/movements?place=outside").await["movements"][0]["at"].clone();
    let many = json!({ "movements": [{ "id": movement_id(61), "part_number": "PSU-24", "name": "part PSU-24", "quantity": 1, "from": { "place": "outside" },
        "to": main_store(), "why": { "because": "corrected", "reason": "没有坏", "of": movement_id(2) }, "at": at }] });
    assert_eq!(desk.post("/v1/desk/stock/movements", many).await.0, 403, "nor among many movements");
    assert_eq!(closing(true).await, 200);
    let undo = async || {
        let body = json!({ "id": movement_id(60), "reason": "没有坏" });
        desk.post(&format!("/v1/desk/stock/movements/{}/counter", movement_id(2)), body).await.0.as_u16()
    };
    let book =
        async || desk.post(&format!("{path}/bookings"), json!({ "id": EventId::from_bytes([9; 16]), "reason": "缺" })).await.0.as_u16();
    assert_eq!((undo().await, book().await, closing(false).await), (403, 403, 403), "a storekeeper who has seen the books counts no more");
    assert_eq!(balances(&desk, "").await, told(&[("中心库", "PSU-24", 4)]));
    becomes(&house, "supervisor");
    assert_eq!((book().await, closing(false).await, undo().await), (200, 200, 200));
    // One is back in the books and was not counted as such: the sheet shows it, and nothing is booked by itself.
    assert_eq!(balances(&desk, "").await, told(&[("中心库", "PSU-24", 4)]));
}

fn counted(byte: u8, part: &str, quantity: u32) -> Value {
    json!({ "id": CountId::from_bytes([byte; 16]), "part_number": part, "name": format!("part {part}"), "quantity": quantity })
}

/// R-239, F-87: counted blind by people, ended, booked with a reason, once; the sheet stays, and the place is counted again.
#[tokio::test]
async fn a_place_is_counted_and_its_differences_are_booked_once() {
    let house = House::open().await;
    let (desk, mut wang) = at_work(&house).await;
    writes(&desk, receipt(1, &[line(1, "PSU-24", 5), line(2, "DR-1", 2), line(3, "F-9", 1)])).await;
    let take = StockTakeId::from_bytes([1; 16]);
    let begin = json!({ "id": take, "place": main_store(), "blind": true });
    let path = format!("/v1/desk/stock/takes/{take}");
    house.clock.pass_ms(1_000);
    for _ in 0..2 {
        let (status, sheet) = desk.post("/v1/desk/stock/takes", begin.clone()).await;
        assert_eq!((status.as_u16(), &sheet["number"], &sheet["uncounted"]), (200, &json!("PD261122-001"), &json!(3)), "{sheet}");
        assert!(sheet["lines"].as_array().unwrap().iter().all(|line| line.get("book").is_none()), "who counts blind sees no book");
    }
    let counts = json!({ "counts": [counted(1, "PSU-24", 4), counted(2, "DR-1", 2), counted(3, "NEW", 1)] });
    let act = async |step: &str, body: Value| {
        let (status, body) = desk.post(&format!("{path}/{step}"), body).await;
        (status.as_u16(), body)
    };
    for _ in 0..2 {
        assert_eq!(act("counts", counts.clone()).await.0, 200);
    }
    assert_eq!(act("counts", json!({ "counts": [counted(1, "PSU-24", 3)] })).await.0, 409, "the id is another count's");
    house.clock.pass_ms(1_000);
    assert_eq!(act("counts", json!({ "counts": [counted(4, "PSU-24", 3)] })).await.0, 200, "counted again");
    let book = |byte: u8, reason: &str| json!({ "id": EventId::from_bytes([byte; 16]), "reason": reason });
    assert_eq!(act("bookings", book(1, "盘点")).await.0, 409, "people still count");
    let (_, sheet) = act("closing", json!({ "closed": true })).await;
    let figures: Vec<(&Value, &Value, &Value)> =
        sheet["lines"].as_array().unwrap().iter().map(|line| (&line["part_number"], &line["book"], &line["difference"])).collect();
    let (null, dr, f9, new, psu) = (Value::Null, json!("DR-1"), json!("F-9"), json!("NEW"), json!("PSU-24"));
    assert_eq!(
        figures,
        [(&dr, &json!(2), &json!(0)), (&f9, &json!(1), &null), (&new, &json!(0), &json!(1)), (&psu, &json!(5), &json!(-2))]
    );
    assert_eq!(sheet["lines"][3]["counts"].as_array().unwrap().len(), 2, "every count stays");
    assert_eq!(act("counts", json!({ "counts": [counted(5, "F-9", 1)] })).await.0, 409, "counting has ended");
    assert_eq!(act("bookings", book(1, " ")).await.0, 422);
    for _ in 0..2 {
        let (status, sheet) = act("bookings", book(1, "盘点差异")).await;
        assert_eq!((status, &sheet["differing"], &sheet["bookings"].as_array().unwrap().len()), (200, &json!(0), &1), "{sheet}");
    }
    assert_eq!(act("bookings", book(2, "again")).await.1["bookings"].as_array().unwrap().len(), 1, "nothing is left to book");
    let now = told(&[("中心库", "DR-1", 2), ("中心库", "F-9", 1), ("中心库", "NEW", 1), ("中心库", "PSU-24", 3)]);
    assert_eq!(balances(&desk, "place=store/%E4%B8%AD%E5%BF%83%E5%BA%93").await, now, "what nobody counted stays as it is");
    let elsewhere = StockTakeId::from_bytes([4; 16]);
    let second = json!({ "id": elsewhere, "place": main_store(), "blind": false });
    assert_eq!(desk.post("/v1/desk/stock/takes", second.clone()).await.0.as_u16(), 200, "the place is counted again");
    let third = json!({ "id": StockTakeId::from_bytes([5; 16]), "place": main_store() });
    assert_eq!(desk.post("/v1/desk/stock/takes", third).await.0.as_u16(), 409, "one at a time: nobody counts blind beside an open sheet");
    let path = format!("/v1/desk/stock/takes/{elsewhere}");
    let known = json!({ "counts": [counted(1, "PSU-24", 4)] });
    assert_eq!(desk.post(&format!("{path}/counts"), known).await.0.as_u16(), 409, "the id is that of a count of the other stock-take");
    let twice = json!({ "counts": [counted(20, "PSU-24", 4), counted(20, "DR-1", 1)] });
    assert_eq!(desk.post(&format!("{path}/counts"), twice).await.0.as_u16(), 409, "two counts under one id");
    desk.post(&format!("{path}/closing"), json!({ "closed": true })).await;
    // A van is counted too, and its technician sees what was found.
    let other = StockTakeId::from_bytes([2; 16]);
    let (status, _) = desk.post("/v1/desk/stock/takes", json!({ "id": other, "place": van(wang.person()) })).await;
    assert_eq!(status.as_u16(), 200);
    desk.post(&format!("/v1/desk/stock/takes/{other}/counts"), json!({ "counts": [counted(9, "DR-1", 4)] })).await;
    desk.post(&format!("/v1/desk/stock/takes/{other}/closing"), json!({ "closed": true })).await;
    assert_eq!(desk.post(&format!("/v1/desk/stock/takes/{other}/bookings"), book(3, "初盘")).await.0.as_u16(), 200);
    wang.sync().await;
    assert_eq!((on_device(&wang).await, on_desk(&desk, wang.person()).await), (vec![("DR-1".into(), 4)], vec![("DR-1".into(), 4)]));
    let takes = got(&desk, "/v1/desk/stock/takes").await;
    assert_eq!(
        takes["takes"].as_array().unwrap().iter().map(|take| &take["number"]).collect::<Vec<_>>(),
        ["PD261122-002", "PD261122-003", "PD261122-001"]
    );
    let outside = json!({ "id": StockTakeId::from_bytes([3; 16]), "place": { "place": "supplier" } });
    assert_eq!(desk.post("/v1/desk/stock/takes", outside).await.0.as_u16(), 422);
}

/// of two stock-takes of one place the one that was counted first sees nothing of what the other one booked: it is counted again.
#[tokio::test]
async fn what_was_counted_before_another_stock_take_booked_is_not_booked_too() {
    let house = House::open().await;
    let (desk, _wang) = at_work(&house).await;
    writes(&desk, receipt(1, &[line(1, "PSU-24", 7)])).await;
    let take = |byte: u8| StockTakeId::from_bytes([byte; 16]);
    let act =
        async |byte: u8, step: &str, body: Value| desk.post(&format!("/v1/desk/stock/takes/{}/{step}", take(byte)), body).await.0.as_u16();
    for (byte, count) in [(1, 30), (2, 31)] {
        house.clock.pass_ms(1_000);
        assert_eq!(desk.post("/v1/desk/stock/takes", json!({ "id": take(byte), "place": main_store() })).await.0.as_u16(), 200);
        house.clock.pass_ms(1_000);
        assert_eq!(act(byte, "counts", json!({ "counts": [counted(count, "PSU-24", 5)] })).await, 200);
        assert_eq!(act(byte, "closing", json!({ "closed": true })).await, 200);
    }
    let book = |byte: u8| json!({ "id": EventId::from_bytes([byte; 16]), "reason": "盘点" });
    assert_eq!(act(2, "bookings", book(2)).await, 200);
    assert_eq!(act(1, "bookings", book(1)).await, 409, "counted before the other one");
    assert_eq!(balances(&desk, "place=store/%E4%B8%AD%E5%BF%83%E5%BA%93").await, told(&[("中心库", "PSU-24", 5)]));
}

/// E2: a part that was used before the count and is synced after the booking is a difference of the sheet again.
#[tokio::test]
async fn a_use_that_is_heard_of_late_shows_on_the_sheet() {
    let house = House::open().await;
    let (desk, mut wang) = at_work(&house).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    wang.swap(visit, PartSwap { part_number: "DR-1".into(), name: "part DR-1".into(), ..roller() });
    house.clock.pass_ms(60_000);
    let take = StockTakeId::from_bytes([1; 16]);
    desk.post("/v1/desk/stock/takes", json!({ "id": take, "place": van(wang.person()) })).await;
    let path = format!("/v1/desk/stock/takes/{take}");
    desk.post(&format!("{path}/counts"), json!({ "counts": [counted(1, "DR-1", 2)] })).await;
    desk.post(&format!("{path}/closing"), json!({ "closed": true })).await;
    let book = |byte: u8| json!({ "id": EventId::from_bytes([byte; 16]), "reason": "初盘" });
    desk.post(&format!("{path}/bookings"), book(1)).await;
    assert_eq!(on_desk(&desk, wang.person()).await, [("DR-1".to_owned(), 2)]);
    wang.sync().await;
    let sheet = got(&desk, &path).await;
    assert_eq!(
        (&sheet["lines"][0]["book"], &sheet["lines"][0]["difference"], &sheet["differing"]),
        (&json!(1), &json!(1), &json!(1)),
        "{sheet}"
    );
    desk.post(&format!("{path}/bookings"), book(2)).await;
    wang.sync().await;
    assert_eq!((on_desk(&desk, wang.person()).await, on_device(&wang).await), (vec![("DR-1".to_owned(), 2)], vec![("DR-1".to_owned(), 2)]));
}

/// whatever order movements come in and whoever says them, the desk's figures are those of the model.
#[tokio::test]
async fn any_order_of_the_same_movements_comes_to_the_same_balances() {
    let house = House::open().await;
    let (one, two) = (house.organisation("One").await, house.organisation("Two").await);
    let people = [one.technician("Wang").await, two.technician("Wang").await];
    let places = |nth: usize, person: PersonId| match nth % 5 {
        0 => Place::Store { name: "a".into() },
        1 => Place::Station { name: "b".into() },
        2 => Place::Van { person },
        3 => Place::Supplier,
        _ => Place::Outside,
    };
    let movements = |person: PersonId| -> Vec<Movement> {
        let movement = |nth: usize| Movement {
            id: movement_id(u8::try_from(nth).unwrap()),
            part_number: ["p1", " P1", "p2", ""][nth % 4].into(),
            name: ["x", "y"][nth / 4 % 2].into(),
            quantity: if nth.is_multiple_of(3) { 1 } else { u32::try_from(nth % 7 + 1).unwrap() },
            serial: nth.is_multiple_of(3).then(|| ["s1", "S1", "s2"][nth / 3 % 3].to_owned()),
            from: places(nth, person),
            to: places(nth + 1 + nth / 5 % 4, person),
            why: model::stock::Because::Transferred,
            at: model::time::Timestamp::from_ms(NOON_MS - i64::try_from(nth).unwrap()),
        };
        (1..120).map(movement).filter(|movement| movement.check().is_ok()).collect()
    };
    let mut seen = Vec::new();
    for ((desk, person), backwards) in [&one, &two].into_iter().zip(people).zip([false, true]) {
        let mut all = movements(person);
        if backwards {
            all.reverse();
        }
        for some in all.chunks(7) {
            assert_eq!(desk.post("/v1/desk/stock/movements", json!({ "movements": some })).await.0.as_u16(), 200);
        }
        let model: Balance = all.into_iter().collect();
        let lines = got(desk, "/v1/desk/stock/balances").await["lines"].clone();
        let mut figures = Vec::new();
        for nth in 0..3 {
            let place = places(nth, person);
            for line in model.at(&place) {
                let found =
                    lines.as_array().unwrap().iter().find(|found| {
                        found["place"] == place.key() && found["part"] == model::stock::part_key(&line.part_number, &line.name)
                    });
                let found = found.unwrap_or_else(|| panic!("{place:?} {line:?} {lines}"));
                let mut serials =
                    found["serials"].as_array().unwrap().iter().map(|serial| serial.as_str().unwrap().to_uppercase()).collect::<Vec<_>>();
                serials.sort();
                assert_eq!(
                    (found["quantity"].as_i64().unwrap(), found["short"].as_bool().unwrap()),
                    (line.quantity, line.is_short()),
                    "{line:?}"
                );
                assert_eq!(serials, line.serials.iter().map(|serial| serial.to_uppercase()).collect::<Vec<_>>());
                figures.push((nth, found["part"].clone(), line.quantity));
            }
        }
        assert_eq!(lines.as_array().unwrap().len(), figures.len(), "and no others");
        seen.push(figures);
    }
    assert_eq!(seen[0], seen[1]);
}

/// Nothing of another organisation is seen, counted, undone or issued.
#[tokio::test]
async fn stock_of_another_organisation_is_not_there() {
    let house = House::open().await;
    let (desk, _) = at_work(&house).await;
    let stranger = house.organisation("Suzhou").await;
    writes(&desk, receipt(1, &[line(1, "PSU-24", 5)])).await;
    let take = StockTakeId::from_bytes([1; 16]);
    desk.post("/v1/desk/stock/takes", json!({ "id": take, "place": main_store() })).await;
    assert_eq!(balances(&stranger, "").await, []);
    assert_eq!(got(&stranger, "/v1/desk/stock/places").await["places"], json!([]));
    assert_eq!(got(&stranger, "/v1/desk/stock/notes").await["notes"], json!([]));
    assert_eq!(got(&stranger, "/v1/desk/stock/takes").await["takes"], json!([]));
    for path in [format!("notes/{}", note_id(1)), format!("takes/{take}")] {
        assert_eq!(stranger.get(&format!("/v1/desk/stock/{path}")).await.0.as_u16(), 404, "{path}");
    }
    let closed = stranger.post(&format!("/v1/desk/stock/takes/{take}/closing"), json!({ "closed": true })).await;
    let undone = json!({ "id": movement_id(2), "reason": "x" });
    let undone = stranger.post(&format!("/v1/desk/stock/movements/{}/counter", movement_id(1)), undone).await;
    assert_eq!((closed.0.as_u16(), undone.0.as_u16()), (404, 404));
    assert_eq!(
        writes(&stranger, receipt(1, &[line(1, "X", 1)])).await.1["number"],
        json!("RK261122-001"),
        "numbers and ids are each one's own"
    );
}

/// What stood in an older database is in the balances after the upgrade.
#[tokio::test]
async fn movements_from_before_are_in_the_balances() {
    let house = House::open().await;
    let (desk, _) = at_work(&house).await;
    let serial = json!({ "id": movement_id(2), "part_number": "", "name": "Drum", "quantity": 1, "serial": "sn-1" });
    writes(&desk, receipt(1, &[line(1, "psu-24", 5), serial])).await;
    let sql = include_str!("../../src/store/sqlite/migrations/0025_stock.sql");
    let begin = sql.find("WITH movement AS").unwrap();
    let fill = &sql[begin..begin + sql[begin..].find(';').unwrap() + 1];
    let kept = |house: &House| {
        let database = house.database();
        let sql = "SELECT hex(movement) || place || part || serial_key || at || quantity || part_number || name || coalesce(serial, '-') FROM stock_side ORDER BY movement, place";
        let mut find = database.prepare(sql).unwrap();
        find.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap).collect::<Vec<_>>()
    };
    let live = kept(&house);
    assert_eq!(live.len(), 4);
    house.database().execute_batch(&format!("DELETE FROM stock_side; {fill}")).unwrap();
    assert_eq!(kept(&house), live);
}
