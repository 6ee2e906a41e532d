//! The desk looks at a photo.

use axum::extract::State;
use axum::response::IntoResponse;
use http::{HeaderValue, header};
use model::wire::problem::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::path::HashPath;

/// What browsers may show inside a page. Anything else is handed over as a file.
const PICTURES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(photo))
}

/// A photo of the organisation, once it has arrived whole.
#[utoipa::path(
    get, path = "/v1/desk/photos/{sha256}", tag = "desk",
    params(("sha256" = String, Path, description = "SHA-256 of the bytes, 64 lower-case hex digits")),
    responses(
        (status = 200, description = "The picture", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 401, description = "`unauthenticated`", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: unknown or not complete yet", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn photo(State(app): State<App>, who: DeskAuth, HashPath(blob): HashPath) -> Result<impl IntoResponse, ApiError> {
    let picture = app.store.picture(who.organisation, blob).await?.ok_or(ApiError::NotFound)?;
    let shown = PICTURES.iter().find(|known| **known == picture.media_type);
    let (media_type, disposition) = match shown {
        Some(media_type) => (*media_type, "inline"),
        None => ("application/octet-stream", "attachment"),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
        // The name is the content's hash: it never changes. Kept only by this browser, which is signed in.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable")),
    ];
    Ok((headers, picture.bytes))
}
