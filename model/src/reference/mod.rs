//! Reference data: what only the desk changes and every device has with it to read, also without a signal.
//!
//! Words: a *set* is one kind of reference data ([`Set`]); a *row* has a key and a version, and the newer version wins; an
//! *audience* is who gets the rows of a set. Rows on the wire are in [`crate::wire::reference`].
//!
//! * [`part`]: the catalogue (1.2 rows 72–79); [`index`]: how it is searched.
//! * [`price`], [`checklist`], [`person`], [`number`]: small lists; [`policy`]: one row.
//! * [`asset`]: what is known of one product of a customer, with its warranty and contract.
//! * [`row`]: whether a row can be taken over as the desk wrote it.
//!
//! Left out: what a policy says ([`crate::policy`]), stock movements ([`crate::stock`]), storage, transport.

pub mod asset;
pub mod checklist;
pub mod index;
pub mod number;
pub mod part;
pub mod person;
pub mod policy;
pub mod price;
pub mod row;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One kind of reference data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Set {
    /// The organisation's policy (P-01…P-24), one row.
    Policy,
    /// The parts catalogue.
    Parts,
    /// The price list for work and travel.
    Prices,
    /// What to check, by kind of work.
    Checklists,
    /// Who works here.
    People,
    /// Products of customers that this person has a visit with an order for.
    Assets,
    /// Movements of this person's van stock (1.2 row 85).
    Movements,
    /// The range from which this device numbers papers (E6).
    Numbers,
}

/// Who gets the rows of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Every device of the organisation.
    Organisation,
    /// Devices of one person.
    Person,
    /// One device.
    Device,
}

/// The word names no set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such set of reference data")]
pub struct UnknownSet;

impl Set {
    /// Every set, what the work needs first in front.
    pub const ALL: [Self; 8] =
        [Self::Policy, Self::Numbers, Self::Assets, Self::Movements, Self::Checklists, Self::People, Self::Prices, Self::Parts];

    /// The word for this set on the wire and in databases.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Parts => "parts",
            Self::Prices => "prices",
            Self::Checklists => "checklists",
            Self::People => "people",
            Self::Assets => "assets",
            Self::Movements => "movements",
            Self::Numbers => "numbers",
        }
    }

    /// Who gets its rows.
    #[must_use]
    pub fn audience(self) -> Audience {
        match self {
            Self::Policy | Self::Parts | Self::Prices | Self::Checklists | Self::People => Audience::Organisation,
            Self::Assets | Self::Movements => Audience::Person,
            Self::Numbers => Audience::Device,
        }
    }
}

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Set {
    type Err = UnknownSet;

    fn from_str(word: &str) -> Result<Self, UnknownSet> {
        Self::ALL.into_iter().find(|set| set.word() == word).ok_or(UnknownSet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_one_word_everywhere() {
        for set in Set::ALL {
            assert_eq!(set.word().parse::<Set>(), Ok(set));
            assert_eq!(serde_json::to_value(set).ok(), Some(set.word().into()));
        }
        assert_eq!("part".parse::<Set>(), Err(UnknownSet));
    }

    /// what belongs to customers and to single people is for those who need it.
    #[test]
    fn only_what_everybody_may_read_goes_to_everybody() {
        assert_eq!(Set::Assets.audience(), Audience::Person);
        assert_eq!(Set::Movements.audience(), Audience::Person);
        assert_eq!(Set::Numbers.audience(), Audience::Device);
        assert_eq!(Set::Parts.audience(), Audience::Organisation);
    }
}
