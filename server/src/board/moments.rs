//! When somebody came and when somebody signed, judged by what the server knows of the time: it was not before the newest of the desk's
//! changes that the author had, and not after the server took it. Both stand in the change log, so that a rebuild says the same.

use std::collections::HashMap;

use automerge::{Automerge, ChangeHash};
use model::documents::origin::{Origin, Origins};
use model::documents::visit::assessment::Assessment;
use model::documents::visit::records::EventKind;
use model::id::SignOffId;
use model::rules::{ClockJudgement, ClockVerdict, judge_clock};
use model::time::{ClockEvidence, Timestamp};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// Somebody came, for the first time.
    Arrival,
    /// A sign-off that verifies.
    SignOff(SignOffId),
}

/// Something that a device's clock told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Moment {
    what: What,
    clock: ClockEvidence,
    origin: Origin,
}

/// A moment as far as its time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JudgedMoment {
    /// What happened.
    pub(crate) what: What,
    /// When.
    pub(crate) time: ClockJudgement,
}

impl Moment {
    /// The moments of the visit in `doc`.
    pub(crate) fn all(assessment: &Assessment, doc: &Automerge) -> Vec<Self> {
        let arrival = assessment.visit.events.iter().find(|event| event.record.kind == EventKind::Arrived);
        let seals: Vec<_> =
            assessment.sign_offs.iter().filter_map(|sign_off| Some((sign_off.id, sign_off.verified.as_ref().ok()?))).collect();
        if arrival.is_none() && seals.is_empty() {
            return Vec::new();
        }
        let origins = Origins::of(doc);
        let arrival = arrival
            .and_then(|event| Some(Self { what: What::Arrival, clock: event.record.clock.clone(), origin: origins.of_event(event.id)? }));
        let signed = seals.into_iter().filter_map(|(id, seal)| {
            Some(Self { what: What::SignOff(id), clock: seal.record.body.signed.clone(), origin: origins.of_sign_off(id)? })
        });
        arrival.into_iter().chain(signed).collect()
    }

    /// The changes whose times have to be known to judge it.
    pub(crate) fn changes(&self) -> impl Iterator<Item = &ChangeHash> {
        std::iter::once(&self.origin.change).chain(&self.origin.desk)
    }

    /// What is known of its time; `received` holds when the server took changes. `None` if the server does not have the change yet.
    pub(crate) fn judged(&self, received: &HashMap<ChangeHash, Timestamp>) -> Option<JudgedMoment> {
        let received_at = *received.get(&self.origin.change)?;
        let earliest = self.origin.desk.iter().filter_map(|change| received.get(change)).max().copied();
        Some(JudgedMoment { what: self.what, time: judge_clock(&self.clock, earliest, received_at) })
    }
}

/// What is known of when `what` happened.
pub(crate) fn time_of(moments: &[JudgedMoment], what: What) -> Option<ClockJudgement> {
    moments.iter().find(|moment| moment.what == what).map(|moment| moment.time)
}

/// Whether the time of one of them is not proven and not plausible either.
pub(crate) fn any_unproven(moments: &[JudgedMoment]) -> bool {
    moments.iter().any(|moment| moment.time.verdict == ClockVerdict::Unproven)
}

/// Whether a wall clock was known to be wrong while the time itself is beyond reproach.
pub(crate) fn any_wall_wrong(moments: &[JudgedMoment]) -> bool {
    moments.iter().any(|moment| moment.time.verdict != ClockVerdict::Unproven && moment.time.wall_was_wrong())
}
