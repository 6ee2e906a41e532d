//! Making checkpoints: when somebody asks for one, and by the way, after an hour with entries or after 1,000 of them. No clock runs for
//! it: whoever has just written looks whether one is due and makes it, beside the writer, which goes on meanwhile.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::id::OrganisationId;
use model::log::{Checkpoint, LogHead};
use model::time::Timestamp;

use crate::app::App;
use crate::error::ApiError;
use crate::store::log::KeptCheckpoint;

/// Most entries without a checkpoint.
const ENTRIES: u64 = 1_000;
/// Longest time with entries and without a checkpoint, in **milliseconds**.
const APART_MS: i64 = 3_600_000;

/// Where the newest checkpoint of each organisation is, as far as this process knows.
#[derive(Default)]
pub(crate) struct Checkpoints {
    last: Mutex<HashMap<OrganisationId, Last>>,
}

/// The newest checkpoint, or the one that is being made.
#[derive(Debug, Clone, Copy)]
struct Last {
    size: u64,
    at: Timestamp,
}

impl Last {
    fn is_due(self, head: LogHead, now: Timestamp) -> bool {
        head.size > self.size && (head.size - self.size >= ENTRIES || now.as_ms().abs_diff(self.at.as_ms()) >= APART_MS.unsigned_abs())
    }
}

impl Checkpoints {
    /// Whether a checkpoint should be looked into for a log with this head. Answers yes once: it counts as made then.
    fn claim(&self, organisation: OrganisationId, head: LogHead, now: Timestamp) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.get(&organisation).is_none_or(|last| last.is_due(head, now));
        if due {
            last.insert(organisation, Last { size: head.size, at: now });
        }
        due
    }

    fn set(&self, organisation: OrganisationId, kept: Option<Last>) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match kept {
            Some(kept) => last.insert(organisation, kept),
            None => last.remove(&organisation),
        };
    }
}

/// Looks after a commit whether a checkpoint is due, and makes it. That it could not be made is logged: what was committed stands.
pub(crate) async fn after_commit(app: &App, organisation: OrganisationId, log: Option<LogHead>) {
    let Some(head) = log else { return };
    let now = app.now();
    if !app.checkpoints.claim(organisation, head, now) {
        return;
    }
    if let Err(error) = make_if_due(app, organisation, head, now).await {
        app.checkpoints.set(organisation, None);
        tracing::warn!(error = ?error, "a checkpoint of the log was not made; the next commit tries again");
    }
}

async fn make_if_due(app: &App, organisation: OrganisationId, head: LogHead, now: Timestamp) -> Result<(), ApiError> {
    let newest = app.store.newest_checkpoint(organisation).await?.map(|kept| Last { size: kept.size, at: kept.at });
    match newest {
        Some(newest) if !newest.is_due(head, now) => app.checkpoints.set(organisation, Some(newest)),
        _ => drop(make(app, organisation).await?),
    }
    Ok(())
}

/// A checkpoint of the log as it is now, signed and kept.
pub(crate) async fn make(app: &App, organisation: OrganisationId) -> Result<KeptCheckpoint, ApiError> {
    let head = app.store.log_head(organisation).await?;
    let at = app.now();
    let keys = app.organisation_keys.clone();
    let sign = move || -> Result<String, ApiError> {
        let key = keys.of(organisation).map_err(ApiError::internal)?;
        Checkpoint::of(organisation, head, at).sign(key.as_ref()).map_err(ApiError::internal)
    };
    let token = tokio::task::spawn_blocking(sign).await.map_err(ApiError::internal)??;
    let made = KeptCheckpoint { size: head.size, at, token };
    app.store.keep_checkpoint(organisation, made.clone()).await?;
    app.checkpoints.set(organisation, Some(Last { size: made.size, at }));
    Ok(made)
}

#[cfg(test)]
mod tests {
    use model::log::Link;

    use super::*;

    #[test]
    fn a_checkpoint_is_due_after_many_entries_or_after_an_hour_with_some() {
        let last = Last { size: 10, at: Timestamp::from_ms(APART_MS) };
        let head = |size| LogHead { size, link: Link::from_bytes([0; 32]) };
        let at = |ms| Timestamp::from_ms(APART_MS + ms);
        assert!(!last.is_due(head(1_009), at(APART_MS - 1)));
        assert!(last.is_due(head(1_010), at(0)));
        assert!(last.is_due(head(11), at(APART_MS)));
        assert!(!last.is_due(head(10), at(APART_MS)), "without a new entry there is nothing to sign");
        assert!(last.is_due(head(11), Timestamp::from_ms(0)), "a clock that went back does not stop it");
    }

    #[test]
    fn of_several_commits_one_makes_the_checkpoint() {
        let checkpoints = Checkpoints::default();
        let organisation = OrganisationId::from_bytes([1; 16]);
        let head = |size| LogHead { size, link: Link::from_bytes([0; 32]) };
        let now = Timestamp::from_ms(APART_MS);
        assert!(checkpoints.claim(organisation, head(5), now), "nothing is known yet");
        assert!(!checkpoints.claim(organisation, head(6), now));
        assert!(checkpoints.claim(organisation, head(1_005), now));
        checkpoints.set(organisation, None);
        assert!(checkpoints.claim(organisation, head(1_006), now), "after a failure the next one tries again");
    }
}
