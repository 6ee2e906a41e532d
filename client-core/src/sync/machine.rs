//! The sync machine: what to do next, and when. Inputs in, outputs out; time and chance are arguments.
//!
//! Three waits, each with its own reason: the *backoff* after a failure (exponential with full jitter), the *quiet* time a good
//! answer asks for, and the *hard* wait of `Retry-After`. A person's request ignores the first two. In airplane mode the machine
//! asks for nothing at all.
//!
//! All times are **milliseconds** of the monotonic clock.

use crate::http::transport::NetworkSwitch;

/// The first wait after a failure is at most this long.
pub(crate) const BACKOFF_BASE_MS: u64 = 1_000;
/// No wait after a failure is longer than this.
pub(crate) const BACKOFF_CAP_MS: u64 = 5 * 60 * 1_000;
/// How often the server is asked for news when there is nothing to send.
pub(crate) const ROUTINE_MS: u64 = 60 * 1_000;
/// How often while the server can say that there is something new: only in case that was lost.
pub(crate) const ROUTINE_LISTENING_MS: u64 = 15 * 60 * 1_000;
/// The smallest part of a full request that is tried: one change.
pub(crate) const MOST_SHARES: u32 = 8_192;
/// How often a server that has turned this device away is asked whether it still does: the desk may have put it right.
const TURNED_AWAY_MS: u64 = 60 * 60 * 1_000;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// Something was entered on this device, or a parked document is to be tried again.
    LocalChange,
    /// The time of [`Output::WakeAt`] has come.
    Tick,
    /// A person asked to sync now.
    RequestedByPerson,
    /// The server says that there may be something new; many heard it at once if they are to come within `spread_ms`. Begins nothing by
    /// itself.
    Poked {
        /// **Milliseconds**; 0 for now.
        spread_ms: u64,
    },
    /// The line over which the server says so was opened, or has ended. Begins nothing by itself.
    Listening(bool),
    /// The device was enrolled.
    Enrolled,
    /// The server has moved to another address: what the old one said counts no more. Begins nothing by itself.
    ServerMoved,
    /// The airplane switch was moved.
    Network(NetworkSwitch),
    /// What was asked for is done.
    Answered(Remaining),
    /// What was asked for failed.
    Failed(Setback),
    /// Whoever carried out the request has stopped in the middle.
    Abandoned,
}

/// What remains to be done after something was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Remaining {
    /// The server has more.
    pub(crate) more: bool,
    /// There are changes to send.
    pub(crate) unsent: bool,
    /// There are documents to fetch whole.
    pub(crate) fetches: bool,
    /// There is reference data to fetch.
    pub(crate) reference: bool,
    /// There are photos to send or to fetch.
    pub(crate) photos: bool,
    /// The server asks to be left alone so long, unless a person asks.
    pub(crate) quiet_ms: Option<u64>,
}

/// How something failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setback {
    /// It took too long: less at once, later.
    Timeout,
    /// It was too much: less at once.
    TooLarge,
    /// The server's history was replaced, and the device has prepared to start over.
    EpochChanged,
    /// The server says when to come back.
    Busy {
        /// How long to wait.
        wait_ms: u64,
    },
    /// The device was revoked.
    DeviceRevoked,
    /// The application is too old for this server.
    UpgradeApplication,
    /// The device is nobody's yet.
    NotEnrolled,
    /// Anything else; trying again can help.
    Other,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Output {
    /// Make a sync request with at most one `share`-th of what a request may hold.
    SendSync {
        /// 1, 2, 4 …
        share: u32,
    },
    /// Fetch one document whole.
    FetchDocument,
    /// Fetch a page of reference data.
    FetchReference,
    /// Take one step with photos: send or fetch a piece, or fetch a small picture.
    MovePhoto,
    /// Nothing to do before this time.
    WakeAt(u64),
    /// A person asked, but the server imposed a wait until this time.
    NotNow(u64),
    /// Nothing will be done until something changes; a server that turned this device away is asked again within the hour.
    GiveUp(Reason),
}

/// Why nothing will be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The airplane switch is on.
    Airplane,
    /// The device was revoked: reads end, its data stays.
    DeviceRevoked,
    /// The application is too old: work goes on on this device.
    UpgradeApplication,
    /// The device is nobody's yet.
    NotEnrolled,
}

/// The machine.
#[derive(Debug)]
pub(crate) struct Machine {
    state: State,
    network: NetworkSwitch,
    /// When there is next something to do, waits aside.
    due_at: u64,
    backoff_until: u64,
    quiet_until: u64,
    hard_until: u64,
    /// Failures since the last time everything was done.
    failures: u32,
    /// A request holds at most one so-many-th of what it may.
    share: u32,
    /// The history was replaced, and there was no good answer since.
    started_over: bool,
    /// The last thing asked of the server was answered well.
    reached: bool,
    /// The server can say that there is something new.
    listening: bool,
    /// How often the server is asked for news when there is nothing to send: without a line, and with one.
    routine_ms: Routine,
    /// When a sync that began then would bring what the server spoke of last; none if one has begun since.
    poked_at: Option<u64>,
}

/// Routine intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Routine {
    alone: u64,
    listening: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Resting,
    Busy { by_person: bool, asked: Asked },
    Stopped(Reason),
}

/// What is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Sync,
    /// One document, one page of reference data or one step with photos.
    Item,
}

impl Default for Machine {
    fn default() -> Self {
        Self {
            state: State::Resting,
            network: NetworkSwitch::Connected,
            due_at: 0,
            backoff_until: 0,
            quiet_until: 0,
            hard_until: 0,
            failures: 0,
            share: 1,
            started_over: false,
            reached: false,
            listening: false,
            routine_ms: Routine { alone: ROUTINE_MS, listening: ROUTINE_LISTENING_MS },
            poked_at: None,
        }
    }
}

impl Machine {
    /// Takes one input at the monotonic time `now`, with `random` from the caller; answers what to do.
    pub(crate) fn handle(&mut self, now: u64, random: u64, input: Input) -> Vec<Output> {
        match input {
            Input::LocalChange => {
                if !matches!(self.state, State::Stopped(_)) {
                    self.due_at = self.due_at.min(now);
                }
                self.go_on(now)
            }
            Input::Tick => self.go_on(now),
            Input::RequestedByPerson => self.requested(now),
            Input::Poked { spread_ms } => {
                let at = now.saturating_add(random % spread_ms.saturating_add(1));
                match self.state {
                    State::Busy { .. } => self.poked_at = Some(self.poked_at.map_or(at, |before| before.min(at))),
                    State::Resting => self.due_at = self.due_at.min(at),
                    State::Stopped(_) => {}
                }
                Vec::new()
            }
            Input::Listening(listening) => {
                self.listening = listening;
                if !listening && self.state == State::Resting {
                    self.due_at = self.due_at.min(now.saturating_add(self.routine(random)));
                }
                Vec::new()
            }
            Input::Enrolled => {
                if self.waits_for_enrolment() {
                    self.state = State::Resting;
                }
                self.due_at = now;
                self.go_on(now)
            }
            Input::ServerMoved => {
                let state = if matches!(self.state, State::Busy { .. }) { self.state } else { State::Resting };
                *self = Self {
                    state,
                    network: self.network,
                    listening: self.listening,
                    routine_ms: self.routine_ms,
                    due_at: now,
                    ..Self::default()
                };
                Vec::new()
            }
            Input::Network(switch) => self.switched(now, switch),
            Input::Answered(remaining) => self.answered(now, random, remaining),
            Input::Failed(setback) => self.failed(now, random, setback),
            Input::Abandoned => {
                if matches!(self.state, State::Busy { .. }) {
                    self.state = State::Resting;
                    self.due_at = now;
                }
                Vec::new()
            }
        }
    }

    /// Where the airplane switch stands, as far as the machine was told.
    pub(crate) fn network(&self) -> NetworkSwitch {
        self.network
    }

    /// Whether only [`Input::Enrolled`] can bring something to do.
    pub(crate) fn waits_for_enrolment(&self) -> bool {
        self.state == State::Stopped(Reason::NotEnrolled)
    }

    /// The routine is so often from the next time on: without a line, and with one. No server makes it more often than every ten seconds,
    /// or rarer than every hour.
    pub(crate) fn keep_pace(&mut self, alone: u64, listening: u64) {
        let bounded = |ms: u64| ms.clamp(10_000, 3_600_000);
        self.routine_ms = Routine { alone: bounded(alone), listening: bounded(listening) };
    }

    /// Whether a line to the server can be held open: it can be reached, and has not turned this device away.
    pub(crate) fn may_listen(&self) -> bool {
        self.reached && self.network == NetworkSwitch::Connected && !matches!(self.state, State::Stopped(_))
    }

    /// When to hand in the next [`Input::Tick`], if time alone can bring something to do.
    pub(crate) fn wake_at(&self) -> Option<u64> {
        let waits = match self.state {
            State::Resting | State::Stopped(Reason::DeviceRevoked | Reason::UpgradeApplication) => self.network == NetworkSwitch::Connected,
            State::Busy { .. } | State::Stopped(Reason::Airplane | Reason::NotEnrolled) => false,
        };
        waits.then(|| self.due_at.max(self.backoff_until).max(self.quiet_until).max(self.hard_until))
    }

    fn go_on(&mut self, now: u64) -> Vec<Output> {
        match self.wake_at() {
            None => Vec::new(),
            Some(at) if now < at => vec![Output::WakeAt(at)],
            Some(_) => self.begin(false),
        }
    }

    fn requested(&mut self, now: u64) -> Vec<Output> {
        match self.state {
            State::Busy { .. } => Vec::new(),
            State::Resting | State::Stopped(_) if self.network == NetworkSwitch::Airplane => vec![Output::GiveUp(Reason::Airplane)],
            State::Resting | State::Stopped(_) if now < self.hard_until => vec![Output::NotNow(self.hard_until)],
            State::Resting | State::Stopped(_) => self.begin(true),
        }
    }

    fn switched(&mut self, now: u64, switch: NetworkSwitch) -> Vec<Output> {
        self.network = switch;
        match switch {
            NetworkSwitch::Airplane => Vec::new(),
            NetworkSwitch::Connected => {
                // What failed without a network says nothing about the one there is now.
                self.failures = 0;
                self.backoff_until = 0;
                if matches!(self.state, State::Stopped(_)) {
                    return Vec::new();
                }
                self.due_at = now;
                self.go_on(now)
            }
        }
    }

    fn answered(&mut self, now: u64, random: u64, remaining: Remaining) -> Vec<Output> {
        let State::Busy { by_person, asked } = self.state else { return Vec::new() };
        self.started_over = false;
        self.reached = true;
        if asked == Asked::Sync {
            self.share = (self.share / 2).max(1);
        }
        if let Some(quiet_ms) = remaining.quiet_ms {
            self.quiet_until = now.saturating_add(quiet_ms);
        }
        let news = remaining.more || self.poked_at.is_some_and(|at| at <= now);
        let left_to_do = news || remaining.unsent || remaining.fetches || remaining.reference || remaining.photos;
        let quiet = !by_person && now < self.quiet_until;
        if !left_to_do || quiet || self.network == NetworkSwitch::Airplane {
            // Only now: a good answer before the one thing that fails each time must not make that one look new each time.
            self.failures = 0;
            self.backoff_until = 0;
            self.state = State::Resting;
            let routine = now.saturating_add(self.routine(random));
            self.due_at = if left_to_do { now } else { self.poked_at.take().unwrap_or(routine).min(routine) };
            return self.wake_at().map(Output::WakeAt).into_iter().collect();
        }
        if news || remaining.unsent {
            self.begin(by_person)
        } else {
            self.state = State::Busy { by_person, asked: Asked::Item };
            let next = if remaining.fetches {
                Output::FetchDocument
            } else if remaining.reference {
                Output::FetchReference
            } else {
                Output::MovePhoto
            };
            vec![next]
        }
    }

    fn failed(&mut self, now: u64, random: u64, setback: Setback) -> Vec<Output> {
        let State::Busy { by_person, asked } = self.state else { return Vec::new() };
        self.state = State::Resting;
        self.due_at = now;
        self.reached = false;
        if self.network == NetworkSwitch::Airplane {
            return Vec::new();
        }
        match setback {
            Setback::DeviceRevoked => return self.stop(now, Reason::DeviceRevoked),
            Setback::UpgradeApplication => return self.stop(now, Reason::UpgradeApplication),
            Setback::NotEnrolled => return self.stop(now, Reason::NotEnrolled),
            Setback::TooLarge if asked == Asked::Sync && self.share < MOST_SHARES => {
                self.share *= 2;
                return self.begin(by_person);
            }
            Setback::EpochChanged if !self.started_over => {
                self.started_over = true;
                return self.begin(by_person);
            }
            Setback::Timeout if asked == Asked::Sync => self.share = (self.share * 2).min(MOST_SHARES),
            Setback::Busy { wait_ms } => self.hard_until = now.saturating_add(wait_ms),
            Setback::Timeout | Setback::TooLarge | Setback::EpochChanged | Setback::Other => {}
        }
        self.backoff_until = now.saturating_add(backoff(self.failures, random));
        if matches!(setback, Setback::Busy { .. }) {
            // Everybody was told the same time: jitter comes on top.
            self.backoff_until = self.hard_until.saturating_add(backoff(self.failures, random));
        }
        self.failures = self.failures.saturating_add(1);
        self.wake_at().map(Output::WakeAt).into_iter().collect()
    }

    /// The routine interval, a tenth shorter or longer, so that devices do not come in step.
    fn routine(&self, random: u64) -> u64 {
        let length = if self.listening { self.routine_ms.listening } else { self.routine_ms.alone };
        length - length / 10 + random % (length / 5 + 1)
    }

    fn begin(&mut self, by_person: bool) -> Vec<Output> {
        self.poked_at = None;
        self.state = State::Busy { by_person, asked: Asked::Sync };
        vec![Output::SendSync { share: self.share }]
    }

    fn stop(&mut self, now: u64, reason: Reason) -> Vec<Output> {
        self.state = State::Stopped(reason);
        self.due_at = now.saturating_add(TURNED_AWAY_MS);
        vec![Output::GiveUp(reason)]
    }
}

/// A wait after so many failures before this one: anything up to an exponentially growing bound (full jitter).
pub(crate) fn backoff(failures: u32, random: u64) -> u64 {
    let bound = BACKOFF_BASE_MS.saturating_mul(1 << failures.min(16)).min(BACKOFF_CAP_MS);
    random % (bound + 1)
}

#[cfg(test)]
mod tests;
