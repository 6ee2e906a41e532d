//! What a person should look at on the way of a visit: each flag from its own fold, none of which takes anything away.

use super::Visit;
use super::assessment::Attention;
use super::records::{EventKind, FaultClass, ReportKind};
use super::requests::RequestState;
use super::status::WorkStatus;
use crate::rules::Doubt;

/// Flags on the course of `visit`, in order.
pub(super) fn of_course(visit: &Visit) -> Vec<Attention> {
    let status = visit.work_status();
    let closed = matches!(status, WorkStatus::Finished | WorkStatus::Cancelled);
    let noted = |wanted: fn(&EventKind) -> bool| visit.facts().any(|event| wanted(&event.record.kind));
    let requests = visit.part_requests();
    let promise = visit.promise();
    let flags = [
        (Attention::NoLead, !closed && visit.lacks_lead()),
        (Attention::SeveralLeads, !closed && visit.has_several_leads()),
        (Attention::AppointmentRefused, !closed && !visit.refused_appointments().is_empty()),
        (Attention::AppointmentsDiffer, !closed && visit.appointments_differ()),
        (Attention::DelayForeseen, !closed && visit.delay().is_some()),
        (Attention::ChecksDiffer, visit.checks_differ()),
        (Attention::ClassesDiffer, visit.classes_differ()),
        (Attention::AnalysisDue, visit.fault_class() == Some(FaultClass::Major)),
        (Attention::StoppedAgain, visit.stops().len() > 1),
        (Attention::StoppedAndFinished, visit.stopped_and_finished()),
        (Attention::PromisesDiffer, !closed && visit.promises_differ()),
        (Attention::PromiseAtRisk, !closed && promise.is_some_and(|promise| promise.at_risk.is_some())),
        (Attention::RequestPending, requests.iter().any(|request| request.state == RequestState::Pending)),
        (Attention::DecisionsDiffer, requests.iter().any(|request| request.decisions_differ)),
        (Attention::ProblemReported, noted(is_problem)),
        (Attention::Disagreement, noted(|kind| matches!(kind, EventKind::DisagreementNoted { .. }))),
        (Attention::CustomerWish, noted(|kind| matches!(kind, EventKind::WishNoted { .. }))),
        (Attention::RepeatRepair, noted(|kind| matches!(kind, EventKind::RepeatNoted { .. }))),
        (Attention::OrderMissing, visit.order().provisional),
    ];
    flags.into_iter().filter(|(_, raised)| *raised).map(|(flag, _)| flag).collect()
}

impl Attention {
    /// The flag of a visit for what it states otherwise than the server knows; a visit gives no number of its own.
    #[must_use]
    pub fn of_doubt(doubt: Doubt) -> Option<Self> {
        match doubt {
            Doubt::NameDiffers => Some(Self::NameDiffers),
            Doubt::TermsDiffer => Some(Self::TermsDiffer),
            Doubt::NumberForeign => None,
        }
    }
}

fn is_problem(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Reported { what: ReportKind::LargerProblem | ReportKind::MajorQuality, .. })
}
