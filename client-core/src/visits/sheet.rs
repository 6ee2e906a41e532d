//! The sheet: one visit as its page shows it, with what can be done now. Rules decide here exactly as when it is tapped.

use std::sync::Arc;

use model::documents::conflicts::Conflict;
use model::documents::visit::assessment::{Attention, Signature};
use model::documents::visit::course::Course;
use model::documents::visit::records::{
    Asset, CallOut, ChargeKind, ChecklistItem, Customer, Keyed, KeyedEvent, KeyedPartLine, KeyedPhoto, Organisation,
};
use model::documents::visit::revisions::Revision;
use model::documents::visit::status::WorkStatus;
use model::id::{DocumentId, SignOffId};
use model::rules::{
    Missing, OrderOfVisit, can_decide_service_type, can_strike_charge, is_order_complete, may_except_any, missing_to_finish,
};
use model::seal::strokes::Strokes;
use model::seal::verify::VerifiedSeal;
use model::seal::voucher::{Language, SignOffKind};
use model::seal::{Signer, Unsigned};
use model::time::Timestamp;
use rusqlite::Connection;
use serde::Serialize;

use super::account::{SheetMoney, SheetSurvey};
use super::act::Standpoint;
use super::{
    ActionError, Visits, answer_check, answer_survey, appointment, arrive, attach_photo, charge, class, depart, fee, finish,
    note_return_visit, open_amendment, parts_needed, promises, reopen, sign, site, start, stops, strike_event, tell, void_trip,
};
use crate::store::StoreError;
use crate::store::blobs::{self, PhotoState};
use crate::store::documents::{self, Left};
use crate::store::outbox::{self, Delivery};
use crate::store::projection::repair::goods_of;
use crate::store::remote_photos;

/// Something a technician can do to a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named after the action of `Visits` that it allows")]
pub enum ActionName {
    Arrive,
    Start,
    AnswerCheck,
    WriteFindings,
    WriteTreatment,
    SwapPart,
    StrikePart,
    AttachPhoto,
    Finish,
    Reopen,
    RecordVoidTrip,
    Sign,
    Depart,
    AttemptContact,
    SetAppointment,
    RefuseAppointment,
    ForeseeDelay,
    NoteSite,
    CorrectData,
    SetClass,
    Suspend,
    TakeAway,
    Resume,
    PromiseCompletion,
    PutPromiseAtRisk,
    NoteException,
    RequestPart,
    NotePermission,
    Report,
    NoteDisagreement,
    NoteWish,
    NameDealer,
    InformDealer,
    NoteRepeat,
    StrikeEvent,
    SignFeeConsent,
    RecordRefusal,
    RecordAbsence,
    OpenAmendment,
    Charge,
    StrikeCharge,
    AgreeFee,
    CollectMoney,
    RequestInvoice,
    DecideServiceType,
    AnswerSurvey,
    NoteReturnVisit,
}

/// A visit as its page shows it.
#[derive(Debug, Clone, Serialize)]
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
    pub events: Vec<KeyedEvent>,
    /// What to check, in order.
    pub checklist: Vec<Keyed<String, ChecklistItem>>,
    /// What was found.
    pub findings: String,
    /// What was done.
    pub treatment: String,
    /// The parts table, struck lines included.
    pub parts: Vec<KeyedPartLine>,
    /// Photos and where they are.
    pub photos: Vec<SheetPhoto>,
    /// Sign-offs and what came of checking them.
    pub sign_offs: Vec<SheetSignOff>,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetPhoto {
    /// The photo.
    #[serde(flatten)]
    pub photo: KeyedPhoto,
    /// Where the picture is.
    pub upload: PhotoState,
    /// Whether its small picture is here ([`Visits::thumbnail`]).
    pub thumbnail: bool,
}

/// A sign-off and what came of checking it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetSignOff {
    /// The sign-off.
    pub id: SignOffId,
    /// Whether everything about it matches.
    pub verified: bool,
    /// The stable word for what does not match.
    pub code: Option<&'static str>,
    /// What it says, if it verifies.
    #[serde(flatten)]
    pub seal: Option<SheetSeal>,
}

/// What a verified seal says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

impl Visits {
    /// The visit as its page shows it.
    ///
    /// # Errors
    /// [`ActionError`].
    pub fn open(&self, id: DocumentId) -> Result<VisitSheet, ActionError> {
        self.core.look(id, |conn, _, stand| {
            let delivery = outbox::delivery(conn, id)?.ok_or(ActionError::NotFound)?;
            Ok(sheet(conn, id, stand, delivery)?)
        })
    }
}

fn sheet(conn: &Connection, id: DocumentId, stand: &Standpoint<'_>, delivery: Delivery) -> Result<VisitSheet, StoreError> {
    let assessment = stand.assessment;
    let visit = assessment.visit.clone();
    let course = visit.course();
    let technician_name = visit.assignment().map(|assignment| assignment.technician_name);
    let missing = missing_to_finish(&visit);
    let goods = goods_of(conn, id)?;
    let (closing, survey) = (visit.closing_kind(), SheetSurvey::of(&visit));
    let photos = visit
        .photos
        .into_iter()
        .map(|photo| {
            let sha256 = &photo.record.sha256;
            Ok(SheetPhoto { upload: blobs::state(conn, sha256)?, thumbnail: remote_photos::has_thumbnail(conn, sha256)?, photo })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(VisitSheet {
        id,
        organisation: visit.organisation,
        call_out: visit.call_out,
        customer: visit.customer,
        asset: visit.asset,
        appointment_at: course.appointment.as_ref().map(|appointment| appointment.at),
        technician_name,
        status: assessment.status,
        signature: assessment.signature,
        complete: is_order_complete(OrderOfVisit::of(assessment), goods),
        events: visit.events,
        checklist: visit.checklist,
        findings: visit.findings,
        treatment: visit.treatment,
        parts: visit.parts,
        photos,
        sign_offs: assessment.sign_offs.iter().map(|kept| SheetSignOff::of(kept.id, &kept.verified)).collect(),
        closing,
        revisions: assessment.revisions().to_vec(),
        money: SheetMoney::of(assessment),
        survey,
        missing,
        allowed: allowed(stand, goods.are_out()),
        delivery,
        left: documents::left(conn, id)?,
        conflicts: assessment.conflicts.clone(),
        attention: assessment.attention.clone(),
        unreadable: visit.unreadable,
        course,
    })
}

/// What the rules allow now, asked as the actions ask them.
fn allowed(stand: &Standpoint<'_>, goods_are_out: bool) -> Vec<ActionName> {
    let work = stand.can_work().is_ok();
    let prepare = appointment::decide(stand).is_ok();
    let tell = tell::decide(stand).is_ok();
    let visit = stand.visit();
    let kinds = [ChargeKind::Labour, ChargeKind::Part, ChargeKind::Travel, ChargeKind::Other];
    let ours = stand.still_ours().is_ok();
    let can_strike = |charge| ours && can_strike_charge(visit, stand.signature(), stand.person, charge).is_ok();
    let (as_it_is, given_later) = (visit.service_type(), "given later");
    let can_decide_who_pays =
        ours && can_decide_service_type(visit, stand.signature(), stand.person, as_it_is, given_later, given_later).is_ok();
    let asked = [
        (ActionName::Arrive, arrive::decide(stand).is_ok()),
        (ActionName::Start, start::decide(stand).is_ok()),
        (ActionName::AnswerCheck, answer_check::decide_any(stand)),
        (ActionName::WriteFindings, work),
        (ActionName::WriteTreatment, work),
        (ActionName::SwapPart, work),
        (ActionName::StrikePart, work && stand.visit().parts_in_force().next().is_some()),
        (ActionName::AttachPhoto, attach_photo::decide(stand).is_ok()),
        (ActionName::Finish, !goods_are_out && finish::decide(stand).is_ok()),
        (ActionName::Reopen, reopen::decide(stand).is_ok()),
        (ActionName::RecordVoidTrip, void_trip::decide(stand, "given later").is_ok()),
        (ActionName::Depart, depart::decide(stand).is_ok()),
        (ActionName::AttemptContact, prepare),
        (ActionName::SetAppointment, prepare),
        (ActionName::RefuseAppointment, prepare),
        (ActionName::ForeseeDelay, prepare),
        (ActionName::NoteSite, site::decide(stand).is_ok()),
        (ActionName::CorrectData, prepare),
        (ActionName::SetClass, class::decide(stand).is_ok()),
        (ActionName::Suspend, stops::decide_suspend(stand).is_ok()),
        (ActionName::TakeAway, stops::decide_suspend(stand).is_ok()),
        (ActionName::Resume, stops::decide_resume(stand).is_ok()),
        (ActionName::PromiseCompletion, promises::decide(stand).is_ok()),
        (ActionName::PutPromiseAtRisk, promises::decide(stand).is_ok() && stand.visit().promise().is_some()),
        (ActionName::NoteException, tell && may_except_any(visit)),
        (ActionName::RequestPart, parts_needed::decide(stand).is_ok()),
        (ActionName::NotePermission, parts_needed::decide(stand).is_ok()),
        (ActionName::Report, tell),
        (ActionName::NoteDisagreement, tell),
        (ActionName::NoteWish, tell),
        (ActionName::NameDealer, tell),
        (ActionName::InformDealer, tell),
        (ActionName::NoteRepeat, tell),
        (ActionName::StrikeEvent, strike_event::decide(stand).is_ok()),
        (ActionName::Sign, sign::decide(stand, visit.closing_kind()).is_ok()),
        (ActionName::SignFeeConsent, sign::decide(stand, SignOffKind::FeeConsent).is_ok()),
        (ActionName::RecordRefusal, sign::decide(stand, SignOffKind::Refused).is_ok()),
        (ActionName::RecordAbsence, sign::decide(stand, SignOffKind::Absent).is_ok()),
        (ActionName::OpenAmendment, open_amendment::decide(stand, "given later").is_ok()),
        (ActionName::Charge, kinds.into_iter().any(|what| charge::decide(stand, what).is_ok())),
        (ActionName::StrikeCharge, visit.charges().any(|charge| can_strike(charge.event))),
        (ActionName::AgreeFee, fee::decide_fee(stand).is_ok()),
        (ActionName::CollectMoney, fee::decide_collection(stand, 1).is_ok()),
        (ActionName::RequestInvoice, fee::decide_invoice(stand, 1).is_ok()),
        (ActionName::DecideServiceType, can_decide_who_pays),
        (ActionName::AnswerSurvey, answer_survey::decide(stand).is_ok()),
        (ActionName::NoteReturnVisit, note_return_visit::decide(stand).is_ok()),
    ];
    asked.into_iter().filter(|(_, allowed)| *allowed).map(|(name, _)| name).collect()
}

impl SheetSignOff {
    pub(crate) fn of(id: SignOffId, verified: &Result<Arc<VerifiedSeal>, &'static str>) -> Self {
        let seal = verified.as_ref().ok().map(|verified| SheetSeal {
            kind: verified.record.body.kind,
            signer: verified.record.body.signer.clone(),
            signed_at: verified.record.body.signed.wall_at,
            strokes: verified.strokes().cloned(),
            stamp: verified.mark.stamp().map(ToOwned::to_owned),
            unsigned: verified.mark.unsigned().cloned(),
            statement: verified.paper.statement().to_owned(),
            language: verified.paper.language(),
            paper_sha256: verified.record.body.voucher_sha256.clone(),
        });
        Self { id, verified: seal.is_some(), code: verified.as_ref().err().copied(), seal }
    }
}
