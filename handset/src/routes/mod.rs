//! What can be asked: every route below `/api/` calls one function of the device.
//!
//! The device's functions wait for the disk, so they run beside the server's threads ([`App::on_device`]).

mod actions;
mod complaints;
mod days;
mod device;
mod events;
mod old_parts;
mod peer;
mod photos;
mod reference;
mod repairs;
mod sign_off;
mod visits;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use client_core::visits::MAX_PHOTO_BYTES;
use client_core::{Device, Visits};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::exchange::Exchange;
use crate::problem::LocalProblem;

/// A signature of the most points as JSON is about 160 kB; texts are far smaller.
const MAX_JSON_BYTES: usize = 512 * 1024;

/// What every route works with.
#[derive(Clone)]
pub(crate) struct App {
    device: Device,
    exchange: Exchange,
    stop: CancellationToken,
}

/// What an action made: the id of a document, line, photo, sign-off or event, or nothing that has one.
#[derive(Serialize)]
struct Made {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

impl Made {
    fn one(id: impl ToString) -> Self {
        Self { id: Some(id.to_string()) }
    }

    fn nothing(_: impl Sized) -> Self {
        Self { id: None }
    }
}

impl App {
    /// Runs `work` where it may wait for the disk.
    async fn on_device<T, E>(&self, work: impl FnOnce(&Device) -> Result<T, E> + Send + 'static) -> Result<T, LocalProblem>
    where
        T: Send + 'static,
        E: Into<LocalProblem> + Send + 'static,
    {
        let device = self.device.clone();
        match tokio::task::spawn_blocking(move || work(&device)).await {
            Ok(done) => done.map_err(Into::into),
            Err(error) => {
                tracing::error!(%error, "the device's work broke off");
                Err(LocalProblem::internal())
            }
        }
    }

    /// The same for what is done to visits.
    async fn on_visits<T, E>(&self, work: impl FnOnce(&Visits) -> Result<T, E> + Send + 'static) -> Result<T, LocalProblem>
    where
        T: Send + 'static,
        E: Into<LocalProblem> + Send + 'static,
    {
        self.on_device(move |device| work(&device.visits())).await
    }
}

/// All routes over `device`; streams end when `stop` is cancelled.
pub(crate) fn routes(device: Device, stop: CancellationToken) -> Router {
    let photos = Router::new().route("/api/visits/{id}/photos", post(photos::attach)).layer(DefaultBodyLimit::max(MAX_PHOTO_BYTES));
    let offers = Router::new().route("/api/peer/offer", post(peer::take)).layer(DefaultBodyLimit::max(peer::MAX_OFFER_BYTES));
    Router::new()
        .route("/api/state", get(device::state))
        .route("/api/enrol", post(device::enrol))
        .route("/api/network", post(device::network))
        .route("/api/sync", post(device::sync))
        .route("/api/events", get(events::events))
        .route("/api/documents/{id}/try-again", post(device::try_again))
        .route("/api/acknowledge", post(device::acknowledge))
        .route("/api/documents/{id}/receipts", get(device::receipts))
        .route("/api/documents/{id}/offer", get(peer::codes))
        .route("/api/documents/{id}/offer.file", get(peer::file))
        .route("/api/peer", get(peer::stage))
        .route("/api/peer/wait", post(peer::wait))
        .route("/api/peer/go", post(peer::go))
        .route("/api/peer/accept", post(peer::accept))
        .route("/api/peer/end", post(peer::end))
        .route("/api/days", get(days::list).post(days::open))
        .route("/api/days/{id}", get(days::report))
        .route("/api/days/{id}/actions", post(days::act))
        .route("/api/money-in-hand", get(days::money_in_hand))
        .route("/api/repairs", get(repairs::list))
        .route("/api/repairs/{id}", get(repairs::open))
        .route("/api/repairs/{id}/actions", post(repairs::act))
        .route("/api/repairs/{id}/voucher", get(repairs::voucher))
        .route("/api/repairs/{id}/sign-offs/{sign_off}", get(repairs::seal_file))
        .route("/api/repairs/{id}/sign-offs/{sign_off}/code", get(repairs::check_code))
        .route("/api/repairs/{id}/paper.pdf", get(repairs::paper))
        .route("/api/old-parts", get(old_parts::list))
        .route("/api/old-parts/actions", post(old_parts::act_on_several))
        .route("/api/old-parts/{id}", get(old_parts::open))
        .route("/api/old-parts/{id}/actions", post(old_parts::act))
        .route("/api/complaints", get(complaints::list).post(complaints::receive))
        .route("/api/complaints/{id}", get(complaints::open))
        .route("/api/complaints/{id}/actions", post(complaints::act))
        .route("/api/agenda", get(visits::agenda))
        .route("/api/visits", post(visits::open_without_order))
        .route("/api/visits/{id}", get(visits::open))
        .route("/api/visits/{id}/actions", post(actions::on_visit))
        .route("/api/visits/{id}/complaint", get(complaints::propose))
        .route("/api/parts", get(reference::parts))
        .route("/api/van-stock", get(reference::van_stock))
        .route("/api/reference/prices", get(reference::prices))
        .route("/api/reference/people", get(reference::people))
        .route("/api/reference/assets/{serial}", get(reference::asset))
        .route("/api/photos/{sha256}", get(photos::photo))
        .route("/api/photos/{sha256}/thumbnail", get(photos::thumbnail))
        .route("/api/visits/{id}/photos/{sha256}/want", post(photos::want))
        .route("/api/visits/{id}/voucher", get(sign_off::voucher))
        .route("/api/visits/{id}/sign-offs/{sign_off}", get(sign_off::seal_file))
        .route("/api/visits/{id}/sign-offs/{sign_off}/code", get(sign_off::check_code))
        .route("/api/visits/{id}/paper.pdf", get(sign_off::paper))
        .layer(DefaultBodyLimit::max(MAX_JSON_BYTES))
        .merge(photos)
        .merge(offers)
        .with_state(App { device, exchange: Exchange::default(), stop })
}
