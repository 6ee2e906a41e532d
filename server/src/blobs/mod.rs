//! Photos on their way in, in pieces (tus 1.0.0), and out, to the desk and to devices.
//!
//! A blob is known by the SHA-256 of its bytes, which an accepted document announced together with the size. Pieces are taken in
//! order; when the whole is here it is hashed, and only then counts as complete. One blob of an organisation is kept once, whoever
//! sends it; pieces of one and the same upload may come from several callers. Complete photos are evidence: nothing here drops them.
//!
//! * `tus`: the protocol's headers. `upload`: taking photos in.
//! * `download`: photos whole and in part. `thumbnail`: photos small.
//! * `drawing`: making a picture small, within bounds. `keeper`: what goes on beside requests.
//!
//! Left out: `termination` of tus (a device takes nothing back that a document names), pictures in other sizes.

mod download;
mod drawing;
pub(crate) mod keeper;
mod thumbnail;
mod tus;
mod upload;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(crate) use keeper::Thumbnails;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(upload::routes()).merge(download::routes()).merge(thumbnail::routes())
}
