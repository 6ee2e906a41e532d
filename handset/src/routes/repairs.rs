//! Goods taken along for repair: the list, one sheet, what is done to them, and their two papers (O-02).

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use client_core::repairs::{RepairRow, RepairSheet, ShownGoodsVoucher};
use client_core::{ActionError, Repairs};
use model::documents::custody::Holder;
use model::documents::repair::records::{Channel, ChargeKind, DamageCause, HandlingPlan, Inspector, PartSwap};
use model::id::{DocumentId, EventId, SignOffId};
use model::seal::Signer;
use model::seal::strokes::Strokes;
use model::seal::voucher::{Language, SignOffKind};
use model::time::Timestamp;
use serde::Deserialize;

use super::sign_off::{DrawnCode, pdf_file, sealed_file};
use super::{App, Made};
use crate::input::{Asked, At, Body};
use crate::problem::LocalProblem;

/// What is done to goods, under the names of the device's command journal.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum RepairAction {
    Sign { kind: SignOffKind, digest: String, language: Language, signer: Signer, strokes: Strokes },
    HandOver { to: Holder, note: String },
    GiveBack { note: String },
    Diagnose { cause: DamageCause, plan: HandlingPlan, note: String },
    NoteWork { minutes: u32, text: String },
    UsePart { swap: PartSwap },
    Inspect { passed: bool, role: Inspector, by_name: String, note: String },
    CallNotRepairable { reason: String },
    PutPromiseAtRisk { reason: String, told_customer: bool },
    MovePromise { promised_for: Timestamp, reason: String, told_customer: bool },
    NotifyCustomer { channel: Channel, reached: bool, good_reason: String },
    VoidReceipt {},
    StateReceiptMissing { statement: String },
    FitAndTest { works: bool, note: String },
    Charge { what: ChargeKind, text: String, amount_fen: i64 },
    RequestInvoice { amount_fen: i64 },
    StrikeEvent { event: EventId, reason: String },
}

impl RepairAction {
    fn carry_out(self, repairs: &Repairs, id: DocumentId) -> Result<Made, ActionError> {
        match self {
            Self::Sign { kind, digest, language, signer, strokes } => {
                repairs.sign(id, kind, &digest, language, signer, &strokes).map(Made::one)
            }
            Self::HandOver { to, note } => repairs.hand_over(id, &to, &note).map(Made::one),
            Self::GiveBack { note } => repairs.give_back(id, &note).map(Made::one),
            Self::Diagnose { cause, plan, note } => repairs.diagnose(id, cause, plan, &note).map(Made::one),
            Self::NoteWork { minutes, text } => repairs.note_work(id, minutes, &text).map(Made::one),
            Self::UsePart { swap } => repairs.use_part(id, swap).map(Made::one),
            Self::Inspect { passed, role, by_name, note } => repairs.inspect(id, passed, role, &by_name, &note).map(Made::one),
            Self::CallNotRepairable { reason } => repairs.call_not_repairable(id, &reason).map(Made::one),
            Self::PutPromiseAtRisk { reason, told_customer } => repairs.put_promise_at_risk(id, &reason, told_customer).map(Made::one),
            Self::MovePromise { promised_for, reason, told_customer } => {
                repairs.move_promise(id, promised_for, &reason, told_customer).map(Made::one)
            }
            Self::NotifyCustomer { channel, reached, good_reason } => {
                repairs.notify_customer(id, channel, reached, &good_reason).map(Made::one)
            }
            Self::VoidReceipt {} => repairs.void_receipt(id).map(Made::one),
            Self::StateReceiptMissing { statement } => repairs.state_receipt_missing(id, &statement).map(Made::one),
            Self::FitAndTest { works, note } => repairs.fit_and_test(id, works, &note).map(Made::one),
            Self::Charge { what, text, amount_fen } => repairs.charge(id, what, &text, amount_fen).map(Made::one),
            Self::RequestInvoice { amount_fen } => repairs.request_invoice(id, amount_fen).map(Made::one),
            Self::StrikeEvent { event, reason } => repairs.strike_event(id, event, &reason).map(Made::nothing),
        }
    }
}

/// Which of the two papers: the taking's is the receipt.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GoodsPaper {
    language: Language,
    kind: SignOffKind,
}

pub(super) async fn list(State(app): State<App>) -> Result<Json<Vec<RepairRow>>, LocalProblem> {
    Ok(Json(app.on_device(|device| device.repairs().list()).await?))
}

pub(super) async fn open(State(app): State<App>, At(id): At<DocumentId>) -> Result<Json<RepairSheet>, LocalProblem> {
    Ok(Json(app.on_device(move |device| device.repairs().open(id)).await?))
}

pub(super) async fn act(
    State(app): State<App>,
    At(id): At<DocumentId>,
    Body(action): Body<RepairAction>,
) -> Result<Json<Made>, LocalProblem> {
    Ok(Json(app.on_device(move |device| action.carry_out(&device.repairs(), id)).await?))
}

pub(super) async fn voucher(
    State(app): State<App>,
    At(id): At<DocumentId>,
    Asked(GoodsPaper { language, kind }): Asked<GoodsPaper>,
) -> Result<Json<ShownGoodsVoucher>, LocalProblem> {
    Ok(Json(app.on_device(move |device| device.repairs().show_voucher(id, kind, language)).await?))
}

pub(super) async fn seal_file(
    State(app): State<App>,
    At((id, sign_off)): At<(DocumentId, SignOffId)>,
) -> Result<impl IntoResponse, LocalProblem> {
    Ok(sealed_file(app.on_device(move |device| device.repairs().seal_file(id, sign_off)).await?))
}

/// The receipt, and once the goods are back the return, as one PDF.
pub(super) async fn paper(State(app): State<App>, At(id): At<DocumentId>) -> Result<impl IntoResponse, LocalProblem> {
    Ok(pdf_file(app.on_device(move |device| device.repairs().paper(id)).await?))
}

/// The code of one sign-off; null if its record names no address.
pub(super) async fn check_code(
    State(app): State<App>,
    At((id, sign_off)): At<(DocumentId, SignOffId)>,
) -> Result<Json<Option<DrawnCode>>, LocalProblem> {
    Ok(Json(app.on_device(move |device| device.repairs().check_code(id, sign_off)).await?.map(DrawnCode::of)))
}
