//! Files to take along: what a browser calls them.

use axum::body::Body;
use http::{HeaderValue, Response, header};

use crate::error::ApiError;

/// `bytes` as a file that is saved under `stem`, `number` and `ending`, as in `voucher-C261122-001.pdf`. Whatever of the number cannot
/// stand in a name everywhere becomes `-`.
///
/// # Errors
/// [`ApiError::Internal`] if the name makes no header; no input is known that makes it.
pub(crate) fn attachment(
    bytes: Vec<u8>,
    media_type: &'static str,
    stem: &str,
    number: &str,
    ending: &str,
) -> Result<Response<Body>, ApiError> {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let number: String = number.chars().map(plain).collect();
    let disposition = format!("attachment; filename=\"{stem}-{number}.{ending}\"");
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(ApiError::internal)?);
    Ok(response)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use super::*;

    #[test]
    fn a_number_that_nobody_can_name_a_file_after_still_makes_a_name() {
        let response = attachment(Vec::new(), "application/pdf", "voucher", "急修/1\"\r\n", "pdf").unwrap();
        assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"voucher----1---.pdf\"");
    }
}
