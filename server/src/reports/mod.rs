//! Reports of a span of days: what work came to against what is asked for, and the rows behind it, on the page and as files.
//!
//! Words: a *fact* is one thing that counts, as the store knows it; a *figure* is a sum; a *table* cuts the sums by period, technician and
//! so on; *rows* are the facts themselves. Facts come from flat rows that are written with the documents (`lines`), so that a report of a
//! year is a walk along an index. Days are those of the organisation's time zone, found out when a report is asked for.
//!
//! Left out: who may have which report beyond its permission, sending reports to anybody.

pub(crate) mod ask;
mod complaints;
mod daily;
pub(crate) mod export;
mod handlers;
pub(crate) mod lines;
mod old_parts;
mod parts;
mod repeats;
mod rows;
mod satisfaction;
mod sheet;
#[cfg(test)]
mod tests;
mod timeliness;
pub(crate) mod words;

use model::policy::{Grade, Policy};
use model::rules::sla::Promise;

pub(crate) use handlers::routes;

use crate::app::App;
use crate::error::ApiError;
use crate::store::StoreError;
use ask::{Asked, ReportName};
use sheet::{Figure, People, Report, Table};

impl Asked {
    /// The report of these parts.
    fn report(&self, name: ReportName, figures: Vec<Figure>, tables: Vec<Table>, notes: Vec<&'static str>, rows_total: u64) -> Report {
        Report {
            name,
            from: self.span.first,
            to: self.span.last,
            by: self.by,
            time_zone: self.span.zone_minutes,
            technician: self.technician,
            made_at: self.now,
            figures,
            tables,
            notes,
            rows_total,
        }
    }
}

/// The report `name` of what is `asked`.
async fn make(app: &App, name: ReportName, asked: Asked, grades: &[Grade], people: &People) -> Result<Report, ApiError> {
    let store = &app.store;
    Ok(match name {
        ReportName::TechnicianDaily => daily::technicians(&asked, &store.days(asked).await?, &store.works(asked).await?, people),
        ReportName::SupervisorDaily => daily::supervisor(&asked, &store.days(asked).await?, &store.works(asked).await?),
        ReportName::Timeliness => {
            let arrivals = store.targets_due(asked, Promise::Arrive).await?;
            let fixes = store.targets_due(asked, Promise::Fix).await?;
            timeliness::report(&asked, &timeliness::Facts { arrivals, fixes }, people)
        }
        ReportName::Satisfaction => satisfaction::report(&asked, &store.answers(asked).await?, grades, people),
        ReportName::Complaints => complaints::report(&asked, &store.services(asked).await?, &store.complaints(asked).await?, people),
        ReportName::OldParts => old_parts::report(&asked, &store.old_part_facts(asked).await?, people),
        ReportName::RepeatRepairs => repeats::report(&asked, &store.repairs(asked).await?, people),
        ReportName::PartsUse => parts::report(&asked, &store.parts_used(asked).await?, people),
    })
}

/// The organisation's policy; the default one where none was set.
async fn policy(app: &App, organisation: model::id::OrganisationId) -> Result<Policy, ApiError> {
    let Some(row) = app.store.policy(organisation).await? else { return Ok(Policy::default()) };
    Ok(serde_json::from_str(&row.policy).map_err(|_| StoreError::Damaged("organisation_policy.policy"))?)
}
