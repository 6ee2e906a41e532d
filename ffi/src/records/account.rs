//! Money and grades of a visit, and what is entered about them.

use client_core::visits::{NewCharge, ReturnVisitFindings, SheetCharge, SheetCollection, SheetMoney, SheetSurvey, SheetSurveyAnswer};
use model::documents::visit::records::{ChargeKind, Grades, PayMethod, ServiceType};
use model::id::{EventId, PartLineId, PersonId};
use model::time::Timestamp;

/// Money on a visit. Sums are in **fen**.
#[uniffi::remote(Record)]
pub struct SheetMoney {
    /// Who pays, as decided or as ordered.
    pub service_type: ServiceType,
    /// Another office decides first who pays.
    pub fee_open: bool,
    /// What the customer agreed to, by word or by signature.
    pub agreed_fen: Option<i64>,
    /// Up to this sum money is taken on the spot; 0: none is.
    pub limit_fen: i64,
    /// Charges in force.
    pub charges: Vec<SheetCharge>,
    /// Their sum.
    pub charges_fen: i64,
    /// Money that was taken.
    pub collections: Vec<SheetCollection>,
    /// Its sum.
    pub collected_fen: i64,
    /// Sum of the invoices that were asked for.
    pub invoiced_fen: i64,
}

/// A charge in force.
#[uniffi::remote(Record)]
pub struct SheetCharge {
    /// Its id.
    pub id: EventId,
    /// For what.
    pub what: ChargeKind,
    /// In words.
    pub text: String,
    /// How much, in **fen**.
    pub amount_fen: i64,
}

/// Money that was taken.
#[uniffi::remote(Record)]
pub struct SheetCollection {
    /// Its id.
    pub id: EventId,
    /// Who took it.
    pub by: PersonId,
    /// How much, in **fen**.
    pub amount_fen: i64,
    /// How it was paid.
    pub method: PayMethod,
    /// When, as well as it can be told.
    pub at: Timestamp,
    /// Whether accounting has it.
    pub received: bool,
}

/// The survey that belongs to a visit.
#[uniffi::remote(Record)]
pub struct SheetSurvey {
    /// Stable code of the scale (P-14).
    pub scale: String,
    /// The lowest number on it.
    pub lowest: u32,
    /// The highest number on it.
    pub highest: u32,
    /// The full score, which asks for no reasons.
    pub full: u32,
    /// The answer that counts.
    pub answer: Option<SheetSurveyAnswer>,
}

/// The customer's grades as they count.
#[uniffi::remote(Record)]
pub struct SheetSurveyAnswer {
    /// Grade per question.
    pub grades: Grades,
    /// Why not the full score.
    pub reasons: String,
    /// A suggestion.
    pub suggestion: String,
}

/// A charge as the technician enters it.
#[uniffi::remote(Record)]
pub struct NewCharge {
    /// For what.
    pub what: ChargeKind,
    /// In words.
    pub text: String,
    /// How much, in **fen**.
    pub amount_fen: i64,
    /// The part line it belongs to.
    pub part_line: Option<PartLineId>,
}

/// What a return visit found, as the technician enters it.
#[uniffi::remote(Record)]
pub struct ReturnVisitFindings {
    /// Number of the call-out whose repair was looked at.
    pub of: String,
    /// Whether the repair holds.
    pub repair_holds: bool,
    /// State of the repair as seen.
    pub state: String,
    /// Opinion on the repair worker.
    pub opinion: String,
    /// Suggestions; may be empty.
    pub suggestions: String,
    /// What the customer paid, in **fen**.
    pub paid_fen: i64,
    /// What was due, in **fen** (R-115).
    pub due_fen: i64,
}
