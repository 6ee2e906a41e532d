//! The technician's days: internal work and the daily report (F-06, R-149, R-152, R-153). Nothing here ever waits for a network.
//!
//! A day is a document that is born on the device: [`Days::open_day`] makes it when there is none for that date yet. Work is noted
//! and struck, the [report](Days::report) is read and confirmed, and a late correction goes into the day it belongs to, whatever was
//! confirmed before.
//!
//! Left out: time on site, which visits hold; the report lists it.

mod confirm;
mod hand_in;
mod list;
mod note_work;
mod open_day;
mod report;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use model::documents::day::Day;
use model::documents::day::assessment::Assessment;
use model::documents::day::records::{DayEventKind, ReportLine};
use model::documents::kind::Assessed;
use model::documents::visit::records::ServiceType;
use model::id::{DocumentId, EventId, PersonId};
use model::rules::{Refusal, can_write_day};
use serde::Serialize;

pub use hand_in::{HandBack, MoneyInHand};
pub use list::DayRow;
pub use report::DaySheet;

use crate::actions::{ActionError, Scene};
use crate::device::Core;

/// The days on this device. Cheap to clone.
#[derive(Clone)]
pub struct Days {
    pub(crate) core: Arc<Core>,
}

/// What a person meant to do, as the command journal keeps it.
#[derive(Debug, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum Intent<'a> {
    OpenDay { date: NaiveDate },
    NoteWork { event: EventId, service_type: ServiceType, minutes: u32, text: &'a str },
    HandIn { event: EventId, what: &'a DayEventKind },
    StrikeWork { event: EventId, reason: &'a str },
    ConfirmReport { event: EventId, visits: BTreeMap<DocumentId, ReportLine> },
}

/// The day in `assessed`; another kind of document is no day on this device.
fn day_in(assessed: &Assessed) -> Result<&Assessment, ActionError> {
    match assessed {
        Assessed::Day(assessment) => Ok(assessment),
        _ => Err(ActionError::NotFound),
    }
}

/// Whether `person` may write to the day now, for an action that is carried out again.
pub(crate) fn may_repeat(day: &Day, person: PersonId, left: bool) -> Result<(), Refusal> {
    if left {
        return Err(Refusal::NotYourDay);
    }
    can_write_day(day, person)
}

/// The day of a step, if the person may write to it.
fn own_day<'a>(scene: &Scene<'a>) -> Result<&'a Day, ActionError> {
    let day = &day_in(scene.assessed)?.day;
    may_repeat(day, scene.person, scene.left)?;
    Ok(day)
}
