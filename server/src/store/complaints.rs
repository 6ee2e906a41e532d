//! Complaints in the order in which something is due, and papers to offices that are late.

use async_trait::async_trait;
use model::id::{DocumentId, OrganisationId, PersonId};
use model::policy::Unit;
use model::rules::complaint_course::ComplaintDuty;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::StoreError;
use crate::registers::row::RegisterRow;

/// Which complaints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ComplaintFilter {
    /// Those that have not ended.
    #[default]
    Open,
    /// Those with something overdue.
    Late,
    /// Those that wait for whoever asks: a proposal that they may approve, or their office's stage.
    Waiting,
    /// Those that have ended, the last one first.
    Closed,
    /// All of them.
    All,
}

/// Who asks, as far as it matters whose turn it is.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    pub(crate) offices: Vec<Unit>,
    /// May decide where no office is named.
    pub(crate) decides: bool,
    pub(crate) now: Timestamp,
}

/// Which page of complaints.
#[derive(Debug, Clone)]
pub(crate) struct ComplaintQuery {
    pub(crate) filter: ComplaintFilter,
    pub(crate) asking: Asking,
    /// Only those that were received on this visit.
    pub(crate) visit: Option<DocumentId>,
    /// Only those in whose number, customer, thing or words this stands.
    pub(crate) find: Option<String>,
    /// Only behind this one: its place in the order, and which.
    pub(crate) after: Option<(i64, DocumentId)>,
    pub(crate) most: u32,
}

/// A page of complaints.
#[derive(Debug, Clone)]
pub(crate) struct Complaints {
    pub(crate) rows: Vec<RegisterRow>,
    /// There are more behind this.
    pub(crate) next: Option<(i64, DocumentId)>,
}

/// How many complaints there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ComplaintCounts {
    /// That have not ended.
    pub(crate) open: u32,
    /// With something overdue.
    pub(crate) late: u32,
    /// That wait for whoever asks.
    pub(crate) waiting: u32,
    /// Papers to late offices that nobody has answered.
    pub(crate) notes: u32,
}

/// What a paper to a late office is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoteKind {
    /// The case is open and something overdue.
    Reminder,
    /// The case is closed and something was late.
    Inquiry,
}

/// Which paper of a complaint: one for each duty, office and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct NoteKey {
    /// What it is.
    pub(crate) kind: NoteKind,
    /// What is or was late.
    pub(crate) duty: ComplaintDuty,
    /// How often this duty came up before in the complaint.
    pub(crate) turn: u32,
    /// The office it goes to; absent where the rule names none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) office: Option<Unit>,
    /// By when it was due.
    pub(crate) due_at: Timestamp,
}

/// A paper to an office that is or was late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ComplaintNote {
    /// The complaint.
    pub(crate) complaint: DocumentId,
    /// Its number.
    pub(crate) label: String,
    /// The customer's name.
    pub(crate) customer: String,
    #[serde(flatten)]
    pub(crate) key: NoteKey,
    /// When it was raised.
    pub(crate) raised_at: Timestamp,
    /// When it was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) answered_at: Option<Timestamp>,
    /// Name of who answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) answered_by_name: Option<String>,
    /// What was said; empty if it was only seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<String>,
}

/// What somebody says to a paper.
#[derive(Debug, Clone)]
pub(crate) struct NoteAnswer {
    pub(crate) key: NoteKey,
    pub(crate) by: PersonId,
    pub(crate) at: Timestamp,
    pub(crate) text: String,
}

/// Complaints.
#[async_trait]
pub(crate) trait ComplaintStore: Send + Sync {
    /// Complaints by what is due next; those that have ended by when.
    async fn complaints_due(&self, organisation: OrganisationId, query: ComplaintQuery) -> Result<Complaints, StoreError>;

    /// How many there are for whoever asks.
    async fn complaint_counts(&self, organisation: OrganisationId, asking: Asking) -> Result<ComplaintCounts, StoreError>;

    /// The newest other complaints of this customer, or of the thing of this serial if it has one.
    async fn complaints_like(
        &self,
        organisation: OrganisationId,
        document: DocumentId,
        customer: String,
        serial: String,
    ) -> Result<Vec<RegisterRow>, StoreError>;

    /// Raises the papers to offices that are or were late at `now` and were not raised; answers how many.
    async fn raise_complaint_notes(&self, organisation: OrganisationId, now: Timestamp) -> Result<usize, StoreError>;

    /// Papers of one complaint, or those of all that still wait for an answer; the oldest first.
    async fn complaint_notes(&self, organisation: OrganisationId, document: Option<DocumentId>) -> Result<Vec<ComplaintNote>, StoreError>;

    /// Answers a paper; `false` if there is none. Answered again, the first answer stays.
    async fn answer_complaint_note(
        &self,
        organisation: OrganisationId,
        document: DocumentId,
        answer: NoteAnswer,
    ) -> Result<bool, StoreError>;
}
