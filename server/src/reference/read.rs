//! What devices read.

use axum::body::Body;
use axum::extract::State;
use http::{HeaderValue, Response, header};
use model::reference::Set;
use model::wire::frame::gzip;
use model::wire::problem::Problem;
use model::wire::reference::{MAX_INLINE_BYTES, ReferencePage, ReferenceRow, Versions};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::DeviceAuth;
use crate::error::ApiError;
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;
use crate::store::StoreError;
use crate::store::reference::{Reader, ReferenceEntry, ReferenceRows};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(changed_rows))
}

/// From where to read on.
#[derive(Deserialize)]
struct Since {
    /// The version up to which the device has the set; 0 or absent for all of it.
    #[serde(default)]
    since: u64,
}

/// Rows of a set that changed after a version, by version. The body is gzip. Ask on with `next` until there is none.
#[utoipa::path(
    get, path = "/v1/reference/{set}", tag = "devices",
    params(
        ("set" = Set, Path, description = "The set"),
        ("since" = Option<u64>, Query, description = "The version up to which the device has the set; 0 or absent for all of it"),
    ),
    responses(
        (status = 200, description = "A page: at most 2,000 rows or 512 KiB", body = ReferencePage),
        (status = 400, description = "`malformed`: the version", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such set", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn changed_rows(
    State(app): State<App>,
    auth: DeviceAuth,
    IdPath(set): IdPath<Set>,
    ApiQuery(Since { since }): ApiQuery<Since>,
) -> Result<Response<Body>, ApiError> {
    let reader = reader(&auth);
    if matches!(set, Set::Assets | Set::People | Set::Numbers) && app.store.reference_standing(reader).await?.outdated {
        app.store.refresh_reference(reader).await?;
    }
    let found = app.store.reference_rows(reader, set, since).await?;
    tokio::task::spawn_blocking(move || answer(set, found)).await.map_err(ApiError::internal)?
}

/// What a sync answer says of reference data.
pub(crate) struct News {
    /// The newest version of every set that the device may read.
    pub(crate) versions: Versions,
    /// What is new of the sets that the device named, as far as it is little.
    pub(crate) pages: Vec<ReferencePage>,
}

/// What a sync answer says of reference data to a device that has its sets up to the versions in `held`.
pub(crate) async fn news(app: &App, auth: &DeviceAuth, held: &Versions) -> Result<News, ApiError> {
    let versions = versions(app, auth).await?;
    let mut pages = Vec::new();
    let mut room = MAX_INLINE_BYTES;
    for set in Set::ALL {
        let Some(since) = held.get(set.word()).copied() else { continue };
        if versions.get(set.word()).is_none_or(|newest| *newest <= since) {
            continue;
        }
        let found = app.store.reference_rows(reader(auth), set, since).await?;
        let bytes: usize = found.rows.iter().map(|row| row.key.len() + row.body.as_deref().map_or(0, str::len)).sum();
        // A set that does not fit whole is fetched by itself.
        if found.more || bytes > room {
            continue;
        }
        room -= bytes;
        pages.push(page(set, found)?);
    }
    Ok(News { versions, pages })
}

/// The newest version of every set that the device may read. What follows from visits and people is brought up to
/// date first. If that cannot be written now, the device hears of it another time: its sync does not fail for it.
async fn versions(app: &App, auth: &DeviceAuth) -> Result<Versions, ApiError> {
    let reader = reader(auth);
    let standing = app.store.reference_standing(reader).await?;
    if !standing.outdated {
        return Ok(standing.versions);
    }
    if let Err(error) = app.store.refresh_reference(reader).await {
        tracing::warn!(error = %error, device.id = %auth.device, "reference data was not brought up to date");
        return Ok(standing.versions);
    }
    Ok(app.store.reference_standing(reader).await?.versions)
}

fn reader(auth: &DeviceAuth) -> Reader {
    Reader { organisation: auth.organisation, person: auth.person, device: auth.device }
}

fn answer(set: Set, found: ReferenceRows) -> Result<Response<Body>, ApiError> {
    let page = serde_json::to_vec(&page(set, found)?).map_err(ApiError::internal)?;
    let mut response = Response::new(Body::from(gzip(&page)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn page(set: Set, found: ReferenceRows) -> Result<ReferencePage, ApiError> {
    let ReferenceRows { version, rows, more } = found;
    let next = rows.last().map(|row| row.version).filter(|_| more);
    let rows = rows.into_iter().map(on_wire).collect::<Result<_, _>>()?;
    Ok(ReferencePage { set, version, rows, next })
}

/// A stored row as it is sent.
pub(super) fn on_wire(entry: ReferenceEntry) -> Result<ReferenceRow, ApiError> {
    let body = entry.body.map(|body| serde_json::from_str(&body)).transpose();
    let body = body.map_err(|_| StoreError::Damaged("reference_row.body"))?;
    Ok(ReferenceRow { key: entry.key, version: entry.version, body })
}
