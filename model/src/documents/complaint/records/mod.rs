//! The records of a complaint: what the customer said and what goes with it, and what can happen.

mod event;
mod received;

pub use event::*;
pub use received::*;

pub use super::super::records::{Author, Event, Keyed, Organisation};
pub use super::super::visit::records::{Customer, Urgency};
