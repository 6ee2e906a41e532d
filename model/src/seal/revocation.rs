//! Sealed by a device that was put out: what the times that are known prove.
//!
//! A record is younger than the statements inside it: its certificate and the receipt that it names. Their times are the server's, signed
//! by the organisation, so they bound the time of sealing from below, whoever holds the device. Nothing inside a record bounds it from
//! above: that it was sealed before something, only the device's clock says, and who holds the device can set it. That it was there by
//! some time, only somebody else can say: the server that received it.

use super::SealError;
use super::organisation::OrganisationStatement;
use super::verify::VerifiedSeal;
use crate::time::Timestamp;

/// What a statement of the organisation says of the device that sealed a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceStanding {
    /// It was not put out by the time of the statement.
    InUse,
    /// It was put out, after the time that its clock gave the record. Only that clock says so: whoever held the device later can have set
    /// it back.
    PutOutLater {
        /// When it was put out, by the server's clock.
        revoked_at: Timestamp,
    },
}

/// The latest time, by the server's clock and signed by the organisation, that the record is certainly younger than.
#[must_use]
pub fn not_before(seal: &VerifiedSeal) -> Option<Timestamp> {
    let certified = seal.certificate.as_ref().map(|certificate| certificate.at);
    let received = seal.after.as_ref().map(|receipt| receipt.at);
    certified.max(received)
}

/// What `statement` says of the device that sealed `seal`.
///
/// # Errors
/// [`SealError::OtherOrganisation`] if the statement is of another organisation; [`SealError::RevokedDevice`] if the record was sealed after
/// the device was put out: by what is proved, or by its own clock.
pub fn standing(seal: &VerifiedSeal, statement: &OrganisationStatement) -> Result<DeviceStanding, SealError> {
    let body = &seal.record.body;
    if statement.organisation != body.organisation {
        return Err(SealError::OtherOrganisation);
    }
    let Some(revoked_at) = statement.revoked_at(body.device) else { return Ok(DeviceStanding::InUse) };
    if not_before(seal).is_some_and(|after| after >= revoked_at) {
        return Err(SealError::RevokedDevice { revoked_at, by: "a statement of the server in the record is younger than that" });
    }
    if body.signed.best_guess() >= revoked_at {
        return Err(SealError::RevokedDevice { revoked_at, by: "the device's own clock says that it was sealed after that" });
    }
    Ok(DeviceStanding::PutOutLater { revoked_at })
}
