//! Photos: kept with the action, sent piece by piece after the change that names them, and never in the way of anything.

use client_core::http::transport::{HttpResponse, Method};
use client_core::visits::{ActionError, Delivery, PhotoState};
use model::rules::Refusal;
use model::wire::problem::codes;

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
        Ok(offset(0))
    });
    stage.script.next(|request| {
        assert_eq!((request.method, request.body.len()), (Method::Patch, PIECE));
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
