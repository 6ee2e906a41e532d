//! What other systems are told: the types of events, and what one looks like on the wire.
//!
//! Events are thin: ids, numbers and how far things are, and the address at which the whole can be read by whoever may. No names, addresses
//! or telephone numbers of customers. `docs/webhooks.md` shows one of each.

use model::id::OrganisationId;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What an event's fields mean; grows when one changes its meaning or goes, not when one is added.
const VERSION: u32 = 1;

macro_rules! types {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal,)*) => {
        /// What can happen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        pub(crate) enum EventType {
            $($(#[doc = $doc])* #[serde(rename = $word)] $name,)*
        }

        impl EventType {
            /// Every type.
            pub(crate) const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word on the wire and in the database.
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What it means, in a sentence.
            pub(crate) fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),*),)* }
            }
        }
    };
}

types! {
    /// A call-out was entered.
    CallOutEntered = "call_out.entered",
    /// A call-out has another status: somebody is sent, it was withdrawn, taken up again, cleared, or is open again.
    CallOutChanged = "call_out.changed",
    /// The customer cleared a call-out: a visit of it is signed and nothing is awaited.
    CallOutCleared = "call_out.cleared",
    /// Somebody was sent, or a technician began a visit without an order.
    VisitCreated = "visit.created",
    /// Something that an event shows of a visit is different: status, technician, appointment, signature, number.
    VisitChanged = "visit.changed",
    /// The customer signed what the visit says.
    VisitSigned = "visit.signed",
    /// The customer did not sign.
    VisitSignOffRefused = "visit.sign_off_refused",
    /// Goods were taken along for repair.
    RepairTaken = "repair.taken",
    /// A repair has another status or number.
    RepairChanged = "repair.changed",
    /// Repaired goods are back at the customer's.
    RepairReturned = "repair.returned",
    /// A complaint was received.
    ComplaintReceived = "complaint.received",
    /// A complaint has another status or number.
    ComplaintChanged = "complaint.changed",
    /// A complaint was closed.
    ComplaintClosed = "complaint.closed",
    /// Somebody at the desk tries an address out; goes to that address alone.
    Test = "webhook.test",
}

impl EventType {
    /// The type with this word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    /// Its place among the events of the organisation.
    pub(crate) seq: u64,
    /// What other systems know it by.
    pub(crate) id: String,
    /// What happened.
    pub(crate) kind: EventType,
    /// When the server took it.
    pub(crate) at: Timestamp,
    /// Whose.
    pub(crate) organisation: OrganisationId,
    /// What it says; `url` is a path on this server.
    pub(crate) data: Map<String, Value>,
}

/// An event as other systems read it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WebhookEvent {
    /// What happened.
    #[serde(rename = "type")]
    kind: EventType,
    /// Names the event, also when it is sent again: whoever has it already leaves it at that.
    id: String,
    /// Its place among the events of the organisation: they may arrive in another order.
    seq: u64,
    /// When the server took it.
    at: Timestamp,
    /// Whose.
    organisation: OrganisationId,
    /// What the fields mean; grows when one changes its meaning.
    version: u32,
    /// What it says: ids, number, status, with `changed` and `before` what was different, and `url`, where the whole can be read.
    data: Map<String, Value>,
}

impl WebhookEvent {
    /// `event` with addresses on the server that people know as `public_url`, else with paths.
    pub(crate) fn of(event: Event, public_url: Option<&str>) -> Self {
        let Event { seq, id, kind, at, organisation, mut data } = event;
        if let (Some(base), Some(Value::String(path))) = (public_url, data.get_mut("url")) {
            path.insert_str(0, base.trim_end_matches('/'));
        }
        Self { kind, id, seq, at, organisation, version: VERSION, data }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_found_by_its_word_and_says_what_it_means() {
        for kind in EventType::ALL {
            assert_eq!(EventType::of(kind.word()), Some(*kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
            assert!(kind.meaning().ends_with('.'), "{kind:?}");
        }
    }
}
