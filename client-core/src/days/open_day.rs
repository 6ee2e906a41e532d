//! Open a day: the document of this date is made, unless there is one already.

use chrono::NaiveDate;
use model::documents::day::write::{self, DayOpening};
use model::documents::records::Organisation;
use model::id::{DocumentId, PersonId};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Days, Intent};
use crate::actions::ActionError;
use crate::store::StoreError;

impl Days {
    /// The technician's day of `date`, made now if this device has none. `utc_offset_minutes` is the organisation's time zone: when
    /// the day begins and ends.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn open_day(&self, date: NaiveDate, utc_offset_minutes: i32) -> Result<DocumentId, ActionError> {
        self.core.carry_out(|hand| {
            let identity = hand.identity.clone();
            if let Some(id) = find(hand.tx, date, identity.person)? {
                return Ok(id);
            }
            hand.create(Intent::OpenDay { date }, |doc, id, stamp| {
                let organisation = Organisation { id: identity.organisation, name: identity.organisation_name };
                let opening = DayOpening { id, organisation, person_name: identity.person_name, date, utc_offset_minutes };
                write::genesis(doc, &opening, stamp)
            })
        })
    }
}

/// The day of `person` with this date, if there is one; the oldest, if two devices made one each.
fn find(conn: &Connection, date: NaiveDate, person: PersonId) -> Result<Option<DocumentId>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT v.document FROM projection v JOIN document d ON d.id = v.document
         WHERE v.kind = 'day' AND v.label = ?1 AND json_extract(v.card, '$.person') = ?2 AND d.left_reason IS NULL
         ORDER BY v.document LIMIT 1",
    )?;
    let found = query.query_row(params![date.to_string(), person.to_string()], |row| row.get::<_, [u8; 16]>(0)).optional()?;
    Ok(found.map(DocumentId::from_bytes))
}
