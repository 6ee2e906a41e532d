//! P-02: by when somebody answers, comes, plans and repairs (R-136…R-144).
//!
//! Words: a *class* is a row of the organisation's promise (`town`, `ring_2`, `beyond_1000_km`); what fits the service is looked
//! for from the first class on. A *limit* is one promise of a class. Left out: deciding; [`crate::rules::sla`] does that.

use serde::{Deserialize, Serialize};

use super::amount::Hours;
use super::findings::{Faults, Open, Row};
use crate::documents::visit::records::FaultClass;

/// By when what is due (P-02).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Response {
    /// Which hours count, unless a limit says otherwise.
    pub count: Count,
    /// Classes, the first that fits applies. None at all: the organisation promises no time.
    pub classes: Vec<ResponseClass>,
    /// Exceptions that may be noted when a target is missed. They are shown beside the miss, never taken off it.
    pub exceptions: Vec<Exception>,
}

/// Which hours count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Every hour.
    #[default]
    RoundTheClock,
    /// Only office hours.
    OfficeHours,
}

/// An allowed exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Exception {
    /// A holiday lay in between.
    Holiday,
    /// There were no tickets.
    NoTickets,
    /// The customer wished another time.
    CustomerWish,
}

/// One class of targets: what it takes to belong to it, and what is promised.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ResponseClass {
    /// Its stable code, such as `town`.
    pub name: String,
    /// The customer is in this area.
    pub area: Option<Area>,
    /// The customer is in this zone around the city.
    pub ring: Option<Ring>,
    /// The customer is at most so many **kilometres** away.
    pub within_km: Option<i64>,
    /// The fault is in one of these.
    pub components: Vec<Component>,
    /// The fault is of this class.
    pub fault: Option<FaultClass>,
    /// A supplier is needed, or is not.
    pub supplier_needed: Option<bool>,
    /// The customer has an answer.
    pub answer: Option<Limit>,
    /// The answer is given in writing.
    pub answer_in_writing: bool,
    /// What follows is fed back to the customer.
    pub feedback_to_customer: bool,
    /// Somebody is on site.
    pub arrive: Option<Limit>,
    /// There is a plan.
    pub plan: Option<Limit>,
    /// The fault is gone.
    pub fix: Option<Limit>,
    /// In no case later than so many **hours** after the request.
    pub fix_at_the_latest: Option<Hours>,
}

/// Town or suburb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Area {
    /// In town.
    Town,
    /// In the suburbs.
    Suburb,
}

/// Zone by ring road.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Ring {
    /// Inside the first ring road.
    One,
    /// Inside the second.
    Two,
    /// Inside the third.
    Three,
    /// In the urban area outside the third: the source gives no time.
    UrbanBeyondThree,
    /// In a neighbouring town.
    NeighbouringTown,
    /// Farther away.
    Farther,
}

/// What of a vehicle is faulty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Component {
    /// The body.
    Body,
    /// The chassis.
    Chassis,
    /// The engine.
    Engine,
}

/// One promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limit {
    /// What sets the time.
    pub by: LimitBy,
    /// At most so many **hours**. Absent although hours set the time: the source does not give it.
    pub hours: Option<Hours>,
    /// As a rule not before so many **hours**, where the source gives a range; it binds nobody.
    pub usually_from_hours: Option<Hours>,
    /// From when the hours count.
    pub from: CountFrom,
    /// Which hours count, where it differs from the row.
    pub count: Option<Count>,
}

/// What sets the time of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitBy {
    /// So many hours.
    #[default]
    Hours,
    /// The agreed appointment.
    Appointment,
    /// The time the customer asked for.
    CustomerTime,
    /// The contract.
    Contract,
}

/// From when hours count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountFrom {
    /// From the customer's request.
    #[default]
    Request,
    /// From the arrival on site.
    Arrival,
}

impl ResponseClass {
    /// Whether nothing is left for `later` after this class: the same conditions, and no farther.
    fn takes_all_of(&self, later: &Self) -> bool {
        let same = self.area == later.area
            && self.ring == later.ring
            && self.components == later.components
            && self.fault == later.fault
            && self.supplier_needed == later.supplier_needed;
        same && match (self.within_km, later.within_km) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(most), Some(later)) => later <= most,
        }
    }

    /// The limits of this class with their keys.
    fn limits(&self) -> [(&'static str, Option<Limit>); 4] {
        [("answer", self.answer), ("arrive", self.arrive), ("plan", self.plan), ("fix", self.fix)]
    }
}

impl Response {
    /// Whether any limit counts office hours.
    #[must_use]
    pub fn needs_office_hours(&self) -> bool {
        let limits = self.classes.iter().flat_map(|class| class.limits()).filter_map(|(_, limit)| limit);
        limits
            .filter(|limit| limit.by == LimitBy::Hours || limit.by == LimitBy::Contract)
            .any(|limit| limit.count.unwrap_or(self.count) == Count::OfficeHours)
    }
}

impl Row for Response {
    fn unset(&self, open: &mut Open) {
        for (index, class) in self.classes.iter().enumerate() {
            for (key, limit) in class.limits() {
                let missing = limit.is_some_and(|limit| limit.by == LimitBy::Hours && limit.hours.is_none());
                let why = format!("the source gives no time for the class {}; until it is set there is no target", class.name);
                open.when(missing, format_args!("classes.{index}.{key}.hours"), &why);
            }
        }
    }

    fn check(&self, faults: &mut Faults) {
        for (index, class) in self.classes.iter().enumerate() {
            let key = |part: &str| format!("classes.{index}.{part}");
            faults.when(class.name.trim().is_empty(), key("name"), "a class needs a name");
            let twice = self.classes.iter().take(index).any(|earlier| earlier.name == class.name);
            faults.when(twice, key("name"), format!("the class {} is named twice", class.name));
            faults.within(class.within_km, 1, 40_000, key("within_km"));
            for (part, limit) in class.limits() {
                let Some(limit) = limit else { continue };
                faults.hours(limit.hours, key(&format!("{part}.hours")));
                faults.hours(limit.usually_from_hours, key(&format!("{part}.usually_from_hours")));
                let backwards = matches!((limit.usually_from_hours, limit.hours), (Some(from), Some(to)) if from > to);
                faults.when(backwards, key(&format!("{part}.usually_from_hours")), "it is more than the most");
            }
            for (part, limit) in class.limits() {
                let office_hours =
                    limit.is_some_and(|limit| limit.from == CountFrom::Arrival && limit.count.unwrap_or(self.count) == Count::OfficeHours);
                faults.when(
                    office_hours,
                    key(&format!("{part}.from")),
                    "hours from the arrival count round the clock: a visit knows no office hours",
                );
            }
            let early = class.arrive.is_some_and(|arrive| arrive.from == CountFrom::Arrival);
            faults.when(early, key("arrive.from"), "an arrival cannot be counted from the arrival");
            faults.hours(class.fix_at_the_latest, key("fix_at_the_latest"));
        }
        for (index, class) in self.classes.iter().enumerate() {
            let earlier = self.classes.iter().take(index).find(|earlier| earlier.takes_all_of(class));
            if let Some(earlier) = earlier {
                let part = if class.within_km.is_some() { "within_km" } else { "name" };
                let reason = format!("this class never applies: {} takes all of it before; limits must ascend", earlier.name);
                faults.when(true, format_args!("classes.{index}.{part}"), reason);
            }
        }
    }
}
