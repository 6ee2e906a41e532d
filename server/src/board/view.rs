//! What the board sends: rows and the snapshot they come in.

use model::documents::visit::assessment::{Attention, Signature};
use model::documents::visit::records::{ServiceType, Urgency, Work};
use model::documents::visit::status::WorkStatus;
use model::documents::visit::timeliness::VisitTarget;
use model::id::{DeviceId, DocumentId, PersonId};
use model::rules::ClockJudgement;
use model::seal::strokes::Strokes;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The whole board at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct BoardSnapshot {
    /// Place among the news of the organisation's board: events after it are what is missing here.
    pub(crate) seq: u64,
    /// The server's clock.
    pub(crate) server_time: Timestamp,
    /// Open visits, and others that changed in the last two weeks; the newest change first.
    pub(crate) visits: Vec<BoardVisit>,
    /// Every device of the organisation.
    pub(crate) devices: Vec<BoardDevice>,
}

/// One visit on the board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct BoardVisit {
    /// What the board and the view of the visit both show.
    #[serde(flatten)]
    pub(crate) head: VisitHead,
    /// Part lines that count.
    pub(crate) parts: u32,
    /// Photos the visit names.
    pub(crate) photos: u32,
    /// How often goods were taken along on the visit.
    pub(crate) taken_away: u32,
    /// Some of them are not back and signed for: the order waits for them.
    pub(crate) goods_out: bool,
}

/// What the board and the view of a visit both show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct VisitHead {
    /// The visit.
    pub(crate) id: DocumentId,
    /// When this row last changed, among the news of the organisation's board.
    pub(crate) seq: u64,
    /// Number of the call-out.
    pub(crate) number: String,
    /// What the customer said is wrong.
    pub(crate) fault: String,
    /// What the visit is for.
    pub(crate) work: Work,
    /// How soon somebody has to come.
    pub(crate) urgency: Urgency,
    /// Who pays.
    pub(crate) service_type: ServiceType,
    /// The customer.
    pub(crate) customer_name: String,
    /// Where to go.
    pub(crate) address: String,
    /// What is to be served.
    pub(crate) product: String,
    /// Its model.
    pub(crate) model: String,
    /// Its serial or equipment number.
    pub(crate) serial: String,
    /// When the customer asked: targets count from here, or from the arrival.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) requested_at: Option<Timestamp>,
    /// When the customer expects somebody.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) appointment_at: Option<Timestamp>,
    /// Who is assigned.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) technician: Option<PersonId>,
    /// Name of who is assigned; empty if nobody is.
    pub(crate) technician_name: String,
    /// How far the work is.
    pub(crate) status: WorkStatus,
    /// Whether the customer has signed.
    pub(crate) signature: Signature,
    /// Nothing is left to do or to sign: the customer signed the visit, or the return of what was taken along on it.
    pub(crate) complete: bool,
    /// First arrival, as timed on site and corrected by what the device knew of the server's clock.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) arrived_at: Option<Timestamp>,
    /// How far the time of the arrival is proven.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) arrived_time: Option<ClockJudgement>,
    /// Start of the work, timed like the arrival.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) started_at: Option<Timestamp>,
    /// End of the work, timed like the arrival.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) finished_at: Option<Timestamp>,
    /// By when somebody had to be there and the fault gone, and whether it was kept.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) targets: Vec<VisitTarget>,
    /// When the customer signed, timed like the arrival.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) signed_at: Option<Timestamp>,
    /// How far the time of the signature is proven.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) signed_time: Option<ClockJudgement>,
    /// Who signed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) signer_name: Option<String>,
    /// The signature on the glass.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) strokes: Option<Strokes>,
    /// Photos that have arrived whole.
    pub(crate) photos_complete: u32,
    /// Checks that are answered.
    pub(crate) checks_done: u32,
    /// Checks there are.
    pub(crate) checks_total: u32,
    /// What a person should look at.
    pub(crate) attention: Vec<Attention>,
    /// When the server took the newest change.
    pub(crate) received_at: Timestamp,
}

/// One device on the board.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct BoardDevice {
    /// The device.
    pub(crate) id: DeviceId,
    /// When it last changed, among the news of the organisation's board; 0 if it never did.
    pub(crate) seq: u64,
    /// What people call it.
    pub(crate) name: String,
    /// Whose it is.
    pub(crate) person: PersonId,
    /// That person's name.
    pub(crate) person_name: String,
    /// When it was enrolled.
    pub(crate) enrolled_at: Timestamp,
    /// When it was last heard.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) last_seen_at: Option<Timestamp>,
    /// Whether its reads have ended.
    pub(crate) revoked: bool,
    /// What it said, when it was last heard, that it still has unsent; absent if that was nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) unsent: Option<DeviceUnsent>,
}

/// What a device said that it still has unsent. What was entered on it since, nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct DeviceUnsent {
    /// When it said so.
    pub(crate) said_at: Timestamp,
    /// Changes.
    pub(crate) changes: u64,
    /// How many of them are sign-offs of customers.
    pub(crate) signatures: u64,
    /// Photos, those that have arrived since not among them.
    pub(crate) photos: u64,
    /// **Bytes** of the photos.
    pub(crate) photo_bytes: u64,
    /// When the oldest of it was entered, by the server's clock.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) oldest_at: Option<Timestamp>,
}
