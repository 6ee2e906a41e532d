//! The day of a technician: internal work that belongs to no visit, and the daily report (F-06) that the technician confirms in the
//! evening, with or without a signal.
//!
//! In order: the device writes the [`genesis`](write::genesis) when the day is opened; [`mod@write`] appends what happens; anyone
//! reads it as one plain value ([`Day`]); [`status`] folds the events; [`report`] is what the technician reads and confirms;
//! [`handed_in`] is what was handed to store and accounting;
//! [`assessment`] puts it together; `authority` decides which changes of a device are believed.
//!
//! A day belongs to its own date wherever and whenever it arrives: a report that comes after the supervisor closed the day corrects
//! the sum of that day. One person may have several documents for one date, one for each device that was without a signal;
//! their work adds up.
//!
//! Left out: hours on site, which visits hold and a report only lists; the sum over technicians, which the desk makes.

pub mod assessment;
pub(crate) mod authority;
pub mod handed_in;
pub mod records;
pub mod report;
pub(crate) mod schema;
pub mod status;
pub mod write;

use automerge::Automerge;
use chrono::NaiveDate;

use super::DocumentError;
use super::reader::Reader;
use super::records::{Keyed, Organisation};
use super::tree::Tree;
use crate::id::{DocumentId, EventId, PersonId};
use crate::time::Timestamp;
use records::DayEvent;

/// A day as its document reads now. Entries that cannot be understood are named in [`unreadable`](Day::unreadable) and left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The document's id.
    pub id: DocumentId,
    /// Whose day it is: the organisation.
    pub organisation: Organisation,
    /// Whose day it is: the technician.
    pub person: PersonId,
    /// The technician's name, as it was known on the device.
    pub person_name: String,
    /// Which day, in the organisation's time zone.
    pub date: NaiveDate,
    /// That time zone: **minutes** ahead of UTC.
    pub utc_offset_minutes: i32,
    /// What happened, ordered by time as well as it can be told, then id.
    pub events: Vec<Keyed<EventId, DayEvent>>,
    /// Paths of entries that could not be understood.
    pub unreadable: Vec<String>,
}

impl Day {
    /// The day as `doc` reads now, every merged change included.
    ///
    /// # Errors
    /// [`DocumentError`] if the document is no day or of a newer schema.
    pub fn read(doc: &Automerge) -> Result<Self, DocumentError> {
        Self::from_tree(&Tree::of(doc, None))
    }

    /// When the day begins and when the next one does.
    #[must_use]
    pub fn span(&self) -> (Timestamp, Timestamp) {
        let midnight = self.date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        let begins = Timestamp::from_ms(midnight.saturating_sub(i64::from(self.utc_offset_minutes) * 60_000));
        (begins, begins.plus_ms(24 * 3_600_000))
    }

    fn from_tree(tree: &Tree) -> Result<Self, DocumentError> {
        let mut reader = Reader::new(tree, schema::KIND, schema::SCHEMA)?;
        let events = reader.events();
        Ok(Self {
            id: reader.one(schema::ID)?,
            organisation: reader.one(schema::ORGANISATION)?,
            person: reader.one(schema::PERSON)?,
            person_name: reader.one(schema::PERSON_NAME)?,
            date: reader.one(schema::DATE)?,
            utc_offset_minutes: reader.one(schema::UTC_OFFSET_MINUTES)?,
            events,
            unreadable: reader.unreadable,
        })
    }
}
