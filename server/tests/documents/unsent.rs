//! What a device says it still has unsent: kept beside it, told to the board, counted down as photos arrive, and never believed beyond a
//! bound.

use model::time::Timestamp;
use model::wire::frame::{self, gzip};
use model::wire::unsent::{MAX_COUNT, StillUnsent};
use serde_json::{Value, json};

use crate::house::{Desk, Device, House, bytes_of};

/// The board's word on the device.
async fn on_the_board(desk: &Desk, device: &Device) -> Value {
    let board = desk.board().await;
    board["devices"].as_array().unwrap().iter().find(|row| row["id"] == device.id().to_string()).unwrap().clone()
}

/// The phone of the first technician of the list.
async fn in_the_list(desk: &Desk) -> Value {
    let (status, technicians) = desk.get("/v1/desk/technicians").await;
    assert_eq!(status, 200);
    technicians[0]["phones"].clone()
}

#[tokio::test]
async fn what_a_device_has_unsent_stands_on_the_board_until_it_says_otherwise() {
    for protocol in [1, 2] {
        let house = House::open().await;
        let desk = house.organisation("Hangzhou").await;
        let mut wang = desk.device(desk.technician("Wang").await, 1).await;
        wang.protocol = protocol;
        wang.sync().await;
        assert_eq!(on_the_board(&desk, &wang).await["unsent"], Value::Null);

        let now = wang.now();
        let said = StillUnsent { changes: 3, signatures: 1, photos: 2, photo_bytes: 4_000, oldest_at: Some(now.plus_ms(-60_000)) };
        wang.still_unsent = Some(said);
        wang.sync().await;
        let seq = on_the_board(&desk, &wang).await["seq"].as_u64().unwrap();
        let expected = json!({
            "said_at": now, "changes": 3, "signatures": 1, "photos": 2, "photo_bytes": 4_000, "oldest_at": now.plus_ms(-60_000),
        });
        assert_eq!(on_the_board(&desk, &wang).await["unsent"], expected, "protocol {protocol}");
        let phones = in_the_list(&desk).await;
        assert_eq!((&phones[0]["unsent"], &phones[0]["last_seen_at"]), (&expected, &json!(now)));

        house.clock.pass_ms(5_000);
        wang.still_unsent = None;
        wang.sync().await;
        let row = on_the_board(&desk, &wang).await;
        assert_eq!(
            (&row["unsent"], row["seq"].as_u64() > Some(seq)),
            (&Value::Null, true),
            "protocol {protocol}: an open page hears of it"
        );
    }
}

#[tokio::test]
async fn a_photo_that_has_arrived_is_not_unsent_any_more() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let pictures = [b"\xff\xd8\xff one".as_slice(), b"\xff\xd8\xff the other"];
    let hashes = pictures.map(|bytes| wang.photo(visit, bytes));
    let bytes: usize = pictures.iter().map(|bytes| bytes.len()).sum();
    wang.still_unsent = Some(StillUnsent { photos: 2, photo_bytes: bytes as u64, ..StillUnsent::default() });
    wang.sync().await;
    wang.upload(&hashes[0], pictures[0]).await;
    let unsent = on_the_board(&desk, &wang).await["unsent"].clone();
    assert_eq!((&unsent["photos"], &unsent["photo_bytes"]), (&json!(1), &json!(pictures[1].len())));
    wang.upload(&hashes[1], pictures[1]).await;
    assert_eq!(on_the_board(&desk, &wang).await["unsent"], Value::Null);
    wang.upload(&hashes[1], pictures[1]).await;
    assert_eq!(on_the_board(&desk, &wang).await["unsent"], Value::Null, "what comes twice counts once");
}

#[tokio::test]
async fn what_nobody_can_have_unsent_is_cut_to_a_bound_and_what_is_no_number_is_malformed() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    wang.still_unsent = Some(StillUnsent {
        changes: u64::MAX,
        signatures: u64::MAX,
        photos: 0,
        photo_bytes: u64::MAX,
        oldest_at: Some(Timestamp::from_ms(i64::MAX)),
    });
    wang.sync().await;
    let unsent = on_the_board(&desk, &wang).await["unsent"].clone();
    assert_eq!((&unsent["changes"], &unsent["signatures"], &unsent["photo_bytes"]), (&json!(MAX_COUNT), &json!(MAX_COUNT), &json!(0)));
    assert_eq!(unsent["oldest_at"], json!(wang.now()), "nothing was entered after now");

    let (header, sections) = wang.request();
    for hostile in [json!({ "changes": -1 }), json!({ "photos": 1e300 }), json!(true), json!("much")] {
        let mut header = serde_json::to_value(&header).unwrap();
        header["unsent"] = hostile;
        assert_eq!(wang.problem(gzip(&frame::encode(&header, &sections).unwrap())).await, (400, "malformed".into()));
    }
    let mut newer = serde_json::to_value(&header).unwrap();
    newer["unsent"] = json!({ "changes": 2, "voice_notes": 7 });
    let answer = wang.post(gzip(&frame::encode(&newer, &sections).unwrap())).await;
    assert_eq!(answer.status(), 200);
    drop(bytes_of(answer).await);
    assert_eq!(on_the_board(&desk, &wang).await["unsent"]["changes"], 2, "a newer device is understood as far as it can be");
}

#[tokio::test]
async fn one_organisation_reads_nothing_of_the_phones_of_another() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let other = house.organisation("Ningbo").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    other.technician("Zhao").await;
    wang.still_unsent = Some(StillUnsent { changes: 3, ..StillUnsent::default() });
    wang.sync().await;
    assert_eq!(other.board().await["devices"], json!([]));
    assert_eq!(in_the_list(&other).await, json!([]));
}
