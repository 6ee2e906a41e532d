//! The register of old parts: what was taken out, who has it and what is owed next (F-83, R-119). Overdue days depend on the day they
//! are asked for; the dates they are counted from are here.

use chrono::NaiveDate;
use model::documents::custody::Link;
use model::documents::old_part::assessment::{Assessment, OldPartFlag};
use model::documents::old_part::status::{NextStep, Progress};
use model::id::{DocumentId, PartLineId};
use model::rules::{Disposition, HandOverPromise, days_late, overdue_days};
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
    /// Licence plate, for the label; may be empty.
    #[serde(default)]
    plate: String,
    /// Fault, for the label.
    #[serde(default)]
    label_fault: String,
    /// Its own number; may be empty.
    #[serde(default)]
    serial: String,
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
    /// The promise came with reason and report.
    #[serde(default)]
    promise_excused: bool,
    /// The day on which liability was judged.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    judged_on: Option<String>,
    /// The day on which the next step is due.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    due_on: Option<String>,
    /// Number of the shipment that it is packed for or went with.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    shipment: Option<String>,
    /// What a person should look at.
    flags: Vec<OldPartFlag>,
}

/// Days that an old part is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Overdue {
    /// Overdue days of the hand-over.
    hand_over: u32,
    /// Days that the judgement is late.
    judgement: u32,
}

impl OldPartRow {
    /// Days that it is late on `today`.
    pub(crate) fn overdue(&self, today: NaiveDate) -> Overdue {
        let day = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<NaiveDate>().ok());
        let promise = day(&self.promised_on).map(|promised_on| HandOverPromise { promised_on, is_excused: self.promise_excused });
        let required = day(&self.required_on);
        let late = |due: NaiveDate| days_late(due, day(&self.judged_on).unwrap_or(today));
        Overdue {
            hand_over: required.map_or(0, |required| overdue_days(required, promise, day(&self.handed_over_on), today)),
            judgement: day(&self.judge_by).map_or(0, late),
        }
    }

    /// Whether it can be packed for a shipment: it goes back, the storekeeper has it, and no shipment has it.
    pub(crate) fn may_pack(&self) -> bool {
        self.disposition == Disposition::Return && self.progress == Progress::HandedOver && self.shipment.is_none()
    }

    /// What people call it.
    pub(crate) fn label(&self) -> String {
        format!("{} {}", self.order_number, self.name)
    }
}

impl OldPartRow {
    pub(crate) fn of(assessment: &Assessment) -> Self {
        let part = &assessment.old_part;
        // Everything of the row but overdue days, which are counted when somebody asks.
        let row = part.progress_row(part.completed_on());
        Self {
            visit: part.opened.kind.visit,
            part_line: part.opened.kind.part_line,
            order_number: row.order_number,
            plate: part.opened.kind.plate.clone(),
            label_fault: part.opened.kind.label_fault.clone(),
            serial: part.opened.kind.serial.clone(),
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
            promise_excused: part.promise().is_some_and(|promise| promise.is_excused),
            judged_on: part.judged_on().map(|day| day.to_string()),
            due_on: part.due_on().map(|day| day.to_string()),
            shipment: part.shipment().map(ToOwned::to_owned),
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
