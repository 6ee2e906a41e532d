//! The visits: the list, one sheet, and the technician's actions.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use client_core::visits::{AgendaRow, VisitSheet};
use client_core::{ActionError, Visits};
use model::documents::visit::records::{CheckResult, PartSwap};
use model::id::{DocumentId, PartLineId};
use serde::Deserialize;

use super::{App, Made};
use crate::input::{At, Body, Nothing};
use crate::problem::LocalProblem;

type Done = Result<StatusCode, LocalProblem>;

pub(super) async fn agenda(State(app): State<App>) -> Result<Json<Vec<AgendaRow>>, LocalProblem> {
    Ok(Json(app.on_visits(Visits::agenda).await?))
}

pub(super) async fn open(State(app): State<App>, At(id): At<DocumentId>) -> Result<Json<VisitSheet>, LocalProblem> {
    Ok(Json(app.on_visits(move |visits| visits.open(id)).await?))
}

pub(super) async fn arrive(State(app): State<App>, At(id): At<DocumentId>, Body(Nothing {}): Body<Nothing>) -> Done {
    done(&app, move |visits| visits.arrive(id)).await
}

pub(super) async fn start(State(app): State<App>, At(id): At<DocumentId>, Body(Nothing {}): Body<Nothing>) -> Done {
    done(&app, move |visits| visits.start(id)).await
}

pub(super) async fn finish(State(app): State<App>, At(id): At<DocumentId>, Body(Nothing {}): Body<Nothing>) -> Done {
    done(&app, move |visits| visits.finish(id)).await
}

pub(super) async fn reopen(State(app): State<App>, At(id): At<DocumentId>, Body(Nothing {}): Body<Nothing>) -> Done {
    done(&app, move |visits| visits.reopen(id)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    reason: String,
}

pub(super) async fn void_trip(State(app): State<App>, At(id): At<DocumentId>, Body(Reason { reason }): Body<Reason>) -> Done {
    done(&app, move |visits| visits.record_void_trip(id, &reason)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    result: CheckResult,
    note: String,
}

pub(super) async fn answer_check(
    State(app): State<App>,
    At((id, item)): At<(DocumentId, String)>,
    Body(Answer { result, note }): Body<Answer>,
) -> Done {
    done(&app, move |visits| visits.answer_check(id, &item, result, &note)).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    text: String,
}

pub(super) async fn write_findings(State(app): State<App>, At(id): At<DocumentId>, Body(Text { text }): Body<Text>) -> Done {
    done(&app, move |visits| visits.write_findings(id, &text)).await
}

pub(super) async fn write_treatment(State(app): State<App>, At(id): At<DocumentId>, Body(Text { text }): Body<Text>) -> Done {
    done(&app, move |visits| visits.write_treatment(id, &text)).await
}

pub(super) async fn swap_part(
    State(app): State<App>,
    At(id): At<DocumentId>,
    Body(swap): Body<PartSwap>,
) -> Result<(StatusCode, Json<Made<PartLineId>>), LocalProblem> {
    let line = app.on_visits(move |visits| visits.swap_part(id, swap)).await?;
    Ok((StatusCode::CREATED, Json(Made { id: line })))
}

pub(super) async fn strike_part(
    State(app): State<App>,
    At((id, line)): At<(DocumentId, PartLineId)>,
    Body(Reason { reason }): Body<Reason>,
) -> Done {
    done(&app, move |visits| visits.strike_part(id, line, &reason)).await
}

/// Carries out an action whose outcome is only that it is done.
async fn done<T: Send + 'static>(app: &App, action: impl FnOnce(&Visits) -> Result<T, ActionError> + Send + 'static) -> Done {
    app.on_visits(action).await?;
    Ok(StatusCode::NO_CONTENT)
}
