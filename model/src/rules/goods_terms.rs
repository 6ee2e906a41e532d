//! What a policy comes to for goods that are taken along and for parts that are taken out: read once when the document is
//! opened, kept with it.

use crate::documents::old_part::records::OldPartTerms;
use crate::documents::repair::records::{Inspector, PromiseDuty, RepairTerms};
use crate::policy::{MissedPromiseDuty, Policy, Unit};

impl Policy {
    /// What this policy, known as `name`, says for goods that are taken along: promises (P-22, P-07) and who passes them (P-23). The
    /// repair time of R-102 goes by contract and channel, which no policy row holds: there is none.
    #[must_use]
    pub fn repair_terms(&self, name: &str) -> RepairTerms {
        let check = self.take_away_check.as_ref();
        RepairTerms {
            policy: name.to_owned(),
            promise: self.completion_promise.as_ref().and_then(|promise| promise.may).unwrap_or_default(),
            late: self.missed_promise.as_ref().and_then(|missed| missed.duty).map(duty).unwrap_or_default(),
            inspector: check.and_then(|check| check.by).map(inspector).unwrap_or_default(),
            via_stock: check.is_some_and(|check| check.via_stock),
            repair_days: None,
            utc_offset_minutes: self.utc_offset_minutes(),
        }
    }

    /// What this policy, known as `name`, says for a part that is taken out: by when it is handed over (R-120, P-18). Whether parts are
    /// dealt with every month no policy row holds.
    #[must_use]
    pub fn old_part_terms(&self, name: &str) -> OldPartTerms {
        let days = self.part_clearing.as_ref().and_then(|clearing| clearing.old_part_days);
        OldPartTerms {
            policy: name.to_owned(),
            old_part_days: days.and_then(|days| u32::try_from(days).ok()),
            monthly: false,
            utc_offset_minutes: self.utc_offset_minutes(),
        }
    }

    /// The organisation's time zone: **minutes** ahead of UTC.
    #[must_use]
    pub fn utc_offset_minutes(&self) -> i32 {
        i32::try_from(self.time_zone).unwrap_or_default()
    }
}

fn duty(duty: MissedPromiseDuty) -> PromiseDuty {
    match duty {
        MissedPromiseDuty::TellSupervisor => PromiseDuty::TellSupervisor,
        MissedPromiseDuty::TellMarketDepartment => PromiseDuty::TellMarketing,
        MissedPromiseDuty::TellCustomerBeforehand => PromiseDuty::TellCustomer,
        MissedPromiseDuty::KeepIt => PromiseDuty::Keep,
    }
}

/// The office that passes a repair; any other unit that a policy names acts through its supervisor.
fn inspector(unit: Unit) -> Inspector {
    match unit {
        Unit::QualityInspector | Unit::QualityDepartment => Inspector::QualityInspector,
        Unit::TechnicalQualityDepartment | Unit::TechnicalDepartmentHead => Inspector::TechnicalQuality,
        _ => Inspector::Supervisor,
    }
}
