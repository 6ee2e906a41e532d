//! What the server keeps, as traits cut by concern. Handlers know only these; [`sqlite`] is the implementation.
//!
//! Every method takes the organisation it works for, and a row of another one is simply not there. A method that writes is one
//! transaction: when it answers, the rows are durable or nothing happened.

pub(crate) mod aftercare;
pub(crate) mod blobs;
pub(crate) mod board;
pub(crate) mod call_outs;
pub(crate) mod complaints;
pub(crate) mod contracts;
pub(crate) mod desk_users;
pub(crate) mod documents;
pub(crate) mod identity;
pub(crate) mod inbox;
pub(crate) mod ledgers;
pub(crate) mod log;
pub(crate) mod old_parts;
pub(crate) mod policies;
pub(crate) mod reference;
pub(crate) mod registers;
pub(crate) mod reports;
pub(crate) mod seals;
pub(crate) mod sqlite;
pub(crate) mod stock;
pub(crate) mod webhooks;

use async_trait::async_trait;

pub(crate) use aftercare::AftercareStore;
pub(crate) use blobs::BlobStore;
pub(crate) use board::BoardStore;
pub(crate) use call_outs::CallOutStore;
pub(crate) use complaints::ComplaintStore;
pub(crate) use contracts::ContractStore;
pub(crate) use desk_users::DeskUserStore;
pub(crate) use documents::DocumentStore;
pub(crate) use identity::IdentityStore;
pub(crate) use inbox::InboxStore;
pub(crate) use ledgers::LedgerStore;
pub(crate) use log::LogStore;
pub(crate) use old_parts::OldPartStore;
pub(crate) use policies::PolicyStore;
pub(crate) use reference::ReferenceStore;
pub(crate) use registers::RegisterStore;
pub(crate) use reports::ReportStore;
pub(crate) use seals::SealStore;
pub(crate) use stock::StockStore;
pub(crate) use webhooks::WebhookStore;

/// Everything the server keeps.
#[async_trait]
pub(crate) trait Store:
    IdentityStore
    + DeskUserStore
    + DocumentStore
    + BoardStore
    + CallOutStore
    + RegisterStore
    + ComplaintStore
    + ReportStore
    + BlobStore
    + PolicyStore
    + ReferenceStore
    + LedgerStore
    + LogStore
    + SealStore
    + StockStore
    + OldPartStore
    + InboxStore
    + ContractStore
    + AftercareStore
    + WebhookStore
{
    /// Whether a write reaches the disk now.
    async fn check_writable(&self) -> Result<(), StoreError>;

    /// Folds the write-ahead log into the database; called when the server stops.
    async fn checkpoint(&self) -> Result<(), StoreError>;
}

/// Why the store did not do what it was asked. Nothing of the transaction remains.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// Too many writes wait already. Try again soon.
    #[error("the store is busy")]
    Busy,
    /// The store is closing. Try again when the server runs again.
    #[error("the store is closed")]
    Stopped,
    /// The commit that would have carried this write failed. Trying again is safe.
    #[error("the commit failed: {0}")]
    Commit(String),
    /// Somebody else wrote the document after it was read for this write. Read it again and decide anew.
    #[error("the document was written meanwhile")]
    Moved,
    /// There is a document with the id of the new one already. Make another.
    #[error("the document's id is taken")]
    Taken,
    /// The work inside the transaction panicked; it was rolled back.
    #[error("a job of the store panicked")]
    Panicked,
    /// A stored value cannot be read as what it should be.
    #[error("unreadable value in {0}")]
    Damaged(&'static str),
    /// SQLite refused.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}
