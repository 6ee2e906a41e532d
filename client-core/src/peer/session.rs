//! One conversation with another device, without a clock, a socket or a thread of its own: frames in, frames out.
//!
//! In order: the handshake; each side says who it is, the one that began first, and proves it for this conversation; the persons agree, if
//! their devices have not met; each says how far it has the documents that the other one may see; each gives what the other one lacks, a
//! document at a time; each says that this was all, and that it has everything. What is in a document is taken at once, whole or not at all, so a session that is cut is
//! begun anew and goes on where it was.
//!
//! Left out: how frames travel, and that they do so in order (the host's).

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::documents::kind::assess;
use model::id::{DeviceId, DocumentId, PersonId};
use model::rules::may_exchange;
use model::seal::SealError;
use model::seal::certificate::Certificate;
use model::wire::peer::{Have, Hello, MAX_ACTORS, MAX_DOCUMENTS, MAX_HELLO_BYTES, MAX_MESSAGE_BYTES, Message, NoMessage, binding_message};
use serde::Serialize;

use super::channel::{Channel, PeerRole};
use super::give::{Gift, gift};
use super::take::{Proven, vector};
use super::{Me, PeerError};
use crate::device::{Core, Device};
use crate::store::{StoreError, documents, peers};

/// How long nothing may come, in **milliseconds**: as long as two people need to compare a code.
const PATIENCE_MS: u64 = 120_000;
/// Most proofs that are held of one conversation.
const MAX_PROOFS: usize = 1_000;
/// The longest statement of the organisation that goes into a greeting, in **bytes**.
const MAX_GREETED_STATEMENT: usize = 32 * 1024;

/// Who is at the other end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifiedPeer {
    /// The device.
    pub device: DeviceId,
    /// What people call it.
    pub device_name: String,
    /// Whose it is.
    pub person: PersonId,
    /// Six digits, the same at both ends: compare them where two devices meet for the first time.
    pub code: String,
    /// The devices have exchanged before: nobody has to agree again.
    pub known: bool,
}

/// What happened in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum PeerEvent {
    /// The other device is one of this organisation. If it is not `known`, ask the person and call [`PeerSession::accept`].
    Verified {
        /// Who it is.
        peer: VerifiedPeer,
    },
    /// Changes to this document were taken; they are on disk.
    Taken {
        /// Which document.
        document: DocumentId,
        /// How many changes are new here.
        changes: u32,
    },
    /// Something of this document was not taken, and why. What came before it stays.
    Refused {
        /// Which document.
        document: DocumentId,
        /// The stable word for why.
        code: String,
        /// Why, for a person.
        detail: String,
    },
    /// Both sides are through; the host may hang up once nothing is left to send.
    Done {
        /// What it came to.
        report: PeerReport,
    },
}

/// What a session came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct PeerReport {
    /// Documents given.
    pub documents_given: u32,
    /// Changes given.
    pub changes_given: u32,
    /// Documents of which something was taken.
    pub documents_taken: u32,
    /// Changes taken.
    pub changes_taken: u32,
    /// Documents of which something was not taken.
    pub refused: u32,
}

/// A conversation with another device. The host carries what [`poll_send`](Self::poll_send) gives to the other side, in order, and hands
/// what comes to [`receive`](Self::receive). Calls read and write the device's file; make them where blocking is allowed.
pub struct PeerSession {
    core: Arc<Core>,
    me: Me,
    began: bool,
    channel: Channel,
    /// This side has said who it is.
    greeted: bool,
    peer: Option<VerifiedPeer>,
    /// The person of this device agreed.
    accepted: bool,
    /// How far the other one has what this device's person may see of it.
    theirs: Option<Vec<Have>>,
    proven: Vec<Proven>,
    /// Documents still to be given.
    gifts: VecDeque<Gift>,
    given: bool,
    heard_all: bool,
    told_done: bool,
    /// The other one has everything that was given.
    confirmed: bool,
    over: bool,
    last_heard_ms: Option<u64>,
    report: PeerReport,
}

impl Device {
    /// Begins a conversation with another device, in frames of at most `max_frame` **bytes**.
    ///
    /// # Errors
    /// [`PeerError::FrameSize`], [`PeerError::NotEnrolled`], [`PeerError::NoCertificate`], [`PeerError::Store`].
    pub fn peer_session(&self, role: PeerRole, max_frame: usize) -> Result<PeerSession, PeerError> {
        let core = Arc::clone(&self.core);
        let me = core.me()?;
        let channel = Channel::new(role, max_frame, MAX_HELLO_BYTES, &core.chance)?;
        Ok(PeerSession {
            core,
            me,
            began: role == PeerRole::Began,
            channel,
            greeted: false,
            peer: None,
            accepted: false,
            theirs: None,
            proven: Vec::new(),
            gifts: VecDeque::new(),
            given: false,
            heard_all: false,
            told_done: false,
            confirmed: false,
            over: false,
            last_heard_ms: None,
            report: PeerReport::default(),
        })
    }
}

impl PeerSession {
    /// Takes a frame of the other side and answers what came of it.
    ///
    /// # Errors
    /// [`PeerError`]: the session is over then. [`poll_send`](Self::poll_send) still gives the frame that tells the other side why.
    pub fn receive(&mut self, frame: &[u8]) -> Result<Vec<PeerEvent>, PeerError> {
        if self.over {
            return Err(PeerError::Closed);
        }
        let mut events = Vec::new();
        let outcome = self.take_frame(frame, &mut events);
        self.last_heard_ms = None;
        match outcome {
            Ok(()) => Ok(events),
            Err(error) => {
                self.fail(&error);
                Err(error)
            }
        }
    }

    /// The next frame for the other side; `None` if there is nothing to send now.
    ///
    /// # Errors
    /// [`PeerError`]: the session is over then.
    pub fn poll_send(&mut self) -> Result<Option<Vec<u8>>, PeerError> {
        loop {
            if let Some(frame) = self.channel.poll_send()? {
                return Ok(Some(frame));
            }
            match self.prepare() {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(error) => {
                    self.fail(&error);
                    return Err(error);
                }
            }
        }
    }

    /// The person of this device agrees to exchange with the one that was verified. From now on the two devices know each other.
    ///
    /// # Errors
    /// [`PeerError::NobodyYet`], [`PeerError::Closed`], [`PeerError::Store`].
    pub fn accept(&mut self) -> Result<(), PeerError> {
        if self.over {
            return Err(PeerError::Closed);
        }
        let peer = self.peer.as_ref().ok_or(PeerError::NobodyYet)?;
        if !self.accepted {
            let (device, at) = (peer.device, self.core.clock.now());
            self.core.store.write::<_, StoreError>(|tx| peers::meet(tx, device, at))?;
            self.accept_known()?;
        }
        Ok(())
    }

    /// What time it is, by a counter of the host in **milliseconds** that only goes forward. Call it now and then.
    ///
    /// # Errors
    /// [`PeerError::TimedOut`] if nothing came for two minutes: the session is over then.
    pub fn tick(&mut self, now_ms: u64) -> Result<(), PeerError> {
        if self.over {
            return Err(PeerError::Closed);
        }
        let last = *self.last_heard_ms.get_or_insert(now_ms);
        if now_ms.saturating_sub(last) >= PATIENCE_MS {
            self.fail(&PeerError::TimedOut);
            return Err(PeerError::TimedOut);
        }
        Ok(())
    }

    /// Ends the session, whatever is under way. What was taken stays. The frames that tell the other side still come from
    /// [`poll_send`](Self::poll_send).
    pub fn hang_up(&mut self) {
        if !self.over {
            self.fail(&PeerError::Closed);
        }
    }

    /// Whether both sides are through or the session ended otherwise.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over
    }

    fn take_frame(&mut self, frame: &[u8], events: &mut Vec<PeerEvent>) -> Result<(), PeerError> {
        self.channel.receive(frame)?;
        if self.began {
            self.greet()?;
        }
        while let Some(message) = self.channel.next_message()? {
            let message = Message::decode(&message)?;
            self.take_message(message, events)?;
        }
        if self.heard_all && self.confirmed && !self.over {
            self.over = true;
            events.push(PeerEvent::Done { report: self.report });
        }
        Ok(())
    }

    fn take_message(&mut self, message: Message, events: &mut Vec<PeerEvent>) -> Result<(), PeerError> {
        match message {
            Message::Refused(code) => Err(PeerError::RefusedThere(code)),
            Message::Hello(hello) if self.peer.is_none() => {
                let peer = self.verify(hello)?;
                self.channel.allow(MAX_MESSAGE_BYTES);
                let known = peer.known;
                self.peer = Some(peer.clone());
                self.greet()?;
                if known {
                    self.accept_known()?;
                }
                events.push(PeerEvent::Verified { peer });
                Ok(())
            }
            Message::Have(have) if self.peer.is_some() && self.theirs.is_none() => {
                self.theirs = Some(have);
                self.plan()
            }
            Message::Proof(proof) if self.exchanges() => {
                if self.proven.len() >= MAX_PROOFS {
                    return Err(NoMessage("too many proofs").into());
                }
                match self.core.read_proof(&self.me, proof) {
                    Ok(proven) => self.proven.push(proven),
                    // What it was to cover is refused as unproven; the rest goes on.
                    Err(PeerError::Store(error)) => return Err(error.into()),
                    Err(error) => tracing::info!(code = error.code(), "the proof of an author is not taken"),
                }
                Ok(())
            }
            Message::Changes { document, section } if self.exchanges() => {
                let taken = self.core.take_from_peer(&self.me, document, &section, &self.proven)?;
                if taken.changes > 0 {
                    self.report.documents_taken += 1;
                    self.report.changes_taken += taken.changes;
                    events.push(PeerEvent::Taken { document, changes: taken.changes });
                }
                if let Some((code, detail)) = taken.refused {
                    self.report.refused += 1;
                    events.push(PeerEvent::Refused { document, code, detail });
                }
                Ok(())
            }
            Message::Done if self.exchanges() => {
                self.heard_all = true;
                self.channel.send(&Message::Received.encode());
                Ok(())
            }
            Message::Received if self.told_done && !self.confirmed => {
                self.confirmed = true;
                Ok(())
            }
            _ => Err(NoMessage("it comes out of turn").into()),
        }
    }

    /// Whether both persons have agreed, so that documents may come.
    fn exchanges(&self) -> bool {
        self.accepted && self.theirs.is_some() && !self.heard_all
    }

    /// Says who this device is, once: the one that began first, the other one when it knows to whom.
    fn greet(&mut self) -> Result<(), PeerError> {
        let Some(handshake) = self.channel.handshake().filter(|_| !self.greeted) else { return Ok(()) };
        let signature = self.core.key.sign(&binding_message(self.began, handshake)).map_err(PeerError::Key)?;
        let statement = self.core.store.read::<_, StoreError>(peers::statement)?;
        let hello = Hello {
            certificate: self.me.certificate.clone(),
            binding: URL_SAFE_NO_PAD.encode(signature),
            statement: statement.filter(|text| text.len() <= MAX_GREETED_STATEMENT),
        };
        self.channel.send(&Message::Hello(hello).encode());
        self.greeted = true;
        Ok(())
    }

    fn verify(&self, hello: Hello) -> Result<VerifiedPeer, PeerError> {
        let certificate = Certificate::read(&hello.certificate).map_err(PeerError::Stranger)?;
        let mine = &self.me.enrolled.identity;
        if certificate.organisation != mine.organisation || certificate.organisation_key != self.me.organisation_key {
            return Err(PeerError::OtherOrganisation);
        }
        let (handshake, code) = self.channel.handshake().zip(self.channel.code()).ok_or(PeerError::NobodyYet)?;
        let signature = URL_SAFE_NO_PAD.decode(&hello.binding).map_err(|_| PeerError::NotItsOwn)?;
        let holds = certificate.key.verify(&binding_message(!self.began, handshake), &signature);
        holds.map_err(|_| PeerError::NotItsOwn)?;
        if certificate.device == mine.device {
            return Err(PeerError::ThisDevice);
        }
        if let Some(statement) = &hello.statement {
            // Not its word: nothing is learned from it.
            let _known = self.core.learn_statement(&self.me, statement)?;
        }
        self.core.check_standing(&self.me, certificate.device)?;
        Ok(VerifiedPeer {
            device: certificate.device,
            device_name: certificate.device_name,
            person: certificate.person,
            code,
            known: self.core.store.read::<_, StoreError>(|conn| peers::has_met(conn, certificate.device))?,
        })
    }

    /// Says how far this device has what the other one may see.
    fn accept_known(&mut self) -> Result<(), PeerError> {
        self.accepted = true;
        let have = self.have()?;
        self.channel.send(&Message::Have(have).encode());
        self.plan()
    }

    fn have(&self) -> Result<Vec<Have>, PeerError> {
        let mut have = Vec::new();
        let mut actors = 0;
        for document in self.shown()? {
            let last = self.core.store.read(|conn| peers::have(conn, document))?;
            actors += last.len();
            if actors > MAX_ACTORS {
                break;
            }
            have.push(Have { document, actors: last });
        }
        Ok(have)
    }

    /// The documents of this device that the other one may see.
    fn shown(&self) -> Result<Vec<DocumentId>, PeerError> {
        let Some(peer) = &self.peer else { return Ok(Vec::new()) };
        let other = peer.person;
        let same = other == self.me.enrolled.identity.person;
        let all = self.core.store.read(|conn| peers::documents(conn, (!same).then_some(other), MAX_DOCUMENTS))?;
        if same {
            return Ok(all);
        }
        let mut shown = Vec::new();
        for document in all {
            let doc = self.core.store.read(|conn| documents::load(conn, document, self.core.chance.as_ref()));
            let doc = match doc {
                Ok(doc) => doc,
                // One that is damaged here holds up no other.
                Err(StoreError::DocumentDamaged(_)) => None,
                Err(error) => return Err(error.into()),
            };
            if doc.is_some_and(|doc| assess(&doc).is_ok_and(|assessed| may_exchange(&assessed, other))) {
                shown.push(document);
            }
        }
        Ok(shown)
    }

    /// Once both have said what they have: what the other one lacks, and this device's signature over its own part of it.
    fn plan(&mut self) -> Result<(), PeerError> {
        if !self.accepted || self.given {
            return Ok(());
        }
        let Some(theirs) = &self.theirs else { return Ok(()) };
        let theirs: HashMap<DocumentId, HashMap<[u8; 16], u64>> = theirs.iter().map(|have| (have.document, vector(&have.actors))).collect();
        let mut gifts = Vec::new();
        let nothing = HashMap::new();
        for document in self.shown()? {
            let found = self.core.store.read(|conn| gift(conn, document, theirs.get(&document).unwrap_or(&nothing)));
            match found {
                Ok(found) => gifts.extend(found),
                Err(StoreError::DocumentDamaged(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        for proof in self.core.sign_for(&self.me, &gifts)? {
            self.channel.send(&Message::Proof(proof).encode());
        }
        let mut named: Vec<i64> = gifts.iter().flat_map(|gift| gift.proofs.iter().copied()).collect();
        named.sort_unstable();
        named.dedup();
        for proof in named {
            let proof = self.core.store.read(|conn| peers::proof(conn, proof))?;
            self.channel.send(&Message::Proof(proof).encode());
        }
        self.gifts = gifts.into();
        self.given = true;
        Ok(())
    }

    /// Puts the next message behind those that were sent. Answers whether there was one.
    fn prepare(&mut self) -> Result<bool, PeerError> {
        if self.over {
            return Ok(false);
        }
        if self.began {
            let before = self.greeted;
            self.greet()?;
            if self.greeted != before {
                return Ok(true);
            }
        }
        if let Some(gift) = self.gifts.pop_front() {
            self.report.documents_given += 1;
            self.report.changes_given += gift.changes;
            self.channel.send(&Message::Changes { document: gift.document, section: gift.section }.encode());
            return Ok(true);
        }
        if self.given && !self.told_done {
            self.told_done = true;
            self.channel.send(&Message::Done.encode());
            return Ok(true);
        }
        Ok(false)
    }

    /// Ends the session, and tells the other side the word for why where there is a private way to do so.
    fn fail(&mut self, why: &PeerError) {
        self.over = true;
        self.gifts.clear();
        if self.channel.handshake().is_some() && !matches!(why, PeerError::RefusedThere(_)) {
            self.channel.send(&Message::Refused(why.code().chars().take(64).collect()).encode());
        }
    }
}

/// Why an author's or a device's papers are not taken.
pub(super) fn stranger(error: SealError) -> PeerError {
    match error {
        SealError::OtherOrganisation => PeerError::OtherOrganisation,
        other => PeerError::Stranger(other),
    }
}
