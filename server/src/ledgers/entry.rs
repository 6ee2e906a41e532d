//! One entry of a ledger.

use chrono::NaiveDate;
use model::documents::kind::DocumentKind;
use model::documents::visit::records::{PayMethod, SwapKind};
use model::documents::visit::requests::PartRequest;
use model::id::{DocumentId, EventId, MovementId, PartLineId, PersonId, SignOffId};
use model::seal::shape::Shape;
use model::seal::statement::SignOffKind;
use model::stock::Movement;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::tasks::TaskKind;

/// Which ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ledger {
    /// Pieces with a number of their own, and where they were fitted.
    Serials,
    /// Swaps of numbered pieces, by the product or vehicle they were fitted in.
    Fitted,
    /// Movements that documents come to.
    Stock,
    /// Parts that were used, and what still keeps them on an account.
    Parts,
    /// Old parts and what they mean for clearing.
    OldParts,
    /// Money that was collected.
    Money,
    /// What the supervisor has to do.
    Tasks,
    /// Numbers of receipts and complaints, and items with an open repair card.
    Papers,
    /// Goods that were taken along, by the visit.
    Goods,
    /// Shapes of signatures, by their keys.
    Strokes,
    /// Parts that were asked for from the site.
    Requests,
}

impl Ledger {
    /// The stored word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Serials => "serials",
            Self::Fitted => "fitted",
            Self::Stock => "stock",
            Self::Parts => "parts",
            Self::OldParts => "old_parts",
            Self::Money => "money",
            Self::Tasks => "tasks",
            Self::Papers => "papers",
            Self::Goods => "goods",
            Self::Strokes => "strokes",
            Self::Requests => "requests",
        }
    }
}

/// One fact of one document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// What it is called in its document.
    pub(crate) key: String,
    /// What it shares with entries of other documents; empty if nothing.
    pub(crate) subject: String,
    /// Whom it concerns.
    pub(crate) person: Option<PersonId>,
    /// What orders the ledger.
    pub(crate) at: Timestamp,
    /// Whether somebody still has to do something about it.
    pub(crate) open: bool,
    /// What it says.
    pub(crate) body: Body,
}

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeptEntry {
    /// The document that says it.
    pub(crate) document: DocumentId,
    /// The entry.
    pub(crate) entry: Entry,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ledger", content = "says", rename_all = "snake_case")]
pub(crate) enum Body {
    /// See [`Ledger::Serials`].
    Serials(SerialUse),
    /// See [`Ledger::Fitted`].
    Fitted(Fitting),
    /// See [`Ledger::Stock`].
    Stock(Movement),
    /// See [`Ledger::Parts`].
    Parts(PartUse),
    /// See [`Ledger::OldParts`].
    OldParts(OldPartOwed),
    /// See [`Ledger::Money`].
    Money(MoneyTaken),
    /// See [`Ledger::Tasks`].
    Tasks(Todo),
    /// See [`Ledger::Papers`].
    Papers(Paper),
    /// See [`Ledger::Goods`]; open until the customer has signed the return.
    Goods(GoodsTaken),
    /// See [`Ledger::Strokes`].
    Strokes(Box<Signed>),
    /// See [`Ledger::Requests`]; open until it is declined. Whether the part was issued is known by its movement.
    Requests(Box<PartAsked>),
}

impl Body {
    /// Which ledger it belongs to.
    pub(crate) fn ledger(&self) -> Ledger {
        match self {
            Self::Serials(_) => Ledger::Serials,
            Self::Fitted(_) => Ledger::Fitted,
            Self::Stock(_) => Ledger::Stock,
            Self::Parts(_) => Ledger::Parts,
            Self::OldParts(_) => Ledger::OldParts,
            Self::Money(_) => Ledger::Money,
            Self::Tasks(_) => Ledger::Tasks,
            Self::Papers(_) => Ledger::Papers,
            Self::Goods(_) => Ledger::Goods,
            Self::Strokes(_) => Ledger::Strokes,
            Self::Requests(_) => Ledger::Requests,
        }
    }
}

/// A piece was fitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct SerialUse {
    /// Its number.
    pub(crate) serial: String,
    /// Material code; may be empty.
    pub(crate) part_number: String,
    /// Name of the part.
    pub(crate) name: String,
    /// Number of the order, or of the receipt.
    pub(crate) number: String,
    /// The customer's name.
    pub(crate) customer: String,
    /// What it was fitted into.
    pub(crate) equipment: String,
}

/// A numbered piece took the place of another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Fitting {
    /// What was swapped.
    pub(crate) what: SwapKind,
    /// Number of the order, or of the receipt.
    pub(crate) number: String,
    /// Name of the part.
    pub(crate) name: String,
    /// Material code; may be empty.
    pub(crate) part_number: String,
    /// Number of the piece that was taken out; may be empty.
    pub(crate) old_serial: String,
    /// Number of the piece that was put in; may be empty.
    pub(crate) new_serial: String,
}

/// A part was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct PartUse {
    /// The line of the parts table.
    pub(crate) line: PartLineId,
    /// Number of the order.
    pub(crate) number: String,
    /// Material code; may be empty.
    pub(crate) part_number: String,
    /// Name of the part.
    pub(crate) name: String,
    /// How many.
    pub(crate) quantity: u32,
    /// The customer signed the report that names it.
    pub(crate) report_signed: bool,
    /// A leader approved the report or accepted the amendment.
    pub(crate) leader_consented: bool,
    /// The line says that something was taken out.
    pub(crate) takes_out: bool,
}

/// An old part as clearing and due list need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OldPartOwed {
    /// Number of the order.
    pub(crate) number: String,
    /// Material code; may be empty.
    pub(crate) part_number: String,
    /// Name of the part.
    pub(crate) name: String,
    /// How many.
    pub(crate) quantity: u32,
    /// Name of the technician.
    pub(crate) technician: String,
    /// The day on which the swap was completed.
    pub(crate) completed_on: NaiveDate,
    /// The day by which it is handed over.
    pub(crate) required_on: Option<NaiveDate>,
    /// The day that was promised.
    pub(crate) promised_on: Option<NaiveDate>,
    /// A reason was given for it and the representative told.
    pub(crate) is_excused: bool,
    /// The day on which the storekeeper got it.
    pub(crate) handed_over_on: Option<NaiveDate>,
    /// It settles the clearing of the part that was issued for it.
    pub(crate) settles: bool,
}

/// Money was taken from a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct MoneyTaken {
    /// The event that recorded it.
    pub(crate) collected: EventId,
    /// Number of the order.
    pub(crate) number: String,
    /// The customer's name.
    pub(crate) customer: String,
    /// How much, in **fen**.
    pub(crate) amount_fen: i64,
    /// How it was paid.
    pub(crate) method: PayMethod,
    /// Whether accounting has it.
    pub(crate) received: bool,
}

/// Something the supervisor has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Todo {
    /// What the document is.
    pub(crate) kind: DocumentKind,
    /// What.
    pub(crate) what: TaskKind,
    /// The event it comes from, if it comes from one.
    pub(crate) event: Option<EventId>,
    /// By when, where it does not depend on the day.
    pub(crate) due_at: Option<Timestamp>,
    /// Number of the order, receipt or complaint.
    pub(crate) number: String,
    /// The customer's name.
    pub(crate) customer: String,
    /// In words; may be empty.
    pub(crate) note: String,
}

/// A number that may be given once, or an item that may be in repair once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Paper {
    /// What it is.
    pub(crate) what: PaperKind,
    /// Its number, or model and serial of the item.
    pub(crate) number: String,
    /// The customer's name.
    pub(crate) customer: String,
}

/// Goods that were taken along on a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GoodsTaken {
    /// Number of the receipt.
    pub(crate) receipt: String,
}

/// Somebody signed on the glass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signed {
    /// The sign-off.
    pub(crate) sign_off: SignOffId,
    /// What it stands for.
    pub(crate) kind: SignOffKind,
    /// Number of the order, or of the receipt.
    pub(crate) number: String,
    /// What the pen drew.
    pub(crate) shape: Shape,
}

/// A part was asked for from the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PartAsked {
    /// Number of the order.
    pub(crate) number: String,
    /// The customer's name.
    pub(crate) customer: String,
    /// What is asked for, and what was decided.
    pub(crate) request: PartRequest,
}

/// What may be there once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaperKind {
    /// A receipt for goods taken along (R-091, E6).
    Receipt,
    /// A repair card that hangs on an item.
    RepairCard,
    /// A complaint's number.
    Complaint,
}

impl PaperKind {
    /// The subject of the paper with this number.
    pub(crate) fn subject(self, number: &str) -> String {
        let word = match self {
            Self::Receipt => "receipt",
            Self::RepairCard => "repair_card",
            Self::Complaint => "complaint",
        };
        format!("{word}/{}", number.trim().to_uppercase())
    }
}

impl Entry {
    /// The movement it is, if it is one.
    pub(crate) fn movement(&self) -> Option<&Movement> {
        match &self.body {
            Body::Stock(movement) => Some(movement),
            _ => None,
        }
    }
}

/// The subject that a part line and the old part it left share.
pub(super) fn line_subject(visit: DocumentId, line: PartLineId) -> String {
    format!("{visit}/{line}")
}

/// The key of a movement: its id, which is that of whatever it comes from.
pub(super) fn movement_key(id: MovementId) -> String {
    id.to_string()
}
