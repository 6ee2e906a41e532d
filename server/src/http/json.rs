//! JSON and form bodies whose faults are answered as problems. Large JSON may come under gzip.

use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, FormRejection, JsonRejection};
use axum::extract::{Form, FromRequest, Json, Request};
use http::{StatusCode, header};
use model::wire::frame::{FrameError, gunzip_bounded};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::ApiError;

/// A JSON body with the content type to match.
pub(crate) struct ApiJson<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let Json(value) = Json::from_request(request, app)
            .await
            .map_err(|rejection: JsonRejection| refusal(rejection.status(), rejection.body_text()))?;
        Ok(Self(value))
    }
}

/// A JSON body that may come with `Content-Encoding: gzip`, at most `MOST` **bytes** when it is unfolded.
pub(crate) struct FoldedJson<T, const MOST: usize>(pub(crate) T);

impl<T: DeserializeOwned, const MOST: usize> FromRequest<App> for FoldedJson<T, MOST> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let body = match parts.headers.remove(header::CONTENT_ENCODING) {
            None => body,
            Some(coding) if coding.as_bytes().eq_ignore_ascii_case(b"gzip") => {
                let folded = Request::from_parts(parts.clone(), body);
                let folded = Bytes::from_request(folded, app)
                    .await
                    .map_err(|rejection: BytesRejection| refusal(rejection.status(), rejection.body_text()))?;
                let unfold = tokio::task::spawn_blocking(move || gunzip_bounded(&folded, MOST));
                let unfolded = unfold.await.map_err(ApiError::internal)?.map_err(|error| match error {
                    FrameError::TooLarge { .. } => ApiError::TooLarge,
                    FrameError::Malformed(_) => ApiError::Malformed(error.to_string().into()),
                })?;
                parts.headers.remove(header::CONTENT_LENGTH);
                Body::from(unfolded)
            }
            Some(_) => return Err(ApiError::UnsupportedMedia),
        };
        let ApiJson(value) = ApiJson::from_request(Request::from_parts(parts, body), app).await?;
        Ok(Self(value))
    }
}

/// A form body.
pub(crate) struct ApiForm<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for ApiForm<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let Form(value) = Form::from_request(request, app)
            .await
            .map_err(|rejection: FormRejection| refusal(rejection.status(), rejection.body_text()))?;
        Ok(Self(value))
    }
}

fn refusal(status: StatusCode, text: String) -> ApiError {
    match ApiError::from_status(status) {
        ApiError::Malformed(_) => ApiError::Malformed(text.into()),
        error => error,
    }
}
