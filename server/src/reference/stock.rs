//! Stock movements that the desk writes: parts received, issued to a technician, corrected after counting (R-074, R-239…R-241). They
//! are only ever added; sending the same ones again changes nothing.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use model::id::MovementId;
use model::reference::row::unknown_field;
use model::stock::{Flag, Movement};
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::desk::{Faults, MAX_ROWS, MAX_ROWS_BYTES};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::live;
use crate::store::reference::MovementsOutcome;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(keep_movements)).layer(DefaultBodyLimit::max(MAX_ROWS_BYTES))
}

/// Movements to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMovements {
    /// The movements, each with an id that the desk made once and keeps when it sends again.
    #[schema(value_type = Vec<Movement>)]
    movements: Vec<Value>,
}

/// What became of movements.
#[derive(Serialize, ToSchema)]
struct MovementsKept {
    /// So many are new.
    added: u64,
    /// So many were known.
    known: u64,
    /// What breaks a rule of the trade, by movement; it was taken all the same.
    flagged: Vec<FlaggedMovement>,
}

/// A movement that somebody should look at.
#[derive(Serialize, ToSchema)]
struct FlaggedMovement {
    /// Which.
    id: MovementId,
    /// Why.
    flags: Vec<Flag>,
}

/// Keep stock movements: all of the request or nothing of it.
#[utoipa::path(
    post, path = "/v1/desk/stock/movements", tag = "desk", request_body = NewMovements,
    responses(
        (status = 200, description = "Kept", body = MovementsKept),
        (status = 409, description = "`conflict`: an id belongs to another movement", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 10,000 movements or 32 MiB", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: every movement that cannot be taken, one a line; nothing was taken", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn keep_movements(
    State(app): State<App>,
    who: DeskAuth,
    ApiJson(new): ApiJson<NewMovements>,
) -> Result<Json<MovementsKept>, ApiError> {
    if new.movements.len() > MAX_ROWS {
        return Err(ApiError::TooLarge);
    }
    let movements = tokio::task::spawn_blocking(move || checked(&new.movements)).await.map_err(ApiError::internal)??;
    let flagged = movements.iter().map(|movement| FlaggedMovement { id: movement.id, flags: movement.flags() });
    let flagged = flagged.filter(|flagged| !flagged.flags.is_empty()).collect();
    let total = movements.len() as u64;
    let people = live::moved(&movements);
    match app.store.keep_movements(who.organisation, who.person, app.now(), movements).await? {
        MovementsOutcome::Kept { known } => {
            app.pokes.poke(who.organisation, &people, None);
            Ok(Json(MovementsKept { added: total - known, known, flagged }))
        }
        MovementsOutcome::Taken(ids) => {
            let ids: Vec<String> = ids.iter().map(MovementId::to_string).collect();
            let detail = format!("These ids belong to other movements; a correction is a movement of its own: {}", ids.join(", "));
            Err(ApiError::Conflict(detail.into()))
        }
    }
}

/// Every movement read and checked, or every one that cannot be taken.
fn checked(rows: &[Value]) -> Result<Vec<Movement>, ApiError> {
    let mut faults = Faults::default();
    let mut movements = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        match read(row) {
            Ok(movement) => {
                if movements.insert(movement.id, movement).is_some() {
                    faults.add(place, "id: is there twice");
                }
            }
            Err(why) => faults.add(place, why),
        }
    }
    faults.none_or_refused()?;
    Ok(movements.into_values().collect())
}

fn read(row: &Value) -> Result<Movement, String> {
    let movement: Movement = serde_json::from_value(row.clone()).map_err(|error| error.to_string())?;
    movement.check().map_err(|fault| fault.to_string())?;
    let kept = serde_json::to_value(&movement).map_err(|error| error.to_string())?;
    unknown_field(row, &kept).map_or(Ok(movement), |field| Err(format!("{field}: there is no such field")))
}
