//! Papers: the voucher as the customer reads it before signing, and the sealed record to take along.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use client_core::visits::ShownVoucher;
use model::id::{DocumentId, SignOffId};
use model::seal::voucher::{Language, SignOffKind};
use serde::Deserialize;

use super::App;
use crate::input::{Asked, At};
use crate::problem::LocalProblem;

/// Which paper: without a kind the one that closes the visit.
#[derive(Deserialize)]
pub(super) struct Paper {
    language: Language,
    kind: Option<SignOffKind>,
}

pub(super) async fn voucher(
    State(app): State<App>,
    At(id): At<DocumentId>,
    Asked(Paper { language, kind }): Asked<Paper>,
) -> Result<Json<ShownVoucher>, LocalProblem> {
    let shown = app.on_visits(move |visits| match kind {
        Some(kind) => visits.show_voucher_for(id, kind, language),
        None => visits.show_voucher(id, language),
    });
    Ok(Json(shown.await?))
}

/// The file's name is the page's choice: it knows the number of the call-out.
pub(super) async fn seal_file(
    State(app): State<App>,
    At((id, sign_off)): At<(DocumentId, SignOffId)>,
) -> Result<impl IntoResponse, LocalProblem> {
    Ok(sealed_file(app.on_visits(move |visits| visits.seal_file(id, sign_off)).await?))
}

/// A sealed record as a file to take along.
pub(super) fn sealed_file(sealed: Vec<u8>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json"), (header::CONTENT_DISPOSITION, "attachment")], sealed)
}
