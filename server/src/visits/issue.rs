//! Issuing a part that was asked for from the site to the technician's van, once and on a paper of the store: paper and movement bear an
//! id that follows from the request, so that it counts once however often it is sent, and whichever way the desk came to order it (R-074,
//! O-06). An issue that was undone as a mistake counts no more: the part can be issued again.

use model::documents::kind::{Assessed, assess};
use model::documents::visit::requests::RequestState;
use model::id::{DocumentId, EventId, StockNoteId};
use model::stock::note::{Note, NoteKind, NoteLine};
use model::stock::{Movement, Place};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::open::{judging, open};
use crate::error::ApiError;
use crate::stock::notes::keep;
use crate::store::stock::{IssueOf, Moved};

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
    /// Number of the paper it stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
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
    if asked.state != RequestState::Approved {
        return Err(ApiError::Conflict("A part is issued once a leader has approved the request (R-074).".into()));
    }
    let IssueOf { id, standing } = app.store.issue_of(desk.organisation, request).await?;
    if let Some(Moved { movement, note, .. }) = standing {
        let same = movement.from == Place::Store { name: from.store } && movement.serial == from.serial;
        return if same { Ok(Issued { movement, note: note.map(|(_, number)| number), known: true }) } else { Err(issued_otherwise()) };
    }
    let note = Note {
        id: StockNoteId::from_bytes(*id.as_bytes()),
        kind: NoteKind::Issued,
        from: Place::Store { name: from.store },
        to: Place::Van { person: asked.by },
        partner: String::new(),
        rests_on: request.to_string(),
        delivery_note_brought: false,
        remark: asked.reason,
        lines: vec![NoteLine {
            id,
            part_number: asked.part_number,
            name: asked.name,
            quantity: asked.quantity,
            serial: from.serial,
            invoiced: None,
            solution: String::new(),
        }],
    };
    let (kept, known) = keep(app, desk, note).await.map_err(|error| match error {
        ApiError::Conflict(_) => issued_otherwise(),
        error => error,
    })?;
    let movement = kept.note.movements(&kept.number, kept.at).into_iter().next().ok_or(ApiError::NotFound)?;
    Ok(Issued { movement, note: Some(kept.number), known })
}

fn issued_otherwise() -> ApiError {
    ApiError::Conflict("The part was issued already, from elsewhere or as another piece.".into())
}
