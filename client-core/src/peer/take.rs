//! Taking what another device gave: one document in one transaction, or nothing of it.
//!
//! Each change is judged as the server will judge it: signed for by its author, under an actor of that device, with that person's rights, within
//! the server's bounds. So nothing is taken here that the server would refuse, and no work of this device comes to stand on such a thing. What
//! is good from the front of a list is kept; the rest is refused by name.

use std::collections::HashMap;

use automerge::{ActorId, Automerge};
use model::documents::kind::assess;
use model::documents::relayed::{AuthorsAuthority, OfDocument, attribute};
use model::gate::{Limits, admit};
use model::id::DocumentId;
use model::rules::may_exchange;
use model::seal::work::{Author, AuthorProof};
use model::wire::packed::{self, PackedLimits};

use super::{Me, PeerError};
use crate::chance::fresh;
use crate::device::Core;
use crate::observe::Notice;
use crate::store::changes::Origin;
use crate::store::open_documents::OpenDocument;
use crate::store::{StoreError, changes, documents, peers, projection};

/// An author's proof, as it came and as it was read.
#[derive(Debug, Clone)]
pub(super) struct Proven {
    pub(super) author: Author,
    pub(super) proof: AuthorProof,
}

/// What came of one document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// Changes that are new here.
    pub(super) changes: u32,
    /// Why the rest was not taken: a stable word and a text for a person.
    pub(super) refused: Option<(String, String)>,
}

impl Taken {
    fn refused(code: &str, detail: impl Into<String>) -> Self {
        Self { changes: 0, refused: Some((code.to_owned(), detail.into())) }
    }
}

impl Core {
    /// Reads the proof of an author.
    ///
    /// # Errors
    /// [`PeerError::Stranger`] or [`PeerError::OtherOrganisation`] if it does not hold, [`PeerError::Revoked`] if this device knows that the
    /// author's was put out.
    pub(super) fn read_proof(&self, me: &Me, proof: AuthorProof) -> Result<Proven, PeerError> {
        let author = proof.read(me.enrolled.identity.organisation, &me.organisation_key).map_err(super::session::stranger)?;
        self.check_standing(me, author.device())?;
        Ok(Proven { author, proof })
    }

    /// Takes the packed list `section` of `document`, for whose changes `proven` stands.
    pub(super) fn take_from_peer(&self, me: &Me, document: DocumentId, section: &[u8], proven: &[Proven]) -> Result<Taken, StoreError> {
        let limits = Limits::default();
        let unpacked = packed::decode(section, PackedLimits { changes: limits.document_changes, bytes: limits.document_bytes });
        let raws = match unpacked {
            Ok(raws) => raws,
            Err(error) => return Ok(Taken::refused("malformed", error.to_string())),
        };
        let concerned: Vec<&Proven> =
            proven.iter().filter(|proven| proven.author.work.lines.iter().any(|line| line.document == document)).collect();
        let authors: Vec<Author> = concerned.iter().map(|proven| proven.author.clone()).collect();

        let mut writer = self.store.writer();
        let (tx, open) = writer.begin()?;
        if documents::left(&tx, document)?.is_some() {
            return Ok(Taken::refused("document_left", "the document has left this device"));
        }
        let held = match open.take(document) {
            Some(open) => Some(open.doc),
            None => documents::load(&tx, document, self.chance.as_ref())?,
        };
        let was_here = held.is_some();
        let base = match held {
            Some(doc) => doc,
            None => Automerge::new().with_actor(ActorId::from(fresh::<16>(self.chance.as_ref())?)),
        };
        let attributed = attribute(document, &raws, &authors, None, &limits, &OfDocument::of(&base));
        let front = raws.get(..attributed.authors.len()).unwrap_or_default();
        let mut admission = admit(&base, front, &limits, &AuthorsAuthority::of(document, &authors));
        let mut refused = admission.refused.take().map(|refused| (refused.refusal.code().to_owned(), refused.refusal.to_string()));
        if refused.is_none() {
            refused = attributed.stopped.map(|stopped| (stopped.code.to_owned(), "its author is not proven".to_owned()));
        }
        if admission.accepted.is_empty() {
            if was_here {
                open.put(document, OpenDocument::new(base));
            }
            return Ok(Taken { changes: 0, refused });
        }
        let sound = match assess(&admission.doc) {
            Ok(assessed) if assessed.id() != document || assessed.organisation() != me.enrolled.identity.organisation => {
                Err(Taken::refused("other_document", "the document states another id or organisation"))
            }
            Ok(assessed) if !was_here && !self.may_have(me, &assessed, &authors) => {
                Err(Taken::refused("not_yours", "the document does not name this device's person"))
            }
            Ok(assessed) => Ok(assessed),
            Err(error) => Err(Taken::refused("unreadable", error.to_string())),
        };
        let assessed = match sound {
            Ok(assessed) => assessed,
            Err(taken) => {
                if was_here {
                    open.put(document, OpenDocument::new(base));
                }
                return Ok(taken);
            }
        };
        admission.doc.set_actor(base.get_actor().clone());
        documents::enter(&tx, document)?;
        let mine = me.enrolled.identity.device;
        for accepted in &admission.accepted {
            // Work of this very device that it has lost is its own again, and goes up as such.
            let own = attributed.authors.get(accepted.index).copied().flatten() == Some(mine);
            let origin = if own { Origin::OwnUnsent } else { Origin::Peer };
            changes::insert(&tx, document, &accepted.preflight, accepted.change.raw_bytes(), origin)?;
        }
        for proven in &concerned {
            peers::keep_proof(&tx, document, &proven.author, &proven.proof)?;
        }
        documents::keep(&tx, document, &admission.doc)?;
        projection::keep(&tx, document, &assessed)?;
        tx.commit()?;
        writer.open.put(document, OpenDocument::new(admission.doc));
        drop(writer);
        self.tell(&[Notice::Document(document), Notice::Agenda, Notice::Outbox]);
        self.nudge.notify_one();
        Ok(Taken { changes: u32::try_from(admission.accepted.len()).unwrap_or(u32::MAX), refused })
    }

    /// Whether a document that was not here may be: it names this device's person, or it is that person's own from another device.
    fn may_have(&self, me: &Me, assessed: &model::documents::kind::Assessed, authors: &[Author]) -> bool {
        let person = me.enrolled.identity.person;
        may_exchange(assessed, person) || authors.iter().all(|author| author.certificate.person == person)
    }
}

/// How far a document is here, as a list of changes shows it.
pub(super) fn vector(have: &[([u8; 16], u64)]) -> HashMap<[u8; 16], u64> {
    have.iter().copied().collect()
}
