//! The device itself: who it is, the network switch, what waits to be sent.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use client_core::proof::KeptReceipt;
use client_core::visits::{NotAccepted, OutboxView};
use client_core::{Identity, NetworkSwitch, StoreError, SyncReport};
use model::id::DocumentId;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::App;
use crate::input::{At, Body, Nothing};
use crate::problem::LocalProblem;

/// What the bar of the page shows.
#[derive(Serialize)]
pub(super) struct DeviceView {
    identity: Option<Identity>,
    network: NetworkSwitch,
    outbox: OutboxView,
    /// What was entered and does not stand.
    not_accepted: Vec<NotAccepted>,
    /// When it was found that the database is a copy, until somebody has read so.
    copied_at: Option<Timestamp>,
}

pub(super) async fn state(State(app): State<App>) -> Result<Json<DeviceView>, LocalProblem> {
    let view = app.on_device(|device| {
        Ok::<_, StoreError>(DeviceView {
            identity: device.identity()?,
            network: device.network(),
            outbox: device.outbox()?,
            not_accepted: device.not_accepted()?,
            copied_at: device.copied_at()?,
        })
    });
    Ok(Json(view.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Enrolment {
    server_url: String,
    code: String,
    device_name: String,
}

pub(super) async fn enrol(State(app): State<App>, Body(asked): Body<Enrolment>) -> Result<Json<Identity>, LocalProblem> {
    Ok(Json(app.device.enrol(&asked.server_url, &asked.code, &asked.device_name).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Network {
    airplane: bool,
}

pub(super) async fn network(State(app): State<App>, Body(asked): Body<Network>) -> StatusCode {
    app.device.set_network(if asked.airplane { NetworkSwitch::Airplane } else { NetworkSwitch::Connected });
    StatusCode::NO_CONTENT
}

pub(super) async fn sync(State(app): State<App>, Body(Nothing {}): Body<Nothing>) -> Result<Json<SyncReport>, LocalProblem> {
    Ok(Json(app.device.sync_now().await?))
}

pub(super) async fn try_again(
    State(app): State<App>,
    At(id): At<DocumentId>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<StatusCode, LocalProblem> {
    app.on_device(move |device| device.try_again(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Acknowledged {
    /// An entry that does not stand; none: that the database is a copy.
    entry: Option<i64>,
}

pub(super) async fn acknowledge(State(app): State<App>, Body(asked): Body<Acknowledged>) -> Result<StatusCode, LocalProblem> {
    app.on_device(move |device| match asked.entry {
        Some(entry) => device.acknowledge(entry),
        None => device.acknowledge_copy(),
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The server's receipts, also as a file to take along.
pub(super) async fn receipts(State(app): State<App>, At(id): At<DocumentId>) -> Result<Json<Vec<KeptReceipt>>, LocalProblem> {
    Ok(Json(app.on_device(move |device| device.receipts(id)).await?))
}
