//! The first look: header and run lengths, before anything is expanded or handed to Automerge.

use automerge::ChangeHash;

use super::chunk::{self, ACTOR_BYTES, Broken, Reader};
use super::{Limits, Refusal, columns};

/// The end of year 9999, in **seconds** since 1970; Automerge panics near the ends of the range.
const LATEST_S: i64 = 253_402_300_799;
/// Automerge keeps counters in 32 bits.
const MOST_COUNTER: u64 = i32::MAX as u64;
/// Tag of the author footer, the only one there is.
const AUTHOR_FOOTER: u64 = 1;

/// What a change says of itself, read without expanding it. Its hash is checked; nothing else is believed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preflight {
    /// SHA-256 of the chunk: the change's name.
    pub hash: ChangeHash,
    /// The actor that wrote it.
    pub actor: [u8; ACTOR_BYTES],
    /// The actor's running number, from 1.
    pub seq: u64,
    /// The counter of its first operation.
    pub start_op: u64,
    /// How many operations it has.
    pub ops: u64,
    /// The changes it builds on, ascending.
    pub deps: Vec<ChangeHash>,
    /// When the writer says it was written, in **seconds** since 1970: a claim to show, not to sort by.
    pub time_s: i64,
}

impl Preflight {
    /// The counter of the last operation; one less than `start_op` when there is none.
    #[must_use]
    pub fn max_op(&self) -> u64 {
        self.start_op + self.ops - 1
    }
}

/// What a stored change is called, and what it follows: read without looking at its operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// SHA-256 of the chunk: the change's name.
    pub hash: ChangeHash,
    /// The changes it builds on, ascending.
    pub deps: Vec<ChangeHash>,
    /// The actor that wrote it.
    pub actor: [u8; ACTOR_BYTES],
    /// The actor's running number, from 1.
    pub seq: u64,
}

/// Reads what a raw change is called, for comparing stored bytes with what was said of them. It says nothing about whether the change is
/// sound: for that there is [`preflight`].
///
/// # Errors
/// [`Refusal::Malformed`] when the bytes are not one uncompressed change chunk.
pub fn named(raw: &[u8]) -> Result<Named, Refusal> {
    let (hash, body) = chunk::open(raw)?;
    head(hash, &mut Reader::new(body), u64::MAX)
}

/// The message of a raw change, in time proportional to its bytes and without looking at its operations.
///
/// # Errors
/// See [`preflight`].
pub fn message<'a>(raw: &'a [u8], limits: &Limits) -> Result<&'a [u8], Refusal> {
    let (hash, body) = chunk::open(raw)?;
    let mut reader = Reader::new(body);
    head(hash, &mut reader, limits.deps)?;
    counter(&mut reader)?;
    reader.signed()?;
    let length = at_most(reader.unsigned()?, limits.message_bytes, "bytes in a message")?;
    Ok(reader.take(length)?)
}

/// Reads the head of a change's body; the reader is left behind the actor's number.
fn head(hash: ChangeHash, reader: &mut Reader<'_>, most_deps: u64) -> Result<Named, Refusal> {
    let mut deps: Vec<ChangeHash> = Vec::new();
    for _ in 0..at_most(reader.unsigned()?, most_deps, "dependencies")? {
        let dep = ChangeHash(reader.array()?);
        if deps.last().is_some_and(|before| *before >= dep) {
            return Err(Broken("the dependencies are not ascending").into());
        }
        deps.push(dep);
    }
    Ok(Named { hash, deps, actor: actor(reader)?, seq: counter(reader)? })
}

/// Reads the header and the run lengths of one raw change, in time proportional to its bytes and without expanding a run.
///
/// # Errors
/// [`Refusal::Malformed`] when the bytes are not one uncompressed change chunk in its canonical shape, [`Refusal::TooLarge`]
/// when a bound of `limits` is passed.
pub fn preflight(raw: &[u8], limits: &Limits) -> Result<Preflight, Refusal> {
    if raw.len() > limits.change_bytes {
        return Err(Refusal::TooLarge { what: "bytes in a change", limit: limits.change_bytes as u64 });
    }
    let (hash, body) = chunk::open(raw)?;
    let mut reader = Reader::new(body);

    let Named { hash, deps, actor, seq } = head(hash, &mut reader, limits.deps)?;
    let start_op = counter(&mut reader)?;
    let time_s = reader.signed()?;
    if !(0..=LATEST_S).contains(&time_s) {
        return Err(Broken("the time is out of range").into());
    }
    let message = at_most(reader.unsigned()?, limits.message_bytes, "bytes in a message")?;
    reader.take(message)?;
    for _ in 0..at_most(reader.unsigned()?, limits.actors, "actors")? {
        self::actor(&mut reader)?;
    }
    let ops = columns::measure(&mut reader, limits)?;
    if start_op + ops > MOST_COUNTER {
        return Err(Broken("a counter is out of range").into());
    }
    footer(reader, seq, limits)?;
    Ok(Preflight { hash, actor, seq, start_op, ops, deps, time_s })
}

fn actor(reader: &mut Reader<'_>) -> Result<[u8; ACTOR_BYTES], Refusal> {
    if reader.unsigned()? != ACTOR_BYTES as u64 {
        return Err(Broken("an actor is not 16 bytes").into());
    }
    Ok(reader.array()?)
}

fn counter(reader: &mut Reader<'_>) -> Result<u64, Refusal> {
    let value = reader.unsigned()?;
    if (1..=MOST_COUNTER).contains(&value) { Ok(value) } else { Err(Broken("a counter is out of range").into()) }
}

/// Behind the columns there is nothing, or, on an actor's first change, exactly one author.
fn footer(mut reader: Reader<'_>, seq: u64, limits: &Limits) -> Result<(), Refusal> {
    if reader.is_empty() {
        return Ok(());
    }
    if seq != 1 {
        return Err(Broken("only an actor's first change names an author").into());
    }
    if reader.unsigned()? != AUTHOR_FOOTER {
        return Err(Broken("there is an unknown footer").into());
    }
    let length = at_most(reader.unsigned()?, limits.message_bytes, "bytes in an author")?;
    reader.take(length)?;
    if reader.is_empty() { Ok(()) } else { Err(Broken("something follows the footer").into()) }
}

fn at_most(value: u64, limit: u64, what: &'static str) -> Result<u64, Refusal> {
    if value > limit {
        return Err(Refusal::TooLarge { what, limit });
    }
    Ok(value)
}

impl From<Broken> for Refusal {
    fn from(Broken(reason): Broken) -> Self {
        Self::Malformed { reason }
    }
}
