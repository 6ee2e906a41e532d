//! Where the policy in force enters: as the one row of the set `policy`, which every device of the organisation gets.

use model::id::OrganisationId;
use model::reference::Set;
use serde_json::Value;

use crate::app::App;
use crate::store::reference::ReferenceWrite;

/// The key of the only row of the set.
const KEY: &str = "effective";

/// The policy could not be given to the devices. What they have stays in force; try again.
#[derive(Debug, thiserror::Error)]
#[error("the policy could not be kept: {0}")]
pub struct PutPolicyError(String);

/// Makes `policy` the one that devices get. The same policy again changes nothing, so whoever knows the policy in force hands it in
/// at every start and after every change. Answers the newest version of the set.
pub(crate) async fn put(app: &App, organisation: OrganisationId, policy: &Value) -> Result<u64, PutPolicyError> {
    let write = ReferenceWrite { key: KEY.to_owned(), body: Some(policy.to_string()) };
    let written = app.store.put_reference(organisation, Set::Policy, vec![write]).await;
    written.map(|written| written.version).map_err(|error| PutPolicyError(error.to_string()))
}
