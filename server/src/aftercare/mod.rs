//! Care after the work: customers are asked how it was (R-198…R-202), repairs are looked at again (R-207… ), and what a month
//! came to.
//!
//! Whom to ask and what is due is computed when somebody asks, from one flat row for each document that is written with it ([`line`]): a
//! visit that arrives late is on the list as soon as it arrives, nothing is entered twice, and a stopped server has nothing to catch up
//! with. Grades that a customer gives by phone are the visit's own event, under the same rule as on site; so the last answer of a call-out
//! counts once, wherever it was given. Calls, tries and return calls are tables of the desk.
//!
//! Left out: surveys by period, rounds of projects, households and users (R-214…R-216).

mod handlers;
pub(crate) mod line;
mod month;
mod returns;
mod surveys;

use chrono::{Days, NaiveDate};
use model::id::OrganisationId;
use model::policy::{Policy, local_date};

pub(crate) use handlers::routes;

use crate::app::App;
use crate::error::ApiError;
use crate::policies;
use crate::reports::ask::Span;
use crate::store::aftercare::Between;

/// The organisation's policy; the default one where none was set.
async fn policy(app: &App, organisation: OrganisationId) -> Result<Policy, ApiError> {
    let in_force = policies::in_force_at(app, organisation, app.now()).await?;
    Ok(in_force.map_or_else(Policy::default, |in_force| in_force.policy))
}

/// The calendar day where the organisation is.
fn today(app: &App, policy: &Policy) -> NaiveDate {
    local_date(app.now(), policy.time_zone)
}

/// The day so many days before.
fn days_before(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::try_from(days).unwrap_or(0))).unwrap_or(day)
}

/// The instants of whole days.
fn between(organisation: OrganisationId, first: NaiveDate, last: NaiveDate, policy: &Policy) -> Result<Between, ApiError> {
    let span = Span::new(first, last, policy.time_zone);
    let span = span.ok_or_else(|| ApiError::Malformed("from, to: the first day before the last, at most three years".into()))?;
    let (begins, ends) = span.instants();
    Ok(Between { organisation, begins, ends })
}
