//! Events read page by page, for who missed something or would rather ask than be told; and what the OpenAPI document says of them.

use axum::Json;
use axum::extract::State;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathItem, Paths, PathsBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{ContentBuilder, ObjectBuilder, Ref, Required, ResponseBuilder, Type};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::event::{EventType, WebhookEvent};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::query::ApiQuery;

/// Most events of one page.
const MOST: u32 = 500;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(events))
}

/// A page of events.
#[derive(Serialize, ToSchema)]
struct WebhookEventPage {
    /// In their order.
    events: Vec<WebhookEvent>,
    /// Whether there may be more: ask with `after` set to the last one's id.
    more: bool,
}

/// Which ones.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    after: Option<String>,
    limit: Option<u32>,
}

/// What happened, in order, as webhooks tell it; kept for 30 days.
#[utoipa::path(
    get, path = "/v1/desk/events", tag = "desk",
    params(
        ("after" = Option<String>, Query, description = "Id of the last event that is known; absent for the oldest that is kept"),
        ("limit" = Option<u32>, Query, description = "Most events, at most 500"),
    ),
    responses(
        (status = 200, description = "The oldest first", body = WebhookEventPage),
        (status = 400, description = "`malformed`", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: the event is not kept any more, or of another history of the server; read what there is from the beginning, and the rest from the things themselves", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn events(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { after, limit }): ApiQuery<Which>,
) -> Result<Json<WebhookEventPage>, ApiError> {
    let most = limit.unwrap_or(MOST).clamp(1, MOST);
    let Some(found) = app.store.webhook_events(desk.organisation, after, most).await? else {
        return Err(ApiError::Conflict(
            "The event named by after is not kept any more: events are kept for 30 days, and a restored server begins anew. Read from the \
             beginning, and what is older from the things themselves."
                .into(),
        ));
    };
    let more = found.len() == most as usize;
    let events = found.into_iter().map(|event| WebhookEvent::of(event, app.config.public_url.as_deref())).collect();
    Ok(Json(WebhookEventPage { events, more }))
}

/// The requests that other systems get, for the section `webhooks` of the OpenAPI document.
pub(crate) fn described() -> Paths {
    let header = |name: &str, what: &str| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some(what))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .build()
    };
    let of = |kind: &EventType| {
        let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("WebhookEvent"))).build();
        let operation = OperationBuilder::new()
            .summary(Some(kind.meaning().trim()))
            .parameter(header("webhook-id", "Id of the event; the same whenever it is sent again"))
            .parameter(header("webhook-timestamp", "When this was sent, in seconds since 1970 UTC"))
            .parameter(header(
                "webhook-signature",
                "`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`; several with spaces between while a secret is changed",
            ))
            .request_body(Some(RequestBodyBuilder::new().content("application/json", body).required(Some(Required::True)).build()))
            .response("2XX", ResponseBuilder::new().description("It arrived").build())
            .response("410", ResponseBuilder::new().description("The address is gone: it is switched off").build())
            .response(
                "default",
                ResponseBuilder::new().description("It is sent again, ten times in a little more than three days").build(),
            );
        PathItem::new(HttpMethod::Post, operation)
    };
    EventType::ALL.iter().fold(PathsBuilder::new(), |paths, kind| paths.path(kind.word(), of(kind))).build()
}
