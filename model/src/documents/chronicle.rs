//! Documents that are one *opening* and what *happened* since: repair, old part, complaint. The opening is written once, with the
//! document; after it events are only ever added, and an event that was a mistake is struck by another one (E4). Here stands what these
//! kinds share: how such a document is laid out, written, read and judged at the gate. What an opening states, what can happen and what
//! it comes to stands in each kind's room.
//!
//! Left out: meaning. Nothing here knows what an event says beside whom it is from and what it strikes.

use std::collections::BTreeSet;
use std::fmt::Debug;

use automerge::{Automerge, AutomergeError, ObjId, ROOT};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::DocumentError;
use super::authority::{TechnicianAuthority, plain};
use super::reader::{EVENTS, Reader, SIGN_OFFS};
use super::records::{Author, Event, Keyed, Organisation, SignOffRecord};
use super::scrutiny::{denied, forbidden, new_record, own_records};
use super::stamp::Stamp;
use super::tree::{Tree, put_fields};
use super::writing::{WrittenChange, commit_change, event, put_event};
use crate::gate::{Denial, EffectKey, PathKey, Step};
use crate::id::{DocumentId, EventId};
use crate::rules::Refusal;

const ID: &str = "id";
const ORGANISATION: &str = "organisation";
const OPENED: &str = "opened";

/// Records are maps of plain values, at most this deep from the root: `events/<id>/to`.
const MAX_DEPTH: usize = 3;
/// Most events of one device in one document.
const MAX_OWN_EVENTS: usize = 300;

/// What a kind of document is opened with.
pub trait Opening: Clone + Debug + PartialEq + Eq + Serialize + DeserializeOwned {
    /// The kind every such document states.
    const KIND: &'static str;
    /// Newest version of the layout written and understood here.
    const SCHEMA: u32;
    /// Name of the command that opens such a document.
    const COMMAND: &'static str;
    /// Whether such a document keeps sign-offs.
    const SIGNED: bool;
    /// What can happen to such a document.
    type Happening: Happening;

    /// Whether it states what every such document must.
    ///
    /// # Errors
    /// [`Refusal`] naming what is missing: no honest device writes such an opening.
    fn check(&self) -> Result<(), Refusal>;
}

/// What can happen to a kind of document.
pub trait Happening: Clone + Debug + PartialEq + Eq + Serialize + DeserializeOwned {
    /// Name of the command that appends it.
    fn command(&self) -> &'static str;

    /// Whose hand may write it.
    fn author(&self) -> Author;

    /// The event that it strikes as a mistake.
    fn strikes(&self) -> Option<EventId>;

    /// Whether only the desk may strike it: others build on it.
    fn is_struck_by_desk_only(&self) -> bool;

    /// Whether it counts for good, so that striking it changes nothing: papers outside bear what it says.
    fn is_for_good(&self) -> bool {
        false
    }

    /// Whether it states what every such event must.
    ///
    /// # Errors
    /// [`Refusal`] naming what is missing: no honest device writes such an event.
    fn check(&self) -> Result<(), Refusal>;
}

/// A document as it reads now. Entries that cannot be understood are named in [`unreadable`](Chronicle::unreadable) and left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chronicle<O: Opening> {
    /// The document's id.
    pub id: DocumentId,
    /// Whose document it is.
    pub organisation: Organisation,
    /// What it was opened with, by whom and when.
    pub opened: Event<O>,
    /// What happened, struck events included, ordered by time as well as it can be told, then id.
    pub events: Vec<Keyed<EventId, Event<O::Happening>>>,
    /// Sealed sign-offs, ordered by id.
    pub sign_offs: Vec<SignOffRecord>,
    /// Paths of entries that could not be understood.
    pub unreadable: Vec<String>,
}

/// The root of such a document when it is new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Root<O> {
    kind: String,
    schema: u32,
    id: DocumentId,
    organisation: Organisation,
    opened: Event<O>,
    events: Nothing,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    sign_offs: Option<Nothing>,
}

/// A collection with nothing in it yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl<O: Opening> Chronicle<O> {
    /// The document as `doc` reads now, every merged change included.
    ///
    /// # Errors
    /// [`DocumentError`] if the document is of another kind or of a newer schema.
    pub fn read(doc: &Automerge) -> Result<Self, DocumentError> {
        Self::from_tree(&Tree::of(doc, None))
    }

    /// The document as `doc` read at `heads`. The caller makes sure that the document holds them.
    ///
    /// # Errors
    /// As [`Chronicle::read`].
    pub fn read_at(doc: &Automerge, heads: &[automerge::ChangeHash]) -> Result<Self, DocumentError> {
        Self::from_tree(&Tree::of(doc, Some(heads)))
    }

    /// Events that count: those not struck, or not to be struck, without the strikes themselves.
    pub fn in_force(&self) -> impl Iterator<Item = &Keyed<EventId, Event<O::Happening>>> {
        let struck: BTreeSet<EventId> = self.events.iter().filter_map(|event| event.record.kind.strikes()).collect();
        let counts = move |kind: &O::Happening, id| kind.strikes().is_none() && (kind.is_for_good() || !struck.contains(id));
        self.events.iter().filter(move |event| counts(&event.record.kind, &event.id))
    }

    fn from_tree(tree: &Tree) -> Result<Self, DocumentError> {
        let mut reader = Reader::new(tree, O::KIND, O::SCHEMA)?;
        let events = reader.events();
        let sign_offs = if O::SIGNED { reader.sign_offs() } else { Vec::new() };
        Ok(Self {
            id: reader.one(ID)?,
            organisation: reader.one(ORGANISATION)?,
            opened: reader.one(OPENED)?,
            events,
            sign_offs,
            unreadable: reader.unreadable,
        })
    }
}

/// Fills the empty `doc` with a new document: its one change without a predecessor.
///
/// # Errors
/// [`DocumentError::Engine`]; the document must then be thrown away.
pub fn genesis<O: Opening>(
    doc: &mut Automerge,
    id: DocumentId,
    organisation: &Organisation,
    opening: O,
    stamp: &Stamp,
) -> Result<WrittenChange, DocumentError> {
    let root = Root {
        kind: O::KIND.to_owned(),
        schema: O::SCHEMA,
        id,
        organisation: organisation.clone(),
        opened: event(opening, stamp),
        events: Nothing {},
        sign_offs: O::SIGNED.then_some(Nothing {}),
    };
    commit_change(doc, O::COMMAND, stamp, |tx| match serde_json::to_value(&root) {
        Ok(Value::Object(fields)) => put_fields(tx, &ROOT, &fields),
        _ => Err(AutomergeError::InvalidObjId(O::KIND.to_owned())),
    })
}

/// Appends `happening`. Nothing is checked here; the caller asks [`crate::rules`] first, in the same step.
///
/// # Errors
/// [`DocumentError`]; nothing was changed.
pub fn append_event<H: Happening>(doc: &mut Automerge, id: EventId, happening: H, stamp: &Stamp) -> Result<WrittenChange, DocumentError> {
    let command = happening.command();
    let event = event(happening, stamp);
    commit_change(doc, command, stamp, |tx| put_event(tx, id, &event))
}

/// Judges the first change of a document that says it is of this kind.
pub(crate) fn authorise_genesis<O: Opening>(authority: &TechnicianAuthority, step: &Step<'_>) -> Result<(), Denial> {
    let root: Root<O> = authority.new_document(step)?;
    authority.names_itself(root.id, &root.organisation)?;
    authority.mine(root.opened.by)?;
    if root.opened.device != Some(authority.device) {
        return Err(denied("not_yours", "the document was opened on another device"));
    }
    if root.schema != O::SCHEMA || root.sign_offs.is_some() != O::SIGNED {
        return Err(denied("malformed", "a document has the layout of its kind"));
    }
    root.opened.kind.check().map_err(|refusal| denied(refusal.code(), refusal.to_string()))
}

/// How a kind judges a new sign-off, made under this key.
pub(crate) type JudgeSignOff = fn(&TechnicianAuthority, &Step<'_>, &str, &ObjId) -> Result<(), Denial>;

/// Judges any later change. `sign_off` judges those, in kinds that keep them.
pub(crate) fn authorise_change<O: Opening>(
    authority: &TechnicianAuthority,
    step: &Step<'_>,
    sign_off: Option<JudgeSignOff>,
) -> Result<(), Denial> {
    for effect in step.effects {
        let path: Option<Vec<&str>> = effect.path.iter().map(PathKey::as_str).collect();
        match (path.as_deref(), &effect.key, sign_off) {
            (Some([EVENTS]), EffectKey::Key(key), _) => {
                let made = new_record(step, effect, EVENTS, key)?;
                let event = authority.own_event::<O::Happening>(step, key, made)?;
                authorise_event::<O>(authority, step, &event.kind)?;
            }
            (Some([SIGN_OFFS]), EffectKey::Key(key), Some(judge)) => {
                judge(authority, step, key, new_record(step, effect, SIGN_OFFS, key)?)?
            }
            (Some(_), _, _) => plain(effect, effect.object_is_new, MAX_DEPTH)?,
            (None, _, _) => return Err(forbidden(effect)),
        }
    }
    if own_records(step, EVENTS, authority.device) > MAX_OWN_EVENTS {
        return Err(denied("too_large", format!("a device writes at most {MAX_OWN_EVENTS} events to a document")));
    }
    Ok(())
}

fn authorise_event<O: Opening>(authority: &TechnicianAuthority, step: &Step<'_>, happening: &O::Happening) -> Result<(), Denial> {
    if happening.author() == Author::Desk {
        return Err(denied("forbidden", "only the desk writes this"));
    }
    happening.check().map_err(|refusal| denied(refusal.code(), refusal.to_string()))?;
    let Some(struck) = happening.strikes() else {
        return Ok(());
    };
    let before = Chronicle::<O>::from_tree(&Tree::of(step.before.holder(), step.before.past()))
        .map_err(|error| denied("kind_unknown", error.to_string()))?;
    match before.events.iter().find(|event| event.id == struck) {
        Some(event) if event.record.kind.is_struck_by_desk_only() => Err(denied("forbidden", "only the desk strikes this")),
        Some(event) => authority.mine(event.record.by),
        None => Err(denied("malformed", "there is no such event to strike")),
    }
}
