//! Who goes: the technician the visit is given to, and whoever the desk sends along (O-03). Two or more have exactly one lead,
//! named before departure.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::EventKind;
use crate::documents::replacing::replaced;
use crate::id::{EventId, PersonId};

/// One of those who go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CrewMember {
    /// Who.
    pub technician: PersonId,
    /// Name, as printed on the voucher.
    pub technician_name: String,
    /// The event that made them one of the crew.
    pub joined: EventId,
    /// Whether they are in charge.
    pub lead: bool,
}

impl Visit {
    /// Everybody who goes now: whoever the visit is assigned to first, then who joined and has not left, each person once (O-03).
    #[must_use]
    pub fn crew(&self) -> Vec<CrewMember> {
        let mut crew = self.members();
        let lead = self.lead_of(&crew);
        for member in &mut crew {
            member.lead = Some(member.technician) == lead;
        }
        crew
    }

    /// Who is in charge: whoever goes alone, else who was named last of those who go; nobody if nobody was named.
    #[must_use]
    pub fn lead(&self) -> Option<PersonId> {
        self.lead_of(&self.members())
    }

    /// Whether `person` is one of those who go now.
    #[must_use]
    pub fn in_crew(&self, person: PersonId) -> bool {
        self.members().iter().any(|member| member.technician == person)
    }

    /// Whether two or more go and nobody is named lead.
    #[must_use]
    pub fn lacks_lead(&self) -> bool {
        let members = self.members();
        members.len() > 1 && self.lead_of(&members).is_none()
    }

    /// Whether two or more go and several of them are named lead at once.
    #[must_use]
    pub fn has_several_leads(&self) -> bool {
        let members = self.members();
        let mut named = self.named_leads(&members);
        named.sort();
        named.dedup();
        members.len() > 1 && named.len() > 1
    }

    /// Whether `person` was sent along and has not left: such a one goes also once the visit is given to somebody else (O-03).
    #[must_use]
    pub fn goes_along(&self, person: PersonId) -> bool {
        self.joined().iter().any(|member| member.technician == person)
    }

    fn members(&self) -> Vec<CrewMember> {
        let assigned = self.assignment().map(|assignment| CrewMember {
            technician: assignment.technician,
            technician_name: assignment.technician_name,
            joined: assignment.event,
            lead: false,
        });
        let mut met = HashSet::new();
        assigned.into_iter().chain(self.joined()).filter(|member| met.insert(member.technician)).collect()
    }

    /// Who joined and has not left.
    fn joined(&self) -> Vec<CrewMember> {
        let left: HashSet<EventId> = self
            .events
            .iter()
            .filter_map(|event| match event.record.kind {
                EventKind::CrewLeft { joined, .. } => Some(joined),
                _ => None,
            })
            .collect();
        let joined = self.events.iter().filter(|event| !left.contains(&event.id)).filter_map(|event| match &event.record.kind {
            EventKind::CrewJoined { technician, technician_name } => {
                Some(CrewMember { technician: *technician, technician_name: technician_name.clone(), joined: event.id, lead: false })
            }
            _ => None,
        });
        joined.collect()
    }

    /// Who is named by a naming that no other one replaces, in order; only those who go.
    fn named_leads(&self, members: &[CrewMember]) -> Vec<PersonId> {
        let namings = self.events.iter().filter_map(|event| match event.record.kind {
            EventKind::LeadNamed { technician, replaces } => Some((event.id, technician, replaces)),
            _ => None,
        });
        let namings: Vec<_> = namings.collect();
        let replaced = replaced(namings.iter().map(|(id, _, replaces)| (*id, *replaces)));
        let in_force = namings
            .iter()
            .filter(|(id, technician, _)| !replaced.contains(id) && members.iter().any(|member| member.technician == *technician));
        in_force.map(|(_, technician, _)| *technician).collect()
    }

    fn lead_of(&self, members: &[CrewMember]) -> Option<PersonId> {
        match members {
            [only] => Some(only.technician),
            _ => self.named_leads(members).last().copied(),
        }
    }
}
