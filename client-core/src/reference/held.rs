//! Reference data inside an action: what the last sync brought, read in the action's own transaction.

use model::policy::Policy;
use model::reference::Set;
use model::reference::asset::{AssetFile, asset_key};
use model::reference::number::NumberRange;
use model::reference::part::Part;
use model::reference::policy::PolicyVersion;
use rusqlite::Connection;
use serde::de::DeserializeOwned;

use crate::store::{StoreError, reference};

/// The organisation's policy as it is here.
pub(crate) struct HeldPolicy {
    /// Which policy at which version, as documents keep it: `version 12`, `unread`, or `none`.
    pub(crate) name: String,
    /// It came, and this application can read it.
    pub(crate) known: bool,
    /// What it says. A policy that this application cannot read, and one that never came, say nothing: [`HeldPolicy::name`] tells.
    pub(crate) policy: Policy,
}

/// The policy.
pub(crate) fn policy(conn: &Connection) -> Result<HeldPolicy, StoreError> {
    let Some((_, body)) = reference::rows(conn, Set::Policy)?.into_iter().next() else {
        return Ok(HeldPolicy { name: "none".to_owned(), known: false, policy: Policy::default() });
    };
    Ok(match serde_json::from_str::<PolicyVersion>(&body) {
        Ok(held) => HeldPolicy { name: held.name(), known: true, policy: held.policy },
        Err(error) => {
            tracing::warn!(line = error.line(), "the policy cannot be read; update the application");
            HeldPolicy { name: "unread".to_owned(), known: false, policy: Policy::default() }
        }
    })
}

/// The range from which this device numbers papers (E6); `None` before the first sync.
pub(crate) fn number_range(conn: &Connection) -> Result<Option<NumberRange>, StoreError> {
    let row = reference::rows(conn, Set::Numbers)?.into_iter().next();
    Ok(row.map(|(_, body)| serde_json::from_str(&body)).transpose()?)
}

/// The part with this material code. One that this application cannot read is not known, as in the search.
pub(crate) fn part(conn: &Connection, number: &str) -> Result<Option<Part>, StoreError> {
    let Some(body) = reference::row(conn, Set::Parts, number.trim())? else { return Ok(None) };
    let read = serde_json::from_str(&body);
    Ok(read.inspect_err(|error| tracing::warn!(line = error.line(), "a part of the catalogue cannot be read; update the application")).ok())
}

/// The file of the product with this serial.
pub(crate) fn asset(conn: &Connection, serial: &str) -> Result<Option<AssetFile>, StoreError> {
    row(conn, Set::Assets, &asset_key(serial))
}

fn row<T: DeserializeOwned>(conn: &Connection, set: Set, key: &str) -> Result<Option<T>, StoreError> {
    Ok(reference::row(conn, set, key)?.map(|body| serde_json::from_str(&body)).transpose()?)
}
