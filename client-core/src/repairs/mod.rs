//! Goods that were taken along for repair: the technician's and the workshop's side (O-02; …R-106). Nothing
//! here ever waits for a network.
//!
//! A repair is born where the goods leave the customer ([`Visits::take_away`](crate::Visits::take_away)); from then on it is written by
//! whoever has the goods: `card` is the work, `hands` the passing from hand to hand and the way back, `sign` the customer's two
//! signatures. Each returns when it is on disk.
//!
//! Left out: what only the desk decides, and the register over all devices.

mod card;
mod hands;
mod list;
mod paper;
mod sheet;
mod sign;

use std::sync::Arc;

use model::documents::kind::Assessed;
use model::documents::repair::append_event;
use model::documents::repair::assessment::Assessment;
use model::documents::repair::records::RepairEventKind;
use model::id::{DocumentId, EventId, SignOffId};
use model::rules::{Refusal, can_record_on_repair};
use model::seal::voucher::SignOffKind;
use serde::Serialize;

pub use list::RepairRow;
pub use sheet::{RefusedRepairAction, RepairActionName, RepairSheet, SheetRepairCard};
pub use sign::ShownGoodsVoucher;

use crate::actions::{ActionError, Step};
use crate::device::{Core, Device};
use crate::identity::Identity;

/// The repairs on this device. Cheap to clone.
#[derive(Clone)]
pub struct Repairs {
    pub(crate) core: Arc<Core>,
}

impl Device {
    /// Goods that were taken along for repair.
    #[must_use]
    pub fn repairs(&self) -> Repairs {
        Repairs { core: Arc::clone(&self.core) }
    }
}

/// What a person meant to do, as the command journal keeps it.
#[derive(Debug, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum Intent {
    Record { event: EventId, what: RepairEventKind },
    Sign { sign_off: SignOffId, kind: SignOffKind },
}

impl Repairs {
    /// Records what `happened` makes of the repair as it stands, if the rules allow it; answers the event's id.
    fn record(
        &self,
        id: DocumentId,
        happened: impl FnOnce(&Assessment, &Identity) -> Result<RepairEventKind, Refusal>,
    ) -> Result<EventId, ActionError> {
        self.core.carry_out(|hand| {
            let event = hand.new_id(EventId::from_parts)?;
            let identity = hand.identity.clone();
            hand.write(id, |scene| {
                let assessment = repair_in(scene.assessed)?;
                still_here(scene.left)?;
                let kind = happened(assessment, &identity)?;
                can_record_on_repair(assessment, scene.person, &kind)?;
                let change = append_event(scene.doc, event, kind.clone(), scene.stamp)?;
                Ok(Step::new(change, Intent::Record { event, what: kind }, event))
            })
        })
    }
}

/// The repair in `assessed`; another kind of document is no repair on this device.
fn repair_in(assessed: &Assessed) -> Result<&Assessment, ActionError> {
    match assessed {
        Assessed::Repair(assessment) => Ok(assessment),
        _ => Err(ActionError::NotFound),
    }
}

fn still_here(left: bool) -> Result<(), Refusal> {
    if left { Err(Refusal::GoneElsewhere) } else { Ok(()) }
}
