//! Checking papers in public: whoever holds a paper asks whether its record is here, and gets the newest paper; whoever holds a file has
//! it checked. No signing in.
//!
//! Knowing the digest of a record (256 bits, on the paper and nowhere else) is the right to see the paper: guessing one is hopeless, and
//! trying is limited. Answers name no person. A file that is checked is neither kept nor logged.
//!
//! The work of strangers has [places of its own](Strangers): however much of it there is, desk and devices do not wait for it.

mod answer;
mod file;
mod lookup;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::error::ApiError;

/// How many files are held at the same time, on their way in and while they are checked.
const UPLOADS: usize = 4;

/// How many questions about records are under way at the same time.
const ASKING: usize = 4;
/// How long a question waits for a place.
const PATIENCE: Duration = Duration::from_secs(5);

/// How much work of strangers runs at the same time.
pub(crate) struct Strangers {
    /// Questions about a record that are answered, their documents loaded; further ones wait a little.
    pub(crate) asking: Arc<Semaphore>,
    /// Looking a record up, or drawing it.
    pub(crate) lookups: Arc<Semaphore>,
    /// Files that are held; whoever finds no place is asked to come again.
    pub(crate) uploads: Arc<Semaphore>,
    /// Checking a file.
    pub(crate) files: Arc<Semaphore>,
}

impl Default for Strangers {
    fn default() -> Self {
        let places = |count| Arc::new(Semaphore::new(count));
        Self { asking: places(ASKING), lookups: places(1), uploads: places(UPLOADS), files: places(1) }
    }
}

impl Strangers {
    /// A place for one question, held until it is answered.
    async fn place(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let place = tokio::time::timeout(PATIENCE, Arc::clone(&self.asking).acquire_owned()).await;
        place.ok().and_then(Result::ok).ok_or(ApiError::Unavailable { retry_after_s: 5 })
    }
}

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(lookup::check_record)).routes(routes!(lookup::paper_of_record)).merge(file::routes())
}
