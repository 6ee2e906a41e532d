//! The course of a visit: the model's own records, checked against it by the compiler.

use client_core::visits::NewVisit;
use model::documents::visit::appointment::{Appointment, ContactAttempt, Delay, RefusedAppointment};
use model::documents::visit::attendance::Attendance;
use model::documents::visit::checks::CheckHistory;
use model::documents::visit::class::ClassEntry;
use model::documents::visit::course::Course;
use model::documents::visit::crew::CrewMember;
use model::documents::visit::order::Order;
use model::documents::visit::promises::CompletionPromise;
use model::documents::visit::records::{
    AfterRefusal, Asset, Channel, CheckStage, ChecklistAnswer, Consent, Customer, FaultClass, ServiceType, SiteLine, StopReason, Work,
};
use model::documents::visit::requests::{PartRequest, RequestDecision, RequestState};
use model::documents::visit::site::SiteEntry;
use model::documents::visit::stops::Stop;
use model::documents::visit::timeliness::{NextTarget, VisitTarget};
use model::id::{CallOutId, EventId, PersonId};
use model::policy::Exception as Excuse;
use model::rules::kept::Kept;
use model::rules::sla::Promise;
use model::time::Timestamp;

/// What happened on the way.
#[uniffi::remote(Record)]
pub struct Course {
    /// The order behind the visit.
    pub order: Order,
    /// Everybody who goes (O-03).
    pub crew: Vec<CrewMember>,
    /// Who is in charge.
    pub lead: Option<PersonId>,
    /// When the customer expects somebody.
    pub appointment: Option<Appointment>,
    /// What is due next by the terms (P-02).
    pub due: Option<NextTarget>,
    /// Other times that the customer did not agree to, as long as nothing followed.
    pub refused_appointments: Vec<RefusedAppointment>,
    /// A delay that is foreseen.
    pub delay: Option<Delay>,
    /// Attempts to reach the customer.
    pub contact_attempts: Vec<ContactAttempt>,
    /// Stops, with the one in force (O-06, O-15).
    pub stops: Vec<Stop>,
    /// Who was on site from when to when.
    pub attendance: Vec<Attendance>,
    /// The site record.
    pub site: Vec<SiteEntry>,
    /// Checks that were answered more than once.
    pub check_histories: Vec<CheckHistory>,
    /// The class of the fault.
    pub class: Option<FaultClass>,
    /// Every class that was set.
    pub class_history: Vec<ClassEntry>,
    /// The completion date that was promised.
    pub promise: Option<CompletionPromise>,
    /// Parts that were asked for.
    pub part_requests: Vec<PartRequest>,
    /// By when somebody had to be there and the fault gone, and whether it was kept.
    pub targets: Vec<VisitTarget>,
    /// Events that were struck and count no more (E4).
    pub struck: Vec<EventId>,
}

/// A target that is not reached yet.
#[uniffi::remote(Record)]
pub struct NextTarget {
    /// What is due.
    pub what: Promise,
    /// By when.
    pub by: Timestamp,
}

/// One target of a visit.
#[uniffi::remote(Record)]
pub struct VisitTarget {
    /// What is promised.
    pub promise: Promise,
    /// By when.
    pub due_at: Timestamp,
    /// Whether it was kept.
    pub kept: Kept,
    /// What was noted in excuse; empty while the target is kept.
    pub exceptions: Vec<Excuse>,
}

/// What is promised (P-02).
#[uniffi::remote(Enum)]
pub enum Promise {
    /// The customer has an answer.
    Answer,
    /// Somebody is on site.
    Arrive,
    /// There is a plan.
    Plan,
    /// The fault is gone.
    Fix,
}

/// Whether a target was kept.
#[uniffi::remote(Enum)]
pub enum Kept {
    /// It was, so many **milliseconds** before it was due.
    Met {
        /// Time left.
        early_ms: i64,
    },
    /// It was not.
    Missed {
        /// So many **milliseconds** too late.
        late_ms: i64,
    },
    /// It has not happened yet, as far as is known here.
    Pending,
    /// It happened, and the device's clock cannot tell whether in time: both are possible.
    Unproven {
        /// What the clock says, if it is right: so many **milliseconds** late, negative for early.
        late_ms: i64,
        /// By how many **milliseconds** the clock may be wrong; absent if nothing bounds it.
        uncertainty_ms: Option<i64>,
    },
}

/// The order behind a visit.
#[uniffi::remote(Record)]
pub struct Order {
    /// The entry in the call-out register; while the number is provisional, the one that the device made up.
    pub call_out: CallOutId,
    /// The number, as people say it.
    pub number: String,
    /// Whether the number is the device's label until an order is linked (R-018, E7).
    pub provisional: bool,
    /// The event that linked the order, if the work was done before there was one.
    pub linked_by: Option<EventId>,
}

/// One of those who go.
#[uniffi::remote(Record)]
pub struct CrewMember {
    /// Who.
    pub technician: PersonId,
    /// Name, as printed on the voucher.
    pub technician_name: String,
    /// The event that made them one of the crew.
    pub joined: EventId,
    /// Whether they are in charge.
    pub lead: bool,
}

/// The appointment in force.
#[uniffi::remote(Record)]
pub struct Appointment {
    /// When the customer expects somebody.
    pub at: Timestamp,
    /// Who agreed; absent for the order's own.
    pub consent: Option<Consent>,
    /// The event that set it, which the next one replaces; absent for the order's own.
    pub event: Option<EventId>,
}

/// The customer did not agree to another time, and nothing followed yet.
#[uniffi::remote(Record)]
pub struct RefusedAppointment {
    /// The event.
    pub event: EventId,
    /// The time that was proposed.
    pub proposed_at: Timestamp,
    /// The customer's words.
    pub words: String,
    /// What happens instead.
    pub next: AfterRefusal,
}

/// Somebody will come later than agreed.
#[uniffi::remote(Record)]
pub struct Delay {
    /// The event.
    pub event: EventId,
    /// The expected arrival; absent if nobody can say.
    pub until: Option<Timestamp>,
    /// Whether the customer was told.
    pub told_customer: bool,
    /// Why.
    pub reason: String,
}

/// One attempt to reach the customer.
#[uniffi::remote(Record)]
pub struct ContactAttempt {
    /// The event.
    pub event: EventId,
    /// When, as well as it can be told.
    pub at: Timestamp,
    /// Who tried.
    pub by: PersonId,
    /// How.
    pub channel: Channel,
    /// Whether the customer answered.
    pub reached: bool,
    /// What was said; may be empty.
    pub note: String,
}

/// One stop.
#[uniffi::remote(Record)]
pub struct Stop {
    /// The event.
    pub event: EventId,
    /// What kind of stop.
    pub why: StopReason,
    /// In the technician's words.
    pub reason: String,
    /// When it goes on, if that was agreed then.
    pub next_at: Option<Timestamp>,
    /// Who agreed to that time.
    pub consent: Option<Consent>,
    /// Who left.
    pub by: PersonId,
    /// When, as well as it can be told.
    pub at: Timestamp,
    /// Whether it is still in force.
    pub in_force: bool,
}

/// One stretch of one person on site. Times are as well as they can be told.
#[uniffi::remote(Record)]
pub struct Attendance {
    /// Who.
    pub person: PersonId,
    /// From when.
    pub from: Timestamp,
    /// Until when; absent while the person is on site.
    pub to: Option<Timestamp>,
    /// The event that begins it.
    pub begun_by: EventId,
    /// The event that ends it.
    pub ended_by: Option<EventId>,
    /// Whether the end is somebody else's entry.
    pub ended_by_colleague: bool,
}

/// One line of the site record.
#[uniffi::remote(Record)]
pub struct SiteEntry {
    /// Which line.
    pub line: SiteLine,
    /// What it says.
    pub value: String,
    /// Who wrote it.
    pub by: PersonId,
    /// When, as well as it can be told.
    pub at: Timestamp,
    /// The event.
    pub event: EventId,
}

/// A check that was answered more than once.
#[uniffi::remote(Record)]
pub struct CheckHistory {
    /// The item's key.
    pub item: String,
    /// Every answer, oldest first; the last one counts.
    pub answers: Vec<ChecklistAnswer>,
    /// Whether people came to different results.
    pub differ: bool,
}

/// One entry of the class history.
#[uniffi::remote(Record)]
pub struct ClassEntry {
    /// The event.
    pub event: EventId,
    /// The class.
    pub class: FaultClass,
    /// Why.
    pub reason: String,
    /// What is to be done; may be empty.
    pub plan: String,
    /// Who set it.
    pub by: PersonId,
    /// When it was set, as well as it can be told: not when it was received.
    pub at: Timestamp,
    /// Whether no later entry settles it.
    pub open: bool,
}

/// The completion date in force.
#[uniffi::remote(Record)]
pub struct CompletionPromise {
    /// The event, which the next promise replaces.
    pub event: EventId,
    /// The date, as the end of that day.
    pub promised_for: Timestamp,
    /// The paper behind it; may be empty.
    pub document: String,
    /// Why it cannot be kept; absent while it can.
    pub at_risk: Option<String>,
    /// When somebody saw that it cannot be kept: the duty of P-07 opens then, not when it was received.
    pub at_risk_since: Option<Timestamp>,
}

/// Where a request stands.
#[uniffi::remote(Enum)]
pub enum RequestState {
    /// It waits for a decision.
    Pending,
    /// The part is issued.
    Approved,
    /// The part is not issued.
    Declined,
}

/// A part that was asked for.
#[uniffi::remote(Record)]
pub struct PartRequest {
    /// The event.
    pub event: EventId,
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Whether the customer stands still without it.
    pub urgent: bool,
    /// What for.
    pub reason: String,
    /// Who asked.
    pub by: PersonId,
    /// When, as well as it can be told.
    pub at: Timestamp,
    /// Where it stands; of several decisions the last counts.
    pub state: RequestState,
    /// Who decided and why; absent while it is pending.
    pub decision: Option<RequestDecision>,
    /// Whether it was decided both ways.
    pub decisions_differ: bool,
}

/// A decision on a request.
#[uniffi::remote(Record)]
pub struct RequestDecision {
    /// The event.
    pub event: EventId,
    /// Who decided.
    pub by_name: String,
    /// Why; may be empty if approved.
    pub reason: String,
    /// When, as well as it can be told.
    pub at: Timestamp,
}

/// When a check is to be made.
#[uniffi::remote(Enum)]
pub enum CheckStage {
    /// Before setting out: the kit.
    Preparation,
    /// At work.
    Work,
    /// Before finishing: the site is clean, care is explained, the warranty card is written.
    Closing,
}

/// What a technician knows of an emergency.
#[uniffi::remote(Record)]
pub struct NewVisit {
    /// Why there is no order yet.
    pub reason: String,
    /// What is wrong.
    pub fault: String,
    /// Where to go, as far as it is known.
    pub customer: Customer,
    /// What to serve, as far as it is known.
    pub asset: Asset,
    /// Who pays.
    pub service_type: ServiceType,
    /// What the visit is for.
    pub work: Work,
}
