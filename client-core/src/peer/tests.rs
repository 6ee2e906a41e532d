//! Sessions between devices in this process, honest and other ones.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::seal::certificate::Certificate;
use model::seal::key::{DeviceKey as _, SoftwareKey};
use model::seal::organisation::{OrganisationStatement, RevokedDevice};
use model::seal::work::{AuthorProof, WorkLine, WorkStatement};
use model::time::Timestamp;
use model::wire::peer::{Have, Hello, MAX_MESSAGE_BYTES, Message, binding_message};
use proptest::prelude::*;

use super::channel::Channel;
use super::*;
use crate::chance::{Chance, SystemChance};
use crate::identity::{Enrolled, Identity};
use crate::store::outbox::{self, Offer};
use crate::store::{changes, identity};
use crate::{Device, DeviceConfig, Host};

fn organisation() -> OrganisationId {
    OrganisationId::from_bytes([3; 16])
}

fn organisation_key(number: u8) -> SoftwareKey {
    SoftwareKey::from_secret(&[number; 32])
}

struct Phone {
    device: Device,
    _folder: tempfile::TempDir,
}

/// A phone of person 2 that was certified by organisation key `by`.
fn phone(number: u8, by: u8) -> Phone {
    let folder = tempfile::tempdir().unwrap();
    let config = DeviceConfig { path: folder.path().join("device.db"), application: "test".into() };
    let device = Device::open(config, Host::system()).unwrap();
    let identity = Identity {
        device: DeviceId::from_bytes([number; 16]),
        person: PersonId::from_bytes([2; 16]),
        person_name: "Ben".into(),
        organisation: organisation(),
        organisation_name: "Lifts".into(),
        server_url: "https://desk.example".into(),
    };
    let public_key = device.core.key.public_key();
    let certificate = Certificate {
        organisation: organisation(),
        organisation_name: "Lifts".into(),
        organisation_key: organisation_key(by).public_key(),
        device: identity.device,
        device_name: format!("phone {number}"),
        person: identity.person,
        key: public_key.clone(),
        at: Timestamp::from_ms(1),
    };
    let certificate = certificate.issue(&organisation_key(by)).unwrap();
    let enrolled = Enrolled { identity, audience: "https://desk.example".into(), public_key, certificate: Some(certificate) };
    device.core.store.write(|tx| identity::keep(tx, &enrolled)).unwrap();
    Phone { device, _folder: folder }
}

impl Phone {
    fn opens_a_day(&self, day: u32) -> DocumentId {
        self.device.days().open_day(NaiveDate::from_ymd_opt(2026, 11, day).unwrap(), 0).unwrap()
    }

    fn certificate(&self) -> String {
        self.device.core.me().unwrap().certificate
    }

    fn changes(&self) -> u32 {
        let count =
            |conn: &rusqlite::Connection| conn.query_row("SELECT count(*) FROM change", [], |row| row.get(0)).map_err(StoreError::from);
        self.device.core.store.read(count).unwrap()
    }
}

/// Carries frames until neither has one.
fn carry(one: &mut PeerSession, other: &mut PeerSession) -> Result<Vec<PeerEvent>, PeerError> {
    let mut events = Vec::new();
    loop {
        let (there, back) = (one.poll_send()?, other.poll_send()?);
        if there.is_none() && back.is_none() {
            return Ok(events);
        }
        for (frame, to) in [(there, &mut *other), (back, &mut *one)] {
            let Some(frame) = frame.filter(|_| !to.is_over()) else { continue };
            for event in to.receive(&frame)? {
                if let PeerEvent::Verified { peer } = &event
                    && !peer.known
                {
                    to.accept()?;
                }
                events.push(event);
            }
        }
    }
}

/// An other side that follows the protocol as far as it likes.
struct Other {
    channel: Channel,
}

impl Other {
    /// Goes to `session`; the handshake is done.
    fn to(session: &mut PeerSession) -> Self {
        let chance: Arc<dyn Chance> = Arc::new(SystemChance);
        let channel = Channel::new(PeerRole::Began, 60_000, MAX_MESSAGE_BYTES, &chance).unwrap();
        let mut other = Self { channel };
        for _ in 0..3 {
            other.pass(session).unwrap();
        }
        assert!(other.channel.handshake().is_some());
        other
    }

    /// Carries everything to and fro.
    fn pass(&mut self, session: &mut PeerSession) -> Result<Vec<PeerEvent>, PeerError> {
        let mut events = Vec::new();
        while let Some(frame) = self.channel.poll_send()? {
            events.extend(session.receive(&frame)?);
        }
        while let Some(frame) = session.poll_send()? {
            self.channel.receive(&frame)?;
        }
        Ok(events)
    }

    fn says(&mut self, session: &mut PeerSession, message: &Message) -> Result<Vec<PeerEvent>, PeerError> {
        self.channel.send(&message.encode());
        self.pass(session)
    }

    fn hello(&self, certificate: String, key: &dyn model::seal::key::DeviceKey) -> Message {
        let signature = key.sign(&binding_message(true, self.channel.handshake().unwrap())).unwrap();
        Message::Hello(Hello { certificate, binding: URL_SAFE_NO_PAD.encode(signature), statement: None })
    }

    fn hears(&mut self) -> Vec<Message> {
        let mut heard = Vec::new();
        while let Some(message) = self.channel.next_message().unwrap() {
            heard.push(Message::decode(&message).unwrap());
        }
        heard
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn two_phones_have_the_same_afterwards_in_frames_of_any_size(one in 180..3_000_usize, other in 180..3_000_usize) {
        let (here, there) = (phone(1, 9), phone(4, 9));
        let (first, second) = (here.opens_a_day(21), there.opens_a_day(22));
        let mut began = here.device.peer_session(PeerRole::Began, one).unwrap();
        let mut waited = there.device.peer_session(PeerRole::Waited, other).unwrap();
        let events = carry(&mut began, &mut waited).unwrap();
        let done = events.iter().filter(|event| matches!(event, PeerEvent::Done { report } if report.changes_given == 1 && report.changes_taken == 1));
        prop_assert_eq!(done.count(), 2, "{:?}", events);
        prop_assert!(began.is_over() && waited.is_over());
        for phone in [&here, &there] {
            prop_assert_eq!(phone.changes(), 2);
            prop_assert!(phone.device.days().report(first).is_ok() && phone.device.days().report(second).is_ok());
        }
        prop_assert!(matches!(began.receive(&[0; 40]), Err(PeerError::Closed)));
    }

    #[test]
    fn whatever_a_verified_phone_says_nothing_is_half_written(bodies in proptest::collection::vec((1..8_u8, proptest::collection::vec(any::<u8>(), 0..200)), 1..4)) {
        let (here, there) = (phone(1, 9), phone(4, 9));
        here.opens_a_day(21);
        let mut session = here.device.peer_session(PeerRole::Waited, 60_000).unwrap();
        let mut other = Other::to(&mut session);
        let hello = other.hello(there.certificate(), there.device.core.key.as_ref());
        other.says(&mut session, &hello).unwrap();
        session.accept().unwrap();
        let _ = other.says(&mut session, &Message::Have(Vec::new()));
        for (kind, body) in bodies {
            let mut message = u32::try_from(body.len() + 1).unwrap().to_le_bytes().to_vec();
            message.push(kind);
            message.extend(body);
            other.channel.send(&message);
            let _ = other.pass(&mut session);
        }
        prop_assert_eq!(here.changes(), 1);
    }
}

#[test]
fn a_certificate_is_worth_nothing_to_whoever_has_not_its_key_or_another_organisation() {
    let (here, there) = (phone(1, 9), phone(4, 9));
    here.opens_a_day(21);
    let thief = SoftwareKey::from_secret(&[66; 32]);
    let stranger = phone(5, 10);
    let cases: Vec<(String, Box<dyn model::seal::key::DeviceKey>, &str)> = vec![
        (there.certificate(), Box::new(thief), "peer_not_its_own"),
        (stranger.certificate(), Box::new(SoftwareKey::from_secret(&[67; 32])), "peer_other_organisation"),
        ("not.a.certificate".into(), Box::new(SoftwareKey::from_secret(&[68; 32])), "peer_stranger"),
    ];
    for (certificate, key, code) in cases {
        let mut session = here.device.peer_session(PeerRole::Waited, 60_000).unwrap();
        let mut other = Other::to(&mut session);
        let hello = other.hello(certificate, key.as_ref());
        assert_eq!(other.says(&mut session, &hello).unwrap_err().code(), code);
        assert!(session.is_over());
        while let Some(frame) = session.poll_send().unwrap() {
            other.channel.receive(&frame).unwrap();
        }
        assert_eq!(other.hears(), [Message::Refused(code.into())], "it hears the word, and nothing of this phone");
    }
}

#[test]
fn what_comes_out_of_turn_ends_it_and_nobody_hears_of_documents_before_the_person_agreed() {
    let (here, there) = (phone(1, 9), phone(4, 9));
    let day = here.opens_a_day(21);
    let early = [
        Message::Have(Vec::new()),
        Message::Done,
        Message::Received,
        Message::Changes { document: day, section: Vec::new() },
        Message::Proof(AuthorProof { certificate: "a".into(), work: "b".into() }),
    ];
    for message in &early {
        let mut session = here.device.peer_session(PeerRole::Waited, 60_000).unwrap();
        let mut other = Other::to(&mut session);
        assert_eq!(other.says(&mut session, message).unwrap_err().code(), "peer_message", "before the greeting");
    }
    let mut session = here.device.peer_session(PeerRole::Waited, 60_000).unwrap();
    assert!(matches!(session.accept(), Err(PeerError::NobodyYet)));
    let mut other = Other::to(&mut session);
    let hello = other.hello(there.certificate(), there.device.core.key.as_ref());
    let events = other.says(&mut session, &hello).unwrap();
    assert!(matches!(events.as_slice(), [PeerEvent::Verified { peer }] if !peer.known && peer.code.len() == 7));
    other.says(&mut session, &Message::Have(Vec::new())).unwrap();
    assert!(matches!(other.hears().as_slice(), [Message::Hello(_)]), "no document is named yet");
    session.accept().unwrap();
    other.pass(&mut session).unwrap();
    assert!(
        matches!(other.hears().as_slice(), [Message::Have(have), Message::Proof(_), Message::Changes { .. }, Message::Done] if have.len() == 1)
    );
    assert_eq!(other.says(&mut session, &hello).unwrap_err().code(), "peer_message", "a second greeting");
}

#[test]
fn another_phones_work_under_a_stolen_name_is_not_taken() {
    let (here, there, third) = (phone(1, 9), phone(4, 9), phone(5, 9));
    let day = third.opens_a_day(23);
    let (section, line) = third
        .device
        .core
        .store
        .read::<_, StoreError>(|conn| {
            let gift = give::gift(conn, day, &std::collections::HashMap::new())?.unwrap();
            Ok((gift.section, gift.own.first().unwrap().clone()))
        })
        .unwrap();
    let mut session = here.device.peer_session(PeerRole::Waited, 60_000).unwrap();
    let mut other = Other::to(&mut session);
    let hello = other.hello(there.certificate(), there.device.core.key.as_ref());
    other.says(&mut session, &hello).unwrap();
    session.accept().unwrap();
    other.says(&mut session, &Message::Have(vec![Have { document: day, actors: Vec::new() }])).unwrap();
    let statement = |device: u8, lines: Vec<WorkLine>| WorkStatement {
        organisation: organisation(),
        device: DeviceId::from_bytes([device; 16]),
        at: Timestamp::from_ms(1),
        lines,
    };
    // Signed by the one who brings it, in its own name and in the author's.
    let key = there.device.core.key.as_ref();
    for proof in [
        AuthorProof { certificate: there.certificate(), work: statement(4, vec![line.clone()]).sign(key).unwrap() },
        AuthorProof { certificate: third.certificate(), work: statement(5, vec![line.clone()]).sign(key).unwrap() },
    ] {
        other.says(&mut session, &Message::Proof(proof)).unwrap();
    }
    let events = other.says(&mut session, &Message::Changes { document: day, section: section.clone() }).unwrap();
    assert!(matches!(events.as_slice(), [PeerEvent::Refused { code, .. }] if code == "unproven"), "{events:?}");
    assert_eq!(here.changes(), 0);
    // With the author's own word it is, whoever brings it.
    let proof =
        AuthorProof { certificate: third.certificate(), work: statement(5, vec![line]).sign(third.device.core.key.as_ref()).unwrap() };
    other.says(&mut session, &Message::Proof(proof)).unwrap();
    let events = other.says(&mut session, &Message::Changes { document: day, section }).unwrap();
    assert!(matches!(events.as_slice(), [PeerEvent::Taken { changes: 1, .. }]), "{events:?}");
}

#[test]
fn a_phone_that_was_put_out_is_refused_as_soon_as_anybody_has_heard() {
    let (here, there) = (phone(1, 9), phone(4, 9));
    let statement = |at: i64, revoked: Vec<u8>, by: u8| {
        let revoked =
            revoked.into_iter().map(|number| RevokedDevice { device: DeviceId::from_bytes([number; 16]), at: Timestamp::from_ms(5) });
        let key = organisation_key(by);
        let said = OrganisationStatement {
            organisation: organisation(),
            name: "Lifts".into(),
            key: key.public_key(),
            revoked: revoked.collect(),
            at: Timestamp::from_ms(at),
        };
        said.sign(&key).unwrap()
    };
    let me = here.device.core.me().unwrap();
    assert!(!here.device.core.learn_statement(&me, &statement(20, vec![4], 10)).unwrap(), "another organisation's word");
    assert!(here.device.core.learn_statement(&me, &statement(20, vec![4], 9)).unwrap());
    assert!(here.device.core.learn_statement(&me, &statement(10, vec![], 9)).unwrap(), "its word, and an older one: the newer stays");
    let mut began = there.device.peer_session(PeerRole::Began, 500).unwrap();
    let mut waited = here.device.peer_session(PeerRole::Waited, 500).unwrap();
    assert!(matches!(carry(&mut began, &mut waited), Err(PeerError::Revoked { .. })));
}

#[test]
fn a_session_in_which_nothing_comes_ends_by_itself_and_one_that_is_hung_up_says_so() {
    let (here, there) = (phone(1, 9), phone(4, 9));
    let mut session = here.device.peer_session(PeerRole::Waited, 500).unwrap();
    session.tick(1_000).unwrap();
    session.tick(120_999).unwrap();
    assert!(matches!(session.tick(121_000), Err(PeerError::TimedOut)));
    assert!(matches!(session.tick(121_001), Err(PeerError::Closed)));
    let mut session = here.device.peer_session(PeerRole::Waited, 500).unwrap();
    let mut other = Other::to(&mut session);
    let hello = other.hello(there.certificate(), there.device.core.key.as_ref());
    other.says(&mut session, &hello).unwrap();
    session.hang_up();
    other.pass(&mut session).unwrap();
    assert!(matches!(other.hears().last(), Some(Message::Refused(code)) if code == "peer_closed"));
}

#[test]
fn what_is_carried_waits_for_a_server_that_reads_proofs_and_waits_again_when_it_is_refused_later() {
    let (here, there) = (phone(1, 9), phone(4, 9));
    let day = there.opens_a_day(22);
    let mut began = here.device.peer_session(PeerRole::Began, 900).unwrap();
    let mut waited = there.device.peer_session(PeerRole::Waited, 900).unwrap();
    carry(&mut began, &mut waited).unwrap();
    let store = &here.device.core.store;
    let offered = |offer| store.read(|conn| outbox::unsent(conn, 100, &[], offer)).unwrap().len();
    let all = |count: usize| [(Offer::WithProofs, count), (Offer::OwnDocuments, 0), (Offer::OwnChanges, 0)];
    for (offer, count) in all(1) {
        assert_eq!(offered(offer), count, "{offer:?}");
    }
    let hash = store.read(|conn| outbox::unsent(conn, 1, &[], Offer::WithProofs)).unwrap()[0].hash;
    store.write(|tx| changes::mark_received(tx, day, &[hash])).unwrap();
    assert_eq!(offered(Offer::WithProofs), 0);
    assert!(store.write(|tx| changes::take_back_received(tx, day, &hash)).unwrap());
    assert_eq!(offered(Offer::WithProofs), 1);
    assert!(!store.write(|tx| changes::take_back_received(tx, day, &hash)).unwrap(), "it is offered again already");
}
