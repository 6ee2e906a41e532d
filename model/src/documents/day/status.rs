//! Folding a day: which work counts, which confirmation of the report counts, and whether the day still says what was confirmed.
//! Decided by which events exist and what they name, never by their order of arrival.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Day;
use super::records::{DayEventKind, HandedIn, ReportLine};
use super::report::Report;
use crate::documents::records::Struck;
use crate::documents::replacing::replaced;
use crate::documents::visit::records::ServiceType;
use crate::id::{EventId, PersonId};
use crate::time::Timestamp;

/// Whether the technician has confirmed the daily report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReportStanding {
    /// Not confirmed yet.
    Open,
    /// Confirmed, and the day still says what was confirmed.
    Confirmed,
    /// Confirmed, and work, parts or money handed in were noted or struck that the confirmation does not cover: the day is corrected.
    ChangedSinceConfirmed,
}

/// Work that belongs to no visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Work {
    /// The event that noted it.
    pub id: EventId,
    /// Kind of work: A, B, C or D.
    pub service_type: ServiceType,
    /// Time used, in **minutes**.
    pub minutes: u32,
    /// What was done.
    pub text: String,
    /// Who noted it.
    pub by: PersonId,
    /// When it was noted, as well as it can be told.
    pub at: Timestamp,
    /// Set when it was struck as wrong.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub struck: Option<Struck>,
}

/// A confirmation of the daily report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The event.
    pub id: EventId,
    /// When, as well as it can be told.
    pub at: Timestamp,
    /// What was confirmed.
    pub report: Report,
    /// Parts and money handed in that it showed, by their events.
    pub handed_in: BTreeMap<EventId, HandedIn>,
    /// The confirmation that ended with this one.
    pub replaces: Option<EventId>,
}

impl Work {
    /// Its line in the daily report.
    #[must_use]
    pub fn line(&self) -> ReportLine {
        ReportLine { service_type: self.service_type, minutes: self.minutes }
    }
}

impl Day {
    /// Everything noted, struck work included, in the order of the events.
    #[must_use]
    pub fn works(&self) -> Vec<Work> {
        let noted = self.events.iter().filter_map(|event| match &event.record.kind {
            DayEventKind::WorkNoted { service_type, minutes, text } => Some(Work {
                id: event.id,
                service_type: *service_type,
                minutes: *minutes,
                text: text.clone(),
                by: event.record.by,
                at: event.record.clock.best_guess(),
                struck: self.struck(event.id),
            }),
            _ => None,
        });
        noted.collect()
    }

    /// Every confirmation of the report, in the order of the events.
    #[must_use]
    pub fn confirmations(&self) -> Vec<Confirmation> {
        let confirmed = self.events.iter().filter_map(|event| match &event.record.kind {
            DayEventKind::ReportConfirmed { works, visits, handed_in, replaces } => Some(Confirmation {
                id: event.id,
                at: event.record.clock.best_guess(),
                report: Report { works: works.clone(), visits: visits.clone() },
                handed_in: handed_in.clone(),
                replaces: *replaces,
            }),
            _ => None,
        });
        confirmed.collect()
    }

    /// The confirmation that counts: of those that no other one replaced, one that covers the work as it stands if there is one, and
    /// of these the last.
    #[must_use]
    pub fn confirmation(&self) -> Option<Confirmation> {
        let all = self.confirmations();
        let replaced = replaced(all.iter().map(|one| (one.id, one.replaces)));
        let standing = |one: &&Confirmation| !replaced.contains(&one.id);
        all.iter().filter(standing).max_by_key(|one| (self.is_covered_by(one), one.at, one.id)).cloned()
    }

    /// Whether the report is confirmed, and still says what was confirmed.
    #[must_use]
    pub fn standing(&self) -> ReportStanding {
        match self.confirmation() {
            None => ReportStanding::Open,
            Some(counting) if self.is_covered_by(&counting) => ReportStanding::Confirmed,
            Some(_) => ReportStanding::ChangedSinceConfirmed,
        }
    }

    fn is_covered_by(&self, confirmation: &Confirmation) -> bool {
        Report::works_of(self) == confirmation.report.works && self.handed_in() == confirmation.handed_in
    }

    fn struck(&self, work: EventId) -> Option<Struck> {
        self.events.iter().find_map(|event| match &event.record.kind {
            DayEventKind::Struck { event: struck, reason } if *struck == work => {
                Some(Struck { reason: reason.clone(), by: event.record.by, at: event.record.clock.wall_at })
            }
            _ => None,
        })
    }
}
