//! Words: enums without content.

use client_core::NetworkSwitch;
use client_core::visits::ActionName;
use model::documents::visit::assessment::{self, Attention};
use model::documents::visit::records::{CheckResult, ServiceType, SwapKind, Urgency, Work};
use model::documents::visit::status::WorkStatus;
use model::seal::voucher::{Language, SignOffKind};

/// Whether the customer has signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Signature {
    /// No valid acceptance is kept. Not called `None`: in Swift that word belongs to optionals.
    Unsigned,
    /// Signed, and the visit still says what was signed.
    Current,
    /// Signed, and something was written later: the signature does not cover it.
    ChangedSince,
    /// Signed, and opened for a correction (O-05).
    Amending,
    /// Signed, and a leader accepted a later revision without the customer's signature.
    Accepted,
}

impl From<assessment::Signature> for Signature {
    fn from(signature: assessment::Signature) -> Self {
        match signature {
            assessment::Signature::None => Self::Unsigned,
            assessment::Signature::Current => Self::Current,
            assessment::Signature::ChangedSince => Self::ChangedSince,
            assessment::Signature::Amending => Self::Amending,
            assessment::Signature::Accepted => Self::Accepted,
        }
    }
}

/// How far the work is. A signature is not part of it.
#[uniffi::remote(Enum)]
pub enum WorkStatus {
    /// Given to a technician; nobody is there yet.
    Assigned,
    /// Called off by the desk before anybody arrived.
    Cancelled,
    /// Somebody is on the way.
    Travelling,
    /// A technician is on site.
    OnSite,
    /// The work has begun.
    Working,
    /// The technician left and comes again (O-15).
    ToBeContinued,
    /// The technician left because a part is missing (O-06).
    WaitingForParts,
    /// The goods were taken along for repair.
    TakenAway,
    /// The work is done.
    Finished,
}

/// Something a person should look at. Flags never take anything away.
#[uniffi::remote(Enum)]
pub enum Attention {
    /// Two people wrote one field at once.
    Conflict,
    /// Somebody worked who is no longer assigned (O-09).
    WorkedAfterReassignment,
    /// More than one technician finished the work.
    FinishedTwice,
    /// The desk cancelled, but somebody had come.
    CancelledAfterArrival,
    /// Something was written after the customer signed.
    ChangedAfterSignature,
    /// The same content was signed more than once, or two signatures were given without knowing of each other.
    SignedTwice,
    /// A kept sign-off does not verify.
    SealInvalid,
    /// Somebody came for nothing.
    VoidTrip,
    /// An entry cannot be understood.
    Unreadable,
    /// Several people go and nobody is named lead.
    NoLead,
    /// Several people are named lead at once; the last one counts.
    SeveralLeads,
    /// The customer did not agree to another time.
    AppointmentRefused,
    /// Two appointments were agreed at once; the later entry is shown.
    AppointmentsDiffer,
    /// Somebody will come later than agreed.
    DelayForeseen,
    /// People answered one check differently; the latest answer counts.
    ChecksDiffer,
    /// Two people set the class of the fault at once; the higher one is shown until a person decides.
    ClassesDiffer,
    /// A major fault: the analysis report is due.
    AnalysisDue,
    /// The work stopped for at least the second time (O-15).
    StoppedAgain,
    /// Somebody stopped the work while somebody else finished it; the finish counts.
    StoppedAndFinished,
    /// Two completion dates were promised at once.
    PromisesDiffer,
    /// A promised date cannot be kept.
    PromiseAtRisk,
    /// A part that was asked for waits for a decision.
    RequestPending,
    /// A request for a part was decided both ways.
    DecisionsDiffer,
    /// A larger or major problem was reported.
    ProblemReported,
    /// The customer sees cause or liability differently.
    Disagreement,
    /// The customer wants an exchange or the money back.
    CustomerWish,
    /// The same fault was repaired before.
    RepeatRepair,
    /// The work was done without an order, and none is linked yet.
    OrderMissing,
    /// The customer did not sign; a supervisor follows up.
    SignatureRefused,
    /// Nobody was there to sign.
    CustomerAbsent,
    /// A signed visit is open for a correction that nobody has signed or accepted; stock does not follow it yet (O-05, R-054).
    AmendmentOpen,
    /// There are charges that the customer did not agree to before the work.
    FeeWithoutConsent,
    /// There are charges, and no leader consented to a fee.
    FeeWithoutLeader,
    /// Something is charged that this type of service does not charge (P-05, R-116).
    ChargeNotDue,
    /// More was taken than the recorded charges.
    CollectedBeyondCharges,
    /// More was taken on the spot than the organisation's limit.
    CollectedAboveLimit,
    /// Money is with a technician that accounting has not received.
    MoneyOpen,
    /// Several decisions about who pays stand side by side.
    ServiceTypesDiffer,
    /// Who pays is disputed and left to another office; the fee is open.
    FeeDisputed,
    /// The customer signed, and the survey that belongs to the visit is not filled in.
    SurveyMissing,
    /// An answer to the survey is not on its scale and does not count.
    SurveyUnfit,
    /// The return visit came later than it was due.
    ReturnVisitLate,
    /// The return visit found a defect: the repair worker has a written notice within 24 hours of it.
    ReworkDue,
    /// The return visit found other charges paid than due.
    ChargesDiffer,
    /// A piece that was fitted here was fitted elsewhere too.
    SerialUsedTwice,
    /// A signature has the same strokes as another one, of this visit or of another document.
    StrokesCopied,
    /// The technician or the organisation is called otherwise than in the roster.
    NameDiffers,
    /// The terms are not what any policy said that the device may have had.
    TermsDiffer,
    /// The time of the arrival or of a sign-off is unproven: the device's clock may have been set.
    ClockUnproven,
    /// The device's clock was known to be wrong by more than five minutes when somebody came or signed: a paper states a time that is off.
    ClockWrong,
}

/// Something a technician can do to a visit; each is named after the method of `Visits` that it allows.
#[uniffi::remote(Enum)]
pub enum ActionName {
    /// `arrive`.
    Arrive,
    /// `start`.
    Start,
    /// `answer_check`.
    AnswerCheck,
    /// `write_findings`.
    WriteFindings,
    /// `write_treatment`.
    WriteTreatment,
    /// `swap_part`.
    SwapPart,
    /// `strike_part`.
    StrikePart,
    /// `attach_photo`.
    AttachPhoto,
    /// `finish`.
    Finish,
    /// `reopen`.
    Reopen,
    /// `record_void_trip`.
    RecordVoidTrip,
    /// `show_voucher` and `sign`.
    Sign,
    /// `depart`.
    Depart,
    /// `attempt_contact`.
    AttemptContact,
    /// `set_appointment`.
    SetAppointment,
    /// `refuse_appointment`.
    RefuseAppointment,
    /// `foresee_delay`.
    ForeseeDelay,
    /// `note_site`.
    NoteSite,
    /// `correct_data`.
    CorrectData,
    /// `set_class`.
    SetClass,
    /// `suspend`.
    Suspend,
    /// `take_away`.
    TakeAway,
    /// `resume`.
    Resume,
    /// `promise_completion`.
    PromiseCompletion,
    /// `put_promise_at_risk`.
    PutPromiseAtRisk,
    /// `note_exception`.
    NoteException,
    /// `request_part`.
    RequestPart,
    /// `note_permission`.
    NotePermission,
    /// `report`.
    Report,
    /// `note_disagreement`.
    NoteDisagreement,
    /// `note_wish`.
    NoteWish,
    /// `name_dealer`.
    NameDealer,
    /// `inform_dealer`.
    InformDealer,
    /// `note_repeat`.
    NoteRepeat,
    /// `strike_event`.
    StrikeEvent,
    /// `show_voucher_for` and `sign_as` with the consent to a fee.
    SignFeeConsent,
    /// `record_refusal`.
    RecordRefusal,
    /// `record_absence`.
    RecordAbsence,
    /// `open_amendment`.
    OpenAmendment,
    /// `charge`.
    Charge,
    /// `strike_charge`.
    StrikeCharge,
    /// `agree_fee`.
    AgreeFee,
    /// `collect_money`.
    CollectMoney,
    /// `request_invoice`.
    RequestInvoice,
    /// `decide_service_type`.
    DecideServiceType,
    /// `answer_survey`.
    AnswerSurvey,
    /// `note_return_visit`.
    NoteReturnVisit,
}

/// Who pays for the service.
#[uniffi::remote(Enum)]
pub enum ServiceType {
    /// The customer pays.
    A,
    /// As the contract says.
    B,
    /// Free, inside the guarantee.
    C,
    /// Internal or other.
    D,
}

/// What the visit is for.
#[uniffi::remote(Enum)]
pub enum Work {
    /// Something is broken.
    Repair,
    /// Something is new.
    Installation,
    /// A planned check.
    Inspection,
    /// Somebody looks at an earlier repair and asks (R-207…R-210).
    ReturnVisit,
    /// Work for the organisation itself.
    Internal,
}

/// How soon somebody has to come.
#[uniffi::remote(Enum)]
pub enum Urgency {
    /// In its turn.
    General,
    /// Before others.
    Urgent,
}

/// What a check came to.
#[uniffi::remote(Enum)]
pub enum CheckResult {
    /// In order.
    Good,
    /// Not in order; the note says what.
    Defect,
    /// Does not apply here.
    NotApplicable,
}

/// What is exchanged, which decides which numbers a swap must carry.
#[uniffi::remote(Enum)]
pub enum SwapKind {
    /// Any other part; serials where it has them.
    Part,
    /// A GPS terminal: both numbers, plate and fault for its label.
    Terminal,
    /// A SIM card: both numbers.
    Sim,
}

/// The language a voucher is shown and signed in.
#[uniffi::remote(Enum)]
pub enum Language {
    /// Simplified Chinese (`zh-CN`).
    Chinese,
    /// English (`en`).
    English,
}

/// What a sign-off stands for.
#[uniffi::remote(Enum)]
pub enum SignOffKind {
    /// The customer accepts the work.
    Acceptance,
    /// The customer agrees to the charges before the work.
    FeeConsent,
    /// The person visited confirms what a return visit recorded.
    ReturnVisit,
    /// The customer hands goods over for repair.
    TakeAway,
    /// The customer has the goods back and accepts the result.
    GoodsReturn,
    /// The customer was asked and did not sign.
    Refused,
    /// Nobody was there to sign.
    Absent,
}

/// Where the network switch stands.
#[uniffi::remote(Enum)]
pub enum NetworkSwitch {
    /// Requests may be made.
    Connected,
    /// No request leaves the device.
    Airplane,
}
