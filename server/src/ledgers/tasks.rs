//! What the supervisor has to do, read from the documents: it is there as long as they say so, and gone when somebody has done it.
//! Every due time counts from what happened on site, never from when it was received.

use axum::Json;
use axum::extract::State;
use model::documents::complaint::assessment::Assessment as ComplaintAssessment;
use model::documents::complaint::status::ComplaintStage;
use model::documents::kind::DocumentKind;
use model::documents::repair::assessment::{Assessment as RepairAssessment, RepairFlag};
use model::documents::repair::status::Stage;
use model::documents::visit::assessment::{Assessment as VisitAssessment, Signature};
use model::documents::visit::records::{EventKind, FaultClass};
use model::documents::visit::requests::RequestState;
use model::documents::visit::status::WorkStatus;
use model::id::{DocumentId, EventId};
use model::rules::{end_of_day, is_blank};
use model::seal::statement::SignOffKind;
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cursor::{MOST_ENTRIES, Spot};
use super::entry::{Body, Entry, Ledger, Todo};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::query::ApiQuery;
use crate::policies;
use crate::store::ledgers::LedgerQuery;

/// What has to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TaskKind {
    /// The customer did not sign: see to it the same day (R-068, R-191, O-04).
    SignatureRefused,
    /// A promised date cannot be kept (R-098, P-07).
    PromiseAtRisk,
    /// A return visit found a defect: written notice to the repair worker within 24 hours of the visit.
    ReworkNotice,
    /// A major fault has no analysis report.
    AnalysisReport,
    /// A part that was asked for waits for a decision.
    PartRequest,
    /// A correction after signing waits for a leader (R-054, O-05).
    Amendment,
    /// A signed report waits for a leader's approval.
    ReportApproval,
    /// Work was done without an order: enter and link one.
    OrderMissing,
    /// It is open who pays.
    FeeDisputed,
    /// The dealer of the product is not told of the warranty service.
    DealerNotInformed,
    /// Goods cannot be repaired: decide what becomes of them.
    FateOfGoods,
    /// The customer does not collect: tell the company, send by mail.
    GoodsNotCollected,
    /// A complaint has no number (R-163, E7).
    ComplaintNumber,
    /// A complaint has no answer.
    ComplaintAnswer,
}

/// Something to do.
#[derive(Debug, Serialize, ToSchema)]
struct TaskView {
    /// The document that says so.
    document: DocumentId,
    /// What the document is.
    kind: DocumentKind,
    /// What has to be done.
    task: TaskKind,
    /// The event it comes from, if it comes from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<EventId>,
    /// Since when, by the clock of whoever wrote it, corrected by what it knew of the server's.
    since: Timestamp,
    /// By when; absent where no rule says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<Timestamp>,
    /// The server learnt of it only after it was due, or it is past due now.
    late: bool,
    /// Number of the order, receipt or complaint.
    number: String,
    /// The customer's name.
    customer: String,
    /// In words; may be empty.
    note: String,
}

/// A page of tasks.
#[derive(Debug, Serialize, ToSchema)]
struct TasksPage {
    /// The oldest first. A page may be empty and have a next one.
    tasks: Vec<TaskView>,
    /// Hand it back as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    after: Option<String>,
    limit: Option<u32>,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tasks))
}

/// What the supervisor has to do, the oldest first.
#[utoipa::path(
    get,
    path = "/v1/desk/tasks",
    tag = "desk",
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most rows, at most 200"),
    ),
    responses(
        (status = 200, description = "A page of tasks", body = TasksPage),
        (status = 400, description = "The place cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn tasks(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { after, limit }): ApiQuery<Which>,
) -> Result<Json<TasksPage>, ApiError> {
    let query = LedgerQuery {
        ledger: Ledger::Tasks,
        person: None,
        settled: false,
        after: after.as_deref().map(Spot::read).transpose()?,
        most: limit.unwrap_or(MOST_ENTRIES).clamp(1, MOST_ENTRIES),
    };
    let time_zone = policies::time_zone(&app, desk.organisation).await?;
    let now = app.now();
    let page = app.store.ledger(desk.organisation, query).await?;
    let documents = page.entries.iter().map(|kept| kept.document).collect();
    let cleared = app.store.of_cleared_orders(desk.organisation, documents).await?;
    let mut tasks = Vec::with_capacity(page.entries.len());
    for kept in page.entries {
        let Body::Tasks(todo) = kept.entry.body else { continue };
        if todo.what.ends_with_the_order() && cleared.contains(&kept.document) {
            continue;
        }
        let due_at = todo.due_at.or_else(|| todo.what.is_same_day().then(|| end_of_day(kept.entry.at, time_zone)));
        tasks.push(TaskView {
            document: kept.document,
            kind: todo.kind,
            task: todo.what,
            event: todo.event,
            since: kept.entry.at,
            due_at,
            late: due_at.is_some_and(|due| due < now),
            number: todo.number,
            customer: todo.customer,
            note: todo.note,
        });
    }
    Ok(Json(TasksPage { tasks, next: page.next.map(|next| next.text()) }))
}

impl TaskKind {
    /// Whether it is due on the day it comes up.
    fn is_same_day(self) -> bool {
        self == Self::SignatureRefused
    }

    /// Whether nothing is left of it once another visit of the same order is signed.
    fn ends_with_the_order(self) -> bool {
        matches!(self, Self::SignatureRefused | Self::PromiseAtRisk)
    }

    /// The stable word, which tells the tasks of one document apart.
    fn word(self) -> &'static str {
        match self {
            Self::SignatureRefused => "signature_refused",
            Self::PromiseAtRisk => "promise_at_risk",
            Self::ReworkNotice => "rework_notice",
            Self::AnalysisReport => "analysis_report",
            Self::PartRequest => "part_request",
            Self::Amendment => "amendment",
            Self::ReportApproval => "report_approval",
            Self::OrderMissing => "order_missing",
            Self::FeeDisputed => "fee_disputed",
            Self::DealerNotInformed => "dealer_not_informed",
            Self::FateOfGoods => "fate_of_goods",
            Self::GoodsNotCollected => "goods_not_collected",
            Self::ComplaintNumber => "complaint_number",
            Self::ComplaintAnswer => "complaint_answer",
        }
    }
}

/// What a visit gives to do.
pub(super) fn of_visit(assessment: &VisitAssessment) -> Vec<Entry> {
    let visit = &assessment.visit;
    let (number, customer) = (visit.order().number, visit.customer.name.as_str());
    let mut list = List { kind: DocumentKind::Visit, number, customer: customer.to_owned(), entries: Vec::new() };
    if let Some(seal) = assessment.not_signed().filter(|seal| seal.kind() == SignOffKind::Refused) {
        let body = &seal.record.body;
        let words = body.unsigned.as_ref().map(|unsigned| unsigned.reason.clone()).unwrap_or_default();
        list.add(TaskKind::SignatureRefused, &body.sign_off.to_string(), body.signed.best_guess(), None, None, words);
    }
    let closed = matches!(assessment.status, WorkStatus::Finished | WorkStatus::Cancelled);
    if let Some(promise) = visit.promise().filter(|_| !closed)
        && let (Some(why), Some(since)) = (promise.at_risk, promise.at_risk_since)
    {
        list.add(TaskKind::PromiseAtRisk, "", since, Some(promise.event), Some(promise.promised_for), why);
    }
    // What the desk does outside this program ends when a leader approves the report that says it.
    let approved = visit.events.iter().any(|event| matches!(event.record.kind, EventKind::ReportApproved { .. }));
    if let Some(found) = visit.return_visit().filter(|_| !approved)
        && let Some(by) = found.notice_by()
    {
        list.add(TaskKind::ReworkNotice, "", found.at, Some(found.event), Some(by), found.state.to_owned());
    }
    if visit.fault_class() == Some(FaultClass::Major)
        && !approved
        && let Some(entry) = visit.class_history().into_iter().find(|entry| entry.class == FaultClass::Major)
    {
        list.add(TaskKind::AnalysisReport, "", entry.at, Some(entry.event), None, entry.reason);
    }
    for request in visit.part_requests().into_iter().filter(|request| request.state == RequestState::Pending) {
        let what = format!("{} {} × {}: {}", request.part_number, request.name, request.quantity, request.reason).trim().to_owned();
        list.add(TaskKind::PartRequest, &request.event.to_string(), request.at, Some(request.event), None, what);
    }
    if assessment.signature != Signature::None {
        for amendment in visit.open_amendments() {
            let opened = visit.events.iter().find(|event| event.id == amendment.event);
            let since = opened.map_or(visit.call_out.received_at, |event| event.record.clock.best_guess());
            list.add(TaskKind::Amendment, &amendment.event.to_string(), since, Some(amendment.event), None, amendment.reason.to_owned());
        }
    }
    if let Some(seal) = assessment.acceptance().filter(|_| !approved) {
        list.add(TaskKind::ReportApproval, "", seal.record.body.signed.best_guess(), None, None, String::new());
    }
    if visit.order().provisional {
        list.add(TaskKind::OrderMissing, "", visit.call_out.received_at, None, None, visit.call_out.fault.clone());
    }
    if visit.is_fee_open()
        && let Some(decision) = visit.service_decision()
    {
        let decided = visit.events.iter().find(|event| event.id == decision.event);
        let since = decided.map_or(visit.call_out.received_at, |event| event.record.clock.best_guess());
        list.add(TaskKind::FeeDisputed, "", since, Some(decision.event), None, decision.basis.to_owned());
    }
    if let Some(dealer) = visit.dealer_to_inform() {
        list.add(TaskKind::DealerNotInformed, "", dealer.since, Some(dealer.event), None, dealer.name);
    }
    list.entries
}

/// What a repair gives to do.
pub(super) fn of_repair(assessment: &RepairAssessment) -> Vec<Entry> {
    let repair = &assessment.repair;
    let taken = &repair.opened.kind;
    let (number, customer) = (taken.receipt.clone(), taken.customer.name.clone());
    let mut list = List { kind: DocumentKind::Repair, number, customer, entries: Vec::new() };
    if assessment.stage != Stage::Returned {
        for duty in assessment.duties.iter().filter(|duty| !duty.met) {
            list.add(TaskKind::PromiseAtRisk, &duty.of.to_string(), duty.since, Some(duty.of), repair.due_at(), String::new());
        }
    }
    let last = repair.in_force().last().map_or(repair.opened.clock.best_guess(), |event| event.record.clock.best_guess());
    if assessment.flags.contains(&RepairFlag::AwaitsDecision) {
        list.add(TaskKind::FateOfGoods, "", last, None, None, String::new());
    }
    if assessment.flags.contains(&RepairFlag::NotCollected) {
        list.add(TaskKind::GoodsNotCollected, "", last, None, None, String::new());
    }
    list.entries
}

/// What a complaint gives to do.
pub(super) fn of_complaint(assessment: &ComplaintAssessment) -> Vec<Entry> {
    let complaint = &assessment.complaint;
    let since = complaint.opened.clock.best_guess();
    let customer = complaint.opened.kind.customer.name.clone();
    let mut list = List { kind: DocumentKind::Complaint, number: assessment.label.clone(), customer, entries: Vec::new() };
    if !assessment.is_numbered {
        list.add(TaskKind::ComplaintNumber, "", since, None, None, String::new());
    }
    let ended = matches!(assessment.stage, ComplaintStage::Closed | ComplaintStage::Resubmitted);
    if !ended && !complaint.is_answered() {
        list.add(TaskKind::ComplaintAnswer, "", since, None, complaint.answer_promised_for(), complaint.opened.kind.words.clone());
    }
    list.entries
}

/// Tasks of one document.
struct List {
    kind: DocumentKind,
    number: String,
    customer: String,
    entries: Vec<Entry>,
}

impl List {
    fn add(&mut self, what: TaskKind, of: &str, at: Timestamp, event: Option<EventId>, due_at: Option<Timestamp>, note: String) {
        let key = if is_blank(of) { what.word().to_owned() } else { format!("{}/{of}", what.word()) };
        let todo = Todo { kind: self.kind, what, event, due_at, number: self.number.clone(), customer: self.customer.clone(), note };
        self.entries.push(Entry { key, subject: String::new(), person: None, at, open: true, body: Body::Tasks(todo) });
    }
}
