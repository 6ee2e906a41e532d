//! What a technician does to a visit, one name for each action: `POST /api/visits/{id}/actions` with `{ "action": "arrive" }` and
//! what the action needs beside it. Each is one call of the device, which decides.
//!
//! An action that is not known here, a field that is missing or one too many is malformed: nothing was done.

use axum::Json;
use axum::extract::State;
use client_core::visits::{ComesOut, Exchange, NewCharge, ReturnVisitFindings, TakeAway};
use client_core::{ActionError, Visits};
use model::documents::repair::records::Item;
use model::documents::visit::records::{
    AfterRefusal, Channel, ChargeKind, CheckResult, Consent, DataField, FaultClass, Grades, PartSwap, PayMethod, ReportKind, ServiceType,
    SiteLine, StopReason, Wish,
};
use model::id::{DocumentId, EventId, PartLineId};
use model::policy::Exception;
use model::seal::voucher::{Language, SignOffKind};
use model::seal::{Mark, Signer};
use model::time::Timestamp;
use serde::Deserialize;

use super::{App, Made};
use crate::input::{At, Body};
use crate::problem::LocalProblem;

/// What a person meant to do, under the names of the device's command journal.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum VisitAction {
    // Braces, because a variant without them takes fields that mean nothing.
    Depart {},
    AttemptContact { channel: Channel, reached: bool, note: String },
    SetAppointment { agreed_for: Timestamp, consent: Consent },
    RefuseAppointment { proposed_at: Timestamp, words: String, next: AfterRefusal },
    ForeseeDelay { until: Option<Timestamp>, told_customer: bool, reason: String },
    Arrive {},
    Start {},
    AnswerCheck { item: String, result: CheckResult, note: String },
    WriteFindings { text: String },
    WriteTreatment { text: String },
    ExchangePart { swap: PartSwap, comes_out: ComesOut },
    StrikePart { line: PartLineId, reason: String },
    NoteSite { line: SiteLine, value: String },
    CorrectData { field: DataField, to: String, confirmed_by: String },
    SetClass { class: FaultClass, reason: String, plan: String },
    PromiseCompletion { promised_for: Timestamp, document: String },
    PutPromiseAtRisk { reason: String, told_customer: bool },
    NoteException { exception: Exception, text: String },
    RequestPart { part_number: String, name: String, quantity: u32, urgent: bool, reason: String },
    NotePermission { by_name: String, what: String, said_at: Timestamp },
    Report { what: ReportKind, text: String, proposal: String, demand: String },
    NoteDisagreement { matter: String, words: String },
    NoteWish { wish: Wish, words: String },
    NameDealer { name: String },
    InformDealer { note: String },
    NoteRepeat { earlier: String },
    StrikeEvent { event: EventId, reason: String },
    Suspend { why: StopReason, reason: String, next_at: Option<Timestamp>, consent: Option<Consent> },
    TakeAway { item: Item, fault: String, reason: String, promised_for: Option<Timestamp>, promise_document: String, paid: bool },
    Resume {},
    Finish {},
    Reopen {},
    RecordVoidTrip { reason: String },
    DecideServiceType { service_type: ServiceType, basis: String, reason: String },
    Charge { what: ChargeKind, text: String, amount_fen: i64, part_line: Option<PartLineId> },
    StrikeCharge { charge: EventId, reason: String },
    AgreeFee { amount_fen: i64, consent: Consent },
    CollectMoney { amount_fen: i64, method: PayMethod },
    RequestInvoice { amount_fen: i64 },
    Sign { kind: SignOffKind, digest: String, language: Language, signer: Signer, mark: Mark },
    RecordRefusal { language: Language, asked: Signer, reason: String, words: String },
    RecordAbsence { language: Language, reason: String },
    OpenAmendment { reason: String },
    AnswerSurvey { grades: Grades, reasons: String, suggestion: String },
    NoteReturnVisit { of: String, repair_holds: bool, state: String, opinion: String, suggestions: String, paid_fen: i64, due_fen: i64 },
}

impl VisitAction {
    fn carry_out(self, visits: &Visits, id: DocumentId) -> Result<Made, ActionError> {
        match self {
            Self::Depart {} => visits.depart(id).map(Made::nothing),
            Self::AttemptContact { channel, reached, note } => visits.attempt_contact(id, channel, reached, &note).map(Made::one),
            Self::SetAppointment { agreed_for, consent } => visits.set_appointment(id, agreed_for, consent).map(Made::one),
            Self::RefuseAppointment { proposed_at, words, next } => visits.refuse_appointment(id, proposed_at, &words, next).map(Made::one),
            Self::ForeseeDelay { until, told_customer, reason } => visits.foresee_delay(id, until, told_customer, &reason).map(Made::one),
            Self::Arrive {} => visits.arrive(id).map(Made::nothing),
            Self::Start {} => visits.start(id).map(Made::nothing),
            Self::AnswerCheck { item, result, note } => visits.answer_check(id, &item, result, &note).map(Made::nothing),
            Self::WriteFindings { text } => visits.write_findings(id, &text).map(Made::nothing),
            Self::WriteTreatment { text } => visits.write_treatment(id, &text).map(Made::nothing),
            Self::ExchangePart { swap, comes_out } => {
                visits.exchange_part(id, &Exchange { swap, comes_out }).map(|exchanged| Made::one(exchanged.line))
            }
            Self::StrikePart { line, reason } => visits.strike_part(id, line, &reason).map(Made::nothing),
            Self::NoteSite { line, value } => visits.note_site(id, line, &value).map(Made::one),
            Self::CorrectData { field, to, confirmed_by } => visits.correct_data(id, field, &to, &confirmed_by).map(Made::one),
            Self::SetClass { class, reason, plan } => visits.set_class(id, class, &reason, &plan).map(Made::nothing),
            Self::PromiseCompletion { promised_for, document } => visits.promise_completion(id, promised_for, &document).map(Made::one),
            Self::PutPromiseAtRisk { reason, told_customer } => visits.put_promise_at_risk(id, &reason, told_customer).map(Made::one),
            Self::NoteException { exception, text } => visits.note_exception(id, exception, &text).map(Made::one),
            Self::RequestPart { part_number, name, quantity, urgent, reason } => {
                visits.request_part(id, &part_number, &name, quantity, urgent, &reason).map(Made::one)
            }
            Self::NotePermission { by_name, what, said_at } => visits.note_permission(id, &by_name, &what, said_at).map(Made::one),
            Self::Report { what, text, proposal, demand } => visits.report(id, what, &text, &proposal, &demand).map(Made::one),
            Self::NoteDisagreement { matter, words } => visits.note_disagreement(id, &matter, &words).map(Made::one),
            Self::NoteWish { wish, words } => visits.note_wish(id, wish, &words).map(Made::one),
            Self::NameDealer { name } => visits.name_dealer(id, &name).map(Made::one),
            Self::InformDealer { note } => visits.inform_dealer(id, &note).map(Made::one),
            Self::NoteRepeat { earlier } => visits.note_repeat(id, &earlier).map(Made::one),
            Self::StrikeEvent { event, reason } => visits.strike_event(id, event, &reason).map(Made::nothing),
            Self::Suspend { why, reason, next_at, consent } => visits.suspend(id, why, &reason, next_at, consent).map(Made::one),
            Self::TakeAway { item, fault, reason, promised_for, promise_document, paid } => {
                let goods = TakeAway { item, fault, reason, promised_for, promise_document, paid };
                visits.take_away(id, &goods).map(|taken| Made::one(taken.repair))
            }
            Self::Resume {} => visits.resume(id).map(Made::one),
            Self::Finish {} => visits.finish(id).map(Made::nothing),
            Self::Reopen {} => visits.reopen(id).map(Made::nothing),
            Self::RecordVoidTrip { reason } => visits.record_void_trip(id, &reason).map(Made::nothing),
            Self::DecideServiceType { service_type, basis, reason } => {
                visits.decide_service_type(id, service_type, &basis, &reason).map(Made::nothing)
            }
            Self::Charge { what, text, amount_fen, part_line } => {
                visits.charge(id, &NewCharge { what, text, amount_fen, part_line }).map(Made::one)
            }
            Self::StrikeCharge { charge, reason } => visits.strike_charge(id, charge, &reason).map(Made::nothing),
            Self::AgreeFee { amount_fen, consent } => visits.agree_fee(id, amount_fen, &consent).map(Made::nothing),
            Self::CollectMoney { amount_fen, method } => visits.collect_money(id, amount_fen, method).map(Made::one),
            Self::RequestInvoice { amount_fen } => visits.request_invoice(id, amount_fen).map(Made::nothing),
            Self::Sign { kind, digest, language, signer, mark } => visits.sign_as(id, kind, &digest, language, signer, mark).map(Made::one),
            Self::RecordRefusal { language, asked, reason, words } => {
                visits.record_refusal(id, language, asked, &reason, &words).map(Made::one)
            }
            Self::RecordAbsence { language, reason } => visits.record_absence(id, language, &reason).map(Made::one),
            Self::OpenAmendment { reason } => visits.open_amendment(id, &reason).map(Made::one),
            Self::AnswerSurvey { grades, reasons, suggestion } => {
                visits.answer_survey(id, &grades, &reasons, &suggestion).map(Made::nothing)
            }
            Self::NoteReturnVisit { of, repair_holds, state, opinion, suggestions, paid_fen, due_fen } => {
                let findings = ReturnVisitFindings { of, repair_holds, state, opinion, suggestions, paid_fen, due_fen };
                visits.note_return_visit(id, &findings).map(Made::nothing)
            }
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
