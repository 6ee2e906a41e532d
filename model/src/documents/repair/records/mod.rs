//! The records of a take-away repair: what was taken and promised, what policy said then, and what can happen.

mod event;
mod taken;

pub use event::*;
pub use taken::*;

pub use super::super::custody::Holder;
pub use super::super::records::{Author, Event, Keyed, Organisation};
pub use super::super::visit::records::{Channel, ChargeKind, Customer, MayPromise, PartSwap, SwapKind};
