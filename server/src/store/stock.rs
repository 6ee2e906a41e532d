//! Stock at the desk: what is where, papers of the store, stock-takes.

use async_trait::async_trait;
use model::id::{DocumentId, EventId, MovementId, OrganisationId, PersonId, StockNoteId, StockTakeId};
use model::stock::note::{Note, NoteKind};
use model::stock::take::Count;
use model::stock::{Movement, Side};
use model::time::Timestamp;

use super::StoreError;
use crate::ledgers::{KeptEntry, Spot};

/// Which balances.
#[derive(Debug, Clone, Default)]
pub(crate) struct BalanceQuery {
    /// Only this place.
    pub(crate) place: Option<String>,
    /// Only this part.
    pub(crate) part: Option<String>,
    /// Only parts whose number, name or initials contain this.
    pub(crate) find: Option<String>,
    /// Only behind this place and part.
    pub(crate) after: Option<(String, String)>,
    /// At most so many parts.
    pub(crate) most: usize,
}

/// So many of a part, or of one piece, in a place. Never nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) place: String,
    pub(crate) part: String,
    pub(crate) part_number: String,
    pub(crate) name: String,
    pub(crate) serial: Option<String>,
    pub(crate) quantity: i64,
}

/// Sums by place, part and piece.
#[derive(Debug, Clone)]
pub(crate) struct Sums {
    pub(crate) sums: Vec<Sum>,
    /// There are more behind these.
    pub(crate) more: bool,
}

/// A place where parts are or were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlaceSum {
    pub(crate) place: String,
    /// So many parts are there.
    pub(crate) parts: u64,
    /// Of so many of them more went out than the books know of.
    pub(crate) short: u64,
}

/// Which movements.
#[derive(Debug, Clone)]
pub(crate) struct HistoryQuery {
    pub(crate) place: String,
    pub(crate) part: Option<String>,
    /// Only those before this one.
    pub(crate) before: Option<(Timestamp, MovementId)>,
    pub(crate) most: u32,
}

/// A movement with what is known about it.
#[derive(Debug, Clone)]
pub(crate) struct Moved {
    pub(crate) movement: Movement,
    /// Who wrote it at the desk; absent if a document says it.
    pub(crate) by: Option<PersonId>,
    /// The document that says it.
    pub(crate) document: Option<DocumentId>,
    /// The paper it stands on: id and number.
    pub(crate) note: Option<(StockNoteId, String)>,
    /// The movement that undoes it.
    pub(crate) undone_by: Option<MovementId>,
}

/// The issue of a part that was asked for from the site.
pub(crate) struct IssueOf {
    /// The id of paper and movement: of the issue that stands, else of the next one.
    pub(crate) id: MovementId,
    /// The movement, if one stands.
    pub(crate) standing: Option<Moved>,
}

/// A paper as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct KeptNote {
    pub(crate) number: String,
    pub(crate) at: Timestamp,
    pub(crate) by: PersonId,
    pub(crate) note: Note,
}

/// A paper to keep.
#[derive(Debug, Clone)]
pub(crate) struct NewNote {
    pub(crate) note: Note,
    /// What its number begins with: letters and day.
    pub(crate) series: String,
    pub(crate) at: Timestamp,
    pub(crate) by: PersonId,
}

/// What became of a paper.
#[derive(Debug, Clone)]
pub(crate) enum NoteOutcome {
    /// It is kept, with its movements.
    Kept(KeptNote),
    /// It was kept before, by the same request.
    Known(KeptNote),
    /// Nothing was written: the id is another paper's, or a line's id another movement's.
    Taken,
}

/// Which papers.
#[derive(Debug, Clone)]
pub(crate) struct NoteQuery {
    pub(crate) kind: Option<NoteKind>,
    /// Only those whose invoice and count differ.
    pub(crate) differing: bool,
    pub(crate) before: Option<(Timestamp, StockNoteId)>,
    pub(crate) most: u32,
}

/// A stock-take as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptTake {
    pub(crate) id: StockTakeId,
    pub(crate) number: String,
    pub(crate) place: String,
    pub(crate) blind: bool,
    pub(crate) began_at: Timestamp,
    pub(crate) began_by: PersonId,
    pub(crate) closed: Option<(Timestamp, PersonId)>,
}

/// A count as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptCount {
    pub(crate) at: Timestamp,
    pub(crate) by: PersonId,
    pub(crate) count: Count,
}

/// A booking of differences as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptBooking {
    pub(crate) id: [u8; 16],
    pub(crate) at: Timestamp,
    pub(crate) by: PersonId,
    pub(crate) reason: String,
    pub(crate) movements: Vec<MovementId>,
}

/// Everything on the sheet of a stock-take.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) take: KeptTake,
    /// The oldest first.
    pub(crate) counts: Vec<KeptCount>,
    pub(crate) bookings: Vec<KeptBooking>,
    /// All that moved in the place.
    pub(crate) sides: Vec<Side>,
}

/// What became of something that was to be written about a stock-take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TakeOutcome {
    /// It is so now, or was so already.
    Done,
    /// There is no such stock-take.
    Unknown,
    /// People still count.
    Counting,
    /// Counting has ended.
    Closed,
    /// Something is missing, which this person may not take out of the books.
    Missing,
    /// Another stock-take of this place is open.
    Underway,
    /// Another stock-take of this place was counted later and is booked: what was counted here is no more.
    Overtaken,
    /// The id belongs to something else.
    Taken,
}

/// What became of a booking.
#[derive(Debug, Clone)]
pub(crate) enum BookOutcome {
    /// These movements make book and shelf agree.
    Booked(Vec<Movement>),
    /// See there; nothing was written, or it was booked before.
    Not(TakeOutcome),
}

/// What becomes of a sheet when its differences are booked.
pub(crate) type Corrections = Box<dyn FnOnce(&Sheet) -> Result<Vec<Movement>, TakeOutcome> + Send>;

/// A booking to write.
pub(crate) struct NewBooking {
    pub(crate) id: [u8; 16],
    pub(crate) take: StockTakeId,
    pub(crate) at: Timestamp,
    pub(crate) by: PersonId,
    pub(crate) reason: String,
    pub(crate) corrections: Corrections,
}

/// A part request with what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Requisition {
    pub(crate) entry: KeptEntry,
    /// The issue that stands.
    pub(crate) issue: Option<Moved>,
}

/// A page of part requests.
#[derive(Debug, Clone)]
pub(crate) struct Requisitions {
    pub(crate) rows: Vec<Requisition>,
    /// There are more behind this.
    pub(crate) next: Option<Spot>,
}

/// Stock at the desk.
#[async_trait]
pub(crate) trait StockStore: Send + Sync {
    /// Every place where parts are kept, by its word.
    async fn stock_places(&self, organisation: OrganisationId) -> Result<Vec<PlaceSum>, StoreError>;

    /// What is in places where parts are kept.
    async fn stock_sums(&self, organisation: OrganisationId, query: BalanceQuery) -> Result<Sums, StoreError>;

    /// Movements that touch a place, the newest first.
    async fn stock_history(&self, organisation: OrganisationId, query: HistoryQuery) -> Result<Vec<Moved>, StoreError>;

    /// A movement of the desk or of a document.
    async fn stock_movement(&self, organisation: OrganisationId, movement: MovementId) -> Result<Option<Moved>, StoreError>;

    /// The issue of the part that `request` asked for; one that was undone counts no more.
    async fn issue_of(&self, organisation: OrganisationId, request: EventId) -> Result<IssueOf, StoreError>;

    /// Rows of the catalogue whose number, name or initials contain `find`, as JSON.
    async fn find_parts(&self, organisation: OrganisationId, find: String, most: u32) -> Result<Vec<String>, StoreError>;

    /// Keeps a paper under the next number of its series, with its movements.
    async fn keep_note(&self, organisation: OrganisationId, new: NewNote) -> Result<NoteOutcome, StoreError>;

    /// A paper.
    async fn stock_note(&self, organisation: OrganisationId, note: StockNoteId) -> Result<Option<KeptNote>, StoreError>;

    /// Papers, the newest first.
    async fn stock_notes(&self, organisation: OrganisationId, query: NoteQuery) -> Result<Vec<KeptNote>, StoreError>;

    /// Begins a stock-take under the next number of `series`.
    async fn begin_take(&self, organisation: OrganisationId, take: KeptTake, series: String) -> Result<TakeOutcome, StoreError>;

    /// Stock-takes before the one that began there, the newest first.
    async fn stock_takes(
        &self,
        organisation: OrganisationId,
        before: Option<(Timestamp, StockTakeId)>,
        most: u32,
    ) -> Result<Vec<KeptTake>, StoreError>;

    /// The sheet of a stock-take.
    async fn stock_sheet(&self, organisation: OrganisationId, take: StockTakeId) -> Result<Option<Sheet>, StoreError>;

    /// Keeps counts while people count.
    async fn keep_counts(&self, organisation: OrganisationId, take: StockTakeId, counts: Vec<KeptCount>)
    -> Result<TakeOutcome, StoreError>;

    /// Ends counting, or lets it go on.
    async fn close_take(
        &self,
        organisation: OrganisationId,
        take: StockTakeId,
        closed: Option<(Timestamp, PersonId)>,
    ) -> Result<TakeOutcome, StoreError>;

    /// Books the differences of a sheet that is closed.
    async fn book_take(&self, organisation: OrganisationId, booking: NewBooking) -> Result<BookOutcome, StoreError>;

    /// Part requests of visits behind a place: those that wait for a decision or for the part, the oldest first, or all, the newest first.
    async fn requisitions(
        &self,
        organisation: OrganisationId,
        all: bool,
        after: Option<Spot>,
        most: u32,
    ) -> Result<Requisitions, StoreError>;
}
