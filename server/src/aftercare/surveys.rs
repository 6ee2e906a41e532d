//! Customers to ask: each call-out that was served, the day after, unless the customer was asked on site (R-198, P-13).

use chrono::NaiveDate;
use model::documents::kind::Assessed;
use model::documents::visit::records::{Customer, EventKind, Grades};
use model::documents::visit::write::append_event;
use model::id::{CallOutId, DocumentId, EventId};
use model::policy::Policy;
use model::rules::{
    Refusal, TRIES_BEFORE_GIVING_UP, asked_after_days, asks_after_each_call_out, can_answer_survey_by_phone, check_text, is_blank,
};
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::line::Answer;
use super::{between, days_before, policy, today};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::desk::{Step, Write, act};
use crate::documents::record::{against_a_rule, id_taken, unfit};
use crate::error::ApiError;
use crate::registers::row::RegisterData;
use crate::store::aftercare::{CallCount, CallOutcome, Served, SurveyCall};

/// Days looked back over, unless more are asked for. Who was not asked by then is counted in the month's summary.
const DAYS: i64 = 31;
/// Most customers of one answer.
const MOST: u32 = 500;
/// Most calls of today of one answer.
const MOST_CALLS: u32 = 100;

/// Whom to ask, and how far the day is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SurveyList {
    /// The policy asks after each call-out (P-13); where it does not, nobody is on the list.
    asks: bool,
    /// Names of the grades from best to worst, where the scale has names (P-14).
    grades: Vec<GradeName>,
    /// So many calls that nobody answered allow to give up.
    tries_needed: usize,
    /// First day looked at.
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    /// Last day looked at.
    #[schema(value_type = String, format = Date)]
    to: NaiveDate,
    /// How many are to be asked, also those beyond the rows.
    to_ask: u64,
    /// What today's calls came to.
    today: CallCount,
    /// Who was served first is first; at most 500.
    rows: Vec<ToAsk>,
    /// Today's calls, the newest first; at most 100.
    calls: Vec<Called>,
}

/// A grade with a name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GradeName {
    /// As customers read it.
    name: String,
    /// What it counts, where the scale has points.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<i64>,
}

/// A customer to ask.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ToAsk {
    /// The visit that the answer is written on: the last one of the call-out.
    visit: DocumentId,
    /// The call-out; each is asked about once.
    #[serde(skip_serializing_if = "Option::is_none")]
    call_out: Option<CallOutId>,
    /// Its number.
    number: String,
    /// When the work was finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    done_at: Option<Timestamp>,
    /// Whom to call.
    customer: Customer,
    /// What was served.
    product: String,
    /// Its model.
    model: String,
    /// Its serial.
    serial: String,
    /// What the customer had called for.
    fault: String,
    /// Who was there.
    technician_name: String,
    /// Code of the scale that the visit's terms name (P-14); empty where grades cannot be kept.
    scale: String,
    /// The answer that counts, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
    /// Calls that came to nothing.
    tries: Vec<Try>,
    /// Enough of them to give up.
    may_give_up: bool,
}

/// A call that came to nothing.
#[derive(Debug, Serialize, ToSchema)]
struct Try {
    /// Which.
    id: EventId,
    /// When.
    at: Timestamp,
    /// Who called.
    by_name: String,
    /// A remark; may be empty.
    note: String,
}

/// A call of today.
#[derive(Debug, Serialize, ToSchema)]
struct Called {
    /// Which.
    id: EventId,
    /// The visit it is about.
    visit: DocumentId,
    /// When.
    at: Timestamp,
    /// Who called.
    by_name: String,
    /// What it came to.
    outcome: CallOutcome,
    /// A remark, or why it was given up.
    note: String,
    /// The complaint that was taken down.
    #[serde(skip_serializing_if = "Option::is_none")]
    complaint: Option<DocumentId>,
    /// Number of the call-out.
    number: String,
    /// The customer's name.
    customer: String,
}

/// A call to a customer.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewCall {
    /// The call, made once and kept when it is sent again.
    id: EventId,
    /// What it came to.
    #[serde(flatten)]
    outcome: Outcome,
    /// The complaint that was taken down during the call (`POST /v1/desk/complaints`).
    #[serde(default)]
    complaint: Option<DocumentId>,
}

/// What a call came to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Outcome {
    /// The customer gave grades. A later answer corrects an earlier one.
    Answered {
        /// The grades, on the visit's scale.
        grades: Grades,
        /// Why not the full score as a whole.
        #[serde(default)]
        reasons: String,
        /// Kept apart from the grades.
        #[serde(default)]
        suggestion: String,
    },
    /// Nobody answered the phone.
    NotReached {
        /// A remark; may be empty.
        #[serde(default)]
        note: String,
    },
    /// The customer is not called again: three calls came to nothing, or the customer does not want to be asked.
    GivenUp {
        /// Why.
        reason: String,
        /// The customer was reached and does not want to be asked.
        #[serde(default)]
        declined: bool,
    },
}

impl Outcome {
    fn as_kept(&self) -> CallOutcome {
        match self {
            Self::Answered { .. } => CallOutcome::Answered,
            Self::NotReached { .. } => CallOutcome::NotReached,
            Self::GivenUp { .. } => CallOutcome::GivenUp,
        }
    }
}

/// The list of the days from `from` to `to`.
pub(super) async fn list(app: &App, desk: &DeskAuth, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<SurveyList, ApiError> {
    let policy = policy(app, desk.organisation).await?;
    let today = today(app, &policy);
    let to = to.into_iter().chain([days_before(today, asked_after_days(&policy))]).min().unwrap_or(today);
    let from = from.unwrap_or_else(|| days_before(to, DAYS - 1));
    let asks = asks_after_each_call_out(&policy);
    let span = between(desk.organisation, from, to, &policy)?;
    let of_today = between(desk.organisation, today, today, &policy)?;
    let (rows, to_ask) =
        if asks { (app.store.served(span, true, MOST).await?, app.store.count_to_ask(span).await?) } else { (Vec::new(), 0) };
    let calls = app.store.latest_survey_calls(of_today, MOST_CALLS).await?.into_iter().map(Called::of).collect();
    let grades = named(&policy);
    Ok(SurveyList {
        asks,
        grades,
        tries_needed: TRIES_BEFORE_GIVING_UP,
        from,
        to,
        to_ask,
        today: app.store.survey_calls(of_today).await?,
        rows: rows.into_iter().map(ToAsk::of).collect(),
        calls,
    })
}

/// One customer, also one who was asked: to look at it again and to correct it.
pub(super) async fn one(app: &App, desk: &DeskAuth, visit: DocumentId) -> Result<ToAsk, ApiError> {
    app.store.served_by(desk.organisation, visit).await?.map(ToAsk::of).ok_or(ApiError::NotFound)
}

/// Notes a call. The same id again changes nothing.
pub(super) async fn call(app: &App, desk: &DeskAuth, visit: DocumentId, new: NewCall) -> Result<ToAsk, ApiError> {
    let served = app.store.served_by(desk.organisation, visit).await?.ok_or(ApiError::NotFound)?;
    let Some(call_out) = served.work.line.call_out else { return Err(ApiError::NotFound) };
    let NewCall { id, outcome, complaint } = new;
    if let Some(complaint) = complaint
        && !app.store.register_row(desk.organisation, complaint).await?.is_some_and(|row| matches!(row.what, RegisterData::Complaint(_)))
    {
        return Err(ApiError::Invalid("complaint: take it down first".into()));
    }
    let is_known = served.calls.iter().any(|known| known.id == id);
    // Asked before anything is written: under the id of another call nothing is, and no grades stand without their call.
    if !app.store.may_be_survey_call(desk.organisation, visit, id, outcome.as_kept()).await? {
        return Err(id_taken());
    }
    let (outcome, note) = match outcome {
        Outcome::Answered { grades, reasons, suggestion } => {
            answer(app, desk, visit, id, Said { grades, reasons, suggestion }).await?;
            (CallOutcome::Answered, String::new())
        }
        Outcome::NotReached { note } => {
            check_text(&note).map_err(unfit)?;
            (CallOutcome::NotReached, note)
        }
        Outcome::GivenUp { reason, declined } => {
            check_text(&reason).map_err(unfit)?;
            if is_blank(&reason) {
                return Err(ApiError::Invalid("reason: say why the customer is not called again".into()));
            }
            if !declined && !is_known && tries(&served).count() < TRIES_BEFORE_GIVING_UP {
                let text = format!("Call {TRIES_BEFORE_GIVING_UP} times before giving up.");
                return Err(ApiError::Conflict(text.into()));
            }
            (CallOutcome::GivenUp, reason)
        }
    };
    let by_name = desk.name.clone();
    let call = SurveyCall { id, call_out, visit, at: app.now(), by: desk.person, by_name, outcome, note, complaint };
    if !app.store.keep_survey_call(desk.organisation, call).await? {
        return Err(id_taken());
    }
    one(app, desk, visit).await
}

/// What the customer said.
struct Said {
    grades: Grades,
    reasons: String,
    suggestion: String,
}

/// Writes the grades on the visit, under the same rule as on site.
async fn answer(app: &App, desk: &DeskAuth, visit: DocumentId, id: EventId, said: Said) -> Result<(), ApiError> {
    act(app, desk, visit, Assessed::into_visit, move |assessment| {
        let Said { grades, reasons, suggestion } = said;
        if let Some(known) = assessment.visit.events.iter().find(|known| known.id == id) {
            let said = EventKind::SurveyAnswered { grades, reasons, suggestion };
            let same = known.record.kind == said && known.record.device.is_none();
            return if same { Ok(None) } else { Err(id_taken()) };
        }
        can_answer_survey_by_phone(&assessment.visit, &grades, &reasons, &suggestion).map_err(|refusal| match refusal {
            Refusal::NoSurvey | Refusal::SurveyBeforeFinish => against_a_rule(refusal),
            refusal => unfit(refusal),
        })?;
        let kind = EventKind::SurveyAnswered { grades, reasons, suggestion };
        let write: Write = Box::new(move |doc, stamp| Ok(vec![append_event(doc, id, kind, stamp)?]));
        Ok(Some(Step { write, scope: Vec::new(), serves: None }))
    })
    .await
}

/// Takes a call back. One with grades is corrected by another answer.
pub(super) async fn undo(app: &App, desk: &DeskAuth, visit: DocumentId, id: EventId) -> Result<ToAsk, ApiError> {
    if !app.store.undo_survey_call(desk.organisation, id, desk.person, app.now()).await? {
        return Err(ApiError::Conflict("There is no such call, or it has grades: correct them by another answer.".into()));
    }
    one(app, desk, visit).await
}

fn tries(served: &Served) -> impl Iterator<Item = &SurveyCall> {
    served.calls.iter().filter(|call| call.outcome == CallOutcome::NotReached)
}

fn named(policy: &Policy) -> Vec<GradeName> {
    let grades = policy.grades.iter().flat_map(|row| &row.grades);
    grades.map(|grade| GradeName { name: grade.name.clone(), points: grade.points }).collect()
}

impl ToAsk {
    fn of(served: Served) -> Self {
        let tries: Vec<Try> =
            tries(&served).map(|call| Try { id: call.id, at: call.at, by_name: call.by_name.clone(), note: call.note.clone() }).collect();
        let line = served.work.line;
        Self {
            visit: served.work.document,
            call_out: line.call_out,
            number: line.number,
            done_at: line.done_at,
            customer: line.customer,
            product: line.product,
            model: line.model,
            serial: line.serial,
            fault: line.fault,
            technician_name: served.technician_name,
            scale: line.scale,
            answer: line.answer,
            may_give_up: tries.len() >= TRIES_BEFORE_GIVING_UP,
            tries,
        }
    }
}

impl Called {
    fn of((call, number, customer): (SurveyCall, String, String)) -> Self {
        let SurveyCall { id, visit, at, by_name, outcome, note, complaint, .. } = call;
        Self { id, visit, at, by_name, outcome, note, complaint, number, customer }
    }
}
