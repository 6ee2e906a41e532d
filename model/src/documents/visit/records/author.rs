//! Which command appends an event, and whose hand may write it.

use super::super::super::records::Author;
use super::EventKind;

impl EventKind {
    /// Name of the command that appends such an event.
    pub(crate) fn command(&self) -> &'static str {
        match self {
            Self::Assigned { .. } => "assign",
            Self::Cancelled { .. } => "cancel",
            Self::Arrived => "arrive",
            Self::Started => "start",
            Self::Finished => "finish",
            Self::Reopened { .. } => "reopen",
            Self::VoidTrip { .. } => "void_trip",
            Self::CrewJoined { .. } => "join_crew",
            Self::CrewLeft { .. } => "leave_crew",
            Self::LeadNamed { .. } => "name_lead",
            Self::ContactAttempted { .. } => "attempt_contact",
            Self::AppointmentSet { .. } => "set_appointment",
            Self::AppointmentRefused { .. } => "refuse_appointment",
            Self::Departed => "depart",
            Self::DelayForeseen { .. } => "foresee_delay",
            Self::SiteNoted { .. } => "note_site",
            Self::DataCorrected { .. } => "correct_data",
            Self::CheckAnswered { .. } => "answer_check",
            Self::ClassSet { .. } => "set_class",
            Self::Suspended { .. } => "suspend",
            Self::Resumed { .. } => "resume",
            Self::CompletionPromised { .. } => "promise_completion",
            Self::PromiseAtRisk { .. } => "put_promise_at_risk",
            Self::ExceptionNoted { .. } => "note_exception",
            Self::Reported { .. } => "report",
            Self::DisagreementNoted { .. } => "note_disagreement",
            Self::WishNoted { .. } => "note_wish",
            Self::PartRequested { .. } => "request_part",
            Self::RequestDecided { .. } => "decide_request",
            Self::PermissionNoted { .. } => "note_permission",
            Self::ServiceTypeDecided { .. } => "decide_service_type",
            Self::Charged { .. } => "charge",
            Self::FeeAgreed { .. } => "agree_fee",
            Self::MoneyCollected { .. } => "collect_money",
            Self::MoneyReceived { .. } => "receive_money",
            Self::InvoiceRequested { .. } => "request_invoice",
            Self::DealerNamed { .. } => "name_dealer",
            Self::DealerInformed { .. } => "inform_dealer",
            Self::RepeatNoted { .. } => "note_repeat",
            Self::SurveyAnswered { .. } => "answer_survey",
            Self::ReturnVisitNoted { .. } => "note_return_visit",
            Self::AmendmentOpened { .. } => "open_amendment",
            Self::AmendmentAccepted { .. } => "accept_amendment",
            Self::ReportApproved { .. } => "approve_report",
            Self::OrderLinked { .. } => "link_order",
            Self::Struck { .. } => "strike_event",
        }
    }

    /// Whose hand may write such an event.
    #[must_use]
    pub fn author(&self) -> Author {
        match self {
            Self::Assigned { .. }
            | Self::Cancelled { .. }
            | Self::CrewJoined { .. }
            | Self::CrewLeft { .. }
            | Self::LeadNamed { .. }
            | Self::RequestDecided { .. }
            | Self::MoneyReceived { .. }
            | Self::AmendmentAccepted { .. }
            | Self::ReportApproved { .. }
            | Self::OrderLinked { .. } => Author::Desk,
            Self::ContactAttempted { .. }
            | Self::AppointmentSet { .. }
            | Self::AppointmentRefused { .. }
            | Self::DataCorrected { .. }
            | Self::ClassSet { .. }
            | Self::ServiceTypeDecided { .. }
            | Self::DealerNamed { .. }
            | Self::DealerInformed { .. }
            | Self::RepeatNoted { .. }
            | Self::InvoiceRequested { .. }
            | Self::SurveyAnswered { .. }
            | Self::Struck { .. } => Author::Either,
            Self::Arrived
            | Self::Started
            | Self::Finished
            | Self::Reopened { .. }
            | Self::VoidTrip { .. }
            | Self::Departed
            | Self::DelayForeseen { .. }
            | Self::SiteNoted { .. }
            | Self::CheckAnswered { .. }
            | Self::Suspended { .. }
            | Self::Resumed { .. }
            | Self::CompletionPromised { .. }
            | Self::PromiseAtRisk { .. }
            | Self::ExceptionNoted { .. }
            | Self::Reported { .. }
            | Self::DisagreementNoted { .. }
            | Self::WishNoted { .. }
            | Self::PartRequested { .. }
            | Self::PermissionNoted { .. }
            | Self::Charged { .. }
            | Self::FeeAgreed { .. }
            | Self::MoneyCollected { .. }
            | Self::ReturnVisitNoted { .. }
            | Self::AmendmentOpened { .. } => Author::Device,
        }
    }
}
