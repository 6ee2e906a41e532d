//! Photos are looked at: by the desk, and by who has the document now.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};

use super::{Upload, everybody_loses_it, hash, picture};
use crate::house::Answer;

async fn complete(bytes: &[u8], piece: usize) -> (Upload, Vec<u8>) {
    let sha256 = hash(bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    for (index, part) in bytes.chunks(piece).enumerate() {
        assert_eq!(upload.send(&sha256, index * piece, part).await.status, StatusCode::NO_CONTENT);
    }
    (upload, sha256)
}

async fn get(upload: &Upload, sha256: &[u8], headers: &[(&str, &str)]) -> Answer {
    upload.ask(Method::GET, sha256, headers, Body::empty()).await
}

#[tokio::test]
async fn any_part_of_a_photo_is_given_whatever_pieces_it_came_in() {
    let bytes = picture(100_000);
    let (upload, sha256) = complete(&bytes, 17_000).await;
    for (range, from, to) in
        [("bytes=0-0", 0, 1), ("bytes=16990-17009", 16_990, 17_010), ("bytes=99999-", 99_999, 100_000), ("bytes=-50001", 49_999, 100_000)]
    {
        let part = get(&upload, &sha256, &[("range", range)]).await;
        assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
        assert_eq!(part.headers[header::CONTENT_RANGE], format!("bytes {from}-{}/100000", to - 1));
        assert_eq!(part.headers[header::CONTENT_LENGTH], (to - from).to_string());
        assert!(part.body == bytes[from..to], "{range}");
    }
    let beyond = get(&upload, &sha256, &[("range", "bytes=100000-")]).await;
    beyond.refused(416, "range");
    assert_eq!(beyond.headers[header::CONTENT_RANGE], "bytes */100000");
    let whole = get(&upload, &sha256, &[("range", "bytes=0-1"), ("if-range", "\"another\"")]).await;
    assert_eq!((whole.status, whole.body.len()), (StatusCode::OK, 100_000));
}

#[tokio::test]
async fn a_photo_comes_with_what_keeps_a_browser_from_guessing() {
    let bytes = picture(1_000);
    let (upload, sha256) = complete(&bytes, 1_000).await;
    let photo = get(&upload, &sha256, &[]).await;
    let said = |name: header::HeaderName| photo.headers[name].to_str().unwrap().to_owned();
    assert_eq!((said(header::CONTENT_TYPE).as_str(), said(header::X_CONTENT_TYPE_OPTIONS).as_str()), ("image/jpeg", "nosniff"));
    assert!(said(header::CONTENT_DISPOSITION).starts_with("inline; filename=\"photo-"));
    assert_eq!((said(header::CONTENT_LENGTH).as_str(), said(header::ACCEPT_RANGES).as_str()), ("1000", "bytes"));
    assert!(said(header::CACHE_CONTROL).starts_with("private, "));
    let etag = format!("\"{}\"", hex::encode(&sha256));
    assert_eq!(said(header::ETAG), etag);
    let held = get(&upload, &sha256, &[("if-none-match", &etag)]).await;
    assert_eq!((held.status, held.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let head = upload.ask(Method::HEAD, &sha256, &[], Body::empty()).await;
    assert_eq!(
        (head.status, head.body.len(), &head.headers[header::CONTENT_LENGTH]),
        (StatusCode::OK, 0, &header::HeaderValue::from(1_000))
    );
}

#[tokio::test]
async fn a_device_sees_a_photo_while_its_person_has_the_document() {
    let bytes = picture(1_000);
    let (mut upload, sha256) = complete(&bytes, 1_000).await;
    let stranger = upload.house.phone(&upload.desk, 7).await;
    let (own, colleague) = (upload.token.clone(), upload.colleague(2).await);
    for token in [&own, &colleague] {
        upload.token.clone_from(token);
        assert!(get(&upload, &sha256, &[]).await.body == bytes);
    }
    upload.token = upload.house.token(&stranger, "one").await;
    get(&upload, &sha256, &[]).await.refused(404, "not_found");
    everybody_loses_it(&upload.house);
    upload.token = own;
    get(&upload, &sha256, &[]).await.refused(404, "not_found");
    assert_eq!(upload.offset(&sha256).await.status, StatusCode::OK, "what was written before may still be sent");
    assert!(upload.photo(&sha256).await.body == bytes, "the desk sees it as before");
    upload.token = "nonsense".to_owned();
    get(&upload, &sha256, &[]).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn an_unfinished_photo_is_not_shown_to_anybody() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    upload.send(&sha256, 0, &bytes[..999]).await;
    get(&upload, &sha256, &[]).await.refused(404, "not_found");
    upload.photo(&sha256).await.refused(404, "not_found");
}
