//! Ledgers: entries of many documents in one list.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use model::id::{DocumentId, OrganisationId, PersonId};
use model::stock::Movement;

use super::StoreError;
use crate::ledgers::{CopiedStrokes, KeptEntry, Ledger, Spot};

/// Which entries.
#[derive(Debug, Clone)]
pub(crate) struct LedgerQuery {
    pub(crate) ledger: Ledger,
    /// Only those of this person.
    pub(crate) person: Option<PersonId>,
    /// Also those about which nobody has to do anything any more.
    pub(crate) settled: bool,
    /// Only those behind it.
    pub(crate) after: Option<Spot>,
    /// At most so many.
    pub(crate) most: u32,
}

/// A page of entries.
#[derive(Debug, Clone)]
pub(crate) struct LedgerPage {
    /// The earliest first.
    pub(crate) entries: Vec<KeptEntry>,
    /// There are more behind this.
    pub(crate) next: Option<Spot>,
}

/// Ledgers.
#[async_trait]
pub(crate) trait LedgerStore: Send + Sync {
    /// Entries of a ledger, in order.
    async fn ledger(&self, organisation: OrganisationId, query: LedgerQuery) -> Result<LedgerPage, StoreError>;

    /// Entries of a ledger about any of `subjects`.
    async fn ledger_about(&self, organisation: OrganisationId, ledger: Ledger, subjects: Vec<String>)
    -> Result<Vec<KeptEntry>, StoreError>;

    /// Entries of a ledger that share their subject with another one, by subject; at most `most`.
    async fn ledger_twice(&self, organisation: OrganisationId, ledger: Ledger, most: u32) -> Result<Vec<KeptEntry>, StoreError>;

    /// Subjects of a ledger that begin with `prefix`.
    async fn ledger_subjects(&self, organisation: OrganisationId, ledger: Ledger, prefix: String) -> Result<Vec<String>, StoreError>;

    /// Those of `documents` whose order the customer has cleared by a signature, on whichever of its visits.
    async fn of_cleared_orders(&self, organisation: OrganisationId, documents: Vec<DocumentId>)
    -> Result<BTreeSet<DocumentId>, StoreError>;

    /// What each person has collected and accounting has not received, in **fen** (R-108).
    async fn open_money(&self, organisation: OrganisationId) -> Result<BTreeMap<PersonId, i64>, StoreError>;

    /// Sign-offs of the document that have the strokes of others, with the first of those.
    async fn copied_strokes(&self, organisation: OrganisationId, document: DocumentId) -> Result<Vec<CopiedStrokes>, StoreError>;

    /// Every movement that touches the van stock of `person`, those of the desk and those of documents.
    async fn van_movements(&self, organisation: OrganisationId, person: PersonId) -> Result<Vec<Movement>, StoreError>;
}
