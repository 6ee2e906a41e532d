//! One repair as its page shows it, with what can be done now. Rules decide here exactly as when it is tapped.

use chrono::NaiveDate;
use model::documents::custody::{Holder, Link};
use model::documents::records::Keyed;
use model::documents::repair::assessment::{Assessment, RepairFlag};
use model::documents::repair::papers::can_sign_goods;
use model::documents::repair::records::{
    Channel, ChargeKind, DamageCause, HandlingPlan, Inspector, PartSwap, RepairEvent, RepairEventKind, SwapKind, Taken,
};
use model::documents::repair::status::{Duty, Promise, ReceiptState, RegisterRow, Stage};
use model::id::{DocumentId, EventId, PersonId};
use model::rules::{Refusal, can_record_on_repair};
use model::seal::voucher::SignOffKind;
use model::time::Timestamp;
use serde::Serialize;

use super::{Repairs, repair_in};
use crate::actions::ActionError;
use crate::store::documents::{self, Left};
use crate::store::outbox::{self, Delivery};
use crate::visits::SheetSignOff;

/// Something that can be done to a repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named after the action of `Repairs` that it allows; signing has one name for each paper")]
pub enum RepairActionName {
    SignTakeAway,
    SignGoodsReturn,
    HandOver,
    GiveBack,
    Diagnose,
    NoteWork,
    UsePart,
    Inspect,
    CallNotRepairable,
    PutPromiseAtRisk,
    MovePromise,
    NotifyCustomer,
    VoidReceipt,
    StateReceiptMissing,
    FitAndTest,
    Charge,
    RequestInvoice,
}

/// A repair as its page shows it.
#[derive(Debug, Clone, Serialize)]
pub struct RepairSheet {
    /// The repair.
    pub id: DocumentId,
    /// What was taken, for whom and on which terms.
    pub taken: Taken,
    /// When it was taken, as well as it can be told.
    pub taken_at: Timestamp,
    /// How far the repair is.
    pub stage: Stage,
    /// Who had the goods, one after the other.
    pub chain: Vec<Link>,
    /// Who has them now; more than one: people contradict each other.
    pub holders: Vec<Link>,
    /// What became of the receipt.
    pub receipt: ReceiptState,
    /// The date that holds.
    pub promise: Option<Promise>,
    /// By when it is due.
    pub due_at: Option<Timestamp>,
    /// What is owed because a date cannot be kept.
    pub duties: Vec<Duty>,
    /// The repair card.
    pub card: SheetRepairCard,
    /// The row of the in/out register.
    pub register: RegisterRow,
    /// The day on which the customer is to be told again to collect.
    pub notice_due_on: Option<NaiveDate>,
    /// The customer signed for the taking.
    pub taking_signed: bool,
    /// The customer signed for the return: this completes the order.
    pub return_signed: bool,
    /// Sign-offs and what came of checking them.
    pub sign_offs: Vec<SheetSignOff>,
    /// What happened, in order, struck entries included.
    pub events: Vec<Keyed<EventId, RepairEvent>>,
    /// What can be done now.
    pub allowed: Vec<RepairActionName>,
    /// What cannot be done now, and why not; empty once the repair is no longer this device's.
    pub refused: Vec<RefusedRepairAction>,
    /// What a person should look at.
    pub flags: Vec<RepairFlag>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
    /// Set if the repair is no longer this device's.
    pub left: Option<Left>,
    /// Paths of entries that cannot be understood here.
    pub unreadable: Vec<String>,
}

/// Something that cannot be done to a repair now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedRepairAction {
    /// The action.
    pub action: RepairActionName,
    /// The stable word of the refusal that it would meet.
    pub code: &'static str,
}

/// The repair card that hangs on the goods (F-05).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetRepairCard {
    /// Real repair time, in **minutes**.
    pub minutes: u32,
    /// Parts used.
    pub parts: Vec<PartSwap>,
    /// Whether it still hangs there.
    pub open: bool,
}

impl Repairs {
    /// The repair as its page shows it.
    ///
    /// # Errors
    /// [`ActionError`].
    pub fn open(&self, id: DocumentId) -> Result<RepairSheet, ActionError> {
        self.core.look_at(id, |conn, _, seen| {
            let now = repair_in(seen.assessed)?;
            let repair = &now.repair;
            let (allowed, refused) = if seen.left { Default::default() } else { decide_all(now, seen.person) };
            Ok(RepairSheet {
                id,
                taken: repair.opened.kind.clone(),
                taken_at: repair.opened.clock.best_guess(),
                stage: now.stage,
                chain: now.custody.chain.clone(),
                holders: now.custody.ends.clone(),
                receipt: now.receipt,
                promise: now.promise,
                due_at: repair.due_at(),
                duties: now.duties.clone(),
                card: SheetRepairCard { minutes: now.card.minutes, parts: now.card.parts.clone(), open: now.card.open },
                register: now.register.clone(),
                notice_due_on: repair.notice_due_on(),
                taking_signed: now.taking_signed,
                return_signed: now.return_signed,
                sign_offs: now.sign_offs.iter().map(|kept| SheetSignOff::of(kept.id, &kept.verified)).collect(),
                events: repair.events.clone(),
                allowed,
                refused,
                flags: now.flags.clone(),
                delivery: outbox::delivery(conn, id)?.ok_or(ActionError::NotFound)?,
                left: documents::left(conn, id)?,
                unreadable: repair.unreadable.clone(),
            })
        })
    }
}

/// What the rules allow now and what they refuse, asked as the actions ask them.
fn decide_all(now: &Assessment, person: PersonId) -> (Vec<RepairActionName>, Vec<RefusedRepairAction>) {
    let (mut allowed, mut refused) = (Vec::new(), Vec::new());
    for (action, decided) in signs(now).into_iter().chain(events(now, person)) {
        match decided {
            Ok(()) => allowed.push(action),
            Err(refusal) => refused.push(RefusedRepairAction { action, code: refusal.code() }),
        }
    }
    (allowed, refused)
}

/// The customer's two signatures; one that is given is not asked for again.
fn signs(now: &Assessment) -> Vec<(RepairActionName, Result<(), Refusal>)> {
    let papers = [
        (RepairActionName::SignTakeAway, SignOffKind::TakeAway, now.taking_signed),
        (RepairActionName::SignGoodsReturn, SignOffKind::GoodsReturn, now.return_signed),
    ];
    let open = papers.into_iter().filter(|(.., signed)| !signed);
    open.map(|(action, kind, _)| (action, can_sign_goods(&now.repair, kind))).collect()
}

fn events(now: &Assessment, person: PersonId) -> Vec<(RepairActionName, Result<(), Refusal>)> {
    let later = || "given later".to_owned();
    let holder = now.custody.holder();
    let hand_over = |to| {
        let follows = holder.ok_or(Refusal::HolderUnclear)?.hand_over;
        Ok(RepairEventKind::HandedOver { to, follows, given_by: later(), note: String::new() })
    };
    let swap = PartSwap {
        kind: SwapKind::Part,
        part_number: String::new(),
        name: later(),
        quantity: 1,
        reason: later(),
        old_serial: String::new(),
        new_serial: String::new(),
        label_fault: String::new(),
    };
    let back = now.repair.returned().map(|event| event.id).ok_or(Refusal::ReturnFirst);
    let (at, on) = (Timestamp::from_ms(0), now.repair.returned_on().ok_or(Refusal::ReturnFirst));
    let inspected =
        RepairEventKind::Inspected { passed: true, role: Inspector::Supervisor, by_name: later(), note: String::new(), replaces: None };
    let at_risk = RepairEventKind::PromiseAtRisk { reason: later(), told_customer: false };
    let asked: [(RepairActionName, Result<RepairEventKind, Refusal>); 15] = [
        (RepairActionName::HandOver, hand_over(Holder::Workshop { name: later() })),
        (RepairActionName::GiveBack, hand_over(Holder::Customer)),
        (
            RepairActionName::Diagnose,
            Ok(RepairEventKind::Diagnosed { cause: DamageCause::MachineFault, plan: HandlingPlan::Repair, note: later() }),
        ),
        (RepairActionName::NoteWork, Ok(RepairEventKind::WorkNoted { minutes: 1, text: later() })),
        (RepairActionName::UsePart, Ok(RepairEventKind::PartUsed { swap })),
        (RepairActionName::Inspect, Ok(inspected)),
        (RepairActionName::CallNotRepairable, Ok(RepairEventKind::NotRepairable { reason: later() })),
        (RepairActionName::PutPromiseAtRisk, now.promise.map(|_| at_risk).ok_or(Refusal::PromiseMissing)),
        (
            RepairActionName::MovePromise,
            Ok(RepairEventKind::PromiseMoved { promised_for: at, reason: later(), told_customer: false, replaces: None }),
        ),
        (
            RepairActionName::NotifyCustomer,
            Ok(RepairEventKind::CustomerNotified { channel: Channel::Phone, reached: true, good_reason: String::new() }),
        ),
        (RepairActionName::VoidReceipt, back.clone().map(|returned| RepairEventKind::ReceiptVoided { returned })),
        (RepairActionName::StateReceiptMissing, back.map(|returned| RepairEventKind::ReceiptMissing { returned, statement: later() })),
        (RepairActionName::FitAndTest, Ok(RepairEventKind::FittedAndTested { works: true, note: String::new() })),
        (RepairActionName::Charge, Ok(RepairEventKind::Charged { what: ChargeKind::Labour, description: later(), amount_fen: 1 })),
        (RepairActionName::RequestInvoice, on.map(|on| RepairEventKind::InvoiceRequested { amount_fen: 1, on })),
    ];
    asked.into_iter().map(|(action, kind)| (action, kind.and_then(|kind| can_record_on_repair(now, person, &kind)))).collect()
}
