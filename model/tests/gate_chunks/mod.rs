//! Honest documents, and a small encoder for change chunks that no honest writer makes.
//!
//! The encoder shares no code with the gate. It gets length, checksum and hash right, so that what is wrong with a chunk is only
//! what the test made wrong.
#![allow(dead_code, reason = "each test binary uses the part it needs")]

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use std::time::Duration;

use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Author, AutoCommit, Automerge, Change, ChangeHash, ExpandedChange, ObjType, ROOT, ReadDoc, ScalarValue};
use model::gate::{Admission, AllowAll, Limits, Refusal, admit};
use sha2::{Digest, Sha256};

/// Anna created the document, Ben and Cleo work on it.
pub(crate) const ANNA: [u8; 16] = [0xa1; 16];
pub(crate) const BEN: [u8; 16] = [0xb2; 16];
pub(crate) const CLEO: [u8; 16] = [0xc3; 16];

/// Column of the operations' actions.
pub(crate) const ACTION: u64 = 0x42;

/// Generous for a busy machine, and a hundredth of what Automerge alone takes for the worst of the bombs.
pub(crate) const AT_ONCE: Duration = Duration::from_millis(100);

/// The chunk type of a plain change.
pub(crate) const CHANGE: u8 = 1;

pub(crate) fn actor(id: [u8; 16]) -> ActorId {
    ActorId::from(id)
}

/// Anna's document: a title, a map, a text, a list, a counter and a text in a list.
pub(crate) fn genesis() -> AutoCommit {
    let mut doc = AutoCommit::new().with_author(Some(Author::from(b"anna".to_vec()))).with_actor(actor(ANNA));
    doc.put(ROOT, "title", "boiler").unwrap();
    let parts = doc.put_object(ROOT, "parts", ObjType::Map).unwrap();
    doc.put(&parts, "p1", 1).unwrap();
    let note = doc.put_object(ROOT, "note", ObjType::Text).unwrap();
    doc.splice_text(&note, 0, 0, "hello").unwrap();
    let list = doc.put_object(ROOT, "list", ObjType::List).unwrap();
    doc.insert(&list, 0, 7).unwrap();
    let inner = doc.insert_object(&list, 1, ObjType::Text).unwrap();
    doc.splice_text(&inner, 0, 0, "inner").unwrap();
    doc.put(ROOT, "count", ScalarValue::counter(3)).unwrap();
    doc.commit_with(CommitOptions::default().with_time(1_700_000_000));
    doc
}

/// The document as the server holds it after the genesis.
pub(crate) fn base() -> Automerge {
    genesis().document().clone()
}

/// The document in Ben's hands.
pub(crate) fn on_the_device(doc: &Automerge, who: [u8; 16]) -> AutoCommit {
    AutoCommit::load(&doc.save()).unwrap().with_actor(actor(who))
}

/// All changes the device has and the server has not, raw.
pub(crate) fn unsent(device: &mut AutoCommit, server: &Automerge) -> Vec<Vec<u8>> {
    device.get_changes(&server.get_heads()).iter().map(|change| change.raw_bytes().to_vec()).collect()
}

/// A session of every kind of operation there is, by Ben, one change each.
pub(crate) fn honest_session(server: &Automerge) -> Vec<Vec<u8>> {
    let mut ben = on_the_device(server, BEN);
    // A new author comes with a new random actor.
    ben.set_author(Some(Author::from(b"ben".to_vec()))).set_actor(actor(BEN));
    let note = ben.get(ROOT, "note").unwrap().unwrap().1;
    let list = ben.get(ROOT, "list").unwrap().unwrap().1;
    let parts = ben.get(ROOT, "parts").unwrap().unwrap().1;
    let commit = |doc: &mut AutoCommit, time: i64| {
        doc.commit_with(CommitOptions::default().with_time(time).with_message("{\"who\":\"ben\"}"));
    };
    ben.put(ROOT, "title", "heat pump").unwrap();
    ben.put(ROOT, "due", ScalarValue::Timestamp(1_700_000_000_000)).unwrap();
    commit(&mut ben, 1_700_000_100);
    let line = ben.put_object(&parts, "p2", ObjType::Map).unwrap();
    ben.put(&line, "name", "gasket").unwrap();
    ben.put(&line, "price", 12.5).unwrap();
    ben.put(&line, "ok", true).unwrap();
    ben.put(&line, "strokes", vec![1u8, 2, 3, 250]).unwrap();
    ben.delete(&parts, "p1").unwrap();
    commit(&mut ben, 1_700_000_200);
    ben.splice_text(&note, 2, 1, "LL and more").unwrap();
    commit(&mut ben, 1_700_000_300);
    ben.insert(&list, 1, "between").unwrap();
    ben.put(&list, 0, 8).unwrap();
    ben.delete(&list, 2).unwrap();
    commit(&mut ben, 1_700_000_400);
    ben.increment(ROOT, "count", 4).unwrap();
    commit(&mut ben, 1_700_000_500);
    let bold = Mark::new("bold".to_owned(), true, 1, 4);
    ben.mark(&note, bold, ExpandMark::After).unwrap();
    commit(&mut ben, 1_700_000_600);
    unsent(&mut ben, server)
}

pub(crate) fn judge(doc: &Automerge, raw: Vec<u8>) -> Admission {
    admit(doc, &[raw], &Limits::default(), &AllowAll)
}

/// The refusal of a single change, with the proof that nothing of it was taken.
pub(crate) fn refusal(doc: &Automerge, raw: Vec<u8>) -> Refusal {
    let admission = judge(doc, raw);
    assert_eq!(admission.doc.get_heads(), doc.get_heads());
    assert!(admission.accepted.is_empty());
    admission.refused.expect("the change must be refused").refusal
}

/// The refusal's word.
pub(crate) fn code(doc: &Automerge, raw: Vec<u8>) -> &'static str {
    refusal(doc, raw).code()
}

/// Ben's next change with one thing made wrong.
pub(crate) fn spoiled(spoil: impl FnOnce(&mut Parts)) -> (Automerge, Vec<u8>) {
    let server = base();
    let mut parts = Parts::first_of_ben(&server);
    spoil(&mut parts);
    (server, parts.raw())
}

/// The refusal's word for Ben's next change with one thing made wrong.
pub(crate) fn code_of(spoil: impl FnOnce(&mut Parts)) -> &'static str {
    let (server, raw) = spoiled(spoil);
    code(&server, raw)
}

/// An honest, empty-handed next change by Ben on top of the document, to be filled with operations.
pub(crate) fn blank(doc: &Automerge, who: [u8; 16]) -> ExpandedChange {
    let mut device = on_the_device(doc, who);
    device.put(ROOT, "blank", 1).unwrap();
    device.commit_with(CommitOptions::default().with_time(1_700_000_600));
    device.get_last_local_change().unwrap().decode()
}

/// Ben's next change with exactly these operations, well encoded.
pub(crate) fn with_ops(doc: &Automerge, operations: Vec<Op>) -> Vec<u8> {
    let mut change = blank(doc, BEN);
    change.operations = operations;
    Change::from(change).raw_bytes().to_vec()
}

pub(crate) fn op(obj: ObjectId, key: Key, action: OpType) -> Op {
    Op { action, obj, key, pred: Vec::new().into(), insert: false }
}

pub(crate) fn put(value: &str) -> OpType {
    OpType::Put(ScalarValue::from(value))
}

pub(crate) fn by(counter: u64, who: [u8; 16]) -> OpId {
    OpId::new(counter, &actor(who))
}

/// The id of the object or value at a key of the root.
pub(crate) fn id_at_root(doc: &Automerge, key: &str) -> OpId {
    match doc.get(ROOT, key).unwrap().unwrap().1 {
        automerge::ObjId::Id(counter, actor, _) => OpId::new(counter, &actor),
        automerge::ObjId::Root => panic!("{key} is the root"),
    }
}

/// The parts of a change chunk.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) chunk_type: u8,
    pub(crate) deps: Vec<[u8; 32]>,
    pub(crate) actor: Vec<u8>,
    pub(crate) seq: u64,
    pub(crate) start_op: u64,
    pub(crate) time: i64,
    pub(crate) message: Vec<u8>,
    pub(crate) others: Vec<Vec<u8>>,
    pub(crate) columns: Vec<(u64, Vec<u8>)>,
    pub(crate) footer: Vec<u8>,
}

impl Parts {
    /// The smallest change: Ben's first, on top of the document's heads, writing nothing yet.
    pub(crate) fn first_of_ben(doc: &Automerge) -> Self {
        Self::of(Change::from(blank(doc, BEN)).raw_bytes())
    }

    pub(crate) fn of(raw: &[u8]) -> Self {
        let mut at = 9;
        uleb(raw, &mut at);
        let deps = (0..uleb(raw, &mut at)).map(|_| take(raw, &mut at, 32).try_into().unwrap()).collect();
        let length = uleb(raw, &mut at);
        let actor = take(raw, &mut at, length).to_vec();
        let seq = uleb(raw, &mut at);
        let start_op = uleb(raw, &mut at);
        let time = ileb(raw, &mut at);
        let length = uleb(raw, &mut at);
        let message = take(raw, &mut at, length).to_vec();
        let others = (0..uleb(raw, &mut at))
            .map(|_| {
                let length = uleb(raw, &mut at);
                take(raw, &mut at, length).to_vec()
            })
            .collect();
        let table: Vec<(u64, u64)> = (0..uleb(raw, &mut at)).map(|_| (uleb(raw, &mut at), uleb(raw, &mut at))).collect();
        let columns = table.into_iter().map(|(name, length)| (name, take(raw, &mut at, length).to_vec())).collect();
        Self { chunk_type: CHANGE, deps, actor, seq, start_op, time, message, others, columns, footer: raw[at..].to_vec() }
    }

    pub(crate) fn column(&mut self, name: u64) -> &mut Vec<u8> {
        let at = match self.columns.binary_search_by_key(&name, |column| column.0) {
            Ok(at) => at,
            Err(at) => {
                self.columns.insert(at, (name, Vec::new()));
                at
            }
        };
        &mut self.columns[at].1
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        let mut body = Vec::new();
        put_uleb(self.deps.len() as u64, &mut body);
        self.deps.iter().for_each(|dep| body.extend(dep));
        put_bytes(&self.actor, &mut body);
        put_uleb(self.seq, &mut body);
        put_uleb(self.start_op, &mut body);
        put_ileb(self.time, &mut body);
        put_bytes(&self.message, &mut body);
        put_uleb(self.others.len() as u64, &mut body);
        self.others.iter().for_each(|other| put_bytes(other, &mut body));
        put_uleb(self.columns.len() as u64, &mut body);
        for (name, column) in &self.columns {
            put_uleb(*name, &mut body);
            put_uleb(column.len() as u64, &mut body);
        }
        self.columns.iter().for_each(|(_, column)| body.extend(column));
        body.extend(&self.footer);
        body
    }

    pub(crate) fn raw(&self) -> Vec<u8> {
        wrap(self.chunk_type, &self.body())
    }
}

/// Where the body of a raw change begins.
pub(crate) fn body_of(raw: &[u8]) -> &[u8] {
    let mut at = 9;
    uleb(raw, &mut at);
    &raw[at..]
}

pub(crate) fn wrap(chunk_type: u8, body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![chunk_type];
    put_uleb(body.len() as u64, &mut hashed);
    hashed.extend(body);
    let hash = Sha256::digest(&hashed);
    [&[0x85, 0x6f, 0x4a, 0x83], &hash[..4], &hashed].concat()
}

pub(crate) fn hash_of(raw: &[u8]) -> ChangeHash {
    ChangeHash(Sha256::digest(&raw[8..]).into())
}

pub(crate) fn put_uleb(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(crate) fn put_ileb(mut value: i64, out: &mut Vec<u8>) {
    loop {
        let byte = (value as u8) & 0x7f;
        value >>= 7;
        if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

/// `times` rows of one unsigned value, as a run.
pub(crate) fn run(times: i64, value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    put_ileb(times, &mut out);
    put_uleb(value, &mut out);
    out
}

fn put_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    put_uleb(bytes.len() as u64, out);
    out.extend(bytes);
}

fn uleb(bytes: &[u8], at: &mut usize) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = bytes[*at];
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return value;
        }
    }
}

fn ileb(bytes: &[u8], at: &mut usize) -> i64 {
    let (mut value, mut shift) = (0i64, 0);
    loop {
        let byte = bytes[*at];
        *at += 1;
        value |= i64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return if byte & 0x40 != 0 { value | (-1 << shift) } else { value };
        }
    }
}

fn take<'a>(bytes: &'a [u8], at: &mut usize, length: u64) -> &'a [u8] {
    let from = *at;
    *at += length as usize;
    &bytes[from..*at]
}
