//! Hand in: unused parts to a store, money that was taken on visits to whoever takes it.

use automerge::Automerge;
use model::documents::day::records::DayEventKind;
use model::documents::day::write;
use model::documents::kind::{Assessed, assess};
use model::id::{DocumentId, EventId, PersonId};
use model::rules::{Refusal, check_handing_in};
use model::time::Timestamp;
use rusqlite::Connection;
use serde::Serialize;

use super::{Days, Intent, own_day};
use crate::actions::{ActionError, Hand, Step};
use crate::chance::Chance;
use crate::store::{StoreError, documents, identity};

/// Unused parts as the technician hands them back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandBack {
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// The piece's own number, if it bears one.
    pub serial: Option<String>,
    /// Which store.
    pub store: String,
}

/// Money that this technician took and still has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoneyInHand {
    /// The visit.
    pub visit: DocumentId,
    /// Number of its order.
    pub number: String,
    /// The collection there.
    pub collection: EventId,
    /// How much, in **fen**.
    pub amount_fen: i64,
    /// When it was taken, as well as it can be told.
    pub at: Timestamp,
}

impl Days {
    /// Records that unused parts went back to a store; they leave the van stock. Answers the event's id.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was changed.
    pub fn hand_back_parts(&self, id: DocumentId, parts: &HandBack) -> Result<EventId, ActionError> {
        let HandBack { part_number, name, quantity, serial, store } = parts.clone();
        let kind = DayEventKind::PartsHandedBack { part_number, name, quantity, serial, store };
        self.core.carry_out(|hand| hand_in(hand, id, &kind))
    }

    /// Records that the money of one collection was handed in, whole. Answers the event's id.
    ///
    /// # Errors
    /// [`ActionError`]; [`Refusal::NoSuchEntry`] if this technician does not have that money. Nothing was changed.
    pub fn hand_in_money(&self, id: DocumentId, visit: DocumentId, collection: EventId, to_name: &str) -> Result<EventId, ActionError> {
        let chance = self.core.chance.as_ref();
        self.core.carry_out(|hand| {
            let held = money_of(hand.tx, hand.identity.person, chance)?;
            let money = held.into_iter().find(|money| money.visit == visit && money.collection == collection);
            let amount_fen = money.ok_or(Refusal::NoSuchEntry)?.amount_fen;
            hand_in(hand, id, &DayEventKind::MoneyHandedIn { visit, collection, amount_fen, to_name: to_name.to_owned() })
        })
    }

    /// Money that this technician took on visits on this device and that was neither handed in on a day nor received by accounting
    ///
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn money_in_hand(&self) -> Result<Vec<MoneyInHand>, StoreError> {
        let chance = self.core.chance.as_ref();
        self.core.store.read(|conn| {
            let Some(enrolled) = identity::find(conn)? else { return Ok(Vec::new()) };
            money_of(conn, enrolled.identity.person, chance)
        })
    }
}

fn hand_in(hand: &mut Hand<'_>, id: DocumentId, kind: &DayEventKind) -> Result<EventId, ActionError> {
    let event = hand.new_id(EventId::from_parts)?;
    hand.write(id, |scene| {
        own_day(scene)?;
        check_handing_in(kind)?;
        let change = write::append_event(scene.doc, event, kind.clone(), scene.stamp)?;
        Ok(Step::new(change, Intent::HandIn { event, what: kind }, event))
    })
}

/// What `person` took on visits, without what the days here say was handed in. A document that cannot be read is shown as such
/// elsewhere and adds nothing.
fn money_of(conn: &Connection, person: PersonId, chance: &dyn Chance) -> Result<Vec<MoneyInHand>, StoreError> {
    let (mut taken, mut handed_in) = (Vec::new(), Vec::new());
    let mut query = conn.prepare_cached("SELECT document FROM projection WHERE kind IN ('visit', 'day') ORDER BY document")?;
    let ids = query.query_map([], |row| row.get::<_, [u8; 16]>(0))?.collect::<Result<Vec<_>, _>>()?;
    for id in ids.into_iter().map(DocumentId::from_bytes) {
        let doc = match documents::load(conn, id, chance) {
            Ok(doc) => doc.unwrap_or_else(Automerge::new),
            Err(StoreError::DocumentDamaged(_)) => continue,
            Err(other) => return Err(other),
        };
        match assess(&doc) {
            Ok(Assessed::Visit(assessment)) => {
                let visit = &assessment.visit;
                let open = visit.collections().into_iter().filter(|money| money.by == person && !money.received);
                taken.extend(open.map(|money| MoneyInHand {
                    visit: id,
                    number: visit.order().number,
                    collection: money.event,
                    amount_fen: money.amount_fen,
                    at: money.at,
                }));
            }
            Ok(Assessed::Day(assessment)) => handed_in.extend(assessment.day.money_in()),
            _ => {}
        }
    }
    taken.retain(|money| !handed_in.iter().any(|given| given.visit == money.visit && given.collection == money.collection));
    Ok(taken)
}
