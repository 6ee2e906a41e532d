//! The desk's hand in a visit: each action appends one event, decided on the visit as it stands.

use model::documents::kind::Assessed;
use model::documents::visit::assessment::Assessment;
use model::documents::visit::records::EventKind;
use model::documents::visit::write::append_event;
use model::id::{DocumentId, EventId};

use crate::app::App;
use crate::auth::DeskAuth;
use crate::board::view::BoardVisit;
use crate::documents::desk;
use crate::error::ApiError;
use crate::store::documents::ScopeStep;

/// What an action comes to: the event to append, and who gets or loses the visit.
pub(super) struct Step {
    pub(super) kind: EventKind,
    pub(super) scope: Vec<ScopeStep>,
}

/// Appends one event to a visit as `plan` decides; answers its row. Nobody else writes to the visit between the decision and the
/// commit.
pub(super) async fn act<P>(app: &App, desk: &DeskAuth, id: DocumentId, plan: P) -> Result<BoardVisit, ApiError>
where
    P: FnOnce(&Assessment) -> Result<Step, ApiError> + Send + 'static,
{
    let event = EventId::from_parts(app.now(), app.random()?);
    desk::act(app, desk, id, Assessed::into_visit, move |assessment| {
        let Step { kind, scope } = plan(assessment)?;
        let write: desk::Write = Box::new(move |doc, stamp| Ok(vec![append_event(doc, event, kind, stamp)?]));
        Ok(Some(desk::Step { write, scope, serves: None }))
    })
    .await?;
    app.store.board_visit(desk.organisation, id).await?.ok_or(ApiError::NotFound)
}
