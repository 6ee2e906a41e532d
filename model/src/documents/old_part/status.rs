//! Folding an old part: who holds it, what is to become of it, how far it is, what is owed next and by when. Decided by which events
//! exist and what they name, never by their order of arrival.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::OldPart;
use super::records::{Disposition, Grounds, OldPartEvent, OldPartEventKind, ReviewClass};
use crate::documents::custody::{Custody, HandOver, Holder, Link};
use crate::documents::records::Keyed;
use crate::documents::replacing::replaced;
use crate::id::EventId;
use crate::rules::{self, HandOverPromise, OldPartOfSwap, is_blank, local_day};

/// How far an old part is (row 185).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Progress {
    /// The swap is completed.
    Completed,
    /// Somebody promised to hand it over.
    Promised,
    /// The field storekeeper has it.
    HandedOver,
    /// It is on its way to head office, or there.
    Shipped,
    /// Liability is judged.
    Judged,
    /// It is dealt with.
    Disposed,
    /// No part came out after all.
    Withdrawn,
}

/// What has to be done next with an old part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NextStep {
    /// The technician hands it to the field storekeeper.
    HandOver,
    /// The storekeeper acknowledges it.
    Acknowledge,
    /// It gets its label.
    Label,
    /// It is packed and listed.
    Pack,
    /// The freight is asked for.
    RequestFreight,
    /// It is shipped.
    Ship,
    /// The head-office store receives it.
    Receive,
    /// Its review begins.
    Review,
    /// Liability is judged.
    Judge,
    /// The supplier gets a claim.
    Claim,
    /// It is dealt with.
    Dispose,
    /// The paper of its disposal is still missing.
    Paper,
    /// The buyer's money is still missing.
    Remittance,
}

/// What is to become of a part, and what that rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan<'a> {
    /// What becomes of it.
    pub disposition: Disposition,
    /// What that rests on.
    pub grounds: &'a Grounds,
}

impl OldPart {
    /// Who had the part, and who has it.
    #[must_use]
    pub fn custody(&self) -> Custody {
        let since = self.opened.clock.best_guess();
        let technician = Holder::Technician { id: self.opened.by, name: self.opened.kind.technician_name.clone() };
        let stayed = matches!(self.opened.kind.disposition, Disposition::GiveAway | Disposition::KeptByCustomer);
        let first = Link { hand_over: None, holder: if stayed { Holder::Customer } else { technician }, since };
        Custody::fold(first, Vec::new(), &self.hand_overs())
    }

    fn hand_overs(&self) -> Vec<HandOver> {
        let hand_over = |event: &Keyed<EventId, OldPartEvent>| match &event.record.kind {
            OldPartEventKind::HandedOver { to, follows, .. } => {
                Some(HandOver { id: event.id, to: to.clone(), follows: *follows, at: event.record.clock.best_guess() })
            }
            _ => None,
        };
        self.in_force().filter_map(hand_over).collect()
    }

    /// What is to become of it: every plan that no other one replaces, the last one first. More than one: people disagree.
    #[must_use]
    pub fn plans(&self) -> Vec<Plan<'_>> {
        let changed = || {
            self.in_force().filter_map(|event| match &event.record.kind {
                OldPartEventKind::DispositionChanged { disposition, grounds, replaces } => {
                    Some((event.id, Plan { disposition: *disposition, grounds }, *replaces))
                }
                _ => None,
            })
        };
        let replaced = replaced(changed().map(|(id, _, replaces)| (id, replaces)));
        let mut standing: Vec<Plan<'_>> = changed().filter(|(id, _, _)| !replaced.contains(id)).map(|(_, plan, _)| plan).collect();
        standing.reverse();
        if standing.is_empty() { vec![self.first_plan()] } else { standing }
    }

    /// The plan that is shown.
    #[must_use]
    pub fn plan(&self) -> Plan<'_> {
        self.plans().first().copied().unwrap_or_else(|| self.first_plan())
    }

    fn first_plan(&self) -> Plan<'_> {
        Plan { disposition: self.opened.kind.disposition, grounds: &self.opened.kind.grounds }
    }

    /// Whether no part came out after all: its line in the visit was struck (E4).
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        self.has(|kind| matches!(kind, OldPartEventKind::Withdrawn { .. }))
    }

    /// Whether it has to be handed to the storekeeper at all: what returns, and what the storekeeper sells.
    #[must_use]
    pub fn is_to_hand_over(&self) -> bool {
        !self.is_withdrawn() && matches!(self.plan().disposition, Disposition::Return | Disposition::LocalSale)
    }

    /// The day on which the swap was completed, in the organisation's time zone.
    #[must_use]
    pub fn completed_on(&self) -> NaiveDate {
        local_day(self.opened.kind.completed_at, self.opened.kind.terms.utc_offset_minutes)
    }

    /// The day by which it is handed over; absent where the organisation sets none, or where it need not be handed over.
    #[must_use]
    pub fn required_on(&self) -> Option<NaiveDate> {
        let days = self.opened.kind.terms.old_part_days.filter(|_| self.is_to_hand_over())?;
        Some(rules::required_on(self.completed_on(), days))
    }

    /// The promise that holds: of those that no other one replaces, the earliest date.
    #[must_use]
    pub fn promise(&self) -> Option<HandOverPromise> {
        let promised = || {
            self.in_force().filter_map(|event| match &event.record.kind {
                OldPartEventKind::Promised { promised_on, reason, reported_to, replaces } => {
                    let is_excused = !is_blank(reason) && !is_blank(reported_to);
                    Some((event.id, HandOverPromise { promised_on: *promised_on, is_excused }, *replaces))
                }
                _ => None,
            })
        };
        let replaced = replaced(promised().map(|(id, _, replaces)| (id, replaces)));
        let standing = promised().filter(|(id, _, _)| !replaced.contains(id)).map(|(_, promise, _)| promise);
        standing.min_by_key(|promise| (promise.promised_on, promise.is_excused))
    }

    /// The first hand-over to a storekeeper on the way to the shown holder.
    #[must_use]
    pub fn handed_over(&self) -> Option<Link> {
        self.custody().chain.into_iter().find(|link| link.hand_over.is_some() && matches!(link.holder, Holder::Storekeeper { .. }))
    }

    /// The day of that hand-over, in the organisation's time zone.
    #[must_use]
    pub fn handed_over_on(&self) -> Option<NaiveDate> {
        self.handed_over().map(|link| local_day(link.since, self.opened.kind.terms.utc_offset_minutes))
    }

    /// Whether the storekeeper acknowledged that hand-over.
    #[must_use]
    pub fn is_acknowledged(&self) -> bool {
        let hand_over = self.handed_over().and_then(|link| link.hand_over);
        hand_over
            .is_some_and(|id| self.has(|kind| matches!(kind, OldPartEventKind::HandOverAcknowledged { hand_over, .. } if *hand_over == id)))
    }

    /// The day on which it was shipped to head office: the earliest that is recorded.
    #[must_use]
    pub fn shipped_on(&self) -> Option<NaiveDate> {
        let day = |kind: &OldPartEventKind| if let OldPartEventKind::Shipped { on, .. } = kind { Some(*on) } else { None };
        self.in_force().filter_map(|event| day(&event.record.kind)).min()
    }

    /// The day by which liability is judged: the earliest of the reviews recorded.
    #[must_use]
    pub fn judge_by(&self) -> Option<NaiveDate> {
        let due = |kind: &OldPartEventKind| match kind {
            OldPartEventKind::ReviewStarted { on, class } => Some(rules::judge_by(*on, *class)),
            _ => None,
        };
        self.in_force().filter_map(|event| due(&event.record.kind)).min()
    }

    /// What kind of part the review took it for.
    #[must_use]
    pub fn review_class(&self) -> Option<ReviewClass> {
        self.in_force().find_map(|event| match event.record.kind {
            OldPartEventKind::ReviewStarted { class, .. } => Some(class),
            _ => None,
        })
    }

    /// The day on which liability was judged: the earliest that is recorded.
    #[must_use]
    pub fn judged_on(&self) -> Option<NaiveDate> {
        let day = |kind: &OldPartEventKind| if let OldPartEventKind::Judged { on, .. } = kind { Some(*on) } else { None };
        self.in_force().filter_map(|event| day(&event.record.kind)).min()
    }

    /// How far it is: the furthest step that is recorded and not struck.
    #[must_use]
    pub fn progress(&self) -> Progress {
        if self.is_withdrawn() {
            Progress::Withdrawn
        } else if self.has(|kind| matches!(kind, OldPartEventKind::Disposed { .. })) {
            Progress::Disposed
        } else if self.judged_on().is_some() {
            Progress::Judged
        } else if self.has(|kind| matches!(kind, OldPartEventKind::Shipped { .. } | OldPartEventKind::ReceivedAtStore { .. })) {
            Progress::Shipped
        } else if self.handed_over().is_some() {
            Progress::HandedOver
        } else if self.promise().is_some() {
            Progress::Promised
        } else {
            Progress::Completed
        }
    }

    /// Overdue days on `today`; 0 where it need not be handed over.
    #[must_use]
    pub fn overdue_days(&self, today: NaiveDate) -> u32 {
        self.required_on().map_or(0, |required| rules::overdue_days(required, self.promise(), self.handed_over_on(), today))
    }

    /// Days that judging is late on `today`; 0 if it is not.
    #[must_use]
    pub fn judging_overdue_days(&self, today: NaiveDate) -> u32 {
        self.judge_by().map_or(0, |due| rules::days_late(due, self.judged_on().unwrap_or(today)))
    }

    /// The day by which it is dealt with, where that is done every month.
    #[must_use]
    pub fn deal_by(&self) -> Option<NaiveDate> {
        (self.opened.kind.terms.monthly && !self.is_withdrawn()).then(|| rules::month_end(self.completed_on()))
    }

    /// The day on which the next step is due: the hand-over as it is required, or as it was promised with reason and report (R-120,
    /// R-121); the judgement; where parts are dealt with every month, the end of that.
    #[must_use]
    pub fn due_on(&self) -> Option<NaiveDate> {
        match self.next_step()? {
            NextStep::HandOver => {
                let excused = self.promise().filter(|promise| promise.is_excused).map(|promise| promise.promised_on);
                excused.or_else(|| self.required_on()).or_else(|| self.deal_by())
            }
            NextStep::Judge => self.judge_by(),
            _ => self.deal_by(),
        }
    }

    /// What has to be done next; nothing if it is dealt with.
    #[must_use]
    pub fn next_step(&self) -> Option<NextStep> {
        if self.is_withdrawn() {
            return None;
        }
        let plan = self.plan();
        let has = |wanted: fn(&OldPartEventKind) -> bool| self.has(wanted);
        let handed = [(NextStep::HandOver, self.handed_over().is_some()), (NextStep::Acknowledge, self.is_acknowledged())];
        let disposed = (NextStep::Dispose, has(|kind| matches!(kind, OldPartEventKind::Disposed { .. })));
        let paper = (NextStep::Paper, has(|kind| matches!(kind, OldPartEventKind::Disposed { paper, .. } if !is_blank(paper))));
        let way: Vec<(NextStep, bool)> = match plan.disposition {
            Disposition::GiveAway | Disposition::KeptByCustomer => Vec::new(),
            Disposition::LocalDestruction => vec![disposed, paper],
            Disposition::LocalSale => {
                let remitted = (NextStep::Remittance, has(|kind| matches!(kind, OldPartEventKind::Remitted { .. })));
                handed.into_iter().chain([disposed, paper, remitted]).collect()
            }
            Disposition::Return => {
                let shipped = has(|kind| matches!(kind, OldPartEventKind::Shipped { .. }));
                let received = has(|kind| matches!(kind, OldPartEventKind::ReceivedAtStore { .. }));
                let claimed = !plan.grounds.claim_value || has(|kind| matches!(kind, OldPartEventKind::ClaimOpened { .. }));
                let road = [
                    (NextStep::Label, has(|kind| matches!(kind, OldPartEventKind::Labelled { .. }))),
                    (NextStep::Pack, has(|kind| matches!(kind, OldPartEventKind::Packed { .. }))),
                    (NextStep::RequestFreight, has(|kind| matches!(kind, OldPartEventKind::FreightRequested { .. }))),
                    (NextStep::Ship, shipped || received),
                    (NextStep::Receive, received),
                    (NextStep::Review, self.judge_by().is_some()),
                    (NextStep::Judge, self.judged_on().is_some()),
                    (NextStep::Claim, claimed),
                ];
                handed.into_iter().chain(road).chain([disposed, paper]).collect()
            }
        };
        way.into_iter().find(|(_, done)| !done).map(|(step, _)| step)
    }

    /// What this part means for clearing the one that was issued for it: settled when it is in the storekeeper's hands and
    /// acknowledged, or where it may stay away.
    #[must_use]
    pub fn for_clearing(&self) -> OldPartOfSwap {
        if self.is_withdrawn() {
            return OldPartOfSwap::None;
        }
        let plan = self.plan();
        let allowed = rules::check_disposition(plan.disposition, plan.grounds).is_ok();
        let stays_away = match plan.disposition {
            Disposition::GiveAway | Disposition::KeptByCustomer => allowed,
            Disposition::LocalDestruction => allowed && self.progress() == Progress::Disposed,
            Disposition::Return | Disposition::LocalSale => false,
        };
        if stays_away || self.is_acknowledged() { OldPartOfSwap::Settled } else { OldPartOfSwap::Owed }
    }

    pub(super) fn has(&self, wanted: impl Fn(&OldPartEventKind) -> bool) -> bool {
        self.in_force().any(|event| wanted(&event.record.kind))
    }
}
