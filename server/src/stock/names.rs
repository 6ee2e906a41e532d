//! Names of people and places, for whoever reads.

use std::collections::BTreeMap;

use model::id::{OrganisationId, PersonId};
use model::stock::Place;

use crate::app::App;
use crate::store::StoreError;

/// Who is called what.
pub(crate) struct Names(BTreeMap<PersonId, String>);

impl Names {
    /// Everybody of the organisation.
    pub(crate) async fn of(app: &App, organisation: OrganisationId) -> Result<Self, StoreError> {
        Ok(Self(app.store.names(organisation).await?))
    }

    /// The person's name.
    pub(crate) fn person(&self, person: PersonId) -> Option<String> {
        self.0.get(&person).cloned()
    }

    /// A place as people call it: the name of the store, or of the technician whose van it is; empty where the kind of place says all.
    pub(crate) fn place(&self, place: &Place) -> String {
        match place {
            Place::Store { name } | Place::Station { name } => name.clone(),
            Place::Van { person } => self.person(*person).unwrap_or_default(),
            Place::Visit { .. } | Place::Customer | Place::Supplier | Place::Outside => String::new(),
        }
    }
}
