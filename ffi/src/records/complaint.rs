//! Complaints as they are received on site, and what happened to them.

use chrono::NaiveDate;
use client_core::complaints::{self, ComplaintActionName, ComplaintRow, NewComplaint, ReceivedComplaint};
use client_core::visits::{Delivery, Left};
use model::documents::complaint::assessment::ComplaintFlag;
use model::documents::complaint::records::{
    CauseClass, Complainant, ComplaintEvent as Happened, ComplaintEventKind, ComplaintProduct, Customer, Demand, Outcome,
    Owner as ComplaintOwner, Received as ComplaintIntake, Urgency,
};
use model::documents::complaint::status::ComplaintStage;
use model::documents::records::Keyed;
use model::id::{CallOutId, DeviceId, DocumentId, EventId, PersonId};
use model::policy::Unit;
use model::time::{ClockEvidence, Timestamp};

/// A complaint as the customer gives it.
#[uniffi::remote(Record)]
pub struct NewComplaint {
    /// The visit on which it was received.
    pub visit: Option<DocumentId>,
    /// The earlier complaint whose outcome was refused.
    pub earlier: Option<DocumentId>,
    /// Whose product it is.
    pub customer: Customer,
    /// Who complains; may be another person.
    pub complainant: Complainant,
    /// What it is about.
    pub product: ComplaintProduct,
    /// Number of the order; may be empty.
    pub order_number: String,
    /// Material code; may be empty.
    pub part_number: String,
    /// The day of delivery.
    pub delivered_on: Option<NaiveDate>,
    /// How many were delivered.
    pub quantity: Option<u32>,
    /// How many of them are defective.
    pub defective_quantity: Option<u32>,
    /// What the customer wants.
    pub demand: Demand,
    /// Samples that the customer gave; may be empty.
    pub samples: String,
    /// The customer's own words.
    pub words: String,
    /// How soon it is to be looked at.
    pub urgency: Urgency,
    /// Serious: it is answered in writing.
    pub serious: bool,
    /// By when the customer was promised an answer.
    pub answer_promised_for: Option<Timestamp>,
}

/// A complaint that was taken down.
#[uniffi::remote(Record)]
pub struct ReceivedComplaint {
    /// The complaint.
    pub complaint: DocumentId,
    /// What it is called until the server gives it a number (E7).
    pub provisional: String,
}

/// A complaint in the list.
#[uniffi::remote(Record)]
pub struct ComplaintRow {
    /// The complaint.
    pub id: DocumentId,
    /// The visit on which it was received.
    pub visit: Option<DocumentId>,
    /// Its number, or the provisional label while there is none (E7).
    pub label: String,
    /// Whether that is still the provisional label.
    pub provisional: bool,
    /// Whose product it is.
    pub customer: String,
    /// In the customer's own words.
    pub words: String,
    /// How far it is.
    pub stage: ComplaintStage,
    /// By when the customer was promised an answer.
    pub answer_promised_for: Option<Timestamp>,
    /// What a person should look at.
    pub flags: Vec<ComplaintFlag>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
}

/// Something that can be done to a complaint; each is named after the method of `Complaints` that it allows.
#[uniffi::remote(Enum)]
pub enum ComplaintActionName {
    /// `add_words`.
    AddWords,
    /// `ask_joint_inspection`.
    AskJointInspection,
    /// `take_samples`.
    TakeSamples,
    /// `promise_answer`.
    PromiseAnswer,
    /// `pass_owner`.
    PassOwner,
}

/// A complaint as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ComplaintSheet {
    /// The complaint.
    pub id: DocumentId,
    /// Its number, or the provisional label while there is none (E7).
    pub label: String,
    /// Whether that is a number.
    pub numbered: bool,
    /// What was taken down.
    pub received: ComplaintIntake,
    /// When, as well as it can be told.
    pub received_at: Timestamp,
    /// How far it is.
    pub stage: ComplaintStage,
    /// Whose matter it is; more than one if that is unclear.
    pub owners: Vec<ComplaintOwner>,
    /// By when the customer was promised an answer.
    pub answer_promised_for: Option<Timestamp>,
    /// What happened, in order, struck entries included.
    pub events: Vec<ComplaintEvent>,
    /// What can be done now: everything, as long as it is this device's.
    pub allowed: Vec<ComplaintActionName>,
    /// What a person should look at.
    pub flags: Vec<ComplaintFlag>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
    /// Set if the complaint is no longer this device's.
    pub left: Option<Left>,
    /// Paths of entries that cannot be understood here.
    pub unreadable: Vec<String>,
}

/// A complaint as it was received. It says nothing of fault or outcome: that is not the receiver's to say.
#[uniffi::remote(Record)]
pub struct ComplaintIntake {
    /// What the complaint is called until it has a number (E7).
    pub provisional: String,
    /// The visit on which it was received.
    pub visit: Option<DocumentId>,
    /// The earlier complaint whose outcome was refused: it is attached and stays as it is.
    pub earlier: Option<DocumentId>,
    /// Whose product it is.
    pub customer: Customer,
    /// Who complains; may be another person.
    pub complainant: Complainant,
    /// What it is about.
    pub product: ComplaintProduct,
    /// Number of the order; may be empty.
    pub order_number: String,
    /// Material code; may be empty.
    pub part_number: String,
    /// The day of delivery.
    pub delivered_on: Option<NaiveDate>,
    /// How many were delivered.
    pub quantity: Option<u32>,
    /// How many of them are defective.
    pub defective_quantity: Option<u32>,
    /// What the customer wants.
    pub demand: Demand,
    /// Samples that the customer gave; may be empty.
    pub samples: String,
    /// The original: the customer's own words.
    pub words: String,
    /// How soon it is to be looked at.
    pub urgency: Urgency,
    /// Serious: it is answered in writing by the head.
    pub serious: bool,
    /// By when the customer was promised an answer.
    pub answer_promised_for: Option<Timestamp>,
    /// Name of the one whom the customer contacted first: the owner until the customer is satisfied. Who it is, the opening says.
    pub owner_name: String,
    /// The organisation's time zone: **minutes** ahead of UTC.
    pub utc_offset_minutes: i32,
}

/// Who complains.
#[uniffi::remote(Record)]
pub struct Complainant {
    /// Name.
    pub name: String,
    /// What this person is to the customer; may be empty.
    pub relation: String,
    /// How to reach the person; may be empty.
    pub contact: String,
}

/// What a complaint is about.
#[uniffi::remote(Record)]
pub struct ComplaintProduct {
    /// What it is; may be empty where the complaint is about service.
    pub product: String,
    /// Its model; may be empty.
    pub model: String,
    /// Its serial; may be empty.
    pub serial: String,
}

/// What the customer wants.
#[uniffi::remote(Record)]
pub struct Demand {
    /// In the customer's words; may be empty.
    pub text: String,
    /// How many the customer would return; absent with `still_processing`, or where nothing is returned.
    pub return_quantity: Option<u32>,
    /// The customer is processing the goods, so that the quantity is not known yet.
    pub still_processing: bool,
}

/// Whose matter it is.
#[uniffi::remote(Record)]
pub struct ComplaintOwner {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
}

/// How far a complaint is.
#[uniffi::remote(Enum)]
pub enum ComplaintStage {
    /// Received; nothing is decided.
    Received,
    /// Decided: valid.
    Valid,
    /// Decided: not valid.
    NotValid,
    /// Decided, and the customer has the answer.
    Answered,
    /// Closed.
    Closed,
    /// The outcome was refused; another complaint goes on.
    Resubmitted,
}

/// Something about a complaint that a person should look at. Flags never take anything away.
#[uniffi::remote(Enum)]
pub enum ComplaintFlag {
    /// It has more than one number.
    NumberedTwice,
    /// It was passed on to two people at once.
    OwnerUnclear,
    /// The customer has no promised answer time.
    AnswerTimeMissing,
    /// Two cause classes stand.
    ClassDisputed,
    /// Two decisions stand.
    DecisionDisputed,
    /// The customer got an answer before there was a decision.
    AnsweredBeforeDecision,
    /// A serious complaint was answered by word of mouth.
    AnswerNotWritten,
    /// It was closed without a decision.
    ClosedUndecided,
    /// A joint inspection was asked for.
    JointInspection,
    /// Something was written after another complaint took its place.
    ChangedAfterResubmission,
    /// An entry cannot be understood.
    Unreadable,
}

/// What can happen to a complaint.
#[uniffi::remote(Enum)]
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
        replaces: Option<EventId>,
    },
    /// What settles this case.
    Remedied {
        /// What was done.
        text: String,
        /// On which day.
        on: NaiveDate,
    },
    /// What keeps it from coming back.
    Corrected {
        /// What was done.
        text: String,
        /// On which day.
        on: NaiveDate,
    },
    /// The outcome, and everything its paper states.
    Decided {
        /// Whether the complaint is valid.
        valid: bool,
        /// What the customer gets.
        outcome: Outcome,
        /// How much, in **fen**, for an allowance or a compensation.
        amount_fen: Option<i64>,
        /// Why it came about.
        cause: String,
        /// What is done about it.
        solution: String,
        /// Which head signed.
        signed_by: String,
        /// The decision that ends with this one; absent for the first.
        replaces: Option<EventId>,
        /// As which office whoever decided may approve the sum.
        approved_as: Option<Unit>,
        /// The proposal that is approved.
        approves: Option<EventId>,
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
    /// What decides by when it is due; the last one counts, and without one it is domestic and nobody stood at the counter.
    CaseSet {
        /// From abroad.
        foreign: bool,
        /// The customer came in person: it is looked into on the same day.
        walk_in: bool,
    },
    /// It goes on in the next office.
    HandedOn {
        /// Which.
        to: Unit,
        /// Which stage of the policy begins, from 0; absent where the policy has none.
        stage: Option<u32>,
        /// What for; may be empty.
        note: String,
    },
    /// The investigation has ended: its report is due.
    Investigated {
        /// On which day.
        on: NaiveDate,
        /// What was found.
        text: String,
    },
    /// The report on the investigation.
    ReportGiven {
        /// What it says.
        text: String,
    },
    /// The customer was talked to; the office's opinion on the result is due.
    TalksHeld {
        /// What came of it.
        text: String,
    },
    /// The office's summary opinion.
    OpinionGiven {
        /// What it says.
        text: String,
    },
    /// Somebody whose authority does not reach proposes a decision.
    ApprovalAsked {
        /// Whether the complaint is valid.
        valid: bool,
        /// What the customer would get.
        outcome: Outcome,
        /// How much, in **fen**.
        amount_fen: i64,
        /// Why it came about.
        cause: String,
        /// What would be done about it.
        solution: String,
    },
    /// A proposal was turned down.
    ApprovalDeclined {
        /// Which.
        of: EventId,
        /// Why.
        reason: String,
    },
    /// The customer was asked after the solution.
    CustomerAsked {
        /// The grade, as the scale of the organisation names it; may be empty.
        grade: String,
        /// The customer is satisfied, so that the case may be closed.
        satisfied: bool,
        /// What the customer said; may be empty.
        text: String,
    },
    /// An office objects to the decision.
    Objected {
        /// Which.
        by: Unit,
        /// Why.
        reason: String,
    },
    /// There is no loss: an abnormality note takes the place of the case.
    NoLossFound {
        /// What the note says.
        text: String,
    },
    /// Somebody is to go to the customer.
    CallOutEntered {
        /// The entry in the register of call-outs.
        call_out: CallOutId,
        /// Its number.
        number: String,
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

/// Where a complaint comes from.
#[uniffi::remote(Enum)]
pub enum CauseClass {
    /// From the product.
    Quality,
    /// From people, transport or handling.
    NonQuality,
}

/// What a customer gets.
#[uniffi::remote(Enum)]
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

/// Something that happened to a complaint.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ComplaintEvent {
    /// Its id.
    pub id: EventId,
    /// What happened.
    pub kind: ComplaintEventKind,
    /// Who made it happen.
    pub by: PersonId,
    /// On which device; absent when the desk acted.
    pub device: Option<DeviceId>,
    /// When, and how far the clock can be believed.
    pub clock: ClockEvidence,
}

impl From<Keyed<EventId, Happened>> for ComplaintEvent {
    fn from(Keyed { id, record }: Keyed<EventId, Happened>) -> Self {
        Self { id, kind: record.kind, by: record.by, device: record.device, clock: record.clock }
    }
}

impl From<complaints::ComplaintSheet> for ComplaintSheet {
    fn from(sheet: complaints::ComplaintSheet) -> Self {
        Self {
            id: sheet.id,
            label: sheet.label,
            numbered: sheet.numbered,
            received: sheet.received,
            received_at: sheet.received_at,
            stage: sheet.stage,
            owners: sheet.owners,
            answer_promised_for: sheet.answer_promised_for,
            events: sheet.events.into_iter().map(Into::into).collect(),
            allowed: sheet.allowed,
            flags: sheet.flags,
            delivery: sheet.delivery,
            left: sheet.left,
            unreadable: sheet.unreadable,
        }
    }
}
