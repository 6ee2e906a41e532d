//! What is due next by the terms that the visit was opened with.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod site;

use model::documents::visit::records::*;
use model::documents::visit::timeliness::NextTarget;
use model::documents::visit::write::VisitOrder;
use model::rules::sla::Promise;
use model::time::Timestamp;
use site::*;

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
