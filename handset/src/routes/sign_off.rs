//! Signing: the voucher as the customer reads it, the signature, and the sealed record to take along.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use client_core::visits::ShownVoucher;
use model::id::{DocumentId, SignOffId};
use model::seal::Signer;
use model::seal::strokes::Strokes;
use model::seal::voucher::Language;
use serde::Deserialize;

use super::{App, Made};
use crate::input::{Asked, At, Body};
use crate::problem::LocalProblem;

#[derive(Deserialize)]
pub(super) struct InLanguage {
    language: Language,
}

pub(super) async fn voucher(
    State(app): State<App>,
    At(id): At<DocumentId>,
    Asked(InLanguage { language }): Asked<InLanguage>,
) -> Result<Json<ShownVoucher>, LocalProblem> {
    Ok(Json(app.on_visits(move |visits| visits.show_voucher(id, language)).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signing {
    /// Digest of the voucher that was shown.
    digest: String,
    language: Language,
    signer: Signer,
    strokes: Strokes,
}

pub(super) async fn sign(
    State(app): State<App>,
    At(id): At<DocumentId>,
    Body(Signing { digest, language, signer, strokes }): Body<Signing>,
) -> Result<(StatusCode, Json<Made<SignOffId>>), LocalProblem> {
    let sign_off = app.on_visits(move |visits| visits.sign(id, &digest, language, signer, &strokes)).await?;
    Ok((StatusCode::CREATED, Json(Made { id: sign_off })))
}

/// The file's name is the page's choice: it knows the number of the call-out.
pub(super) async fn seal_file(
    State(app): State<App>,
    At((id, sign_off)): At<(DocumentId, SignOffId)>,
) -> Result<impl IntoResponse, LocalProblem> {
    let sealed = app.on_visits(move |visits| visits.seal_file(id, sign_off)).await?;
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CONTENT_DISPOSITION, "attachment")], sealed))
}
