//! Putting a policy into force, and what is in force.

use model::id::OrganisationId;
use model::policy::Policy;
use model::reference::policy::PolicyVersion;
use model::time::Timestamp;

use super::effective;
use super::file::PolicyFile;
use crate::app::App;
use crate::store::StoreError;
use crate::store::policies::NewPolicy;

/// A policy that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyInForce {
    /// Name of the organisation.
    pub organisation: String,
    /// Its version, from 1; grows with every change.
    pub version: u64,
    /// What it says.
    pub policy: Policy,
}

/// Why no policy came into force. What was in force stays.
#[derive(Debug, thiserror::Error)]
pub enum SetPolicyError {
    /// There is no organisation yet; set one up first.
    #[error("there is no organisation yet whose policy it could be")]
    NoOrganisation,
    /// Say whose policy it is.
    #[error("there are several organisations; say whose policy it is: {0}")]
    SeveralOrganisations(String),
    /// There is no organisation of this name.
    #[error("there is no organisation called {0}")]
    Unknown(String),
    /// The database could not be read or written; try again.
    #[error("the policy was not kept: {0}")]
    Failed(String),
}

impl From<StoreError> for SetPolicyError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Puts `file` into force for the organisation called `name`, or for the only one. The same policy again keeps its version.
pub(crate) async fn set(app: &App, name: Option<&str>, file: &PolicyFile) -> Result<PolicyInForce, SetPolicyError> {
    let (organisation, name) = organisation(app, name).await?;
    let json = serde_json::to_string(&file.policy).map_err(|error| SetPolicyError::Failed(error.to_string()))?;
    let new = NewPolicy { organisation, policy: json, source: file.source.clone(), at: app.now() };
    let version = app.store.keep_policy(new).await?;
    app.pokes.poke_all(organisation);
    Ok(PolicyInForce { organisation: name, version, policy: file.policy.clone() })
}

async fn organisation(app: &App, name: Option<&str>) -> Result<(OrganisationId, String), SetPolicyError> {
    let mut all = app.store.organisations().await?;
    if let Some(name) = name {
        let found = all.into_iter().find(|(_, known)| known == name);
        return found.ok_or_else(|| SetPolicyError::Unknown(name.to_owned()));
    }
    match (all.pop(), all.is_empty()) {
        (None, _) => Err(SetPolicyError::NoOrganisation),
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            let names: Vec<_> = all.into_iter().chain([last]).map(|(_, name)| name).collect();
            Err(SetPolicyError::SeveralOrganisations(names.join(", ")))
        }
    }
}

/// The policy that was in force in `organisation` at `at`. `None` if none was set by then.
pub(crate) async fn in_force_at(app: &App, organisation: OrganisationId, at: Timestamp) -> Result<Option<PolicyVersion>, StoreError> {
    let Some(row) = app.store.policy_at(organisation, at).await? else { return Ok(None) };
    let policy = serde_json::from_str(&row.policy).map_err(|_| StoreError::Damaged("organisation_policy.policy"))?;
    Ok(Some(PolicyVersion { version: row.version, policy }))
}

/// Every policy in force, by name of the organisation.
pub(crate) async fn all_in_force(app: &App) -> Result<Vec<PolicyInForce>, StoreError> {
    let mut found = Vec::new();
    for (organisation, name) in app.store.organisations().await? {
        let Some((version, policy)) = effective(app, organisation).await? else { continue };
        let policy = serde_json::from_value(policy).map_err(|_| StoreError::Damaged("organisation_policy.policy"))?;
        found.push(PolicyInForce { organisation: name, version, policy });
    }
    Ok(found)
}
