//! Bugs planted on purpose, from outside: each breaks one promise of the disk, of the server's answers or of the phone. A simulator that
//! does not find them within a thousand seeds is none.

use std::collections::BTreeMap;
use std::sync::Mutex;

use automerge::{Change, ExpandedChange};
use client_core::http::transport::{HttpRequest, HttpResponse, Method, TransportError};
use model::id::{DocumentId, EpochId};
use model::wire::packed::{self, PackedLimits};
use model::wire::sync::{
    DocumentVerdict, MAX_CHANGES, MAX_INFLATED_BYTES, Placed, PullItem, Pulled, PushedDocument, SyncRequest, received_digest,
};

use crate::wire::{Exchange, lock, read_answer, read_request, write_answer, write_request};

macro_rules! bugs {
    ($($(#[doc = $what:literal])+ $name:ident = $word:literal,)+) => {
        /// A planted bug.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Bug {
            $($(#[doc = $what])+ $name,)+
        }

        impl Bug {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its name on the command line.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

bugs! {
    /// The server's disk says that it has synced and has not.
    ServerDropsSyncs = "server-drops-syncs",
    /// Only the syncs of the database itself are missing, not those of its log: what was folded is lost.
    ServerDropsFoldSyncs = "server-drops-fold-syncs",
    /// A phone's disk says that it has synced and has not.
    PhoneDropsSyncs = "phone-drops-syncs",
    /// A start throws the phone's write-ahead log away.
    PhoneLosesItsLog = "phone-loses-its-log",
    /// A start throws the server's write-ahead log away.
    ServerLosesItsLog = "server-loses-its-log",
    /// The phone marks as received what it is about to send.
    MarksReceivedTooEarly = "marks-received-too-early",
    /// The server was replaced by an older copy, and its answers hide that.
    HidesNewEpoch = "hides-new-epoch",
    /// Changes are answered as durable and not passed on.
    AcksBeforeCommit = "acks-before-commit",
    /// The last change of a list is left out and answered as durable.
    AcksTooMuch = "acks-too-much",
    /// News of documents is left out of answers.
    DropsNews = "drops-news",
    /// That a document has left is left out.
    ForgetsLeave = "forgets-leave",
    /// A page is skipped: its cursor comes without what it ends.
    SkipsAPage = "skips-a-page",
    /// The digest of a verdict is of something else.
    ForgesDigests = "forges-digests",
    /// An action is taken a second time, as another entry by another actor.
    TakesTwice = "takes-twice",
    /// Changes arrive in another order than they were made.
    ReversesLists = "reverses-lists",
    /// One document the server does not like fails the whole request.
    FailsTheWholeRequest = "fails-the-whole-request",
    /// After a while no token is given any more.
    GivesNoTokens = "gives-no-tokens",
    /// A photo is said to be whole before it is.
    AcksPhotos = "acks-photos",
    /// A document goes to a phone that has no right to it.
    LeaksADocument = "leaks-a-document",
    /// The same answer again and again.
    AnswersFromMemory = "answers-from-memory",
    /// An entry of the server's log is taken out.
    CutsTheLog = "cuts-the-log",
    /// A row of the board says something else than its document.
    BoardLies = "board-lies",
}

impl Bug {
    /// The bug with this name.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|bug| bug.word() == word)
    }
}

/// The bug that is planted, if any, and what it remembers.
pub(crate) struct Bugs {
    pub(crate) bug: Option<Bug>,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    requests: u64,
    tokens: u64,
    epochs: BTreeMap<usize, EpochId>,
    old_answer: BTreeMap<usize, HttpResponse>,
    seen: Option<(usize, DocumentId, Vec<u8>)>,
}

impl Bugs {
    pub(crate) fn new(bug: Option<Bug>) -> Self {
        Self { bug, memory: Mutex::default() }
    }
}

type Answer = Result<HttpResponse, TransportError>;

/// The server's answer to `request` of `phone`, as the planted bug lets it through.
pub(crate) async fn answer(exchange: &Exchange, phone: usize, request: HttpRequest) -> Answer {
    let Some(bug) = exchange.bugs.bug else { return exchange.deliver(request, None).await };
    if request.path == "/v1/sync"
        && let Some((header, sections)) = read_request(&request)
    {
        return sync(exchange, bug, phone, &request, header, sections).await;
    }
    match bug {
        Bug::GivesNoTokens if request.path == "/v1/token" => {
            let tokens = {
                let mut memory = lock(&exchange.bugs.memory);
                memory.tokens += 1;
                memory.tokens
            };
            if tokens > 6 {
                return Ok(HttpResponse { status: 500, headers: Vec::new(), body: Vec::new() });
            }
            exchange.deliver(request, None).await
        }
        Bug::AcksPhotos if request.method == Method::Head => exchange.deliver(request, None).await.map(|mut answer| {
            let length = answer.header("upload-length").unwrap_or_default().to_owned();
            for (name, value) in &mut answer.headers {
                if name == "upload-offset" {
                    value.clone_from(&length);
                }
            }
            answer
        }),
        _ => exchange.deliver(request, None).await,
    }
}

async fn sync(
    exchange: &Exchange,
    bug: Bug,
    phone: usize,
    request: &HttpRequest,
    mut header: SyncRequest,
    mut sections: Vec<Vec<u8>>,
) -> Answer {
    let asked = header.clone();
    let pushes = !header.documents.is_empty();
    let count = {
        let mut memory = lock(&exchange.bugs.memory);
        memory.requests += 1;
        memory.requests
    };
    let lists: Vec<Vec<Vec<u8>>> = sections.iter().map(|section| changes_of(section)).collect();
    match bug {
        Bug::AcksBeforeCommit if pushes && count % 3 == 0 => {
            (header.documents, sections) = (Vec::new(), Vec::new());
        }
        Bug::AcksTooMuch => {
            for ((document, section), raws) in header.documents.iter_mut().zip(&mut sections).zip(&lists) {
                if let Some((_, front)) = raws.split_last().filter(|(_, front)| !front.is_empty()) {
                    document.changes -= 1;
                    *section = packed::encode(front).unwrap_or_default();
                }
            }
        }
        Bug::ReversesLists => {
            for (section, raws) in sections.iter_mut().zip(&lists) {
                let reversed: Vec<&Vec<u8>> = raws.iter().rev().collect();
                *section = packed::encode(&reversed).unwrap_or_default();
            }
        }
        Bug::FailsTheWholeRequest
            if header.documents.iter().any(|pushed| pushed.id.as_bytes().last().is_some_and(|byte| byte % 4 == 0)) =>
        {
            return Ok(HttpResponse { status: 500, headers: Vec::new(), body: Vec::new() });
        }
        Bug::AnswersFromMemory if !pushes && header.cursor.is_some() => {
            let old = lock(&exchange.bugs.memory).old_answer.get(&phone).cloned();
            if let Some(old) = old {
                return Ok(old);
            }
        }
        _ => {}
    }
    let sent = write_request(request, &header, &sections);
    let mut answer = exchange.deliver(sent, None).await?;
    if bug == Bug::HidesNewEpoch && answer.status != 200 && String::from_utf8_lossy(&answer.body).contains("epoch_changed") {
        header.cursor = None;
        answer = exchange.deliver(write_request(request, &header, &sections), None).await?;
    }
    let Some((mut response, mut down)) = read_answer(&answer) else { return Ok(answer) };
    match bug {
        Bug::HidesNewEpoch => {
            let mut memory = lock(&exchange.bugs.memory);
            response.epoch = *memory.epochs.entry(phone).or_insert(response.epoch);
        }
        Bug::AcksBeforeCommit if pushes && header.documents.is_empty() => {
            response.verdicts = asked.documents.iter().zip(&lists).map(|(pushed, raws)| all_received(pushed, raws)).collect();
        }
        Bug::AcksTooMuch => {
            for ((verdict, pushed), raws) in response.verdicts.iter_mut().zip(&asked.documents).zip(&lists) {
                if verdict.refused.is_none() && raws.len() > 1 {
                    *verdict = all_received(pushed, raws);
                }
            }
        }
        Bug::DropsNews if count % 3 == 0 => response.items.retain(|item| !matches!(item.what, Pulled::Changes { .. })),
        Bug::ForgetsLeave => response.items.retain(|item| !matches!(item.what, Pulled::Leave { .. })),
        Bug::SkipsAPage if count % 4 == 0 => response.items.clear(),
        Bug::ForgesDigests => response.verdicts.iter_mut().for_each(|verdict| verdict.digest = received_digest(&[[7; 32]])),
        Bug::LeaksADocument => leak(exchange, phone, &mut response.items, &mut down),
        Bug::AnswersFromMemory if !pushes && !response.more => {
            lock(&exchange.bugs.memory).old_answer.insert(phone, answer.clone());
        }
        Bug::TakesTwice if pushes => take_twice(exchange, request, &asked, &lists).await,
        _ => return Ok(answer),
    }
    Ok(write_answer(&answer, &response, &down))
}

/// The changes of a section, raw.
pub(crate) fn changes_of(section: &[u8]) -> Vec<Vec<u8>> {
    packed::decode(section, PackedLimits { changes: MAX_CHANGES, bytes: MAX_INFLATED_BYTES }).unwrap_or_default()
}

fn all_received(pushed: &PushedDocument, raws: &[Vec<u8>]) -> DocumentVerdict {
    let hashes: Vec<[u8; 32]> = raws.iter().filter_map(|raw| Change::try_from(raw.as_slice()).ok()).map(|change| change.hash().0).collect();
    let received = u32::try_from(hashes.len()).unwrap_or_default();
    DocumentVerdict { id: pushed.id, received, digest: received_digest(&hashes), seq: None, placed: Placed::Document, refused: None }
}

/// Gives this phone what another one got.
fn leak(exchange: &Exchange, phone: usize, items: &mut Vec<PullItem>, sections: &mut Vec<Vec<u8>>) {
    let mut memory = lock(&exchange.bugs.memory);
    if let Some((to, document, section)) = &memory.seen
        && *to != phone
        && items.iter().all(|item| item.document != *document)
    {
        let place = u32::try_from(sections.len()).unwrap_or_default();
        items.push(PullItem { seq: u64::MAX >> 12, document: *document, what: Pulled::Enter { section: place } });
        sections.push(section.clone());
        memory.seen = None;
        return;
    }
    for item in items.iter() {
        if let Pulled::Enter { section } = item.what
            && let Some(bytes) = usize::try_from(section).ok().and_then(|at| sections.get(at))
        {
            memory.seen = Some((phone, item.document, bytes.clone()));
        }
    }
}

/// Sends a change once more, as if another actor had made it: the first one of its actor, which names no other of it.
async fn take_twice(exchange: &Exchange, request: &HttpRequest, asked: &SyncRequest, lists: &[Vec<Vec<u8>>]) {
    let firsts = asked.documents.iter().zip(lists).flat_map(|(pushed, raws)| raws.iter().map(move |raw| (pushed.id, raw)));
    let changes = firsts.filter_map(|(id, raw)| Some((id, Change::try_from(raw.as_slice()).ok()?)));
    let Some((id, change)) = changes.into_iter().find(|(_, change)| change.seq() == 1 && !change.deps().is_empty()) else { return };
    let Ok(text) = serde_json::to_string(&change.decode()) else { return };
    let mut text = text.replace(&change.actor_id().to_hex_string(), &"5a".repeat(16));
    for id in new_ids(&text) {
        let other = if id.ends_with('0') { "1" } else { "0" };
        let renamed = format!("{}{other}", id.get(..35).unwrap_or_default());
        text = text.replace(&id, &renamed);
    }
    let Ok(mut expanded) = serde_json::from_str::<ExpandedChange>(&text) else { return };
    expanded.hash = None;
    let copy = Change::from(expanded);
    let Ok(section) = packed::encode(&[copy.raw_bytes()]) else { return };
    let header = SyncRequest { documents: vec![PushedDocument { id, changes: 1 }], want_bytes: 1, ..asked.clone() };
    let _ = exchange.deliver(write_request(request, &header, &[section]), None).await;
}

/// The identifiers under which a change makes entries.
fn new_ids(text: &str) -> Vec<String> {
    let keys = text.split("\"key\":\"").skip(1).filter_map(|rest| rest.get(..36));
    keys.filter(|key| [8, 13, 18, 23].iter().all(|at| key.as_bytes().get(*at) == Some(&b'-'))).map(str::to_owned).collect()
}
