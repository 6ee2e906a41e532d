//! A secret key in a file of its own: made once, kept in the data directory for nobody else to read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use zeroize::Zeroizing;

use crate::host::{Chance, ChanceError};

/// Name of the file of the server's own key, which signs access tokens.
pub(crate) const SERVER_KEY: &str = "server.key";

/// Why there is no key. Nothing was overwritten.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Others on this machine can read the key. Make a new one: move the file away and start again; devices fetch new tokens and
    /// certificates.
    #[error("{0} can be read by others; it must be readable by its owner only")]
    Exposed(PathBuf),
    /// The file holds something else.
    #[error("{0} is not an Ed25519 key in PKCS#8")]
    Unreadable(PathBuf),
    /// No randomness for a new key.
    #[error(transparent)]
    Chance(#[from] ChanceError),
}

/// Loads the key in the file `path` (PKCS#8 DER, RFC 8410), or makes it.
pub(crate) fn load_or_make(path: &Path, chance: &dyn Chance) -> Result<SigningKey, KeyFileError> {
    match load(path) {
        Err(KeyFileError::File { error, .. }) if error.kind() == io::ErrorKind::NotFound => {}
        loaded => return loaded,
    }
    let failed = |error| KeyFileError::File { path: path.to_owned(), error };
    let mut secret = Zeroizing::new([0; 32]);
    chance.fill(secret.as_mut())?;
    let key = SigningKey::from_bytes(&secret);
    let der = key.to_pkcs8_der().map_err(|_| KeyFileError::Unreadable(path.to_owned()))?;
    write_whole(path, der.as_bytes()).map_err(failed)?;
    Ok(key)
}

/// Loads the key in the file `path`.
pub(crate) fn load(path: &Path) -> Result<SigningKey, KeyFileError> {
    let failed = |error| KeyFileError::File { path: path.to_owned(), error };
    if is_exposed(&fs::metadata(path).map_err(failed)?) {
        return Err(KeyFileError::Exposed(path.to_owned()));
    }
    let der = Zeroizing::new(fs::read(path).map_err(failed)?);
    SigningKey::from_pkcs8_der(&der).map_err(|_| KeyFileError::Unreadable(path.to_owned()))
}

/// The file appears whole or not at all, also after a power cut.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension("key.new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    let directory = path.parent().unwrap_or_else(|| Path::new("."));
    File::open(directory)?.sync_all()
}

#[cfg(unix)]
fn is_exposed(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0
}

#[cfg(not(unix))]
fn is_exposed(_: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::SystemChance;

    #[test]
    fn the_key_is_made_once_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let made = load_or_make(&dir.path().join("a.key"), &SystemChance).unwrap();
        let loaded = load_or_make(&dir.path().join("a.key"), &SystemChance).unwrap();
        assert_eq!(made.to_bytes(), loaded.to_bytes());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        load_or_make(&dir.path().join("a.key"), &SystemChance).unwrap();
        fs::set_permissions(dir.path().join("a.key"), fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(load_or_make(&dir.path().join("a.key"), &SystemChance), Err(KeyFileError::Exposed(_))));
    }

    #[test]
    fn a_file_that_is_no_key_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        load_or_make(&dir.path().join("a.key"), &SystemChance).unwrap();
        fs::write(dir.path().join("a.key"), b"something else").unwrap();
        assert!(matches!(load_or_make(&dir.path().join("a.key"), &SystemChance), Err(KeyFileError::Unreadable(_))));
        assert_eq!(fs::read(dir.path().join("a.key")).unwrap(), b"something else");
    }
}
