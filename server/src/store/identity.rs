//! Who may come in: organisations, people, sessions, enrolment codes, devices, honoured assertions.

use async_trait::async_trait;
use model::id::{DeviceId, OrganisationId, PersonId};
use model::policy::Unit;
use model::seal::key::PublicKey;
use model::seal::organisation::RevokedDevice;
use model::time::Timestamp;
use model::wire::unsent::StillUnsent;

use super::StoreError;
use crate::people::role::Role;

/// SHA-256 of a secret that was handed out; the secret itself is not kept.
pub(crate) type SecretHash = [u8; 32];

/// A new organisation with its first desk user.
pub(crate) struct OrganisationRow {
    pub(crate) id: OrganisationId,
    pub(crate) name: String,
    pub(crate) person: PersonId,
    /// The desk user's name as it is shown.
    pub(crate) desk_name: String,
    /// The same in lower case, for signing in.
    pub(crate) login: String,
    pub(crate) password_hash: String,
    pub(crate) at: Timestamp,
}

/// What became of [`IdentityStore::create_organisation`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum OrganisationOutcome {
    Created,
    NameTaken,
    LoginTaken,
}

/// A desk user with the hash that guards the sign-in.
pub(crate) struct DeskUserRow {
    pub(crate) organisation: OrganisationId,
    pub(crate) person: PersonId,
    pub(crate) password_hash: String,
}

/// Who is signed in at the desk.
#[derive(Debug, Clone)]
pub(crate) struct DeskIdentity {
    pub(crate) organisation: OrganisationId,
    pub(crate) organisation_name: String,
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// The offices of the policy that the person is.
    pub(crate) offices: Vec<Unit>,
    /// The password is one that somebody else gave.
    pub(crate) password_given: bool,
}

/// A session to keep.
pub(crate) struct SessionRow {
    pub(crate) token_hash: SecretHash,
    pub(crate) organisation: OrganisationId,
    pub(crate) person: PersonId,
    /// The hash of the password that was given.
    pub(crate) password_hash: String,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// A technician.
#[derive(Debug, Clone)]
pub(crate) struct TechnicianRow {
    pub(crate) id: PersonId,
    pub(crate) name: String,
}

/// What became of somebody to enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Entered now.
    New,
    /// Entered before, by the same request.
    Known,
    /// Nothing was written: the id is somebody else's.
    Taken,
}

/// A one-time code to keep.
pub(crate) struct EnrolmentCodeRow {
    pub(crate) code_hash: SecretHash,
    pub(crate) organisation: OrganisationId,
    pub(crate) person: PersonId,
    pub(crate) issued_by: PersonId,
    pub(crate) issued_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// A device that wants in.
pub(crate) struct EnrolmentRow {
    pub(crate) code_hash: SecretHash,
    pub(crate) device: DeviceId,
    pub(crate) name: String,
    pub(crate) public_key: PublicKey,
    pub(crate) at: Timestamp,
}

/// What became of [`IdentityStore::enrol`].
#[derive(Debug)]
pub(crate) enum EnrolOutcome {
    /// The device is in. Also the answer to a repeated request whose first answer was lost.
    Enrolled {
        device: Box<DeviceIdentity>,
        /// Sequence number of the board's row; absent if this is a repetition.
        seq: Option<u64>,
    },
    /// The code is unknown, used by another key, or past its time.
    CodeRefused,
    /// The key already belongs to a device.
    KeyTaken,
}

/// What became of [`IdentityStore::revoke_device`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Revocation {
    /// It is revoked from now on.
    Now {
        /// Sequence number of the board's row.
        seq: u64,
    },
    /// It was revoked before.
    Before,
    /// The organisation has no such device.
    Unknown,
}

/// A device with everything that is checked when it calls.
#[derive(Debug, Clone)]
pub(crate) struct DeviceIdentity {
    pub(crate) device: DeviceId,
    pub(crate) person: PersonId,
    pub(crate) person_name: String,
    pub(crate) organisation: OrganisationId,
    pub(crate) organisation_name: String,
    pub(crate) name: String,
    pub(crate) public_key: PublicKey,
    pub(crate) revoked_at: Option<Timestamp>,
}

/// What everybody may know of an organisation.
pub(crate) struct OrganisationDevices {
    pub(crate) name: String,
    /// Devices that were put out, by id.
    pub(crate) revoked: Vec<RevokedDevice>,
}

/// Identity rows.
#[async_trait]
pub(crate) trait IdentityStore: Send + Sync {
    /// The name of this server in tokens; `fresh` becomes it if there is none yet.
    async fn audience(&self, fresh: String) -> Result<String, StoreError>;

    /// Whether there is any organisation.
    async fn is_set_up(&self) -> Result<bool, StoreError>;

    /// Makes an organisation and its first desk user.
    async fn create_organisation(&self, row: OrganisationRow) -> Result<OrganisationOutcome, StoreError>;

    /// The desk user who signs in as `login` (lower case).
    async fn desk_user(&self, login: String) -> Result<Option<DeskUserRow>, StoreError>;

    /// Keeps a session, and forgets those that have ended; `false` if the password is another one by now, or its person may not sign in
    /// any more.
    async fn create_session(&self, row: SessionRow) -> Result<bool, StoreError>;

    /// Who the session belongs to, if it has not ended at `now`.
    async fn session(&self, token_hash: SecretHash, now: Timestamp) -> Result<Option<DeskIdentity>, StoreError>;

    /// Ends a session; ending one that is not there is fine.
    async fn end_session(&self, token_hash: SecretHash) -> Result<(), StoreError>;

    /// All technicians of the organisation by name.
    async fn technicians(&self, organisation: OrganisationId) -> Result<Vec<TechnicianRow>, StoreError>;

    /// Adds a technician.
    async fn create_technician(&self, organisation: OrganisationId, row: TechnicianRow, at: Timestamp) -> Result<Entry, StoreError>;

    /// Keeps a one-time code; `false` if the organisation has no such technician.
    async fn create_enrolment_code(&self, row: EnrolmentCodeRow) -> Result<bool, StoreError>;

    /// Takes a device in, using up its code.
    async fn enrol(&self, row: EnrolmentRow) -> Result<EnrolOutcome, StoreError>;

    /// The device with this id, of whatever organisation; its key or token has yet to be checked against the answer.
    async fn device(&self, device: DeviceId) -> Result<Option<DeviceIdentity>, StoreError>;

    /// Revokes a device. Revoking it again changes nothing.
    async fn revoke_device(&self, organisation: OrganisationId, device: DeviceId, at: Timestamp) -> Result<Revocation, StoreError>;

    /// Notes which copy of its database a device writes to. If it said another one before, the log tells of it. Answers whether it did.
    async fn note_incarnation(&self, device: DeviceId, incarnation: String, at: Timestamp) -> Result<bool, StoreError>;

    /// Keeps what a device says it still has unsent, beside a contact that is written down already. Answers its place among the news of the
    /// board if there is something to tell there.
    async fn note_unsent(
        &self,
        organisation: OrganisationId,
        device: DeviceId,
        unsent: Option<StillUnsent>,
        at: Timestamp,
    ) -> Result<Option<u64>, StoreError>;

    /// Name and revoked devices of an organisation, if there is one.
    async fn organisation_devices(&self, organisation: OrganisationId) -> Result<Option<OrganisationDevices>, StoreError>;

    /// Marks an assertion as honoured, and forgets those too old to be honoured at `now`. `false` if it was honoured before.
    async fn use_assertion(&self, device: DeviceId, jti: String, expires_at: Timestamp, now: Timestamp) -> Result<bool, StoreError>;
}
