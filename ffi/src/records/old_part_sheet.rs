//! Old parts as lists and pages show them.

use chrono::NaiveDate;
use client_core::old_parts::{self, OldPartActionName, OldPartRow};
use client_core::visits::{Delivery, Left};
use model::documents::custody::{Holder, Link};
use model::documents::old_part::assessment::OldPartFlag;
use model::documents::old_part::records::{Disposition, Grounds, Removed};
use model::documents::old_part::status::{NextStep, Progress};
use model::id::{DocumentId, PartLineId};

use super::old_part::OldPartEvent;

/// Something that can be done to an old part; each is named after the method of `OldParts` that it allows.
#[uniffi::remote(Enum)]
pub enum OldPartActionName {
    /// `promise_hand_over`.
    PromiseHandOver,
    /// `change_disposition`.
    ChangeDisposition,
    /// `label`.
    Label,
    /// `pack`.
    Pack,
    /// `request_freight`.
    RequestFreight,
    /// `ship`.
    Ship,
    /// `hand_over`.
    HandOver,
}

/// An old part in the list.
#[uniffi::remote(Record)]
pub struct OldPartRow {
    /// The old part.
    pub id: DocumentId,
    /// The visit in which it was taken out.
    pub visit: DocumentId,
    /// The line of its parts table.
    pub part_line: PartLineId,
    /// Number of the order.
    pub order_number: String,
    /// Serial of the equipment.
    pub equipment_number: String,
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// Its own number; may be empty.
    pub serial: String,
    /// How many.
    pub quantity: u32,
    /// What becomes of it.
    pub disposition: Disposition,
    /// How far it is.
    pub progress: Progress,
    /// What has to be done next.
    pub next_step: Option<NextStep>,
    /// The day by which it is handed over.
    pub required_on: Option<NaiveDate>,
    /// The day on which somebody promised to hand it over.
    pub promised_on: Option<NaiveDate>,
    /// The day on which the storekeeper got it.
    pub handed_over_on: Option<NaiveDate>,
    /// Overdue **days** today.
    pub overdue_days: u32,
    /// Number of the shipment that it is packed for.
    pub shipment: Option<String>,
    /// Number of the packing list that it stands on.
    pub packing_list: Option<String>,
    /// Everybody who is said to have it: one, unless that is unclear.
    pub holders: Vec<Holder>,
    /// What a person should look at.
    pub flags: Vec<OldPartFlag>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
    /// Set if the part is no longer this device's.
    pub left: Option<Left>,
}

/// An old part as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OldPartSheet {
    /// The old part.
    pub id: DocumentId,
    /// What was taken out, from what and why.
    pub removed: Removed,
    /// What becomes of it.
    pub disposition: Disposition,
    /// What that rests on.
    pub grounds: Grounds,
    /// How far it is.
    pub progress: Progress,
    /// What has to be done next.
    pub next_step: Option<NextStep>,
    /// The day by which it is handed over.
    pub required_on: Option<NaiveDate>,
    /// The day on which somebody promised to hand it over.
    pub promised_on: Option<NaiveDate>,
    /// Overdue **days** today.
    pub overdue_days: u32,
    /// Who had it, one after the other.
    pub chain: Vec<Link>,
    /// Who has it now; more than one: people contradict each other.
    pub holders: Vec<Link>,
    /// Whether the storekeeper acknowledged the hand-over.
    pub acknowledged: bool,
    /// What happened, in order, struck entries included.
    pub events: Vec<OldPartEvent>,
    /// What can be done now.
    pub allowed: Vec<OldPartActionName>,
    /// What a person should look at.
    pub flags: Vec<OldPartFlag>,
    /// Where the work is: on this phone, received, complete, parked.
    pub delivery: Delivery,
    /// Set if the part is no longer this device's.
    pub left: Option<Left>,
    /// Paths of entries that cannot be understood here.
    pub unreadable: Vec<String>,
}

impl From<old_parts::OldPartSheet> for OldPartSheet {
    fn from(sheet: old_parts::OldPartSheet) -> Self {
        Self {
            id: sheet.id,
            removed: sheet.removed,
            disposition: sheet.disposition,
            grounds: sheet.grounds,
            progress: sheet.progress,
            next_step: sheet.next_step,
            required_on: sheet.required_on,
            promised_on: sheet.promised_on,
            overdue_days: sheet.overdue_days,
            chain: sheet.chain,
            holders: sheet.holders,
            acknowledged: sheet.acknowledged,
            events: sheet.events.into_iter().map(Into::into).collect(),
            allowed: sheet.allowed,
            flags: sheet.flags,
            delivery: sheet.delivery,
            left: sheet.left,
            unreadable: sheet.unreadable,
        }
    }
}
