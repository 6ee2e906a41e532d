//! A stock-take compares what somebody counted with everything that moved until then, whatever way that comes.

use model::id::{CountId, MovementId};
use model::stock::take::{Count, MAX_COUNTED, TakeLine, corrections, take_lines};
use model::stock::{Balance, Because, Movement, Place, Side};
use model::time::Timestamp;
use proptest::prelude::*;

fn store() -> Place {
    Place::Store { name: "main".into() }
}

fn movement(id: u8, part: &str, serial: Option<&str>, quantity: u32, into: bool, at: i64) -> Movement {
    let (from, to) = if into { (Place::Supplier, store()) } else { (store(), Place::Outside) };
    Movement {
        id: MovementId::from_bytes([id; 16]),
        part_number: part.into(),
        name: format!("part {part}"),
        quantity: if serial.is_some() { 1 } else { quantity },
        serial: serial.map(ToOwned::to_owned),
        from,
        to,
        why: Because::Used,
        at: Timestamp::from_ms(at),
    }
}

fn count(id: u8, part: &str, serial: Option<&str>, quantity: u32, at: i64) -> (Timestamp, Count) {
    let count = Count {
        id: CountId::from_bytes([id; 16]),
        part_number: part.into(),
        name: format!("part {part}"),
        serial: serial.map(ToOwned::to_owned),
        quantity,
    };
    (Timestamp::from_ms(at), count)
}

fn sides(movements: &[Movement]) -> Vec<Side> {
    let here = movements.iter().flat_map(|movement| movement.sides().map(|(place, side)| (place.clone(), side)));
    here.filter(|(place, _)| *place == store()).map(|(_, side)| side).collect()
}

fn booked(movements: &[Movement], counts: &[(Timestamp, Count)], first_id: u8) -> Vec<Movement> {
    let mut next = first_id;
    let ids = || {
        next += 1;
        MovementId::from_bytes([next; 16])
    };
    corrections(&store(), &take_lines(&sides(movements), counts), counts, "counted", ids)
}

fn figures(line: &TakeLine) -> (i64, Option<u32>, i64) {
    (line.book, line.counted, line.difference)
}

/// R-239, E2: a part that was used before the count and is heard of after its booking is a difference again, and only then.
#[test]
fn what_is_heard_of_late_is_a_difference_that_is_left() {
    let mut movements = vec![movement(1, "A", None, 5, true, 10)];
    let counts = [count(1, "A", None, 3, 100)];
    assert_eq!(figures(&take_lines(&sides(&movements), &counts)[0]), (5, Some(3), -2));
    movements.extend(booked(&movements, &counts, 100));
    assert_eq!(figures(&take_lines(&sides(&movements), &counts)[0]), (3, Some(3), 0));
    assert!(booked(&movements, &counts, 150).is_empty(), "a difference is booked once");
    movements.push(movement(2, "A", None, 1, false, 200));
    assert_eq!(take_lines(&sides(&movements), &counts)[0].difference, 0, "what went out after the count");
    movements.push(movement(3, "A", None, 2, false, 90));
    assert_eq!(figures(&take_lines(&sides(&movements), &counts)[0]), (1, Some(3), 2), "they had been used, and were not lost");
    movements.extend(booked(&movements, &counts, 150));
    let balance: Balance = movements.iter().cloned().collect();
    assert_eq!(balance.at(&store())[0].quantity, 2, "three were counted, one went out since");
}

#[test]
fn a_piece_is_there_or_not_and_a_recount_stands() {
    let movements = [movement(1, "T", Some("sn-1"), 1, true, 10), movement(2, "T", Some("SN-2"), 1, true, 10)];
    let counts = [count(1, "T", Some(" SN-1"), 0, 50), count(2, "T", Some("SN-1"), 1, 60), count(3, "T", Some("SN-9"), 1, 60)];
    let lines = take_lines(&sides(&movements), &counts);
    assert_eq!(lines.iter().map(figures).collect::<Vec<_>>(), [(1, Some(1), 0), (1, None, 0), (0, Some(1), 1)]);
    let all = booked(&movements, &counts, 100);
    assert_eq!((all.len(), all[0].serial.as_deref(), &all[0].to), (1, Some("SN-9"), &store()), "what nobody counted stays as it is");
    let two = Count { quantity: 2, ..counts[1].1.clone() };
    assert_eq!(two.check().unwrap_err().field, "quantity");
}

#[test]
fn many_screws_are_several_movements() {
    let counts = [count(1, "S", None, 25_000, 50)];
    let all = booked(&[], &counts, 100);
    assert_eq!(all.iter().map(|movement| movement.quantity).collect::<Vec<_>>(), [9_999, 9_999, 5_002]);
    assert!(all.iter().all(|movement| movement.check().is_ok()));
    assert!(Count { quantity: MAX_COUNTED + 1, ..counts[0].1.clone() }.check().is_err());
}

fn any_movement() -> impl Strategy<Value = Movement> {
    (0..40_u8, "[AB]", proptest::option::of("[xX]1"), 1..5_u32, any::<bool>(), 0..100_i64)
        .prop_map(|(id, part, serial, quantity, into, at)| movement(id, &part, serial.as_deref(), quantity, into, at))
}

fn any_count() -> impl Strategy<Value = (Timestamp, Count)> {
    (0..20_u8, "[ABC]", proptest::option::of("[xX]1"), 0..9_u32, 0..100_i64).prop_map(|(id, part, serial, quantity, at)| {
        count(id, &part, serial.as_deref(), if serial.is_some() { quantity % 2 } else { quantity }, at)
    })
}

proptest! {
    /// Any order of the same movements and counts: the same sheet, the same corrections, the same balances after them, and nothing left
    /// to book.
    #[test]
    fn the_same_movements_and_counts_come_to_the_same_stock_in_any_order(
        movements in proptest::collection::btree_map(0..40_u8, any_movement(), 0..20),
        counts in proptest::collection::btree_map(0..20_u8, any_count(), 0..10),
        middle in any::<prop::sample::Index>(),
    ) {
        let mut movements: Vec<Movement> =
            movements.into_iter().map(|(id, movement)| Movement { id: MovementId::from_bytes([id; 16]), ..movement }).collect();
        let mut counts: Vec<(Timestamp, Count)> =
            counts.into_iter().map(|(id, (at, count))| (at, Count { id: CountId::from_bytes([id; 16]), ..count })).collect();
        let before = take_lines(&sides(&movements), &counts);
        let corrected = booked(&movements, &counts, 100);
        let standing = |movements: &[Movement], corrected: &[Movement]| {
            movements.iter().chain(corrected).cloned().collect::<Balance>().at(&store())
        };
        let stock = standing(&movements, &corrected);
        let all: Vec<Movement> = movements.iter().chain(&corrected).cloned().collect();
        for line in take_lines(&sides(&all), &counts) {
            prop_assert_eq!(line.difference, 0);
        }
        if !movements.is_empty() {
            let middle = middle.index(movements.len());
            movements.rotate_left(middle);
        }
        movements.reverse();
        counts.reverse();
        let turned = booked(&movements, &counts, 100);
        let plain = |lines: &[TakeLine]| lines.iter().map(|line| (figures(line), line.count)).collect::<Vec<_>>();
        prop_assert_eq!(plain(&take_lines(&sides(&movements), &counts)), plain(&before));
        prop_assert_eq!(turned.len(), corrected.len());
        let of = |lines: Vec<model::stock::StockLine>| lines.into_iter().map(|line| (line.part_number, line.quantity)).collect::<Vec<_>>();
        prop_assert_eq!(of(standing(&movements, &turned)), of(stock));
    }
}
