//! Any order, any repetition, any mix of replicas: the same visit (design promise 2).

use crate::site::*;
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::{CheckResult, EventKind};
use model::documents::visit::status::WorkStatus;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Deed {
    Arrive,
    Start,
    Check(bool),
    Write(String),
    Swap,
    Finish,
    Reopen,
    Sign,
    /// Take in what the other device has written so far.
    Meet,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        Just(Deed::Arrive),
        Just(Deed::Start),
        any::<bool>().prop_map(Deed::Check),
        "[a-z零一二三]{1,8}".prop_map(Deed::Write),
        Just(Deed::Swap),
        Just(Deed::Finish),
        Just(Deed::Reopen),
        Just(Deed::Sign),
        Just(Deed::Meet),
    ]
}

fn carry_out(deed: &Deed, minute: i64, who: &Technician, own: &mut Replica, other: &Replica) {
    match deed {
        Deed::Arrive => drop(own.event(who, minute, EventKind::Arrived)),
        Deed::Start => drop(own.event(who, minute, EventKind::Started)),
        Deed::Check(good) => own.check(who, minute, "power", if *good { CheckResult::Good } else { CheckResult::Defect }),
        Deed::Write(text) => own.texts(who, minute, text, text),
        Deed::Swap => drop(own.swap(who, minute, roller())),
        Deed::Finish => drop(own.event(who, minute, EventKind::Finished)),
        Deed::Reopen => {
            let finish = own.assess().visit.finishes().last().map(|event| event.id);
            if let Some(finish) = finish {
                own.event(who, minute, EventKind::Reopened { finish });
            }
        }
        Deed::Sign => drop(own.sign(who, minute)),
        Deed::Meet => own.merge(other),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn replicas_that_hold_the_same_changes_show_the_same_visit(
        deeds in proptest::collection::vec((any::<bool>(), deed()), 1..24),
        meet_first in any::<bool>(),
    ) {
        let (zhao, chen) = (zhao(), chen());
        let desk_copy = opened_for(&zhao);
        let (mut one, mut two) = (desk_copy.on(&zhao), desk_copy.on(&chen));
        for (minute, (first, deed)) in (1..).zip(&deeds) {
            if *first { carry_out(deed, minute, &zhao, &mut one, &two) } else { carry_out(deed, minute, &chen, &mut two, &one) }
        }
        let (mut left, mut right) = (desk_copy.on(&zhao), desk_copy.on(&chen));
        if meet_first { left.merge(&one); left.merge(&two) } else { left.merge(&two); left.merge(&one); left.merge(&two) }
        right.merge(&two);
        right.merge(&one);
        right.merge(&one);
        let both = right.on(&zhao);
        let (left, right) = (left.assess(), right.assess());
        prop_assert_eq!(&left.visit, &right.visit);
        prop_assert_eq!(left.signature, right.signature);
        prop_assert_eq!(&left.conflicts, &right.conflicts);
        prop_assert_eq!(&left.attention, &right.attention);
        // Promise 3: a visit shown as signed was finished and complete where it was signed.
        if left.signature != Signature::None {
            let seal = left.acceptance().unwrap();
            let then = model::documents::visit::Visit::read_at(&both.doc, &seal.heads).unwrap();
            prop_assert_eq!(then.work_status(), WorkStatus::Finished);
            prop_assert_eq!(model::rules::missing_to_finish(&then), []);
        }
        // E4: nothing that was entered is gone.
        let swaps = deeds.iter().filter(|(_, deed)| matches!(deed, Deed::Swap)).count();
        prop_assert_eq!(left.visit.parts.len(), swaps);
    }
}
