//! A database that is copied or set back from a backup: found at the opening, told once to its person and once to the server.

use client_core::OpenError;
use client_core::visits::Delivery;

use crate::stage::*;

/// What the device says of its copy in the next sync.
async fn told(stage: &Stage) -> Option<String> {
    let (sent, seen) = std::sync::mpsc::channel();
    stage.script.next_sync(move |heard| {
        sent.send(heard.request.incarnation.clone()).unwrap();
        heard.take_all()
    });
    stage.device.sync_now().await.unwrap();
    seen.recv().unwrap()
}

/// A phone whose host names a place that backups skip.
async fn with_place(desk: &DeskVisit) -> Stage {
    let mut stage = Stage::with(desk).await;
    stage.device = open_beside(stage.path(), place(&stage), &stage).unwrap();
    stage
}

fn place(stage: &Stage) -> std::path::PathBuf {
    stage.folder.path().join("no-backup")
}

#[tokio::test]
async fn an_original_says_once_who_it_is_and_stays_it_over_restarts() {
    let mut stage = with_place(&DeskVisit::for_ben(1)).await;
    assert_eq!(stage.device.copied_at().unwrap(), None);
    let name = told(&stage).await.unwrap();
    assert_eq!(name.len(), 32);
    assert_eq!(told(&stage).await, None, "once");
    stage.device = open_beside(stage.path(), place(&stage), &stage).unwrap();
    assert_eq!((stage.device.copied_at().unwrap(), told(&stage).await), (None, None));
    // A server with another history does not know it yet.
    stage.script.next_problem(409, model::wire::problem::codes::EPOCH_CHANGED);
    assert_eq!(told(&stage).await, Some(name));
}

#[tokio::test]
async fn a_copy_is_found_named_anew_and_told_once() {
    let desk = DeskVisit::for_ben(1);
    let mut stage = with_place(&desk).await;
    let original = told(&stage).await.unwrap();
    stage.device.visits().arrive(desk.id).unwrap();
    // A telephone that is set up from a backup: the database comes along, the place does not.
    let copy = stage.folder.path().join("copy.db");
    stage.sql(&format!("VACUUM INTO '{}'", copy.display()));
    let elsewhere = stage.folder.path().join("other-no-backup");
    let opened = open_beside(copy.clone(), elsewhere.clone(), &stage).unwrap();
    let first = std::mem::replace(&mut stage.device, opened);
    assert_eq!(stage.device.copied_at().unwrap().map(|at| at.as_ms()), Some(NOON));
    let name = told(&stage).await.unwrap();
    assert_ne!(name, original);
    stage.device = open_beside(copy, elsewhere, &stage).unwrap();
    assert!(stage.device.copied_at().unwrap().is_some(), "until somebody has read it");
    stage.device.acknowledge_copy().unwrap();
    assert_eq!((stage.device.copied_at().unwrap(), told(&stage).await), (None, None));
    // Both go on; what both hold goes up from both and is known the second time.
    assert_eq!(stage.device.visits().open(desk.id).unwrap().delivery, Delivery::Complete);
    stage.device = first;
    assert_eq!((stage.device.copied_at().unwrap(), told(&stage).await), (None, None));
    assert_eq!(stage.device.visits().open(desk.id).unwrap().delivery, Delivery::Complete);
}

#[tokio::test]
async fn a_process_that_ends_before_the_new_name_is_kept_finds_the_copy_again() {
    let stage = with_place(&DeskVisit::for_ben(1)).await;
    // The place has the next token, the database the last.
    std::fs::write(place(&stage), [7; 16]).unwrap();
    let device = open_beside(stage.path(), place(&stage), &stage).unwrap();
    assert!(device.copied_at().unwrap().is_some());
}

#[tokio::test]
async fn a_place_that_cannot_be_used_is_named() {
    let stage = with_place(&DeskVisit::for_ben(1)).await;
    let nowhere = stage.folder.path().join("no such folder").join("place");
    assert!(matches!(open_beside(stage.path(), nowhere, &stage), Err(OpenError::Incarnation(_))));
    assert!(open_beside(stage.path(), place(&stage), &stage).unwrap().copied_at().unwrap().is_none(), "the file is as it was");
}
