//! Places in a ledger, for paging.

use model::id::DocumentId;
use model::time::Timestamp;

use super::KeptEntry;
use crate::error::ApiError;

/// Entries of one page, unless fewer are asked for.
pub(super) const MOST_ENTRIES: u32 = 200;

/// Just behind an entry, on the way to later ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The entry's instant.
    pub(crate) at: Timestamp,
    /// The entry's document.
    pub(crate) document: DocumentId,
    /// The entry's key.
    pub(crate) key: String,
}

impl Spot {
    /// Behind `kept`.
    pub(crate) fn behind(kept: &KeptEntry) -> Self {
        Self { at: kept.entry.at, document: kept.document, key: kept.entry.key.clone() }
    }

    /// As the page hands it out.
    pub(crate) fn text(&self) -> String {
        format!("{}.{}.{}", self.at.as_ms(), self.document, self.key)
    }

    /// As it comes back.
    pub(crate) fn read(text: &str) -> Result<Self, ApiError> {
        let spot = || {
            let (ms, rest) = text.split_once('.')?;
            let (document, key) = rest.split_once('.')?;
            let at = Timestamp::try_from(ms.parse::<i64>().ok()?).ok()?;
            Some(Self { at, document: document.parse().ok()?, key: key.to_owned() })
        };
        spot().ok_or_else(|| ApiError::Malformed("after: hand back `next` of the page before".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_reads_back_as_it_was_written() {
        let spot = Spot { at: Timestamp::from_ms(7), document: DocumentId::from_bytes([7; 16]), key: "a.b".into() };
        assert_eq!(Spot::read(&spot.text()).unwrap(), spot);
        for text in ["", "1", "1.2", "x.07070707-0707-0707-0707-070707070707.a"] {
            assert!(Spot::read(text).is_err(), "{text}");
        }
    }
}
