//! A row of a register: the one place where one is made, live and at a rebuild.

use model::documents::claims::Claims;
use model::documents::complaint::Complaint;
use model::documents::complaint::assessment::Assessment as ComplaintAssessment;
use model::documents::day::assessment::Assessment as DayAssessment;
use model::documents::kind::DocumentKind;
use model::documents::old_part::assessment::Assessment as OldPartAssessment;
use model::documents::repair::assessment::Assessment as RepairAssessment;
use model::id::DocumentId;
use model::policy::Policy;
use model::rules::Doubt;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::complaint::{self, ComplaintRow};
use super::day::{self, DayRow};
use super::old_part::{self, OldPartRow};
use super::repair::{self, RepairRow};
use crate::board::projection::Facts;

/// How far ahead of the server's a clock is believed when the register is put in order, in **milliseconds**.
const AHEAD_MS: i64 = 5 * 60_000;

/// A document in the register of its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct RegisterRow {
    /// The document.
    pub(crate) id: DocumentId,
    /// When this row last changed, among the news of the organisation's board.
    pub(crate) seq: u64,
    /// How far the document is, in the words of its kind.
    pub(crate) state: String,
    /// The instant that orders the register; never far after the server first had the document, whatever its clock said.
    pub(crate) sort_at: Timestamp,
    /// When the server took the newest change.
    pub(crate) received_at: Timestamp,
    /// Photos the document names.
    pub(crate) photos: u32,
    /// Photos that have arrived whole.
    pub(crate) photos_complete: u32,
    /// Somebody's work came after the document had been given to somebody else.
    pub(crate) late_work: bool,
    /// A signature has the strokes of another one.
    #[serde(default)]
    pub(crate) strokes_copied: bool,
    /// What the document states otherwise than the server knows it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) doubts: Vec<Doubt>,
    /// What it is, and what it says.
    #[serde(flatten)]
    pub(crate) what: RegisterData,
}

/// What a document of each kind shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub(crate) enum RegisterData {
    /// A technician's day.
    Day(DayRow),
    /// Goods taken along for repair.
    Repair(RepairRow),
    /// A removed part on its way.
    OldPart(Box<OldPartRow>),
    /// A complaint.
    Complaint(Box<ComplaintRow>),
}

impl RegisterData {
    /// Which register it belongs to.
    pub(crate) fn kind(&self) -> DocumentKind {
        match self {
            Self::Day(_) => DocumentKind::Day,
            Self::Repair(_) => DocumentKind::Repair,
            Self::OldPart(_) => DocumentKind::OldPart,
            Self::Complaint(_) => DocumentKind::Complaint,
        }
    }
}

/// What a document alone says of its row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RegisterDraft {
    row: RegisterRow,
    claims: Option<Claims>,
    /// The complaint, if it is one: what is due in it depends on the policy.
    complaint: Option<Box<Complaint>>,
}

impl RegisterDraft {
    /// The row of a day; a day names no photos.
    pub(crate) fn of_day(assessment: &DayAssessment) -> Self {
        let (begins, _) = assessment.day.span();
        let what = RegisterData::Day(DayRow::of(assessment));
        Self::new(assessment.day.id, day::state(assessment), begins, what, Some(Claims::of_day(assessment)))
    }

    /// The row of a repair.
    pub(crate) fn of_repair(assessment: &RepairAssessment) -> Self {
        let taken_at = assessment.repair.opened.clock.best_guess();
        let what = RegisterData::Repair(RepairRow::of(assessment));
        Self::new(assessment.repair.id, repair::state(assessment), taken_at, what, Claims::of_repair(assessment))
    }

    /// The row of an old part.
    pub(crate) fn of_old_part(assessment: &OldPartAssessment) -> Self {
        let completed_at = assessment.old_part.opened.kind.completed_at;
        let what = RegisterData::OldPart(Box::new(OldPartRow::of(assessment)));
        Self::new(assessment.old_part.id, old_part::state(assessment), completed_at, what, Claims::of_old_part(assessment))
    }

    /// The row of a complaint.
    pub(crate) fn of_complaint(assessment: &ComplaintAssessment) -> Self {
        let received_at = assessment.complaint.opened.clock.best_guess();
        let what = RegisterData::Complaint(Box::new(ComplaintRow::of(assessment)));
        let draft = Self::new(assessment.complaint.id, complaint::state(assessment), received_at, what, Claims::of_complaint(assessment));
        Self { complaint: Some(Box::new(assessment.complaint.clone())), ..draft }
    }

    /// A row that says so much, still without what only the store knows. Documents of these kinds name no photos.
    fn new(id: DocumentId, state: &str, sort_at: Timestamp, what: RegisterData, claims: Option<Claims>) -> Self {
        let row = RegisterRow {
            id,
            seq: 0,
            state: state.to_owned(),
            sort_at,
            received_at: Timestamp::from_ms(0),
            photos: 0,
            photos_complete: 0,
            late_work: false,
            strokes_copied: false,
            doubts: Vec::new(),
            what,
        };
        Self { row, claims, complaint: None }
    }

    /// Which register it belongs to.
    pub(crate) fn kind(&self) -> DocumentKind {
        self.row.what.kind()
    }

    /// What the document states of matters that only the server knows for certain, if it was opened on a device.
    pub(crate) fn claims(&self) -> Option<&Claims> {
        self.claims.as_ref()
    }

    /// The policy of which instant says what is due; `None` if no policy says that of such a document. Never one that was not in force
    /// when the server first had the document, so that a rebuild says the same.
    pub(crate) fn judged_at(&self, facts: Facts) -> Option<Timestamp> {
        self.complaint.as_ref().map(|complaint| complaint.opened.clock.best_guess().min(facts.first_had_at))
    }

    /// The finished row. `policy` was in force at [`judged_at`](Self::judged_at).
    pub(crate) fn with(&self, facts: Facts, doubts: &[Doubt], policy: &Policy) -> RegisterRow {
        let mut row = self.row.clone();
        if let (Some(complaint), Some(at), RegisterData::Complaint(data)) = (&self.complaint, self.judged_at(facts), &mut row.what) {
            data.judge(complaint, policy, at);
        }
        row.seq = facts.seq;
        row.received_at = facts.received_at;
        row.photos_complete = facts.photos_complete;
        row.late_work = facts.late_work;
        row.strokes_copied = facts.strokes_copied;
        row.doubts = doubts.to_vec();
        // A clock far ahead must not keep its document at the top for years.
        row.sort_at = row.sort_at.min(facts.first_had_at.plus_ms(AHEAD_MS));
        row
    }
}
