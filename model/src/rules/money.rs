//! Money on site: announced before the work, agreed to, taken after it, and nothing beyond what is recorded (R-024, R-029, R-107…R-110,
//! Amounts are in **fen**.

use super::visit::{has_come, unsigned};
use super::{Refusal, check_line, is_blank};
use crate::documents::visit::Visit;
use crate::documents::visit::assessment::Signature;
use crate::documents::visit::fees::lacks_leader;
use crate::documents::visit::records::{ChargeKind, Consent, EventKind, ServiceType};
use crate::documents::visit::status::WorkStatus;
use crate::id::{EventId, PersonId};

/// The largest single amount, in **fen**: a hundred million yuan; more is a typing error.
pub const MAX_AMOUNT_FEN: i64 = 10_000_000_000;

/// Whether `amount_fen` is a sum of money that is asked for or paid.
///
/// # Errors
/// [`Refusal::AmountOutOfRange`].
pub fn check_amount(amount_fen: i64) -> Result<(), Refusal> {
    if (1..=MAX_AMOUNT_FEN).contains(&amount_fen) { Ok(()) } else { Err(Refusal::AmountOutOfRange) }
}

/// Whether `person` may record a charge of this kind: on site, for something that the service type in force charges (P-05), with a
/// leader's consent where one is needed.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_charge(visit: &Visit, signature: Signature, person: PersonId, what: ChargeKind) -> Result<(), Refusal> {
    on_the_paper(visit, signature, person)?;
    leader_consented(visit)?;
    if visit.may_charge(what) { Ok(()) } else { Err(Refusal::ChargeNotDue) }
}

/// Whether `person` may strike the charge that `event` recorded: their own, in force.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_strike_charge(visit: &Visit, signature: Signature, person: PersonId, event: EventId) -> Result<(), Refusal> {
    on_the_paper(visit, signature, person)?;
    let own = visit.events.iter().any(|entry| entry.id == event && entry.record.by == person);
    if own && visit.charges().any(|charge| charge.event == event) { Ok(()) } else { Err(Refusal::NoSuchCharge) }
}

/// Whether `person` may record that the customer agreed to a fee: before the work is done.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_agree_fee(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    unsigned(signature)?;
    if visit.work_status() == WorkStatus::Finished {
        return Err(Refusal::AlreadyFinished);
    }
    ours(visit, person)?;
    leader_consented(visit)
}

/// Whether paid work may begin: not before the customer agreed to a fee, where that is asked for. `agreed_fen` is what
/// the customer agreed to, by word or by signature.
///
/// # Errors
/// [`Refusal::FeeNotAgreed`].
pub fn fee_agreed_first(visit: &Visit, agreed_fen: Option<i64>) -> Result<(), Refusal> {
    let asked = visit.terms.as_ref().is_some_and(|terms| terms.fees.consent_first);
    let paid = visit.service_type() == ServiceType::A || visit.charges_fen() > 0;
    if asked && paid && (agreed_fen.is_none() || agreed_fen < Some(visit.charges_fen())) {
        return Err(Refusal::FeeNotAgreed);
    }
    Ok(())
}

/// Whether `person` may take `amount_fen` from the customer: after the work, no more than the recorded charges, no more
/// than the limit for small fees, else an invoice is made, with the customer's and, where needed, a leader's consent (R-024,
/// R-109), and not while it is open who pays. A signature does not stand in the way: people pay after signing.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_collect(visit: &Visit, person: PersonId, agreed_fen: Option<i64>, amount_fen: i64) -> Result<(), Refusal> {
    has_come(visit, person)?;
    check_amount(amount_fen)?;
    if visit.work_status() != WorkStatus::Finished {
        return Err(Refusal::CollectBeforeFinish);
    }
    leader_consented(visit)?;
    if visit.is_fee_open() {
        return Err(Refusal::FeeOpen);
    }
    fee_agreed_first(visit, agreed_fen)?;
    let collected = visit.collected_fen().saturating_add(amount_fen);
    if collected.saturating_add(visit.invoiced_fen()) > visit.charges_fen() {
        return Err(Refusal::BeyondCharges);
    }
    let limit = visit.terms.as_ref().and_then(|terms| terms.fees.small_fee_limit_fen).unwrap_or_default();
    if collected > limit { Err(Refusal::AboveFeeLimit(limit)) } else { Ok(()) }
}

/// Whether `person` may ask for an invoice over `amount_fen`: for what is charged and neither paid nor invoiced.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_request_invoice(visit: &Visit, person: PersonId, amount_fen: i64) -> Result<(), Refusal> {
    has_come(visit, person)?;
    check_amount(amount_fen)?;
    if visit.is_fee_open() {
        return Err(Refusal::FeeOpen);
    }
    let owed = visit.charges_fen().saturating_sub(visit.collected_fen()).saturating_sub(visit.invoiced_fen());
    if amount_fen > owed { Err(Refusal::BeyondCharges) } else { Ok(()) }
}

/// Whether `person` may decide who pays: with a basis, and with a reason if the order says otherwise.
///
/// # Errors
/// [`Refusal`] naming what stands in the way.
pub fn can_decide_service_type(
    visit: &Visit,
    signature: Signature,
    person: PersonId,
    service_type: ServiceType,
    basis: &str,
    reason: &str,
) -> Result<(), Refusal> {
    on_the_paper(visit, signature, person)?;
    check_line(basis)?;
    check_line(reason)?;
    let differs = service_type != visit.call_out.service_type;
    if is_blank(basis) || (differs && is_blank(reason)) { Err(Refusal::ReasonMissing) } else { Ok(()) }
}

/// Whether an event about money, survey, return visit or amendment states what every such event states. Asked where changes are believed:
/// no honest device writes anything else.
///
/// # Errors
/// [`Refusal`] naming what is missing or out of range.
pub fn check_stated(kind: &EventKind) -> Result<(), Refusal> {
    let sum = |fen: i64| if (0..=MAX_AMOUNT_FEN).contains(&fen) { Ok(()) } else { Err(Refusal::AmountOutOfRange) };
    match kind {
        EventKind::Charged { description, amount_fen, .. } => {
            check_amount(*amount_fen)?;
            check_line(description)?;
            if is_blank(description) { Err(Refusal::ReasonMissing) } else { Ok(()) }
        }
        EventKind::FeeAgreed { amount_fen, consent } => {
            check_amount(*amount_fen)?;
            check_consent(consent)
        }
        EventKind::MoneyCollected { amount_fen, .. } | EventKind::InvoiceRequested { amount_fen } => check_amount(*amount_fen),
        EventKind::ReturnVisitNoted { paid_fen, due_fen, .. } => sum(*paid_fen).and_then(|()| sum(*due_fen)),
        EventKind::AmendmentOpened { reason, .. } if is_blank(reason) => Err(Refusal::ReasonMissing),
        EventKind::ServiceTypeDecided { basis, .. } if is_blank(basis) => Err(Refusal::ReasonMissing),
        _ => Ok(()),
    }
}

fn check_consent(consent: &Consent) -> Result<(), Refusal> {
    check_line(&consent.by_name)?;
    if is_blank(&consent.by_name) { Err(Refusal::SignerMissing) } else { Ok(()) }
}

fn leader_consented(visit: &Visit) -> Result<(), Refusal> {
    if visit.terms.as_ref().is_some_and(|terms| lacks_leader(&terms.fees)) { Err(Refusal::LeaderConsentMissing) } else { Ok(()) }
}

/// What stands on the paper is written on site, before the finish or under an amendment.
fn on_the_paper(visit: &Visit, signature: Signature, person: PersonId) -> Result<(), Refusal> {
    unsigned(signature)?;
    if visit.work_status() == WorkStatus::Finished && signature != Signature::Amending {
        return Err(Refusal::AlreadyFinished);
    }
    has_come(visit, person)
}

/// Whoever goes or has come may speak with the customer about the fee.
fn ours(visit: &Visit, person: PersonId) -> Result<(), Refusal> {
    if visit.in_crew(person) || has_come(visit, person).is_ok() { Ok(()) } else { Err(Refusal::NotAssigned) }
}
