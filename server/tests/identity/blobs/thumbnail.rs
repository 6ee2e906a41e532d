//! Photos small: made once, upright, never by guessing, and nothing a stranger sends breaks the server.

use std::io::Cursor;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use image::{DynamicImage, ImageFormat, RgbImage};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{Upload, everybody_loses_it, hash, picture};
use crate::house::Answer;

fn photo() -> Vec<u8> {
    let pixels = RgbImage::from_fn(900, 600, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

async fn small(upload: &Upload, sha256: &[u8]) -> Answer {
    upload.ask_at(Method::GET, &format!("/v1/blobs/{}/thumbnail", hex::encode(sha256)), &[], Body::empty()).await
}

fn states(upload: &Upload) -> Vec<String> {
    let database = rusqlite::Connection::open(upload.house.dir.path().join("fieldbook.db")).unwrap();
    let mut states = database.prepare("SELECT thumbnail FROM blob").unwrap();
    states.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn a_photo_is_drawn_small_once_it_is_complete_for_who_may_see_it() {
    let bytes = photo();
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    upload.send(&sha256, 0, &bytes[..100]).await;
    small(&upload, &sha256).await.refused(404, "not_found");
    upload.send(&sha256, 100, &bytes[100..]).await;
    let answer = small(&upload, &sha256).await;
    assert_eq!((answer.status, &answer.headers[header::CONTENT_TYPE]), (StatusCode::OK, &"image/jpeg".parse().unwrap()));
    let drawn = image::load_from_memory(&answer.body).unwrap();
    assert_eq!((drawn.width(), drawn.height()), (320, 213));
    assert!(answer.body.len() < 40_000, "{} bytes", answer.body.len());
    assert_eq!(states(&upload), ["made"]);
    let path = format!("/v1/blobs/{}/thumbnail", hex::encode(&sha256));
    assert!(upload.house.at_desk(&upload.desk, Method::GET, &path, None).await.body == answer.body);
    everybody_loses_it(&upload.house);
    small(&upload, &sha256).await.refused(404, "not_found");
}

#[tokio::test]
async fn bytes_that_are_no_picture_have_no_small_one_and_are_not_tried_again() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    upload.send(&sha256, 0, &bytes).await;
    small(&upload, &sha256).await.refused(404, "no_thumbnail");
    small(&upload, &sha256).await.refused(404, "no_thumbnail");
    assert_eq!(states(&upload), ["none"]);
}

#[tokio::test]
async fn a_running_server_draws_what_is_owed_without_being_asked() {
    let bytes = photo();
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    upload.send(&sha256, 0, &bytes).await;
    assert_eq!(states(&upload), ["owed"], "the upload does not wait for it");
    let stop = CancellationToken::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let serving = tokio::spawn({
        let (server, stop) = (upload.house.server.clone(), stop.clone());
        async move { server.serve(listener, stop).await }
    });
    let drawn = async {
        while states(&upload) != ["made"] {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), drawn).await.unwrap();
    stop.cancel();
    serving.await.unwrap().unwrap();
}
