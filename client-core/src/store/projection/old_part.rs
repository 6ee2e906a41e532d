//! What the list of old parts shows of one.

use chrono::NaiveDate;
use model::documents::custody::Holder;
use model::documents::old_part::assessment::{Assessment, OldPartFlag};
use model::documents::old_part::records::OldPartEventKind;
use model::documents::old_part::status::{NextStep, Progress};
use model::id::{DocumentId, PartLineId};
use model::rules::Disposition;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OldPartCard {
    /// The visit, and the line of its parts table.
    pub(crate) visit: DocumentId,
    pub(crate) part_line: PartLineId,
    pub(crate) part_number: String,
    pub(crate) serial: String,
    pub(crate) quantity: u32,
    pub(crate) order_number: String,
    pub(crate) name: String,
    pub(crate) equipment_number: String,
    pub(crate) disposition: Disposition,
    pub(crate) progress: Progress,
    pub(crate) next_step: Option<NextStep>,
    /// The day by which it is handed over.
    pub(crate) required_on: Option<NaiveDate>,
    /// The day of the promise that holds, and whether it came with reason and report.
    pub(crate) promised_on: Option<NaiveDate>,
    pub(crate) promise_excused: bool,
    pub(crate) handed_over_on: Option<NaiveDate>,
    /// The packing that holds. Absent in cards before layout 6, which stay where a document cannot be loaded any more.
    #[serde(default)]
    pub(crate) shipment: Option<String>,
    #[serde(default)]
    pub(crate) packing_list: Option<String>,
    pub(crate) holders: Vec<Holder>,
    /// The organisation's time zone: **minutes** ahead of UTC.
    pub(crate) utc_offset_minutes: i32,
    pub(crate) flags: Vec<OldPartFlag>,
}

impl OldPartCard {
    pub(crate) fn of(assessment: &Assessment) -> Self {
        let removed = &assessment.old_part.opened.kind;
        let promise = assessment.old_part.promise();
        let packed = assessment.old_part.in_force().filter_map(|event| match &event.record.kind {
            OldPartEventKind::Packed { shipment, packing_list } => Some((shipment.clone(), packing_list.clone())),
            _ => None,
        });
        let (shipment, packing_list) = packed.last().unzip();
        Self {
            visit: removed.visit,
            part_line: removed.part_line,
            part_number: removed.part_number.clone(),
            serial: removed.serial.clone(),
            quantity: removed.quantity,
            order_number: removed.order_number.clone(),
            name: removed.name.clone(),
            equipment_number: removed.equipment_number.clone(),
            disposition: assessment.disposition,
            progress: assessment.progress,
            next_step: assessment.next_step,
            required_on: assessment.old_part.required_on(),
            promised_on: promise.map(|promise| promise.promised_on),
            promise_excused: promise.is_some_and(|promise| promise.is_excused),
            handed_over_on: assessment.old_part.handed_over_on(),
            shipment,
            packing_list,
            holders: assessment.custody.ends.iter().map(|end| end.holder.clone()).collect(),
            utc_offset_minutes: removed.terms.utc_offset_minutes,
            flags: assessment.flags.clone(),
        }
    }
}
