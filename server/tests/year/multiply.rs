//! A season's rows, written again until they are those of a year.

use rusqlite::{Connection, params};

use crate::VISITS;
use crate::house::DAY_MS;

/// Writes the rows of the season again with new ids, other people and other days, until there are [`VISITS`].
pub(crate) fn multiply(database: &Connection) {
    database.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN").unwrap();
    database
        .execute_batch(
            "CREATE TEMP TABLE twin (old BLOB PRIMARY KEY, new BLOB NOT NULL);
             CREATE TEMP TABLE heir (old BLOB PRIMARY KEY, new BLOB NOT NULL);
             CREATE TEMP TABLE people AS SELECT ROW_NUMBER() OVER (ORDER BY id) - 1 AS n, id FROM person WHERE role = 'technician';
             CREATE TEMP TABLE first_visit AS SELECT * FROM report_visit;
             CREATE TEMP TABLE first_part AS SELECT * FROM report_part;
             CREATE TEMP TABLE first_day AS SELECT * FROM report_day;
             CREATE TEMP TABLE first_work AS SELECT * FROM report_work;
             CREATE TEMP TABLE first_old_part AS SELECT * FROM report_old_part;
             CREATE TEMP TABLE first_complaint AS SELECT * FROM report_complaint;
             CREATE TEMP TABLE first_board AS SELECT * FROM board_visit;
             CREATE TEMP TABLE first_call_out AS SELECT * FROM call_out;
             CREATE TEMP TABLE first_aftercare AS SELECT * FROM aftercare_work;
             CREATE TEMP TABLE call_twin (old BLOB PRIMARY KEY, new BLOB NOT NULL);",
        )
        .unwrap();
    let count = |what: &str| database.query_row(&format!("SELECT COUNT(*) FROM {what}"), [], |row| row.get::<_, i64>(0)).unwrap();
    let copies = VISITS / usize::try_from(count("first_visit")).unwrap();
    for copy in 0..copies {
        // The season is at the end of November; its copies cover the year.
        let days = i64::try_from(copy * 355 / copies).unwrap() - 326;
        let (shift, n) = (days * DAY_MS, i64::try_from(copy).unwrap());
        let run = |sql: &str| database.execute(sql, params![shift, n, format!("{days} days")]).unwrap();
        database.execute_batch("DELETE FROM twin; DELETE FROM heir; DELETE FROM call_twin").unwrap();
        database
            .execute_batch(
                "INSERT INTO twin SELECT document, randomblob(16) FROM (SELECT document FROM first_visit UNION SELECT document FROM first_day \
                 UNION SELECT document FROM first_old_part UNION SELECT document FROM first_complaint); \
                 INSERT INTO call_twin SELECT id, randomblob(16) FROM first_call_out",
            )
            .unwrap();
        run("INSERT INTO heir SELECT old, (SELECT id FROM people WHERE n = (?2 * 7 + place) % (SELECT COUNT(*) FROM people)) \
             FROM (SELECT technician AS old, ROW_NUMBER() OVER () AS place FROM (SELECT DISTINCT technician FROM first_visit WHERE technician IS NOT NULL)) \
             WHERE ?1 IS NOT NULL AND ?3 IS NOT NULL");
        run("INSERT INTO report_visit SELECT organisation, twin.new, number || '-' || ?2, customer, product, model, serial, fault, work, \
             service_type, class, heir.new, called_at + ?1, finished_at + ?1, arrive_due + ?1, arrive_kept, arrive_late_ms, fix_due + ?1, \
             fix_kept, fix_late_ms, excepted, answered_at + ?1, scale, grade, attitude, skill, punctuality, promises, overall, \
             repeats || '-' || ?2 FROM first_visit JOIN twin ON twin.old = document LEFT JOIN heir ON heir.old = technician \
             WHERE ?3 IS NOT NULL");
        run("INSERT INTO report_part SELECT organisation, twin.new, line, used_at + ?1, heir.new, part_number || '-' || ?2 % 40, \
             name || ' ' || ?2 % 40, quantity, model, reason FROM first_part JOIN twin ON twin.old = document JOIN heir ON heir.old = technician \
             WHERE ?3 IS NOT NULL");
        run("INSERT INTO report_day SELECT organisation, twin.new, date(day, ?3), heir.new, standing, closed, corrected \
             FROM first_day JOIN twin ON twin.old = document JOIN heir ON heir.old = technician WHERE ?1 + ?2 IS NOT NULL");
        run("INSERT INTO report_work SELECT organisation, twin.new, line, date(day, ?3), heir.new, service_type, minutes, \
             (SELECT new FROM twin WHERE old = visit), text FROM first_work JOIN twin ON twin.old = document JOIN heir ON heir.old = technician \
             WHERE ?1 + ?2 IS NOT NULL");
        run("INSERT INTO report_old_part SELECT organisation, twin.new, (SELECT new FROM twin WHERE old = visit), order_number, \
             equipment_number, part_number, name, quantity, unit_price_fen, heir.new, region, reason, disposition, progress, \
             date(completed_on, ?3), date(required_on, ?3), date(promised_on, ?3), excused, date(handed_over_on, ?3), date(shipped_on, ?3), \
             date(judge_by, ?3), date(judged_on, ?3) FROM first_old_part JOIN twin ON twin.old = document JOIN heir ON heir.old = technician \
             WHERE ?1 + ?2 IS NOT NULL");
        run(
            "INSERT INTO report_complaint SELECT organisation, twin.new, (SELECT new FROM twin WHERE old = visit), label || '-' || ?2, customer, \
             product, words, received_at + ?1, stage, finding FROM first_complaint JOIN twin ON twin.old = document WHERE ?3 IS NOT NULL",
        );
        run("INSERT INTO call_out (id, organisation, number, day, serial, received_at, registered_by, entry, status) \
             SELECT call_twin.new, organisation, number || '-' || ?2, day, serial + 1000000 * (?2 + 1), received_at + ?1, registered_by, \
             json_set(entry, '$.call_out.number', number || '-' || ?2, '$.call_out.received_at', received_at + ?1), \
             CASE WHEN ?1 < -21 * 86400000 THEN 'cleared' ELSE status END \
             FROM first_call_out JOIN call_twin ON call_twin.old = id WHERE ?3 IS NOT NULL");
        run(
            "INSERT INTO aftercare_work SELECT organisation, twin.new, call_twin.new, number || '-' || ?2, work, is_open, done_at + ?1, heir.new, \
             customer, contact, phone, address, product, model, serial || '-' || ?2, fault, scale, answered_at + ?1, grades, grade, reasons, \
             suggestion, by_phone, found_at + ?1, found, signed, approved FROM first_aftercare JOIN twin ON twin.old = document \
             LEFT JOIN call_twin ON call_twin.old = call_out LEFT JOIN heir ON heir.old = technician WHERE ?3 IS NOT NULL",
        );
        // What is older than three weeks is done; the board shows what is open or changed in the last two.
        run("INSERT INTO board_visit (organisation, document, seq, call_out, state, received_at, row) \
             SELECT organisation, twin.new, seq + 1000000 * (?2 + 1), NULL, \
             CASE WHEN state = 'open' AND ?1 < -21 * 86400000 THEN 'signed' ELSE state END, received_at + ?1, \
             json_set(row, '$.id', lower(substr(hex(twin.new), 1, 8) || '-' || substr(hex(twin.new), 9, 4) || '-' || substr(hex(twin.new), 13, 4) \
              || '-' || substr(hex(twin.new), 17, 4) || '-' || substr(hex(twin.new), 21)), '$.received_at', received_at + ?1) \
             FROM first_board JOIN twin ON twin.old = document WHERE ?3 IS NOT NULL");
    }
    // What is written next comes after all of it, for who listens to the board.
    database.execute("UPDATE board_position SET last = (SELECT MAX(seq) FROM board_visit)", []).unwrap();
    database.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}
