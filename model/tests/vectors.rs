//! Test vectors of the wire for whoever writes a second client: `docs/vectors/wire-1.json` and, for what protocol 2 says otherwise,
//! `wire-2.json`, described in `docs/sync.md`.
//!
//! What is written here from fixed keys, ids and times is byte for byte what stands in the file, and what stands there is read back by
//! the public functions. `tests/vectors_check.py` reads the same file and shares no code. `FIELDBOOK_WRITE_VECTORS=1` writes the file
//! where there is none; an existing one is never rewritten.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::site::*;
use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, AutoCommit, ROOT};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use model::gate::{Limits, preflight};
use model::id::{DocumentId, EpochId};
use model::reference::Set;
use model::seal::SealError;
use model::seal::certificate::Certificate;
use model::seal::key::{DeviceKey, PublicKey, SoftwareKey};
use model::seal::receipt::{Receipt, ReceiptLine, batch_digest};
use model::time::Timestamp;
use model::wire::enrolment::{ASSERTION_LIFE_S, AssertionClaims, enrol_message};
use model::wire::frame::{self, FrameLimits, gunzip_bounded, gzip};
use model::wire::packed::{self, PackedLimits};
use model::wire::reference::{ReferencePage, ReferenceRow, Versions};
use model::wire::sync::*;
use model::wire::unsent::StillUnsent;
use p256::ecdsa::signature::Signer as _;
use serde::Serialize;
use serde_json::{Value, json};

const PACKED: PackedLimits = PackedLimits { changes: 100, bytes: 1 << 20 };
const FRAME: FrameLimits = FrameLimits { frame_bytes: 1 << 20, header_bytes: 1 << 16, sections: 100 };

/// A telephone's key in hardware.
struct Keystore(p256::ecdsa::SigningKey);

impl DeviceKey for Keystore {
    fn public_key(&self) -> PublicKey {
        PublicKey::p256(self.0.verifying_key().to_encoded_point(false).as_bytes()).unwrap()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SealError> {
        let signature: p256::ecdsa::Signature = self.0.sign(message);
        self.public_key().spelled(&signature.to_vec())
    }
}

fn keystore() -> Keystore {
    Keystore(p256::ecdsa::SigningKey::from_slice(&[2; 32]).unwrap())
}

fn organisation_key() -> SoftwareKey {
    SoftwareKey::from_secret(&[9; 32])
}

fn document(n: u8) -> DocumentId {
    DocumentId::from_parts(Timestamp::from_ms(MORNING), [n; 10])
}

fn noon() -> Timestamp {
    Timestamp::from_ms(MORNING + 4 * 3_600_000)
}

/// Five changes of one document: its first, two of a phone, one of a tablet at the same time, one of the phone that joins both.
fn history() -> Vec<Vec<u8>> {
    let commit = |doc: &mut AutoCommit, minute: i64| {
        doc.commit_with(CommitOptions::default().with_time(MORNING / 1000 + 60 * minute).with_message(format!("{{\"minute\":{minute}}}")));
    };
    let mut desk = AutoCommit::new().with_actor(ActorId::from([0xa1; 16]));
    desk.put(ROOT, "title", "电梯 lift 7").unwrap();
    commit(&mut desk, 0);
    let on = |desk: &mut AutoCommit, actor: u8| AutoCommit::load(&desk.save()).unwrap().with_actor(ActorId::from([actor; 16]));
    let (mut phone, mut tablet) = (on(&mut desk, 0xb2), on(&mut desk, 0xc3));
    phone.put(ROOT, "arrived", 1).unwrap();
    commit(&mut phone, 1);
    phone.put(ROOT, "findings", "door drive worn").unwrap();
    commit(&mut phone, 2);
    tablet.put(ROOT, "findings", "door belt loose").unwrap();
    commit(&mut tablet, 3);
    phone.merge(&mut tablet).unwrap();
    phone.put(ROOT, "finished", 1).unwrap();
    commit(&mut phone, 4);
    phone.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect()
}

fn hash_of(raw: &[u8]) -> [u8; 32] {
    preflight(raw, &Limits::default()).unwrap().hash.0
}

fn digest_of(raws: &[Vec<u8>]) -> String {
    let hashes: Vec<[u8; 32]> = raws.iter().map(|raw| hash_of(raw)).collect();
    received_digest(&hashes)
}

fn certificate() -> Certificate {
    Certificate {
        organisation: organisation().id,
        organisation_name: organisation().name,
        organisation_key: organisation_key().public_key(),
        device: zhao().device,
        device_name: "赵敏的手机".to_owned(),
        person: zhao().person,
        key: zhao().key.public_key(),
        at: Timestamp::from_ms(MORNING),
    }
}

fn lines() -> Vec<ReceiptLine> {
    vec![
        ReceiptLine { document: document(1), digest: digest_of(&history()[1..]) },
        ReceiptLine { document: document(2), digest: digest_of(&history()[..1]) },
    ]
}

fn receipt() -> Receipt {
    Receipt {
        organisation: organisation().id,
        device: zhao().device,
        at: noon(),
        batch: batch_digest(&lines()),
        size: 42,
        head: "cd".repeat(32),
    }
}

/// Two documents go up: one that both sides have, with what is new of it, and one that begins with this list.
fn request() -> (SyncRequest, Vec<Vec<u8>>) {
    let raws = history();
    let header = SyncRequest {
        protocol: 1,
        application: "second client 0.1".to_owned(),
        cursor: Some("opaque-as-the-server-gave-it".to_owned()),
        want_bytes: DEFAULT_WANT_BYTES,
        client_time: noon(),
        judged: 0,
        documents: vec![PushedDocument { id: document(1), changes: 4 }, PushedDocument { id: document(2), changes: 2 }],
        reference: Versions::from([("parts".to_owned(), 812), ("policy".to_owned(), 0)]),
        authors: Vec::new(),
        incarnation: None,
        unsent: None,
    };
    (header, vec![packed::encode(&raws[1..]).unwrap(), packed::encode(&raws[..2]).unwrap()])
}

/// The first list is taken whole; of the second the first change, the other is refused. Something of every kind is new.
fn answer() -> (SyncResponse, Vec<Vec<u8>>) {
    let raws = history();
    let refused = RefusedChange {
        index: 1,
        hash: Some(hex::encode(hash_of(&raws[1]))),
        code: "forbidden".to_owned(),
        detail: "why, for a person".to_owned(),
        retry: false,
    };
    let [whole, front] = lines().try_into().unwrap();
    let verdict = |line: ReceiptLine, received, seq, refused| DocumentVerdict {
        id: line.document,
        received,
        digest: line.digest,
        seq: Some(seq),
        placed: Placed::Document,
        refused,
    };
    let row = ReferenceRow { key: "A03U-7209".to_owned(), version: 813, body: Some(json!({ "name": "搓纸轮 roller" })) };
    let gone = ReferenceRow { key: "A03U-7210".to_owned(), version: 815, body: None };
    let items = [
        (101, document(3), Pulled::Enter { section: 0 }),
        (102, document(1), Pulled::Changes { section: 1 }),
        (103, document(1), Pulled::Own { last: vec![hex::encode(hash_of(&raws[4]))] }),
        (104, document(4), Pulled::Leave { reason: "no sign of life".to_owned(), successor: Some("Li".to_owned()) }),
    ];
    let header = SyncResponse {
        protocol: 1,
        epoch: EpochId::from_bytes([5; 16]),
        cursor: "the-next-opaque-cursor".to_owned(),
        more: true,
        server_time: noon(),
        backoff_s: Some(30),
        durable_pos: None,
        receipt: Some(receipt().sign(&organisation_key()).unwrap()),
        certifies: false,
        config: None,
        verdicts: vec![verdict(whole, 4, 98, None), verdict(front, 1, 99, Some(refused))],
        later: Vec::new(),
        left_out: BTreeMap::new(),
        items: items.into_iter().map(|(seq, document, what)| PullItem { seq, document, what }).collect(),
        reference: Versions::from([("parts".to_owned(), 815), ("policy".to_owned(), 0)]),
        reference_pages: vec![ReferencePage { set: Set::Parts, version: 815, rows: vec![row, gone], next: None }],
    };
    (header, vec![packed::encode(&raws).unwrap(), packed::encode(&raws[3..4]).unwrap()])
}

/// The same request in protocol 2: it has stored what the server said later up to number 16.
fn request_2() -> (SyncRequest, Vec<Vec<u8>>) {
    let (header, sections) = request();
    (SyncRequest { protocol: 2, judged: 16, ..header }, sections)
}

/// Both lists are received and not judged. Of what was received earlier, one document's work went nowhere from a change on, another's was
/// kept aside.
fn answer_2() -> (SyncResponse, Vec<Vec<u8>>) {
    let (header, sections) = answer();
    let received = |mut verdict: DocumentVerdict, raws: &[Vec<u8>]| {
        verdict.received = raws.len() as u32;
        verdict.digest = digest_of(raws);
        DocumentVerdict { seq: None, placed: Placed::Received, refused: None, ..verdict }
    };
    let raws = history();
    let [whole, front] = <[_; 2]>::try_from(header.verdicts.clone()).unwrap();
    let refused = LaterRefusal {
        hash: hex::encode(hash_of(&raws[4])),
        code: "sign_before_finish".to_owned(),
        detail: "the work was not finished".to_owned(),
        retry: false,
    };
    let later = vec![
        LaterVerdict { number: 17, id: document(5), placed: Placed::Document, refused: Some(refused) },
        LaterVerdict { number: 21, id: document(6), placed: Placed::Quarantine, refused: None },
    ];
    let verdicts = vec![received(whole, &raws[1..]), received(front, &raws[..2])];
    let lines = receipt_lines(&verdicts);
    let receipt = Receipt { batch: batch_digest(&lines), ..receipt() }.sign(&organisation_key()).unwrap();
    (SyncResponse { protocol: 2, receipt: Some(receipt), verdicts, later, ..header }, sections)
}

/// The same answer by a server that puts work where nobody here knows of.
fn answer_2_of_a_newer_server() -> (Value, Vec<Vec<u8>>) {
    let (header, sections) = answer_2();
    let mut header = serde_json::to_value(header).unwrap();
    header["verdicts"][0]["placed"] = json!("elsewhere");
    header["later"][1]["placed"] = json!("elsewhere");
    header["later"][1]["moved_at"] = json!(7);
    (header, sections)
}

/// The same answer by a server that says more than is known today: the JSON has members, an item and a section beside.
fn answer_of_a_newer_server() -> (Value, Vec<Vec<u8>>) {
    let (header, mut sections) = answer();
    let mut header = serde_json::to_value(header).unwrap();
    header["weather"] = json!({ "rain": true });
    header["verdicts"][0]["weighed"] = json!(7);
    header["verdicts"][1]["refused"]["hint"] = json!(["a", null]);
    header["items"][0]["colour"] = json!("green");
    header["reference"]["charms"] = json!(3);
    header["reference_pages"][0]["rows"][0]["origin"] = json!("import");
    let unknown = json!({ "seq": 105, "document": document(1), "what": "forget", "section": 2, "until": 9 });
    header["items"].as_array_mut().unwrap().insert(1, unknown);
    sections.push(b"nobody knows".to_vec());
    (header, sections)
}

fn assertion(key: &dyn DeviceKey, jti: &str) -> Value {
    let iat = noon().as_seconds();
    let device = zhao().device.to_string();
    let claims = AssertionClaims {
        iss: device.clone(),
        sub: device,
        aud: "https://desk.example".to_owned(),
        iat,
        exp: iat + ASSERTION_LIFE_S,
        jti: jti.to_owned(),
    };
    let header = json!({ "alg": key.public_key().algorithm, "typ": "JWT" });
    let claims_text = serde_json::to_string(&claims).unwrap();
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims_text));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).unwrap());
    json!({ "public_key": key.public_key(), "header": header, "claims": claims, "assertion": format!("{signed}.{signature}") })
}

fn proof(key: &dyn DeviceKey) -> Value {
    let code = "7F3K-0V9M-2C4D-5E6F-7G8H-9J0K-1M2N";
    let message = enrol_message(code);
    let proof = URL_SAFE_NO_PAD.encode(key.sign(&message).unwrap());
    json!({ "code": code, "message": hex::encode(message), "public_key": key.public_key(), "proof": proof })
}

fn frame_vector(name: &str, header: &impl Serialize, sections: &[Vec<u8>]) -> Value {
    let bytes = frame::encode(header, sections).unwrap();
    let sections: Vec<String> = sections.iter().map(hex::encode).collect();
    json!({ "name": name, "header": header, "sections": sections, "bytes": hex::encode(&bytes), "gzip": STANDARD.encode(gzip(&bytes)) })
}

fn refused(cases: Vec<(&str, Vec<u8>)>) -> Vec<Value> {
    cases.into_iter().map(|(name, bytes)| json!({ "name": name, "bytes": hex::encode(bytes) })).collect()
}

/// Lists with one thing wrong; check and everything else are as they should be where that is possible.
fn lists_to_refuse() -> Vec<Value> {
    let raws = history();
    let good = packed::encode(&raws).unwrap();
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let empty = packed::encode(&[] as &[Vec<u8>]).unwrap();
    refused(vec![
        ("nothing", Vec::new()),
        ("an unknown format", with(0, 2)),
        ("a count that is too high", with(1, 6)),
        ("a count that is too low", with(1, 4)),
        ("a count written longer than needed", [&[1, 0x80, 0][..], &empty[2..]].concat()),
        ("an actor that was not written out", with(3, 1)),
        ("a dependency before the list", [&[1, 1, 1, 1, 0][..], &[0xb2; 16], &[0], &good[good.len() - 8..]].concat()),
        ("a check that does not match", with(good.len() - 1, good[good.len() - 1] ^ 1)),
        ("cut short", good[..good.len() - 1].to_vec()),
        ("something behind it", [&good[..], &[0]].concat()),
    ])
}

fn frames_to_refuse() -> Vec<Value> {
    let good = frame::encode(&json!({ "protocol": 1 }), &[b"one".to_vec(), b"two".to_vec()]).unwrap();
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    refused(vec![
        ("nothing", Vec::new()),
        ("another frame", with(3, b'2')),
        ("a header that is too long", with(4, 0xff)),
        ("a header that is no JSON", with(8, b'[')),
        ("a section that is too long", with(good.len() - 10, 4)),
        ("cut short", good[..good.len() - 1].to_vec()),
        ("something behind it", [&good[..], b"!"].concat()),
    ])
}

/// Everything in the file, made anew.
fn made() -> Value {
    let raws = history();
    let changes: Vec<Value> = raws.iter().map(|raw| json!({ "hash": hex::encode(hash_of(raw)), "raw": hex::encode(raw) })).collect();
    let list = |name: &str, which: &[usize]| {
        let chosen: Vec<&Vec<u8>> = which.iter().map(|at| &raws[*at]).collect();
        let hashes: Vec<[u8; 32]> = chosen.iter().map(|raw| hash_of(raw)).collect();
        json!({
            "name": name,
            "changes": which,
            "bytes": hex::encode(packed::encode(&chosen).unwrap()),
            "received_digest": received_digest(&hashes),
        })
    };
    let lists = [
        list("nothing", &[]),
        list("the first change of a document", &[0]),
        list("what comes after it: its hash is written out", &[1, 2, 3, 4]),
        list("a whole history", &[0, 1, 2, 3, 4]),
    ];
    let (zhao, organisation_key) = (zhao(), organisation_key());
    let (request, pushed) = request();
    let (answer, pulled) = answer();
    let (newer, more) = answer_of_a_newer_server();
    json!({
        "about": "Test vectors of Fieldbook's wire, protocol 1. docs/sync.md says what they mean. Binary is lower-case hex, gzip base64.",
        "changes": changes,
        "packed": lists,
        "packed_refused": lists_to_refuse(),
        "frames": [
            frame_vector("no sections", &json!({}), &[]),
            frame_vector("a request", &request, &pushed),
            frame_vector("its answer", &answer, &pulled),
            frame_vector("its answer by a newer server", &newer, &more),
        ],
        "frames_refused": frames_to_refuse(),
        "batch": { "lines": lines(), "digest": batch_digest(&lines()) },
        "receipt": {
            "organisation_key": organisation_key.public_key(),
            "claims": receipt(),
            "statement": receipt().sign(&organisation_key).unwrap(),
        },
        "certificate": { "claims": certificate(), "statement": certificate().issue(&organisation_key).unwrap() },
        "enrolment": [proof(&zhao.key), proof(&keystore())],
        "assertions": [assertion(&zhao.key, "b1946ac92492d2347c6235b4d2611184"), assertion(&keystore(), "591785b794601e212b260e25925636fd")],
    })
}

/// What protocol 2 says otherwise, made anew.
fn made_2() -> Value {
    let (request, pushed) = request_2();
    let (answer, pulled) = answer_2();
    let (newer, more) = answer_2_of_a_newer_server();
    json!({
        "about": "Test vectors of Fieldbook's wire, protocol 2: what it says otherwise than protocol 1, whose vectors hold beside. docs/sync.md says what they mean.",
        "organisation_key": organisation_key().public_key(),
        "frames": [
            frame_vector("a request", &request, &pushed),
            frame_vector("its answer", &answer, &pulled),
            frame_vector("its answer by a newer server", &newer, &more),
        ],
    })
}

/// What a device says that it still has unsent, with a request and by itself, and what of it is believed.
fn made_unsent() -> Value {
    let (request, pushed) = request_2();
    let said = StillUnsent { changes: 3, signatures: 1, photos: 2, photo_bytes: 4_096, oldest_at: Some(noon().plus_ms(-600_000)) };
    let too_much = StillUnsent {
        changes: 2_000_000,
        signatures: 3_000_000,
        photos: 5_000_000,
        photo_bytes: 1 << 50,
        oldest_at: Some(Timestamp::from_ms(0)),
    };
    let of_tomorrow = StillUnsent { changes: 1, oldest_at: Some(noon().plus_ms(86_400_000)), ..StillUnsent::default() };
    let nothing = StillUnsent { signatures: 1, photo_bytes: 9, ..StillUnsent::default() };
    // The device's clock is a minute behind.
    let now = noon().plus_ms(60_000);
    let believed = [said, too_much, of_tomorrow, nothing].map(|said| json!({ "said": said, "believed": said.believed(noon(), now) }));
    json!({
        "about": "Test vectors of Fieldbook's wire: what a device still has unsent. docs/sync.md says what they mean.",
        "frames": [frame_vector("a request that leaves something over", &SyncRequest { unsent: Some(said), ..request }, &pushed)],
        "client_time": noon(),
        "now": now,
        "believed": believed,
    })
}

/// What stands in the file of protocol 1.
fn kept() -> Value {
    kept_in("wire-1.json", &made())
}

/// What stands in a file; `made` if there is none and it may be written.
fn kept_in(name: &str, made: &Value) -> Value {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/vectors").join(name);
    if std::env::var_os("FIELDBOOK_WRITE_VECTORS").is_some() && !file.exists() {
        std::fs::write(&file, serde_json::to_string_pretty(made).unwrap() + "\n").expect("the file can be written");
    }
    serde_json::from_slice(&std::fs::read(&file).expect("the file is there")).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

fn each<'a>(vectors: &'a Value, name: &str) -> &'a [Value] {
    vectors[name].as_array().unwrap()
}

fn frame_named<'a>(vectors: &'a Value, name: &str) -> &'a Value {
    each(vectors, "frames").iter().find(|frame| frame["name"] == name).unwrap()
}

#[test]
fn what_is_written_today_is_what_stands_in_the_file() {
    for (file, mut made) in [("wire-1.json", made()), ("wire-2.json", made_2()), ("unsent-2.json", made_unsent())] {
        let mut kept = kept_in(file, &made);
        // How well a body is compressed is nobody's promise.
        for vectors in [&mut kept, &mut made] {
            for frame in vectors["frames"].as_array_mut().unwrap() {
                let body = STANDARD.decode(frame["gzip"].take().as_str().unwrap()).unwrap();
                assert_eq!(gunzip_bounded(&body, 1 << 20).unwrap(), bytes(&frame["bytes"]));
            }
        }
        for (name, value) in made.as_object().unwrap() {
            assert_eq!(&kept[name], value, "{file}: {name}");
        }
        assert_eq!(kept, made);
    }
}

#[test]
fn a_place_that_is_not_known_here_leaves_the_rest_of_the_answer_readable() {
    let vectors = kept_in("wire-2.json", &made_2());
    let read = |name: &str| frame::decode::<SyncResponse>(&bytes(&frame_named(&vectors, name)["bytes"]), FRAME).unwrap().0;
    let (known, mut newer) = (read("its answer"), read("its answer by a newer server"));
    assert_eq!((newer.verdicts[0].placed, newer.later[1].placed), (Placed::Unknown, Placed::Unknown));
    newer.verdicts[0].placed = Placed::Received;
    newer.later[1].placed = Placed::Quarantine;
    assert_eq!(newer, known);
}

#[test]
fn packed_lists_unfold_into_the_raw_changes() {
    let vectors = kept();
    let raws: Vec<Vec<u8>> = each(&vectors, "changes").iter().map(|change| bytes(&change["raw"])).collect();
    for list in each(&vectors, "packed") {
        let expected: Vec<Vec<u8>> =
            list["changes"].as_array().unwrap().iter().map(|at| raws[at.as_u64().unwrap() as usize].clone()).collect();
        let found = packed::decode(&bytes(&list["bytes"]), PACKED).unwrap();
        assert_eq!(found, expected, "{}", list["name"]);
        assert_eq!(list["received_digest"], digest_of(&found));
    }
    for list in each(&vectors, "packed_refused") {
        assert!(packed::decode(&bytes(&list["bytes"]), PACKED).is_err(), "{}", list["name"]);
    }
}

#[test]
fn frames_come_apart_into_header_and_sections() {
    let vectors = kept();
    for vector in each(&vectors, "frames") {
        let (header, sections): (Value, _) = frame::decode(&bytes(&vector["bytes"]), FRAME).unwrap();
        let expected: Vec<Vec<u8>> = vector["sections"].as_array().unwrap().iter().map(bytes).collect();
        assert_eq!((&header, sections), (&vector["header"], expected), "{}", vector["name"]);
    }
    for vector in each(&vectors, "frames_refused") {
        assert!(frame::decode::<Value>(&bytes(&vector["bytes"]), FRAME).is_err(), "{}", vector["name"]);
    }
}

#[test]
fn what_a_newer_server_adds_is_left_alone_and_the_rest_is_understood() {
    let vectors = kept();
    let read = |name: &str| frame::decode::<SyncResponse>(&bytes(&frame_named(&vectors, name)["bytes"]), FRAME).unwrap().0;
    let (known, mut newer) = (read("its answer"), read("its answer by a newer server"));
    let unknown = newer.items.remove(1);
    assert_eq!((unknown.seq, unknown.document, unknown.what), (105, document(1), Pulled::Unknown));
    assert_eq!(newer.reference.remove("charms"), Some(3), "a set that this device does not know");
    assert_eq!(newer, known);
}

#[test]
fn signed_texts_hold_under_the_keys_that_are_named() {
    let vectors = kept();
    let key: PublicKey = serde_json::from_value(vectors["receipt"]["organisation_key"].clone()).unwrap();
    let receipt = Receipt::read(vectors["receipt"]["statement"].as_str().unwrap(), &key).unwrap();
    assert_eq!(serde_json::to_value(&receipt).unwrap(), vectors["receipt"]["claims"]);
    let lines: Vec<ReceiptLine> = serde_json::from_value(vectors["batch"]["lines"].clone()).unwrap();
    assert_eq!((&receipt.batch, &vectors["batch"]["digest"]), (&batch_digest(&lines), &json!(batch_digest(&lines))));
    let certificate = Certificate::read(vectors["certificate"]["statement"].as_str().unwrap()).unwrap();
    assert_eq!(certificate.organisation_key, key);
    assert_eq!(serde_json::to_value(&certificate).unwrap(), vectors["certificate"]["claims"]);

    for vector in each(&vectors, "enrolment") {
        let key: PublicKey = serde_json::from_value(vector["public_key"].clone()).unwrap();
        let message = enrol_message(vector["code"].as_str().unwrap());
        assert_eq!(bytes(&vector["message"]), message);
        key.verify(&message, &URL_SAFE_NO_PAD.decode(vector["proof"].as_str().unwrap()).unwrap()).unwrap();
    }
    for vector in each(&vectors, "assertions") {
        let key: PublicKey = serde_json::from_value(vector["public_key"].clone()).unwrap();
        let (signed, signature) = vector["assertion"].as_str().unwrap().rsplit_once('.').unwrap();
        key.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        let (_, claims) = signed.split_once('.').unwrap();
        let claims: AssertionClaims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        assert_eq!(serde_json::to_value(&claims).unwrap(), vector["claims"]);
        assert_eq!((claims.iss == claims.sub, claims.exp - claims.iat), (true, ASSERTION_LIFE_S));
    }
}
