//! Exchange a part with the catalogue at hand: one goes in, and what comes out gets a document of its own in the same transaction
//! (R-073, R-075, R-078… … ).

use chrono::NaiveDate;
use model::documents::old_part;
use model::documents::old_part::records::{Disposition, Grounds, OldPartTerms, Removed};
use model::documents::records::Organisation;
use model::documents::visit::records::PartSwap;
use model::documents::visit::write;
use model::id::{DocumentId, MovementId, PartLineId};
use model::reference::part::Part;
use model::rules::{Refusal, can_open_old_part, check_swap, check_way, is_blank, local_day, proposed_disposition, required_on};
use model::stock::{StockLine, UsedTwice};
use serde::{Deserialize, Serialize};

use super::act::{Intent, Step, on_visit};
use super::{ActionError, Visits};
use crate::reference::{Reference, VanStock, held};

/// A part exchange as the technician enters it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What goes in and what comes out. Without a name, the catalogue's is taken.
    pub swap: PartSwap,
    /// What becomes of the part that comes out.
    pub comes_out: ComesOut,
}

/// What becomes of the part that comes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "comes_out", rename_all = "snake_case")]
pub enum ComesOut {
    /// Nothing comes out: the part is an addition.
    Nothing,
    /// What the catalogue proposes for it.
    AsCatalogue,
    /// What the technician says, and what that rests on.
    As {
        /// What becomes of it.
        disposition: Disposition,
        /// What that rests on.
        grounds: Grounds,
    },
}

/// A part that was exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exchanged {
    /// The line of the parts table.
    pub line: PartLineId,
    /// The document of the part that came out.
    pub old_part: Option<DocumentId>,
    /// The day by which it is handed over.
    pub required_on: Option<NaiveDate>,
    /// This device knows of another use of the same piece: both stay, and somebody has to look.
    pub used_twice: Option<UsedTwice>,
    /// What is left of this part in the van; below zero is shown. `None` if nothing is, or was ever, there, or if it
    /// cannot be read now.
    pub stock_after: Option<StockLine>,
}

impl Visits {
    /// Adds a line to the parts table and opens the document of the part that comes out, both or neither. A part whose pieces bear
    /// numbers needs the new piece's.
    ///
    /// # Errors
    /// [`ActionError`]; the refusal names the field that is missing, or says that the facts do not allow the disposition. Nothing was
    /// changed.
    pub fn exchange_part(&self, id: DocumentId, exchange: &Exchange) -> Result<Exchanged, ActionError> {
        let (line, opened) = self.core.carry_out(|hand| {
            let part = held::part(hand.tx, &exchange.swap.part_number)?;
            let swap = completed(&exchange.swap, part.as_ref())?;
            let plan = plan(&exchange.comes_out, part.as_ref())?;
            let held = held::policy(hand.tx)?;
            let terms = held.policy.old_part_terms(&held.name);
            let identity = hand.identity.clone();
            let line = hand.new_id(PartLineId::from_parts)?;
            let removed = on_visit(hand, id, |scene| {
                scene.stand.can_work()?;
                check_swap(&swap)?;
                let visit = scene.stand.visit();
                let own = visit.terms.as_ref();
                let removed = plan.map(|(disposition, grounds)| Removed {
                    visit: id,
                    part_line: line,
                    order_number: visit.order().number,
                    equipment_number: visit.asset.serial.clone(),
                    plate: visit.asset.plate.clone().unwrap_or_default(),
                    label_fault: swap.label_fault.clone(),
                    part_number: swap.part_number.clone(),
                    name: swap.name.clone(),
                    serial: swap.old_serial.clone(),
                    quantity: swap.quantity,
                    unit_price_fen: part.as_ref().and_then(|part| part.unit_price_fen),
                    technician_name: identity.person_name.clone(),
                    region: String::new(),
                    reason: swap.reason.clone(),
                    requested_on: None,
                    completed_at: scene.stamp.clock.best_guess(),
                    disposition,
                    grounds,
                    // The visit's own terms count; one without terms goes by the policy that is here.
                    terms: own.map_or(terms.clone(), |own| OldPartTerms {
                        policy: own.policy.clone(),
                        old_part_days: own.old_part_days,
                        ..terms
                    }),
                });
                removed.as_ref().map_or(Ok(()), can_open_old_part)?;
                let change = write::swap_part(scene.doc, line, swap.clone(), scene.stamp)?;
                Ok(Step::new(change, Intent::SwapPart { line, swap: &swap }, removed))
            })?;
            let Some(removed) = removed else { return Ok((line, None)) };
            let organisation = Organisation { id: identity.organisation, name: identity.organisation_name.clone() };
            let due = due(&removed);
            let old_part = hand.create(Intent::OpenOldPart { line }, |doc, old_part, stamp| {
                old_part::genesis(doc, old_part, &organisation, removed, stamp)
            })?;
            Ok((line, Some((old_part, due))))
        })?;
        // The exchange is on disk: what cannot be read now about the stock must not look as if nothing had happened.
        let stock = Reference { core: self.core.clone() }.van_stock_with_own().unwrap_or_else(|error| {
            tracing::warn!(%error, "the van stock cannot be read after an exchange");
            VanStock::default()
        });
        let (movement, number) = (MovementId::from_bytes(*line.as_bytes()), exchange.swap.part_number.trim());
        Ok(Exchanged {
            line,
            old_part: opened.map(|(old_part, _)| old_part),
            required_on: opened.and_then(|(_, due)| due),
            used_twice: stock.used_twice.into_iter().find(|used| used.movements.contains(&movement)),
            stock_after: stock.lines.into_iter().find(|line| !number.is_empty() && line.part_number.trim() == number),
        })
    }
}

/// The swap with what the catalogue knows: the name, and that its pieces bear numbers.
fn completed(swap: &PartSwap, part: Option<&Part>) -> Result<PartSwap, Refusal> {
    let mut swap = swap.clone();
    if let Some(part) = part {
        if is_blank(&swap.name) {
            part.name_in("zh-CN").clone_into(&mut swap.name);
        }
        if part.serialised && is_blank(&swap.new_serial) {
            return Err(Refusal::SwapIncomplete("new_serial"));
        }
    }
    Ok(swap)
}

/// What becomes of the part that comes out, and what that rests on; nothing if none does.
fn plan(comes_out: &ComesOut, part: Option<&Part>) -> Result<Option<(Disposition, Grounds)>, Refusal> {
    match (comes_out, part) {
        (ComesOut::Nothing, _) => Ok(None),
        (ComesOut::As { disposition, grounds }, part) => {
            part.map_or(Ok(()), |part| check_way(part, *disposition, grounds))?;
            Ok(Some((*disposition, grounds.clone())))
        }
        (ComesOut::AsCatalogue, Some(part)) => Ok(Some(proposed_disposition(part))),
        // The catalogue does not know the part: the technician has to say.
        (ComesOut::AsCatalogue, None) => Err(Refusal::NotFilledIn("disposition")),
    }
}

fn due(removed: &Removed) -> Option<NaiveDate> {
    let owed = matches!(removed.disposition, Disposition::Return | Disposition::LocalSale);
    let days = removed.terms.old_part_days.filter(|_| owed)?;
    Some(required_on(local_day(removed.completed_at, removed.terms.utc_offset_minutes), days))
}
