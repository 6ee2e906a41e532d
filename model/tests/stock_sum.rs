//! Stock is the sum of movements, whatever way they come (3.13).
use model::id::{DocumentId, MovementId, PersonId};
use model::stock::{Balance, Because, Flag, Movement, Place};
use model::time::Timestamp;
use proptest::prelude::*;

fn van(n: u8) -> Place {
    Place::Van { person: PersonId::from_bytes([n; 16]) }
}

fn store() -> Place {
    Place::Store { name: "main".into() }
}

fn visit(n: u8) -> Place {
    Place::Visit { visit: DocumentId::from_bytes([n; 16]) }
}

fn movement(id: u8, quantity: u32, from: Place, to: Place) -> Movement {
    Movement {
        id: MovementId::from_bytes([id; 16]),
        part_number: "A03U-7209".into(),
        name: "搓纸轮".into(),
        quantity,
        serial: None,
        from,
        to,
        why: Because::Used,
        at: Timestamp::from_ms(i64::from(id)),
    }
}

fn terminal(id: u8, serial: &str, from: Place, to: Place) -> Movement {
    Movement { part_number: "GT-06".into(), name: "GPS 终端".into(), serial: Some(serial.into()), ..movement(id, 1, from, to) }
}

#[test]
fn what_was_issued_and_not_used_is_in_the_van() {
    let balance: Balance =
        [movement(1, 5, store(), van(1)), movement(2, 2, van(1), visit(1)), movement(2, 2, van(1), visit(1))].into_iter().collect();
    let lines = balance.at(&van(1));
    assert_eq!((lines.len(), lines[0].quantity, lines[0].is_short()), (1, 3, false));
    assert!(balance.at(&van(2)).is_empty());
    let handed_back: Balance = [movement(1, 5, store(), van(1)), movement(3, 5, van(1), store())].into_iter().collect();
    assert!(handed_back.at(&van(1)).is_empty(), "R-075: handing the unused part back clears it");
}

/// the work was done; book and shelf have to be compared.
#[test]
fn below_zero_is_shown() {
    let balance: Balance = [movement(1, 1, store(), van(1)), movement(2, 3, van(1), visit(1))].into_iter().collect();
    assert_eq!((balance.at(&van(1))[0].quantity, balance.at(&van(1))[0].is_short()), (-2, true));
    let unknown: Balance = [terminal(1, "86010023", store(), van(1)), terminal(2, "86010871", van(1), visit(1))].into_iter().collect();
    let line = &unknown.at(&van(1))[0];
    assert_eq!(
        (line.quantity, line.serials.as_slice(), line.missing_serials.as_slice()),
        (0, &["86010023".to_owned()][..], &["86010871".to_owned()][..])
    );
    assert!(line.is_short());
}

/// one serialised item is used in at most one swap; a second use is shown, not merged away.
#[test]
fn a_piece_that_two_devices_fitted_is_shown_with_both_uses() {
    let both: Balance = [terminal(1, "86010871", van(1), visit(1)), terminal(2, " 86010871", van(2), visit(2))].into_iter().collect();
    let twice = both.used_twice();
    assert_eq!(twice.len(), 1);
    assert_eq!(twice[0].movements, [MovementId::from_bytes([1; 16]), MovementId::from_bytes([2; 16])]);
    let mut again = both;
    again.extend([terminal(3, "86010871", visit(1), van(1))]);
    assert!(again.used_twice().is_empty(), "it was taken out of the first before it was fitted in the second");
}

/// a service station's stock is its own.
#[test]
fn a_service_station_has_its_own_account() {
    let station = Place::Station { name: "苏州".into() };
    let balance: Balance = [movement(1, 5, store(), station.clone()), movement(2, 1, store(), van(1))].into_iter().collect();
    assert_eq!(balance.at(&station)[0].quantity, 5);
    assert_eq!(balance.at(&store())[0].quantity, -6);
}

/// taken and flagged.
#[test]
fn an_issue_without_requisition_is_flagged() {
    let issued = |requisition: Option<&str>| Movement {
        why: Because::Issued { requisition: requisition.map(str::to_owned) },
        ..movement(1, 1, store(), van(1))
    };
    assert_eq!(issued(None).flags(), [Flag::NoRequisition]);
    assert_eq!(issued(None).check(), Ok(()));
    assert!(issued(Some("R-77")).flags().is_empty());
}

#[test]
fn what_cannot_be_a_movement_names_its_field() {
    let good = movement(1, 1, store(), van(1));
    let cases = [
        ("name", Movement { name: " ".into(), ..good.clone() }),
        ("quantity", Movement { quantity: 0, ..good.clone() }),
        ("quantity", Movement { quantity: 2, serial: Some("1".into()), ..good.clone() }),
        ("serial", Movement { serial: Some(" ".into()), ..good.clone() }),
        ("to", Movement { to: store(), ..good.clone() }),
        ("from", Movement { from: Place::Store { name: String::new() }, ..good.clone() }),
        ("why", Movement { why: Because::Received { note: String::new() }, ..good.clone() }),
        ("part_number", Movement { part_number: "x".repeat(201), ..good.clone() }),
    ];
    assert_eq!(good.check(), Ok(()));
    for (field, bad) in cases {
        assert_eq!(bad.check().unwrap_err().field, field, "{bad:?}");
    }
}

#[test]
fn a_movement_said_to_be_two_things_is_shown_and_counted_alike_everywhere() {
    let (one, two) = (movement(1, 1, store(), van(1)), movement(1, 2, store(), van(1)));
    let forth: Balance = [one.clone(), two.clone()].into_iter().collect();
    let back: Balance = [two, one].into_iter().collect();
    assert_eq!(forth, back);
    assert_eq!((forth.contradictions().len(), forth.contradictions()[0].readings.len()), (1, 2));
    assert_eq!(forth.at(&van(1))[0].quantity, 1);
}

fn any_movement() -> impl Strategy<Value = Movement> {
    let place = prop_oneof![Just(store()), (1..3_u8).prop_map(van), (1..3_u8).prop_map(visit)];
    (0..12_u8, 1..4_u32, place.clone(), place, proptest::option::of("[AB]1"))
        .prop_map(|(id, quantity, from, to, serial)| Movement { serial, ..movement(id, quantity, from, to) })
}

proptest! {
    /// Any order, any repetition, any split into replicas: the same balance.
    #[test]
    fn movements_come_to_the_same_balance_whatever_way_they_come(
        movements in proptest::collection::vec(any_movement(), 0..20),
        shuffled in any::<prop::sample::Index>().prop_map(|index| index.index(1_000)),
        split in proptest::collection::vec(any::<bool>(), 20),
    ) {
        let whole: Balance = movements.iter().cloned().collect();
        let mut turned = movements.clone();
        if !turned.is_empty() {
            let middle = shuffled % turned.len();
            turned.rotate_left(middle);
            turned.reverse();
        }
        turned.extend(movements.iter().take(shuffled % 7).cloned());
        prop_assert_eq!(&turned.into_iter().collect::<Balance>(), &whole);
        let (mut left, mut right) = (Balance::default(), Balance::default());
        for (movement, to_left) in movements.iter().zip(&split) {
            if *to_left { left.extend([movement.clone()]) } else { right.extend([movement.clone()]) }
        }
        let mut there = left.clone();
        there.merge(right.clone());
        right.merge(left.clone());
        right.merge(left);
        prop_assert_eq!(&there, &whole);
        prop_assert_eq!(&right, &whole);
        for place in [store(), van(1), van(2), visit(1), visit(2)] {
            prop_assert_eq!(right.at(&place), whole.at(&place));
        }
        prop_assert_eq!(right.used_twice(), whole.used_twice());
    }

    /// Nothing appears or disappears: what left one place arrived in another.
    #[test]
    fn the_sum_over_all_places_is_nothing(movements in proptest::collection::vec(any_movement(), 0..20)) {
        let balance: Balance = movements.into_iter().collect();
        let places = [store(), van(1), van(2), visit(1), visit(2)];
        let sum: i64 = places.iter().flat_map(|place| balance.at(place)).map(|line| line.quantity).sum();
        prop_assert_eq!(sum, 0);
    }
}
