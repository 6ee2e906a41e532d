//! `POST /v1/sync/reconcile`: which side lacks what, by comparing heads instead of sending everything again.
//!
//! For a device whose cursor is of no use any more (the server was restored from a copy), and now and then as an audit of both. The
//! device names the [`fingerprint`] of every document it has; the server says of those that differ how far it has each actor. An actor's
//! numbers have no gaps, so this says of every change whether the server holds it. JSON under gzip, both ways.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{DocumentId, EpochId};
use crate::time::Timestamp;
use crate::wire::sync::received_digest;

/// Where it is asked.
pub const RECONCILE_PATH: &str = "/v1/sync/reconcile";
/// Most documents in one request.
pub const MAX_RECONCILED: usize = 20_000;

/// What the device has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileRequest {
    /// Protocol version of the device.
    pub protocol: u32,
    /// Name and version of the application, for support.
    pub application: String,
    /// What the device's clock says.
    pub client_time: Timestamp,
    /// The [`fingerprint`] of each document.
    pub documents: BTreeMap<DocumentId, String>,
}

/// What the server has, where it is something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileResponse {
    /// Protocol version of the answer: the request's.
    pub protocol: u32,
    /// The history the cursor belongs to.
    pub epoch: EpochId,
    /// The end of the log when this was read: a device that did what this asks for goes on from here.
    pub cursor: String,
    /// The server's clock.
    pub server_time: Timestamp,
    /// Documents of the request that differ. Of all others the server has exactly what the device has.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub differ: BTreeMap<DocumentId, Holding>,
    /// Documents that are this device's and that it did not name: to be fetched whole.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub enter: Vec<DocumentId>,
    /// Documents of the request that were this person's and are no more.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub leave: BTreeMap<DocumentId, Leaving>,
}

/// How much of a document the server holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The highest number of each actor (32 hex digits). An actor that is not there has none. Of a document that left only this device's
    /// actors are named.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub actors: BTreeMap<String, u64>,
}

/// Why a document is no longer this device's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// Why, for a person.
    pub reason: String,
    /// Who has it now, if anybody.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub successor: Option<String>,
}

/// Names one exact version of a document: the first 32 hex digits of the SHA-256 over its heads, ascending.
#[must_use]
pub fn fingerprint(heads: &[[u8; 32]]) -> String {
    let mut ascending: Vec<&[u8; 32]> = heads.iter().collect();
    ascending.sort_unstable();
    let mut digest = received_digest(ascending);
    digest.truncate(32);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_does_not_depend_on_the_order_of_heads() {
        let (a, b) = ([1; 32], [2; 32]);
        assert_eq!(fingerprint(&[a, b]), fingerprint(&[b, a]));
        assert_ne!(fingerprint(&[a, b]), fingerprint(&[a]));
        assert_eq!(fingerprint(&[]).len(), 32);
    }
}
