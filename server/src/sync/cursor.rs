//! The cursor: how far a device has followed its organisation's log. Opaque to devices, and never a time.
//!
//! Besides epoch and position it remembers where the current *catch-up* (a run of pages with `more`) began and how far the log
//! went then. A document that enters in a catch-up comes whole, up to the log's end at that moment; the next pages need not name
//! its changes again.
//!
//! On the wire it also carries the mark of the log at its [furthest](Cursor::furthest) place: the first bytes of the hash of the
//! newest change there. A log that was set back and grew past that place again has another change there. And it carries the number of the
//! newest list that the device brought into the inbox: a server that has not come so far was set back before it judged that list.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::id::EpochId;

use crate::store::documents::LogMark;

const VERSION: u8 = 3;
/// As before there was an inbox: without the number of a list.
const WITHOUT_LIST: u8 = 2;
const BYTES: usize = 1 + 16 + 4 * 8 + 4;

/// A place in one epoch's log of one organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The history the numbers belong to.
    pub(crate) epoch: EpochId,
    /// Everything up to here has been served.
    pub(crate) position: u64,
    /// Where the catch-up began; `position` if none runs.
    pub(crate) began: u64,
    /// Documents that entered since `began` were served with every change up to here.
    pub(crate) whole_to: u64,
    /// The newest list of the device in the inbox, 0 if it brought none.
    pub(crate) list: u64,
}

impl Cursor {
    /// The cursor of a device that has followed everything up to `position`.
    pub(crate) fn at(epoch: EpochId, position: u64) -> Self {
        Self { epoch, position, began: position, whole_to: position, list: 0 }
    }

    /// The last place in the log that it builds on.
    pub(crate) fn furthest(&self) -> u64 {
        self.position.max(self.whole_to)
    }

    /// The text a device hands back; `mark` is the log's at [`furthest`](Self::furthest).
    pub(crate) fn encode(&self, mark: LogMark) -> String {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.push(VERSION);
        bytes.extend_from_slice(self.epoch.as_bytes());
        for number in [self.position, self.began, self.whole_to, self.list] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes.extend_from_slice(&mark);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The cursor and the mark that `text` says, if it is one of `epoch`. Whether it lies in the log is still to be seen: its furthest
    /// place and the mark are to be compared with the log's.
    pub(crate) fn decode(text: &str, epoch: EpochId) -> Option<(Self, LogMark)> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (version, rest) = bytes.split_first()?;
        let (named, rest) = rest.split_first_chunk::<16>()?;
        let (position, rest) = rest.split_first_chunk()?;
        let (began, rest) = rest.split_first_chunk()?;
        let (whole_to, rest) = rest.split_first_chunk()?;
        let (list, rest) = match *version {
            WITHOUT_LIST => (&[0; 8], rest),
            _ => rest.split_first_chunk()?,
        };
        let (mark, rest) = rest.split_first_chunk()?;
        let cursor = Self {
            epoch: EpochId::from_bytes(*named),
            position: u64::from_be_bytes(*position),
            began: u64::from_be_bytes(*began),
            whole_to: u64::from_be_bytes(*whole_to),
            list: u64::from_be_bytes(*list),
        };
        let sound =
            matches!(*version, VERSION | WITHOUT_LIST) && rest.is_empty() && cursor.epoch == epoch && cursor.began <= cursor.position;
        sound.then_some((cursor, *mark))
    }

    /// The cursor after a page that served everything up to `position`, read while the log ended at `head`.
    pub(crate) fn advanced(&self, position: u64, head: u64) -> Self {
        if position >= head {
            return Self { list: self.list, ..Self::at(self.epoch, position) };
        }
        let runs = self.whole_to > self.position;
        let (began, whole_to) = if runs { (self.began, self.whole_to) } else { (self.position, head) };
        Self { epoch: self.epoch, position, began, whole_to, list: self.list }
    }

    /// The cursor after the device brought `list` into the inbox.
    pub(crate) fn with_list(self, list: Option<u64>) -> Self {
        Self { list: list.unwrap_or(0).max(self.list), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EPOCH: [u8; 16] = [7; 16];

    fn cursor(position: u64, began: u64, whole_to: u64) -> Cursor {
        Cursor { epoch: EpochId::from_bytes(EPOCH), position, began, whole_to, list: 7 }
    }

    #[test]
    fn a_cursor_survives_the_way_to_the_device_and_back() {
        let there = cursor(40, 10, 90);
        assert_eq!(Cursor::decode(&there.encode([1, 2, 3, 4]), there.epoch), Some((there, [1, 2, 3, 4])));
        assert_eq!((there.furthest(), cursor(95, 10, 90).furthest()), (90, 95));
    }

    #[test]
    fn a_cursor_of_another_epoch_or_damaged_is_none_of_ours() {
        let epoch = EpochId::from_bytes(EPOCH);
        let text = cursor(40, 40, 40).encode([0; 4]);
        assert_eq!(Cursor::decode(&text, EpochId::from_bytes([8; 16])), None);
        assert_eq!(Cursor::decode(&cursor(40, 41, 41).encode([0; 4]), epoch), None);
        for broken in ["", "A", "yesterday", &text[1..], &format!("{text}AAAA")] {
            assert_eq!(Cursor::decode(broken, epoch), None, "{broken}");
        }
    }

    #[test]
    fn a_catch_up_keeps_where_it_began_until_it_reaches_the_end() {
        let first = cursor(0, 0, 0).advanced(30, 100);
        assert_eq!(first, cursor(30, 0, 100));
        let second = first.advanced(60, 120);
        assert_eq!(second, cursor(60, 0, 100));
        assert_eq!(second.advanced(120, 120), cursor(120, 120, 120));
        assert_eq!(cursor(100, 0, 100).advanced(110, 120), cursor(110, 100, 120));
        assert_eq!(cursor(100, 0, 100).with_list(None).with_list(Some(3)), cursor(100, 0, 100));
        assert_eq!(cursor(100, 0, 100).with_list(Some(9)).list, 9);
    }

    #[test]
    fn a_cursor_from_before_there_was_an_inbox_is_understood() {
        let epoch = EpochId::from_bytes(EPOCH);
        let mut bytes = vec![WITHOUT_LIST];
        bytes.extend_from_slice(epoch.as_bytes());
        for number in [40_u64, 10, 90] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes.extend_from_slice(&[1, 2, 3, 4]);
        let old = URL_SAFE_NO_PAD.encode(bytes);
        assert_eq!(Cursor::decode(&old, epoch), Some((Cursor { list: 0, ..cursor(40, 10, 90) }, [1, 2, 3, 4])));
    }
}
