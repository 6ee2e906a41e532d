//! Test vectors of the routes beside `POST /v1/sync`, for whoever writes a second client: `docs/vectors/routes-1.json`, described in
//! `docs/sync.md`. `tests/vectors_check.py` reads the same file and shares no code with this.
use std::collections::BTreeMap;
use std::path::PathBuf;

use model::id::{DocumentId, EpochId};
use model::time::Timestamp;
use model::wire::config::{Protocols, SyncConfig, SyncConfigAnswer, SyncLimits, SyncPace};
use model::wire::live::{POKE, Poke};
use model::wire::reconcile::{Holding, Leaving, ReconcileRequest, ReconcileResponse, fingerprint};
use serde_json::{Value, json};

fn document(byte: u8) -> DocumentId {
    DocumentId::from_bytes([byte; 16])
}

/// Heads of three documents: one head, two in either order, none of another.
fn heads() -> [Vec<[u8; 32]>; 3] {
    [vec![[0xa1; 32]], vec![[0xb2; 32], [0x0b; 32]], vec![[0x0b; 32], [0xb2; 32]]]
}

fn config() -> SyncConfigAnswer {
    let limits = SyncLimits {
        body_bytes: 262_144,
        inflated_bytes: 2_097_152,
        documents: 100,
        changes: 1_000,
        change_bytes: 65_536,
        want_bytes: 131_072,
        blob_bytes: 8_388_608,
        blob_piece_bytes: 65_536,
    };
    let pace = SyncPace { routine_s: 120, routine_listening_s: 1_800 };
    let protocols = Protocols { oldest: 1, newest: 1 };
    SyncConfig { protocols, features: vec!["live".into(), "reconcile".into()], limits, pace }.told().unwrap()
}

fn request() -> ReconcileRequest {
    let [first, second, _] = heads();
    ReconcileRequest {
        protocol: 1,
        application: "vectors/1".into(),
        client_time: Timestamp::from_ms(1_772_409_600_000),
        documents: BTreeMap::from([
            (document(1), fingerprint(&first)),
            (document(2), fingerprint(&second)),
            (document(3), fingerprint(&first)),
        ]),
    }
}

fn response() -> ReconcileResponse {
    ReconcileResponse {
        protocol: 1,
        epoch: EpochId::from_bytes([0xee; 16]),
        cursor: "opaque".into(),
        server_time: Timestamp::from_ms(1_772_409_601_500),
        differ: BTreeMap::from([
            (document(2), Holding { actors: BTreeMap::from([("07".repeat(16), 4), ("08".repeat(16), 1)]) }),
            (document(3), Holding::default()),
        ]),
        enter: vec![document(4)],
        leave: BTreeMap::from([(document(2), Leaving { reason: "nearer".into(), successor: Some("赵敏".into()) })]),
    }
}

fn made() -> Value {
    let poke = |spread_s: Option<u32>| serde_json::to_value(Poke { spread_s }).unwrap();
    json!({
        "about": "Test vectors of the routes beside POST /v1/sync, protocol 1. docs/sync.md says what they mean.",
        "config": config(),
        "config_of_an_older_server": { "answer": { "revision": "0" }, "means": SyncConfig::default() },
        "fingerprints": heads().iter().map(|heads| json!({
            "heads": heads.iter().map(hex::encode).collect::<Vec<_>>(),
            "fingerprint": fingerprint(heads),
        })).collect::<Vec<_>>(),
        "reconcile": { "request": request(), "answer": response() },
        "pokes": {
            "stream": format!(": hello\n\nevent: {POKE}\ndata: {{}}\n\n:\n\nevent: weather\ndata: fine\n\nevent: {POKE}\r\ndata: {{\"spread_s\":60}}\r\n\r\n"),
            "heard": [poke(None), poke(Some(60))],
        },
    })
}

fn kept() -> Value {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/vectors/routes-1.json");
    if std::env::var_os("FIELDBOOK_WRITE_VECTORS").is_some() && !file.exists() {
        std::fs::write(&file, serde_json::to_string_pretty(&made()).unwrap() + "\n").expect("the file can be written");
    }
    serde_json::from_slice(&std::fs::read(&file).expect("the file is there")).unwrap()
}

#[test]
fn what_is_written_today_is_what_stands_in_the_file() {
    assert_eq!(kept(), made());
}

#[test]
fn what_stands_in_the_file_is_read_as_it_was_meant() {
    let kept = kept();
    assert_eq!(serde_json::from_value::<SyncConfigAnswer>(kept["config"].clone()).unwrap(), config());
    let older: SyncConfigAnswer = serde_json::from_value(kept["config_of_an_older_server"]["answer"].clone()).unwrap();
    assert_eq!(older.config, serde_json::from_value(kept["config_of_an_older_server"]["means"].clone()).unwrap());
    assert_eq!(serde_json::from_value::<ReconcileRequest>(kept["reconcile"]["request"].clone()).unwrap(), request());
    assert_eq!(serde_json::from_value::<ReconcileResponse>(kept["reconcile"]["answer"].clone()).unwrap(), response());
    assert_eq!(serde_json::from_value::<Poke>(kept["pokes"]["heard"][1].clone()).unwrap(), Poke { spread_s: Some(60) });
}
