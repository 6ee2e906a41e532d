//! Old parts that are owed: what technicians still have to hand over, by when, and how many days it is late (R-120…R-123). Days are
//! those of the organisation; overdue days are counted when somebody asks.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use model::id::{DocumentId, PersonId};
use model::policy::local_date;
use model::rules::{HandOverPromise, overdue_days};
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cursor::{MOST_ENTRIES, Spot};
use super::entry::{Body, Ledger, OldPartOwed};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::query::ApiQuery;
use crate::policies;
use crate::store::ledgers::LedgerQuery;

/// An old part that is owed. Days are `YYYY-MM-DD`.
#[derive(Debug, Serialize, ToSchema)]
struct OwedView {
    /// Its document.
    document: DocumentId,
    /// Who owes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    /// That person's name.
    technician: String,
    /// Number of the order.
    number: String,
    /// Material code; may be empty.
    part_number: String,
    /// Name of the part.
    name: String,
    /// How many.
    quantity: u32,
    /// The day on which the swap was completed.
    completed_on: String,
    /// The day by which it is handed over; absent where the organisation sets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    required_on: Option<String>,
    /// The day that was promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    promised_on: Option<String>,
    /// Overdue days.
    overdue_days: u32,
}

/// A page of old parts.
#[derive(Debug, Serialize, ToSchema)]
struct OwedPage {
    /// The day overdue days are counted on.
    on: String,
    /// The earliest swap first.
    parts: Vec<OwedView>,
    /// Hand it back as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which old parts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    on: Option<NaiveDate>,
    person: Option<PersonId>,
    after: Option<String>,
    limit: Option<u32>,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(owed))
}

/// Old parts that are still to be handed over, with overdue days.
#[utoipa::path(
    get,
    path = "/v1/desk/old-parts/due",
    tag = "desk",
    params(
        ("on" = Option<String>, Query, description = "Count on this day, `YYYY-MM-DD`; today unless said otherwise"),
        ("person" = Option<PersonId>, Query, description = "Only what this technician owes"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most rows, at most 200"),
    ),
    responses(
        (status = 200, description = "A page of old parts", body = OwedPage),
        (status = 400, description = "A day or place cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn owed(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { on, person, after, limit }): ApiQuery<Which>,
) -> Result<Json<OwedPage>, ApiError> {
    let on = match on {
        Some(on) => on,
        None => local_date(app.now(), policies::time_zone(&app, desk.organisation).await?),
    };
    let after = after.as_deref().map(Spot::read).transpose()?;
    let most = limit.unwrap_or(MOST_ENTRIES).clamp(1, MOST_ENTRIES);
    let query = LedgerQuery { ledger: Ledger::OldParts, person, settled: false, after, most };
    let page = app.store.ledger(desk.organisation, query).await?;
    let parts = page.entries.into_iter().filter_map(|kept| match kept.entry.body {
        Body::OldParts(owed) => Some(OwedView::of(kept.document, kept.entry.person, owed, on)),
        _ => None,
    });
    Ok(Json(OwedPage { on: on.to_string(), parts: parts.collect(), next: page.next.map(|next| next.text()) }))
}

impl OwedView {
    fn of(document: DocumentId, person: Option<PersonId>, owed: OldPartOwed, on: NaiveDate) -> Self {
        let promise = owed.promised_on.map(|promised_on| HandOverPromise { promised_on, is_excused: owed.is_excused });
        Self {
            document,
            person,
            technician: owed.technician,
            number: owed.number,
            part_number: owed.part_number,
            name: owed.name,
            quantity: owed.quantity,
            completed_on: owed.completed_on.to_string(),
            required_on: owed.required_on.map(|day| day.to_string()),
            promised_on: owed.promised_on.map(|day| day.to_string()),
            overdue_days: owed.required_on.map_or(0, |required| overdue_days(required, promise, owed.handed_over_on, on)),
        }
    }
}
