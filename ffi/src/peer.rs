//! Two devices without a server: a conversation in frames that the host carries, and offers as files or codes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use client_core::CheckCode;
use client_core::peer::{OfferTaken, PeerEvent, PeerReport, PeerRole, VerifiedPeer};
use model::id::{DeviceId, DocumentId, PersonId};

use crate::device::Device;
use crate::failures::FieldError;

/// Which side of a conversation a device is.
#[uniffi::remote(Enum)]
pub enum PeerRole {
    /// It speaks first: it went to the other one.
    Began,
    /// It was spoken to: it waited.
    Waited,
}

/// Who is at the other end.
#[uniffi::remote(Record)]
pub struct VerifiedPeer {
    /// The device.
    pub device: DeviceId,
    /// What people call it.
    pub device_name: String,
    /// Whose it is.
    pub person: PersonId,
    /// Six digits, the same at both ends: compare them where two devices meet for the first time.
    pub code: String,
    /// The devices have exchanged before: nobody has to agree again.
    pub known: bool,
}

/// What happened in a session.
#[uniffi::remote(Enum)]
pub enum PeerEvent {
    /// The other device is one of this organisation. If it is not `known`, ask the person and call `accept`.
    Verified {
        /// Who it is.
        peer: VerifiedPeer,
    },
    /// Changes to this document were taken; they are on disk.
    Taken {
        /// Which document.
        document: DocumentId,
        /// How many changes are new here.
        changes: u32,
    },
    /// Something of this document was not taken, and why. What came before it stays.
    Refused {
        /// Which document.
        document: DocumentId,
        /// The stable word for why.
        code: String,
        /// Why, for a person.
        detail: String,
    },
    /// Both sides are through; the host may hang up once nothing is left to send.
    Done {
        /// What it came to.
        report: PeerReport,
    },
}

/// What a session came to.
#[uniffi::remote(Record)]
pub struct PeerReport {
    /// Documents given.
    pub documents_given: u32,
    /// Changes given.
    pub changes_given: u32,
    /// Documents of which something was taken.
    pub documents_taken: u32,
    /// Changes taken.
    pub changes_taken: u32,
    /// Documents of which something was not taken.
    pub refused: u32,
}

/// What an offer came to.
#[uniffi::remote(Record)]
pub struct OfferTaken {
    /// Which document.
    pub document: DocumentId,
    /// How many changes are new here; 0 if everything was here before.
    pub changes: u32,
}

/// A conversation with another device. The host carries what `poll_send` gives to the other side, in order, and hands what comes to
/// `receive`. Calls touch the disk: keep them off the thread that draws.
#[derive(uniffi::Object)]
pub struct PeerSession {
    core: Mutex<client_core::PeerSession>,
}

impl PeerSession {
    fn core(&self) -> MutexGuard<'_, client_core::PeerSession> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[uniffi::export]
impl PeerSession {
    /// Takes a frame of the other side and answers what came of it.
    ///
    /// # Errors
    /// [`FieldError`]: the session is over then. `poll_send` still gives the frame that tells the other side why.
    pub fn receive(&self, frame: Vec<u8>) -> Result<Vec<PeerEvent>, FieldError> {
        Ok(self.core().receive(&frame)?)
    }

    /// The next frame for the other side; none if there is nothing to send now.
    ///
    /// # Errors
    /// [`FieldError`]: the session is over then.
    pub fn poll_send(&self) -> Result<Option<Vec<u8>>, FieldError> {
        Ok(self.core().poll_send()?)
    }

    /// The person of this device agrees to exchange with the one that was verified. From now on the two devices know each other.
    ///
    /// # Errors
    /// [`FieldError::Refused`] if nobody was verified yet or the session is over, [`FieldError::Storage`].
    pub fn accept(&self) -> Result<(), FieldError> {
        Ok(self.core().accept()?)
    }

    /// What time it is, by a counter of the host in **milliseconds** that only goes forward. Call it now and then.
    ///
    /// # Errors
    /// [`FieldError::Refused`] if nothing came for two minutes: the session is over then.
    pub fn tick(&self, now_ms: u64) -> Result<(), FieldError> {
        Ok(self.core().tick(now_ms)?)
    }

    /// Ends the session, whatever is under way. What was taken stays. The frames that tell the other side still come from `poll_send`.
    pub fn hang_up(&self) {
        self.core().hang_up();
    }

    /// Whether both sides are through or the session ended otherwise.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.core().is_over()
    }
}

#[uniffi::export]
impl Device {
    /// Begins a conversation with another device, in frames of at most `max_frame` **bytes** (180 to 65,535).
    ///
    /// # Errors
    /// [`FieldError::Unusable`] for another size, [`FieldError::NotEnrolled`], [`FieldError::Refused`] if the organisation has not certified
    /// this device yet, [`FieldError::Storage`].
    pub fn peer_session(&self, role: PeerRole, max_frame: u32) -> Result<Arc<PeerSession>, FieldError> {
        let session = self.core.peer_session(role, usize::try_from(max_frame).unwrap_or(usize::MAX))?;
        Ok(Arc::new(PeerSession { core: Mutex::new(session) }))
    }

    /// What of `document` the server has not named as received, signed, in parts of at most `max_bytes` **bytes**. It is not encrypted:
    /// whoever holds it can read it.
    ///
    /// # Errors
    /// [`FieldError::Refused`] if nothing of it waits, [`FieldError::Unusable`] if it does not fit, [`FieldError::NotFound`],
    /// [`FieldError::NotEnrolled`], [`FieldError::TryAgain`] if the key is locked, [`FieldError::Storage`].
    pub fn export_offer(&self, document: DocumentId, max_bytes: u32) -> Result<Vec<Vec<u8>>, FieldError> {
        Ok(self.core.export_offer(document, usize::try_from(max_bytes).unwrap_or(usize::MAX))?)
    }

    /// The same as codes to be shown on the glass one after the other, each with its part in base64url.
    ///
    /// # Errors
    /// As [`Device::export_offer`].
    pub fn offer_codes(&self, document: DocumentId) -> Result<Vec<CheckCode>, FieldError> {
        Ok(self.core.offer_codes(document)?)
    }

    /// Takes an offer, whose parts may come in any order and more than once.
    ///
    /// # Errors
    /// [`FieldError::Unusable`] if parts are missing or of something else, [`FieldError::Refused`] with the word for why it was not taken,
    /// [`FieldError::Storage`].
    pub fn import_offer(&self, parts: Vec<Vec<u8>>) -> Result<OfferTaken, FieldError> {
        Ok(self.core.import_offer(&parts)?)
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Device {
    /// Asks the server which devices were put out, so that they are refused without it too.
    ///
    /// # Errors
    /// [`FieldError`]; what was known stays.
    pub async fn hear_who_was_put_out(&self) -> Result<(), FieldError> {
        Ok(self.core.hear_who_was_put_out().await?)
    }
}
