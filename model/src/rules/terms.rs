//! What a policy comes to for one visit: computed once when the visit is opened, kept with it, never computed anew.

use super::sla::{Due, Promise, Promised, ServiceFacts, Target, promised};
use crate::documents::visit::records::{ChargeTerms, Charging, ClassTargets, FaultClass, FeeTerms, SignOffTerms, StampUse, Targets, Terms};
use crate::policy::{Charge, Charges, Policy, SurveyTrigger};
use crate::time::Timestamp;

/// What terms are computed from, beside the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsFacts {
    /// Which policy at which version, for people who ask why.
    pub policy: String,
    /// What is known of the service.
    pub service: ServiceFacts,
    /// Who gave the leader's consent to a fee with the order.
    pub leader_consent_by: Option<String>,
}

impl Policy {
    /// What this policy says for one visit: due times (P-02), fees (P-05, P-06), sign-off (P-04, P-13, P-14), promises (P-22)
    /// and old parts (P-18). Rows that are not set give nothing, and [`Targets::basis`] says why there is no target.
    #[must_use]
    pub fn terms(&self, facts: &TermsFacts) -> Terms {
        let charges = self.charges.clone().unwrap_or_default();
        let collection = self.collection.as_ref();
        let stamp_required = self.filing.as_ref().is_some_and(|filing| filing.stamp_required);
        let trigger = self.surveys.as_ref().and_then(|surveys| surveys.trigger);
        let scale = self.grades.as_ref().and_then(|grades| grades.scale);
        let old_part_days = self.part_clearing.as_ref().and_then(|clearing| clearing.old_part_days);
        Terms {
            policy: facts.policy.clone(),
            targets: self.targets(&facts.service),
            fees: FeeTerms {
                consent_first: charges.consent_before_work,
                leader_consent_needed: charges.leader_consent,
                leader_consent_by: facts.leader_consent_by.clone(),
                small_fee_limit_fen: collection.and_then(|collection| collection.small_fee_limit_fen),
                invoice: collection.and_then(|collection| collection.invoice).unwrap_or_default(),
                charges: self.charges.as_ref().map(charge_terms),
            },
            sign_off: SignOffTerms {
                stamp: if stamp_required { StampUse::Required } else { StampUse::Counts },
                survey_on_site: trigger == Some(SurveyTrigger::EveryServiceOnSite),
                survey_scale: scale.map(|scale| scale.code().to_owned()).unwrap_or_default(),
            },
            promise: self.completion_promise.as_ref().and_then(|promise| promise.may).unwrap_or_default(),
            old_part_days: old_part_days.and_then(|days| u32::try_from(days).ok()),
            utc_offset_minutes: Some(self.utc_offset_minutes()),
        }
    }

    fn targets(&self, service: &ServiceFacts) -> Targets {
        let calendar = self.calendar();
        let promised_for = |service: &ServiceFacts| promised(self.response.as_ref(), calendar.as_ref(), service);
        let promised = promised_for(service);
        let at = |promise| promised.target(promise).and_then(|target| target.due.at(None));
        let after_arrival = |promise| promised.target(promise).and_then(after_arrival_ms);
        let fix = |promised: &Promised| {
            let target = promised.target(Promise::Fix);
            let fix_by = target.and_then(|target| target.due.at(None));
            ClassTargets { fix_by, fix_after_arrival_ms: target.and_then(after_arrival_ms) }
        };
        let classes = [FaultClass::General, FaultClass::Severe, FaultClass::Major];
        let of_class = classes.map(|class| (class, fix(&promised_for(&ServiceFacts { fault: Some(class), ..service.clone() }))));
        Targets {
            by_class: of_class.into_iter().filter(|(_, target)| *target != fix(&promised)).collect(),
            basis: basis(&promised),
            answer_by: at(Promise::Answer),
            arrive_by: at(Promise::Arrive),
            plan_by: at(Promise::Plan),
            fix_by: at(Promise::Fix),
            plan_after_arrival_ms: after_arrival(Promise::Plan),
            fix_after_arrival_ms: after_arrival(Promise::Fix),
            answer_in_writing: promised.answer_in_writing,
            feedback_to_customer: promised.feedback_to_customer,
            exceptions: self.response.iter().flat_map(|response| &response.exceptions).map(|exception| (*exception, true)).collect(),
        }
    }
}

/// What each type of service charges the customer (P-05). A type that the policy leaves open keeps to the trade: paid and contract
/// service charge, free and internal service do not.
fn charge_terms(charges: &Charges) -> ChargeTerms {
    let charging = |charge: Option<Charge>, otherwise: bool| match charge {
        Some(charge) => Charging { parts: charge.parts.is_charged(), labour: charge.labour.is_charged() },
        None => Charging { parts: otherwise, labour: otherwise },
    };
    ChargeTerms { a: charging(charges.a, true), b: charging(charges.b, true), c: charging(charges.c, false), d: charging(charges.d, false) }
}

impl Terms {
    /// What applies once the fault has this class: its own time to be gone, where the policy gives it one.
    #[must_use]
    pub fn of_class(&self, class: Option<FaultClass>) -> Self {
        let mut terms = self.clone();
        if let Some(own) = class.and_then(|class| self.targets.by_class.get(&class)) {
            terms.targets.fix_by = own.fix_by;
            terms.targets.fix_after_arrival_ms = own.fix_after_arrival_ms;
        }
        terms
    }
}

fn after_arrival_ms(target: &Target) -> Option<i64> {
    match target.due {
        Due::AfterArrival { within, .. } => Some(within.as_ms()),
        Due::At(_) => None,
    }
}

impl Targets {
    /// When `promise` is due for a visit whose technician arrived at `arrived_at`; `None` where there is no target, or none yet.
    #[must_use]
    pub fn due_at(&self, promise: Promise, arrived_at: Option<Timestamp>) -> Option<Timestamp> {
        let (by, after_arrival_ms) = match promise {
            Promise::Answer => (self.answer_by, None),
            Promise::Arrive => (self.arrive_by, None),
            Promise::Plan => (self.plan_by, self.plan_after_arrival_ms),
            Promise::Fix => (self.fix_by, self.fix_after_arrival_ms),
        };
        let after_arrival = arrived_at.zip(after_arrival_ms).map(|(arrived_at, span_ms)| arrived_at.plus_ms(span_ms));
        [by, after_arrival].into_iter().flatten().min()
    }
}

/// What the targets rest on and why others are missing, each once, as stable codes joined by `;`.
fn basis(promised: &Promised) -> String {
    let mut codes: Vec<String> = Vec::new();
    let given = promised.targets.iter().map(|target| target.basis.code());
    for code in given.chain(promised.missing.iter().map(super::sla::NoTarget::code)) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes.join(";")
}
