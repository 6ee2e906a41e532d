//! Records by their digest.

use automerge::Automerge;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use http::Response;
use model::documents::kind::{Assessed, assess};
use model::documents::sealed::{Later, change_of, kept_seals};
use model::seal::key::DeviceKey as _;
use model::seal::verify::VerifiedSeal;
use model::wire::problem::Problem;

use super::answer::{Amended, CheckAnswer, HeldRecord};
use crate::app::App;
use crate::documents::open::{judging, open};
use crate::documents::paper::{Printed, draw};
use crate::error::ApiError;
use crate::http::path::HashPath;
use crate::http::rate::{Checking, Within};
use crate::store::seals::Whereabouts;

/// Whether this server holds the record with this digest, and what may be said of it to whoever holds the paper.
///
/// For everybody, without signing in; names no person.
#[utoipa::path(
    get, path = "/v1/check/{sha256}", tag = "check",
    params(("sha256" = String, Path, description = "SHA-256 of the sealed record, as the code on the paper has it: 64 lower-case hex digits")),
    responses(
        (status = 200, description = "What may be said", body = CheckAnswer),
        (status = 404, description = "Not a digest", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn check_record(
    State(app): State<App>,
    _: Within<Checking>,
    HashPath(sha256): HashPath,
) -> Result<Json<CheckAnswer>, ApiError> {
    let Some(found) = app.store.sealed(sha256).await? else { return Ok(Json(CheckAnswer { known: false, record: None })) };
    let _place = app.strangers.place().await?;
    let doc = document(&app, found).await?;
    let work = move || {
        let assessed = assess(&doc).map_err(ApiError::internal)?;
        let seal = seal_of(&assessed, found)?;
        let later = Later::than(&seal, &assessed);
        Ok::<_, ApiError>((change_of(&doc, found.sign_off), paper::number_of(&seal.paper).to_owned(), later, seal))
    };
    let (change, number, later, seal) = judging(&app.strangers.lookups, work).await??;
    let known = app.store.organisation_devices(found.organisation).await?.ok_or(ApiError::NotFound)?;
    let received = app.store.received(found.organisation, found.document).await?;
    let key = app.organisation_keys.of(found.organisation).map_err(ApiError::internal)?.public_key();
    let body = &seal.record.body;
    let record = HeldRecord {
        organisation: found.organisation,
        organisation_name: known.name,
        kind: seal.kind(),
        number,
        signed_at: body.signed.best_guess(),
        received_at: change.and_then(|change| received.get(&change).copied()),
        device_certified: seal.certified_by(&[key]).is_ok(),
        device_revoked_at: known.revoked.iter().find(|revoked| revoked.device == body.device).map(|revoked| revoked.at),
        amended: Amended::of(&later),
    };
    Ok(Json(CheckAnswer { known: true, record: Some(record) }))
}

/// Everything sealed on the document of the record with this digest, as one PDF, the newest included.
///
/// For everybody who knows the digest: whoever has it has the paper.
#[utoipa::path(
    get, path = "/v1/check/{sha256}/paper.pdf", tag = "check",
    params(("sha256" = String, Path, description = "SHA-256 of the sealed record")),
    responses(
        (status = 200, description = "The PDF (PDF/A-3b), the sealed records attached", body = Vec<u8>, content_type = "application/pdf"),
        (status = 404, description = "No such record", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The records do not fit a paper", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn paper_of_record(
    State(app): State<App>,
    _: Within<Checking>,
    HashPath(sha256): HashPath,
) -> Result<Response<Body>, ApiError> {
    let found = app.store.sealed(sha256).await?.ok_or(ApiError::NotFound)?;
    let _place = app.strangers.place().await?;
    draw(&app, &app.strangers.lookups, found.organisation, found.document, Printed::of_any).await
}

async fn document(app: &App, found: Whereabouts) -> Result<Automerge, ApiError> {
    let stored = app.store.document(found.organisation, found.document).await?.ok_or(ApiError::NotFound)?;
    open(app, found.organisation, &stored).await
}

fn seal_of(assessed: &Assessed, found: Whereabouts) -> Result<VerifiedSeal, ApiError> {
    let kept = kept_seals(assessed).into_iter().find(|kept| kept.id == found.sign_off);
    kept.and_then(|kept| kept.verified.ok().cloned()).ok_or(ApiError::NotFound)
}
