//! Money on a visit: who pays, what it costs, what the customer agreed to, what was taken and handed in. Everything is summed over
//! events by their id, so that an event that arrives twice counts once (E1, O-10).

use std::collections::{BTreeMap, BTreeSet};

use super::Visit;
use super::records::{ChargeKind, ChargeTerms, Charging, EventKind, PayMethod, ServiceType};
use crate::documents::replacing::replaced;
use crate::id::{EventId, PartLineId, PersonId};
use crate::time::Timestamp;

/// Basis of a decision that a technician left to the technical or quality office: until it decides, the fee is open.
pub const DISPUTED: &str = "disputed";

/// A charge in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge<'a> {
    /// The event that recorded it.
    pub event: EventId,
    /// For what.
    pub what: ChargeKind,
    /// In words.
    pub description: &'a str,
    /// How much, in **fen**.
    pub amount_fen: i64,
    /// The part line it belongs to.
    pub part_line: Option<PartLineId>,
}

/// Who pays, as it was decided on site or at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceDecision<'a> {
    /// The event that made it.
    pub event: EventId,
    /// Who pays.
    pub service_type: ServiceType,
    /// What it rests on.
    pub basis: &'a str,
}

/// Money that was taken from the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Collection {
    /// The event that recorded it.
    pub event: EventId,
    /// Who took it.
    pub by: PersonId,
    /// How much, in **fen**.
    pub amount_fen: i64,
    /// How it was paid.
    pub method: PayMethod,
    /// When, as well as it can be told.
    pub at: Timestamp,
    /// Whether accounting has it.
    pub received: bool,
}

impl Visit {
    /// Charges in force, in order of time: those not struck, neither themselves nor with their part line.
    pub fn charges(&self) -> impl Iterator<Item = Charge<'_>> {
        let parts: BTreeSet<PartLineId> = self.parts.iter().filter(|line| line.record.struck.is_some()).map(|line| line.id).collect();
        self.facts().filter_map(move |event| match &event.record.kind {
            EventKind::Charged { what, description, amount_fen, part_line } if !part_line.is_some_and(|line| parts.contains(&line)) => {
                Some(Charge { event: event.id, what: *what, description, amount_fen: *amount_fen, part_line: *part_line })
            }
            _ => None,
        })
    }

    /// Sum of the charges in force, in **fen**.
    #[must_use]
    pub fn charges_fen(&self) -> i64 {
        self.charges().map(|charge| charge.amount_fen).fold(0, i64::saturating_add)
    }

    /// Decisions about who pays that no other one replaces, in order of time.
    #[must_use]
    pub fn service_decisions(&self) -> Vec<ServiceDecision<'_>> {
        let ended = replaced(self.events.iter().filter_map(|event| match event.record.kind {
            EventKind::ServiceTypeDecided { replaces, .. } => Some((event.id, replaces)),
            _ => None,
        }));
        let decisions = self.events.iter().filter(|event| !ended.contains(&event.id));
        decisions
            .filter_map(|event| match &event.record.kind {
                EventKind::ServiceTypeDecided { service_type, basis, .. } => {
                    Some(ServiceDecision { event: event.id, service_type: *service_type, basis })
                }
                _ => None,
            })
            .collect()
    }

    /// The decision in force: the last that no other one replaces.
    #[must_use]
    pub fn service_decision(&self) -> Option<ServiceDecision<'_>> {
        self.service_decisions().pop()
    }

    /// Who pays: as decided, else as the order says.
    #[must_use]
    pub fn service_type(&self) -> ServiceType {
        self.service_decision().map_or(self.call_out.service_type, |decision| decision.service_type)
    }

    /// Whether somebody else has yet to decide who pays.
    #[must_use]
    pub fn is_fee_open(&self) -> bool {
        self.service_decision().is_some_and(|decision| decision.basis.split('/').next() == Some(DISPUTED))
    }

    /// Whether the service type in force charges the customer for `what` (P-05).
    #[must_use]
    pub fn may_charge(&self, what: ChargeKind) -> bool {
        let terms = self.terms.as_ref().and_then(|terms| terms.fees.charges.as_ref());
        let charging = charging(terms, self.service_type());
        match what {
            ChargeKind::Part => charging.parts,
            ChargeKind::Labour | ChargeKind::Travel => charging.labour,
            ChargeKind::Other => charging.parts || charging.labour,
        }
    }

    /// The highest fee that the customer agreed to without signing for it, in **fen** (R-024).
    #[must_use]
    pub fn fee_agreed_fen(&self) -> Option<i64> {
        let agreed = self.events.iter().filter_map(|event| match event.record.kind {
            EventKind::FeeAgreed { amount_fen, .. } => Some(amount_fen),
            _ => None,
        });
        agreed.max()
    }

    /// Money that was taken, in order of time. It stays on record whatever is struck (E5).
    #[must_use]
    pub fn collections(&self) -> Vec<Collection> {
        let received: BTreeSet<EventId> = self
            .events
            .iter()
            .filter_map(|event| match event.record.kind {
                EventKind::MoneyReceived { collected } => Some(collected),
                _ => None,
            })
            .collect();
        let events = self.events.iter();
        events
            .filter_map(|event| match event.record.kind {
                EventKind::MoneyCollected { amount_fen, method } => Some(Collection {
                    event: event.id,
                    by: event.record.by,
                    amount_fen,
                    method,
                    at: event.record.clock.best_guess(),
                    received: received.contains(&event.id),
                }),
                _ => None,
            })
            .collect()
    }

    /// Sum of the money that was taken, in **fen**.
    #[must_use]
    pub fn collected_fen(&self) -> i64 {
        self.collections().iter().map(|collection| collection.amount_fen).fold(0, i64::saturating_add)
    }

    /// What each technician took and accounting has not received, in **fen** (R-108).
    #[must_use]
    pub fn open_money(&self) -> BTreeMap<PersonId, i64> {
        let mut open = BTreeMap::new();
        for collection in self.collections().iter().filter(|collection| !collection.received) {
            let sum: &mut i64 = open.entry(collection.by).or_default();
            *sum = sum.saturating_add(collection.amount_fen);
        }
        open
    }

    /// Sum of the invoices that were asked for, in **fen** (R-107).
    #[must_use]
    pub fn invoiced_fen(&self) -> i64 {
        self.facts()
            .filter_map(|event| match event.record.kind {
                EventKind::InvoiceRequested { amount_fen } => Some(amount_fen),
                _ => None,
            })
            .fold(0, i64::saturating_add)
    }
}

fn charging(terms: Option<&ChargeTerms>, service_type: ServiceType) -> Charging {
    let all = Charging { parts: true, labour: true };
    let nothing = Charging { parts: false, labour: false };
    match (service_type, terms) {
        (ServiceType::A, terms) => terms.map_or(all, |terms| terms.a),
        (ServiceType::B, terms) => terms.map_or(all, |terms| terms.b),
        (ServiceType::C, terms) => terms.map_or(nothing, |terms| terms.c),
        (ServiceType::D, terms) => terms.map_or(nothing, |terms| terms.d),
    }
}
