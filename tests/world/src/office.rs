//! What the desk does after a visit was sent: it looks at its lists, records, opens the next visit.

use http::Method;
use model::id::{CallOutId, DocumentId, PersonId};
use serde_json::{Value, json};

use crate::{Desk, desk_event};

impl Desk {
    /// What is at `path`; it must be there.
    pub async fn reads(&self, path: &str) -> Value {
        let reply = self.ask(Method::GET, path, None).await;
        assert!(reply.status.is_success(), "{path}: {} {}", reply.status, reply.json);
        reply.json
    }

    /// What the supervisor has to do about `document`, the oldest first.
    pub async fn tasks_on(&self, document: DocumentId) -> Vec<Value> {
        self.tasks().await.into_iter().filter(|task| task["document"] == document.to_string()).collect()
    }

    /// The words for what the supervisor has to do about `document`, in order.
    pub async fn duties_on(&self, document: DocumentId) -> Vec<String> {
        let mut words: Vec<String> = self.tasks_on(document).await.iter().map(|task| task["task"].as_str().unwrap().to_owned()).collect();
        words.sort();
        words
    }

    /// The task of this kind about `document`; there must be one.
    pub async fn task(&self, document: DocumentId, kind: &str) -> Value {
        let tasks = self.tasks_on(document).await;
        let mut of_kind = tasks.iter().filter(|task| task["task"] == kind);
        let task = of_kind.next().unwrap_or_else(|| panic!("no {kind} in {tasks:?}"));
        assert!(of_kind.next().is_none(), "{kind} is there once: {tasks:?}");
        task.clone()
    }

    /// How far the parts that were used on `visit` are cleared: part number and word.
    pub async fn clearings_on(&self, visit: DocumentId) -> Vec<(String, String)> {
        let page = self.reads("/v1/desk/part-accounts?cleared=true").await;
        let parts = page["parts"].as_array().unwrap().iter().filter(|part| part["visit"] == visit.to_string());
        let word = |part: &Value, field: &str| part[field].as_str().unwrap().to_owned();
        parts.map(|part| (word(part, "part_number"), word(part, "clearing"))).collect()
    }

    /// Records `action` on `visit` as its event `number`, twice, as a page does that has lost the answer (E1); answers the row.
    pub async fn records(&self, visit: DocumentId, number: u8, action: Value) -> Value {
        let path = format!("/v1/desk/visits/{visit}/actions");
        let once = self.does(&path, with_id(number, &action)).await;
        let again = self.does(&path, with_id(number, &action)).await;
        assert_eq!(once["seq"], again["seq"], "sent twice it is one");
        again
    }

    /// What the desk is told when it tries to record `action` on `visit` and may not.
    pub async fn is_refused(&self, visit: DocumentId, number: u8, action: Value) -> u16 {
        let reply = self.ask(Method::POST, &format!("/v1/desk/visits/{visit}/actions"), Some(with_id(number, &action))).await;
        assert!(reply.status.is_client_error(), "this should be refused: {} {}", reply.status, reply.json);
        reply.status.as_u16()
    }

    /// Registers the monthly inspection of a security system with so many points and gives it to `technician`.
    pub async fn dispatches_inspection_of(&self, technician: PersonId, points: usize) -> DocumentId {
        let call_out = json!({
            "fault": "月度巡检", "service_type": "B", "work": "inspection", "urgency": "general",
            "asset": { "product": "安防系统 Security system", "model": "DS-9664", "serial": "SEC-2021-0098" },
            "customer": { "name": "汇金大厦物业", "address": "金融街 5 号 B3", "phone": "0512-5550170", "contact": "吴经理" },
        });
        let (id, _) = self.registers(call_out).await;
        let check = |n: usize| json!({ "key": format!("point-{n:02}"), "required": true, "label": { "zh-CN": format!("测点 {n}"), "en": format!("Point {n}") } });
        let checklist: Vec<Value> = (1..=points).map(check).collect();
        let body = json!({ "technician": technician, "checklist": checklist });
        let opened = self.does(&format!("/v1/desk/call-outs/{id}/visits"), body).await;
        serde_json::from_value(opened["visit"].clone()).unwrap()
    }

    /// Sends `technician` to another visit after `visit`.
    pub async fn follows_up(&self, visit: DocumentId, purpose: Value, technician: PersonId) -> DocumentId {
        let check = json!({ "key": "power", "required": true, "label": { "zh-CN": "检查 power", "en": "Check power" } });
        let body = json!({ "purpose": purpose, "dispatch": { "technician": technician, "checklist": [check] } });
        let opened = self.does(&format!("/v1/desk/visits/{visit}/follow-ups"), body).await;
        serde_json::from_value(opened["visit"].clone()).unwrap()
    }

    /// Registers a call-out and sends nobody; answers its id and number.
    pub async fn registers(&self, call_out: Value) -> (CallOutId, String) {
        let registered = self.does("/v1/desk/call-outs", call_out).await;
        (serde_json::from_value(registered["id"].clone()).unwrap(), registered["number"].as_str().unwrap().to_owned())
    }
}

/// `body` under the id of event `number`.
fn with_id(number: u8, body: &Value) -> Value {
    let mut body = body.clone();
    body["id"] = json!(desk_event(number));
    body
}
