//! The roster: who works here. Names to choose from when somebody hands over work, allowed something or came along.

use serde::{Deserialize, Serialize};

use crate::id::PersonId;

/// Somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RosterPerson {
    /// Who; the key of the row.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// What they are in the organisation, as the server says it: `technician`, `admin` …
    pub role: String,
}
