//! Days at the desk: the supervisor reads the daily reports in their register and closes a day; what comes after that corrects the sum
//! of its own day and is shown as a correction.

use axum::Json;
use axum::extract::State;
use model::documents::day::assessment::Assessment;
use model::documents::day::records::DayEventKind;
use model::documents::day::write::append_event;
use model::documents::kind::Assessed;
use model::id::{DocumentId, EventId};
use model::rules::check_text;
use model::wire::problem::Problem;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::desk::{Step, Write, act};
use crate::documents::record::{id_taken, unfit};
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::registers::row::RegisterRow;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(close_day))
}

/// Closes a day.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CloseDay {
    /// The event, made once and kept when it is sent again.
    id: EventId,
    /// A remark; may be empty.
    #[serde(default)]
    note: String,
}

/// Closes a day: what comes later is a correction of it. The same again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/days/{id}/close",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The day")),
    request_body = CloseDay,
    responses(
        (status = 200, description = "The day's row", body = RegisterRow),
        (status = 404, description = "No such day", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The id belongs to another event", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn close_day(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
    ApiJson(CloseDay { id: event, note }): ApiJson<CloseDay>,
) -> Result<Json<RegisterRow>, ApiError> {
    check_text(&note).map_err(unfit)?;
    let as_day = |assessed| if let Assessed::Day(assessment) = assessed { Some(*assessment) } else { None };
    act(&app, &who, id, as_day, move |assessment: &Assessment| {
        let kind = DayEventKind::Closed { note };
        if let Some(same) = assessment.day.events.iter().find(|known| known.id == event) {
            return if same.record.kind == kind { Ok(None) } else { Err(id_taken()) };
        }
        let write: Write = Box::new(move |doc, stamp| Ok(vec![append_event(doc, event, kind, stamp)?]));
        Ok(Some(Step { write, scope: Vec::new(), serves: None }))
    })
    .await?;
    Ok(Json(app.store.register_row(who.organisation, id).await?.ok_or(ApiError::NotFound)?))
}
