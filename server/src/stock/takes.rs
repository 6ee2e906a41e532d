//! Stock-takes (R-239; F-87): begin, count by person, end, book the differences with a reason. Sheets are kept; a place can be counted
//! again at any time. What moved before a count and is heard of after its booking shows as a difference that is left.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use model::id::{CountId, EventId, MovementId, StockTakeId};
use model::rules::{check_line, is_blank};
use model::stock::take::{Count, TakeLine, corrections, take_lines};
use model::stock::{Movement, Place};
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::names::Names;
use super::notes::series;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::newest::{self, Which};
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;
use crate::live;
use crate::store::StoreError;
use crate::store::stock::{BookOutcome, KeptCount, KeptTake, NewBooking, Sheet, TakeOutcome};

/// Stock-takes of one page.
const MOST_TAKES: u32 = 200;
/// Counts of one request.
const MOST_COUNTS: usize = 2_000;

/// A stock-take to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTake {
    /// The stock-take, made once and kept when it is sent again.
    id: StockTakeId,
    /// What is counted: a store, a station or a van.
    place: Place,
    /// Book values are not shown while people count.
    #[serde(default)]
    blind: bool,
}

/// Counts to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCounts {
    /// The counts, each with an id made once and kept when it is sent again.
    counts: Vec<Count>,
}

/// Whether people count.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Closing {
    /// Counting has ended; `false` lets it go on.
    closed: bool,
}

/// Differences to book.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Booking {
    /// The booking, made once and kept when it is sent again.
    id: EventId,
    /// Why book and shelf differ.
    reason: String,
}

/// A stock-take.
#[derive(Serialize, ToSchema)]
struct TakeView {
    /// The stock-take.
    id: StockTakeId,
    /// Its number.
    number: String,
    /// The place in one word.
    place: String,
    /// What people call the place.
    place_label: String,
    /// Book values are not shown while people count.
    blind: bool,
    /// When it began.
    began_at: Timestamp,
    /// Who began it.
    #[serde(skip_serializing_if = "Option::is_none")]
    began_by_name: Option<String>,
    /// When counting ended; absent while people count.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<Timestamp>,
    /// Who ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_by_name: Option<String>,
}

/// Stock-takes.
#[derive(Serialize, ToSchema)]
struct Takes {
    /// The newest first.
    takes: Vec<TakeView>,
    /// Hand it back as `before` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A line of the sheet.
#[derive(Serialize, ToSchema)]
struct LineView {
    /// Material code; may be empty.
    part_number: String,
    /// Name of the part.
    name: String,
    /// The piece, if it bears a number of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<String>,
    /// How many the books had when it was counted; absent while people count blind.
    #[serde(skip_serializing_if = "Option::is_none")]
    book: Option<i64>,
    /// How many were counted; absent while nobody has counted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    counted: Option<u32>,
    /// Counted less book, as far as it is not booked; absent while people count blind or nobody has counted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<i64>,
    /// Every count of it, the oldest first; the last one stands.
    counts: Vec<CountView>,
}

/// A count.
#[derive(Serialize, ToSchema)]
struct CountView {
    /// The count.
    id: CountId,
    /// How many.
    quantity: u32,
    /// When.
    at: Timestamp,
    /// Who counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_name: Option<String>,
}

/// A booking.
#[derive(Serialize, ToSchema)]
struct BookingView {
    /// When.
    at: Timestamp,
    /// Who booked.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_name: Option<String>,
    /// Why book and shelf differed.
    reason: String,
    /// The movements it came to.
    movements: Vec<MovementId>,
}

/// The sheet of a stock-take.
#[derive(Serialize, ToSchema)]
struct SheetView {
    #[serde(flatten)]
    take: TakeView,
    /// By part and piece.
    lines: Vec<LineView>,
    /// Lines that nobody has counted.
    uncounted: u64,
    /// Lines whose difference is not booked.
    differing: u64,
    /// What was booked, the oldest first.
    bookings: Vec<BookingView>,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(begin, takes))
        .routes(routes!(sheet))
        .routes(routes!(count))
        .routes(routes!(close))
        .routes(routes!(book))
}

/// Begins a stock-take of a place. The same again changes nothing.
#[utoipa::path(
    post, path = "/v1/desk/stock/takes", tag = "desk", request_body = NewTake,
    responses(
        (status = 200, description = "The sheet", body = SheetView),
        (status = 409, description = "The id belongs to another stock-take, or another one of this place is open", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Nothing can be counted there", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn begin(State(app): State<App>, desk: DeskAuth, ApiJson(new): ApiJson<NewTake>) -> Result<Json<SheetView>, ApiError> {
    let name = match &new.place {
        Place::Store { name } | Place::Station { name } => name.as_str(),
        _ => "a van",
    };
    if !new.place.is_kept() || is_blank(name) || check_line(name).is_err() {
        return Err(ApiError::Invalid("place: a store, a station or a van is counted".into()));
    }
    if let Place::Van { person } = new.place
        && !app.store.technicians(desk.organisation).await?.iter().any(|technician| technician.id == person)
    {
        return Err(ApiError::Invalid("place: there is no such technician".into()));
    }
    let at = app.now();
    let series = series(&app, &desk, "PD", at).await?;
    let take = KeptTake {
        id: new.id,
        number: String::new(),
        place: new.place.key(),
        blind: new.blind,
        began_at: at,
        began_by: desk.person,
        closed: None,
    };
    settled(app.store.begin_take(desk.organisation, take, series).await?)?;
    view(&app, &desk, new.id).await
}

/// Stock-takes, the newest first.
#[utoipa::path(
    get, path = "/v1/desk/stock/takes", tag = "desk",
    params(
        ("before" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most stock-takes, at most 200"),
    ),
    responses(
        (status = 200, description = "A page of stock-takes", body = Takes),
        (status = 400, description = "The query cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn takes(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { before, limit }): ApiQuery<Which>,
) -> Result<Json<Takes>, ApiError> {
    let most = limit.unwrap_or(MOST_TAKES).clamp(1, MOST_TAKES);
    let mut takes = app.store.stock_takes(desk.organisation, newest::before(before.as_deref())?, most + 1).await?;
    let next = newest::cut(&mut takes, most, |last| (last.began_at, last.id));
    let names = Names::of(&app, desk.organisation).await?;
    Ok(Json(Takes { takes: takes.into_iter().map(|take| TakeView::of(take, &names)).collect(), next }))
}

/// The sheet of a stock-take: book, counted and difference of each part and piece.
#[utoipa::path(
    get, path = "/v1/desk/stock/takes/{id}", tag = "desk",
    params(("id" = StockTakeId, Path, description = "The stock-take")),
    responses(
        (status = 200, description = "The sheet", body = SheetView),
        (status = 404, description = "No such stock-take", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn sheet(State(app): State<App>, desk: DeskAuth, IdPath(id): IdPath<StockTakeId>) -> Result<Json<SheetView>, ApiError> {
    view(&app, &desk, id).await
}

/// Keeps what somebody counted, at the instant it arrives. A part that is counted again has the newest count; all are kept. The same
/// again changes nothing.
#[utoipa::path(
    post, path = "/v1/desk/stock/takes/{id}/counts", tag = "desk", request_body = NewCounts,
    params(("id" = StockTakeId, Path, description = "The stock-take")),
    responses(
        (status = 200, description = "The sheet", body = SheetView),
        (status = 404, description = "No such stock-take", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Counting has ended, or an id belongs to another count", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn count(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(id): IdPath<StockTakeId>,
    ApiJson(new): ApiJson<NewCounts>,
) -> Result<Json<SheetView>, ApiError> {
    if new.counts.len() > MOST_COUNTS {
        return Err(ApiError::TooLarge);
    }
    for count in &new.counts {
        count.check().map_err(|fault| ApiError::Invalid(fault.to_string().into()))?;
    }
    let at = app.now();
    let counts = new.counts.into_iter().map(|count| KeptCount { at, by: desk.person, count }).collect();
    settled(app.store.keep_counts(desk.organisation, id, counts).await?)?;
    view(&app, &desk, id).await
}

/// Ends counting, or lets it go on.
#[utoipa::path(
    post, path = "/v1/desk/stock/takes/{id}/closing", tag = "desk", request_body = Closing,
    params(("id" = StockTakeId, Path, description = "The stock-take")),
    responses(
        (status = 200, description = "The sheet", body = SheetView),
        (status = 403, description = "Only a leader lets blind counting go on", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such stock-take", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn close(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(id): IdPath<StockTakeId>,
    ApiJson(Closing { closed }): ApiJson<Closing>,
) -> Result<Json<SheetView>, ApiError> {
    if !closed {
        let sheet = app.store.stock_sheet(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
        // Whoever counted blind has seen the books by now.
        desk.require(if sheet.take.blind { Permission::DecisionsWrite } else { Permission::StockWrite })?;
    } else {
        desk.require(Permission::StockWrite)?;
    }
    settled(app.store.close_take(desk.organisation, id, closed.then_some((app.now(), desk.person))).await?)?;
    view(&app, &desk, id).await
}

/// Books the differences that are left, with a reason: movements at the instants of the counts. The same again changes nothing; a part
/// that nobody counted stays as it is. What is missing goes out of the books, which is a leader's to book.
#[utoipa::path(
    post, path = "/v1/desk/stock/takes/{id}/bookings", tag = "desk", request_body = Booking,
    params(("id" = StockTakeId, Path, description = "The stock-take")),
    responses(
        (status = 200, description = "The sheet", body = SheetView),
        (status = 403, description = "Something is missing: a leader books it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such stock-take", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "People still count, another stock-take of this place was counted later and is booked, or the id belongs to another booking", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No reason", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn book(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(id): IdPath<StockTakeId>,
    ApiJson(Booking { id: booking, reason }): ApiJson<Booking>,
) -> Result<Json<SheetView>, ApiError> {
    if is_blank(&reason) || check_line(&reason).is_err() {
        return Err(ApiError::Invalid("reason: must say in one line why book and shelf differ".into()));
    }
    let (at, why, leads) = (app.now(), reason.clone(), desk.may(Permission::DecisionsWrite));
    let corrections = Box::new(move |sheet: &Sheet| {
        let Some(place) = Place::of_key(&sheet.take.place) else { return Ok(Vec::new()) };
        let counts = counts_of(sheet);
        let mut nth = 0_u64;
        // Made from the booking, so that nobody else's ids are met and the same booking has the same.
        let ids = || {
            nth += 1;
            let digest = Sha256::new().chain_update(booking.as_bytes()).chain_update(nth.to_be_bytes()).finalize();
            let mut random = [0; 10];
            random.iter_mut().zip(digest).for_each(|(byte, of)| *byte = of);
            MovementId::from_parts(at, random)
        };
        let movements = corrections(&place, &take_lines(&sheet.sides, &counts), &counts, &why, ids);
        if leads || !movements.iter().any(Movement::writes_off) { Ok(movements) } else { Err(TakeOutcome::Missing) }
    });
    let new = NewBooking { id: *booking.as_bytes(), take: id, at, by: desk.person, reason, corrections };
    match app.store.book_take(desk.organisation, new).await? {
        BookOutcome::Booked(movements) => app.pokes.poke(desk.organisation, &live::moved(&movements), None),
        BookOutcome::Not(outcome) => settled(outcome)?,
    }
    view(&app, &desk, id).await
}

fn settled(outcome: TakeOutcome) -> Result<(), ApiError> {
    match outcome {
        TakeOutcome::Done => Ok(()),
        TakeOutcome::Unknown => Err(ApiError::NotFound),
        TakeOutcome::Missing => Err(ApiError::Forbidden("Something is missing here. A leader books what goes out of the books.".into())),
        TakeOutcome::Counting => Err(ApiError::Conflict("People still count. End counting first.".into())),
        TakeOutcome::Closed => Err(ApiError::Conflict("Counting has ended. Let it go on, or begin another stock-take.".into())),
        TakeOutcome::Underway => {
            Err(ApiError::Conflict("Another stock-take of this place is open. Count there, or close it first.".into()))
        }
        TakeOutcome::Overtaken => Err(ApiError::Conflict(
            "Another stock-take of this place was counted later and is booked. Let it go on and count again.".into(),
        )),
        TakeOutcome::Taken => Err(ApiError::Conflict("This id belongs to something else. Make a new one.".into())),
    }
}

fn counts_of(sheet: &Sheet) -> Vec<(Timestamp, Count)> {
    sheet.counts.iter().map(|kept| (kept.at, kept.count.clone())).collect()
}

async fn view(app: &App, desk: &DeskAuth, id: StockTakeId) -> Result<Json<SheetView>, ApiError> {
    let sheet = app.store.stock_sheet(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let names = Names::of(app, desk.organisation).await?;
    Ok(Json(SheetView::of(sheet, &names)?))
}

impl TakeView {
    fn of(take: KeptTake, names: &Names) -> Self {
        let place_label = Place::of_key(&take.place).map(|place| names.place(&place)).unwrap_or_default();
        let (closed_at, closed_by) = take.closed.unzip();
        Self {
            id: take.id,
            number: take.number,
            place: take.place,
            place_label,
            blind: take.blind,
            began_at: take.began_at,
            began_by_name: names.person(take.began_by),
            closed_at,
            closed_by_name: closed_by.and_then(|by| names.person(by)),
        }
    }
}

impl SheetView {
    fn of(sheet: Sheet, names: &Names) -> Result<Self, ApiError> {
        let hidden = sheet.take.blind && sheet.take.closed.is_none();
        let lines = take_lines(&sheet.sides, &counts_of(&sheet));
        let mut counted: BTreeMap<(String, String), Vec<CountView>> = BTreeMap::new();
        let key = |number: &str, name: &str, serial: Option<&str>| {
            (model::stock::part_key(number, name), serial.map(model::stock::serial_key).unwrap_or_default())
        };
        for KeptCount { at, by, count } in &sheet.counts {
            let view = CountView { id: count.id, quantity: count.quantity, at: *at, by_name: names.person(*by) };
            counted.entry(key(&count.part_number, &count.name, count.serial.as_deref())).or_default().push(view);
        }
        let uncounted = lines.iter().filter(|line| line.count.is_none()).count();
        let differing = lines.iter().filter(|line| line.difference != 0).count();
        let line = |line: TakeLine| LineView {
            counts: counted.remove(&key(&line.part_number, &line.name, line.serial.as_deref())).unwrap_or_default(),
            book: (!hidden).then_some(line.book),
            difference: line.counted.filter(|_| !hidden).map(|_| line.difference),
            part_number: line.part_number,
            name: line.name,
            serial: line.serial,
            counted: line.counted,
        };
        let as_count = |count: usize| u64::try_from(count).map_err(|_| StoreError::Damaged("stock_count"));
        Ok(Self {
            lines: lines.into_iter().map(line).collect(),
            uncounted: as_count(uncounted)?,
            differing: if hidden { 0 } else { as_count(differing)? },
            bookings: sheet
                .bookings
                .into_iter()
                .map(|booking| BookingView {
                    at: booking.at,
                    by_name: names.person(booking.by),
                    reason: booking.reason,
                    movements: booking.movements,
                })
                .collect(),
            take: TakeView::of(sheet.take, names),
        })
    }
}
