//! Numbered pieces of one product or vehicle: what is fitted now, and every swap that led there (R-078, R-079, O-07). A swap that was
//! struck is none. What two people say of one piece is not decided here: both swaps stay, and [`conflicts`](super::conflicts) shows them.

use axum::Json;
use axum::extract::State;
use model::documents::visit::records::SwapKind;
use model::id::DocumentId;
use model::reference::asset::asset_key;
use model::rules::is_blank;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::entry::{Body, Fitting, KeptEntry, Ledger};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::query::ApiQuery;

/// A piece that is fitted.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct FittedPiece {
    /// What it is.
    what: SwapKind,
    /// Name.
    name: String,
    /// Its number.
    serial: String,
    /// Since when, by the clock there.
    since: Timestamp,
}

/// A swap of a numbered piece.
#[derive(Debug, Serialize, ToSchema)]
struct SwapOfPiece {
    /// The visit or repair.
    document: DocumentId,
    /// When, by the clock there.
    at: Timestamp,
    #[serde(flatten)]
    swap: Fitting,
}

/// What is fitted in a product or vehicle.
#[derive(Debug, Serialize, ToSchema)]
struct Fitted {
    /// What is fitted now, the longest first.
    now: Vec<FittedPiece>,
    /// Every swap, the oldest first.
    history: Vec<SwapOfPiece>,
}

/// Of which product or vehicle.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    number: String,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(fitted))
}

/// Numbered pieces that are fitted in a product or vehicle, and how they came there.
#[utoipa::path(
    get,
    path = "/v1/desk/fitted",
    tag = "desk",
    params(("number" = String, Query, description = "The vehicle's plate, or the product's serial")),
    responses(
        (status = 200, description = "What is fitted; nothing if nothing is known of it", body = Fitted),
        (status = 400, description = "No number", body = model::wire::problem::Problem, content_type = "application/problem+json"),
    )
)]
async fn fitted(State(app): State<App>, desk: DeskAuth, ApiQuery(Which { number }): ApiQuery<Which>) -> Result<Json<Fitted>, ApiError> {
    let mut entries = app.store.ledger_about(desk.organisation, Ledger::Fitted, vec![asset_key(&number)]).await?;
    entries.sort_by(|one, other| (one.entry.at, one.document, &one.entry.key).cmp(&(other.entry.at, other.document, &other.entry.key)));
    let swap = |kept: KeptEntry| match kept.entry.body {
        Body::Fitted(swap) => Some(SwapOfPiece { document: kept.document, at: kept.entry.at, swap }),
        _ => None,
    };
    let history: Vec<SwapOfPiece> = entries.into_iter().filter_map(swap).collect();
    Ok(Json(Fitted { now: now(&history), history }))
}

/// What is fitted after these swaps, in order: a piece goes when a later swap takes its number out.
fn now(history: &[SwapOfPiece]) -> Vec<FittedPiece> {
    let mut pieces: Vec<FittedPiece> = Vec::new();
    for SwapOfPiece { at, swap, .. } in history {
        pieces.retain(|piece| piece.what != swap.what || asset_key(&piece.serial) != asset_key(&swap.old_serial));
        if !is_blank(&swap.new_serial) {
            pieces.push(FittedPiece { what: swap.what, name: swap.name.clone(), serial: swap.new_serial.clone(), since: *at });
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swap(at: i64, what: SwapKind, old: &str, new: &str) -> SwapOfPiece {
        let swap = Fitting {
            what,
            number: "C1".into(),
            name: "x".into(),
            part_number: String::new(),
            old_serial: old.into(),
            new_serial: new.into(),
        };
        SwapOfPiece { document: DocumentId::from_bytes([1; 16]), at: Timestamp::from_ms(at), swap }
    }

    /// numbers of terminals and cards are told apart; what was taken out is fitted no more.
    #[test]
    fn a_piece_is_fitted_until_a_later_swap_takes_it_out() {
        let history = [swap(1, SwapKind::Terminal, "1", "2a"), swap(2, SwapKind::Sim, "8", "2A"), swap(3, SwapKind::Terminal, "2A ", "3")];
        let serials: Vec<String> = now(&history).into_iter().map(|piece| piece.serial).collect();
        assert_eq!(serials, ["2A", "3"]);
    }
}
