//! What is in this technician's van: the sum of what the desk moved and what the technician's own documents say.

use std::collections::HashSet;

use automerge::Automerge;
use model::documents::kind::{Assessed, assess};
use model::id::{DocumentId, MovementId};
use model::reference::Set;
use model::stock::{Balance, Contradiction, Movement, Place, StockLine, UsedTwice, movements_decided_by, movements_of};
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
    /// The van stock with the movements of the documents on this device. What these say outranks what the server once made of them: a
    /// line struck offline is back in the van at once.
    pub(crate) fn van_stock_with_own(&self) -> Result<VanStock, StoreError> {
        let chance = self.core.chance.as_ref();
        let own = self.core.store.read(|conn| Own::read(conn, chance))?;
        let stock = self.sum(own.movements, &own.decided)?;
        Ok(VanStock { unreadable: stock.unreadable.saturating_add(own.unread), ..stock })
    }

    /// The van stock: movements the desk wrote together with `own`, those of the documents on this device. A movement that comes both
    /// ways counts once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn van_stock(&self, own: impl IntoIterator<Item = Movement>) -> Result<VanStock, StoreError> {
        self.sum(own, &HashSet::new())
    }

    /// The sum of `own` and of what the server named, without what is `decided` here.
    fn sum(&self, own: impl IntoIterator<Item = Movement>, decided: &HashSet<MovementId>) -> Result<VanStock, StoreError> {
        let Some(enrolled) = self.core.store.read(identity::find)? else { return Ok(VanStock::default()) };
        let (movements, unreadable) = self.rows::<Movement>(Set::Movements)?;
        let mut balance: Balance = movements.into_iter().filter(|movement| !decided.contains(&movement.id)).collect();
        balance.extend(own);
        Ok(VanStock {
            lines: balance.at(&Place::Van { person: enrolled.identity.person }),
            used_twice: balance.used_twice(),
            contradictions: balance.contradictions(),
            unreadable,
        })
    }
}

/// What the documents on this device say.
#[derive(Default)]
struct Own {
    movements: Vec<Movement>,
    /// Movements in which a document here has a say. A document that has left this device may have been changed elsewhere since and has
    /// none; what it came to here counts unless the server says otherwise.
    decided: HashSet<MovementId>,
    /// How many documents cannot be read.
    unread: u32,
}

impl Own {
    /// A visit that nobody has begun moved nothing.
    fn read(conn: &Connection, chance: &dyn Chance) -> Result<Self, StoreError> {
        let mut query = conn.prepare_cached(
            "SELECT p.document, d.left_reason IS NULL FROM projection p JOIN document d ON d.id = p.document
             WHERE p.kind IN ('visit', 'repair', 'day') AND NOT (p.kind = 'visit' AND json_extract(p.card, '$.status') = 'assigned')",
        )?;
        let rows = query.query_map([], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get(1)?)))?.collect::<Result<Vec<_>, _>>()?;
        let mut own = Self::default();
        for (id, is_here) in rows {
            let doc = match documents::load(conn, DocumentId::from_bytes(id), chance) {
                Ok(doc) => doc.unwrap_or_else(Automerge::new),
                Err(StoreError::DocumentDamaged(_)) => {
                    own.unread += 1;
                    continue;
                }
                Err(other) => return Err(other),
            };
            match assess(&doc) {
                Ok(assessed) => own.add(&assessed, is_here),
                Err(_) => own.unread += 1,
            }
        }
        Ok(own)
    }

    fn add(&mut self, assessed: &Assessed, is_here: bool) {
        self.movements.extend(movements_of(assessed));
        if is_here {
            self.decided.extend(movements_decided_by(assessed));
        }
    }
}
