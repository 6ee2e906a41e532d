//! The queue of what waits in the inbox: who is judged next, how much there may be, and when nothing waits.
//!
//! The database holds the lists; this holds their numbers. One document is judged at a time, its lists in the order of arrival. Devices
//! take turns: one that brings a thousand documents does not stand before one that brings one. Whatever is asked for is bounded: lists and
//! bytes, in all and for each device.
//!
//! Left out: judging ([`super::believe`]), and what is kept ([`crate::store::inbox`]).

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::id::{DeviceId, DocumentId, OrganisationId};
use model::time::Timestamp;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::time::{Instant, sleep};

use crate::config::Config;
use crate::store::inbox::Waiting;

/// How long a list that could not be judged waits before the next try; doubled each time up to [`LONGEST_REST`].
const FIRST_REST: Duration = Duration::from_millis(200);
/// See [`FIRST_REST`].
const LONGEST_REST: Duration = Duration::from_secs(60);

/// How long judges let requests go first. In a rush that lasts longer, judging goes on, one list at a time, until it is over.
const GIVE_WAY: Duration = Duration::from_millis(500);
/// How long what is brought for a document that could not be judged is not received; doubled each time up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(60);
/// See [`FIRST_PAUSE`].
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);

/// How much may wait.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    lists: usize,
    bytes: u64,
    lists_per_device: usize,
    bytes_per_device: u64,
    judges: usize,
}

/// The queue of one server process.
pub(crate) struct Inbox {
    state: Mutex<State>,
    /// Moves whenever something waits no more, and when judging stops.
    moved: watch::Sender<()>,
    /// Whose turn it is to judge in a rush.
    rush: Semaphore,
    bounds: Bounds,
}

/// No more can be taken now. Try again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

/// What a judge is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Judge this list. The document is the judge's until it says what became of it.
    Judge(Waiting),
    /// Nothing can be judged before then.
    Rest(Instant),
    /// There is nothing to do; the judge is counted out.
    Done,
}

#[derive(Default)]
struct State {
    /// What waits of each document, in the order of arrival.
    documents: HashMap<DocumentId, VecDeque<Waiting>>,
    /// Documents that a judge has.
    judged: HashSet<DocumentId>,
    /// Documents whose next list is of this device and that no judge has.
    ready: BTreeMap<DeviceId, VecDeque<DocumentId>>,
    /// Documents that could not be judged, and until when they rest.
    resting: HashMap<DocumentId, Instant>,
    /// How often a document could not be judged in a row.
    tries: HashMap<DocumentId, u32>,
    /// How often of these the reason was none that passes by itself.
    failures: HashMap<DocumentId, u32>,
    /// Of what work was kept aside because it could not be judged, until some is judged.
    given_up: HashMap<Work, GivenUp>,
    /// The device that had its turn last.
    turn: Option<DeviceId>,
    /// What waits or is about to, in all and of each device.
    all: Load,
    loads: HashMap<DeviceId, Load>,
    judges: usize,
    /// Requests that cannot be answered before something is judged.
    awaited: usize,
    /// Way was given, and it has not been quiet since.
    rush: bool,
    stopped: bool,
}

/// Of whose work for which document lists cannot be judged: of one device, or of everybody where the document itself cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Work {
    organisation: OrganisationId,
    document: DocumentId,
    /// Who brings it; `None`: everybody.
    device: Option<DeviceId>,
}

impl Work {
    fn of(list: &Waiting) -> Self {
        Self { organisation: list.organisation, document: list.document, device: Some(list.device) }
    }

    fn of_everybody(self) -> Self {
        Self { device: None, ..self }
    }
}

/// Work that cannot be judged.
#[derive(Debug, Clone, Copy)]
struct GivenUp {
    since: Timestamp,
    /// How often in a row.
    times: u32,
    /// Until then nothing more of it is received.
    until: Instant,
}

#[derive(Debug, Clone, Copy, Default)]
struct Load {
    lists: usize,
    bytes: u64,
}

impl Load {
    fn add(&mut self, lists: usize, bytes: u64) {
        self.lists += lists;
        self.bytes += bytes;
    }

    fn take(&mut self, lists: usize, bytes: u64) {
        self.lists = self.lists.saturating_sub(lists);
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

/// Room for what is about to be received; given back if nothing comes of it.
pub(super) struct Room {
    inbox: Arc<Inbox>,
    device: DeviceId,
    lists: usize,
    bytes: u64,
}

impl Drop for Room {
    fn drop(&mut self) {
        self.inbox.state().give_back(self.device, self.lists, self.bytes);
        self.inbox.moved.send_replace(());
    }
}

impl Inbox {
    pub(crate) fn new(config: &Config) -> Self {
        let bounds = Bounds {
            lists: config.inbox_lists,
            bytes: config.inbox_bytes,
            lists_per_device: config.inbox_lists_per_device,
            bytes_per_device: config.inbox_bytes_per_device,
            judges: config.judges,
        };
        Self { state: Mutex::default(), moved: watch::Sender::new(()), rush: Semaphore::new(1), bounds }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes room for `lists` lists with `bytes` bytes of `device`. A device of which nothing waits gets it unless the whole is full.
    pub(super) fn make_room(self: &Arc<Self>, device: DeviceId, lists: usize, bytes: u64) -> Result<Room, Full> {
        let mut state = self.state();
        let own = state.loads.get(&device).copied().unwrap_or_default();
        let exceeds = |load: Load, most: usize, most_bytes: u64| {
            load.lists > 0 && (load.lists.saturating_add(lists) > most || load.bytes.saturating_add(bytes) > most_bytes)
        };
        if exceeds(own, self.bounds.lists_per_device, self.bounds.bytes_per_device)
            || exceeds(state.all, self.bounds.lists, self.bounds.bytes)
        {
            return Err(Full);
        }
        state.all.add(lists, bytes);
        state.loads.entry(device).or_default().add(lists, bytes);
        drop(state);
        Ok(Room { inbox: Arc::clone(self), device, lists, bytes })
    }

    /// Lists that are durable now wait to be judged.
    pub(super) fn add(&self, waiting: impl IntoIterator<Item = Waiting>) {
        let mut state = self.state();
        for list in waiting {
            state.add(list);
        }
        drop(state);
        // A judge that rests has something to do again.
        self.moved.send_replace(());
    }

    /// How many more judges are to be started now; they are counted in.
    pub(super) fn judges_wanted(&self) -> usize {
        let mut state = self.state();
        if state.stopped {
            return 0;
        }
        let ready: usize = state.ready.values().map(VecDeque::len).sum();
        let most = self.bounds.judges;
        let wanted = ready.min(most).saturating_sub(state.judges.saturating_sub(state.judged.len()));
        let wanted = wanted.min(most.saturating_sub(state.judges));
        state.judges += wanted;
        wanted
    }

    /// A judge begins that was not [wanted](Self::judges_wanted); nothing rests for it.
    pub(super) fn enter(&self) {
        let mut state = self.state();
        state.judges += 1;
        state.resting.clear();
        let waiting: Vec<DocumentId> = state.documents.keys().copied().collect();
        for document in waiting {
            if !state.is_ready(document) {
                state.make_ready(document);
            }
        }
    }

    /// A judge ends though something rests.
    pub(super) fn leave(&self) {
        self.state().leave();
        self.moved.send_replace(());
    }

    /// Lets what devices ask go first until it is `quiet`, for a while, unless an answer waits for the judges: work that is not durable yet
    /// is only on its device. Answers the turn of this judge if it does not become quiet; no other has it before it is given back.
    pub(super) async fn give_way(&self, quiet: impl Future<Output = ()>) -> Option<SemaphorePermit<'_>> {
        let way_was_given = async {
            if !self.state().rush {
                sleep(GIVE_WAY).await;
            }
            let turn = self.rush.acquire().await.ok();
            self.state().rush = true;
            turn
        };
        tokio::select! {
            biased;
            () = quiet => {
                self.state().rush = false;
                None
            }
            () = self.until(|state| state.awaited > 0 || state.stopped) => None,
            turn = way_was_given => turn,
        }
    }

    /// What a judge does next.
    pub(super) fn next(&self) -> Next {
        let mut state = self.state();
        let next = state.next();
        if next == Next::Done {
            state.leave();
            drop(state);
            self.moved.send_replace(());
        }
        next
    }

    /// These lists of `document` were judged and wait no more.
    pub(super) fn settled(&self, document: DocumentId, lists: &[u64]) {
        self.state().settle(document, lists);
        self.moved.send_replace(());
    }

    /// The document could not be judged now: it rests for a while, then it is tried again.
    pub(super) fn put_back(&self, document: DocumentId) {
        self.state().rest(document);
        self.moved.send_replace(());
    }

    /// The list could not be judged, for a reason that does not pass by itself. Answers how often in a row: very often where such work was
    /// kept aside before.
    pub(super) fn failed(&self, list: &Waiting) -> u32 {
        let mut state = self.state();
        let work = Work::of(list);
        if [work, work.of_everybody()].iter().any(|work| state.given_up.contains_key(work)) {
            return u32::MAX;
        }
        let failures = state.failures.entry(list.document).or_default();
        *failures = failures.saturating_add(1);
        *failures
    }

    /// The list cannot be judged: it and these of its device were kept aside `at` that time and wait no more. For a while nothing more of
    /// this device is received for the document; of nobody, if it is not `opens` and the document itself cannot be opened.
    pub(super) fn given_up(&self, list: &Waiting, opens: bool, at: Timestamp, lists: &[u64]) {
        let mut state = self.state();
        let work = if opens { Work::of(list) } else { Work::of(list).of_everybody() };
        let before = state.given_up.get(&work).copied();
        state.settle(list.document, lists);
        let times = before.map_or(0, |before| before.times);
        let pause = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(times)).min(LONGEST_PAUSE);
        let since = before.map_or(at, |before| before.since);
        let given_up = GivenUp { since, times: times.saturating_add(1), until: Instant::now() + pause };
        state.given_up.insert(work, given_up);
        drop(state);
        self.moved.send_replace(());
    }

    /// Whether nothing of the device is received for the document for now, because it could not be judged a moment ago.
    pub(super) fn is_given_up(&self, organisation: OrganisationId, document: DocumentId, device: DeviceId) -> bool {
        let (state, now) = (self.state(), Instant::now());
        let work = Work { organisation, document, device: Some(device) };
        [work, work.of_everybody()].iter().any(|work| state.given_up.get(work).is_some_and(|given_up| now < given_up.until))
    }

    /// Documents of the organisation of which work could not be judged, and since when.
    pub(super) fn unjudged(&self, organisation: OrganisationId) -> Vec<(DocumentId, Timestamp)> {
        let state = self.state();
        let mut unjudged = BTreeMap::new();
        for (work, given_up) in state.given_up.iter().filter(|(work, _)| work.organisation == organisation) {
            let since = unjudged.entry(work.document).or_insert(given_up.since);
            *since = given_up.since.min(*since);
        }
        unjudged.into_iter().collect()
    }

    /// How full the queue is, in **hundredths**: of lists or of bytes, whatever is fuller.
    pub(super) fn fill(&self) -> u32 {
        let all = self.state().all;
        let part = |held: u64, most: u64| u32::try_from(held.saturating_mul(100) / most.max(1)).unwrap_or(u32::MAX);
        part(all.lists as u64, self.bounds.lists as u64).max(part(all.bytes, self.bounds.bytes))
    }

    /// Hears of what moves from now on. To be had before [`next`](Self::next) says to rest, or what came in between is missed.
    pub(super) fn watch(&self) -> watch::Receiver<()> {
        self.moved.subscribe()
    }

    /// Waits until something `moved`, at most until `at`.
    pub(super) async fn rest_until(&self, at: Instant, mut moved: watch::Receiver<()>) {
        if self.state().stopped {
            return;
        }
        // Whoever woke it or nobody: both times it looks again.
        let _woken = tokio::time::timeout_at(at, moved.changed()).await;
    }

    /// No more is judged from now on; waits for what is being judged. What waits is judged by the next process on the same data.
    pub(crate) async fn stop(&self) {
        self.state().stopped = true;
        self.moved.send_replace(());
        self.until(|state| state.judges == 0).await;
    }

    /// Waits until nothing waits, or judging has stopped, or what waits could not be judged and rests; answers whether nothing waits.
    pub(crate) async fn empty(&self) -> bool {
        self.until(|state| {
            let rest = state.judged.is_empty() && state.documents.keys().all(|document| state.resting.contains_key(document));
            rest || (state.stopped && state.judges == 0)
        })
        .await;
        self.state().documents.is_empty()
    }

    /// Waits until nothing of `device` waits, nor of anybody for one of `documents`. What could not be judged and rests is not waited for.
    pub(crate) async fn quiet(&self, device: DeviceId, documents: &[DocumentId]) {
        let _awaited = Awaited::of(self);
        self.until(|state| {
            let waits = |document: &DocumentId| state.documents.contains_key(document) && !state.resting.contains_key(document);
            !documents.iter().any(waits) && (state.loads.get(&device).is_none_or(|load| load.lists == 0) || !state.waits_of(device))
        })
        .await;
    }

    async fn until(&self, holds: impl Fn(&State) -> bool) {
        let mut moved = self.moved.subscribe();
        while !holds(&self.state()) {
            if moved.changed().await.is_err() {
                return;
            }
        }
    }
}

/// While this lives, judges give no way.
struct Awaited<'a> {
    inbox: &'a Inbox,
}

impl<'a> Awaited<'a> {
    fn of(inbox: &'a Inbox) -> Self {
        inbox.state().awaited += 1;
        inbox.moved.send_replace(());
        Self { inbox }
    }
}

impl Drop for Awaited<'_> {
    fn drop(&mut self) {
        self.inbox.state().awaited -= 1;
    }
}

impl State {
    fn is_ready(&self, document: DocumentId) -> bool {
        self.ready.values().flatten().any(|ready| *ready == document)
    }

    /// A judge ends. With the last one the rush is over: whoever judges next gives way again.
    fn leave(&mut self) {
        self.judges -= 1;
        self.rush &= self.judges > 0;
    }

    /// Whether a list of `device` waits whose document does not rest.
    fn waits_of(&self, device: DeviceId) -> bool {
        let awake = self.documents.iter().filter(|(document, _)| !self.resting.contains_key(document));
        awake.flat_map(|(_, lists)| lists).any(|list| list.device == device)
    }

    fn add(&mut self, list: Waiting) {
        self.all.add(1, list.bytes);
        self.loads.entry(list.device).or_default().add(1, list.bytes);
        let lists = self.documents.entry(list.document).or_default();
        // Two requests that were written one after the other may come here the other way round.
        let place = lists.partition_point(|other| other.id < list.id);
        lists.insert(place, list);
        if place == 0 {
            if let Some(passed) = lists.get(1).copied() {
                self.unready(passed);
            }
            self.make_ready(list.document);
        }
    }

    /// Lets the document be judged, if something waits of it and nobody has it.
    fn make_ready(&mut self, document: DocumentId) {
        if self.judged.contains(&document) || self.resting.contains_key(&document) {
            return;
        }
        if let Some(first) = self.documents.get(&document).and_then(VecDeque::front) {
            self.ready.entry(first.device).or_default().push_back(document);
        }
    }

    fn unready(&mut self, list: Waiting) {
        if let Some(ready) = self.ready.get_mut(&list.device) {
            ready.retain(|document| *document != list.document);
        }
    }

    fn next(&mut self) -> Next {
        if self.stopped {
            return Next::Done;
        }
        let now = Instant::now();
        let rested: Vec<DocumentId> = self.resting.extract_if(|_, until| *until <= now).map(|(document, _)| document).collect();
        for document in rested {
            self.make_ready(document);
        }
        match self.take_turn() {
            Some(list) => Next::Judge(list),
            None => self.resting.values().min().copied().map_or(Next::Done, Next::Rest),
        }
    }

    /// The next list of the device whose turn it is.
    fn take_turn(&mut self) -> Option<Waiting> {
        let after = self.turn.and_then(|last| self.ready.range((std::ops::Bound::Excluded(last), std::ops::Bound::Unbounded)).next());
        let device = *after.or_else(|| self.ready.iter().next())?.0;
        self.turn = Some(device);
        let queue = self.ready.get_mut(&device)?;
        let document = queue.pop_front();
        if queue.is_empty() {
            self.ready.remove(&device);
        }
        let document = document?;
        self.judged.insert(document);
        self.documents.get(&document).and_then(VecDeque::front).copied()
    }

    fn settle(&mut self, document: DocumentId, settled: &[u64]) {
        let mut gone = Vec::new();
        if let Some(lists) = self.documents.get_mut(&document) {
            lists.retain(|list| {
                let stays = !settled.contains(&list.id);
                if !stays {
                    gone.push(*list);
                }
                stays
            });
            if lists.is_empty() {
                self.documents.remove(&document);
            }
        }
        for list in gone {
            self.give_back(list.device, 1, list.bytes);
            // Where something was judged, the document can be opened.
            self.given_up.remove(&Work::of(&list));
            self.given_up.remove(&Work::of(&list).of_everybody());
        }
        self.tries.remove(&document);
        self.failures.remove(&document);
        self.judged.remove(&document);
        self.make_ready(document);
    }

    fn rest(&mut self, document: DocumentId) {
        let tries = self.tries.entry(document).or_default();
        let rest = FIRST_REST.saturating_mul(2_u32.saturating_pow(*tries)).min(LONGEST_REST);
        *tries = tries.saturating_add(1);
        self.judged.remove(&document);
        self.resting.insert(document, Instant::now() + rest);
    }

    fn give_back(&mut self, device: DeviceId, lists: usize, bytes: u64) {
        self.all.take(lists, bytes);
        if let Some(load) = self.loads.get_mut(&device) {
            load.take(lists, bytes);
            if load.lists == 0 {
                self.loads.remove(&device);
            }
        }
    }
}

#[cfg(test)]
mod tests;
