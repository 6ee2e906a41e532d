//! A document as the desk hands it out, with every change (`model::documents::export`).

use axum::body::Body;
use axum::extract::State;
use http::Response;
use model::documents::export::Export;
use model::documents::kind::{Assessed, DocumentKind, assess};
use model::id::DocumentId;
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::open::{judging, open};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::attachment::attachment;
use crate::http::path::IdPath;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(visit_export)).routes(routes!(repair_export))
}

/// A visit with every change and everything sealed on it, to be checked without this server (`fieldbook verify`).
#[utoipa::path(
    get, path = "/v1/desk/visits/{id}/export", tag = "desk",
    params(("id" = DocumentId, Path, description = "The visit")),
    responses(
        (status = 200, description = "The export, `fieldbook.visit.1` (docs/seal.md)", body = Vec<u8>, content_type = "application/json"),
        (status = 404, description = "No such visit", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn visit_export(State(app): State<App>, desk: DeskAuth, IdPath(id): IdPath<DocumentId>) -> Result<Response<Body>, ApiError> {
    export(&app, &desk, id, DocumentKind::Visit).await
}

/// A repair with every change and everything sealed on it, to be checked without this server (`fieldbook verify`).
#[utoipa::path(
    get, path = "/v1/desk/repairs/{id}/export", tag = "desk",
    params(("id" = DocumentId, Path, description = "The repair")),
    responses(
        (status = 200, description = "The export, `fieldbook.visit.1` (docs/seal.md)", body = Vec<u8>, content_type = "application/json"),
        (status = 404, description = "No such repair", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn repair_export(State(app): State<App>, desk: DeskAuth, IdPath(id): IdPath<DocumentId>) -> Result<Response<Body>, ApiError> {
    export(&app, &desk, id, DocumentKind::Repair).await
}

/// The document, if it is of this `kind`.
async fn export(app: &App, desk: &DeskAuth, id: DocumentId, kind: DocumentKind) -> Result<Response<Body>, ApiError> {
    let stored = app.store.document(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let doc = open(app, desk.organisation, &stored).await?;
    let changes = app.store.taken(desk.organisation, id).await?;
    let (organisation, now) = (desk.organisation, app.now());
    let work = move || {
        let number = match assess(&doc).map_err(ApiError::internal)? {
            Assessed::Visit(assessment) if kind == DocumentKind::Visit => assessment.visit.call_out.number.clone(),
            Assessed::Repair(assessment) if kind == DocumentKind::Repair => assessment.repair.opened.kind.receipt.clone(),
            _ => return Err(ApiError::NotFound),
        };
        let bytes = Export::of(kind, id, organisation, now, &changes).to_bytes().map_err(ApiError::internal)?;
        Ok((bytes, number))
    };
    let (bytes, number) = judging(&app.gates.desk, work).await??;
    attachment(bytes, "application/json", kind.word(), &number, "json")
}
