//! What whoever runs the server decides. Left out: reading arguments, environment or files; the command line does that.

use std::path::PathBuf;

use model::wire::config::{SyncLimits, SyncPace};

/// 2^30 **bytes**.
const GIB: u64 = 1 << 30;

/// The settings of one server.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where database and server key are kept. Made if missing; nobody else may write there.
    pub data_dir: PathBuf,
    /// The address people and devices use, such as `https://fieldbook.example`. With `https` the session cookie is `Secure`.
    pub public_url: Option<String>,
    /// Whether the last entry of `X-Forwarded-For` is the caller's address. Only true behind a proxy that always sets it.
    pub trust_forwarded_for: bool,
    /// Life of an access token in **seconds**.
    pub access_token_life_s: u64,
    /// Life of an enrolment code in **seconds**.
    pub enrolment_code_life_s: u64,
    /// How long after losing a visit a device's late work still enters the document, in **seconds** (O-09).
    pub reassignment_grace_s: u64,
    /// Life of a desk session in **seconds**.
    pub session_life_s: u64,
    /// Enrolments one address may try in a **minute**.
    pub enrolments_per_minute: u32,
    /// Access tokens one address may ask for in a **minute**; a whole company may sit behind one address.
    pub tokens_per_minute: u32,
    /// Sign-ins one address may try in a **minute**.
    pub sign_ins_per_minute: u32,
    /// Papers one address may have checked in a **minute**.
    pub checks_per_minute: u32,
    /// Calls one key of another system may make in a **minute**.
    pub calls_per_key_minute: u32,
    /// How much all photos of an organisation may take, in **bytes**.
    pub photo_bytes_per_organisation: u64,
    /// How much one device may upload in a day (UTC), in **bytes**.
    pub photo_bytes_per_device_day: u64,
    /// How many uploads of photos one device may begin in a day (UTC).
    pub photos_per_device_day: u32,
    /// How long an unfinished upload is kept after its last piece, in **seconds**.
    pub upload_life_s: u64,
    /// Connections held open at once. Beyond, one that waits, or does not take its answer, is closed for the newcomer; if there is none,
    /// the newcomer is closed.
    pub max_connections: usize,
    /// Connections one address may hold open at once; further ones are closed. From this machine itself four times as many. Not
    /// counted with `trust_forwarded_for`: all come from the proxy then, which has to do the counting.
    pub connections_per_address: usize,
    /// Documents that are judged and written at the same time. Judging itself takes as many cores as there are; the others wait for the disk,
    /// so that they share commits. With 0 nothing is judged but by [`Server::settled`](crate::Server::settled), one list after the other.
    pub judges: usize,
    /// Most **bytes** of changes that are received and not judged yet; then devices are asked to come later.
    pub inbox_bytes: u64,
    /// Most lists of them: what one request brings for one document is one.
    pub inbox_lists: usize,
    /// Most **bytes** of them of one device.
    pub inbox_bytes_per_device: u64,
    /// Most lists of them of one device.
    pub inbox_lists_per_device: usize,
    /// What devices may send at once; told to them, and nothing wider than the protocol's.
    pub sync_limits: SyncLimits,
    /// How often devices ask when they have nothing to send; told to them.
    pub sync_pace: SyncPace,
    /// Whether webhooks may go to plain HTTP and into the network that the server stands in: its own machine, private addresses, the
    /// metadata of a cloud. Only where everybody who may keep webhooks may reach all that.
    pub webhook_private_targets: bool,
}

impl Config {
    /// How long work still goes into a document that was given to somebody else, in **milliseconds**.
    pub(crate) fn grace_ms(&self) -> i64 {
        i64::try_from(self.reassignment_grace_s.saturating_mul(1000)).unwrap_or(i64::MAX)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("fieldbook-data"),
            public_url: None,
            trust_forwarded_for: false,
            access_token_life_s: 600,
            enrolment_code_life_s: 900,
            reassignment_grace_s: 7 * 24 * 3600,
            session_life_s: 12 * 3600,
            enrolments_per_minute: 60,
            tokens_per_minute: 1_200,
            sign_ins_per_minute: 30,
            checks_per_minute: 120,
            calls_per_key_minute: 600,
            photo_bytes_per_organisation: 50 * GIB,
            photo_bytes_per_device_day: 2 * GIB,
            photos_per_device_day: 1_000,
            upload_life_s: 7 * 24 * 3600,
            max_connections: 4_096,
            connections_per_address: 256,
            judges: 32,
            inbox_bytes: 512 * 1024 * 1024,
            inbox_lists: 500_000,
            inbox_bytes_per_device: 32 * 1024 * 1024,
            inbox_lists_per_device: 5_000,
            sync_limits: SyncLimits::default(),
            sync_pace: SyncPace::default(),
            webhook_private_targets: false,
        }
    }
}

impl Config {
    /// [`Self::upload_life_s`] in **milliseconds**.
    pub(crate) fn upload_life_ms(&self) -> i64 {
        i64::try_from(self.upload_life_s.saturating_mul(1000)).unwrap_or(i64::MAX)
    }

    /// Whether people reach the server by TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}
