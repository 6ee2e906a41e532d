//! Parts of the path that name a thing.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::ApiError;

/// Ids from the path. What cannot be an id names nothing: the answer is the same as for an unknown one.
pub(crate) struct IdPath<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for IdPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Path(id) = Path::from_request_parts(parts, app).await.map_err(|_| ApiError::NotFound)?;
        Ok(Self(id))
    }
}

/// A SHA-256 from the path: 64 lower-case hex digits. Anything else names nothing.
pub(crate) struct HashPath(pub(crate) [u8; 32]);

impl FromRequestParts<App> for HashPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let IdPath(text) = IdPath::<String>::from_request_parts(parts, app).await?;
        let mut hash = [0; 32];
        let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        if lower && hex::decode_to_slice(&text, &mut hash).is_ok() { Ok(Self(hash)) } else { Err(ApiError::NotFound) }
    }
}
