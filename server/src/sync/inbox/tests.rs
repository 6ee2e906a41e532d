use futures_util::FutureExt as _;

use super::*;

fn list(id: u64, document: u8, device: u8) -> Waiting {
    Waiting {
        id,
        organisation: OrganisationId::from_bytes([9; 16]),
        document: DocumentId::from_bytes([document; 16]),
        device: DeviceId::from_bytes([device; 16]),
        bytes: 10,
    }
}

fn inbox() -> Arc<Inbox> {
    let inbox = Inbox::new(&Config { inbox_lists: 4, inbox_lists_per_device: 3, inbox_bytes_per_device: 25, ..Config::default() });
    inbox.state().judges = 100;
    Arc::new(inbox)
}

/// Numbers of the lists that are judged one after the other until nothing can be judged.
fn all(inbox: &Inbox) -> Vec<u64> {
    let mut order = Vec::new();
    while let Next::Judge(list) = inbox.next() {
        order.push(list.id);
        inbox.settled(list.document, &[list.id]);
    }
    order
}

#[test]
fn devices_take_turns_and_a_document_keeps_its_order() {
    let inbox = inbox();
    // 4 and 3 were written in this order and come here the other way round.
    inbox.add([list(1, 1, 1), list(2, 2, 1), list(4, 3, 1), list(3, 3, 2), list(5, 4, 1), list(6, 5, 3)]);
    assert_eq!(all(&inbox), [1, 3, 6, 2, 5, 4]);
}

#[tokio::test]
async fn a_judge_gives_way_for_a_while_and_not_where_an_answer_waits_for_it() {
    let inbox = inbox();
    assert!(inbox.give_way(std::future::ready(())).await.is_none());
    let begun = Instant::now();
    let turn = inbox.give_way(std::future::pending()).await;
    assert!(begun.elapsed() >= GIVE_WAY && turn.is_some());
    let mut next = Box::pin(inbox.give_way(std::future::pending()));
    assert!(tokio::time::timeout(2 * GIVE_WAY, &mut next).await.is_err(), "one judge at a time");
    drop(turn);
    let begun = Instant::now();
    assert!(next.await.is_some() && begun.elapsed() < GIVE_WAY, "way is given once in a rush");
    let _turn = inbox.give_way(std::future::pending()).await;
    assert!(inbox.give_way(std::future::ready(())).await.is_none(), "it is quiet");

    inbox.add([list(1, 1, 1)]);
    let mut answer = Box::pin(inbox.quiet(DeviceId::from_bytes([1; 16]), &[]));
    assert!((&mut answer).now_or_never().is_none());
    assert!(inbox.give_way(std::future::pending()).now_or_never().is_some());
    assert_eq!(all(&inbox), [1]);
    answer.await;
    assert_eq!(inbox.state().awaited, 0);
}

#[tokio::test]
async fn whoever_judges_after_a_rush_gives_way_again() {
    let inbox = inbox();
    inbox.state().judges = 1;
    drop(inbox.give_way(std::future::pending()).await);
    assert_eq!(inbox.next(), Next::Done);
    let begun = Instant::now();
    drop(inbox.give_way(std::future::pending()).await);
    assert!(begun.elapsed() >= GIVE_WAY);
}

#[test]
fn nobody_else_has_a_document_while_it_is_judged() {
    let inbox = inbox();
    inbox.add([list(1, 1, 1), list(2, 1, 2)]);
    let Next::Judge(first) = inbox.next() else { panic!("there is something to judge") };
    assert_eq!((first.id, inbox.next()), (1, Next::Done));
    inbox.add([list(3, 1, 3)]);
    assert_eq!(inbox.next(), Next::Done);
    // What builds on a refused list goes with it.
    inbox.settled(first.document, &[1, 3]);
    assert_eq!(all(&inbox), [2]);
    assert!(inbox.state().documents.is_empty() && inbox.state().loads.is_empty());
}

#[test]
fn what_cannot_be_judged_rests_longer_each_time_and_holds_up_nothing_else() {
    let inbox = inbox();
    inbox.add([list(1, 1, 1), list(2, 2, 1)]);
    let mut held_up = vec![2];
    for rest in [FIRST_REST, FIRST_REST * 2, FIRST_REST * 4] {
        let Next::Judge(list) = inbox.next() else { panic!("there is something to judge") };
        assert_eq!(list.id, 1);
        let now = Instant::now();
        inbox.put_back(list.document);
        assert!(inbox.state().resting[&list.document] >= now + rest);
        assert_eq!(all(&inbox), std::mem::take(&mut held_up));
        assert!(matches!(inbox.next(), Next::Rest(until) if until >= now + rest));
        // It has rested.
        inbox.state().resting.insert(list.document, now);
    }
    assert_eq!(all(&inbox), [1]);
}

#[test]
fn work_is_given_up_of_one_device_or_of_everybody_and_of_one_organisation() {
    let inbox = inbox();
    let organisation = |byte| OrganisationId::from_bytes([byte; 16]);
    let (document, device) = (DocumentId::from_bytes([1; 16]), |byte| DeviceId::from_bytes([byte; 16]));
    let of = |org, by| inbox.is_given_up(organisation(org), document, device(by));
    let give_up = |list: Waiting, opens| {
        inbox.add([list]);
        assert!(matches!(inbox.next(), Next::Judge(next) if next == list));
        inbox.given_up(&list, opens, Timestamp::from_ms(list.id.try_into().unwrap()), &[list.id]);
    };
    give_up(list(1, 1, 1), true);
    assert_eq!([of(9, 1), of(9, 2), of(8, 1)], [true, false, false]);
    give_up(list(2, 1, 2), false);
    assert_eq!([of(9, 1), of(9, 2), of(9, 3), of(8, 3)], [true, true, true, false]);
    assert_eq!(inbox.unjudged(organisation(9)), [(document, Timestamp::from_ms(1))]);
    assert_eq!(inbox.failed(&list(3, 1, 3)), u32::MAX);
    // What another device brings is judged: the document can be opened, and the first device's work is as bad as it was.
    inbox.add([list(4, 1, 3)]);
    assert_eq!(all(&inbox), [4]);
    assert_eq!([of(9, 1), of(9, 2), of(9, 3)], [true, false, false]);
    inbox.add([list(5, 1, 1)]);
    assert_eq!((all(&inbox), of(9, 1), inbox.unjudged(organisation(9))), (vec![5], false, vec![]));
}

#[test]
fn room_is_bounded_in_all_and_for_each_device_and_given_back() {
    let inbox = inbox();
    let device = |byte| DeviceId::from_bytes([byte; 16]);
    let first = inbox.make_room(device(1), 2, 20).unwrap();
    assert_eq!(inbox.make_room(device(1), 1, 6).err(), Some(Full), "bytes of the device");
    assert_eq!(inbox.make_room(device(1), 2, 1).err(), Some(Full), "lists of the device");
    let second = inbox.make_room(device(2), 2, 1_000).unwrap();
    assert_eq!(inbox.make_room(device(3), 1, 1).err(), Some(Full), "lists in all");
    drop(first);
    assert!(inbox.make_room(device(3), 1, 1).is_ok());
    drop(second);
    inbox.add([list(1, 1, 1)]);
    assert_eq!(inbox.make_room(device(1), 1, 16).err(), Some(Full), "what waits counts");
    assert_eq!(all(&inbox), [1]);
    assert!(inbox.make_room(device(1), 1, 16).is_ok());
}
