//! The machine as tables: what it was told, at which time, with which chance, and what it answers.

use super::*;
use Input::*;
use NetworkSwitch::{Airplane, Connected};
use Output::*;
use proptest::prelude::*;

const DONE: Remaining = Remaining { more: false, unsent: false, fetches: false, reference: false, photos: false, quiet_ms: None };
/// Chance that gives the middle of the routine interval.
const MIDDLE: u64 = ROUTINE_MS / 10;

/// Inputs at their times, each with the chance and the outputs that are due.
type Story = &'static [(u64, u64, Input, &'static [Output])];

fn tell(name: &str, story: Story) {
    let mut machine = Machine::default();
    for (step, (now, random, input, outputs)) in story.iter().enumerate() {
        assert_eq!(machine.handle(*now, *random, input.clone()), *outputs, "{name}, step {step}: {input:?}");
    }
}

#[test]
fn each_story_goes_as_written() {
    let stories: &[(&str, Story)] = &[
        (
            "the first tick syncs, then routine comes",
            &[
                (5, 0, Tick, &[SendSync { share: 1 }]),
                (9, MIDDLE, Answered(DONE), &[WakeAt(9 + ROUTINE_MS - ROUTINE_MS / 10 + MIDDLE)]),
                (10, 0, Tick, &[WakeAt(9 + ROUTINE_MS)]),
                (9 + ROUTINE_MS, 0, Tick, &[SendSync { share: 1 }]),
            ],
        ),
        (
            "a local change is sent at once, and not twice while a request is in flight",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (1, 0, LocalChange, &[]),
                (2, 0, Answered(Remaining { unsent: true, ..DONE }), &[SendSync { share: 1 }]),
                (3, MIDDLE, Answered(DONE), &[WakeAt(3 + ROUTINE_MS)]),
                (4, 0, LocalChange, &[SendSync { share: 1 }]),
            ],
        ),
        (
            "small first: news, then whole documents, then pictures, and news between pieces",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (1, 0, Answered(Remaining { more: true, fetches: true, photos: true, ..DONE }), &[SendSync { share: 1 }]),
                (2, 0, Answered(Remaining { fetches: true, photos: true, ..DONE }), &[FetchDocument]),
                (3, 0, Answered(Remaining { reference: true, photos: true, ..DONE }), &[FetchReference]),
                (3, 0, Answered(Remaining { photos: true, ..DONE }), &[MovePhoto]),
                (4, 0, Answered(Remaining { unsent: true, photos: true, ..DONE }), &[SendSync { share: 1 }]),
                (5, 0, Answered(Remaining { photos: true, ..DONE }), &[MovePhoto]),
            ],
        ),
        (
            "failures wait longer each time, up to the cap, and a good answer forgets them",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (0, 1_000, Failed(Setback::Other), &[WakeAt(1_000)]),
                (500, 0, LocalChange, &[WakeAt(1_000)]),
                (1_000, 0, Tick, &[SendSync { share: 1 }]),
                (1_000, 2_000, Failed(Setback::Other), &[WakeAt(3_000)]),
                (3_000, 0, Tick, &[SendSync { share: 1 }]),
                (3_000, 4_000, Failed(Setback::Other), &[WakeAt(7_000)]),
                (7_000, 0, Tick, &[SendSync { share: 1 }]),
                (7_000, MIDDLE, Answered(DONE), &[WakeAt(7_000 + ROUTINE_MS)]),
                (7_001, 0, LocalChange, &[SendSync { share: 1 }]),
                (7_001, 1_000, Failed(Setback::Other), &[WakeAt(8_001)]),
            ],
        ),
        (
            "a poke is followed at once, also in the middle of something, and begins nothing by itself",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (1, 0, Answered(DONE), &[WakeAt(1 + ROUTINE_MS - ROUTINE_MS / 10)]),
                (2, 0, Listening(true), &[]),
                (3, 0, Poked { spread_ms: 0 }, &[]),
                (3, 0, Tick, &[SendSync { share: 1 }]),
                (4, 0, Poked { spread_ms: 0 }, &[]),
                (5, 0, Answered(Remaining { photos: true, ..DONE }), &[SendSync { share: 1 }]),
                (6, 0, Answered(Remaining { photos: true, ..DONE }), &[MovePhoto]),
                (7, 0, Poked { spread_ms: 0 }, &[]),
                (8, 0, Answered(Remaining { photos: true, ..DONE }), &[SendSync { share: 1 }]),
                (9, 0, Answered(DONE), &[WakeAt(9 + ROUTINE_LISTENING_MS - ROUTINE_LISTENING_MS / 10)]),
            ],
        ),
        (
            "the routine is rare while the line is open, and as before once it has ended",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (0, 0, Listening(true), &[]),
                (1, ROUTINE_LISTENING_MS / 10, Answered(DONE), &[WakeAt(1 + ROUTINE_LISTENING_MS)]),
                (2, MIDDLE, Listening(false), &[]),
                (2, 0, Tick, &[WakeAt(2 + ROUTINE_MS)]),
            ],
        ),
        (
            "what everybody is told at once is asked for within a while, each at a time of its own",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (0, 0, Listening(true), &[]),
                (1, 30_000, Poked { spread_ms: 60_000 }, &[]),
                (2, 0, Answered(DONE), &[WakeAt(30_001)]),
                (3, 9_000, Poked { spread_ms: 60_000 }, &[]),
                (4, 0, Tick, &[WakeAt(9_003)]),
                (9_003, 0, Tick, &[SendSync { share: 1 }]),
            ],
        ),
        (
            "a poke does not shorten what the server asked for, nor wake a device that was turned away",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (0, 0, Answered(Remaining { quiet_ms: Some(30_000), ..DONE }), &[WakeAt(54_000)]),
                (1, 0, Poked { spread_ms: 0 }, &[]),
                (1, 0, Tick, &[WakeAt(30_000)]),
                (30_000, 0, Tick, &[SendSync { share: 1 }]),
                (30_001, 0, Failed(Setback::DeviceRevoked), &[GiveUp(Reason::DeviceRevoked)]),
                (30_002, 0, Poked { spread_ms: 0 }, &[]),
                (30_003, 0, Tick, &[WakeAt(3_630_001)]),
            ],
        ),
        (
            "a person's request ignores the backoff",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (0, 900, Failed(Setback::Other), &[WakeAt(900)]),
                (1, 0, RequestedByPerson, &[SendSync { share: 1 }]),
            ],
        ),
        (
            "a person's request ignores the quiet time, a local change does not",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (0, 0, Answered(Remaining { more: true, quiet_ms: Some(30_000), ..DONE }), &[WakeAt(30_000)]),
                (1, 0, LocalChange, &[WakeAt(30_000)]),
                (2, 0, RequestedByPerson, &[SendSync { share: 1 }]),
                (3, 0, Answered(Remaining { more: true, quiet_ms: Some(30_000), ..DONE }), &[SendSync { share: 1 }]),
            ],
        ),
        (
            "Retry-After is obeyed by everybody, with jitter for the machine",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (0, 700, Failed(Setback::Busy { wait_ms: 20_000 }), &[WakeAt(20_700)]),
                (19_999, 0, RequestedByPerson, &[NotNow(20_000)]),
                (20_000, 0, Tick, &[WakeAt(20_700)]),
                (20_000, 0, RequestedByPerson, &[SendSync { share: 1 }]),
            ],
        ),
        (
            "what is too large is halved at once, what takes too long is halved later, and it grows back",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (1, 0, Failed(Setback::TooLarge), &[SendSync { share: 2 }]),
                (2, 0, Failed(Setback::TooLarge), &[SendSync { share: 4 }]),
                (3, 10, Failed(Setback::Timeout), &[WakeAt(13)]),
                (13, 0, Tick, &[SendSync { share: 8 }]),
                (14, 0, Answered(Remaining { unsent: true, ..DONE }), &[SendSync { share: 4 }]),
            ],
        ),
        (
            "a replaced history starts over at once, but not for ever",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (1, 0, Failed(Setback::EpochChanged), &[SendSync { share: 1 }]),
                (2, 300, Failed(Setback::EpochChanged), &[WakeAt(302)]),
            ],
        ),
        (
            "airplane mode is quiet, and leaving it syncs at once whatever failed before",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (1, 900, Failed(Setback::Other), &[WakeAt(901)]),
                (2, 0, Network(Airplane), &[]),
                (3, 0, LocalChange, &[]),
                (4, 0, Tick, &[]),
                (5, 0, RequestedByPerson, &[GiveUp(Reason::Airplane)]),
                (6, 0, Network(Connected), &[SendSync { share: 1 }]),
            ],
        ),
        (
            "a request that the airplane switch cut off is not held against the network",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (1, 0, Network(Airplane), &[]),
                (1, 900, Failed(Setback::Other), &[]),
                (2, 0, Network(Connected), &[SendSync { share: 1 }]),
            ],
        ),
        (
            "a revoked device is silent until a person asks or an hour has passed",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (1, 0, Failed(Setback::DeviceRevoked), &[GiveUp(Reason::DeviceRevoked)]),
                (2, 0, LocalChange, &[WakeAt(3_600_001)]),
                (3, 0, Network(Connected), &[]),
                (4, 0, RequestedByPerson, &[SendSync { share: 1 }]),
                (5, 0, Failed(Setback::UpgradeApplication), &[GiveUp(Reason::UpgradeApplication)]),
                (3_600_004, 0, Tick, &[WakeAt(3_600_005)]),
                (3_600_005, 0, Tick, &[SendSync { share: 1 }]),
            ],
        ),
        (
            "a server that has moved is asked at once, whatever the old one said",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (1, 0, Failed(Setback::DeviceRevoked), &[GiveUp(Reason::DeviceRevoked)]),
                (2, 0, ServerMoved, &[]),
                (2, 0, LocalChange, &[SendSync { share: 1 }]),
                (3, 700, Failed(Setback::Busy { wait_ms: 20_000 }), &[WakeAt(20_703)]),
                (4, 0, ServerMoved, &[]),
                (4, 0, LocalChange, &[SendSync { share: 1 }]),
                (5, 0, ServerMoved, &[]),
                (5, 0, LocalChange, &[]),
            ],
        ),
        (
            "what fails after a good sync waits longer each time",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (0, 0, Answered(Remaining { fetches: true, ..DONE }), &[FetchDocument]),
                (0, 1_000, Failed(Setback::Other), &[WakeAt(1_000)]),
                (1_000, 0, Tick, &[SendSync { share: 1 }]),
                (1_000, 0, Answered(Remaining { photos: true, ..DONE }), &[MovePhoto]),
                (1_000, 2_000, Failed(Setback::Other), &[WakeAt(3_000)]),
                (3_000, 0, Tick, &[SendSync { share: 1 }]),
                (3_000, MIDDLE, Answered(DONE), &[WakeAt(3_000 + ROUTINE_MS)]),
            ],
        ),
        (
            "only a sync request is made smaller",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (0, 0, Answered(Remaining { fetches: true, ..DONE }), &[FetchDocument]),
                (1, 9, Failed(Setback::TooLarge), &[WakeAt(10)]),
                (10, 0, Tick, &[SendSync { share: 1 }]),
                (10, 0, Answered(Remaining { photos: true, ..DONE }), &[MovePhoto]),
                (10, 10, Failed(Setback::Timeout), &[WakeAt(20)]),
                (20, 0, Tick, &[SendSync { share: 1 }]),
            ],
        ),
        (
            "a device of nobody waits for its enrolment",
            &[
                (0, 0, Tick, &[SendSync { share: 1 }]),
                (1, 0, Failed(Setback::NotEnrolled), &[GiveUp(Reason::NotEnrolled)]),
                (2, 0, Enrolled, &[SendSync { share: 1 }]),
            ],
        ),
        (
            "an abandoned request is made again at the next occasion",
            &[(0, 0, Tick, &[SendSync { share: 1 }]), (1, 0, Abandoned, &[]), (2, 0, Tick, &[SendSync { share: 1 }])],
        ),
    ];
    for (name, story) in stories {
        tell(name, story);
    }
}

proptest! {
    #[test]
    fn no_wait_after_a_failure_passes_its_bound(failures in 0u32..200, random in any::<u64>()) {
        let wait = backoff(failures, random);
        let bound = if failures < 9 { BACKOFF_BASE_MS << failures } else { BACKOFF_CAP_MS };
        prop_assert!(wait <= bound.min(BACKOFF_CAP_MS));
        prop_assert!(backoff(failures, bound.min(BACKOFF_CAP_MS)) == bound.min(BACKOFF_CAP_MS), "the bound itself is reached");
    }

    #[test]
    fn whatever_happens_there_is_at_most_one_request_and_a_way_on(
        inputs in proptest::collection::vec((0u64..100_000, any::<u64>(), 0usize..17), 1..80),
    ) {
        let all = [
            LocalChange, Tick, RequestedByPerson, Enrolled, ServerMoved, Network(Airplane), Network(Connected), Answered(DONE), Abandoned,
            Answered(Remaining { more: true, unsent: true, fetches: true, reference: true, photos: true, quiet_ms: Some(5) }),
            Answered(Remaining { photos: true, ..DONE }),
            Failed(Setback::Timeout), Failed(Setback::TooLarge), Failed(Setback::EpochChanged),
            Failed(Setback::Busy { wait_ms: 7_000 }), Failed(Setback::DeviceRevoked), Failed(Setback::Other),
        ];
        let mut machine = Machine::default();
        let mut now = 0;
        let mut in_flight = false;
        for (later, random, which) in inputs {
            now += later;
            let input = all[which].clone();
            let ends = matches!(input, Answered(_) | Failed(_) | Abandoned);
            let asked = machine.handle(now, random, input);
            if ends {
                in_flight = false;
            }
            let requests = asked.iter().filter(|output| matches!(output, SendSync { .. } | FetchDocument | MovePhoto)).count();
            prop_assert!(requests + usize::from(in_flight) <= 1);
            prop_assert!(requests == 0 || machine.network() == Connected);
            in_flight |= requests == 1;
        }
        machine.handle(now, 0, Abandoned);
        machine.handle(now, 0, Network(Connected));
        machine.handle(now, 0, Abandoned);
        let later = now + 2 * BACKOFF_CAP_MS;
        let way_on = matches!(machine.handle(later, 0, RequestedByPerson)[..], [SendSync { .. }]);
        prop_assert!(way_on);
    }
}
