//! A change as it lies on the sheets: the grammar that [`super::writer`] and [`super::reader`] follow, and what both have seen so far.
//!
//! ```text
//! list   = changes:uint (count sheet)
//! change = deps:uint dep*                    dep = 0: 32 random bytes | k: the change k places back in the list
//!          actor                             0: as in the change before | 1: 16 random bytes | 2 + k: the one k places before the last
//!          shape:uint                        0: plain, length:uint and that which follows the actor | 1: the next of the shapes sheet
//!                                            (length:uint, shape) | 2 + k: shape k
//!          operations:signed                 more than the last change of this shape had
//!          number:signed                     more than the actor's last one in the list and one
//!          start:signed                      more than the list's operations so far end at
//!          time:signed                       later than the change before it in the section
//!          message                           a value, context "message"
//!          actor*                            the others, each as to its place in the change before
//!          value*                            those of each column, in order
//! ```

use automerge::ChangeHash;

use crate::gate::chunk::ACTOR_BYTES;

pub(super) const MESSAGE: &[u8] = b"message";
pub(super) const OBJECTS: &[u8] = b"#objects";
pub(super) const KEY_ID: &[u8] = b"*";
/// Most values of shapes in a section: what a value costs to look at is not bounded by the bytes it comes to.
pub(super) const MAX_VALUES: usize = 4 * 1024 * 1024;

/// What both sides have seen of the list so far.
#[derive(Debug, Default)]
pub(super) struct Begun {
    pub(super) hashes: Vec<ChangeHash>,
    /// The last change's actor, and the others it named.
    pub(super) last: Vec<[u8; ACTOR_BYTES]>,
    /// The last number of each actor.
    numbers: Vec<([u8; ACTOR_BYTES], u64)>,
    /// Where the operations end.
    pub(super) end: u64,
}

impl Begun {
    pub(super) fn next_number(&self, actor: [u8; ACTOR_BYTES]) -> u64 {
        self.numbers.iter().find(|(known, _)| *known == actor).map_or(0, |(_, number)| number.wrapping_add(1))
    }

    pub(super) fn take(&mut self, actor: [u8; ACTOR_BYTES], number: u64, start: u64, ops: i64) {
        match self.numbers.iter_mut().find(|(known, _)| *known == actor) {
            Some((_, last)) => *last = number,
            None => self.numbers.push((actor, number)),
        }
        self.end = self.end.max(start.wrapping_add(ops.cast_unsigned()));
    }
}

/// Random bytes of a new id of version 7; two bits more are in its code.
pub(super) const TIMED_BYTES: usize = 9;

/// The time of an id of version 7.
pub(super) fn ms_of(id: u128) -> i64 {
    i64::try_from(id >> 80).unwrap_or_default()
}

pub(super) fn remember(last: &mut Vec<[u8; ACTOR_BYTES]>, place: usize, actor: [u8; ACTOR_BYTES]) {
    if last.len() <= place {
        last.resize(place + 1, [0; ACTOR_BYTES]);
    }
    if let Some(last) = last.get_mut(place) {
        *last = actor;
    }
}
