//! Lists of the store are read to their end a page at a time: nothing is left out, nothing comes twice, and the last page says that it is.

use crate::house::{Desk, House};
use model::documents::visit::records::EventKind;
use model::id::{MovementId, StockNoteId, StockTakeId};
use serde_json::{Value, json};

async fn got(desk: &Desk, path: &str) -> Value {
    let (status, body) = desk.get(path).await;
    assert_eq!(status.as_u16(), 200, "{path}: {body}");
    body
}

/// Reads `path` as a whole and row by row; `place` is the query's word for `next`.
pub(crate) async fn is_whole_by_ones(desk: &Desk, path: &str, rows: &str, place: &str, count: usize) {
    let whole = got(desk, path).await;
    let (mut ones, mut behind) = (Vec::new(), String::new());
    for _ in 0..count {
        let page = got(desk, &format!("{path}&limit=1{behind}")).await;
        ones.extend(page[rows].as_array().unwrap().iter().cloned());
        behind = page["next"].as_str().map(|next| format!("&{place}={next}")).unwrap_or_default();
    }
    assert_eq!((json!(ones), behind.as_str()), (whole[rows].clone(), ""), "{path}");
    assert_eq!((ones.len(), &whole["next"]), (count, &Value::Null), "{path}");
    assert_eq!(desk.get(&format!("{path}&{place}=nowhere")).await.0.as_u16(), 400, "{path}");
}

#[tokio::test]
async fn every_list_of_the_store_is_read_to_its_end_page_by_page() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    for reason in ["没有电源", "又坏一个", "备用"] {
        wang.event(
            visit,
            EventKind::PartRequested {
                part_number: "psu-24".into(),
                name: "电源 24V".into(),
                quantity: 1,
                urgent: false,
                reason: reason.into(),
            },
        );
    }
    wang.sync().await;
    // All within the same instant of the house's clock: the id decides.
    for byte in 1..4 {
        let line = json!({ "id": MovementId::from_bytes([byte; 16]), "part_number": "PSU-24", "name": "电源", "quantity": 5 });
        let receipt = json!({ "id": StockNoteId::from_bytes([byte; 16]), "kind": "received", "from": { "place": "supplier" },
            "to": { "place": "store", "name": "中心库" }, "lines": [line] });
        let (status, note) = desk.post("/v1/desk/stock/notes", receipt).await;
        assert_eq!(status.as_u16(), 201, "{note}");
        let take = json!({ "id": StockTakeId::from_bytes([byte; 16]), "place": { "place": "store", "name": format!("库{byte}") } });
        assert_eq!(desk.post("/v1/desk/stock/takes", take).await.0.as_u16(), 200);
    }
    is_whole_by_ones(&desk, "/v1/desk/stock/notes?kind=received", "notes", "before", 3).await;
    is_whole_by_ones(&desk, "/v1/desk/stock/movements?place=store/%E4%B8%AD%E5%BF%83%E5%BA%93", "movements", "before", 3).await;
    is_whole_by_ones(&desk, "/v1/desk/stock/takes?", "takes", "before", 3).await;
    is_whole_by_ones(&desk, "/v1/desk/stock/requisitions?all=false", "requisitions", "after", 3).await;
    is_whole_by_ones(&desk, "/v1/desk/stock/requisitions?all=true", "requisitions", "after", 3).await;
}
