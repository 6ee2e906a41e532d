//! What a visit has to check: templates as files, the ready ones of this program, and what comes of them for one visit.
//!
//! Words: a *template* is a list of checks for a kind of work; a *ready* template is one that every organisation begins with
//! (`server/checklists`, also inside the program). An organisation keeps its templates as rows of the reference set `checklists` and
//! changes them as it likes; the ready ones are put there once and never again.
//!
//! * `file`: a template as a TOML file, every mistake with its line.
//! * `ready`: the ready templates, and how an organisation gets them.
//! * `plan`: the checks of a visit, from the organisation's templates.
//!
//! Left out: what a template means and how several become one list (`model::reference::checklist`), how rows reach devices.

mod file;
mod plan;
mod ready;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub use file::{ChecklistFileError, read_checklist};
pub use ready::{ReadyChecklistError, ready_checklists};

pub(crate) use plan::{fitting, named};
pub(crate) use ready::provide;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    plan::routes()
}
