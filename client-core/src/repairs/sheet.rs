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
use model::rules::can_record_on_repair;
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
    /// What a person should look at.
    pub flags: Vec<RepairFlag>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
    /// Set if the repair is no longer this device's.
    pub left: Option<Left>,
    /// Paths of entries that cannot be understood here.
    pub unreadable: Vec<String>,
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
                allowed: if seen.left { Vec::new() } else { allowed(now, seen.person) },
                flags: now.flags.clone(),
                delivery: outbox::delivery(conn, id)?.ok_or(ActionError::NotFound)?,
                left: documents::left(conn, id)?,
                unreadable: repair.unreadable.clone(),
            })
        })
    }
}

/// What the rules allow now, asked as the actions ask them.
fn allowed(now: &Assessment, person: PersonId) -> Vec<RepairActionName> {
    let later = || "given later".to_owned();
    let holder = now.custody.holder();
    let hand_over =
        |to| RepairEventKind::HandedOver { to, follows: holder.and_then(|end| end.hand_over), given_by: later(), note: String::new() };
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
    let back = now.repair.returned().map(|event| event.id);
    let (at, on) = (Timestamp::from_ms(0), now.repair.returned_on());
    let asked = [
        (RepairActionName::HandOver, Some(hand_over(Holder::Workshop { name: later() })).filter(|_| holder.is_some())),
        (RepairActionName::GiveBack, Some(hand_over(Holder::Customer)).filter(|_| holder.is_some())),
        (
            RepairActionName::Diagnose,
            Some(RepairEventKind::Diagnosed { cause: DamageCause::MachineFault, plan: HandlingPlan::Repair, note: later() }),
        ),
        (RepairActionName::NoteWork, Some(RepairEventKind::WorkNoted { minutes: 1, text: later() })),
        (RepairActionName::UsePart, Some(RepairEventKind::PartUsed { swap })),
        (
            RepairActionName::Inspect,
            Some(RepairEventKind::Inspected {
                passed: true,
                role: Inspector::Supervisor,
                by_name: later(),
                note: String::new(),
                replaces: None,
            }),
        ),
        (RepairActionName::CallNotRepairable, Some(RepairEventKind::NotRepairable { reason: later() })),
        (RepairActionName::PutPromiseAtRisk, now.promise.map(|_| RepairEventKind::PromiseAtRisk { reason: later(), told_customer: false })),
        (
            RepairActionName::MovePromise,
            Some(RepairEventKind::PromiseMoved { promised_for: at, reason: later(), told_customer: false, replaces: None }),
        ),
        (
            RepairActionName::NotifyCustomer,
            Some(RepairEventKind::CustomerNotified { channel: Channel::Phone, reached: true, good_reason: String::new() }),
        ),
        (RepairActionName::VoidReceipt, back.map(|returned| RepairEventKind::ReceiptVoided { returned })),
        (RepairActionName::StateReceiptMissing, back.map(|returned| RepairEventKind::ReceiptMissing { returned, statement: later() })),
        (RepairActionName::FitAndTest, Some(RepairEventKind::FittedAndTested { works: true, note: String::new() })),
        (RepairActionName::Charge, Some(RepairEventKind::Charged { what: ChargeKind::Labour, description: later(), amount_fen: 1 })),
        (RepairActionName::RequestInvoice, on.map(|on| RepairEventKind::InvoiceRequested { amount_fen: 1, on })),
    ];
    let signs = [
        (RepairActionName::SignTakeAway, SignOffKind::TakeAway, now.taking_signed),
        (RepairActionName::SignGoodsReturn, SignOffKind::GoodsReturn, now.return_signed),
    ];
    let may_sign = signs.into_iter().filter(|(_, kind, signed)| !signed && can_sign_goods(&now.repair, *kind).is_ok());
    let may_record =
        asked.into_iter().filter(|(_, kind)| kind.as_ref().is_some_and(|kind| can_record_on_repair(now, person, kind).is_ok()));
    may_sign.map(|(name, ..)| name).chain(may_record.map(|(name, _)| name)).collect()
}
