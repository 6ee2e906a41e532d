//! Response times by preset (R-136…R-144): what the desk enters, and by when what is due.

use model::documents::visit::records::FaultClass;
use model::policy::{Area, Calendar, Component, Exception, Hours, Policy, Ring};
use model::rules::sla::{Due, NoTarget, Promise, Promised, ServiceFacts, promised};
use model::time::Timestamp;
use server::policies::{PolicyFile, Preset};

/// The instant of a local time at +08:00, such as `2026-11-23 15:30`.
fn at(local: &str) -> Timestamp {
    let local = chrono::NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap();
    Timestamp::from_ms((local.and_utc() - chrono::TimeDelta::hours(8)).timestamp_millis())
}

/// A Monday afternoon.
fn facts() -> ServiceFacts {
    ServiceFacts::received(at("2026-11-23 15:30"))
}

fn ask(policy: &Policy, facts: &ServiceFacts) -> Promised {
    promised(policy.response.as_ref(), policy.calendar().as_ref(), facts)
}

fn preset(name: &str) -> Policy {
    Preset::find(name).unwrap().unwrap().policy
}

fn due(promised: &Promised, promise: Promise) -> Option<Timestamp> {
    promised.target(promise).and_then(|target| target.due.at(None))
}

fn hours_after(hours: i64) -> Option<Timestamp> {
    Some(facts().received_at.plus_ms(hours * 3_600_000))
}

fn service_centre() -> Policy {
    let source = r#"
        [presets]
        response = "service-center"
        [office]
        monday = ["08:30-17:30"]
        tuesday = ["08:30-17:30"]
        wednesday = ["08:30-17:30"]
        thursday = ["08:30-17:30"]
        friday = ["08:30-17:30"]
    "#;
    PolicyFile::read("hengtong.toml", source).unwrap().policy
}

/// R-137: Monday 15:30 in town, office 8:30–17:30: due on Tuesday at 12:30; in the suburbs an hour later.
#[test]
fn a_service_centre_arrives_within_six_working_hours_in_town() {
    let policy = service_centre();
    let town = ask(&policy, &ServiceFacts { area: Some(Area::Town), ..facts() });
    assert_eq!(due(&town, Promise::Arrive), Some(at("2026-11-24 12:30")));
    assert_eq!(town.target(Promise::Arrive).unwrap().basis.code(), "P-02/town/6h/office_hours");
    assert_eq!(town.missing, []);
    let suburb = ask(&policy, &ServiceFacts { area: Some(Area::Suburb), ..facts() });
    assert_eq!(due(&suburb, Promise::Arrive), Some(at("2026-11-24 13:30")));
    let friday = ServiceFacts { area: Some(Area::Town), ..ServiceFacts::received(at("2026-11-27 17:00")) };
    assert_eq!(due(&ask(&policy, &friday), Promise::Arrive), Some(at("2026-11-30 14:00")), "over the weekend");
    let unknown = ask(&policy, &facts());
    assert_eq!((unknown.targets, unknown.missing), (vec![], vec![NoTarget::FactMissing { fact: "area" }]));
}

/// R-137: office hours are the organisation's to set; without them there is no target, and it says so.
#[test]
fn without_office_hours_there_is_no_target_in_office_hours() {
    let asked = ask(&preset("service-center"), &ServiceFacts { area: Some(Area::Town), ..facts() });
    assert_eq!((asked.targets, asked.missing), (vec![], vec![NoTarget::NoOfficeHours]));
}

/// R-138: 2, 3, 4 and 6 hours by ring, round the clock; farther as in the contract; outside the third ring nothing is given.
#[test]
fn security_engineers_come_by_ring_round_the_clock() {
    let policy = preset("security-systems");
    for (ring, hours) in [(Ring::One, 2), (Ring::Two, 3), (Ring::Three, 4), (Ring::NeighbouringTown, 6)] {
        let asked = ask(&policy, &ServiceFacts { ring: Some(ring), ..facts() });
        assert_eq!(due(&asked, Promise::Arrive), hours_after(hours), "{ring:?}");
    }
    let farther = ServiceFacts { ring: Some(Ring::Farther), ..facts() };
    let agreed = ServiceFacts { contract_hours: Some(Hours::whole(12)), ..farther.clone() };
    assert_eq!(due(&ask(&policy, &agreed), Promise::Arrive), hours_after(12));
    assert_eq!(ask(&policy, &farther).missing, [NoTarget::FactMissing { fact: "contract_hours" }]);
    let beyond = ask(&policy, &ServiceFacts { ring: Some(Ring::UrbanBeyondThree), ..facts() });
    assert!(beyond.targets.is_empty());
    assert_eq!(beyond.missing.iter().map(NoTarget::code).collect::<Vec<_>>(), ["no_target/time_not_given/urban_beyond_ring_3/arrive"]);
}

/// R-139: 24, 48 and 72 hours at 300 and 1000 km; exceptions may be noted.
#[test]
fn distance_decides_about_industrial_products() {
    let policy = preset("industrial-products");
    for (km, hours) in [(1, 24), (300, 24), (301, 48), (1000, 48), (1001, 72), (4000, 72)] {
        let asked = ask(&policy, &ServiceFacts { distance_km: Some(km), ..facts() });
        assert_eq!(due(&asked, Promise::Arrive), hours_after(hours), "{km}");
    }
    assert_eq!(policy.response.unwrap().exceptions, [Exception::Holiday, Exception::NoTickets]);
}

/// R-140: body within 100 km on site in 24 h; beyond, or with a supplier, an answer in 12 h; chassis and engine in writing.
#[test]
fn the_faulty_component_decides_at_a_bus_maker() {
    let policy = preset("bus-maker");
    let body =
        |km, supplier| ServiceFacts { component: Some(Component::Body), distance_km: Some(km), supplier_needed: Some(supplier), ..facts() };
    let near = ask(&policy, &body(100, false));
    assert_eq!((due(&near, Promise::Arrive), due(&near, Promise::Answer)), (hours_after(24), None));
    for facts in [body(101, false), body(10, true)] {
        let answered = ask(&policy, &facts);
        assert_eq!((due(&answered, Promise::Arrive), due(&answered, Promise::Answer)), (None, hours_after(12)));
        assert!(!answered.answer_in_writing);
    }
    for component in [Component::Chassis, Component::Engine] {
        let written = ask(&policy, &ServiceFacts { component: Some(component), ..facts() });
        assert_eq!(due(&written, Promise::Answer), hours_after(12));
        assert!(written.answer_in_writing && written.feedback_to_customer);
    }
    assert_eq!(ask(&policy, &facts()).missing, [NoTarget::FactMissing { fact: "component" }]);
}

/// R-141: on site in 24 h, simple repaired in 24 h, complex in 48 h; the customer's wish may be noted.
#[test]
fn automation_arrives_in_a_day_whatever_the_fault_turns_out_to_be() {
    let policy = preset("automation");
    let arrived_at = at("2026-11-24 09:00");
    for (fault, hours) in [(FaultClass::General, 24), (FaultClass::Severe, 48)] {
        let asked = ask(&policy, &ServiceFacts { fault: Some(fault), ..facts() });
        assert_eq!(due(&asked, Promise::Arrive), hours_after(24));
        let fix = asked.target(Promise::Fix).unwrap();
        assert_eq!((fix.due.at(None), fix.due.at(Some(arrived_at))), (None, Some(arrived_at.plus_ms(hours * 3_600_000))));
    }
    // All classes promise the same arrival: which of them it is does not matter for it. For the repair it does.
    let unknown = ask(&policy, &facts());
    assert_eq!(due(&unknown, Promise::Arrive), hours_after(24));
    assert_eq!(unknown.target(Promise::Arrive).unwrap().basis.code(), "P-02/simple|complex|not_classed/24h/round_the_clock");
    assert_eq!(unknown.missing, [NoTarget::FactMissing { fact: "fault" }]);
    assert_eq!(policy.response.unwrap().exceptions, [Exception::CustomerWish]);
}

/// R-142: general: repaired within 4 h of the arrival; major: plan within 4 h, repaired within 12 h, in no case later than 48 h.
#[test]
fn the_fault_table_counts_from_the_arrival_up_to_an_outer_limit() {
    let policy = preset("fault-table");
    let general = ask(&policy, &ServiceFacts { fault: Some(FaultClass::General), ..facts() });
    assert_eq!(general.target(Promise::Fix).unwrap().due, Due::AfterArrival { within: Hours::whole(4), latest_at: None });
    let major = ask(&policy, &ServiceFacts { fault: Some(FaultClass::Major), ..facts() });
    assert_eq!(major.target(Promise::Plan).unwrap().due, Due::AfterArrival { within: Hours::whole(4), latest_at: None });
    let fix = major.target(Promise::Fix).unwrap().due;
    assert_eq!(fix.at(None), hours_after(48));
    assert_eq!(fix.at(hours_after(2)), hours_after(14));
    assert_eq!(fix.at(hours_after(40)), hours_after(48), "the outer limit");
}

/// R-143: an answer to any message in 24 h, on site within the customer's time.
#[test]
fn an_equipment_maker_answers_in_a_day_and_comes_when_the_customer_says() {
    let policy = preset("equipment-maker");
    let wished = at("2026-11-26 10:00");
    let asked = ask(&policy, &ServiceFacts { customer_time: Some(wished), ..facts() });
    assert_eq!((due(&asked, Promise::Answer), due(&asked, Promise::Arrive)), (hours_after(24), Some(wished)));
    let silent = ask(&policy, &facts());
    assert_eq!(due(&silent, Promise::Answer), hours_after(24), "what does not hang on the missing fact stands");
    assert_eq!(silent.missing, [NoTarget::FactMissing { fact: "customer_time" }]);
}

/// R-144: a major fault is restored in 2 h; for the other classes the source gives no time, and none is made up.
#[test]
fn telecom_restores_a_major_fault_in_two_hours() {
    let policy = preset("telecom");
    let major = ask(&policy, &ServiceFacts { fault: Some(FaultClass::Major), ..facts() });
    assert_eq!(due(&major, Promise::Fix), hours_after(2));
    for fault in [FaultClass::Severe, FaultClass::General] {
        let asked = ask(&policy, &ServiceFacts { fault: Some(fault), ..facts() });
        assert!(asked.targets.is_empty() && matches!(asked.missing[..], [NoTarget::TimeNotGiven { .. }]), "{asked:?}");
    }
}

/// R-136: the appointment, the contract, no promise at all, no row at all.
#[test]
fn other_companies_promise_the_appointment_or_nothing() {
    let appointment_at = at("2026-11-25 09:00");
    let agreed = ask(&preset("appliances"), &ServiceFacts { appointment_at: Some(appointment_at), ..facts() });
    assert_eq!(due(&agreed, Promise::Arrive), Some(appointment_at));
    for name in ["gps", "machinery", "doors-windows"] {
        assert_eq!(ask(&preset(name), &facts()).missing, [NoTarget::NothingPromised], "{name}");
    }
    assert_eq!(ask(&preset("refrigeration"), &facts()).missing, [NoTarget::RowUnset]);
    let none: Option<&Calendar> = None;
    assert_eq!(promised(None, none, &facts()).missing, [NoTarget::RowUnset]);
}
