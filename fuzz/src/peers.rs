//! Two devices without a server: messages, and a session with somebody who is verified and says what he likes.

use std::cell::RefCell;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use client_core::{PeerEvent, PeerRole, PeerSession};
use fieldbook_tests::{Technician, World};
use http::Method;
use model::seal::key::{DeviceKey as _, SoftwareKey};
use model::wire::enrolment::{EnrolRequest, EnrolResponse, enrol_message};
use model::wire::frame::gzip;
use model::wire::packed::{self, PackedLimits};
use model::wire::peer::{Hello, Message, binding_message};
use snow::params::{CipherChoice, DHChoice, HashChoice};
use snow::resolvers::{CryptoResolver, DefaultResolver};
use snow::types::{Cipher, Dh, Hash, Random};
use snow::{Builder, TransportState};

use crate::damage::damaged;
use crate::gate::mended;

const LIST: PackedLimits = PackedLimits { changes: 500, bytes: 1 << 20 };
/// What encryption adds to a frame, in **bytes**.
const TAG_BYTES: usize = 16;
const FRAME_BYTES: usize = 60_000;
const PROOF: u8 = 3;
const CHANGES: u8 = 4;

/// `data` as one message, as a gzip inside of one, and as what a message in it unpacks to.
pub fn peer_message(data: &[u8]) {
    one_message(data);
    let Some((kind, rest)) = data.split_first() else { return };
    match *kind {
        PROOF => one_message(&[&[PROOF], gzip(rest).as_slice()].concat()),
        CHANGES => {
            let (document, section) = rest.split_at(rest.len().min(16));
            one_message(&[&[CHANGES], document, &gzip(section)].concat());
        }
        _ => {}
    }
}

fn one_message(bytes: &[u8]) {
    let Ok(message) = Message::decode(bytes) else { return };
    let again = message.encode();
    let (length, body) = again.split_first_chunk().expect("a length stands before it");
    assert_eq!(usize::try_from(u32::from_le_bytes(*length)), Ok(body.len()), "another length than it has");
    assert_eq!(Message::decode(body).as_ref(), Ok(&message), "written again it is another message");
    if matches!(message, Message::Have(_) | Message::Done | Message::Received | Message::Refused(_)) {
        assert_eq!(body, bytes, "one message in two spellings");
    }
}

/// A phone of somebody, one that was given everything already, and what a third of the same person has to give.
struct Ground {
    lacks: Technician,
    has: Technician,
    key: SoftwareKey,
    certificate: String,
    gifts: Vec<Message>,
    _world: World,
}

thread_local! {
    static GROUND: RefCell<Option<Ground>> = const { RefCell::new(None) };
}

impl Ground {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut ground = runtime.block_on(async {
            let mut world = World::on_monday_morning().await;
            let giver = world.technician("王强").await;
            let lacks = world.second_device(&giver).await;
            let has = world.second_device(&giver).await;
            for phone in [&giver, &lacks, &has] {
                phone.syncs().await;
            }
            giver.opens_the_day(2);
            let code = world.desk.enrolment_code(giver.person).await;
            let key = SoftwareKey::from_secret(&[77; 32]);
            let proof = URL_SAFE_NO_PAD.encode(key.sign(&enrol_message(&code)).expect("it signs"));
            let enrol = EnrolRequest { public_key: key.public_key(), device_name: "fuzz".to_owned(), proof, code };
            let body = serde_json::to_value(&enrol).expect("JSON");
            let answer = world.desk.ask(Method::POST, "/v1/devices/enrol", Some(body)).await;
            let told: EnrolResponse = serde_json::from_slice(&answer.bytes).expect("the device is enrolled");
            let certificate = told.certificate.expect("the server gives certificates");
            let mut ground = Self { lacks, has, key, certificate, gifts: Vec::new(), _world: world };
            ground.gifts = ground.gifts_of(&giver);
            ground
        });
        assert!(matches!(ground.gifts.as_slice(), [Message::Proof(_), Message::Changes { .. }]), "{:?}", ground.gifts);
        let mut session = Session::with(&ground.has, &ground);
        session.says(&Message::Have(Vec::new()).encode());
        for gift in &ground.gifts {
            session.says(&gift.encode());
        }
        assert!(session.taken > 0, "what is good is taken");
        drop(session);
        // Its tasks have nothing left to do, and a thread that ends is no place to stop them.
        runtime.shutdown_background();
        ground.gifts.push(Message::Done);
        ground
    }

    /// What `giver` gives of its own accord.
    fn gifts_of(&self, giver: &Technician) -> Vec<Message> {
        let mut session = Session::with(giver, self);
        session.says(&Message::Have(Vec::new()).encode());
        session.heard.retain(|message| matches!(message, Message::Proof(_) | Message::Changes { .. }));
        session.heard
    }
}

/// The other end of a session, verified and agreed to.
struct Session {
    there: PeerSession,
    noise: TransportState,
    incoming: Vec<u8>,
    heard: Vec<Message>,
    /// Changes that were taken there.
    taken: u32,
    /// It was refused there.
    over: bool,
}

impl Session {
    fn with(phone: &Technician, ground: &Ground) -> Self {
        let mut there = phone.device().peer_session(PeerRole::Waited, FRAME_BYTES).expect("a session");
        let params = "Noise_XX_25519_ChaChaPoly_SHA256".parse().expect("a pattern");
        let builder = Builder::with_resolver(params, Box::new(Resolver)).prologue(b"fieldbook/peer/1").expect("a prologue");
        let mut noise = builder.local_private_key(&[5; 32]).expect("a key").build_initiator().expect("a handshake");
        let mut frame = vec![0; 65_535];
        let length = noise.write_message(&[], &mut frame).expect("the first");
        there.receive(&frame[..length]).expect("it is taken");
        let answer = there.poll_send().expect("it goes on").expect("the second");
        noise.read_message(&answer, &mut frame).expect("it can be read");
        let length = noise.write_message(&[], &mut frame).expect("the third");
        there.receive(&frame[..length]).expect("it is taken");
        let binding = ground.key.sign(&binding_message(true, noise.get_handshake_hash())).expect("it signs");
        let hello = Hello { certificate: ground.certificate.clone(), binding: URL_SAFE_NO_PAD.encode(binding), statement: None };
        let noise = noise.into_transport_mode().expect("the handshake is done");
        let mut session = Self { there, noise, incoming: Vec::new(), heard: Vec::new(), taken: 0, over: false };
        session.says(&Message::Hello(hello).encode());
        assert!(!session.over, "the greeting is good");
        session.there.accept().expect("somebody is there");
        session.hears();
        session
    }

    /// Sends these bytes inside, in frames, and hears what comes back.
    fn says(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(FRAME_BYTES - TAG_BYTES) {
            let mut frame = vec![0; FRAME_BYTES];
            let length = self.noise.write_message(piece, &mut frame).expect("it can be sent");
            match self.there.receive(&frame[..length]) {
                Ok(events) => {
                    for event in events {
                        if let PeerEvent::Taken { changes, .. } = event {
                            self.taken += changes;
                        }
                    }
                }
                Err(error) => {
                    assert!(!error.code().is_empty() && self.there.is_over(), "refused, and it goes on");
                    self.over = true;
                    break;
                }
            }
        }
        self.hears();
    }

    fn hears(&mut self) {
        while let Some(frame) = self.there.poll_send().expect("what is to be said can be said") {
            let mut plain = vec![0; frame.len()];
            let length = self.noise.read_message(&frame, &mut plain).expect("its frames can be read");
            self.incoming.extend_from_slice(&plain[..length]);
        }
        while let Some((length, rest)) = self.incoming.split_first_chunk() {
            let length = u32::from_le_bytes(*length) as usize;
            if rest.len() < length {
                return;
            }
            self.heard.push(Message::decode(&rest[..length]).expect("what it says is a message"));
            self.incoming.drain(..4 + length);
        }
    }
}

/// `data`: which message of a good conversation and which layer of it is spoiled, then a script of damages. Lengths, compression, and
/// checksum and hash of a change are put right after. Nothing but what its author signed for is ever taken.
pub fn peer_session(data: &[u8]) {
    let Some(([which, layer], script)) = data.split_first_chunk::<2>() else { return };
    GROUND.with_borrow_mut(|ground| {
        let ground = ground.get_or_insert_with(Ground::new);
        let mut good = vec![Message::Have(Vec::new())];
        good.extend(ground.gifts.iter().cloned());
        let at = usize::from(*which) % good.len();
        let bytes = spoiled(&good[at], *layer, script);
        // Whoever lacks it must not get it before the damage, nor by what was meant to be a damage and is none.
        let same = messages(&bytes).any(|message| Message::decode(message).as_ref() == Ok(&good[at]));
        let behind = matches!(good[at], Message::Done);
        let phone = if same || behind || which & 0x80 != 0 { &ground.has } else { &ground.lacks };
        let mut session = Session::with(phone, ground);
        for (number, message) in good.iter().enumerate() {
            if session.over {
                break;
            }
            session.says(&if number == at { bytes.clone() } else { message.encode() });
            if number == at && at == 0 {
                break;
            }
        }
        assert_eq!(session.taken, 0, "something was taken that nobody signed for");
    });
}

/// The whole messages of a stream.
fn messages(mut stream: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = stream.split_first_chunk()?;
        let (message, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        stream = rest;
        Some(message)
    })
}

fn spoiled(good: &Message, layer: u8, script: &[u8]) -> Vec<u8> {
    let whole = good.encode();
    let framed = |body: Vec<u8>| [u32::try_from(body.len()).expect("short").to_le_bytes().as_slice(), &body].concat();
    match (layer % 4, good) {
        (0, _) => damaged(&whole, script),
        (2, Message::Proof(proof)) => {
            framed([&[PROOF], gzip(&damaged(&serde_json::to_vec(proof).expect("JSON"), script)).as_slice()].concat())
        }
        (2, Message::Changes { document, section }) => {
            framed([&[CHANGES], document.as_bytes().as_slice(), &gzip(&damaged(section, script))].concat())
        }
        (3, Message::Changes { document, section }) => {
            let mut raws = packed::decode(section, LIST).expect("the gift is a list");
            if let Some((first, script)) = script.split_first() {
                let at = usize::from(*first) % raws.len();
                raws[at] = mended(&raws[at], script);
            }
            match packed::encode(&raws) {
                Ok(section) => Message::Changes { document: *document, section }.encode(),
                Err(_) => framed(damaged(&whole[4..], script)),
            }
        }
        _ => framed(damaged(&whole[4..], script)),
    }
}

/// The cipher's own parts, and the same bytes for chance: nothing here is secret.
struct Resolver;

impl CryptoResolver for Resolver {
    fn resolve_rng(&self) -> Option<Box<dyn Random>> {
        Some(Box::new(Always))
    }

    fn resolve_dh(&self, choice: &DHChoice) -> Option<Box<dyn Dh>> {
        DefaultResolver.resolve_dh(choice)
    }

    fn resolve_hash(&self, choice: &HashChoice) -> Option<Box<dyn Hash>> {
        DefaultResolver.resolve_hash(choice)
    }

    fn resolve_cipher(&self, choice: &CipherChoice) -> Option<Box<dyn Cipher>> {
        DefaultResolver.resolve_cipher(choice)
    }
}

struct Always;

impl Random for Always {
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), snow::Error> {
        bytes.fill(9);
        Ok(())
    }
}
