//! Money on site (O-10): announced, agreed to, taken once, and never more than is recorded.

use crate::site::*;
use model::documents::visit::assessment::Attention;
use model::documents::visit::records::*;
use model::documents::visit::write::{self, VisitOrder};
use model::gate::{Limits, admit};
use model::id::EventId;
use model::rules::{self, MAX_AMOUNT_FEN, Refusal};
use model::seal::key::DeviceKey;
use model::seal::voucher::{Language, SignOffKind, Voucher};

fn paid(fees: FeeTerms) -> Replica {
    let call_out = CallOut { service_type: ServiceType::A, ..order().call_out };
    opened(&VisitOrder { call_out, terms: Some(Terms { fees, ..Terms::default() }), ..order() }, &zhao())
}

fn service_centre() -> FeeTerms {
    FeeTerms { consent_first: true, small_fee_limit_fen: Some(20_000), ..FeeTerms::default() }
}

fn charge(amount_fen: i64) -> EventKind {
    EventKind::Charged { what: ChargeKind::Labour, description: "人工 labour".into(), amount_fen, part_line: None }
}

fn agreed(amount_fen: i64) -> EventKind {
    EventKind::FeeAgreed { amount_fen, consent: Consent { by_name: "李芳".into(), how: ConsentWay::InPerson } }
}

fn collected(amount_fen: i64) -> EventKind {
    EventKind::MoneyCollected { amount_fen, method: PayMethod::Cash }
}

fn may_collect(phone: &Replica, amount_fen: i64) -> Result<(), Refusal> {
    let now = phone.assess();
    rules::can_collect(&now.visit, zhao().person, now.fee_agreed_fen(), amount_fen)
}

fn flags(phone: &Replica) -> Vec<Attention> {
    phone.assess().attention
}

/// paid work starts only after the customer agreed; the fee is taken after it.
#[test]
fn the_fee_is_agreed_before_the_work_and_taken_after_it() {
    let zhao = zhao();
    let mut phone = paid(service_centre()).on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    phone.event(&zhao, 51, charge(8_000));
    let first = |phone: &Replica| rules::fee_agreed_first(&phone.assess().visit, phone.assess().fee_agreed_fen());
    assert_eq!(first(&phone), Err(Refusal::FeeNotAgreed));
    phone.event(&zhao, 52, agreed(5_000));
    assert_eq!(first(&phone), Err(Refusal::FeeNotAgreed), "to less than is charged");
    phone.event(&zhao, 53, agreed(8_000));
    assert_eq!(first(&phone), Ok(()));
    assert_eq!(may_collect(&phone, 8_000), Err(Refusal::CollectBeforeFinish));
    phone.work_to_finish(&zhao);
    assert_eq!(may_collect(&phone, 8_000), Ok(()));
    assert_eq!(may_collect(&phone, 8_001), Err(Refusal::BeyondCharges), "R-116");
    assert_eq!(may_collect(&phone, 0), Err(Refusal::AmountOutOfRange));
    phone.event(&zhao, 135, collected(8_000));
    assert_eq!(may_collect(&phone, 1), Err(Refusal::BeyondCharges), "not twice");
    phone.sign(&zhao, 140);
    assert_eq!(flags(&phone), [Attention::MoneyOpen]);
    let voucher = Voucher::of(&phone.assess().visit, SignOffKind::Acceptance, Language::English);
    assert_eq!((voucher.details.charges_fen, voucher.details.collected_fen), (Some(8_000), Some(8_000)));
}

/// above the limit an invoice is made, and the refusal says so.
#[test]
fn only_small_fees_are_taken_on_the_spot() {
    let zhao = zhao();
    let ready = |limit| {
        let mut phone = paid(FeeTerms { small_fee_limit_fen: limit, ..FeeTerms::default() }).on(&zhao);
        phone.event(&zhao, 51, charge(30_000));
        phone.work_to_finish(&zhao);
        phone
    };
    let mut phone = ready(Some(20_000));
    assert_eq!(may_collect(&phone, 20_000), Ok(()));
    assert_eq!(may_collect(&phone, 20_001), Err(Refusal::AboveFeeLimit(20_000)));
    phone.event(&zhao, 135, collected(15_000));
    assert_eq!(may_collect(&phone, 6_000), Err(Refusal::AboveFeeLimit(20_000)), "not in two parts either");
    let invoice = |phone: &Replica, fen| rules::can_request_invoice(&phone.assess().visit, zhao.person, fen);
    assert_eq!(invoice(&phone, 15_000), Ok(()));
    assert_eq!(invoice(&phone, 15_001), Err(Refusal::BeyondCharges), "R-116");
    phone.event(&zhao, 136, EventKind::InvoiceRequested { amount_fen: 15_000 });
    assert_eq!(invoice(&phone, 1), Err(Refusal::BeyondCharges));
    assert_eq!(may_collect(&ready(None), 100), Err(Refusal::AboveFeeLimit(0)), "no limit is set: nothing is collected");
}

/// no fee of any kind without the leader's consent.
#[test]
fn without_a_leaders_consent_no_fee_is_charged_or_taken() {
    let zhao = zhao();
    let fees = FeeTerms { leader_consent_needed: true, small_fee_limit_fen: Some(20_000), ..FeeTerms::default() };
    let mut phone = paid(fees.clone()).on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    let may_charge = |phone: &Replica| {
        let now = phone.assess();
        rules::can_charge(&now.visit, now.signature, zhao.person, ChargeKind::Labour)
    };
    assert_eq!(may_charge(&phone), Err(Refusal::LeaderConsentMissing));
    phone.event(&zhao, 51, charge(100));
    phone.work_to_finish(&zhao);
    assert_eq!(may_collect(&phone, 100), Err(Refusal::LeaderConsentMissing));
    assert!(flags(&phone).contains(&Attention::FeeWithoutLeader));

    let mut phone = paid(FeeTerms { leader_consent_by: Some("王经理".into()), ..fees }).on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    assert_eq!(may_charge(&phone), Ok(()));
    let blank = paid(FeeTerms { leader_consent_needed: true, leader_consent_by: Some(" ".into()), ..FeeTerms::default() });
    let mut phone = blank.on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    assert_eq!(may_charge(&phone), Err(Refusal::LeaderConsentMissing));
}

/// R-108, E1: the open sum per technician, however often an event arrives.
#[test]
fn money_is_open_per_technician_until_accounting_has_it() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = paid(service_centre()).on(&zhao);
    let first = phone.event(&zhao, 135, collected(8_000));
    phone.event(&zhao, 136, collected(500));
    let mut other = phone.on(&chen);
    other.event(&chen, 137, collected(300));
    phone.merge(&other);
    phone.merge(&other);
    let open = phone.assess().visit.open_money();
    assert_eq!((open.get(&zhao.person), open.get(&chen.person)), (Some(&8_500), Some(&300)));
    for id in [81, 82] {
        let received = EventKind::MoneyReceived { collected: first };
        write::append_event(&mut phone.doc, EventId::from_bytes([id; 16]), received, &desk(400)).unwrap();
    }
    let visit = phone.assess().visit;
    assert_eq!((visit.open_money().get(&zhao.person), visit.collected_fen()), (Some(&500), 8_800), "received twice is received once");
}

/// money that came against the rules is taken and flagged, because it was taken.
#[test]
fn money_against_the_rules_is_taken_and_flagged() {
    let zhao = zhao();
    let mut phone = paid(service_centre()).on(&zhao);
    phone.event(&zhao, 51, charge(8_000));
    phone.event(&zhao, 52, collected(30_000));
    let expected = [Attention::FeeWithoutConsent, Attention::CollectedBeyondCharges, Attention::CollectedAboveLimit, Attention::MoneyOpen];
    assert_eq!(flags(&phone), expected);

    // Agreed to, but only after the paid work had begun.
    let mut phone = paid(service_centre()).on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    phone.event(&zhao, 51, charge(8_000));
    phone.event(&zhao, 55, EventKind::Started);
    phone.event(&zhao, 60, agreed(8_000));
    assert_eq!(flags(&phone), [Attention::FeeWithoutConsent]);
}

/// P-05, R-029: what a type of service does not charge is refused on the device and flagged when it comes.
#[test]
fn a_free_service_charges_nothing() {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    let may = |phone: &Replica, what| {
        let now = phone.assess();
        rules::can_charge(&now.visit, now.signature, zhao.person, what)
    };
    assert_eq!(may(&phone, ChargeKind::Labour), Err(Refusal::ChargeNotDue));
    phone.event(&zhao, 51, charge(100));
    assert_eq!(flags(&phone), [Attention::ChargeNotDue]);
    // misuse inside the warranty is a paid service.
    let misuse = EventKind::ServiceTypeDecided {
        service_type: ServiceType::A,
        basis: "warranty/misuse".into(),
        reason: "进水 water damage".into(),
        replaces: None,
    };
    phone.event(&zhao, 52, misuse);
    assert_eq!(may(&phone, ChargeKind::Labour), Ok(()));
    assert_eq!(flags(&phone), []);

    // Parts at cost, labour free.
    let none = Charging { parts: false, labour: false };
    let charges = ChargeTerms { a: Charging { parts: true, labour: false }, b: none, c: none, d: none };
    let mut phone = paid(FeeTerms { charges: Some(charges), ..FeeTerms::default() }).on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    assert_eq!((may(&phone, ChargeKind::Part), may(&phone, ChargeKind::Travel)), (Ok(()), Err(Refusal::ChargeNotDue)));
}

/// another type than ordered needs a reason; a dispute leaves the fee open; two decisions side by side are shown.
#[test]
fn who_pays_is_decided_with_a_reason_once() {
    let zhao = zhao();
    let mut phone = paid(FeeTerms { small_fee_limit_fen: Some(20_000), ..FeeTerms::default() }).on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    let may = |phone: &Replica, kind, basis: &str, reason: &str| {
        let now = phone.assess();
        rules::can_decide_service_type(&now.visit, now.signature, zhao.person, kind, basis, reason)
    };
    assert_eq!(may(&phone, ServiceType::A, "order", ""), Ok(()));
    assert_eq!(may(&phone, ServiceType::A, " ", ""), Err(Refusal::ReasonMissing));
    assert_eq!(may(&phone, ServiceType::C, "warranty/in_term", ""), Err(Refusal::ReasonMissing));
    let decided = |service_type, basis: &str, replaces| EventKind::ServiceTypeDecided {
        service_type,
        basis: basis.into(),
        reason: "x".into(),
        replaces,
    };
    phone.event(&zhao, 51, charge(100));
    let disputed = phone.event(&zhao, 52, decided(ServiceType::A, "disputed/warranty", None));
    phone.work_to_finish(&zhao);
    assert_eq!(may_collect(&phone, 100), Err(Refusal::FeeOpen));
    assert_eq!(flags(&phone), [Attention::FeeDisputed]);
    phone.event(&zhao, 131, decided(ServiceType::A, "quality_office", Some(disputed)));
    assert_eq!((may_collect(&phone, 100), flags(&phone)), (Ok(()), vec![]));
    phone.event(&zhao, 132, decided(ServiceType::B, "contract", None));
    assert_eq!(phone.assess().visit.service_type(), ServiceType::B);
    assert_eq!(flags(&phone), [Attention::ServiceTypesDiffer]);
}

/// E4, R-116: a wrong charge is struck by whoever entered it; the charge of a struck part is not due.
#[test]
fn struck_charges_and_charges_of_struck_parts_are_not_due() {
    let (zhao, chen) = (zhao(), chen());
    let mut phone = paid(FeeTerms::default()).on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    let line = phone.swap(&zhao, 51, roller());
    let part = EventKind::Charged { what: ChargeKind::Part, description: "搓纸轮".into(), amount_fen: 700, part_line: Some(line) };
    phone.event(&zhao, 52, part);
    let wrong = phone.event(&zhao, 53, charge(9_000));
    let may = |phone: &Replica, who: &Technician| {
        let now = phone.assess();
        rules::can_strike_charge(&now.visit, now.signature, who.person, wrong)
    };
    assert_eq!(may(&phone, &zhao), Ok(()));
    let mut other = phone.on(&chen);
    other.event(&chen, 54, EventKind::Arrived);
    assert_eq!(may(&other, &chen), Err(Refusal::NoSuchCharge), "it is not his entry");
    other.event(&chen, 55, EventKind::Struck { event: wrong, reason: "x".into() });
    assert_eq!(other.assess().visit.charges_fen(), 9_700);
    phone.event(&zhao, 56, EventKind::Struck { event: wrong, reason: "typing error".into() });
    assert_eq!(phone.assess().visit.charges_fen(), 700);
    let stamp = phone.stamp(&zhao, 57);
    write::strike_part(&mut phone.doc, line, "not fitted", &stamp).unwrap();
    assert_eq!(phone.assess().visit.charges_fen(), 0);
    let taken = phone.event(&zhao, 58, collected(100));
    phone.event(&zhao, 59, EventKind::Struck { event: taken, reason: "x".into() });
    assert_eq!(phone.assess().visit.collected_fen(), 100, "E5: collected sums are facts");
}

#[test]
fn an_event_that_lacks_what_it_must_state_is_refused_at_the_gate() {
    let zhao = zhao();
    let nobody = Consent { by_name: "\u{200b}".into(), how: ConsentWay::Phone };
    let cases: [(&str, EventKind); 8] = [
        ("amount_out_of_range", charge(0)),
        ("amount_out_of_range", charge(MAX_AMOUNT_FEN + 1)),
        ("amount_out_of_range", collected(-5)),
        ("amount_out_of_range", EventKind::InvoiceRequested { amount_fen: i64::MIN }),
        ("reason_missing", EventKind::Charged { what: ChargeKind::Other, description: " ".into(), amount_fen: 1, part_line: None }),
        ("signer_missing", EventKind::FeeAgreed { amount_fen: 1, consent: nobody }),
        ("reason_missing", EventKind::AmendmentOpened { of: model::id::SignOffId::from_bytes([1; 16]), reason: String::new() }),
        ("forbidden", EventKind::MoneyReceived { collected: EventId::from_bytes([1; 16]) }),
    ];
    for (code, kind) in cases {
        let server = opened_for(&zhao);
        let mut phone = server.on(&zhao);
        phone.event(&zhao, 60, kind.clone());
        let authority = model::documents::authority::TechnicianAuthority {
            document: order().id,
            organisation: organisation().id,
            person: zhao.person,
            device: zhao.device,
            device_key: zhao.key.public_key(),
        };
        let raws: Vec<Vec<u8>> = phone.written.iter().map(|change| change.raw.clone()).collect();
        let admission = admit(&server.doc, &raws, &Limits::default(), &authority);
        assert_eq!(admission.refused.map(|refused| refused.refusal.code()), Some(code), "{kind:?}");
    }
}
