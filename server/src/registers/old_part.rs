//! The register of old parts: what was taken out, who has it and what is owed next (F-83, R-119). Overdue days depend on the day they
//! are asked for; the dates they are counted from are here.

use model::documents::custody::Link;
use model::documents::old_part::assessment::{Assessment, OldPartFlag};
use model::documents::old_part::status::{NextStep, Progress};
use model::id::{DocumentId, PartLineId};
use model::rules::Disposition;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A part that was taken out. Days are `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct OldPartRow {
    /// The visit.
    visit: DocumentId,
    /// The line of its parts table.
    part_line: PartLineId,
    /// Number of the order.
    order_number: String,
    /// Serial of the equipment.
    equipment_number: String,
    /// Material code; may be empty.
    part_number: String,
    /// Name of the part.
    name: String,
    /// How many.
    quantity: u32,
    /// What one costs, in **fen**.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    unit_price_fen: Option<i64>,
    /// Unit price times quantity, in **fen** (R-124).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    total_fen: Option<i64>,
    /// The technician.
    technician: String,
    /// Sales region; may be empty.
    region: String,
    /// What is wrong with it.
    reason: String,
    /// What becomes of it.
    disposition: Disposition,
    /// How far it is.
    progress: Progress,
    /// What has to be done next.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    next_step: Option<NextStep>,
    /// Everybody who is said to have it: one, unless that is unclear.
    holders: Vec<Link>,
    /// The day on which the swap was completed.
    completed_on: String,
    /// The day by which it is handed over.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    required_on: Option<String>,
    /// The day that was promised.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    promised_on: Option<String>,
    /// The day on which the field storekeeper got it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    handed_over_on: Option<String>,
    /// The day on which it was shipped to head office.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    shipped_on: Option<String>,
    /// The day by which liability is judged.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    judge_by: Option<String>,
    /// What a person should look at.
    flags: Vec<OldPartFlag>,
}

impl OldPartRow {
    pub(super) fn of(assessment: &Assessment) -> Self {
        let part = &assessment.old_part;
        // Everything of the row but overdue days, which are counted when somebody asks.
        let row = part.progress_row(part.completed_on());
        Self {
            visit: part.opened.kind.visit,
            part_line: part.opened.kind.part_line,
            order_number: row.order_number,
            equipment_number: row.equipment_number,
            part_number: row.part_number,
            name: row.name,
            quantity: row.quantity,
            unit_price_fen: row.unit_price_fen,
            total_fen: row.total_fen,
            technician: row.applicant,
            region: row.region,
            reason: row.problem,
            disposition: assessment.disposition,
            progress: assessment.progress,
            next_step: assessment.next_step,
            holders: assessment.custody.ends.clone(),
            completed_on: row.completed_on.to_string(),
            required_on: row.required_on.map(|day| day.to_string()),
            promised_on: row.promised_on.map(|day| day.to_string()),
            handed_over_on: row.handed_over_on.map(|day| day.to_string()),
            shipped_on: row.shipped_on.map(|day| day.to_string()),
            judge_by: part.judge_by().map(|day| day.to_string()),
            flags: assessment.flags.clone(),
        }
    }
}

/// The stored word for how far an old part is.
pub(super) fn state(assessment: &Assessment) -> &'static str {
    match assessment.progress {
        Progress::Completed => "completed",
        Progress::Promised => "promised",
        Progress::HandedOver => "handed_over",
        Progress::Shipped => "shipped",
        Progress::Judged => "judged",
        Progress::Disposed => "disposed",
        Progress::Withdrawn => "withdrawn",
    }
}
