//! The address of another system: what it is told of, how it is doing, and the secret it shares with this server.

use model::id::WebhookId;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::event::EventType;

/// Which types of events; `None` for all, also those to come.
pub(crate) type Types = Option<Vec<EventType>>;

/// What a secret is made of; see [`super::secret`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Secret {
    /// Made by chance.
    pub(crate) salt: [u8; 24],
    /// Tells with which key outside the database it was made.
    pub(crate) key_check: [u8; 8],
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Why an address is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OffReason {
    /// A person switched it off.
    Person,
    /// It answered that it is gone (410).
    Gone,
    /// Nothing arrived for days.
    Failing,
}

impl OffReason {
    /// The stored word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }

    /// The reason that is stored as `word`.
    pub(crate) fn of(word: &str) -> Option<Self> {
        [Self::Person, Self::Gone, Self::Failing].into_iter().find(|reason| reason.word() == word)
    }
}

/// An address as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) id: WebhookId,
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) types: Types,
    pub(crate) secret: Secret,
    /// Salts before, and until when each counts.
    pub(crate) old_secrets: Vec<([u8; 24], Timestamp)>,
    pub(crate) made_by_name: String,
    pub(crate) made_at: Timestamp,
    pub(crate) changed_by_name: String,
    pub(crate) changed_at: Timestamp,
    pub(crate) off: Option<(OffReason, Timestamp)>,
    pub(crate) failing_since: Option<Timestamp>,
    pub(crate) delivered_at: Option<Timestamp>,
    /// Deliveries that wait.
    pub(crate) waiting: u64,
}

impl Endpoint {
    /// Until when events are also signed with a secret before.
    pub(crate) fn old_secrets_until(&self) -> Option<Timestamp> {
        self.old_secrets.iter().map(|(_, until)| *until).max()
    }
}

/// How an address is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EndpointState {
    /// What is sent arrives, or nothing was sent yet.
    Delivering,
    /// Nothing arrives, and it is tried again.
    Failing,
    /// Nothing is sent.
    Off,
}

/// An address without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EndpointView {
    /// Names it.
    id: WebhookId,
    /// Where events are posted to.
    url: String,
    /// What people call it; may be empty.
    description: String,
    /// Which types of events it is told of; absent for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    types: Option<Vec<EventType>>,
    /// How it is doing.
    state: EndpointState,
    /// Since when nothing arrives.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing_since: Option<Timestamp>,
    /// Since when it is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    off_at: Option<Timestamp>,
    /// Why it is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    off_reason: Option<OffReason>,
    /// When something last arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered_at: Option<Timestamp>,
    /// How many deliveries wait.
    waiting: u64,
    /// Until when events are also signed with the secret before.
    #[serde(skip_serializing_if = "Option::is_none")]
    old_secret_until: Option<Timestamp>,
    /// The key with which its secret was made is not here any more: nothing is sent until it gets a new secret.
    secret_lost: bool,
    /// Who made it.
    made_by_name: String,
    /// When.
    made_at: Timestamp,
    /// Who changed it last.
    changed_by_name: String,
    /// When.
    changed_at: Timestamp,
}

impl EndpointView {
    /// `endpoint` at `now`; `secret_lost` says what [`super::secret::Keys`] knows.
    pub(crate) fn of(endpoint: Endpoint, secret_lost: bool, now: Timestamp) -> Self {
        let state = match (endpoint.off, endpoint.failing_since) {
            (Some(_), _) => EndpointState::Off,
            (None, Some(_)) => EndpointState::Failing,
            (None, None) => EndpointState::Delivering,
        };
        let old_secret_until = endpoint.old_secrets_until().filter(|until| *until > now);
        Self {
            id: endpoint.id,
            url: endpoint.url,
            old_secret_until,
            description: endpoint.description,
            types: endpoint.types,
            state,
            failing_since: endpoint.failing_since,
            off_at: endpoint.off.map(|(_, at)| at),
            off_reason: endpoint.off.map(|(reason, _)| reason),
            delivered_at: endpoint.delivered_at,
            waiting: endpoint.waiting,
            secret_lost,
            made_by_name: endpoint.made_by_name,
            made_at: endpoint.made_at,
            changed_by_name: endpoint.changed_by_name,
            changed_at: endpoint.changed_at,
        }
    }
}
