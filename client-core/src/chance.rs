//! Chance: where identifiers, actors, keys and jitter come from. The host hands it in, so that a simulation can replay a run.

use std::cell::Cell;

use model::time::Timestamp;

/// The source of chance failed; nothing was changed, try again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no random bytes: {0}")]
pub struct ChanceError(pub String);

/// A source of random bytes. What it gives must not be guessable: device keys come from it.
pub trait Chance: Send + Sync {
    /// Fills `bytes` with chance.
    ///
    /// # Errors
    /// [`ChanceError`]; `bytes` must then not be used.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), ChanceError>;
}

/// The operating system's source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), ChanceError> {
        getrandom::fill(bytes).map_err(|error| ChanceError(error.to_string()))
    }
}

/// The random parts of the identifiers of one transaction: the first is chance, each later one is one more (RFC 9562 §6.2, method 2). They
/// are as unlikely to be met again as the first, and travel as almost nothing beside it. Transactions of the same millisecond count on, so
/// that what was entered later also sorts later.
pub(crate) struct Ids<'a> {
    chance: &'a dyn Chance,
    at: Timestamp,
    last: Cell<Option<u128>>,
}

/// Where the identifiers of a transaction ended, for the next one of the same millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Drawn {
    at: Timestamp,
    last: u128,
}

/// How many bits of a random part count up: those behind the version and variant of a UUID, and well within them.
const COUNTING_BITS: u32 = 56;

impl<'a> Ids<'a> {
    /// Identifiers of a new transaction at `at`; `before` is where the last one ended.
    pub(crate) fn new(chance: &'a dyn Chance, at: Timestamp, before: Option<Drawn>) -> Self {
        Self { chance, at, last: Cell::new(before.filter(|drawn| drawn.at == at).map(|drawn| drawn.last)) }
    }

    /// Where they ended.
    pub(crate) fn drawn(&self) -> Option<Drawn> {
        self.last.get().map(|last| Drawn { at: self.at, last })
    }

    /// The random part of the next identifier.
    ///
    /// # Errors
    /// [`ChanceError`] for the first.
    pub(crate) fn draw(&self) -> Result<[u8; 10], ChanceError> {
        let next = match self.last.get() {
            Some(last) => {
                let counting = (1 << COUNTING_BITS) - 1;
                (last & !counting) | ((last + 1) & counting)
            }
            None => fresh::<10>(self.chance)?.iter().fold(0, |number, byte| (number << 8) | u128::from(*byte)),
        };
        self.last.set(Some(next));
        let [_, _, _, _, _, _, bytes @ ..] = next.to_be_bytes();
        Ok(bytes)
    }
}

/// `N` fresh random bytes.
pub(crate) fn fresh<const N: usize>(chance: &dyn Chance) -> Result<[u8; N], ChanceError> {
    let mut bytes = [0; N];
    chance.fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u8);

    impl Chance for Fixed {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), ChanceError> {
            bytes.fill(self.0);
            Ok(())
        }
    }

    #[test]
    fn identifiers_of_one_transaction_count_up_from_chance() {
        let now = Timestamp::from_ms(1_795_382_085_000);
        let ids = Ids::new(&Fixed(7), now, None);
        assert_eq!(ids.draw().unwrap(), [7; 10]);
        assert_eq!(ids.draw().unwrap(), [7, 7, 7, 7, 7, 7, 7, 7, 7, 8]);
        let before = ids.drawn();
        assert_eq!(Ids::new(&Fixed(9), now, before).draw().unwrap(), [7, 7, 7, 7, 7, 7, 7, 7, 7, 9], "the same millisecond counts on");
        assert_eq!(Ids::new(&Fixed(9), now.plus_ms(1), before).draw().unwrap(), [9; 10]);
        let ids = Ids::new(&Fixed(0xff), now, None);
        assert_eq!(ids.draw().unwrap(), [0xff; 10]);
        assert_eq!(ids.draw().unwrap(), [0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0], "the bits in front stay");
    }
}
