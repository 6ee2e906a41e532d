//! A document or a picture that fails waits for itself: it holds up neither the others nor itself for ever.

use client_core::http::transport::{HttpResponse, Method, TransportError};
use client_core::visits::{Delivery, PhotoState};
use model::wire::sync::Pulled;
use tokio_util::sync::CancellationToken;

use crate::stage::*;

fn offset(at: usize) -> HttpResponse {
    HttpResponse { status: 204, headers: vec![("upload-offset".into(), at.to_string())], body: Vec::new() }
}

async fn with_photo(bytes: usize) -> (Stage, DeskVisit) {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    visits.start(desk.id).unwrap();
    let mut picture = vec![0xff, 0xd8, 0xff];
    picture.resize(bytes, 0x5a);
    visits.attach_photo(desk.id, &picture, "image/jpeg", "").unwrap();
    (stage, desk)
}

/// What the server says of changes that this device does not hold.
fn owed(heard: &Heard, desk: &DeskVisit) -> Page {
    heard.take_all().item(desk.id, Pulled::Own { last: vec!["ab".repeat(32)] })
}

#[tokio::test]
async fn a_document_that_cannot_be_fetched_holds_up_no_photo_and_is_left_alone_for_a_while() {
    for trouble in [TransportError::Timeout, TransportError::Refused { detail: "no".into() }] {
        let (stage, desk) = with_photo(100).await;
        let owing = DeskVisit::for_ben(1);
        stage.script.next_sync(move |heard| owed(heard, &owing));
        stage.script.next(move |_| Err(trouble));
        stage.script.next(|_| Ok(offset(0)));
        stage.script.next(|_| Ok(offset(100)));
        stage.device.sync_now().await.unwrap();
        assert_eq!(stage.device.visits().open(desk.id).unwrap().delivery, Delivery::Complete);

        // The loop leaves it alone; a person's request does not.
        stage.script.take_paths();
        stage.clock.advance(20_000);
        stage.script.next_sync(|heard| Page { cursor: "c2", ..heard.take_all() });
        let stop = CancellationToken::new();
        let (device, stopped) = (stage.device.clone(), stop.clone());
        let mut notices = stage.device.observe();
        let syncing = tokio::spawn(async move { device.run_sync(stopped).await });
        stage.device.visits().write_findings(desk.id, "the loop sends this").unwrap();
        while stage.device.visits().open(desk.id).unwrap().delivery != Delivery::Complete {
            notices.recv().await.unwrap();
        }
        stop.cancel();
        syncing.await.unwrap();
        assert_eq!(stage.script.take_paths(), ["/v1/sync"]);
        stage.script.next_sync(|heard| heard.take_all());
        stage.script.next_problem(404, "not_found");
        stage.device.sync_now().await.unwrap();
        assert!(stage.script.is_done());
    }
}

#[tokio::test]
async fn a_piece_that_takes_too_long_is_sent_in_smaller_ones() {
    let (stage, desk) = with_photo(200 * 1024).await;
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(|_| Ok(offset(0)));
    stage.script.next(|request| {
        assert_eq!((request.method, request.body.len()), (Method::Patch, 200 * 1024));
        Err(TransportError::Timeout)
    });
    stage.script.next(|request| {
        assert_eq!(request.method, Method::Head, "the server is asked what arrived");
        Ok(offset(0))
    });
    stage.script.next(|request| {
        assert_eq!(request.body.len(), 128 * 1024);
        Ok(offset(128 * 1024))
    });
    stage.script.next(|_| Ok(offset(200 * 1024)));
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.visits().open(desk.id).unwrap().photos[0].upload, PhotoState::Complete);
}

#[tokio::test]
async fn timeouts_one_after_the_other_end_the_run_and_the_pieces_stay_small() {
    let (stage, desk) = with_photo(300 * 1024).await;
    stage.script.next_sync(|heard| heard.take_all());
    for _ in 0..3 {
        stage.script.next(|_| Ok(offset(0)));
        stage.script.next(|_| Err(TransportError::Timeout));
    }
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "timeout");
    assert!(stage.script.is_done());
    stage.script.next_sync(|heard| heard.take_all());
    stage.script.next(|_| Ok(offset(0)));
    stage.script.next(|request| {
        assert_eq!(request.body.len(), 64 * 1024);
        Ok(offset(64 * 1024))
    });
    stage.script.next(|_| Ok(offset(192 * 1024)));
    stage.script.next(|_| Ok(offset(300 * 1024)));
    stage.device.sync_now().await.unwrap();
    assert_eq!(stage.device.visits().open(desk.id).unwrap().delivery, Delivery::Complete);
}

fn not_served() -> HttpResponse {
    let mut answer = problem(503, "unavailable");
    answer.headers.push(("retry-after".into(), "300".into()));
    answer
}

#[tokio::test]
async fn a_photo_that_the_server_cannot_take_now_holds_up_neither_the_others_nor_changes() {
    for piece in [false, true] {
        let (stage, desk) = with_photo(100).await;
        stage.clock.advance(1);
        let visits = stage.device.visits();
        let mut picture = vec![0xff, 0xd8, 0xff];
        picture.resize(200, 0x5a);
        visits.attach_photo(desk.id, &picture, "image/jpeg", "").unwrap();
        stage.script.next_sync(|heard| heard.take_all());
        if piece {
            stage.script.next(|_| Ok(offset(0)));
        }
        stage.script.next(|_| Ok(not_served()));
        stage.script.next(|_| Ok(offset(0)));
        stage.script.next(|_| Ok(offset(200)));
        assert_eq!(stage.device.sync_now().await.unwrap().refused, 0);
        let states: Vec<_> = visits.open(desk.id).unwrap().photos.into_iter().map(|photo| photo.upload).collect();
        assert_eq!(states, [PhotoState::OnThisPhone { sent: 0 }, PhotoState::Complete]);
        // Nothing was said about changes: they go at once.
        visits.write_findings(desk.id, "entered meanwhile").unwrap();
        stage.script.next_sync(|heard| Page { cursor: "c2", ..heard.take_all() });
        stage.script.next(|_| Ok(offset(0)));
        stage.script.next(|_| Ok(offset(100)));
        stage.device.sync_now().await.unwrap();
        assert_eq!(visits.open(desk.id).unwrap().delivery, Delivery::Complete);
    }
}

#[tokio::test]
async fn a_server_that_serves_no_photo_at_all_ends_the_run_soon() {
    let (stage, desk) = with_photo(100).await;
    for size in 200..205 {
        stage.clock.advance(1);
        let mut picture = vec![0xff, 0xd8, 0xff];
        picture.resize(size, 0x5a);
        stage.device.visits().attach_photo(desk.id, &picture, "image/jpeg", "").unwrap();
    }
    stage.script.next_sync(|heard| heard.take_all());
    for _ in 0..3 {
        stage.script.next(|_| Ok(not_served()));
    }
    assert_eq!(stage.device.sync_now().await.unwrap_err().code(), "unavailable");
    assert!(stage.script.is_done());
}
