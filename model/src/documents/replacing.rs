//! Entries that end an earlier one by naming it. An honest hand names only what was there before; entries that name each other in a
//! circle end nothing, so that none of them hides the others.

use std::collections::{BTreeMap, BTreeSet};

/// The ids that another one of `entries` ends: each entry with the one it names, if it names one.
pub(crate) fn replaced<I: Copy + Ord>(entries: impl IntoIterator<Item = (I, Option<I>)>) -> BTreeSet<I> {
    let named: BTreeMap<I, I> = entries.into_iter().filter_map(|(id, named)| Some((id, named?))).collect();
    let circular = circular(&named);
    named.iter().filter(|(id, _)| !circular.contains(id)).map(|(_, ended)| *ended).collect()
}

/// Entries from which the way leads back to themselves.
fn circular<I: Copy + Ord>(named: &BTreeMap<I, I>) -> BTreeSet<I> {
    let mut circular = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for start in named.keys() {
        let mut way = Vec::new();
        let mut at = Some(*start);
        while let Some(id) = at.filter(|id| seen.insert(*id)) {
            way.push(id);
            at = named.get(&id).copied();
        }
        // Where the way ran into something seen on this same way, a circle begins.
        if let Some(begins) = at.and_then(|id| way.iter().position(|before| *before == id)) {
            circular.extend(way.into_iter().skip(begins));
        }
    }
    circular
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(entries: &[(u8, Option<u8>)]) -> Vec<u8> {
        replaced(entries.iter().copied()).into_iter().collect()
    }

    #[test]
    fn what_another_one_names_is_ended_in_whatever_order_they_come() {
        assert_eq!(ended(&[(1, None), (2, Some(1)), (3, Some(2))]), [1, 2]);
        assert_eq!(ended(&[(3, Some(2)), (1, None), (2, Some(1))]), [1, 2]);
        assert_eq!(ended(&[(1, None), (2, Some(1)), (3, Some(1))]), [1], "two that name one are both left over");
        assert_eq!(ended(&[(2, Some(9))]), [9]);
    }

    #[test]
    fn a_circle_ends_nothing_and_what_names_one_of_it_still_does() {
        assert_eq!(ended(&[(1, Some(1))]), [0; 0]);
        assert_eq!(ended(&[(1, Some(2)), (2, Some(1))]), [0; 0]);
        assert_eq!(ended(&[(1, Some(2)), (2, Some(3)), (3, Some(1)), (4, Some(3)), (5, Some(4))]), [3, 4]);
    }
}
