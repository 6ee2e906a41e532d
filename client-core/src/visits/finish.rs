//! Finish: the work is done, everything is filled in, and goods that were taken along are back and signed for.

use model::documents::visit::records::EventKind;
use model::documents::visit::write;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, can_finish};
use rusqlite::{Connection, params};

use super::act::{Intent, Standpoint, Step, on_visit};
use super::{ActionError, Visits};
use crate::store::StoreError;

impl Visits {
    /// Records that the work is done.
    ///
    /// # Errors
    /// [`ActionError`]; [`Refusal::Incomplete`] lists what is missing; [`Refusal::GoodsNotReturned`]. Nothing was changed.
    pub fn finish(&self, id: DocumentId) -> Result<(), ActionError> {
        self.core.carry_out(|hand| {
            if goods_are_out(hand.tx, id)? {
                return Err(Refusal::GoodsNotReturned.into());
            }
            on_visit(hand, id, |scene| {
                decide(&scene.stand)?;
                let event = scene.new_id(EventId::from_parts)?;
                Ok(Step::new(write::append_event(scene.doc, event, EventKind::Finished, scene.stamp)?, Intent::Finish, ()).closing())
            })
        })
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_finish(stand.visit(), stand.signature(), stand.person)
}

/// Whether goods that were taken along on this visit are not back, or not signed for: only the second signature completes the order
///
pub(super) fn goods_are_out(conn: &Connection, id: DocumentId) -> Result<bool, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT 1 FROM projection
         WHERE kind = 'repair' AND json_extract(card, '$.visit') = ?1 AND json_extract(card, '$.return_signed') = 0",
    )?;
    Ok(query.exists(params![id.to_string()])?)
}
