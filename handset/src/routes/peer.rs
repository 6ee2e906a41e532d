//! Exchange with a colleague: over this machine's own port, or one way as codes on the glass or a file.

use std::net::SocketAddr;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use client_core::CheckCode;
use client_core::peer::{OfferTaken, PeerError};
use model::id::DocumentId;
use serde::Deserialize;

use super::App;
use super::sign_off::DrawnCode;
use crate::exchange::Stage;
use crate::input::{At, Body, Nothing};
use crate::problem::LocalProblem;

/// The longest file with an offer, in **bytes**.
pub(super) const MAX_OFFER_BYTES: usize = 8 * 1024 * 1024;
/// Parts of a file, in **bytes**.
const PART_BYTES: usize = 60_000;

pub(super) async fn stage(State(app): State<App>) -> Json<Stage> {
    Json(app.exchange.stage())
}

pub(super) async fn wait(State(app): State<App>, Body(Nothing {}): Body<Nothing>) -> Result<Json<Stage>, LocalProblem> {
    hear_who_was_put_out(&app);
    app.exchange.wait(app.device.clone()).await.map_err(|error| {
        tracing::error!(%error, "there is no port to wait at");
        LocalProblem::internal()
    })?;
    Ok(Json(app.exchange.stage()))
}

/// Where there is a signal all the same, the phone hears who was put out before it meets anybody. Nobody waits for it.
fn hear_who_was_put_out(app: &App) {
    let device = app.device.clone();
    tokio::spawn(async move {
        if let Err(error) = device.hear_who_was_put_out().await {
            tracing::info!(code = error.code(), "who was put out was not heard anew");
        }
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    /// `127.0.0.1:<port>`, or the port alone.
    address: String,
}

pub(super) async fn go(State(app): State<App>, Body(asked): Body<Address>) -> Result<Json<Stage>, LocalProblem> {
    let text = asked.address.trim();
    let address = match text.parse::<u16>() {
        Ok(port) => Some(SocketAddr::from(([127, 0, 0, 1], port))),
        Err(_) => text.parse::<SocketAddr>().ok().filter(|address| address.ip().is_loopback()),
    };
    let address = address.ok_or_else(LocalProblem::not_this_machine)?;
    hear_who_was_put_out(&app);
    app.exchange.go(app.device.clone(), address);
    Ok(Json(app.exchange.stage()))
}

pub(super) async fn accept(State(app): State<App>, Body(Nothing {}): Body<Nothing>) -> Result<StatusCode, LocalProblem> {
    if app.exchange.agree() { Ok(StatusCode::NO_CONTENT) } else { Err(PeerError::NobodyYet.into()) }
}

pub(super) async fn end(State(app): State<App>, Body(Nothing {}): Body<Nothing>) -> StatusCode {
    app.exchange.end();
    StatusCode::NO_CONTENT
}

/// What waits of a document as codes, one after the other.
pub(super) async fn codes(State(app): State<App>, At(id): At<DocumentId>) -> Result<Json<Vec<DrawnCode>>, LocalProblem> {
    let codes: Vec<CheckCode> = app.on_device(move |device| device.offer_codes(id)).await?;
    Ok(Json(codes.into_iter().map(DrawnCode::of).collect()))
}

/// The same as a file: each part behind its length, two bytes, little-endian.
pub(super) async fn file(State(app): State<App>, At(id): At<DocumentId>) -> Result<impl IntoResponse, LocalProblem> {
    let parts = app.on_device(move |device| device.export_offer(id, PART_BYTES)).await?;
    let mut file = Vec::new();
    for part in parts {
        let length = u16::try_from(part.len()).map_err(|_| LocalProblem::internal())?;
        file.extend_from_slice(&length.to_le_bytes());
        file.extend(part);
    }
    Ok(([(header::CONTENT_TYPE, "application/octet-stream"), (header::CONTENT_DISPOSITION, "attachment")], file))
}

/// Takes a file, or codes that were read and put one behind the other like a file's parts.
pub(super) async fn take(State(app): State<App>, bytes: Bytes) -> Result<Json<OfferTaken>, LocalProblem> {
    let mut parts = Vec::new();
    let mut left: &[u8] = &bytes;
    while let Some((length, rest)) = left.split_first_chunk::<2>() {
        let length = usize::from(u16::from_le_bytes(*length));
        let (part, rest) = rest.split_at_checked(length).ok_or(PeerError::NoOffer("it ends too early"))?;
        parts.push(part.to_vec());
        left = rest;
    }
    Ok(Json(app.on_device(move |device| device.import_offer(&parts)).await?))
}
