//! What a document that was opened on a device states of matters that only the server knows for certain: names, the terms of the
//! policy, the number of a paper. Whether they hold is judged by [`crate::rules::doubts`].
//!
//! Left out: documents that the desk opened, which state what the server itself wrote.

use super::chronicle::{Chronicle, Opening};
use super::complaint::assessment::Assessment as ComplaintAssessment;
use super::day::assessment::Assessment as DayAssessment;
use super::old_part::assessment::Assessment as OldPartAssessment;
use super::old_part::records::OldPartTerms;
use super::repair::assessment::Assessment as RepairAssessment;
use super::repair::records::RepairTerms;
use super::visit::assessment::Assessment as VisitAssessment;
use super::visit::records::{EventKind, Terms};
use crate::id::PersonId;
use crate::time::Timestamp;

/// What such a document states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Name of the organisation.
    pub organisation_name: String,
    /// Who opened it.
    pub person: PersonId,
    /// That person's name.
    pub person_name: String,
    /// When it was opened, as well as it can be told.
    pub opened_at: Timestamp,
    /// What of the policy it keeps.
    pub terms: ClaimedTerms,
    /// Number of the paper that it gave, from the device's range (E6, E7).
    pub paper: Option<String>,
}

/// What of the policy a document keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimedTerms {
    /// A visit without an order: the terms for a call at that time; none without a policy.
    Visit {
        /// When the call is said to have come.
        received_at: Timestamp,
        /// The terms.
        terms: Option<Box<Terms>>,
    },
    /// Goods taken along.
    Repair(RepairTerms),
    /// A part taken out.
    OldPart(OldPartTerms),
    /// Only the time zone: **minutes** ahead of UTC.
    UtcOffset(i32),
}

impl Claims {
    /// What a visit states that a technician opened without an order.
    #[must_use]
    pub fn of_visit(assessment: &VisitAssessment) -> Option<Self> {
        let visit = &assessment.visit;
        visit.events.iter().find_map(|event| match &event.record.kind {
            EventKind::Assigned { technician, technician_name, .. } if event.record.device.is_some() => Some(Self {
                organisation_name: visit.organisation.name.clone(),
                person: *technician,
                person_name: technician_name.clone(),
                opened_at: event.record.clock.best_guess(),
                terms: ClaimedTerms::Visit { received_at: visit.call_out.received_at, terms: visit.terms.clone().map(Box::new) },
                paper: None,
            }),
            _ => None,
        })
    }

    /// What a day states. A day is opened on a device only, and its opening has no time of its own.
    #[must_use]
    pub fn of_day(assessment: &DayAssessment) -> Self {
        let day = &assessment.day;
        Self {
            organisation_name: day.organisation.name.clone(),
            person: day.person,
            person_name: day.person_name.clone(),
            opened_at: day.span().0,
            terms: ClaimedTerms::UtcOffset(day.utc_offset_minutes),
            paper: None,
        }
    }

    /// What goods taken along by a technician state.
    #[must_use]
    pub fn of_repair(assessment: &RepairAssessment) -> Option<Self> {
        let taken = &assessment.repair.opened.kind;
        let terms = ClaimedTerms::Repair(taken.terms.clone());
        Self::of_chronicle(&assessment.repair, &taken.technician_name, terms, Some(&taken.receipt))
    }

    /// What a part taken out by a technician states.
    #[must_use]
    pub fn of_old_part(assessment: &OldPartAssessment) -> Option<Self> {
        let removed = &assessment.old_part.opened.kind;
        Self::of_chronicle(&assessment.old_part, &removed.technician_name, ClaimedTerms::OldPart(removed.terms.clone()), None)
    }

    /// What a complaint received by a technician states.
    #[must_use]
    pub fn of_complaint(assessment: &ComplaintAssessment) -> Option<Self> {
        let received = &assessment.complaint.opened.kind;
        let terms = ClaimedTerms::UtcOffset(received.utc_offset_minutes);
        Self::of_chronicle(&assessment.complaint, &received.owner_name, terms, Some(&received.provisional))
    }

    fn of_chronicle<O: Opening>(chronicle: &Chronicle<O>, name: &str, terms: ClaimedTerms, paper: Option<&String>) -> Option<Self> {
        let opened = &chronicle.opened;
        opened.device?;
        Some(Self {
            organisation_name: chronicle.organisation.name.clone(),
            person: opened.by,
            person_name: name.to_owned(),
            opened_at: opened.clock.best_guess(),
            terms,
            paper: paper.cloned(),
        })
    }
}
