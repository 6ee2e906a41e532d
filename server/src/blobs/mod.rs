//! Photos on their way in, in pieces (tus 1.0 semantics), and out to the desk.
//!
//! A blob is known by the SHA-256 of its bytes, which an accepted document announced together with the size. Pieces are taken in
//! order; when the whole is here it is hashed, and only then counts as complete. Left out: making pictures smaller, other ranges.

mod photo;
mod upload;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(upload::routes()).merge(photo::routes())
}
