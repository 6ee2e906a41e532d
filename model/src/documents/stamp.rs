//! Who did what on which device: written into every change, so that a document's history is its audit trail.

use automerge::transaction::CommitOptions;
use automerge::{Automerge, Change, ChangeHash};
use serde::{Deserialize, Serialize};

use super::DocumentError;
use crate::gate::{Limits, message};
use crate::id::{CommandId, DeviceId, PersonId};
use crate::time::ClockEvidence;

/// The hand behind a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A technician's device.
    Device(DeviceId),
    /// The desk, through the server.
    Desk,
}

/// Person, origin, command and clock of one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Who acts.
    pub person: PersonId,
    /// Where.
    pub origin: Origin,
    /// Identifies the action; a repeat of the same action keeps it.
    pub command: CommandId,
    /// When, as far as the clock can tell.
    pub clock: ClockEvidence,
}

/// What a change says of itself in its message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeNote {
    /// Name of the command, for example `arrive`.
    #[serde(rename = "c")]
    pub command: String,
    /// Identifies the action.
    #[serde(rename = "id")]
    pub command_id: CommandId,
    /// Who acted.
    #[serde(rename = "by")]
    pub person: PersonId,
    /// On which device; absent when the desk acted.
    #[serde(rename = "on", skip_serializing_if = "Option::is_none", default)]
    pub device: Option<DeviceId>,
}

impl ChangeNote {
    /// The note of `change`, if it carries one of ours.
    #[must_use]
    pub fn of(change: &Change) -> Option<Self> {
        Self::read(change.message()?)
    }

    /// The note of a raw change, read without looking at its operations, if it carries one of ours.
    #[must_use]
    pub fn of_raw(raw: &[u8], limits: &Limits) -> Option<Self> {
        serde_json::from_slice(message(raw, limits).ok()?).ok()
    }

    /// The note that a change with this message carries, if it is one of ours.
    pub(crate) fn read(message: &str) -> Option<Self> {
        serde_json::from_str(message).ok()
    }

    /// The note of the change `hash` of `doc`, if it carries one of ours. The change itself is not put together for it: that walks every
    /// operation of the document.
    pub(crate) fn in_document(doc: &Automerge, hash: &ChangeHash) -> Option<Self> {
        serde_json::from_str(doc.get_change_meta_by_hash(hash)?.message.as_deref()?).ok()
    }
}

impl Stamp {
    /// The device, unless the desk acts.
    #[must_use]
    pub fn device(&self) -> Option<DeviceId> {
        match self.origin {
            Origin::Device(device) => Some(device),
            Origin::Desk => None,
        }
    }

    /// Message and time of a change that carries out `command`.
    pub(crate) fn commit_options(&self, command: &'static str) -> Result<CommitOptions, DocumentError> {
        let note = ChangeNote { command: command.to_owned(), command_id: self.command, person: self.person, device: self.device() };
        let message = serde_json::to_string(&note).map_err(|error| DocumentError::Engine(error.to_string()))?;
        Ok(CommitOptions::default().with_message(message).with_time(self.clock.wall_at.as_seconds()))
    }
}
