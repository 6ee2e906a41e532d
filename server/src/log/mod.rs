//! The organisation's log at the desk, and the checkpoints that are made of it. What is in it: [`model::log`]; checking it:
//! [`crate::audit`].

pub(crate) mod checkpoints;
mod handlers;

pub(crate) use handlers::routes;
