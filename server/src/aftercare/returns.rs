//! What is looked at again: by when, by whom, and how much of each share is made.

use chrono::{Datelike as _, Months, NaiveDate};
use model::documents::visit::records::Customer;
use model::documents::visit::return_visit::rework_notice_by;
use model::id::{DocumentId, EventId};
use model::policy::{Every, Occasion, Policy, Unit};
use model::rules::{
    ReturnCall, ReturnShare, ReturnWindow, check_return_call, check_text, is_blank, return_kinds, return_shares, return_window,
    share_needed, suggested_shares,
};
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::line::{Found, PICK_UP, WorkLine, word};
use super::{between, days_before, policy, today};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::record::{id_taken, unfit};
use crate::error::ApiError;
use crate::store::aftercare::{CallEnd, KeptReturnCall, KeptWork, NewReturnCall, Repaired, SentVisit};

/// Days looked back over, unless more are asked for. What was not looked at by then is counted in the month's summary.
const DAYS: i64 = 62;
/// Most days looked back over.
const MOST_DAYS: i64 = 366;
/// Most rows of one answer.
const MOST: usize = 500;

/// What is due, and how much of each share is made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReturnList {
    /// The kinds of repair for which the policy has a term of its own (P-12). With more than one the desk says which one it was.
    kinds: Vec<Occasion>,
    /// Shares of the month or quarter.
    shares: Vec<ShareView>,
    /// First day looked at.
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    /// How many are to be looked at, also those beyond the rows.
    due: usize,
    /// How many of them are late.
    overdue: usize,
    /// What is late is first, then by the day; at most 500.
    rows: Vec<DueView>,
    /// Questions to answer and notices to give out of calls, those due first first.
    open_calls: Vec<OpenCall>,
    /// Defects that return visits found and no leader has dealt with.
    defects: Vec<Defect>,
}

/// A share and how much of it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct ShareView {
    /// Who; absent where it does not matter who.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Unit>,
    /// At least so many **percent**.
    percent: i64,
    /// Of the repairs of what time.
    every: Every,
    /// First day of that time.
    #[schema(value_type = String, format = Date)]
    first: NaiveDate,
    /// Last day of that time.
    #[schema(value_type = String, format = Date)]
    last: NaiveDate,
    /// Repairs of that time.
    pub(super) repairs: u64,
    /// How many of them have to be looked at.
    pub(super) needed: u64,
    /// How many of them were.
    pub(super) made: u64,
}

/// Work to look at again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DueView {
    /// The visit, or the repair of goods.
    work: DocumentId,
    /// The customer has the goods back; nothing was repaired on site.
    is_pick_up: bool,
    /// Number of the call-out or receipt.
    number: String,
    /// When it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    done_at: Option<Timestamp>,
    /// Whom to call or visit.
    customer: Customer,
    /// What was repaired.
    product: String,
    /// Its model.
    model: String,
    /// What was wrong.
    fault: String,
    /// Who repaired it.
    technician_name: String,
    /// Who took the customer's call, and makes the return visit where that is the rule; may be empty.
    first_contact: String,
    /// What the desk said it was; absent while nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<Occasion>,
    /// The policy knows several kinds and nobody said which: the shortest term counts.
    is_kind_open: bool,
    /// Not before.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<Timestamp>,
    /// At the latest; absent where no rule says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<Timestamp>,
    /// It is past due.
    late: bool,
    /// How far it is.
    state: ReturnState,
    /// The return visits that were sent.
    sent: Vec<SentView>,
    /// Calls, the oldest first.
    calls: Vec<KeptReturnCall>,
    /// Whose share it should go into: the oldest due go first.
    #[serde(skip_serializing_if = "Option::is_none")]
    suggested: Option<Unit>,
}

impl ShareView {
    /// Who, as a stable word; `anyone` where it does not matter who.
    pub(super) fn by_word(&self) -> String {
        self.by.map_or_else(|| "anyone".to_owned(), |by| word(&by))
    }

    /// At least so many **percent**.
    pub(super) fn percent(&self) -> i64 {
        self.percent
    }
}

/// How far a return visit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReturnState {
    /// Nobody is sent.
    Due,
    /// Somebody is sent.
    Sent,
    /// Somebody was there, and nobody signed: it is not counted.
    NotSigned,
    /// It was looked at.
    Done,
}

/// A return visit that was sent.
#[derive(Debug, Serialize, ToSchema)]
struct SentView {
    /// The visit.
    visit: DocumentId,
    /// In whose share it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Unit>,
    /// Who goes.
    technician_name: String,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Found>,
}

/// A call that left something open.
#[derive(Debug, Serialize, ToSchema)]
struct OpenCall {
    /// The call.
    call: KeptReturnCall,
    /// Number of the call-out or receipt.
    number: String,
    /// Whom it is about.
    customer: Customer,
    /// The repair worker may be sent again for it.
    is_visit: bool,
}

/// A defect that a return visit found.
#[derive(Debug, Serialize, ToSchema)]
struct Defect {
    /// The return visit.
    visit: DocumentId,
    /// Its number.
    number: String,
    /// The customer's name.
    customer: String,
    /// What was found.
    found: Found,
    /// By when the repair worker has a notice in writing.
    notice_by: Timestamp,
    /// It is past due.
    late: bool,
}

/// A return call to note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReturn {
    /// The call, made once and kept when it is sent again.
    id: EventId,
    /// In whose share it counts: an office that who calls stands for; absent where it counts in nobody's.
    #[serde(default)]
    by: Option<Unit>,
    /// What was said.
    content: ReturnCall,
}

/// What kind of repair it was.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewKind {
    /// One of the kinds for which the policy has a term.
    kind: Occasion,
}

/// What ends something that a call left open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Ending {
    /// The question was answered.
    Answered {
        /// What was answered.
        text: String,
    },
    /// The repair worker has the notice in writing.
    Noticed {
        /// How it was given: on paper, or by which call-out.
        text: String,
    },
    /// The call was noted by mistake.
    Undone,
}

/// What is due of work that was done from `from` on; shares of the month that `month` lies in.
pub(super) async fn list(app: &App, desk: &DeskAuth, from: Option<NaiveDate>) -> Result<ReturnList, ApiError> {
    let policy = policy(app, desk.organisation).await?;
    let (now, today) = (app.now(), today(app, &policy));
    let from = from.unwrap_or_else(|| days_before(today, DAYS - 1));
    if from < days_before(today, MOST_DAYS) {
        return Err(ApiError::Invalid(format!("from: at most {MOST_DAYS} days back; what lies before is in the months' summaries").into()));
    }
    let all = app.store.repaired(between(desk.organisation, from, today, &policy)?).await?;
    let shares = shares(app, desk, &policy, today).await?;
    let rows = all.into_iter().map(|repaired| DueView::of(repaired, &policy, now));
    let mut rows: Vec<DueView> = rows.filter(|row| row.due_at.is_some() && row.state != ReturnState::Done).collect();
    rows.sort_by_key(|row| (row.due_at, row.work));
    suggest(&mut rows, &shares);
    let (due, overdue) = (rows.len(), rows.iter().filter(|row| row.late).count());
    rows.truncate(MOST);
    let open_calls = app.store.open_return_calls(desk.organisation).await?.into_iter().map(OpenCall::of).collect();
    let defects = app.store.defects_found(desk.organisation).await?;
    let defects = defects.into_iter().filter_map(|work| Defect::of(work, now)).collect();
    Ok(ReturnList { kinds: return_kinds(&policy), shares, from, due, overdue, rows, open_calls, defects })
}

/// One piece of work with everything that was done about it.
pub(super) async fn one(app: &App, desk: &DeskAuth, work: DocumentId) -> Result<DueView, ApiError> {
    let policy = policy(app, desk.organisation).await?;
    let found = app.store.repaired_by(desk.organisation, work).await?.ok_or(ApiError::NotFound)?;
    Ok(DueView::of(found, &policy, app.now()))
}

/// Keeps what kind of repair it was.
pub(super) async fn choose(app: &App, desk: &DeskAuth, work: DocumentId, new: NewKind) -> Result<DueView, ApiError> {
    let policy = policy(app, desk.organisation).await?;
    let found = app.store.repaired_by(desk.organisation, work).await?.ok_or(ApiError::NotFound)?;
    if found.work.line.work == PICK_UP || !return_kinds(&policy).contains(&new.kind) {
        return Err(ApiError::Invalid("kind: the policy has no term for it".into()));
    }
    app.store.keep_return_kind(desk.organisation, work, new.kind, desk.person, app.now()).await?;
    one(app, desk, work).await
}

/// Notes a return call. The same id again changes nothing.
pub(super) async fn call(app: &App, desk: &DeskAuth, work: DocumentId, new: NewReturn) -> Result<DueView, ApiError> {
    app.store.repaired_by(desk.organisation, work).await?.ok_or(ApiError::NotFound)?;
    let NewReturn { id, by: unit, content } = new;
    check_return_call(&content).map_err(unfit)?;
    if let Some(unit) = unit.filter(|unit| !desk.offices.contains(unit)) {
        let text = format!(
            "by: only who stands for the office {} calls in its share (R-208). Leave it out, or have the office given to you in the settings.",
            word(&unit)
        );
        return Err(ApiError::Forbidden(text.into()));
    }
    let at = app.now();
    let notice_by = content.finds_defect().then(|| rework_notice_by(at));
    let call = NewReturnCall { id, work, at, by: desk.person, unit, content, notice_by };
    if !app.store.keep_return_call(desk.organisation, call).await? {
        return Err(id_taken());
    }
    one(app, desk, work).await
}

/// Ends something that a call left open.
pub(super) async fn end(app: &App, desk: &DeskAuth, call: EventId, ending: Ending) -> Result<(), ApiError> {
    let end = match ending {
        Ending::Answered { text } => CallEnd::Answered(stated(text)?),
        Ending::Noticed { text } => CallEnd::Noticed(stated(text)?),
        Ending::Undone => CallEnd::Undone,
    };
    let found = app.store.end_return_call(desk.organisation, call, end, desk.person, app.now()).await?;
    if found { Ok(()) } else { Err(ApiError::NotFound) }
}

fn stated(text: String) -> Result<String, ApiError> {
    check_text(&text).map_err(unfit)?;
    if is_blank(&text) { Err(ApiError::Invalid("text: must not be empty".into())) } else { Ok(text) }
}

/// How much of each share is made of the repairs of the time that `day` lies in.
pub(super) async fn shares(app: &App, desk: &DeskAuth, policy: &Policy, day: NaiveDate) -> Result<Vec<ShareView>, ApiError> {
    let mut read: Vec<(NaiveDate, Vec<Repaired>)> = Vec::new();
    let mut views = Vec::new();
    for share in return_shares(policy) {
        let months = months_of(share.every);
        let first = period(day, months);
        let last = first.checked_add_months(Months::new(months)).and_then(|next| next.pred_opt()).unwrap_or(day);
        let place = match read.iter().position(|(known, _)| *known == first) {
            Some(place) => place,
            None => {
                let found = app.store.repaired(between(desk.organisation, first, last, policy)?).await?;
                read.push((first, found));
                read.len() - 1
            }
        };
        let all = read.get(place).map(|(_, all)| all.as_slice()).unwrap_or_default();
        let of_repairs = || all.iter().filter(|repaired| repaired.work.line.work != PICK_UP);
        let repairs = count(of_repairs().count());
        let made = count(of_repairs().filter(|repaired| is_made(repaired, share)).count());
        let needed = share_needed(repairs, share.percent);
        views.push(ShareView { by: share.by, percent: share.percent, every: share.every, first, last, repairs, needed, made });
    }
    Ok(views)
}

/// How many months a share is counted over; days are summed up by the month.
fn months_of(every: Every) -> u32 {
    match every {
        Every::Day | Every::Month => 1,
        Every::Quarter => 3,
        Every::HalfYear => 6,
        Every::Year => 12,
    }
}

/// First day of the `months` that `day` lies in, counted from January.
fn period(day: NaiveDate, months: u32) -> NaiveDate {
    let first = day.month0() - day.month0() % months.max(1);
    NaiveDate::from_ymd_opt(day.year(), first + 1, 1).unwrap_or(day)
}

fn is_made(repaired: &Repaired, share: ReturnShare) -> bool {
    let fits = |unit: Option<Unit>| share.by.is_none() || unit == share.by;
    repaired.sent.iter().any(|sent| fits(sent.unit) && counts(&sent.line))
        || repaired.calls.iter().any(|call| fits(call.unit) && call.content.reached)
}

/// A return visit counts when it is done, says what it found, and is signed.
fn counts(line: &WorkLine) -> bool {
    line.done_at.is_some() && line.found.is_some() && line.signed
}

/// When the work was looked at first, if it was. A call before the `window` begins is none of those that are due.
pub(super) fn returned_at(repaired: &Repaired, window: Option<ReturnWindow>) -> Option<Timestamp> {
    let is_due = |at: Timestamp| window.and_then(|window| window.from).is_none_or(|from| at >= from);
    let visits = repaired.sent.iter().filter(|sent| counts(&sent.line)).filter_map(|sent| sent.line.found.as_ref().map(|found| found.at));
    visits.chain(repaired.calls.iter().filter(|call| call.content.reached && is_due(call.at)).map(|call| call.at)).min()
}

/// When the work is to be looked at.
pub(super) fn window(repaired: &Repaired, policy: &Policy) -> Option<ReturnWindow> {
    let line = &repaired.work.line;
    let kind = if line.work == PICK_UP { Some(Occasion::PickUp) } else { repaired.kind };
    return_window(policy, kind, line.done_at?)
}

/// What nobody was sent for goes, the oldest due first, to whoever has most left of a share.
fn suggest(rows: &mut [DueView], shares: &[ShareView]) {
    let named: Vec<&ShareView> = shares.iter().filter(|share| share.by.is_some()).collect();
    let under_way = |unit: Option<Unit>| rows.iter().filter(|row| row.sent.iter().any(|sent| sent.by == unit)).count();
    let missing: Vec<u64> =
        named.iter().map(|share| share.needed.saturating_sub(share.made).saturating_sub(count(under_way(share.by)))).collect();
    let free: Vec<&mut DueView> = rows.iter_mut().filter(|row| row.state == ReturnState::Due && !row.is_pick_up).collect();
    let suggested = suggested_shares(&missing, free.len());
    for (row, place) in free.into_iter().zip(suggested) {
        row.suggested = place.and_then(|place| named.get(place)).and_then(|share| share.by);
    }
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl DueView {
    fn of(repaired: Repaired, policy: &Policy, now: Timestamp) -> Self {
        let window = window(&repaired, policy);
        let is_open = |sent: &SentVisit| sent.line.is_open;
        let is_done = |sent: &SentVisit| sent.line.done_at.is_some();
        let state = if returned_at(&repaired, window).is_some() {
            ReturnState::Done
        } else if repaired.sent.iter().any(is_open) {
            ReturnState::Sent
        } else if repaired.sent.iter().any(is_done) {
            ReturnState::NotSigned
        } else {
            ReturnState::Due
        };
        let Repaired { work: KeptWork { document, line }, technician_name, first_contact, kind, sent, calls } = repaired;
        let sent = sent.into_iter().filter(|sent| is_open(sent) || is_done(sent)).map(|sent| SentView {
            visit: sent.visit,
            by: sent.unit,
            technician_name: sent.technician_name,
            found: sent.line.found,
        });
        Self {
            work: document,
            is_pick_up: line.work == PICK_UP,
            number: line.number,
            done_at: line.done_at,
            customer: line.customer,
            product: line.product,
            model: line.model,
            fault: line.fault,
            technician_name,
            first_contact,
            kind,
            is_kind_open: window.is_some_and(|window| window.is_open),
            not_before: window.and_then(|window| window.from),
            due_at: window.map(|window| window.by),
            late: window.is_some_and(|window| window.by < now),
            state,
            sent: sent.collect(),
            calls,
            suggested: None,
        }
    }
}

impl OpenCall {
    fn of((call, work): (KeptReturnCall, KeptWork)) -> Self {
        Self { call, is_visit: work.line.work != PICK_UP, number: work.line.number, customer: work.line.customer }
    }
}

impl Defect {
    fn of(work: KeptWork, now: Timestamp) -> Option<Self> {
        let found = work.line.found?;
        let notice_by = rework_notice_by(found.at);
        let (number, customer) = (work.line.number, work.line.customer.name);
        Some(Self { visit: work.document, number, customer, found, notice_by, late: notice_by < now })
    }
}
