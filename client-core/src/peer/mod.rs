//! Two devices without a server: colleagues who meet where there is no signal give each other what the other one lacks.
//!
//! Words: a *peer* is the other device; a *session* is one conversation with it, bytes in and bytes out, over whatever way the host has; an
//! *offer* is the same in one direction, as a file or as codes on the glass, without a conversation; to *relay* is to carry another's work to
//! the server.
//!
//! * `channel`: the private way, and the frames.
//! * [`session`]: who is there, what each has, what is given.
//! * `give`: what the other one lacks, and this device's signature over its own part of it.
//! * `take`: what came, through the same gate as the server's, with each author's own rights.
//! * [`offer`]: one way, in parts of a size that the host chooses.
//! * `standing`: which devices were put out, as far as this one has heard.
//!
//! Only what somebody signed for is given and taken: a device's work by its own key, under the organisation's certificate. What came is kept
//! as *not from the server* and goes up with the next sync, with its author's proof.
//!
//! Left out: finding each other and asking for permission (the host's), photos (they go to the server alone), what the desk wrote and the
//! other one has not heard (only the server can vouch for it).

pub(crate) mod channel;
mod give;
pub mod offer;
pub mod session;
mod standing;
mod take;
#[cfg(test)]
mod tests;

use model::id::DocumentId;
use model::seal::SealError;
use model::time::Timestamp;
use model::wire::peer::NoMessage;

pub use channel::{MAX_FRAME_BYTES, MIN_FRAME_BYTES, PeerRole};
pub use offer::OfferTaken;
pub use session::{PeerEvent, PeerReport, PeerSession, VerifiedPeer};

use crate::identity::Enrolled;
use crate::store::StoreError;

/// An exchange with another device ended. What was taken before it stays, whole documents each; a new session goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// The device is nobody's yet; enrol it first.
    #[error("enrol this device first")]
    NotEnrolled,
    /// The organisation has not certified this device yet; sync once.
    #[error("this device has no certificate of its organisation yet; sync once")]
    NoCertificate,
    /// The host's frames are too short or too long.
    #[error("a frame of {0} bytes cannot carry a session: from {MIN_FRAME_BYTES} to {MAX_FRAME_BYTES}")]
    FrameSize(usize),
    /// A frame is not what may come now. Begin again.
    #[error("a frame of the other device was refused: {0}")]
    Frame(&'static str),
    /// What came cannot be read, or may not come now. Begin again; if it stays so, update both applications.
    #[error(transparent)]
    Message(#[from] NoMessage),
    /// The other device shows no certificate that holds.
    #[error("the other device shows no certificate that holds: {0}")]
    Stranger(SealError),
    /// The other device belongs to another organisation.
    #[error("the other device belongs to another organisation")]
    OtherOrganisation,
    /// The other device shows a certificate that is not its own.
    #[error("the other device does not prove that the certificate is its own")]
    NotItsOwn,
    /// The other device was put out.
    #[error("the other device was put out on {}", since.to_rfc3339())]
    Revoked {
        /// Since when, by the server's clock.
        since: Timestamp,
    },
    /// The other device is this one.
    #[error("the other device is this one, or a copy of it")]
    ThisDevice,
    /// The other side ended it, and why.
    #[error("the other device ended the exchange: {0}")]
    RefusedThere(String),
    /// Nothing came for too long. Begin again.
    #[error("nothing came from the other device for too long")]
    TimedOut,
    /// The session is over. Begin a new one.
    #[error("this session is over")]
    Closed,
    /// Nobody was verified yet who could be agreed to.
    #[error("there is nobody yet to exchange with")]
    NobodyYet,
    /// The device's key could not sign; unlock it and begin again.
    #[error(transparent)]
    Key(SealError),
    /// The document is not here, or has left this device.
    #[error("document {0} is not on this device")]
    NoDocument(DocumentId),
    /// Everything of this document that others may not have is at the server already.
    #[error("nothing of this document waits for the server")]
    NothingToOffer,
    /// The offer does not fit so few bytes a part.
    #[error("the offer does not fit 255 parts of {0} bytes")]
    PartSize(usize),
    /// The parts are not those of one offer.
    #[error("these are not the parts of one offer: {0}")]
    NoOffer(&'static str),
    /// Some parts are missing.
    #[error("parts of the offer are missing: {0:?}")]
    PartsMissing(Vec<u8>),
    /// What was offered was not taken.
    #[error("what was offered was not taken: {detail}")]
    NotTaken {
        /// The stable word for why.
        code: String,
        /// Why, for a person.
        detail: String,
    },
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PeerError {
    /// The stable word for this error, for programs.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::NoCertificate => "no_certificate",
            Self::FrameSize(_) => "frame_size",
            Self::Frame(_) => "peer_frame",
            Self::Message(_) => "peer_message",
            Self::Stranger(_) => "peer_stranger",
            Self::OtherOrganisation => "peer_other_organisation",
            Self::NotItsOwn => "peer_not_its_own",
            Self::Revoked { .. } => "peer_revoked",
            Self::ThisDevice => "peer_this_device",
            Self::RefusedThere(_) => "peer_refused_there",
            Self::TimedOut => "peer_timed_out",
            Self::Closed => "peer_closed",
            Self::NobodyYet => "peer_nobody_yet",
            Self::Key(error) => error.code(),
            Self::NoDocument(_) => "not_found",
            Self::NothingToOffer => "nothing_to_offer",
            Self::PartSize(_) => "part_size",
            Self::NoOffer(_) => "no_offer",
            Self::PartsMissing(_) => "parts_missing",
            Self::NotTaken { code, .. } => code,
            Self::Store(error) => error.code(),
        }
    }
}

/// This device, where it is certified.
#[derive(Debug, Clone)]
struct Me {
    enrolled: Enrolled,
    certificate: String,
    organisation_key: model::seal::key::PublicKey,
}
