//! Goods under repair: what was taken on which terms, what happened to it, how far it is.

use chrono::NaiveDate;
use client_core::repairs::SheetRepairCard as RepairCard;
use model::documents::custody::Holder;
use model::documents::records::Keyed;
use model::documents::repair::assessment::RepairFlag;
use model::documents::repair::records::{
    Channel, ChargeKind, Customer, DamageCause, Fate, HandlingPlan, Inspector, Item, MayPromise, PartSwap, PromiseDuty,
    RepairEvent as Happened, RepairEventKind, RepairTerms, Taken as TakenGoods,
};
use model::documents::repair::status::{Duty as RepairDuty, Promise as RepairPromise, ReceiptState, RegisterRow, Stage as RepairStage};
use model::id::{DeviceId, DocumentId, EventId, PersonId};
use model::time::{ClockEvidence, Timestamp};

/// Goods taken along for repair (R-047, R-091; F-03, F-14, F-29). Whoever opens the document holds them from then on.
#[uniffi::remote(Record)]
pub struct TakenGoods {
    /// The visit on which they were taken; absent for goods that a dealer sent in.
    pub visit: Option<DocumentId>,
    /// Number of the call-out; may be empty if there is none.
    pub call_out: String,
    /// Whose goods they are: the receipt is made out to this name.
    pub customer: Customer,
    /// What was taken.
    pub item: Item,
    /// Number of the receipt, from the device's range (E6).
    pub receipt: String,
    /// What is wrong.
    pub fault: String,
    /// Name of the technician, as printed on the receipt.
    pub technician_name: String,
    /// Number of the consignment, if a carrier brought the goods; empty if they were taken or brought.
    pub courier_number: String,
    /// By when the repair was promised, as the end of that day.
    pub promised_for: Option<Timestamp>,
    /// The paper behind the promise; may be empty where none is needed.
    pub promise_document: String,
    /// Whether the customer pays for the repair.
    pub paid: bool,
    /// What policy said when the goods were taken.
    pub terms: RepairTerms,
}

/// What policy said when the goods were taken.
#[uniffi::remote(Record)]
pub struct RepairTerms {
    /// Which policy at which version, for people who ask why.
    pub policy: String,
    /// Whether a completion date may be named on site (P-22).
    pub promise: MayPromise,
    /// What is owed when the promised date cannot be kept (P-07).
    pub late: PromiseDuty,
    /// Who passes the repair (P-23).
    pub inspector: Inspector,
    /// The passed product is booked into stock before it goes back.
    pub via_stock: bool,
    /// **Days** in which a repair is done if no date was promised; absent where the organisation sets none.
    pub repair_days: Option<u32>,
    /// The organisation's time zone: **minutes** ahead of UTC.
    pub utc_offset_minutes: i32,
}

/// What is owed when a promised date cannot be kept (R-098, P-07).
#[uniffi::remote(Enum)]
pub enum PromiseDuty {
    /// The supervisor is told and helps.
    TellSupervisor,
    /// The market department is told and agrees a new date.
    TellMarketing,
    /// The customer is told beforehand.
    TellCustomer,
    /// The promise is kept.
    Keep,
}

/// Who passes a repair (R-095, P-23).
#[uniffi::remote(Enum)]
pub enum Inspector {
    /// The service supervisor.
    Supervisor,
    /// The quality inspector.
    QualityInspector,
    /// The technical-quality department.
    TechnicalQuality,
}

/// Whether a completion date may be named on site (P-22).
#[uniffi::remote(Enum)]
pub enum MayPromise {
    /// It may.
    Yes,
    /// It must.
    Must,
    /// Only with a document behind it.
    WithDocument,
}

/// How far a repair is.
#[uniffi::remote(Enum)]
pub enum RepairStage {
    /// Taken along; nobody has looked at it yet.
    Taken,
    /// Somebody works on it.
    InRepair,
    /// An inspector passed it.
    Inspected,
    /// The customer knows that it can be collected.
    Ready,
    /// Back at the customer.
    Returned,
}

/// What became of the receipt.
#[uniffi::remote(Enum)]
pub enum ReceiptState {
    /// In the customer's hand.
    Valid,
    /// Given back at the return.
    Void,
    /// Not to be found; a statement stands in for it.
    Missing,
}

/// The date that holds.
#[uniffi::remote(Record)]
pub struct RepairPromise {
    /// The event that moved it; absent if it is the one of the taking.
    pub event: Option<EventId>,
    /// By when, as the end of that day.
    pub promised_for: Timestamp,
}

/// What is owed because a promised date cannot be kept (R-098, P-07). Open from the moment that somebody saw it.
#[uniffi::remote(Record)]
pub struct RepairDuty {
    /// The event that opened it.
    pub of: EventId,
    /// What is owed.
    pub owed: PromiseDuty,
    /// Since when.
    pub since: Timestamp,
    /// Whether it was met.
    pub met: bool,
}

/// The repair card that hangs on the goods (F-05).
#[uniffi::remote(Record)]
pub struct RepairCard {
    /// Real repair time, in **minutes**.
    pub minutes: u32,
    /// Parts used.
    pub parts: Vec<PartSwap>,
    /// Whether it still hangs there.
    pub open: bool,
}

/// A row of the in/out register of customers' goods (F-04; R-093).
#[uniffi::remote(Record)]
pub struct RegisterRow {
    /// Number of the receipt.
    pub receipt: String,
    /// The customer's name.
    pub customer: String,
    /// Product and model.
    pub product: String,
    /// Serial; may be empty.
    pub serial: String,
    /// The day on which the goods were taken.
    pub taken_on: NaiveDate,
    /// The day on which they came back.
    pub returned_on: Option<NaiveDate>,
}

/// Something about a repair that a person should look at. Flags never take anything away.
#[uniffi::remote(Enum)]
pub enum RepairFlag {
    /// More than one holder is recorded, or a hand-over follows nothing.
    HolderUnclear,
    /// The goods left the customer again under a receipt that was for the first time.
    LeftAgain,
    /// The goods went on and the customer has not signed the taking.
    TakingUnsigned,
    /// The goods are back and the customer has not signed the return.
    ReturnUnsigned,
    /// Something on the paper was written after the customer signed the return: the signature does not cover it.
    ChangedAfterSignature,
    /// The goods went back and nobody had passed them.
    ReturnedUninspected,
    /// Whoever returned the goods did not know of the inspection that passed them.
    InspectedApart,
    /// Inspectors disagree.
    InspectionDisputed,
    /// Somebody else inspected than policy says (R-095, P-23).
    InspectedByOther,
    /// Whoever worked on the goods passed them too.
    InspectedByRepairer,
    /// The goods went back and were not booked into stock.
    ReturnedUnbooked,
    /// The goods are back and the receipt was neither given back nor stated as missing.
    ReceiptOutstanding,
    /// The receipt was voided and the goods are not back.
    ReceiptVoidedEarly,
    /// It cannot be repaired and no superior has decided.
    AwaitsDecision,
    /// A date must be promised and none was (R-047, P-22).
    PromiseMissing,
    /// Two people moved the promise without knowing of each other.
    PromiseDisputed,
    /// The promised date cannot be kept and nobody has taken it up (R-098, P-07).
    PromiseDutyOpen,
    /// Three notices in vain: tell the company, send by mail.
    NotCollected,
    /// The goods are back, the customer pays, and no invoice was requested.
    InvoiceOutstanding,
    /// The invoice was requested for another day than that of the return.
    InvoiceOtherDay,
    /// A component is back and was not fitted and tested.
    NotFittedAndTested,
    /// A kept sign-off does not verify.
    SealInvalid,
    /// An entry cannot be understood.
    Unreadable,
}

/// What can happen to a repair.
#[uniffi::remote(Enum)]
pub enum RepairEventKind {
    /// The goods passed from hand to hand. Back at the customer, they are returned.
    HandedOver {
        /// Who has them now.
        to: Holder,
        /// The hand-over that this one follows; absent if it follows the taking.
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

/// Why goods broke.
#[uniffi::remote(Enum)]
pub enum DamageCause {
    /// On the way.
    Transport,
    /// By use it is not made for.
    Misuse,
    /// By a fault of its own.
    MachineFault,
}

/// What is planned for goods.
#[uniffi::remote(Enum)]
pub enum HandlingPlan {
    /// Repair and return.
    Repair,
    /// Exchange for a unit that was used and can be sold.
    ExchangeUsed,
    /// A new unit.
    ExchangeNew,
}

/// What becomes of goods that cannot be repaired.
#[uniffi::remote(Enum)]
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

/// Something that happened to a repair.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RepairEvent {
    /// Its id.
    pub id: EventId,
    /// What happened.
    pub kind: RepairEventKind,
    /// Who made it happen.
    pub by: PersonId,
    /// On which device; absent when the desk acted.
    pub device: Option<DeviceId>,
    /// When, and how far the clock can be believed.
    pub clock: ClockEvidence,
}

impl From<Keyed<EventId, Happened>> for RepairEvent {
    fn from(Keyed { id, record }: Keyed<EventId, Happened>) -> Self {
        Self { id, kind: record.kind, by: record.by, device: record.device, clock: record.clock }
    }
}
