//! The call-out register: what customers ask for, in the order they asked.
//!
//! A call-out waits until a visit is dispatched, and is cleared only by the customer's signature; its status follows the
//! visits in the same transaction that changes them.
//!
//! Left out: dispatching, which opens a visit.

mod handlers;
mod register;

pub(crate) use handlers::routes;
pub(crate) use register::day_of_number;
