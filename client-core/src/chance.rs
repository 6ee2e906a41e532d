//! Chance: where identifiers, actors, keys and jitter come from. The host hands it in, so that a simulation can replay a run.

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

/// `N` fresh random bytes.
pub(crate) fn fresh<const N: usize>(chance: &dyn Chance) -> Result<[u8; N], ChanceError> {
    let mut bytes = [0; N];
    chance.fill(&mut bytes)?;
    Ok(bytes)
}
