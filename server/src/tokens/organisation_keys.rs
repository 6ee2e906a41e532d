//! The keys of the organisations: each certifies its devices and signs receipts, checkpoints and what it says of itself.
//!
//! One file for each organisation, beside the database and not in it: a copy of the database alone signs nothing.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use model::id::OrganisationId;
use model::seal::key::SoftwareKey;

use super::key_file::{KeyFileError, load, load_or_make};
use crate::host::Chance;

/// The folder of the files in the data directory.
const FOLDER: &str = "organisation-keys";

/// The key of `organisation` in `data_dir`, for one look; none is made.
///
/// # Errors
/// [`KeyFileError`], also if there is none.
pub(crate) fn read(data_dir: &Path, organisation: OrganisationId) -> Result<SoftwareKey, KeyFileError> {
    let key = load(&file_in(&data_dir.join(FOLDER), organisation))?;
    Ok(SoftwareKey::from_secret(key.as_bytes()))
}

fn file_in(folder: &Path, organisation: OrganisationId) -> PathBuf {
    folder.join(format!("{organisation}.key"))
}

/// The keys of all organisations of this server.
pub(crate) struct OrganisationKeys {
    folder: PathBuf,
    chance: Arc<dyn Chance>,
    loaded: Mutex<HashMap<OrganisationId, Arc<SoftwareKey>>>,
}

impl OrganisationKeys {
    /// The keys in `data_dir`.
    pub(crate) fn new(data_dir: &Path, chance: Arc<dyn Chance>) -> Self {
        Self { folder: data_dir.join(FOLDER), chance, loaded: Mutex::default() }
    }

    /// Whether there is a key file of `organisation`.
    pub(crate) fn has(&self, organisation: OrganisationId) -> bool {
        file_in(&self.folder, organisation).exists()
    }

    /// The key of `organisation`; read from its file, or made, the first time.
    ///
    /// # Errors
    /// [`KeyFileError`]; nothing was overwritten.
    pub(crate) fn of(&self, organisation: OrganisationId) -> Result<Arc<SoftwareKey>, KeyFileError> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = loaded.get(&organisation) {
            return Ok(Arc::clone(key));
        }
        fs::create_dir_all(&self.folder).map_err(|error| KeyFileError::File { path: self.folder.clone(), error })?;
        let key = load_or_make(&file_in(&self.folder, organisation), self.chance.as_ref())?;
        let key = Arc::new(SoftwareKey::from_secret(key.as_bytes()));
        loaded.insert(organisation, Arc::clone(&key));
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use model::seal::key::DeviceKey as _;

    use super::*;
    use crate::host::SystemChance;

    #[test]
    fn each_organisation_has_a_key_of_its_own_that_stays() {
        let dir = tempfile::tempdir().unwrap();
        let keys = || OrganisationKeys::new(dir.path(), Arc::new(SystemChance));
        let [one, other] = [1, 2].map(|id| OrganisationId::from_bytes([id; 16]));
        let first = keys();
        assert_ne!(first.of(one).unwrap().public_key(), first.of(other).unwrap().public_key());
        assert_eq!(keys().of(one).unwrap().public_key(), first.of(one).unwrap().public_key());
    }
}
