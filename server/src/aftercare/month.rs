//! What a month came to: customers asked, repairs looked at, shares; also as a file.

use axum::response::Response;
use chrono::{Months, NaiveDate};
use http::{HeaderValue, header};
use model::documents::visit::survey::Scale;
use model::id::DocumentId;
use model::rules::is_satisfied;
use model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::returns::{ShareView, returned_at, shares, window};
use super::{between, policy, today};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::error::ApiError;
use crate::http::attachment::attachment;
use crate::reports::export::csv::field;
use crate::reports::words::Words;
use crate::store::aftercare::{CallCount, CallOutcome};

/// Most call-outs of a month: more than an organisation of the largest size has.
const MOST: u32 = 100_000;
/// Most suggestions of one answer.
const MOST_SUGGESTIONS: usize = 500;

/// A month.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MonthSummary {
    /// `YYYY-MM`.
    month: String,
    /// Customers who were asked.
    surveys: SurveyFigures,
    /// Work that was looked at again.
    returns: ReturnFigures,
    /// Shares of the month, and of the quarter it lies in.
    shares: Vec<ShareView>,
    /// What customers suggested, apart from the grades; at most 500, and none for who may not ask customers.
    suggestions: Vec<Suggestion>,
}

/// Customers of the call-outs that were served in a month.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct SurveyFigures {
    /// Call-outs that were served.
    served: u64,
    /// Customers who gave grades on site.
    on_site: u64,
    /// Customers who gave grades by phone.
    by_phone: u64,
    /// Customers who were given up.
    given_up: u64,
    /// Customers who were not asked.
    not_asked: u64,
    /// Satisfied answers.
    satisfied: u64,
    /// Calls in the month, whatever work they were about.
    calls: CallCount,
}

/// Work of a month that is looked at again.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct ReturnFigures {
    /// Repairs and goods for which a return visit or call is due.
    due: u64,
    /// Of them looked at.
    done: u64,
    /// Of these in time.
    in_time: u64,
    /// Not looked at and past due.
    overdue: u64,
    /// Defects found.
    defects: u64,
    /// Charges that differ from what was due.
    charges_differ: u64,
}

/// A suggestion.
#[derive(Debug, Serialize, ToSchema)]
struct Suggestion {
    /// The work it is about.
    work: DocumentId,
    /// Number of the call-out or receipt.
    number: String,
    /// The customer's name.
    customer: String,
    /// When it was made.
    at: Timestamp,
    /// In the customer's words.
    text: String,
}

/// The month that begins on `first`.
pub(super) async fn summary(app: &App, desk: &DeskAuth, first: NaiveDate) -> Result<MonthSummary, ApiError> {
    let policy = policy(app, desk.organisation).await?;
    let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(first);
    let span = between(desk.organisation, first, last, &policy)?;
    let named = policy.grades.as_ref().map(|row| row.grades.as_slice()).unwrap_or_default();
    let mut suggestions = Vec::new();
    let mut surveys = SurveyFigures { calls: app.store.survey_calls(span).await?, ..SurveyFigures::default() };
    for served in app.store.served(span, false, MOST).await? {
        let line = &served.work.line;
        surveys.served += 1;
        // A call-out that was answered on several visits counts by its last answer, as in the reports.
        let answers = [Some(line), served.answered_elsewhere.as_ref()].into_iter().flatten();
        let answer = answers.filter_map(|line| Some((line.answer.as_ref()?, &line.scale))).max_by_key(|(answer, _)| answer.at);
        if let Some((answer, scale)) = answer {
            let satisfied = Scale::from_code(scale).zip(answer.grade).is_some_and(|(scale, grade)| is_satisfied(scale, grade, named));
            surveys.satisfied += u64::from(satisfied);
            *(if answer.by_phone { &mut surveys.by_phone } else { &mut surveys.on_site }) += 1;
            if !answer.suggestion.trim().is_empty() {
                let (number, customer) = (line.number.clone(), line.customer.name.clone());
                suggestions.push(Suggestion {
                    work: served.work.document,
                    number,
                    customer,
                    at: answer.at,
                    text: answer.suggestion.clone(),
                });
            }
        } else if served.calls.iter().any(|call| call.outcome == CallOutcome::GivenUp) {
            surveys.given_up += 1;
        } else {
            surveys.not_asked += 1;
        }
    }
    let mut returns = ReturnFigures::default();
    for repaired in app.store.repaired(span).await? {
        let Some(window) = window(&repaired, &policy) else { continue };
        returns.due += 1;
        match returned_at(&repaired, Some(window)) {
            Some(at) => {
                returns.done += 1;
                returns.in_time += u64::from(at <= window.by);
            }
            None => returns.overdue += u64::from(window.by < app.now()),
        }
        let visits = repaired.sent.iter().filter_map(|sent| sent.line.found.as_ref());
        let calls = repaired.calls.iter().filter(|call| call.content.reached);
        let found = |defect: bool| u64::from(defect);
        returns.defects += found(visits.clone().any(|found| !found.repair_holds) || calls.clone().any(|call| call.content.finds_defect()));
        returns.charges_differ +=
            found(visits.clone().any(|found| found.paid_fen != found.due_fen) || calls.clone().any(|call| call.content.charges_differ()));
        let said = visits.map(|found| (found.at, &found.suggestions)).chain(calls.map(|call| (call.at, &call.content.suggestions)));
        for (at, text) in said.filter(|(_, text)| !text.trim().is_empty()) {
            let (number, customer) = (repaired.work.line.number.clone(), repaired.work.line.customer.name.clone());
            suggestions.push(Suggestion { work: repaired.work.document, number, customer, at, text: text.clone() });
        }
    }
    // What customers say of people is for who asks them.
    if !desk.may(Permission::CallOutsWrite) && !desk.may(Permission::ComplaintsWrite) {
        suggestions.clear();
    }
    suggestions.sort_by_key(|suggestion| (suggestion.at, suggestion.work));
    suggestions.truncate(MOST_SUGGESTIONS);
    // Of a month that goes on, the shares so far.
    let day = last.min(today(app, &policy)).max(first);
    let shares = shares(app, desk, &policy, day).await?;
    Ok(MonthSummary { month: first.format("%Y-%m").to_string(), surveys, returns, shares, suggestions })
}

/// The summary as values between commas, one figure a line.
pub(super) fn file(summary: &MonthSummary, words: &Words) -> Result<Response, ApiError> {
    let MonthSummary { month, surveys, returns, shares, .. } = summary;
    let figures = [
        ("served", surveys.served),
        ("on-site", surveys.on_site),
        ("by-phone", surveys.by_phone),
        ("given-up", surveys.given_up),
        ("not-asked", surveys.not_asked),
        ("satisfied", surveys.satisfied),
        ("calls-answered", surveys.calls.answered),
        ("calls-not-reached", surveys.calls.not_reached),
        ("due", returns.due),
        ("done", returns.done),
        ("in-time", returns.in_time),
        ("overdue", returns.overdue),
        ("defects", returns.defects),
        ("charges-differ", returns.charges_differ),
    ];
    let mut text = format!("\u{feff}{},{}\r\n", field(&words.text("aftercare-month")), field(month));
    for (key, number) in figures {
        text.push_str(&format!("{},{number}\r\n", field(&words.text(&format!("aftercare-figure-{key}")))));
    }
    let heads =
        ["aftercare-share-by", "aftercare-share-percent", "aftercare-share-repairs", "aftercare-share-needed", "aftercare-share-made"];
    let heads: Vec<String> = heads.iter().map(|key| field(&words.text(key))).collect();
    if !shares.is_empty() {
        text.push_str(&format!("\r\n{}\r\n", heads.join(",")));
    }
    for share in shares {
        let by = words.text(&format!("unit-{}", share.by_word()));
        text.push_str(&format!("{},{},{},{},{}\r\n", field(&by), share.percent(), share.repairs, share.needed, share.made));
    }
    let mut response = attachment(text.into_bytes(), "text/csv; charset=utf-8", "aftercare", month, "csv")?;
    response.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(words.tag()));
    Ok(response)
}
