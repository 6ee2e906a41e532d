//! Issuing a part that was asked for from the site to the technician's van, once: the movement bears the id of the request, so that it
//! counts once however often it is sent, and whichever way the desk came to order it (R-074, O-06).

use model::documents::kind::{Assessed, assess};
use model::documents::visit::requests::RequestState;
use model::id::{DocumentId, EventId, MovementId};
use model::stock::{Because, Movement, Place};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::open::{judging, open};
use crate::error::ApiError;
use crate::live;
use crate::store::reference::MovementsOutcome;

/// From where, and which piece.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IssuePart {
    /// The store it is taken from.
    store: String,
    /// The piece's own number, if it bears one.
    #[serde(default)]
    serial: Option<String>,
}

/// The movement that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Issued {
    /// What moved.
    movement: Movement,
    /// It had been issued before, by the same request.
    known: bool,
}

/// Issues the part of the approved `request` to whoever asked for it.
pub(super) async fn issue(app: &App, desk: &DeskAuth, visit: DocumentId, request: EventId, from: IssuePart) -> Result<Issued, ApiError> {
    let stored = app.store.document(desk.organisation, visit).await?.ok_or(ApiError::NotFound)?;
    let doc = open(app, desk.organisation, &stored).await?;
    let assessed = judging(&app.gates.desk, move || assess(&doc)).await?.map_err(ApiError::internal)?;
    let assessment = Assessed::into_visit(assessed).ok_or(ApiError::NotFound)?;
    let requests = assessment.visit.part_requests();
    let asked = requests.into_iter().find(|asked| asked.event == request).ok_or(ApiError::NotFound)?;
    let decision = asked.decision.filter(|_| asked.state == RequestState::Approved);
    let decision = decision.ok_or_else(|| ApiError::Conflict("A part is issued once a leader has approved the request (R-074).".into()))?;
    let movement = Movement {
        id: MovementId::from_bytes(*request.as_bytes()),
        part_number: asked.part_number,
        name: asked.name,
        quantity: asked.quantity,
        serial: from.serial,
        from: Place::Store { name: from.store },
        to: Place::Van { person: asked.by },
        why: Because::Issued { requisition: Some(request.to_string()) },
        // The same for every repetition: the movement counts from the approval.
        at: decision.at,
    };
    movement.check().map_err(|fault| ApiError::Invalid(fault.to_string().into()))?;
    match app.store.keep_movements(desk.organisation, desk.person, app.now(), vec![movement.clone()]).await? {
        MovementsOutcome::Kept { known } => {
            app.pokes.poke(desk.organisation, &live::moved([&movement]), None);
            Ok(Issued { movement, known: known > 0 })
        }
        MovementsOutcome::Taken(_) => Err(ApiError::Conflict("The part was issued already, from elsewhere or as another piece.".into())),
    }
}
