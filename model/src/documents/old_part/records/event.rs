//! What can happen to an old part on its way. A later fact that ends an earlier one names it, so that nothing depends on the order of
//! arrival.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Disposition, Grounds, ReviewClass, Sale};
use crate::documents::chronicle::Happening;
use crate::documents::custody::Holder;
use crate::documents::records::{Author, Event};
use crate::id::EventId;
use crate::rules::{Refusal, check_old_part_event};

/// Something that happened to an old part.
pub type OldPartEvent = Event<OldPartEventKind>;

/// What can happen to an old part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OldPartEventKind {
    /// The technician promised to hand it over.
    Promised {
        /// On which day.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        promised_on: NaiveDate,
        /// Why later than required; empty if it is not.
        reason: String,
        /// Which service management representative was told; empty if none.
        reported_to: String,
        /// The promise that ends with this one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// It passed from hand to hand.
    HandedOver {
        /// Who has it now.
        to: Holder,
        /// The hand-over that this one follows; absent if it follows the swap.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        follows: Option<EventId>,
        /// Name of the one who gives it away.
        given_by: String,
        /// In words; may be empty.
        note: String,
    },
    /// The one who has it now says so: a hand-over has two sides.
    HandOverAcknowledged {
        /// The hand-over.
        hand_over: EventId,
        /// Who received it.
        by_name: String,
    },
    /// What becomes of it was decided anew.
    DispositionChanged {
        /// What becomes of it.
        disposition: Disposition,
        /// What that rests on.
        grounds: Grounds,
        /// The change that ends with this one; absent for the first.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// It carries its label (R-080, R-131; F-82).
    Labelled {
        /// What the label's code says; may be empty.
        code: String,
    },
    /// It is packed and on a packing list (R-086, R-131; F-81).
    Packed {
        /// Number of the shipment.
        shipment: String,
        /// Number of the packing list.
        packing_list: String,
    },
    /// The freight was asked for (R-131; F-84).
    FreightRequested {
        /// Number of the shipment.
        shipment: String,
        /// How much, in **fen**.
        amount_fen: i64,
    },
    /// It is on its way to head office.
    Shipped {
        /// Number of the shipment.
        shipment: String,
        /// On which day.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        on: NaiveDate,
    },
    /// The head-office store has it.
    ReceivedAtStore {
        /// Who received it.
        by_name: String,
    },
    /// The review began: judging is due from this day on.
    ReviewStarted {
        /// On which day.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        on: NaiveDate,
        /// What kind of part it is.
        class: ReviewClass,
    },
    /// Liability was judged.
    Judged {
        /// On which day.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        on: NaiveDate,
        /// Who is at fault.
        liability: String,
        /// In words; may be empty.
        note: String,
    },
    /// A claim on the supplier was opened.
    ClaimOpened {
        /// Number of the claim.
        number: String,
    },
    /// It is dealt with (R-126…R-132; F-85, F-88, F-89).
    Disposed {
        /// In which way.
        way: Disposition,
        /// Number of the disposal sheet, sale request or scrap receipt; may be empty.
        paper: String,
        /// The sale, if it was sold.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        sale: Option<Sale>,
    },
    /// The buyer's money arrived (R-132; F-86).
    Remitted {
        /// Number of the remittance slip.
        slip: String,
        /// How much, in **fen**.
        amount_fen: i64,
    },
    /// The storekeeper found something else than the papers say.
    DiscrepancyNoted {
        /// What.
        note: String,
    },
    /// No part came out after all: the line of the swap was struck as wrong (E4), and nothing is owed any more.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// An event was a mistake (E4): it stays readable and counts no more.
    Struck {
        /// Which event.
        event: EventId,
        /// Why.
        reason: String,
    },
}

impl Happening for OldPartEventKind {
    fn command(&self) -> &'static str {
        match self {
            Self::Promised { .. } => "promise_hand_over",
            Self::HandedOver { .. } => "hand_over",
            Self::HandOverAcknowledged { .. } => "acknowledge_hand_over",
            Self::DispositionChanged { .. } => "change_disposition",
            Self::Labelled { .. } => "label",
            Self::Packed { .. } => "pack",
            Self::FreightRequested { .. } => "request_freight",
            Self::Shipped { .. } => "ship",
            Self::ReceivedAtStore { .. } => "receive_at_store",
            Self::ReviewStarted { .. } => "start_review",
            Self::Judged { .. } => "judge",
            Self::ClaimOpened { .. } => "open_claim",
            Self::Disposed { .. } => "dispose",
            Self::Remitted { .. } => "remit",
            Self::DiscrepancyNoted { .. } => "note_discrepancy",
            Self::Withdrawn { .. } => "withdraw",
            Self::Struck { .. } => "strike_event",
        }
    }

    fn author(&self) -> Author {
        match self {
            Self::HandOverAcknowledged { .. }
            | Self::ReceivedAtStore { .. }
            | Self::ReviewStarted { .. }
            | Self::Judged { .. }
            | Self::ClaimOpened { .. }
            | Self::Disposed { .. }
            | Self::Remitted { .. } => Author::Desk,
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
        matches!(self, Self::HandedOver { .. } | Self::Withdrawn { .. } | Self::Struck { .. })
    }

    fn check(&self) -> Result<(), Refusal> {
        check_old_part_event(self)
    }
}
