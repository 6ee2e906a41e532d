//! Chance with a seed: the same story makes the same identifiers every time, so that two tellings of it can be compared.

use std::sync::atomic::{AtomicU64, Ordering};

/// A stream of bytes that only looks like chance (SplitMix64). Fit for stories, not for keys.
#[derive(Debug)]
pub struct SeededChance {
    state: AtomicU64,
}

impl SeededChance {
    /// The stream of `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: AtomicU64::new(seed.wrapping_mul(0xA076_1D64_78BD_642F) ^ 0xE703_7ED1_A0B4_28DB) }
    }

    /// The next 64 bits.
    pub fn bits(&self) -> u64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut z = self.state.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&self, end: usize) -> usize {
        let end = u64::try_from(end).expect("fits 64 bits");
        usize::try_from(self.bits() % end).expect("smaller than a usize")
    }

    /// Puts `list` into another order.
    pub fn shuffle<T>(&self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }

    fn fill_with_bits(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let bits = self.bits().to_le_bytes();
            chunk.copy_from_slice(&bits[..chunk.len()]);
        }
    }
}

impl client_core::chance::Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), client_core::chance::ChanceError> {
        self.fill_with_bits(bytes);
        Ok(())
    }
}

impl server::Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), server::ChanceError> {
        self.fill_with_bits(bytes);
        Ok(())
    }
}
