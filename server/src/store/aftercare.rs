//! Care after the work: calls to customers, return visits and return calls.

use async_trait::async_trait;
use model::id::{CallOutId, DocumentId, EventId, OrganisationId, PersonId};
use model::policy::{Occasion, Unit};
use model::rules::ReturnCall;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::StoreError;
use crate::aftercare::line::WorkLine;

/// Work between two instants, the second one left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Between {
    pub(crate) organisation: OrganisationId,
    pub(crate) begins: Timestamp,
    pub(crate) ends: Timestamp,
}

/// What a call to ask the customer came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CallOutcome {
    /// The customer gave grades.
    Answered,
    /// Nobody answered the phone.
    NotReached,
    /// The customer is not called again.
    GivenUp,
}

impl CallOutcome {
    /// As it is stored.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::NotReached => "not_reached",
            Self::GivenUp => "given_up",
        }
    }

    /// The outcome of that name.
    pub(crate) fn of(word: &str) -> Option<Self> {
        [Self::Answered, Self::NotReached, Self::GivenUp].into_iter().find(|outcome| outcome.word() == word)
    }
}

/// A call to ask the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SurveyCall {
    pub(crate) id: EventId,
    pub(crate) call_out: CallOutId,
    pub(crate) visit: DocumentId,
    pub(crate) at: Timestamp,
    pub(crate) by: PersonId,
    /// Name of who called; not needed to keep one.
    pub(crate) by_name: String,
    pub(crate) outcome: CallOutcome,
    pub(crate) note: String,
    pub(crate) complaint: Option<DocumentId>,
}

/// A document as aftercare knows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeptWork {
    pub(crate) document: DocumentId,
    pub(crate) line: WorkLine,
}

/// A call-out that was served: its last visit, and how its customer was asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Served {
    pub(crate) work: KeptWork,
    pub(crate) technician_name: String,
    /// Of the other visits of the call-out on which the customer answered, the one with the last answer.
    pub(crate) answered_elsewhere: Option<WorkLine>,
    /// Calls that were not taken back, the oldest first.
    pub(crate) calls: Vec<SurveyCall>,
}

/// Calls of a day by what they came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub(crate) struct CallCount {
    /// Customers who gave grades.
    pub(crate) answered: u64,
    /// Calls that nobody answered.
    pub(crate) not_reached: u64,
    /// Customers who are not called again.
    pub(crate) given_up: u64,
}

/// Work that may be looked at again.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Repaired {
    pub(crate) work: KeptWork,
    pub(crate) technician_name: String,
    /// Who took the call; empty where nobody did.
    pub(crate) first_contact: String,
    /// What the desk said it was.
    pub(crate) kind: Option<Occasion>,
    pub(crate) sent: Vec<SentVisit>,
    /// Calls that were not taken back, the oldest first.
    pub(crate) calls: Vec<KeptReturnCall>,
}

/// A return visit that was sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SentVisit {
    pub(crate) visit: DocumentId,
    pub(crate) unit: Option<Unit>,
    pub(crate) line: WorkLine,
    pub(crate) technician_name: String,
}

/// A return call to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewReturnCall {
    pub(crate) id: EventId,
    pub(crate) work: DocumentId,
    pub(crate) at: Timestamp,
    pub(crate) by: PersonId,
    pub(crate) unit: Option<Unit>,
    pub(crate) content: ReturnCall,
    /// By when the repair worker has a notice.
    pub(crate) notice_by: Option<Timestamp>,
}

/// A return call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct KeptReturnCall {
    /// Which.
    pub(crate) id: EventId,
    /// The work that it is about.
    pub(crate) work: DocumentId,
    /// When.
    pub(crate) at: Timestamp,
    /// Name of who called.
    pub(crate) by_name: String,
    /// In whose share it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<Unit>,
    /// What was said.
    pub(crate) content: ReturnCall,
    /// When the question was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) answered_at: Option<Timestamp>,
    /// What was answered.
    pub(crate) answer: String,
    /// By when the repair worker has a notice in writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) notice_by: Option<Timestamp>,
    /// When it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) noticed_at: Option<Timestamp>,
    /// How it was given.
    pub(crate) notice: String,
}

/// What ends something that a call left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CallEnd {
    /// The question was answered.
    Answered(String),
    /// The repair worker has the notice.
    Noticed(String),
    /// The call was noted by mistake.
    Undone,
}

/// What aftercare reads and writes.
#[async_trait]
pub(crate) trait AftercareStore: Send + Sync {
    /// Call-outs that were served between two instants, the oldest first; only those whose customer is still to be asked, if `open`.
    async fn served(&self, between: Between, open: bool, most: u32) -> Result<Vec<Served>, StoreError>;

    /// How many of [`served`](Self::served) are still to be asked.
    async fn count_to_ask(&self, between: Between) -> Result<u64, StoreError>;

    /// The call-out whose last visit this is, if it was served.
    async fn served_by(&self, organisation: OrganisationId, visit: DocumentId) -> Result<Option<Served>, StoreError>;

    /// Whether `id` is free, or that of a call about `visit` which came to `outcome`, also one that was taken back.
    async fn may_be_survey_call(
        &self,
        organisation: OrganisationId,
        visit: DocumentId,
        id: EventId,
        outcome: CallOutcome,
    ) -> Result<bool, StoreError>;

    /// Keeps a call to a customer. Whether it is there now as it is given: `false` if the id belongs to another one.
    async fn keep_survey_call(&self, organisation: OrganisationId, call: SurveyCall) -> Result<bool, StoreError>;

    /// Takes a call back that left no grades. Whether there was one.
    async fn undo_survey_call(&self, organisation: OrganisationId, id: EventId, by: PersonId, at: Timestamp) -> Result<bool, StoreError>;

    /// What the calls between two instants came to.
    async fn survey_calls(&self, between: Between) -> Result<CallCount, StoreError>;

    /// Calls between two instants with grades or without, the newest first.
    async fn latest_survey_calls(&self, between: Between, most: u32) -> Result<Vec<(SurveyCall, String, String)>, StoreError>;

    /// Repairs that were finished, and goods that went back, between two instants, the oldest first.
    async fn repaired(&self, between: Between) -> Result<Vec<Repaired>, StoreError>;

    /// What was repaired or went back with this document.
    async fn repaired_by(&self, organisation: OrganisationId, work: DocumentId) -> Result<Option<Repaired>, StoreError>;

    /// Keeps what kind of repair it was.
    async fn keep_return_kind(
        &self,
        organisation: OrganisationId,
        work: DocumentId,
        kind: Occasion,
        by: PersonId,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Keeps that `call_out` is the return visit to `work`, in the share of `unit`.
    async fn keep_return_sent(
        &self,
        organisation: OrganisationId,
        call_out: CallOutId,
        work: DocumentId,
        unit: Option<Unit>,
        by: PersonId,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Keeps a return call. Whether it is there now as it is given: `false` if the id belongs to another one.
    async fn keep_return_call(&self, organisation: OrganisationId, call: NewReturnCall) -> Result<bool, StoreError>;

    /// Ends something of a return call. Whether there is such a call; what was ended before stays as it is.
    async fn end_return_call(
        &self,
        organisation: OrganisationId,
        id: EventId,
        end: CallEnd,
        by: PersonId,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Return calls with a question that is not answered or a notice that is not given, those due first first, with the work.
    async fn open_return_calls(&self, organisation: OrganisationId) -> Result<Vec<(KeptReturnCall, KeptWork)>, StoreError>;

    /// Return visits that found a defect which no leader has dealt with, the oldest first.
    async fn defects_found(&self, organisation: OrganisationId) -> Result<Vec<KeptWork>, StoreError>;
}
