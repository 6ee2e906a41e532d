//! The order behind a visit. Usually the desk registered the call-out first; in an emergency the work is done before there is one
//! then the device opens the visit, its number is provisional (E7), and the desk links the order afterwards. What the
//! visit says of its call-out stays as it was, so that a signature over it stays valid.

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::{EventKind, KeyedEvent};
use crate::id::{CallOutId, DeviceId, EventId, PersonId};
use crate::rules::is_blank;

/// The order behind a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// The entry in the call-out register; while the number is provisional, the one that the device made up.
    pub call_out: CallOutId,
    /// The number, as people say it.
    pub number: String,
    /// Whether the number is the device's label until an order is linked (R-018, E7).
    pub provisional: bool,
    /// The event that linked the order, if the work was done before there was one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub linked_by: Option<EventId>,
}

impl Visit {
    /// The order behind the visit: the last one linked, else what the visit was opened with.
    #[must_use]
    pub fn order(&self) -> Order {
        let linked = self.events.iter().rev().find_map(|event| match &event.record.kind {
            EventKind::OrderLinked { call_out, number } => {
                Some(Order { call_out: *call_out, number: number.clone(), provisional: false, linked_by: Some(event.id) })
            }
            _ => None,
        });
        linked.unwrap_or_else(|| Order {
            call_out: self.call_out.id,
            number: self.call_out.number.clone(),
            provisional: self.opened_on_site(),
            linked_by: None,
        })
    }

    /// Whether a technician opened the visit before there was an order: only then is there an assignment by a device.
    #[must_use]
    pub fn opened_on_site(&self) -> bool {
        self.events.iter().any(|event| is_assignment(event) && event.record.device.is_some())
    }
}

/// Whether the technician `person` with `device` may open a visit without an order whose first change reads as `opened`: it is given
/// to that person and to nobody else, says why there is no order, and holds nothing else yet. Everything that happens is then written and judged like in any other visit.
///
/// # Errors
/// What is wrong with it, for a person to read.
pub fn may_open_without_order(opened: &Visit, person: PersonId, device: DeviceId) -> Result<(), &'static str> {
    let [first] = opened.events.as_slice() else {
        return Err("a visit without an order begins with its own assignment and nothing else");
    };
    let EventKind::Assigned { technician, replaces: None, reason, .. } = &first.record.kind else {
        return Err("a visit without an order begins with its own assignment");
    };
    if *technician != person || first.record.by != person || first.record.device != Some(device) {
        return Err("a technician opens a visit only for themselves");
    }
    if is_blank(reason) {
        return Err("say why there is no order yet (R-018)");
    }
    let written = opened.parts.is_empty()
        && opened.photos.is_empty()
        && opened.sign_offs.is_empty()
        && opened.answers.is_empty()
        && opened.findings.is_empty()
        && opened.treatment.is_empty();
    if !written || !opened.unreadable.is_empty() {
        return Err("a visit is opened empty");
    }
    Ok(())
}

fn is_assignment(event: &KeyedEvent) -> bool {
    matches!(event.record.kind, EventKind::Assigned { .. })
}
