//! Work of one device that another one brings: taken as its author's, or not at all.

use http::StatusCode;
use model::documents::visit::records::EventKind;
use model::gate::named;
use model::id::DocumentId;
use model::seal::key::SoftwareKey;
use model::seal::work::{AuthorProof, WorkLine, WorkStatement};
use model::time::Timestamp;
use model::wire::sync::Placed;
use serde_json::json;

use crate::house::{Desk, Device, House, roller};
use crate::received::starts_again;

/// A visit of two, on both devices; Wang has worked on it and sent nothing.
pub(crate) async fn two_on_a_visit(house: &House) -> (Desk, Device, Device, DocumentId) {
    let desk = house.organisation("恒通").await;
    let (wang, zhang) = (desk.technician("王强").await, desk.technician("张伟").await);
    let mut by_wang = desk.device(wang, 1).await;
    let mut by_zhang = desk.device(zhang, 2).await;
    let visit = desk.dispatch(wang).await;
    let (status, body) = desk.post(&format!("/v1/desk/visits/{visit}/crew"), json!({ "step": "join", "technician": zhang })).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    by_wang.sync().await;
    by_zhang.sync().await;
    by_wang.event(visit, EventKind::Arrived);
    by_wang.swap(visit, roller());
    (desk, by_wang, by_zhang, visit)
}

pub(crate) fn lines_of(raws: &[Vec<u8>], document: DocumentId) -> Vec<WorkLine> {
    let last = named(raws.last().unwrap()).unwrap();
    vec![WorkLine::new(document, &last.actor, last.seq, &last.hash.0)]
}

#[tokio::test]
async fn what_an_author_signed_is_taken_as_the_authors_and_known_when_the_author_sends_it() {
    let house = House::open().await;
    let (_, mut wang, mut zhang, visit) = two_on_a_visit(&house).await;
    let raws = wang.unsent[&visit].clone();
    let proof = wang.proof(lines_of(&raws, visit));
    zhang.unsent.insert(visit, raws.clone());
    let answer = zhang.send_with(vec![proof]).await;
    let verdict = answer.verdict(visit);
    assert_eq!((verdict.received as usize, verdict.refused.as_ref()), (raws.len(), None));
    assert!(answer.header.items.iter().all(|item| item.document != visit), "it has what it brought");
    let sql = "SELECT count(*) FROM change WHERE device = ?1 AND person = ?2 AND relayed_by = ?3";
    let key = (wang.id(), wang.person(), zhang.id());
    let kept: i64 = house.database().query_row(sql, [key.0.as_bytes(), key.1.as_bytes(), key.2.as_bytes()], |row| row.get(0)).unwrap();
    assert_eq!(kept, i64::try_from(raws.len()).unwrap());
    let later = wang.sync().await;
    assert_eq!((later.verdict(visit).received as usize, later.verdict(visit).seq), (raws.len(), None), "known");
    assert_eq!(house.count("change WHERE relayed_by IS NOT NULL"), i64::try_from(raws.len()).unwrap());
}

#[tokio::test]
async fn nothing_is_taken_that_its_author_did_not_sign() {
    let house = House::open().await;
    let (_, mut wang, mut zhang, visit) = two_on_a_visit(&house).await;
    let raws = wang.unsent[&visit].clone();
    let before = house.count("change");
    let good = lines_of(&raws, visit);
    let other_key = SoftwareKey::from_secret(&[77; 32]);
    let statement = |lines: Vec<WorkLine>| WorkStatement {
        organisation: wang.identity.organisation,
        device: wang.id(),
        at: Timestamp::from_ms(1),
        lines,
    };
    let certificate = wang.identity.certificate.clone().unwrap();
    let line = good[0].clone();
    let cut = named(&raws[0]).unwrap();
    let cases: Vec<(&str, Vec<AuthorProof>, usize)> = vec![
        ("another key signed", vec![AuthorProof { certificate, work: statement(good.clone()).sign(&other_key).unwrap() }], 0),
        ("the carrier signed", vec![zhang.proof(good.clone())], 0),
        ("another document", vec![wang.proof(vec![WorkLine { document: DocumentId::from_bytes([9; 16]), ..line.clone() }])], 0),
        ("another change", vec![wang.proof(vec![WorkLine { change: "ab".repeat(32), ..line.clone() }])], 0),
        ("another number", vec![wang.proof(vec![WorkLine { seq: line.seq + 1, ..line.clone() }])], 0),
        ("another actor", vec![wang.proof(vec![WorkLine { actor: "cd".repeat(16), ..line.clone() }])], 0),
        ("no text at all", vec![AuthorProof { certificate: "x".into(), work: String::new() }], 0),
        ("only the first of them", vec![wang.proof(vec![WorkLine::new(visit, &cut.actor, cut.seq, &cut.hash.0)])], 1),
    ];
    for (name, proofs, received) in cases {
        zhang.unsent.insert(visit, raws.clone());
        let answer = zhang.send_with(proofs).await;
        let verdict = answer.verdict(visit);
        // Without one proof that holds the list is judged as the carrier's own, whose work it is not.
        let (index, code) = answer.refusal(visit);
        assert!(code == "unproven" || code == "not_yours", "{name}: {code}");
        assert_eq!((verdict.received as usize, index as usize), (received, received), "{name}");
        assert_eq!(house.count("change"), before + i64::try_from(received).unwrap(), "{name}");
    }
    zhang.unsent.clear();
    assert_eq!(wang.sync().await.verdict(visit).received as usize, raws.len(), "the author can send it");
}

#[tokio::test]
async fn one_list_holds_both_and_each_is_judged_as_its_own() {
    let house = House::open().await;
    let (_, wang, mut zhang, visit) = two_on_a_visit(&house).await;
    let of_wang = wang.unsent[&visit].clone();
    let changes = of_wang.iter().map(|raw| automerge::Change::from_bytes(raw.clone()).unwrap());
    zhang.documents.get_mut(&visit).unwrap().apply_changes(changes).unwrap();
    zhang.findings(visit, "搓纸轮磨损。");
    let own = zhang.unsent.remove(&visit).unwrap();
    zhang.unsent.insert(visit, [of_wang.clone(), own.clone()].concat());
    let answer = zhang.send_with(vec![wang.proof(lines_of(&of_wang, visit))]).await;
    assert_eq!(answer.verdict(visit).received as usize, of_wang.len() + own.len(), "{:?}", answer.verdict(visit));
    assert!(answer.header.receipt.is_some());
    assert_eq!(house.count("change WHERE relayed_by IS NULL AND device IS NOT NULL"), i64::try_from(own.len()).unwrap());
}

#[tokio::test]
async fn an_author_who_has_nothing_to_do_with_a_visit_is_told_nothing_of_it_through_another() {
    let house = House::open().await;
    let (desk, wang, mut zhang, visit) = two_on_a_visit(&house).await;
    let stranger = desk.technician("孙强").await;
    let mut stranger = desk.device(stranger, 3).await;
    stranger.sync().await;
    stranger.documents.insert(visit, wang.documents[&visit].fork());
    stranger.findings(visit, "x");
    let raws = [wang.unsent[&visit].clone(), stranger.unsent[&visit].clone()].concat();
    let proofs = vec![wang.proof(lines_of(&wang.unsent[&visit], visit)), stranger.proof(lines_of(&stranger.unsent[&visit], visit))];
    zhang.unsent.insert(visit, raws);
    let answer = zhang.send_with(proofs).await;
    let before = u32::try_from(wang.unsent[&visit].len()).unwrap();
    assert_eq!(answer.refusal(visit), (before, "not_found"));
    assert_eq!(answer.verdict(visit).received, before, "what came before it stays");
}

#[tokio::test]
async fn what_another_device_brings_is_received_with_its_proof_and_judged_after_a_start_as_its_authors() {
    let house = House::open().await;
    let (mut desk, wang, zhang, visit) = two_on_a_visit(&house).await;
    let (mut wang, mut zhang) = (wang.sends_first(), zhang.sends_first());
    house.server.stop_judging().await;
    let raws = wang.unsent[&visit].clone();
    zhang.unsent.insert(visit, raws.clone());
    let proofs = vec![wang.proof(lines_of(&raws, visit))];
    let answer = zhang.send_with(proofs.clone()).await;
    assert_eq!((answer.verdict(visit).received as usize, answer.verdict(visit).placed), (raws.len(), Placed::Received));
    assert!(answer.header.receipt.is_some());
    assert_eq!(zhang.send_with(proofs).await.verdict(visit), answer.verdict(visit), "the same again is known");
    assert_eq!((house.count("inbox"), house.count("inbox_author"), house.count("inbox_proof")), (1, 1, 1));
    // Its author comes out as well, before anything was judged.
    let own = wang.sync().await;
    assert_eq!((own.verdict(visit).received as usize, own.verdict(visit).placed), (raws.len(), Placed::Received));

    let house = starts_again(house, &mut desk, &mut [&mut wang, &mut zhang]).await;
    assert_eq!((house.count("inbox"), house.count("inbox_author"), house.count("inbox_proof")), (0, 0, 0));
    let sql = "SELECT count(*) FROM change WHERE device = ?1 AND person = ?2 AND relayed_by = ?3";
    let key = (wang.id(), wang.person(), zhang.id());
    let kept: i64 = house.database().query_row(sql, [key.0.as_bytes(), key.1.as_bytes(), key.2.as_bytes()], |row| row.get(0)).unwrap();
    assert_eq!(kept, i64::try_from(raws.len()).unwrap());
    zhang.unsent.clear();
    for device in [&mut wang, &mut zhang] {
        assert!(device.sync().await.header.later.is_empty(), "what entered is not talked about");
    }
}

#[tokio::test]
async fn what_turns_out_unproven_later_is_told_to_who_brought_it_and_stands_in_nobodys_way() {
    let house = House::open().await;
    let (_, wang, zhang, visit) = two_on_a_visit(&house).await;
    let (mut wang, mut zhang) = (wang.sends_first(), zhang.sends_first());
    let before = house.count("change");
    let raws = wang.unsent[&visit].clone();
    let [first, second] = [0, 1].map(|index| named(&raws[index]).unwrap());
    zhang.unsent.insert(visit, raws.clone());
    let answer = zhang.send_with(vec![wang.proof(vec![WorkLine::new(visit, &first.actor, first.seq, &first.hash.0)])]).await;
    assert_eq!(answer.verdict(visit).received as usize, raws.len());
    house.server.settled().await;
    assert_eq!(house.count("change"), before + 1, "what was signed for is the author's");
    zhang.unsent.clear();
    let later = zhang.sync().await.header.later;
    let refused = later[0].refused.as_ref().unwrap();
    assert_eq!((later.len(), refused.code.as_str(), &refused.hash), (1, "unproven", &hex::encode(second.hash.0)));
    let own = wang.sync().await;
    assert!(own.header.later.is_empty(), "it is no affair of the author's");
    assert_eq!((own.verdict(visit).received as usize, own.verdict(visit).refused.as_ref()), (raws.len(), None));
    house.server.settled().await;
    assert_eq!((house.count("change"), house.count("refused_change")), (before + i64::try_from(raws.len()).unwrap(), 0));
}

#[tokio::test]
async fn of_a_list_that_stops_before_the_signed_change_nothing_is_received_that_it_would_prove() {
    let house = House::open().await;
    let (_, wang, zhang, visit) = two_on_a_visit(&house).await;
    let mut zhang = zhang.sends_first();
    let of_wang = wang.unsent[&visit].clone();
    zhang.findings(visit, "搓纸轮磨损。");
    zhang.findings(visit, "搓纸轮磨损，已更换。");
    let own = zhang.unsent.remove(&visit).unwrap();
    // The second of Zhang's builds on the first, which is not there.
    zhang.unsent.insert(visit, [&of_wang[..1], &own[1..], &of_wang[1..]].concat());
    let answer = zhang.send_with(vec![wang.proof(lines_of(&of_wang, visit))]).await;
    assert_eq!((answer.verdict(visit).received, answer.refusal(visit)), (0, (1, "missing_dependency")));
    assert_eq!((house.count("inbox"), house.count("inbox_proof")), (0, 0));
}

#[tokio::test]
async fn refused_work_that_another_device_brought_names_its_author() {
    let house = House::open().await;
    let (desk, mut wang, zhang, visit) = two_on_a_visit(&house).await;
    let mut zhang = zhang.sends_first();
    wang.sign(visit);
    let raws = wang.unsent[&visit].clone();
    let proof = wang.proof(lines_of(&raws, visit));
    zhang.unsent.insert(visit, raws);
    assert_eq!(zhang.send_with(vec![proof]).await.verdict(visit).placed, Placed::Received);
    house.server.settled().await;
    let refused = desk.get("/v1/desk/inbox").await.1["refused"][0].clone();
    assert_eq!((&refused["person_name"], &refused["device"]), (&json!("张伟"), &json!(zhang.id())), "who hears of it: {refused}");
    assert_eq!((&refused["author_name"], &refused["author_device"]), (&json!("王强"), &json!(wang.id())));
    assert_eq!(refused["code"], "sign_before_finish");
}
