//! What is still missing before a visit can be finished: shown to the technician as a list, item by item.

use serde::{Deserialize, Serialize};

use super::is_blank;
use super::part_swap::check_swap;
use crate::documents::visit::Visit;
use crate::documents::visit::records::{CheckStage, Work};
use crate::id::PartLineId;

/// One thing to do before finishing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Missing {
    /// A required check has no answer: of the kit, of the work or of the closing.
    Check {
        /// The item's key.
        item: String,
    },
    /// The findings are empty.
    Findings,
    /// The treatment is empty.
    Treatment,
    /// What the return visit found is not noted.
    ReturnVisit,
    /// A part line lacks something; strike it and enter it anew.
    PartLine {
        /// Which line.
        line: PartLineId,
    },
}

/// What is still missing before `visit` can be finished, in the order a technician meets it.
#[must_use]
pub fn missing_to_finish(visit: &Visit) -> Vec<Missing> {
    let checks = [CheckStage::Preparation, CheckStage::Work, CheckStage::Closing].into_iter().flat_map(|stage| open_checks(visit, stage));
    // A return visit records its five items instead of findings and treatment.
    let looks_back = visit.call_out.work == Work::ReturnVisit;
    let findings = (!looks_back && is_blank(&visit.findings)).then_some(Missing::Findings);
    let treatment = (!looks_back && is_blank(&visit.treatment)).then_some(Missing::Treatment);
    let note = (looks_back && visit.return_visit().is_none()).then_some(Missing::ReturnVisit);
    let parts =
        visit.parts_in_force().filter(|line| check_swap(&line.record.swap).is_err()).map(|line| Missing::PartLine { line: line.id });
    checks.chain(findings).chain(treatment).chain(note).chain(parts).collect()
}

/// What is still missing before setting out: the kit.
#[must_use]
pub fn missing_to_depart(visit: &Visit) -> Vec<Missing> {
    open_checks(visit, CheckStage::Preparation).collect()
}

/// Required checks of one stage without an answer, in the order of the checklist.
fn open_checks(visit: &Visit, stage: CheckStage) -> impl Iterator<Item = Missing> {
    let open =
        visit.checklist.iter().filter(move |item| item.record.required && item.record.answer.is_none() && item.record.stage == stage);
    open.map(|item| Missing::Check { item: item.id.clone() })
}
