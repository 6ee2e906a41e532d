//! Pages of lists that have the newest first: `next` of an answer says where its page ended, and `before` of a query brings that back.

use std::fmt::Display;
use std::str::FromStr;

use model::time::Timestamp;
use serde::Deserialize;

use crate::error::ApiError;

/// A row's place in such a list: its instant, and its id among those of the same instant.
pub(crate) type Place<Id> = (Timestamp, Id);

/// The query of a list that nothing narrows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    pub(crate) before: Option<String>,
    pub(crate) limit: Option<u32>,
}

/// The place that the page begins behind.
///
/// # Errors
/// [`ApiError::Malformed`] if the text is not the `next` of an answer.
pub(crate) fn before<Id: FromStr>(text: Option<&str>) -> Result<Option<Place<Id>>, ApiError> {
    let place = |text: &str| {
        let (ms, id) = text.split_once('.')?;
        Some((Timestamp::try_from(ms.parse::<i64>().ok()?).ok()?, id.parse().ok()?))
    };
    text.map(|text| place(text).ok_or_else(|| ApiError::Malformed("before: hand back `next` of the page before".into()))).transpose()
}

/// A place as `next` says it.
pub(crate) fn text<Id: Display>((at, id): Place<Id>) -> String {
    format!("{}.{id}", at.as_ms())
}

/// Cuts `rows`, of which one more than `most` was asked for, to a page. Answers its `next`; `None` on the last page.
pub(crate) fn cut<Row, Id: Display>(rows: &mut Vec<Row>, most: u32, place: impl FnOnce(&Row) -> Place<Id>) -> Option<String> {
    let most = most as usize;
    if rows.len() <= most {
        return None;
    }
    rows.truncate(most);
    rows.last().map(place).map(text)
}

#[cfg(test)]
mod tests {
    use model::id::DocumentId;

    use super::*;

    #[test]
    fn a_page_that_is_not_the_last_says_where_the_next_one_begins() {
        let row = |ms| (Timestamp::from_ms(ms), DocumentId::from_bytes([7; 16]));
        let mut rows = vec![row(3), row(2), row(1)];
        assert_eq!(cut(&mut rows, 3, |row| *row), None);
        let next = cut(&mut rows, 2, |row| *row);
        assert_eq!((rows, before(next.as_deref()).unwrap()), (vec![row(3), row(2)], Some(row(2))));
    }

    #[test]
    fn what_no_answer_has_said_is_refused() {
        for text in ["", "1", "1.2", "-1.07070707-0707-0707-0707-070707070707", "x.07070707-0707-0707-0707-070707070707"] {
            assert!(before::<DocumentId>(Some(text)).is_err(), "{text}");
        }
    }
}
