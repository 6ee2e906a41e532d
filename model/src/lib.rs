//! Fieldbook's documents, rules, seal, gate and wire format.
//!
//! Everything that device and server must decide alike lives here once: what a visit is, what may be done to it, what a
//! customer's signature covers, which bytes may enter a document, and how the two sides talk.
//!
//! * [`id`], [`time`]: identifiers and instants. Both are arguments everywhere; nothing here reads a clock or makes chance.
//! * [`documents`]: typed views over Automerge documents, one room per kind.
//! * [`policy`]: what companies decide differently, as data.
//! * [`rules`]: what may be done when, with the number of the rule it comes from.
//! * [`seal`]: the voucher the customer reads, the seal that binds the signature to it, and the verifier.
//! * [`mod@reference`]: what only the desk changes and devices carry with them: catalogue, prices, assets.
//! * [`stock`]: part movements, and what is where by their sum.
//! * [`log`]: the hash chain over everything a server took in, its signed checkpoints, and the check of both.
//! * [`gate`]: what stands between foreign bytes and Automerge.
//! * [`wire`]: requests, responses and error codes of the protocol.
//!
//! Left out on purpose: network, SQL, files, clocks, randomness, threads.

pub mod documents;
pub mod gate;
pub mod id;
pub mod log;
pub mod policy;
pub mod reference;
pub mod rules;
pub mod seal;
pub mod stock;
pub mod time;
pub mod wire;
