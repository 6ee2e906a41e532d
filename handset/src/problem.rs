//! Refusals and failures as the page gets them: RFC 9457 with the device's stable code, and beside it what helps to go on.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use client_core::http::answer::Failure;
use client_core::{ActionError, EnrolError, PaperError, PeerError, StoreError, SyncError};
use model::rules::{Missing, Refusal};
use model::seal::SealError;
use model::time::Timestamp;
use model::wire::problem::{PROBLEM_JSON, Problem, codes};
use serde::Serialize;

/// A [`Problem`] with the members that only this page needs.
#[derive(Debug, Serialize)]
pub(crate) struct LocalProblem {
    #[serde(flatten)]
    problem: Box<Problem>,
    /// What is missing before the visit can be finished.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<Missing>,
    /// The field of a part swap that lacks something.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    /// The most **characters** that a text may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<usize>,
    /// The characters that cannot be printed, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    characters: Vec<char>,
}

impl LocalProblem {
    fn new(status: StatusCode, code: &str, title: &str, detail: String) -> Self {
        let problem = Problem {
            kind: format!("urn:fieldbook:problem:{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail,
            server_time: now(),
            retry_after_s: None,
        };
        Self { problem: Box::new(problem), missing: Vec::new(), field: None, limit: None, characters: Vec::new() }
    }

    /// The stable word.
    pub(crate) fn code(&self) -> &str {
        &self.problem.code
    }

    /// The address names another machine.
    pub(crate) fn foreign_host() -> Self {
        Self::turned_away("foreign_host", "open the page as localhost or by this machine's address")
    }

    /// The request comes from another page.
    pub(crate) fn cross_site() -> Self {
        Self::turned_away("cross_site", "only this machine's own page may ask this")
    }

    /// The browser has not shown the access key.
    pub(crate) fn locked() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "locked", "Access key needed", "open the page with the link the app gave".to_owned())
    }

    /// The request is not what the route expects.
    pub(crate) fn malformed(status: StatusCode, detail: String) -> Self {
        let code = if status == StatusCode::PAYLOAD_TOO_LARGE { codes::TOO_LARGE } else { codes::MALFORMED };
        Self::new(status, code, "The request is not as expected", detail)
    }

    /// There is no such thing on this device.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, codes::NOT_FOUND, "Not found", "there is no such thing on this device".to_owned())
    }

    /// The address to go to is of another machine, or none.
    pub(crate) fn not_this_machine() -> Self {
        let detail = "only an address of this machine can be gone to".to_owned();
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "not_this_machine", "The address cannot be used", detail)
    }

    /// Something broke here; it was logged.
    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, codes::INTERNAL, "Internal error", "something broke; it was logged".to_owned())
    }

    fn turned_away(code: &str, detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, "Turned away", detail.to_owned())
    }
}

impl From<ActionError> for LocalProblem {
    fn from(error: ActionError) -> Self {
        let status = match &error {
            ActionError::Refused(refusal) => refused(refusal),
            ActionError::NotFound => StatusCode::NOT_FOUND,
            ActionError::NotEnrolled => StatusCode::CONFLICT,
            ActionError::Seal(SealError::Strokes(_) | SealError::Mark(_)) | ActionError::Change(_) | ActionError::Unprintable(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            ActionError::Paper(PaperError::NoRecords) => StatusCode::NOT_FOUND,
            ActionError::Paper(_) => StatusCode::CONFLICT,
            ActionError::Seal(_) | ActionError::Document(_) => StatusCode::INTERNAL_SERVER_ERROR,
            ActionError::Store(store) => store_status(store),
        };
        let mut problem = Self::new(status, error.code(), "The action was not carried out", error.to_string());
        match error {
            ActionError::Refused(Refusal::Incomplete(missing)) => problem.missing = missing,
            ActionError::Refused(
                Refusal::SwapIncomplete(field)
                | Refusal::EntryIncomplete(field)
                | Refusal::ReturnVisitIncomplete(field)
                | Refusal::NotFilledIn(field),
            ) => problem.field = Some(field),
            ActionError::Refused(Refusal::TextTooLong(limit)) => problem.limit = Some(limit),
            ActionError::Unprintable(found) => problem.characters = found,
            _ => {}
        }
        problem
    }
}

impl From<EnrolError> for LocalProblem {
    fn from(error: EnrolError) -> Self {
        let status = match &error {
            EnrolError::AlreadyEnrolled | EnrolError::NotEnrolled => StatusCode::CONFLICT,
            EnrolError::Address | EnrolError::DeviceName | EnrolError::Code => StatusCode::UNPROCESSABLE_ENTITY,
            EnrolError::Key(_) => StatusCode::INTERNAL_SERVER_ERROR,
            EnrolError::Exchange(failure) => exchange(failure),
            EnrolError::Store(store) => store_status(store),
        };
        Self::new(status, error.code(), "The device was not enrolled", error.to_string())
    }
}

impl From<SyncError> for LocalProblem {
    fn from(error: SyncError) -> Self {
        let status = match &error {
            SyncError::NotEnrolled => StatusCode::CONFLICT,
            SyncError::NotNow { .. } => StatusCode::SERVICE_UNAVAILABLE,
            SyncError::Exchange(failure) => exchange(failure),
            SyncError::Receipt(_) => StatusCode::BAD_GATEWAY,
            SyncError::Key(_) => StatusCode::INTERNAL_SERVER_ERROR,
            SyncError::Store(store) => store_status(store),
        };
        Self::new(status, error.code(), "The exchange with the server was not completed", error.to_string())
    }
}

impl From<PeerError> for LocalProblem {
    fn from(error: PeerError) -> Self {
        let status = match &error {
            PeerError::NoDocument(_) => StatusCode::NOT_FOUND,
            PeerError::Store(store) => store_status(store),
            PeerError::Key(_) | PeerError::FrameSize(_) | PeerError::PartSize(_) => StatusCode::INTERNAL_SERVER_ERROR,
            PeerError::NotEnrolled | PeerError::NoCertificate | PeerError::NothingToOffer | PeerError::NobodyYet | PeerError::Closed => {
                StatusCode::CONFLICT
            }
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, error.code(), "Nothing was exchanged", error.to_string())
    }
}

impl From<StoreError> for LocalProblem {
    fn from(error: StoreError) -> Self {
        Self::new(store_status(&error), error.code(), "The device's file could not be used", error.to_string())
    }
}

impl IntoResponse for LocalProblem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::warn!(code = self.code(), detail = self.problem.detail, "request failed");
        }
        let mut response = (status, axum::Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        response
    }
}

/// What was entered can be corrected (422), names something that is not there (404), or does not fit the state of things (409).
fn refused(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::SwapIncomplete(_)
        | Refusal::SwapSameSerial
        | Refusal::ReasonMissing
        | Refusal::TextTooLong(_)
        | Refusal::SignerMissing
        | Refusal::NoStrokes
        | Refusal::StampMissing
        | Refusal::WordsMissing
        | Refusal::AmountOutOfRange
        | Refusal::BeyondCharges
        | Refusal::AboveFeeLimit(_)
        | Refusal::GradeOutOfScale(..)
        | Refusal::SurveyReasonsMissing
        | Refusal::ReturnVisitIncomplete(_)
        | Refusal::PhotoUnusable(_)
        | Refusal::ConsentMissing
        | Refusal::EntryIncomplete(_)
        | Refusal::NotANumber
        | Refusal::NothingToCorrect
        | Refusal::ClassLowered
        | Refusal::PromiseNeedsDocument
        | Refusal::MinutesOutOfRange
        | Refusal::WorkTextMissing
        | Refusal::NotFilledIn(_)
        | Refusal::ReceiptNumber
        | Refusal::DispositionNotAllowed
        | Refusal::ApproverMissing
        | Refusal::PromiseNeedsReason
        | Refusal::AnswerTimeMissing => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::NoSuchCheck
        | Refusal::NoSuchPartLine
        | Refusal::NoSuchCharge
        | Refusal::NoSuchAmendment
        | Refusal::NoSuchWork
        | Refusal::NoSuchEntry => StatusCode::NOT_FOUND,
        Refusal::NotAssigned
        | Refusal::Cancelled
        | Refusal::AlreadyArrived
        | Refusal::NotArrived
        | Refusal::AlreadyStarted
        | Refusal::NotStarted
        | Refusal::AlreadyFinished
        | Refusal::Incomplete(_)
        | Refusal::NotFinished
        | Refusal::CollectBeforeFinish
        | Refusal::Signed
        | Refusal::NotSigned
        | Refusal::AmendmentOpen
        | Refusal::OtherPaper
        | Refusal::NothingCharged
        | Refusal::ChargeNotDue
        | Refusal::FeeNotAgreed
        | Refusal::LeaderConsentMissing
        | Refusal::FeeOpen
        | Refusal::NoSurvey
        | Refusal::NotAReturnVisit
        | Refusal::ContentChanged
        | Refusal::NoLead
        | Refusal::AlreadyDeparted
        | Refusal::Stopped
        | Refusal::NotStopped
        | Refusal::PromiseMissing
        | Refusal::ReceiptFirst
        | Refusal::NotStrikable
        | Refusal::AlreadyDecided
        | Refusal::NotYourDay
        | Refusal::ReportChanged
        | Refusal::TakingNotSigned
        | Refusal::NotInspected
        | Refusal::NotBooked
        | Refusal::AlreadyReturned
        | Refusal::ReturnFirst
        | Refusal::HolderUnclear
        | Refusal::NotPaidWork
        | Refusal::NoNumberRange
        | Refusal::GoodsNotReturned
        | Refusal::DocumentFull
        | Refusal::SurveyBeforeFinish
        | Refusal::GoneElsewhere
        | Refusal::ExceptionNotAllowed
        | Refusal::NotYoursToStrike => StatusCode::CONFLICT,
    }
}

fn exchange(failure: &Failure) -> StatusCode {
    match failure {
        Failure::Offline => StatusCode::SERVICE_UNAVAILABLE,
        Failure::Timeout => StatusCode::GATEWAY_TIMEOUT,
        Failure::Refused(_)
        | Failure::Problem(_)
        | Failure::Status { .. }
        | Failure::Answer(_)
        | Failure::OtherProtocol { .. }
        | Failure::AnswerTooLarge => StatusCode::BAD_GATEWAY,
    }
}

fn store_status(error: &StoreError) -> StatusCode {
    match error {
        StoreError::Full => StatusCode::INSUFFICIENT_STORAGE,
        StoreError::Busy | StoreError::Stopped => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The clock of the machine the page runs on, which for this page is the server.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
