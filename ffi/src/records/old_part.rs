//! Parts that came out: what they are, what becomes of them, what happened on their way.

use chrono::NaiveDate;
use model::documents::custody::Holder;
use model::documents::old_part::assessment::OldPartFlag;
use model::documents::old_part::records::{
    Disposition, Grounds, OldPartEvent as Happened, OldPartEventKind, OldPartTerms, Quote, Removed as RemovedPart, ReviewClass, Sale,
};
use model::documents::old_part::status::{NextStep as OldPartStep, Progress as OldPartProgress};
use model::documents::records::Keyed;
use model::id::{DeviceId, DocumentId, EventId, PartLineId, PersonId};
use model::time::{ClockEvidence, Timestamp};

/// A part that a swap took out (R-117, R-119; F-82, F-83). Whoever opens the document holds it from then on, unless it stays with the
/// customer.
#[uniffi::remote(Record)]
pub struct RemovedPart {
    /// The visit.
    pub visit: DocumentId,
    /// The line of its parts table.
    pub part_line: PartLineId,
    /// Number of the order.
    pub order_number: String,
    /// Serial of the equipment.
    pub equipment_number: String,
    /// Licence plate, for the label; may be empty.
    pub plate: String,
    /// Fault, for the label.
    pub label_fault: String,
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// Its own number; may be empty.
    pub serial: String,
    /// How many.
    pub quantity: u32,
    /// What one costs, in **fen**; absent if nobody knows yet.
    pub unit_price_fen: Option<i64>,
    /// Name of the technician.
    pub technician_name: String,
    /// Sales region; may be empty.
    pub region: String,
    /// What is wrong with the part.
    pub reason: String,
    /// The day on which the new part was asked for.
    pub requested_on: Option<NaiveDate>,
    /// When the swap was completed.
    pub completed_at: Timestamp,
    /// What becomes of it.
    pub disposition: Disposition,
    /// What that rests on.
    pub grounds: Grounds,
    /// What policy said when the part was taken out.
    pub terms: OldPartTerms,
}

/// What policy said when the part was taken out.
#[uniffi::remote(Record)]
pub struct OldPartTerms {
    /// Which policy at which version, for people who ask why.
    pub policy: String,
    /// **Days** from completion until it is handed over; absent where the organisation sets none.
    pub old_part_days: Option<u32>,
    /// Replaced parts are dealt with every month.
    pub monthly: bool,
    /// The organisation's time zone: **minutes** ahead of UTC.
    pub utc_offset_minutes: i32,
}

/// How far an old part is.
#[uniffi::remote(Enum)]
pub enum OldPartProgress {
    /// The swap is completed.
    Completed,
    /// Somebody promised to hand it over.
    Promised,
    /// The field storekeeper has it.
    HandedOver,
    /// It is on its way to head office, or there.
    Shipped,
    /// Liability is judged.
    Judged,
    /// It is dealt with.
    Disposed,
    /// No part came out after all.
    Withdrawn,
}

/// What has to be done next with an old part.
#[uniffi::remote(Enum)]
pub enum OldPartStep {
    /// The technician hands it to the field storekeeper.
    HandOver,
    /// The storekeeper acknowledges it.
    Acknowledge,
    /// It gets its label.
    Label,
    /// It is packed and listed.
    Pack,
    /// The freight is asked for.
    RequestFreight,
    /// It is shipped.
    Ship,
    /// The head-office store receives it.
    Receive,
    /// Its review begins.
    Review,
    /// Liability is judged.
    Judge,
    /// The supplier gets a claim.
    Claim,
    /// It is dealt with.
    Dispose,
    /// The paper of its disposal is still missing.
    Paper,
    /// The buyer's money is still missing.
    Remittance,
}

/// Something about an old part that a person should look at. Flags never take anything away.
#[uniffi::remote(Enum)]
pub enum OldPartFlag {
    /// More than one holder is recorded, or a hand-over follows nothing.
    HolderUnclear,
    /// Its disposition rests on facts that do not allow it.
    DispositionNotAllowed,
    /// People decided differently about it without knowing of each other.
    DispositionDisputed,
    /// It stayed with the customer without a disposition that allows it: the stock is wrong by this part.
    StockDiscrepancy,
    /// The promised date is later than required, without reason or report.
    PromiseUnexcused,
    /// It was handed over and the storekeeper has not acknowledged it.
    Unacknowledged,
    /// It was shipped without a packing list.
    ShippedUnlisted,
    /// It was shipped without a label.
    ShippedUnlabelled,
    /// It was shipped without a freight request.
    ShippedWithoutFreight,
    /// It was dealt with in another way than its disposition says.
    DisposedOtherwise,
    /// It was dealt with and the paper is missing.
    DisposalPaperMissing,
    /// It was sold too low without a reason, or the region took off too much.
    SaleTooLow,
    /// It was sold below the market without three quotes.
    SaleQuotesMissing,
    /// It was sold below the market and nobody decided.
    SaleUnapproved,
    /// The storekeeper found something else than the papers say.
    Discrepancy,
    /// An entry cannot be understood.
    Unreadable,
}

/// What can happen to an old part.
#[uniffi::remote(Enum)]
pub enum OldPartEventKind {
    /// The technician promised to hand it over.
    Promised {
        /// On which day.
        promised_on: NaiveDate,
        /// Why later than required; empty if it is not.
        reason: String,
        /// Which service management representative was told; empty if none.
        reported_to: String,
        /// The promise that ends with this one.
        replaces: Option<EventId>,
    },
    /// It passed from hand to hand.
    HandedOver {
        /// Who has it now.
        to: Holder,
        /// The hand-over that this one follows; absent if it follows the swap.
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
        on: NaiveDate,
        /// What kind of part it is.
        class: ReviewClass,
    },
    /// Liability was judged.
    Judged {
        /// On which day.
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

/// Kind of part that is judged.
#[uniffi::remote(Enum)]
pub enum ReviewClass {
    /// Domestic, ordinary.
    Domestic,
    /// Domestic key part that goes to the supplier.
    Key,
    /// Imported, tested in the country.
    ImportedDomesticTest,
    /// Imported, tested abroad.
    ImportedAbroadTest,
}

/// A sale of an old part (F-85).
#[uniffi::remote(Record)]
pub struct Sale {
    /// What it fetched, in **fen**.
    pub price_fen: i64,
    /// Regional scrap price of the day for it, in **fen**; for several grades of metal an intermediate price.
    pub market_fen: i64,
    /// The buyer bears labour, lifting, transport or cutting.
    pub buyer_bears_cost: bool,
    /// What a hard-to-reach region takes off, in **percent**; 0 elsewhere.
    pub region_discount_percent: u32,
    /// Why the price is low; may be empty where it is not.
    pub reason: String,
    /// Who decided on a price below the market; may be empty where it is not.
    pub approver: String,
    /// An offer.
    pub quote_1: Option<Quote>,
    /// A second offer.
    pub quote_2: Option<Quote>,
    /// A third offer.
    pub quote_3: Option<Quote>,
}

/// What somebody would pay for an old part.
#[uniffi::remote(Record)]
pub struct Quote {
    /// Who.
    pub buyer: String,
    /// How to reach the buyer.
    pub contact: String,
    /// How much, in **fen**.
    pub price_fen: i64,
}

/// Something that happened to an old part.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OldPartEvent {
    /// Its id.
    pub id: EventId,
    /// What happened.
    pub kind: OldPartEventKind,
    /// Who made it happen.
    pub by: PersonId,
    /// On which device; absent when the desk acted.
    pub device: Option<DeviceId>,
    /// When, and how far the clock can be believed.
    pub clock: ClockEvidence,
}

impl From<Keyed<EventId, Happened>> for OldPartEvent {
    fn from(Keyed { id, record }: Keyed<EventId, Happened>) -> Self {
        Self { id, kind: record.kind, by: record.by, device: record.device, clock: record.clock }
    }
}
