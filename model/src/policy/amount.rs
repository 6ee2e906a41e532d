//! Hours and days as people write them (`6`, `1.5`, `0.5`), held exactly.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Beyond this many steps a number is a slip of the pen, and arithmetic with it would leave every calendar.
const MAX_STEPS: f64 = 100_000_000.0;

/// A span of time in **hours**, exact to the minute. May be negative as written; [`super::Policy::check`] refuses that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours {
    minutes: i64,
}

impl Hours {
    /// So many whole **hours**.
    #[must_use]
    pub const fn whole(hours: i64) -> Self {
        Self { minutes: hours.saturating_mul(60) }
    }

    /// The span in **minutes**.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        self.minutes
    }

    /// The span in **milliseconds**.
    #[must_use]
    pub const fn as_ms(self) -> i64 {
        self.minutes.saturating_mul(60_000)
    }
}

impl std::fmt::Display for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.minutes % 60 == 0 { write!(f, "{}h", self.minutes / 60) } else { write!(f, "{}min", self.minutes) }
    }
}

impl Serialize for Hours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_steps(self.minutes, 60, serializer)
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let minutes = read_steps(deserializer, 60, "a number of hours that comes to whole minutes")?;
        Ok(Self { minutes })
    }
}

/// A span of time in **days**, exact to half a day, as the stages of a complaint are given (P-08).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    halves: i64,
}

impl Days {
    /// So many **half days**.
    #[must_use]
    pub const fn halves(halves: i64) -> Self {
        Self { halves }
    }

    /// The span in **half days**.
    #[must_use]
    pub const fn as_halves(self) -> i64 {
        self.halves
    }
}

impl Serialize for Days {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_steps(self.halves, 2, serializer)
    }
}

impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let halves = read_steps(deserializer, 2, "a number of days or half days")?;
        Ok(Self { halves })
    }
}

fn write_steps<S: Serializer>(steps: i64, per_unit: i32, serializer: S) -> Result<S::Ok, S::Error> {
    let whole = i64::from(per_unit);
    if steps % whole == 0 {
        return serializer.serialize_i64(steps / whole);
    }
    #[expect(clippy::cast_precision_loss, reason = "read_steps lets in no number that a double cannot hold")]
    let steps = steps as f64;
    serializer.serialize_f64(steps / f64::from(per_unit))
}

fn read_steps<'de, D: Deserializer<'de>>(deserializer: D, per_unit: i32, expected: &'static str) -> Result<i64, D::Error> {
    let written = f64::deserialize(deserializer)?;
    let steps = written * f64::from(per_unit);
    if !steps.is_finite() || steps.abs() > MAX_STEPS || (steps - steps.round()).abs() > 1e-6 {
        return Err(de::Error::custom(format_args!("{written} is not {expected}")));
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and bounded by the line above")]
    let steps = steps.round() as i64;
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_and_days_are_read_as_written_and_held_exactly() {
        for (written, minutes) in [("6", 360), ("1.5", 90), ("0.1", 6), ("-2", -120)] {
            let hours: Hours = serde_json::from_str(written).unwrap();
            assert_eq!(hours.minutes(), minutes);
            assert_eq!(serde_json::to_string(&hours).unwrap(), written);
        }
        assert_eq!(serde_json::from_str::<Days>("0.5").unwrap(), Days::halves(1));
        assert_eq!(serde_json::to_string(&Days::halves(24)).unwrap(), "12");
        for written in ["0.001", "1e300", "\"6\""] {
            assert!(serde_json::from_str::<Hours>(written).is_err(), "{written}");
        }
        assert!(serde_json::from_str::<Days>("0.3").is_err());
    }
}
