//! The row of an old part in the progress report (F-83; ).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::OldPart;
use super::records::{Disposition, OldPartEventKind};

/// A row of the progress report, with all its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressRow {
    /// The day on which the new part was asked for (申请日期).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub requested_on: Option<NaiveDate>,
    /// Number of the order (审批号).
    pub order_number: String,
    /// Serial of the equipment (设备编号).
    pub equipment_number: String,
    /// Material code (物料编码).
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// How many (数量).
    pub quantity: u32,
    /// What one costs, in **fen** (单价).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit_price_fen: Option<i64>,
    /// Unit price times quantity, in **fen** (总价, R-124).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub total_fen: Option<i64>,
    /// The technician (申请人).
    pub applicant: String,
    /// Sales region (区域).
    pub region: String,
    /// What is wrong with the part (旧件问题).
    pub problem: String,
    /// Whether it goes back to the company (是/否).
    pub to_be_returned: bool,
    /// The day on which the swap was completed (完工日期).
    pub completed_on: NaiveDate,
    /// The day by which it is handed over (要求交期).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub required_on: Option<NaiveDate>,
    /// The day that was promised (回复日期).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub promised_on: Option<NaiveDate>,
    /// Overdue days on the day of the report (延期天数).
    pub overdue_days: u32,
    /// The day on which the field storekeeper got it (回收日期).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub handed_over_on: Option<NaiveDate>,
    /// The day on which it was shipped to head office (返司日期).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shipped_on: Option<NaiveDate>,
    /// Reasons given for late promises, and discrepancies (备注).
    pub remarks: String,
}

impl OldPart {
    /// The part's row in the progress report of `today`.
    #[must_use]
    pub fn progress_row(&self, today: NaiveDate) -> ProgressRow {
        let removed = &self.opened.kind;
        ProgressRow {
            requested_on: removed.requested_on,
            order_number: removed.order_number.clone(),
            equipment_number: removed.equipment_number.clone(),
            part_number: removed.part_number.clone(),
            name: removed.name.clone(),
            quantity: removed.quantity,
            unit_price_fen: removed.unit_price_fen,
            total_fen: removed.unit_price_fen.map(|price| price.saturating_mul(i64::from(removed.quantity))),
            applicant: removed.technician_name.clone(),
            region: removed.region.clone(),
            problem: removed.reason.clone(),
            to_be_returned: self.plan().disposition == Disposition::Return,
            completed_on: self.completed_on(),
            required_on: self.required_on(),
            promised_on: self.promise().map(|promise| promise.promised_on),
            overdue_days: self.overdue_days(today),
            handed_over_on: self.handed_over_on(),
            shipped_on: self.shipped_on(),
            remarks: self.remarks(),
        }
    }

    fn remarks(&self) -> String {
        let remark = |kind: &OldPartEventKind| match kind {
            OldPartEventKind::Promised { reason, .. } => Some(reason.clone()),
            OldPartEventKind::DiscrepancyNoted { note } => Some(note.clone()),
            _ => None,
        };
        let remarks = self.in_force().filter_map(|event| remark(&event.record.kind)).filter(|text| !text.is_empty());
        remarks.collect::<Vec<_>>().join("; ")
    }
}
