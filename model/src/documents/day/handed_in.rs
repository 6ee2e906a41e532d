//! What a technician handed in on a day: unused parts to a store, money to whoever takes it. Each counts once, by its
//! event, however often it arrives; a struck one counts no more.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Day;
use super::records::{DayEventKind, HandedIn};
use crate::id::{DocumentId, EventId};
use crate::time::Timestamp;

/// Unused parts that went back to a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartsBack {
    /// The event.
    pub id: EventId,
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// The piece's own number, if it bears one.
    pub serial: Option<String>,
    /// Which store.
    pub store: String,
    /// When, as well as it can be told.
    pub at: Timestamp,
}

/// Money that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoneyIn {
    /// The event.
    pub id: EventId,
    /// The visit on which it was taken.
    pub visit: DocumentId,
    /// The collection there.
    pub collection: EventId,
    /// How much, in **fen**.
    pub amount_fen: i64,
    /// Who took it.
    pub to_name: String,
    /// When, as well as it can be told.
    pub at: Timestamp,
}

impl Day {
    /// Unused parts that were handed back, in the order of the events.
    #[must_use]
    pub fn parts_back(&self) -> Vec<PartsBack> {
        let struck = self.struck_entries();
        let back = self.events.iter().filter(|event| !struck.contains(&event.id)).filter_map(|event| match &event.record.kind {
            DayEventKind::PartsHandedBack { part_number, name, quantity, serial, store } => Some(PartsBack {
                id: event.id,
                part_number: part_number.clone(),
                name: name.clone(),
                quantity: *quantity,
                serial: serial.clone(),
                store: store.clone(),
                at: event.record.clock.best_guess(),
            }),
            _ => None,
        });
        back.collect()
    }

    /// Money that was handed in, in the order of the events.
    #[must_use]
    pub fn money_in(&self) -> Vec<MoneyIn> {
        let struck = self.struck_entries();
        let money = self.events.iter().filter(|event| !struck.contains(&event.id)).filter_map(|event| match &event.record.kind {
            DayEventKind::MoneyHandedIn { visit, collection, amount_fen, to_name } => Some(MoneyIn {
                id: event.id,
                visit: *visit,
                collection: *collection,
                amount_fen: *amount_fen,
                to_name: to_name.clone(),
                at: event.record.clock.best_guess(),
            }),
            _ => None,
        });
        money.collect()
    }

    /// Everything that was handed in, by its event.
    #[must_use]
    pub fn handed_in(&self) -> BTreeMap<EventId, HandedIn> {
        let parts = self.parts_back().into_iter().map(|back| (back.id, HandedIn::Parts));
        parts.chain(self.money_in().into_iter().map(|money| (money.id, HandedIn::Money))).collect()
    }

    fn struck_entries(&self) -> BTreeSet<EventId> {
        let struck = self.events.iter().filter_map(|event| match &event.record.kind {
            DayEventKind::Struck { event, .. } => Some(*event),
            _ => None,
        });
        struck.collect()
    }
}
