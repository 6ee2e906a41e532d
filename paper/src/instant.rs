//! Instants as they stand on paper.

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use model::time::Timestamp;

/// How the instants of one paper are written: in the time zone the paper names, which is said with each of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Zone {
    offset_minutes: i32,
}

impl Zone {
    /// `minutes` ahead of UTC.
    pub(crate) fn ahead(minutes: i32) -> Self {
        Self { offset_minutes: minutes }
    }

    /// To the minute, as in `2026-03-02 10:00 UTC+8`.
    pub(crate) fn minute(self, at: Timestamp) -> String {
        format!("{} {}", self.local(at).format("%Y-%m-%d %H:%M"), self.name())
    }

    /// To the second.
    pub(crate) fn second(self, at: Timestamp) -> String {
        format!("{} {}", self.local(at).format("%Y-%m-%d %H:%M:%S"), self.name())
    }

    fn local(self, at: Timestamp) -> DateTime<Utc> {
        utc(at.plus_ms(i64::from(self.offset_minutes) * 60_000))
    }

    fn name(self) -> String {
        let sign = if self.offset_minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (self.offset_minutes.unsigned_abs() / 60, self.offset_minutes.unsigned_abs() % 60);
        match (hours, minutes) {
            (0, 0) => "UTC".to_owned(),
            (_, 0) => format!("UTC{sign}{hours}"),
            _ => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }
}

fn utc(at: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at.as_ms()).unwrap_or_default()
}

/// The date as PDF keeps it, in UTC.
pub(crate) fn pdf_date(at: Timestamp) -> krilla::metadata::DateTime {
    let at = utc(at);
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    krilla::metadata::DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_names_its_time_zone() {
        let at = Timestamp::from_ms(1_772_438_400_000);
        assert_eq!(Zone::ahead(0).minute(at), "2026-03-02 08:00 UTC");
        assert_eq!(Zone::ahead(480).second(at), "2026-03-02 16:00:00 UTC+8");
        assert_eq!(Zone::ahead(-210).minute(at), "2026-03-02 04:30 UTC-3:30");
    }
}
