//! JSON and form bodies whose faults are answered as problems.

use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::extract::{Form, FromRequest, Json, Request};
use http::StatusCode;
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
