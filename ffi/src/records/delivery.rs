//! Where the work is: on this phone, received, complete or parked.

use client_core::Identity;
use client_core::visits::{Delivery, Left, NotAccepted, OutboxDocument, OutboxView, PhotoState, ValueWritten};
use model::documents::kind::DocumentKind;
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::time::Timestamp;

/// Who this device is.
#[uniffi::remote(Record)]
pub struct Identity {
    /// The device.
    pub device: DeviceId,
    /// Whose device it is.
    pub person: PersonId,
    /// That person's name.
    pub person_name: String,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Where the server is, without a slash at the end.
    pub server_url: String,
}

/// Where the work on a document is. Only a server's receipt can say *received*.
#[uniffi::remote(Enum)]
pub enum Delivery {
    /// So many changes exist only on this phone.
    OnThisPhone {
        /// How many.
        changes: u32,
    },
    /// The server holds every change; photos are still on their way.
    Received,
    /// The server holds every change and every photo.
    Complete,
    /// Something was not taken; a person has to look. The work is kept.
    Parked {
        /// The stable word for why.
        code: String,
        /// Why, for a person.
        detail: String,
    },
}

/// Where a picture is.
#[uniffi::remote(Enum)]
pub enum PhotoState {
    /// On this phone; the server has the first `sent` **bytes**.
    OnThisPhone {
        /// **Bytes** the server has, as it last said.
        sent: u64,
    },
    /// On this phone and whole at the server.
    Complete,
    /// On this phone; the server takes no more photos for now, for this reason. Sending goes on by itself.
    Held {
        /// The stable word for why.
        code: String,
        /// **Bytes** the server has, as it last said.
        sent: u64,
    },
    /// On this phone; the server does not take it, for this reason.
    Parked {
        /// The stable word for why.
        code: String,
    },
    /// Taken on another device; the whole picture is not here.
    Elsewhere,
    /// Taken on another device; a person wants it, and it is being fetched.
    OnItsWay {
        /// **Bytes** that are here.
        received: u64,
    },
}

/// Why a document is no longer this device's.
#[uniffi::remote(Record)]
pub struct Left {
    /// Why, for a person.
    pub reason: String,
    /// Who has it now, if anybody.
    pub successor: Option<String>,
    /// Whether work of this device was received after the visit had been given to somebody else: the desk sees it marked.
    pub late_work: bool,
}

/// What waits on this phone.
#[uniffi::remote(Record)]
pub struct OutboxView {
    /// Every document of which something waits on this phone or was not taken, the longest waiting first. Work that the server
    /// holds apart (`quarantined`) is not among them: nothing of it waits here, the desk decides.
    pub documents: Vec<OutboxDocument>,
    /// Photos that the server does not have whole.
    pub photos_pending: u32,
    /// When the server last answered well, by this device's clock.
    pub last_contact_at: Option<Timestamp>,
    /// What went wrong since, as a stable code.
    pub last_error: Option<String>,
    /// The highest place in the server's log that a checked backup of it holds, as it last said: what lies up to it outlives the loss of
    /// the server's disk. `None`: it has said of none. Nothing is deleted here for it.
    pub durable_pos: Option<u64>,
}

/// What a document is.
#[uniffi::remote(Enum)]
pub enum DocumentKind {
    /// One attendance of a technician at a customer's.
    Visit,
    /// A technician's day: internal work and the daily report (F-06).
    Day,
    /// Goods taken away for repair.
    Repair,
    /// The way of a removed part.
    OldPart,
    /// A complaint as received on site.
    Complaint,
}

/// One document in the outbox.
#[uniffi::remote(Record)]
pub struct OutboxDocument {
    /// Which document.
    pub id: DocumentId,
    /// What lists call it: number of the call-out, date of the day; empty if the document cannot be read.
    pub number: String,
    /// What it is, if that is known.
    pub kind: Option<DocumentKind>,
    /// Changes that wait.
    pub changes: u32,
    /// Photos that wait.
    pub photos_pending: u32,
    /// Where it stands.
    pub state: Delivery,
}

/// Something that was entered on this device and does not stand, because the server did not take it. Nothing of it is lost: the change
/// is kept and leaves the phone with the export.
#[uniffi::remote(Record)]
pub struct NotAccepted {
    /// Names the entry on this device.
    pub id: i64,
    /// Which document.
    pub document: DocumentId,
    /// The action, such as `swap_part`.
    pub command: String,
    /// The stable word for why: `seal_not_kept`, `builds_on_refused`, else the server's word, or the rule's.
    pub code: String,
    /// Why, for a person.
    pub detail: String,
    /// What it had written, with what was there before.
    pub values: Vec<ValueWritten>,
    /// It was a signature. It is over exactly what was read then and is not carried over: have it signed again.
    pub sign_anew: bool,
    /// When it was entered, to the second.
    pub entered_at: Timestamp,
}

/// One value that an action wrote, for a person to compare.
#[uniffi::remote(Record)]
pub struct ValueWritten {
    /// Keys from the root of the document, joined by slashes.
    pub place: String,
    /// What was there before; absent if nothing was.
    pub was: Option<String>,
    /// What was written; absent if it was removed.
    pub became: Option<String>,
}
