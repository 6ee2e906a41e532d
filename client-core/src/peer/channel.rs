//! The private way between two devices: Noise (`Noise_XX_25519_ChaChaPoly_SHA256`, revision 34) over frames that the host carries.
//!
//! Each frame is one Noise message, in order and without loss: what is missing, doubled or changed ends the conversation. Keys are drawn for
//! each conversation anew; which device is at the other end is said inside ([`super::session`]). Messages of any length are a stream of bytes
//! cut into frames that the host can carry. Left out: what the messages say.

use std::collections::VecDeque;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use snow::params::{CipherChoice, DHChoice, HashChoice, NoiseParams};
use snow::resolvers::{CryptoResolver, DefaultResolver};
use snow::types::{Cipher, Dh, Hash, Random};
use snow::{Builder, HandshakeState, TransportState};

use super::PeerError;
use crate::chance::{Chance, fresh};

const PATTERN: &str = "Noise_XX_25519_ChaChaPoly_SHA256";
const PROLOGUE: &[u8] = b"fieldbook/peer/1";
/// The shortest frame that every message of the handshake fits, in **bytes**.
pub const MIN_FRAME_BYTES: usize = 180;
/// The longest frame that there is (Noise §3), in **bytes**.
pub const MAX_FRAME_BYTES: usize = 65_535;
/// What encryption adds to a frame, in **bytes**.
const TAG_BYTES: usize = 16;
/// What stands before a message: its length.
const LENGTH_BYTES: usize = 4;

/// Which side of a conversation a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeerRole {
    /// It speaks first: it went to the other one.
    Began,
    /// It was spoken to: it waited.
    Waited,
}

/// One end of the way.
pub(super) struct Channel {
    noise: Noise,
    max_frame: usize,
    /// Bytes of messages that are not sent yet.
    outgoing: VecDeque<u8>,
    /// Bytes that came and are no whole message yet.
    incoming: Vec<u8>,
    /// The longest message that is taken.
    longest: usize,
    /// The hash of the handshake, once it is done.
    handshake: Option<Vec<u8>>,
}

enum Noise {
    Shaking(Box<HandshakeState>),
    Private(Box<TransportState>),
    Ended,
}

impl Channel {
    pub(super) fn new(role: PeerRole, max_frame: usize, longest: usize, chance: &Arc<dyn Chance>) -> Result<Self, PeerError> {
        if !(MIN_FRAME_BYTES..=MAX_FRAME_BYTES).contains(&max_frame) {
            return Err(PeerError::FrameSize(max_frame));
        }
        let params: NoiseParams = PATTERN.parse().map_err(broken)?;
        let secret = zeroize::Zeroizing::new(fresh::<32>(chance.as_ref()).map_err(crate::StoreError::from)?);
        let resolver = Box::new(Resolver(Arc::clone(chance)));
        let builder = Builder::with_resolver(params, resolver).prologue(PROLOGUE).map_err(broken)?;
        let builder = builder.local_private_key(secret.as_slice()).map_err(broken)?;
        let shaking = match role {
            PeerRole::Began => builder.build_initiator(),
            PeerRole::Waited => builder.build_responder(),
        };
        Ok(Self {
            noise: Noise::Shaking(Box::new(shaking.map_err(broken)?)),
            max_frame,
            outgoing: VecDeque::new(),
            incoming: Vec::new(),
            longest,
            handshake: None,
        })
    }

    /// The hash of the handshake, once it is done: the same at both ends, and of this conversation alone.
    pub(super) fn handshake(&self) -> Option<&[u8]> {
        self.handshake.as_deref()
    }

    /// From now on messages of this length are taken.
    pub(super) fn allow(&mut self, longest: usize) {
        self.longest = longest;
    }

    /// Puts a message behind those that wait to be sent.
    pub(super) fn send(&mut self, message: &[u8]) {
        self.outgoing.extend(message);
    }

    /// The next frame for the other side, if there is one.
    pub(super) fn poll_send(&mut self) -> Result<Option<Vec<u8>>, PeerError> {
        let mut frame = vec![0; MAX_FRAME_BYTES];
        let written = match &mut self.noise {
            Noise::Shaking(shaking) if shaking.is_my_turn() && !shaking.is_handshake_finished() => {
                shaking.write_message(&[], &mut frame).map_err(broken)?
            }
            Noise::Private(private) if !self.outgoing.is_empty() => {
                let length = self.outgoing.len().min(self.max_frame - TAG_BYTES);
                let piece: Vec<u8> = self.outgoing.drain(..length).collect();
                private.write_message(&piece, &mut frame).map_err(broken)?
            }
            _ => return Ok(None),
        };
        frame.truncate(written);
        self.advance()?;
        Ok(Some(frame))
    }

    /// Takes a frame of the other side.
    pub(super) fn receive(&mut self, frame: &[u8]) -> Result<(), PeerError> {
        if frame.len() > MAX_FRAME_BYTES {
            return Err(PeerError::Frame("a frame is too long"));
        }
        let mut plain = vec![0; frame.len()];
        match &mut self.noise {
            Noise::Shaking(shaking) if !shaking.is_my_turn() => {
                let length = shaking.read_message(frame, &mut plain).map_err(broken)?;
                if length > 0 {
                    return Err(PeerError::Frame("something stands in the handshake"));
                }
            }
            Noise::Private(private) => {
                let length = private.read_message(frame, &mut plain).map_err(broken)?;
                plain.truncate(length);
                self.incoming.append(&mut plain);
            }
            Noise::Shaking(_) | Noise::Ended => return Err(PeerError::Frame("a frame out of turn")),
        }
        self.advance()
    }

    /// The next whole message that came, without its length.
    pub(super) fn next_message(&mut self) -> Result<Option<Vec<u8>>, PeerError> {
        let Some((length, _)) = self.incoming.split_first_chunk::<LENGTH_BYTES>() else { return Ok(None) };
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        if length == 0 || length > self.longest {
            return Err(PeerError::Frame("a message is too long"));
        }
        if self.incoming.len() - LENGTH_BYTES < length {
            return Ok(None);
        }
        let message = self.incoming.drain(..LENGTH_BYTES + length).skip(LENGTH_BYTES).collect();
        Ok(Some(message))
    }

    /// Six digits that are the same at both ends of this conversation.
    pub(super) fn code(&self) -> Option<String> {
        let mut digest = Sha256::new();
        digest.update(b"fieldbook/peer-code/1\0");
        digest.update(self.handshake()?);
        let [a, b, c, d, ..]: [u8; 32] = digest.finalize().into();
        let number = u32::from_be_bytes([a, b, c, d]) % 1_000_000;
        Some(format!("{:03} {:03}", number / 1000, number % 1000))
    }

    /// Goes over from the handshake to what is private once both have done their part.
    fn advance(&mut self) -> Result<(), PeerError> {
        self.noise = match std::mem::replace(&mut self.noise, Noise::Ended) {
            Noise::Shaking(shaking) if shaking.is_handshake_finished() => {
                self.handshake = Some(shaking.get_handshake_hash().to_vec());
                Noise::Private(Box::new(shaking.into_transport_mode().map_err(broken)?))
            }
            other => other,
        };
        Ok(())
    }
}

fn broken<E: std::fmt::Debug>(_: E) -> PeerError {
    PeerError::Frame("it cannot be opened: damaged, out of order, or not for this conversation")
}

/// The cipher's own parts, and chance from the host.
struct Resolver(Arc<dyn Chance>);

impl CryptoResolver for Resolver {
    fn resolve_rng(&self) -> Option<Box<dyn Random>> {
        Some(Box::new(HostChance(Arc::clone(&self.0))))
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

struct HostChance(Arc<dyn Chance>);

impl Random for HostChance {
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), snow::Error> {
        self.0.fill(bytes).map_err(|_| snow::Error::Rng)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chance::SystemChance;

    fn chance() -> Arc<dyn Chance> {
        Arc::new(SystemChance)
    }

    fn pair(one: usize, other: usize, longest: usize) -> (Channel, Channel) {
        (
            Channel::new(PeerRole::Began, one, longest, &chance()).unwrap(),
            Channel::new(PeerRole::Waited, other, longest, &chance()).unwrap(),
        )
    }

    /// Carries frames to and fro until neither has one; answers the length of the longest.
    fn carry(one: &mut Channel, other: &mut Channel) -> usize {
        let mut longest = 0;
        loop {
            let (there, back) = (one.poll_send().unwrap(), other.poll_send().unwrap());
            if there.is_none() && back.is_none() {
                return longest;
            }
            for (frame, to) in [(there, &mut *other), (back, &mut *one)] {
                if let Some(frame) = frame {
                    longest = longest.max(frame.len());
                    to.receive(&frame).unwrap();
                }
            }
        }
    }

    fn message(body: &[u8]) -> Vec<u8> {
        let mut message = u32::try_from(body.len()).unwrap().to_le_bytes().to_vec();
        message.extend_from_slice(body);
        message
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn messages_come_whole_and_in_order_in_frames_of_any_size(
            one in MIN_FRAME_BYTES..4_000_usize,
            other in MIN_FRAME_BYTES..4_000_usize,
            bodies in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..6_000), 1..5),
        ) {
            let (mut began, mut waited) = pair(one, other, 10_000);
            for body in &bodies {
                began.send(&message(body));
                waited.send(&message(body));
            }
            prop_assert!(carry(&mut began, &mut waited) <= one.max(other));
            prop_assert_eq!(began.handshake(), waited.handshake());
            prop_assert_eq!(began.code(), waited.code());
            for end in [&mut began, &mut waited] {
                for body in &bodies {
                    prop_assert_eq!(end.next_message().unwrap(), Some(body.clone()));
                }
                prop_assert_eq!(end.next_message().unwrap(), None);
            }
        }

        #[test]
        fn a_frame_that_was_changed_is_not_taken(at in any::<prop::sample::Index>(), bit in 0..8_u32, nth in 0..5_usize) {
            let (mut began, mut waited) = pair(200, 200, 10_000);
            began.send(&message(&[7; 300]));
            let mut refused = false;
            for round in 0..5 {
                let Some(mut frame) = (if round % 2 == 0 || round > 2 { began.poll_send() } else { waited.poll_send() }).unwrap() else { break };
                if round == nth {
                    let at = at.index(frame.len());
                    frame[at] ^= 1 << bit;
                }
                let to = if round % 2 == 0 || round > 2 { &mut waited } else { &mut began };
                if to.receive(&frame).is_err() {
                    refused = true;
                    break;
                }
            }
            // A changed first message is only found out by the answer, which the one who began cannot open.
            prop_assert!(refused);
        }

        #[test]
        fn whatever_comes_first_nothing_panics_and_nothing_is_a_message(frames in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..400), 1..5)) {
            let (mut began, mut waited) = pair(180, 180, 1_000);
            for frame in &frames {
                let _ = began.receive(frame);
                let _ = waited.receive(frame);
                prop_assert!(matches!(began.next_message(), Ok(None)));
                prop_assert!(matches!(waited.next_message(), Ok(None)));
            }
        }
    }

    #[test]
    fn a_message_longer_than_what_is_allowed_ends_it_before_it_is_here() {
        let (mut began, mut waited) = pair(1_000, 1_000, 500);
        began.send(&501_u32.to_le_bytes());
        carry(&mut began, &mut waited);
        assert!(matches!(waited.next_message(), Err(PeerError::Frame(_))));
    }

    #[test]
    fn frames_are_taken_once_and_in_order() {
        let (mut began, mut waited) = pair(180, 180, 10_000);
        carry(&mut began, &mut waited);
        began.send(&message(&[1; 500]));
        let first = began.poll_send().unwrap().unwrap();
        let second = began.poll_send().unwrap().unwrap();
        assert!(waited.receive(&second).is_err());
        waited.receive(&first).unwrap();
        assert!(waited.receive(&first).is_err());
    }

    #[test]
    fn a_frame_size_that_the_handshake_does_not_fit_is_refused() {
        for size in [0, 179, 65_536] {
            assert!(matches!(Channel::new(PeerRole::Began, size, 100, &chance()), Err(PeerError::FrameSize(found)) if found == size));
        }
    }
}
