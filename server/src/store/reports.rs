//! What reports read: facts of a span of days, one for each thing that counts, and the rows behind them.

use async_trait::async_trait;
use chrono::NaiveDate;
use model::id::PersonId;
use model::rules::sla::Promise;
use model::time::Timestamp;

use super::StoreError;
use crate::reports::ask::{Asked, ReportName};

/// A target that was due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TargetFact {
    pub(crate) due_at: Timestamp,
    /// `met`, `missed`, `pending` or `unproven`.
    pub(crate) kept: String,
    pub(crate) technician: Option<PersonId>,
    /// Empty where nobody set one.
    pub(crate) class: String,
    pub(crate) excepted: bool,
}

/// An answer to the survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnswerFact {
    pub(crate) at: Timestamp,
    pub(crate) technician: Option<PersonId>,
    pub(crate) scale: String,
    /// The grade that decides, then attitude, skill, punctuality and promises.
    pub(crate) grades: [Option<u32>; 5],
}

/// A visit that was finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceFact {
    pub(crate) at: Timestamp,
    pub(crate) technician: Option<PersonId>,
}

/// A complaint that nobody handed in anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ComplaintFact {
    pub(crate) at: Timestamp,
    /// Who had the visit it came from.
    pub(crate) technician: Option<PersonId>,
    pub(crate) finding: String,
}

/// A repair that was asked for, or one that came back: then it counts for whoever did the earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RepairFact {
    pub(crate) at: Timestamp,
    pub(crate) technician: Option<PersonId>,
    pub(crate) model: String,
    /// Whether it is here as the repeat of an earlier one; a repeat is here a second time as a repair of its own.
    pub(crate) is_repeat: bool,
}

/// A part that was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartFact {
    pub(crate) at: Timestamp,
    pub(crate) technician: Option<PersonId>,
    pub(crate) part_number: String,
    pub(crate) name: String,
    pub(crate) model: String,
    pub(crate) quantity: u64,
}

/// An old part and the days of its progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OldPartFact {
    pub(crate) technician: Option<PersonId>,
    pub(crate) progress: String,
    pub(crate) completed_on: NaiveDate,
    pub(crate) required_on: Option<NaiveDate>,
    pub(crate) promised_on: Option<NaiveDate>,
    pub(crate) excused: bool,
    pub(crate) handed_over_on: Option<NaiveDate>,
    pub(crate) judge_by: Option<NaiveDate>,
    pub(crate) judged_on: Option<NaiveDate>,
}

/// A technician's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayFact {
    pub(crate) day: NaiveDate,
    pub(crate) technician: Option<PersonId>,
    pub(crate) standing: String,
    pub(crate) closed: bool,
    pub(crate) corrected: bool,
}

/// A line of a daily report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WorkFact {
    pub(crate) day: NaiveDate,
    pub(crate) technician: Option<PersonId>,
    pub(crate) service_type: String,
    pub(crate) minutes: u64,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Raw {
    /// There is none.
    Nothing,
    /// A number, an instant, or yes and no.
    Number(i64),
    /// Text, a word or a day.
    Text(String),
    /// The bytes of an id.
    Id([u8; 16]),
}

/// What becomes of each row; false ends the walk.
pub(crate) type EachRow = Box<dyn FnMut(Vec<Raw>) -> bool + Send>;

/// Reports.
#[async_trait]
pub(crate) trait ReportStore: Send + Sync {
    /// Targets of this kind that were due in the span.
    async fn targets_due(&self, asked: Asked, promise: Promise) -> Result<Vec<TargetFact>, StoreError>;

    /// Answers of customers in the span.
    async fn answers(&self, asked: Asked) -> Result<Vec<AnswerFact>, StoreError>;

    /// Visits finished in the span, without work for the organisation itself.
    async fn services(&self, asked: Asked) -> Result<Vec<ServiceFact>, StoreError>;

    /// Complaints received in the span.
    async fn complaints(&self, asked: Asked) -> Result<Vec<ComplaintFact>, StoreError>;

    /// Repairs that were asked for in the span, and which of them came back.
    async fn repairs(&self, asked: Asked) -> Result<Vec<RepairFact>, StoreError>;

    /// Parts used in the span.
    async fn parts_used(&self, asked: Asked) -> Result<Vec<PartFact>, StoreError>;

    /// Old parts of swaps that were completed in the span.
    async fn old_part_facts(&self, asked: Asked) -> Result<Vec<OldPartFact>, StoreError>;

    /// Days of the span that technicians opened.
    async fn days(&self, asked: Asked) -> Result<Vec<DayFact>, StoreError>;

    /// Lines of the daily reports of the span.
    async fn works(&self, asked: Asked) -> Result<Vec<WorkFact>, StoreError>;

    /// The rows behind a report, the newest first: `most` of them after the first `offset`, each handed to `each` on a thread that may
    /// block. All are of one moment.
    async fn report_rows(&self, asked: Asked, name: ReportName, offset: u32, most: u32, each: EachRow) -> Result<(), StoreError>;
}
