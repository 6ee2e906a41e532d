//! Routes of addresses: listed, made, changed, given another secret, tried out, removed.

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

use super::address;
use super::endpoint::{Endpoint, EndpointView};
use super::event::EventType;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::store::webhooks::{Creation, EndpointChange, NewEndpoint};

/// Most addresses of one organisation.
const MOST_ENDPOINTS: u32 = 20;
/// Longest description, in characters.
const MOST_DESCRIBED: usize = 200;
/// How long a secret counts after there is another one, in **milliseconds**: a day.
const OLD_SECRET_MS: i64 = 24 * 3_600_000;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(change)).routes(routes!(rotate)).routes(routes!(remove))
}

/// An address to tell.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWebhook {
    /// The address, made once and kept when it is sent again; absent, the server makes it.
    #[serde(default)]
    id: Option<WebhookId>,
    /// Where events are posted to: `https`, on the internet, at most 2,000 bytes.
    url: String,
    /// What people call it, at most 200 characters.
    #[serde(default)]
    description: String,
    /// Which types of events it is told of; absent for all, also those to come.
    #[serde(default)]
    types: Option<Vec<EventType>>,
}

/// What is to change about an address; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WebhookChange {
    /// Where events are posted to.
    #[serde(default)]
    url: Option<String>,
    /// What people call it.
    #[serde(default)]
    description: Option<String>,
    /// Which types of events it is told of.
    #[serde(default)]
    types: Option<Vec<EventType>>,
    /// Told of all types, also those to come; not together with `types`.
    #[serde(default)]
    all_types: bool,
    /// Switched on or off.
    #[serde(default)]
    on: Option<bool>,
}

/// An address with its secret, which is shown once.
#[derive(Serialize, ToSchema)]
struct MadeWebhook {
    /// The address.
    webhook: EndpointView,
    /// With what its events are signed: `whsec_` and base64.
    secret: String,
}

/// Another secret, shown once.
#[derive(Serialize, ToSchema)]
struct NewSecret {
    /// With what events are signed from now on.
    secret: String,
    /// Until when they are also signed with the one before; absent if that cannot be told any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    old_secret_until: Option<Timestamp>,
}

/// All addresses of other systems, the oldest first.
#[utoipa::path(
    get, path = "/v1/desk/webhooks", tag = "desk",
    responses((status = 200, description = "The oldest first", body = Vec<EndpointView>))
)]
async fn list(State(app): State<App>, desk: DeskAuth) -> Result<Json<Vec<EndpointView>>, ApiError> {
    let all = app.store.webhooks(desk.organisation).await?;
    Ok(Json(all.into_iter().map(|endpoint| view(&app, endpoint)).collect()))
}

/// Tell another system what happens from now on.
#[utoipa::path(
    post, path = "/v1/desk/webhooks", tag = "desk", request_body = NewWebhook,
    responses(
        (status = 201, description = "The address with its secret, shown once", body = MadeWebhook),
        (status = 403, description = "`forbidden`: a key calls, or somebody who may not see the work", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: there are 20 addresses already, or it was made already", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: the address, the description or the types", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn make(
    State(app): State<App>,
    desk: DeskAuth,
    ApiJson(new): ApiJson<NewWebhook>,
) -> Result<(StatusCode, Json<MadeWebhook>), ApiError> {
    // An address is told what who keeps it may see.
    desk.require(Permission::WorkRead)?;
    let now = app.now();
    let id = match new.id {
        Some(id) => id,
        None => WebhookId::from_parts(now, app.random()?),
    };
    let secret = app.webhooks.keys.secret(app.random()?);
    let row = NewEndpoint {
        organisation: desk.organisation,
        id,
        url: url(&app, &new.url)?,
        description: description(&new.description)?,
        types: new.types.map(types).transpose()?,
        secret,
        by: desk.person,
        at: now,
    };
    let refused = match app.store.create_webhook(row, MOST_ENDPOINTS).await? {
        Creation::Made => None,
        Creation::TooMany => Some("There are 20 addresses already. Remove one that is not used any more."),
        Creation::Known => Some("This address was made already, and its secret was shown then. Make another secret if nobody has it."),
    };
    if let Some(text) = refused {
        return Err(ApiError::Conflict(text.into()));
    }
    tracing::info!(webhook.id = %id, person.id = %desk.person, "an address of another system was added");
    let webhook = view(&app, found(&app, &desk, id).await?);
    Ok((StatusCode::CREATED, Json(MadeWebhook { webhook, secret: app.webhooks.keys.shown(id, &secret.salt) })))
}

/// Change an address, or switch it on or off. Switched on again, what waits is sent at once.
#[utoipa::path(
    post, path = "/v1/desk/webhooks/{id}", tag = "desk", request_body = WebhookChange,
    params(("id" = WebhookId, Path, description = "The address")),
    responses(
        (status = 200, description = "The address as it is now", body = EndpointView),
        (status = 403, description = "`forbidden`: a key calls, or somebody who may not see the work", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such address", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: the address, the description or the types", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(id): IdPath<WebhookId>,
    ApiJson(change): ApiJson<WebhookChange>,
) -> Result<Json<EndpointView>, ApiError> {
    // An address is told what who keeps it may see.
    desk.require(Permission::WorkRead)?;
    let of_types = match (change.types, change.all_types) {
        (Some(_), true) => return Err(ApiError::Invalid("types: some or all, not both".into())),
        (Some(some), false) => Some(Some(types(some)?)),
        (None, true) => Some(None),
        (None, false) => None,
    };
    let row = EndpointChange {
        url: change.url.map(|text| url(&app, &text)).transpose()?,
        description: change.description.map(|text| description(&text)).transpose()?,
        types: of_types,
        on: change.on,
        by: desk.person,
        at: app.now(),
    };
    if !app.store.change_webhook(desk.organisation, id, row).await? {
        return Err(ApiError::NotFound);
    }
    tracing::info!(webhook.id = %id, person.id = %desk.person, "an address of another system was changed");
    Ok(Json(view(&app, found(&app, &desk, id).await?)))
}

/// Give an address another secret. For a day events are signed with both, so that the other system can change over.
#[utoipa::path(
    post, path = "/v1/desk/webhooks/{id}/rotate", tag = "desk",
    params(("id" = WebhookId, Path, description = "The address")),
    responses(
        (status = 200, description = "The new secret, shown once", body = NewSecret),
        (status = 403, description = "`forbidden`: a key calls, or somebody who may not see the work", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such address", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn rotate(State(app): State<App>, desk: DeskAuth, IdPath(id): IdPath<WebhookId>) -> Result<Json<NewSecret>, ApiError> {
    // An address is told what who keeps it may see.
    desk.require(Permission::WorkRead)?;
    let now = app.now();
    let secret = app.webhooks.keys.secret(app.random()?);
    if !app.store.rotate_webhook(desk.organisation, id, secret, now.plus_ms(OLD_SECRET_MS), desk.person, now).await? {
        return Err(ApiError::NotFound);
    }
    tracing::info!(webhook.id = %id, person.id = %desk.person, "an address of another system has another secret");
    let old_secret_until = found(&app, &desk, id).await?.old_secrets_until();
    Ok(Json(NewSecret { secret: app.webhooks.keys.shown(id, &secret.salt), old_secret_until }))
}

/// Remove an address: nothing is sent there any more.
#[utoipa::path(
    post, path = "/v1/desk/webhooks/{id}/remove", tag = "desk",
    params(("id" = WebhookId, Path, description = "The address")),
    responses(
        (status = 204, description = "Nothing is sent there any more"),
        (status = 404, description = "No such address", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn remove(State(app): State<App>, desk: DeskAuth, IdPath(id): IdPath<WebhookId>) -> Result<StatusCode, ApiError> {
    if !app.store.remove_webhook(desk.organisation, id, app.now()).await? {
        return Err(ApiError::NotFound);
    }
    tracing::info!(webhook.id = %id, person.id = %desk.person, "an address of another system was removed");
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn found(app: &App, desk: &DeskAuth, id: WebhookId) -> Result<Endpoint, ApiError> {
    app.store.webhook(desk.organisation, id).await?.ok_or(ApiError::NotFound)
}

fn view(app: &App, endpoint: Endpoint) -> EndpointView {
    let lost = app.webhooks.keys.lost(&endpoint);
    EndpointView::of(endpoint, lost, app.now())
}

fn url(app: &App, text: &str) -> Result<String, ApiError> {
    let read = address::read(text, app.config.webhook_private_targets);
    read.map(String::from).map_err(|why| ApiError::Invalid(why.into()))
}

fn description(text: &str) -> Result<String, ApiError> {
    let text = text.trim();
    if text.chars().count() > MOST_DESCRIBED || text.chars().any(char::is_control) {
        return Err(ApiError::Invalid("description: at most 200 characters and no control characters".into()));
    }
    Ok(text.to_owned())
}

/// The types once each, in the order of the catalogue.
fn types(asked: Vec<EventType>) -> Result<Vec<EventType>, ApiError> {
    let types: Vec<_> = EventType::ALL.iter().copied().filter(|kind| asked.contains(kind)).collect();
    if types.is_empty() {
        return Err(ApiError::Invalid("types: name one at least, or leave it out for all".into()));
    }
    Ok(types)
}
