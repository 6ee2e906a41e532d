//! tus 1.0.0 as a client of anybody's speaks it.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use futures_util::stream;
use server::{Host, Server};
use sha2::{Digest as _, Sha256};

use super::{Upload, hash, offset_of, picture, send};
use crate::house::request;

const TUS: (&str, &str) = ("tus-resumable", "1.0.0");
const PIECE: (&str, &str) = ("content-type", "application/offset+octet-stream");

fn metadata(sha256: &[u8]) -> String {
    format!("filename {}, sha256 {}", STANDARD.encode("roller.jpg"), STANDARD.encode(hex::encode(sha256)))
}

#[tokio::test]
async fn a_server_says_what_it_speaks() {
    let upload = Upload::begin(&hash(b"x"), 1).await;
    let answer = upload.house.call(request(Method::OPTIONS, "/v1/blobs").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let said = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
    assert_eq!((said("tus-version").as_str(), said("tus-resumable").as_str()), ("1.0.0", "1.0.0"));
    assert_eq!(said("tus-extension"), "creation,checksum,expiration");
    assert_eq!((said("tus-max-size").as_str(), said("tus-checksum-algorithm").as_str()), ("20971520", "sha1,sha256"));
}

#[tokio::test]
async fn another_version_or_none_is_refused_before_anything_is_looked_at() {
    let bytes = picture(100);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    for version in [&[("tus-resumable", "0.2.2")][..], &[]] {
        let headers = [version, &[PIECE, ("upload-offset", "0")]].concat();
        let answer = upload.ask(Method::PATCH, &sha256, &headers, bytes.clone()).await;
        answer.refused(412, "tus_version");
        assert_eq!(answer.headers["tus-version"], "1.0.0");
    }
    assert_eq!(upload.ask(Method::HEAD, &sha256, &[("tus-resumable", "2.0.0")], Body::empty()).await.status, 412);
    assert_eq!(offset_of(&upload.offset(&sha256).await), "0");
    let refused = upload.ask(Method::PATCH, &sha256, &[TUS, PIECE, ("upload-offset", "7")], bytes).await;
    refused.refused(409, "offset");
    assert_eq!(refused.headers["tus-resumable"], "1.0.0", "refusals name the version too");
}

#[tokio::test]
async fn the_address_of_an_upload_is_found_by_hash_and_length() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    let create = async |length: &str, metadata: &str| {
        upload.ask_at(Method::POST, "/v1/blobs", &[TUS, ("upload-length", length), ("upload-metadata", metadata)], Body::empty()).await
    };
    let created = create("1000", &metadata(&sha256)).await;
    assert_eq!(created.status, StatusCode::CREATED);
    assert_eq!(created.headers["location"], format!("/v1/blobs/{}", hex::encode(&sha256)));
    create("999", &metadata(&sha256)).await.refused(422, "invalid");
    create("20971521", &metadata(&sha256)).await.refused(413, "too_large");
    create("1000", &metadata(&hash(b"unknown"))).await.refused(404, "not_found");
    for (length, metadata) in
        [("", metadata(&sha256)), ("-1", metadata(&sha256)), ("1000", "filename eA==".to_owned()), ("1000", "sha256 eA==".to_owned())]
    {
        create(length, &metadata).await.refused(400, "malformed");
    }
}

#[tokio::test]
async fn where_an_upload_is_may_not_be_kept_by_anybody() {
    let sha256 = hash(b"x");
    let upload = Upload::begin(&sha256, 1).await;
    assert_eq!(upload.offset(&sha256).await.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_photo_that_somebody_else_has_sent_is_complete_at_once() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let mut upload = Upload::begin(&sha256, bytes.len()).await;
    upload.send(&sha256, 0, &bytes).await;
    upload.token = upload.colleague(2).await;
    let headers = [TUS, ("upload-length", "1000"), ("upload-metadata", &metadata(&sha256))];
    assert_eq!(upload.ask_at(Method::POST, "/v1/blobs", &headers, Body::empty()).await.status, StatusCode::CREATED);
    let known = upload.offset(&sha256).await;
    assert_eq!((offset_of(&known), known.headers["upload-length"].to_str().unwrap()), ("1000", "1000"));
}

#[tokio::test]
async fn a_piece_that_was_damaged_on_its_way_is_sent_again() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    let sum = format!("sha256 {}", STANDARD.encode(Sha256::digest(&bytes[..600])));
    let mut damaged = bytes[..600].to_vec();
    damaged[17] ^= 1;
    let first = [TUS, PIECE, ("upload-offset", "0"), ("upload-checksum", &sum)];
    upload.ask(Method::PATCH, &sha256, &first, damaged).await.refused(460, "checksum_mismatch");
    assert_eq!(offset_of(&upload.offset(&sha256).await), "0", "nothing of it was taken");
    assert_eq!(upload.ask(Method::PATCH, &sha256, &first, bytes[..600].to_vec()).await.status, StatusCode::NO_CONTENT);

    let unknown = [TUS, PIECE, ("upload-offset", "600"), ("upload-checksum", "crc32 AAAA")];
    upload.ask(Method::PATCH, &sha256, &unknown, bytes[600..].to_vec()).await.refused(400, "malformed");
    let large = [TUS, PIECE, ("upload-offset", "600"), ("upload-checksum", &sum)];
    upload.ask(Method::PATCH, &sha256, &large, vec![0; 256 * 1024 + 1]).await.refused(413, "too_large");
    assert_eq!(upload.send(&sha256, 600, &bytes[600..]).await.status, StatusCode::NO_CONTENT);
    assert!(upload.photo(&sha256).await.body == bytes);
}

#[tokio::test]
async fn a_caller_that_cannot_patch_posts() {
    let bytes = picture(100);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    let headers = [TUS, PIECE, ("upload-offset", "0"), ("x-http-method-override", "PATCH")];
    upload.ask(Method::POST, &sha256, &headers[..3], bytes.clone()).await.refused(405, "not_found");
    assert_eq!(upload.ask(Method::POST, &sha256, &headers, bytes).await.status, StatusCode::NO_CONTENT);
    assert_eq!(offset_of(&upload.offset(&sha256).await), "100");
}

#[tokio::test]
async fn a_body_may_be_as_long_as_the_photo_and_what_came_before_it_broke_off_is_kept() {
    let bytes = picture(1_000_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    let came = bytes[..700_000].chunks(10_000).map(|part| Ok(bytes::Bytes::copy_from_slice(part)));
    let broken = came.chain([Err(std::io::Error::other("the line was cut"))]).collect::<Vec<_>>();
    let headers = [TUS, PIECE, ("upload-offset", "0")];
    upload.ask(Method::PATCH, &sha256, &headers, Body::from_stream(stream::iter(broken))).await.refused(400, "malformed");
    assert_eq!(offset_of(&upload.offset(&sha256).await), "700000");
    let rest = upload.send(&sha256, 700_000, &bytes[700_000..]).await;
    assert_eq!((rest.status, offset_of(&rest)), (StatusCode::NO_CONTENT, "1000000"));
    assert!(upload.photo(&sha256).await.body == bytes);
}

#[tokio::test]
async fn pieces_of_single_bytes_come_to_the_same_photo() {
    let bytes = picture(300);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    for (at, byte) in bytes.iter().enumerate() {
        assert_eq!(upload.send(&sha256, at, &[*byte]).await.status, StatusCode::NO_CONTENT);
    }
    assert!(upload.photo(&sha256).await.body == bytes);
    let database = rusqlite::Connection::open(upload.house.dir.path().join("fieldbook.db")).unwrap();
    let rows: i64 = database.query_row("SELECT COUNT(*) FROM blob_chunk", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 1, "short pieces share a row");
}

#[tokio::test]
async fn parallel_uploads_of_one_photo_take_turns_and_come_to_one_photo() {
    let bytes = picture(60_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    let other = upload.colleague(2).await;
    let mut at = 0;
    let mut refused = 0;
    while at < bytes.len() {
        // Four callers send the same place at once; each piece is of another length.
        let sent = join_all([(&upload.token, 7_000), (&other, 9_000), (&upload.token, 9_000), (&other, 4_000)].map(|(token, length)| {
            let end = (at + length).min(bytes.len());
            send(&upload.house, token, &sha256, at, &bytes[at..end])
        }))
        .await;
        let taken: Vec<_> = sent.iter().filter(|answer| answer.status == StatusCode::NO_CONTENT).collect();
        assert_eq!(taken.len(), 1, "one caller alone is taken");
        for answer in &sent {
            if answer.status != StatusCode::NO_CONTENT {
                answer.refused(409, "offset");
                refused += 1;
            }
        }
        at = offset_of(taken[0]).parse().unwrap();
        assert!(sent.iter().all(|answer| offset_of(answer) == at.to_string()), "the others are told where it goes on");
    }
    assert!(refused >= 3);
    assert!(upload.photo(&sha256).await.body == bytes);
}

#[tokio::test]
async fn a_device_has_two_uploads_at_a_time_and_keeps_nobody_else_from_theirs() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    let other = upload.colleague(2).await;
    let headers = [TUS, PIECE, ("upload-offset", "0")];
    let dead = async || {
        let endless = || Body::from_stream(stream::pending::<std::io::Result<Vec<u8>>>());
        // The caller below may hold a place for a moment.
        while upload.ask(Method::PATCH, &sha256, &headers, endless()).await.status == StatusCode::SERVICE_UNAVAILABLE {}
    };
    let mut dead = Box::pin(join_all([dead(), dead()]));
    let refused = async {
        loop {
            // Refused for its offset until both of the others have begun.
            let answer = upload.send(&sha256, 7, &bytes[7..]).await;
            if answer.status != StatusCode::CONFLICT {
                break answer;
            }
        }
    };
    let refused = tokio::select! {
        _ = &mut dead => panic!("their bodies never end"),
        refused = refused => refused,
    };
    refused.refused(503, "unavailable");
    assert!(refused.headers.contains_key("retry-after"));
    send(&upload.house, &other, &sha256, 7, &bytes[7..]).await.refused(409, "offset");
    drop(dead);
    assert_eq!(upload.send(&sha256, 0, &bytes).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn an_upload_goes_on_after_the_server_was_started_anew() {
    let bytes = picture(500_000);
    let sha256 = hash(&bytes);
    let mut upload = Upload::begin(&sha256, bytes.len()).await;
    upload.send(&sha256, 0, &bytes[..300_000]).await;
    let config = server::Config { data_dir: upload.house.dir.path().to_owned(), ..server::Config::default() };
    let nowhere =
        Server::open(server::Config { data_dir: upload.house.dir.path().join("other"), ..server::Config::default() }, Host::system());
    drop(std::mem::replace(&mut upload.house.server, nowhere.await.unwrap()));
    let host = Host { clock: upload.house.clock.clone(), chance: std::sync::Arc::new(server::SystemChance) };
    upload.house.server = Server::open(config, host).await.unwrap();
    assert_eq!(offset_of(&upload.offset(&sha256).await), "300000");
    upload.send(&sha256, 300_000, &bytes[300_000..]).await;
    assert!(upload.photo(&sha256).await.body == bytes);
}

#[tokio::test]
async fn a_whole_upload_with_another_hash_begins_again_from_wherever_it_is_asked() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    upload.send(&sha256, 0, &[1; 400]).await;
    upload.send(&sha256, 400, &bytes[400..]).await.refused(422, "hash_mismatch");
    upload.send(&sha256, 1_000, b"").await.refused(409, "offset");
    assert_eq!(offset_of(&upload.send(&sha256, 400, b"x").await), "0");
    assert_eq!(upload.send(&sha256, 0, &bytes).await.status, StatusCode::NO_CONTENT);
    assert!(upload.photo(&sha256).await.body == bytes);
}

#[tokio::test]
async fn offsets_that_are_no_numbers_are_refused() {
    let sha256 = hash(b"x");
    let upload = Upload::begin(&sha256, 1).await;
    for offset in ["", "+0", "-1", "0x0", "1e3", "99999999999999999999999", "0 "] {
        let answer = upload.ask(Method::PATCH, &sha256, &[TUS, PIECE, ("upload-offset", offset)], "x").await;
        assert!(matches!(answer.status.as_u16(), 400 | 409), "{offset:?}: {}", answer.status);
    }
    assert_eq!(upload.ask(Method::PATCH, &sha256, &[TUS, ("upload-offset", "0")], "x").await.status, 415);
    assert_eq!(offset_of(&upload.offset(&sha256).await), "0");
}
