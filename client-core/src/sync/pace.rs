//! How much is asked for and sent at once: less after an answer that was too long or a piece that took too long, more again when
//! things go well. Kept in memory, for as long as the process lives.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use model::wire::sync::DEFAULT_WANT_BYTES;

/// The smallest page that is asked for, in **bytes**: one item comes in any case.
const SMALLEST_WANT_BYTES: u32 = 1024;
/// The largest piece of a picture, in **bytes**.
pub(crate) const LARGEST_PIECE_BYTES: usize = 256 * 1024;
/// The smallest piece of a picture, in **bytes**: passes in the time an exchange may take at 300 bytes a second.
const SMALLEST_PIECE_BYTES: usize = 16 * 1024;
/// A piece that took no longer than this, in **milliseconds**, could have been twice as large: a quarter of what an exchange may take.
const QUICK_MS: u64 = 15_000;

/// How much at once.
#[derive(Debug)]
pub(crate) struct Pace {
    want_bytes: AtomicU32,
    piece_bytes: AtomicUsize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { want_bytes: AtomicU32::new(DEFAULT_WANT_BYTES), piece_bytes: AtomicUsize::new(LARGEST_PIECE_BYTES) }
    }
}

impl Pace {
    /// How much an answer may hold, in **bytes**.
    pub(crate) fn want_bytes(&self) -> u32 {
        self.want_bytes.load(Ordering::Relaxed)
    }

    /// An answer was too long to be taken; answers whether a smaller one can be asked for.
    pub(crate) fn answer_too_large(&self) -> bool {
        let now = self.want_bytes();
        self.want_bytes.store((now / 2).max(SMALLEST_WANT_BYTES), Ordering::Relaxed);
        now > SMALLEST_WANT_BYTES
    }

    /// An answer was taken.
    pub(crate) fn answer_taken(&self) {
        self.want_bytes.store(self.want_bytes().saturating_mul(2).min(DEFAULT_WANT_BYTES), Ordering::Relaxed);
    }

    /// How much of a picture goes up at once, in **bytes**.
    pub(crate) fn piece_bytes(&self) -> usize {
        self.piece_bytes.load(Ordering::Relaxed)
    }

    /// A piece took too long; answers whether a smaller one can be sent.
    pub(crate) fn piece_too_slow(&self) -> bool {
        let now = self.piece_bytes();
        self.piece_bytes.store((now / 2).max(SMALLEST_PIECE_BYTES), Ordering::Relaxed);
        now > SMALLEST_PIECE_BYTES
    }

    /// A piece went through in `took_ms`.
    pub(crate) fn piece_sent(&self, took_ms: u64) {
        if took_ms <= QUICK_MS {
            self.piece_bytes.store(self.piece_bytes().saturating_mul(2).min(LARGEST_PIECE_BYTES), Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_is_halved_down_to_the_smallest_and_grows_back() {
        let pace = Pace::default();
        let mut halved = 0;
        while pace.answer_too_large() {
            halved += 1;
        }
        assert_eq!((halved, pace.want_bytes()), (8, SMALLEST_WANT_BYTES));
        pace.answer_taken();
        assert_eq!(pace.want_bytes(), 2 * SMALLEST_WANT_BYTES);

        while pace.piece_too_slow() {}
        assert_eq!(pace.piece_bytes(), SMALLEST_PIECE_BYTES);
        pace.piece_sent(QUICK_MS + 1);
        assert_eq!(pace.piece_bytes(), SMALLEST_PIECE_BYTES, "it just fits");
        for _ in 0..9 {
            pace.piece_sent(QUICK_MS);
        }
        assert_eq!(pace.piece_bytes(), LARGEST_PIECE_BYTES);
    }
}
