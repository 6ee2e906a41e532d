//! The checks of a visit, from the organisation's templates: those that fit the work and the product, or those that the desk names.

use axum::Json;
use axum::extract::State;
use model::documents::visit::records::{Localised, Work};
use model::id::OrganisationId;
use model::reference::Set;
use model::reference::checklist::{ChecklistTemplate, TemplateItem, checks_of};
use model::wire::problem::Problem;
use model::wire::reference::MAX_PAGE_ROWS;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::query::ApiQuery;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(planned))
}

/// Which visit.
#[derive(Deserialize)]
struct Which {
    work: Work,
    product: String,
}

/// What a visit would have to check.
#[derive(Serialize, ToSchema)]
struct PlannedChecks {
    /// The templates that fit.
    templates: Vec<PlannedTemplate>,
    /// Their checks, in the order of the visit.
    checks: Vec<TemplateItem>,
}

/// A template that fits.
#[derive(Serialize, ToSchema)]
struct PlannedTemplate {
    /// Its key.
    key: String,
    /// What people call it, by language.
    name: Localised,
}

/// What a visit for this work on this product has to check unless the desk says otherwise.
#[utoipa::path(
    get, path = "/v1/desk/checks", tag = "desk",
    params(
        ("work" = Work, Query, description = "What the visit is for"),
        ("product" = String, Query, description = "The product's name"),
    ),
    responses(
        (status = 200, description = "The checks", body = PlannedChecks),
        (status = 400, description = "`malformed`: no such work", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn planned(State(app): State<App>, desk: DeskAuth, ApiQuery(which): ApiQuery<Which>) -> Result<Json<PlannedChecks>, ApiError> {
    let fitting = fitting(&app, desk.organisation, which.work, &which.product).await?;
    let checks = checks_of(&fitting);
    Ok(Json(PlannedChecks {
        templates: fitting.into_iter().map(|ChecklistTemplate { key, name, .. }| PlannedTemplate { key, name }).collect(),
        checks,
    }))
}

/// The organisation's templates for `work` on a product called `product`, by key.
pub(crate) async fn fitting(
    app: &App,
    organisation: OrganisationId,
    work: Work,
    product: &str,
) -> Result<Vec<ChecklistTemplate>, ApiError> {
    let all = templates(app, organisation).await?;
    Ok(all.into_iter().filter(|template| template.fits(work, product)).collect())
}

/// The templates with these keys, whatever they are for.
pub(crate) async fn named(app: &App, organisation: OrganisationId, keys: &[String]) -> Result<Vec<ChecklistTemplate>, ApiError> {
    let all = templates(app, organisation).await?;
    if let Some(unknown) = keys.iter().find(|key| !all.iter().any(|template| template.key == **key)) {
        return Err(ApiError::Invalid(format!("templates: there is no checklist template {unknown}").into()));
    }
    Ok(all.into_iter().filter(|template| keys.contains(&template.key)).collect())
}

async fn templates(app: &App, organisation: OrganisationId) -> Result<Vec<ChecklistTemplate>, ApiError> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let page = app.store.kept_reference(organisation, Set::Checklists, after, MAX_PAGE_ROWS).await?;
        for row in &page.rows {
            if let Some(body) = &row.body {
                all.push(serde_json::from_str(body).map_err(ApiError::internal)?);
            }
        }
        match page.rows.into_iter().last() {
            Some(last) if page.more => after = last.key,
            _ => return Ok(all),
        }
    }
}
