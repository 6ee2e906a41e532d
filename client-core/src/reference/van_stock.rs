//! What is in this technician's van: the sum of what the desk moved and what the technician's own documents say.

use model::reference::Set;
use model::stock::{Balance, Contradiction, Movement, Place, StockLine, UsedTwice};
use serde::Serialize;

use super::Reference;
use crate::store::{StoreError, identity};

/// The van stock of this device's person (1.2 row 85).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VanStock {
    /// What is there, by part. Below zero is shown.
    pub lines: Vec<StockLine>,
    /// Pieces with a number of their own that were fitted twice.
    pub used_twice: Vec<UsedTwice>,
    /// Movements that came with several contents.
    pub contradictions: Vec<Contradiction>,
    /// Movements that this application cannot read and that are missing in the sum: update it.
    pub unreadable: u32,
}

impl Reference {
    /// The van stock: movements the desk wrote together with `own`, those of the documents on this device. A movement that comes both
    /// ways counts once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn van_stock(&self, own: impl IntoIterator<Item = Movement>) -> Result<VanStock, StoreError> {
        let Some(enrolled) = self.core.store.read(identity::find)? else { return Ok(VanStock::default()) };
        let (movements, unreadable) = self.rows::<Movement>(Set::Movements)?;
        let mut balance: Balance = movements.into_iter().collect();
        balance.extend(own);
        Ok(VanStock {
            lines: balance.at(&Place::Van { person: enrolled.identity.person }),
            used_twice: balance.used_twice(),
            contradictions: balance.contradictions(),
            unreadable,
        })
    }
}
