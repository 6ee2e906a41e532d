//! Reference data: the catalogue, prices, checklist templates and asset files that the desk keeps; what follows from other tables
//! (roster, ranges of numbers); the policy.
//!
//! * [`read`]: devices fetch what changed, page by page; a sync answer names the newest versions and brings what is little.
//! * [`desk`]: the desk puts rows, all of a request or none of it, and looks at them.
//! * [`pinyin`]: initials of Chinese names, for the search on the device.
//!
//! Who gets what: a device gets what everybody may read, the asset files of products its person has a visit for, the movements of its
//! person's van stock, and its own range. The organisation and the person come from its token and from nowhere else.
//!
//! Left out: what the policy says and how it enters (`policies`), stock movements ([`crate::stock`]).

mod desk;
mod pinyin;
mod read;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(crate) use desk::{Faults, MAX_ROWS, MAX_ROWS_BYTES};
pub(crate) use read::news;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(read::routes()).merge(desk::routes())
}
