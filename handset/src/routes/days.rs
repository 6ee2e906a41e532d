//! The technician's days: opening one, the report, and what is done to it.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use client_core::days::{DayRow, DaySheet, HandBack, MoneyInHand};
use client_core::{ActionError, Days};
use model::documents::visit::records::ServiceType;
use model::id::{DocumentId, EventId};
use serde::Deserialize;

use super::{App, Made};
use crate::input::{At, Body};
use crate::problem::LocalProblem;

/// Which day, and how far the technician's clock is ahead of UTC.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    date: NaiveDate,
    utc_offset_minutes: i32,
}

/// What is done to a day, under the names of the device's command journal.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum DayAction {
    NoteWork { service_type: ServiceType, minutes: u32, text: String },
    StrikeWork { event: EventId, reason: String },
    HandBackParts { part_number: String, name: String, quantity: u32, serial: Option<String>, store: String },
    HandInMoney { visit: DocumentId, collection: EventId, to_name: String },
    ConfirmReport { digest: String },
}

impl DayAction {
    fn carry_out(self, days: &Days, id: DocumentId) -> Result<Made, ActionError> {
        match self {
            Self::NoteWork { service_type, minutes, text } => days.note_work(id, service_type, minutes, &text).map(Made::one),
            Self::StrikeWork { event, reason } => days.strike_work(id, event, &reason).map(Made::nothing),
            Self::HandBackParts { part_number, name, quantity, serial, store } => {
                days.hand_back_parts(id, &HandBack { part_number, name, quantity, serial, store }).map(Made::one)
            }
            Self::HandInMoney { visit, collection, to_name } => days.hand_in_money(id, visit, collection, &to_name).map(Made::one),
            Self::ConfirmReport { digest } => days.confirm(id, &digest).map(Made::one),
        }
    }
}

pub(super) async fn list(State(app): State<App>) -> Result<Json<Vec<DayRow>>, LocalProblem> {
    Ok(Json(app.on_device(|device| device.days().list()).await?))
}

/// What this technician took and still has.
pub(super) async fn money_in_hand(State(app): State<App>) -> Result<Json<Vec<MoneyInHand>>, LocalProblem> {
    Ok(Json(app.on_device(|device| device.days().money_in_hand()).await?))
}

/// The day of a date, made if there is none yet.
pub(super) async fn open(State(app): State<App>, Body(asked): Body<Opening>) -> Result<Json<Made>, LocalProblem> {
    let Opening { date, utc_offset_minutes } = asked;
    Ok(Json(app.on_device(move |device| device.days().open_day(date, utc_offset_minutes).map(Made::one)).await?))
}

pub(super) async fn report(State(app): State<App>, At(id): At<DocumentId>) -> Result<Json<DaySheet>, LocalProblem> {
    Ok(Json(app.on_device(move |device| device.days().report(id)).await?))
}

pub(super) async fn act(State(app): State<App>, At(id): At<DocumentId>, Body(action): Body<DayAction>) -> Result<Json<Made>, LocalProblem> {
    Ok(Json(app.on_device(move |device| action.carry_out(&device.days(), id)).await?))
}
