//! What a policy comes to for one visit.

use model::documents::visit::records::{InvoiceWay, MayPromise, StampUse, Terms};
use model::policy::{Exception, Policy, Ring};
use model::rules::sla::{Promise, ServiceFacts};
use model::rules::terms::TermsFacts;
use model::time::Timestamp;
use server::policies::PolicyFile;

const RECEIVED: i64 = 1_795_419_000_000;

fn facts(change: impl FnOnce(&mut ServiceFacts)) -> TermsFacts {
    let mut service = ServiceFacts::received(Timestamp::from_ms(RECEIVED));
    change(&mut service);
    TermsFacts { policy: "version 3".into(), service, leader_consent_by: Some("Chen".into()) }
}

fn policy(source: &str) -> Policy {
    PolicyFile::read("file.toml", source).unwrap().policy
}

/// R-136: an entry keeps what applied when it was registered; fees (R-024, R-109), stamp (R-062, R-220), survey
/// and its scale (R-067, R-202), promises (R-048) and old parts (R-120) each come from their row.
#[test]
fn terms_say_what_the_policy_says_of_this_visit() {
    let policy = policy(
        r#"
        [presets]
        response = "security-systems"
        charges = "bus-maker"
        collection = "gps"
        filing = "security-systems"
        surveys = "equipment-maker"
        grades = "satisfaction-sheet"
        completion_promise = "automation"
        part_clearing = "crane-maker"
        [collection]
        small_fee_limit_fen = 20000
        "#,
    );
    let terms = policy.terms(&facts(|facts| facts.ring = Some(Ring::Two)));
    assert_eq!(terms.policy, "version 3");
    assert_eq!(terms.targets.basis, "P-02/ring_2/3h/round_the_clock");
    assert_eq!(terms.targets.arrive_by, Some(Timestamp::from_ms(RECEIVED + 3 * 3_600_000)));
    assert!(terms.fees.consent_first, "R-024");
    assert!(terms.fees.leader_consent_needed, "R-109");
    assert_eq!(terms.fees.leader_consent_by.as_deref(), Some("Chen"));
    assert_eq!((terms.fees.small_fee_limit_fen, terms.fees.invoice), (Some(20_000), InvoiceWay::OnSite));
    assert_eq!((terms.sign_off.stamp, terms.sign_off.survey_on_site), (StampUse::Required, true));
    assert_eq!(terms.sign_off.survey_scale, "points");
    assert_eq!((terms.promise, terms.old_part_days), (MayPromise::WithDocument, Some(7)));
    let json = serde_json::to_string(&terms).unwrap();
    assert_eq!(serde_json::from_str::<Terms>(&json).unwrap(), terms);
}

/// R-142: a visit judges by its own terms what counts from the arrival.
#[test]
fn a_visit_knows_from_its_terms_when_the_repair_is_due() {
    let policy = policy("[presets]\nresponse = \"fault-table\"");
    let terms = policy.terms(&facts(|facts| facts.fault = Some(model::documents::visit::records::FaultClass::Major)));
    let at = |hours: i64| Some(Timestamp::from_ms(RECEIVED + hours * 3_600_000));
    assert_eq!(terms.targets.due_at(Promise::Fix, None), at(48));
    assert_eq!(terms.targets.due_at(Promise::Fix, at(1)), at(13));
    assert_eq!((terms.targets.due_at(Promise::Plan, None), terms.targets.due_at(Promise::Plan, at(1))), (None, at(5)));
    assert_eq!(terms.targets.due_at(Promise::Arrive, None), None);
}

/// R-136, R-139: where there is no target, the terms say why; what may be noted as an exception is part of them.
#[test]
fn terms_without_a_target_say_why() {
    let unset = Policy::default().terms(&facts(|_| {}));
    assert_eq!((unset.targets.basis.as_str(), unset.targets.arrive_by), ("no_target/row_unset", None));
    assert_eq!((unset.fees.small_fee_limit_fen, unset.old_part_days), (None, None));
    let far = policy("[presets]\nresponse = \"industrial-products\"").terms(&facts(|_| {}));
    assert_eq!(far.targets.basis, "no_target/fact_missing/distance_km");
    assert_eq!(far.targets.exceptions, [(Exception::Holiday, true), (Exception::NoTickets, true)].into());
}
