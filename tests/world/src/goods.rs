//! Goods and parts in a story: what the customer signs for them, and what the desk records on repairs and old parts.

use http::{Method, StatusCode};
use model::documents::repair::records::{Appearance, Function, Item};
use model::id::{DocumentId, EventId, SignOffId};
use model::seal::record::Signer;
use model::seal::voucher::{Language, SignOffKind};
use serde_json::{Value, json};

use crate::{Desk, Reply, Technician, signature};

impl Technician {
    /// The customer reads the paper of the taking or of the return, and signs it.
    pub fn lets_the_customer_sign_for_goods(&self, repair: DocumentId, kind: SignOffKind) -> SignOffId {
        let repairs = self.device().repairs();
        let shown = repairs.show_voucher(repair, kind, Language::Chinese).unwrap();
        let signer = Signer { name: "李芳".into(), role: "行政".into(), remarks: String::new() };
        repairs.sign(repair, kind, &shown.digest, Language::Chinese, signer, &signature()).unwrap()
    }
}

impl Desk {
    /// Everything the desk knows of a repair.
    pub async fn repair(&self, repair: DocumentId) -> Value {
        self.reads(&format!("/v1/desk/repairs/{repair}")).await
    }

    /// Everything the desk knows of an old part.
    pub async fn old_part(&self, part: DocumentId) -> Value {
        self.reads(&format!("/v1/desk/old-parts/{part}")).await
    }

    /// Records an event on a repair; answers the repair's row. `number` tells the desk's events of a story apart.
    pub async fn records_on_repair(&self, repair: DocumentId, number: u8, what: Value) -> Value {
        self.does(&format!("/v1/desk/repairs/{repair}/events"), numbered(number, what)).await["data"].clone()
    }

    /// Records an event on an old part; answers the part's row.
    pub async fn records_on_old_part(&self, part: DocumentId, number: u8, what: Value) -> Value {
        self.does(&format!("/v1/desk/old-parts/{part}/events"), numbered(number, what)).await["data"].clone()
    }

    /// Tries to record an event on a repair.
    pub async fn tries_on_repair(&self, repair: DocumentId, number: u8, what: Value) -> Reply {
        self.ask(Method::POST, &format!("/v1/desk/repairs/{repair}/events"), Some(numbered(number, what))).await
    }

    /// Keeps rows of a reference set.
    pub async fn keeps(&self, set: &str, rows: Value) {
        let reply = self.ask(Method::PUT, &format!("/v1/desk/reference/{set}"), Some(json!({ "upsert": rows }))).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.json);
    }

    /// What the supervisor has to do, in the order of the list.
    pub async fn tasks(&self) -> Vec<Value> {
        self.reads("/v1/desk/tasks").await["tasks"].as_array().expect("a list").clone()
    }
}

/// The id of the desk's event with this number.
#[must_use]
pub fn desk_event(number: u8) -> EventId {
    EventId::from_bytes([number; 16])
}

fn numbered(number: u8, mut what: Value) -> Value {
    what["id"] = json!(desk_event(number));
    what
}

/// A laser printer with its power cord.
#[must_use]
pub fn printer() -> Item {
    Item {
        product: "激光打印机 Laser printer".into(),
        model: "LBP 6018".into(),
        serial: "NTA-310447".into(),
        accessories: "电源线 1 根".into(),
        component: false,
        appearance: Appearance::Scratched,
        function: Function::Abnormal,
        words: "左侧面板有划痕".into(),
    }
}
