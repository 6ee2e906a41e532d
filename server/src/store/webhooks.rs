//! What happened, for other systems: events, the addresses that are told of them, and what became of telling.

use async_trait::async_trait;
use model::id::{OrganisationId, PersonId, WebhookId};
use model::time::Timestamp;

use super::StoreError;
use crate::webhooks::endpoint::{Endpoint, OffReason, Secret, Types};
use crate::webhooks::event::Event;
use crate::webhooks::schedule::Outcome;

/// An address to keep.
pub(crate) struct NewEndpoint {
    pub(crate) organisation: OrganisationId,
    pub(crate) id: WebhookId,
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) types: Types,
    pub(crate) secret: Secret,
    pub(crate) by: PersonId,
    pub(crate) at: Timestamp,
}

/// What is to change about an address; what is `None` stays.
pub(crate) struct EndpointChange {
    pub(crate) url: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) types: Option<Types>,
    /// Switched on, or off by a person.
    pub(crate) on: Option<bool>,
    pub(crate) by: PersonId,
    pub(crate) at: Timestamp,
}

/// What was delivered, or is to be.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) id: i64,
    pub(crate) event: Event,
    pub(crate) state: DeliveryState,
    /// When it is to be tried next, while it waits.
    pub(crate) next_at: Timestamp,
    pub(crate) made_at: Timestamp,
    /// The last ones, the newest first.
    pub(crate) attempts: Vec<DeliveryAttempt>,
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeliveryState {
    /// To be tried, now or again.
    Waiting,
    /// The other system accepted it.
    Delivered,
    /// Every try failed.
    Failed,
}

/// One try.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct DeliveryAttempt {
    /// The how many-th, from 1.
    pub(crate) number: u32,
    /// When it began.
    pub(crate) at: Timestamp,
    /// How long it took, in **milliseconds**.
    pub(crate) duration_ms: u32,
    /// The status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// What went wrong, in a word: `docs/webhooks.md` explains each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    /// How the answer began.
    pub(crate) answer: String,
}

/// A delivery that is to be tried now.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub(crate) id: i64,
    pub(crate) endpoint: Endpoint,
    pub(crate) event: Event,
    /// How often it was tried before, in this run.
    pub(crate) tries: u32,
}

/// What became of a new address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Creation {
    /// It is kept.
    Made,
    /// There are too many.
    TooMany,
    /// There is one under this id, or was.
    Known,
}

/// How a try ended, to be written down.
#[derive(Debug, Clone)]
pub(crate) struct Tried {
    pub(crate) delivery: i64,
    pub(crate) endpoint: WebhookId,
    /// Where it was sent to: the address may have changed since.
    pub(crate) url: String,
    pub(crate) at: Timestamp,
    pub(crate) duration_ms: u32,
    pub(crate) status: Option<u16>,
    pub(crate) error: Option<&'static str>,
    pub(crate) answer: String,
    pub(crate) outcome: Outcome,
}

/// Which deliveries of an address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeliveryQuery {
    pub(crate) state: Option<DeliveryState>,
    /// Only those that were made before this one.
    pub(crate) before: Option<i64>,
    pub(crate) most: u32,
}

/// Events and addresses.
#[async_trait]
pub(crate) trait WebhookStore: Send + Sync {
    /// Events behind the one called `after`, or from the oldest that is kept, in their order; at most `most`. `None` if `after` is not
    /// kept (any more).
    async fn webhook_events(
        &self,
        organisation: OrganisationId,
        after: Option<String>,
        most: u32,
    ) -> Result<Option<Vec<Event>>, StoreError>;

    /// Forgets events from before `until` but the last of each organisation, their deliveries, and removed addresses that have none left; at most `most` events. Answers
    /// how many went.
    async fn forget_webhook_events(&self, until: Timestamp, most: u32) -> Result<usize, StoreError>;

    /// Every address of the organisation, the oldest first.
    async fn webhooks(&self, organisation: OrganisationId) -> Result<Vec<Endpoint>, StoreError>;

    /// One address.
    async fn webhook(&self, organisation: OrganisationId, id: WebhookId) -> Result<Option<Endpoint>, StoreError>;

    /// Keeps an address, unless the organisation has `most` already.
    async fn create_webhook(&self, new: NewEndpoint, most: u32) -> Result<Creation, StoreError>;

    /// Changes an address; `false` if there is none. Switched on again, what waits is sent at once.
    async fn change_webhook(&self, organisation: OrganisationId, id: WebhookId, change: EndpointChange) -> Result<bool, StoreError>;

    /// Gives an address another secret; the one before counts until `old_until`. `false` if there is no such address.
    async fn rotate_webhook(
        &self,
        organisation: OrganisationId,
        id: WebhookId,
        secret: Secret,
        old_until: Timestamp,
        by: PersonId,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Removes an address with what waits for it; `false` if there is none.
    async fn remove_webhook(&self, organisation: OrganisationId, id: WebhookId, at: Timestamp) -> Result<bool, StoreError>;

    /// Makes an event of the type `webhook.test` for one address alone and answers its delivery; `None` if there is no such address.
    async fn test_webhook(&self, organisation: OrganisationId, id: WebhookId, at: Timestamp) -> Result<Option<i64>, StoreError>;

    /// Deliveries of an address, the newest first; `None` if there is no such address.
    async fn webhook_deliveries(
        &self,
        organisation: OrganisationId,
        id: WebhookId,
        query: DeliveryQuery,
    ) -> Result<Option<Vec<Delivery>>, StoreError>;

    /// Sends a delivery again, from now on; `false` if there is none.
    async fn replay_webhook_delivery(
        &self,
        organisation: OrganisationId,
        id: WebhookId,
        delivery: i64,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Sends everything that happened since `since` and did not arrive, or with `all` also what did. Answers how many; `None` if there is no
    /// such address.
    async fn recover_webhook(
        &self,
        organisation: OrganisationId,
        id: WebhookId,
        since: Timestamp,
        all: bool,
        at: Timestamp,
    ) -> Result<Option<u64>, StoreError>;

    /// What is to be tried at `now`, of every address that is on at most `most_each`, the longest due first.
    async fn due_webhook_deliveries(&self, now: Timestamp, most_each: u32) -> Result<Vec<Due>, StoreError>;

    /// Writes down how a try ended. Answers why the address was switched off, if it was by this.
    async fn webhook_tried(&self, tried: Tried) -> Result<Option<OffReason>, StoreError>;
}

impl DeliveryState {
    /// The stored word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// The state that is stored as `word`.
    pub(crate) fn of(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Delivered, Self::Failed].into_iter().find(|state| state.word() == word)
    }
}
