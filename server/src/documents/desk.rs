//! The desk's hand in a document: each action is written under an actor made for it alone, stamped with the desk user.

use automerge::{ActorId, Automerge};
use model::documents::kind::{Assessed, assess};
use model::documents::stamp::{Origin, Stamp};
use model::documents::{DocumentError, WrittenChange};
use model::id::{CallOutId, CommandId, DocumentId};
use model::time::{ClockEvidence, Timestamp};

use super::open::{derive, judging, open};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::host::ChanceError;
use crate::live;
use crate::log::checkpoints;
use crate::store::documents::{Actor, Batch, Committed, DocumentWrite, NewChange, Outcome, ScopeStep};

/// What an action comes to: what to write, who gets or loses the document, and which call-out it serves from now on.
pub(crate) struct Step {
    pub(crate) write: Write,
    pub(crate) scope: Vec<ScopeStep>,
    pub(crate) serves: Option<CallOutId>,
}

/// Writes to a document; every change under the desk's stamp.
pub(crate) type Write = Box<dyn FnOnce(&mut Automerge, &Stamp) -> Result<Vec<WrittenChange>, DocumentError> + Send>;

/// Writes to a document of the kind that `as_kind` picks, as `plan` decides; `None` if the document says so already, and nothing has to
/// be written. Nobody else writes to it between the decision and the commit. A document of another kind is not found.
pub(crate) async fn act<A, P>(
    app: &App,
    desk: &DeskAuth,
    id: DocumentId,
    as_kind: fn(Assessed) -> Option<A>,
    plan: P,
) -> Result<(), ApiError>
where
    A: 'static,
    P: FnOnce(&A) -> Result<Option<Step>, ApiError> + Send + 'static,
{
    // In a task of its own: if the caller hangs up, the document stays locked until the write is through.
    tokio::spawn(carry_out(app.clone(), desk.clone(), id, as_kind, plan)).await.map_err(ApiError::internal)?
}

async fn carry_out<A, P>(app: App, desk: DeskAuth, id: DocumentId, as_kind: fn(Assessed) -> Option<A>, plan: P) -> Result<(), ApiError>
where
    A: 'static,
    P: FnOnce(&A) -> Result<Option<Step>, ApiError> + Send + 'static,
{
    let _locked = app.locks.lock(id).await;
    let stored = app.store.document(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let mut doc = open(&app, desk.organisation, &stored).await?;
    let now = app.now();
    let hand = Hand::new(&app, &desk, now)?;
    let base = stored.heads;
    let work = move || {
        let assessment = as_kind(assess(&doc).map_err(ApiError::internal)?).ok_or(ApiError::NotFound)?;
        let Some(Step { write, scope, serves }) = plan(&assessment)? else { return Ok(None) };
        let write = hand.write(id, &mut doc, write);
        Ok::<_, ApiError>(Some(DocumentWrite { scope, base, serves, ..write.map_err(ApiError::internal)? }))
    };
    if let Some(write) = judging(&app.gates.desk, work).await?? {
        commit(&app, &desk, now, write).await?;
    }
    Ok(())
}

/// Writes a document of the desk and tells the board, also if the caller hangs up meanwhile.
pub(crate) async fn commit(app: &App, desk: &DeskAuth, now: Timestamp, write: DocumentWrite) -> Result<Committed, ApiError> {
    let batch = Batch {
        organisation: desk.organisation,
        at: now,
        heard: None,
        documents: vec![write],
        quarantined: Vec::new(),
        list: None,
        settles: None,
        decided: None,
    };
    let (app, organisation) = (app.clone(), desk.organisation);
    let work = tokio::spawn(async move {
        match app.store.commit(batch).await? {
            Outcome::Committed(committed) => {
                app.board_moved(organisation, committed.board);
                live::committed(&app, organisation, None, &committed.documents);
                checkpoints::after_commit(&app, organisation, committed.log).await;
                Ok(committed)
            }
            Outcome::CallOutTaken => Err(ApiError::Conflict("This call-out has a visit already. Look at it again.".into())),
        }
    });
    work.await.map_err(ApiError::internal)?
}

/// Actor and stamp of one action at the desk.
pub(crate) struct Hand {
    actor: Actor,
    stamp: Stamp,
}

impl Hand {
    /// A hand for one action: its actor is random and never used again.
    pub(crate) fn new(app: &App, desk: &DeskAuth, now: Timestamp) -> Result<Self, ChanceError> {
        let clock = ClockEvidence {
            wall_at: now,
            monotonic_ms: 0,
            boot: "server".to_owned(),
            server_offset_ms: Some(0),
            server_heard_monotonic_ms: Some(0),
            server_heard_at: Some(now),
        };
        let command = CommandId::from_parts(now, app.random()?);
        Ok(Self { actor: app.random()?, stamp: Stamp { person: desk.person, origin: Origin::Desk, command, clock } })
    }

    /// Runs `change` on `doc` under this hand; answers what has to be written.
    pub(crate) fn write(
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
            relayed_by: None,
            changes,
            late: false,
            base: Vec::new(),
            derived: derive(doc, None)?,
            scope: Vec::new(),
            serves: None,
        })
    }
}
