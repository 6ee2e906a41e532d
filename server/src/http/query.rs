//! Queries of an address.

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::ApiError;

/// The query of the address. What cannot be read is answered as a problem, [`ApiError::Malformed`], that says what it is.
pub(crate) struct ApiQuery<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for ApiQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let read = Query::from_request_parts(parts, app).await;
        let Query(query) = read.map_err(|rejection: QueryRejection| ApiError::Malformed(rejection.body_text().into()))?;
        Ok(Self(query))
    }
}
