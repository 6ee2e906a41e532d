//! Photos: kept with the action, sent piece by piece after the change that names them, and never in the way of anything.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use client_core::http::transport::{HttpRequest, HttpResponse, Method, TransportError};
use client_core::visits::{ActionError, Delivery, PhotoState};
use model::rules::Refusal;
use model::wire::problem::codes;
use model::wire::sync::Pulled;
use sha2::{Digest as _, Sha256};

use crate::stage::*;

const PIECE: usize = 256 * 1024;

fn picture(bytes: usize) -> Vec<u8> {
    let mut picture = vec![0xff, 0xd8, 0xff];
    picture.resize(bytes, 0x5a);
    picture
}

fn offset(at: usize) -> HttpResponse {
    HttpResponse { status: 204, headers: vec![("upload-offset".into(), at.to_string())], body: Vec::new() }
}

async fn with_photo(bytes: usize) -> (Stage, DeskVisit) {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    visits.start(desk.id).unwrap();
    visits.attach_photo(desk.id, &picture(bytes), "image/jpeg", "the roller").unwrap();
    (stage, desk)
}

fn state(stage: &Stage, desk: &DeskVisit) -> (Delivery, PhotoState) {
    let sheet = stage.device.visits().open(desk.id).unwrap();
    (sheet.delivery, sheet.photos[0].upload.clone())
}

#[tokio::test]
async fn a_photo_goes_up_in_pieces_after_its_change() {
    let (stage, desk) = with_photo(PIECE + 10).await;
    let sha256 = stage.device.visits().open(desk.id).unwrap().photos[0].photo.record.sha256.clone();
    assert_eq!(stage.device.visits().photo(&sha256).unwrap(), picture(PIECE + 10));
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(|request| {
        assert_eq!(request.method, Method::Head);
        assert!(request.headers.contains(&("tus-resumable", "1.0.0".into())));
        assert!(request.headers.contains(&("upload-length", (PIECE + 10).to_string())));
        Ok(offset(0))
    });
    stage.script.next(|request| {
        assert_eq!((request.method, request.body.len()), (Method::Patch, PIECE));
        let digest = STANDARD.encode(Sha256::digest(&request.body));
        assert!(request.headers.contains(&("upload-checksum", format!("sha256 {digest}"))));
        assert!(request.headers.contains(&("upload-length", (PIECE + 10).to_string())));
        assert!(request.headers.contains(&("tus-resumable", "1.0.0".into())));
        Ok(offset(PIECE))
    });
    stage.script.next(|request| {
        assert!(request.headers.contains(&("upload-offset", PIECE.to_string())));
        assert_eq!(request.body.len(), 10);
        Ok(offset(PIECE + 10))
    });
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!(report.requests, 4);
    assert_eq!(state(&stage, &desk), (Delivery::Complete, PhotoState::Complete));
}

#[tokio::test]
async fn an_upload_goes_on_where_the_server_says_after_a_crash() {
    let (stage, desk) = with_photo(PIECE * 2).await;
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(|_| Ok(offset(0)));
    stage.script.next(|_| Ok(offset(PIECE)));
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "offline");
    let stage = stage.killed_and_reopened();
    assert_eq!(state(&stage, &desk), (Delivery::Received, PhotoState::OnThisPhone { sent: PIECE as u64 }));
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(|_| Ok(offset(PIECE)));
    stage.script.next(|request| {
        assert_eq!(request.body.len(), PIECE);
        Ok(offset(2 * PIECE))
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(state(&stage, &desk).1, PhotoState::Complete);
}

#[tokio::test]
async fn what_is_entered_during_an_upload_goes_first() {
    let (stage, desk) = with_photo(PIECE * 2).await;
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(|_| Ok(offset(0)));
    let (device, id) = (stage.device.clone(), desk.id);
    stage.script.next(move |_| {
        device.visits().write_findings(id, "entered meanwhile").unwrap();
        Ok(offset(PIECE))
    });
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents.len(), 1);
        heard.take_all()
    });
    stage.script.next(|_| Ok(offset(2 * PIECE)));
    stage.device.sync_now().await.unwrap();
    assert_eq!(state(&stage, &desk), (Delivery::Complete, PhotoState::Complete));
}

#[tokio::test]
async fn a_photo_that_is_not_taken_is_parked_and_holds_nothing_up() {
    let (stage, desk) = with_photo(100).await;
    stage.clock.advance(1);
    stage.device.visits().attach_photo(desk.id, &picture(200), "image/jpeg", "").unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(|_| Ok(answer(404, Vec::new())));
    stage.script.next(|_| Ok(offset(0)));
    stage.script.next(|_| Ok(offset(200)));
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!(report.refused, 1);
    let stage = stage.killed_and_reopened();
    let photos = stage.device.visits().open(desk.id).unwrap().photos;
    assert_eq!(photos[0].upload, PhotoState::Parked { code: "not_found".into() });
    assert_eq!(photos[1].upload, PhotoState::Complete);
    assert!(matches!(state(&stage, &desk).0, Delivery::Parked { code, .. } if code == "not_found"));
    stage.device.try_again(desk.id).unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(|_| Ok(offset(0)));
    stage.script.next(|_| Ok(offset(100)));
    stage.device.sync_now().await.unwrap();
    assert_eq!(state(&stage, &desk), (Delivery::Complete, PhotoState::Complete));
}

#[tokio::test]
async fn a_hash_that_never_matches_ends_in_parking_not_in_a_loop() {
    let (stage, desk) = with_photo(100).await;
    stage.script.next_sync(|heard| heard.take_all());
    for _ in 0..3 {
        stage.script.next(|_| Ok(offset(0)));
        stage.script.next_problem(422, codes::HASH_MISMATCH);
    }
    stage.device.sync_now().await.unwrap();
    assert_eq!(state(&stage, &desk).1, PhotoState::Parked { code: "hash_mismatch".into() });
    assert!(stage.script.is_done());
}

#[tokio::test]
async fn offsets_that_disagree_are_asked_again_but_not_for_ever() {
    let (stage, desk) = with_photo(100).await;
    stage.script.next_sync(|heard| heard.take_all());
    for _ in 0..3 {
        stage.script.next(|_| Ok(offset(0)));
        stage.script.next_problem(409, codes::OFFSET);
    }
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done());
    assert_eq!(state(&stage, &desk), (Delivery::Received, PhotoState::OnThisPhone { sent: 0 }));
}

#[tokio::test]
async fn what_is_no_picture_is_not_attached() {
    let (stage, desk) = with_photo(100).await;
    let attached = stage.device.visits().attach_photo(desk.id, b"<html>", "image/png", "");
    assert!(matches!(attached, Err(ActionError::Refused(Refusal::PhotoUnusable(_)))));
    assert_eq!(stage.count("SELECT count(*) FROM blob"), 1);
}

#[tokio::test]
async fn a_piece_that_was_damaged_on_its_way_is_sent_again() {
    let (stage, desk) = with_photo(100).await;
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(|_| Ok(offset(0)));
    stage.script.next_problem(460, codes::CHECKSUM_MISMATCH);
    stage.script.next(|_| Ok(offset(0)));
    stage.script.next(|_| Ok(offset(100)));
    stage.device.sync_now().await.unwrap();
    assert_eq!(state(&stage, &desk), (Delivery::Complete, PhotoState::Complete));
}

#[tokio::test]
async fn a_full_day_holds_every_photo_and_nothing_else_until_it_is_over() {
    let (stage, desk) = with_photo(100).await;
    stage.clock.advance(1);
    stage.device.visits().attach_photo(desk.id, &picture(200), "image/jpeg", "").unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(|_| Ok(offset(0)));
    stage.script.next(|_| {
        let mut full = problem(429, codes::PHOTO_DAY_FULL);
        full.headers.push(("retry-after".into(), "40000".into()));
        Ok(full)
    });
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!(report.refused, 1, "the second photo is not even tried");
    let stage = stage.killed_and_reopened();
    let held = PhotoState::Held { code: codes::PHOTO_DAY_FULL.into(), sent: 0 };
    let photos = stage.device.visits().open(desk.id).unwrap().photos;
    assert!(photos.iter().all(|photo| photo.upload == held), "{photos:?}");
    // Changes go on at once; nothing waits for tomorrow.
    stage.device.visits().write_findings(desk.id, "entered meanwhile").unwrap();
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.documents.len(), 1);
        heard.take_all()
    });
    for (from, to) in [(0, 100), (0, 200)] {
        stage.script.next(move |_| Ok(offset(from)));
        stage.script.next(move |_| Ok(offset(to)));
    }
    stage.device.sync_now().await.unwrap();
    assert_eq!(state(&stage, &desk), (Delivery::Complete, PhotoState::Complete));
}

fn small() -> Vec<u8> {
    vec![0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]
}

/// A visit with a photo of another phone; its small picture has come.
async fn with_photo_elsewhere(bytes: &[u8]) -> (Stage, DeskVisit, String) {
    let mut desk = DeskVisit::for_ben(1);
    let sha256 = desk.attach_photo(bytes);
    let stage = Stage::enrolled().await;
    let (id, section, path) = (desk.id, desk.section(), format!("/v1/blobs/{sha256}/thumbnail"));
    stage.script.next_sync(move |heard| heard.take_all().enter(id, section));
    stage.script.next(move |request| {
        assert_eq!((request.method, &request.path), (Method::Get, &path));
        Ok(answer(200, small()))
    });
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done());
    (stage, desk, sha256)
}

#[tokio::test]
async fn a_photo_is_wanted_no_more_when_its_visit_leaves() {
    let whole = picture(PIECE + 100);
    let (stage, desk, sha256) = with_photo_elsewhere(&whole).await;
    stage.device.visits().want_photo(desk.id, &sha256).unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(move |request| Ok(part(request, &whole)));
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "offline");
    assert_eq!(stage.count("SELECT count(*) FROM photo_piece"), 1);
    let id = desk.id;
    stage.script.next_sync(move |heard| heard.take_all().item(id, Pulled::Leave { reason: "given to Ada".into(), successor: None }));
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done());
    assert_eq!(stage.count("SELECT (SELECT count(*) FROM wanted_photo) + (SELECT count(*) FROM photo_piece)"), 0);
}

/// The part of `whole` that a request asks for.
fn part(request: &HttpRequest, whole: &[u8]) -> HttpResponse {
    let (_, range) = request.headers.iter().find(|(name, _)| *name == "range").unwrap();
    let (first, last) = range.strip_prefix("bytes=").unwrap().split_once('-').unwrap();
    let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
    let headers = vec![("content-range".into(), format!("bytes {first}-{last}/{}", whole.len()))];
    HttpResponse { status: 206, headers, body: whole[first..=last].to_vec() }
}

#[tokio::test]
async fn a_photo_of_another_phone_is_here_small_at_once_and_whole_when_it_is_wanted() {
    let whole = picture(PIECE + 100);
    let (stage, desk, sha256) = with_photo_elsewhere(&whole).await;
    let visits = stage.device.visits();
    let photo = visits.open(desk.id).unwrap().photos.remove(0);
    assert_eq!((photo.upload, photo.thumbnail), (PhotoState::Elsewhere, true));
    assert_eq!(visits.thumbnail(&sha256).unwrap(), small());
    assert!(matches!(visits.photo(&sha256), Err(ActionError::NotFound)));
    assert!(matches!(visits.want_photo(desk.id, &"0".repeat(64)), Err(ActionError::NotFound)));

    visits.want_photo(desk.id, &sha256).unwrap();
    visits.want_photo(desk.id, &sha256).unwrap();
    assert_eq!(state(&stage, &desk).1, PhotoState::OnItsWay { received: 0 });
    let bytes = whole.clone();
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(move |request| Ok(part(request, &bytes)));
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "offline");
    let stage = stage.killed_and_reopened();
    assert_eq!(state(&stage, &desk).1, PhotoState::OnItsWay { received: PIECE as u64 });
    let bytes = whole.clone();
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(move |request| {
        assert!(request.headers.contains(&("range", format!("bytes={PIECE}-{}", PIECE + 99))));
        Ok(part(request, &bytes))
    });
    stage.device.sync_now().await.unwrap();
    assert_eq!(state(&stage, &desk), (Delivery::Complete, PhotoState::Complete));
    assert_eq!(stage.device.visits().photo(&sha256).unwrap(), whole);
    assert_eq!(stage.count("SELECT count(*) FROM photo_piece"), 0);
}

#[tokio::test]
async fn a_fetched_photo_with_another_hash_never_counts_and_is_given_up() {
    let whole = picture(100);
    let (stage, desk, sha256) = with_photo_elsewhere(&whole).await;
    stage.device.visits().want_photo(desk.id, &sha256).unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    for _ in 0..3 {
        stage.script.next(|request| Ok(part(request, &[0x5a; 100])));
    }
    assert_eq!(stage.device.sync_now().await.unwrap().refused, 1);
    assert!(stage.script.is_done());
    assert_eq!(state(&stage, &desk).1, PhotoState::Elsewhere);
    assert_eq!(stage.count("SELECT count(*) FROM blob"), 0);
}

#[tokio::test]
async fn a_photo_that_is_shorter_than_its_visit_says_is_given_up() {
    let (stage, desk, sha256) = with_photo_elsewhere(&picture(100)).await;
    stage.device.visits().want_photo(desk.id, &sha256).unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    for _ in 0..3 {
        stage.script.next(|_| Ok(answer(416, Vec::new())));
    }
    assert_eq!(stage.device.sync_now().await.unwrap().refused, 1);
    assert!(stage.script.is_done());
    assert_eq!(state(&stage, &desk).1, PhotoState::Elsewhere);
}

#[tokio::test]
async fn another_part_than_asked_for_is_not_taken() {
    let whole = picture(100);
    let (stage, desk, sha256) = with_photo_elsewhere(&whole).await;
    stage.device.visits().want_photo(desk.id, &sha256).unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage
        .script
        .next(|_| Ok(HttpResponse { status: 206, headers: vec![("content-range".into(), "bytes 5-9/100".into())], body: vec![0; 5] }));
    stage.device.sync_now().await.unwrap();
    assert_eq!(state(&stage, &desk).1, PhotoState::OnItsWay { received: 0 });
}

#[tokio::test]
async fn a_photo_that_the_other_phone_has_yet_to_send_is_asked_for_again_later_and_is_no_trouble() {
    let mut desk = DeskVisit::for_ben(1);
    let sha256 = desk.attach_photo(&picture(100));
    let stage = Stage::enrolled().await;
    let (id, section) = (desk.id, desk.section());
    stage.script.next_sync(move |heard| heard.take_all().enter(id, section));
    stage.script.next_problem(404, codes::NOT_FOUND);
    let report = stage.device.sync_now().await.unwrap();
    assert_eq!((report.requests, report.refused), (2, 0));
    assert!(!stage.device.visits().open(desk.id).unwrap().photos[0].thumbnail);
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(|_| Ok(answer(200, small())));
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.visits().thumbnail(&sha256).unwrap(), small());
}

#[tokio::test]
async fn a_photo_that_cannot_be_drawn_is_not_asked_for_again() {
    let mut desk = DeskVisit::for_ben(1);
    desk.attach_photo(&picture(100));
    let stage = Stage::enrolled().await;
    let (id, section) = (desk.id, desk.section());
    stage.script.next_sync(move |heard| heard.take_all().enter(id, section));
    stage.script.next_problem(404, codes::NO_THUMBNAIL);
    stage.device.sync_now().await.unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done());
}

#[tokio::test]
async fn a_small_picture_that_is_too_large_is_none_and_not_asked_for_again() {
    let mut desk = DeskVisit::for_ben(1);
    desk.attach_photo(&picture(100));
    let stage = Stage::enrolled().await;
    let (id, section) = (desk.id, desk.section());
    stage.script.next_sync(move |heard| heard.take_all().enter(id, section));
    stage.script.next(|_| Err(TransportError::TooLarge));
    assert_eq!(stage.device.sync_now().await.unwrap().refused, 0);
    stage.script.next_sync(|heard| heard.take_all());
    stage.device.sync_now().await.unwrap();
    assert!(stage.script.is_done());
}

#[tokio::test]
async fn a_fetched_photo_is_not_to_be_sent_when_the_server_begins_another_history() {
    let whole = picture(100);
    let (stage, desk, sha256) = with_photo_elsewhere(&whole).await;
    let visits = stage.device.visits();
    visits.want_photo(desk.id, &sha256).unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(move |request| Ok(part(request, &whole)));
    stage.device.sync_now().await.unwrap();
    visits.arrive(desk.id).unwrap();
    visits.start(desk.id).unwrap();
    stage.clock.advance(1);
    visits.attach_photo(desk.id, &picture(200), "image/jpeg", "").unwrap();
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(|_| Ok(offset(200)));
    stage.device.sync_now().await.unwrap();
    stage.script.next_problem(409, codes::EPOCH_CHANGED);
    let _starts_over = stage.device.sync_now().await;
    let states: Vec<_> = visits.open(desk.id).unwrap().photos.into_iter().map(|photo| (photo.photo.record.sha256, photo.upload)).collect();
    assert_eq!(states.len(), 2);
    for (hash, state) in states {
        let expected = if hash == sha256 { PhotoState::Complete } else { PhotoState::OnThisPhone { sent: 0 } };
        assert_eq!(state, expected);
    }
}

#[tokio::test]
async fn a_photo_is_told_as_unsent_until_the_server_has_it_whole() {
    let (stage, _) = with_photo(PIECE + 10).await;
    let size = (PIECE + 10) as u64;
    stage.script.next_sync(move |heard| {
        let unsent = heard.request.unsent.expect("the bytes are not in the request");
        assert_eq!((unsent.changes, unsent.photos, unsent.photo_bytes), (0, 1, size));
        assert!(unsent.oldest_at.is_some());
        heard.take_all()
    });
    stage.script.next(|_| Ok(offset(0)));
    stage.script.next(|_| Ok(offset(PIECE)));
    stage.script.next(|_| Err(TransportError::Offline));
    stage.device.sync_now().await.unwrap_err();
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.unsent.map(|unsent| (unsent.photos, unsent.photo_bytes)), Some((1, 10)), "as the server last said");
        heard.take_all()
    });
    stage.script.next(|_| Ok(offset(PIECE + 10)));
    stage.device.sync_now().await.unwrap();
    stage.script.next_sync(|heard| {
        assert_eq!(heard.request.unsent, None);
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
}
