//! Sync: how work gets from this device to the server and back.
//!
//! In order: the [`machine`] decides what to do next (it has no clock, no chance, no network of its own); the [`driver`] is the
//! only loop that joins machine, store, transport and clock; [`push`] chooses and packs what is sent, [`relay`] puts the proofs of others beside it; [`apply`] takes an answer in
//! one transaction; [`fetch`] gets one document whole; [`mod@reference`] gets pages of
//! reference data; [`blobs`] sends pictures piece by piece; [`photos`] says which step with photos comes next and
//! fetches those that were taken elsewhere; [`session`] puts the token on;
//! [`config`] asks what the server takes; [`reconcile`] compares instead of sending everything again;
//! [`hand_in`] hands over what a device that was put out still has;
//! [`certificate`] asks for what the enrolment did not bring;
//! [`live`] holds a line open, over which the server says that there is something new;
//! [`waits`] keeps a document or picture that failed from holding up the others; [`pace`] is how much goes at once, [`protocol`] what the
//! server is spoken to in.
//!
//! Small first: changes before whole documents before reference data before pictures, and after every piece of a picture whatever is new and small.
//! Exactly one request is in flight, beside the line. Repeating any request changes nothing.
//!
//! Left out: two devices without a server ([`crate::peer`]); what came that way goes up from here.

mod apply;
mod at_rest;
mod blobs;
mod certificate;
mod config;
mod driver;
mod fetch;
mod hand_in;
mod live;
pub(crate) mod machine;
pub(crate) mod pace;
mod photos;
pub(crate) mod protocol;
mod push;
mod reconcile;
mod reference;
mod relay;
mod report;
mod session;
pub(crate) mod waits;

use model::id::DocumentId;
use model::seal::SealError;
use model::wire::problem::codes;
use model::wire::{OLDEST_PROTOCOL, PROTOCOL};

pub use report::SyncReport;

use crate::http::answer::Failure;
use crate::store::StoreError;
use machine::Setback;

/// The exchange with the server was not completed. Nothing is lost: what was not named as received is sent again.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The device is nobody's yet; enrol it first.
    #[error("enrol this device first")]
    NotEnrolled,
    /// The server asked to be left alone for a while.
    #[error("the server asked to wait; try again in {retry_after_s} s")]
    NotNow {
        /// **Seconds** until then.
        retry_after_s: u64,
    },
    /// The exchange failed; the failure says what to do.
    #[error(transparent)]
    Exchange(#[from] Failure),
    /// The server's receipt names other changes than were sent; nothing was marked as received. Tell whoever runs the server.
    #[error("the server's receipt for document {0} does not name what was sent; nothing was marked as received")]
    Receipt(DocumentId),
    /// The device's key could not sign the token request; unlock it and try again.
    #[error(transparent)]
    Key(SealError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SyncError {
    /// The stable word for this error, for programs.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::NotNow { .. } => "not_now",
            Self::Exchange(failure) => failure.code(),
            Self::Receipt(_) => "receipt_mismatch",
            Self::Key(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    /// What this means for the machine.
    fn setback(&self) -> Setback {
        let failure = match self {
            Self::NotEnrolled => return Setback::NotEnrolled,
            Self::NotNow { .. } | Self::Receipt(_) | Self::Key(_) | Self::Store(_) => return Setback::Other,
            Self::Exchange(failure) => failure,
        };
        let wait = failure.retry_after_s().map(|seconds| u64::from(seconds) * 1000);
        match failure {
            Failure::Timeout => Setback::Timeout,
            Failure::OtherProtocol { protocol } if *protocol > PROTOCOL => Setback::UpgradeApplication,
            Failure::Problem(problem) => match problem.code.as_str() {
                codes::EPOCH_CHANGED | codes::POS_AHEAD => Setback::EpochChanged,
                codes::DEVICE_REVOKED => Setback::DeviceRevoked,
                codes::UPGRADE_APPLICATION => Setback::UpgradeApplication,
                codes::TOO_LARGE => Setback::TooLarge,
                _ => wait.map_or(Setback::Other, |wait_ms| Setback::Busy { wait_ms }),
            },
            Failure::Status { status: 413, .. } => Setback::TooLarge,
            _ => wait.map_or(Setback::Other, |wait_ms| Setback::Busy { wait_ms }),
        }
    }

    /// Whether the trouble is with the one document or picture that was asked for and not with the way to the server, so that the
    /// rest goes on.
    fn concerns_only_this(&self) -> bool {
        let Self::Exchange(failure) = self else { return false };
        let of_the_way = matches!(failure, Failure::Offline) || failure.status() == Some(401);
        !of_the_way && !matches!(self.setback(), Setback::Busy { .. } | Setback::DeviceRevoked | Setback::UpgradeApplication)
    }
}

/// Whether an answer of this protocol can be read here.
///
/// # Errors
/// [`Failure::OtherProtocol`].
fn understood(protocol: u32) -> Result<(), Failure> {
    if (OLDEST_PROTOCOL..=PROTOCOL).contains(&protocol) { Ok(()) } else { Err(Failure::OtherProtocol { protocol }) }
}
