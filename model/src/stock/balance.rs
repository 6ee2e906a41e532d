//! What is where: the sum of movements.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::side::{part_key, serial_key};
use super::{Movement, Place};
use crate::id::MovementId;

/// Movements, each once, and what they come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Balance {
    /// Every reading of a movement that came, by its id. One is right; several contradict each other.
    movements: BTreeMap<MovementId, BTreeSet<Movement>>,
}

/// How many of a part are in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StockLine {
    /// Material code.
    pub part_number: String,
    /// Name of the part, as the newest movement has it.
    pub name: String,
    /// How many; below zero if more went out than the books know of, which is to be looked at.
    pub quantity: i64,
    /// Pieces with a number of their own that are here.
    pub serials: Vec<String>,
    /// Pieces with a number of their own that went out and that the books never knew here.
    pub missing_serials: Vec<String>,
}

/// A piece that was fitted more often than it was taken out again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsedTwice {
    /// Material code.
    pub part_number: String,
    /// The piece.
    pub serial: String,
    /// The movements that fit it.
    pub movements: Vec<MovementId>,
}

/// A movement that came with several contents; the first of them in their natural order counts, so that every replica counts the
/// same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// Which.
    pub id: MovementId,
    /// Everything it was said to be.
    pub readings: Vec<Movement>,
}

impl StockLine {
    /// More went out than the books know of.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.quantity < 0 || !self.missing_serials.is_empty()
    }
}

impl FromIterator<Movement> for Balance {
    fn from_iter<I: IntoIterator<Item = Movement>>(movements: I) -> Self {
        let mut balance = Self::default();
        balance.extend(movements);
        balance
    }
}

impl Extend<Movement> for Balance {
    fn extend<I: IntoIterator<Item = Movement>>(&mut self, movements: I) {
        for movement in movements {
            self.movements.entry(movement.id).or_default().insert(movement);
        }
    }
}

impl Balance {
    /// Takes in what another replica knows.
    pub fn merge(&mut self, other: Self) {
        self.extend(other.movements.into_values().flatten());
    }

    /// What is in `place`, by part, as far as it is not nothing. A part without material code is known by its name.
    #[must_use]
    pub fn at(&self, place: &Place) -> Vec<StockLine> {
        let mut parts: BTreeMap<String, Tally<'_>> = BTreeMap::new();
        for movement in self.counted() {
            let sign = i64::from(movement.to == *place) - i64::from(movement.from == *place);
            if sign != 0 {
                parts.entry(part_key(&movement.part_number, &movement.name)).or_default().add(movement, sign);
            }
        }
        parts.into_values().filter_map(Tally::line).collect()
    }

    /// Pieces that were fitted more often than taken out again: both uses stay, and somebody has to look.
    #[must_use]
    pub fn used_twice(&self) -> Vec<UsedTwice> {
        let mut pieces: BTreeMap<(String, String), (i64, Vec<&Movement>)> = BTreeMap::new();
        for movement in self.counted() {
            let Some(serial) = &movement.serial else { continue };
            let uses = i64::from(is_use(&movement.to)) - i64::from(is_use(&movement.from));
            let (count, fittings) = pieces.entry((part_key(&movement.part_number, &movement.name), serial_key(serial))).or_default();
            *count += uses;
            if uses > 0 {
                fittings.push(movement);
            }
        }
        let twice = pieces.into_values().filter(|(count, _)| *count > 1);
        twice
            .filter_map(|(_, fittings)| {
                let first = *fittings.first()?;
                Some(UsedTwice {
                    part_number: first.part_number.clone(),
                    serial: first.serial.clone().unwrap_or_default(),
                    movements: fittings.iter().map(|movement| movement.id).collect(),
                })
            })
            .collect()
    }

    /// Movements that came with several contents.
    #[must_use]
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let several = self.movements.iter().filter(|(_, readings)| readings.len() > 1);
        several.map(|(id, readings)| Contradiction { id: *id, readings: readings.iter().cloned().collect() }).collect()
    }

    /// The movements that count, each once.
    fn counted(&self) -> impl Iterator<Item = &Movement> {
        self.movements.values().filter_map(BTreeSet::first)
    }
}

/// The sum over one part in one place.
#[derive(Default)]
struct Tally<'a> {
    quantity: i64,
    newest: Option<&'a Movement>,
    serials: BTreeMap<String, (i64, &'a str)>,
}

impl<'a> Tally<'a> {
    fn add(&mut self, movement: &'a Movement, sign: i64) {
        self.quantity += sign * i64::from(movement.quantity);
        if self.newest.is_none_or(|newest| (newest.at, newest.id) < (movement.at, movement.id)) {
            self.newest = Some(movement);
        }
        if let Some(serial) = &movement.serial {
            self.serials.entry(serial_key(serial)).or_insert((0, serial)).0 += sign;
        }
    }

    fn line(self) -> Option<StockLine> {
        let newest = self.newest?;
        let of = |wanted: fn(i64) -> bool| {
            let pieces = self.serials.values().filter(|(count, _)| wanted(*count));
            pieces.map(|(_, serial)| (*serial).to_owned()).collect::<Vec<_>>()
        };
        let (serials, missing_serials) = (of(|count| count > 0), of(|count| count < 0));
        let nothing = self.quantity == 0 && serials.is_empty() && missing_serials.is_empty();
        (!nothing).then(|| StockLine {
            part_number: newest.part_number.clone(),
            name: newest.name.clone(),
            quantity: self.quantity,
            serials,
            missing_serials,
        })
    }
}

fn is_use(place: &Place) -> bool {
    matches!(place, Place::Visit { .. } | Place::Customer)
}
