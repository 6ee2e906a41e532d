//! What the server does by itself when a day comes: call-outs of maintenance plans are entered, notices of ending contracts are raised,
//! offices that are late with a complaint are reminded, and old events for other systems are forgotten.
//!
//! A round asks the server's clock what is due and does what is not done yet; what a round did it finds in the database, so that two rounds
//! do the same as one, and a round after a stop catches up. Left out: anything that a request would have to wait for.

use std::time::Duration;

use model::id::OrganisationId;
use model::policy::local_date;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::error::ApiError;
use crate::{contracts, plans, policies, webhooks};

/// How long lies between two rounds.
const BETWEEN: Duration = Duration::from_secs(60);

/// What one round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    /// How many days of maintenance plans were entered.
    pub days_entered: usize,
    /// How many notices of ending contracts were raised.
    pub notices_raised: usize,
    /// How many events for other systems were forgotten, because their time is over.
    pub events_forgotten: usize,
    /// How many papers to offices that are late with a complaint were raised.
    pub reminders_raised: usize,
    /// How often something failed, for an organisation or for all; the next round tries again.
    pub failed: usize,
}

/// How far something came that is done piece by piece: a piece that fails holds up no other, and is tried again in the next round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Came {
    /// How many pieces were done.
    pub(crate) done: usize,
    /// How many failed.
    pub(crate) failed: usize,
}

/// Makes rounds until `stop` fires.
pub(crate) async fn keep(app: App, stop: CancellationToken) {
    loop {
        make(&app).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(BETWEEN) => {}
        }
    }
}

/// One round through all organisations. One that fails holds up no other.
pub(crate) async fn make(app: &App) -> Round {
    let mut round = Round::default();
    let organisations = match app.store.organisations().await {
        Ok(organisations) => organisations,
        Err(error) => {
            tracing::warn!(%error, "the organisations could not be read; the next round tries again");
            return Round { failed: 1, ..round };
        }
    };
    for (organisation, _) in organisations {
        match of(app, organisation).await {
            Ok(done) => {
                round.days_entered += done.days_entered;
                round.notices_raised += done.notices_raised;
                round.reminders_raised += done.reminders_raised;
                round.failed += done.failed;
            }
            Err(error) => {
                round.failed += 1;
                tracing::warn!(%organisation, error = ?error, "what is due could not be done; the next round tries again");
            }
        }
    }
    match webhooks::forget(app).await {
        Ok(forgotten) => round.events_forgotten = forgotten,
        Err(error) => {
            round.failed += 1;
            tracing::warn!(%error, "old events could not be forgotten; the next round tries again");
        }
    }
    round
}

/// The round of one organisation, in its turn. What fails of it is counted and holds up nothing else.
pub(crate) async fn of(app: &App, organisation: OrganisationId) -> Result<Round, ApiError> {
    let app = app.clone();
    // In a task of its own: a caller that hangs up leaves nothing half done.
    let work = tokio::spawn(async move {
        let _turn = app.numbering.lock(organisation).await;
        let today = local_date(app.now(), policies::time_zone(&app, organisation).await?);
        let mut round = Round::default();
        let notices = contracts::raise_notices(&app, organisation, today).await;
        let notices = done(organisation, "notices of ending contracts", notices, &mut round.failed);
        round.notices_raised = notices.done;
        let plans = done(organisation, "maintenance plans", plans::enter_due(&app, organisation, today).await, &mut round.failed);
        round.days_entered = plans.done;
        round.failed += notices.failed + plans.failed;
        let reminders = app.store.raise_complaint_notes(organisation, app.now()).await.map_err(ApiError::from);
        round.reminders_raised = done(organisation, "reminders of late complaints", reminders, &mut round.failed);
        Ok(round)
    });
    work.await.map_err(ApiError::internal)?
}

/// What was done; of what failed, nothing, and it is told.
fn done<T: Default>(organisation: OrganisationId, what: &str, came: Result<T, ApiError>, failed: &mut usize) -> T {
    came.unwrap_or_else(|error| {
        *failed += 1;
        tracing::warn!(%organisation, what, error = ?error, "what is due could not be done; the next round tries again");
        T::default()
    })
}
