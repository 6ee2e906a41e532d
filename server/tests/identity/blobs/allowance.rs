//! How much may be uploaded, and what becomes of uploads that nobody goes on with.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{Upload, announce, hash, offset_of, picture};

const DAY_S: i64 = 24 * 3600;

/// Announces one more photo of so many bytes.
fn one_more(upload: &Upload, size: usize) -> (Vec<u8>, Vec<u8>) {
    let bytes = picture(size);
    let sha256 = hash(&bytes);
    announce(&upload.house, upload.desk.organisation, upload.phone.identity.person, &sha256, size);
    (sha256, bytes)
}

#[tokio::test]
async fn a_device_begins_so_many_uploads_a_day_and_goes_on_the_next() {
    let first = picture(100);
    let mut upload = Upload::begin_with(&hash(&first), 100, |config| config.photos_per_device_day = 2).await;
    let (second, third) = (one_more(&upload, 200), one_more(&upload, 300));
    assert_eq!(upload.send(&hash(&first), 0, &first).await.status, StatusCode::NO_CONTENT);
    assert_eq!(upload.send(&second.0, 0, &second.1[..150]).await.status, StatusCode::NO_CONTENT);
    let full = upload.send(&third.0, 0, &third.1).await;
    full.refused(429, "photo_day_full");
    let wait: i64 = full.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!(0 < wait && wait <= DAY_S, "{wait}");
    assert_eq!(upload.send(&second.0, 150, &second.1[150..]).await.status, StatusCode::NO_CONTENT, "what was begun is finished");
    upload.house.clock.advance_s(wait);
    upload.token = upload.house.token(&upload.phone, "tomorrow").await;
    assert_eq!(upload.send(&third.0, 0, &third.1).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_device_sends_so_many_bytes_a_day_and_another_device_is_not_held_up() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let mut upload = Upload::begin_with(&sha256, 1_000, |config| config.photo_bytes_per_device_day = 800).await;
    assert_eq!(upload.send(&sha256, 0, &bytes[..800]).await.status, StatusCode::NO_CONTENT);
    upload.send(&sha256, 800, &bytes[800..]).await.refused(429, "photo_day_full");
    assert_eq!(offset_of(&upload.offset(&sha256).await), "800", "what is here stays");
    upload.token = upload.colleague(2).await;
    assert_eq!(upload.send(&sha256, 800, &bytes[800..]).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn an_organisation_has_so_much_room_and_is_told_before_the_first_byte() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin_with(&sha256, 1_000, |config| config.photo_bytes_per_organisation = 1_500).await;
    let (second, third) = (one_more(&upload, 600), one_more(&upload, 500));
    upload.send(&sha256, 0, &bytes).await;
    upload.send(&second.0, 0, &second.1[..10]).await.refused(507, "photo_space_full");
    assert_eq!(upload.send(&third.0, 0, &third.1).await.status, StatusCode::NO_CONTENT, "what fits is taken");
    assert_eq!(upload.photo(&sha256).await.body, bytes);
}

#[tokio::test]
async fn an_upload_that_nobody_goes_on_with_is_given_up_when_it_was_said_to_be_and_begins_again() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let mut upload = Upload::begin(&sha256, 1_000).await;
    let complete = one_more(&upload, 300);
    upload.send(&complete.0, 0, &complete.1).await;
    let begun = upload.send(&sha256, 0, &bytes[..400]).await;
    assert!(begun.headers.contains_key("upload-expires"));
    assert!(!upload.offset(&complete.0).await.headers.contains_key("upload-expires"), "what is complete stays");
    upload.house.clock.advance_s(7 * DAY_S + 1);
    upload.token = upload.house.token(&upload.phone, "later").await;
    let stop = CancellationToken::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let serving = tokio::spawn({
        let (server, stop) = (upload.house.server.clone(), stop.clone());
        async move { server.serve(listener, stop).await }
    });
    let given_up = async {
        while offset_of(&upload.offset(&sha256).await) != "0" {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), given_up).await.unwrap();
    stop.cancel();
    serving.await.unwrap().unwrap();
    assert!(upload.ask(Method::GET, &complete.0, &[], Body::empty()).await.body == complete.1);
    assert_eq!(upload.send(&sha256, 0, &bytes).await.status, StatusCode::NO_CONTENT);
    let database = rusqlite::Connection::open(upload.house.dir.path().join("fieldbook.db")).unwrap();
    let (kept, counted): (i64, i64) = database
        .query_row("SELECT (SELECT SUM(length(bytes)) FROM blob_chunk), (SELECT bytes FROM blob_space)", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!((kept, counted), (1_300, 1_300), "the room that is counted is the room that is taken");
}
