//! Old parts: what swaps took out, until the storekeeper has it and it is on its way (O-08; …R-135). Nothing
//! here ever waits for a network.
//!
//! An old part is born with its swap ([`Visits::exchange_part`](crate::Visits::exchange_part)) and ends with it if the line is struck.
//! In between the technician promises a date, labels, packs and lists it, asks for the freight, hands it over and ships it.
//!
//! Left out: what the storekeeper and head office record.

mod list;
mod sheet;
mod steps;

use std::sync::Arc;

use model::documents::kind::Assessed;
use model::documents::old_part::append_event;
use model::documents::old_part::assessment::Assessment;
use model::documents::old_part::records::OldPartEventKind;
use model::id::{DocumentId, EventId, PartLineId};
use model::rules::{Refusal, can_record_on_old_part};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;

pub use list::OldPartRow;
pub use sheet::{OldPartActionName, OldPartSheet};

use crate::actions::{ActionError, Hand, Step};
use crate::device::{Core, Device};
use crate::identity::Identity;
use crate::store::StoreError;

/// The old parts on this device. Cheap to clone.
#[derive(Clone)]
pub struct OldParts {
    pub(crate) core: Arc<Core>,
}

impl Device {
    /// Parts that swaps took out.
    #[must_use]
    pub fn old_parts(&self) -> OldParts {
        OldParts { core: Arc::clone(&self.core) }
    }
}

/// What a person meant to do, as the command journal keeps it.
#[derive(Debug, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum Intent {
    Record { event: EventId, what: OldPartEventKind },
}

impl OldParts {
    /// Records what `happened` makes of each of the parts as it stands, all or none; answers the events' ids.
    fn record_all(
        &self,
        ids: &[DocumentId],
        happened: impl Fn(&Assessment, &Identity) -> Result<OldPartEventKind, Refusal>,
    ) -> Result<Vec<EventId>, ActionError> {
        self.core.carry_out(|hand| ids.iter().map(|id| record(hand, *id, &happened)).collect())
    }

    /// As [`OldParts::record_all`], for one part.
    fn record(
        &self,
        id: DocumentId,
        happened: impl Fn(&Assessment, &Identity) -> Result<OldPartEventKind, Refusal>,
    ) -> Result<EventId, ActionError> {
        self.core.carry_out(|hand| record(hand, id, happened))
    }
}

/// Records one event on an old part, as part of an action that may go on with other documents.
fn record(
    hand: &mut Hand<'_>,
    id: DocumentId,
    happened: impl FnOnce(&Assessment, &Identity) -> Result<OldPartEventKind, Refusal>,
) -> Result<EventId, ActionError> {
    let event = hand.new_id(EventId::from_parts)?;
    let identity = hand.identity.clone();
    hand.write(id, |scene| {
        let assessment = old_part_in(scene.assessed)?;
        if scene.left {
            return Err(Refusal::GoneElsewhere.into());
        }
        let kind = happened(assessment, &identity)?;
        can_record_on_old_part(assessment, scene.person, &kind)?;
        let change = append_event(scene.doc, event, kind.clone(), scene.stamp)?;
        Ok(Step::new(change, Intent::Record { event, what: kind }, event))
    })
}

/// The line of the swap was struck: nothing came out after all, unless others have it already (E4).
pub(crate) fn withdraw(hand: &mut Hand<'_>, visit: DocumentId, line: PartLineId, reason: &str) -> Result<(), ActionError> {
    let Some(id) = of_line(hand.tx, visit, line)? else { return Ok(()) };
    record(hand, id, |_, _| Ok(OldPartEventKind::Withdrawn { reason: reason.to_owned() })).map(drop)
}

/// The old part of a line of a visit's parts table, if it is on this device.
fn of_line(conn: &Connection, visit: DocumentId, line: PartLineId) -> Result<Option<DocumentId>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT document FROM projection
         WHERE kind = 'old_part' AND json_extract(card, '$.visit') = ?1 AND json_extract(card, '$.part_line') = ?2",
    )?;
    let found = query.query_row(params![visit.to_string(), line.to_string()], |row| row.get::<_, [u8; 16]>(0)).optional()?;
    Ok(found.map(DocumentId::from_bytes))
}

/// The old part in `assessed`; another kind of document is no old part on this device.
fn old_part_in(assessed: &Assessed) -> Result<&Assessment, ActionError> {
    match assessed {
        Assessed::OldPart(assessment) => Ok(assessment),
        _ => Err(ActionError::NotFound),
    }
}
