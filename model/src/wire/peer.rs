//! What two devices say to each other without a server, once the way between them is private.
//!
//! A message is `u32 length, kind, body`: the length (little-endian) counts kind and body. What the kinds mean and in which order they come
//! is in `docs/peer.md`. Left out: encryption and frames (the device's affair), and whether what is said is true.

use serde::{Deserialize, Serialize};

use crate::gate::chunk::{ACTOR_BYTES, Broken, Reader, put_unsigned};
use crate::id::DocumentId;
use crate::seal::work::AuthorProof;
use crate::wire::frame::{gunzip_bounded, gzip};

/// The longest message before the other side is known, in **bytes**.
pub const MAX_HELLO_BYTES: usize = 64 * 1024;
/// The longest message afterwards, in **bytes**: a document's changes, compressed.
pub const MAX_MESSAGE_BYTES: usize = 5 * 1024 * 1024;
/// Most documents in one list of what a device has.
pub const MAX_DOCUMENTS: usize = 5_000;
/// Most actors in it, over all documents.
pub const MAX_ACTORS: usize = 100_000;
/// What a compressed list of changes may unfold into, in **bytes**.
const MAX_PACKED_BYTES: usize = 5 * 1024 * 1024;

const HELLO: u8 = 1;
const HAVE: u8 = 2;
const PROOF: u8 = 3;
const CHANGES: u8 = 4;
const DONE: u8 = 5;
const REFUSED: u8 = 6;
const RECEIVED: u8 = 7;

/// Who a device is. `binding` ties it to this one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The organisation's certificate of the device, a compact JWS.
    pub certificate: String,
    /// base64url: the signature of the device's key over [`binding_message`].
    pub binding: String,
    /// The organisation's newest statement that the device has, a compact JWS: which devices were put out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub statement: Option<String>,
}

/// How far a device has one document: the last change of each actor, by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Have {
    /// Which document.
    pub document: DocumentId,
    /// Actor and number of its last change, from 1.
    pub actors: Vec<([u8; ACTOR_BYTES], u64)>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Who I am; the first message of each side.
    Hello(Hello),
    /// What I have of the documents that you may see: my person agrees to the exchange.
    Have(Vec<Have>),
    /// Proof of an author whose changes follow.
    Proof(AuthorProof),
    /// What you lack of a document.
    Changes {
        /// Which document.
        document: DocumentId,
        /// A [packed](super::packed) list.
        section: Vec<u8>,
    },
    /// That was all.
    Done,
    /// I have everything that you gave.
    Received,
    /// I end this, and why: a stable word.
    Refused(String),
}

/// Why bytes are no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a message between devices: {0}")]
pub struct NoMessage(pub &'static str);

impl From<Broken> for NoMessage {
    fn from(Broken(reason): Broken) -> Self {
        Self(reason)
    }
}

/// What a device signs to be known in a conversation: `"fieldbook/peer/1"`, a zero byte, `I` for the side that began and `R` for the other,
/// and the hash of the handshake.
#[must_use]
pub fn binding_message(began: bool, handshake: &[u8]) -> Vec<u8> {
    let mut message = b"fieldbook/peer/1\0".to_vec();
    message.push(if began { b'I' } else { b'R' });
    message.extend_from_slice(handshake);
    message
}

impl Message {
    /// The message as it is sent, with its length in front.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let (kind, body) = match self {
            Self::Hello(hello) => (HELLO, serde_json::to_vec(hello).unwrap_or_default()),
            Self::Have(have) => (HAVE, encode_have(have)),
            Self::Proof(proof) => (PROOF, gzip(&serde_json::to_vec(proof).unwrap_or_default())),
            Self::Changes { document, section } => (CHANGES, [document.as_bytes().as_slice(), &gzip(section)].concat()),
            Self::Done => (DONE, Vec::new()),
            Self::Received => (RECEIVED, Vec::new()),
            Self::Refused(code) => (REFUSED, code.as_bytes().to_vec()),
        };
        let length = u32::try_from(body.len() + 1).unwrap_or(u32::MAX);
        let mut out = length.to_le_bytes().to_vec();
        out.push(kind);
        out.extend_from_slice(&body);
        out
    }

    /// Reads a message without its length.
    ///
    /// # Errors
    /// [`NoMessage`].
    pub fn decode(bytes: &[u8]) -> Result<Self, NoMessage> {
        let (kind, body) = bytes.split_first().ok_or(NoMessage("it is empty"))?;
        let unzipped = |bytes: &[u8], most| gunzip_bounded(bytes, most).map_err(|_| NoMessage("it does not unpack"));
        match *kind {
            HELLO => serde_json::from_slice(body).map(Self::Hello).map_err(|_| NoMessage("the greeting cannot be read")),
            HAVE => decode_have(body).map(Self::Have),
            PROOF => {
                let proof = serde_json::from_slice(&unzipped(body, MAX_HELLO_BYTES * 2)?);
                proof.map(Self::Proof).map_err(|_| NoMessage("the proof cannot be read"))
            }
            CHANGES => {
                let (document, section) = body.split_first_chunk::<16>().ok_or(NoMessage("it names no document"))?;
                Ok(Self::Changes { document: DocumentId::from_bytes(*document), section: unzipped(section, MAX_PACKED_BYTES)? })
            }
            DONE if body.is_empty() => Ok(Self::Done),
            RECEIVED if body.is_empty() => Ok(Self::Received),
            REFUSED if body.len() <= 64 && body.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'_') => {
                Ok(Self::Refused(String::from_utf8_lossy(body).into_owned()))
            }
            _ => Err(NoMessage("of no known kind")),
        }
    }
}

fn encode_have(have: &[Have]) -> Vec<u8> {
    let mut out = Vec::new();
    put_unsigned(have.len() as u64, &mut out);
    for Have { document, actors } in have {
        out.extend_from_slice(document.as_bytes());
        put_unsigned(actors.len() as u64, &mut out);
        for (actor, seq) in actors {
            out.extend_from_slice(actor);
            put_unsigned(*seq, &mut out);
        }
    }
    out
}

fn decode_have(body: &[u8]) -> Result<Vec<Have>, NoMessage> {
    let mut reader = Reader::new(body);
    let count = reader.unsigned()?;
    if count > MAX_DOCUMENTS as u64 {
        return Err(NoMessage("it names too many documents"));
    }
    let (mut have, mut left) = (Vec::new(), MAX_ACTORS as u64);
    for _ in 0..count {
        let document = DocumentId::from_bytes(reader.array()?);
        let actors = reader.unsigned()?;
        left = left.checked_sub(actors).ok_or(NoMessage("it names too many actors"))?;
        let mut last = Vec::new();
        for _ in 0..actors {
            last.push((reader.array()?, reader.unsigned()?));
        }
        have.push(Have { document, actors: last });
    }
    if reader.is_empty() { Ok(have) } else { Err(NoMessage("something follows the list")) }
}
