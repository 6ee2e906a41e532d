//! What only the desk changes, as it is on this device: catalogue, van stock, prices, people, the files of products.

use axum::Json;
use axum::extract::State;
use client_core::reference::VanStock;
use model::reference::asset::AssetFile;
use model::reference::part::Part;
use model::reference::person::RosterPerson;
use model::reference::price::Price;
use serde::Deserialize;

use super::App;
use crate::input::{Asked, At};
use crate::problem::LocalProblem;

/// As many as a technician looks through.
const MAX_FOUND: usize = 30;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    search: String,
}

pub(super) async fn parts(State(app): State<App>, Asked(Search { search }): Asked<Search>) -> Result<Json<Vec<Part>>, LocalProblem> {
    Ok(Json(app.on_device(move |device| device.reference().search_parts(&search, MAX_FOUND)).await?))
}

pub(super) async fn van_stock(State(app): State<App>) -> Result<Json<VanStock>, LocalProblem> {
    Ok(Json(app.on_device(|device| device.van_stock()).await?))
}

pub(super) async fn prices(State(app): State<App>) -> Result<Json<Vec<Price>>, LocalProblem> {
    Ok(Json(app.on_device(|device| device.reference().prices()).await?))
}

pub(super) async fn people(State(app): State<App>) -> Result<Json<Vec<RosterPerson>>, LocalProblem> {
    Ok(Json(app.on_device(|device| device.reference().people()).await?))
}

/// Null if there is no file of a product with this serial here.
pub(super) async fn asset(State(app): State<App>, At(serial): At<String>) -> Result<Json<Option<AssetFile>>, LocalProblem> {
    Ok(Json(app.on_device(move |device| device.reference().asset(&serial)).await?))
}
