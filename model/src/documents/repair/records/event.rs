//! What can happen to goods that were taken along. A later fact that ends an earlier one names it, so that nothing depends on the
//! order of arrival.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Channel, ChargeKind, Inspector, PartSwap};
use crate::documents::chronicle::Happening;
use crate::documents::custody::Holder;
use crate::documents::records::{Author, Event};
use crate::id::EventId;
use crate::rules::{Refusal, check_repair_event};
use crate::time::Timestamp;

/// Something that happened to a repair.
pub type RepairEvent = Event<RepairEventKind>;

/// What can happen to a repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RepairEventKind {
    /// The goods passed from hand to hand. Back at the customer, they are returned.
    HandedOver {
        /// Who has them now.
        to: Holder,
        /// The hand-over that this one follows; absent if it follows the taking.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        follows: Option<EventId>,
        /// Name of the one who gives them away, as printed on the paper of a return.
        given_by: String,
        /// In words; may be empty.
        note: String,
    },
    /// What was found, and what is planned.
    Diagnosed {
        /// Why it broke.
        cause: DamageCause,
        /// What is planned.
        plan: HandlingPlan,
        /// In words; may be empty.
        note: String,
    },
    /// Real repair time, for the repair card.
    WorkNoted {
        /// Time used, in **minutes**.
        minutes: u32,
        /// What was done.
        text: String,
    },
    /// A part was used, for the repair card.
    PartUsed {
        /// Which.
        swap: PartSwap,
    },
    /// The repair was looked at (R-095, P-23).
    Inspected {
        /// Whether it may go back.
        passed: bool,
        /// In which office the inspector acted.
        role: Inspector,
        /// Who inspected.
        by_name: String,
        /// In words; may be empty if it passed.
        note: String,
        /// The inspection that ends with this one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// It cannot be repaired; a superior decides what follows.
    NotRepairable {
        /// Why.
        reason: String,
    },
    /// A superior decided.
    FateDecided {
        /// The finding that it cannot be repaired.
        of: EventId,
        /// What follows.
        fate: Fate,
        /// Who decided.
        by_name: String,
    },
    /// The passed product was booked into stock.
    StockBooked {
        /// Number of the slip.
        slip: String,
    },
    /// The promised date cannot be kept: the duty of P-07 opens.
    PromiseAtRisk {
        /// Why.
        reason: String,
        /// Whether the customer was told.
        told_customer: bool,
    },
    /// Another date was promised.
    PromiseMoved {
        /// The new date, as the end of that day.
        promised_for: Timestamp,
        /// Why.
        reason: String,
        /// Whether the customer was told.
        told_customer: bool,
        /// The moving that ends with this one; absent for the first.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// The desk took up what it was told about a promise.
    DutyMet {
        /// The promise at risk, or moved.
        of: EventId,
        /// What was done.
        note: String,
    },
    /// The customer was told that the goods are ready.
    CustomerNotified {
        /// How.
        channel: Channel,
        /// Whether the customer answered.
        reached: bool,
        /// Why the customer cannot collect yet; empty if there is no good reason.
        good_reason: String,
    },
    /// The customer gave the receipt back.
    ReceiptVoided {
        /// The hand-over to the customer.
        returned: EventId,
    },
    /// The customer cannot produce the receipt and says so in writing.
    ReceiptMissing {
        /// The hand-over to the customer.
        returned: EventId,
        /// The customer's statement.
        statement: String,
    },
    /// A returned component was fitted and tested at the customer's.
    FittedAndTested {
        /// Whether it works.
        works: bool,
        /// In words; may be empty.
        note: String,
    },
    /// A charge.
    Charged {
        /// For what.
        what: ChargeKind,
        /// In words.
        description: String,
        /// How much, in **fen**.
        amount_fen: i64,
    },
    /// An invoice is to be made, on the day of return.
    InvoiceRequested {
        /// Over how much, in **fen**.
        amount_fen: i64,
        /// On which day, in the organisation's time zone.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        on: NaiveDate,
    },
    /// An event was a mistake (E4): it stays readable and counts no more.
    Struck {
        /// Which event.
        event: EventId,
        /// Why.
        reason: String,
    },
}

/// Why goods broke (row 187).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DamageCause {
    /// On the way.
    Transport,
    /// By use it is not made for.
    Misuse,
    /// By a fault of its own.
    MachineFault,
}

/// What is planned for goods (row 188).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum HandlingPlan {
    /// Repair and return.
    Repair,
    /// Exchange for a unit that was used and can be sold.
    ExchangeUsed,
    /// A new unit.
    ExchangeNew,
}

/// What becomes of goods that cannot be repaired (R-103; row 189).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Fate {
    /// They go back to the customer as they are.
    ReturnAsIs,
    /// To the stock of units that can be sold again; the customer gets another.
    ToResaleStock,
    /// Back to the factory for a new one.
    BackToFactory,
    /// Repair is tried again, elsewhere.
    TryElsewhere,
}

impl Happening for RepairEventKind {
    fn command(&self) -> &'static str {
        match self {
            Self::HandedOver { .. } => "hand_over",
            Self::Diagnosed { .. } => "diagnose",
            Self::WorkNoted { .. } => "note_work",
            Self::PartUsed { .. } => "use_part",
            Self::Inspected { .. } => "inspect",
            Self::NotRepairable { .. } => "call_not_repairable",
            Self::FateDecided { .. } => "decide_fate",
            Self::StockBooked { .. } => "book_stock",
            Self::PromiseAtRisk { .. } => "put_promise_at_risk",
            Self::PromiseMoved { .. } => "move_promise",
            Self::DutyMet { .. } => "meet_duty",
            Self::CustomerNotified { .. } => "notify_customer",
            Self::ReceiptVoided { .. } => "void_receipt",
            Self::ReceiptMissing { .. } => "miss_receipt",
            Self::FittedAndTested { .. } => "fit_and_test",
            Self::Charged { .. } => "charge",
            Self::InvoiceRequested { .. } => "request_invoice",
            Self::Struck { .. } => "strike_event",
        }
    }

    fn author(&self) -> Author {
        match self {
            Self::FateDecided { .. } | Self::StockBooked { .. } | Self::DutyMet { .. } => Author::Desk,
            _ => Author::Either,
        }
    }

    fn strikes(&self) -> Option<EventId> {
        match self {
            Self::Struck { event, .. } => Some(*event),
            _ => None,
        }
    }

    fn is_struck_by_desk_only(&self) -> bool {
        matches!(self, Self::HandedOver { .. } | Self::ReceiptVoided { .. } | Self::ReceiptMissing { .. } | Self::Struck { .. })
    }

    fn check(&self) -> Result<(), Refusal> {
        check_repair_event(self)
    }
}
