//! Projections: what lists show of a document, so that they never load one. Each kind has a card of its own. A cache: rebuilt when
//! its layout changes.

pub(crate) mod complaint;
pub(crate) mod day;
pub(crate) mod old_part;
pub(crate) mod repair;

use automerge::Automerge;
use model::documents::DocumentError;
use model::documents::kind::{Assessed, assess};
use model::documents::visit::Visit;
use model::documents::visit::assessment::{Assessment, Attention, Signature};
use model::documents::visit::records::{Urgency, Work};
use model::documents::visit::status::WorkStatus;
use model::documents::visit::timeliness::NextTarget;
use model::id::DocumentId;
use model::rules::OrderOfVisit;
use model::time::Timestamp;
use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};

use self::complaint::ComplaintCard;
use self::day::DayCard;
use self::old_part::OldPartCard;
use self::repair::RepairCard;
use super::{StoreError, documents};
use crate::chance::Chance;

/// Layout of the cards; rows of another version are rebuilt at start.
const VERSION: i64 = 7;
/// The stable word for a document that a newer program wrote.
pub(crate) const NEWER_SCHEMA: &str = "newer_schema";
/// What is said of a document that a newer program wrote.
pub(crate) const NEWER: &str = "it was written by a newer version; update the application";

/// What the agenda shows of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Card {
    pub(crate) number: String,
    pub(crate) customer_name: String,
    pub(crate) address: String,
    /// Absent in cards of layout 1, which stay where a document cannot be loaded any more.
    #[serde(default)]
    pub(crate) phone: String,
    pub(crate) product: String,
    pub(crate) fault: String,
    pub(crate) urgency: Urgency,
    pub(crate) work: Work,
    pub(crate) appointment_at: Option<Timestamp>,
    /// Absent in cards before layout 4, as above.
    #[serde(default)]
    pub(crate) due: Option<NextTarget>,
    pub(crate) status: WorkStatus,
    pub(crate) signature: Signature,
    pub(crate) attention: Vec<Attention>,
    /// Part lines in force. Absent in cards before layout 7, as above.
    #[serde(default)]
    pub(crate) parts: u32,
    /// How often goods were taken along. Absent in cards before layout 7, as above.
    #[serde(default)]
    pub(crate) taken_away: u32,
}

impl Card {
    fn of(assessment: &Assessment) -> Self {
        let visit = &assessment.visit;
        let order = OrderOfVisit::of(assessment);
        Self {
            number: visit.order().number,
            customer_name: visit.customer.name.clone(),
            address: visit.customer.address.clone(),
            phone: visit.customer.phone.clone(),
            product: visit.asset.product.clone(),
            fault: visit.call_out.fault.clone(),
            urgency: visit.call_out.urgency,
            work: visit.call_out.work,
            appointment_at: appointment_at(visit),
            due: visit.next_target(),
            status: assessment.status,
            signature: assessment.signature,
            attention: assessment.attention.clone(),
            parts: order.parts,
            taken_away: order.taken_away,
        }
    }
}

/// The appointment in force.
fn appointment_at(visit: &Visit) -> Option<Timestamp> {
    visit.appointment().map(|appointment| appointment.at)
}

/// From when to when somebody was on site, over all stretches that have an end; `None` if there is none.
fn span_on_site(visit: &Visit) -> Option<(Timestamp, Timestamp)> {
    let ended: Vec<(Timestamp, Timestamp)> = visit.attendance().iter().filter_map(|stretch| Some((stretch.from, stretch.to?))).collect();
    let from = ended.iter().map(|(from, _)| *from).min()?;
    let to = ended.iter().map(|(_, to)| *to).max()?;
    Some((from, to))
}

/// The visits with somebody on site between the two instants: nothing else belongs to that day. A visit whose card could not be
/// rebuilt is among them, because nobody knows.
pub(crate) fn visits_on_site(conn: &Connection, (from, to): (Timestamp, Timestamp)) -> Result<Vec<DocumentId>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT document FROM projection WHERE on_site_from < ?2 AND on_site_to > ?1
         UNION
         SELECT document FROM projection WHERE kind = 'visit' AND version <> ?3 AND json_extract(card, '$.status') <> 'assigned'
         ORDER BY document",
    )?;
    let ids =
        query.query_map(params![from.as_ms(), to.as_ms(), VERSION], |row| row.get::<_, [u8; 16]>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(ids.into_iter().map(DocumentId::from_bytes).collect())
}

/// Keeps what lists show of a document, as its kind has it.
pub(crate) fn keep(tx: &Transaction<'_>, id: DocumentId, assessed: &Assessed) -> Result<(), StoreError> {
    let mut on_site = None;
    let (label, sort_at, card) = match assessed {
        Assessed::Visit(assessment) => {
            let visit = &assessment.visit;
            on_site = span_on_site(visit);
            let sort_at = appointment_at(visit).unwrap_or(visit.call_out.received_at);
            (visit.order().number, sort_at, serde_json::to_string(&Card::of(assessment))?)
        }
        Assessed::Day(assessment) => {
            let day = &assessment.day;
            (day.date.to_string(), day.span().0, serde_json::to_string(&DayCard::of(assessment))?)
        }
        Assessed::Repair(assessment) => {
            let taken_at = assessment.repair.opened.clock.best_guess();
            (assessment.register.receipt.clone(), taken_at, serde_json::to_string(&RepairCard::of(assessment))?)
        }
        Assessed::OldPart(assessment) => {
            let removed = &assessment.old_part.opened.kind;
            (removed.name.clone(), removed.completed_at, serde_json::to_string(&OldPartCard::of(assessment))?)
        }
        Assessed::Complaint(assessment) => {
            let received_at = assessment.complaint.opened.clock.best_guess();
            (assessment.label.clone(), received_at, serde_json::to_string(&ComplaintCard::of(assessment))?)
        }
    };
    tx.prepare_cached(
        "INSERT INTO projection (document, kind, version, label, sort_at, card, on_site_from, on_site_to)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (document) DO UPDATE SET kind = excluded.kind, version = excluded.version, label = excluded.label,
             sort_at = excluded.sort_at, card = excluded.card, on_site_from = excluded.on_site_from, on_site_to = excluded.on_site_to",
    )?
    .execute(params![
        id.as_bytes().as_slice(),
        assessed.kind().word(),
        VERSION,
        label,
        sort_at.as_ms(),
        card,
        on_site.map(|(from, _)| from.as_ms()),
        on_site.map(|(_, to)| to.as_ms())
    ])?;
    documents::mark_shown(tx, id, assessed.kind())
}

/// Notes why a document cannot be shown by this program.
pub(crate) fn not_shown(tx: &Transaction<'_>, id: DocumentId, error: &DocumentError) -> Result<(), StoreError> {
    let (code, detail) = match error {
        newer if newer.is_of_newer_program() => (NEWER_SCHEMA, NEWER.to_owned()),
        other => ("unreadable", other.to_string()),
    };
    documents::park_not_shown(tx, id, code, &detail, &reader())
}

/// Rebuilds what is missing or of another version, one document at a time. Nothing is loaded when nothing is to do. A document
/// that cannot be shown is marked, holds nothing up, and is left alone until another program starts.
pub(crate) fn rebuild(tx: &Transaction<'_>, chance: &dyn Chance) -> Result<(), StoreError> {
    for id in outdated(tx)? {
        let doc = match documents::load(tx, id, chance) {
            Ok(doc) => doc.unwrap_or_else(Automerge::new),
            Err(error @ StoreError::DocumentDamaged(_)) => {
                documents::park_not_shown(tx, id, error.code(), &error.to_string(), &reader())?;
                documents::owe_fetch(tx, id, true)?;
                continue;
            }
            Err(other) => return Err(other),
        };
        match assess(&doc) {
            Ok(assessed) => keep(tx, id, &assessed)?,
            Err(error) => not_shown(tx, id, &error)?,
        }
    }
    Ok(())
}

/// This program, as far as showing documents goes.
fn reader() -> String {
    format!("{}/{VERSION}", env!("CARGO_PKG_VERSION"))
}

fn outdated(conn: &Connection) -> Result<Vec<DocumentId>, StoreError> {
    let mut query = conn.prepare(
        "SELECT d.id FROM document d LEFT JOIN projection p ON p.document = d.id
         WHERE length(d.heads) > 0 AND d.not_shown_by IS NOT ?2
           AND (p.version IS NOT ?1 OR d.unreadable_code = 'newer_schema')",
    )?;
    let ids = query.query_map(params![VERSION, reader()], |row| row.get::<_, [u8; 16]>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(ids.into_iter().map(DocumentId::from_bytes).collect())
}
