//! The check of a log: reads entries in their order, follows the chain, and compares it with checkpoints.
//!
//! Each entry is kept with its link. An entry that was changed no longer gives its link, and a link that was changed does not lead to the
//! next entry: so one edit is found at its place or the next one, and what follows is still checked. Who writes every link anew is found
//! only by a checkpoint.

use std::collections::BTreeMap;

use super::{Changes, Fact, Finding, Found, Given, Link, LogEntry, LogError, Place, Wrong};
use crate::id::OrganisationId;
use crate::time::Timestamp;
use crate::wire::sync::received_digest;

/// Most links that the next entry may follow from, when those before it were damaged: what is carried on stays small however many are.
const MOST_BEFORE: usize = 16;

/// An entry as it is kept.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Its place as it is kept beside the entry; `None` in an export, where only the entry states it.
    pub position: Option<i64>,
    /// Its instant in **milliseconds** since 1970 as it is kept beside the entry; `None` in an export.
    pub at_ms: Option<i64>,
    /// The entry's text.
    pub text: &'a str,
    /// Its link, 32 bytes.
    pub link: &'a [u8],
}

/// What a log comes to, besides its findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Entries read.
    pub entries: u64,
    /// Place of the last one.
    pub last: u64,
    /// Instant of the first readable one.
    pub first_at: Option<Timestamp>,
    /// Instant of the last readable one.
    pub last_at: Option<Timestamp>,
    /// Checkpoints that agree with the log.
    pub agreeing: u64,
    /// Those of them that were kept elsewhere.
    pub agreeing_outside: u64,
}

/// Follows the chain of one log.
#[derive(Debug)]
pub struct ChainCheck {
    organisation: OrganisationId,
    links: BTreeMap<u64, Link>,
    /// Links that the next entry may follow: the one kept and the one reckoned; none after a gap.
    before: Vec<Link>,
    /// Place of the last entry, and how far the places that entries state are from those they have.
    last: u64,
    shift: i128,
    restored: Vec<u64>,
    extent: Extent,
    findings: Vec<Finding>,
}

impl ChainCheck {
    /// A check of the log of `organisation`, before its first entry.
    #[must_use]
    pub fn new(organisation: OrganisationId) -> Self {
        Self {
            organisation,
            links: BTreeMap::new(),
            before: vec![Link::before_all(organisation)],
            last: 0,
            shift: 0,
            restored: Vec::new(),
            extent: Extent::default(),
            findings: Vec::new(),
        }
    }

    /// Takes the next entry. Answers it if it can be read, also when it was found changed: what it tells of can still be compared.
    pub fn row(&mut self, row: &Row<'_>) -> Option<LogEntry> {
        self.extent.entries += 1;
        let read = LogEntry::read(row.text);
        let stated = read.as_ref().ok().map(|entry| entry.position);
        let position = match row.position {
            Some(position) => u64::try_from(position).unwrap_or(0),
            None => stated.unwrap_or(self.last.saturating_add(1)),
        };
        let place = Place {
            position: Some(position),
            at: read.as_ref().ok().map(|entry| entry.at).or(row.at_ms.and_then(|ms| Timestamp::try_from(ms).ok())),
            document: read.as_ref().ok().and_then(|entry| entry.what.document()),
            row: None,
        };
        let link = <[u8; 32]>::try_from(row.link).ok().map(Link::from_bytes);
        let reckoned: Vec<Link> = self.before.iter().map(|before| before.after(row.text.as_bytes())).collect();
        let follows = link.is_some_and(|link| reckoned.contains(&link));
        if position <= self.last && !follows {
            self.find(place, Wrong::OutOfOrder);
            return read.ok();
        }
        let gap = position > self.last.saturating_add(1);
        if gap && !follows {
            let missing = Wrong::EntriesMissing { from: self.last + 1, to: position - 1 };
            self.find(Place { position: Some(self.last + 1), ..Place::default() }, missing);
        }
        if self.links.is_empty() && !gap && !matches!(&read, Ok(LogEntry { what: Fact::Begun { .. }, .. })) {
            self.find(place.clone(), Wrong::NotBegun);
        }
        let shift = stated.map_or(0, |stated| i128::from(stated) - i128::from(position));
        let unlinked = !follows && !gap && !self.before.is_empty();
        match &read {
            Err(LogError::UnknownFact(word)) if !unlinked => self.find(place.clone(), Wrong::UnknownFact(word.clone())),
            Err(error) => self.find(place.clone(), Wrong::EntryUnreadable(error.to_string())),
            Ok(entry) if shift != 0 && (shift != self.shift || unlinked) => {
                self.find(place.clone(), Wrong::Moved { says: entry.position });
            }
            Ok(_) if unlinked || link.is_none() => self.find(place.clone(), Wrong::Unlinked),
            Ok(entry) => {
                if row.at_ms.is_some_and(|ms| ms != entry.at.as_ms()) {
                    self.find(place.clone(), Wrong::TimeAltered);
                }
            }
        }
        if let Ok(entry) = &read {
            self.extent.first_at = self.extent.first_at.or(Some(entry.at));
            self.extent.last_at = Some(entry.at);
            if matches!(entry.what, Fact::Restored { .. }) {
                self.restored.push(position);
            }
        }
        self.before = if follows || gap { Vec::new() } else { reckoned };
        if self.before.len() >= MOST_BEFORE {
            // The first one follows from the last link that held.
            self.before.remove(1);
        }
        self.before.extend(link);
        if let Some(link) = link {
            self.links.insert(position, link);
        }
        (self.last, self.shift) = (position, shift);
        read.ok()
    }

    /// Writes down something that was found elsewhere.
    pub fn find(&mut self, place: Place, wrong: Wrong) {
        self.findings.push(Finding { place, wrong });
    }

    /// Compares the log with checkpoints whose signatures hold, after its last entry. Answers what it comes to, and everything found.
    #[must_use]
    pub fn finish(mut self, mut checkpoints: Vec<Given>) -> (Extent, Vec<Finding>) {
        if self.extent.entries == 0 {
            self.find(Place::default(), Wrong::Empty);
        }
        self.extent.last = self.last;
        checkpoints.sort_by_key(|given| given.checkpoint.size);
        // Up to where a checkpoint agrees. What was kept beside the log may have been signed anew with it: it says nothing against what
        // was kept elsewhere.
        let (mut agreed, mut agreed_outside) = (0, 0);
        for Given { checkpoint, source, outside } in checkpoints {
            let place = Place { position: Some(checkpoint.size), at: Some(checkpoint.at), ..Place::default() };
            let held = match checkpoint.size {
                0 => Some(Link::before_all(self.organisation)),
                size => self.links.get(&size).copied(),
            };
            let restored = self.restored.iter().copied().find(|position| *position <= checkpoint.size);
            if checkpoint.organisation != self.organisation {
                self.find(place, Wrong::CheckpointElsewhere { source_name: source });
            } else if held == Some(checkpoint.head) {
                agreed = checkpoint.size;
                agreed_outside = if outside { checkpoint.size } else { agreed_outside };
                self.extent.agreeing += 1;
                self.extent.agreeing_outside += u64::from(outside);
            } else if held.is_some() {
                let before = if outside { agreed_outside } else { agreed };
                let from = before.min(checkpoint.size.saturating_sub(1)) + 1;
                let wrong = Wrong::Rewritten { from, to: checkpoint.size, source_name: source, restored };
                self.find(place, wrong);
            } else if checkpoint.size > self.last {
                let restored = self.restored.last().copied();
                let wrong = Wrong::Truncated { found: self.last, held: checkpoint.size, source_name: source, restored };
                self.find(place, wrong);
            }
            // Else the entry it would be compared with is missing, which is found already.
        }
        (self.extent, self.findings)
    }
}

/// What is wrong with `hashes` as the changes that `fact` is about, in their order. A fact that names its changes itself, or none, has an
/// empty list.
#[must_use]
pub fn list_of(fact: &Fact, hashes: &[[u8; 32]]) -> Option<Wrong> {
    let (stated, digest) = match fact {
        Fact::Changes(Changes { changes, digest, .. }) | Fact::Found(Found { changes, digest, .. }) => (*changes, digest.as_str()),
        _ => (0, ""),
    };
    let listed = hashes.len() as u64;
    let same = listed == stated && (stated == 0 || received_digest(hashes) == digest);
    (!same).then_some(Wrong::ListAltered { listed, stated })
}
