//! The desk's hand in a visit: each action is one change under an actor made for it alone, stamped with the desk user.

use automerge::{ActorId, Automerge};
use model::documents::DocumentError;
use model::documents::stamp::{Origin, Stamp};
use model::documents::visit::assessment::{Assessment, assess};
use model::documents::visit::records::EventKind;
use model::documents::visit::write::{WrittenChange, append_event};
use model::id::{CommandId, DocumentId, EventId};
use model::time::{ClockEvidence, Timestamp};

use super::open::{derive, judging, open};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::board::view::BoardVisit;
use crate::error::ApiError;
use crate::host::ChanceError;
use crate::store::documents::{Actor, Batch, Committed, DocumentWrite, NewChange, Outcome, ScopeStep};

/// What an action comes to: the event to append, and who gets or loses the visit.
pub(super) struct Step {
    pub(super) kind: EventKind,
    pub(super) scope: Vec<ScopeStep>,
}

/// Appends one event to a visit as `plan` decides. Nobody else writes to the visit between the decision and the commit.
pub(super) async fn act<P>(app: &App, desk: &DeskAuth, id: DocumentId, plan: P) -> Result<BoardVisit, ApiError>
where
    P: FnOnce(&Assessment) -> Result<Step, ApiError> + Send + 'static,
{
    // In a task of its own: if the caller hangs up, the visit stays locked until the write is through.
    tokio::spawn(append(app.clone(), desk.clone(), id, plan)).await.map_err(ApiError::internal)?
}

async fn append<P>(app: App, desk: DeskAuth, id: DocumentId, plan: P) -> Result<BoardVisit, ApiError>
where
    P: FnOnce(&Assessment) -> Result<Step, ApiError> + Send + 'static,
{
    let _locked = app.locks.lock(id).await;
    let stored = app.store.document(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let mut doc = open(&app, desk.organisation, &stored).await?;
    let now = app.now();
    let hand = Hand::new(&app, &desk, now)?;
    let event = EventId::from_parts(now, app.random()?);
    let base = stored.heads;
    let work = move || {
        let Step { kind, scope } = plan(&assess(&doc).map_err(ApiError::internal)?)?;
        let write = hand.write(id, &mut doc, |doc, stamp| Ok(vec![append_event(doc, event, kind, stamp)?]));
        Ok::<_, ApiError>(DocumentWrite { scope, base, ..write.map_err(ApiError::internal)? })
    };
    let write = judging(&app.gates.desk, work).await??;
    commit(&app, &desk, now, write).await?;
    app.store.board_visit(desk.organisation, id).await?.ok_or(ApiError::NotFound)
}

/// Writes a document of the desk and tells the board, also if the caller hangs up meanwhile.
pub(super) async fn commit(app: &App, desk: &DeskAuth, now: Timestamp, write: DocumentWrite) -> Result<Committed, ApiError> {
    let batch = Batch { organisation: desk.organisation, at: now, heard: None, documents: vec![write], quarantined: Vec::new() };
    let (app, organisation) = (app.clone(), desk.organisation);
    let work = tokio::spawn(async move {
        match app.store.commit(batch).await? {
            Outcome::Committed(committed) => {
                app.board_moved(organisation, committed.board);
                Ok(committed)
            }
            Outcome::CallOutTaken => Err(ApiError::Conflict("This call-out has a visit already. Look at it again.".into())),
        }
    });
    work.await.map_err(ApiError::internal)?
}

/// Actor and stamp of one action at the desk.
pub(super) struct Hand {
    actor: Actor,
    stamp: Stamp,
}

impl Hand {
    /// A hand for one action: its actor is random and never used again.
    pub(super) fn new(app: &App, desk: &DeskAuth, now: Timestamp) -> Result<Self, ChanceError> {
        let clock = ClockEvidence {
            wall_at: now,
            monotonic_ms: 0,
            boot: "server".to_owned(),
            server_offset_ms: Some(0),
            server_heard_monotonic_ms: Some(0),
        };
        let command = CommandId::from_parts(now, app.random()?);
        Ok(Self { actor: app.random()?, stamp: Stamp { person: desk.person, origin: Origin::Desk, command, clock } })
    }

    /// Runs `change` on `doc` under this hand; answers what has to be written.
    pub(super) fn write(
        self,
        id: DocumentId,
        doc: &mut Automerge,
        change: impl FnOnce(&mut Automerge, &Stamp) -> Result<Vec<WrittenChange>, DocumentError>,
    ) -> Result<DocumentWrite, DocumentError> {
        doc.set_actor(ActorId::from(self.actor));
        let written = change(doc, &self.stamp)?;
        let changes = (1..)
            .zip(written)
            .map(|(actor_seq, change)| NewChange { hash: change.hash, actor: self.actor, actor_seq, raw: change.raw })
            .collect();
        Ok(DocumentWrite {
            document: id,
            opens: None,
            person: self.stamp.person,
            device: None,
            changes,
            late: false,
            base: Vec::new(),
            derived: derive(doc)?,
            scope: Vec::new(),
        })
    }
}
