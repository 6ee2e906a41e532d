//! The course of a visit: everything that is folded from its events besides the status, as one plain value. Device and server show
//! this; two replicas with the same changes have the same.

use serde::{Deserialize, Serialize};

use super::Visit;
use super::appointment::{Appointment, ContactAttempt, Delay, RefusedAppointment};
use super::attendance::Attendance;
use super::checks::CheckHistory;
use super::class::ClassEntry;
use super::crew::CrewMember;
use super::order::Order;
use super::promises::CompletionPromise;
use super::records::FaultClass;
use super::requests::PartRequest;
use super::site::SiteEntry;
use super::stops::Stop;
use super::timeliness::{NextTarget, VisitTarget};
use crate::id::{EventId, PersonId};

/// What happened on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Course {
    /// The order behind the visit.
    pub order: Order,
    /// Everybody who goes (O-03).
    pub crew: Vec<CrewMember>,
    /// Who is in charge.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lead: Option<PersonId>,
    /// When the customer expects somebody.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub appointment: Option<Appointment>,
    /// What is due next by the terms (P-02).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub due: Option<NextTarget>,
    /// Other times that the customer did not agree to, as long as nothing followed.
    pub refused_appointments: Vec<RefusedAppointment>,
    /// A delay that is foreseen.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub delay: Option<Delay>,
    /// Attempts to reach the customer.
    pub contact_attempts: Vec<ContactAttempt>,
    /// Stops, with the one in force (O-06, O-15).
    pub stops: Vec<Stop>,
    /// Who was on site from when to when.
    pub attendance: Vec<Attendance>,
    /// The site record.
    pub site: Vec<SiteEntry>,
    /// Checks that were answered more than once.
    pub check_histories: Vec<CheckHistory>,
    /// The class of the fault.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub class: Option<FaultClass>,
    /// Every class that was set.
    pub class_history: Vec<ClassEntry>,
    /// The completion date that was promised.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub promise: Option<CompletionPromise>,
    /// Parts that were asked for.
    pub part_requests: Vec<PartRequest>,
    /// By when somebody had to be there and the fault gone, and whether it was kept.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub targets: Vec<VisitTarget>,
    /// Events that were struck and count no more (E4).
    pub struck: Vec<EventId>,
}

impl Visit {
    /// The course of the visit as it reads.
    #[must_use]
    pub fn course(&self) -> Course {
        Course {
            order: self.order(),
            crew: self.crew(),
            lead: self.lead(),
            appointment: self.appointment(),
            due: self.next_target(),
            refused_appointments: self.refused_appointments(),
            delay: self.delay(),
            contact_attempts: self.contact_attempts(),
            stops: self.stops(),
            attendance: self.attendance(),
            site: self.site_record(),
            check_histories: self.check_histories(),
            class: self.fault_class(),
            class_history: self.class_history(),
            promise: self.promise(),
            part_requests: self.part_requests(),
            targets: self.targets(),
            struck: self.struck(),
        }
    }
}
