//! Parts of a thing that never changes under its name: `Range`, `If-Range`, `If-None-Match` (RFC 9110 §13, §14).

use std::ops::Range;

use http::{HeaderMap, HeaderValue, header};

/// What a caller asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Everything; also where the range cannot be understood or names several parts, as the RFC allows.
    Whole,
    /// These **bytes**, at least one.
    Part(Range<u64>),
    /// It begins behind the end.
    Nothing,
}

/// What `headers` ask for of a thing with so many **bytes** and this entity tag.
pub(crate) fn asked(headers: &HeaderMap, etag: &str, size: u64) -> Asked {
    let mut ranges = headers.get_all(header::RANGE).iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Asked::Whole };
    let same = headers.get(header::IF_RANGE).is_none_or(|held| held.as_bytes() == etag.as_bytes());
    let Some(range) = range.to_str().ok().filter(|_| same) else { return Asked::Whole };
    let Some((unit, range)) = range.split_once('=') else { return Asked::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Asked::Whole;
    }
    let Some((first, last)) = range.trim().split_once('-') else { return Asked::Whole };
    match (number(first), number(last)) {
        (Number::Absent, Number::Given(0)) => Asked::Nothing,
        (Number::Absent, Number::Given(count)) => part(size.saturating_sub(count), size, size),
        (Number::Given(first), Number::Absent) => part(first, size, size),
        (Number::Given(first), Number::Given(last)) if first <= last => part(first, last.saturating_add(1), size),
        _ => Asked::Whole,
    }
}

/// Whether the caller holds the thing with this entity tag already.
pub(crate) fn is_held(headers: &HeaderMap, etag: &str) -> bool {
    let tags = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    tags.flat_map(|tags| tags.split(',')).map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// The `Content-Range` of a part.
///
/// # Errors
/// If it makes no header; no input is known that makes it.
pub(crate) fn content_range(part: &Range<u64>, size: u64) -> Result<HeaderValue, header::InvalidHeaderValue> {
    HeaderValue::try_from(format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1)))
}

fn part(start: u64, end: u64, size: u64) -> Asked {
    if start < size { Asked::Part(start..end.min(size)) } else { Asked::Nothing }
}

/// One side of a range.
enum Number {
    Absent,
    Given(u64),
    Unreadable,
}

fn number(text: &str) -> Number {
    match text {
        "" => Number::Absent,
        // More than fits is behind every end.
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => Number::Given(digits.parse().unwrap_or(u64::MAX)),
        _ => Number::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use super::*;

    fn of(pairs: &[(header::HeaderName, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name.clone(), HeaderValue::from_static(value));
        }
        headers
    }

    fn range(text: &'static str) -> Asked {
        asked(&of(&[(header::RANGE, text)]), "\"a\"", 100)
    }

    #[test]
    fn one_range_is_given_as_far_as_there_is_something() {
        assert_eq!(range("bytes=0-0"), Asked::Part(0..1));
        assert_eq!(range("bytes=10-"), Asked::Part(10..100));
        assert_eq!(range("bytes=-10"), Asked::Part(90..100));
        assert_eq!(range("bytes=-1000"), Asked::Part(0..100));
        assert_eq!(range("bytes=90-99999999999999999999999"), Asked::Part(90..100));
        assert_eq!(range("Bytes=99-99"), Asked::Part(99..100));
    }

    #[test]
    fn what_begins_behind_the_end_is_nothing() {
        for text in ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999-"] {
            assert_eq!(range(text), Asked::Nothing, "{text}");
        }
        assert_eq!(asked(&of(&[(header::RANGE, "bytes=-5")]), "\"a\"", 0), Asked::Nothing);
    }

    #[test]
    fn what_cannot_be_understood_gets_everything() {
        for text in ["bytes=5-4", "bytes=-", "bytes=a-b", "items=0-1", "bytes=0-1,5-6", "bytes", "bytes=+1-2"] {
            assert_eq!(range(text), Asked::Whole, "{text}");
        }
        assert_eq!(asked(&of(&[(header::RANGE, "bytes=0-1"), (header::RANGE, "bytes=2-3")]), "\"a\"", 100), Asked::Whole);
        assert_eq!(asked(&of(&[]), "\"a\"", 100), Asked::Whole);
    }

    #[test]
    fn a_part_of_another_thing_is_not_asked_for() {
        let with = |held| asked(&of(&[(header::RANGE, "bytes=0-1"), (header::IF_RANGE, held)]), "\"a\"", 100);
        assert_eq!(with("\"a\""), Asked::Part(0..2));
        for held in ["\"b\"", "W/\"a\"", "Sun, 22 Nov 2026 10:00:00 GMT"] {
            assert_eq!(with(held), Asked::Whole, "{held}");
        }
    }

    #[test]
    fn who_holds_it_is_told_so() {
        for held in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"] {
            assert!(is_held(&of(&[(header::IF_NONE_MATCH, held)]), "\"a\""), "{held}");
        }
        assert!(!is_held(&of(&[(header::IF_NONE_MATCH, "\"b\"")]), "\"a\""));
        assert!(!is_held(&of(&[]), "\"a\""));
    }

    #[test]
    fn a_content_range_names_first_last_and_size() {
        assert_eq!(content_range(&(5..10), 100).unwrap(), "bytes 5-9/100");
    }
}
