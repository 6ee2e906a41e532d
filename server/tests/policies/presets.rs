//! Every preset against the figures of the rule book (3.15).

use model::policy::{Policy, ROWS};
use serde_json::{Value, json};
use server::policies::Preset;

fn preset(name: &str) -> Value {
    serde_json::to_value(Preset::find(name).unwrap().unwrap().policy).unwrap()
}

/// Whether `found` says everything that `expected` says; lists are compared as a whole, their entries in the same way.
fn says(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            expected.iter().all(|(key, value)| found.get(key).is_some_and(|found| says(found, value)))
        }
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len() && found.iter().zip(expected).all(|(found, expected)| says(found, expected))
        }
        _ => found == expected,
    }
}

#[test]
fn every_preset_loads_passes_its_check_and_survives_json() {
    let presets = Preset::all().unwrap();
    assert_eq!(presets.len(), 35);
    for preset in presets {
        assert_eq!(preset.policy.check(), [], "{}", preset.name);
        assert!(preset.rows().count() > 0, "{} says nothing", preset.name);
        assert!(!preset.title().is_empty(), "{} does not say what it is", preset.name);
        let json = serde_json::to_string(&preset.policy).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), preset.policy, "{}", preset.name);
        let file = std::fs::read_to_string(format!("{}/policies/{}.toml", env!("CARGO_MANIFEST_DIR"), preset.name)).unwrap();
        assert_eq!(file, preset.text);
    }
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/policies")).unwrap().count();
    assert_eq!(files, 35, "a file lies there that the program does not know");
}

#[test]
fn every_row_has_a_preset_and_its_number() {
    assert_eq!(ROWS.len(), 24);
    for (index, row) in ROWS.iter().enumerate() {
        assert_eq!(row.policy, format!("P-{:02}", index + 1));
        assert!(!Preset::with_row(row.table).unwrap().is_empty(), "{}", row.table);
    }
}

/// P-01…P-24: row, preset, and what the rule book says.
#[test]
fn presets_say_what_the_rule_book_says() {
    let free = json!({ "parts": "free", "labour": "free" });
    let pays = json!({ "parts": "customer", "labour": "customer" });
    let contract = json!({ "parts": "contract", "labour": "contract" });
    let hours = |hours: i64| json!({ "arrive": { "by": "hours", "hours": hours, "from": "request" } });
    let abcd = json!({ "a": pays, "b": contract, "c": free, "d": { "parts": "internal", "labour": "internal" } });
    let five = json!(["quality_department", "manufacturing", "sales", "accounting", "general_manager_office"]);
    let numbered = json!({ "number": "year_month_serial", "copies": "numbered_copies", "holders": five });
    let unset_amounts = json!({ "steps": [
        { "by": "sales_manager", "up_to_fen": null }, { "by": "deputy_general_manager", "up_to_fen": null }, { "by": "general_manager", "up_to_fen": null },
    ] });
    let table = [
        ("intake", "service-center", json!({ "required": ["name", "address", "phone", "model"] })),
        (
            "intake",
            "machinery",
            json!({ "required": ["name", "address", "phone", "model", "product_name", "specification", "purchase_date", "purchase_place"] }),
        ),
        ("intake", "gps", json!({ "required": ["name", "exact_address", "contact", "model", "purchase_date", "problem", "symptom"] })),
        ("intake", "appliances", json!({ "required": ["name", "address", "phone", "model", "purchase_date", "symptom"] })),
        ("intake", "electrical-goods", json!({ "required": ["name", "contact", "fault"] })),
        ("intake", "weak-current", json!({ "required": ["contact", "contact_data", "service_wanted", "present_state"] })),
        ("response", "service-center", json!({ "count": "office_hours", "classes": [hours(6), hours(7)] })),
        (
            "response",
            "security-systems",
            json!({ "count": "round_the_clock", "classes": [
            hours(2), hours(3), hours(4), { "ring": "urban_beyond_three", "arrive": { "hours": null } }, hours(6), { "arrive": { "by": "contract" } },
        ] }),
        ),
        (
            "response",
            "industrial-products",
            json!({ "exceptions": ["holiday", "no_tickets"], "classes": [
            { "within_km": 300, "arrive": { "hours": 24 } }, { "within_km": 1000, "arrive": { "hours": 48 } }, { "within_km": null, "arrive": { "hours": 72 } },
        ] }),
        ),
        (
            "response",
            "bus-maker",
            json!({ "classes": [
            { "components": ["body"], "within_km": 100, "arrive": { "hours": 24 } },
            { "components": ["body"], "answer": { "hours": 12 }, "arrive": null },
            { "components": ["chassis", "engine"], "answer": { "hours": 12 }, "answer_in_writing": true, "feedback_to_customer": true },
        ] }),
        ),
        (
            "response",
            "automation",
            json!({ "exceptions": ["customer_wish"], "classes": [
            { "arrive": { "hours": 24 }, "fix": { "hours": 24 } }, { "arrive": { "hours": 24 }, "fix": { "hours": 48 } }, { "fault": null, "arrive": { "hours": 24 }, "fix": null },
        ] }),
        ),
        ("response", "equipment-maker", json!({ "classes": [{ "answer": { "hours": 24 }, "arrive": { "by": "customer_time" } }] })),
        (
            "response",
            "fault-table",
            json!({ "classes": [
            { "fix": { "usually_from_hours": 2, "hours": 4, "from": "arrival" } },
            { "plan": { "usually_from_hours": 2, "hours": 4, "from": "arrival" }, "fix": { "hours": 12, "from": "arrival" }, "fix_at_the_latest": 48 },
        ] }),
        ),
        (
            "response",
            "telecom",
            json!({ "classes": [{ "fault": "major", "fix": { "hours": 2 } }, { "fix": { "hours": null } }, { "fix": { "hours": null } }] }),
        ),
        ("response", "appliances", json!({ "classes": [{ "arrive": { "by": "appointment" } }] })),
        ("response", "it-services", json!({ "classes": [{ "arrive": { "by": "contract" } }] })),
        ("response", "gps", json!({ "classes": [] })),
        ("response", "machinery", json!({ "classes": [] })),
        ("response", "doors-windows", json!({ "classes": [] })),
        ("dispatch", "service-center", json!({ "by": "service_supervisor" })),
        ("dispatch", "machinery", json!({ "by": "factory_director" })),
        ("dispatch", "gps", json!({ "by": "division_manager", "slip_approved_by": "division_manager" })),
        ("dispatch", "doors-windows", json!({ "by": "customer_service_supervisor", "rotation": true })),
        ("dispatch", "security-systems", json!({ "by": "technical_department_head", "if_unreachable": "engineer" })),
        ("dispatch", "property", json!({ "by": "responsible_department" })),
        ("dispatch", "electrical-goods", json!({ "by": "after_sales" })),
        ("filing", "service-center", json!({ "filed_by": "desk" })),
        ("filing", "machinery", json!({ "logged_by": "desk", "filed_by": "quality_department" })),
        ("filing", "bus-maker", json!({ "approved_by": "leader", "filed_by": "archive" })),
        ("filing", "weak-current", json!({ "filed_by": "customer_service_centre" })),
        ("filing", "automation", json!({ "filed_by": "quality_record_procedure" })),
        ("filing", "security-systems", json!({ "stamp_required": true, "filed_by": null })),
        ("charges", "service-center", abcd.clone()),
        ("charges", "machinery", abcd),
        ("charges", "machinery", json!({ "advice_is_d": true })),
        ("charges", "product-service", json!({ "a": pays, "b": { "parts": "customer_at_cost", "labour": "free" }, "c": free, "d": null })),
        ("charges", "gps", json!({ "a": { "parts": "customer", "labour": "free" } })),
        ("charges", "bus-maker", json!({ "leader_consent": true })),
        ("charges", "retail-chain", json!({ "a": pays, "c": free })),
        ("collection", "service-center", json!({ "invoice": "mailed", "small_fee_limit_fen": null })),
        ("collection", "machinery", json!({ "invoice": "mailed", "small_fee_limit_fen": null })),
        ("collection", "gps", json!({ "invoice": "on_site", "small_fee_limit_fen": null })),
        ("collection", "product-service", json!({ "invoice": "on_site", "small_fee_limit_fen": null })),
        ("missed_promise", "service-center", json!({ "duty": "tell_supervisor" })),
        ("missed_promise", "machinery", json!({ "duty": "tell_market_department" })),
        ("missed_promise", "retail-chain", json!({ "duty": "tell_customer_beforehand" })),
        ("missed_promise", "product-service", json!({ "duty": "keep_it" })),
        (
            "complaint_deadlines",
            "pcb-maker",
            json!({ "close_days": 13, "close_foreign_days": 17, "stages": [
            { "days": 0.5 }, { "days": 1 }, { "days": 1 }, { "days": 1 }, { "days": 5, "foreign_days": 12 }, { "days": 0.5 },
        ] }),
        ),
        ("complaint_deadlines", "manufacturer", json!({ "close_days": 15, "close_foreign_days": 20 })),
        (
            "complaint_deadlines",
            "machinery",
            json!({ "close_days": 6, "stages": [{ "days": 1 }, { "days": 1 }, { "days": 1 }, { "days": 1 }, { "days": 2 }] }),
        ),
        (
            "complaint_deadlines",
            "retail-chain",
            json!({ "working_days": true, "answer_days": 5, "department_days": 3, "return_visit_days": 5 }),
        ),
        ("complaint_deadlines", "property", json!({ "answer_days": 3 })),
        ("complaint_deadlines", "utility-desk", json!({ "answer_days": 3 })),
        ("complaint_deadlines", "vehicle-maker", json!({ "promised_time": true })),
        (
            "approval",
            "machinery",
            json!({ "steps": [
            { "up_to_fen": 100_000, "by": "market_department" }, { "up_to_fen": 500_000, "by": "general_manager" }, { "up_to_fen": null, "by": "chairman" },
        ] }),
        ),
        ("approval", "pcb-maker", unset_amounts.clone()),
        ("approval", "manufacturer", unset_amounts),
        ("complaint_papers", "pcb-maker", numbered.clone()),
        ("complaint_papers", "manufacturer", numbered),
        ("complaint_papers", "machinery", json!({ "number": "year_month_serial", "copies": "original_and_distribution" })),
        ("complaint_papers", "property", json!({ "papers_with_one_number": 3 })),
        ("complaint_papers", "consumer-goods", json!({ "number": "file_number_and_date" })),
        (
            "return_difference",
            "pcb-maker",
            json!({ "less": "real_quantity", "more": "real_quantity_within_ratio", "over_delivery_percent": null }),
        ),
        (
            "return_difference",
            "manufacturer",
            json!({ "less": "real_quantity", "more": "real_quantity_within_ratio", "over_delivery_percent": null }),
        ),
        ("return_difference", "machinery", json!({ "less": "refused", "more": "refused" })),
        (
            "return_visits",
            "property",
            json!({ "rules": [
            { "after": "safety_equipment_repair", "within_days": 2 }, { "after": "leak_repair", "within_days": 3 }, { "after": "repair", "within_days": 7 },
            { "by": "manager", "share_percent": 10 }, { "by": "supervisor", "share_percent": 30 }, { "by": "repair_head", "share_percent": 60 },
            { "by": "property_officer", "every": null },
        ] }),
        ),
        (
            "return_visits",
            "utility-desk",
            json!({ "rules": [{ "share_percent": 100, "every": "day" }, { "share_percent": 20, "every": "quarter" }] }),
        ),
        ("return_visits", "it-services", json!({ "rules": [{ "every": "month" }, { "every": "quarter" }] })),
        ("return_visits", "vehicle-maker", json!({ "rules": [{ "after": "pick_up", "from_days": 5, "within_days": 7 }] })),
        ("return_visits", "automation", json!({ "rules": [{ "after": "user_tour", "every": "year" }] })),
        ("return_visits", "retail-chain", json!({ "rules": [{ "within_days": 5, "working_days": true }] })),
        ("return_visits", "appliances", json!({ "rules": [{ "after": "phone_advice", "after_hours": 24 }] })),
        ("surveys", "service-center", json!({ "trigger": "every_call_out" })),
        ("surveys", "equipment-maker", json!({ "trigger": "every_service_on_site" })),
        ("surveys", "machinery", json!({ "trigger": "period_and_occasion" })),
        ("surveys", "property", json!({ "trigger": "period", "to_months": 12 })),
        ("surveys", "security-systems", json!({ "trigger": "period", "from_months": 6, "to_months": 12 })),
        ("surveys", "weak-current", json!({ "trigger": "on_the_sheet" })),
        ("surveys", "it-services", json!({ "trigger": "any_channel" })),
        ("grades", "service-center", json!({ "scale": "four_grades", "grades": [] })),
        ("grades", "satisfaction-sheet", json!({ "grades": [{ "points": 100 }, { "points": 90 }, { "points": 80 }] })),
        ("grades", "feedback-sheet", json!({ "scale": "score_to_ten" })),
        ("grades", "registration-form", json!({ "scale": "five_stars" })),
        (
            "grades",
            "retail-chain",
            json!({ "grades": [{ "name": "非常满意", "closes_complaint": true }, { "name": "满意", "closes_complaint": true }] }),
        ),
        (
            "exchange_windows",
            "retail-chain",
            json!({
                "return_days": 7, "refund_days": 15, "exchange_before_day": 30, "exchange_on_that_day": true, "free_repair_before_months": 3,
            }),
        ),
        (
            "warranty",
            "refrigeration",
            json!({ "factory_date_plus_months": 3, "terms": [
            { "usage": "commercial", "covers": "unit", "years": 1 }, { "usage": "commercial", "covers": "compressor", "years": 3 },
            { "usage": "home", "covers": "unit", "years": 3 }, { "usage": "home", "covers": "compressor", "years": 5, "years_to": 6 },
        ] }),
        ),
        ("warranty", "weak-current", json!({ "by_contract": true })),
        ("warranty", "security-systems", json!({ "by_contract": true })),
        ("warranty", "it-services", json!({ "by_contract": true })),
        (
            "fault_classes",
            "telecom",
            json!({ "classes": [
            { "name": "general", "the_rest": true },
            { "name": "severe", "when": [
                { "what": "one_service", "minutes": 60 }, { "what": "one_province", "minutes": 60 }, { "what": "order_intake", "minutes": 240 },
            ] },
            { "name": "major", "when": [{ "what": "all_services" }] },
        ] }),
        ),
        ("fault_classes", "automation", json!({ "classes": [{ "name": "simple" }, { "name": "complex" }] })),
        (
            "fault_classes",
            "it-department",
            json!({ "classes": [{ "name": "low" }, { "name": "medium" }, { "name": "high" }, { "name": "urgent", "act_first": true }] }),
        ),
        (
            "fault_classes",
            "foundry",
            json!({ "classes": [
            { "name": "general" }, { "name": "batch", "when": [{ "pieces": 50 }] },
            { "name": "major", "when": [{ "pieces": 500 }, { "loss_fen": 2_000_000 }, { "what": "reputation" }, { "what": "injury" }] },
        ] }),
        ),
        ("fault_classes", "fault-table", json!({ "classes": [{ "name": "general" }, { "name": "major" }] })),
        ("part_clearing", "bus-maker", json!({ "needs": ["signed_report", "old_part", "leader_consent"] })),
        ("part_clearing", "machinery", json!({ "needs": ["cost_to_service", "return_slip"] })),
        ("part_clearing", "gps", json!({ "needs": ["slip_with_numbers"] })),
        ("part_clearing", "crane-maker", json!({ "needs": ["progress_row_closed"], "old_part_days": 7 })),
        (
            "old_part_sale",
            "crane-maker",
            json!({
                "least_percent": 100, "least_percent_buyer_bears_cost": 85, "lower_with_reason": true, "region_less_from_percent": 5,
                "region_less_to_percent": 10, "quotes": 3, "approved_by": "general_manager",
            }),
        ),
        (
            "old_part_sale",
            "construction",
            json!({ "witnesses": 3, "steps": [{ "up_to_fen": 2_000_000 }, { "up_to_fen": 5_000_000 }, { "up_to_fen": null }] }),
        ),
        ("old_part_sale", "group-company", json!({ "prices_compared": true, "approved_by": "general_manager" })),
        ("old_part_sale", "steelworks", json!({ "tender": true, "licences": true })),
        ("old_part_sale", "pharma", json!({ "separate_roles": true })),
        ("old_part_sale", "chemical-plant", json!({ "repair_first": true })),
        ("retention", "it-department", json!({ "problems_months": 12, "visits_months": null, "complaints_months": null })),
        ("cut_offs", "service-center", json!({ "daily_report": true, "leftovers_first": true, "survey_list_days": 1 })),
        ("cut_offs", "vehicle-maker", json!({ "customer_list_by": "09:00" })),
        ("cut_offs", "pcb-maker", json!({ "statistics_by_day": 10 })),
        ("cut_offs", "machinery", json!({ "statistics_by_day": 10 })),
        ("cut_offs", "manufacturer", json!({ "statistics_by_day": 10 })),
        ("cut_offs", "it-services", json!({ "weekly_on": "Fri", "supervision_at_month_end": true })),
        ("cut_offs", "automation", json!({ "half_yearly": true, "yearly": true })),
        ("completion_promise", "product-service", json!({ "may": "must" })),
        ("completion_promise", "automation", json!({ "may": "with_document" })),
        ("completion_promise", "retail-chain", json!({ "may": "yes", "changes_told_beforehand": true })),
        ("take_away_check", "service-center", json!({ "by": "service_supervisor" })),
        ("take_away_check", "machinery", json!({ "by": "quality_inspector", "via_stock": true })),
        ("take_away_check", "doors-windows", json!({ "by": "technical_quality_department", "rework_only": true })),
        ("stand_in", "gps", json!({ "who": ["subcontractor", "other_department"], "consent_by": "division_manager" })),
        ("stand_in", "security-systems", json!({ "who": ["whoever_took_the_call"] })),
        ("stand_in", "appliances", json!({ "who": ["centre_sends_another"] })),
    ];
    for (row, name, expected) in &table {
        let found = preset(name);
        assert!(says(&found[row], expected), "{name}, {row}:\n{}\ndoes not say\n{expected}", found[row]);
    }
    for preset in Preset::all().unwrap() {
        for row in preset.rows() {
            assert!(
                table.iter().any(|(table, name, _)| *table == row.table && *name == preset.name),
                "no figure for {} of {}",
                row.table,
                preset.name
            );
        }
    }
}

/// Section "Gaps": what the sources leave open is listed, never filled in.
#[test]
fn what_the_sources_leave_open_is_listed() {
    let open = |name: &str| -> Vec<String> {
        let policy = Preset::find(name).unwrap().unwrap().policy;
        policy.unset().into_iter().map(|value| value.key).filter(|key| key.contains('.') || key == "office").collect()
    };
    assert_eq!(open("service-center"), ["office", "collection.small_fee_limit_fen", "grades.grades"]);
    assert_eq!(open("security-systems"), ["response.classes.3.arrive.hours", "filing.filed_by"]);
    assert_eq!(open("telecom"), ["response.classes.1.fix.hours", "response.classes.2.fix.hours"]);
    assert_eq!(open("pcb-maker"), ["approval.steps.0.up_to_fen", "approval.steps.1.up_to_fen", "return_difference.over_delivery_percent"]);
    assert_eq!(open("it-department").last().unwrap(), "retention.complaints_months");
    assert_eq!(open("property"), ["return_visits.rules.6.every"]);
    let nothing_chosen = Policy::default().unset();
    assert_eq!(nothing_chosen.len(), 25, "24 rows and the window for repeat repairs (R-049)");
    assert_eq!(nothing_chosen[0].policy, "R-049");
}

/// the sum decides who approves; a bound belongs to the lower step; without bounds nobody can be named.
#[test]
fn the_sum_decides_who_approves() {
    use model::policy::Unit;
    let approver = |name: &str, fen| Preset::find(name).unwrap().unwrap().policy.approval.unwrap().approver(fen);
    for (yuan, by) in [(1, Unit::MarketDepartment), (1000, Unit::MarketDepartment), (5000, Unit::GeneralManager), (5001, Unit::Chairman)] {
        assert_eq!(approver("machinery", yuan * 100), Some(by), "{yuan}");
    }
    assert_eq!(approver("pcb-maker", 100), None);
}

#[test]
fn the_manual_names_every_row_key_and_preset() {
    let manual = include_str!("../../../docs/policies.md");
    for preset in Preset::all().unwrap() {
        let policy = serde_json::to_value(&preset.policy).unwrap();
        for row in preset.rows() {
            let line = manual.lines().find(|line| line.starts_with(&format!("| {} | `{}` |", row.policy, row.table)));
            let line = line.unwrap_or_else(|| panic!("{} has no line in the manual", row.table));
            assert!(line.contains(preset.name), "{} of {} is not in the manual", row.table, preset.name);
            for key in policy[row.table].as_object().unwrap().keys() {
                assert!(line.contains(&format!("`{key}`")), "{}.{key} is not in the manual", row.table);
            }
        }
    }
}
