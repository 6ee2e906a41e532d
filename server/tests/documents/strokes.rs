//! The abuse "strokes copied from another visit": taken like any other signature, and shown to the desk with where they come from.

use crate::house::{Desk, Device, House};
use model::documents::visit::write;
use model::id::{DocumentId, SignOffId};
use model::seal::strokes::{Point, Strokes};
use model::seal::voucher::SignOffKind;
use serde_json::{Value, json};

/// Loops as somebody signs; another `hand`, another signature.
fn signature(hand: f64) -> Strokes {
    let stroke = |left: f64, loops: f64| {
        let at = |step: u32| {
            let turn = f64::from(step) / 60.0 * loops * std::f64::consts::TAU;
            let (x, y) = (left + f64::from(step) * 3.0 - 20.0 * hand * turn.sin(), 120.0 - 60.0 * turn.cos() / hand);
            Point { x: x as u16, y: y as u16, t_ms: step * 12 }
        };
        (0..=60).map(at).collect()
    };
    Strokes { width: 640, height: 240, strokes: vec![stroke(60.0, 2.0 + hand), stroke(300.0, 1.0 + hand * 2.0)] }
}

/// The same drawing elsewhere on the glass, smaller and faster.
fn disguised(strokes: &Strokes) -> Strokes {
    let place = |at: u16| (f64::from(at) * 0.7 + 31.0).round() as u16;
    let point = |point: &Point| Point { x: place(point.x), y: place(point.y), t_ms: point.t_ms / 3 };
    Strokes { strokes: strokes.strokes.iter().map(|stroke| stroke.iter().map(point).collect()).collect(), ..*strokes }
}

async fn flagged(desk: &Desk, visit: DocumentId) -> bool {
    desk.row(visit).await["attention"].as_array().unwrap().contains(&json!("strokes_copied"))
}

async fn copied(desk: &Desk, visit: DocumentId) -> Value {
    desk.visit(visit).await["copied_strokes"].clone()
}

fn accepted(device: &mut Device, visit: DocumentId, strokes: Strokes) -> SignOffId {
    device.begin(visit);
    device.finish(visit);
    device.signs_with(visit, SignOffKind::Acceptance, strokes)
}

async fn rebuilds_equal(house: &House, desk: &Desk, visits: &[DocumentId]) {
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0, "live rows are what a rebuild makes");
    let mut live = Vec::new();
    for visit in visits {
        live.push((flagged(desk, *visit).await, copied(desk, *visit).await));
    }
    house.database().execute("DELETE FROM ledger_entry", []).unwrap();
    house.database().execute("DELETE FROM board_visit", []).unwrap();
    house.server.rebuild_board().await.unwrap();
    for (visit, live) in visits.iter().zip(live) {
        assert_eq!((flagged(desk, *visit).await, copied(desk, *visit).await), live);
    }
}

#[tokio::test]
async fn strokes_copied_from_another_visit_are_taken_and_shown_in_both() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut li = desk.device(desk.technician("Li").await, 2).await;
    let (one, two, three) = (desk.dispatch(wang.person()).await, desk.dispatch(li.person()).await, desk.dispatch(li.person()).await);
    wang.sync().await;
    li.sync().await;
    let first = accepted(&mut wang, one, signature(1.0));
    wang.sync().await;
    accepted(&mut li, three, signature(1.3));
    li.sync().await;
    assert!(!flagged(&desk, one).await && !flagged(&desk, three).await, "two people signed");
    let board = desk.board().await["seq"].as_u64().unwrap();
    let second = accepted(&mut li, two, disguised(&signature(1.0)));
    li.send().await;
    assert!(li.sync().await.header.verdicts.iter().all(|verdict| verdict.refused.is_none()), "nothing is refused, however often it comes");
    assert!(flagged(&desk, one).await && flagged(&desk, two).await && !flagged(&desk, three).await);
    assert_eq!(desk.row(two).await["signature"], json!("current"), "the signature counts until a person has looked");
    assert!(desk.row(one).await["seq"].as_u64().unwrap() > board, "the other visit is news on the board too");
    let (seen_in_one, seen_in_two) = (copied(&desk, one).await, copied(&desk, two).await);
    assert_eq!((seen_in_one.as_array().unwrap().len(), seen_in_two.as_array().unwrap().len()), (1, 1));
    let names = |seen: &Value| ["sign_off", "other_sign_off", "other_document", "other_number"].map(|name| seen[0][name].clone());
    assert_eq!(names(&seen_in_two), [json!(second), json!(first), json!(one), desk.row(one).await["number"].clone()]);
    assert_eq!(names(&seen_in_one), [json!(first), json!(second), json!(two), desk.row(two).await["number"].clone()]);
    assert_eq!(copied(&desk, three).await, Value::Null);
    rebuilds_equal(&house, &desk, &[one, two, three]).await;
}

/// Whichever arrives first: the desk sees the same.
#[tokio::test]
async fn the_order_of_arrival_of_copied_strokes_does_not_matter() {
    let mut seen = Vec::new();
    for reversed in [false, true] {
        let house = House::open().await;
        let desk = house.organisation("Hangzhou").await;
        let mut wang = desk.device(desk.technician("Wang").await, 1).await;
        let mut li = desk.device(desk.technician("Li").await, 2).await;
        let (one, two) = (desk.dispatch(wang.person()).await, desk.dispatch(li.person()).await);
        wang.sync().await;
        li.sync().await;
        accepted(&mut wang, one, signature(1.0));
        accepted(&mut li, two, signature(1.0));
        let (earlier, later) = if reversed { (&mut li, &mut wang) } else { (&mut wang, &mut li) };
        earlier.sync().await;
        later.sync().await;
        let numbers = |seen: Value| seen[0]["other_number"].clone();
        seen.push((
            flagged(&desk, one).await,
            flagged(&desk, two).await,
            numbers(copied(&desk, one).await),
            numbers(copied(&desk, two).await),
        ));
    }
    assert!(seen[0].0 && seen[0].1);
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn strokes_used_twice_in_one_visit_are_shown_and_a_second_signature_is_not() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let (signed_anew, copied_here) = (desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await);
    wang.sync().await;
    for (visit, second) in [(signed_anew, signature(1.1)), (copied_here, signature(1.6))] {
        accepted(&mut wang, visit, if visit == signed_anew { signature(1.0) } else { second.clone() });
        wang.write(visit, |doc, stamp| Ok(write::write_treatment(doc, "replaced and cleaned", stamp)?.unwrap()));
        wang.signs_with(visit, SignOffKind::Acceptance, second);
    }
    assert!(wang.sync().await.header.verdicts.iter().all(|verdict| verdict.refused.is_none()));
    assert!(!flagged(&desk, signed_anew).await, "the customer signed again, and a hand is never twice the same");
    assert!(flagged(&desk, copied_here).await);
    let seen = copied(&desk, copied_here).await;
    assert_eq!(seen.as_array().unwrap().len(), 2, "each of the two with the other");
    assert!(
        seen.as_array()
            .unwrap()
            .iter()
            .all(|copy| copy["other_document"] == json!(copied_here) && copy["sign_off"] != copy["other_sign_off"])
    );
    rebuilds_equal(&house, &desk, &[signed_anew, copied_here]).await;
}

/// However many use one drawing, in however many of their sign-offs: each of them is shown, and a rebuild shows the same.
#[tokio::test]
async fn a_drawing_that_is_used_over_and_over_is_shown_in_every_visit() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut visits = Vec::new();
    for _ in 0..12 {
        visits.push(desk.dispatch(wang.person()).await);
    }
    wang.sync().await;
    let (alone, others) = visits.split_first().unwrap();
    accepted(&mut wang, *alone, signature(1.0));
    wang.sync().await;
    assert!(!flagged(&desk, *alone).await);
    // Several of one visit come in one request, and would fill up what is looked at before the other visit.
    accepted(&mut wang, others[0], signature(1.0));
    for _ in 0..9 {
        wang.write(others[0], |doc, stamp| Ok(write::write_treatment(doc, &format!("{:?}", stamp.command), stamp)?.unwrap()));
        wang.signs_with(others[0], SignOffKind::Acceptance, signature(1.0));
    }
    wang.sync().await;
    assert!(flagged(&desk, *alone).await && flagged(&desk, others[0]).await);
    for visit in &others[1..] {
        accepted(&mut wang, *visit, disguised(&signature(1.0)));
        wang.sync().await;
    }
    for visit in &visits {
        assert!(flagged(&desk, *visit).await);
    }
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0, "live rows are what a rebuild makes");
}

/// Two organisations know nothing of each other, and a line is no signature that could be told from another.
#[tokio::test]
async fn neither_other_organisations_nor_plain_lines_raise_an_alarm() {
    let house = House::open().await;
    let mut visits = Vec::new();
    for name in ["Hangzhou", "Suzhou"] {
        let desk = house.organisation(name).await;
        let mut wang = desk.device(desk.technician("Wang").await, if name == "Suzhou" { 1 } else { 2 }).await;
        let (with_loops, with_a_line) =
            (desk.dispatch(wang.person()).await, [desk.dispatch(wang.person()).await, desk.dispatch(wang.person()).await]);
        wang.sync().await;
        accepted(&mut wang, with_loops, signature(1.0));
        for visit in with_a_line {
            wang.begin(visit);
            wang.finish(visit);
            wang.sign(visit);
        }
        wang.sync().await;
        visits.push((desk, [with_loops, with_a_line[0], with_a_line[1]]));
    }
    for (desk, visits) in visits {
        for visit in visits {
            assert_eq!((desk.row(visit).await["signature"].clone(), flagged(&desk, visit).await), (json!("current"), false));
        }
    }
}
