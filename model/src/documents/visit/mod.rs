//! The visit: one attendance of a technician at a customer's, from assignment to signature.
//!
//! In order: the desk writes the [`genesis`](write::genesis) (call-out, customer, asset, checklist, assignment); the technician
//! appends what happens ([`mod@write`]); anyone reads it as one plain value ([`Visit`]), now or at the heads a seal covers;
//! [`status`] folds the events; [`charges`], [`survey`], [`return_visit`], [`amendments`] say what stands on single subjects;
//! [`assessment`] adds what the seals prove; [`conflicts`](super::conflicts) shows what two people wrote at once;
//! [`authority`] decides which changes of a device are believed.
//!
//! What happens to a visit on its way is folded from its events, one subject per file: [`crew`], [`appointment`], [`checks`], [`site`],
//! [`class`], [`stops`], [`attendance`], [`promises`], [`requests`], [`order`], [`dealer`]; [`course`] is all of them as one plain value.
//! [`struck`] says which events count no more.
//!
//! Left out: take-away repairs, old parts, complaints: documents of their own.

mod aftercare;
pub mod amendments;
pub mod appointment;
pub mod assessment;
pub mod attendance;
mod attention;
pub mod authority;
pub mod charges;
pub mod checks;
pub mod class;
pub mod course;
pub mod crew;
pub mod dealer;
pub(crate) mod fees;
pub mod order;
pub mod promises;
mod provenance;
pub mod records;
pub mod requests;
pub mod return_visit;
pub mod revisions;
pub(crate) mod schema;
pub mod site;
mod standing;
pub mod status;
pub mod stops;
pub mod struck;
pub mod survey;
pub mod timeliness;
pub mod write;

use std::collections::BTreeMap;

use automerge::{Automerge, ChangeHash};

use super::reader::Reader;
use super::tree::Tree;
use super::{DocumentError, visit::records::*};
use crate::id::DocumentId;
use crate::time::Timestamp;

/// A visit as it reads at one version of its document. Entries that cannot be understood are named in
/// [`unreadable`](Visit::unreadable) and left out: one bad entry never hides the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The document's id.
    pub id: DocumentId,
    /// Whose visit it is.
    pub organisation: Organisation,
    /// What the desk wrote down.
    pub call_out: CallOut,
    /// Where to go.
    pub customer: Customer,
    /// What to serve.
    pub asset: Asset,
    /// When the customer expects somebody.
    pub appointment_at: Option<Timestamp>,
    /// What policy said when the visit was opened; absent in visits of 0.1.
    pub terms: Option<Terms>,
    /// What happened, ordered by time as well as it can be told ([`best_guess`](crate::time::ClockEvidence::best_guess)), then id.
    pub events: Vec<KeyedEvent>,
    /// What to check, in order, each with the answer that counts.
    pub checklist: Vec<Keyed<String, ChecklistItem>>,
    /// What was found (fault and cause; ).
    pub findings: String,
    /// What was done.
    pub treatment: String,
    /// The parts table, struck lines included, ordered by time, then id.
    pub parts: Vec<KeyedPartLine>,
    /// Photos, ordered by time, then id.
    pub photos: Vec<KeyedPhoto>,
    /// Sealed sign-offs, ordered by id.
    pub sign_offs: Vec<SignOffRecord>,
    /// Paths of entries that could not be understood.
    pub unreadable: Vec<String>,
    /// Every answer to each check that was answered, oldest first.
    answers: BTreeMap<String, Vec<ChecklistAnswer>>,
}

impl Visit {
    /// The visit as `doc` reads now, every merged change included.
    ///
    /// # Errors
    /// [`DocumentError`] if the document is no visit or of a newer schema.
    pub fn read(doc: &Automerge) -> Result<Self, DocumentError> {
        Self::from_tree(&Tree::of(doc, None))
    }

    /// The visit as `doc` read at `heads`. The caller makes sure that the document holds them (see [`holds`]).
    ///
    /// # Errors
    /// As [`Visit::read`].
    pub fn read_at(doc: &Automerge, heads: &[ChangeHash]) -> Result<Self, DocumentError> {
        Self::from_tree(&Tree::of(doc, Some(heads)))
    }

    /// Part lines that count: those not struck.
    pub fn parts_in_force(&self) -> impl Iterator<Item = &KeyedPartLine> {
        self.parts.iter().filter(|line| line.record.struck.is_none())
    }

    pub(crate) fn from_tree(tree: &Tree) -> Result<Self, DocumentError> {
        let mut reader = Reader::new(tree, schema::KIND, schema::SCHEMA)?;
        let events = reader.events();
        let mut checklist: Vec<Keyed<String, ChecklistItem>> = reader.collection(schema::CHECKLIST);
        checklist.sort_by(|a, b| (a.record.order, &a.id).cmp(&(b.record.order, &b.id)));
        let mut parts: Vec<KeyedPartLine> = reader.collection(schema::PARTS);
        parts.sort_by_key(|line| (line.record.at, line.id));
        let mut photos: Vec<KeyedPhoto> = reader.collection(schema::PHOTOS);
        photos.sort_by_key(|photo| (photo.record.at, photo.id));
        let mut visit = Self {
            id: reader.one(schema::ID)?,
            organisation: reader.one(schema::ORGANISATION)?,
            call_out: reader.one(schema::CALL_OUT)?,
            customer: reader.one(schema::CUSTOMER)?,
            asset: reader.one(schema::ASSET)?,
            appointment_at: reader.optional(schema::APPOINTMENT_AT),
            terms: reader.optional(schema::TERMS),
            findings: reader.one(schema::FINDINGS)?,
            treatment: reader.one(schema::TREATMENT)?,
            sign_offs: reader.sign_offs(),
            events,
            checklist,
            parts,
            photos,
            unreadable: reader.unreadable,
            answers: BTreeMap::new(),
        };
        visit.gather_answers();
        Ok(visit)
    }
}

/// Whether `doc` contains every change of `heads`, so that it can be read at them.
#[must_use]
pub fn holds(doc: &Automerge, heads: &[ChangeHash]) -> bool {
    heads.iter().all(|head| doc.get_change_meta_by_hash(head).is_some())
}
