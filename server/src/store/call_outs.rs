//! The call-out register as the desk reads it: a list, what is known of whoever calls, entries withdrawn and imported.
//!
//! Left out: entering one call-out and its status, which belong to documents (`documents`).

use async_trait::async_trait;
use model::documents::visit::records::{Asset, Customer};
use model::id::{CallOutId, OrganisationId, PersonId};
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::StoreError;
use super::documents::CallOutEntry;
use crate::board::view::BoardVisit;

/// How far a call-out is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CallOutState {
    /// Nobody is sent.
    Registered,
    /// Somebody is sent, and the customer has not signed.
    Dispatched,
    /// The customer has signed.
    Cleared,
    /// It was entered by mistake.
    Withdrawn,
}

impl CallOutState {
    /// Every state.
    pub(crate) const ALL: [Self; 4] = [Self::Registered, Self::Dispatched, Self::Cleared, Self::Withdrawn];

    /// As it is stored and sent.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Dispatched => "dispatched",
            Self::Cleared => "cleared",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of that name.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A place in the list: just behind an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The entry stands among the left-overs.
    pub(crate) left_over: bool,
    /// When it arrived.
    pub(crate) at: Timestamp,
    /// Which.
    pub(crate) id: CallOutId,
}

/// Which entries, and how many of them.
#[derive(Debug, Clone)]
pub(crate) struct CallOutQuery {
    /// Whose register.
    pub(crate) organisation: OrganisationId,
    /// Only these states; all of them if it is empty.
    pub(crate) states: Vec<CallOutState>,
    /// Arrived at this instant or later.
    pub(crate) from: Option<Timestamp>,
    /// Arrived before this instant.
    pub(crate) until: Option<Timestamp>,
    /// Words that the entry holds, all of them, in lower case (of ASCII).
    pub(crate) words: Vec<String>,
    /// What is no left-over comes with the newest first.
    pub(crate) newest_first: bool,
    /// When the organisation's day began: what waits from before is a left-over.
    pub(crate) today: Timestamp,
    /// Behind this place.
    pub(crate) after: Option<Place>,
    /// At most so many.
    pub(crate) most: u32,
}

/// A withdrawal of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Withdrawal {
    /// When.
    pub(crate) at: Timestamp,
    /// Who did it.
    pub(crate) by: PersonId,
    /// Why.
    pub(crate) reason: String,
    /// When and by whom it was taken back.
    pub(crate) restored: Option<(Timestamp, PersonId)>,
}

/// An entry as the register has it.
#[derive(Debug, Clone)]
pub(crate) struct KeptCallOut {
    /// What was written down.
    pub(crate) entry: CallOutEntry,
    /// How far it is.
    pub(crate) state: CallOutState,
    /// Who entered it.
    pub(crate) registered_by: PersonId,
    /// It came with a file.
    pub(crate) imported: bool,
    /// Every withdrawal there was, the oldest first; the last one stands if the entry is withdrawn.
    pub(crate) withdrawals: Vec<Withdrawal>,
    /// Its visits, the oldest first.
    pub(crate) visits: Vec<BoardVisit>,
}

/// A part of the list.
#[derive(Debug, Clone)]
pub(crate) struct CallOutPage {
    /// The entries.
    pub(crate) rows: Vec<KeptCallOut>,
    /// Where more begin, if there may be any.
    pub(crate) next: Option<Place>,
    /// How many wait.
    pub(crate) counts: OpenCounts,
}

/// How many entries of the whole register are not cleared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct OpenCounts {
    /// Nobody was sent to them, and they are of earlier days; they are among `registered` too.
    pub(crate) left_over: u64,
    /// Nobody was sent to them.
    pub(crate) registered: u64,
    /// Somebody was sent, and the customer has not signed.
    pub(crate) dispatched: u64,
}

/// What two entries have in common that makes one of them a likely duplicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Same {
    /// The customer's phone.
    Phone,
    /// The product's serial.
    Serial,
}

/// An entry found by phone, serial or name.
#[derive(Debug, Clone)]
pub(crate) struct FoundCallOut {
    /// What was written down.
    pub(crate) entry: CallOutEntry,
    /// How far it is.
    pub(crate) state: CallOutState,
}

/// What the register and the asset files know that fits a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// Entries, the newest first, one for each customer and product.
    pub(crate) call_outs: Vec<FoundCallOut>,
    /// Asset files as JSON: those of the products in `call_outs`, and others that fit.
    pub(crate) files: Vec<String>,
    /// Entries of the same phone or serial that are not cleared.
    pub(crate) open: Vec<(Same, FoundCallOut)>,
}

/// What became of an entry that was to be withdrawn or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turned {
    /// It is so now.
    Done,
    /// The organisation has no such entry.
    Unknown,
    /// Nothing was written: the entry is that far.
    Is(CallOutState),
}

/// Entries of one file.
#[derive(Debug, Clone)]
pub(crate) struct CallOutImport {
    /// Whose register.
    pub(crate) organisation: OrganisationId,
    /// Who brings them.
    pub(crate) by: PersonId,
    /// When.
    pub(crate) at: Timestamp,
    /// SHA-256 of the file.
    pub(crate) sha256: [u8; 32],
    /// Each with the day (yyMMdd) under which it is numbered.
    pub(crate) entries: Vec<(String, CallOutEntry)>,
}

/// What is kept of a file that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Imported {
    /// When it was taken.
    pub(crate) at: Timestamp,
    /// Who brought it.
    pub(crate) by: PersonId,
    /// How many entries it made.
    pub(crate) entries: u64,
    /// It was taken by an earlier request; nothing was written now.
    pub(crate) before: bool,
}

/// The customer's phone without what people put between the digits; the column `phone_key` is the same.
pub(crate) fn phone_key(customer: &Customer) -> String {
    digits_of(&customer.phone)
}

/// `text` without what people put between the digits of a phone number.
pub(crate) fn digits_of(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '+')).collect()
}

/// The product's serial as the key of its file; the column `serial_key` is the same.
pub(crate) fn serial_key(asset: &Asset) -> String {
    model::reference::asset::asset_key(&asset.serial)
}

/// The register as a list.
#[async_trait]
pub(crate) trait CallOutStore: Send + Sync {
    /// A part of the list: left-overs first, in the order of arrival, then the others by arrival.
    async fn call_outs(&self, query: CallOutQuery) -> Result<CallOutPage, StoreError>;

    /// One entry with everything that is known of it.
    async fn kept_call_out(&self, organisation: OrganisationId, id: CallOutId) -> Result<Option<KeptCallOut>, StoreError>;

    /// What fits a phone, a serial or a name.
    async fn known_callers(&self, organisation: OrganisationId, text: String) -> Result<Known, StoreError>;

    /// For each phone and serial (as keys) an entry that has it and is not cleared.
    async fn open_like(
        &self,
        organisation: OrganisationId,
        keys: Vec<(Same, String)>,
    ) -> Result<Vec<(Same, String, FoundCallOut)>, StoreError>;

    /// Withdraws an entry to which nobody was sent.
    async fn withdraw_call_out(
        &self,
        organisation: OrganisationId,
        id: CallOutId,
        by: PersonId,
        at: Timestamp,
        reason: String,
    ) -> Result<Turned, StoreError>;

    /// Takes the withdrawal of an entry back.
    async fn restore_call_out(
        &self,
        organisation: OrganisationId,
        id: CallOutId,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Turned, StoreError>;

    /// The file with this digest, if it was taken.
    async fn imported(&self, organisation: OrganisationId, sha256: [u8; 32]) -> Result<Option<Imported>, StoreError>;

    /// Enters all of them, or nothing; a file that was taken before changes nothing.
    async fn import_call_outs(&self, import: CallOutImport) -> Result<Imported, StoreError>;
}
