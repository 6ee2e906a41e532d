//! Entries of the register as the desk sees them.

use std::collections::BTreeMap;

use model::documents::visit::assessment::Signature;
use model::documents::visit::records::{Asset, CallOut, Customer};
use model::documents::visit::status::WorkStatus;
use model::id::{DocumentId, PersonId};
use model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::board::view::BoardVisit;
use crate::store::call_outs::{CallOutState, KeptCallOut, Withdrawal};

/// Why an entry is not cleared yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum WaitsFor {
    /// Nobody is sent.
    Dispatch,
    /// Somebody is sent and not there yet.
    Arrival,
    /// Somebody is at work.
    Work,
    /// The technician left and comes again.
    Continuation,
    /// A part is missing.
    Parts,
    /// Goods were taken along and are not back and signed for.
    Goods,
    /// The work is done; the customer has not signed.
    Signature,
    /// Something was written after the customer signed: that is not signed.
    SignatureAgain,
}

/// One entry of the register.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallOutView {
    /// What the customer asked for.
    #[serde(flatten)]
    call_out: CallOut,
    /// Who asked.
    customer: Customer,
    /// For which product.
    asset: Asset,
    /// How far it is.
    state: CallOutState,
    /// Nobody was sent, and it is of an earlier day: it goes before what is new.
    left_over: bool,
    /// Why it is not cleared yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    waits_for: Option<WaitsFor>,
    /// Name of who entered it.
    registered_by: String,
    /// It came with a file.
    imported: bool,
    /// Its newest visit that was not called off, else its newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    visit: Option<VisitOfCallOut>,
    /// The withdrawal that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn: Option<WithdrawalView>,
}

/// An entry with its visits and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallOutWhole {
    /// The entry.
    #[serde(flatten)]
    view: CallOutView,
    /// Every visit, the oldest first.
    visits: Vec<VisitOfCallOut>,
    /// Every withdrawal there was, the oldest first.
    withdrawals: Vec<WithdrawalView>,
}

/// A visit, in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct VisitOfCallOut {
    /// The visit.
    id: DocumentId,
    /// Who is assigned; empty if nobody is.
    technician_name: String,
    /// How far the work is.
    status: WorkStatus,
    /// Whether the customer has signed.
    signature: Signature,
    /// Nothing is left to do or to sign.
    complete: bool,
    /// When the customer expects somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    appointment_at: Option<Timestamp>,
    /// First arrival.
    #[serde(skip_serializing_if = "Option::is_none")]
    arrived_at: Option<Timestamp>,
    /// When the customer signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_at: Option<Timestamp>,
}

/// A withdrawal.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct WithdrawalView {
    /// When.
    at: Timestamp,
    /// Name of who did it.
    by: String,
    /// Why.
    reason: String,
    /// When it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    restored_at: Option<Timestamp>,
    /// Name of who took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    restored_by: Option<String>,
}

/// The entry as a list shows it; `today` is when the organisation's day began.
pub(super) fn view(kept: &KeptCallOut, today: Timestamp, names: &BTreeMap<PersonId, String>) -> CallOutView {
    let KeptCallOut { entry, state, registered_by, imported, withdrawals, visits } = kept;
    let standing = withdrawals.last().filter(|last| *state == CallOutState::Withdrawn && last.restored.is_none());
    CallOutView {
        call_out: entry.call_out.clone(),
        customer: entry.customer.clone(),
        asset: entry.asset.clone(),
        state: *state,
        left_over: *state == CallOutState::Registered && entry.call_out.received_at < today,
        waits_for: waits_for(*state, visits),
        registered_by: name(*registered_by, names),
        imported: *imported,
        visit: newest(visits).map(brief),
        withdrawn: standing.map(|withdrawal| of_withdrawal(withdrawal, names)),
    }
}

/// The entry with all that is known of it.
pub(super) fn whole(kept: &KeptCallOut, today: Timestamp, names: &BTreeMap<PersonId, String>) -> CallOutWhole {
    CallOutWhole {
        view: view(kept, today, names),
        visits: kept.visits.iter().map(brief).collect(),
        withdrawals: kept.withdrawals.iter().map(|withdrawal| of_withdrawal(withdrawal, names)).collect(),
    }
}

fn name(person: PersonId, names: &BTreeMap<PersonId, String>) -> String {
    names.get(&person).cloned().unwrap_or_default()
}

fn of_withdrawal(withdrawal: &Withdrawal, names: &BTreeMap<PersonId, String>) -> WithdrawalView {
    WithdrawalView {
        at: withdrawal.at,
        by: name(withdrawal.by, names),
        reason: withdrawal.reason.clone(),
        restored_at: withdrawal.restored.map(|(at, _)| at),
        restored_by: withdrawal.restored.map(|(_, by)| name(by, names)),
    }
}

fn newest(visits: &[BoardVisit]) -> Option<&BoardVisit> {
    visits.iter().rev().find(|visit| visit.head.status != WorkStatus::Cancelled).or(visits.last())
}

fn brief(visit: &BoardVisit) -> VisitOfCallOut {
    let head = &visit.head;
    VisitOfCallOut {
        id: head.id,
        technician_name: head.technician_name.clone(),
        status: head.status,
        signature: head.signature,
        complete: head.complete,
        appointment_at: head.appointment_at,
        arrived_at: head.arrived_at,
        signed_at: head.signed_at,
    }
}

/// Why an entry is not cleared, as its visits say.
fn waits_for(state: CallOutState, visits: &[BoardVisit]) -> Option<WaitsFor> {
    match state {
        CallOutState::Cleared | CallOutState::Withdrawn => return None,
        CallOutState::Registered => return Some(WaitsFor::Dispatch),
        CallOutState::Dispatched => {}
    }
    if visits.iter().any(|visit| visit.goods_out) {
        return Some(WaitsFor::Goods);
    }
    let head = &newest(visits)?.head;
    Some(match (head.signature, head.status) {
        (Signature::ChangedSince | Signature::Amending, _) => WaitsFor::SignatureAgain,
        (_, WorkStatus::Cancelled) => WaitsFor::Dispatch,
        (_, WorkStatus::Assigned | WorkStatus::Travelling) => WaitsFor::Arrival,
        (_, WorkStatus::OnSite | WorkStatus::Working) => WaitsFor::Work,
        (_, WorkStatus::ToBeContinued) => WaitsFor::Continuation,
        (_, WorkStatus::WaitingForParts) => WaitsFor::Parts,
        (_, WorkStatus::TakenAway) => WaitsFor::Goods,
        (_, WorkStatus::Finished) => WaitsFor::Signature,
    })
}
