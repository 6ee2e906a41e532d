//! Sends what is due, until the server stops.
//!
//! What is due stands in the database, so that nothing is lost when the process ends: a try that was not written down is made again (at
//! least once). Each address has a few places of its own, one while it fails, so that one that is slow holds up no other.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use model::id::WebhookId;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use super::event::WebhookEvent;
use super::schedule::{Outcome, after_failure};
use super::send::{Headers, Sent, Why};
use crate::app::App;
use crate::store::StoreError;
use crate::store::webhooks::{Due, Tried};

/// How long after a change an event is sent at the latest, if nothing is in the way.
const BETWEEN: Duration = Duration::from_secs(1);
/// Tries to one address at the same time.
const EACH: usize = 4;
/// The same while nothing arrives there.
const EACH_FAILING: usize = 1;
/// Tries at the same time.
const ALL: usize = 256;
/// How long a delivery keeps its place if its try could not be written down, so that nobody is sent the same all the time.
const HELD: Duration = Duration::from_secs(30);
/// How long tries under way may go on when the server stops.
const LAST: Duration = Duration::from_secs(5);

/// Which tries are under way.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<()>,
    /// Which delivery to which address each task tries.
    known: HashMap<Id, (WebhookId, i64)>,
    of: BTreeMap<WebhookId, BTreeSet<i64>>,
}

impl UnderWay {
    /// Begins with what is due and has a place.
    async fn fill(&mut self, app: &App) -> Result<(), StoreError> {
        let due = app.store.due_webhook_deliveries(app.now(), 2 * u32::try_from(EACH).unwrap_or(u32::MAX)).await?;
        for due in due {
            let places = if due.endpoint.failing_since.is_some() { EACH_FAILING } else { EACH };
            let key = (due.endpoint.id, due.id);
            let own = self.of.entry(key.0).or_default();
            if self.tasks.len() < ALL && own.len() < places && own.insert(key.1) {
                let app = app.clone();
                let task = self.tasks.spawn(async move { attempt(&app, due).await });
                self.known.insert(task.id(), key);
            }
        }
        self.of.retain(|_, own| !own.is_empty());
        Ok(())
    }

    /// Waits until a try ends; `false` if none is under way.
    async fn one_ends(&mut self) -> bool {
        let task = match self.tasks.join_next_with_id().await {
            None => return false,
            Some(Ok((task, ()))) => task,
            Some(Err(error)) => {
                tracing::error!(%error, "a try of a webhook broke; it is made again");
                error.id()
            }
        };
        if let Some((endpoint, delivery)) = self.known.remove(&task)
            && let Some(own) = self.of.get_mut(&endpoint)
        {
            own.remove(&delivery);
        }
        true
    }
}

/// Sends what is due until `stop` fires; tries under way may end then.
pub(crate) async fn keep(app: App, stop: CancellationToken) {
    let mut under_way = UnderWay::default();
    loop {
        if let Err(error) = under_way.fill(&app).await {
            tracing::warn!(%error, "what is to be sent could not be read; tried again");
        }
        tokio::select! {
            () = stop.cancelled() => break,
            true = under_way.one_ends() => {}
            () = tokio::time::sleep(BETWEEN) => {}
        }
    }
    let ended = async { while under_way.one_ends().await {} };
    if tokio::time::timeout(LAST, ended).await.is_err() {
        tracing::info!("webhooks that were being sent are sent again after the next start");
    }
}

/// Sends everything that is due now, and waits for it.
pub(crate) async fn work_off(app: &App) -> Result<(), StoreError> {
    let mut under_way = UnderWay::default();
    loop {
        under_way.fill(app).await?;
        if !under_way.one_ends().await {
            return Ok(());
        }
    }
}

/// One try, written down.
async fn attempt(app: &App, due: Due) {
    let Due { id, endpoint, event, tries } = due;
    let at = app.now();
    let began = Instant::now();
    let name = event.id.clone();
    let sent = match serde_json::to_vec(&WebhookEvent::of(event, app.config.public_url.as_deref())) {
        _ if app.webhooks.keys.lost(&endpoint) => Sent::failed(Why::SecretLost),
        Ok(body) => {
            let signature = app.webhooks.keys.sign(&endpoint, &name, at, &body);
            app.webhooks.sender.send(&endpoint.url, Headers { id: name, at, signature }, body, at).await
        }
        Err(error) => {
            tracing::error!(%error, event = name, "an event cannot be written as JSON");
            Sent::failed(Why::Unreadable)
        }
    };
    let outcome = match sent.error {
        None => Outcome::Delivered,
        Some(Why::Gone) => Outcome::Gone,
        Some(_) => {
            let chance = app.random::<1>().map_or(0, |[chance]| chance);
            after_failure(app.now(), tries, sent.asked_s, chance)
        }
    };
    let tried = Tried {
        delivery: id,
        endpoint: endpoint.id,
        url: endpoint.url,
        at,
        duration_ms: u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX),
        status: sent.status,
        error: sent.error.map(Why::word),
        answer: sent.answer,
        outcome,
    };
    match app.store.webhook_tried(tried).await {
        Ok(None) => {}
        Ok(Some(reason)) => {
            tracing::warn!(webhook.id = %endpoint.id, reason = reason.word(), "an address of another system was switched off")
        }
        // It waits as before, and is sent again: at least once.
        Err(error) => {
            tracing::warn!(%error, delivery = id, "how a try ended could not be written down; it is made again");
            tokio::time::sleep(HELD).await;
        }
    }
}
