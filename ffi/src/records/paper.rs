//! What stands on papers besides the voucher's own fields: details of version 2, receipts of goods, marks, revisions.

use client_core::CheckCode;
use model::documents::visit::records::{ChargeKind, Customer, Grades, Organisation, ServiceType, SiteLine};
use model::documents::visit::revisions::{Revision, RevisionBasis, RevisionChange, Section};
use model::id::{DocumentId, EventId, PartLineId, SignOffId};
use model::seal::details::{VoucherAmendment, VoucherCharge, VoucherDetails, VoucherReturnVisit, VoucherSiteLine, VoucherSurvey};
use model::seal::goods::{GoodsInspection, GoodsItem, GoodsPart, GoodsVoucher};
use model::seal::strokes::Strokes;
use model::seal::voucher::{Language, SignOffKind, VoucherTechnician};
use model::seal::{Mark, Unsigned};
use model::time::Timestamp;

/// What vouchers of version 2 say besides.
#[uniffi::remote(Record)]
pub struct VoucherDetails {
    /// Who else was there (O-03).
    pub crew: Vec<VoucherTechnician>,
    /// Who was in charge, if there were several.
    pub lead: Option<VoucherTechnician>,
    /// The site record.
    pub site: Vec<VoucherSiteLine>,
    /// Who pays, if that was decided on site.
    pub service_type: Option<ServiceType>,
    /// Charges in force.
    pub charges: Vec<VoucherCharge>,
    /// Their sum, in **fen**; absent without charges.
    pub charges_fen: Option<i64>,
    /// What was paid on the spot, in **fen** (R-107); absent if nothing was.
    pub collected_fen: Option<i64>,
    /// The completion date that was named.
    pub promised_for: Option<Timestamp>,
    /// The customer's grades.
    pub survey: Option<VoucherSurvey>,
    /// What a return visit found.
    pub return_visit: Option<VoucherReturnVisit>,
    /// Which revision of the paper this is; absent for the first.
    pub revision: Option<u32>,
    /// What opened it for correction, from the second revision on (O-05).
    pub amendments: Vec<VoucherAmendment>,
    /// The organisation's time zone in **minutes** ahead of UTC: how times stand on paper.
    pub utc_offset_minutes: Option<i32>,
}

/// A line of the site record.
#[uniffi::remote(Record)]
pub struct VoucherSiteLine {
    /// Which line.
    pub line: SiteLine,
    /// What it says.
    pub value: String,
}

/// A charge.
#[uniffi::remote(Record)]
pub struct VoucherCharge {
    /// For what.
    pub what: ChargeKind,
    /// In words.
    pub text: String,
    /// How much, in **fen**.
    pub amount_fen: i64,
}

/// The customer's grades on a voucher.
#[uniffi::remote(Record)]
pub struct VoucherSurvey {
    /// Stable code of the scale (P-14); may be empty.
    pub scale: String,
    /// Grade per question.
    pub grades: Grades,
    /// Why not the full score; may be empty.
    pub reasons: String,
    /// A suggestion; may be empty.
    pub suggestion: String,
}

/// What a return visit found: the five items of R-209 with the charges compared.
#[uniffi::remote(Record)]
pub struct VoucherReturnVisit {
    /// Number of the call-out whose repair was looked at.
    pub of: String,
    /// Whether the repair holds.
    pub repair_holds: bool,
    /// State of the repair as seen.
    pub state: String,
    /// Opinion on the repair worker.
    pub opinion: String,
    /// Suggestions; may be empty.
    pub suggestions: String,
    /// What the customer paid, in **fen**.
    pub paid_fen: i64,
    /// What was due, in **fen**.
    pub due_fen: i64,
}

/// What opened a signed paper for correction.
#[uniffi::remote(Record)]
pub struct VoucherAmendment {
    /// The amendment.
    pub id: EventId,
    /// The sign-off that stays as it is.
    pub of: SignOffId,
    /// Why.
    pub reason: String,
}

/// The paper that goes with goods.
#[uniffi::remote(Record)]
pub struct GoodsVoucher {
    /// 1.
    pub version: u32,
    /// Language of labels and statement.
    pub language: Language,
    /// Hand-over or return.
    pub kind: SignOffKind,
    /// The sentence that is signed.
    pub statement: String,
    /// Who takes the goods.
    pub organisation: Organisation,
    /// The repair.
    pub repair: DocumentId,
    /// The visit at which the goods were taken.
    pub visit: Option<DocumentId>,
    /// Number of the call-out; may be empty.
    pub call_out_number: String,
    /// Whose goods they are.
    pub customer: Customer,
    /// Number of the goods receipt (E6).
    pub receipt_number: String,
    /// The goods.
    pub item: GoodsItem,
    /// What the customer says is wrong.
    pub fault: String,
    /// Who takes or returns the goods.
    pub technician: VoucherTechnician,
    /// When they were taken, by the device's clock.
    pub taken_at: Timestamp,
    /// When they are promised back.
    pub promised_for: Option<Timestamp>,
    /// When they were returned, by the device's clock.
    pub returned_at: Option<Timestamp>,
    /// What was done, or why they could not be repaired.
    pub work_done: String,
    /// Parts fitted.
    pub parts: Vec<GoodsPart>,
    /// What it costs.
    pub charges: Vec<VoucherCharge>,
    /// Sum of the charges, in **fen**; absent without charges.
    pub charges_fen: Option<i64>,
    /// The inspection before the return.
    pub inspection: Option<GoodsInspection>,
    /// The organisation's time zone in **minutes** ahead of UTC: how times stand on paper.
    pub utc_offset_minutes: Option<i32>,
}

/// The goods as they were received.
#[uniffi::remote(Record)]
pub struct GoodsItem {
    /// What it is.
    pub product: String,
    /// Its model.
    pub model: String,
    /// Its serial number; may be empty.
    pub serial: String,
    /// What came with it; may be empty.
    pub accessories: String,
    /// How it looked, as a stable code such as `scratched`.
    pub appearance: String,
    /// Whether it worked, as a stable code such as `abnormal`.
    pub function: String,
    /// The condition in words; may be empty.
    pub condition: String,
}

/// A part fitted in the workshop.
#[uniffi::remote(Record)]
pub struct GoodsPart {
    /// Material code; may be empty.
    pub part_number: String,
    /// Name.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Number of the part that was taken out; may be empty.
    pub old_serial: String,
    /// Number of the part that was put in; may be empty.
    pub new_serial: String,
}

/// The inspection before the return.
#[uniffi::remote(Record)]
pub struct GoodsInspection {
    /// Whether the goods passed.
    pub passed: bool,
    /// Who inspected them.
    pub by_name: String,
    /// A remark; may be empty.
    pub note: String,
}

/// What stands under a sign-off.
#[uniffi::remote(Enum)]
pub enum Mark {
    /// The pen on the glass.
    Strokes {
        /// The pen's path.
        strokes: Strokes,
    },
    /// The customer's stamp.
    Stamp {
        /// SHA-256 of the picture, a photo of the visit; 64 hex digits.
        stamp: String,
    },
    /// Both.
    StrokesAndStamp {
        /// The pen's path.
        strokes: Strokes,
        /// SHA-256 of the picture, as above.
        stamp: String,
    },
    /// Nobody signed.
    Unsigned(Unsigned),
}

/// Why nobody signed.
#[uniffi::remote(Record)]
pub struct Unsigned {
    /// The reason, in the technician's words.
    pub reason: String,
    /// The customer's own words; empty only where nobody was there.
    pub words: String,
}

/// A revision of a signed visit (O-05).
#[uniffi::remote(Record)]
pub struct Revision {
    /// Counted from 1, the first acceptance.
    pub number: u32,
    /// What makes it binding.
    pub basis: RevisionBasis,
    /// When it was signed or accepted, as well as it can be told; absent if it is neither.
    pub at: Option<Timestamp>,
    /// Why the revision before it was opened again; empty for the first and for unsigned additions.
    pub reasons: Vec<String>,
    /// What it says otherwise than the revision before it.
    pub changes: Vec<RevisionChange>,
}

/// What makes a revision binding.
#[uniffi::remote(Enum)]
pub enum RevisionBasis {
    /// The customer signed it.
    Signed {
        /// The sign-off.
        sign_off: SignOffId,
    },
    /// A leader accepted it without the customer's signature.
    Accepted {
        /// The event that says so.
        event: EventId,
    },
    /// Nobody has.
    Unsigned,
}

/// A difference between two revisions.
#[uniffi::remote(Enum)]
pub enum RevisionChange {
    /// A part line that was not there.
    PartAdded {
        /// Which line.
        line: PartLineId,
        /// Name of the part.
        name: String,
        /// How many.
        quantity: u32,
    },
    /// A part line that counts no more.
    PartStruck {
        /// Which line.
        line: PartLineId,
        /// Name of the part.
        name: String,
        /// How many.
        quantity: u32,
    },
    /// The findings say something else.
    Findings {
        /// What they said.
        from: String,
        /// What they say.
        to: String,
    },
    /// The treatment says something else.
    Treatment {
        /// What it said.
        from: String,
        /// What it says.
        to: String,
    },
    /// The charges are others.
    Charges {
        /// Their sum before, in **fen**.
        from_fen: i64,
        /// Their sum, in **fen**.
        to_fen: i64,
    },
    /// Something else on the paper is different.
    Section {
        /// Which part of the paper.
        section: Section,
    },
}

/// Other parts of the paper.
#[uniffi::remote(Enum)]
pub enum Section {
    /// Customer or product.
    Parties,
    /// The order: number, fault, who pays.
    Order,
    /// Who worked, and when.
    Times,
    /// The checklist.
    Checklist,
    /// The photos.
    Photos,
    /// Site record, completion date, return visit.
    Details,
}

/// The code that leads to the page where one record is checked, to be shown on the glass. The page knows the record once the server has
/// it.
#[uniffi::remote(Record)]
pub struct CheckCode {
    /// What the code holds: the same as the code on the paper.
    pub link: String,
    /// How many squares the code is wide and high; four more of white belong around it.
    pub across: u16,
    /// Whether each square is dark, row by row from the upper left.
    pub squares: Vec<bool>,
}
