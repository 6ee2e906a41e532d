//! Charge: what the customer pays for. A wrong charge is struck, never removed (E4).

use model::documents::visit::records::{ChargeKind, EventKind};
use model::documents::visit::write;
use model::id::{DocumentId, EventId, PartLineId};
use model::rules::{Refusal, can_charge, can_strike_charge, check_line, check_stated, is_blank};
use serde::Serialize;

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};

/// A charge as the technician enters it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewCharge {
    /// For what.
    pub what: ChargeKind,
    /// In words.
    pub text: String,
    /// How much, in **fen**.
    pub amount_fen: i64,
    /// The part line it belongs to.
    pub part_line: Option<PartLineId>,
}

impl Visits {
    /// Records a charge; answers its id.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn charge(&self, id: DocumentId, charge: &NewCharge) -> Result<EventId, ActionError> {
        self.core.act(id, |scene| {
            decide(&scene.stand, charge.what)?;
            let known = |line: PartLineId| scene.stand.visit().parts_in_force().any(|part| part.id == line);
            if charge.part_line.is_some_and(|line| !known(line)) {
                return Err(Refusal::NoSuchPartLine.into());
            }
            let kind = EventKind::Charged {
                what: charge.what,
                description: charge.text.clone(),
                amount_fen: charge.amount_fen,
                part_line: charge.part_line,
            };
            check_stated(&kind)?;
            let event = scene.new_id(EventId::from_parts)?;
            let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
            Ok(Step::new(change, Intent::Charge { event, charge }, event))
        })
    }

    /// Strikes one's own charge `charge` with a reason; it stays readable.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn strike_charge(&self, id: DocumentId, charge: EventId, reason: &str) -> Result<(), ActionError> {
        self.core.act(id, |scene| {
            scene.stand.still_ours()?;
            can_strike_charge(scene.stand.visit(), scene.stand.signature(), scene.stand.person, charge)?;
            if is_blank(reason) {
                return Err(Refusal::ReasonMissing.into());
            }
            check_line(reason)?;
            let kind = EventKind::Struck { event: charge, reason: reason.to_owned() };
            let event = scene.new_id(EventId::from_parts)?;
            let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
            Ok(Step::new(change, Intent::StrikeCharge { charge, reason }, ()))
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>, what: ChargeKind) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_charge(stand.visit(), stand.signature(), stand.person, what)
}
