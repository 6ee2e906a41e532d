//! What a technician does to a visit, one name for each action: `POST /api/visits/{id}/actions` with `{ "action": "arrive" }` and
//! what the action needs beside it. Each is one call of the device, which decides.
//!
//! An action that is not known here, a field that is missing or one too many is malformed: nothing was done.

use axum::Json;
use axum::extract::State;
use client_core::{ActionError, Visits};
use model::documents::visit::records::{CheckResult, PartSwap};
use model::id::{DocumentId, PartLineId};
use model::seal::Signer;
use model::seal::strokes::Strokes;
use model::seal::voucher::Language;
use serde::Deserialize;

use super::{App, Made};
use crate::input::{At, Body};
use crate::problem::LocalProblem;

/// What a person meant to do, under the names of the device's command journal.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum VisitAction {
    // Braces, because a variant without them takes fields that mean nothing.
    Arrive {},
    Start {},
    AnswerCheck { item: String, result: CheckResult, note: String },
    WriteFindings { text: String },
    WriteTreatment { text: String },
    SwapPart { swap: PartSwap },
    StrikePart { line: PartLineId, reason: String },
    Finish {},
    Reopen {},
    RecordVoidTrip { reason: String },
    Sign { digest: String, language: Language, signer: Signer, strokes: Strokes },
}

impl VisitAction {
    fn carry_out(self, visits: &Visits, id: DocumentId) -> Result<Made, ActionError> {
        match self {
            Self::Arrive {} => visits.arrive(id).map(Made::nothing),
            Self::Start {} => visits.start(id).map(Made::nothing),
            Self::AnswerCheck { item, result, note } => visits.answer_check(id, &item, result, &note).map(Made::nothing),
            Self::WriteFindings { text } => visits.write_findings(id, &text).map(Made::nothing),
            Self::WriteTreatment { text } => visits.write_treatment(id, &text).map(Made::nothing),
            Self::SwapPart { swap } => visits.swap_part(id, swap).map(Made::one),
            Self::StrikePart { line, reason } => visits.strike_part(id, line, &reason).map(Made::nothing),
            Self::Finish {} => visits.finish(id).map(Made::nothing),
            Self::Reopen {} => visits.reopen(id).map(Made::nothing),
            Self::RecordVoidTrip { reason } => visits.record_void_trip(id, &reason).map(Made::nothing),
            Self::Sign { digest, language, signer, strokes } => visits.sign(id, &digest, language, signer, &strokes).map(Made::one),
        }
    }
}

/// Carries out one action on the visit; answers what it made.
pub(super) async fn on_visit(
    State(app): State<App>,
    At(id): At<DocumentId>,
    Body(action): Body<VisitAction>,
) -> Result<Json<Made>, LocalProblem> {
    Ok(Json(app.on_visits(move |visits| action.carry_out(visits, id)).await?))
}
