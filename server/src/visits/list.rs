//! Many visits in one request: for a desk that keeps all of them at hand, and then what changed since.

use axum::Json;
use axum::extract::State;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use model::documents::kind::assess;
use model::id::{OrganisationId, PersonId};
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::content::VisitContent;
use super::view::{Beside, VisitView};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::board::moments::Moment;
use crate::board::rebuild::rebuild_one;
use crate::board::view::BoardVisit;
use crate::documents::open::{judging, open};
use crate::error::ApiError;
use crate::http::query::ApiQuery;
use crate::store::board::{StoredContent, StoredVisit};
use crate::store::documents::StoredDocument;

/// Most visits of one page.
const MOST_VISITS: u32 = 100;
/// So many visits of a page are read at once, if there are places for it.
const AT_ONCE: usize = 8;

/// A page of visits.
#[derive(Debug, Serialize, ToSchema)]
struct VisitPage {
    /// The content of each, the oldest change first.
    visits: Vec<VisitContent>,
    /// The place that the page reaches among the news of the organisation's board: hand it back as `after`, for the next page or later
    /// for what changed since.
    seq: u64,
    /// Whether more has changed than the page holds.
    more: bool,
}

/// Which page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    #[serde(default)]
    after: u64,
    limit: Option<u32>,
}

/// The routes of this room.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_visits))
}

/// What is in the visits that changed after a place; everything about one is at its own address. A visit that changes while pages are read comes once more, later.
#[utoipa::path(
    get,
    path = "/v1/desk/visits",
    tag = "desk",
    params(
        ("after" = Option<u64>, Query, description = "`seq` of the page before; without it, from the beginning"),
        ("limit" = Option<u32>, Query, description = "Most visits, at most 100"),
    ),
    responses(
        (status = 200, description = "A page of visits", body = VisitPage),
        (status = 400, description = "The place is no number", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_visits(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { after, limit }): ApiQuery<Which>,
) -> Result<Json<VisitPage>, ApiError> {
    let most = limit.unwrap_or(MOST_VISITS).clamp(1, MOST_VISITS);
    let page = app.store.visits_after(desk.organisation, after, most).await?;
    let names = Arc::new(app.store.names(desk.organisation).await?);
    let views = page.visits.into_iter().map(|stored| content(&app, desk.organisation, stored, Arc::clone(&names)));
    let visits = stream::iter(views).buffered(AT_ONCE).try_collect().await?;
    Ok(Json(VisitPage { visits, seq: page.seq, more: page.more }))
}

/// The content of the visit.
async fn content(
    app: &App,
    organisation: OrganisationId,
    stored: StoredContent,
    names: Arc<BTreeMap<PersonId, String>>,
) -> Result<VisitContent, ApiError> {
    let StoredContent { document, row, complete_photos, late_work } = stored;
    let row = row_of(app, organisation, &document, row).await?;
    let doc = open(app, organisation, &document).await?;
    let work = move || {
        let assessment = assess(&doc).map_err(ApiError::internal)?.into_visit().ok_or(ApiError::NotFound)?;
        Ok(VisitContent::of(row, assessment, &complete_photos, late_work, &names))
    };
    judging(&app.gates.desk, work).await?
}

/// The row of the visit. One that is missing or cannot be read is written anew from the document.
async fn row_of(
    app: &App,
    organisation: OrganisationId,
    document: &StoredDocument,
    row: Option<BoardVisit>,
) -> Result<BoardVisit, ApiError> {
    match row {
        Some(row) => Ok(row),
        None => {
            rebuild_one(app, organisation, document.id).await?;
            app.store.board_visit(organisation, document.id).await?.ok_or(ApiError::NotFound)
        }
    }
}

/// What the desk sees of the visit.
///
/// # Errors
/// [`ApiError::NotFound`] if the document is no visit.
pub(super) async fn view(
    app: &App,
    organisation: OrganisationId,
    stored: StoredVisit,
    names: Arc<BTreeMap<PersonId, String>>,
) -> Result<VisitView, ApiError> {
    let StoredVisit { document, row, complete_photos, received: kept, late_work, copied_strokes } = stored;
    let row = row_of(app, organisation, &document, row).await?;
    let doc = open(app, organisation, &document).await?;
    let work = move || {
        let assessment = assess(&doc).map_err(ApiError::internal)?.into_visit().ok_or(ApiError::NotFound)?;
        let moments: Vec<_> = Moment::all(&assessment, &doc).iter().filter_map(|moment| moment.judged(&kept)).collect();
        let changes = assessment.visit.changes_of_events(&doc);
        let received = changes.into_iter().filter_map(|(event, change)| Some((event, *kept.get(&change)?))).collect();
        let writers = assessment.conflicts.iter().map(|conflict| conflict.writers(&doc)).collect::<Result<_, _>>();
        let beside = Beside {
            names: &names,
            complete: &complete_photos,
            received: &received,
            moments: &moments,
            late_work,
            copied_strokes,
            writers: writers.map_err(ApiError::internal)?,
            taken: &kept,
        };
        Ok(VisitView::of(row, assessment, beside))
    };
    judging(&app.gates.desk, work).await?
}
