//! What is in this technician's van: the sum of what the desk moved and what the technician's own documents say.

use automerge::Automerge;
use model::documents::kind::assess;
use model::id::DocumentId;
use model::reference::Set;
use model::stock::{Balance, Contradiction, Movement, Place, StockLine, UsedTwice, movements_of};
use rusqlite::Connection;
use serde::Serialize;

use super::Reference;
use crate::chance::Chance;
use crate::device::Device;
use crate::store::{StoreError, documents, identity};

/// The van stock of this device's person (1.2 row 85).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VanStock {
    /// What is there, by part. Below zero is shown.
    pub lines: Vec<StockLine>,
    /// Pieces with a number of their own that were fitted twice.
    pub used_twice: Vec<UsedTwice>,
    /// Movements that came with several contents.
    pub contradictions: Vec<Contradiction>,
    /// Movements and documents that this application cannot read and that are missing in the sum: update it.
    pub unreadable: u32,
}

impl Device {
    /// The van stock: what the desk moved and what the documents on this device say was used.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn van_stock(&self) -> Result<VanStock, StoreError> {
        self.reference().van_stock_with_own()
    }
}

impl Reference {
    /// The van stock with the movements of the documents on this device.
    pub(crate) fn van_stock_with_own(&self) -> Result<VanStock, StoreError> {
        let chance = self.core.chance.as_ref();
        let (own, unread) = self.core.store.read(|conn| own_movements(conn, chance))?;
        let stock = self.van_stock(own)?;
        Ok(VanStock { unreadable: stock.unreadable.saturating_add(unread), ..stock })
    }

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

/// Movements of the documents on this device, and how many of these cannot be read. A visit that nobody has begun moved nothing.
fn own_movements(conn: &Connection, chance: &dyn Chance) -> Result<(Vec<Movement>, u32), StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT document FROM projection
         WHERE kind IN ('visit', 'repair', 'day') AND NOT (kind = 'visit' AND json_extract(card, '$.status') = 'assigned')",
    )?;
    let ids = query.query_map([], |row| row.get::<_, [u8; 16]>(0))?.collect::<Result<Vec<_>, _>>()?;
    let (mut movements, mut unread) = (Vec::new(), 0);
    for id in ids.into_iter().map(DocumentId::from_bytes) {
        let doc = match documents::load(conn, id, chance) {
            Ok(doc) => doc.unwrap_or_else(Automerge::new),
            Err(StoreError::DocumentDamaged(_)) => {
                unread += 1;
                continue;
            }
            Err(other) => return Err(other),
        };
        match assess(&doc) {
            Ok(assessed) => movements.extend(movements_of(&assessed)),
            Err(_) => unread += 1,
        }
    }
    Ok((movements, unread))
}
