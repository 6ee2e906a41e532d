//! What is there twice and may be there once: a piece fitted in two swaps, a receipt number given twice (E6), two open repair
//! cards for one item, a complaint's number given twice. Both stay as they are; a person has to look.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use model::id::DocumentId;
use model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::entry::{Body, KeptEntry, Ledger, PaperKind, SerialUse};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;

/// Most entries that are looked at: more conflicts than anybody settles in a day.
const MOST: u32 = 1_000;

/// A piece that was fitted in several swaps.
#[derive(Debug, Serialize, ToSchema)]
struct SerialTwice {
    /// Its number.
    serial: String,
    /// Where it was fitted.
    uses: Vec<SerialUseView>,
}

/// One of the swaps.
#[derive(Debug, Serialize, ToSchema)]
struct SerialUseView {
    /// The visit or repair.
    document: DocumentId,
    /// When, by the clock there.
    at: Timestamp,
    #[serde(flatten)]
    fitted: SerialUse,
}

/// A number or card that is there several times.
#[derive(Debug, Serialize, ToSchema)]
struct PaperTwice {
    /// What it is.
    paper: PaperKind,
    /// Its number, or model and serial of the item.
    number: String,
    /// The documents.
    documents: Vec<DocumentId>,
}

/// Everything that is there twice.
#[derive(Debug, Serialize, ToSchema)]
struct Conflicts {
    /// Pieces fitted in several swaps.
    serials: Vec<SerialTwice>,
    /// Receipts, repair cards and complaint numbers.
    papers: Vec<PaperTwice>,
    /// There may be more than is shown.
    more: bool,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(conflicts))
}

/// What is there twice across documents.
#[utoipa::path(
    get,
    path = "/v1/desk/conflicts",
    tag = "desk",
    responses((status = 200, description = "Everything that is there twice", body = Conflicts))
)]
async fn conflicts(State(app): State<App>, desk: DeskAuth) -> Result<Json<Conflicts>, ApiError> {
    let serials = app.store.ledger_twice(desk.organisation, Ledger::Serials, MOST).await?;
    let papers = app.store.ledger_twice(desk.organisation, Ledger::Papers, MOST).await?;
    let full = |entries: &[KeptEntry]| entries.len() == usize::try_from(MOST).unwrap_or(usize::MAX);
    let more = full(&serials) || full(&papers);
    let mut pieces: BTreeMap<String, SerialTwice> = BTreeMap::new();
    for KeptEntry { document, entry } in serials {
        let Body::Serials(fitted) = entry.body else { continue };
        let piece = pieces.entry(entry.subject).or_insert_with(|| SerialTwice { serial: fitted.serial.clone(), uses: Vec::new() });
        piece.uses.push(SerialUseView { document, at: entry.at, fitted });
    }
    let mut numbers: BTreeMap<String, PaperTwice> = BTreeMap::new();
    for KeptEntry { document, entry } in papers {
        let Body::Papers(paper) = entry.body else { continue };
        let twice = PaperTwice { paper: paper.what, number: paper.number, documents: Vec::new() };
        numbers.entry(entry.subject).or_insert(twice).documents.push(document);
    }
    Ok(Json(Conflicts { serials: pieces.into_values().collect(), papers: numbers.into_values().collect(), more }))
}
