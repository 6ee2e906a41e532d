//! The two sides of a movement: what left one place and what came to another. What is in a place is the sum of its sides.

use super::{Movement, Place};
use crate::id::{DocumentId, PersonId};
use crate::time::Timestamp;

/// What one movement does to one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// What makes two movements be of the same part.
    pub part: String,
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// The piece's own number as it was typed, if it bears one.
    pub serial: Option<String>,
    /// How many more are there; below zero if they left.
    pub quantity: i64,
    /// When.
    pub at: Timestamp,
}

impl Movement {
    /// Where it left and where it came to, with what that does there.
    #[must_use]
    pub fn sides(&self) -> [(&Place, Side); 2] {
        let side = |sign: i64| Side {
            part: part_key(&self.part_number, &self.name),
            part_number: self.part_number.clone(),
            name: self.name.clone(),
            serial: self.serial.clone(),
            quantity: sign * i64::from(self.quantity),
            at: self.at,
        };
        [(&self.from, side(-1)), (&self.to, side(1))]
    }
}

/// What makes two movements be of the same part: the material code, else the name.
#[must_use]
pub fn part_key(part_number: &str, name: &str) -> String {
    let number = part_number.trim();
    if number.is_empty() { format!("name {}", name.trim()) } else { format!("number {}", number.to_ascii_uppercase()) }
}

/// One piece has one number, however it is typed.
#[must_use]
pub fn serial_key(serial: &str) -> String {
    serial.trim().to_ascii_uppercase()
}

impl Place {
    /// The place in one word, as tables and addresses have it: `store/NAME`, `van/PERSON`, `supplier`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Store { name } => format!("store/{name}"),
            Self::Station { name } => format!("station/{name}"),
            Self::Van { person } => format!("van/{person}"),
            Self::Visit { visit } => format!("visit/{visit}"),
            Self::Customer => "customer".to_owned(),
            Self::Supplier => "supplier".to_owned(),
            Self::Outside => "outside".to_owned(),
        }
    }

    /// The place of this key; `None` if it is none.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        match key.split_once('/') {
            Some(("store", name)) => Some(Self::Store { name: name.to_owned() }),
            Some(("station", name)) => Some(Self::Station { name: name.to_owned() }),
            Some(("van", person)) => person.parse::<PersonId>().ok().map(|person| Self::Van { person }),
            Some(("visit", visit)) => visit.parse::<DocumentId>().ok().map(|visit| Self::Visit { visit }),
            None if key == "customer" => Some(Self::Customer),
            None if key == "supplier" => Some(Self::Supplier),
            None if key == "outside" => Some(Self::Outside),
            _ => None,
        }
    }

    /// Whether parts are kept there and can be counted: a store, a station, a van.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Store { .. } | Self::Station { .. } | Self::Van { .. })
    }

    /// Whether a storekeeper keeps the parts there.
    #[must_use]
    pub fn is_store(&self) -> bool {
        matches!(self, Self::Store { .. } | Self::Station { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_from_its_key() {
        let places = [
            Place::Store { name: "中心库 / A".into() },
            Place::Station { name: "苏州".into() },
            Place::Van { person: PersonId::from_bytes([7; 16]) },
            Place::Visit { visit: DocumentId::from_bytes([8; 16]) },
            Place::Customer,
            Place::Supplier,
            Place::Outside,
        ];
        for place in places {
            assert_eq!(Place::of_key(&place.key()), Some(place));
        }
        for key in ["", "cellar", "van/nobody", "supplier/x"] {
            assert_eq!(Place::of_key(key), None, "{key}");
        }
    }
}
