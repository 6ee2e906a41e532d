//! What an answer means: the thing that was asked for, or a failure that says what to do next.

use model::wire::PROTOCOL;
use model::wire::frame::FrameError;
use model::wire::problem::{Problem, codes};
use serde::de::DeserializeOwned;

use super::transport::{HttpResponse, TransportError};

/// The longest wait that a server can impose, in **seconds**: one hour. A longer one is a mistake or malice.
const MAX_WAIT_S: u32 = 3_600;

/// An exchange with the server came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// There is no way to the server now, or the airplane switch is on; try later.
    #[error("there is no way to the server now")]
    Offline,
    /// The server took too long; try later, with less at once.
    #[error("the server took too long")]
    Timeout,
    /// The exchange is not possible as the device is set up.
    #[error("the exchange is not possible: {0}")]
    Refused(String),
    /// The server says why (RFC 9457); the code says what to do.
    #[error("the server says {}: {}", .0.code, .0.detail)]
    Problem(Box<Problem>),
    /// Something answered that is not Fieldbook's server, or it could not say why.
    #[error("the server answered {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// **Seconds** to wait, if it said so.
        retry_after_s: Option<u32>,
    },
    /// The answer is not what the protocol says; nothing of it was taken.
    #[error("the answer cannot be understood: {0}")]
    Answer(String),
    /// The answer is of a protocol that this application does not speak; nothing of it was taken. Update the application if it is a newer
    /// one, the server if it is an older one.
    #[error("the server answers in protocol {protocol}")]
    OtherProtocol {
        /// The answer's.
        protocol: u32,
    },
    /// The answer is larger than what this device takes; less is asked for, and if that does not help, tell whoever runs the server.
    #[error("the answer is larger than what this device takes")]
    AnswerTooLarge,
}

impl Failure {
    /// The stable word for this failure, for programs.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Offline => "offline",
            Self::Timeout => "timeout",
            Self::Refused(_) => "exchange_refused",
            Self::Problem(problem) => &problem.code,
            Self::Status { .. } => "server_status",
            Self::Answer(_) => "answer_malformed",
            Self::OtherProtocol { protocol } if *protocol > PROTOCOL => codes::UPGRADE_APPLICATION,
            Self::OtherProtocol { .. } => codes::UPGRADE_SERVER,
            Self::AnswerTooLarge => "answer_too_large",
        }
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::Status { status, .. } => Some(*status),
            Self::Offline | Self::Timeout | Self::Refused(_) | Self::Answer(_) | Self::OtherProtocol { .. } | Self::AnswerTooLarge => None,
        }
    }

    /// **Seconds** the server asks to wait, at most an hour.
    #[must_use]
    pub fn retry_after_s(&self) -> Option<u32> {
        let asked = match self {
            Self::Problem(problem) => problem.retry_after_s,
            Self::Status { retry_after_s, .. } => *retry_after_s,
            Self::Offline | Self::Timeout | Self::Refused(_) | Self::Answer(_) | Self::OtherProtocol { .. } | Self::AnswerTooLarge => None,
        };
        asked.map(|seconds| seconds.min(MAX_WAIT_S))
    }

    /// Whether the server says exactly this.
    pub(crate) fn is(&self, code: &str) -> bool {
        matches!(self, Self::Problem(problem) if problem.code == code)
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Offline => Self::Offline,
            TransportError::Timeout => Self::Timeout,
            TransportError::TooLarge => Self::AnswerTooLarge,
            TransportError::Refused { detail } => Self::Refused(detail),
        }
    }
}

impl From<FrameError> for Failure {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::TooLarge { .. } => Self::AnswerTooLarge,
            FrameError::Malformed(_) => Self::Answer(error.to_string()),
        }
    }
}

/// The answer if it is a good one (2xx), else what it says instead. The status of the answer counts, not the one in its body;
/// the longer of two waits counts.
pub(crate) fn expect_success(answer: HttpResponse) -> Result<HttpResponse, Failure> {
    if (200..300).contains(&answer.status) {
        return Ok(answer);
    }
    let retry_after_s = answer.header("retry-after").and_then(|seconds| seconds.trim().parse().ok());
    let status = answer.status;
    Err(match serde_json::from_slice::<Problem>(&answer.body) {
        Ok(problem) => Failure::Problem(Box::new(Problem { status, retry_after_s: problem.retry_after_s.max(retry_after_s), ..problem })),
        Err(_) => Failure::Status { status, retry_after_s },
    })
}

/// The JSON body of a good answer.
pub(crate) fn expect_json<T: DeserializeOwned>(answer: HttpResponse) -> Result<T, Failure> {
    let answer = expect_success(answer)?;
    serde_json::from_slice(&answer.body).map_err(|error| Failure::Answer(error.to_string()))
}
