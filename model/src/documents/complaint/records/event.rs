//! What can happen to a complaint. Numbers, classes, findings, sums and answers are the desk's to write: nobody admits anything to a
//! customer beyond his authority.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::documents::chronicle::Happening;
use crate::documents::records::{Author, Event};
use crate::id::{DocumentId, EventId, PersonId};
use crate::rules::{Refusal, check_complaint_event};
use crate::time::Timestamp;

/// Something that happened to a complaint.
pub type ComplaintEvent = Event<ComplaintEventKind>;

/// What can happen to a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ComplaintEventKind {
    /// It got its number.
    Numbered {
        /// Year, month and serial, as `2611-01`.
        number: String,
    },
    /// Somebody else owns the matter from now on.
    OwnerPassed {
        /// Who.
        to: PersonId,
        /// Name.
        to_name: String,
        /// Why.
        reason: String,
        /// The passing that ends with this one; absent for the first.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// The customer said more.
    WordsAdded {
        /// The customer's own words.
        words: String,
    },
    /// Sales, quality or production is called to the customer before the form is written.
    JointInspectionAsked {
        /// Whom to bring.
        with: String,
        /// Why.
        reason: String,
    },
    /// Samples were taken along.
    SamplesTaken {
        /// What.
        what: String,
        /// How many.
        quantity: u32,
    },
    /// The customer was promised an answer by then.
    AnswerPromised {
        /// By when.
        promised_for: Timestamp,
    },
    /// Its cause class.
    Classified {
        /// Which.
        class: CauseClass,
        /// Why.
        reason: String,
        /// The class that ends with this one; absent for the first.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// What settles this case.
    Remedied {
        /// What was done.
        text: String,
        /// On which day.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        on: NaiveDate,
    },
    /// What keeps it from coming back.
    Corrected {
        /// What was done.
        text: String,
        /// On which day.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        on: NaiveDate,
    },
    /// The outcome, and everything its paper states.
    Decided {
        /// Whether the complaint is valid.
        valid: bool,
        /// What the customer gets.
        outcome: Outcome,
        /// How much, in **fen**, for an allowance or a compensation.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        amount_fen: Option<i64>,
        /// Why it came about.
        cause: String,
        /// What is done about it.
        solution: String,
        /// Which head signed.
        signed_by: String,
        /// The decision that ends with this one; absent for the first.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// The customer has an answer.
    Answered {
        /// In writing, not only by word of mouth.
        in_writing: bool,
        /// What was said.
        text: String,
    },
    /// The matter is closed.
    Closed {
        /// A remark; may be empty.
        note: String,
    },
    /// The outcome was refused: another complaint goes on, this one stays as it is.
    ReopenedBy {
        /// The new complaint.
        complaint: DocumentId,
    },
    /// An event was a mistake (E4): it stays readable and counts no more.
    Struck {
        /// Which event.
        event: EventId,
        /// Why.
        reason: String,
    },
}

/// Where a complaint comes from (R-166; row 99).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CauseClass {
    /// From the product.
    Quality,
    /// From people, transport or handling.
    NonQuality,
}

/// What a customer gets (row 116).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// Something off the price.
    Allowance,
    /// Money for the damage.
    Compensation,
    /// The goods go back.
    GoodsBack,
    /// The goods are worked over.
    Reprocessing,
    /// The finding, and nothing else.
    Finding,
}

impl Happening for ComplaintEventKind {
    fn command(&self) -> &'static str {
        match self {
            Self::Numbered { .. } => "number",
            Self::OwnerPassed { .. } => "pass_owner",
            Self::WordsAdded { .. } => "add_words",
            Self::JointInspectionAsked { .. } => "ask_joint_inspection",
            Self::SamplesTaken { .. } => "take_samples",
            Self::AnswerPromised { .. } => "promise_answer",
            Self::Classified { .. } => "classify",
            Self::Remedied { .. } => "remedy",
            Self::Corrected { .. } => "correct",
            Self::Decided { .. } => "decide",
            Self::Answered { .. } => "answer",
            Self::Closed { .. } => "close_complaint",
            Self::ReopenedBy { .. } => "reopen_complaint",
            Self::Struck { .. } => "strike_event",
        }
    }

    fn author(&self) -> Author {
        match self {
            Self::OwnerPassed { .. }
            | Self::WordsAdded { .. }
            | Self::JointInspectionAsked { .. }
            | Self::SamplesTaken { .. }
            | Self::AnswerPromised { .. }
            | Self::Struck { .. } => Author::Either,
            Self::Numbered { .. }
            | Self::Classified { .. }
            | Self::Remedied { .. }
            | Self::Corrected { .. }
            | Self::Decided { .. }
            | Self::Answered { .. }
            | Self::Closed { .. }
            | Self::ReopenedBy { .. } => Author::Desk,
        }
    }

    fn strikes(&self) -> Option<EventId> {
        match self {
            Self::Struck { event, .. } => Some(*event),
            _ => None,
        }
    }

    fn is_struck_by_desk_only(&self) -> bool {
        matches!(self, Self::Numbered { .. } | Self::OwnerPassed { .. } | Self::Struck { .. })
    }

    /// Register, notice and the customer's original bear the number.
    fn is_for_good(&self) -> bool {
        matches!(self, Self::Numbered { .. })
    }

    fn check(&self) -> Result<(), Refusal> {
        check_complaint_event(self)
    }
}
