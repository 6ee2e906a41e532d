//! Service contracts at the desk: what is covered until when, the notice a month before the end, renewal (R-227…R-229).
//!
//! A contract is renewed by a further term, so that its plans go on. Left out: what a contract costs.

mod desk;
mod handlers;
mod view;

pub(crate) use desk::{Ending, check_assets, known, raise_notices, stated};
pub(crate) use handlers::routes;
