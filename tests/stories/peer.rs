//! Two telephones without a server: colleagues meet in a basement, one of them drives out, and the desk sees whose work it is.

use client_core::peer::{MAX_FRAME_BYTES, MIN_FRAME_BYTES};
use client_core::visits::Delivery;
use client_core::{PeerError, PeerEvent, PeerReport, PeerRole, PeerSession};
use fieldbook_tests::{Technician, World, roller, what_it_says};
use http::Method;
use model::documents::visit::records::PartSwap;
use model::id::{DeviceId, DocumentId};
use rusqlite::Connection;
use serde_json::json;

fn belt() -> PartSwap {
    PartSwap { part_number: "A03U-7311".into(), name: "皮带".into(), ..roller() }
}

/// What the meeting came to at each end.
#[derive(Debug)]
struct Met {
    one: PeerReport,
    other: PeerReport,
    events: Vec<PeerEvent>,
}

/// Carries frames of `size` between two telephones until both are through, or until `cut` of them were carried. The persons agree.
fn meet(one: &Technician, other: &Technician, size: usize, cut: Option<usize>) -> Result<Option<Met>, PeerError> {
    let mut began = one.device().peer_session(PeerRole::Began, size)?;
    let mut waited = other.device().peer_session(PeerRole::Waited, size)?;
    let (mut events, mut reports, mut carried) = (Vec::new(), [None, None], 0);
    loop {
        let mut quiet = true;
        for end in 0..2 {
            let (from, to): (&mut PeerSession, &mut PeerSession) =
                if end == 0 { (&mut began, &mut waited) } else { (&mut waited, &mut began) };
            let Some(frame) = from.poll_send()? else { continue };
            assert!(frame.len() <= size, "a frame of {} bytes", frame.len());
            quiet = false;
            if to.is_over() {
                continue;
            }
            for event in to.receive(&frame)? {
                match &event {
                    PeerEvent::Verified { peer } if !peer.known => to.accept()?,
                    PeerEvent::Done { report } => reports[1 - end] = Some(*report),
                    _ => {}
                }
                events.push(event);
            }
            carried += 1;
            if cut == Some(carried) {
                return Ok(None);
            }
        }
        if quiet {
            let [one, other] = reports;
            let codes: Vec<_> = events
                .iter()
                .filter_map(|event| if let PeerEvent::Verified { peer } = event { Some(peer.code.clone()) } else { None })
                .collect();
            assert!(codes.len() == 2 && codes[0] == codes[1], "both see the same digits: {codes:?}");
            return Ok(Some(Met { one: one.expect("one is through"), other: other.expect("so is the other"), events }));
        }
    }
}

/// Wang and Zhang are sent to one visit, Wang in charge, and go down.
async fn in_the_basement(world: &mut World) -> (Technician, Technician, DocumentId) {
    let wang = world.technician("王强").await;
    let zhang = world.technician("张伟").await;
    let visit = world.desk.dispatches_copier(wang.person).await;
    world.desk.sends_along(visit, zhang.person).await;
    world.desk.names_lead(visit, wang.person).await;
    world.everybody_syncs(&[&wang, &zhang]).await;
    wang.goes_offline();
    zhang.goes_offline();
    (wang, zhang, visit)
}

fn device(of: &Technician) -> DeviceId {
    of.device().identity().unwrap().unwrap().device
}

fn database(world: &World) -> Connection {
    Connection::open(world.folder().join("server").join("fieldbook.db")).unwrap()
}

/// How many changes of `author` the server holds that `carrier` brought.
fn brought(world: &World, author: &Technician, carrier: Option<&Technician>) -> i64 {
    let carrier = carrier.map(|carrier| device(carrier).as_bytes().to_vec());
    let sql = "SELECT count(*) FROM change WHERE device = ?1 AND relayed_by IS ?2";
    database(world).query_row(sql, rusqlite::params![device(author).as_bytes(), carrier], |row| row.get(0)).unwrap()
}

async fn put_out(world: &World, technician: &Technician) {
    let path = format!("/v1/desk/devices/{}/revoke", device(technician));
    let revoked = world.desk.ask(Method::POST, &path, Some(json!({}))).await;
    assert!(revoked.status.is_success(), "{}", revoked.json);
}

#[tokio::test]
async fn what_a_colleague_carries_out_of_the_basement_is_its_authors_and_nothing_is_doubled() {
    let mut world = World::on_monday_morning().await;
    let (wang, zhang, visit) = in_the_basement(&mut world).await;
    let (by_wang, by_zhang) = (wang.device().visits(), zhang.device().visits());
    wang.begins(visit);
    by_wang.swap_part(visit, roller()).unwrap();

    let met = meet(&wang, &zhang, MIN_FRAME_BYTES, None).unwrap().unwrap();
    assert_eq!((met.one.changes_given, met.other.changes_taken), (3, 3), "{met:?}");
    assert_eq!(what_it_says(&by_zhang.open(visit).unwrap()), what_it_says(&by_wang.open(visit).unwrap()), "both show the same visit");
    assert!(matches!(zhang.delivery(visit), Delivery::OnThisPhone { .. }), "it waits for the server");

    // Zhang goes on where Wang was, shows it to Wang, and Wang goes on where Zhang was: their work is woven into each other.
    world.clock.pass_minutes(5);
    by_zhang.arrive(visit).unwrap();
    by_zhang.swap_part(visit, belt()).unwrap();
    let again = meet(&zhang, &wang, MAX_FRAME_BYTES, None).unwrap().unwrap();
    assert!(again.events.iter().any(|event| matches!(event, PeerEvent::Verified { peer } if peer.known)), "they have met");
    assert_eq!((again.one.changes_given, again.other.changes_given), (2, 0), "only what is new");
    by_wang.write_treatment(visit, "更换搓纸轮和皮带。").unwrap();
    meet(&zhang, &wang, 1_200, None).unwrap().unwrap();

    // Zhang drives out.
    zhang.comes_back();
    let sent = zhang.syncs().await;
    assert!(sent.changes_sent == 6 && sent.refused == 0, "{sent:?}");
    zhang.syncs_until_nothing_waits().await;
    let view = world.desk.view(visit).await;
    assert_eq!(view["parts"].as_array().unwrap().len(), 2, "{}", view["parts"]);
    assert_eq!(view["treatment"], "更换搓纸轮和皮带。");
    let of_wang = brought(&world, &wang, Some(&zhang));
    assert_eq!(of_wang, 4, "Wang's work is Wang's, from his device, and Zhang brought it");
    assert_eq!(brought(&world, &zhang, None), 2);
    let person: Vec<u8> = database(&world)
        .query_row("SELECT DISTINCT person FROM change WHERE device = ?1", [device(&wang).as_bytes()], |row| row.get(0))
        .unwrap();
    assert_eq!(person, wang.person.as_bytes());

    // Wang comes out later, with what Zhang did beside his own: everything is known.
    wang.comes_back();
    let later = wang.syncs().await;
    assert_eq!((i64::from(later.changes_sent), later.refused), (of_wang + 2, 0));
    assert_eq!((brought(&world, &wang, None), brought(&world, &wang, Some(&zhang))), (0, of_wang), "nothing is doubled");
    world.everybody_syncs(&[&wang, &zhang]).await;
    for technician in [&wang, &zhang] {
        assert_eq!(what_it_says(&technician.device().visits().open(visit).unwrap()), what_it_says(&by_wang.open(visit).unwrap()));
        assert!(technician.device().outbox().unwrap().documents.is_empty());
    }
    let audited = server::audit::verify(&world.folder().join("server"), None, None, &[]).unwrap();
    assert!(audited.iter().all(|audited| audited.findings.is_empty()), "the log tells of it");
}

#[tokio::test]
async fn a_meeting_that_is_cut_anywhere_leaves_whole_documents_and_goes_on_where_it_was() {
    let mut world = World::on_monday_morning().await;
    let (wang, zhang, visit) = in_the_basement(&mut world).await;
    wang.begins(visit);
    let before = what_it_says(&zhang.device().visits().open(visit).unwrap());
    let after = what_it_says(&wang.device().visits().open(visit).unwrap());
    let mut cuts = 0;
    for cut in (1..).step_by(3) {
        if meet(&wang, &zhang, 400, Some(cut)).unwrap().is_some() {
            break;
        }
        cuts += 1;
        let now = what_it_says(&zhang.device().visits().open(visit).unwrap());
        assert!(now == before || now == after, "cut after {cut} frames");
    }
    assert!(cuts > 3, "it was cut {cuts} times");
    assert_eq!(what_it_says(&zhang.device().visits().open(visit).unwrap()), after);
    zhang.comes_back();
    zhang.syncs_until_nothing_waits().await;
    assert_eq!(brought(&world, &wang, Some(&zhang)), 2);
}

#[tokio::test]
async fn another_organisation_a_device_that_is_nobodys_and_one_that_was_put_out_are_refused_without_a_server() {
    let mut world = World::on_monday_morning().await;
    let (wang, zhang, visit) = in_the_basement(&mut world).await;
    wang.begins(visit);
    let other = world.another_organisation().await;
    let sun = world.technician_of(&other, "孙强").await;
    sun.syncs().await;
    let refused = meet(&sun, &wang, 500, None).unwrap_err();
    assert!(matches!(refused, PeerError::OtherOrganisation), "{refused}");

    let copy = world.copy_of(&mut { wang });
    let wang = copy;
    let refused = meet(&wang, &wang, 500, None).unwrap_err();
    assert!(matches!(refused, PeerError::ThisDevice), "{refused}");

    // Zhang has heard that Wang's telephone was lost.
    put_out(&world, &wang).await;
    zhang.comes_back();
    zhang.device().hear_who_was_put_out().await.unwrap();
    zhang.goes_offline();
    let before = what_it_says(&zhang.device().visits().open(visit).unwrap());
    let refused = meet(&wang, &zhang, 500, None).unwrap_err();
    assert!(matches!(refused, PeerError::Revoked { .. }), "{refused}");
    assert_eq!(what_it_says(&zhang.device().visits().open(visit).unwrap()), before);

    // Whoever has heard it says it on.
    let zhao = world.technician("赵敏").await;
    zhao.goes_offline();
    meet(&zhang, &zhao, 500, None).unwrap().unwrap();
    let refused = meet(&wang, &zhao, 500, None).unwrap_err();
    assert!(matches!(refused, PeerError::Revoked { .. }), "{refused}");
}

#[tokio::test]
async fn a_colleague_who_does_not_go_along_hears_nothing_of_a_visit() {
    let mut world = World::on_monday_morning().await;
    let (wang, _zhang, visit) = in_the_basement(&mut world).await;
    let zhao = world.technician("赵敏").await;
    zhao.syncs().await;
    wang.begins(visit);
    let met = meet(&wang, &zhao, 2_000, None).unwrap().unwrap();
    assert_eq!((met.one, met.other), (PeerReport::default(), PeerReport::default()));
    assert!(zhao.device().visits().open(visit).is_err());
    // Nor by a file: it is there to read, and not taken.
    let parts = wang.device().export_offer(visit, 2_953).unwrap();
    assert!(zhao.device().import_offer(&parts).is_err());
    assert!(zhao.device().visits().open(visit).is_err());
}

#[tokio::test]
async fn the_same_technicians_tablet_has_what_the_telephone_had() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    let tablet = world.second_device(&zhao).await;
    zhao.syncs().await;
    tablet.syncs().await;
    zhao.goes_offline();
    zhao.works_through(visit);
    let day = zhao.opens_the_day(2);
    meet(&tablet, &zhao, 700, None).unwrap().unwrap();
    assert_eq!(what_it_says(&tablet.device().visits().open(visit).unwrap()), what_it_says(&zhao.device().visits().open(visit).unwrap()));
    assert!(tablet.device().days().report(day).is_ok(), "a day that the server has never seen");
    tablet.syncs_until_nothing_waits().await;
    assert_eq!(world.desk.row(visit).await.unwrap()["signature"], "current", "the customer's signature, by the telephone's key");
    zhao.comes_back();
    zhao.syncs_until_nothing_waits().await;
    let doubled: i64 = database(&world).query_row("SELECT count(*) - count(DISTINCT hash) FROM change", [], |row| row.get(0)).unwrap();
    assert_eq!(doubled, 0);
}

#[tokio::test]
async fn work_of_a_telephone_that_was_put_out_meanwhile_is_kept_aside() {
    let mut world = World::on_monday_morning().await;
    let (wang, zhang, visit) = in_the_basement(&mut world).await;
    wang.begins(visit);
    meet(&wang, &zhang, 900, None).unwrap().unwrap();
    put_out(&world, &wang).await;
    zhang.comes_back();
    zhang.syncs().await;
    assert_eq!(brought(&world, &wang, Some(&zhang)), 0);
    let aside: i64 = database(&world)
        .query_row(
            "SELECT count(*) FROM quarantine WHERE device = ?1 AND relayed_by = ?2",
            [device(&wang).as_bytes(), device(&zhang).as_bytes()],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(aside, 2);
    assert!(
        world.desk.row(visit).await.unwrap()["attention"].as_array().unwrap().contains(&json!("worked_after_reassignment")),
        "the desk sees that it waits"
    );
    let audited = server::audit::verify(&world.folder().join("server"), None, None, &[]).unwrap();
    assert!(audited.iter().all(|audited| audited.findings.is_empty()));
}

#[tokio::test]
async fn codes_on_the_glass_carry_a_visit_one_way() {
    let mut world = World::on_monday_morning().await;
    let (wang, zhang, visit) = in_the_basement(&mut world).await;
    assert!(matches!(wang.device().export_offer(visit, 2_953), Err(PeerError::NothingToOffer)));
    wang.begins(visit);
    wang.device().visits().swap_part(visit, roller()).unwrap();
    let parts = wang.device().export_offer(visit, 2_953).unwrap();
    assert!(parts.len() <= 2, "a visit in {} codes", parts.len());
    let mut small = wang.device().export_offer(visit, 180).unwrap();
    assert!(matches!(zhang.device().import_offer(&small[1..]), Err(PeerError::PartsMissing(missing)) if missing == [0]));
    small.reverse();
    let taken = zhang.device().import_offer(&small).unwrap();
    assert!(taken.document == visit && taken.changes == 3, "{taken:?}");
    assert_eq!(zhang.device().import_offer(&parts).unwrap().changes, 0, "everything is here");
    assert_eq!(what_it_says(&zhang.device().visits().open(visit).unwrap()), what_it_says(&wang.device().visits().open(visit).unwrap()));
    zhang.comes_back();
    zhang.syncs_until_nothing_waits().await;
    assert_eq!(world.desk.view(visit).await["parts"].as_array().unwrap().len(), 1);
    assert_eq!(brought(&world, &wang, Some(&zhang)), 3);
}

#[tokio::test]
async fn what_was_carried_goes_up_again_to_a_server_that_lost_it() {
    let mut world = World::on_monday_morning().await;
    let (wang, zhang, visit) = in_the_basement(&mut world).await;
    let backup = world.backs_up_the_server();
    wang.begins(visit);
    meet(&wang, &zhang, 5_000, None).unwrap().unwrap();
    zhang.comes_back();
    zhang.syncs_until_nothing_waits().await;
    let had = brought(&world, &wang, Some(&zhang));
    world = world.restores_the_server(backup).await;
    assert_eq!(brought(&world, &wang, Some(&zhang)), 0);
    zhang.syncs_until_nothing_waits().await;
    assert_eq!(brought(&world, &wang, Some(&zhang)), had);
}
