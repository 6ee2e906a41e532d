//! The list of complaints, from projections only. No document is loaded.

use model::documents::complaint::assessment::ComplaintFlag;
use model::documents::complaint::status::ComplaintStage;
use model::id::DocumentId;
use model::time::Timestamp;
use serde::Serialize;

use super::Complaints;
use crate::store::StoreError;
use crate::store::outbox::{Delivery, STANDING, standing};
use crate::store::projection::complaint::ComplaintCard;

/// A complaint in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComplaintRow {
    /// The complaint.
    pub id: DocumentId,
    /// The visit on which it was received.
    pub visit: Option<DocumentId>,
    /// Its number, or the provisional label while there is none (E7).
    pub label: String,
    /// Whether that is still the provisional label.
    pub provisional: bool,
    /// Whose product it is.
    pub customer: String,
    /// In the customer's own words.
    pub words: String,
    /// How far it is.
    pub stage: ComplaintStage,
    /// By when the customer was promised an answer.
    pub answer_promised_for: Option<Timestamp>,
    /// What a person should look at.
    pub flags: Vec<ComplaintFlag>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
}

impl Complaints {
    /// Every complaint on this device, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn list(&self) -> Result<Vec<ComplaintRow>, StoreError> {
        self.core.store.read(|conn| {
            let mut query = conn.prepare_cached(&format!(
                "SELECT d.id, v.card, {STANDING}
                 FROM projection v JOIN document d ON d.id = v.document
                 WHERE v.kind = 'complaint'
                 ORDER BY v.sort_at DESC, d.id DESC"
            ))?;
            let rows = query
                .query_map([], |row| Ok((DocumentId::from_bytes(row.get(0)?), row.get::<_, String>(1)?, standing(row, 2)?.delivery)))?;
            rows.map(|row| {
                let (id, card, delivery) = row?;
                let card: ComplaintCard = serde_json::from_str(&card)?;
                Ok(ComplaintRow {
                    id,
                    visit: card.visit,
                    provisional: card.label == card.provisional,
                    label: card.label,
                    customer: card.customer,
                    words: card.words,
                    stage: card.stage,
                    answer_promised_for: card.answer_promised_for,
                    flags: card.flags,
                    delivery,
                })
            })
            .collect()
        })
    }
}
