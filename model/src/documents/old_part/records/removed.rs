//! What the document of an old part is opened with, and the terms that applied then.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Disposition, Grounds, OldPartEventKind};
use crate::documents::chronicle::Opening;
use crate::id::{DocumentId, PartLineId};
use crate::rules::{Refusal, check_removed};
use crate::time::Timestamp;

/// A part that a swap took out (R-117, R-119; F-82, F-83). Whoever opens the document holds it from then on, unless it stays with the
/// customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Removed {
    /// The visit.
    pub visit: DocumentId,
    /// The line of its parts table.
    pub part_line: PartLineId,
    /// Number of the order.
    pub order_number: String,
    /// Serial of the equipment.
    pub equipment_number: String,
    /// Licence plate, for the label; may be empty.
    pub plate: String,
    /// Fault, for the label.
    pub label_fault: String,
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// Its own number; may be empty.
    pub serial: String,
    /// How many.
    pub quantity: u32,
    /// What one costs, in **fen**; absent if nobody knows yet.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit_price_fen: Option<i64>,
    /// Name of the technician.
    pub technician_name: String,
    /// Sales region; may be empty.
    pub region: String,
    /// What is wrong with the part.
    pub reason: String,
    /// The day on which the new part was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub requested_on: Option<NaiveDate>,
    /// When the swap was completed.
    pub completed_at: Timestamp,
    /// What becomes of it.
    pub disposition: Disposition,
    /// What that rests on.
    pub grounds: Grounds,
    /// What policy said when the part was taken out.
    pub terms: OldPartTerms,
}

impl Opening for Removed {
    const KIND: &'static str = "old_part";
    const SCHEMA: u32 = 1;
    const COMMAND: &'static str = "remove_part";
    const SIGNED: bool = false;
    type Happening = OldPartEventKind;

    fn check(&self) -> Result<(), Refusal> {
        check_removed(self)
    }
}

/// What policy said when the part was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OldPartTerms {
    /// Which policy at which version, for people who ask why.
    pub policy: String,
    /// **Days** from completion until it is handed over; absent where the organisation sets none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub old_part_days: Option<u32>,
    /// Replaced parts are dealt with every month.
    pub monthly: bool,
    /// The organisation's time zone: **minutes** ahead of UTC.
    pub utc_offset_minutes: i32,
}
