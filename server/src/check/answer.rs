//! What a stranger is told of a record: no name, no address, no word of the voucher.

use model::documents::sealed::Later;
use model::documents::visit::revisions::RevisionBasis;
use model::id::OrganisationId;
use model::seal::voucher::SignOffKind;
use model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Whether a record is here, and what may be said of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckAnswer {
    /// Whether this server holds the record.
    pub(super) known: bool,
    /// What may be said of it; absent if it is unknown.
    #[serde(flatten)]
    pub(super) record: Option<HeldRecord>,
}

/// A record that is here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldRecord {
    /// With whom.
    pub(super) organisation: OrganisationId,
    /// The organisation's name.
    pub(super) organisation_name: String,
    /// What it stands for.
    pub(super) kind: SignOffKind,
    /// The number that people know the paper by: compare it.
    pub(super) number: String,
    /// When it was sealed, by the clock of the device.
    pub(super) signed_at: Timestamp,
    /// When it was received, by the server's clock: unchanged since.
    pub(super) received_at: Option<Timestamp>,
    /// Whether the record holds a certificate of its device by the organisation's key of today.
    pub(super) device_certified: bool,
    /// When its device was put out, if it was.
    pub(super) device_revoked_at: Option<Timestamp>,
    /// What came after it, the earliest first.
    pub(super) amended: Vec<Amended>,
}

/// Something that came after a record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Amended {
    /// What it is.
    pub(super) what: AmendedBy,
    /// When it was sealed or accepted, as well as it can be told; absent if it is neither yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<Timestamp>,
    /// What a later sign-off stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<SignOffKind>,
}

/// What came after a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AmendedBy {
    /// An amendment that the customer signed.
    Signed,
    /// An amendment that a leader accepted without the customer's signature.
    Accepted,
    /// Something was written that nobody has signed or accepted yet.
    Open,
    /// Another sign-off on the same visit or repair.
    SignOff,
}

impl Amended {
    /// What of `later` may be told.
    pub(super) fn of(later: &Later) -> Vec<Self> {
        let revisions = later.amendments.iter().map(|revision| {
            let what = match revision.basis {
                RevisionBasis::Signed { .. } => AmendedBy::Signed,
                RevisionBasis::Accepted { .. } => AmendedBy::Accepted,
                RevisionBasis::Unsigned => AmendedBy::Open,
            };
            Self { what, at: revision.at, kind: None }
        });
        let sign_offs = later.sign_offs.iter().map(|other| Self { what: AmendedBy::SignOff, at: Some(other.at), kind: Some(other.kind) });
        let mut amended: Vec<Self> = revisions.chain(sign_offs).collect();
        // What is open is the newest.
        amended.sort_by_key(|one| (one.at.is_none(), one.at));
        amended
    }
}
