//! Goods for repair, at the desk: take them in at the counter, hand them over, fill the repair card, inspect, decide, move the promise, tell the customer,
//! return (O-02; …R-106). Handing them to a technician gives that technician the document.
//!
//! Left out: taking goods along and the customer's signatures, which happen on a device.

mod counter;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use http::Response;
use model::documents::kind::Assessed;
use model::documents::repair::assessment::Assessment;
use model::documents::repair::records::{Inspector, RepairEventKind, Taken};
use model::id::DocumentId;
use model::rules::can_record_on_repair;
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::counter::NewRepair;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::documents::paper::{Printed, paper};
use crate::documents::record::{ChronicleView, Desk, NewEvent, record, view};
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::registers::row::RegisterRow;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(take_in_goods))
        .routes(routes!(repair))
        .routes(routes!(record_on_repair))
        .routes(routes!(repair_paper))
}

fn desk() -> Desk<Assessment, Taken> {
    Desk {
        of: |assessed| if let Assessed::Repair(assessment) = assessed { Some(*assessment) } else { None },
        chronicle: |assessment| &assessment.repair,
        may: can_record_on_repair,
    }
}

/// Takes goods in for repair that were brought to the counter, with the counter's next receipt. The same id again changes
/// nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/repairs",
    tag = "desk",
    request_body = NewRepair,
    responses(
        (status = 200, description = "The repair's row, with its receipt", body = RegisterRow),
        (status = 409, description = "The id belongs to another document", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn take_in_goods(State(app): State<App>, who: DeskAuth, ApiJson(new): ApiJson<NewRepair>) -> Result<Json<RegisterRow>, ApiError> {
    Ok(Json(counter::take_in(&app, &who, new).await?))
}

/// One repair with everything that happened to it.
#[utoipa::path(
    get,
    path = "/v1/desk/repairs/{id}",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The repair")),
    responses(
        (status = 200, description = "The repair", body = ChronicleView<Taken, RepairEventKind>),
        (status = 404, description = "No such repair", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn repair(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
) -> Result<Json<ChronicleView<Taken, RepairEventKind>>, ApiError> {
    Ok(Json(view(&app, &who, id, desk()).await?))
}

/// Records what happened to a repair. The same event again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/repairs/{id}/events",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The repair")),
    request_body = NewEvent<RepairEventKind>,
    responses(
        (status = 200, description = "The repair's row", body = RegisterRow),
        (status = 403, description = "A leader decides what follows, and inspects as supervisor", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such repair", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "A rule stands in the way, or the id belongs to another event", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn record_on_repair(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
    ApiJson(new): ApiJson<NewEvent<RepairEventKind>>,
) -> Result<Json<RegisterRow>, ApiError> {
    let (event, what) = new.into_parts();
    // A superior's to decide, and the supervisor's to inspect.
    if matches!(what, RepairEventKind::FateDecided { .. } | RepairEventKind::Inspected { role: Inspector::Supervisor, .. }) {
        who.require(Permission::DecisionsWrite)?;
    }
    Ok(Json(record(&app, &who, id, desk(), NewEvent::new(event, what)).await?))
}

/// What the customer signed for goods as one PDF, the taking and then the return: byte for byte what the device gives the customer.
#[utoipa::path(
    get,
    path = "/v1/desk/repairs/{id}/paper.pdf",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The repair")),
    responses(
        (status = 200, description = "The PDF (PDF/A-3b), the sealed records attached", body = Vec<u8>, content_type = "application/pdf"),
        (status = 404, description = "No such repair, or nothing is sealed on it", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The records do not fit a paper", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn repair_paper(State(app): State<App>, who: DeskAuth, IdPath(id): IdPath<DocumentId>) -> Result<Response<Body>, ApiError> {
    let print = |assessed: Assessed| match assessed {
        Assessed::Repair(assessment) => Some(Printed::of(&assessment.records(), "receipt", &assessment.repair.opened.kind.receipt)),
        _ => None,
    };
    paper(&app, who.organisation, id, print).await
}
