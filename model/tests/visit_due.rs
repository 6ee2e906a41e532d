//! What is due next by the terms that the visit was opened with.

use crate::site::*;
use model::documents::visit::records::*;
use model::documents::visit::timeliness::NextTarget;
use model::documents::visit::write::VisitOrder;
use model::policy::Exception;
use model::rules::sla::Promise;
use model::time::Timestamp;

const ARRIVE_BY: i64 = 1_795_320_000_000;
const FIX_BY: i64 = 1_795_330_000_000;

fn phone(targets: Targets) -> Replica {
    opened(&VisitOrder { terms: Some(Terms { targets, ..Terms::default() }), ..order() }, &zhao()).on(&zhao())
}

fn due(phone: &Replica) -> Option<NextTarget> {
    phone.assess().visit.next_target()
}

/// first somebody is due on site, then the end of the fault, then nothing.
#[test]
fn the_next_target_follows_the_work() {
    let mut phone =
        phone(Targets { arrive_by: Some(Timestamp::from_ms(ARRIVE_BY)), fix_by: Some(Timestamp::from_ms(FIX_BY)), ..Targets::default() });
    let fix = Some(NextTarget { what: Promise::Fix, by: Timestamp::from_ms(FIX_BY) });
    assert_eq!(due(&phone), Some(NextTarget { what: Promise::Arrive, by: Timestamp::from_ms(ARRIVE_BY) }));
    phone.event(&zhao(), 10, EventKind::Departed);
    assert_eq!(due(&phone).map(|target| target.what), Some(Promise::Arrive), "on the way nobody is there yet");
    phone.event(&zhao(), 20, EventKind::Arrived);
    assert_eq!(due(&phone), fix);
    phone.work_to_finish(&zhao());
    assert_eq!(due(&phone), None);
}

/// a visit keeps all of the terms that it was opened with, allowed exceptions included.
#[test]
fn a_visit_keeps_its_terms_whole() {
    let charging = Charging { parts: true, labour: false };
    let terms = Terms {
        policy: "p-7".into(),
        targets: Targets {
            basis: "P-02/town/6h/office_hours".into(),
            arrive_by: Some(Timestamp::from_ms(ARRIVE_BY)),
            fix_after_arrival_ms: Some(3_600_000),
            answer_in_writing: true,
            exceptions: [(Exception::Holiday, true), (Exception::NoTickets, true)].into(),
            ..Targets::default()
        },
        fees: FeeTerms {
            consent_first: true,
            small_fee_limit_fen: Some(10_000),
            charges: Some(ChargeTerms { a: charging, b: charging, c: charging, d: charging }),
            ..FeeTerms::default()
        },
        sign_off: SignOffTerms { stamp: StampUse::Required, survey_on_site: true, survey_scale: "points".into() },
        promise: MayPromise::WithDocument,
        old_part_days: Some(7),
        utc_offset_minutes: Some(480),
    };
    let visit = opened(&VisitOrder { terms: Some(terms.clone()), ..order() }, &zhao()).assess().visit;
    assert_eq!((visit.terms, visit.unreadable), (Some(terms), vec![]));
}

/// without a target for the arrival the end of the fault is due from the start; without terms nothing is.
#[test]
fn what_the_terms_do_not_promise_is_not_due() {
    assert_eq!(
        due(&phone(Targets { fix_by: Some(Timestamp::from_ms(FIX_BY)), ..Targets::default() })),
        Some(NextTarget { what: Promise::Fix, by: Timestamp::from_ms(FIX_BY) })
    );
    assert_eq!(due(&phone(Targets::default())), None);
    assert_eq!(due(&opened_for(&zhao())), None);
}
