//! What an organisation decides differently: from its file to the database and to whoever applies it (P-01…P-24).
//!
//! Words: a *preset* is what one kind of company does; an organisation's *file* picks a preset per row and sets values of its own;
//! the *effective* policy is what comes of it. It is kept per organisation with a version, so that a server started without the
//! file goes on with the last one. Versions are never changed: a visit's terms name the one they came from.
//!
//! Left out: what the values mean (`model::policy`), the way to the devices.

mod file;
mod in_force;
mod presets;

use model::id::OrganisationId;
use model::policy::Policy;

use crate::app::App;
use crate::store::StoreError;

pub use file::{FileProblem, PolicyFile, PolicyFileError};
pub use in_force::{PolicyInForce, SetPolicyError};
pub use presets::{Preset, PresetError};

pub(crate) use in_force::{all_in_force, in_force_at, set};

/// The organisation's time zone, in **minutes** east of UTC: as its policy says, else China's.
pub(crate) async fn time_zone(app: &App, organisation: OrganisationId) -> Result<i64, StoreError> {
    let Some(row) = app.store.policy(organisation).await? else { return Ok(Policy::default().time_zone) };
    let policy: Policy = serde_json::from_str(&row.policy).map_err(|_| StoreError::Damaged("organisation_policy.policy"))?;
    Ok(policy.time_zone)
}

/// The policy in force in `organisation` with its version, as JSON: what devices get. `None` if none was ever set.
pub(crate) async fn effective(app: &App, organisation: OrganisationId) -> Result<Option<(u64, serde_json::Value)>, StoreError> {
    let Some(row) = app.store.policy(organisation).await? else { return Ok(None) };
    let policy = serde_json::from_str(&row.policy).map_err(|_| StoreError::Damaged("organisation_policy.policy"))?;
    Ok(Some((row.version, policy)))
}
