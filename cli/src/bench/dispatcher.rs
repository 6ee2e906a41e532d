//! The desk of a workload: opens its visits, gives them to technicians, looks at all of them and writes to them, over HTTP like any
//! dispatcher's page.

use std::collections::BTreeMap;

use model::documents::visit::records::{ServiceType, Work};
use model::id::{EventId, PersonId};
use model::time::Timestamp;
use serde_json::{Map, Value, json};

use super::neutral::BETWEEN;
use super::workload::Document;
use super::{DESK_PASSWORD, DESK_USER, deeds};
use crate::desk::{Approval, Desk};
use crate::outcome::Failure;

/// A dispatcher at work.
#[derive(Clone)]
pub(super) struct Dispatcher {
    desk: Desk,
}

/// A technician's name or a visit's, and its id at the server.
pub(super) type Refs = BTreeMap<String, String>;

impl Dispatcher {
    /// Signs in at a bench's server.
    pub(super) async fn sign_in(url: &str) -> Result<Self, Failure> {
        Ok(Self { desk: Desk::sign_in(url, DESK_USER, DESK_PASSWORD).await? })
    }

    /// The technician called `name`, added if there is none, and a code for a device.
    pub(super) async fn technician(&self, name: &str) -> Result<(PersonId, String), Failure> {
        let known = self.desk.technicians().await?.into_iter().find(|person| person.name == name);
        let person = match known {
            Some(person) => person.id,
            None => self.desk.add_technician(name).await?.id,
        };
        Ok((person, self.desk.enrolment_code(person).await?))
    }

    /// Opens the visit of `document` for `technician`; answers its id.
    pub(super) async fn opens(&self, document: &Document, technician: PersonId) -> Result<String, Failure> {
        let appointment = chrono::DateTime::parse_from_rfc3339(&document.scheduled_at);
        let appointment = appointment.map_err(|error| Failure::step("reading when a visit is scheduled")(&error))?;
        let since = document.history.first().map(|entry| entry.at.as_str()).unwrap_or_default();
        let words = [&document.id, &document.device, &document.service_type, &document.asset.purchased_at, since];
        let call_out = json!({
            "fault": words.join(&BETWEEN.to_string()),
            "service_type": if document.service_type == "warranty" { ServiceType::C } else { ServiceType::B },
            "work": match document.service_type.as_str() {
                "installation" => Work::Installation,
                "inspection" | "maintenance" => Work::Inspection,
                _ => Work::Repair,
            },
            "urgency": "general",
            "customer": { "name": document.customer.name, "address": document.customer.address, "phone": document.customer.phone, "contact": "" },
            "asset": { "product": "空调", "model": document.asset.model, "serial": document.asset.serial },
        });
        let check = |(index, check): (u64, &super::workload::Check)| json!({ "key": deeds::check_key(index), "required": true, "label": { "zh-CN": check.label } });
        let visit = json!({
            "technician": technician,
            "appointment_at": appointment.timestamp_millis(),
            "checklist": (0..).zip(&document.checklist).map(check).collect::<Vec<_>>(),
        });
        Ok(self.desk.dispatch(&call_out, &visit).await?.to_string())
    }

    /// Everything about every visit of `refs`, by the workload's names.
    pub(super) async fn sees_all(&self, refs: &Refs) -> Result<Map<String, Value>, Failure> {
        let id_of = |visit: &Value| visit.get("id").and_then(Value::as_str).map(str::to_owned);
        let visits = self.desk.visits().await?;
        let mut seen: BTreeMap<String, Value> = visits.into_iter().filter_map(|visit| Some((id_of(&visit)?, visit))).collect();
        let named = refs.iter().map(|(name, visit)| {
            let shown = seen.remove(visit).ok_or_else(|| Failure::Step(format!("the desk does not see the visit {visit}")))?;
            Ok((name.clone(), shown))
        });
        named.collect()
    }

    /// Approves the report of each visit with a remark, all in one request.
    pub(super) async fn approves(&self, remarks: Vec<(String, String)>) -> Result<(), Failure> {
        let approval = |(visit, note)| {
            let mut random = [0; 10];
            getrandom::fill(&mut random).map_err(|error| Failure::Step(format!("the system gives no random numbers: {error}")))?;
            let id = EventId::from_parts(Timestamp::from_ms(chrono::Utc::now().timestamp_millis()), random);
            Ok(Approval { visit, id, note })
        };
        let approvals = remarks.into_iter().map(approval).collect::<Result<Vec<_>, Failure>>()?;
        self.desk.approve_reports(&approvals).await
    }

    /// The technician who has the visit.
    pub(super) async fn technician_of(&self, visit: &str) -> Result<String, Failure> {
        let shown = self.desk.visit(visit).await?;
        let name = shown.pointer("/call_out/fault").and_then(Value::as_str).and_then(|words| words.split(BETWEEN).nth(1));
        name.map(str::to_owned).ok_or_else(|| Failure::Step("the visit is none of a workload".into()))
    }
}
