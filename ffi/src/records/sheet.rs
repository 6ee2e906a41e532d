//! The sheet: one visit as its page shows it.

use client_core::visits::{self, ActionName, Delivery, Left, PhotoState, SheetMoney, SheetSeal, SheetSurvey};
use model::documents::visit::assessment::Attention;
use model::documents::visit::course::Course;
use model::documents::visit::records::{Asset, CallOut, Customer, Organisation, Photo};
use model::documents::visit::revisions::Revision;
use model::documents::visit::status::WorkStatus;
use model::id::{DocumentId, PhotoId, SignOffId};
use model::rules::Missing;
use model::seal::strokes::Strokes;
use model::seal::voucher::{Language, SignOffKind};
use model::seal::{Signer, Unsigned};
use model::time::Timestamp;

use super::conflict::Conflict;
use super::visit::{Check, PartLine, VisitEvent};
use super::words::Signature;

/// A visit as its page shows it.
#[derive(Debug, Clone, uniffi::Record)]
pub struct VisitSheet {
    /// The visit.
    pub id: DocumentId,
    /// Who sends the technician.
    pub organisation: Organisation,
    /// What the desk wrote down.
    pub call_out: CallOut,
    /// Where to go.
    pub customer: Customer,
    /// What to serve.
    pub asset: Asset,
    /// When the customer expects somebody: the appointment in force.
    pub appointment_at: Option<Timestamp>,
    /// Name of the technician it is assigned to.
    pub technician_name: Option<String>,
    /// How far the work is.
    pub status: WorkStatus,
    /// Whether the customer has signed.
    pub signature: Signature,
    /// Nothing is left to do or to sign: the customer signed the visit, or the return of what was taken along on it.
    pub complete: bool,
    /// What happened, in order.
    pub events: Vec<VisitEvent>,
    /// What to check, in order.
    pub checklist: Vec<Check>,
    /// What was found.
    pub findings: String,
    /// What was done.
    pub treatment: String,
    /// The parts table, struck lines included.
    pub parts: Vec<PartLine>,
    /// Photos and where they are.
    pub photos: Vec<VisitPhoto>,
    /// Sign-offs and what came of checking them.
    pub sign_offs: Vec<SignOff>,
    /// What kind of sign-off closes the visit.
    pub closing: SignOffKind,
    /// Revisions since the first signature, with what changed (O-05, R-059).
    pub revisions: Vec<Revision>,
    /// Charges, consent, money taken.
    pub money: SheetMoney,
    /// The survey, if one belongs to the visit.
    pub survey: Option<SheetSurvey>,
    /// What is missing before the visit can be finished.
    pub missing: Vec<Missing>,
    /// What can be done now.
    pub allowed: Vec<ActionName>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
    /// Set if the visit is no longer this device's.
    pub left: Option<Left>,
    /// Fields with several concurrent values.
    pub conflicts: Vec<Conflict>,
    /// What a person should look at.
    pub attention: Vec<Attention>,
    /// Paths of entries that cannot be understood here.
    pub unreadable: Vec<String>,
    /// What happened on the way: crew, appointment, stops, hours, site record, class, promise, requests.
    pub course: Course,
}

/// A photo and where it is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VisitPhoto {
    /// Its id.
    pub id: PhotoId,
    /// What the visit says of it; `Visits.photo` takes its hash.
    pub photo: Photo,
    /// Where the picture is.
    pub upload: PhotoState,
    /// Whether its small picture is here; `Visits.thumbnail` takes the hash.
    pub thumbnail: bool,
}

/// A sign-off and what came of checking it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SignOff {
    /// Its id, which `seal_file` takes.
    pub id: SignOffId,
    /// Whether everything about it matches.
    pub verified: bool,
    /// The stable word for what does not match.
    pub code: Option<String>,
    /// What it says, if it verifies.
    pub seal: Option<SheetSeal>,
}

/// What a verified seal says.
#[uniffi::remote(Record)]
pub struct SheetSeal {
    /// What the signature stands for.
    pub kind: SignOffKind,
    /// Who signed.
    pub signer: Signer,
    /// When, by the device's clock.
    pub signed_at: Timestamp,
    /// The pen on the glass, if there is any.
    pub strokes: Option<Strokes>,
    /// The customer's stamp: the hash of a photo of the visit.
    pub stamp: Option<String>,
    /// Why nobody signed.
    pub unsigned: Option<Unsigned>,
    /// The sentence that was signed.
    pub statement: String,
    /// In which language.
    pub language: Language,
    /// SHA-256 of the paper that was signed, 64 hex digits.
    pub paper_sha256: String,
}

impl From<visits::VisitSheet> for VisitSheet {
    fn from(sheet: visits::VisitSheet) -> Self {
        Self {
            id: sheet.id,
            organisation: sheet.organisation,
            call_out: sheet.call_out,
            customer: sheet.customer,
            asset: sheet.asset,
            appointment_at: sheet.appointment_at,
            technician_name: sheet.technician_name,
            status: sheet.status,
            signature: sheet.signature.into(),
            complete: sheet.complete,
            events: sheet.events.into_iter().map(Into::into).collect(),
            checklist: sheet.checklist.into_iter().map(Into::into).collect(),
            findings: sheet.findings,
            treatment: sheet.treatment,
            parts: sheet.parts.into_iter().map(Into::into).collect(),
            photos: sheet.photos.into_iter().map(Into::into).collect(),
            sign_offs: sheet.sign_offs.into_iter().map(Into::into).collect(),
            closing: sheet.closing,
            revisions: sheet.revisions,
            money: sheet.money,
            survey: sheet.survey,
            missing: sheet.missing,
            allowed: sheet.allowed,
            delivery: sheet.delivery,
            left: sheet.left,
            conflicts: sheet.conflicts.into_iter().map(Into::into).collect(),
            attention: sheet.attention,
            unreadable: sheet.unreadable,
            course: sheet.course,
        }
    }
}

impl From<visits::SheetPhoto> for VisitPhoto {
    fn from(photo: visits::SheetPhoto) -> Self {
        Self { id: photo.photo.id, photo: photo.photo.record, upload: photo.upload, thumbnail: photo.thumbnail }
    }
}

impl From<visits::SheetSignOff> for SignOff {
    fn from(sign_off: visits::SheetSignOff) -> Self {
        Self { id: sign_off.id, verified: sign_off.verified, code: sign_off.code.map(str::to_owned), seal: sign_off.seal }
    }
}
