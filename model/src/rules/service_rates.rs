//! Rates of service and their targets, exact: counts are compared, nothing is rounded.

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    count: u64,
    of: u64,
}

impl Rate {
    /// Timeliness: arrivals in time of arrivals due. `None` if none was due.
    #[must_use]
    pub fn timeliness(in_time: u64, due: u64) -> Option<Self> {
        Self::new(in_time, due)
    }

    /// Satisfaction: satisfied answers of answers. `None` if nobody answered.
    #[must_use]
    pub fn satisfaction(satisfied: u64, answers: u64) -> Option<Self> {
        Self::new(satisfied, answers)
    }

    /// Complaint rate: complaints with proven fault of services. `None` if there was no service.
    #[must_use]
    pub fn complaints(proven: u64, services: u64) -> Option<Self> {
        Self::new(proven, services)
    }

    /// Return visits handled of return visits that were to be made. `None` if there was none to make.
    #[must_use]
    pub fn return_visits(handled: u64, wanted: u64) -> Option<Self> {
        Self::new(handled, wanted)
    }

    /// Any other share. `None` of nothing.
    #[must_use]
    pub fn new(count: u64, of: u64) -> Option<Self> {
        (of > 0).then_some(Self { count, of })
    }

    /// The rate in **hundredths of a percent**, rounded down, for display.
    #[must_use]
    pub fn hundredths_of_percent(self) -> u64 {
        u64::try_from(u128::from(self.count) * 10_000 / u128::from(self.of.max(1))).unwrap_or(u64::MAX)
    }

    /// Whether the rate meets `target`, compared exactly.
    #[must_use]
    pub fn meets(self, target: RateTarget) -> bool {
        let (part, whole) = (u128::from(self.count) * 100, u128::from(self.of));
        match target {
            RateTarget::AtLeast { percent } => part >= whole * u128::from(percent),
            RateTarget::AtMost { percent } => part <= whole * u128::from(percent),
            RateTarget::LessThan { percent } => part < whole * u128::from(percent),
        }
    }
}

/// What a rate should be, in **percent**.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateTarget {
    /// So much or more.
    AtLeast {
        /// Bound in **percent**.
        percent: u32,
    },
    /// So much or less.
    AtMost {
        /// Bound in **percent**.
        percent: u32,
    },
    /// Strictly less.
    LessThan {
        /// Bound in **percent**.
        percent: u32,
    },
}

/// Timeliness of arrivals.
pub const TIMELINESS_TARGET: RateTarget = RateTarget::AtLeast { percent: 90 };
/// Satisfaction of customers.
pub const SATISFACTION_TARGET: RateTarget = RateTarget::AtLeast { percent: 85 };
/// Complaints with a proven fault of service.
pub const PROVEN_COMPLAINTS_TARGET: RateTarget = RateTarget::LessThan { percent: 3 };
/// Return visits handled, at a property manager.
pub const PROPERTY_RETURN_VISITS_TARGET: RateTarget = RateTarget::AtLeast { percent: 100 };
/// Complaints, at a property manager.
pub const PROPERTY_COMPLAINTS_TARGET: RateTarget = RateTarget::AtMost { percent: 1 };

#[cfg(test)]
mod tests {
    use super::*;

    /// timeliness of 90 % or more, satisfaction of 85 % or more, proven complaints strictly below 3 %.
    #[test]
    fn targets_are_compared_exactly_at_their_bounds() {
        assert!(Rate::timeliness(9, 10).unwrap().meets(TIMELINESS_TARGET));
        assert!(!Rate::timeliness(899_999, 1_000_000).unwrap().meets(TIMELINESS_TARGET));
        assert!(Rate::satisfaction(17, 20).unwrap().meets(SATISFACTION_TARGET));
        assert!(!Rate::satisfaction(16, 20).unwrap().meets(SATISFACTION_TARGET));
        assert!(!Rate::complaints(3, 100).unwrap().meets(PROVEN_COMPLAINTS_TARGET), "three in a hundred is not less than 3 %");
        assert!(Rate::complaints(2, 100).unwrap().meets(PROVEN_COMPLAINTS_TARGET));
    }

    /// every return visit is handled, complaints are 1 % at most.
    #[test]
    fn a_property_manager_handles_every_return_visit() {
        assert!(Rate::return_visits(7, 7).unwrap().meets(PROPERTY_RETURN_VISITS_TARGET));
        assert!(!Rate::return_visits(6, 7).unwrap().meets(PROPERTY_RETURN_VISITS_TARGET));
        assert!(Rate::complaints(1, 100).unwrap().meets(PROPERTY_COMPLAINTS_TARGET));
        assert!(!Rate::complaints(2, 100).unwrap().meets(PROPERTY_COMPLAINTS_TARGET));
    }

    /// a rate over nothing is no rate, neither perfect nor nil.
    #[test]
    fn without_services_there_is_no_rate() {
        assert_eq!(Rate::timeliness(0, 0), None);
        assert_eq!(Rate::timeliness(2, 3).unwrap().hundredths_of_percent(), 6_666);
        assert!(Rate::timeliness(u64::MAX, u64::MAX).unwrap().meets(TIMELINESS_TARGET));
    }
}
