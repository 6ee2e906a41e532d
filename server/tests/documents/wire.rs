//! What the wire says of itself: limits told and kept, damage that stays with its document, both sides compared.

use std::collections::BTreeMap;

use http::StatusCode;
use model::id::DocumentId;
use model::wire::config::{CONFIG_PATH, SyncConfig, SyncConfigAnswer, SyncLimits};
use model::wire::frame::{self, gunzip_bounded, gzip};
use model::wire::reconcile::{ReconcileRequest, ReconcileResponse, fingerprint};
use model::wire::sync::{Placed, SyncRequest};
use server::Config;

use crate::house::{Answer, Device, House, bytes_of, unframe};

async fn posted(device: &Device, header: &SyncRequest, sections: &[Vec<u8>]) -> Answer {
    let response = device.post(gzip(&frame::encode(header, sections).unwrap())).await;
    assert_eq!(response.status(), StatusCode::OK);
    let (header, sections) = unframe(&bytes_of(response).await);
    Answer { header, sections }
}

#[tokio::test]
async fn a_damaged_section_is_its_documents_affair_alone() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let (first, second) = (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    wang.sync().await;
    wang.begin(first);
    wang.begin(second);
    let (header, sections) = wang.request();
    let of_first = header.documents.iter().position(|document| document.id == first).unwrap();
    let mut damaged = sections.clone();
    let last = damaged[of_first].len() - 1;
    damaged[of_first][last] ^= 1;
    let mut miscounted = header.clone();
    miscounted.documents[of_first].changes += 1;
    let mut empty = sections.clone();
    empty[of_first].clear();
    for (case, header, sections) in
        [("damaged", &header, &damaged), ("another number", &miscounted, &sections), ("nothing at all", &header, &empty)]
    {
        let answer = posted(&wang, header, sections).await;
        assert_eq!(answer.refusal(first), (0, "malformed"), "{case}");
        let verdict = answer.verdict(first);
        assert_eq!((verdict.received, verdict.placed, verdict.refused.as_ref().unwrap().retry), (0, Placed::Nowhere, false), "{case}");
        assert_eq!((answer.verdict(second).received, &answer.verdict(second).refused), (2, &None), "{case}");
    }
    assert_eq!(wang.sync().await.verdict(first).received, 2, "sound again, it is taken");
}

#[tokio::test]
async fn a_server_with_narrower_limits_tells_them_and_holds_devices_to_them() {
    let limits = SyncLimits { documents: 2, changes: 5, change_bytes: 4_000, want_bytes: 1_024, ..SyncLimits::default() };
    let house = House::with(|config| Config { sync_limits: limits, ..config }).await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visits: Vec<DocumentId> =
        [desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await].into();
    let told: SyncConfigAnswer = serde_json::from_slice(&bytes_of(wang.get(CONFIG_PATH).await).await).unwrap();
    assert_eq!(told, SyncConfig { limits, ..SyncConfig::built_in() }.told().unwrap());
    let mut answer = wang.sync().await;
    assert_eq!(answer.header.config.as_deref(), Some(told.revision.as_str()));
    assert_eq!(answer.header.items.len(), 1, "no more than wanted, however much is asked for");
    while answer.header.more {
        answer = wang.sync().await;
    }

    for visit in &visits {
        wang.begin(*visit);
    }
    let (header, sections) = wang.request();
    assert_eq!(wang.problem(gzip(&frame::encode(&header, &sections).unwrap())).await, (413, "too_large".into()), "three documents");
    wang.unsent.remove(&visits[2]);
    wang.sync().await;
    wang.event(visits[0], model::documents::visit::records::EventKind::VoidTrip { reason: "nobody".to_owned() });
    wang.findings(visits[0], &hexes(4_000));
    wang.findings(visits[0], "and after it");
    let answer = wang.sync().await;
    assert_eq!((answer.verdict(visits[0]).received, answer.refusal(visits[0])), (1, (1, "too_large")), "what comes before it is taken");
}

/// Text that no compression makes shorter than the limit of a change.
fn hexes(length: usize) -> String {
    (0..length).map(|n| char::from_digit((n * n * 31 + n / 7) as u32 % 16, 16).unwrap()).collect()
}

async fn compare(device: &Device, documents: BTreeMap<DocumentId, String>) -> ReconcileResponse {
    let request = ReconcileRequest { protocol: 1, application: "house/1".into(), client_time: device.now(), documents };
    let response = device.post_to("/v1/sync/reconcile", gzip(&serde_json::to_vec(&request).unwrap())).await;
    assert_eq!(response.status(), StatusCode::OK);
    serde_json::from_slice(&gunzip_bounded(&bytes_of(response).await, 1 << 20).unwrap()).unwrap()
}

/// The fingerprints of what the device has.
fn named(device: &Device) -> BTreeMap<DocumentId, String> {
    let heads = |id: &DocumentId| device.documents[id].get_heads().iter().map(|head| head.0).collect::<Vec<_>>();
    device.documents.keys().map(|id| (*id, fingerprint(&heads(id)))).collect()
}

#[tokio::test]
async fn what_is_the_same_is_not_named_and_of_what_differs_how_far_each_actor_is() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (mut wang, li) = (desk.device(desk.technician("Wang").await, 1).await, desk.technician("Li").await);
    let (same, ahead, gone) = (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    wang.sync().await;
    wang.begin(ahead);
    wang.sync().await;
    let before = named(&wang);
    wang.finish(ahead);
    desk.assign(gone, li).await;
    let new = desk.dispatch(wang.person()).await;
    let others = desk.dispatch(li).await;
    let mut asked = named(&wang);
    asked.insert(others, before[&same].clone());

    let answer = compare(&wang, asked).await;
    assert!(!answer.differ.contains_key(&same));
    let own = hex::encode(wang.documents[&ahead].get_actor().to_bytes());
    assert_eq!(answer.differ[&ahead].actors[&own], 2, "arrived and started; the rest it lacks");
    assert_eq!(answer.differ[&ahead].actors.len(), 2, "the desk's, and its own");
    assert!(answer.differ[&gone].actors.is_empty(), "of a document that left, only what this device wrote");
    assert!(answer.differ[&others].actors.is_empty(), "somebody else's is as good as none");
    assert_eq!(answer.enter, [new]);
    assert_eq!(answer.leave[&gone].successor.as_deref(), Some("Li"));
    assert_eq!(answer.leave.len(), 1);

    // Its cursor is where a device goes on that did what was asked.
    wang.cursor = Some(answer.cursor);
    assert_eq!(wang.sync().await.header.items, []);
    let nothing = compare(&wang, before).await;
    assert!(nothing.differ.contains_key(&ahead), "what was sent since makes the older version another one");
}

#[tokio::test]
async fn a_comparison_that_cannot_be_read_is_refused_and_bounded() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.device(desk.technician("Wang").await, 1).await;
    let body = |text: &str| gzip(text.as_bytes());
    let short = r#"{"protocol":1,"application":"a","client_time":0,"documents":{"0198f3a2-0000-7000-8000-000000000001":"00"}}"#;
    for (case, body, status) in [
        ("garbage", b"no gzip".to_vec(), 400),
        ("no JSON", body("nothing"), 400),
        ("no protocol", body("{}"), 400),
        ("an older protocol", body(r#"{"protocol":0}"#), 426),
        ("a newer one", body(r#"{"protocol":99}"#), 400),
        ("no documents", body(r#"{"protocol":1}"#), 400),
        ("a short fingerprint", body(short), 400),
        ("a bomb", gzip(&vec![b' '; 32 << 20]), 413),
    ] {
        assert_eq!(wang.post_to("/v1/sync/reconcile", body).await.status().as_u16(), status, "{case}");
    }
}
