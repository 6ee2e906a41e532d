//! Shipments of old parts to head office: several at once are labelled, packed on one list and sent (R-086, R-131; F-81, F-82, F-84).
//! What a part went through stands in its document; the shipment has the number and what was chosen. Events bear ids made from the
//! shipment and the part, so that a request that is sent again finishes what it began and doubles nothing.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use model::documents::chronicle::append_event;
use model::documents::old_part::assessment::Assessment;
use model::documents::old_part::records::OldPartEventKind;
use model::id::{DocumentId, EventId, ShipmentId};
use model::rules::{can_record_on_old_part, check_amount, check_line, check_old_part_event};
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::list::Listed;
use super::{old_part_of, today};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::desk::{Write, act_on_many};
use crate::documents::record::{against_a_rule, id_taken, unfit};
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::newest::{self, Which};
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;
use crate::registers::old_part::OldPartRow;
use crate::registers::row::RegisterData;
use crate::store::StoreError;
use crate::store::old_parts::{KeptShipment, OldPartQuery, ShipmentOutcome};

/// Most parts of one shipment.
const MOST_PARTS: usize = 200;
/// Shipments of one page.
const MOST_SHIPMENTS: u32 = 100;

/// What was chosen for a shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Chosen {
    /// The parts.
    parts: Vec<DocumentId>,
    /// What the freight costs, in **fen**; absent if it is asked for later.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    freight_fen: Option<i64>,
    /// In words; may be empty.
    #[serde(default)]
    remark: String,
}

/// A shipment to pack.
#[derive(Deserialize, ToSchema)]
struct NewShipment {
    /// The shipment, made once and kept when it is sent again.
    id: ShipmentId,
    #[serde(flatten)]
    chosen: Chosen,
}

/// What happens to all parts of a shipment.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case")]
enum ShipmentStep {
    /// It is on its way to head office.
    Ship {
        /// On which day.
        #[schema(value_type = String, format = Date)]
        on: NaiveDate,
    },
    /// The head-office store has it.
    Receive {
        /// Who received it.
        by_name: String,
    },
}

/// A shipment.
#[derive(Serialize, ToSchema)]
struct ShipmentView {
    /// The shipment.
    id: ShipmentId,
    /// Its number, and that of its packing list.
    number: String,
    /// When it was packed.
    at: Timestamp,
    /// Who packed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_name: Option<String>,
    /// What the freight costs, in **fen**.
    #[serde(skip_serializing_if = "Option::is_none")]
    freight_fen: Option<i64>,
    /// In words; may be empty.
    remark: String,
    /// So many parts were chosen.
    count: u64,
    /// The parts, as far as they are asked for one by one.
    parts: Vec<Listed>,
}

/// Shipments.
#[derive(Serialize, ToSchema)]
struct Shipments {
    /// The newest first, without their parts.
    shipments: Vec<ShipmentView>,
    /// Hand it back as `before` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(pack, shipments)).routes(routes!(shipment)).routes(routes!(step))
}

/// Packs several old parts for one shipment: label, packing list and, if it is known, freight. The same again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/old-parts/shipments",
    tag = "desk",
    request_body = NewShipment,
    responses(
        (status = 200, description = "The shipment", body = ShipmentView),
        (status = 409, description = "A part cannot be packed, or the id belongs to another shipment; the parts that are named were not packed", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn pack(State(app): State<App>, desk: DeskAuth, ApiJson(new): ApiJson<NewShipment>) -> Result<Json<ShipmentView>, ApiError> {
    let NewShipment { id, chosen } = new;
    let distinct: BTreeSet<DocumentId> = chosen.parts.iter().copied().collect();
    if distinct.len() != chosen.parts.len() || chosen.parts.is_empty() || chosen.parts.len() > MOST_PARTS {
        return Err(ApiError::Invalid("parts: between 1 and 200, each once".into()));
    }
    check_line(&chosen.remark).and_then(|()| chosen.freight_fen.map_or(Ok(()), check_amount)).map_err(unfit)?;
    if app.store.shipment(desk.organisation, id).await?.is_none() {
        all_may_be_packed(&app, &desk, &chosen.parts).await?;
    }
    let at = app.now();
    let series = format!("FJ{}", today(&app, &desk).await?.format("%y%m%d"));
    let body = serde_json::to_string(&chosen).map_err(ApiError::internal)?;
    let new = KeptShipment { id, number: String::new(), at, by: desk.person, body };
    let ShipmentOutcome::Kept(kept) = app.store.keep_shipment(desk.organisation, new, series).await? else {
        return Err(ApiError::Conflict("This id belongs to another shipment. Make a new one.".into()));
    };
    let number = kept.number.clone();
    let events = move |nth: usize, assessment: &Assessment| {
        let mut events = Vec::new();
        if !assessment.old_part.in_force().any(|event| matches!(event.record.kind, OldPartEventKind::Labelled { .. })) {
            events.push(("label", OldPartEventKind::Labelled { code: format!("{number}/{}", nth + 1) }));
        }
        events.push(("pack", OldPartEventKind::Packed { shipment: number.clone(), packing_list: number.clone() }));
        if let Some(amount_fen) = chosen.freight_fen {
            events.push(("freight", OldPartEventKind::FreightRequested { shipment: number.clone(), amount_fen }));
        }
        events
    };
    record_on_all(&app, &desk, &kept, events).await?;
    Ok(Json(view(&app, &desk, kept, true).await?))
}

/// Every part is there, goes back, and is with the storekeeper; what is not is named.
async fn all_may_be_packed(app: &App, desk: &DeskAuth, parts: &[DocumentId]) -> Result<(), ApiError> {
    let mut unfit = Vec::new();
    for part in parts {
        match app.store.register_row(desk.organisation, *part).await?.map(|row| row.what) {
            Some(RegisterData::OldPart(row)) if row.may_pack() => {}
            Some(RegisterData::OldPart(row)) => unfit.push(row.label()),
            _ => return Err(ApiError::Invalid("parts: there is no such old part".into())),
        }
    }
    if unfit.is_empty() {
        return Ok(());
    }
    Err(not_packed(&unfit.join(", ")))
}

/// Records on each part what `events` say of it, unless it is recorded; the first that cannot be is told.
async fn record_on_all<F>(app: &App, desk: &DeskAuth, kept: &KeptShipment, events: F) -> Result<(), ApiError>
where
    F: Fn(usize, &Assessment) -> Vec<(&'static str, OldPartEventKind)> + Clone + Send + 'static,
{
    let (shipment, person) = (kept.id, desk.person);
    let deeds = chosen(kept)?.parts.into_iter().enumerate().map(|(nth, document)| {
        let events = events.clone();
        let plan = move |assessment: &Assessment| {
            let mut new = Vec::new();
            for (step, kind) in events(nth, assessment) {
                let Some(id) = free_id(assessment, shipment, document, step, &kind)? else { continue };
                check_old_part_event(&kind).map_err(unfit)?;
                can_record_on_old_part(assessment, person, &kind).map_err(against_a_rule)?;
                new.push((id, kind));
            }
            let write: Write = Box::new(move |doc, stamp| new.into_iter().map(|(id, kind)| append_event(doc, id, kind, stamp)).collect());
            Ok(Some(write))
        };
        (document, vec![(nth, plan)])
    });
    let done = act_on_many(app, desk, deeds.collect(), old_part_of).await?;
    done.done.into_iter().try_for_each(|(_, outcome)| outcome.map(|_| ()))
}

/// Under which id a step is recorded; `None` if it is. What was struck is recorded anew, under the next one.
fn free_id(
    assessment: &Assessment,
    shipment: ShipmentId,
    document: DocumentId,
    step: &str,
    kind: &OldPartEventKind,
) -> Result<Option<EventId>, ApiError> {
    let known = &assessment.old_part;
    for turn in 0..=known.events.len() {
        let id = event_id(shipment, document, step, turn);
        if let Some(event) = known.in_force().find(|event| event.id == id) {
            return if event.record.kind == *kind { Ok(None) } else { Err(id_taken()) };
        }
        if !known.events.iter().any(|event| event.id == id) {
            let packs = matches!(kind, OldPartEventKind::Packed { .. });
            let row = OldPartRow::of(assessment);
            // Looked at again in the part's turn: another shipment may have taken it meanwhile.
            return if packs && !row.may_pack() { Err(not_packed(&row.label())) } else { Ok(Some(id)) };
        }
    }
    Err(id_taken())
}

fn not_packed(labels: &str) -> ApiError {
    let detail = format!("These do not go back, are not with the storekeeper, or are packed already: {labels}");
    ApiError::Conflict(detail.into())
}

/// The id of what a step of a shipment records on a part the `turn`-th time: always the same.
fn event_id(shipment: ShipmentId, document: DocumentId, step: &str, turn: usize) -> EventId {
    let mut digest = Sha256::new().chain_update(shipment.as_bytes()).chain_update(document.as_bytes()).chain_update(step);
    if turn > 0 {
        digest.update(turn.to_string());
    }
    let digest = digest.finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, of)| *byte = of);
    EventId::from_bytes(bytes)
}

fn chosen(kept: &KeptShipment) -> Result<Chosen, StoreError> {
    serde_json::from_str(&kept.body).map_err(|_| StoreError::Damaged("old_part_shipment.body"))
}

/// Shipments, the newest first.
#[utoipa::path(
    get,
    path = "/v1/desk/old-parts/shipments",
    tag = "desk",
    params(
        ("before" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most shipments, at most 100"),
    ),
    responses(
        (status = 200, description = "A page of shipments", body = Shipments),
        (status = 400, description = "The query cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn shipments(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { before, limit }): ApiQuery<Which>,
) -> Result<Json<Shipments>, ApiError> {
    let most = limit.unwrap_or(MOST_SHIPMENTS).clamp(1, MOST_SHIPMENTS);
    let mut kept = app.store.shipments(desk.organisation, newest::before(before.as_deref())?, most + 1).await?;
    let next = newest::cut(&mut kept, most, |last| (last.at, last.id));
    let mut shipments = Vec::new();
    for kept in kept {
        shipments.push(view(&app, &desk, kept, false).await?);
    }
    Ok(Json(Shipments { shipments, next }))
}

/// One shipment with its parts: the packing list and the labels (F-81, F-82).
#[utoipa::path(
    get,
    path = "/v1/desk/old-parts/shipments/{id}",
    tag = "desk",
    params(("id" = ShipmentId, Path, description = "The shipment")),
    responses(
        (status = 200, description = "The shipment", body = ShipmentView),
        (status = 404, description = "No such shipment", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn shipment(State(app): State<App>, desk: DeskAuth, IdPath(id): IdPath<ShipmentId>) -> Result<Json<ShipmentView>, ApiError> {
    let kept = app.store.shipment(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(view(&app, &desk, kept, true).await?))
}

/// Sends a whole shipment, or receives it at the head-office store. The same again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/old-parts/shipments/{id}/steps",
    tag = "desk",
    params(("id" = ShipmentId, Path, description = "The shipment")),
    request_body = ShipmentStep,
    responses(
        (status = 200, description = "The shipment", body = ShipmentView),
        (status = 404, description = "No such shipment", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "A rule stands in the way, or the step is recorded otherwise", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn step(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(id): IdPath<ShipmentId>,
    ApiJson(step): ApiJson<ShipmentStep>,
) -> Result<Json<ShipmentView>, ApiError> {
    let kept = app.store.shipment(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let event = match step {
        ShipmentStep::Ship { on } => ("ship", OldPartEventKind::Shipped { shipment: kept.number.clone(), on }),
        ShipmentStep::Receive { by_name } => ("receive", OldPartEventKind::ReceivedAtStore { by_name }),
    };
    check_old_part_event(&event.1).map_err(unfit)?;
    let number = kept.number.clone();
    // A part that was taken off the shipment since stays where it is.
    let events = move |_, assessment: &Assessment| {
        if assessment.old_part.shipment() == Some(number.as_str()) { vec![event.clone()] } else { Vec::new() }
    };
    record_on_all(&app, &desk, &kept, events).await?;
    Ok(Json(view(&app, &desk, kept, true).await?))
}

async fn view(app: &App, desk: &DeskAuth, kept: KeptShipment, whole: bool) -> Result<ShipmentView, ApiError> {
    let Chosen { parts: chosen, freight_fen, remark } = chosen(&kept)?;
    let mut parts = Vec::new();
    if whole {
        let on = today(app, desk).await?;
        let query = OldPartQuery {
            shipment: Some(kept.number.clone()),
            most: 2 * u32::try_from(MOST_PARTS).unwrap_or(200),
            ..OldPartQuery::default()
        };
        let mut rows = app.store.old_parts(desk.organisation, query).await?.rows;
        rows.sort_by_key(|row| chosen.iter().position(|part| *part == row.id));
        parts = rows.into_iter().filter_map(|row| Listed::of(row, on)).collect();
    }
    let names = app.store.names(desk.organisation).await?;
    Ok(ShipmentView {
        id: kept.id,
        number: kept.number,
        at: kept.at,
        by_name: names.get(&kept.by).cloned(),
        freight_fen,
        remark,
        count: u64::try_from(chosen.len()).map_err(ApiError::internal)?,
        parts,
    })
}
