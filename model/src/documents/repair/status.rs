//! Folding a repair: who holds the goods, how far the repair is, what became of the receipt, what was promised. Decided by which events
//! exist and what they name, never by their order of arrival.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Repair;
use super::records::{Fate, PartSwap, PromiseDuty, RepairEvent, RepairEventKind};
use crate::documents::custody::{Custody, HandOver, Holder, Link};
use crate::documents::records::Keyed;
use crate::documents::replacing::replaced;
use crate::id::{EventId, PersonId};
use crate::rules::{days_after, local_day};
use crate::time::Timestamp;

/// **Days** after which goods that are not collected are notified again.
const NOTICE_DAYS: u32 = 3;
/// So many notices in vain, and the company is told.
const MAX_VAIN_NOTICES: usize = 3;
const DAY_MS: i64 = 86_400_000;

/// How far a repair is (row 181).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Stage {
    /// Taken along; nobody has looked at it yet.
    Taken,
    /// Somebody works on it.
    InRepair,
    /// An inspector passed it.
    Inspected,
    /// The customer knows that it can be collected.
    Ready,
    /// Back at the customer.
    Returned,
}

/// What became of the receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReceiptState {
    /// In the customer's hand.
    Valid,
    /// Given back at the return.
    Void,
    /// Not to be found; a statement stands in for it.
    Missing,
}

/// What an inspection came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// The event.
    pub event: EventId,
    /// Whether the goods may go back.
    pub passed: bool,
    /// Who inspected.
    pub by_name: &'a str,
    /// In words; may be empty.
    pub note: &'a str,
}

/// The date that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The event that moved it; absent if it is the one of the taking.
    pub event: Option<EventId>,
    /// By when, as the end of that day.
    pub promised_for: Timestamp,
}

/// What is owed because a promised date cannot be kept (R-098, P-07). Open from the moment that somebody saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// The event that opened it.
    pub of: EventId,
    /// What is owed.
    pub owed: PromiseDuty,
    /// Since when.
    pub since: Timestamp,
    /// Whether it was met.
    pub met: bool,
}

/// The repair card that hangs on the goods (F-05; ).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RepairCard {
    /// Real repair time, in **minutes**.
    pub minutes: u32,
    /// Parts used.
    pub parts: Vec<PartSwap>,
    /// Whether it still hangs there.
    pub open: bool,
}

/// A row of the in/out register of customers' goods (F-04; R-093).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterRow {
    /// Number of the receipt.
    pub receipt: String,
    /// The customer's name.
    pub customer: String,
    /// Product and model.
    pub product: String,
    /// Serial; may be empty.
    pub serial: String,
    /// The day on which the goods were taken.
    pub taken_on: NaiveDate,
    /// The day on which they came back.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub returned_on: Option<NaiveDate>,
}

impl Repair {
    /// Who had the goods, and who has them.
    #[must_use]
    pub fn custody(&self) -> Custody {
        let since = self.opened.clock.best_guess();
        let technician = Holder::Technician { id: self.opened.by, name: self.opened.kind.technician_name.clone() };
        let hand_overs: Vec<HandOver> = self
            .in_force()
            .filter_map(|event| match &event.record.kind {
                RepairEventKind::HandedOver { to, follows, .. } => {
                    Some(HandOver { id: event.id, to: to.clone(), follows: *follows, at: event.record.clock.best_guess() })
                }
                _ => None,
            })
            .collect();
        let first = Link { hand_over: None, holder: Holder::Customer, since };
        Custody::fold(first, vec![Link { hand_over: None, holder: technician, since }], &hand_overs)
    }

    /// The hand-over that brought the goods back to the customer.
    #[must_use]
    pub fn returned(&self) -> Option<&Keyed<EventId, RepairEvent>> {
        let custody = self.custody();
        let back = custody.holder().filter(|end| end.holder == Holder::Customer).and_then(|end| end.hand_over)?;
        self.events.iter().find(|event| event.id == back)
    }

    /// The day of the return, in the organisation's time zone.
    #[must_use]
    pub fn returned_on(&self) -> Option<NaiveDate> {
        self.returned().map(|event| self.day_of(event))
    }

    fn day_of(&self, event: &Keyed<EventId, RepairEvent>) -> NaiveDate {
        local_day(event.record.clock.best_guess(), self.opened.kind.terms.utc_offset_minutes)
    }

    /// Inspections that count: those in force that no other one in force replaces. The caller says which events are known.
    #[must_use]
    pub fn verdicts_among(&self, known: impl Fn(EventId) -> bool) -> Vec<Verdict<'_>> {
        let inspected = || self.in_force().filter(|event| known(event.id));
        let replaced = replaced(inspected().map(|event| match &event.record.kind {
            RepairEventKind::Inspected { replaces, .. } => (event.id, *replaces),
            _ => (event.id, None),
        }));
        inspected()
            .filter(|event| !replaced.contains(&event.id))
            .filter_map(|event| match &event.record.kind {
                RepairEventKind::Inspected { passed, by_name, note, .. } => {
                    Some(Verdict { event: event.id, passed: *passed, by_name, note })
                }
                _ => None,
            })
            .collect()
    }

    /// Inspections that count, as far as anybody knows.
    #[must_use]
    pub fn verdicts(&self) -> Vec<Verdict<'_>> {
        self.verdicts_among(|_| true)
    }

    /// Whether an inspector passed it, and none disagrees.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        is_pass(&self.verdicts())
    }

    /// Whether it is passed on the word of somebody who worked on it: recorded on that person's own device, in whosever name, or
    /// under that person's name elsewhere.
    #[must_use]
    pub fn is_passed_by_its_repairer(&self) -> bool {
        let worked = |kind: &RepairEventKind| matches!(kind, RepairEventKind::WorkNoted { .. } | RepairEventKind::PartUsed { .. });
        let works = self.in_force().filter(|event| event.record.device.is_some() && worked(&event.record.kind));
        let repairers: BTreeSet<PersonId> = works.map(|event| event.record.by).collect();
        let links = self.custody().chain;
        let technicians = links.iter().filter_map(|link| match &link.holder {
            Holder::Technician { id, name } if repairers.contains(id) => Some(name.trim()),
            _ => None,
        });
        let names: BTreeSet<&str> = technicians.collect();
        self.in_force().any(|event| match &event.record.kind {
            RepairEventKind::Inspected { passed: true, by_name, .. } => {
                let on_own_device = event.record.device.is_some() && repairers.contains(&event.record.by);
                on_own_device || names.contains(by_name.trim())
            }
            _ => false,
        })
    }

    /// Whether a superior decided that it goes back as it is. The caller says which events are known.
    #[must_use]
    pub fn is_to_return_as_is_among(&self, known: impl Fn(EventId) -> bool) -> bool {
        self.in_force()
            .any(|event| matches!(event.record.kind, RepairEventKind::FateDecided { fate: Fate::ReturnAsIs, .. }) && known(event.id))
    }

    /// How far the repair is.
    #[must_use]
    pub fn stage(&self) -> Stage {
        let happened = |wanted: fn(&RepairEventKind) -> bool| self.in_force().any(|event| wanted(&event.record.kind));
        let told = happened(|kind| matches!(kind, RepairEventKind::CustomerNotified { reached: true, .. }));
        let passed = self.is_passed();
        if self.returned().is_some() {
            Stage::Returned
        } else if told && (passed || self.is_to_return_as_is_among(|_| true)) {
            Stage::Ready
        } else if passed {
            Stage::Inspected
        } else if matches!(self.custody().holder().map(|end| &end.holder), Some(Holder::Workshop { .. })) || happened(is_work) {
            Stage::InRepair
        } else {
            Stage::Taken
        }
    }

    /// What became of the receipt: void only by the return that is in force.
    #[must_use]
    pub fn receipt(&self) -> ReceiptState {
        let Some(back) = self.returned().map(|event| event.id) else {
            return ReceiptState::Valid;
        };
        let closed =
            |wanted: fn(&RepairEventKind) -> Option<EventId>| self.in_force().any(|event| wanted(&event.record.kind) == Some(back));
        if closed(|kind| if let RepairEventKind::ReceiptVoided { returned } = kind { Some(*returned) } else { None }) {
            ReceiptState::Void
        } else if closed(|kind| if let RepairEventKind::ReceiptMissing { returned, .. } = kind { Some(*returned) } else { None }) {
            ReceiptState::Missing
        } else {
            ReceiptState::Valid
        }
    }

    /// Dates that hold: one, unless two people moved the promise without knowing of each other; the last one first.
    #[must_use]
    pub fn promises(&self) -> Vec<Promise> {
        let moved: Vec<(Promise, Option<EventId>)> = self
            .in_force()
            .filter_map(|event| match &event.record.kind {
                RepairEventKind::PromiseMoved { promised_for, replaces, .. } => {
                    Some((Promise { event: Some(event.id), promised_for: *promised_for }, *replaces))
                }
                _ => None,
            })
            .collect();
        let replaced = replaced(moved.iter().filter_map(|(promise, replaces)| Some((promise.event?, *replaces))));
        let ended = |promise: &Promise| promise.event.is_some_and(|event| replaced.contains(&event));
        let standing: Vec<Promise> = moved.iter().map(|(promise, _)| *promise).filter(|promise| !ended(promise)).rev().collect();
        if standing.is_empty() {
            self.opened.kind.promised_for.map(|promised_for| Promise { event: None, promised_for }).into_iter().collect()
        } else {
            standing
        }
    }

    /// By when the repair is due: the promise, else the organisation's own time.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        let terms = &self.opened.kind.terms;
        let promised = self.promises().first().map(|promise| promise.promised_for);
        promised.or_else(|| terms.repair_days.map(|days| self.opened.clock.best_guess().plus_ms(i64::from(days) * DAY_MS)))
    }

    /// Duties towards promises that cannot be kept (R-098, P-07).
    #[must_use]
    pub fn duties(&self) -> Vec<Duty> {
        let owed = self.opened.kind.terms.late;
        let taken_up =
            |of: EventId| self.in_force().any(|event| matches!(event.record.kind, RepairEventKind::DutyMet { of: met, .. } if met == of));
        self.in_force()
            .filter_map(|event| match event.record.kind {
                RepairEventKind::PromiseAtRisk { told_customer, .. } | RepairEventKind::PromiseMoved { told_customer, .. } => {
                    let told = owed == PromiseDuty::TellCustomer && told_customer;
                    Some(Duty { of: event.id, owed, since: event.record.clock.best_guess(), met: told || taken_up(event.id) })
                }
                _ => None,
            })
            .collect()
    }

    /// Notices to collect that went unheeded without a good reason. Those within three days of the one before are part of it.
    #[must_use]
    pub fn vain_notices(&self) -> usize {
        if self.returned().is_some() {
            return 0;
        }
        let mut last: Option<NaiveDate> = None;
        let notices = self.in_force().filter(|event| {
            matches!(&event.record.kind, RepairEventKind::CustomerNotified { good_reason, .. } if crate::rules::is_blank(good_reason))
        });
        let apart = notices.map(|event| self.day_of(event)).filter(|day| {
            let counts = last.is_none_or(|last| *day >= days_after(last, NOTICE_DAYS));
            if counts {
                last = Some(*day);
            }
            counts
        });
        apart.count()
    }

    /// Whether the company is told and the goods go by mail: three notices in vain.
    #[must_use]
    pub fn is_not_collected(&self) -> bool {
        self.vain_notices() >= MAX_VAIN_NOTICES
    }

    /// The day on which the customer is to be told (again) that the goods are ready: at once, then every three days.
    #[must_use]
    pub fn notice_due_on(&self) -> Option<NaiveDate> {
        if !matches!(self.stage(), Stage::Inspected | Stage::Ready) || self.is_not_collected() {
            return None;
        }
        let last = |wanted: fn(&RepairEventKind) -> bool| {
            self.in_force().filter(|event| wanted(&event.record.kind)).last().map(|event| self.day_of(event))
        };
        last(|kind| matches!(kind, RepairEventKind::CustomerNotified { .. }))
            .map(|told| days_after(told, NOTICE_DAYS))
            .or_else(|| last(|kind| matches!(kind, RepairEventKind::Inspected { .. } | RepairEventKind::FateDecided { .. })))
    }

    /// What stands on the repair card.
    #[must_use]
    pub fn card(&self) -> RepairCard {
        let mut card = RepairCard { open: self.returned().is_none(), ..RepairCard::default() };
        for event in self.in_force() {
            match &event.record.kind {
                RepairEventKind::WorkNoted { minutes, .. } => card.minutes = card.minutes.saturating_add(*minutes),
                RepairEventKind::PartUsed { swap } => card.parts.push(swap.clone()),
                _ => {}
            }
        }
        card
    }

    /// The row of the in/out register.
    #[must_use]
    pub fn register_row(&self) -> RegisterRow {
        let taken = &self.opened.kind;
        RegisterRow {
            receipt: taken.receipt.clone(),
            customer: taken.customer.name.clone(),
            product: format!("{} {}", taken.item.product, taken.item.model).trim().to_owned(),
            serial: taken.item.serial.clone(),
            taken_on: local_day(self.opened.clock.best_guess(), taken.terms.utc_offset_minutes),
            returned_on: self.returned_on(),
        }
    }

    /// What an item is known by over several documents: model and serial. `None` if it has no serial.
    #[must_use]
    pub fn item_key(&self) -> Option<String> {
        let item = &self.opened.kind.item;
        let serial = item.serial.trim().to_uppercase();
        (!serial.is_empty()).then(|| format!("{}/{serial}", item.model.trim().to_uppercase()))
    }
}

/// Verdicts that come to a pass: there are some, and all pass.
pub(super) fn is_pass(verdicts: &[Verdict<'_>]) -> bool {
    !verdicts.is_empty() && verdicts.iter().all(|verdict| verdict.passed)
}

fn is_work(kind: &RepairEventKind) -> bool {
    matches!(
        kind,
        RepairEventKind::WorkNoted { .. }
            | RepairEventKind::PartUsed { .. }
            | RepairEventKind::Diagnosed { .. }
            | RepairEventKind::Inspected { .. }
            | RepairEventKind::NotRepairable { .. }
    )
}
