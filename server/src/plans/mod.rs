//! Maintenance plans of contracts: the desk makes, ends, skips and moves; the planner enters call-outs when a day comes near.
//!
//! A call-out of a plan is one as any other: it is dispatched, moved and called off with its visit. Left out: sending a technician by itself;
//! the plan's preference is offered to whoever dispatches.

mod desk;
mod handlers;
mod planner;
mod view;

pub(crate) use handlers::routes;
pub(crate) use planner::enter_due;
pub(crate) use view::{PlanView, plans_of};
