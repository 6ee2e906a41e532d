//! The visits: the list, and one sheet.

use axum::Json;
use axum::extract::State;
use client_core::Visits;
use client_core::visits::{AgendaRow, VisitSheet};
use model::id::DocumentId;

use super::App;
use crate::input::At;
use crate::problem::LocalProblem;

pub(super) async fn agenda(State(app): State<App>) -> Result<Json<Vec<AgendaRow>>, LocalProblem> {
    Ok(Json(app.on_visits(Visits::agenda).await?))
}

pub(super) async fn open(State(app): State<App>, At(id): At<DocumentId>) -> Result<Json<VisitSheet>, LocalProblem> {
    Ok(Json(app.on_visits(move |visits| visits.open(id)).await?))
}
