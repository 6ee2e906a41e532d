//! Actions on many visits in one request: for a desk that does the same for a day's visits, or comes back after a time without a line.
//!
//! Each action is judged like one that comes alone ([`actions`](super::actions)) and has its own answer; one that is refused stops no
//! other. Actions on the same visit are judged in their order, each on what those before it left.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use model::documents::kind::Assessed;
use model::documents::visit::assessment::Assessment;
use model::id::DocumentId;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::NewAction;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::desk::{Deeds, Done, Write, act_on_many};
use crate::error::ApiError;
use crate::http::json::FoldedJson;

/// Most actions of one request.
const MOST_ACTIONS: usize = 1_000;
/// Most of them on one visit: each is judged on the whole visit anew.
const MOST_ON_ONE: usize = 20;
/// Longest body, in **bytes** when it is unfolded.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Actions to record.
#[derive(Debug, Deserialize, ToSchema)]
struct ManyActions {
    /// At most 1,000, each for a visit, at most 20 for the same.
    actions: Vec<ActionOnVisit>,
}

/// An action for a visit.
#[derive(Debug, Deserialize, ToSchema)]
struct ActionOnVisit {
    /// The visit.
    visit: DocumentId,
    #[serde(flatten)]
    new: NewAction,
}

/// What became of many actions.
#[derive(Debug, Serialize, ToSchema)]
struct ManyRecorded {
    /// What became of each, in the order of the request.
    results: Vec<ActionOutcome>,
    /// The place that the board reached with them, as `GET /v1/desk/visits` has it; absent if nothing was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
}

/// What became of one action.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[schema(as = Recorded)]
enum ActionOutcome {
    /// It is durable.
    Recorded {
        /// Number of the visit's last change, as the organisation's log counts changes.
        change: u64,
    },
    /// It was recorded before, or the visit says so already.
    Known,
    /// Nothing of it was written.
    Refused {
        /// The stable word for why, as in a problem.
        code: String,
        /// What is the matter, for a person.
        detail: String,
        /// Send it again after so many **seconds**; absent if the same will be refused again, or the server failed.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after_s: Option<u32>,
    },
}

/// What writes an action to the visit as it stands.
type Judge = Box<dyn FnOnce(&Assessment) -> Result<Option<Write>, ApiError> + Send>;

/// The routes of this room.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(record_on_visits)).layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
}

/// Records actions on many visits, each judged like one that comes alone. The body may come with `Content-Encoding: gzip`. The same event
/// again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/visits/actions",
    tag = "desk",
    request_body = ManyActions,
    responses(
        (status = 200, description = "What became of each, in the order of the request", body = ManyRecorded),
        (status = 400, description = "The body or an action in it cannot be read; nothing was written", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 1 MiB; nothing was written", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "More than 1,000 actions, or more than 20 on one visit; nothing was written", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn record_on_visits(
    State(app): State<App>,
    desk: DeskAuth,
    FoldedJson(ManyActions { actions }): FoldedJson<ManyActions, MAX_BODY_BYTES>,
) -> Result<Json<ManyRecorded>, ApiError> {
    if actions.len() > MOST_ACTIONS {
        return Err(ApiError::Invalid(format!("actions: at most {MOST_ACTIONS}").into()));
    }
    let count = actions.len();
    let mut by_visit: BTreeMap<DocumentId, Vec<(usize, Judge)>> = BTreeMap::new();
    for (place, ActionOnVisit { visit, new }) in actions.into_iter().enumerate() {
        let chance = app.clone();
        let allowed = desk.require(new.needs());
        let judge: Judge = Box::new(move |assessment| allowed.and_then(|()| new.plan(assessment, &chance)));
        by_visit.entry(visit).or_default().push((place, judge));
    }
    if by_visit.values().any(|actions| actions.len() > MOST_ON_ONE) {
        return Err(ApiError::Invalid(format!("actions: at most {MOST_ON_ONE} on one visit").into()));
    }
    let deeds: Vec<Deeds<Judge>> = by_visit.into_iter().collect();
    let mut all = act_on_many(&app, &desk, deeds, Assessed::into_visit).await?;
    all.done.sort_unstable_by_key(|(place, _)| *place);
    let results: Vec<ActionOutcome> = all.done.into_iter().map(|(_, outcome)| ActionOutcome::of(&app, outcome)).collect();
    if results.len() != count {
        return Err(ApiError::internal("an action has no answer"));
    }
    Ok(Json(ManyRecorded { results, seq: all.board }))
}

impl ActionOutcome {
    fn of(app: &App, outcome: Result<Done, ApiError>) -> Self {
        match outcome {
            Ok(Done::Written(change)) => Self::Recorded { change },
            Ok(Done::Known) => Self::Known,
            Err(error) => {
                if let ApiError::Internal(cause) = &error {
                    tracing::error!(error = %cause, "an action on a visit failed");
                }
                let Problem { code, detail, retry_after_s, .. } = error.problem(app.now());
                Self::Refused { code, detail, retry_after_s }
            }
        }
    }
}
