//! Take goods along for repair: the repair is opened with a receipt number of this device's own range, and the visit stops until the
//! goods are back (O-02, E6). The customer signs for it on the repair's own paper ([`crate::repairs`]).

use model::documents::records::Organisation;
use model::documents::repair::records::{Item, Taken};
use model::documents::repair::{self};
use model::documents::visit::records::{EventKind, StopReason};
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_take, check_promise, check_take_along, receipt_number};
use model::time::Timestamp;
use rusqlite::Connection;
use serde::Serialize;

use super::act::{Intent, Step, on_visit};
use super::{ActionError, Visits, promises, stops};
use crate::reference::held;
use crate::store::{StoreError, commands};

/// Goods as the technician takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeAway {
    /// What is taken, and in which condition.
    pub item: Item,
    /// What is wrong.
    pub fault: String,
    /// Why it cannot be repaired on site.
    pub reason: String,
    /// By when the repair is promised, as the end of that day.
    pub promised_for: Option<Timestamp>,
    /// The paper behind the promise; may be empty where none is needed.
    pub promise_document: String,
    /// Whether the customer pays.
    pub paid: bool,
}

/// Goods that were taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TakenAway {
    /// The repair.
    pub repair: DocumentId,
    /// Number of the receipt, good for the customer at once (E6).
    pub receipt: String,
}

impl Visits {
    /// Takes goods along from the visit: opens the repair with the next receipt number, names the promise to the customer and stops the
    /// visit, all at once. The goods are in the technician's hands from then on; the customer signs for them next.
    ///
    /// # Errors
    /// [`ActionError`], among them [`Refusal::NoNumberRange`]: sync once; and [`ActionError::Unprintable`]: the receipt could not
    /// be printed. Nothing was changed, and no number was used.
    pub fn take_away(&self, id: DocumentId, goods: &TakeAway) -> Result<TakenAway, ActionError> {
        self.core.carry_out(|hand| {
            let receipt = next_receipt(hand.tx)?.ok_or(Refusal::NoNumberRange)?;
            let held = held::policy(hand.tx)?;
            let terms = held.policy.repair_terms(&held.name);
            let identity = hand.identity.clone();
            if let Some(promised_for) = goods.promised_for {
                on_visit(hand, id, |scene| {
                    promises::decide(&scene.stand)?;
                    check_promise(scene.stand.visit(), &goods.promise_document)?;
                    let replaces = scene.stand.visit().promise().map(|promise| promise.event);
                    let event = scene.new_id(EventId::from_parts)?;
                    let document = goods.promise_document.clone();
                    let kind = EventKind::CompletionPromised { promised_for, document, replaces };
                    let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
                    Ok(Step::new(change, Intent::PromiseCompletion { event, promised_for, document: &goods.promise_document }, ()))
                })?;
            }
            let taken = on_visit(hand, id, |scene| {
                stops::decide_suspend(&scene.stand)?;
                let visit = scene.stand.visit();
                check_take_along(visit, &goods.reason)?;
                let taken = Taken {
                    visit: Some(id),
                    call_out: visit.order().number,
                    customer: visit.customer.clone(),
                    item: goods.item.clone(),
                    receipt: receipt.clone(),
                    fault: goods.fault.clone(),
                    technician_name: identity.person_name.clone(),
                    courier_number: String::new(),
                    promised_for: goods.promised_for,
                    promise_document: goods.promise_document.clone(),
                    paid: goods.paid,
                    terms,
                };
                can_take(&taken)?;
                let event = scene.new_id(EventId::from_parts)?;
                let kind = EventKind::Suspended { why: StopReason::TakenAway, reason: goods.reason.clone(), next_at: None, consent: None };
                let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
                Ok(Step::new(change, Intent::TakeAway { event, receipt: &receipt }, taken))
            })?;
            let organisation = Organisation { id: identity.organisation, name: identity.organisation_name.clone() };
            let repair = hand.create(Intent::OpenRepair { receipt: &receipt, visit: id }, |doc, repair, stamp| {
                repair::genesis(doc, repair, &organisation, taken, stamp)
            })?;
            Ok(TakenAway { repair, receipt: receipt.clone() })
        })
    }
}

/// The next receipt number of this device's range (R-091, E6): after every one that a repair on this device bears and every one that
/// this device ever gave, whatever became of the document. `None` without a range.
fn next_receipt(conn: &Connection) -> Result<Option<String>, StoreError> {
    let Some(range) = held::number_range(conn)? else { return Ok(None) };
    let prefix = format!("{}-", range.prefix);
    let last = commands::given_receipts(conn)?.iter().filter_map(|number| number.strip_prefix(&prefix)?.parse::<u32>().ok()).max();
    Ok(Some(receipt_number(&range.prefix, last.unwrap_or(0).saturating_add(1))))
}
