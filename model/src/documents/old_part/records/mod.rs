//! The records of an old part: what was taken out and why, what policy said then, and what can happen to it.

mod event;
mod removed;

pub use event::*;
pub use removed::*;

pub use super::super::custody::Holder;
pub use super::super::records::{Author, Event, Keyed, Organisation};
pub use crate::rules::{Disposition, Grounds, Quote, ReviewClass, Sale, SaleValue};
