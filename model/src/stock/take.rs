//! A stock-take: somebody says how many of a part there were in a place at an instant, and book and shelf are compared (R-239, F-87).
//!
//! A count is a statement about its instant: it is compared with everything that moved until then, whenever that is heard of. The
//! movements that make book and shelf agree are of the same instant. So a difference is booked once; what is heard later and happened
//! before shows as a difference that is left, and can be booked too; what happens after a count changes nothing about it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::side::{Side, part_key, serial_key};
use super::{Because, Movement, MovementFault, Place};
use crate::id::{CountId, MovementId};
use crate::rules::{MAX_QUANTITY, check_line, is_blank};
use crate::time::Timestamp;

/// The most of a part that is counted in one place.
pub const MAX_COUNTED: u32 = 1_000_000;

/// How many of a part somebody counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Count {
    /// The count, made once and kept when it is sent again.
    pub id: CountId,
    /// Material code; may be empty.
    #[serde(default)]
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// The piece's own number, if it bears one: it is there (1) or not (0).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub serial: Option<String>,
    /// How many there were.
    pub quantity: u32,
}

/// A line of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TakeLine {
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// The piece, if it bears a number of its own.
    pub serial: Option<String>,
    /// How many the books had when it was counted; of what nobody has counted, how many they have.
    pub book: i64,
    /// The count that stands: the newest one.
    pub count: Option<CountId>,
    /// How many were counted; absent while nobody has counted it.
    pub counted: Option<u32>,
    /// Counted less book; 0 while nobody has counted it.
    pub difference: i64,
}

impl Count {
    /// Whether it can be one.
    ///
    /// # Errors
    /// [`MovementFault`] naming the first field that cannot be.
    pub fn check(&self) -> Result<(), MovementFault> {
        let fault = |field, why| Err(MovementFault { field, why });
        let serial = self.serial.as_deref().unwrap_or_default();
        for (field, text) in [("part_number", self.part_number.as_str()), ("name", &self.name), ("serial", serial)] {
            if check_line(text).is_err() || text.chars().any(char::is_control) {
                return fault(field, "is too long or more than one line");
            }
        }
        if is_blank(&self.name) {
            return fault("name", "must not be empty");
        }
        if self.serial.is_some() && is_blank(serial) {
            return fault("serial", "must not be empty; leave it out for a part without a number of its own");
        }
        if self.quantity > if self.serial.is_some() { 1 } else { MAX_COUNTED } {
            return fault("quantity", "is more than can be there");
        }
        Ok(())
    }

    fn key(&self) -> Key {
        (part_key(&self.part_number, &self.name), self.serial.as_deref().map(serial_key).unwrap_or_default())
    }
}

/// Part and piece.
type Key = (String, String);

/// The sheet of a place: `sides` are all that moved there, `counts` what was counted, each with its instant. In the order of parts and
/// pieces; what is not there and was not counted is left out.
#[must_use]
pub fn take_lines(sides: &[Side], counts: &[(Timestamp, Count)]) -> Vec<TakeLine> {
    let mut standing: BTreeMap<Key, &(Timestamp, Count)> = BTreeMap::new();
    for count in counts {
        let known = standing.entry(count.1.key()).or_insert(count);
        if (known.0, known.1.id) < (count.0, count.1.id) {
            *known = count;
        }
    }
    let mut books: BTreeMap<Key, (i64, Option<&Side>)> = BTreeMap::new();
    for side in sides {
        let key = (side.part.clone(), side.serial.as_deref().map(serial_key).unwrap_or_default());
        if standing.get(&key).is_some_and(|(at, _)| side.at > *at) {
            continue;
        }
        let (book, newest) = books.entry(key).or_default();
        *book += side.quantity;
        if newest.is_none_or(|newest| (newest.at, &newest.name) < (side.at, &side.name)) {
            *newest = Some(side);
        }
    }
    let mut lines: BTreeMap<Key, TakeLine> = BTreeMap::new();
    for (key, (book, newest)) in books {
        let Some(newest) = newest.filter(|_| book != 0) else { continue };
        let line = TakeLine {
            part_number: newest.part_number.clone(),
            name: newest.name.clone(),
            serial: newest.serial.clone(),
            book,
            count: None,
            counted: None,
            difference: 0,
        };
        lines.insert(key, line);
    }
    for (key, (_, count)) in standing {
        let line = lines.entry(key).or_insert_with(|| TakeLine {
            part_number: count.part_number.clone(),
            name: count.name.clone(),
            serial: count.serial.clone(),
            book: 0,
            count: None,
            counted: None,
            difference: 0,
        });
        (line.count, line.counted) = (Some(count.id), Some(count.quantity));
        line.difference = i64::from(count.quantity) - line.book;
    }
    lines.into_values().collect()
}

/// The movements that make book and shelf agree at the instants of the counts, for `reason`, under ids from `ids`.
#[must_use]
pub fn corrections(
    place: &Place,
    lines: &[TakeLine],
    counts: &[(Timestamp, Count)],
    reason: &str,
    mut ids: impl FnMut() -> MovementId,
) -> Vec<Movement> {
    let mut movements = Vec::new();
    for line in lines.iter().filter(|line| line.difference != 0) {
        let Some((at, _)) = counts.iter().find(|(_, count)| Some(count.id) == line.count) else { continue };
        let (from, to) = if line.difference < 0 { (place, &Place::Outside) } else { (&Place::Outside, place) };
        let most = u64::from(if line.serial.is_some() { 1 } else { MAX_QUANTITY });
        let mut left = line.difference.unsigned_abs();
        while left > 0 {
            let now = left.min(most);
            left -= now;
            movements.push(Movement {
                id: ids(),
                part_number: line.part_number.clone(),
                name: line.name.clone(),
                quantity: u32::try_from(now).unwrap_or(MAX_QUANTITY),
                serial: line.serial.clone(),
                from: from.clone(),
                to: to.clone(),
                why: Because::Corrected { reason: reason.to_owned(), of: None },
                at: *at,
            });
        }
    }
    movements
}
