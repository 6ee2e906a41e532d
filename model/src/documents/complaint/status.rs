//! Folding a complaint: its number, whose matter it is, how far it is, and by when the customer was promised an answer. Decided by which
//! events exist and what they name, never by their order of arrival.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Complaint;
use super::records::{CauseClass, ComplaintEvent, ComplaintEventKind, Owner};
use crate::documents::records::Keyed;
use crate::documents::replacing::replaced;
use crate::id::EventId;
use crate::rules::local_day;
use crate::time::Timestamp;

/// How far a complaint is (row 190). Overdue is asked with the time: [`Complaint::is_answer_overdue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ComplaintStage {
    /// Received; nothing is decided.
    Received,
    /// Decided: valid.
    Valid,
    /// Decided: not valid.
    NotValid,
    /// Decided, and the customer has the answer.
    Answered,
    /// Closed.
    Closed,
    /// The outcome was refused; another complaint goes on.
    Resubmitted,
}

/// The outcome as its paper states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomePaper {
    /// Number, or the provisional label while there is none.
    pub number: String,
    /// The day of the decision.
    pub on: NaiveDate,
    /// Who complained.
    pub complainant: String,
    /// Product and model.
    pub product: String,
    /// Whether the complaint is valid.
    pub valid: bool,
    /// Why it came about.
    pub cause: String,
    /// What is done about it.
    pub solution: String,
    /// Which head signed.
    pub signed_by: String,
}

impl Complaint {
    /// Its numbers: one, unless the server gave it two; the first one first.
    #[must_use]
    pub fn numbers(&self) -> Vec<&str> {
        let numbers = self.in_force().filter_map(|event| match &event.record.kind {
            ComplaintEventKind::Numbered { number } => Some(number.as_str()),
            _ => None,
        });
        numbers.collect()
    }

    /// What people call it: its number, or the provisional label until it has one (E7).
    #[must_use]
    pub fn label(&self) -> &str {
        self.numbers().first().copied().unwrap_or(&self.opened.kind.provisional)
    }

    /// Whose matter it is: the first one contacted, until it is passed on. Every passing that no other one replaces, the last
    /// one first; more than one: nobody knows who owns it.
    #[must_use]
    pub fn owners(&self) -> Vec<Owner> {
        let passed = || {
            self.in_force().filter_map(|event| match &event.record.kind {
                ComplaintEventKind::OwnerPassed { to, to_name, replaces, .. } => {
                    Some((event.id, Owner { id: *to, name: to_name.clone() }, *replaces))
                }
                _ => None,
            })
        };
        let replaced = replaced(passed().map(|(id, _, replaces)| (id, replaces)));
        let mut standing: Vec<Owner> = passed().filter(|(id, _, _)| !replaced.contains(id)).map(|(_, owner, _)| owner).collect();
        standing.reverse();
        if standing.is_empty() { vec![Owner { id: self.opened.by, name: self.opened.kind.owner_name.clone() }] } else { standing }
    }

    /// Cause classes that no other one replaces, the last one first.
    #[must_use]
    pub fn classes(&self) -> Vec<CauseClass> {
        let classified = || {
            self.in_force().filter_map(|event| match &event.record.kind {
                ComplaintEventKind::Classified { class, replaces, .. } => Some((event.id, *class, *replaces)),
                _ => None,
            })
        };
        let replaced = replaced(classified().map(|(id, _, replaces)| (id, replaces)));
        let mut standing: Vec<CauseClass> = classified().filter(|(id, _, _)| !replaced.contains(id)).map(|(_, class, _)| class).collect();
        standing.reverse();
        standing
    }

    /// Decisions that no other one replaces, the last one first.
    #[must_use]
    pub fn decisions(&self) -> Vec<&Keyed<EventId, ComplaintEvent>> {
        let decided = || self.in_force().filter(|event| matches!(event.record.kind, ComplaintEventKind::Decided { .. }));
        let replaced = replaced(decided().map(|event| match &event.record.kind {
            ComplaintEventKind::Decided { replaces, .. } => (event.id, *replaces),
            _ => (event.id, None),
        }));
        let mut standing: Vec<_> = decided().filter(|event| !replaced.contains(&event.id)).collect();
        standing.reverse();
        standing
    }

    /// How far it is.
    #[must_use]
    pub fn stage(&self) -> ComplaintStage {
        let has = |wanted: fn(&ComplaintEventKind) -> bool| self.in_force().any(|event| wanted(&event.record.kind));
        if has(|kind| matches!(kind, ComplaintEventKind::ReopenedBy { .. })) {
            return ComplaintStage::Resubmitted;
        }
        if has(|kind| matches!(kind, ComplaintEventKind::Closed { .. })) {
            return ComplaintStage::Closed;
        }
        let answered = self.is_answered();
        match self.decisions().first().map(|event| &event.record.kind) {
            Some(ComplaintEventKind::Decided { .. }) if answered => ComplaintStage::Answered,
            Some(ComplaintEventKind::Decided { valid: true, .. }) => ComplaintStage::Valid,
            Some(_) => ComplaintStage::NotValid,
            None => ComplaintStage::Received,
        }
    }

    /// Whether the customer has an answer.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.in_force().any(|event| matches!(event.record.kind, ComplaintEventKind::Answered { .. }))
    }

    /// Whether it was found that the customer has no loss.
    #[must_use]
    pub fn is_without_loss(&self) -> bool {
        self.in_force().any(|event| matches!(event.record.kind, ComplaintEventKind::NoLossFound { .. }))
    }

    /// The proposal that waits for somebody who may approve it: the last one, unless it was turned down or anything was decided since.
    #[must_use]
    pub fn proposal(&self) -> Option<&Keyed<EventId, ComplaintEvent>> {
        let events: Vec<_> = self.in_force().collect();
        let asked = events.iter().rposition(|event| matches!(event.record.kind, ComplaintEventKind::ApprovalAsked { .. }))?;
        let (proposal, since) = events.get(asked..).and_then(<[_]>::split_first)?;
        let settles = |kind: &ComplaintEventKind| match kind {
            ComplaintEventKind::ApprovalDeclined { of, .. } => *of == proposal.id,
            ComplaintEventKind::Decided { .. } | ComplaintEventKind::Closed { .. } | ComplaintEventKind::ReopenedBy { .. } => true,
            _ => false,
        };
        (!since.iter().any(|event| settles(&event.record.kind))).then_some(*proposal)
    }

    /// Whether it is from abroad, and whether the customer came in person.
    #[must_use]
    pub fn case(&self) -> (bool, bool) {
        let set = self.in_force().filter_map(|event| match event.record.kind {
            ComplaintEventKind::CaseSet { foreign, walk_in } => Some((foreign, walk_in)),
            _ => None,
        });
        set.last().unwrap_or_default()
    }

    /// What the customer said when asked after the solution: the grade, and whether it closes the case; the last answer counts.
    #[must_use]
    pub fn asked(&self) -> Option<(&str, bool)> {
        let asked = self.in_force().filter_map(|event| match &event.record.kind {
            ComplaintEventKind::CustomerAsked { grade, satisfied, .. } => Some((grade.as_str(), *satisfied)),
            _ => None,
        });
        asked.last()
    }

    /// By when the customer was promised an answer: the earliest promise, because every one of them was made.
    #[must_use]
    pub fn answer_promised_for(&self) -> Option<Timestamp> {
        let later = self.in_force().filter_map(|event| match event.record.kind {
            ComplaintEventKind::AnswerPromised { promised_for } => Some(promised_for),
            _ => None,
        });
        later.chain(self.opened.kind.answer_promised_for).min()
    }

    /// Whether the promised answer is overdue at `now`.
    #[must_use]
    pub fn is_answer_overdue(&self, now: Timestamp) -> bool {
        !self.is_answered() && self.answer_promised_for().is_some_and(|promised| promised < now)
    }

    /// The outcome paper, once there is a decision.
    #[must_use]
    pub fn outcome_paper(&self) -> Option<OutcomePaper> {
        let received = &self.opened.kind;
        self.decisions().first().and_then(|event| match &event.record.kind {
            ComplaintEventKind::Decided { valid, cause, solution, signed_by, .. } => Some(OutcomePaper {
                number: self.label().to_owned(),
                on: local_day(event.record.clock.best_guess(), received.utc_offset_minutes),
                complainant: received.complainant.name.clone(),
                product: format!("{} {}", received.product.product, received.product.model).trim().to_owned(),
                valid: *valid,
                cause: cause.clone(),
                solution: solution.clone(),
                signed_by: signed_by.clone(),
            }),
            _ => None,
        })
    }
}
