//! Routes of devices for documents.

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use http::{HeaderMap, Response};
use model::id::DocumentId;
use model::wire::packed;
use model::wire::problem::Problem;
use model::wire::sync::MAX_BODY_BYTES;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::blocking;
use super::{body, config, decisions, desk, hand_in, reconcile, refused, service};
use crate::admission;
use crate::app::App;
use crate::auth::DeviceAuth;
use crate::error::ApiError;
use crate::http::path::IdPath;
use crate::store::documents::Standing;

/// The routes of this room. What devices exchange passes [`admission`](crate::admission) first.
pub(crate) fn routes(app: &App) -> OpenApiRouter<App> {
    let exchange = OpenApiRouter::new()
        .routes(routes!(sync))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .routes(routes!(whole_document))
        .merge(reconcile::routes());
    admission::before(app, exchange)
        .merge(config::routes())
        .merge(hand_in::routes())
        .merge(desk::routes())
        .merge(decisions::routes())
        .merge(refused::routes())
}

/// Push and pull in one round trip. Body and answer are frames under gzip; one bad document never holds back the others.
#[utoipa::path(
    post,
    path = "/v1/sync",
    tag = "devices",
    request_body(content = Vec<u8>, content_type = "application/vnd.fieldbook.sync", description = "A frame under gzip"),
    responses(
        (status = 200, description = "Understood; each document has its verdict", body = Vec<u8>, content_type = "application/vnd.fieldbook.sync"),
        (status = 400, description = "`malformed`: not a sync body; `upgrade_server`: of a protocol that this server is too old for. Nothing was written", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`epoch_changed`, `pos_ahead`: the cursor is of no use here; start over", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Send less at once", body = Problem, content_type = "application/problem+json"),
        (status = 426, description = "The application is too old", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too much waits to be judged; come later", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn sync(
    State(app): State<App>,
    auth: DeviceAuth,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Response<Body>, ApiError> {
    body::check_headers(&headers)?;
    let bytes = bytes.map_err(|rejection| ApiError::from_status(rejection.status()))?;
    service::sync(&app, &auth, bytes).await
}

/// A document whole: a frame under gzip with an empty header and one section, the packed history.
#[utoipa::path(
    get,
    path = "/v1/documents/{id}",
    tag = "devices",
    params(("id" = DocumentId, Path, description = "The document")),
    responses(
        (status = 200, description = "Every change of the document", body = Vec<u8>, content_type = "application/vnd.fieldbook.sync"),
        (status = 404, description = "No such document in this device's scope", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn whole_document(State(app): State<App>, auth: DeviceAuth, IdPath(id): IdPath<DocumentId>) -> Result<Response<Body>, ApiError> {
    let Standing::Has(_) = app.store.standing(auth.organisation, auth.person, id).await? else { return Err(ApiError::NotFound) };
    let raws = app.store.history(auth.organisation, id).await?;
    blocking(move || {
        let section = packed::encode(&raws).map_err(ApiError::internal)?;
        body::encode(&Empty {}, &[section])
    })
    .await?
}

#[derive(Serialize)]
struct Empty {}
