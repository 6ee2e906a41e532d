//! Incarnation: which copy of a device's database is written to. A telephone that is set up from a backup, or a file that is copied, comes
//! with a database that is somebody's already. A token lies in the database and in a place that backups skip; where the two differ at the
//! opening, the file is a copy: it gets a new token before anything is written, its person is told once, and so is the server.
//!
//! Nothing depends on it for safety: every start writes under fresh actors anyway, so that copies never write over each other.

use std::io::{self, Write as _};
use std::path::PathBuf;

use crate::chance::{Chance, fresh};
use crate::clock::Clock;
use crate::device::{Device, DeviceConfig, Host};
use crate::store::{OpenError, Store, StoreError, incarnation};
use model::time::Timestamp;

/// Names one copy of a database.
pub type Token = [u8; 16];

/// A place beside the database that backups and transfers to another telephone skip, such as Android's `noBackupFilesDir` or a keychain item
/// that stays on the device.
pub trait IncarnationPlace: Send + Sync {
    /// The token that lies there, if one does. Anything else that lies there counts as none.
    ///
    /// # Errors
    /// If the place cannot be read.
    fn read(&self) -> io::Result<Option<Token>>;

    /// Puts `token` there, in place of what was there. It is durable when this returns.
    ///
    /// # Errors
    /// If the place cannot be written to.
    fn write(&self, token: &Token) -> io::Result<()>;
}

/// A file that backups skip.
#[derive(Debug, Clone)]
pub struct IncarnationFile {
    path: PathBuf,
}

impl IncarnationFile {
    /// The file at `path`, which is made when it is needed.
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }
}

impl IncarnationPlace for IncarnationFile {
    fn read(&self) -> io::Result<Option<Token>> {
        match std::fs::read(&self.path) {
            Ok(bytes) => Ok(Token::try_from(bytes.as_slice()).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn write(&self, token: &Token) -> io::Result<()> {
        let mut name = self.path.clone().into_os_string();
        name.push(".new");
        let new = PathBuf::from(name);
        let mut file = std::fs::File::create(&new)?;
        file.write_all(token)?;
        file.sync_all()?;
        std::fs::rename(&new, &self.path)?;
        // The name, too, has to last; not every system lets a folder be synced.
        match self.path.parent().filter(|parent| !parent.as_os_str().is_empty()).map(std::fs::File::open) {
            Some(Ok(folder)) => folder.sync_all(),
            _ => Ok(()),
        }
    }
}

impl Device {
    /// Opens the device's file as [`Device::open`], and looks whether it is a copy of another one: `place` then holds another token than the
    /// file, or none ([`Device::copied_at`]).
    ///
    /// # Errors
    /// [`OpenError`], among them [`OpenError::Incarnation`] if the place cannot be used; the file is then as it was.
    pub fn open_beside(config: DeviceConfig, host: Host, place: &dyn IncarnationPlace) -> Result<Self, OpenError> {
        let device = Self::open(config, host)?;
        let core = &device.core;
        settle(&core.store, place, core.chance.as_ref(), core.clock.as_ref())?;
        Ok(device)
    }

    /// When it was found that this file is a copy (a backup that was played back, a telephone that was set up from another one), until
    /// [`Device::acknowledge_copy`]. What the original entered later is not here until it was sent; both can go on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn copied_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.core.store.read(incarnation::copied_at)
    }

    /// A person has read that this file is a copy.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn acknowledge_copy(&self) -> Result<(), StoreError> {
        self.core.store.write(incarnation::mark_read)
    }
}

/// Compares the two tokens and gives the copy a new one. The place comes first: if the process ends in between, the two differ again at the
/// next opening.
fn settle(store: &Store, place: &dyn IncarnationPlace, chance: &dyn Chance, clock: &dyn Clock) -> Result<(), OpenError> {
    let kept = store.read(incarnation::find)?;
    let beside = place.read().map_err(OpenError::Incarnation)?;
    if kept.is_some() && kept == beside {
        return Ok(());
    }
    let token: Token = fresh(chance).map_err(StoreError::from)?;
    place.write(&token).map_err(OpenError::Incarnation)?;
    let copied_at = kept.is_some().then(|| clock.now());
    if copied_at.is_some() {
        tracing::warn!("the device's database is a copy of another one");
    }
    store.write(|tx| incarnation::begin(tx, &token, copied_at))?;
    Ok(())
}
