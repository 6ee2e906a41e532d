//! The mark under a sign-off: the pen on the glass, a picture of the customer's stamp, or both; and what stands
//! there instead when nobody signed.

use serde::{Deserialize, Serialize};

use super::SealError;
use super::record::SealBody;
use super::statement::SignOffKind;
use super::strokes::Strokes;
use crate::rules::{check_line, check_text, is_blank};

/// What stands under a sign-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mark", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Mark {
    /// The pen on the glass.
    Strokes {
        /// The pen's path.
        strokes: Strokes,
    },
    /// The customer's stamp, which counts as a signature.
    Stamp {
        /// SHA-256 of the picture, a photo that the document names; 64 hex digits.
        stamp: String,
    },
    /// Both.
    StrokesAndStamp {
        /// The pen's path.
        strokes: Strokes,
        /// SHA-256 of the picture, as above.
        stamp: String,
    },
    /// Nobody signed.
    Unsigned(Unsigned),
}

/// Why nobody signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unsigned {
    /// The reason, in the technician's words.
    pub reason: String,
    /// The customer's own words; empty only where nobody was there.
    pub words: String,
}

/// A mark as a body holds it.
pub(super) struct Parts {
    pub(super) strokes: Option<String>,
    pub(super) stamp: Option<String>,
    pub(super) unsigned: Option<Unsigned>,
}

impl Mark {
    /// The pen on the glass, if there is any.
    #[must_use]
    pub fn strokes(&self) -> Option<&Strokes> {
        match self {
            Self::Strokes { strokes } | Self::StrokesAndStamp { strokes, .. } => Some(strokes),
            Self::Stamp { .. } | Self::Unsigned(_) => None,
        }
    }

    /// Hash of the stamp's picture, if there is one.
    #[must_use]
    pub fn stamp(&self) -> Option<&str> {
        match self {
            Self::Stamp { stamp } | Self::StrokesAndStamp { stamp, .. } => Some(stamp),
            Self::Strokes { .. } | Self::Unsigned(_) => None,
        }
    }

    /// Why nobody signed, if nobody did.
    #[must_use]
    pub fn unsigned(&self) -> Option<&Unsigned> {
        match self {
            Self::Unsigned(unsigned) => Some(unsigned),
            _ => None,
        }
    }

    /// Whether this mark may stand under a sign-off of `kind`: a signature under what is signed, and only words under a refusal or
    /// an absence.
    ///
    /// # Errors
    /// [`SealError::Mark`] or [`SealError::Strokes`] saying what is wrong.
    pub fn check(&self, kind: SignOffKind) -> Result<(), SealError> {
        if let Some(strokes) = self.strokes() {
            strokes.check()?;
        }
        if self.stamp().is_some_and(|stamp| !is_sha256(stamp)) {
            return Err(SealError::Mark("the stamp is not named by its hash"));
        }
        match (self.unsigned(), kind.is_signed()) {
            (None, true) => Ok(()),
            (Some(_), true) => Err(SealError::Mark("nobody signed")),
            (None, false) => Err(SealError::Mark("nothing is signed under a refusal or an absence")),
            (Some(unsigned), false) => unsigned.check(kind),
        }
    }

    /// The parts of a body as they are sealed.
    pub(super) fn into_parts(self) -> Result<Parts, SealError> {
        let none = Parts { strokes: None, stamp: None, unsigned: None };
        Ok(match self {
            Self::Strokes { strokes } => Parts { strokes: Some(strokes.encode()?), ..none },
            Self::Stamp { stamp } => Parts { stamp: Some(stamp), ..none },
            Self::StrokesAndStamp { strokes, stamp } => Parts { strokes: Some(strokes.encode()?), stamp: Some(stamp), ..none },
            Self::Unsigned(unsigned) => Parts { unsigned: Some(unsigned), ..none },
        })
    }

    /// The mark that `body` holds.
    pub(super) fn of(body: &SealBody) -> Result<Self, SealError> {
        let strokes = body.strokes.as_deref().map(Strokes::decode).transpose()?;
        let mark = match (strokes, body.stamp.clone(), body.unsigned.clone()) {
            (Some(strokes), None, None) => Self::Strokes { strokes },
            (None, Some(stamp), None) => Self::Stamp { stamp },
            (Some(strokes), Some(stamp), None) => Self::StrokesAndStamp { strokes, stamp },
            (None, None, Some(unsigned)) => Self::Unsigned(unsigned),
            (None, None, None) => return Err(SealError::Mark("there is no mark")),
            (_, _, Some(_)) => return Err(SealError::Mark("nothing is signed under a refusal or an absence")),
        };
        mark.check(body.kind)?;
        Ok(mark)
    }
}

impl Unsigned {
    fn check(&self, kind: SignOffKind) -> Result<(), SealError> {
        if is_blank(&self.reason) {
            return Err(SealError::Mark("the reason is missing"));
        }
        if kind == SignOffKind::Refused && is_blank(&self.words) {
            return Err(SealError::Mark("the customer's words are missing"));
        }
        let fits = check_line(&self.reason).and_then(|()| check_text(&self.words));
        fits.map_err(|_| SealError::Mark("reason or words are too long"))
    }
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
