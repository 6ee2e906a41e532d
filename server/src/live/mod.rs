//! Pokes: a device that keeps its line open hears at once that there may be something new, and syncs.
//!
//! * [`handlers`]: the line itself, server-sent events.
//! * [`pokes`]: who listens, and whom a commit concerns.
//!
//! A poke carries no data, so that there is one way for documents and one place that decides who may have them. It is sent after the
//! commit, one for a burst; what a device brought itself does not poke it. Nothing here is kept: a poke that is lost costs the time to
//! the device's next routine sync.
//!
//! Left out: the desk's pages, whose events carry rows ([`crate::board`]).

mod handlers;
pub(crate) mod pokes;

use std::collections::BTreeSet;

use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::stock::{Movement, Place};

use crate::app::App;

pub(crate) use handlers::routes;

/// Pokes whoever has or just lost one of `documents`, which were committed with their last change at that place in the log, but not `by`.
/// Costs nothing while nobody of the organisation listens.
pub(crate) fn committed(app: &App, organisation: OrganisationId, by: Option<DeviceId>, documents: &[(DocumentId, u64)]) {
    if documents.is_empty() || !app.pokes.has_listeners(organisation) {
        return;
    }
    let (app, documents) = (app.clone(), documents.to_vec());
    tokio::spawn(async move {
        match app.store.concerned(organisation, documents).await {
            Ok(people) => app.pokes.poke(organisation, &people, by),
            Err(error) => tracing::warn!(error = %error, "devices were not poked; they ask in their routine"),
        }
    });
}

/// Whose van stock these movements touch.
pub(crate) fn moved<'a>(movements: impl IntoIterator<Item = &'a Movement>) -> BTreeSet<PersonId> {
    let places = movements.into_iter().flat_map(|movement| [&movement.from, &movement.to]);
    places.filter_map(|place| if let Place::Van { person } = place { Some(*person) } else { None }).collect()
}
