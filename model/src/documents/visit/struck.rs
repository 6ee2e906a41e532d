//! Events that count no more. Nothing is removed: a person who noted something by mistake strikes it with a reason (E4), and it stays
//! readable. A strike counts only for an entry of one's own of a kind that may be struck; any other one changes nothing.

use std::collections::{HashMap, HashSet};

use super::Visit;
use super::records::{EventKind, KeyedEvent};
use crate::id::EventId;

impl EventKind {
    /// Whether whoever wrote such an event may strike it.
    ///
    /// What may be struck is a note: nothing else rests on it. Not to be struck are steps of the work, because hours and status
    /// rest on them (a finish is taken back by reopening it); what names what it ends, because a later one replaces it
    /// (appointment, class, promise, who pays); what somebody outside was told or gave (report, consent, money, grades); what
    /// carries a value elsewhere (a correction); and what the desk decided.
    #[must_use]
    pub fn may_be_struck(&self) -> bool {
        match self {
            Self::ContactAttempted { .. }
            | Self::AppointmentRefused { .. }
            | Self::DelayForeseen { .. }
            | Self::SiteNoted { .. }
            | Self::CheckAnswered { .. }
            | Self::PromiseAtRisk { .. }
            | Self::ExceptionNoted { .. }
            | Self::DisagreementNoted { .. }
            | Self::WishNoted { .. }
            | Self::PartRequested { .. }
            | Self::PermissionNoted { .. }
            | Self::Charged { .. }
            | Self::InvoiceRequested { .. }
            | Self::DealerNamed { .. }
            | Self::DealerInformed { .. }
            | Self::RepeatNoted { .. } => true,
            Self::Assigned { .. }
            | Self::Cancelled { .. }
            | Self::Arrived
            | Self::Started
            | Self::Finished
            | Self::Reopened { .. }
            | Self::VoidTrip { .. }
            | Self::CrewJoined { .. }
            | Self::CrewLeft { .. }
            | Self::LeadNamed { .. }
            | Self::AppointmentSet { .. }
            | Self::Departed
            | Self::DataCorrected { .. }
            | Self::ClassSet { .. }
            | Self::Suspended { .. }
            | Self::Resumed { .. }
            | Self::CompletionPromised { .. }
            | Self::Reported { .. }
            | Self::RequestDecided { .. }
            | Self::ServiceTypeDecided { .. }
            | Self::FeeAgreed { .. }
            | Self::MoneyCollected { .. }
            | Self::MoneyReceived { .. }
            | Self::SurveyAnswered { .. }
            | Self::ReturnVisitNoted { .. }
            | Self::AmendmentOpened { .. }
            | Self::AmendmentAccepted { .. }
            | Self::ReportApproved { .. }
            | Self::OrderLinked { .. }
            | Self::Struck { .. } => false,
        }
    }
}

impl Visit {
    /// Events that count, in order: those not struck by whoever wrote them.
    pub fn facts(&self) -> impl Iterator<Item = &KeyedEvent> {
        let struck = self.struck_events();
        self.events.iter().filter(move |event| !struck.contains(&event.id))
    }

    /// Events that count no more, in order.
    #[must_use]
    pub fn struck(&self) -> Vec<EventId> {
        let struck = self.struck_events();
        self.events.iter().map(|event| event.id).filter(|id| struck.contains(id)).collect()
    }

    /// The event `id`, struck or not.
    #[must_use]
    pub fn event(&self, id: EventId) -> Option<&KeyedEvent> {
        self.events.iter().find(|event| event.id == id)
    }

    pub(super) fn struck_events(&self) -> HashSet<EventId> {
        let strikes = self.events.iter().filter_map(|event| match event.record.kind {
            EventKind::Struck { event: target, .. } => Some((target, event.record.by)),
            _ => None,
        });
        let strikes: Vec<_> = strikes.collect();
        if strikes.is_empty() {
            return HashSet::new();
        }
        let events: HashMap<EventId, &KeyedEvent> = self.events.iter().map(|event| (event.id, event)).collect();
        let own_note =
            |target: &EventId, by| events.get(target).is_some_and(|event| event.record.by == by && event.record.kind.may_be_struck());
        strikes.into_iter().filter(|(target, by)| own_note(target, *by)).map(|(target, _)| target).collect()
    }
}
