//! Old parts: the list, one sheet, what is done to one, and what is done to several at once (O-08).

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use client_core::old_parts::{OldPartRow, OldPartSheet};
use client_core::{ActionError, OldParts};
use model::documents::custody::Holder;
use model::documents::old_part::records::{Disposition, Grounds};
use model::id::{DocumentId, EventId};
use serde::Deserialize;

use super::{App, Made};
use crate::input::{At, Body};
use crate::problem::LocalProblem;

/// What is done to an old part, under the names of the device's command journal.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum OldPartAction {
    PromiseHandOver { promised_on: NaiveDate, reason: String, reported_to: String },
    ChangeDisposition { disposition: Disposition, grounds: Grounds },
    Label { code: String },
    RequestFreight { shipment: String, amount_fen: i64 },
    HandOver { to: Holder, note: String },
    StrikeEvent { event: EventId, reason: String },
}

impl OldPartAction {
    fn carry_out(self, old_parts: &OldParts, id: DocumentId) -> Result<Made, ActionError> {
        match self {
            Self::PromiseHandOver { promised_on, reason, reported_to } => {
                old_parts.promise_hand_over(id, promised_on, &reason, &reported_to).map(Made::one)
            }
            Self::ChangeDisposition { disposition, grounds } => old_parts.change_disposition(id, disposition, &grounds).map(Made::one),
            Self::Label { code } => old_parts.label(id, &code).map(Made::one),
            Self::RequestFreight { shipment, amount_fen } => old_parts.request_freight(id, &shipment, amount_fen).map(Made::one),
            Self::HandOver { to, note } => old_parts.hand_over(id, &to, &note).map(Made::one),
            Self::StrikeEvent { event, reason } => old_parts.strike_event(id, event, &reason).map(Made::nothing),
        }
    }
}

/// What is done to the parts of a shipment, to all of them or to none.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum ShipmentAction {
    Pack { ids: Vec<DocumentId>, shipment: String, packing_list: String },
    Ship { ids: Vec<DocumentId>, shipment: String, on: NaiveDate },
}

impl ShipmentAction {
    fn carry_out(self, old_parts: &OldParts) -> Result<Made, ActionError> {
        match self {
            Self::Pack { ids, shipment, packing_list } => old_parts.pack(&ids, &shipment, &packing_list).map(Made::nothing),
            Self::Ship { ids, shipment, on } => old_parts.ship(&ids, &shipment, on).map(Made::nothing),
        }
    }
}

pub(super) async fn list(State(app): State<App>) -> Result<Json<Vec<OldPartRow>>, LocalProblem> {
    Ok(Json(app.on_device(|device| device.old_parts().list()).await?))
}

pub(super) async fn open(State(app): State<App>, At(id): At<DocumentId>) -> Result<Json<OldPartSheet>, LocalProblem> {
    Ok(Json(app.on_device(move |device| device.old_parts().open(id)).await?))
}

pub(super) async fn act(
    State(app): State<App>,
    At(id): At<DocumentId>,
    Body(action): Body<OldPartAction>,
) -> Result<Json<Made>, LocalProblem> {
    Ok(Json(app.on_device(move |device| action.carry_out(&device.old_parts(), id)).await?))
}

pub(super) async fn act_on_several(State(app): State<App>, Body(action): Body<ShipmentAction>) -> Result<Json<Made>, LocalProblem> {
    Ok(Json(app.on_device(move |device| action.carry_out(&device.old_parts())).await?))
}
