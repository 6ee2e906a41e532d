//! The visits: the list, one sheet, and opening one before there is an order.

use axum::Json;
use axum::extract::State;
use client_core::Visits;
use client_core::visits::{AgendaRow, NewVisit, VisitSheet};
use model::documents::visit::records::{Asset, Customer, ServiceType, Work};
use model::id::DocumentId;
use serde::Deserialize;

use super::{App, Made};
use crate::input::{At, Body};
use crate::problem::LocalProblem;

pub(super) async fn agenda(State(app): State<App>) -> Result<Json<Vec<AgendaRow>>, LocalProblem> {
    Ok(Json(app.on_visits(Visits::agenda).await?))
}

pub(super) async fn open(State(app): State<App>, At(id): At<DocumentId>) -> Result<Json<VisitSheet>, LocalProblem> {
    Ok(Json(app.on_visits(move |visits| visits.open(id)).await?))
}

/// What a technician knows of an emergency.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Emergency {
    reason: String,
    fault: String,
    customer: Customer,
    asset: Asset,
    service_type: ServiceType,
    work: Work,
}

pub(super) async fn open_without_order(State(app): State<App>, Body(asked): Body<Emergency>) -> Result<Json<Made>, LocalProblem> {
    let Emergency { reason, fault, customer, asset, service_type, work } = asked;
    let new = NewVisit { reason, fault, customer, asset, service_type, work };
    Ok(Json(app.on_visits(move |visits| visits.open_without_order(&new).map(Made::one)).await?))
}
