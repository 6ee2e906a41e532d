//! Which kind of document is which: the one place that knows every room. A new kind is one arm in each `match` here, its room, and
//! one projection; sync, storage and board ask only here.

use automerge::{Automerge, ROOT, ScalarValue, Value};
use serde::{Deserialize, Serialize};

use super::chronicle::Opening as _;
use super::reader::KIND_KEY;
use super::{DocumentError, complaint, day, old_part, repair, visit};
use crate::gate::Version;
use crate::id::{DocumentId, OrganisationId};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DocumentKind {
    /// One attendance of a technician at a customer's.
    Visit,
    /// A technician's day: internal work and the daily report (F-06).
    Day,
    /// Goods taken along for repair (O-02).
    Repair,
    /// A removed part on its way (O-08).
    OldPart,
    /// A complaint as it was received.
    Complaint,
}

impl DocumentKind {
    /// Every kind known here.
    pub const ALL: [Self; 5] = [Self::Visit, Self::Day, Self::Repair, Self::OldPart, Self::Complaint];

    /// The stable word for this kind, as documents state it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Visit => visit::schema::KIND,
            Self::Day => day::schema::KIND,
            Self::Repair => repair::records::Taken::KIND,
            Self::OldPart => old_part::records::Removed::KIND,
            Self::Complaint => complaint::records::Received::KIND,
        }
    }

    /// The kind that `word` stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// The kind that `doc` states. Nothing else of it is read.
///
/// # Errors
/// [`DocumentError::UnknownKind`] if a newer program made it, [`DocumentError::NotThisKind`] if it states none.
pub fn kind_of(doc: &Automerge) -> Result<DocumentKind, DocumentError> {
    kind_at(&Version::now(doc))
}

/// The kind that a version of a document states.
pub(crate) fn kind_at(version: &Version<'_>) -> Result<DocumentKind, DocumentError> {
    let stated = match version.get(&ROOT, KIND_KEY) {
        Ok(Some((Value::Scalar(value), _))) => match value.as_ref() {
            ScalarValue::Str(word) => Some(word.to_string()),
            _ => None,
        },
        _ => None,
    };
    let Some(word) = stated else {
        return Err(DocumentError::NotThisKind { expected: "document", detail: format!("`{KIND_KEY}` is missing") });
    };
    DocumentKind::from_word(&word).ok_or(DocumentError::UnknownKind { found: word })
}

/// Everything known about a document, as its kind has it.
#[derive(Debug, Clone)]
pub enum Assessed {
    /// A visit.
    Visit(Box<visit::assessment::Assessment>),
    /// A technician's day.
    Day(Box<day::assessment::Assessment>),
    /// Goods taken along for repair.
    Repair(Box<repair::assessment::Assessment>),
    /// A removed part on its way.
    OldPart(Box<old_part::assessment::Assessment>),
    /// A complaint.
    Complaint(Box<complaint::assessment::Assessment>),
}

/// Assesses `doc` as the kind that it states.
///
/// # Errors
/// [`DocumentError`] if it is of no known kind, cannot be read as what it states, or is of a newer schema.
pub fn assess(doc: &Automerge) -> Result<Assessed, DocumentError> {
    Ok(match kind_of(doc)? {
        DocumentKind::Visit => Assessed::Visit(Box::new(visit::assessment::assess(doc)?)),
        DocumentKind::Day => Assessed::Day(Box::new(day::assessment::assess(doc)?)),
        DocumentKind::Repair => Assessed::Repair(Box::new(repair::assessment::assess(doc)?)),
        DocumentKind::OldPart => Assessed::OldPart(Box::new(old_part::assessment::assess(doc)?)),
        DocumentKind::Complaint => Assessed::Complaint(Box::new(complaint::assessment::assess(doc)?)),
    })
}

impl Assessed {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> DocumentKind {
        match self {
            Self::Visit(_) => DocumentKind::Visit,
            Self::Day(_) => DocumentKind::Day,
            Self::Repair(_) => DocumentKind::Repair,
            Self::OldPart(_) => DocumentKind::OldPart,
            Self::Complaint(_) => DocumentKind::Complaint,
        }
    }

    /// The id that the document states.
    #[must_use]
    pub fn id(&self) -> DocumentId {
        match self {
            Self::Visit(assessment) => assessment.visit.id,
            Self::Day(assessment) => assessment.day.id,
            Self::Repair(assessment) => assessment.repair.id,
            Self::OldPart(assessment) => assessment.old_part.id,
            Self::Complaint(assessment) => assessment.complaint.id,
        }
    }

    /// Whose document it is.
    #[must_use]
    pub fn organisation(&self) -> OrganisationId {
        match self {
            Self::Visit(assessment) => assessment.visit.organisation.id,
            Self::Day(assessment) => assessment.day.organisation.id,
            Self::Repair(assessment) => assessment.repair.organisation.id,
            Self::OldPart(assessment) => assessment.old_part.organisation.id,
            Self::Complaint(assessment) => assessment.complaint.organisation.id,
        }
    }

    /// The visit, if it is one.
    #[must_use]
    pub fn into_visit(self) -> Option<visit::assessment::Assessment> {
        match self {
            Self::Visit(assessment) => Some(*assessment),
            _ => None,
        }
    }

    /// The day, if it is one.
    #[must_use]
    pub fn into_day(self) -> Option<day::assessment::Assessment> {
        match self {
            Self::Day(assessment) => Some(*assessment),
            _ => None,
        }
    }

    /// The repair, if it is one.
    #[must_use]
    pub fn into_repair(self) -> Option<repair::assessment::Assessment> {
        match self {
            Self::Repair(assessment) => Some(*assessment),
            _ => None,
        }
    }

    /// The old part, if it is one.
    #[must_use]
    pub fn into_old_part(self) -> Option<old_part::assessment::Assessment> {
        match self {
            Self::OldPart(assessment) => Some(*assessment),
            _ => None,
        }
    }

    /// The complaint, if it is one.
    #[must_use]
    pub fn into_complaint(self) -> Option<complaint::assessment::Assessment> {
        match self {
            Self::Complaint(assessment) => Some(*assessment),
            _ => None,
        }
    }
}
