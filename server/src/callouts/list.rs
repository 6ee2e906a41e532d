//! The register as a list, and one entry of it.

use axum::Json;
use axum::extract::State;
use chrono::{Days, NaiveDate};
use model::id::CallOutId;
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::day::{begin_of, today};
use super::view::{CallOutView, CallOutWhole, view, whole};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;
use crate::policies;
use crate::store::call_outs::{CallOutQuery, CallOutState, OpenCounts, Place};

/// Entries of one page, unless fewer are asked for.
const MOST_ROWS: u32 = 100;
/// Most words of a search.
const MOST_WORDS: usize = 6;
/// Most characters of a search.
const MOST_SEARCH_CHARS: usize = 200;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_call_outs)).routes(routes!(read_call_out))
}

/// A page of the register.
#[derive(Debug, Serialize, ToSchema)]
struct CallOutsPage {
    /// The entries: left-overs first, then the others by arrival.
    rows: Vec<CallOutView>,
    /// Hand it back as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many entries of the whole register are not cleared.
    counts: OpenCounts,
}

/// In which order what is no left-over comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Order {
    /// As it arrived.
    #[default]
    Oldest,
    /// The newest first.
    Newest,
}

/// Which entries.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    #[serde(default)]
    state: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    order: Order,
    after: Option<String>,
    limit: Option<u32>,
}

/// A place in the list and the day for which the list was begun: what is a left-over stays one until its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    today: Timestamp,
    place: Place,
}

impl Cursor {
    fn text(self) -> String {
        let Self { today, place: Place { left_over, at, id } } = self;
        format!("{}.{}.{}.{id}", u8::from(left_over), today.as_ms(), at.as_ms())
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '.');
        let left_over = match parts.next()? {
            "0" => false,
            "1" => true,
            _ => return None,
        };
        let mut at = || Timestamp::try_from(parts.next()?.parse::<i64>().ok()?).ok();
        let (today, at) = (at()?, at()?);
        Some(Self { today, place: Place { left_over, at, id: parts.next()?.parse().ok()? } })
    }
}

/// The call-out register: left-overs of earlier days that nobody was sent to first, then the others by arrival.
#[utoipa::path(
    get,
    path = "/v1/desk/call-outs",
    tag = "desk",
    params(
        ("state" = Option<String>, Query, description = "Only these states, with commas between: registered, dispatched, cleared, withdrawn"),
        ("from" = Option<String>, Query, description = "Arrived on this day (YYYY-MM-DD, the organisation's) or later"),
        ("to" = Option<String>, Query, description = "Arrived on this day or earlier"),
        ("text" = Option<String>, Query, description = "Words that number, customer, phone, address, contact, product, model or serial hold, all of them"),
        ("order" = inline(Option<Order>), Query, description = "In which order what is no left-over comes; `oldest` unless said otherwise"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most entries, at most 100"),
    ),
    responses(
        (status = 200, description = "A page of entries", body = CallOutsPage),
        (status = 400, description = "A state, a day or the place cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_call_outs(State(app): State<App>, desk: DeskAuth, ApiQuery(which): ApiQuery<Which>) -> Result<Json<CallOutsPage>, ApiError> {
    let unreadable = || ApiError::Malformed("after: hand back `next` of the page before".into());
    let after = which.after.as_deref().map(|text| Cursor::read(text).ok_or_else(unreadable)).transpose()?;
    let states = which.state.split(',').map(str::trim).filter(|word| !word.is_empty());
    let unknown = || ApiError::Malformed("state: registered, dispatched, cleared or withdrawn".into());
    let states = states.map(|word| CallOutState::of(word).ok_or_else(unknown)).collect::<Result<Vec<_>, _>>()?;
    if which.text.chars().count() > MOST_SEARCH_CHARS {
        return Err(ApiError::Malformed(format!("text: at most {MOST_SEARCH_CHARS} characters").into()));
    }
    let zone = policies::time_zone(&app, desk.organisation).await?;
    let today = after.map_or_else(|| today(app.now(), zone), |cursor| cursor.today);
    let page = app
        .store
        .call_outs(CallOutQuery {
            organisation: desk.organisation,
            states,
            from: which.from.map(|day| begin_of(day, zone)),
            until: which.to.map(|day| day.checked_add_days(Days::new(1)).map_or(Timestamp::from_ms(i64::MAX), |day| begin_of(day, zone))),
            words: which.text.split_whitespace().take(MOST_WORDS).map(str::to_ascii_lowercase).collect(),
            newest_first: which.order == Order::Newest,
            today,
            after: after.map(|cursor| cursor.place),
            most: which.limit.unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS),
        })
        .await?;
    let names = app.store.names(desk.organisation).await?;
    Ok(Json(CallOutsPage {
        rows: page.rows.iter().map(|kept| view(kept, today, &names)).collect(),
        next: page.next.map(|place| Cursor { today, place }.text()),
        counts: page.counts,
    }))
}

/// One entry with its visits.
#[utoipa::path(
    get,
    path = "/v1/desk/call-outs/{id}",
    tag = "desk",
    params(("id" = CallOutId, Path, description = "The entry")),
    responses(
        (status = 200, description = "The entry", body = CallOutWhole),
        (status = 404, description = "No such entry", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn read_call_out(State(app): State<App>, desk: DeskAuth, IdPath(id): IdPath<CallOutId>) -> Result<Json<CallOutWhole>, ApiError> {
    Ok(Json(read_whole(&app, &desk, id).await?))
}

/// One entry with all that is known of it.
pub(super) async fn read_whole(app: &App, desk: &DeskAuth, id: CallOutId) -> Result<CallOutWhole, ApiError> {
    let kept = app.store.kept_call_out(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let zone = policies::time_zone(app, desk.organisation).await?;
    let names = app.store.names(desk.organisation).await?;
    Ok(whole(&kept, today(app.now(), zone), &names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_as_it_was_written() {
        for left_over in [false, true] {
            let place = Place { left_over, at: Timestamp::from_ms(7), id: CallOutId::from_bytes([7; 16]) };
            let cursor = Cursor { today: Timestamp::from_ms(9), place };
            assert_eq!(Cursor::read(&cursor.text()), Some(cursor));
        }
        let id = "07070707-0707-0707-0707-070707070707";
        for text in
            ["", "0", "0.1.2", "2.1.2.07070707-0707-0707-0707-070707070707", "0.-1.2.x", &format!("0.1.-2.{id}"), &format!("0.1.2.{id}.")]
        {
            assert_eq!(Cursor::read(text), None, "{text}");
        }
    }
}
