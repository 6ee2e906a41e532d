//! Old parts at the desk: acknowledge the hand-over, ship, receive at the store, review, judge, claim, dispose of, note a discrepancy
//! (O-08; R-117…R-135).
//!
//! Left out: what is due and how many days it is late, which is a [ledger](crate::ledgers).

use axum::Json;
use axum::extract::State;
use model::documents::kind::Assessed;
use model::documents::old_part::assessment::Assessment;
use model::documents::old_part::records::{OldPartEventKind, Removed};
use model::id::DocumentId;
use model::rules::can_record_on_old_part;
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::record::{ChronicleView, Desk, NewEvent, record, view};
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::registers::row::RegisterRow;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(old_part)).routes(routes!(record_on_old_part))
}

fn desk() -> Desk<Assessment, Removed> {
    Desk {
        of: |assessed| if let Assessed::OldPart(assessment) = assessed { Some(*assessment) } else { None },
        chronicle: |assessment| &assessment.old_part,
        may: can_record_on_old_part,
    }
}

/// One old part with everything that happened to it.
#[utoipa::path(
    get,
    path = "/v1/desk/old-parts/{id}",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The old part")),
    responses(
        (status = 200, description = "The old part", body = ChronicleView<Removed, OldPartEventKind>),
        (status = 404, description = "No such old part", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn old_part(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
) -> Result<Json<ChronicleView<Removed, OldPartEventKind>>, ApiError> {
    Ok(Json(view(&app, &who, id, desk()).await?))
}

/// Records what happened to an old part. The same event again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/old-parts/{id}/events",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The old part")),
    request_body = NewEvent<OldPartEventKind>,
    responses(
        (status = 200, description = "The old part's row", body = RegisterRow),
        (status = 404, description = "No such old part", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "A rule stands in the way, or the id belongs to another event", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn record_on_old_part(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
    ApiJson(new): ApiJson<NewEvent<OldPartEventKind>>,
) -> Result<Json<RegisterRow>, ApiError> {
    Ok(Json(record(&app, &who, id, desk(), new).await?))
}
