//! Who holds a thing. Hand-overs form a chain: each names the one it follows, so that the holder is the end of the chain, whatever
//! order the hand-overs arrived in. Two hand-overs that follow the same one are a contradiction between people: both ends are shown and
//! a person decides; nothing is resolved in silence.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{EventId, PersonId};
use crate::time::Timestamp;

/// Who holds a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Holder {
    /// The customer.
    Customer,
    /// A technician, in the van.
    Technician {
        /// Who.
        id: PersonId,
        /// Name.
        name: String,
    },
    /// A workshop, own or the maker's.
    Workshop {
        /// Which.
        name: String,
    },
    /// A shop or dealer.
    Shop {
        /// Which.
        name: String,
    },
    /// A carrier, on the way.
    Carrier {
        /// Which.
        name: String,
        /// The consignment's number; may be empty.
        tracking: String,
    },
    /// A storekeeper, in the field or at head office.
    Storekeeper {
        /// Who, and of which store.
        name: String,
    },
}

/// One passing from hand to hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// The event.
    pub id: EventId,
    /// Who has it then.
    pub to: Holder,
    /// The hand-over that this one follows; absent if it follows the opening.
    pub follows: Option<EventId>,
    /// When, as well as it can be told.
    pub at: Timestamp,
}

/// A holder, from when and by which hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// The hand-over; absent for the holders that the opening names.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hand_over: Option<EventId>,
    /// Who.
    pub holder: Holder,
    /// Since when, as well as it can be told.
    pub since: Timestamp,
}

/// Who had a thing, one after the other, and who has it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// From the first holder to the one that is shown.
    pub chain: Vec<Link>,
    /// Every end of the chain. More than one: people contradict each other.
    pub ends: Vec<Link>,
    /// Hand-overs that follow something that is not there (any more).
    pub loose: Vec<EventId>,
}

impl Custody {
    /// Folds `hand_overs` onto the holders that the opening names, `first` and what came after it.
    #[must_use]
    pub fn fold(first: Link, then: Vec<Link>, hand_overs: &[HandOver]) -> Self {
        let mut after: BTreeMap<Option<EventId>, Vec<&HandOver>> = BTreeMap::new();
        for hand_over in hand_overs {
            after.entry(hand_over.follows).or_default().push(hand_over);
        }
        let mut trunk = vec![first.clone()];
        trunk.extend(then);
        let mut ends = Vec::new();
        let mut reached = BTreeSet::new();
        let mut open: Vec<(Option<EventId>, Link)> = vec![(None, trunk.last().cloned().unwrap_or(first))];
        while let Some((id, link)) = open.pop() {
            match after.get(&id) {
                Some(next) => open.extend(next.iter().map(|hand_over| {
                    reached.insert(hand_over.id);
                    (Some(hand_over.id), hand_over.link())
                })),
                None => ends.push(link),
            }
        }
        // A return is a fact that the customer signs: it stands before what others say.
        ends.sort_by_key(|end| (end.holder != Holder::Customer, std::cmp::Reverse((end.since, end.hand_over))));
        let loose = hand_overs.iter().map(|hand_over| hand_over.id).filter(|id| !reached.contains(id)).collect();
        let mut branch = Vec::new();
        let mut at = ends.first().and_then(|end| end.hand_over);
        while let Some(hand_over) = at.and_then(|id| hand_overs.iter().find(|hand_over| hand_over.id == id)) {
            branch.push(hand_over.link());
            at = hand_over.follows;
        }
        trunk.extend(branch.into_iter().rev());
        Self { chain: trunk, ends, loose }
    }

    /// The holder that is shown: the one and only, unless [`is_clear`](Self::is_clear) says otherwise.
    #[must_use]
    pub fn holder(&self) -> Option<&Link> {
        self.ends.first()
    }

    /// Whether there is exactly one holder and no gap.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.ends.len() == 1 && self.loose.is_empty()
    }
}

impl Holder {
    /// The holder's name; the customer bears none here.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Customer => None,
            Self::Technician { name, .. }
            | Self::Workshop { name, .. }
            | Self::Shop { name, .. }
            | Self::Carrier { name, .. }
            | Self::Storekeeper { name, .. } => Some(name),
        }
    }
}

impl Link {
    /// Who gives it `to` the next holder when `person`, named `person_name`, writes that down: whoever takes it over has it from this
    /// holder, every other hand-over is the writer's own.
    #[must_use]
    pub fn giver<'a>(&'a self, to: &Holder, person: PersonId, person_name: &'a str) -> &'a str {
        match to {
            Holder::Technician { id, .. } if *id == person => self.holder.name().unwrap_or(person_name),
            _ => person_name,
        }
    }
}

impl HandOver {
    fn link(&self) -> Link {
        Link { hand_over: Some(self.id), holder: self.to.clone(), since: self.at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> EventId {
        EventId::from_bytes([number; 16])
    }

    fn over(number: u8, follows: Option<u8>, to: Holder) -> HandOver {
        HandOver { id: id(number), to, follows: follows.map(id), at: Timestamp::from_ms(i64::from(number)) }
    }

    fn shop(name: &str) -> Holder {
        Holder::Shop { name: name.into() }
    }

    fn fold(hand_overs: &[HandOver]) -> Custody {
        Custody::fold(Link { hand_over: None, holder: Holder::Customer, since: Timestamp::from_ms(0) }, Vec::new(), hand_overs)
    }

    /// the holder is the end of the chain, in whatever order the hand-overs arrive.
    #[test]
    fn the_holder_is_the_end_of_the_chain() {
        let (one, two) = (over(9, None, shop("a")), over(1, Some(9), shop("b")));
        for order in [[one.clone(), two.clone()], [two, one]] {
            let custody = fold(&order);
            assert!(custody.is_clear());
            assert_eq!(custody.holder().map(|end| end.holder.clone()), Some(shop("b")));
            assert_eq!(custody.chain.len(), 3);
        }
    }

    /// a fork is shown with both ends.
    #[test]
    fn two_hand_overs_that_follow_one_are_both_shown() {
        let custody = fold(&[over(1, None, shop("a")), over(2, Some(1), shop("b")), over(3, Some(1), Holder::Customer)]);
        assert!(!custody.is_clear());
        assert_eq!(custody.ends.len(), 2);
        assert_eq!(custody.holder().map(|end| end.holder.clone()), Some(Holder::Customer));
    }

    /// a hand-over that follows nothing known, or itself, is a gap and takes nothing from the holder.
    #[test]
    fn a_gap_is_named() {
        let custody = fold(&[over(1, None, shop("a")), over(2, Some(7), shop("b")), over(3, Some(3), shop("c"))]);
        assert!(!custody.is_clear());
        assert_eq!(custody.loose, [id(2), id(3)]);
        assert_eq!(custody.holder().map(|end| end.holder.clone()), Some(shop("a")));
    }
}
