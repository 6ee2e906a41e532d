//! The gate: no change from outside reaches Automerge without it.
//!
//! Automerge 0.12 trusts its input. A 69-byte change can keep it busy for ten seconds, others make it panic, and some apply
//! cleanly and leave a document that can never be loaded again. So every change from a device, a peer or (on the device) the
//! server is judged here first, and the document it is meant for is never touched: [`admit`] works on a copy and hands the copy
//! back.
//!
//! The words:
//! - *preflight* reads the header and the run lengths of the columns, nothing else: bounded before anything is expanded
//!   ([`preflight`], [`Limits`]);
//! - *structure* compares the change with the history it claims to follow: one genesis, known dependencies, an unbroken sequence
//!   per actor, no reference to what its author could not have seen;
//! - *effects* are what each operation would touch ([`Effect`]), also when a concurrent write would win over it;
//! - the *trial* applies the changes to a copy, saves, loads and reads it. Loading makes every change anew and compares hashes, so that
//!   what was saved holds each byte for byte; judged one by one, each is read back besides;
//! - the *authority* ([`Authority`]) says whether this author may have these effects. That is the rooms' affair, not the gate's.
//!
//! A list is tried as a whole, each change judged at the [`Version`] it made; only a list that does not pass so is judged change by
//! change, to find the one at fault. Judging stops at the first [`Refusal`]: what was good before it is kept, what follows it is *blocked*, because it may build
//! on what was refused. A caught panic is a refusal like any other. The gate needs `panic = "unwind"`.
//!
//! A change that this program has just written itself goes through [`admit_own`]: the same bounds, structure and authority, without the
//! trial.
//!
//! Left out: who the sender is, which document the change is for, whether the actor is bound to the device (the caller knows),
//! and the rules of the trade (a change that merely breaks one is taken and flagged).

mod admit;
mod authority;
pub(crate) mod chunk;
mod columns;
mod effect;
mod history;
mod limits;
mod own;
mod preflight;
mod refusal;
mod trial;
mod version;

pub use admit::{Accepted, Admission, Refused, admit};
pub use authority::{AllowAll, Authority, Denial, Step};
pub use effect::{Effect, EffectAction, EffectKey, PathKey};
pub use history::History;
pub use limits::Limits;
pub use own::{OwnChange, admit_own};
pub use preflight::{Named, Preflight, message, named, preflight};
pub use refusal::Refusal;
pub use version::Version;
