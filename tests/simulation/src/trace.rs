//! What happened, line by line, as one digest: two runs of one seed must come to the same.

use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

/// The trace of one run.
#[derive(Debug, Default)]
pub struct Trace {
    state: Mutex<Sha256>,
    aloud: bool,
}

impl Trace {
    /// An empty trace; `aloud` prints each line to standard error.
    #[must_use]
    pub fn new(aloud: bool) -> Self {
        Self { state: Mutex::default(), aloud }
    }

    /// One more thing happened.
    #[expect(clippy::print_stderr, reason = "whoever replays a seed reads along")]
    pub fn says(&self, line: &str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.update(line.as_bytes());
        state.update(b"\n");
        if self.aloud {
            eprintln!("{line}");
        }
    }

    /// The digest of everything so far, in hex.
    #[must_use]
    pub fn digest(&self) -> String {
        hex::encode(self.state.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize())
    }
}
