//! Identifiers and instants at the border.
//!
//! Hosts see identifiers as text under a name of their own (`DocumentId`, `PartLineId`, …), days of the calendar as text (`CalendarDate`), and instants as their own type
//! (`java.time.Instant`, `Date`, `datetime`). A text that is no identifier never gets past here: the call fails with
//! [`FieldError::Unusable`] and nothing is done.

use std::time::{Duration, SystemTime};

use chrono::NaiveDate as CalendarDate;
use model::id::{CallOutId, DeviceId, DocumentId, EventId, OrganisationId, PartLineId, PersonId, PhotoId, SignOffId};
use model::policy::Unit as OfficeName;
use model::time::Timestamp;

use crate::failures::FieldError;

/// Reads an identifier that the host hands in; `what` names it for the reader of the failure.
///
/// # Errors
/// [`FieldError::Unusable`] with the code `identifier`.
pub fn parse<I: std::str::FromStr>(what: &str, text: &str) -> Result<I, FieldError> {
    let detail = || format!("this is not the id of {what}: expected a UUID");
    text.parse().map_err(|_| FieldError::Unusable { code: "identifier".to_owned(), detail: detail() })
}

/// Reads a calendar day that the host hands in.
fn day_from_host(text: &str) -> Result<CalendarDate, FieldError> {
    let detail = || "this is not a day: expected YYYY-MM-DD".to_owned();
    let day = text.parse().ok().filter(|day: &CalendarDate| text.len() == "YYYY-MM-DD".len() && day.to_string() == text);
    day.ok_or_else(|| FieldError::Unusable { code: "date".to_owned(), detail: detail() })
}

/// Reads the name of an office that the host hands in.
fn office_from_host(text: &str) -> Result<OfficeName, FieldError> {
    text.parse().map_err(|_| FieldError::Unusable { code: "office".to_owned(), detail: "no office is called so".to_owned() })
}

/// The instant as the host's own type.
fn to_host(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(at.as_ms().unsigned_abs())
}

/// The instant that the host hands in, held inside the years that are accepted.
fn from_host(at: SystemTime) -> Timestamp {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

uniffi::custom_type!(
    /// An instant, to the millisecond.
    Timestamp, SystemTime, { remote, try_lift: |at| Ok(from_host(at)), lower: |at| to_host(at) }
);
uniffi::custom_type!(
    /// A day of the calendar, as `2026-11-29`.
    CalendarDate, String, { remote, try_lift: |text| Ok(day_from_host(&text)?), lower: |day| day.to_string() }
);
uniffi::custom_type!(
    /// An office of the organisation, as `quality_department`.
    OfficeName, String, { remote, try_lift: |text| Ok(office_from_host(&text)?), lower: |office| office.to_string() }
);
uniffi::custom_type!(
    /// A document: a visit, a repair, an old part, a complaint or a day.
    DocumentId, String, { remote, try_lift: |text| Ok(parse("a document", &text)?), lower: |id| id.to_string() }
);
uniffi::custom_type!(
    /// An organisation.
    OrganisationId, String, { remote, try_lift: |text| Ok(parse("an organisation", &text)?), lower: |id| id.to_string() }
);
uniffi::custom_type!(
    /// An enrolled device.
    DeviceId, String, { remote, try_lift: |text| Ok(parse("a device", &text)?), lower: |id| id.to_string() }
);
uniffi::custom_type!(
    /// A person.
    PersonId, String, { remote, try_lift: |text| Ok(parse("a person", &text)?), lower: |id| id.to_string() }
);
uniffi::custom_type!(
    /// A call-out in the register.
    CallOutId, String, { remote, try_lift: |text| Ok(parse("a call-out", &text)?), lower: |id| id.to_string() }
);
uniffi::custom_type!(
    /// An event of a document.
    EventId, String, { remote, try_lift: |text| Ok(parse("an event", &text)?), lower: |id| id.to_string() }
);
uniffi::custom_type!(
    /// A line of the parts table of a visit.
    PartLineId, String, { remote, try_lift: |text| Ok(parse("a part line", &text)?), lower: |id| id.to_string() }
);
uniffi::custom_type!(
    /// A photo of a visit.
    PhotoId, String, { remote, try_lift: |text| Ok(parse("a photo", &text)?), lower: |id| id.to_string() }
);
uniffi::custom_type!(
    /// A sign-off of a visit or a repair.
    SignOffId, String, { remote, try_lift: |text| Ok(parse("a sign-off", &text)?), lower: |id| id.to_string() }
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UniFfiTag;

    type Border<T> = <T as uniffi::Lift<UniFfiTag>>::FfiType;

    fn over_the_border(text: &str) -> uniffi::Result<DocumentId> {
        let lowered: Border<String> = <String as uniffi::Lower<UniFfiTag>>::lower(text.to_owned());
        <DocumentId as uniffi::Lift<UniFfiTag>>::try_lift(lowered)
    }

    #[test]
    fn an_identifier_survives_the_border() {
        let text = "0192f3c0-7a1b-7c3d-8e4f-5a6b7c8d9e0f";
        assert_eq!(over_the_border(text).unwrap().to_string(), text);
    }

    #[test]
    fn what_is_no_identifier_is_refused_with_a_failure_the_host_can_read() {
        for text in ["", "basement", "0192f3c0-7a1b-7c3d-8e4f", "../../etc/passwd", "0192f3c0-7a1b-7c3d-8e4f-5a6b7c8d9e0g"] {
            let failure = over_the_border(text).unwrap_err().downcast::<FieldError>().unwrap();
            let FieldError::Unusable { code, detail } = failure else { panic!("{text}: {failure:?}") };
            assert_eq!(code, "identifier", "{text}");
            assert!(detail.contains("a document"), "{detail}");
            assert!(text.is_empty() || !detail.contains(text), "what was handed in is not repeated: {detail}");
        }
    }

    #[test]
    fn a_day_survives_the_border_and_what_is_none_is_refused() {
        assert_eq!(day_from_host("2026-02-28").unwrap().to_string(), "2026-02-28");
        for text in ["", "2026-02-30", "2026-2-28", "28.02.2026", "+12026-2-8", "2026-02-28T00:00"] {
            let failure = day_from_host(text).unwrap_err();
            assert!(matches!(&failure, FieldError::Unusable { code, .. } if code == "date"), "{text}: {failure:?}");
        }
    }

    #[test]
    fn an_instant_survives_the_border() {
        for ms in [0, 1, 1_795_305_600_123, 253_402_300_799_000] {
            assert_eq!(from_host(to_host(Timestamp::from_ms(ms))), Timestamp::from_ms(ms));
        }
        assert_eq!(from_host(SystemTime::UNIX_EPOCH - Duration::from_secs(1)), Timestamp::from_ms(0));
    }
}
