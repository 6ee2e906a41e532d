//! By when what is due (R-136…R-144).
//!
//! Words: a *target* is one promise for one service with the instant it comes to and what it rests on; the *facts* are what the
//! desk knows when the request is registered. Where the policy or the facts give no time there is no target, and the reason is
//! part of the answer. Left out: whether a target was kept; [`super::kept`] judges that.

use serde::{Deserialize, Serialize};

use crate::documents::visit::records::FaultClass;
use crate::policy::{Area, Calendar, Component, Count, CountFrom, Hours, Limit, LimitBy, Response, ResponseClass, Ring};
use crate::time::Timestamp;

/// What is known of a service when its request is registered. What nobody knows is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceFacts {
    /// When the customer asked.
    pub received_at: Timestamp,
    /// The agreed appointment.
    pub appointment_at: Option<Timestamp>,
    /// The latest time the customer accepts for an arrival.
    pub customer_time: Option<Timestamp>,
    /// Town or suburb.
    pub area: Option<Area>,
    /// Zone by ring road.
    pub ring: Option<Ring>,
    /// Way to the customer in **kilometres**.
    pub distance_km: Option<i64>,
    /// What is faulty.
    pub component: Option<Component>,
    /// How bad the fault is.
    pub fault: Option<FaultClass>,
    /// Whether a supplier is needed.
    pub supplier_needed: Option<bool>,
    /// What the contract says about the arrival, in **hours** from the request.
    pub contract_hours: Option<Hours>,
}

impl ServiceFacts {
    /// A request of which only the time is known.
    #[must_use]
    pub fn received(received_at: Timestamp) -> Self {
        Self {
            received_at,
            appointment_at: None,
            customer_time: None,
            area: None,
            ring: None,
            distance_km: None,
            component: None,
            fault: None,
            supplier_needed: None,
            contract_hours: None,
        }
    }
}

/// What is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Promise {
    /// The customer has an answer.
    Answer,
    /// Somebody is on site.
    Arrive,
    /// There is a plan.
    Plan,
    /// The fault is gone.
    Fix,
}

impl Promise {
    const ALL: [Self; 4] = [Self::Answer, Self::Arrive, Self::Plan, Self::Fix];

    fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Arrive => "arrive",
            Self::Plan => "plan",
            Self::Fix => "fix",
        }
    }

    fn limit(self, class: &ResponseClass) -> Option<Limit> {
        match self {
            Self::Answer => class.answer,
            Self::Arrive => class.arrive,
            Self::Plan => class.plan,
            Self::Fix => class.fix,
        }
    }
}

/// One promise for one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What is promised.
    pub promise: Promise,
    /// By when.
    pub due: Due,
    /// What it rests on.
    pub basis: Basis,
}

/// By when something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// By this instant.
    At(Timestamp),
    /// So long after the arrival, round the clock.
    AfterArrival {
        /// So many **hours**.
        within: Hours,
        /// In no case later than this.
        latest_at: Option<Timestamp>,
    },
}

/// What a target rests on: shown to those who ask why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Class of the policy.
    pub class: String,
    /// What set the time.
    pub by: LimitBy,
    /// The hours, where hours set it.
    pub hours: Option<Hours>,
    /// Which hours count.
    pub count: Count,
}

impl Basis {
    /// The basis as a stable code, such as `P-02/town/6h/office_hours`.
    #[must_use]
    pub fn code(&self) -> String {
        let set_by = match (self.by, self.hours) {
            (LimitBy::Appointment, _) => "appointment".to_owned(),
            (LimitBy::CustomerTime, _) => "customer_time".to_owned(),
            (LimitBy::Contract, Some(hours)) => format!("contract_{hours}"),
            (LimitBy::Contract, None) => "contract".to_owned(),
            (LimitBy::Hours, Some(hours)) => hours.to_string(),
            (LimitBy::Hours, None) => "hours".to_owned(),
        };
        let count = match self.count {
            Count::OfficeHours => "office_hours",
            Count::RoundTheClock => "round_the_clock",
        };
        format!("P-02/{}/{set_by}/{count}", self.class)
    }
}

/// Why there is no target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTarget {
    /// The organisation has not chosen its response times.
    RowUnset,
    /// The organisation promises no time.
    NothingPromised,
    /// The service is in none of the classes.
    NoClassFits,
    /// The class is named, but its time is not given; it must be set (section "Gaps" of the sources).
    TimeNotGiven {
        /// The class.
        class: String,
        /// Which promise.
        promise: Promise,
    },
    /// The class cannot be told without this fact.
    FactMissing {
        /// The fact.
        fact: &'static str,
    },
    /// Office hours count, and none are set, or the office never opens long enough.
    NoOfficeHours,
}

impl NoTarget {
    /// The reason as a stable code, such as `no_target/fact_missing/area`.
    #[must_use]
    pub fn code(&self) -> String {
        let reason = match self {
            Self::RowUnset => "row_unset".to_owned(),
            Self::NothingPromised => "nothing_promised".to_owned(),
            Self::NoClassFits => "no_class_fits".to_owned(),
            Self::TimeNotGiven { class, promise } => format!("time_not_given/{class}/{}", promise.word()),
            Self::FactMissing { fact } => format!("fact_missing/{fact}"),
            Self::NoOfficeHours => "no_office_hours".to_owned(),
        };
        format!("no_target/{reason}")
    }
}

/// The targets of a service, and why others are missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Promised {
    /// Targets in the order answer, arrive, plan, fix; at most one of each.
    pub targets: Vec<Target>,
    /// Why there are no (more) targets. Empty if the class promises nothing else.
    pub missing: Vec<NoTarget>,
    /// The answer is owed in writing.
    pub answer_in_writing: bool,
    /// What follows is owed to the customer as feedback.
    pub feedback_to_customer: bool,
}

impl Promised {
    /// The target of this promise, if there is one.
    #[must_use]
    pub fn target(&self, promise: Promise) -> Option<&Target> {
        self.targets.iter().find(|target| target.promise == promise)
    }

    fn nothing(reason: NoTarget) -> Self {
        Self { missing: vec![reason], ..Self::default() }
    }
}

/// What the policy promises for a service (R-136…R-144). `response` is the policy's row P-02, `calendar` its office hours.
///
/// Where a fact is missing, a promise stands as far as it is the same whatever the fact may be.
#[must_use]
pub fn promised(response: Option<&Response>, calendar: Option<&Calendar>, facts: &ServiceFacts) -> Promised {
    let Some(response) = response else { return Promised::nothing(NoTarget::RowUnset) };
    if response.classes.is_empty() {
        return Promised::nothing(NoTarget::NothingPromised);
    }
    let fitting = Fitting::of(response, facts);
    if fitting.classes.is_empty() {
        return Promised::nothing(NoTarget::NoClassFits);
    }
    let mut promised = Promised {
        answer_in_writing: fitting.classes.iter().all(|class| class.answer_in_writing),
        feedback_to_customer: fitting.classes.iter().all(|class| class.feedback_to_customer),
        ..Promised::default()
    };
    for promise in Promise::ALL {
        match target(promise, &fitting, response, calendar, facts) {
            Ok(target) => promised.targets.extend(target),
            Err(reason) if promised.missing.contains(&reason) => {}
            Err(reason) => promised.missing.push(reason),
        }
    }
    promised
}

/// Classes that a service may belong to.
struct Fitting<'a> {
    /// The first that certainly fits, and those before it that may.
    classes: Vec<&'a ResponseClass>,
    /// Whether the last of them certainly fits.
    certain: bool,
    /// The first fact that would tell more.
    missing: Option<&'static str>,
}

impl<'a> Fitting<'a> {
    fn of(response: &'a Response, facts: &ServiceFacts) -> Self {
        let mut fitting = Self { classes: Vec::new(), certain: false, missing: None };
        for class in &response.classes {
            match fits(class, facts) {
                Fits::No => {}
                Fits::Unknown(fact) => {
                    fitting.classes.push(class);
                    fitting.missing.get_or_insert(fact);
                }
                Fits::Yes => {
                    fitting.classes.push(class);
                    fitting.certain = true;
                    break;
                }
            }
        }
        fitting
    }
}

enum Fits {
    Yes,
    No,
    Unknown(&'static str),
}

fn fits(class: &ResponseClass, facts: &ServiceFacts) -> Fits {
    let same = |fact: &'static str, wanted: bool, known: Option<bool>| match (wanted, known) {
        (false, _) | (true, Some(true)) => Fits::Yes,
        (true, Some(false)) => Fits::No,
        (true, None) => Fits::Unknown(fact),
    };
    let component = facts.component.map(|component| class.components.contains(&component));
    let conditions = [
        same("component", !class.components.is_empty(), component),
        same("area", class.area.is_some(), facts.area.map(|area| class.area == Some(area))),
        same("ring", class.ring.is_some(), facts.ring.map(|ring| class.ring == Some(ring))),
        same("fault", class.fault.is_some(), facts.fault.map(|fault| class.fault == Some(fault))),
        same("distance_km", class.within_km.is_some(), facts.distance_km.map(|km| class.within_km.is_some_and(|most| km <= most))),
        same("supplier_needed", class.supplier_needed.is_some(), facts.supplier_needed.map(|needed| class.supplier_needed == Some(needed))),
    ];
    let mut unknown = None;
    for condition in conditions {
        match condition {
            Fits::No => return Fits::No,
            Fits::Unknown(fact) => unknown = unknown.or(Some(fact)),
            Fits::Yes => {}
        }
    }
    unknown.map_or(Fits::Yes, Fits::Unknown)
}

fn target(
    promise: Promise,
    fitting: &Fitting<'_>,
    response: &Response,
    calendar: Option<&Calendar>,
    facts: &ServiceFacts,
) -> Result<Option<Target>, NoTarget> {
    let latest = |class: &ResponseClass| if promise == Promise::Fix { class.fix_at_the_latest } else { None };
    let mut limits = fitting.classes.iter().map(|class| (promise.limit(class), latest(class)));
    let Some((limit, latest)) = limits.next() else { return Ok(None) };
    let differ = limits.any(|other| other != (limit, latest)) || (!fitting.certain && limit.is_some());
    if differ {
        return Err(fitting.missing.map_or(NoTarget::NoClassFits, |fact| NoTarget::FactMissing { fact }));
    }
    let (Some(limit), Some(class)) = (limit, fitting.classes.last()) else { return Ok(None) };
    let count = limit.count.unwrap_or(response.count);
    let names = fitting.classes.iter().map(|class| class.name.as_str()).collect::<Vec<_>>().join("|");
    let basis = |hours| Basis { class: names, by: limit.by, hours, count };
    let missing = |fact| NoTarget::FactMissing { fact };
    let (due, hours) = match limit.by {
        LimitBy::Appointment => (Due::At(facts.appointment_at.ok_or(missing("appointment_at"))?), None),
        LimitBy::CustomerTime => (Due::At(facts.customer_time.ok_or(missing("customer_time"))?), None),
        LimitBy::Contract => {
            let hours = facts.contract_hours.ok_or(missing("contract_hours"))?;
            (Due::At(after(facts.received_at, hours, count, calendar)?), Some(hours))
        }
        LimitBy::Hours => {
            let hours = limit.hours.ok_or_else(|| NoTarget::TimeNotGiven { class: class.name.clone(), promise })?;
            let latest_at = latest.map(|latest| after(facts.received_at, latest, count, calendar)).transpose()?;
            let due = match limit.from {
                CountFrom::Request => {
                    let due_at = after(facts.received_at, hours, count, calendar)?;
                    Due::At(latest_at.map_or(due_at, |latest_at| due_at.min(latest_at)))
                }
                CountFrom::Arrival => Due::AfterArrival { within: hours, latest_at },
            };
            (due, Some(hours))
        }
    };
    Ok(Some(Target { promise, due, basis: basis(hours) }))
}

fn after(from: Timestamp, hours: Hours, count: Count, calendar: Option<&Calendar>) -> Result<Timestamp, NoTarget> {
    match count {
        Count::RoundTheClock => Ok(from.plus_ms(hours.as_ms())),
        Count::OfficeHours => calendar.ok_or(NoTarget::NoOfficeHours)?.after(from, hours.as_ms()).map_err(|_| NoTarget::NoOfficeHours),
    }
}

impl Due {
    /// The instant, once the technician has arrived at `arrived_at`; before that as far as it is known.
    #[must_use]
    pub fn at(self, arrived_at: Option<Timestamp>) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::AfterArrival { within, latest_at } => {
                let after_arrival = arrived_at.map(|arrived_at| arrived_at.plus_ms(within.as_ms()));
                [after_arrival, latest_at].into_iter().flatten().min()
            }
        }
    }
}
