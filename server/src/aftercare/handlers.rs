//! Routes of aftercare.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use http::{HeaderMap, StatusCode};
use model::id::{DocumentId, EventId};
use model::wire::problem::Problem;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::month::{self, MonthSummary};
use super::returns::{self, DueView, Ending, NewKind, NewReturn, ReturnList};
use super::surveys::{self, NewCall, SurveyList, ToAsk};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;
use crate::reports::words::Words;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(customers_to_ask))
        .routes(routes!(customer_to_ask))
        .routes(routes!(note_survey_call))
        .routes(routes!(undo_survey_call))
        .routes(routes!(return_visits_due))
        .routes(routes!(choose_return_kind))
        .routes(routes!(note_return_call))
        .routes(routes!(end_return_call))
        .routes(routes!(aftercare_month))
}

/// Which days.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

/// From which day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Since {
    from: Option<NaiveDate>,
}

/// In which language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    language: Option<String>,
}

/// Customers to ask: of each call-out that was served until yesterday, unless the customer was asked. Who was served first is first.
#[utoipa::path(
    get,
    path = "/v1/desk/aftercare/surveys",
    tag = "desk",
    params(
        ("from" = Option<String>, Query, description = "First day of the work, `YYYY-MM-DD`; 31 days back unless said otherwise"),
        ("to" = Option<String>, Query, description = "Last day of the work; never later than yesterday"),
    ),
    responses(
        (status = 200, description = "Whom to ask, and how far the day is", body = SurveyList),
        (status = 400, description = "The days cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn customers_to_ask(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { from, to }): ApiQuery<Which>,
) -> Result<Json<SurveyList>, ApiError> {
    Ok(Json(surveys::list(&app, &desk, from, to).await?))
}

/// One customer, also one who was asked, with the answer that counts.
#[utoipa::path(
    get,
    path = "/v1/desk/aftercare/surveys/{visit}",
    tag = "desk",
    params(("visit" = DocumentId, Path, description = "The last visit of the call-out")),
    responses(
        (status = 200, description = "The customer", body = ToAsk),
        (status = 404, description = "No such visit, or the call-out is not served", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn customer_to_ask(State(app): State<App>, desk: DeskAuth, IdPath(visit): IdPath<DocumentId>) -> Result<Json<ToAsk>, ApiError> {
    Ok(Json(surveys::one(&app, &desk, visit).await?))
}

/// Notes a call to a customer. Grades are written on the visit, under the rule that holds on site. The same id again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/aftercare/surveys/{visit}/calls",
    tag = "desk",
    params(("visit" = DocumentId, Path, description = "The last visit of the call-out")),
    request_body = NewCall,
    responses(
        (status = 200, description = "The customer", body = ToAsk),
        (status = 404, description = "No such visit, or the call-out is not served", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Too few calls to give up, the visit has no survey, or the id belongs to another call", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not on the scale", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn note_survey_call(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(visit): IdPath<DocumentId>,
    ApiJson(new): ApiJson<NewCall>,
) -> Result<Json<ToAsk>, ApiError> {
    Ok(Json(surveys::call(&app, &desk, visit, new).await?))
}

/// Takes back a call that left no grades; grades are corrected by another answer.
#[utoipa::path(
    post,
    path = "/v1/desk/aftercare/surveys/{visit}/calls/{call}/undo",
    tag = "desk",
    params(
        ("visit" = DocumentId, Path, description = "The last visit of the call-out"),
        ("call" = EventId, Path, description = "The call"),
    ),
    responses(
        (status = 200, description = "The customer", body = ToAsk),
        (status = 404, description = "No such visit", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "No such call, or it has grades", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn undo_survey_call(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath((visit, call)): IdPath<(DocumentId, EventId)>,
) -> Result<Json<ToAsk>, ApiError> {
    Ok(Json(surveys::undo(&app, &desk, visit, call).await?))
}

/// Return visits and calls that are due, what calls left open, and how much of each share is made.
#[utoipa::path(
    get,
    path = "/v1/desk/aftercare/returns",
    tag = "desk",
    params(("from" = Option<String>, Query, description = "First day of the work, `YYYY-MM-DD`, at most 366 days back; 62 days back unless said otherwise")),
    responses(
        (status = 200, description = "What is late is first", body = ReturnList),
        (status = 400, description = "The day cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The day lies more than 366 days back", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn return_visits_due(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Since { from }): ApiQuery<Since>,
) -> Result<Json<ReturnList>, ApiError> {
    Ok(Json(returns::list(&app, &desk, from).await?))
}

/// Says what kind of repair it was, which decides by when it is looked at. Said again, the last one counts.
#[utoipa::path(
    post,
    path = "/v1/desk/aftercare/returns/{work}/kind",
    tag = "desk",
    params(("work" = DocumentId, Path, description = "The visit of the repair")),
    request_body = NewKind,
    responses(
        (status = 200, description = "What is due now", body = DueView),
        (status = 404, description = "No such repair", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The policy has no term for this kind", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn choose_return_kind(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(work): IdPath<DocumentId>,
    ApiJson(new): ApiJson<NewKind>,
) -> Result<Json<DueView>, ApiError> {
    Ok(Json(returns::choose(&app, &desk, work, new).await?))
}

/// Notes a return call. A defect that the customer tells of asks for a notice within 24 hours. The same id again
/// changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/aftercare/returns/{work}/calls",
    tag = "desk",
    params(("work" = DocumentId, Path, description = "The visit, or the repair of goods")),
    request_body = NewReturn,
    responses(
        (status = 200, description = "The work with its calls", body = DueView),
        (status = 403, description = "`forbidden`: `by` is an office that who calls does not stand for", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such work", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The id belongs to another call", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is missing or not acceptable", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn note_return_call(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(work): IdPath<DocumentId>,
    ApiJson(new): ApiJson<NewReturn>,
) -> Result<Json<DueView>, ApiError> {
    Ok(Json(returns::call(&app, &desk, work, new).await?))
}

/// Ends what a return call left open: its question was answered, the notice was given, or it was a mistake. What was
/// ended stays as it is.
#[utoipa::path(
    post,
    path = "/v1/desk/aftercare/return-calls/{call}/end",
    tag = "desk",
    params(("call" = EventId, Path, description = "The call")),
    request_body = Ending,
    responses(
        (status = 204, description = "It is ended"),
        (status = 404, description = "No such call, or it left nothing of the kind open", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The text is missing", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn end_return_call(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(call): IdPath<EventId>,
    ApiJson(ending): ApiJson<Ending>,
) -> Result<StatusCode, ApiError> {
    returns::end(&app, &desk, call, ending).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a month came to. The month alone answers JSON; with `.csv` behind it a file, in the language of `language`, else of
/// `Accept-Language`.
#[utoipa::path(
    get,
    path = "/v1/desk/aftercare/months/{month}",
    tag = "desk",
    params(
        ("month" = String, Path, description = "`YYYY-MM`; for a file with `.csv`"),
        ("language" = Option<String>, Query, description = "Language of a file, `zh-CN` or `en`"),
    ),
    responses(
        (status = 200, description = "The month, or the file", body = MonthSummary),
        (status = 404, description = "No such month", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn aftercare_month(
    State(app): State<App>,
    desk: DeskAuth,
    IdPath(month): IdPath<String>,
    ApiQuery(Language { language }): ApiQuery<Language>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (month, is_file) = month.strip_suffix(".csv").map_or((month.as_str(), false), |month| (month, true));
    let first: NaiveDate = format!("{month}-01").parse().map_err(|_| ApiError::NotFound)?;
    let summary = month::summary(&app, &desk, first).await?;
    if is_file {
        return month::file(&summary, Words::of_aftercare(language.as_deref(), &headers));
    }
    Ok(Json(summary).into_response())
}
