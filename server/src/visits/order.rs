//! The order for work that was done before there was one: entered afterwards in the register, and linked. What the visit says of
//! its call-out stays as it was, so that a signature over it stays valid.

use model::documents::kind::Assessed;
use model::documents::visit::records::EventKind;
use model::documents::visit::write::append_event;
use model::id::{CallOutId, DocumentId, EventId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::board::view::BoardVisit;
use crate::documents::desk::{Step, Write, act};
use crate::documents::record::id_taken;
use crate::error::ApiError;

/// Which order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkOrder {
    /// The event, made once and kept when it is sent again.
    id: EventId,
    /// The entry in the register; nobody was sent for it yet.
    call_out: CallOutId,
}

/// Links the order; answers the visit's row.
pub(super) async fn link(app: &App, desk: &DeskAuth, visit: DocumentId, request: LinkOrder) -> Result<BoardVisit, ApiError> {
    let LinkOrder { id: event, call_out } = request;
    let entry = app.store.call_out(desk.organisation, call_out).await?;
    let entry = entry.ok_or_else(|| ApiError::Invalid("call_out: there is no such call-out".into()))?;
    let number = entry.call_out.number;
    act(app, desk, visit, Assessed::into_visit, move |assessment| {
        let visit = &assessment.visit;
        let kind = EventKind::OrderLinked { call_out, number };
        if let Some(same) = visit.events.iter().find(|known| known.id == event) {
            return if same.record.kind == kind { Ok(None) } else { Err(id_taken()) };
        }
        if !visit.order().provisional {
            return Err(ApiError::Conflict("This visit has an order already.".into()));
        }
        let write: Write = Box::new(move |doc, stamp| Ok(vec![append_event(doc, event, kind, stamp)?]));
        Ok(Some(Step { write, scope: Vec::new(), serves: Some(call_out) }))
    })
    .await?;
    app.store.board_visit(desk.organisation, visit).await?.ok_or(ApiError::NotFound)
}
