//! What routes take: JSON bodies, ids in the path, questions in the query. What cannot be understood becomes a problem like any
//! other error.

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::problem::LocalProblem;

/// A JSON body. Anything but `application/json` is refused, because a form of a foreign page cannot send that.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = LocalProblem;

    async fn from_request(request: Request, state: &S) -> Result<Self, LocalProblem> {
        let read = axum::Json::<T>::from_request(request, state).await;
        read.map(|axum::Json(value)| Self(value)).map_err(|error| LocalProblem::malformed(error.status(), error.body_text()))
    }
}

/// A body that says nothing: `{}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// Ids in the path. What cannot be an id names nothing that is here.
pub(crate) struct At<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = LocalProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, LocalProblem> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(value)| Self(value)).map_err(|_| LocalProblem::not_found())
    }
}

/// The query.
pub(crate) struct Asked<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = LocalProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, LocalProblem> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        read.map(|Query(value)| Self(value)).map_err(|error| LocalProblem::malformed(StatusCode::BAD_REQUEST, error.body_text()))
    }
}
