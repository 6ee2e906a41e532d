//! Who goes along: the desk sends another technician, takes one off the visit, names the lead (R-031, O-03). Whom the visit is given to
//! is not changed here; that is [`assign`](super::dispatch::assign).

use std::collections::HashSet;

use model::documents::visit::Visit;
use model::documents::visit::records::EventKind;
use model::id::{DocumentId, EventId, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::desk::{Step, act};
use super::dispatch::{admitted_again, grace_until, open_still, stated, technician};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::board::view::BoardVisit;
use crate::error::ApiError;
use crate::store::documents::ScopeStep;

/// What changes in the crew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum CrewRequest {
    /// Somebody goes along.
    Join {
        /// Who.
        technician: PersonId,
    },
    /// Somebody who was sent along goes no longer.
    Leave {
        /// Who.
        technician: PersonId,
        /// Why.
        reason: String,
    },
    /// Of two or more, one is in charge.
    Lead {
        /// Who.
        technician: PersonId,
    },
}

/// Changes the crew of a visit.
pub(super) async fn change(app: &App, desk: &DeskAuth, visit: DocumentId, request: CrewRequest) -> Result<BoardVisit, ApiError> {
    match request {
        CrewRequest::Join { technician } => join(app, desk, visit, technician).await,
        CrewRequest::Leave { technician, reason } => leave(app, desk, visit, technician, stated(reason)?).await,
        CrewRequest::Lead { technician } => lead(app, desk, visit, technician).await,
    }
}

async fn join(app: &App, desk: &DeskAuth, visit: DocumentId, person: PersonId) -> Result<BoardVisit, ApiError> {
    let technician = technician(app, desk, person).await?;
    let row = act(app, desk, visit, move |assessment| {
        open_still(assessment)?;
        if assessment.visit.in_crew(person) {
            return Err(ApiError::Conflict("This technician goes already.".into()));
        }
        let kind = EventKind::CrewJoined { technician: person, technician_name: technician.name };
        Ok(Step { kind, scope: vec![ScopeStep::Enter { person }] })
    })
    .await?;
    admitted_again(app, desk.organisation, person, visit, row).await
}

async fn leave(app: &App, desk: &DeskAuth, visit: DocumentId, person: PersonId, reason: String) -> Result<BoardVisit, ApiError> {
    let grace_until = grace_until(app);
    act(app, desk, visit, move |assessment| {
        open_still(assessment)?;
        let member = assessment.visit.crew().into_iter().find(|member| member.technician == person);
        let member = member.ok_or_else(|| ApiError::Conflict("This technician does not go.".into()))?;
        let assigned = assessment.visit.assignment();
        if assigned.as_ref().is_some_and(|assigned| assigned.event == member.joined) {
            return Err(ApiError::Conflict("The visit is this technician's; give it to another one.".into()));
        }
        let successor = assigned.map(|assigned| assigned.technician_name);
        let scope = vec![ScopeStep::Leave { person, reason: reason.clone(), successor, grace_until }];
        Ok(Step { kind: EventKind::CrewLeft { joined: member.joined, reason }, scope })
    })
    .await
}

async fn lead(app: &App, desk: &DeskAuth, visit: DocumentId, person: PersonId) -> Result<BoardVisit, ApiError> {
    act(app, desk, visit, move |assessment| {
        open_still(assessment)?;
        if !assessment.visit.in_crew(person) {
            return Err(ApiError::Conflict("This technician does not go.".into()));
        }
        let replaces = naming_in_force(&assessment.visit);
        Ok(Step { kind: EventKind::LeadNamed { technician: person, replaces }, scope: Vec::new() })
    })
    .await
}

/// The newest naming of a lead that no other one replaced.
fn naming_in_force(visit: &Visit) -> Option<EventId> {
    let namings = || {
        visit.events.iter().filter_map(|event| match event.record.kind {
            EventKind::LeadNamed { replaces, .. } => Some((event.id, replaces)),
            _ => None,
        })
    };
    let replaced: HashSet<EventId> = namings().filter_map(|(_, replaces)| replaces).collect();
    namings().map(|(id, _)| id).rfind(|id| !replaced.contains(id))
}
