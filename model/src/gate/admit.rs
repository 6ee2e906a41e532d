//! Judging a list of raw changes for one document.

use automerge::{Automerge, Change, ChangeHash};

use super::authority::{Authority, Step};
use super::effect::Made;
use super::history::History;
use super::trial::{self, contained};
use super::{Effect, Limits, Preflight, Refusal, Version, effect, preflight};

/// What became of a list of changes. No `Debug`: it would print the customer's data into a log.
///
/// Every index of the list is in `accepted`, in `known`, the refused one, or blocked.
pub struct Admission {
    /// A copy of the document with the accepted changes, saved, loaded and read once to prove it sound.
    pub doc: Automerge,
    /// `doc` saved without compression, where judging has saved it.
    pub saved: Option<Vec<u8>>,
    /// The changes taken, in list order.
    pub accepted: Vec<Accepted>,
    /// Indexes of changes the document already had, also by an earlier place in the list. Nothing is left to do for them.
    pub known: Vec<usize>,
    /// The first change that was not taken.
    pub refused: Option<Refused>,
    /// How many changes follow the refused one; they were not looked at.
    pub blocked: usize,
}

/// A change that was taken.
#[derive(Clone)]
pub struct Accepted {
    /// Its place in the list.
    pub index: usize,
    /// What it says of itself.
    pub preflight: Preflight,
    /// The change, parsed.
    pub change: Change,
}

/// A change that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its place in the list.
    pub index: usize,
    /// Its hash, when the bytes were sound enough to have one.
    pub hash: Option<ChangeHash>,
    /// Why.
    pub refusal: Refusal,
}

/// Judges raw changes in list order and takes the longest clean prefix. `doc` is not modified.
///
/// Promises: no panic gets out; what is accepted saves, loads and reads; a change the document has is known and not an error, so
/// the same list any number of times gives the same document.
#[must_use]
pub fn admit(doc: &Automerge, raws: &[Vec<u8>], limits: &Limits, authority: &dyn Authority) -> Admission {
    // Whatever is wrong, judging one by one finds which change it is.
    contained(|| together(doc, raws, limits, authority)).unwrap_or_else(|_| one_by_one(doc, raws, limits, authority))
}

/// A change of a list that is judged as a whole, with the heads before and after it.
struct Candidate {
    accepted: Accepted,
    effects: Vec<Effect>,
    before: Vec<ChangeHash>,
    after: Vec<ChangeHash>,
}

/// Takes the whole list or refuses it: every check of [`one_by_one`], with one trial for all of it. The authority reads each change at
/// the version that it made, in the document that was saved and loaded again.
fn together(doc: &Automerge, raws: &[Vec<u8>], limits: &Limits, authority: &dyn Authority) -> Result<Admission, Refusal> {
    let mut history = History::of(doc);
    let mut heads = doc.get_heads();
    heads.sort_unstable();
    let (mut candidates, mut known, mut made) = (Vec::new(), Vec::new(), Made::default());
    for (index, raw) in raws.iter().enumerate() {
        let flight = preflight(raw, limits)?;
        if history.contains(&flight.hash) {
            known.push(index);
            continue;
        }
        history.has_room(&flight, raw.len(), limits)?;
        let (change, effects) = understand(doc, &heads, &history, raw, &flight, limits, &mut made)?;
        history.append(&flight, raw.len());
        let before = heads.clone();
        heads.retain(|head| !flight.deps.contains(head));
        heads.push(flight.hash);
        heads.sort_unstable();
        let accepted = Accepted { index, preflight: flight, change };
        candidates.push(Candidate { accepted, effects, before, after: heads.clone() });
    }
    if candidates.is_empty() {
        return Ok(Admission { doc: doc.clone(), saved: None, accepted: Vec::new(), known, refused: None, blocked: 0 });
    }
    let changes = candidates.iter().map(|candidate| candidate.accepted.change.clone()).collect();
    let (after, saved) = trial::apply_and_reload(doc, changes, &heads)?;
    let mut accepted = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let (before, now) = (Version::at(&after, candidate.before), Version::at(&after, candidate.after));
        authority.authorise(&Step { before, after: now, change: &candidate.accepted.change, effects: &candidate.effects })?;
        accepted.push(candidate.accepted);
    }
    Ok(Admission { doc: after, saved: Some(saved), accepted, known, refused: None, blocked: 0 })
}

/// Judges change by change, each tried on a copy of its own, until one is refused.
fn one_by_one(doc: &Automerge, raws: &[Vec<u8>], limits: &Limits, authority: &dyn Authority) -> Admission {
    let mut admission = Admission { doc: doc.clone(), saved: None, accepted: Vec::new(), known: Vec::new(), refused: None, blocked: 0 };
    let mut history = match contained(|| Ok(History::of(doc))) {
        Ok(history) => history,
        Err(refusal) => {
            admission.refuse(raws.len(), 0, None, refusal);
            return admission;
        }
    };
    for (index, raw) in raws.iter().enumerate() {
        let flight = match preflight(raw, limits) {
            Ok(flight) => flight,
            Err(refusal) => {
                admission.refuse(raws.len(), index, None, refusal);
                break;
            }
        };
        if history.contains(&flight.hash) {
            admission.known.push(index);
            continue;
        }
        let room = history.has_room(&flight, raw.len(), limits);
        match room.and_then(|()| contained(|| judge(&admission.doc, &history, raw, &flight, limits, authority))) {
            Ok((after, change)) => {
                history.append(&flight, raw.len());
                admission.doc = after;
                admission.accepted.push(Accepted { index, preflight: flight, change });
            }
            Err(refusal) => {
                admission.refuse(raws.len(), index, Some(flight.hash), refusal);
                break;
            }
        }
    }
    admission.prove(doc, raws.len());
    admission
}

/// One change: structure, effects, trial, authority. The document with it, and the change.
fn judge(
    before: &Automerge,
    history: &History,
    raw: &[u8],
    flight: &Preflight,
    limits: &Limits,
    authority: &dyn Authority,
) -> Result<(Automerge, Change), Refusal> {
    let (change, effects) = understand(before, &before.get_heads(), history, raw, flight, limits, &mut Made::default())?;
    let after = trial::apply(before, &change)?;
    authority.authorise(&Step { before: Version::now(before), after: Version::now(&after), change: &change, effects: &effects })?;
    Ok((after, change))
}

/// Structure and effects of a change that is to follow `heads`: those of `before`, or of changes that are to follow it and have `made`
/// objects.
pub(super) fn understand(
    before: &Automerge,
    heads: &[ChangeHash],
    history: &History,
    raw: &[u8],
    flight: &Preflight,
    limits: &Limits,
    made: &mut Made,
) -> Result<(Change, Vec<Effect>), Refusal> {
    let past = history.check(flight, heads)?;
    let change = trial::parse(raw)?;
    if change.hash() != flight.hash || change.len() as u64 != flight.ops {
        return Err(Refusal::Malformed { reason: "the operations are not what the columns say" });
    }
    let effects = effect::effects(before, history, &past, &change, limits, made)?;
    Ok((change, effects))
}

impl Admission {
    fn refuse(&mut self, total: usize, index: usize, hash: Option<ChangeHash>, refusal: Refusal) {
        if index >= total {
            return;
        }
        self.blocked = total - index - 1;
        self.known.retain(|known| *known < index);
        self.refused = Some(Refused { index, hash, refusal });
    }

    /// Proves the result sound. Some changes apply and come back byte for byte, and still the saved document does not load;
    /// then the first of them is found by halving, and refused.
    fn prove(&mut self, base: &Automerge, total: usize) {
        if self.accepted.is_empty() {
            return;
        }
        let Err(mut refusal) = contained(|| trial::reloads(&self.doc)) else {
            return;
        };
        let mut sound = base.clone();
        let (mut good, mut bad) = (0, self.accepted.len());
        while bad - good > 1 {
            let middle = good + (bad - good) / 2;
            let changes: Vec<Change> = self.accepted.iter().take(middle).skip(good).map(|accepted| accepted.change.clone()).collect();
            let attempt = contained(|| {
                let doc = trial::apply_all(&sound, changes)?;
                trial::reloads(&doc)?;
                Ok(doc)
            });
            match attempt {
                Ok(doc) => (sound, good) = (doc, middle),
                Err(why) => (refusal, bad) = (why, middle),
            }
        }
        self.doc = sound;
        if let Some(first) = self.accepted.split_off(good).into_iter().next() {
            self.refuse(total, first.index, Some(first.preflight.hash), refusal);
        }
    }
}
