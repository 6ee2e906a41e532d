//! What the list of repairs shows of one, and what repairs mean for the visit on which the goods were taken.

use std::collections::HashMap;

use model::documents::custody::Holder;
use model::documents::repair::assessment::{Assessment, RepairFlag};
use model::documents::repair::status::Stage;
use model::id::DocumentId;
use model::rules::GoodsOfVisit;
use model::time::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::store::StoreError;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RepairCard {
    /// The visit on which the goods were taken.
    pub(crate) visit: Option<DocumentId>,
    /// The customer signed for the return.
    pub(crate) return_signed: bool,
    pub(crate) receipt: String,
    pub(crate) customer: String,
    pub(crate) product: String,
    pub(crate) stage: Stage,
    /// Everybody who is said to have it: one, unless that is unclear.
    pub(crate) holders: Vec<Holder>,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) flags: Vec<RepairFlag>,
}

impl RepairCard {
    pub(crate) fn of(assessment: &Assessment) -> Self {
        Self {
            visit: assessment.repair.opened.kind.visit,
            return_signed: assessment.return_signed,
            receipt: assessment.register.receipt.clone(),
            customer: assessment.register.customer.clone(),
            product: assessment.register.product.clone(),
            stage: assessment.stage,
            holders: assessment.custody.ends.iter().map(|end| end.holder.clone()).collect(),
            due_at: assessment.repair.due_at(),
            flags: assessment.flags.clone(),
        }
    }
}

/// Goods by the visit on which they were taken, as far as this device knows of their repairs.
pub(crate) fn goods_by_visit(conn: &Connection) -> Result<HashMap<DocumentId, GoodsOfVisit>, StoreError> {
    let mut query = conn.prepare_cached("SELECT card FROM projection WHERE kind = 'repair'")?;
    let mut goods: HashMap<DocumentId, GoodsOfVisit> = HashMap::new();
    for card in query.query_map([], |row| row.get::<_, String>(0))? {
        let card: RepairCard = serde_json::from_str(&card?)?;
        if let Some(visit) = card.visit {
            let goods = goods.entry(visit).or_default();
            goods.repairs = goods.repairs.saturating_add(1);
            goods.signed_back = goods.signed_back.saturating_add(u32::from(card.return_signed));
        }
    }
    Ok(goods)
}

/// Goods that were taken along on one visit, as above.
pub(crate) fn goods_of(conn: &Connection, visit: DocumentId) -> Result<GoodsOfVisit, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT COUNT(*), COALESCE(SUM(json_extract(card, '$.return_signed')), 0)
         FROM projection WHERE kind = 'repair' AND json_extract(card, '$.visit') = ?1",
    )?;
    Ok(query.query_row([visit.to_string()], |row| Ok(GoodsOfVisit { repairs: row.get(0)?, signed_back: row.get(1)? }))?)
}
