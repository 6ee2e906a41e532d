//! Routes of deliveries: what was sent to an address and what came of it, sent again one by one or since a time, and tried out.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use model::id::WebhookId;
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::event::WebhookEvent;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;
use crate::store::webhooks::{Delivery, DeliveryAttempt, DeliveryQuery, DeliveryState};

/// Most deliveries of one page.
const MOST: u32 = 50;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(deliveries)).routes(routes!(replay)).routes(routes!(recover)).routes(routes!(test))
}

/// What was sent to an address, or is to be.
#[derive(Serialize, ToSchema)]
struct DeliveryView {
    /// Names the delivery at this address.
    id: i64,
    /// How far it is.
    state: DeliveryState,
    /// When it is tried next, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_at: Option<Timestamp>,
    /// When it was made.
    made_at: Timestamp,
    /// What is told.
    event: WebhookEvent,
    /// The last 20 tries, the newest first.
    attempts: Vec<DeliveryAttempt>,
}

/// A page of deliveries.
#[derive(Serialize, ToSchema)]
struct DeliveryPage {
    /// The newest first.
    deliveries: Vec<DeliveryView>,
    /// There may be older ones: ask with `before` set to this.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<i64>,
}

/// Which ones.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    state: Option<DeliveryState>,
    before: Option<i64>,
}

/// What is to be sent again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WebhookRecovery {
    /// Events from this instant on.
    since: Timestamp,
    /// Also those that arrived.
    #[serde(default)]
    all: bool,
}

/// How much is sent again.
#[derive(Serialize, ToSchema)]
struct WebhookRecovered {
    /// Events.
    events: u64,
}

/// A delivery that was made.
#[derive(Serialize, ToSchema)]
struct MadeDelivery {
    /// Names the delivery at this address.
    id: i64,
}

/// Deliveries to an address, the newest first.
#[utoipa::path(
    get, path = "/v1/desk/webhooks/{id}/deliveries", tag = "desk",
    params(
        ("id" = WebhookId, Path, description = "The address"),
        ("state" = Option<DeliveryState>, Query, description = "Only those that are so far"),
        ("before" = Option<i64>, Query, description = "Only those that were made before this one"),
    ),
    responses(
        (status = 200, description = "At most 50", body = DeliveryPage),
        (status = 404, description = "No such address", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn deliveries(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(id): IdPath<WebhookId>,
    ApiQuery(Which { state, before }): ApiQuery<Which>,
) -> Result<Json<DeliveryPage>, ApiError> {
    let found = app.store.webhook_deliveries(desk.organisation, id, DeliveryQuery { state, before, most: MOST }).await?;
    let found = found.ok_or(ApiError::NotFound)?;
    let before = found.last().filter(|_| found.len() == MOST as usize).map(|last| last.id);
    let deliveries = found.into_iter().map(|delivery| view(&app, delivery)).collect();
    Ok(Json(DeliveryPage { deliveries, before }))
}

/// Send a delivery again: the same event with the same id, on the schedule of a new one.
#[utoipa::path(
    post, path = "/v1/desk/webhooks/{id}/deliveries/{delivery}/replay", tag = "desk",
    params(("id" = WebhookId, Path, description = "The address"), ("delivery" = i64, Path, description = "The delivery")),
    responses(
        (status = 202, description = "It is sent again; to an address that is off once that is on again"),
        (status = 404, description = "No such address or delivery", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn replay(State(app): State<App>, desk: DeskAuth, IdPath((id, delivery)): IdPath<(WebhookId, i64)>) -> Result<StatusCode, ApiError> {
    let found = app.store.replay_webhook_delivery(desk.organisation, id, delivery, app.now()).await?;
    if found { Ok(StatusCode::ACCEPTED) } else { Err(ApiError::NotFound) }
}

/// Send everything that happened since a time and did not arrive, also what happened while the address was off or not there yet.
#[utoipa::path(
    post, path = "/v1/desk/webhooks/{id}/recover", tag = "desk", request_body = WebhookRecovery,
    params(("id" = WebhookId, Path, description = "The address")),
    responses(
        (status = 202, description = "How much is sent", body = WebhookRecovered),
        (status = 404, description = "No such address", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn recover(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(id): IdPath<WebhookId>,
    ApiJson(WebhookRecovery { since, all }): ApiJson<WebhookRecovery>,
) -> Result<(StatusCode, Json<WebhookRecovered>), ApiError> {
    let events = app.store.recover_webhook(desk.organisation, id, since, all, app.now()).await?.ok_or(ApiError::NotFound)?;
    Ok((StatusCode::ACCEPTED, Json(WebhookRecovered { events })))
}

/// Send an address an event of the type `webhook.test`, whatever types it asked for.
#[utoipa::path(
    post, path = "/v1/desk/webhooks/{id}/test", tag = "desk",
    params(("id" = WebhookId, Path, description = "The address")),
    responses(
        (status = 202, description = "It is sent; the deliveries say what came of it", body = MadeDelivery),
        (status = 404, description = "No such address", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: the address is off", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn test(State(app): State<App>, desk: DeskAuth, IdPath(id): IdPath<WebhookId>) -> Result<(StatusCode, Json<MadeDelivery>), ApiError> {
    if super::handlers::found(&app, &desk, id).await?.off.is_some() {
        return Err(ApiError::Conflict("The address is off. Switch it on first.".into()));
    }
    let id = app.store.test_webhook(desk.organisation, id, app.now()).await?.ok_or(ApiError::NotFound)?;
    Ok((StatusCode::ACCEPTED, Json(MadeDelivery { id })))
}

fn view(app: &App, delivery: Delivery) -> DeliveryView {
    let Delivery { id, event, state, next_at, made_at, attempts } = delivery;
    let next_at = (state == DeliveryState::Waiting).then_some(next_at);
    DeliveryView { id, state, next_at, made_at, event: WebhookEvent::of(event, app.config.public_url.as_deref()), attempts }
}
