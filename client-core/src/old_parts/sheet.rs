//! One old part as its page shows it.

use chrono::NaiveDate;
use model::documents::custody::{Holder, Link};
use model::documents::old_part::assessment::{Assessment, OldPartFlag};
use model::documents::old_part::records::{Disposition, Grounds, OldPartEvent, OldPartEventKind, Removed};
use model::documents::old_part::status::{NextStep, Progress};
use model::documents::records::Keyed;
use model::id::{DocumentId, EventId, PersonId};
use model::rules::{can_record_on_old_part, local_day};
use serde::Serialize;

use super::{OldParts, old_part_in};
use crate::actions::ActionError;
use crate::store::documents::{self, Left};
use crate::store::outbox::{self, Delivery};

/// Something that can be done to an old part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named after the action of `OldParts` that it allows")]
pub enum OldPartActionName {
    PromiseHandOver,
    ChangeDisposition,
    Label,
    Pack,
    RequestFreight,
    Ship,
    HandOver,
}

/// An old part as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OldPartSheet {
    /// The old part.
    pub id: DocumentId,
    /// What was taken out, from what and why.
    pub removed: Removed,
    /// What becomes of it.
    pub disposition: Disposition,
    /// What that rests on.
    pub grounds: Grounds,
    /// How far it is.
    pub progress: Progress,
    /// What has to be done next.
    pub next_step: Option<NextStep>,
    /// The day by which it is handed over.
    pub required_on: Option<NaiveDate>,
    /// The day on which somebody promised to hand it over.
    pub promised_on: Option<NaiveDate>,
    /// Overdue **days** today.
    pub overdue_days: u32,
    /// Who had it, one after the other.
    pub chain: Vec<Link>,
    /// Who has it now; more than one: people contradict each other.
    pub holders: Vec<Link>,
    /// Whether the storekeeper acknowledged the hand-over.
    pub acknowledged: bool,
    /// What happened, in order, struck entries included.
    pub events: Vec<Keyed<EventId, OldPartEvent>>,
    /// What can be done now.
    pub allowed: Vec<OldPartActionName>,
    /// What a person should look at.
    pub flags: Vec<OldPartFlag>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
    /// Set if the part is no longer this device's.
    pub left: Option<Left>,
    /// Paths of entries that cannot be understood here.
    pub unreadable: Vec<String>,
}

impl OldParts {
    /// The old part as its page shows it.
    ///
    /// # Errors
    /// [`ActionError`].
    pub fn open(&self, id: DocumentId) -> Result<OldPartSheet, ActionError> {
        let now = self.core.clock.now();
        self.core.look_at(id, |conn, _, seen| {
            let assessment = old_part_in(seen.assessed)?;
            let part = &assessment.old_part;
            let today = local_day(now, part.opened.kind.terms.utc_offset_minutes);
            let plan = part.plan();
            Ok(OldPartSheet {
                id,
                removed: part.opened.kind.clone(),
                disposition: plan.disposition,
                grounds: plan.grounds.clone(),
                progress: assessment.progress,
                next_step: assessment.next_step,
                required_on: part.required_on(),
                promised_on: part.promise().map(|promise| promise.promised_on),
                overdue_days: part.overdue_days(today),
                chain: assessment.custody.chain.clone(),
                holders: assessment.custody.ends.clone(),
                acknowledged: part.is_acknowledged(),
                events: part.events.clone(),
                allowed: if seen.left { Vec::new() } else { allowed(assessment, seen.person, today) },
                flags: assessment.flags.clone(),
                delivery: outbox::delivery(conn, id)?.ok_or(ActionError::NotFound)?,
                left: documents::left(conn, id)?,
                unreadable: part.unreadable.clone(),
            })
        })
    }
}

/// What the rules allow now, asked as the actions ask them.
fn allowed(now: &Assessment, person: PersonId, today: NaiveDate) -> Vec<OldPartActionName> {
    let later = || "given later".to_owned();
    let follows = now.custody.holder().and_then(|end| end.hand_over);
    let hand_over =
        OldPartEventKind::HandedOver { to: Holder::Storekeeper { name: later() }, follows, given_by: later(), note: String::new() };
    let plan = now.old_part.plan();
    let asked = [
        (
            OldPartActionName::PromiseHandOver,
            OldPartEventKind::Promised { promised_on: today, reason: later(), reported_to: later(), replaces: None },
        ),
        (
            OldPartActionName::ChangeDisposition,
            OldPartEventKind::DispositionChanged {
                disposition: Disposition::KeptByCustomer,
                grounds: Grounds { reason: later(), approver: later(), ..plan.grounds.clone() },
                replaces: None,
            },
        ),
        (OldPartActionName::Label, OldPartEventKind::Labelled { code: String::new() }),
        (OldPartActionName::Pack, OldPartEventKind::Packed { shipment: later(), packing_list: later() }),
        (OldPartActionName::RequestFreight, OldPartEventKind::FreightRequested { shipment: later(), amount_fen: 1 }),
        (OldPartActionName::Ship, OldPartEventKind::Shipped { shipment: later(), on: today }),
        (OldPartActionName::HandOver, hand_over),
    ];
    asked.into_iter().filter(|(_, kind)| can_record_on_old_part(now, person, kind).is_ok()).map(|(name, _)| name).collect()
}
