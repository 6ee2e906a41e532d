//! Why an action is not allowed now, and what would make it allowed.

use super::Missing;

/// An action that the rules of the trade do not allow now. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The visit is not (or no longer) given to this person; sync, or ask the desk.
    #[error("this visit is not assigned to you")]
    NotAssigned,
    /// The desk called the visit off before anybody arrived.
    #[error("the visit was cancelled by the desk")]
    Cancelled,
    /// This person has arrived already.
    #[error("you have arrived already")]
    AlreadyArrived,
    /// Arrive first.
    #[error("arrive first")]
    NotArrived,
    /// The work has begun already.
    #[error("the work has begun already")]
    AlreadyStarted,
    /// Start the work first.
    #[error("start the work first")]
    NotStarted,
    /// The visit is finished; take the finish back to go on working.
    #[error("the visit is finished; reopen it to change it")]
    AlreadyFinished,
    /// Something has to be filled in before the visit can be finished.
    #[error("not complete yet: {} left to do", .0.len())]
    Incomplete(Vec<Missing>),
    /// The customer signs only after the work is finished.
    #[error("the customer can sign only after the work is finished")]
    NotFinished,
    /// Money is taken only after the work is finished.
    #[error("money is taken only after the work is finished")]
    CollectBeforeFinish,
    /// The customer has signed; a signed visit is changed only under an amendment (R-058, O-05).
    #[error("the customer has signed; open an amendment to correct something")]
    Signed,
    /// What was shown is no longer what the visit says; show it again.
    #[error("the visit changed since it was shown; show it to the customer again")]
    ContentChanged,
    /// A part swap states reason, name and quantity, and the numbers its kind needs (R-073, R-078…R-081).
    #[error("the part swap lacks: {0}")]
    SwapIncomplete(&'static str),
    /// The number of the removed and of the fitted part are the same.
    #[error("old and new number are the same")]
    SwapSameSerial,
    /// There is no such check in this visit.
    #[error("there is no such check in this visit")]
    NoSuchCheck,
    /// There is no such part line, or it is struck already.
    #[error("there is no such part line")]
    NoSuchPartLine,
    /// A reason must be given.
    #[error("give a reason")]
    ReasonMissing,
    /// A text is longer than a visit holds.
    #[error("the text is too long: at most {0} characters")]
    TextTooLong(usize),
    /// The signer's name must be given.
    #[error("the signer's name is missing")]
    SignerMissing,
    /// There is no signature on the glass.
    #[error("there is no signature on the glass")]
    NoStrokes,
    /// Two or more go and nobody is named lead; ask the desk to name one.
    #[error("several people go and nobody is named lead; ask the desk to name one")]
    NoLead,
    /// This person has set out already.
    #[error("you have set out already")]
    AlreadyDeparted,
    /// The work was stopped; record being back on site first (O-15).
    #[error("the work was stopped; record that you go on with it first")]
    Stopped,
    /// Nothing was stopped that could be gone on with.
    #[error("the work was not stopped")]
    NotStopped,
    /// Another time needs the name of whoever agreed to it.
    #[error("say who agreed to the time")]
    ConsentMissing,
    /// An entry lacks something; the word names the field.
    #[error("the entry lacks: {0}")]
    EntryIncomplete(&'static str),
    /// A line of the site record asks for a number.
    #[error("this asks for a number")]
    NotANumber,
    /// The value stands there already.
    #[error("this value stands there already")]
    NothingToCorrect,
    /// A class is only ever raised; lowering it is the desk's.
    #[error("a class can be raised on site, not lowered")]
    ClassLowered,
    /// Goods are taken along only with a completion date promised to the customer (R-047, P-22).
    #[error("promise the customer a completion date first")]
    PromiseMissing,
    /// Goods leave the customer only against a receipt, not by a stop alone.
    #[error("goods are taken along against a receipt: take them along")]
    ReceiptFirst,
    /// A completion date is promised only with a document behind it (R-048, P-22).
    #[error("a completion date needs a document behind it")]
    PromiseNeedsDocument,
    /// There is no such entry, or it counts no more.
    #[error("there is no such entry")]
    NoSuchEntry,
    /// The entry cannot be struck: it is somebody else's, others rest on it, or a later one ends it (E4).
    #[error("this entry cannot be struck")]
    NotStrikable,
    /// The request was decided already.
    #[error("this request was decided already")]
    AlreadyDecided,
    /// The stamp is missing, or its picture is not among the photos of the visit.
    #[error("the customer's stamp is missing: take its picture first")]
    StampMissing,
    /// A refusal has a reason and the customer's own words.
    #[error("write down the customer's own words")]
    WordsMissing,
    /// This is signed on another paper: goods on their receipt, a return visit as one.
    #[error("this is signed on another paper")]
    OtherPaper,
    /// Nobody has signed yet; go on working, or take the finish back.
    #[error("nobody has signed yet; no amendment is needed")]
    NotSigned,
    /// An amendment is open already; correct, then let the customer sign (O-05).
    #[error("an amendment is open already")]
    AmendmentOpen,
    /// There is no such amendment, or it is signed or accepted already.
    #[error("there is no such open amendment")]
    NoSuchAmendment,
    /// Record what the work costs first.
    #[error("nothing is charged yet; record the charges first")]
    NothingCharged,
    /// A sum of money is above zero and no typing error.
    #[error("the sum must be above zero and at most a hundred million yuan")]
    AmountOutOfRange,
    /// This type of service does not charge for that (P-05, R-116).
    #[error("this type of service does not charge for that")]
    ChargeNotDue,
    /// There is no such charge, or it is struck already.
    #[error("there is no such charge")]
    NoSuchCharge,
    /// The customer has not agreed to this fee; ask before the work.
    #[error("ask the customer to agree to the fee first")]
    FeeNotAgreed,
    /// Here no fee is taken without a leader's consent, and none came with the order.
    #[error("no fee without a leader's consent; call your leader")]
    LeaderConsentMissing,
    /// Another office decides first who pays.
    #[error("it is not decided yet who pays; take no money")]
    FeeOpen,
    /// More than the recorded charges is never asked for.
    #[error("this is more than the recorded charges")]
    BeyondCharges,
    /// Only small fees are taken on the spot; ask for an invoice. The limit is in **fen**; 0: nothing is.
    #[error("only fees up to {0} fen are taken on the spot; ask for an invoice")]
    AboveFeeLimit(i64),
    /// No survey belongs to this visit.
    #[error("no survey belongs to this visit")]
    NoSurvey,
    /// A grade is not on the scale, or none is given.
    #[error("give grades from {0} to {1}")]
    GradeOutOfScale(u32, u32),
    /// Less than the full score asks for the reasons.
    #[error("ask why it is not the full score")]
    SurveyReasonsMissing,
    /// This visit is no return visit.
    #[error("this visit is no return visit")]
    NotAReturnVisit,
    /// A return visit records five items.
    #[error("the return visit lacks: {0}")]
    ReturnVisitIncomplete(&'static str),
    /// The photo is of an unknown kind or too large.
    #[error("this photo cannot be attached: {0}")]
    PhotoUnusable(&'static str),
    /// A day is written by its own technician only.
    #[error("this is another technician's day")]
    NotYourDay,
    /// Work takes at least a minute and at most a day.
    #[error("give the time used, from one minute to one day")]
    MinutesOutOfRange,
    /// It must be said what was done.
    #[error("say what was done")]
    WorkTextMissing,
    /// There is no such work on this day, or it is struck already.
    #[error("there is no such work on this day")]
    NoSuchWork,
    /// The daily report is no longer what was shown; read it again (F-06).
    #[error("the report changed since it was shown; read it again")]
    ReportChanged,
    /// A field that must say something does not, or says something impossible.
    #[error("fill in: {0}")]
    NotFilledIn(&'static str),
    /// Goods leave the customer only against a numbered receipt.
    #[error("the receipt needs a number of this device's range")]
    ReceiptNumber,
    /// The customer signs before the goods go on.
    #[error("the customer has not signed the hand-over of the goods")]
    TakingNotSigned,
    /// Goods go back only after inspection.
    #[error("nobody has passed the repair; have it inspected and record who did")]
    NotInspected,
    /// Goods are booked into stock before they go back.
    #[error("the goods are not booked into stock")]
    NotBooked,
    /// The goods are back at the customer already.
    #[error("the goods are back at the customer already")]
    AlreadyReturned,
    /// This comes with the return of the goods, not before.
    #[error("return the goods first")]
    ReturnFirst,
    /// The goods were handed over meanwhile, or two people say that they have them.
    #[error("it is not clear who has it now; look at the chain of hand-overs")]
    HolderUnclear,
    /// The customer does not pay for this repair.
    #[error("the customer does not pay for this repair")]
    NotPaidWork,
    /// Only one's own entries are struck, and only those that nothing else rests on; ask the desk.
    #[error("this entry is not yours to strike; ask the desk")]
    NotYoursToStrike,
    /// The facts about the old part do not allow this disposition.
    #[error("what is known about the part does not allow this")]
    DispositionNotAllowed,
    /// An old part stays with the customer only for a reason that somebody approved.
    #[error("say why it stays with the customer and who approved it")]
    ApproverMissing,
    /// A hand-over later than required needs a reason and a report.
    #[error("the date is later than required: give the reason and whom you told")]
    PromiseNeedsReason,
    /// The customer is promised an answer time.
    #[error("promise the customer by when there is an answer")]
    AnswerTimeMissing,
    /// Papers for customers are numbered from this device's own range, which comes with the first sync (E6, E7).
    #[error("this device has no range of numbers yet; connect once and sync")]
    NoNumberRange,
    /// Goods that were taken along on this visit are not back and signed for; only that completes the order.
    #[error("the goods taken along are not back and signed for")]
    GoodsNotReturned,
    /// The organisation does not let this stand beside a missed target.
    #[error("the terms of this visit do not allow this exception")]
    ExceptionNotAllowed,
    /// This device has written as much to this document as one device may, so that others still can: close it and go on in a new one.
    #[error("too much has been recorded in this document; finish it and ask the desk for a new one")]
    DocumentFull,
    /// The survey is asked after the work is finished.
    #[error("the customer is asked after the work is finished")]
    SurveyBeforeFinish,
    /// Somebody else has this now.
    #[error("this is no longer yours; ask the desk")]
    GoneElsewhere,
}

impl Refusal {
    /// The stable word for this refusal, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAssigned => "not_assigned",
            Self::Cancelled => "cancelled",
            Self::AlreadyArrived => "already_arrived",
            Self::NotArrived => "not_arrived",
            Self::AlreadyStarted => "already_started",
            Self::NotStarted => "not_started",
            Self::AlreadyFinished => "already_finished",
            Self::Incomplete(_) => "incomplete",
            Self::NotFinished => "sign_before_finish",
            Self::CollectBeforeFinish => "collect_before_finish",
            Self::Signed => "signed",
            Self::ContentChanged => "content_changed",
            Self::SwapIncomplete(_) => "swap_incomplete",
            Self::SwapSameSerial => "swap_same_serial",
            Self::NoSuchCheck => "no_such_check",
            Self::NoSuchPartLine => "no_such_part_line",
            Self::ReasonMissing => "reason_missing",
            Self::TextTooLong(_) => "text_too_long",
            Self::SignerMissing => "signer_missing",
            Self::NoStrokes => "no_strokes",
            Self::NoLead => "no_lead",
            Self::AlreadyDeparted => "already_departed",
            Self::Stopped => "stopped",
            Self::NotStopped => "not_stopped",
            Self::ConsentMissing => "consent_missing",
            Self::EntryIncomplete(_) => "entry_incomplete",
            Self::NotANumber => "not_a_number",
            Self::NothingToCorrect => "nothing_to_correct",
            Self::ClassLowered => "class_lowered",
            Self::PromiseMissing => "promise_missing",
            Self::ReceiptFirst => "receipt_first",
            Self::PromiseNeedsDocument => "promise_needs_document",
            Self::NoSuchEntry => "no_such_entry",
            Self::NotStrikable => "not_strikable",
            Self::AlreadyDecided => "already_decided",
            Self::StampMissing => "stamp_missing",
            Self::WordsMissing => "words_missing",
            Self::OtherPaper => "other_paper",
            Self::NotSigned => "not_signed",
            Self::AmendmentOpen => "amendment_open",
            Self::NoSuchAmendment => "no_such_amendment",
            Self::NothingCharged => "nothing_charged",
            Self::AmountOutOfRange => "amount_out_of_range",
            Self::ChargeNotDue => "charge_not_due",
            Self::NoSuchCharge => "no_such_charge",
            Self::FeeNotAgreed => "fee_not_agreed",
            Self::LeaderConsentMissing => "leader_consent_missing",
            Self::FeeOpen => "fee_open",
            Self::BeyondCharges => "beyond_charges",
            Self::AboveFeeLimit(_) => "above_fee_limit",
            Self::NoSurvey => "no_survey",
            Self::GradeOutOfScale(..) => "grade_out_of_scale",
            Self::SurveyReasonsMissing => "survey_reasons_missing",
            Self::NotAReturnVisit => "not_a_return_visit",
            Self::ReturnVisitIncomplete(_) => "return_visit_incomplete",
            Self::PhotoUnusable(_) => "photo_unusable",
            Self::NotYourDay => "not_your_day",
            Self::MinutesOutOfRange => "minutes_out_of_range",
            Self::WorkTextMissing => "work_text_missing",
            Self::NoSuchWork => "no_such_work",
            Self::ReportChanged => "report_changed",
            Self::NotFilledIn(_) => "not_filled_in",
            Self::ReceiptNumber => "receipt_number",
            Self::TakingNotSigned => "taking_not_signed",
            Self::NotInspected => "not_inspected",
            Self::NotBooked => "not_booked",
            Self::AlreadyReturned => "already_returned",
            Self::ReturnFirst => "return_first",
            Self::HolderUnclear => "holder_unclear",
            Self::NotPaidWork => "not_paid_work",
            Self::NotYoursToStrike => "not_yours_to_strike",
            Self::DispositionNotAllowed => "disposition_not_allowed",
            Self::ApproverMissing => "approver_missing",
            Self::PromiseNeedsReason => "promise_needs_reason",
            Self::AnswerTimeMissing => "answer_time_missing",
            Self::NoNumberRange => "no_number_range",
            Self::GoodsNotReturned => "goods_not_returned",
            Self::ExceptionNotAllowed => "exception_not_allowed",
            Self::DocumentFull => "document_full",
            Self::SurveyBeforeFinish => "survey_before_finish",
            Self::GoneElsewhere => "gone_elsewhere",
        }
    }
}
