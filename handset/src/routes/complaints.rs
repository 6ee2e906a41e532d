//! Complaints: the list, one sheet, taking one down, and what is added to it (O-04).

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use client_core::complaints::{ComplaintRow, ComplaintSheet, NewComplaint};
use client_core::{ActionError, Complaints};
use model::documents::complaint::records::{Complainant, ComplaintProduct, Customer, Demand, Urgency};
use model::id::{DocumentId, PersonId};
use model::time::Timestamp;
use serde::Deserialize;

use super::{App, Made};
use crate::input::{At, Body};
use crate::problem::LocalProblem;

/// A complaint as the customer gives it (R-022, R-165…R-168).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Complaint {
    visit: Option<DocumentId>,
    earlier: Option<DocumentId>,
    customer: Customer,
    complainant: Complainant,
    product: ComplaintProduct,
    order_number: String,
    part_number: String,
    delivered_on: Option<NaiveDate>,
    quantity: Option<u32>,
    defective_quantity: Option<u32>,
    demand: Demand,
    samples: String,
    words: String,
    urgency: Urgency,
    serious: bool,
    answer_promised_for: Option<Timestamp>,
}

/// What is added to a complaint, under the names of the device's façade.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum ComplaintAction {
    AddWords { words: String },
    AskJointInspection { with: String, reason: String },
    TakeSamples { what: String, quantity: u32 },
    PromiseAnswer { promised_for: Timestamp },
    PassOwner { to: PersonId, to_name: String, reason: String },
}

impl ComplaintAction {
    fn carry_out(self, complaints: &Complaints, id: DocumentId) -> Result<Made, ActionError> {
        match self {
            Self::AddWords { words } => complaints.add_words(id, &words).map(Made::one),
            Self::AskJointInspection { with, reason } => complaints.ask_joint_inspection(id, &with, &reason).map(Made::one),
            Self::TakeSamples { what, quantity } => complaints.take_samples(id, &what, quantity).map(Made::one),
            Self::PromiseAnswer { promised_for } => complaints.promise_answer(id, promised_for).map(Made::one),
            Self::PassOwner { to, to_name, reason } => complaints.pass_owner(id, to, &to_name, &reason).map(Made::one),
        }
    }
}

pub(super) async fn list(State(app): State<App>) -> Result<Json<Vec<ComplaintRow>>, LocalProblem> {
    Ok(Json(app.on_device(|device| device.complaints().list()).await?))
}

pub(super) async fn open(State(app): State<App>, At(id): At<DocumentId>) -> Result<Json<ComplaintSheet>, LocalProblem> {
    Ok(Json(app.on_device(move |device| device.complaints().open(id)).await?))
}

/// What is known of a complaint on this visit before the customer has said anything; nothing is kept.
pub(super) async fn propose(State(app): State<App>, At(id): At<DocumentId>) -> Result<Json<NewComplaint>, LocalProblem> {
    Ok(Json(app.on_device(move |device| device.complaints().propose(id)).await?))
}

pub(super) async fn receive(State(app): State<App>, Body(asked): Body<Complaint>) -> Result<Json<Made>, LocalProblem> {
    let new = NewComplaint {
        visit: asked.visit,
        earlier: asked.earlier,
        customer: asked.customer,
        complainant: asked.complainant,
        product: asked.product,
        order_number: asked.order_number,
        part_number: asked.part_number,
        delivered_on: asked.delivered_on,
        quantity: asked.quantity,
        defective_quantity: asked.defective_quantity,
        demand: asked.demand,
        samples: asked.samples,
        words: asked.words,
        urgency: asked.urgency,
        serious: asked.serious,
        answer_promised_for: asked.answer_promised_for,
    };
    Ok(Json(app.on_device(move |device| device.complaints().receive(&new).map(|received| Made::one(received.complaint))).await?))
}

pub(super) async fn act(
    State(app): State<App>,
    At(id): At<DocumentId>,
    Body(action): Body<ComplaintAction>,
) -> Result<Json<Made>, LocalProblem> {
    Ok(Json(app.on_device(move |device| action.carry_out(&device.complaints(), id)).await?))
}
