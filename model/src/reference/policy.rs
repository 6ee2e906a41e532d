//! The organisation's policy as devices have it: one row, under the number of its version.

use serde::{Deserialize, Serialize};

use crate::policy::Policy;

/// A version of the policy. Versions are never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyVersion {
    /// From 1; grows with every change.
    pub version: u64,
    /// What it says.
    pub policy: Policy,
}

impl PolicyVersion {
    /// What terms call it: `version 12`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("version {}", self.version)
    }
}
