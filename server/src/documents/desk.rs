//! The desk's hand in a document: each action is written under an actor made for it alone, stamped with the desk user. Many actions at
//! once are judged and written document by document, many of them side by side.

use automerge::{ActorId, Automerge};
use futures_util::{StreamExt as _, stream};
use model::documents::kind::{Assessed, assess};
use model::documents::stamp::{Origin, Stamp};
use model::documents::{DocumentError, WrittenChange};
use model::id::{CallOutId, CommandId, DocumentId, PersonId};
use model::log::LogHead;
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

/// What became of one of many actions.
#[derive(Debug, Clone)]
pub(crate) enum Done {
    /// It was written; the number of the document's last change among the organisation's.
    Written(u64),
    /// The document said so already.
    Known,
}

/// Actions on one document, in their order; each with the place of its answer.
pub(crate) type Deeds<P> = (DocumentId, Vec<(usize, P)>);

/// So many documents are under way at once: judged side by side, and written in the transactions that the store's writer makes of them.
const UNDER_WAY: usize = 32;

/// What came of many actions.
pub(crate) struct ManyDone {
    /// What became of each, by the place of its answer, in no order.
    pub(crate) done: Vec<(usize, Result<Done, ApiError>)>,
    /// The last number that it took on the board, if anything was written.
    pub(crate) board: Option<u64>,
}

/// Does on each document what [`act`] does, for many of them: documents share transactions, and devices are told once, when all is
/// written. An action that is refused, and a document that cannot be written, stop no other one.
pub(crate) async fn act_on_many<A, P>(
    app: &App,
    desk: &DeskAuth,
    deeds: Vec<Deeds<P>>,
    as_kind: fn(Assessed) -> Option<A>,
) -> Result<ManyDone, ApiError>
where
    A: 'static,
    P: FnOnce(&A) -> Result<Option<Write>, ApiError> + Send + 'static,
{
    let (app, desk) = (app.clone(), desk.clone());
    // In a task of its own: if the caller hangs up, what is begun comes to its end, and devices are told.
    let work = tokio::spawn(async move {
        let mut all = ManyDone { done: Vec::new(), board: None };
        let (mut documents, mut log) = (Vec::new(), None::<LogHead>);
        let begun = deeds.into_iter().map(|(document, actions)| {
            let places: Vec<usize> = actions.iter().map(|(place, _)| *place).collect();
            let on_one = tokio::spawn(on_one(app.clone(), desk.clone(), document, actions, as_kind));
            async move {
                let done = on_one.await.map_err(ApiError::internal).flatten();
                done.unwrap_or_else(|error| (places.into_iter().map(|place| (place, Err(error.clone()))).collect(), None))
            }
        });
        let mut under_way = stream::iter(begun).buffer_unordered(UNDER_WAY);
        while let Some((done, committed)) = under_way.next().await {
            all.done.extend(done);
            if let Some(committed) = committed {
                all.board = all.board.max(committed.board);
                log = committed.log.into_iter().chain(log).max_by_key(|head| head.size);
                documents.extend(committed.documents);
            }
        }
        app.board_moved(desk.organisation, all.board);
        live::committed(&app, desk.organisation, None, &documents);
        checkpoints::after_commit(&app, desk.organisation, log).await;
        all
    });
    work.await.map_err(ApiError::internal)
}

/// What became of each action on a document, by the place of its answer, and what was written.
type OneDone = (Vec<(usize, Result<Done, ApiError>)>, Option<Committed>);

/// Judges the actions on one document and writes what they come to.
async fn on_one<A, P>(
    app: App,
    desk: DeskAuth,
    document: DocumentId,
    actions: Vec<(usize, P)>,
    as_kind: fn(Assessed) -> Option<A>,
) -> Result<OneDone, ApiError>
where
    A: 'static,
    P: FnOnce(&A) -> Result<Option<Write>, ApiError> + Send + 'static,
{
    let _locked = app.locks.lock(document).await;
    let now = app.now();
    let (mut done, write) = judge_many(&app, &desk, now, document, actions, as_kind).await?;
    let Some(write) = write else { return Ok((done, None)) };
    let committed = match app.store.commit(batch_of(&desk, now, vec![write])).await {
        Ok(Outcome::Committed(committed)) => Ok(committed),
        // No action here takes a call-out.
        Ok(Outcome::CallOutTaken) => Err(ApiError::internal("an action without a call-out found it taken")),
        Err(error) => Err(ApiError::from(error)),
    };
    let seq = |committed: &Committed| committed.documents.first().map_or(0, |(_, seq)| *seq);
    let written = committed.as_ref().map(|committed| Done::Written(seq(committed)));
    // What was known or refused stays so.
    for (_, outcome) in done.iter_mut().filter(|(_, outcome)| matches!(outcome, Ok(Done::Written(_)))) {
        *outcome = written.clone().map_err(ApiError::clone);
    }
    Ok((done, committed.ok()))
}

/// What became of each action, by the place of its answer, and what is to be written for it.
type Judged = (Vec<(usize, Result<Done, ApiError>)>, Option<DocumentWrite>);

/// Judges the actions on one document, which is locked: each on what those before it left.
async fn judge_many<A, P>(
    app: &App,
    desk: &DeskAuth,
    now: Timestamp,
    id: DocumentId,
    actions: Vec<(usize, P)>,
    as_kind: fn(Assessed) -> Option<A>,
) -> Result<Judged, ApiError>
where
    A: 'static,
    P: FnOnce(&A) -> Result<Option<Write>, ApiError> + Send + 'static,
{
    let stored = app.store.document(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let mut doc = open(app, desk.organisation, &stored).await?;
    let base = stored.heads;
    // One after the other also by their time.
    let hands = (0..).zip(&actions).map(|(after, _)| Hand::new(app, desk, now.plus_ms(after))).collect::<Result<Vec<_>, _>>()?;
    let person = desk.person;
    let work = move || {
        let assessed = |doc: &Automerge| as_kind(assess(doc).map_err(ApiError::internal)?).ok_or(ApiError::NotFound);
        let mut assessment = Some(assessed(&doc)?);
        let (mut done, mut changes) = (Vec::with_capacity(actions.len()), Vec::new());
        for ((place, plan), hand) in actions.into_iter().zip(hands) {
            let current = match assessment.take() {
                Some(current) => current,
                None => assessed(&doc)?,
            };
            let outcome = match plan(&current) {
                Ok(Some(write)) => {
                    changes.extend(hand.change(&mut doc, write).map_err(ApiError::internal)?);
                    Ok(Done::Written(0))
                }
                Ok(None) => Ok(Done::Known),
                Err(error) => Err(error),
            };
            if !matches!(outcome, Ok(Done::Written(_))) {
                assessment = Some(current);
            }
            done.push((place, outcome));
        }
        let write = (!changes.is_empty()).then(|| written(id, person, &doc, changes));
        let write = write.transpose().map_err(ApiError::internal)?.map(|write| DocumentWrite { base, ..write });
        Ok((done, write))
    };
    judging(&app.gates.desk, work).await?
}

fn batch_of(desk: &DeskAuth, now: Timestamp, documents: Vec<DocumentWrite>) -> Batch {
    Batch {
        organisation: desk.organisation,
        at: now,
        heard: None,
        documents,
        quarantined: Vec::new(),
        list: None,
        settles: None,
        decided: None,
    }
}

/// Writes a document of the desk and tells the board, also if the caller hangs up meanwhile.
pub(crate) async fn commit(app: &App, desk: &DeskAuth, now: Timestamp, write: DocumentWrite) -> Result<Committed, ApiError> {
    commit_together(app, desk, now, vec![write]).await
}

/// As [`commit`], for documents of which all are written or none.
pub(crate) async fn commit_together(app: &App, desk: &DeskAuth, now: Timestamp, writes: Vec<DocumentWrite>) -> Result<Committed, ApiError> {
    let batch = batch_of(desk, now, writes);
    let (app, organisation) = (app.clone(), desk.organisation);
    let work = tokio::spawn(async move {
        match app.store.commit(batch).await? {
            Outcome::Committed(committed) => {
                app.board_moved(organisation, committed.board);
                live::committed(&app, organisation, None, &committed.documents);
                checkpoints::after_commit(&app, organisation, committed.log).await;
                Ok(committed)
            }
            Outcome::CallOutTaken => {
                Err(ApiError::Conflict("This call-out has a visit already, or was withdrawn. Look at it again.".into()))
            }
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
        let person = self.stamp.person;
        let changes = self.change(doc, change)?;
        written(id, person, doc, changes)
    }

    /// Runs `change` on `doc` under this hand; answers the changes it made.
    fn change(
        self,
        doc: &mut Automerge,
        change: impl FnOnce(&mut Automerge, &Stamp) -> Result<Vec<WrittenChange>, DocumentError>,
    ) -> Result<Vec<NewChange>, DocumentError> {
        doc.set_actor(ActorId::from(self.actor));
        let written = (1..).zip(change(doc, &self.stamp)?);
        Ok(written.map(|(actor_seq, change)| NewChange { hash: change.hash, actor: self.actor, actor_seq, raw: change.raw }).collect())
    }
}

/// What has to be written of `doc`, in which `person` made `changes` at the desk.
fn written(id: DocumentId, person: PersonId, doc: &Automerge, changes: Vec<NewChange>) -> Result<DocumentWrite, DocumentError> {
    Ok(DocumentWrite {
        document: id,
        opens: None,
        person,
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
