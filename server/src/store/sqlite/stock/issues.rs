//! The issue of a part that was asked for from the site. The first bears the id of the request; after one that was undone the next has an id
//! that is made from it, so that an issue that is sent twice meets itself, and one that follows an error does not.

use model::id::{EventId, MovementId, OrganisationId};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::sides;
use crate::store::StoreError;
use crate::store::stock::IssueOf;

/// What ids of later issues are made with.
const NEXT: &[u8] = b"fieldbook/issue/next\0";

/// The issue of `request` that stands, or the id of the next one.
pub(super) fn of(db: &Connection, organisation: OrganisationId, request: EventId) -> Result<IssueOf, StoreError> {
    let mut id = MovementId::from_bytes(*request.as_bytes());
    loop {
        let Some(moved) = sides::one(db, organisation, id)? else { return Ok(IssueOf { id, standing: None }) };
        if moved.undone_by.is_none() {
            return Ok(IssueOf { id, standing: Some(moved) });
        }
        let digest = Sha256::new().chain_update(NEXT).chain_update(id.as_bytes()).finalize();
        let mut next = [0; 16];
        next.iter_mut().zip(digest).for_each(|(byte, of)| *byte = of);
        id = MovementId::from_bytes(next);
    }
}
