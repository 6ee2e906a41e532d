//! The server's signed word: a receipt for what it holds, and what a seal proves with it.

use fieldbook_tests::{Fault, Technician, World};
use model::id::DocumentId;
use model::seal::certificate::Certificate;
use model::seal::organisation::OrganisationStatement;
use model::seal::receipt::{Receipt, batch_digest};
use model::seal::verify::{VerifiedSeal, verify};
use rusqlite::Connection;

/// The newest seal on a visit.
fn newest_seal(of: &Technician, visit: DocumentId) -> VerifiedSeal {
    let sheet = of.device().visits().open(visit).unwrap();
    let sign_off = sheet.sign_offs.last().unwrap().id;
    verify(&of.device().visits().seal_file(visit, sign_off).unwrap(), Some(&of.device().public_key())).unwrap()
}

/// The organisation's own word, as a stranger gets it.
async fn statement(world: &World, of: &Technician) -> OrganisationStatement {
    let organisation = of.device().identity().unwrap().unwrap().organisation;
    let path = format!("/v1/organisations/{organisation}/statement");
    let answer = world.desk.ask(http::Method::GET, &path, None).await;
    OrganisationStatement::read(std::str::from_utf8(&answer.bytes).unwrap()).unwrap()
}

/// Zhao's work arrives: the phone holds the server's receipt for exactly that, and the next seal says that it is younger.
#[tokio::test]
async fn work_that_arrived_is_receipted_and_the_next_seal_is_younger_than_the_receipt() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let (first, second) = (world.desk.dispatches_copier(zhao.person).await, world.desk.dispatches_copier(zhao.person).await);
    zhao.syncs().await;
    assert_eq!(zhao.device().receipts(first).unwrap(), [], "nothing was sent yet");
    zhao.works_through(first);
    assert_eq!(newest_seal(&zhao, first).after, None);
    zhao.syncs_until_nothing_waits().await;

    let kept = zhao.device().receipts(first).unwrap();
    let [kept] = kept.as_slice() else { panic!("{kept:?}") };
    let key = statement(&world, &zhao).await.key;
    let receipt = Receipt::read(&kept.statement, &key).unwrap();
    assert_eq!((receipt.batch.clone(), receipt.device), (batch_digest(&kept.lines), zhao.device().identity().unwrap().unwrap().device));
    assert!(kept.lines.iter().any(|line| line.document == first));
    assert!(receipt.size > 0, "the log's head makes it a checkpoint");

    zhao.goes_offline();
    zhao.works_through(second);
    let seal = newest_seal(&zhao, second);
    assert_eq!(seal.after, Some(receipt));
    assert_eq!(seal.certified_by(std::slice::from_ref(&key)).unwrap().key, zhao.device().public_key());
}

/// The answer is lost on the way: the work is sent again, changes nothing, and is receipted all the same.
#[tokio::test]
async fn a_receipt_whose_answer_was_lost_comes_with_the_next_one() {
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.syncs().await;
    zhao.begins(visit);
    zhao.net.next([Fault::LoseAnswer]);
    assert!(zhao.tries_to_sync().await.is_err());
    assert_eq!(zhao.device().receipts(visit).unwrap(), []);
    zhao.syncs_until_nothing_waits().await;
    assert_eq!(zhao.device().receipts(visit).unwrap().len(), 1);
}

/// A phone that was enrolled before there were certificates asks for one when the first receipt comes.
#[tokio::test]
async fn a_phone_without_a_certificate_gets_one_and_then_keeps_receipts() {
    let mut world = World::on_monday_morning().await;
    let mut zhao = world.technician("赵敏").await;
    let visit = world.desk.dispatches_copier(zhao.person).await;
    zhao.switches_the_device_off();
    Connection::open(zhao.file()).unwrap().execute("UPDATE identity SET certificate = NULL", []).unwrap();
    zhao.switches_the_device_on();
    assert_eq!(zhao.device().certificate().unwrap(), None);
    zhao.syncs().await;
    zhao.begins(visit);
    zhao.syncs_until_nothing_waits().await;
    zhao.finishes(visit);
    zhao.lets_the_customer_sign(visit);
    zhao.syncs_until_nothing_waits().await;
    let certificate: Certificate = zhao.device().certificate().unwrap().unwrap();
    assert_eq!(certificate.organisation_key, statement(&world, &zhao).await.key);
    assert!(!zhao.device().receipts(visit).unwrap().is_empty());
}
