//! Reports: figures counted by hand, days at the edge of a time zone, files that open again, and rows that a rebuild makes the same.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use http::StatusCode;
use serde_json::{Value, json};

use crate::house::{Desk, House, bytes_of};
use crate::season::Season;

const NAMES: [&str; 8] =
    ["technician-daily", "supervisor-daily", "timeliness", "satisfaction", "complaints", "old-parts", "repeat-repairs", "parts-use"];

async fn report(desk: &Desk, name: &str, query: &str) -> Value {
    let (status, body) = desk.get(&format!("/v1/desk/reports/{name}?{query}")).await;
    assert_eq!(status, StatusCode::OK, "{name}: {body}");
    body
}

fn figure<'a>(report: &'a Value, key: &str) -> &'a Value {
    report["figures"].as_array().unwrap().iter().find(|figure| figure["key"] == key).unwrap()
}

fn count(report: &Value, key: &str) -> i64 {
    let figure = figure(report, key);
    ["count", "minutes", "part"].iter().find_map(|kind| figure[*kind].as_i64()).unwrap()
}

/// The rows as maps by their heads.
fn rows(report: &Value) -> Vec<BTreeMap<String, Value>> {
    let heads: Vec<String> =
        report["rows"]["columns"].as_array().unwrap().iter().map(|column| column["key"].as_str().unwrap().to_owned()).collect();
    let rows = report["rows"]["rows"].as_array().unwrap();
    rows.iter().map(|row| heads.iter().cloned().zip(row.as_array().unwrap().iter().cloned()).collect()).collect()
}

/// … … …R-202: two technicians, two days, ten visits each, counted by hand from what a season does.
#[tokio::test]
async fn the_figures_of_a_small_season_are_those_counted_by_hand() {
    let mut season = Season::open(2).await;
    let first = season.date();
    season.goes_on(2, 10).await;
    let desk = &season.desk;
    let last = first.succ_opt().unwrap();
    let span = format!("from={first}&to={last}");
    // Of forty visits (0…39): two are cancelled (18, 37), three are never gone to (12, 25, 38). Of the 35 others every seventh has a clock
    // that proves nothing (6, 13, 20, 27, 34), every fifth comes after seventy minutes (4, 9, 14, 19, 24, 29, 34, 39), of which 34 is unproven.
    let timeliness = report(desk, "timeliness", &span).await;
    let counted = ["arrivals_in_time", "missed", "overdue", "unproven"].map(|key| count(&timeliness, key));
    assert_eq!(counted, [23, 7, 3, 5], "{}", timeliness["figures"]);
    let share = figure(&timeliness, "arrivals_in_time");
    assert_eq!((&share["whole"], &share["share"], &share["reached"]), (&json!(33), &json!(6969), &json!(false)));
    assert_eq!(timeliness["notes"], json!(["unproven_apart", "overdue_counts"]));
    assert_eq!(timeliness["rows_total"].as_i64().unwrap() as usize, rows(&timeliness).len());
    // Every second one of those who were gone to (odd numbers) is asked, grades 1 2 3 4 in turn; the first two are satisfied.
    let gone_to = (0..40).filter(|n| ![18, 37, 12, 25, 38].contains(n));
    let graded: Vec<i64> = gone_to.clone().filter(|n| n % 2 == 1).map(|n| 1 + n / 2 % 4).collect();
    let satisfied = graded.iter().filter(|grade| **grade <= 2).count() as i64;
    let satisfaction = report(desk, "satisfaction", &span).await;
    assert_eq!((count(&satisfaction, "satisfied"), count(&satisfaction, "answers")), (satisfied, graded.len() as i64));
    assert_eq!(count(&satisfaction, "attitude"), graded.len() as i64, "everybody was friendly");
    // Every ninth (8, 17, 26, 35): 8 is of the product and valid, 17 not classified and valid, 26 of the service and valid; 35 is undecided.
    let complaints = report(desk, "complaints", &span).await;
    let counted = ["received", "undecided", "not_valid", "product", "service", "unclassified"].map(|key| count(&complaints, key));
    assert_eq!(counted, [4, 1, 0, 1, 1, 1], "{}", complaints["figures"]);
    let rate = figure(&complaints, "complaint_rate");
    assert_eq!((&rate["part"], &rate["whole"], &rate["reached"]), (&json!(2), &json!(35), &json!(false)));
    // Every third of those who were gone to swaps one roller.
    let swapped = gone_to.clone().filter(|n| n % 3 == 2).count() as i64;
    let parts = report(desk, "parts-use", &span).await;
    assert_eq!((count(&parts, "pieces"), count(&parts, "swaps"), count(&parts, "parts")), (swapped, swapped, 1));
    let old_parts = report(desk, "old-parts", &span).await;
    let handed = gone_to.clone().filter(|n| n % 6 == 5).count() as i64;
    let counted = ["old_parts", "owed", "handed_over_in_time", "waiting", "overdue"].map(|key| count(&old_parts, key));
    assert_eq!(counted, [swapped, swapped, handed, swapped - handed, 0]);
    // Eleven products and two faults: number n repeats n - 22 if that was done and signed.
    let signed = |n: i64| gone_to.clone().any(|gone| gone == n) && n % 10 != 9;
    let repeats = (22..40).filter(|n| signed(n - 22)).count() as i64;
    let repeated = report(desk, "repeat-repairs", &span).await;
    assert_eq!((count(&repeated, "repeats"), count(&repeated, "repairs")), (repeats, 40));
    assert_eq!(rows(&repeated).len() as i64, repeats);
    // Four evenings at 20 and 40 visits: none is confirmed (both are multiples of four), all are closed, and all are corrected after it.
    let daily = report(desk, "technician-daily", &span).await;
    let supervisor = report(desk, "supervisor-daily", &span).await;
    assert_eq!(daily["figures"], supervisor["figures"], "R-150: the sum is built from the reports");
    let counted = ["day_reports", "a_minutes", "d_minutes", "c_minutes", "unconfirmed", "corrected"].map(|key| count(&daily, key));
    assert_eq!(counted, [4, 60, 120, 0, 4, 4], "{}", daily["figures"]);
    let days = supervisor["tables"].as_array().unwrap().iter().find(|table| table["key"] == "days").unwrap();
    assert_eq!(days["rows"][0][0], json!(first));
    let people = |row: &Value| (row[2].as_i64().unwrap(), row[8].as_i64().unwrap(), row[10].as_i64().unwrap());
    assert_eq!(people(&days["rows"][1]), (2, 2, 2), "F-07: two people with paid work, two with internal work, two in all");
    // One technician alone, and both together.
    let mut alone = [0; 3];
    for device in &season.technicians {
        let own = format!("{span}&technician={}", device.person());
        alone[0] += count(&report(desk, "timeliness", &own).await, "arrivals_in_time");
        alone[1] += count(&report(desk, "parts-use", &own).await, "pieces");
        alone[2] += count(&report(desk, "repeat-repairs", &own).await, "repeats");
    }
    assert_eq!(alone, [23, swapped, repeats]);
    // ten days later what was not handed over is three days late, each of it.
    season.house.clock.pass_ms(10 * crate::house::DAY_MS);
    season.morning().await;
    let late = report(&season.desk, "old-parts", &span).await;
    let first_day = gone_to.clone().filter(|n| n % 3 == 2 && n % 6 != 5 && *n < 20).count() as i64;
    let overdue = swapped - handed;
    assert_eq!((count(&late, "overdue"), count(&late, "waiting")), (overdue, 0));
    assert_eq!(count(&late, "overdue_days"), 4 * (overdue) + first_day);
}

/// A day is the organisation's: what happened at one in the morning there is not the day before, wherever the server stands.
#[tokio::test]
async fn a_day_ends_at_midnight_of_the_organisation() {
    let mut season = Season::open(1).await;
    season.house.clock.pass_ms(14 * 3_600_000 + 50 * 60_000);
    season.morning().await;
    let before = season.date();
    season.goes_on(1, 1).await;
    // Called ten minutes before midnight, arrived at ten past.
    let after = before.succ_opt().unwrap();
    let of = async |desk: &Desk, day| {
        let query = format!("from={day}&to={day}");
        (count(&report(desk, "repeat-repairs", &query).await, "repairs"), count(&report(desk, "complaints", &query).await, "services"))
    };
    assert_eq!((of(&season.desk, before).await, of(&season.desk, after).await), ((1, 0), (0, 1)));
    // With another time zone the same instants lie on other days.
    let policy = format!("time_zone = 0\n{}", crate::season::POLICY);
    let policy = server::policies::PolicyFile::read("policy.toml", &policy).unwrap();
    season.house.server.set_policy(None, &policy).await.unwrap();
    assert_eq!(of(&season.desk, before).await, (1, 1));
}

async fn file(desk: &Desk, name: &str, ending: &str, query: &str) -> (String, Vec<u8>) {
    let response = desk.send("GET", &format!("/v1/desk/reports/{name}.{ending}?{query}"), None).await;
    assert_eq!(response.status(), StatusCode::OK, "{name}.{ending}");
    let called = response.headers()["content-disposition"].to_str().unwrap().to_owned();
    (called, bytes_of(response).await.to_vec())
}

/// Files open again and say what the page says; a text that looks like a formula is a text.
#[tokio::test]
async fn files_open_again_and_say_what_the_page_says() {
    let mut season = Season::open(2).await;
    let first = season.date();
    season.goes_on(2, 9).await;
    let span = format!("from={first}&to={}", first.succ_opt().unwrap());
    for name in NAMES {
        let page = report(&season.desk, name, &span).await;
        let (called, bytes) = file(&season.desk, name, "xlsx", &format!("{span}&language=en")).await;
        assert_eq!(called, format!("attachment; filename=\"{name}-{first}_{}.xlsx\"", first.succ_opt().unwrap()));
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range("Rows").unwrap();
        let columns: Vec<&Value> = page["rows"]["columns"].as_array().unwrap().iter().filter(|column| column["kind"] != "visit").collect();
        let told = rows(&page);
        assert_eq!((sheet.height(), sheet.width()), (told.len() + 1, columns.len()), "{name}");
        for (row, told) in sheet.rows().skip(1).zip(&told) {
            for (cell, column) in row.iter().zip(&columns) {
                let said = &told[column["key"].as_str().unwrap()];
                match (cell, column["kind"].as_str().unwrap()) {
                    (Data::Empty, _) => assert!(said.is_null() || said == "", "{name} {column}: {said}"),
                    (Data::Float(number), "money") => assert_eq!((number * 100.0).round() as i64, said.as_i64().unwrap()),
                    (Data::Float(number), "number" | "minutes") => assert_eq!(*number as i64, said.as_i64().unwrap(), "{name} {column}"),
                    (Data::String(text), "text" | "person") => assert_eq!(text, said.as_str().unwrap(), "{name} {column}"),
                    (Data::String(text), "word") => assert!(!text.contains('_') && !said.is_null(), "{name} {column}: {text}"),
                    (Data::String(text), "yes_no") => assert_eq!(text == "yes", said.as_bool().unwrap()),
                    (Data::DateTime(at), "day" | "moment") => {
                        let days = match said {
                            Value::Number(ms) => (ms.as_i64().unwrap() + 480 * 60_000) as f64 / 86_400_000.0 + 25_569.0,
                            day => {
                                let day: chrono::NaiveDate = day.as_str().unwrap().parse().unwrap();
                                day.signed_duration_since(chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days() as f64
                            }
                        };
                        assert!((at.as_f64() - days).abs() <= 1.0 / 1_440.0, "{name} {column}: {at} is not {said}");
                    }
                    (cell, kind) => panic!("{name} {column}: {cell:?} for {kind} {said}"),
                }
            }
        }
        let summary = book.worksheet_range("Summary").unwrap();
        let figures = page["figures"].as_array().unwrap();
        let said: Vec<f64> = summary
            .rows()
            .filter_map(|row| row.get(1))
            .filter_map(|cell| if let Data::Float(n) = cell { Some(*n) } else { None })
            .collect();
        for figure in figures {
            let value = figure["share"].as_f64().map(|share| share / 10_000.0).or(figure["count"].as_f64()).or(figure["minutes"].as_f64());
            assert!(value.is_none_or(|value| said.contains(&value)), "{name}: {figure}");
        }
        let (_, pdf) = file(&season.desk, name, "pdf", &span).await;
        assert!(pdf.starts_with(b"%PDF") && pdf.len() > 5_000, "{name}");
    }
    let (_, csv) = file(&season.desk, "timeliness", "csv", &span).await;
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.starts_with("\u{feff}叫修号,客户,技术员,"), "Excel reads Chinese with the mark");
    let lines: Vec<&str> = csv.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), rows(&report(&season.desk, "timeliness", &span).await).len() + 1);
    assert!(csv.contains("\"'=1+1 明珠\""), "a customer's name is no formula");
    assert!(!csv.contains(",=") && !csv.contains("\n="));
    let path = format!("/v1/desk/reports/parts-use.csv?{span}");
    let english = season.desk.send_with("GET", &path, Vec::new(), &[("accept-language", "en-GB, zh;q=0.5")]).await;
    let english = bytes_of(english).await;
    assert!(std::str::from_utf8(&english).unwrap().starts_with("\u{feff}Used,"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_told() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let status = async |desk: &Desk, path: &str| desk.get(&format!("/v1/desk/reports/{path}")).await.0.as_u16();
    assert_eq!(status(&desk, "timeliness?from=2026-11-01&to=2026-11-30").await, 200);
    for (path, wanted) in [
        ("timeliness", 400),
        ("timeliness?from=2026-11-30&to=2026-11-01", 400),
        ("timeliness?from=2020-01-01&to=2026-11-01", 400),
        ("timeliness?from=yesterday&to=2026-11-01", 400),
        ("timeliness?from=2026-11-01&to=2026-11-01&technician=Wang", 400),
        ("timeliness?from=2026-11-01&to=2026-11-01&whose=mine", 400),
        ("nothing?from=2026-11-01&to=2026-11-30", 404),
        ("timeliness.docx?from=2026-11-01&to=2026-11-30", 404),
    ] {
        assert_eq!(status(&desk, path).await, wanted, "{path}");
    }
    let empty = report(&desk, "timeliness", "from=2026-11-01&to=2026-11-30").await;
    assert_eq!(
        (&figure(&empty, "arrivals_in_time")["share"], &figure(&empty, "arrivals_in_time")["reached"]),
        (&Value::Null, &Value::Null)
    );
    desk.forgets_its_session();
    assert_eq!(status(&desk, "timeliness?from=2026-11-01&to=2026-11-30").await, 401);
}

/// A key that reads reports and nothing else learns how the organisation does, not who did what.
#[tokio::test]
async fn names_are_for_those_who_see_the_work() {
    let mut season = Season::open(1).await;
    let first = season.date();
    season.goes_on(1, 4).await;
    let key = async |scopes: Value| {
        let (status, made) = season.desk.post("/v1/desk/api-keys", json!({ "name": "BI", "scopes": scopes })).await;
        assert!(status.is_success(), "{made}");
        format!("Bearer {}", made["key"].as_str().unwrap())
    };
    let keys = [key(json!(["reports:read"])).await, key(json!(["reports:read", "work:read"])).await, key(json!(["work:read"])).await];
    let mut other = season.desk.clone();
    other.forgets_its_session();
    for name in NAMES {
        let answer = async |key: &String, ending: &str| {
            let path = format!("/v1/desk/reports/{name}{ending}?from={first}&to={first}");
            let response = other.send_with("GET", &path, Vec::new(), &[("authorization", key)]).await;
            (response.status().as_u16(), String::from_utf8_lossy(&bytes_of(response).await).into_owned())
        };
        let (status, alone) = answer(&keys[0], "").await;
        assert!(status == 200 && !alone.contains("T0") && !alone.contains("\"technicians\""), "{name}: {alone}");
        assert!(!answer(&keys[0], ".csv").await.1.contains("T0"), "{name}");
        let (_, both) = answer(&keys[1], "").await;
        let any = !rows(&serde_json::from_str(&both).unwrap()).is_empty();
        assert!(any || !["technician-daily", "timeliness", "parts-use"].contains(&name), "{name}: {both}");
        assert!(both.contains("T0") || !any, "{name}: {both}");
        assert_eq!(answer(&keys[2], "").await.0, 403, "{name}");
    }
}

/// Every row that is read from documents, as it is kept; places among the news, which a rebuild gives out anew, are left out.
fn kept(house: &House) -> BTreeMap<&'static str, Vec<String>> {
    let database = house.database();
    let tables = [
        ("board", "SELECT hex(document) || state || json_remove(row, '$.seq') FROM board_visit ORDER BY document"),
        ("registers", "SELECT hex(document) || kind || state || sort_at || json_remove(row, '$.seq') FROM register_row ORDER BY document"),
        (
            "ledgers",
            "SELECT hex(document) || ledger || key || subject || at || open || body FROM ledger_entry ORDER BY document, ledger, key",
        ),
        ("seals", "SELECT hex(sha256) || hex(document) || hex(sign_off) FROM seal ORDER BY sha256"),
        ("report_visit", ""),
        ("report_part", ""),
        ("report_day", ""),
        ("report_work", ""),
        ("report_old_part", ""),
        ("report_complaint", ""),
        ("aftercare_work", ""),
        ("stock_side", ""),
    ];
    let read = |(name, sql): (&'static str, &'static str)| {
        let sql = if sql.is_empty() { format!("SELECT * FROM {name}") } else { sql.to_owned() };
        let mut find = database.prepare(&sql).unwrap();
        let columns = find.column_count();
        let found = find.query_map([], |row| {
            let values = (0..columns).map(|column| row.get::<_, rusqlite::types::Value>(column));
            Ok(format!("{:?}", values.collect::<Result<Vec<_>, _>>()?))
        });
        (name, found.unwrap().map(Result::unwrap).collect())
    };
    tables.into_iter().map(read).collect()
}

/// Whatever happened in whatever order: reading every document anew gives the rows that were kept on the way, in each projection.
#[tokio::test]
async fn every_projection_of_a_season_is_what_a_rebuild_makes_of_the_documents() {
    let long = std::env::var_os("FIELDBOOK_LONG").is_some();
    let mut season = Season::open(if long { 4 } else { 2 }).await;
    season.goes_on(if long { 250 } else { 6 }, if long { 5 } else { 4 }).await;
    let house = &season.house;
    let live = kept(house);
    assert!(live.values().all(|rows| !rows.is_empty()), "{:?}", live.iter().map(|(table, rows)| (table, rows.len())).collect::<Vec<_>>());
    let rebuilt = house.server.rebuild_board().await.unwrap();
    assert_eq!((rebuilt.rewritten, rebuilt.failed), (0, 0), "live rows are what a rebuild makes");
    let tables = "board_visit register_row ledger_entry seal report_visit report_part report_day report_work report_old_part report_complaint \
         aftercare_work stock_side";
    for table in tables.split(' ') {
        house.database().execute(&format!("DELETE FROM {table}"), []).unwrap();
    }
    assert_eq!(house.server.rebuild_board().await.unwrap().failed, 0);
    // What one document's row says of others may be right only after those were read; a second time finds nothing left to do.
    house.server.rebuild_board().await.unwrap();
    let anew = kept(house);
    for (table, rows) in &live {
        assert_eq!(rows, &anew[table], "{table}");
    }
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 0);
    // One row that says something else is found and put right.
    house
        .database()
        .execute("UPDATE report_visit SET finished_at = 1 WHERE document = (SELECT MIN(document) FROM report_visit)", [])
        .unwrap();
    assert_eq!(house.server.rebuild_board().await.unwrap().rewritten, 1);
    assert_eq!(kept(house)["report_visit"], live["report_visit"]);
}
