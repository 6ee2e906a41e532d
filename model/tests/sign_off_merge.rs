//! Signing, refusing, amending and accepting on several replicas: any order of merging, the same signature, revisions and parts to book
//! (design promise 2, R-058, R-059).

use crate::site::*;
use model::documents::visit::Visit;
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::*;
use model::documents::visit::revisions::RevisionBasis;
use model::documents::visit::status::WorkStatus;
use model::documents::visit::write;
use model::id::EventId;
use model::seal::voucher::SignOffKind;
use model::seal::{Mark, Unsigned};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Deed {
    Swap,
    Strike,
    Reopen,
    Finish,
    Sign,
    Refuse,
    Amend,
    Accept,
    Charge,
    Collect,
    Survey,
    /// Take in what the other device has written so far.
    Meet,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        1 => Just(Deed::Swap),
        1 => Just(Deed::Strike),
        1 => Just(Deed::Reopen),
        1 => Just(Deed::Finish),
        3 => Just(Deed::Sign),
        1 => Just(Deed::Refuse),
        2 => Just(Deed::Amend),
        1 => Just(Deed::Accept),
        1 => Just(Deed::Charge),
        1 => Just(Deed::Collect),
        1 => Just(Deed::Survey),
        2 => Just(Deed::Meet),
    ]
}

fn carry_out(deed: &Deed, minute: i64, who: &Technician, own: &mut Replica, other: &Replica) {
    let visit = own.assess().visit;
    match deed {
        Deed::Swap => drop(own.swap(who, minute, roller())),
        Deed::Strike => {
            if let Some(line) = visit.parts_in_force().next() {
                let stamp = own.stamp(who, minute);
                write::strike_part(&mut own.doc, line.id, "x", &stamp).unwrap();
            }
        }
        Deed::Reopen => {
            if let Some(finish) = visit.finishes().last().map(|event| event.id) {
                own.event(who, minute, EventKind::Reopened { finish });
            }
        }
        Deed::Finish => drop(own.event(who, minute, EventKind::Finished)),
        Deed::Sign => drop(own.sign(who, minute)),
        Deed::Refuse => {
            let mark = Mark::Unsigned(Unsigned { reason: "x".into(), words: "y".into() });
            own.sign_as(who, minute, SignOffKind::Refused, mark);
        }
        Deed::Amend => {
            if let Some(of) = visit.sign_offs.first().map(|record| record.id) {
                own.event(who, minute, EventKind::AmendmentOpened { of, reason: format!("{minute}") });
            }
        }
        Deed::Accept => {
            if let Some(opened) = visit.open_amendments().first().map(|amendment| amendment.event) {
                let id = EventId::from_parts(clock(minute).wall_at, own.next_id());
                let accepted = EventKind::AmendmentAccepted { opened, note: String::new() };
                write::append_event(&mut own.doc, id, accepted, &desk(minute)).unwrap();
            }
        }
        Deed::Charge => {
            let charge = EventKind::Charged { what: ChargeKind::Labour, description: "x".into(), amount_fen: 100, part_line: None };
            own.event(who, minute, charge);
        }
        Deed::Collect => drop(own.event(who, minute, EventKind::MoneyCollected { amount_fen: 50, method: PayMethod::Cash })),
        Deed::Survey => {
            let grades = Grades { overall: Some(5), ..Grades::default() };
            own.event(who, minute, EventKind::SurveyAnswered { grades, reasons: String::new(), suggestion: String::new() });
        }
        Deed::Meet => own.merge(other),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_merging_gives_the_same_signature_revisions_and_parts(
        deeds in proptest::collection::vec((any::<bool>(), deed()), 1..18),
        meet_first in any::<bool>(),
    ) {
        let (zhao, chen) = (zhao(), chen());
        let desk_copy = opened_for(&zhao);
        let mut one = desk_copy.on(&zhao);
        one.work_to_finish(&zhao);
        let mut two = one.on(&chen);
        for (minute, (first, deed)) in (150..).zip(&deeds) {
            if *first { carry_out(deed, minute, &zhao, &mut one, &two) } else { carry_out(deed, minute, &chen, &mut two, &one) }
        }
        let (mut left, mut right) = (desk_copy.on(&zhao), desk_copy.on(&chen));
        if meet_first { left.merge(&one); left.merge(&two) } else { left.merge(&two); left.merge(&one); left.merge(&two) }
        right.merge(&two);
        right.merge(&one);
        right.merge(&one);
        let both = right.on(&zhao);
        let (left, right) = (left.assess(), right.assess());
        prop_assert_eq!(left.signature, right.signature);
        prop_assert_eq!(left.revisions(), right.revisions());
        prop_assert_eq!(left.parts_to_book(), right.parts_to_book());
        prop_assert_eq!(left.acceptance(), right.acceptance());
        prop_assert_eq!(left.not_signed(), right.not_signed());
        prop_assert_eq!(&left.attention, &right.attention);
        prop_assert_eq!(left.visit.open_money(), right.visit.open_money());
        // Promise 3: every signed revision was finished and complete where it was signed, and no seal is lost.
        for seal in left.sign_offs.iter().filter_map(|sign_off| sign_off.verified.as_ref().ok()) {
            let then = Visit::read_at(&both.doc, &seal.heads).unwrap();
            prop_assert_eq!(then.work_status(), WorkStatus::Finished);
            prop_assert_eq!(model::rules::missing_to_finish(&then), []);
        }
        let kept = deeds.iter().filter(|(_, deed)| matches!(deed, Deed::Sign | Deed::Refuse)).count();
        prop_assert_eq!(left.sign_offs.len(), kept);
        // The first revision is a signature; only the last may be unsigned, and then the visit does not read as signed.
        let unsigned: Vec<bool> = left.revisions().iter().map(|revision| revision.basis == RevisionBasis::Unsigned).collect();
        prop_assert!(unsigned.iter().rev().skip(1).all(|unsigned| !unsigned));
        if unsigned.last() == Some(&true) {
            prop_assert!(matches!(left.signature, Signature::ChangedSince | Signature::Amending));
        }
        prop_assert_eq!(left.signature == Signature::None, left.revisions().is_empty());
    }
}
