//! What can happen to a visit. A later fact that ends an earlier one names it, so that status never depends on the order of arrival.

use serde::{Deserialize, Serialize};

use super::super::super::records::Event;
use super::{
    AfterRefusal, Channel, ChargeKind, CheckResult, Consent, DataField, FaultClass, Grades, PayMethod, ReportKind, ServiceType, SiteLine,
    StopReason, Wish,
};
use crate::id::{CallOutId, EventId, PartLineId, PersonId, SignOffId};
use crate::policy::Exception;
use crate::time::Timestamp;

/// Something that happened to a visit.
pub type VisitEvent = Event<EventKind>;

/// What can happen to a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EventKind {
    /// The desk gave the visit to a technician; a second one replaces the first (R-006, O-09).
    Assigned {
        /// To whom.
        technician: PersonId,
        /// Name of the technician, as printed on the voucher.
        technician_name: String,
        /// The assignment that ends with this one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
        /// Why it changed hands; empty for the first.
        #[serde(default)]
        reason: String,
    },
    /// The desk called the visit off.
    Cancelled {
        /// Why.
        reason: String,
    },
    /// The technician is on site.
    Arrived,
    /// The work has begun.
    Started,
    /// The work is done.
    Finished,
    /// A finish was taken back to go on working.
    Reopened {
        /// The finish that no longer counts.
        finish: EventId,
    },
    /// The technician came for nothing (O-09).
    VoidTrip {
        /// Why there was nothing to do.
        reason: String,
    },

    /// The desk sends another technician along (O-03).
    CrewJoined {
        /// Who.
        technician: PersonId,
        /// Name, as printed on the voucher.
        technician_name: String,
    },
    /// A technician goes no longer with the crew.
    CrewLeft {
        /// The joining that ends.
        joined: EventId,
        /// Why.
        reason: String,
    },
    /// Of two or more, the one in charge.
    LeadNamed {
        /// Who.
        technician: PersonId,
        /// The naming that ends with this one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },

    /// Somebody tried to reach the customer.
    ContactAttempted {
        /// How.
        channel: Channel,
        /// Whether the customer answered.
        reached: bool,
        /// What was said; may be empty.
        note: String,
    },
    /// The appointment was agreed anew.
    AppointmentSet {
        /// The new time.
        agreed_for: Timestamp,
        /// Who agreed.
        consent: Consent,
        /// The appointment that ends with this one; absent for the first after the order's own.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// The customer did not agree to another time.
    AppointmentRefused {
        /// The time that was proposed.
        proposed_at: Timestamp,
        /// The customer's words.
        words: String,
        /// What happens instead.
        next: AfterRefusal,
    },
    /// The technician set out.
    Departed,
    /// It will become later than agreed.
    DelayForeseen {
        /// The expected arrival; absent if nobody can say.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        until: Option<Timestamp>,
        /// Whether the customer was told.
        told_customer: bool,
        /// Why.
        reason: String,
    },

    /// A line of the site record; the latest of each line counts.
    SiteNoted {
        /// Which line.
        line: SiteLine,
        /// What it says.
        value: String,
    },
    /// A value of customer or product turned out different and was confirmed with the customer (R-036, O-13). The value itself is
    /// written in the same change.
    DataCorrected {
        /// Which value.
        field: DataField,
        /// What it said.
        from: String,
        /// What it says.
        to: String,
        /// Who at the customer's confirmed it.
        confirmed_by: String,
    },
    /// A check was answered; the latest answer of each check counts, all stay (R-219, O-12).
    CheckAnswered {
        /// The item's key.
        item: String,
        /// What it came to.
        result: CheckResult,
        /// In the technician's words; may be empty.
        note: String,
    },
    /// The class of the fault was set or raised (R-251, O-11).
    ClassSet {
        /// The class.
        class: FaultClass,
        /// Why.
        reason: String,
        /// What is to be done, for those who are told; may be empty.
        plan: String,
        /// The classes that this one settles, when a person decided between several.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },

    /// The technician left and the work is not done (R-047, O-06, O-15).
    Suspended {
        /// What kind of stop.
        why: StopReason,
        /// In the technician's words.
        reason: String,
        /// When it goes on, if that is agreed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        next_at: Option<Timestamp>,
        /// Who agreed to that time.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        consent: Option<Consent>,
    },
    /// A technician is on site again and goes on.
    Resumed {
        /// The stop that ends.
        suspension: EventId,
    },
    /// A completion date was named to the customer (R-047, P-22).
    CompletionPromised {
        /// The date, as the end of that day.
        promised_for: Timestamp,
        /// The paper behind it; may be empty where none is needed.
        document: String,
        /// The promise that ends with this one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// A promised date cannot be kept: the duty of P-07 opens.
    PromiseAtRisk {
        /// The promise.
        promise: EventId,
        /// Why.
        reason: String,
        /// Whether the customer was told.
        told_customer: bool,
    },
    /// Something kept the technician from a target that the organisation lets stand beside the miss.
    ExceptionNoted {
        /// What.
        exception: Exception,
        /// In the technician's words.
        text: String,
    },

    /// A message to the unit. Until it is received by the server it has not been told.
    Reported {
        /// What about.
        what: ReportKind,
        /// The message.
        text: String,
        /// What the technician proposes; may be empty.
        proposal: String,
        /// What the customer demands; may be empty.
        demand: String,
    },
    /// The customer sees cause or liability differently.
    DisagreementNoted {
        /// About what.
        matter: String,
        /// The customer's words.
        words: String,
    },
    /// The customer wants an exchange or the money back.
    WishNoted {
        /// What.
        wish: Wish,
        /// The customer's words.
        words: String,
    },

    /// A part is needed that is not in the van (R-083, O-06). It waits for approval.
    PartRequested {
        /// Material code; may be empty.
        part_number: String,
        /// Name of the part.
        name: String,
        /// How many.
        quantity: u32,
        /// Whether the customer stands still without it.
        urgent: bool,
        /// What for.
        reason: String,
    },
    /// A leader decided on a request.
    RequestDecided {
        /// The request.
        request: EventId,
        /// Whether the part is issued.
        approved: bool,
        /// Who decided.
        by_name: String,
        /// Why; may be empty if approved.
        reason: String,
    },
    /// Somebody allowed another way of solving by word of mouth.
    PermissionNoted {
        /// Who.
        by_name: String,
        /// What was allowed.
        what: String,
        /// When it was said.
        said_at: Timestamp,
    },

    /// Who pays was decided on site, with its basis (R-029, R-088, R-229…R-234).
    ServiceTypeDecided {
        /// Who pays.
        service_type: ServiceType,
        /// Stable code of what it rests on, such as `warranty/in_term`.
        basis: String,
        /// Why another type than the reference data say; empty if it is the same.
        reason: String,
        /// The decision that ends with this one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// A charge.
    Charged {
        /// For what.
        what: ChargeKind,
        /// In words.
        description: String,
        /// How much, in **fen**.
        amount_fen: i64,
        /// The part line it belongs to.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        part_line: Option<PartLineId>,
    },
    /// The customer agreed to a fee before the work.
    FeeAgreed {
        /// Up to how much, in **fen**.
        amount_fen: i64,
        /// Who agreed.
        consent: Consent,
    },
    /// Money was taken from the customer: on the technician's account until handed in (R-107, R-108, O-10).
    MoneyCollected {
        /// How much, in **fen**.
        amount_fen: i64,
        /// How it was paid.
        method: PayMethod,
    },
    /// Accounting has the money.
    MoneyReceived {
        /// The collection.
        collected: EventId,
    },
    /// An invoice is to be made.
    InvoiceRequested {
        /// Over how much, in **fen**.
        amount_fen: i64,
    },
    /// The product is a dealer's, who is told of warranty service on it.
    DealerNamed {
        /// Which dealer.
        name: String,
    },
    /// The dealer of the product was told of the warranty service.
    DealerInformed {
        /// Which dealer and how.
        note: String,
    },
    /// The same fault was repaired before on the same product.
    RepeatNoted {
        /// Number of the earlier call-out.
        earlier: String,
    },

    /// The customer's grades (R-067, R-199…R-202).
    SurveyAnswered {
        /// Grade per question.
        grades: Grades,
        /// Why not the full score; empty if it is.
        reasons: String,
        /// A suggestion, kept apart from the grades; may be empty.
        suggestion: String,
    },
    /// What a return visit found (R-209, O-14).
    ReturnVisitNoted {
        /// Number of the call-out whose repair was looked at.
        of: String,
        /// Whether the repair holds.
        repair_holds: bool,
        /// State of the repair as seen.
        state: String,
        /// Opinion on the repair worker.
        opinion: String,
        /// Suggestions; may be empty.
        suggestions: String,
        /// What the customer paid, in **fen**.
        paid_fen: i64,
        /// What was due, in **fen** (R-115).
        due_fen: i64,
    },

    /// A signed visit is opened for a correction (O-05). What follows is a later revision without a signature.
    AmendmentOpened {
        /// The sign-off that stays as it is.
        of: SignOffId,
        /// Why.
        reason: String,
    },
    /// A leader accepts an amendment that the customer has not signed (O-05, R-054).
    AmendmentAccepted {
        /// The amendment.
        opened: EventId,
        /// A remark; may be empty.
        note: String,
    },
    /// A leader approved the report. Nothing signed changes by it.
    ReportApproved {
        /// A remark; may be empty.
        note: String,
    },
    /// The order for work that was done before there was one.
    OrderLinked {
        /// The entry in the call-out register.
        call_out: CallOutId,
        /// Its number.
        number: String,
    },
    /// An event was a mistake (E4): it stays readable and counts no more.
    Struck {
        /// Which event.
        event: EventId,
        /// Why.
        reason: String,
    },
}
