//! `GET /v1/reference/{set}?since=<version>`: the rows of a [set](crate::reference::Set) that changed after a version, in the order of
//! their versions.
//!
//! Every change of a row takes a new, higher version, so a page is complete up to the version of its last row: a device keeps that
//! version with the page and asks on from there, also after a cut or a restart. A row that changes meanwhile simply comes later.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::reference::Set;

/// Most rows of one page.
pub const MAX_PAGE_ROWS: usize = 2_000;
/// Where a page ends, in **bytes** of its rows; at least one row comes in any case.
pub const MAX_PAGE_BYTES: usize = 512 * 1024;

/// Most **bytes** of rows that come with a sync answer, over all sets.
pub const MAX_INLINE_BYTES: usize = 32 * 1024;

/// The newest version of every set, as a sync answer names them. Sets that a device does not know are left alone.
pub type Versions = BTreeMap<String, u64>;

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferencePage {
    /// Which set.
    pub set: Set,
    /// The newest version of the set.
    pub version: u64,
    /// What changed, by version.
    pub rows: Vec<ReferenceRow>,
    /// Ask on with this as `since`; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next: Option<u64>,
}

/// One row, or that it is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferenceRow {
    /// Its key in the set.
    pub key: String,
    /// When it last changed, counted by the server.
    pub version: u64,
    /// The row; null if it was deleted.
    pub body: Option<Value>,
}
