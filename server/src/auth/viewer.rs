//! Whoever may look at a photo: a device with an access token, or the desk with its session.

use axum::extract::FromRequestParts;
use http::header;
use http::request::Parts;
use model::id::OrganisationId;

use super::desk::has_key;
use super::{DeskAuth, DeviceAuth};
use crate::app::App;
use crate::error::ApiError;
use crate::store::blobs::Sight;

/// Somebody who looks at photos. A request with an `Authorization` header is a device's, or has a key of the desk's; the cookie does not
/// count then.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Viewer {
    pub(crate) organisation: OrganisationId,
    pub(crate) sight: Sight,
}

impl FromRequestParts<App> for Viewer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if parts.headers.contains_key(header::AUTHORIZATION) && !has_key(&parts.headers) {
            let device = DeviceAuth::from_request_parts(parts, app).await?;
            return Ok(Self { organisation: device.organisation, sight: Sight::Person(device.person) });
        }
        let desk = DeskAuth::from_request_parts(parts, app).await?;
        Ok(Self { organisation: desk.organisation, sight: Sight::Desk })
    }
}
