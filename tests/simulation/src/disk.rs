//! One node's disk: what was written since the last sync is kept apart, so that a power cut can take any of it away.
//!
//! Words: a *node* is whatever loses power at once (the server, one phone); a *call* is one write, sync, truncation or removal. A node can
//! be told to die at a call, and to fail some. [`crate::vfs`] asks here before it lets SQLite through to the real file.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fieldbook_tests::SeededChance;

/// A sector: what a disk writes whole or not at all, in **bytes**.
const SECTOR: usize = 512;

/// What a power cut leaves of what was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Everything: the process was killed and the system goes on.
    KeepsAll,
    /// Nothing.
    DropsAll,
    /// Any sectors of any writes.
    DropsSome,
    /// The writes up to one of them, and of that one only the first sectors.
    TearsOne,
}

/// How a call fails that is told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The disk is full.
    Full,
    /// Writing or syncing fails.
    Io,
}

/// What a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Write,
    Sync,
    Truncate,
    Delete,
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Passes,
    /// A sync that says it is done and is not.
    Lies,
    Fails(Failure),
    Dead,
}

/// A write that was not synced.
struct Unsynced {
    at: u64,
    old: Vec<u8>,
    new: Vec<u8>,
    /// Length of the file before it.
    length: u64,
}

#[derive(Default)]
struct State {
    dead: bool,
    calls: u64,
    dies_at: Option<u64>,
    fails: Option<(u64, u64, Failure)>,
    busy: u32,
    lying_syncs: Option<fn(&Path) -> bool>,
    unsynced: BTreeMap<PathBuf, Vec<Unsynced>>,
}

/// One node's disk. Cheap to clone.
#[derive(Clone)]
pub struct Disk {
    root: PathBuf,
    state: Arc<Mutex<State>>,
}

thread_local! {
    static UNDISTURBED: Cell<bool> = const { Cell::new(false) };
}

/// Looks into a database without any fault in the way: whoever checks is not part of what is simulated.
pub(crate) fn undisturbed<T>(look: impl FnOnce() -> T) -> T {
    let before = UNDISTURBED.replace(true);
    let seen = look();
    UNDISTURBED.set(before);
    seen
}

static DISKS: Mutex<Vec<Disk>> = Mutex::new(Vec::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Disk {
    /// The disk of the node that keeps its files in `root`. Databases opened there from now on are on it.
    #[must_use]
    pub fn of(root: &Path) -> Self {
        let disk = Self { root: root.to_owned(), state: Arc::default() };
        lock(&DISKS).push(disk.clone());
        disk
    }

    /// The disk that holds `file`, if it is one of ours.
    pub(crate) fn holding(file: &Path) -> Option<Self> {
        lock(&DISKS).iter().find(|disk| file.starts_with(&disk.root)).cloned()
    }

    /// Nobody opens anything here any more.
    pub fn retire(&self) {
        lock(&DISKS).retain(|disk| disk.root != self.root);
    }

    /// The node dies at the call after `calls` more.
    pub fn dies_in(&self, calls: u64) {
        let mut state = lock(&self.state);
        state.dies_at = Some(state.calls + calls);
    }

    /// The node dies now: nothing reaches the disk any more.
    pub fn dies(&self) {
        lock(&self.state).dead = true;
    }

    /// Whether it died.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        lock(&self.state).dead
    }

    /// Calls so far.
    #[must_use]
    pub fn calls(&self) -> u64 {
        lock(&self.state).calls
    }

    /// After `calls` more, so `many` fail.
    pub fn fails_in(&self, calls: u64, many: u64, how: Failure) {
        let mut state = lock(&self.state);
        let first = state.calls + calls;
        state.fails = Some((first, first + many, how));
    }

    /// The next locks are refused: another process has them.
    pub fn is_busy_for(&self, locks: u32) {
        lock(&self.state).busy = locks;
    }

    /// Whatever was told to fail or to die later does not.
    pub fn heals(&self) {
        let mut state = lock(&self.state);
        (state.dies_at, state.fails, state.busy) = (None, None, 0);
    }

    /// From now on syncs of the files that `which` names say that they are done and are not.
    pub fn lies_about(&self, which: fn(&Path) -> bool) {
        lock(&self.state).lying_syncs = Some(which);
    }

    pub(crate) fn refuses_lock(&self) -> bool {
        if UNDISTURBED.get() {
            return false;
        }
        let mut state = lock(&self.state);
        let refuses = state.busy > 0;
        state.busy = state.busy.saturating_sub(1);
        refuses
    }

    pub(crate) fn fate(&self, call: Call, file: &Path) -> Fate {
        if UNDISTURBED.get() {
            return Fate::Passes;
        }
        let mut state = lock(&self.state);
        if state.dead {
            return Fate::Dead;
        }
        let number = state.calls;
        state.calls += 1;
        if state.dies_at.is_some_and(|at| number >= at) {
            state.dead = true;
            return Fate::Dead;
        }
        if let Some((first, end, how)) = state.fails
            && (first..end).contains(&number)
        {
            return Fate::Fails(how);
        }
        if call == Call::Sync && state.lying_syncs.is_some_and(|lies| lies(file)) {
            return Fate::Lies;
        }
        Fate::Passes
    }

    /// Notes a write (or, with nothing new, a truncation to `at`) that is about to happen.
    pub(crate) fn notes(&self, file: &Path, at: u64, new: &[u8], length: u64, old: Vec<u8>) {
        let mut state = lock(&self.state);
        state.unsynced.entry(file.to_owned()).or_default().push(Unsynced { at, old, new: new.to_vec(), length });
    }

    pub(crate) fn synced(&self, file: &Path) {
        lock(&self.state).unsynced.remove(file);
    }

    /// The power was cut when the node died (or now): files become what `cut` leaves of them, and the node can start again. Whatever held
    /// them open must be gone.
    ///
    /// # Errors
    /// What the file system says.
    pub fn power_returns(&self, cut: Cut, chance: &SeededChance) -> std::io::Result<()> {
        let unsynced = {
            let mut state = lock(&self.state);
            (state.dead, state.dies_at, state.fails, state.busy) = (false, None, None, 0);
            std::mem::take(&mut state.unsynced)
        };
        for (path, writes) in unsynced {
            if cut == Cut::KeepsAll || !path.exists() {
                continue;
            }
            let file = OpenOptions::new().read(true).write(true).open(&path)?;
            for write in writes.iter().rev() {
                file.write_all_at(&write.old, write.at)?;
                file.set_len(write.length)?;
            }
            match cut {
                Cut::KeepsAll | Cut::DropsAll => {}
                Cut::DropsSome => {
                    for write in &writes {
                        for (n, sector) in write.new.chunks(SECTOR).enumerate().filter(|_| chance.below(2) == 0) {
                            file.write_all_at(sector, write.at + u64::try_from(n * SECTOR).unwrap_or_default())?;
                        }
                    }
                }
                Cut::TearsOne => {
                    let torn = chance.below(writes.len());
                    for (n, write) in writes.iter().enumerate().take(torn + 1) {
                        let sectors = write.new.len().div_ceil(SECTOR);
                        let kept = if n < torn || sectors == 0 { sectors } else { chance.below(sectors) };
                        file.write_all_at(write.new.get(..(kept * SECTOR).min(write.new.len())).unwrap_or_default(), write.at)?;
                        if write.new.is_empty() && n < torn {
                            file.set_len(write.at)?;
                        }
                    }
                }
            }
        }
        self.forget_shared_memory()
    }

    /// Shared memory does not outlive a process that died.
    fn forget_shared_memory(&self) -> std::io::Result<()> {
        for entry in std::fs::read_dir(&self.root)? {
            let path = entry?.path();
            if path.to_string_lossy().ends_with("-shm") {
                std::fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}
