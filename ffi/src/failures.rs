//! Failures at the border: few, and each one something the host can act on. Rich errors stay inside; this is the only place
//! where they are translated.
//!
//! `code` is a stable word for programs, `detail` an English sentence for logs; [`texts`](crate::texts) has the words for people. None
//! of them repeats what the host handed in.
//! Kotlin sees `FieldException`, Swift and Python `FieldError`.

use std::io;

use client_core::http::answer::Failure;
use client_core::{ActionError, EnrolError, OpenError, PaperError, PeerError, StoreError, SyncError};
use model::documents::DocumentError;
use model::rules::{Missing, Refusal};
use model::seal::SealError;
use model::wire::problem::codes;

/// When to try again if nobody says when, in **milliseconds**.
const SOON_MS: u64 = 5_000;

/// Why a call came to nothing. Whatever the kind: what was entered before is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum FieldError {
    /// Not allowed now: show its words (`failure_text`); `missing` and `field` say what to fill in. Nothing was changed.
    #[error("{detail} [{code}]")]
    Refused {
        /// The stable word of the rule.
        code: String,
        /// Why, in English.
        detail: String,
        /// The field that is missing: of a part swap by the name it has in `PartSwap`, of another entry by the name it has there.
        field: Option<String>,
        /// What is missing before the visit can be finished.
        missing: Vec<Missing>,
    },
    /// What would be sealed holds characters that no paper can show: write them otherwise. Nothing was sealed.
    #[error("some characters cannot be printed")]
    Unprintable {
        /// Each of them once.
        characters: Vec<String>,
    },
    /// There is no such document, photo or sign-off on this device: sync, or ask the desk.
    #[error("there is no such thing on this device")]
    NotFound,
    /// The device is nobody's yet: enrol it.
    #[error("enrol this device first")]
    NotEnrolled,
    /// There is no way to the server, or the airplane switch is on: go on working, the sync comes later.
    #[error("there is no way to the server now")]
    Offline,
    /// It can work a little later: call again.
    #[error("{detail}")]
    TryAgain {
        /// How long to wait first, in **milliseconds**; 0 if it depends on a person.
        after_ms: u64,
        /// Why not now, for a person.
        detail: String,
    },
    /// The server does not accept this device's proof of who it is: ask the desk.
    #[error("{detail}")]
    SignInAgain {
        /// What the server says.
        detail: String,
    },
    /// The desk revoked this device. Its work is kept here: bring the device to the desk.
    #[error("{detail}")]
    Revoked {
        /// What the server says.
        detail: String,
    },
    /// The other side, the file or the seal is newer: update the application.
    #[error("{detail}")]
    Upgrade {
        /// What is newer, for a person.
        detail: String,
    },
    /// The server did something wrong: tell whoever runs it. Nothing is lost, the device goes on.
    #[error("{detail} [{code}]")]
    ServerFault {
        /// The stable word.
        code: String,
        /// What, for a log.
        detail: String,
    },
    /// This device's storage: `disk_full` asks for space, every other code to keep the file and bring the device in.
    #[error("{detail} [{code}]")]
    Storage {
        /// The stable word.
        code: String,
        /// What, and what to do.
        detail: String,
    },
    /// The sealed record does not prove anything: show it as not valid.
    #[error("{detail} [{code}]")]
    SealInvalid {
        /// The stable word for the one part that does not match.
        code: String,
        /// Which part, for a person.
        detail: String,
    },
    /// What was handed in cannot be used: correct it.
    #[error("{detail} [{code}]")]
    Unusable {
        /// The stable word.
        code: String,
        /// What is wrong with it.
        detail: String,
    },
}

impl FieldError {
    /// The system has no thread to spare.
    pub(crate) fn no_thread(error: io::Error) -> Self {
        Self::TryAgain { after_ms: SOON_MS, detail: format!("the system gives no thread: {error}") }
    }

    fn refused(code: &str, detail: &dyn std::fmt::Display) -> Self {
        Self::Refused { code: code.to_owned(), detail: detail.to_string(), field: None, missing: Vec::new() }
    }

    fn unusable(code: &str, detail: &dyn std::fmt::Display) -> Self {
        Self::Unusable { code: code.to_owned(), detail: detail.to_string() }
    }

    fn storage(code: &str, detail: &dyn std::fmt::Display) -> Self {
        Self::Storage { code: code.to_owned(), detail: detail.to_string() }
    }

    fn server_fault(code: &str, detail: &dyn std::fmt::Display) -> Self {
        Self::ServerFault { code: code.to_owned(), detail: detail.to_string() }
    }
}

impl From<Refusal> for FieldError {
    fn from(refusal: Refusal) -> Self {
        let (code, detail) = (refusal.code().to_owned(), refusal.to_string());
        let field = match &refusal {
            Refusal::SwapIncomplete(field)
            | Refusal::EntryIncomplete(field)
            | Refusal::ReturnVisitIncomplete(field)
            | Refusal::NotFilledIn(field) => Some((*field).to_owned()),
            _ => None,
        };
        let missing = match refusal {
            Refusal::Incomplete(missing) => missing,
            _ => Vec::new(),
        };
        Self::Refused { code, detail, field, missing }
    }
}

impl From<SealError> for FieldError {
    fn from(error: SealError) -> Self {
        let detail = error.to_string();
        match error {
            SealError::KeyRefused(_) => Self::TryAgain { after_ms: 0, detail },
            SealError::UnknownFormat(_) | SealError::UnknownAlgorithm(_) => Self::Upgrade { detail },
            SealError::TooLarge(_)
            | SealError::Unreadable(_)
            | SealError::NotCanonical(_)
            | SealError::VoucherChanged
            | SealError::OtherVisit
            | SealError::Strokes(_)
            | SealError::Mark(_)
            | SealError::CheckAddress(_)
            | SealError::OtherPaper
            | SealError::FeeConsent(_)
            | SealError::Signer(_)
            | SealError::Certificate(_)
            | SealError::NoCertificate
            | SealError::OtherOrganisation
            | SealError::Receipt(_)
            | SealError::Work(_)
            | SealError::RevokedDevice { .. }
            | SealError::Signature
            | SealError::OtherKey
            | SealError::UnknownHeads
            | SealError::BeforeFinish(_)
            | SealError::NotWhatTheVisitSaid => Self::SealInvalid { code: error.code().to_owned(), detail },
        }
    }
}

impl From<StoreError> for FieldError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Busy | StoreError::Stopped | StoreError::Chance(_) => {
                Self::TryAgain { after_ms: SOON_MS, detail: error.to_string() }
            }
            StoreError::Full | StoreError::Damaged(_) | StoreError::DocumentDamaged(_) | StoreError::Value(_) | StoreError::Sqlite(_) => {
                Self::storage(error.code(), &error)
            }
        }
    }
}

impl From<OpenError> for FieldError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Store(store) => store.into(),
            OpenError::Newer { .. } => Self::Upgrade { detail: error.to_string() },
            OpenError::Damaged { .. } => Self::storage("store_damaged", &error),
            OpenError::SqliteTooOld { .. } | OpenError::Unsafe { .. } => Self::storage("store_unsafe", &error),
            OpenError::NotOurs => Self::unusable("not_ours", &error),
            OpenError::OtherKey => Self::unusable("other_key", &error),
            OpenError::Incarnation(_) => Self::storage("incarnation", &error),
        }
    }
}

impl From<ActionError> for FieldError {
    fn from(error: ActionError) -> Self {
        match error {
            ActionError::Refused(refusal) => refusal.into(),
            ActionError::NotFound => Self::NotFound,
            ActionError::NotEnrolled => Self::NotEnrolled,
            // An action seals what it was handed: strokes that are no signature are the application's to correct.
            ActionError::Seal(SealError::Strokes(_)) => Self::unusable(error.code(), &error),
            ActionError::Seal(seal) => seal.into(),
            ActionError::Unprintable(found) => Self::Unprintable { characters: found.into_iter().map(String::from).collect() },
            ActionError::Paper(PaperError::Seal { error, .. }) => error.into(),
            ActionError::Paper(_) => Self::refused(error.code(), &error),
            ActionError::Document(DocumentError::Newer { .. } | DocumentError::UnknownKind { .. }) => {
                Self::Upgrade { detail: error.to_string() }
            }
            ActionError::Document(_) => Self::storage(error.code(), &error),
            ActionError::Change(_) => Self::refused(error.code(), &error),
            ActionError::Store(store) => store.into(),
        }
    }
}

impl From<EnrolError> for FieldError {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::Code => Self::refused(error.code(), &error),
            EnrolError::AlreadyEnrolled | EnrolError::Address | EnrolError::DeviceName => Self::unusable(error.code(), &error),
            EnrolError::NotEnrolled => Self::NotEnrolled,
            EnrolError::Key(seal) => seal.into(),
            EnrolError::Exchange(failure) => failure.into(),
            EnrolError::Store(store) => store.into(),
        }
    }
}

impl From<SyncError> for FieldError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::NotEnrolled => Self::NotEnrolled,
            SyncError::NotNow { retry_after_s } => {
                Self::TryAgain { after_ms: retry_after_s.saturating_mul(1000), detail: error.to_string() }
            }
            SyncError::Exchange(failure) => failure.into(),
            SyncError::Receipt(_) => Self::server_fault(error.code(), &error),
            SyncError::Key(seal) => seal.into(),
            SyncError::Store(store) => store.into(),
        }
    }
}

impl From<PeerError> for FieldError {
    fn from(error: PeerError) -> Self {
        match error {
            PeerError::NotEnrolled => Self::NotEnrolled,
            PeerError::NoDocument(_) => Self::NotFound,
            PeerError::Key(seal) => seal.into(),
            PeerError::Store(store) => store.into(),
            PeerError::FrameSize(_) | PeerError::PartSize(_) | PeerError::NoOffer(_) | PeerError::PartsMissing(_) => {
                Self::unusable(error.code(), &error)
            }
            _ => Self::refused(error.code(), &error),
        }
    }
}

impl From<Failure> for FieldError {
    fn from(failure: Failure) -> Self {
        let detail = failure.to_string();
        match failure.code() {
            codes::DEVICE_REVOKED => return Self::Revoked { detail },
            codes::UPGRADE_APPLICATION => return Self::Upgrade { detail },
            codes::UNAUTHENTICATED => return Self::SignInAgain { detail },
            _ => {}
        }
        match &failure {
            Failure::Offline => Self::Offline,
            Failure::Timeout => Self::TryAgain { after_ms: SOON_MS, detail },
            Failure::Refused(_) => Self::unusable(failure.code(), &detail),
            Failure::Answer(_) | Failure::OtherProtocol { .. } | Failure::AnswerTooLarge => Self::server_fault(failure.code(), &detail),
            Failure::Problem(_) | Failure::Status { .. } => match failure.retry_after_s() {
                Some(seconds) => Self::TryAgain { after_ms: u64::from(seconds) * 1000, detail },
                None if passes(&failure) => Self::TryAgain { after_ms: SOON_MS, detail },
                None => Self::server_fault(failure.code(), &detail),
            },
        }
    }
}

/// Whether a refused exchange comes right by itself when it is made again.
fn passes(failure: &Failure) -> bool {
    let by_code = [
        codes::TOKEN_EXPIRED,
        codes::CLOCK_SKEW,
        codes::EPOCH_CHANGED,
        codes::POS_AHEAD,
        codes::OFFSET,
        codes::HASH_MISMATCH,
        codes::RATE_LIMITED,
        codes::UNAVAILABLE,
    ];
    by_code.contains(&failure.code()) || matches!(failure, Failure::Status { status: 429 | 502 | 503 | 504, .. })
}

#[cfg(test)]
mod tests;
