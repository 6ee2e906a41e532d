//! What the list of old parts shows of one.

use chrono::NaiveDate;
use model::documents::old_part::assessment::{Assessment, OldPartFlag};
use model::documents::old_part::status::{NextStep, Progress};
use model::rules::Disposition;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OldPartCard {
    pub(crate) name: String,
    pub(crate) equipment_number: String,
    pub(crate) disposition: Disposition,
    pub(crate) progress: Progress,
    pub(crate) next_step: Option<NextStep>,
    /// The day by which it is handed over.
    pub(crate) required_on: Option<NaiveDate>,
    pub(crate) flags: Vec<OldPartFlag>,
}

impl OldPartCard {
    pub(crate) fn of(assessment: &Assessment) -> Self {
        let removed = &assessment.old_part.opened.kind;
        Self {
            name: removed.name.clone(),
            equipment_number: removed.equipment_number.clone(),
            disposition: assessment.disposition,
            progress: assessment.progress,
            next_step: assessment.next_step,
            required_on: assessment.old_part.required_on(),
            flags: assessment.flags.clone(),
        }
    }
}
