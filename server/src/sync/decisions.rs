//! What the desk decides of work that lies in quarantine: it is taken into the document, judged as if it came now, or it stays out. What
//! stays out is kept and no longer shown as waiting; its device is told, and does not enter it again.

use axum::Json;
use axum::extract::State;
use model::id::{DeviceId, DocumentId};
use model::rules::check_text;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::quarantine::{self, TakenIn};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::json::ApiJson;
use crate::http::path::IdPath;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(decide))
}

/// What is to become of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Decision {
    /// Into the document, as far as it is good.
    TakeIn,
    /// It stays out.
    Discard,
}

/// A decision on the work of one device.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Decide {
    /// Whose work: the device it was entered on.
    device: DeviceId,
    /// What is to become of it.
    decision: Decision,
    /// `seen` of the work as it was looked at; needed to discard, which concerns nothing that came later.
    seen: Option<u64>,
    /// Why; needed to discard.
    #[serde(default)]
    reason: String,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Decided {
    /// Changes that are in the document now, or were left out.
    pub(super) changes: u64,
    /// Why the rest was not taken in: a stable word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refused: Option<String>,
    /// The same for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) detail: Option<String>,
}

impl From<TakenIn> for Decided {
    fn from(TakenIn { changes, refused }: TakenIn) -> Self {
        let (refused, detail) = refused.map(|refused| (refused.code, refused.detail)).unzip();
        Self { changes, refused, detail }
    }
}

/// The reason for leaving something out.
///
/// # Errors
/// [`ApiError::Invalid`] if there is none, or it is no text.
pub(super) fn stated(reason: String) -> Result<String, ApiError> {
    if reason.trim().is_empty() {
        return Err(ApiError::Invalid("reason: give a reason".into()));
    }
    check_text(&reason).map_err(|refusal| ApiError::Invalid(format!("reason: {refusal}").into()))?;
    Ok(reason)
}

/// Take work that lies in quarantine into its document, or discard it. What was discarded can be taken in later, and does not come back by
/// itself. The same again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/documents/{id}/quarantine",
    tag = "desk",
    params(("id" = DocumentId, Path, description = "The document")),
    request_body = Decide,
    responses(
        (status = 200, description = "What came of it", body = Decided),
        (status = 404, description = "No such document or device", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: discarding needs `seen` and a reason", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn decide(
    State(app): State<App>,
    who: DeskAuth,
    IdPath(id): IdPath<DocumentId>,
    ApiJson(asked): ApiJson<Decide>,
) -> Result<Json<Decided>, ApiError> {
    let document = app.store.document(who.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let device = app.store.device(asked.device).await?.filter(|device| device.organisation == who.organisation);
    let device = device.ok_or(ApiError::NotFound)?;
    match asked.decision {
        Decision::TakeIn => {
            let work = quarantine::take_in(app.clone(), who.organisation, who.person, device, id);
            Ok(Json(tokio::spawn(work).await.map_err(ApiError::internal)??.into()))
        }
        Decision::Discard => {
            let seen = asked.seen.ok_or_else(|| ApiError::Invalid("seen: say which work was looked at, as late_work names it".into()))?;
            let reason = stated(asked.reason)?;
            let work = quarantine::discard(app.clone(), who.person, device, document, seen, reason);
            let changes = tokio::spawn(work).await.map_err(ApiError::internal)??;
            Ok(Json(Decided { changes, refused: None, detail: None }))
        }
    }
}
