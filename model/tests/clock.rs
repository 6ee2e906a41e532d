//! The judgement of a device's clock under chance: a thousand scripts in which true time runs, the wall clock is set, the device is
//! restarted and hears the server, and what it recorded is delivered late.

use model::rules::{CLOCK_ALLOWANCE_MS, ClockVerdict, judge_clock};
use model::time::{ClockEvidence, Timestamp};
use proptest::prelude::*;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// The longest way of an answer, in **milliseconds**.
const LATENCY: i64 = 2_000;
/// How fast or slow a counter runs at most, in parts per million.
const DRIFT_PPM: i64 = 100;
const SCRIPTS: u64 = 1_000;

/// Numbers that repeat from run to run (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.next() % u64::try_from(most - least + 1).unwrap()).unwrap()
    }
}

/// A device, and what is true. Instants are the server's, in **milliseconds**.
struct Script {
    seed: u64,
    chance: Chance,
    now: i64,
    /// Wall time minus true time.
    wall_error: i64,
    booted_at: i64,
    boot: u32,
    drift_ppm: i64,
    heard: Option<Heard>,
    /// The newest of the desk's changes that the device has.
    desk: Option<i64>,
    story: Vec<String>,
}

struct Heard {
    at: i64,
    offset: i64,
    monotonic: i64,
    boot: u32,
}

impl Script {
    fn new(seed: u64) -> Self {
        let mut chance = Chance(seed);
        let now = 1_795_348_800_000 + chance.between(0, 300 * DAY);
        let drift_ppm = chance.between(-DRIFT_PPM, DRIFT_PPM);
        let booted_at = now - chance.between(0, 3 * DAY);
        let wall_error = if chance.between(0, 1) == 0 { 0 } else { chance.between(-20 * MINUTE, 20 * MINUTE) };
        Self { seed, chance, now, wall_error, booted_at, boot: 1, drift_ppm, heard: None, desk: None, story: Vec::new() }
    }

    fn monotonic(&self) -> i64 {
        let elapsed = self.now - self.booted_at;
        elapsed + elapsed * self.drift_ppm / 1_000_000
    }

    fn pass(&mut self, ms: i64) {
        self.now += ms;
    }

    fn set_the_wall_by(&mut self, ms: i64) {
        self.wall_error += ms;
        self.story.push(format!("wall set by {ms}"));
    }

    fn set_the_wall_right(&mut self) {
        self.wall_error = 0;
        self.story.push("wall set right".to_owned());
    }

    fn restart(&mut self) {
        self.pass(30_000);
        self.booted_at = self.now;
        self.boot += 1;
        self.story.push("restarted".to_owned());
    }

    fn hear_the_server(&mut self) {
        if self.chance.between(0, 2) == 0 {
            self.desk = Some(self.now);
            self.pass(1_000);
        }
        let at = self.now;
        let latency = self.chance.between(0, LATENCY);
        self.pass(latency);
        let heard = Heard { at, offset: at - (self.now + self.wall_error), monotonic: self.monotonic(), boot: self.boot };
        self.heard = Some(heard);
        self.story.push("server heard".to_owned());
    }

    fn step(&mut self) {
        let ms = self.chance.between(1_000, DAY / 2);
        self.pass(ms);
        match self.chance.between(0, 9) {
            0 | 1 => {
                let size = self.chance.between(CLOCK_ALLOWANCE_MS + MINUTE, 10 * DAY);
                let ahead = self.chance.between(0, 1) == 0;
                self.set_the_wall_by(if ahead { size } else { -size });
            }
            2 => {
                let little = self.chance.between(-30_000, 30_000);
                self.set_the_wall_by(little);
            }
            3 => self.set_the_wall_right(),
            4 | 5 => self.restart(),
            6 | 7 => self.hear_the_server(),
            _ => {}
        }
    }

    fn evidence(&self) -> ClockEvidence {
        let same_start = self.heard.as_ref().filter(|heard| heard.boot == self.boot);
        ClockEvidence {
            wall_at: Timestamp::from_ms(self.now + self.wall_error),
            monotonic_ms: self.monotonic().try_into().unwrap(),
            boot: self.boot.to_string(),
            server_offset_ms: self.heard.as_ref().map(|heard| heard.offset),
            server_heard_monotonic_ms: same_start.map(|heard| heard.monotonic.try_into().unwrap()),
            server_heard_at: self.heard.as_ref().map(|heard| Timestamp::from_ms(heard.at)),
        }
    }

    /// Something happens now and is delivered later: what must be said of its time. Answers the verdict.
    fn happens(&mut self) -> ClockVerdict {
        let evidence = self.evidence();
        let delay = self.chance.between(0, 20 * DAY);
        let judged = judge_clock(&evidence, self.desk.map(Timestamp::from_ms), Timestamp::from_ms(self.now + delay));
        let told = format!("seed {}, {:?}: {evidence:?} came to {judged:?}, and it was {}", self.seed, self.story, self.now);
        let truth = Timestamp::from_ms(self.now);
        assert!(judged.earliest.is_none_or(|earliest| earliest <= truth) && truth <= judged.latest, "not within the bounds: {told}");
        assert!(judged.earliest.is_none_or(|earliest| earliest <= judged.at) && judged.at <= judged.latest, "{told}");

        let heard = self.heard.as_ref();
        let off_as_it_stands = self.wall_error.abs();
        let off_as_corrected = heard.map_or(off_as_it_stands, |heard| (self.wall_error + heard.offset).abs());
        match heard.filter(|heard| heard.boot == self.boot) {
            Some(heard) => {
                let slack = LATENCY + (self.now - heard.at) * DRIFT_PPM / 1_000_000 + 1;
                assert!(judged.at.as_ms().abs_diff(self.now) <= slack.unsigned_abs(), "setting the clock moved the time: {told}");
                let off = off_as_it_stands.min(off_as_corrected);
                if off > CLOCK_ALLOWANCE_MS + slack {
                    assert_eq!(judged.verdict, ClockVerdict::Unproven, "{told}");
                } else if off < CLOCK_ALLOWANCE_MS - slack {
                    assert_eq!(judged.verdict, ClockVerdict::Proven, "{told}");
                }
                if off_as_it_stands > CLOCK_ALLOWANCE_MS + slack {
                    assert!(judged.verdict == ClockVerdict::Unproven || judged.wall_was_wrong(), "a jump that nobody sees: {told}");
                }
            }
            None => {
                assert_ne!(judged.verdict, ClockVerdict::Proven, "{told}");
                let said = evidence.corrected_wall();
                let inside = judged.earliest.is_none_or(|earliest| earliest <= said) && said <= judged.latest;
                let known = heard.is_some() || self.desk.is_some();
                if inside && known {
                    assert_eq!(judged.verdict, ClockVerdict::Plausible, "{told}");
                }
                let before = judged.earliest.is_some_and(|earliest| said.plus_ms(CLOCK_ALLOWANCE_MS) < earliest);
                if before || said > judged.latest.plus_ms(CLOCK_ALLOWANCE_MS) || !known {
                    assert_eq!(judged.verdict, ClockVerdict::Unproven, "{told}");
                }
            }
        }
        judged.verdict
    }
}

/// Abuse case 11: whatever is done to the clock, the true time lies within the bounds, and no jump of more than five minutes is overlooked
/// while the counter runs.
#[test]
fn in_a_thousand_scripts_the_true_time_is_within_the_bounds_and_no_jump_is_overlooked() {
    let mut seen = [0_u32; 3];
    for seed in 1..=SCRIPTS {
        let mut script = Script::new(seed);
        if script.chance.between(0, 9) > 0 {
            script.hear_the_server();
        }
        for _ in 0..script.chance.between(4, 30) {
            script.step();
            seen[script.happens() as usize] += 1;
        }
    }
    assert!(seen.iter().all(|times| *times > 1_000), "every verdict is met often: {seen:?}");
}

#[test]
fn a_clock_that_nobody_sets_is_proven_from_the_first_contact_to_the_next_restart_and_plausible_after_it() {
    for seed in 1..=SCRIPTS {
        let mut script = Script::new(seed);
        script.hear_the_server();
        for _ in 0..20 {
            let ms = script.chance.between(1_000, DAY / 2);
            script.pass(ms);
            assert_eq!(script.happens(), ClockVerdict::Proven, "seed {seed}");
        }
        script.restart();
        assert_eq!(script.happens(), ClockVerdict::Plausible, "seed {seed}");
    }
}

proptest! {
    /// Whatever a hostile application states, nothing overflows and the estimate stays within the bounds that the server knows.
    #[test]
    fn no_evidence_leads_out_of_what_the_server_knows(
        wall in any::<i64>(),
        monotonic_ms in any::<u64>(),
        server_offset_ms in any::<Option<i64>>(),
        server_heard_monotonic_ms in any::<Option<u64>>(),
        heard_at in any::<Option<i64>>(),
        earliest in 0_i64..2_000_000_000_000,
        later in 0_i64..1_000_000_000_000,
    ) {
        let evidence = ClockEvidence {
            wall_at: Timestamp::from_ms(wall),
            monotonic_ms,
            boot: "b".into(),
            server_offset_ms,
            server_heard_monotonic_ms,
            server_heard_at: heard_at.map(Timestamp::from_ms),
        };
        let (known, latest) = (Timestamp::from_ms(earliest), Timestamp::from_ms(earliest + later));
        let judged = judge_clock(&evidence, Some(known), latest);
        prop_assert!(judged.earliest.unwrap() >= known && judged.earliest.unwrap() <= judged.at);
        prop_assert!(judged.at <= judged.latest && judged.latest == latest);
    }
}
