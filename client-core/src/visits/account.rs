//! Money and grades of a visit as its page shows them.

use model::documents::visit::Visit;
use model::documents::visit::assessment::Assessment;
use model::documents::visit::records::{ChargeKind, Grades, PayMethod, ServiceType};
use model::id::{EventId, PersonId};
use model::time::Timestamp;
use serde::Serialize;

/// Money on a visit. Sums are in **fen**.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

/// The customer's grades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetSurveyAnswer {
    /// Grade per question.
    pub grades: Grades,
    /// Why not the full score.
    pub reasons: String,
    /// A suggestion.
    pub suggestion: String,
}

impl SheetMoney {
    pub(super) fn of(assessment: &Assessment) -> Self {
        let visit = &assessment.visit;
        Self {
            service_type: visit.service_type(),
            fee_open: visit.is_fee_open(),
            agreed_fen: assessment.fee_agreed_fen(),
            limit_fen: visit.terms.as_ref().and_then(|terms| terms.fees.small_fee_limit_fen).unwrap_or_default(),
            charges: visit
                .charges()
                .map(|charge| SheetCharge {
                    id: charge.event,
                    what: charge.what,
                    text: charge.description.to_owned(),
                    amount_fen: charge.amount_fen,
                })
                .collect(),
            charges_fen: visit.charges_fen(),
            collections: visit
                .collections()
                .into_iter()
                .map(|taken| SheetCollection {
                    id: taken.event,
                    by: taken.by,
                    amount_fen: taken.amount_fen,
                    method: taken.method,
                    at: taken.at,
                    received: taken.received,
                })
                .collect(),
            collected_fen: visit.collected_fen(),
            invoiced_fen: visit.invoiced_fen(),
        }
    }
}

impl SheetSurvey {
    /// The survey of `visit`, if one belongs to it.
    pub(super) fn of(visit: &Visit) -> Option<Self> {
        let scale = visit.survey_scale()?;
        let (lowest, highest) = scale.range();
        Some(Self {
            scale: visit.terms.as_ref().map(|terms| terms.sign_off.survey_scale.clone()).unwrap_or_default(),
            lowest,
            highest,
            full: scale.full(),
            answer: visit.survey().map(|answer| SheetSurveyAnswer {
                grades: answer.grades.clone(),
                reasons: answer.reasons.to_owned(),
                suggestion: answer.suggestion.to_owned(),
            }),
        })
    }
}
