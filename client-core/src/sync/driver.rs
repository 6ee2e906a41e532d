//! The driver: the only place where machine, store, transport and clock meet. One request at a time.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use model::id::DocumentId;
use model::reference::Set;
use model::wire::config::SyncPace;
use model::wire::frame::{self, FrameLimits};
use model::wire::lists::{self, Section};
use model::wire::packed::{PackedError, PackedLimits};
use model::wire::problem::codes;
use model::wire::reference::Versions;
use model::wire::sync::{MAX_INFLATED_BYTES, RECEIVES_FIRST, SYNC_MEDIA_TYPE, SyncRequest, SyncResponse};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::apply::{Applied, Page};
use super::blobs::Uploads;
use super::machine::{Input, Output, Reason, Remaining};
use super::photos::Photos;
use super::push::{Batch, Budget, plan};
use super::relay;
use super::report::SyncReport;
use super::waits::Item;
use super::{SyncError, machine, understood};
use crate::chance::fresh;
use crate::clock::ServerHeard;
use crate::device::{Core, Device};
use crate::http::answer::Failure;
use crate::http::transport::{HttpRequest, Method};
use crate::identity::Enrolled;
use crate::observe::Notice;
use crate::store::outbox::Offer;
use crate::store::{StoreError, config, contact, documents, identity, incarnation, outbox, reconcile, reference, unsent};

mod pictures;

const SYNC_PATH: &str = "/v1/sync";
/// What the lists of an answer come to.
const ANSWER_LIMITS: PackedLimits = PackedLimits { changes: 40_000, bytes: 2 * MAX_INFLATED_BYTES };
const FRAME_LIMITS: FrameLimits = FrameLimits { frame_bytes: MAX_INFLATED_BYTES, header_bytes: 4 * 1024 * 1024, sections: 20_000 };
/// The longest sleep of the loop when nothing but a nudge can bring something to do, in **milliseconds**.
const LONGEST_SLEEP_MS: u64 = machine::BACKOFF_CAP_MS;
/// After so many timeouts of documents and pictures, or pictures with 503, in a row, the run ends, so that news is asked for again.
const MOST_TROUBLES: u32 = 3;

impl Device {
    /// Exchanges with the server now: everything unsent goes up, everything new comes down, then photos. In the usual case that is
    /// one request.
    ///
    /// # Errors
    /// [`SyncError`]; what was exchanged before it is kept, the rest is sent again next time.
    pub async fn sync_now(&self) -> Result<SyncReport, SyncError> {
        self.core.run(Input::RequestedByPerson).await
    }

    /// Exchanges with the server whenever there is something to send, when the server says that there is something new, when the routine
    /// comes and after failures in growing intervals, until `stop` is cancelled. What goes wrong is in [`Device::outbox`]. Run it once at a time.
    pub async fn run_sync(&self, stop: CancellationToken) {
        tokio::select! {
            biased;
            () = stop.cancelled() => {}
            () = self.core.run_for_ever() => {}
            () = self.core.listen() => {}
        }
        self.core.rest();
    }
}

/// One sync: what was exchanged, and what is left for the next.
#[derive(Default)]
struct Run {
    report: SyncReport,
    /// Documents that are not offered again in this sync.
    held_back: Vec<DocumentId>,
    /// Documents that are not fetched (again) in this sync.
    not_fetched: Vec<DocumentId>,
    /// Sets of reference data that are not fetched (again) in this sync.
    not_read: Vec<Set>,
    photos: Photos,
    /// Documents, sets and pictures that took too long, and pictures that the server could not serve, one after the other: so many of them
    /// are trouble with the way or with the server.
    troubles: u32,
}

/// Something to do over the network.
enum Work {
    Sync { share: u32 },
    Fetch,
    Read,
    Photo,
}

impl Core {
    /// Runs whenever there is something to do.
    async fn run_for_ever(self: &Arc<Self>) {
        let mut input = Input::Tick;
        loop {
            let outcome = self.run(input).await;
            let mut sleep = self.sleep_ms();
            if let Err(error) = outcome {
                tracing::info!(code = error.code(), "sync did not come through");
                // Also when the database itself failed and the machine never heard of it.
                sleep = sleep.max(machine::BACKOFF_BASE_MS);
            }
            input = tokio::select! {
                () = self.nudge.notified() => Input::LocalChange,
                () = self.look_again.notified() => Input::Tick,
                () = tokio::time::sleep(Duration::from_millis(sleep)) => Input::Tick,
            };
        }
    }

    /// The routine is as often as the server says.
    pub(crate) fn follow_pace(&self, pace: SyncPace) {
        let mut machine = self.machine.lock().unwrap_or_else(PoisonError::into_inner);
        machine.keep_pace(u64::from(pace.routine_s) * 1000, u64::from(pace.routine_listening_s) * 1000);
    }

    /// The application rests: nobody holds the line any more, and the file is made as small as it can be.
    fn rest(&self) {
        self.bundle_at_rest();
        self.fold();
        let now = self.clock.monotonic_ms();
        let mut machine = self.machine.lock().unwrap_or_else(PoisonError::into_inner);
        machine.handle(now, 0, Input::Listening(false));
    }

    /// Makes the file small. Nothing depends on it: where it does not work out now (a full disk), the next time does.
    fn fold(&self) {
        if let Err(error) = self.store.fold() {
            tracing::warn!(code = error.code(), "the log of the database was not folded");
        }
    }

    /// Hands `input` to the machine and does what it asks for until it rests.
    async fn run(self: &Arc<Self>, input: Input) -> Result<SyncReport, SyncError> {
        let _turn = self.turn.lock().await;
        let _watch = Abandon(self);
        if input == Input::RequestedByPerson {
            self.waits().end_all();
        }
        let mut run = self.begin_run();
        let mut outcome = Ok(());
        let mut outputs = self.feed(input)?;
        loop {
            let mut work = None;
            for output in outputs {
                match output {
                    Output::SendSync { share } => work = Some(Work::Sync { share }),
                    Output::FetchDocument => work = Some(Work::Fetch),
                    Output::FetchReference => work = Some(Work::Read),
                    Output::MovePhoto => work = Some(Work::Photo),
                    Output::WakeAt(_) => {}
                    Output::NotNow(until) => outcome = Err(self.not_now(until)),
                    // Revoked and too old come with the failure that says so; it stays.
                    Output::GiveUp(reason) => outcome = outcome.and(given_up(reason)),
                }
            }
            let Some(work) = work else { break };
            let input = match self.perform(work, &mut run).await {
                Ok(remaining) => {
                    outcome = Ok(());
                    Input::Answered(remaining)
                }
                Err(error) => {
                    let setback = error.setback();
                    if setback == machine::Setback::DeviceRevoked {
                        self.hand_in_what_waits().await;
                    }
                    self.note_failure(&error);
                    outcome = Err(error);
                    Input::Failed(setback)
                }
            };
            outputs = self.feed(input)?;
        }
        let moved = self.note_moved(&run.report);
        if outcome.is_ok() {
            if !moved {
                self.bundle_some().await?;
            }
            self.fold();
        }
        outcome.map(|()| run.report)
    }

    /// A run in which whatever still waits for itself is left alone.
    fn begin_run(&self) -> Run {
        let (now, waits) = (self.clock.monotonic_ms(), self.waits());
        let photos = Photos {
            uploads: Uploads::without(waits.photos(now), waits.uploads(now)),
            not_fetched: waits.wanted(now),
            not_shown: waits.thumbnails(now),
        };
        Run { not_fetched: waits.documents(now), not_read: waits.sets(now), photos, ..Run::default() }
    }

    /// Hands `input` to the machine, after telling it where the switch stands and whether the device is enrolled by now.
    fn feed(&self, input: Input) -> Result<Vec<Output>, SyncError> {
        let random = u64::from_le_bytes(fresh(self.chance.as_ref()).map_err(StoreError::from)?);
        let now = self.clock.monotonic_ms();
        let switch = *self.network.borrow();
        let enrolled = self.store.read(identity::find)?.is_some();
        let mut machine = self.machine.lock().unwrap_or_else(PoisonError::into_inner);
        let mut outputs = Vec::new();
        if machine.network() != switch {
            outputs.extend(machine.handle(now, random, Input::Network(switch)));
        }
        if enrolled && machine.waits_for_enrolment() {
            outputs.extend(machine.handle(now, random, Input::Enrolled));
        }
        outputs.extend(machine.handle(now, random, input));
        let wanted = machine.may_listen();
        self.line_wanted.send_if_modified(|before| std::mem::replace(before, wanted) != wanted);
        Ok(outputs)
    }

    async fn perform(self: &Arc<Self>, work: Work, run: &mut Run) -> Result<Remaining, SyncError> {
        let enrolled = self.store.read(identity::find)?.ok_or(SyncError::NotEnrolled)?;
        let mut remaining = match work {
            Work::Sync { share } => {
                let remaining = self.sync_once(&enrolled, share, run).await?;
                self.enter_again_what_was_refused(run).await?;
                remaining
            }
            Work::Fetch => {
                self.fetch_next(&enrolled, run).await?;
                Remaining::default()
            }
            Work::Read => {
                self.read_next(&enrolled, run).await?;
                Remaining::default()
            }
            Work::Photo => {
                self.move_photo(&enrolled, run).await?;
                Remaining::default()
            }
        };
        let offer = self.offer();
        let (unsent, fetches, reference, photos) = self.store.read::<_, StoreError>(|conn| {
            let unsent = outbox::unsent(conn, 1, &run.held_back, offer)?;
            let fetches = documents::fetches_owed(conn)?.into_iter().any(|id| !run.not_fetched.contains(&id));
            let reference = reference::next_behind(conn, &run.not_read)?.is_some();
            Ok((!unsent.is_empty(), fetches, reference, run.photos.next(conn)?.is_some()))
        })?;
        remaining.unsent = unsent;
        remaining.fetches = fetches;
        remaining.reference = reference;
        remaining.photos = photos;
        Ok(remaining)
    }

    /// One sync request and what it brings.
    async fn sync_once(self: &Arc<Self>, enrolled: &Enrolled, share: u32, run: &mut Run) -> Result<Remaining, SyncError> {
        self.reconcile_if_owed(enrolled, &mut run.report).await?;
        let limits = self.store.read(config::kept)?.config.limits;
        let budget = Budget::share(share, &limits);
        let held_back = run.held_back.clone();
        let offer = self.offer();
        let (batch, authors, cursor, judged, held, incarnation, unsent) = self
            .blocking(move |core| {
                core.store.read::<_, StoreError>(|conn| {
                    let cursor = contact::cursor(conn)?;
                    // The first answer brings the documents; everything else of a new device is fetched after it.
                    let judged = contact::judged(conn)?;
                    let held = if cursor.is_some() { reference::held(conn)? } else { Versions::new() };
                    let mut batch = plan(&outbox::unsent(conn, budget.changes, &held_back, offer)?, budget);
                    let authors = relay::authors(conn, &mut batch)?;
                    let unsent = unsent::beside(conn, &batch.names())?;
                    Ok((batch, authors, cursor, judged, held, incarnation::unreported(conn)?, unsent))
                })
            })
            .await?;
        self.park_unsendable(&batch, run)?;
        let request = SyncRequest {
            protocol: self.spoken.now(),
            application: self.application.clone(),
            cursor: cursor.as_ref().map(|cursor| cursor.text.clone()),
            want_bytes: self.pace.want_bytes().min(limits.want_bytes),
            client_time: self.clock.now(),
            judged,
            documents: batch.documents.iter().map(|pushed| pushed.announced()).collect(),
            reference: held,
            authors,
            incarnation: incarnation.map(hex::encode),
            unsent,
        };
        let changes = batch.changes();
        let single = batch.documents.first().filter(|_| changes == 1).and_then(|pushed| Some((pushed.id, *pushed.hashes.first()?)));
        let (response, sections) = match self.exchange_sync(enrolled, run, &request, &batch).await {
            Ok(answer) => answer,
            Err(error) => return self.turned_down(error, single, run),
        };
        if cursor.as_ref().is_some_and(|cursor| cursor.epoch != response.epoch) {
            return Err(self.start_over(Failure::Answer("its history is another one".to_owned()).into()));
        }
        self.pace.answer_taken();
        let heard = ServerHeard::now(self.clock.as_ref(), response.server_time);
        // A page that does not move the cursor would only come again.
        let moved = cursor.is_none_or(|cursor| cursor.text != response.cursor);
        let remaining = Remaining {
            more: response.more && moved,
            quiet_ms: response.backoff_s.map(|seconds| u64::from(seconds).min(3_600) * 1000),
            ..Remaining::default()
        };
        let revision = response.config.clone();
        let (pushed, held) = (batch.documents, request.reference);
        let page = Page { identity: enrolled.identity.clone(), pushed, held, response, sections, heard, at: self.clock.now() };
        let applied = self.blocking(move |core| core.apply(&page)).await?;
        if let Some(token) = incarnation {
            self.store.write(|tx| incarnation::mark_reported(tx, Some(&token)))?;
        }
        run.count(applied);
        self.fetch_certificate(enrolled, &mut run.report).await?;
        self.fetch_config(enrolled, &mut run.report, revision.as_deref()).await?;
        let now = self.clock.now();
        if !remaining.more && !self.store.read(|conn| reconcile::is_recent(conn, now))? {
            self.blocking(move |core| core.store.write(|tx| reconcile::owe_if_due(tx, now))).await?;
        }
        Ok(remaining)
    }

    /// What may be offered of what others made: an older server does not read their proofs, so it waits for a newer one.
    fn offer(&self) -> Offer {
        if self.spoken.now() >= RECEIVES_FIRST { Offer::WithProofs } else { Offer::OwnDocuments }
    }

    /// Deals with what the server refused for good; what can be entered again is offered in the same run.
    async fn enter_again_what_was_refused(self: &Arc<Self>, run: &mut Run) -> Result<(), StoreError> {
        let again = self.blocking(|core| core.rerun_refused()).await?;
        run.held_back.retain(|id| !again.contains(id));
        Ok(())
    }

    async fn exchange_sync(
        &self,
        enrolled: &Enrolled,
        run: &mut Run,
        request: &SyncRequest,
        batch: &Batch,
    ) -> Result<(SyncResponse, Vec<Section>), SyncError> {
        let body = batch.body(request)?;
        let request = HttpRequest::new(Method::Post, SYNC_PATH, MAX_INFLATED_BYTES)
            .header("content-type", SYNC_MEDIA_TYPE)
            .header("content-encoding", "gzip")
            .header("accept", SYNC_MEDIA_TYPE)
            .body(body);
        let answer = self.exchange(enrolled, &mut run.report, request).await?;
        let body = frame::gunzip_bounded(&answer.body, MAX_INFLATED_BYTES).map_err(Failure::from)?;
        // The protocol is looked at before anything else: an answer of another one need not have the members of this one.
        let (header, sections): (Value, _) = frame::decode(&body, FRAME_LIMITS).map_err(Failure::from)?;
        let protocol = header.get("protocol").and_then(Value::as_u64);
        let protocol = protocol.ok_or_else(|| Failure::Answer("it names no protocol".to_owned()))?;
        understood(u32::try_from(protocol).unwrap_or(u32::MAX))?;
        let unreadable = |error: PackedError| Failure::Answer(error.to_string());
        let documents = lists::documents(&header).map_err(unreadable)?;
        let sections = lists::sections(sections, &documents, ANSWER_LIMITS).map_err(unreadable)?;
        let header = serde_json::from_value(header).map_err(|error| Failure::Answer(error.to_string()))?;
        Ok((header, sections))
    }

    /// A sync request was turned down as a whole: what can be done about it here is done.
    fn turned_down(&self, error: SyncError, single: Option<(DocumentId, [u8; 32])>, run: &mut Run) -> Result<Remaining, SyncError> {
        if error.setback() == machine::Setback::TooLarge
            && let Some((id, hash)) = single
        {
            // One change alone is too much for this server: nothing smaller can be sent of this document.
            self.park_unsendable_change(id, Some(&hash), run)?;
            return Ok(Remaining { more: true, ..Remaining::default() });
        }
        if matches!(error, SyncError::Exchange(Failure::AnswerTooLarge)) && self.pace.answer_too_large() {
            // A smaller page is asked for at once; what was pushed is pushed again, which changes nothing at the server.
            return Ok(Remaining { more: true, ..Remaining::default() });
        }
        if matches!(&error, SyncError::Exchange(failure) if [codes::UPGRADE_SERVER, codes::MALFORMED].contains(&failure.code()))
            && self.spoken.step_back()
        {
            // The server is older, or cannot read how all lists were packed together; the same again at once in words that it knows.
            return Ok(Remaining { more: true, ..Remaining::default() });
        }
        if error.setback() == machine::Setback::EpochChanged {
            return Err(self.start_over(error));
        }
        Err(error)
    }

    /// The server's history was replaced: everything is kept and offered again.
    fn start_over(&self, error: SyncError) -> SyncError {
        match self.store.write(contact::start_over) {
            Ok(()) => error,
            Err(store) => store.into(),
        }
    }

    /// Stops sending a document whose next change never fits.
    fn park_unsendable_change(&self, id: DocumentId, hash: Option<&[u8; 32]>, run: &mut Run) -> Result<(), StoreError> {
        self.store.write(|tx| outbox::park(tx, id, codes::TOO_LARGE, "the server does not take a change of this size", false, hash))?;
        run.held_back.push(id);
        run.report.refused += 1;
        self.tell(&[Notice::Document(id), Notice::Agenda]);
        Ok(())
    }

    fn park_unsendable(&self, batch: &Batch, run: &mut Run) -> Result<(), StoreError> {
        for id in &batch.too_large {
            self.park_unsendable_change(*id, None, run)?;
        }
        for id in &batch.damaged {
            let code = StoreError::DocumentDamaged(*id).code();
            self.store.write::<_, StoreError>(|tx| {
                outbox::park(tx, *id, code, "a change is damaged on this device", false, None)?;
                documents::owe_fetch(tx, *id, true)
            })?;
            run.report.refused += 1;
        }
        Ok(())
    }

    async fn fetch_next(self: &Arc<Self>, enrolled: &Enrolled, run: &mut Run) -> Result<(), SyncError> {
        let owed = self.store.read(documents::fetches_owed)?;
        let Some(id) = owed.into_iter().find(|id| !run.not_fetched.contains(id)) else { return Ok(()) };
        match self.fetch(enrolled, &mut run.report, id).await {
            Ok(applied) => {
                run.troubles = 0;
                run.count(applied);
                self.waits().passed(&Item::Document(id));
                Ok(())
            }
            Err(error) => {
                run.not_fetched.push(id);
                self.failed_alone(error, Item::Document(id), run)
            }
        }
    }

    async fn read_next(self: &Arc<Self>, enrolled: &Enrolled, run: &mut Run) -> Result<(), SyncError> {
        let Some(next) = self.store.read(|conn| reference::next_behind(conn, &run.not_read))? else { return Ok(()) };
        match self.fetch_page(enrolled, &mut run.report, &next).await {
            Ok(()) => {
                run.troubles = 0;
                self.waits().passed(&Item::Set(next.set));
                Ok(())
            }
            Err(error) => {
                run.not_read.push(next.set);
                self.failed_alone(error, Item::Set(next.set), run)
            }
        }
    }

    /// A document, a set of reference data or a picture did not come through. If that is its own trouble, it waits for itself and the run
    /// goes on. 503 about a picture is its own: its change is not judged yet, or others are drawn first.
    fn failed_alone(&self, error: SyncError, item: Item, run: &mut Run) -> Result<(), SyncError> {
        let picture = matches!(item, Item::Photo(_) | Item::Wanted(_) | Item::Thumbnail(_));
        let not_served = picture && matches!(&error, SyncError::Exchange(failure) if failure.status() == Some(503));
        if !not_served && !error.concerns_only_this() {
            return Err(error);
        }
        self.waits().failed(item, self.clock.monotonic_ms());
        if !not_served {
            run.report.refused += 1;
        }
        if not_served || matches!(error, SyncError::Exchange(Failure::Timeout)) {
            run.troubles += 1;
            if run.troubles >= MOST_TROUBLES {
                return Err(error);
            }
        }
        Ok(())
    }

    /// The device was put out: what was entered on it goes where the desk looks at it. What does not get there stays and is tried again
    /// with the next contact.
    async fn hand_in_what_waits(self: &Arc<Self>) {
        let Ok(Some(enrolled)) = self.store.read(identity::find) else { return };
        match self.hand_in(&enrolled).await {
            Ok(changes) => tracing::info!(changes, "what waited on a device that was put out was handed in"),
            Err(error) => tracing::info!(code = error.code(), "what waits on a device that was put out was not handed in"),
        }
    }

    /// Keeps why the last contact failed, for the outbox page. A database that cannot even do that has already said so.
    fn note_failure(&self, error: &SyncError) {
        let kept = self.store.write(|tx| contact::failed(tx, error.code()));
        if let Err(store) = kept {
            tracing::warn!(code = store.code(), "the failed contact could not be noted");
        }
        self.tell(&[Notice::Outbox]);
    }

    /// Tells the machine that the server has moved; the driver, once nudged, begins.
    pub(crate) fn server_moved(&self) {
        let now = self.clock.monotonic_ms();
        let mut machine = self.machine.lock().unwrap_or_else(PoisonError::into_inner);
        machine.handle(now, 0, Input::ServerMoved);
        self.line_wanted.send_replace(machine.may_listen());
        self.line_ends.notify_waiters();
    }

    fn not_now(&self, until: u64) -> SyncError {
        SyncError::NotNow { retry_after_s: until.saturating_sub(self.clock.monotonic_ms()).div_ceil(1000) }
    }

    fn sleep_ms(&self) -> u64 {
        let machine = self.machine.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.monotonic_ms();
        machine.wake_at().map_or(LONGEST_SLEEP_MS, |at| at.saturating_sub(now))
    }
}

impl Run {
    fn count(&mut self, applied: Applied) {
        self.report.changes_sent += applied.changes_sent;
        self.report.changes_received += applied.changes_received;
        self.report.documents_entered += applied.entered;
        self.report.documents_left += applied.left;
        self.report.reference_rows += applied.reference_rows;
        self.report.refused += applied.refused;
        self.held_back.extend(applied.held_back);
    }
}

fn given_up(reason: Reason) -> Result<(), SyncError> {
    match reason {
        Reason::Airplane => Err(Failure::Offline.into()),
        Reason::NotEnrolled => Err(SyncError::NotEnrolled),
        Reason::DeviceRevoked | Reason::UpgradeApplication => Ok(()),
    }
}

/// Tells the machine if a run is dropped in the middle (a cancelled task), so that it does not wait for an answer for ever.
struct Abandon<'a>(&'a Core);

impl Drop for Abandon<'_> {
    fn drop(&mut self) {
        let now = self.0.clock.monotonic_ms();
        let mut machine = self.0.machine.lock().unwrap_or_else(PoisonError::into_inner);
        machine.handle(now, 0, Input::Abandoned);
    }
}
