//! Proofs of authors whose work this device carries for them: they go beside the lists in which that work stands.

use model::seal::work::AuthorProof;
use model::wire::sync::MAX_AUTHORS;
use rusqlite::Connection;

use super::push::Batch;
use crate::store::{StoreError, peers};

/// Most **bytes** of proofs in one request: with the documents' names they fit the header that the server takes.
const MAX_PROOF_BYTES: usize = 128 * 1024;

/// The proofs for what `batch` carries for others. Documents whose proofs do not fit any more wait for the next request; the first one always
/// goes.
pub(super) fn authors(conn: &Connection, batch: &mut Batch) -> Result<Vec<AuthorProof>, StoreError> {
    let mut authors: Vec<AuthorProof> = Vec::new();
    let mut bytes = 0;
    let mut fits = batch.documents.len();
    for (index, pushed) in batch.documents.iter().enumerate().filter(|(_, pushed)| pushed.relays) {
        let proofs = peers::proofs_for_waiting(conn, pushed.id)?;
        let new: Vec<AuthorProof> = proofs.into_iter().filter(|proof| !authors.contains(proof)).collect();
        let more: usize = new.iter().map(|proof| proof.certificate.len() + proof.work.len()).sum();
        if index > 0 && (authors.len() + new.len() > MAX_AUTHORS || bytes + more > MAX_PROOF_BYTES) {
            fits = index;
            break;
        }
        bytes += more;
        authors.extend(new);
    }
    batch.documents.truncate(fits);
    Ok(authors)
}
