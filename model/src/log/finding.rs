//! What the check of a log finds: what is wrong, and where.

use serde::Serialize;

use crate::id::DocumentId;
use crate::time::Timestamp;

/// Where something is wrong, as far as it can be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Place in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// When the server took what is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The document it tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// The row in the server's database: table and key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What.
    pub wrong: Wrong,
}

/// What is wrong. `Display` says it to a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The log of an organisation that has one is not there.
    #[error("the log is empty")]
    Empty,
    /// The log does not begin as logs do.
    #[error("the first entry does not say that the log begins")]
    NotBegun,
    /// Entries were removed.
    #[error("entries {from} to {to} are missing")]
    EntriesMissing {
        /// Place of the first one.
        from: u64,
        /// Place of the last one.
        to: u64,
    },
    /// An entry stands where it does not belong.
    #[error("this entry stands out of order")]
    OutOfOrder,
    /// An entry states another place than it has, and those after it may too.
    #[error("this entry says that its place is {says}; an entry was inserted, removed or moved")]
    Moved {
        /// The place it states.
        says: u64,
    },
    /// Entry and link do not belong together.
    #[error("this entry does not follow from the one before it: it or its link was changed, or an entry between them was")]
    Unlinked,
    /// An entry cannot be read.
    #[error("this entry cannot be read: {0}")]
    EntryUnreadable(String),
    /// A newer program wrote the entry.
    #[error("entries of the kind {0} are not known here; verify with a newer version")]
    UnknownFact(String),
    /// The instant beside an entry is not the one in it.
    #[error("the instant beside this entry is not the one it states")]
    TimeAltered,
    /// The list of changes of an entry in an export is not the one that the entry is about.
    #[error("the list of changes is not what the entry states: {listed} of {stated}, or others")]
    ListAltered {
        /// How many are listed.
        listed: u64,
        /// How many the entry states.
        stated: u64,
    },
    /// A checkpoint is not signed by the organisation's key.
    #[error("the checkpoint from {source_name} is not signed by the organisation's key")]
    CheckpointForged {
        /// Where it was kept.
        source_name: String,
    },
    /// A checkpoint belongs to the log of an organisation that is not there.
    #[error("the checkpoint from {source_name} is of another organisation")]
    CheckpointElsewhere {
        /// Where it was kept.
        source_name: String,
    },
    /// What is written beside a kept checkpoint is not what it says.
    #[error("what is written beside the checkpoint of {size} entries is not what it states")]
    CheckpointRow {
        /// The size that it states.
        size: u64,
    },
    /// The end of the log was cut off.
    #[error("the end is missing: the log has {found} entries, and had {held} by the checkpoint from {source_name}{}", explained(.restored))]
    Truncated {
        /// Entries there are.
        found: u64,
        /// Entries there were.
        held: u64,
        /// Where the checkpoint was kept.
        source_name: String,
        /// Place of a recorded return to an older copy, which explains it if it was honest.
        restored: Option<u64>,
    },
    /// The log was written anew.
    #[error("entries {from} to {to} are not what they were by the checkpoint from {source_name}: the log was written anew{}", explained(.restored))]
    Rewritten {
        /// The first place that may have been written anew: after the last checkpoint that agrees.
        from: u64,
        /// The place up to which the checkpoint holds.
        to: u64,
        /// Where the checkpoint was kept.
        source_name: String,
        /// Place of a recorded return to an older copy, which explains it if it was honest.
        restored: Option<u64>,
    },
    /// Rows that an entry tells of are gone.
    #[error("rows {from} to {to} that this entry tells of are missing")]
    RowsMissing {
        /// Key of the first one.
        from: u64,
        /// Key of the last one.
        to: u64,
    },
    /// The row of a document or device is gone.
    #[error("this row is missing")]
    RowMissing,
    /// The changes that a document had when the log began are not those there are.
    #[error("the changes from before the log began are not those that this entry states: {found} of {stated}, or altered ones")]
    RowsAltered {
        /// Rows there are.
        found: u64,
        /// Rows there were.
        stated: u64,
    },
    /// A row that an entry tells of by its hash is gone.
    #[error("the change {0} that this entry tells of is missing")]
    ChangeMissing(String),
    /// No entry tells of a row.
    #[error("no entry of the log tells of this row: it was inserted, or its entry was removed")]
    RowUnknown,
    /// A column of a row is not what the log says of it.
    #[error("{column} of this row is not what the log says")]
    RowAltered {
        /// Which column.
        column: &'static str,
    },
    /// The changes of an entry are not those that it states.
    #[error("the changes of this entry are not those that it states: one of the rows {from} to {to} was replaced, or two changed places")]
    ChangesAltered {
        /// Key of the first row.
        from: u64,
        /// Key of the last row.
        to: u64,
    },
    /// The bytes of a change are not those its hash names.
    #[error("the bytes of this change are not those that its hash names")]
    BytesAltered,
    /// What the server keeps beside the changes of a document was altered.
    #[error("{column} of this document's row is not what its changes and the log say")]
    DocumentAltered {
        /// Which column.
        column: &'static str,
    },
}

fn explained(position: &Option<u64>) -> String {
    position.map(|position| format!(" (entry {position} says that the server was set back to an older copy)")).unwrap_or_default()
}

impl Wrong {
    /// The stable word for this, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "log_empty",
            Self::NotBegun => "log_not_begun",
            Self::EntriesMissing { .. } => "entries_missing",
            Self::OutOfOrder => "entry_out_of_order",
            Self::Moved { .. } => "entry_moved",
            Self::Unlinked => "entry_unlinked",
            Self::EntryUnreadable(_) => "entry_unreadable",
            Self::UnknownFact(_) => "entry_unknown",
            Self::TimeAltered => "entry_time",
            Self::ListAltered { .. } => "changes_list",
            Self::CheckpointForged { .. } => "checkpoint_forged",
            Self::CheckpointElsewhere { .. } => "checkpoint_elsewhere",
            Self::CheckpointRow { .. } => "checkpoint_row",
            Self::Truncated { .. } => "log_truncated",
            Self::Rewritten { .. } => "log_rewritten",
            Self::RowsMissing { .. } => "rows_missing",
            Self::RowMissing => "row_missing",
            Self::RowsAltered { .. } => "rows_altered",
            Self::ChangeMissing(_) => "change_missing",
            Self::RowUnknown => "row_unknown",
            Self::RowAltered { .. } => "row_altered",
            Self::ChangesAltered { .. } => "changes_altered",
            Self::BytesAltered => "bytes_altered",
            Self::DocumentAltered { .. } => "document_altered",
        }
    }
}
