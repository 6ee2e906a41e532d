//! Repairs as lists and pages show them, and the papers of goods.

use chrono::NaiveDate;
use client_core::repairs::{self, RepairActionName, RepairRow, SheetRepairCard as RepairCard};
use client_core::visits::{Delivery, Left};
use model::documents::custody::{Holder, Link};
use model::documents::repair::assessment::RepairFlag;
use model::documents::repair::records::Taken;
use model::documents::repair::status::{Duty, Promise, ReceiptState, RegisterRow, Stage};
use model::id::DocumentId;
use model::seal::SealError;
use model::seal::goods::GoodsVoucher;
use model::seal::paper::Paper;
use model::time::Timestamp;

use super::repair::RepairEvent;
use super::sheet::SignOff;

/// A repair in the list.
#[uniffi::remote(Record)]
pub struct RepairRow {
    /// The repair.
    pub id: DocumentId,
    /// The visit on which the goods were taken.
    pub visit: Option<DocumentId>,
    /// Number of the receipt.
    pub receipt: String,
    /// Whose goods they are.
    pub customer: String,
    /// Product and model.
    pub product: String,
    /// How far the repair is.
    pub stage: Stage,
    /// Everybody who is said to have the goods: one, unless that is unclear.
    pub holders: Vec<Holder>,
    /// The goods are in the hands of this device's person.
    pub mine: bool,
    /// By when it is due.
    pub due_at: Option<Timestamp>,
    /// What a person should look at.
    pub flags: Vec<RepairFlag>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
    /// Set if the repair is no longer this device's.
    pub left: Option<Left>,
}

/// Something that can be done to a repair; each is named after the method of `Repairs` that it allows.
#[uniffi::remote(Enum)]
pub enum RepairActionName {
    /// `show_voucher` and `sign` for the taking.
    SignTakeAway,
    /// `show_voucher` and `sign` for the return.
    SignGoodsReturn,
    /// `hand_over`.
    HandOver,
    /// `give_back`.
    GiveBack,
    /// `diagnose`.
    Diagnose,
    /// `note_work`.
    NoteWork,
    /// `use_part`.
    UsePart,
    /// `inspect`.
    Inspect,
    /// `call_not_repairable`.
    CallNotRepairable,
    /// `put_promise_at_risk`.
    PutPromiseAtRisk,
    /// `move_promise`.
    MovePromise,
    /// `notify_customer`.
    NotifyCustomer,
    /// `void_receipt`.
    VoidReceipt,
    /// `state_receipt_missing`.
    StateReceiptMissing,
    /// `fit_and_test`.
    FitAndTest,
    /// `charge`.
    Charge,
    /// `request_invoice`.
    RequestInvoice,
}

/// Something that cannot be done to a repair now.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RefusedRepairAction {
    /// The action.
    pub action: RepairActionName,
    /// The stable code of the refusal that it would meet.
    pub code: String,
}

impl From<repairs::RefusedRepairAction> for RefusedRepairAction {
    fn from(refused: repairs::RefusedRepairAction) -> Self {
        Self { action: refused.action, code: refused.code.to_owned() }
    }
}

/// A repair as its page shows it.
#[derive(Debug, Clone, uniffi::Record)]
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
    pub card: RepairCard,
    /// The row of the in/out register.
    pub register: RegisterRow,
    /// The day on which the customer is to be told again to collect.
    pub notice_due_on: Option<NaiveDate>,
    /// The customer signed for the taking.
    pub taking_signed: bool,
    /// The customer signed for the return: this completes the order.
    pub return_signed: bool,
    /// Sign-offs and what came of checking them.
    pub sign_offs: Vec<SignOff>,
    /// What happened, in order, struck entries included.
    pub events: Vec<RepairEvent>,
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

impl From<repairs::RepairSheet> for RepairSheet {
    fn from(sheet: repairs::RepairSheet) -> Self {
        Self {
            id: sheet.id,
            taken: sheet.taken,
            taken_at: sheet.taken_at,
            stage: sheet.stage,
            chain: sheet.chain,
            holders: sheet.holders,
            receipt: sheet.receipt,
            promise: sheet.promise,
            due_at: sheet.due_at,
            duties: sheet.duties,
            card: sheet.card,
            register: sheet.register,
            notice_due_on: sheet.notice_due_on,
            taking_signed: sheet.taking_signed,
            return_signed: sheet.return_signed,
            sign_offs: sheet.sign_offs.into_iter().map(Into::into).collect(),
            events: sheet.events.into_iter().map(Into::into).collect(),
            allowed: sheet.allowed,
            refused: sheet.refused.into_iter().map(Into::into).collect(),
            flags: sheet.flags,
            delivery: sheet.delivery,
            left: sheet.left,
            unreadable: sheet.unreadable,
        }
    }
}

/// The paper of goods as it is shown, with what names it when it is signed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ShownGoodsVoucher {
    /// What to show.
    pub voucher: GoodsVoucher,
    /// The paper's canonical bytes (RFC 8785): exactly what the seal will hold.
    pub canonical: Vec<u8>,
    /// SHA-256 of the canonical bytes, 64 hex digits; hand it to `sign`.
    pub digest: String,
    /// The characters in it that cannot be printed, each once: as long as there are any, nobody can sign it.
    pub unprintable: Vec<String>,
}

impl TryFrom<repairs::ShownGoodsVoucher> for ShownGoodsVoucher {
    type Error = SealError;

    fn try_from(shown: repairs::ShownGoodsVoucher) -> Result<Self, SealError> {
        let canonical = Paper::from(shown.voucher.clone()).to_bytes()?;
        let unprintable = shown.unprintable.into_iter().map(String::from).collect();
        Ok(Self { canonical, voucher: shown.voucher, digest: shown.digest, unprintable })
    }
}
