//! Reference data in the technician's hand: catalogue, prices, checklist templates, roster, asset files, van stock, the range of
//! numbers, the policy. Read without a network; what is here is what the last sync brought.
//!
//! * `catalogue`: parts, and their search.
//! * `lists`: everything else that is a row.
//! * `van_stock`: the sum of movements.
//!
//! Left out: fetching it (the `sync` room), changing it (the desk).

mod catalogue;
pub(crate) mod held;
mod lists;
mod van_stock;

use std::sync::Arc;

use model::reference::Set;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::device::{Core, Device};
use crate::store::{StoreError, reference};

pub(crate) use catalogue::LoadedIndex;
pub use van_stock::VanStock;

/// The handle to reference data. Cheap to clone.
#[derive(Clone)]
pub struct Reference {
    pub(crate) core: Arc<Core>,
}

/// How far a set has come on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SetState {
    /// Which set.
    pub set: Set,
    /// Up to which version it is here.
    pub version: u64,
    /// The server has rows that are not here yet.
    pub behind: bool,
}

impl Device {
    /// Reference data: what only the desk changes.
    #[must_use]
    pub fn reference(&self) -> Reference {
        Reference { core: Arc::clone(&self.core) }
    }
}

impl Reference {
    /// How far every set has come that the server ever named.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn sets(&self) -> Result<Vec<SetState>, StoreError> {
        let sets = self.core.store.read(reference::all)?;
        Ok(sets.iter().map(|set| SetState { set: set.set, version: set.version, behind: set.is_behind() }).collect())
    }

    /// The row of `set` with this key.
    fn row<T: DeserializeOwned>(&self, set: Set, key: &str) -> Result<Option<T>, StoreError> {
        let row = self.core.store.read(|conn| reference::row(conn, set, key))?;
        Ok(row.map(|body| serde_json::from_str(&body)).transpose()?)
    }

    /// All rows of `set` by key that this application can read, and how many it cannot: a newer server may know more kinds.
    fn rows<T: DeserializeOwned>(&self, set: Set) -> Result<(Vec<T>, u32), StoreError> {
        let rows = self.core.store.read(|conn| reference::rows(conn, set))?;
        let (mut read, mut unreadable) = (Vec::with_capacity(rows.len()), 0);
        for (key, body) in rows {
            match serde_json::from_str(&body) {
                Ok(row) => read.push(row),
                Err(error) => {
                    unreadable += 1;
                    tracing::warn!(%set, key, line = error.line(), "a row of reference data cannot be read; update the application");
                }
            }
        }
        Ok((read, unreadable))
    }
}
