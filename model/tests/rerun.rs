//! A deed: what one change wrote, read from it and written again elsewhere.

use std::collections::HashSet;

use crate::site::*;
use automerge::{ActorId, Automerge, Change, ReadDoc as _};
use model::documents::rerun::{Deed, Obstacle};
use model::documents::visit::Visit;
use model::documents::visit::records::EventKind;

fn changes(doc: &Automerge) -> Vec<Change> {
    doc.get_changes(&[])
}

#[test]
fn what_every_change_wrote_written_again_comes_to_the_same_visit_by_the_same_hand() {
    let who = zhao();
    let mut there = opened_for(&who).on(&who);
    there.work_to_finish(&who);
    there.texts(&who, 90, "roller worn, cleaned 清洁", "replaced");
    there.sign(&who, 95);
    let mut again = Automerge::new().with_actor(ActorId::from([99; 16]));
    for change in changes(&there.doc) {
        let deed = Deed::of(&there.doc, change.hash()).unwrap();
        let written = deed.carry_out(&mut again).unwrap().unwrap();
        let repeat = again.get_change_by_hash(&written.hash).unwrap();
        assert_eq!((repeat.message(), repeat.timestamp()), (change.message(), change.timestamp()));
        assert_ne!(repeat.hash(), change.hash());
        assert_eq!(deed.carry_out(&mut again.clone()).ok().flatten(), None, "the second time it changes nothing");
    }
    assert_eq!(Visit::read(&again).unwrap(), Visit::read(&there.doc).unwrap());
}

#[test]
fn what_a_deed_made_is_what_others_may_refer_to() {
    let who = zhao();
    let mut there = opened_for(&who).on(&who);
    there.event(&who, 50, EventKind::Arrived);
    let suspension = there.event(&who, 60, EventKind::Finished);
    there.event(&who, 70, EventKind::Reopened { finish: suspension });
    let deeds: Vec<Deed> = changes(&there.doc).iter().map(|change| Deed::of(&there.doc, change.hash()).unwrap()).collect();
    let [arrived, finished, reopened] = deeds.last_chunk().unwrap();
    assert_eq!(finished.made().collect::<Vec<_>>(), [suspension.to_string()]);
    let dropped: HashSet<String> = finished.made().map(ToOwned::to_owned).collect();
    assert!(reopened.refers_to(&dropped) && !arrived.refers_to(&dropped));
    assert!(!reopened.seals() && reopened.values().iter().any(|value| value.became == Some(suspension.to_string())));
}

#[test]
fn a_deed_without_what_it_works_on_changes_nothing() {
    let who = zhao();
    let mut there = opened_for(&who).on(&who);
    there.texts(&who, 50, "dust", "cleaned");
    let last = changes(&there.doc).pop().unwrap();
    let deed = Deed::of(&there.doc, last.hash()).unwrap();
    let mut empty = Automerge::new();
    assert!(matches!(deed.carry_out(&mut empty), Err(Obstacle::NotThere(place)) if place == "treatment"));
    assert!(empty.get_heads().is_empty());
    assert_eq!(Deed::of(&empty, last.hash()), Err(Obstacle::Unreadable));
}
