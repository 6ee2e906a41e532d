//! Passwords of desk users: argon2id with the parameters of RFC 9106's second recommendation (19 MiB, as OWASP puts it).

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::host::{Chance, ChanceError};

/// Fewest characters of a new password.
pub(super) const SHORTEST: usize = 8;
/// Most **bytes** of a password; more is refused before it is hashed.
pub(super) const LONGEST_BYTES: usize = 256;
/// Hashes computed at the same time; each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// A password could not be hashed. Nothing was decided; try again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PasswordError {
    /// No salt.
    #[error(transparent)]
    Chance(#[from] ChanceError),
    /// The hash function refused.
    #[error("the password cannot be hashed: {0}")]
    Hash(String),
    /// The process is ending.
    #[error("no thread to hash a password")]
    Stopped,
}

/// Hashes and checks passwords, a few at a time.
pub(crate) struct Passwords {
    permits: Arc<Semaphore>,
    /// Hash of a password nobody has: checked for unknown names, so that they take as long as known ones.
    nobody: String,
}

impl Passwords {
    pub(crate) fn new(chance: &dyn Chance) -> Result<Self, PasswordError> {
        let mut secret = Zeroizing::new([0; 32]);
        chance.fill(secret.as_mut())?;
        Ok(Self { permits: Arc::new(Semaphore::new(AT_ONCE)), nobody: hash(secret.as_ref(), salt(chance)?)? })
    }

    /// The PHC string that [`Self::check`] takes later.
    pub(crate) async fn hash(&self, password: Zeroizing<String>, chance: &dyn Chance) -> Result<String, PasswordError> {
        let salt = salt(chance)?;
        self.run(move || hash(password.as_bytes(), salt)).await?
    }

    /// Whether `password` is the one behind `known`. Takes as long if there is none.
    pub(super) async fn check(&self, password: Zeroizing<String>, known: Option<String>) -> Result<bool, PasswordError> {
        let exists = known.is_some();
        let against = known.unwrap_or_else(|| self.nobody.clone());
        let fits = move || Argon2::default().verify_password(password.as_bytes(), against.as_str()).is_ok();
        Ok(self.run(fits).await? && exists)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
        let permits = Arc::clone(&self.permits);
        let permit = permits.acquire_owned().await.map_err(|_| PasswordError::Stopped)?;
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        work.await.map_err(|_| PasswordError::Stopped)
    }
}

fn salt(chance: &dyn Chance) -> Result<[u8; 16], ChanceError> {
    let mut salt = [0; 16];
    chance.fill(&mut salt)?;
    Ok(salt)
}

fn hash(password: &[u8], salt: [u8; 16]) -> Result<String, PasswordError> {
    let hash = Argon2::default().hash_password_with_salt(password, &salt);
    Ok(hash.map_err(|error| PasswordError::Hash(error.to_string()))?.to_string())
}
