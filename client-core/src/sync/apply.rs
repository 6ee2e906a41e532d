//! Taking an answer: verdicts, news and cursor in one transaction, or nothing of it.
//!
//! A verdict is believed only if its digest names exactly what was sent. What the server says of work that it received earlier comes
//! first: it concerns what was received by then, never what this answer is for. News passes the gate like anything from outside; what
//! does not pass parks its document and nothing else. The cursor is kept together with the page it ends.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::atomic::Ordering;

use automerge::{ActorId, Automerge, ChangeHash};
use model::documents::kind::{Assessed, assess};
use model::documents::stamp::ChangeNote;
use model::documents::visit::assessment::Signature;
use model::gate::{AllowAll, Limits, admit, preflight};
use model::id::DocumentId;
use model::reference::Set;
use model::time::Timestamp;
use model::wire::lists::Section;
use model::wire::packed::PackedLimits;
use model::wire::reference::{ReferencePage, Versions};
use model::wire::sync::{DocumentVerdict, LaterVerdict, MAX_INFLATED_BYTES, Placed, PullItem, Pulled, SyncResponse, received_digest};
use rusqlite::Transaction;

use super::SyncError;
use super::push::Pushed;
use super::reference::check;
use crate::chance::fresh;
use crate::clock::ServerHeard;
use crate::device::Core;
use crate::http::answer::Failure;
use crate::identity::Identity;
use crate::observe::Notice;
use crate::proof::take_receipt;
use crate::store::changes::Origin;
use crate::store::contact::Cursor;
use crate::store::open_documents::OpenDocument;
use crate::store::reference::Taken;
use crate::store::{StoreError, changes, contact, documents, left_out, outbox, projection, reference, remote_photos, salvage};

/// What one document may unfold into.
const DOCUMENT_LIMITS: PackedLimits = PackedLimits { changes: 20_000, bytes: MAX_INFLATED_BYTES };
/// The longest text of a server that is kept to be shown, in **characters**.
const MAX_SHOWN_CHARS: usize = 500;

/// An answer, and what it answers.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) identity: Identity,
    /// The documents that were pushed, in order.
    pub(super) pushed: Vec<Pushed>,
    /// How far the device said it has each set of reference data.
    pub(super) held: Versions,
    pub(super) response: SyncResponse,
    pub(super) sections: Vec<Section>,
    pub(super) heard: ServerHeard,
    pub(super) at: Timestamp,
}

/// What taking an answer came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Applied {
    pub(super) changes_sent: u32,
    pub(super) changes_received: u32,
    pub(super) entered: u32,
    pub(super) left: u32,
    pub(super) refused: u32,
    pub(super) reference_rows: u32,
    /// Documents of which not everything was received: not offered again in this sync.
    pub(super) held_back: Vec<DocumentId>,
    touched: Vec<DocumentId>,
    /// Sets of reference data of which something came.
    sets: Vec<Set>,
}

impl Applied {
    /// One thing was not taken.
    pub(super) fn refused_one() -> Self {
        Self { refused: 1, ..Self::default() }
    }
}

impl Core {
    /// Takes an answer in one transaction.
    ///
    /// # Errors
    /// [`SyncError::Receipt`] or [`Failure::Answer`] if the answer does not answer what was asked, [`SyncError::Store`]; nothing of
    /// it was taken then.
    pub(super) fn apply(&self, page: &Page) -> Result<Applied, SyncError> {
        check_receipts(&page.pushed, &page.response.verdicts)?;
        check_sections(&page.response.items, page.sections.len())?;
        let (epoch, text) = (page.response.epoch, page.response.cursor.clone());
        self.take_in(&page.identity, |intake| {
            intake.take_left_out(&page.response.left_out)?;
            intake.take_later(&page.response.later)?;
            for (pushed, verdict) in page.pushed.iter().zip(&page.response.verdicts) {
                intake.take_verdict(pushed, verdict)?;
            }
            for item in &page.response.items {
                intake.take_item(item, &page.sections)?;
            }
            reference::announce(intake.tx, &page.response.reference)?;
            for news in &page.response.reference_pages {
                intake.take_reference(news, &page.held)?;
            }
            contact::move_cursor(intake.tx, &Cursor { text: text.clone(), epoch })?;
            if take_receipt(intake.tx, &page.response)? {
                self.certificate_wanted.store(true, Ordering::Relaxed);
            }
            contact::note_durable_pos(intake.tx, page.response.durable_pos)?;
            contact::hear(intake.tx, &page.heard)?;
            contact::succeeded(intake.tx, page.at)?;
            Ok(())
        })
    }

    /// Takes the verdicts on what a device that was put out has handed in; nothing else comes with them.
    pub(super) fn apply_handed_in(
        &self,
        identity: &Identity,
        pushed: &[Pushed],
        verdicts: &[DocumentVerdict],
    ) -> Result<Applied, SyncError> {
        check_receipts(pushed, verdicts)?;
        self.take_in(identity, |intake| pushed.iter().zip(verdicts).try_for_each(|(pushed, verdict)| intake.take_verdict(pushed, verdict)))
    }

    /// Takes one document's whole history, as it was fetched; what was owed is paid, whatever became of it.
    pub(super) fn apply_whole(&self, identity: &Identity, id: DocumentId, section: &Section) -> Result<Applied, SyncError> {
        self.take_in(identity, |intake| {
            intake.take_changes(id, section, Extent::Whole)?;
            documents::owe_fetch(intake.tx, id, false)?;
            // The server gives it only to whoever has it: if it had left, it is back.
            documents::mark_left(intake.tx, id, None)?;
            left_out::forget_taken_in(intake.tx, id)?;
            Ok(())
        })
    }

    fn take_in(&self, identity: &Identity, take: impl FnOnce(&mut Intake<'_, '_>) -> Result<(), SyncError>) -> Result<Applied, SyncError> {
        let mut writer = self.store.writer();
        let (tx, open) = writer.begin()?;
        let mut held = HashMap::new();
        let mut intake = Intake {
            core: self,
            tx: &tx,
            identity,
            take_open: &mut |id| open.take(id).map(|open| open.doc),
            held: &mut held,
            refused_later: BTreeSet::new(),
            applied: Applied::default(),
        };
        take(&mut intake)?;
        let applied = intake.applied;
        tx.commit().map_err(StoreError::from)?;
        for (id, doc) in held {
            writer.open.put(id, OpenDocument::new(doc));
        }
        drop(writer);
        for id in &applied.touched {
            self.tell(&[Notice::Document(*id)]);
        }
        for set in &applied.sets {
            self.tell(&[Notice::Reference(*set)]);
        }
        self.tell(&[Notice::Agenda, Notice::Outbox]);
        Ok(applied)
    }
}

/// Whether the verdicts answer exactly what was pushed, in order.
fn check_receipts(pushed: &[Pushed], verdicts: &[DocumentVerdict]) -> Result<(), SyncError> {
    if pushed.len() != verdicts.len() {
        return Err(Failure::Answer("it does not answer every document".to_owned()).into());
    }
    for (pushed, verdict) in pushed.iter().zip(verdicts) {
        let received = usize::try_from(verdict.received).ok().and_then(|received| pushed.hashes.get(..received));
        let named = received.is_some_and(|received| received_digest(received) == verdict.digest);
        if verdict.id != pushed.id || !named {
            return Err(SyncError::Receipt(pushed.id));
        }
    }
    Ok(())
}

/// Whether every item that names a section has one of its own: a short answer that names one section over and over must not
/// become long work.
fn check_sections(items: &[PullItem], sections: usize) -> Result<(), Failure> {
    let mut unused = vec![true; sections];
    for item in items {
        let (Pulled::Enter { section } | Pulled::Changes { section }) = &item.what else { continue };
        let place = usize::try_from(*section).ok().and_then(|section| unused.get_mut(section));
        if !place.is_some_and(std::mem::take) {
            return Err(Failure::Answer("an item has no section of its own".to_owned()));
        }
    }
    Ok(())
}

/// An answer on its way into the database.
struct Intake<'a, 'tx> {
    core: &'a Core,
    tx: &'a Transaction<'tx>,
    identity: &'a Identity,
    take_open: &'a mut dyn FnMut(DocumentId) -> Option<Automerge>,
    /// Documents as they are once the transaction is committed.
    held: &'a mut HashMap<DocumentId, Automerge>,
    /// Documents of which a later verdict in this answer refused something: that is what happens with them, whatever else the answer says.
    refused_later: BTreeSet<DocumentId>,
    applied: Applied,
}

impl Intake<'_, '_> {
    /// Notes what the desk leaves out, before anything of it is dealt with.
    fn take_left_out(&mut self, left_out: &BTreeMap<DocumentId, Vec<String>>) -> Result<(), SyncError> {
        for (id, hashes) in left_out {
            for text in hashes {
                let hash = hash(text).ok_or_else(|| Failure::Answer("a hash cannot be read".to_owned()))?;
                left_out::note(self.tx, *id, &hash)?;
            }
        }
        Ok(())
    }

    /// Takes what became of work that was received earlier, each verdict once.
    fn take_later(&mut self, later: &[LaterVerdict]) -> Result<(), SyncError> {
        let before = contact::judged(self.tx)?;
        let mut judged = before;
        for verdict in later.iter().filter(|verdict| verdict.number > before) {
            judged = judged.max(verdict.number);
            documents::mark_placed(self.tx, verdict.id, verdict.placed)?;
            if let Some(refused) = &verdict.refused {
                let hash = hash(&refused.hash).ok_or_else(|| Failure::Answer("a hash cannot be read".to_owned()))?;
                // A change that is offered again already gets its own verdict.
                if changes::take_back_received(self.tx, verdict.id, &hash.0)? {
                    self.refuse(verdict.id, &refused.code, &refused.detail, refused.retry, Some(&hash.0))?;
                    self.applied.held_back.push(verdict.id);
                    self.refused_later.insert(verdict.id);
                }
            }
            self.touch(verdict.id);
        }
        if judged > before {
            contact::note_judged(self.tx, judged)?;
        }
        Ok(())
    }

    /// The next change of a document was not taken.
    fn refuse(&mut self, id: DocumentId, code: &str, detail: &str, retry: bool, hash: Option<&[u8; 32]>) -> Result<(), SyncError> {
        let missing = model::gate::Refusal::MissingDependency { missing: Vec::new() };
        if retry && code == missing.code() {
            // The server lacks what it once received: everything of this document is offered again.
            changes::mark_unsent(self.tx, Some(id))?;
        }
        outbox::park(self.tx, id, &shown(code), &shown(detail), retry, hash)?;
        self.applied.refused += 1;
        Ok(())
    }

    fn take_verdict(&mut self, pushed: &Pushed, verdict: &DocumentVerdict) -> Result<(), SyncError> {
        let received = usize::try_from(verdict.received).unwrap_or(usize::MAX).min(pushed.hashes.len());
        let (received, rest) = pushed.hashes.split_at_checked(received).unwrap_or((&[], &[]));
        changes::mark_received(self.tx, pushed.id, received)?;
        self.applied.changes_sent += u32::try_from(received.len()).unwrap_or(u32::MAX);
        if !received.is_empty() {
            documents::mark_placed(self.tx, pushed.id, verdict.placed)?;
        }
        match &verdict.refused {
            _ if self.refused_later.contains(&pushed.id) => {}
            Some(refused) => {
                let hash = usize::try_from(refused.index).ok().and_then(|index| pushed.hashes.get(index));
                self.refuse(pushed.id, &refused.code, &refused.detail, refused.retry, hash)?;
            }
            None => outbox::unpark(self.tx, pushed.id)?,
        }
        // A server that takes only the front of a long list gets the rest at once; one that takes nothing is left alone for a while.
        if verdict.refused.is_some() || (received.is_empty() && !rest.is_empty()) {
            self.applied.held_back.push(pushed.id);
        }
        self.touch(pushed.id);
        Ok(())
    }

    fn take_item(&mut self, item: &PullItem, sections: &[Section]) -> Result<(), SyncError> {
        let id = item.document;
        match &item.what {
            Pulled::Enter { section } => {
                let section = section_at(sections, *section)?;
                let had = documents::is_ours(self.tx, id)?;
                self.take_changes(id, section, Extent::Whole)?;
                documents::mark_left(self.tx, id, None)?;
                left_out::forget_taken_in(self.tx, id)?;
                outbox::found(self.tx, id)?;
                if holds_own_work(self.tx, id, section)? {
                    documents::mark_placed(self.tx, id, Placed::Document)?;
                }
                // A document that was born here comes back whole once; it is no news.
                self.applied.entered += u32::from(!had);
            }
            Pulled::Changes { section } => {
                self.take_changes(id, section_at(sections, *section)?, Extent::News)?;
                outbox::found(self.tx, id)?;
            }
            Pulled::Own { last } => {
                let hashes = last.iter().map(|text| hash(text)).collect::<Option<Vec<_>>>();
                let hashes = hashes.ok_or_else(|| Failure::Answer("a hash cannot be read".to_owned()))?;
                if !changes::holds_all(self.tx, id, &hashes)? {
                    documents::enter(self.tx, id)?;
                    documents::owe_fetch(self.tx, id, true)?;
                }
            }
            Pulled::Leave { reason, successor } => {
                let (reason, successor) = (shown(reason), successor.as_deref().map(shown));
                if documents::mark_left(self.tx, id, Some((&reason, successor.as_deref())))? {
                    self.applied.left += 1;
                    self.touch(id);
                }
            }
            Pulled::Unknown => {}
        }
        Ok(())
    }

    /// Takes what is new of a set. A page that cannot follow what is here is left: the set stays behind and is fetched by itself.
    fn take_reference(&mut self, page: &ReferencePage, held: &Versions) -> Result<(), SyncError> {
        let set = page.set;
        let since = held.get(set.word()).copied();
        let fits = since.ok_or_else(|| Failure::Answer("it was not asked for".to_owned()));
        let since = match fits.and_then(|since| check(page, set, since).map(|()| since)) {
            Ok(since) => since,
            Err(error) => {
                tracing::warn!(%set, %error, "reference data in a sync answer cannot be taken and is fetched");
                return Ok(());
            }
        };
        if let Taken::Kept(rows) = reference::keep_page(self.tx, since, page)? {
            self.applied.reference_rows += rows;
            self.applied.sets.push(set);
        }
        Ok(())
    }

    /// Takes changes that others made to a document, or parks the document.
    fn take_changes(&mut self, id: DocumentId, section: &Section, extent: Extent) -> Result<(), SyncError> {
        documents::enter(self.tx, id)?;
        self.touch(id);
        if let Err(Unreadable { code, detail }) = self.try_changes(id, section, extent)? {
            documents::park_unreadable(self.tx, id, code, &shown(&detail))?;
            self.applied.refused += 1;
        }
        Ok(())
    }

    fn try_changes(&mut self, id: DocumentId, section: &Section, extent: Extent) -> Result<Result<(), Unreadable>, SyncError> {
        let mut raws = match section.raws(DOCUMENT_LIMITS) {
            Ok(raws) => raws,
            Err(error) => return Ok(Err(Unreadable { code: "malformed", detail: error.to_string() })),
        };
        let fetched = raws.len();
        let (base, damage) = match (self.document(id), extent) {
            (Ok(base), _) => (base, None),
            (Err(error @ StoreError::DocumentDamaged(_)), Extent::Whole) => {
                // Made whole from what the server has and what can still be read here.
                raws.extend(salvage::joinable(self.tx, id, &raws)?);
                (self.empty()?, Some(error))
            }
            (Err(error @ StoreError::DocumentDamaged(_)), Extent::News) => {
                documents::owe_fetch(self.tx, id, true)?;
                return Ok(Err(Unreadable { code: error.code(), detail: error.to_string() }));
            }
            (Err(other), _) => return Err(other.into()),
        };
        let mut admission = admit(&base, &raws, &Limits::of_own_server(), &AllowAll);
        admission.doc.set_actor(base.get_actor().clone());
        if let Some(error) = &damage {
            if admission.refused.as_ref().is_some_and(|refused| refused.index < fetched) {
                return Ok(Err(Unreadable { code: error.code(), detail: error.to_string() }));
            }
            // What of this device's own rows does not pass is set aside with the rest.
            admission.refused = None;
        }
        let came: Vec<[u8; 32]> =
            raws.iter().take(fetched).filter_map(|raw| model::gate::named(raw).ok()).map(|named| named.hash.0).collect();
        changes::mark_known_there(self.tx, id, &came)?;
        let refused = admission.refused.map(|refused| {
            let retry = refused.refusal.retry();
            (Unreadable { code: refused.refusal.code(), detail: refused.refusal.to_string() }, retry)
        });
        if let Some((_, true)) = refused {
            documents::owe_fetch(self.tx, id, true)?;
        }
        let refused = refused.map_or(Ok(()), |(unreadable, _)| Err(unreadable));
        let assessed = match assess(&admission.doc) {
            Ok(assessed) => {
                if assessed.id() != id || assessed.organisation() != self.identity.organisation {
                    self.hold_sound(id, base, damage.is_none());
                    let detail = "the server sent another document's changes".to_owned();
                    return Ok(Err(Unreadable { code: "other_document", detail }));
                }
                Ok(assessed)
            }
            // Kept for the application that can read it.
            Err(error) if error.is_of_newer_program() => Err(error),
            Err(error) => {
                self.hold_sound(id, base, damage.is_none());
                return Ok(refused.and(Err(Unreadable { code: "unreadable", detail: error.to_string() })));
            }
        };
        let kept = match damage {
            Some(_) => {
                let whole: HashSet<ChangeHash> = admission.accepted.iter().map(|accepted| accepted.preflight.hash).collect();
                salvage::make_room(self.tx, id, &whole)?
            }
            None => HashMap::new(),
        };
        for accepted in &admission.accepted {
            let own = ChangeNote::of(&accepted.change).is_some_and(|note| note.device == Some(self.identity.device));
            let known = kept.get(&accepted.preflight.hash);
            let received = accepted.index < fetched || known.is_some_and(|known| known.received);
            let origin = match (own || known.is_some_and(|known| known.own), received) {
                (true, true) => Origin::OwnReceived,
                (true, false) => Origin::OwnUnsent,
                (false, true) => Origin::Server,
                (false, false) => Origin::Peer,
            };
            changes::insert(self.tx, id, &accepted.preflight, accepted.change.raw_bytes(), origin)?;
            self.applied.changes_received += u32::from(known.is_none());
        }
        documents::keep(self.tx, id, &admission.doc)?;
        let readable = match &assessed {
            Ok(assessed) => {
                projection::keep(self.tx, id, assessed)?;
                if let Assessed::Visit(assessment) = assessed {
                    // What is signed is looked at now and then; its pictures are fetched when somebody wants them.
                    let owed = !matches!(assessment.signature, Signature::Current | Signature::Accepted);
                    remote_photos::note(self.tx, id, &assessment.visit.photos, owed)?;
                }
                Ok(())
            }
            Err(error) => {
                projection::not_shown(self.tx, id, error)?;
                Err(Unreadable { code: projection::NEWER_SCHEMA, detail: projection::NEWER.to_owned() })
            }
        };
        self.held.insert(id, admission.doc);
        if refused.is_ok() && readable.is_ok() {
            documents::mark_readable(self.tx, id)?;
        }
        Ok(refused.and(readable))
    }

    /// The document as it is so far in this transaction; an empty one if it is new.
    fn document(&mut self, id: DocumentId) -> Result<Automerge, StoreError> {
        if let Some(doc) = self.held.remove(&id).or_else(|| (self.take_open)(id)) {
            return Ok(doc);
        }
        match documents::load(self.tx, id, self.core.chance.as_ref())? {
            Some(doc) => Ok(doc),
            None => self.empty(),
        }
    }

    fn empty(&self) -> Result<Automerge, StoreError> {
        Ok(Automerge::new().with_actor(ActorId::from(fresh::<16>(self.core.chance.as_ref())?)))
    }

    /// Holds a document that was not changed, unless what is on disk is damaged.
    fn hold_sound(&mut self, id: DocumentId, base: Automerge, sound: bool) {
        if sound {
            self.held.insert(id, base);
        }
    }

    fn touch(&mut self, id: DocumentId) {
        if !self.applied.touched.contains(&id) {
            self.applied.touched.push(id);
        }
    }
}

/// How much of a document came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Its whole history.
    Whole,
    /// What is new of it.
    News,
}

/// Why news of a document could not be taken.
struct Unreadable {
    code: &'static str,
    detail: String,
}

/// Whether everything of this device that the server has named as received is in the document's history as the server sends it: then
/// nothing of it lies apart any more.
fn holds_own_work(tx: &Transaction<'_>, id: DocumentId, section: &Section) -> Result<bool, StoreError> {
    let raws = section.raws(DOCUMENT_LIMITS).unwrap_or_default();
    let sent: HashSet<[u8; 32]> =
        raws.iter().filter_map(|raw| preflight(raw, &Limits::of_own_server()).ok()).map(|flight| flight.hash.0).collect();
    Ok(changes::own_received(tx, id)?.is_some_and(|received| received.iter().all(|hash| sent.contains(hash))))
}

fn section_at(sections: &[Section], index: u32) -> Result<&Section, SyncError> {
    let section = usize::try_from(index).ok().and_then(|index| sections.get(index));
    section.ok_or_else(|| Failure::Answer("it names a section that is not there".to_owned()).into())
}

fn hash(text: &str) -> Option<ChangeHash> {
    hex::decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()).map(ChangeHash)
}

/// A server's text, not longer than what a page can show.
fn shown(text: &str) -> String {
    text.chars().take(MAX_SHOWN_CHARS).collect()
}
