//! The technician's visits: what can be seen of them and done to them. Nothing here waits for a network.

use client_core::CheckCode;
use client_core::visits::{Exchange, NewVisit, PageEntry, TakeAway, TakenAway, WarrantyFindings};
use model::documents::visit::records::{
    AfterRefusal, Channel, CheckResult, Consent, DataField, FaultClass, PartSwap, ReportKind, SiteLine, StopReason, Wish,
};
use model::id::{DocumentId, EventId, PartLineId, PhotoId, SignOffId};
use model::policy::Exception as Excuse;
use model::seal::Signer;
use model::seal::strokes::Strokes;
use model::seal::voucher::Language;
use model::time::Timestamp;

use crate::failures::FieldError;
use crate::records::agenda::AgendaRow;
use crate::records::goods::Exchanged;
use crate::records::sheet::VisitSheet;
use crate::records::voucher::ShownVoucher;
use crate::records::warranty::WarrantyDecision;

/// The visits on this device. When an action returns, it is on disk; when it fails, nothing was changed.
#[derive(uniffi::Object)]
pub struct Visits {
    pub(crate) core: client_core::Visits,
}

#[uniffi::export]
impl Visits {
    /// Every visit on this device, by appointment. Loads no document: call it as often as you like.
    ///
    /// # Errors
    /// [`FieldError::Storage`], [`FieldError::TryAgain`].
    pub fn agenda(&self) -> Result<Vec<AgendaRow>, FieldError> {
        Ok(self.core.agenda()?.into_iter().map(Into::into).collect())
    }

    /// The visit as its page shows it, with what is missing and what can be done now.
    ///
    /// # Errors
    /// [`FieldError::NotFound`], [`FieldError::NotEnrolled`], [`FieldError::Storage`].
    pub fn open(&self, visit: DocumentId) -> Result<VisitSheet, FieldError> {
        Ok(self.core.open(visit)?.into())
    }

    /// Carries out the entries of a page in order, all of them or none: one transaction, however many they are.
    ///
    /// # Errors
    /// As [`Visits::arrive`], of the first entry that cannot be carried out.
    pub fn save_page(&self, visit: DocumentId, entries: Vec<PageEntry>) -> Result<(), FieldError> {
        Ok(self.core.save_page(visit, &entries)?)
    }

    /// Records the arrival on site.
    ///
    /// # Errors
    /// [`FieldError::Refused`] says what stands in the way; others as for [`Visits::open`].
    pub fn arrive(&self, visit: DocumentId) -> Result<(), FieldError> {
        Ok(self.core.arrive(visit)?)
    }

    /// Records the start of the work.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn start(&self, visit: DocumentId) -> Result<(), FieldError> {
        Ok(self.core.start(visit)?)
    }

    /// Answers the check `item`, replacing an earlier answer (which stays in the history).
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn answer_check(&self, visit: DocumentId, item: &str, result: CheckResult, note: &str) -> Result<(), FieldError> {
        Ok(self.core.answer_check(visit, item, result, note)?)
    }

    /// Makes `text` the findings.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn write_findings(&self, visit: DocumentId, text: &str) -> Result<(), FieldError> {
        Ok(self.core.write_findings(visit, text)?)
    }

    /// Makes `text` the treatment.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn write_treatment(&self, visit: DocumentId, text: &str) -> Result<(), FieldError> {
        Ok(self.core.write_treatment(visit, text)?)
    }

    /// Adds a line to the parts table (R-073, R-078…R-081); answers its id.
    ///
    /// # Errors
    /// As [`Visits::arrive`]; the refusal names the field that is missing.
    pub fn swap_part(&self, visit: DocumentId, swap: PartSwap) -> Result<PartLineId, FieldError> {
        Ok(self.core.swap_part(visit, swap)?)
    }

    /// Adds a line to the parts table and opens the document of the part that comes out, both or neither (R-073, R-117…R-120).
    ///
    /// # Errors
    /// As [`Visits::arrive`]; the refusal names the field that is missing.
    pub fn exchange_part(&self, visit: DocumentId, exchange: Exchange) -> Result<Exchanged, FieldError> {
        Ok(self.core.exchange_part(visit, &exchange)?.into())
    }

    /// Takes goods along for repair: opens the repair with the next receipt number of this device and stops the visit.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn take_away(&self, visit: DocumentId, goods: TakeAway) -> Result<TakenAway, FieldError> {
        Ok(self.core.take_away(visit, &goods)?)
    }

    /// Strikes a line of the parts table; it stays readable with the reason (E4).
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn strike_part(&self, visit: DocumentId, line: PartLineId, reason: &str) -> Result<(), FieldError> {
        Ok(self.core.strike_part(visit, line, reason)?)
    }

    /// Keeps a picture (JPEG, PNG or WebP, at most 20 MiB) and names it in the visit; answers the photo's id.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn attach_photo(&self, visit: DocumentId, bytes: Vec<u8>, media_type: &str, caption: &str) -> Result<PhotoId, FieldError> {
        Ok(self.core.attach_photo(visit, &bytes, media_type, caption)?)
    }

    /// The small picture of the photo with this SHA-256 (64 hex digits), a JPEG: fetched by itself for photos that were taken on other
    /// devices.
    ///
    /// # Errors
    /// [`FieldError::NotFound`], [`FieldError::Storage`].
    pub fn thumbnail(&self, sha256: &str) -> Result<Vec<u8>, FieldError> {
        Ok(self.core.thumbnail(sha256)?)
    }

    /// A person wants to see the whole photo with this SHA-256 that the visit names and another device took: it is fetched when there is
    /// a network. For a photo that is here nothing happens.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn want_photo(&self, visit: DocumentId, sha256: &str) -> Result<(), FieldError> {
        Ok(self.core.want_photo(visit, sha256)?)
    }

    /// The bytes of the picture with this SHA-256 (64 hex digits), if it was taken on this device or fetched whole.
    ///
    /// # Errors
    /// [`FieldError::NotFound`], [`FieldError::Storage`].
    pub fn photo(&self, sha256: &str) -> Result<Vec<u8>, FieldError> {
        Ok(self.core.photo(sha256)?)
    }

    /// Records that the work is done.
    ///
    /// # Errors
    /// As [`Visits::arrive`]; the refusal lists what is missing.
    pub fn finish(&self, visit: DocumentId) -> Result<(), FieldError> {
        Ok(self.core.finish(visit)?)
    }

    /// Takes the finish back to go on working; not after the customer has signed.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn reopen(&self, visit: DocumentId) -> Result<(), FieldError> {
        Ok(self.core.reopen(visit)?)
    }

    /// Records having come for nothing (O-09).
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn record_void_trip(&self, visit: DocumentId, reason: &str) -> Result<(), FieldError> {
        Ok(self.core.record_void_trip(visit, reason)?)
    }

    /// Records setting out, with the kit checked and a lead named.
    ///
    /// # Errors
    /// As [`Visits::arrive`]; the refusal lists the open checks of the kit.
    pub fn depart(&self, visit: DocumentId) -> Result<(), FieldError> {
        Ok(self.core.depart(visit)?)
    }

    /// Records an attempt to reach the customer; answers its id, which `strike_event` takes.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn attempt_contact(&self, visit: DocumentId, channel: Channel, reached: bool, note: &str) -> Result<EventId, FieldError> {
        Ok(self.core.attempt_contact(visit, channel, reached, note)?)
    }

    /// Records that the appointment was agreed anew.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn set_appointment(&self, visit: DocumentId, agreed_for: Timestamp, consent: Consent) -> Result<EventId, FieldError> {
        Ok(self.core.set_appointment(visit, agreed_for, consent)?)
    }

    /// Records that the customer did not agree to another time.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn refuse_appointment(
        &self,
        visit: DocumentId,
        proposed_at: Timestamp,
        words: &str,
        next: AfterRefusal,
    ) -> Result<EventId, FieldError> {
        Ok(self.core.refuse_appointment(visit, proposed_at, words, next)?)
    }

    /// Records that it will become later than agreed.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn foresee_delay(
        &self,
        visit: DocumentId,
        until: Option<Timestamp>,
        told_customer: bool,
        reason: &str,
    ) -> Result<EventId, FieldError> {
        Ok(self.core.foresee_delay(visit, until, told_customer, reason)?)
    }

    /// Writes a line of the site record.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn note_site(&self, visit: DocumentId, line: SiteLine, value: &str) -> Result<EventId, FieldError> {
        Ok(self.core.note_site(visit, line, value)?)
    }

    /// Corrects a value of customer or product that was confirmed with the customer, or decides between several.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn correct_data(&self, visit: DocumentId, field: DataField, to: &str, confirmed_by: &str) -> Result<EventId, FieldError> {
        Ok(self.core.correct_data(visit, field, to, confirmed_by)?)
    }

    /// Sets or raises the class of the fault; a major fault needs a plan.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn set_class(&self, visit: DocumentId, class: FaultClass, reason: &str, plan: &str) -> Result<(), FieldError> {
        Ok(self.core.set_class(visit, class, reason, plan)?)
    }

    /// Records leaving with the work not done (O-06, O-15).
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn suspend(
        &self,
        visit: DocumentId,
        why: StopReason,
        reason: &str,
        next_at: Option<Timestamp>,
        consent: Option<Consent>,
    ) -> Result<EventId, FieldError> {
        Ok(self.core.suspend(visit, why, reason, next_at, consent)?)
    }

    /// Records being on site again after a stop.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn resume(&self, visit: DocumentId) -> Result<EventId, FieldError> {
        Ok(self.core.resume(visit)?)
    }

    /// Records a completion date named to the customer.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn promise_completion(&self, visit: DocumentId, promised_for: Timestamp, document: &str) -> Result<EventId, FieldError> {
        Ok(self.core.promise_completion(visit, promised_for, document)?)
    }

    /// Records that the promised date cannot be kept.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn put_promise_at_risk(&self, visit: DocumentId, reason: &str, told_customer: bool) -> Result<EventId, FieldError> {
        Ok(self.core.put_promise_at_risk(visit, reason, told_customer)?)
    }

    /// Asks for a part that is not in the van.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn request_part(
        &self,
        visit: DocumentId,
        part_number: &str,
        name: &str,
        quantity: u32,
        urgent: bool,
        reason: &str,
    ) -> Result<EventId, FieldError> {
        Ok(self.core.request_part(visit, part_number, name, quantity, urgent, reason)?)
    }

    /// Records who allowed another way of solving by word of mouth.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn note_permission(&self, visit: DocumentId, by_name: &str, what: &str, said_at: Timestamp) -> Result<EventId, FieldError> {
        Ok(self.core.note_permission(visit, by_name, what, said_at)?)
    }

    /// Sends a message to the unit: told once the server received it.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn report(&self, visit: DocumentId, what: ReportKind, text: &str, proposal: &str, demand: &str) -> Result<EventId, FieldError> {
        Ok(self.core.report(visit, what, text, proposal, demand)?)
    }

    /// Records that the customer sees cause or liability differently.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn note_disagreement(&self, visit: DocumentId, matter: &str, words: &str) -> Result<EventId, FieldError> {
        Ok(self.core.note_disagreement(visit, matter, words)?)
    }

    /// Records that the customer wants an exchange or the money back.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn note_wish(&self, visit: DocumentId, wish: Wish, words: &str) -> Result<EventId, FieldError> {
        Ok(self.core.note_wish(visit, wish, words)?)
    }

    /// Records that the product is a dealer's, and which.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn name_dealer(&self, visit: DocumentId, name: &str) -> Result<EventId, FieldError> {
        Ok(self.core.name_dealer(visit, name)?)
    }

    /// Notes what kept the technician from a target, if the visit's terms allow it.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn note_exception(&self, visit: DocumentId, exception: Excuse, text: &str) -> Result<EventId, FieldError> {
        Ok(self.core.note_exception(visit, exception, text)?)
    }

    /// Records that the dealer was told of the warranty service.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn inform_dealer(&self, visit: DocumentId, note: &str) -> Result<EventId, FieldError> {
        Ok(self.core.inform_dealer(visit, note)?)
    }

    /// Records that the same fault was repaired before.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn note_repeat(&self, visit: DocumentId, earlier: &str) -> Result<EventId, FieldError> {
        Ok(self.core.note_repeat(visit, earlier)?)
    }

    /// Who pays for this visit today, as the product's file, the contract and these findings propose it, with the rule it rests on
    /// (R-029, R-229…R-234). Nothing is kept: `decide_service_type` records what is decided.
    ///
    /// # Errors
    /// As [`Visits::open`].
    pub fn warranty(&self, visit: DocumentId, findings: &WarrantyFindings) -> Result<WarrantyDecision, FieldError> {
        Ok(self.core.warranty(visit, findings)?.into())
    }

    /// Strikes an own note that was a mistake; it stays readable (E4).
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn strike_event(&self, visit: DocumentId, event: EventId, reason: &str) -> Result<(), FieldError> {
        Ok(self.core.strike_event(visit, event, reason)?)
    }

    /// Opens a visit before there is an order, given to this technician; answers its id.
    ///
    /// # Errors
    /// As [`Visits::arrive`].
    pub fn open_without_order(&self, new: &NewVisit) -> Result<DocumentId, FieldError> {
        Ok(self.core.open_without_order(new)?)
    }

    /// The voucher that the customer reads before signing, if it can be signed now.
    ///
    /// # Errors
    /// As [`Visits::arrive`]: `sign_before_finish` before the work is done.
    pub fn show_voucher(&self, visit: DocumentId, language: Language) -> Result<ShownVoucher, FieldError> {
        Ok(self.core.show_voucher(visit, language)?.try_into()?)
    }

    /// Seals the voucher with this `digest` with the customer's signature; answers the sign-off's id.
    ///
    /// # Errors
    /// As [`Visits::arrive`]: `content_changed` if the visit no longer says what was shown. [`FieldError::TryAgain`] if
    /// the key could not sign now.
    pub fn sign(
        &self,
        visit: DocumentId,
        digest: &str,
        language: Language,
        signer: Signer,
        strokes: &Strokes,
    ) -> Result<SignOffId, FieldError> {
        Ok(self.core.sign(visit, digest, language, signer, strokes)?)
    }

    /// The sealed record, byte for byte: whoever has it can verify it without this device and without a server.
    ///
    /// # Errors
    /// As [`Visits::open`].
    pub fn seal_file(&self, visit: DocumentId, sign_off: SignOffId) -> Result<Vec<u8>, FieldError> {
        Ok(self.core.seal_file(visit, sign_off)?)
    }

    /// Everything sealed on the visit as one PDF for the customer, drawn without a network: the same bytes as the desk's.
    ///
    /// # Errors
    /// As [`Visits::arrive`]: `paper_no_records` as long as nothing is sealed.
    pub fn paper(&self, visit: DocumentId) -> Result<Vec<u8>, FieldError> {
        Ok(self.core.paper(visit)?)
    }

    /// The code that leads to the page where this sign-off is checked; none if its record names no address.
    ///
    /// # Errors
    /// As [`Visits::open`]; [`FieldError::SealInvalid`] for a record that proves nothing.
    pub fn check_code(&self, visit: DocumentId, sign_off: SignOffId) -> Result<Option<CheckCode>, FieldError> {
        Ok(self.core.check_code(visit, sign_off)?)
    }

    /// Everything that was entered on this device for a visit, as one JSON file: what no server takes is carried to the desk with
    /// it. Works for a visit that cannot be opened any more.
    ///
    /// # Errors
    /// [`FieldError::NotFound`], [`FieldError::Storage`].
    pub fn export_parked(&self, visit: DocumentId) -> Result<Vec<u8>, FieldError> {
        Ok(self.core.export_parked(visit)?)
    }
}
