//! What a person is in the organisation. What each role may do stands in [`permission`](crate::auth::permission).

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// Works on visits with an enrolled device; does not sign in at the desk.
    Technician,
    /// Takes calls and sends technicians (P-03).
    Dispatcher,
    /// Leads: dispatches and decides.
    Supervisor,
    /// Keeps parts and old parts.
    Storekeeper,
    /// Judges complaints and old parts.
    Quality,
    /// Takes the money.
    Accountant,
    /// May do everything at the desk.
    Admin,
    /// Another system, by a key that says what it may do.
    Service,
}

impl Role {
    /// Those of people who sign in at the desk.
    pub(crate) const AT_THE_DESK: [Self; 6] =
        [Self::Dispatcher, Self::Supervisor, Self::Storekeeper, Self::Quality, Self::Accountant, Self::Admin];

    /// Every role.
    const ALL: [Self; 8] = [
        Self::Technician,
        Self::Dispatcher,
        Self::Supervisor,
        Self::Storekeeper,
        Self::Quality,
        Self::Accountant,
        Self::Admin,
        Self::Service,
    ];

    /// The word for this role in the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Technician => "technician",
            Self::Dispatcher => "dispatcher",
            Self::Supervisor => "supervisor",
            Self::Storekeeper => "storekeeper",
            Self::Quality => "quality",
            Self::Accountant => "accountant",
            Self::Admin => "admin",
            Self::Service => "service",
        }
    }
}

/// The word names no role.
#[derive(Debug)]
pub(crate) struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.word() == word).ok_or(UnknownRole)
    }
}
