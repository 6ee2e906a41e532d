//! What is where: places, what is in them, and the search in the catalogue for forms.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use model::reference::part::Part;
use model::stock::Place;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::names::Names;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::query::ApiQuery;
use crate::store::StoreError;
use crate::store::stock::{BalanceQuery, Sum};

/// Lines of one page, unless fewer are asked for.
const MOST_LINES: usize = 200;
/// Parts that a search in the catalogue answers.
const MOST_FOUND: u32 = 30;

/// A place where parts are kept.
#[derive(Serialize, ToSchema)]
struct PlaceView {
    /// The place in one word, for queries: `store/NAME`, `van/PERSON`.
    key: String,
    #[serde(flatten)]
    place: Place,
    /// What people call it: the store's name, the technician's.
    label: String,
    /// So many parts are there.
    parts: u64,
    /// Of so many of them more went out than the books know of.
    short: u64,
}

/// Places where parts are kept.
#[derive(Serialize, ToSchema)]
struct Places {
    /// Stores and stations that ever had parts, and every technician's van.
    places: Vec<PlaceView>,
}

/// So many of a part in a place.
#[derive(Serialize, ToSchema)]
pub(super) struct BalanceLine {
    /// The place in one word.
    pub(super) place: String,
    /// What people call the place.
    pub(super) place_label: String,
    /// What makes movements be of the same part, for queries.
    part: String,
    /// Material code; may be empty.
    part_number: String,
    /// Name of the part, as its newest movement has it.
    name: String,
    /// How many; below zero if more went out than the books know of.
    pub(super) quantity: i64,
    /// Pieces with a number of their own that are here.
    pub(super) serials: Vec<String>,
    /// Pieces that went out and that the books never knew here.
    missing_serials: Vec<String>,
    /// Book and shelf have to be compared.
    short: bool,
}

/// A page of balances.
#[derive(Serialize, ToSchema)]
struct Balances {
    /// By place and part.
    lines: Vec<BalanceLine>,
    /// Hand it back as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which balances.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    place: Option<String>,
    find: Option<String>,
    after: Option<String>,
    limit: Option<usize>,
}

/// What to look for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sought {
    find: String,
}

/// Parts of the catalogue.
#[derive(Serialize, ToSchema)]
struct FoundParts {
    /// The part with exactly this number first.
    parts: Vec<Part>,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(places)).routes(routes!(balances)).routes(routes!(find_parts))
}

/// Places where parts are kept: stores, stations, and the van of every technician.
#[utoipa::path(get, path = "/v1/desk/stock/places", tag = "desk", responses((status = 200, description = "The places", body = Places)))]
async fn places(State(app): State<App>, desk: DeskAuth) -> Result<Json<Places>, ApiError> {
    let names = Names::of(&app, desk.organisation).await?;
    let mut places = BTreeMap::new();
    for technician in app.store.technicians(desk.organisation).await? {
        let place = Place::Van { person: technician.id };
        places.insert(place.key(), PlaceView { key: place.key(), label: names.place(&place), place, parts: 0, short: 0 });
    }
    for found in app.store.stock_places(desk.organisation).await? {
        let place = Place::of_key(&found.place).ok_or(StoreError::Damaged("stock_side.place"))?;
        let view = PlaceView { key: found.place.clone(), label: names.place(&place), place, parts: found.parts, short: found.short };
        places.insert(found.place, view);
    }
    Ok(Json(Places { places: places.into_values().collect() }))
}

/// What is in the places where parts are kept: movements of the desk and of documents together.
#[utoipa::path(
    get, path = "/v1/desk/stock/balances", tag = "desk",
    params(
        ("place" = Option<String>, Query, description = "Only this place"),
        ("find" = Option<String>, Query, description = "Only parts whose number, name or initials contain this, and pieces whose number does"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<usize>, Query, description = "Most lines, at most 200"),
    ),
    responses(
        (status = 200, description = "A page of balances", body = Balances),
        (status = 400, description = "A place cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn balances(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { place, find, after, limit }): ApiQuery<Which>,
) -> Result<Json<Balances>, ApiError> {
    if place.as_deref().is_some_and(|place| Place::of_key(place).is_none()) {
        return Err(ApiError::Malformed("place: there is no such place".into()));
    }
    let unreadable = || ApiError::Malformed("after: hand back `next` of the page before".into());
    let after = after.map(|text| text.split_once('\n').map(|(place, part)| (place.to_owned(), part.to_owned())).ok_or_else(unreadable));
    let find = find.map(|find| find.trim().to_owned()).filter(|find| !find.is_empty());
    let most = limit.unwrap_or(MOST_LINES).clamp(1, MOST_LINES);
    let query = BalanceQuery { place, find, after: after.transpose()?, most, ..BalanceQuery::default() };
    let found = app.store.stock_sums(desk.organisation, query).await?;
    let names = Names::of(&app, desk.organisation).await?;
    let lines = lines(found.sums, &names);
    let next = lines.last().filter(|_| found.more).map(|last| format!("{}\n{}", last.place, last.part));
    Ok(Json(Balances { lines, next }))
}

/// Sums as lines, those of pieces folded into their part.
pub(super) fn lines(sums: Vec<Sum>, names: &Names) -> Vec<BalanceLine> {
    let mut lines: Vec<BalanceLine> = Vec::new();
    for sum in sums {
        if lines.last().is_none_or(|last| last.place != sum.place || last.part != sum.part) {
            let place_label = Place::of_key(&sum.place).map(|place| names.place(&place)).unwrap_or_default();
            lines.push(BalanceLine {
                place: sum.place,
                place_label,
                part: sum.part,
                part_number: sum.part_number,
                name: sum.name,
                quantity: 0,
                serials: Vec::new(),
                missing_serials: Vec::new(),
                short: false,
            });
        }
        let Some(line) = lines.last_mut() else { continue };
        line.quantity += sum.quantity;
        match sum.serial {
            Some(serial) if sum.quantity > 0 => line.serials.push(serial),
            Some(serial) => line.missing_serials.push(serial),
            None => {}
        }
        line.short = line.quantity < 0 || !line.missing_serials.is_empty();
    }
    lines
}

/// Parts of the catalogue whose number, name or initials contain something: what a form asks while somebody types or scans.
#[utoipa::path(
    get, path = "/v1/desk/stock/parts", tag = "desk",
    params(("find" = String, Query, description = "Part of a number, a name or its initials")),
    responses((status = 200, description = "At most 30 parts", body = FoundParts))
)]
async fn find_parts(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Sought { find }): ApiQuery<Sought>,
) -> Result<Json<FoundParts>, ApiError> {
    let found = app.store.find_parts(desk.organisation, find.trim().to_owned(), MOST_FOUND).await?;
    let parts = found.iter().map(|body| serde_json::from_str(body).map_err(|_| StoreError::Damaged("reference_row.body")));
    Ok(Json(FoundParts { parts: parts.collect::<Result<_, _>>()? }))
}
