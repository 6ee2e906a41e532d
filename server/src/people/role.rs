//! What a person is in the organisation. A role is added with the first route that asks for it.

use std::str::FromStr;

use serde::Serialize;
use utoipa::ToSchema;

/// A role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// Works on visits with an enrolled device; does not sign in at the desk.
    Technician,
    /// May do everything at the desk.
    Admin,
}

impl Role {
    /// The word for this role in the database.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Technician => "technician",
            Self::Admin => "admin",
        }
    }
}

/// The word names no role.
#[derive(Debug)]
pub(crate) struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        [Self::Technician, Self::Admin].into_iter().find(|role| role.word() == word).ok_or(UnknownRole)
    }
}
