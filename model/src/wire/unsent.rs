//! What a device still has unsent after a request, as it says itself: for the people at the desk, who read it before they send somebody
//! else. Nothing is decided by it.
//!
//! What stands in the request does not count: if the answer comes, that was received. A device that has nothing left over leaves the
//! member out, and so does one that does not know of it.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The most of anything that is believed to be unsent.
pub const MAX_COUNT: u64 = 1_000_000;
/// The most **bytes** of photos that are believed to be unsent.
pub const MAX_PHOTO_BYTES: u64 = 1 << 40;
/// Nothing is believed to wait for longer, in **milliseconds**: two years.
pub const MAX_AGE_MS: i64 = 2 * 366 * 24 * 3_600_000;

/// What a device has not sent. What is 0 is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StillUnsent {
    /// Changes that the server has not named as received, those carried for a colleague among them.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub changes: u64,
    /// How many of those changes are sign-offs of customers that were made on this device.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub signatures: u64,
    /// Photos that the server does not have whole.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub photos: u64,
    /// **Bytes** of them that the server does not have.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub photo_bytes: u64,
    /// When the oldest of all this was entered, by the device's clock.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub oldest_at: Option<Timestamp>,
}

impl StillUnsent {
    /// Whether nothing is unsent.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.changes == 0 && self.photos == 0
    }

    /// As much of it as can be believed of a device whose clock said `client_time` when the server's said `now`; `None` if nothing is
    /// unsent. Numbers have a bound, a sign-off is a change, and the oldest instant is told by the server's clock, never after `now`.
    #[must_use]
    pub fn believed(self, client_time: Timestamp, now: Timestamp) -> Option<Self> {
        if self.is_nothing() {
            return None;
        }
        let changes = self.changes.min(MAX_COUNT);
        let photos = self.photos.min(MAX_COUNT);
        Some(Self {
            changes,
            signatures: self.signatures.min(changes),
            photos,
            photo_bytes: if photos == 0 { 0 } else { self.photo_bytes.min(MAX_PHOTO_BYTES) },
            oldest_at: self.oldest_at.map(|oldest| {
                let age = client_time.as_ms().saturating_sub(oldest.as_ms()).clamp(0, MAX_AGE_MS);
                Timestamp::from_ms(now.as_ms().saturating_sub(age))
            }),
        })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Timestamp {
        Timestamp::from_ms(1_800_000_000_000)
    }

    #[test]
    fn what_nobody_can_have_unsent_is_cut_to_its_bound() {
        let all = StillUnsent {
            changes: u64::MAX,
            signatures: u64::MAX,
            photos: u64::MAX,
            photo_bytes: u64::MAX,
            oldest_at: Some(Timestamp::from_ms(i64::MIN)),
        };
        let believed = all.believed(Timestamp::from_ms(i64::MAX), noon()).unwrap();
        assert_eq!((believed.changes, believed.signatures, believed.photos), (MAX_COUNT, MAX_COUNT, MAX_COUNT));
        assert_eq!(believed.photo_bytes, MAX_PHOTO_BYTES);
        assert_eq!(believed.oldest_at, Some(noon().plus_ms(-MAX_AGE_MS)));
    }

    #[test]
    fn the_oldest_instant_is_told_by_the_servers_clock_and_never_after_now() {
        let said = |oldest| StillUnsent { changes: 1, oldest_at: Some(Timestamp::from_ms(oldest)), ..StillUnsent::default() };
        let an_hour_behind = noon().plus_ms(-3_600_000);
        let believed = said(an_hour_behind.as_ms() - 60_000).believed(an_hour_behind, noon()).unwrap();
        assert_eq!(believed.oldest_at, Some(noon().plus_ms(-60_000)));
        assert_eq!(said(noon().as_ms() + 5_000).believed(noon(), noon()).unwrap().oldest_at, Some(noon()));
    }

    #[test]
    fn signatures_without_changes_and_bytes_without_photos_are_nothing() {
        let odd = StillUnsent { signatures: 3, photo_bytes: 9, ..StillUnsent::default() };
        assert_eq!(odd.believed(noon(), noon()), None);
        let some = StillUnsent { changes: 2, signatures: 3, photo_bytes: 9, ..StillUnsent::default() }.believed(noon(), noon()).unwrap();
        assert_eq!((some.changes, some.signatures, some.photo_bytes), (2, 2, 0));
    }

    #[test]
    fn a_device_that_says_less_or_more_is_understood() {
        let said: StillUnsent = serde_json::from_str(r#"{"changes":2,"mood":"good"}"#).unwrap();
        assert_eq!(said, StillUnsent { changes: 2, ..StillUnsent::default() });
        assert_eq!(serde_json::to_string(&said).unwrap(), r#"{"changes":2}"#);
        for refused in [r#"{"changes":-1}"#, r#"{"changes":"2"}"#, r#"{"photos":1.5}"#] {
            assert!(serde_json::from_str::<StillUnsent>(refused).is_err(), "{refused}");
        }
    }
}
