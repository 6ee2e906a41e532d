//! Papers: the voucher as the customer reads it before signing, and what the customer takes along: the PDF, the code by which a telephone
//! finds the page that checks it, the sealed record.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use client_core::CheckCode;
use client_core::visits::ShownVoucher;
use model::id::{DocumentId, SignOffId};
use model::seal::voucher::{Language, SignOffKind};
use serde::{Deserialize, Serialize};

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

/// Everything sealed on the visit as one PDF, to be read in the browser or saved under a name that the page gives.
pub(super) async fn paper(State(app): State<App>, At(id): At<DocumentId>) -> Result<impl IntoResponse, LocalProblem> {
    Ok(pdf_file(app.on_visits(move |visits| visits.paper(id)).await?))
}

/// The code of one sign-off; null if its record names no address.
pub(super) async fn check_code(
    State(app): State<App>,
    At((id, sign_off)): At<(DocumentId, SignOffId)>,
) -> Result<Json<Option<DrawnCode>>, LocalProblem> {
    Ok(Json(app.on_visits(move |visits| visits.check_code(id, sign_off)).await?.map(DrawnCode::of)))
}

/// A PDF that the browser shows.
pub(super) fn pdf_file(pdf: Vec<u8>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, "inline")], pdf)
}

/// A code as the page draws it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct DrawnCode {
    /// What it holds.
    link: String,
    /// How many squares it is wide and high, without the white around it.
    across: u16,
    /// The dark squares as the path of an SVG, one unit a square: each run of a row is one box.
    path: String,
}

impl DrawnCode {
    pub(super) fn of(code: CheckCode) -> Self {
        let CheckCode { link, across, squares } = code;
        let mut path = String::new();
        for (row, y) in squares.chunks(usize::from(across).max(1)).zip(0_u16..) {
            let mut x = 0;
            for run in row.chunk_by(PartialEq::eq) {
                if run.first() == Some(&true) {
                    path.push_str(&format!("M{x} {y}h{0}v1h-{0}z", run.len()));
                }
                x += run.len();
            }
        }
        Self { link, across, path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_of_dark_squares_is_one_box() {
        let squares = vec![true, true, false, false, true, false, true, true, true];
        let drawn = DrawnCode::of(CheckCode { link: "https://desk.example/check#seal=1".into(), across: 3, squares });
        assert_eq!(drawn.path, "M0 0h2v1h-2zM1 1h1v1h-1zM0 2h3v1h-3z");
    }
}
