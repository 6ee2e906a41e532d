//! The parts of a visit.

use std::collections::HashMap;

use model::documents::visit::records::{
    Asset, CallOut, ChecklistAnswer, ChecklistItem, Customer, EventKind, Keyed, KeyedEvent, KeyedPartLine, Organisation, PartSwap, Photo,
    ServiceType, Struck, SwapKind, Urgency, Work,
};
use model::documents::visit::records::{CheckResult, CheckStage};
use model::id::{CallOutId, DeviceId, EventId, OrganisationId, PartLineId, PersonId};
use model::rules::Missing;
use model::time::{ClockEvidence, Timestamp};

/// The organisation that sends the technician.
#[uniffi::remote(Record)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name as the customer knows it.
    pub name: String,
}

/// What the desk wrote down when the customer called.
#[uniffi::remote(Record)]
pub struct CallOut {
    /// The entry in the call-out register.
    pub id: CallOutId,
    /// Its number, as people say it on the phone.
    pub number: String,
    /// When the customer called.
    pub received_at: Timestamp,
    /// What the customer said is wrong.
    pub fault: String,
    /// Who pays.
    pub service_type: ServiceType,
    /// What the visit is for.
    pub work: Work,
    /// How soon.
    pub urgency: Urgency,
}

/// The customer as the visit needs it.
#[uniffi::remote(Record)]
pub struct Customer {
    /// Company or person.
    pub name: String,
    /// Where to go.
    pub address: String,
    /// Whom to call.
    pub phone: String,
    /// Whom to ask for on site.
    pub contact: String,
}

/// The product to be served.
#[uniffi::remote(Record)]
pub struct Asset {
    /// What it is.
    pub product: String,
    /// Its model.
    pub model: String,
    /// Its serial or equipment number.
    pub serial: String,
    /// Licence plate, if it sits in a vehicle.
    pub plate: Option<String>,
}

/// An answered check.
#[uniffi::remote(Record)]
pub struct ChecklistAnswer {
    /// What it came to.
    pub result: CheckResult,
    /// In the technician's words; may be empty.
    pub note: String,
    /// Who answered.
    pub by: PersonId,
    /// When, by the device's clock.
    pub at: Timestamp,
}

/// A part swap as the technician enters it.
#[uniffi::remote(Record)]
pub struct PartSwap {
    /// What is exchanged.
    pub kind: SwapKind,
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// How many, at least one.
    pub quantity: u32,
    /// Why.
    pub reason: String,
    /// Number of the part that was taken out; empty if it has none.
    pub old_serial: String,
    /// Number of the part that was put in; empty if it has none.
    pub new_serial: String,
    /// Fault for the label of a removed terminal; empty for other parts.
    pub label_fault: String,
}

/// Why and by whom a line was struck.
#[uniffi::remote(Record)]
pub struct Struck {
    /// Why.
    pub reason: String,
    /// Who.
    pub by: PersonId,
    /// When, by the device's clock.
    pub at: Timestamp,
}

/// A photo: the picture itself is named by its hash.
#[uniffi::remote(Record)]
pub struct Photo {
    /// SHA-256 of the file, 64 hex digits.
    pub sha256: String,
    /// Size of the file in **bytes**.
    pub size_bytes: u64,
    /// `image/jpeg`, `image/png` or `image/webp`.
    pub media_type: String,
    /// In the technician's words; may be empty.
    pub caption: String,
    /// Who took it.
    pub by: PersonId,
    /// When, by the device's clock.
    pub at: Timestamp,
}

/// What a device knew about its clock when something happened.
#[uniffi::remote(Record)]
pub struct ClockEvidence {
    /// What the wall clock said.
    pub wall_at: Timestamp,
    /// **Milliseconds** since the device or process was started; does not jump when the wall clock is set.
    pub monotonic_ms: u64,
    /// Names the start that `monotonic_ms` counts from.
    pub boot: String,
    /// Server time minus wall time in **milliseconds**, measured when the server was last heard.
    pub server_offset_ms: Option<i64>,
    /// `monotonic_ms` at that measurement, if it was in the same start.
    pub server_heard_monotonic_ms: Option<u64>,
    /// What the server's clock said then. Absent in records of 0.1, and where `monotonic_ms` may stand still while the device sleeps.
    pub server_heard_at: Option<Timestamp>,
}

/// One thing to do before finishing.
#[uniffi::remote(Enum)]
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

/// Something that happened to the visit.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VisitEvent {
    /// Its id.
    pub id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// Who made it happen.
    pub by: PersonId,
    /// On which device; absent when the desk acted.
    pub device: Option<DeviceId>,
    /// When, and how far the clock can be believed.
    pub clock: ClockEvidence,
}

impl From<KeyedEvent> for VisitEvent {
    fn from(Keyed { id, record }: KeyedEvent) -> Self {
        Self { id, kind: record.kind, by: record.by, device: record.device, clock: record.clock }
    }
}

/// One thing to check, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Check {
    /// Its key, which `answer_check` takes.
    pub item: String,
    /// Place in the list.
    pub order: u32,
    /// Must be answered before the visit can be finished.
    pub required: bool,
    /// What to check, by BCP 47 language tag (`zh-CN`, `en`).
    pub label: HashMap<String, String>,
    /// When it is to be checked.
    pub stage: CheckStage,
    /// The answer that counts, once there is one.
    pub answer: Option<ChecklistAnswer>,
}

impl From<Keyed<String, ChecklistItem>> for Check {
    fn from(Keyed { id, record }: Keyed<String, ChecklistItem>) -> Self {
        let label = record.label.into_iter().collect();
        Self { item: id, order: record.order, required: record.required, label, stage: record.stage, answer: record.answer }
    }
}

/// A line of the parts table.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PartLine {
    /// Its id, which `strike_part` takes.
    pub id: PartLineId,
    /// What was exchanged.
    pub swap: PartSwap,
    /// Who did it.
    pub by: PersonId,
    /// On which device.
    pub device: DeviceId,
    /// When, by the device's clock.
    pub at: Timestamp,
    /// Set when the line was struck as wrong: lines are never removed (E4).
    pub struck: Option<Struck>,
}

impl From<KeyedPartLine> for PartLine {
    fn from(Keyed { id, record }: KeyedPartLine) -> Self {
        Self { id, swap: record.swap, by: record.by, device: record.device, at: record.at, struck: record.struck }
    }
}
