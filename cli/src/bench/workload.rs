//! The workload file: devices, their visits, and what is done to each, as plain JSON that is nobody's own model.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::outcome::Failure;

/// A workload.
#[derive(Deserialize)]
pub(super) struct Workload {
    /// Every device with its visits.
    pub(super) devices: Vec<WorkloadDevice>,
}

/// A device of the workload.
#[derive(Deserialize)]
pub(super) struct WorkloadDevice {
    /// Its name.
    pub(super) id: String,
    /// What is done on it.
    pub(super) visits: Vec<WorkloadVisit>,
}

/// A visit of the workload.
#[derive(Deserialize)]
pub(super) struct WorkloadVisit {
    /// Its name.
    pub(super) id: String,
    /// Edits, as they are saved together.
    pub(super) commits: Vec<Vec<Edit>>,
}

/// One edit.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub(super) enum Edit {
    /// The document begins.
    Create { value: Box<Document> },
    /// A value is replaced.
    Set { path: Vec<Value>, value: Value },
    /// An entry is added to a list.
    Push { path: Vec<Value>, value: Value },
    /// Text is put in; `at` counts characters.
    Splice { path: Vec<Value>, at: usize, text: String },
    /// A check is answered.
    Check { path: Vec<Value>, done: bool, value: String },
}

/// A visit as the workload sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Document {
    pub(super) id: String,
    pub(super) device: String,
    pub(super) customer: Customer,
    pub(super) asset: Asset,
    pub(super) service_type: String,
    pub(super) status: String,
    pub(super) priority: String,
    pub(super) scheduled_at: String,
    pub(super) checklist: Vec<Check>,
    pub(super) notes: String,
    pub(super) parts: Vec<Part>,
    pub(super) signoff: Option<SignOff>,
    pub(super) history: Vec<Entry>,
}

/// Whom to visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Customer {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) phone: String,
}

/// What to serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asset {
    pub(super) model: String,
    pub(super) serial: String,
    pub(super) purchased_at: String,
}

/// One thing to check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Check {
    pub(super) label: String,
    pub(super) done: bool,
    pub(super) value: String,
}

/// A part that was exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) part_no: String,
    pub(super) name: String,
    pub(super) qty: u32,
    pub(super) reason: String,
    pub(super) old_serial: String,
    pub(super) new_serial: String,
    pub(super) old_part_disposition: String,
}

/// The customer's signature; `strokes` is the path of the pen as SVG writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SignOff {
    pub(super) signer: String,
    pub(super) signed_at: String,
    pub(super) strokes: String,
}

/// A status and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) status: String,
    pub(super) at: String,
    pub(super) by: String,
}

impl Workload {
    /// Reads the file.
    pub(super) fn read(file: &Path) -> Result<Self, Failure> {
        let text = std::fs::read(file).map_err(|error| Failure::Usage(format!("cannot read {}: {error}", file.display())))?;
        serde_json::from_slice(&text).map_err(|error| Failure::Usage(format!("{} is no workload: {error}", file.display())))
    }
}

impl WorkloadVisit {
    /// How the visit begins: the document of its first edit.
    pub(super) fn beginning(&self) -> Result<&Document, Failure> {
        match self.commits.first().and_then(|commit| commit.first()) {
            Some(Edit::Create { value }) => Ok(value),
            _ => Err(Failure::Usage(format!("visit {} of the workload does not begin with `create`", self.id))),
        }
    }
}

/// Puts `text` into `into` at the character `at`, or at the end.
pub(super) fn splice(into: &mut String, at: usize, text: &str) {
    let at = into.char_indices().nth(at).map_or(into.len(), |(place, _)| place);
    into.insert_str(at, text);
}
